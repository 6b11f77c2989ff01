"""``python -m symverify``."""

from symverify.cli import entry

if __name__ == "__main__":
    entry()
