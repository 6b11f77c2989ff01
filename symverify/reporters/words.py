"""What the readable reporters say alike: marks, counts, and what a verdict rests on, in words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from symverify.language.codes import CODES
from symverify.language.verdicts import Ball, Status, Verdict
from symverify.report import ExerciseReport, Formula, Judgement, LineReport, Refutation, Report
from symverify.typeset.names import clean

MARKS = {Status.PROVED: "✓", Status.CONDITIONAL: "~", Status.REFUTED: "✗", Status.UNDECIDED: "?", Status.ILL_FORMED: "!"}
ONLY_READ = "read only, not judged"


@dataclass(frozen=True, slots=True)
class Detail:
    """One further line about a claim: a heading, and what is to be said; ``formulas`` are shown as mathematics."""

    heading: str
    text: str = ""
    formulas: tuple[Formula, ...] = ()


def judged(judgement: Judgement) -> bool:
    """Whether a verdict was asked for; with ``--explain-reading`` lines are only read."""
    verdict = judgement.verdict
    return verdict.status is not Status.UNDECIDED or (verdict.reason is not None and verdict.note != ONLY_READ)


def mark(judgement: Judgement) -> str:
    """The sign before a line; the word follows it, so colour is never the only difference."""
    return MARKS[judgement.verdict.status] if judged(judgement) else "·"


def word(judgement: Judgement) -> str:
    """The verdict in a word."""
    return str(judgement.verdict.status) if judged(judgement) else "read"


def details(line: LineReport, usual_scope: str) -> tuple[Detail, ...]:
    """Everything worth saying about one line, in the order of importance."""
    main, verdict = line.main, line.main.verdict
    found = [*_expectation(line), *_why(line)] if judged(main) else [Detail("typed", _typed(line.typed))]
    if line.step is not None and judged(line.step):
        found.append(Detail("step", f"{mark(line.step)} {word(line.step)}{_because(line.step.verdict)}"))
        if (
            line.step.verdict.status is Status.REFUTED
            and line.step.refutation is not None
            and verdict.status is not Status.REFUTED
        ):
            found += refutation(line.step.refutation, "step at")
    if main.conditions:
        found.append(Detail("if", formulas=main.conditions))
    if main.domain:
        found.append(Detail("where", formulas=main.domain))
    if main.refutation is not None:
        found += refutation(main.refutation, "at")
    if line.scope and line.scope != usual_scope:
        found.append(Detail("for", clean(line.scope)))
    if main.basis:
        found.append(Detail("rests on", _basis(main)))
    if verdict.trusted:
        found.append(Detail("trusting", ", ".join(verdict.trusted)))
    if line.uses:
        found.append(Detail("uses", clean(", ".join(line.uses))))
    if main.residual is not None:
        found.append(Detail("left over", formulas=(main.residual,)))
    if line.diagnostic is not None and not attention(line):
        found += [Detail("note", clean(note)) for note in line.diagnostic.notes if note != verdict.note]
    found += [Detail("read as", clean(reading)) for reading in line.readings]
    return tuple(found)


def _typed(text: str) -> str:
    return clean(" ".join(text.split())).replace("( ", "(").replace(", )", ")")


def _expectation(line: LineReport) -> list[Detail]:
    if line.better:
        return [Detail("expected", f"{line.expected}, found {word(line.main)}: better than expected")]
    if not line.as_expected:
        return [Detail("expected", f"{line.expected}, found {word(line.main)}")]
    return [] if line.expected is Status.PROVED else [Detail("expected", f"{line.expected}, as found")]


def _why(line: LineReport) -> list[Detail]:
    verdict = line.main.verdict
    if verdict.status is Status.UNDECIDED and verdict.reason is not None:
        told = attention(line)  # then the diagnostic says it all
        return [Detail("because", clean(_reason(line, verdict) + (f": {verdict.note}" if verdict.note and not told else "")))]
    if verdict.status is Status.ILL_FORMED:
        return [Detail("because", clean(verdict.note) + (f" [{verdict.code}]" if verdict.code else ""))]
    return [Detail("note", clean(verdict.note))] if verdict.note else []


def _reason(line: LineReport, verdict: Verdict) -> str:
    """Why a line is undecided: the title of its diagnostic and the code, which `symverify explain` knows."""
    code = CODES.get(line.diagnostic.code) if line.diagnostic is not None else None
    return f"{code.title} [{code.code}]" if code is not None else str(verdict.reason).replace("-", " ")


def _because(verdict: Verdict) -> str:
    if verdict.status is not Status.UNDECIDED or verdict.reason is None:
        return ""
    return f" ({str(verdict.reason).replace('-', ' ')})"


def _basis(judgement: Judgement) -> str:
    shown = list(judgement.basis[:4])
    if len(judgement.basis) > 4:
        shown.append(f"and {len(judgement.basis) - 4} more")
    return clean("; ".join(shown))


def kernel_files(lines: Iterable[LineReport]) -> str:
    """The files of the kernel that the verdicts of these lines rest on."""
    verdicts = [judgement.verdict for line in lines for judgement in (line.main, line.step) if judgement is not None]
    files = {file.rpartition("/")[2].removesuffix(".py") for verdict in verdicts for file in verdict.rests_on}
    return clean(", ".join(sorted(files)))


def refutation(found: Refutation, heading: str) -> list[Detail]:
    """The point, and both sides there."""
    values = [f"{clean(name)} = {clean(value)}" for name, value in (*found.sizes, *found.point, *found.functions)]
    entry = f", entry ({found.entry[0] + 1}, {found.entry[1] + 1})" if found.entry is not None else ""
    point = Detail(heading, (", ".join(values) or "every point") + entry)
    if found.left is None or found.right is None:
        return [point]
    left, right = sides(found.left, found.right)
    return [point, Detail("sides", f"left {left}, right {right}")]


def sides(left: Ball, right: Ball) -> tuple[str, str]:
    """Both enclosures cut to the fewest digits that still show the difference."""
    for digits in (6, 10, 15, 25):
        short = _cut(left.mid, digits), _cut(right.mid, digits)
        if short[0].rstrip("…") != short[1].rstrip("…"):
            return short
    return left.mid, right.mid


def _cut(text: str, digits: int) -> str:
    return clean(re.sub(rf"(\d+\.0*\d{{{digits}}})\d+", r"\1…", text).replace("-", "−"))


def usual_scope(exercise: ExerciseReport) -> str:
    """The scope most lines have; the others say theirs."""
    counts = Counter(line.scope for line in exercise.lines)
    return counts.most_common(1)[0][0] if counts else ""


def unexpected(exercise: ExerciseReport) -> tuple[LineReport, ...]:
    """Lines that ask for attention: not the expected verdict, or a better one."""
    return tuple(line for line in exercise.lines if attention(line))


def attention(line: LineReport) -> bool:
    """Whether a line has a diagnostic that is shown."""
    return line.diagnostic is not None and (line.better or not line.as_expected)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many lines came out how."""

    statuses: tuple[tuple[Status, int], ...]
    lines: int
    unexpected: int
    better: int
    unread: int
    unjudged: int


