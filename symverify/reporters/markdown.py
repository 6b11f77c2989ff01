"""The report as Markdown, one section an exercise, formulas between dollar signs."""

from __future__ import annotations

import re

from symverify.language.diagnostics import Diagnostic
from symverify.report import ExerciseReport, LineReport, Report
from symverify.reporters.located import located
from symverify.reporters.words import Detail, details, judged, kernel_files, mark, summary, tally, unexpected, usual_scope, word
from symverify.typeset.names import clean

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|$~])")


def markdown(report: Report) -> str:
    """The report as Markdown text."""
    parts = ["# Derivation report", "", _escape(summary(report)) + ".", ""]
    if not report.reproducible:
        parts += ["Not reproducible: the clock or the memory cap had to step in.", ""]
    parts += _table(report)
    for exercise in report.exercises:
        parts += _exercise(exercise)
    for problem in report.problems:
        parts += _diagnostic(problem, "")
    parts += [f"symverify {_escape(report.version)}, kernel `{report.kernel}`"]
    return "\n".join(parts) + "\n"


def _escape(text: str) -> str:
    """Author's text as text: on one line, with nothing in it that Markdown or HTML would act on."""
    return _SPECIAL.sub(r"\\\1", clean(" ".join(text.split()))).replace("&", "&amp;")


def _table(report: Report) -> list[str]:
    shown = [status for status, count in tally(report.exercises).statuses if count]
    if not report.exercises:
        return []
    lines = ["| exercise | " + "".join(f"{status} | " for status in shown) + "unread | outcome |"]
    lines.append("| --- | " + "".join("---: | " for _ in shown) + "---: | --- |")
    for exercise in report.exercises:
        counts = tally((exercise,))
        cells = "".join(f"{count} | " for status, count in counts.statuses if status in shown)
        outcome = exercise.status.replace("-", " ") if counts.lines > counts.unjudged or counts.unread else "read"
        lines.append(f"| {_escape(exercise.id)} | {cells}{counts.unread} | {outcome} |")
    return [*lines, ""]


def _exercise(exercise: ExerciseReport) -> list[str]:
    scope = usual_scope(exercise)
    heading = _escape(exercise.id) + (f": {_escape(exercise.title)}" if exercise.title else "")
    parts = [f"## {heading}", ""]
    if exercise.path:
        parts += [_code(exercise.path), ""]
    if exercise.assumptions:
        parts += ["Given:", "", *(f"- ${formula.latex}$" for formula in exercise.assumptions), ""]
    if scope:
        parts += [f"For {_escape(scope)}.", ""]
    for line in exercise.lines:
        parts += _line(line, scope)
    for unread in exercise.unread:
        parts += _diagnostic(unread.diagnostic, unread.typed)
    for line in unexpected(exercise):
        if line.diagnostic is not None:
            parts += _diagnostic(line.diagnostic, line.main.goal.plain)
    return parts


def _line(line: LineReport, scope: str) -> list[str]:
    step = f", step {mark(line.step)} {word(line.step)}" if line.step is not None and judged(line.step) else ""
    parts = [
        f"### {mark(line.main)} {_escape(line.label or line.id)}: {word(line.main)}{step}",
        "",
        f"$${line.main.goal.latex}$$",
        "",
    ]
    facts = [_fact(fact) for fact in details(line, scope) if fact.heading != "step"]
    files = kernel_files([line])
    if files:
        facts.append(f"- kernel files: {files}")
    return [*parts, *facts, ""] if facts else parts


def _fact(fact: Detail) -> str:
    text = " and ".join(f"${formula.latex}$" for formula in fact.formulas) or _escape(fact.text)
    return f"- {fact.heading}: {text}"


def _code(text: str) -> str:
    shown = clean(text)
    fence = "`" * (max((len(run) for run in re.findall("`+", shown)), default=0) + 1)
    return f"{fence}{shown}{fence}"


def _diagnostic(diagnostic: Diagnostic, shown: str) -> list[str]:
    text = located(diagnostic, shown)
    fence = "`" * max(3, max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    return [f"{fence}text", text, fence, ""]
