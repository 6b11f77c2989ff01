"""The command line. What a command needs is imported when it runs, so that ``--help`` is quick and imports nothing heavy."""

from __future__ import annotations

import argparse
import codecs
import difflib
import importlib
import os
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from symverify.language.claims import Span
from symverify.language.codes import CODES
from symverify.language.diagnostics import Diagnostic
from symverify.reporters.located import located

if TYPE_CHECKING:
    from symverify.report import Report

FORMATS = ("terminal", "json", "markdown")
AGREE, DIFFERS, UNREADABLE, INTERRUPTED = 0, 1, 2, 130
_WIDEST = 120
_PLAIN = {"✓": "+", "✗": "x", "·": ".", "─": "-", "−": "-", "…": "...", "≤": "<=", "≥": ">=", "≠": "!=", "→": "->"}
_EPILOG = """\
exit status: 0 every line has its expected verdict; 1 some line has not; 2 something could not be read, or wrong usage;
3 a line came out both proved and refuted, which is a bug of symverify."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status. Never shows a traceback."""
    try:
        status = _command(sys.argv[1:] if arguments is None else list(arguments))
        sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        _say("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        _discard_output()
        return AGREE
    except Exception as error:  # the last resort: a bug of ours is a diagnostic too
        return _fail(Diagnostic("SV902", f"{type(error).__name__}: {error}", help="please report it"))


def _command(arguments: list[str]) -> int:
    parser = _parser()
    chosen = parser.parse_args(arguments)
    if chosen.version:
        return _version()
    if chosen.run is None:
        parser.print_help(sys.stderr)
        return UNREADABLE
    run: Callable[[argparse.Namespace], int] = chosen.run
    return run(chosen)


# ---------------------------------------------------------------- arguments
def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="symverify",
        description="Judge every line of a derivation: proved, conditional, refuted, undecided or ill-formed.",
        epilog=_EPILOG,
    )
    parser.add_argument("--version", action="store_true", help="the version, and the digest of the kernel")
    parser.set_defaults(run=None)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    every = commands.add_parser("all", help="judge every derivation below some folders", epilog=_EPILOG)
    every.add_argument(
        "paths", nargs="*", default=["derivations"], metavar="PATH", help="folders or files (default: derivations/)"
    )
    check = commands.add_parser("check", help="judge single derivation files", epilog=_EPILOG)
    check.add_argument("paths", nargs="+", metavar="FILE", help="derivation files")
    for command in (every, check):
        _run_options(command)

    recheck = commands.add_parser(
        "recheck", help="check the evidence of a JSON report again, without SymPy and without a search"
    )
    recheck.add_argument("report", metavar="REPORT.json")
    recheck.set_defaults(run=_recheck)

    explain = commands.add_parser("explain", help="what a diagnostic code means; all codes, if none is given")
    explain.add_argument("code", nargs="?", metavar="CODE")
    explain.set_defaults(run=_explain)
    return parser


def _run_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--format", choices=FORMATS, default="terminal", help="default: terminal")
    command.add_argument("--output", metavar="PATH", help="write the report to a file")
    command.add_argument("--jobs", type=_natural, default=0, metavar="N", help="worker processes (default: one per core)")
    command.add_argument(
        "--budget",
        type=_seconds,
        default=None,
        metavar="SECONDS",
        help="safety net for each line (default: 30); a file may take at least 10",
    )
    command.add_argument(
        "--accept", choices=("conditional",), action="append", default=[], help="let conditional count as proved"
    )
    command.add_argument(
        "--trust", action="append", default=[], metavar="NAME", help="accept this external step; may be repeated"
    )
    command.add_argument(
        "--only", action="append", default=[], metavar="ID", help="only this exercise (my.1) or line (my.1/2); may be repeated"
    )
    command.add_argument("--explain-reading", action="store_true", help="show how every line was read, judge nothing")
    command.add_argument("--timings", action="store_true", help="say how long the run took (such a report is not reproducible)")
    command.set_defaults(run=_run)


