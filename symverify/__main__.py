"""``python -m symverify``, and the console script: an interrupt is quiet from the first import on."""

import sys


def entry() -> None:
    """Run the command line."""
    try:
        from symverify import cli

        cli.entry()
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    entry()