def tally(exercises: tuple[ExerciseReport, ...]) -> Tally:
    """Counts over some exercises."""
    lines = [line for exercise in exercises for line in exercise.lines]
    counts = Counter(line.main.verdict.status for line in lines if judged(line.main))
    return Tally(
        statuses=tuple((status, counts[status]) for status in Status),
        lines=len(lines),
        unexpected=sum(judged(line.main) and not line.as_expected for line in lines),
        better=sum(line.better for line in lines),
        unread=sum(len(exercise.unread) for exercise in exercises),
        unjudged=sum(not judged(line.main) for line in lines),
    )


def summary(report: Report, marks: bool = False) -> str:
    """The run in a sentence; ``marks`` makes it the legend of a table as well."""
    total = tally(report.exercises)
    parts = [(f"{MARKS[status]} " if marks else "") + f"{count} {status}" for status, count in total.statuses if count]
    if total.unjudged:
        parts.append(f"{total.unjudged} read, not judged")
    text = f"{_count(len(report.exercises), 'exercise')}, {_count(total.lines, 'line')}: {', '.join(parts) or 'nothing judged'}"
    if total.lines > total.unjudged:
        better = f" ({total.better} better)" if total.better else ""
        text += "; " + (f"{total.unexpected} not as expected" if total.unexpected else "all as expected") + better
    if total.unread:
        text += f"; {total.unread} not read"
    return text


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
