"""One run as it goes: discover the files, hand reading and judging to workers, take what comes, and put the report together.

Reading and judging overlap: a line is judged as soon as it has been read and the lines that it uses have been judged. The
report is put together in the order of the input, so that it does not depend on what was ready first.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from symverify.channel import Json
from symverify.judging import ended, judge_request, read_verdict, undecided
from symverify.language.claims import Context, Exercise, Line, Span
from symverify.language.diagnostics import Diagnostic
from symverify.language.verdicts import Status, UndecidedReason, Verdict
from symverify.language.wire import WireError, decode
from symverify.pool import Ending, Event, Pool, Task
from symverify.report import ExerciseReport, Report, Unread
from symverify.session import Options, Progress
from symverify.summary import exercise_report, exit_status

_READING = 10.0
_READING_PATIENCE = 20


@dataclass(slots=True)
class LineState:
    """One line on its way through a run."""

    line: Line
    needs: frozenset[str] = frozenset()
    judged: bool = True
    main: Verdict | None = None
    step: Verdict | None = None
    clash: tuple[Verdict, Verdict] | None = None

    @property
    def finished(self) -> bool:
        """Whether nothing more is expected for this line."""
        return not self.judged or (self.main is not None and (self.line.step is None or self.step is not None))


@dataclass(slots=True)
class ExerciseState:
    """One exercise as far as it has been read."""

    exercise: Exercise
    lines: list[LineState] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    @property
    def context(self) -> Context:
        """What was declared: the last state the reader sent, or, if it was cut short, that of the last line."""
        declared = self.exercise.context
        if self.lines and len(self.lines[-1].line.claim.context.declarations) > len(declared.declarations):
            return self.lines[-1].line.claim.context
        return declared


@dataclass(slots=True)
class FileState:
    """One derivation file on its way through a run."""

    path: str
    shown: str
    exercises: dict[str, ExerciseState] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)
    lines: dict[str, LineState] = field(default_factory=dict)


# ---------------------------------------------------------------- discovery
def discover(paths: Sequence[str]) -> tuple[list[FileState], list[Diagnostic]]:
    """The derivation files named by or below the paths, each once, in order; and what is wrong with the paths."""
    files: dict[str, FileState] = {}
    problems: list[Diagnostic] = []
    for path in paths:
        if not os.path.exists(path):
            problems.append(Diagnostic("SV001", f"there is no file or folder {shown_path(path)}", Span(shown_path(path))))
            continue
        if os.path.isfile(path) and not path.endswith(".py"):
            message = f"no reader for {shown_path(path)}: derivations are .py files"
            problems.append(Diagnostic("SV008", message, Span(shown_path(path))))
            continue
        found = [path] if os.path.isfile(path) else list(_below(path))
        if not found:
            problems.append(Diagnostic("SV003", f"no derivation below {shown_path(path)}", Span(shown_path(path))))
        for file in found:
            files.setdefault(os.path.realpath(file), FileState(os.path.abspath(file), shown_path(file)))
    return list(files.values()), problems


def _below(folder: str) -> Iterator[str]:
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__")))
        for name in sorted(names):
            if name.endswith(".py") and not name.startswith((".", "_")):
                yield os.path.join(root, name)


def shown_path(path: str) -> str:
    """How a path is shown: relative to the working directory where it lies below it, with forward slashes."""
    full, here = os.path.abspath(path), os.getcwd()
    if full == here or full.startswith(os.path.join(here, "")):
        full = os.path.relpath(full, here)
    elif not os.path.isabs(path):
        full = os.path.normpath(path)
    return full.replace(os.sep, "/")


# ---------------------------------------------------------------- the run
class Conduct:
    """The state of one run; ``start`` it, let it ``work``, ask for the ``report``."""

    def __init__(self, pool: Pool, options: Options, progress: Progress | None) -> None:
        self.pool = pool
        self.options = options
        self.progress = progress
        self.files: list[FileState] = []
        self.problems: list[Diagnostic] = []
        self.kernel = ""
        self.reproducible = True
        self.done = 0
        self.total = 0
        self.partial: dict[object, Verdict] = {}
        self.blocked: dict[tuple[int, str], list[LineState]] = {}

    # ------------------------------------------------------------ tasks
    def start(self, paths: Sequence[str]) -> None:
        """Find the files and queue their reading."""
        self.files, self.problems = discover(paths)
        self.pool.submit(Task(("hello",), {}, 60.0, 60.0, urgent=True))
        for number, file in enumerate(self.files):
            request = {"path": file.path, "shown": file.shown}
            seconds = self.options.reading or max(self.options.budget, _READING)
            self.pool.submit(
                Task(("read", number), request, seconds, seconds * _READING_PATIENCE, "read", fresh=True, urgent=True)
            )

    def work(self) -> None:
        """Take events until everything is read and judged."""
        for event in self.pool.events():
            match event.key:
                case ("hello",):
                    self.kernel = event.body["kernel"] if event.ending is None else self.kernel
                case ("read", int() as number):
                    self._reading(number, event)
                case ("judge", int() as number, str() as id, bool() as is_step):
                    self._judging(number, id, is_step, event)

    def _reading(self, number: int, event: Event) -> None:
        file = self.files[number]
        if event.ending is not None:
            self._read_to_the_end(file, event.ending, event.note)
            return
        try:
            self._take(number, file, event.body)
        except (WireError, KeyError, TypeError) as error:
            file.problems.append(Diagnostic("SV902", f"what was read could not be taken over: {error}", Span(file.shown)))

    def _take(self, number: int, file: FileState, body: Json) -> None:
        match body["kind"]:
            case "exercise":
                (exercise,) = decode(body["value"], Exercise)
                known = file.exercises.setdefault(exercise.id, ExerciseState(exercise))
                known.exercise = exercise
            case "line":
                (line,) = decode(body["value"], Line)
                self._line(number, file, file.exercises[body["exercise"]], line)
            case "unread":
                (diagnostic,) = decode(body["value"], Diagnostic)
                file.exercises[body["exercise"]].unread.append(Unread(body["typed"], diagnostic))
            case _:
                (diagnostic,) = decode(body["value"], Diagnostic)
                file.problems.append(diagnostic)

    def _line(self, number: int, file: FileState, exercise: ExerciseState, line: Line) -> None:
        if line.claim.id in file.lines:
            exercise.unread.append(_twice(line))
            return
        needs = frozenset(used.id for claim in (line.claim, line.step) if claim is not None for used in claim.uses)
        state = LineState(line, needs & frozenset(file.lines), self.options.judge)
        file.lines[line.claim.id] = state
        exercise.lines.append(state)
        self.total += 1
        if not state.judged:
            state.main = _only_read()
            state.step = None if line.step is None else _only_read()
            return
        waits = next((need for need in sorted(state.needs) if not file.lines[need].finished), None)
        if waits is None:
            self._submit(number, file, state)
        else:
            self.blocked.setdefault((number, waits), []).append(state)

    def _submit(self, number: int, file: FileState, state: LineState) -> None:
        for is_step, claim in ((False, state.line.claim), (True, state.line.step)):
            if claim is None:
                continue
            proved = sorted(used.id for used in claim.uses if _is_proved(file.lines.get(used.id)))
            request = judge_request(claim, proved, self.options.work, bool(self.options.trust))
            seconds = self.options.budget
            self.pool.submit(Task(("judge", number, state.line.claim.id, is_step), request, seconds, 2 * seconds, urgent=True))

    def _read_to_the_end(self, file: FileState, ending: Ending, note: str) -> None:
        span = Span(file.shown)
        if ending in (Ending.TIME, Ending.MEMORY):
            self.reproducible = False
            what = f"reading {file.shown} {'did not finish' if ending is Ending.TIME else 'took too much memory'} ({note})"
            file.problems.append(Diagnostic("SV005", what, span))
        elif ending is Ending.DIED:
            file.problems.append(Diagnostic("SV004", f"running {file.shown} ended the process: {note}", span))
        elif ending is Ending.FAILED:
            file.problems.append(Diagnostic("SV902", f"reading {file.shown} failed: {note}", span))

    # ------------------------------------------------------------ verdicts
    def _judging(self, number: int, id: str, is_step: bool, event: Event) -> None:
        file = self.files[number]
        state = file.lines[id]
        if event.ending is None:
            self._verdict(state, is_step, event)
            return
        if (state.step if is_step else state.main) is None:
            self._settle(state, is_step, self._fallback(event))
        if state.finished:
            self.done += 1
            if self.progress is not None:
                self.progress(self.done, self.total, id)
            self._release(number, file, id)

    def _verdict(self, state: LineState, is_step: bool, event: Event) -> None:
        verdict, clash = read_verdict(event.body)
        if "partial" in event.body:
            self.partial[event.key] = verdict
            return
        state.clash = clash or state.clash
        self._settle(state, is_step, verdict)

    def _fallback(self, event: Event) -> Verdict:
        if event.ending in (Ending.TIME, Ending.MEMORY):
            self.reproducible = False
        verdict = ended(event)
        before = self.partial.get(event.key)
        return verdict if before is None else replace(before, note=f"{before.note}; then {verdict.note}")

    @staticmethod
    def _settle(state: LineState, is_step: bool, verdict: Verdict) -> None:
        if is_step:
            state.step = verdict
        else:
            state.main = verdict

    def _release(self, number: int, file: FileState, id: str) -> None:
        for state in self.blocked.pop((number, id), ()):
            waits = next((need for need in sorted(state.needs) if not file.lines[need].finished), None)
            if waits is None:
                self._submit(number, file, state)
            else:
                self.blocked.setdefault((number, waits), []).append(state)

    # ------------------------------------------------------------ the report
    def report(self) -> Report:
        """What was found, in the order of the input."""
        from symverify import __version__

        seen: set[str] = set()
        exercises: list[ExerciseReport] = []
        problems = list(self.problems)
        clash = False
        for file in self.files:
            problems += file.problems
            if not file.exercises and not file.problems:
                problems.append(Diagnostic("SV003", f"{file.shown} holds no exercise", Span(file.shown), severity="warning"))
            for state in file.exercises.values():
                for repeated in [line for line in state.lines if line.line.claim.id in seen]:
                    state.lines.remove(repeated)
                    state.unread.append(_twice(repeated.line))
                seen.update(line.line.claim.id for line in state.lines)
                kept = self._kept(state)
                if kept is not None:
                    clash = clash or any(line.clash is not None for line in kept.lines)
                    exercises.append(exercise_report(kept, self.options, file.shown, not file.problems))
        report = Report(__version__, self.kernel, self.reproducible, tuple(exercises), tuple(problems))
        return replace(report, exit_status=exit_status(report, clash))

    def _kept(self, state: ExerciseState) -> ExerciseState | None:
        only = self.options.only
        if not only or state.exercise.id in only:
            return state
        wanted = {line.line.claim.id for line in state.lines if line.line.claim.id in only}
        for line in reversed(state.lines):  # what a wanted line uses stands before it, and is shown with it
            if line.line.claim.id in wanted:
                wanted |= line.needs
        lines = [line for line in state.lines if line.line.claim.id in wanted]
        return ExerciseState(state.exercise, lines, []) if lines else None


def _twice(line: Line) -> Unread:
    message = f"the id {line.claim.id} is taken by an earlier claim; this one is not judged"
    return Unread(line.typed, Diagnostic("SV006", message, line.claim.span, help="give the line a label of its own"))


def _is_proved(state: LineState | None) -> bool:
    return state is not None and state.main is not None and state.main.status is Status.PROVED


def _only_read() -> Verdict:
    return undecided(UndecidedReason.NO_STRATEGY, "read only, not judged")