def _natural(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a number of workers")
    return value


_natural.__name__ = "whole number"


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 < value < 1e9:
        raise argparse.ArgumentTypeError(f"{text} is not a number of seconds")
    return value


_seconds.__name__ = "number of seconds"


# ---------------------------------------------------------------- all, check
def _run(chosen: argparse.Namespace) -> int:
    from symverify import session

    unwritable = _unwritable(chosen.output)
    if unwritable is not None:
        return _fail(unwritable)
    options = session.Options(
        jobs=chosen.jobs,
        budget=session.BUDGET if chosen.budget is None else chosen.budget,
        only=tuple(chosen.only),
        accept_conditional="conditional" in chosen.accept,
        trust=frozenset(chosen.trust),
        judge=not chosen.explain_reading,
    )
    watched = chosen.format == "terminal" and chosen.output is None and sys.stdout.isatty() and sys.stderr.isatty()
    started = time.monotonic()
    reporter = f"symverify.reporters.{chosen.format}"
    threading.Thread(target=importlib.import_module, args=(reporter,), daemon=True).start()  # while the workers start
    with _Display(watched) as display:
        report = session.run(chosen.paths, options, display.advance)
    seconds = time.monotonic() - started if chosen.timings else None
    problems = [_missing(name) for name in chosen.only if not _holds(report, name)]
    unwritten = _publish(report, chosen.format, chosen.output, seconds)
    if unwritten is not None:
        problems.append(unwritten)
    for problem in (*(report.problems if chosen.format != "terminal" or chosen.output else ()), *problems):
        _say(located(problem))
    return max(report.exit_status, UNREADABLE) if problems else report.exit_status


def _holds(report: Report, name: str) -> bool:
    return any(name == exercise.id or any(name == line.id for line in exercise.lines) for exercise in report.exercises)


def _missing(name: str) -> Diagnostic:
    return Diagnostic(
        "SV009",
        f"no exercise and no line has the id {name}",
        help="the id of a line is that of its exercise, a slash, its label",
    )


def _unwritable(output: str | None) -> Diagnostic | None:
    """What is wrong with the output path, found before the work rather than after it."""
    if output is None:
        return None
    path = Path(output)
    if path.is_dir():
        return Diagnostic("SV010", f"{output} is a folder", Span(output))
    if not path.absolute().parent.is_dir():
        return Diagnostic("SV010", f"there is no folder {path.parent}", Span(output))
    return None


def _publish(report: Report, form: str, output: str | None, seconds: float | None) -> Diagnostic | None:
    """Write the report where it belongs; what went wrong with the file, if anything."""
    if form == "terminal" and output is None:
        _show(report)
        if seconds is not None:
            _out(f"{seconds:.2f} s")
        return None
    text = _written(report, form, seconds)
    if output is None:
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
        return None
    try:
        Path(output).write_text(text, encoding="utf-8", errors="replace", newline="\n")
    except OSError as error:
        return Diagnostic("SV010", error.strerror or str(error), Span(output))
    return None


def _written(report: Report, form: str, seconds: float | None) -> str:
    if form == "json":
        from symverify.reporters.json import json

        return json(report, seconds)
    timed = "" if seconds is None else f"{seconds:.2f} s\n"
    if form == "markdown":
        from symverify.reporters.markdown import markdown

        return markdown(report) + timed
    from symverify.reporters.terminal import terminal

    return terminal(report) + timed


def _show(report: Report) -> None:
    from rich.console import Console

    from symverify.reporters.terminal import render

    console = Console(file=sys.stdout)
    render(report, Console(file=sys.stdout, width=min(console.width, _WIDEST)))


class _Display:
    """A progress bar on standard error that appears once the work turns out to be long, and leaves nothing behind."""

    def __init__(self, shown: bool) -> None:
        self.shown = shown
        self.timer: threading.Timer | None = None
        self.lock = threading.Lock()
        self.stop: Callable[[], None] | None = None
        self.update: Callable[[int, int, str], None] | None = None
        self.last = (0, 0, "reading")

    def __enter__(self) -> _Display:
        if self.shown:
            self.timer = threading.Timer(0.7, self.start)
            self.timer.daemon = True
            self.timer.start()
        return self

    def start(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        with self.lock:
            if not self.shown:
                return
            columns = (
                BarColumn(30),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                TextColumn("{task.fields[current]}", markup=False),
            )
            progress = Progress(*columns, console=Console(stderr=True), transient=True)
            task = progress.add_task("", total=None, current="reading")
            progress.start()
            self.stop = progress.stop
            self.update = lambda done, total, current: progress.update(
                task, completed=done, total=total or None, current=current
            )
            self.update(*self.last)

    def advance(self, done: int, total: int, current: str) -> None:
        with self.lock:
            self.last = (done, total, current)
            if self.update is not None:
                self.update(done, total, current)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with self.lock:
            self.shown = False
            if self.timer is not None:
                self.timer.cancel()
            if self.stop is not None:
                self.stop()


# ---------------------------------------------------------------- recheck, explain, version
def _recheck(chosen: argparse.Namespace) -> int:
    from symverify.kernel.check import kernel_digest
    from symverify.recheck import Unreadable, read_report, recheck

    try:
        content = read_report(Path(chosen.report).read_text(encoding="utf-8"))
        found = recheck(content)
    except FileNotFoundError:
        return _fail(Diagnostic("SV001", f"there is no file {chosen.report}", Span(chosen.report)))
    except OSError as error:
        return _fail(Diagnostic("SV002", error.strerror or str(error), Span(chosen.report)))
    except (Unreadable, UnicodeDecodeError) as error:
        return _fail(Diagnostic("SV002", str(error), Span(chosen.report)))
    claims = sum(len(exercise["claims"]) for exercise in content["exercises"])
    made = content.get("tool", {}).get("kernel")
    if made != kernel_digest():
        _out(f"the report was made by kernel {str(made)[:16]}, this is {kernel_digest()[:16]}")
    for disagreement in found:
        _out(f"✗ {disagreement}")
    wrong = len({disagreement.id for disagreement in found})
    counted, differ = "1 line" if claims == 1 else f"{claims} lines", "differs" if wrong == 1 else "differ"
    _out(f"{counted} checked again: " + (f"{wrong} {differ} from the report" if wrong else "every verdict agrees"))
    return DIFFERS if found else AGREE


def _explain(chosen: argparse.Namespace) -> int:
    if chosen.code is None:
        for code in CODES.values():
            _out(f"{code.code}  {code.title}")
        return AGREE
    wanted = chosen.code.upper()
    if wanted not in CODES:
        near = difflib.get_close_matches(wanted, CODES, n=1, cutoff=0.0)
        return _fail(
            Diagnostic(
                "SV009", f"there is no code {chosen.code}", help=f"the nearest is {near[0]}; `symverify explain` lists all"
            )
        )
    code = CODES[wanted]
    _out(f"{code.code}: {code.title}\n\n{code.explanation}\n\nFor example: {code.example}")
    return AGREE


def _version() -> int:
    from symverify import __version__
    from symverify.kernel.check import kernel_digest

    _out(f"symverify {__version__}\nkernel {kernel_digest()}")
    return AGREE


# ---------------------------------------------------------------- output
def _out(text: str) -> None:
    print(text, file=sys.stdout)


def _say(text: str) -> None:
    with suppress(OSError, ValueError):
        print(text, file=sys.stderr)


def _fail(diagnostic: Diagnostic) -> int:
    _say(located(diagnostic))
    return UNREADABLE


def _discard_output() -> None:
    """The reader has gone away: nothing more can be said, and Python must not complain about it at exit."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _tolerant() -> None:
    """A stream that cannot show a character shows a plain one; never a question mark, the mark of an undecided line."""
    codecs.register_error("symverify", _plainer)
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):
            stream.reconfigure(errors="symverify")  # type: ignore[union-attr]


def _plainer(error: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    if all(character in _PLAIN for character in missing):
        return "".join(_PLAIN[character] for character in missing), error.end
    return codecs.backslashreplace_errors(error)


def entry() -> None:
    """The console script."""
    _tolerant()
    raise SystemExit(main())
