"""The report for people at a terminal: one proof report an exercise, then a summary. The only reporter that uses rich.

Text of the author's is put into :class:`rich.text.Text` objects, never into markup.
"""

from __future__ import annotations

import io

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from symverify.language.diagnostics import Diagnostic
from symverify.language.verdicts import Status
from symverify.report import ExerciseReport, Formula, Judgement, LineReport, Report
from symverify.reporters.located import located
from symverify.reporters.words import (
    MARKS,
    Detail,
    details,
    judged,
    kernel_files,
    mark,
    summary,
    tally,
    unexpected,
    usual_scope,
    word,
)
from symverify.typeset.names import clean

_COLOURS = {
    Status.PROVED: "green",
    Status.CONDITIONAL: "yellow",
    Status.REFUTED: "red",
    Status.UNDECIDED: "magenta",
    Status.ILL_FORMED: "bold red",
}
_LONGEST = 400
_OUTCOMES = {"as-expected": "as expected", "not-as-expected": "not as expected", "unreadable": "unreadable"}


def terminal(report: Report, width: int = 100) -> str:
    """The report as plain text of this width, without colours."""
    file = io.StringIO()
    render(report, Console(file=file, width=width, color_system=None, force_terminal=False, legacy_windows=False))
    return file.getvalue()


def render(report: Report, console: Console) -> None:
    """Print the report to a console, whose width and colours decide how it looks."""
    width = console.width
    for exercise in report.exercises:
        _print(console, _exercise(exercise, width))
    for problem in report.problems:
        _print(console, Group(_diagnostic(problem), Text()))
    _print(console, _summary(report, width))


def _print(console: Console, what: RenderableType) -> None:
    # Cells are padded to the full width; the padding is not worth sending.
    with console.capture() as capture:
        console.print(what, highlight=False, markup=False, emoji=False)
    console.file.write("\n".join(line.rstrip() for line in capture.get().split("\n")))


def _exercise(exercise: ExerciseReport, width: int) -> RenderableType:
    scope = usual_scope(exercise)
    parts: list[RenderableType] = [_header(exercise, width)]
    notes = _notes(exercise, scope)
    if notes is not None:
        parts += [Text(), Padding(notes, (0, 0, 0, 2))]
    label = max((len(_label(line)) for line in exercise.lines), default=0)
    for line in exercise.lines:
        parts += [Text(), _line(line, scope, min(label, 24))]
    for unread in exercise.unread:
        parts += [Text(), Padding(_diagnostic(unread.diagnostic, unread.typed), (0, 0, 0, 2))]
    for line in unexpected(exercise):
        if line.diagnostic is not None:
            parts += [Text(), Padding(_diagnostic(line.diagnostic, line.main.goal.plain), (0, 0, 0, 2))]
    return Group(*parts, Text(), Text())


def _header(exercise: ExerciseReport, width: int) -> RenderableType:
    title = Text(clean(exercise.id), style="bold")
    if exercise.title:
        title.append(f"  {clean(exercise.title)}")
    path = Text(clean(exercise.path), style="dim")
    rule = Text("─" * width, style="dim")
    if title.cell_len + path.cell_len + 2 > width:
        return Group(title, path, rule)
    row = Table.grid(expand=True)
    row.add_column()
    row.add_column(justify="right")
    row.add_row(title, path)
    return Group(row, rule)


def _notes(exercise: ExerciseReport, scope: str) -> RenderableType | None:
    grid = _grid(9)
    if exercise.assumptions:
        grid.add_row(Text("given", style="dim"), _listed(exercise.assumptions))
    if scope:
        grid.add_row(Text("for", style="dim"), Text(clean(scope)))
    files = kernel_files(exercise.lines)
    if files:
        grid.add_row(Text("kernel", style="dim"), Text(files))
    return grid if grid.row_count else None


def _listed(formulas: tuple[Formula, ...]) -> Text:
    """Short assumptions together, names of one kind as one, definitions on lines of their own."""
    lines: list[list[str]] = [[]]
    for formula in formulas:
        shown = formula.plain
        names, member, kind = shown.rpartition(" ∈ ")
        if ":=" in shown:
            lines += [[shown], []]
        elif member and lines[-1] and lines[-1][-1].endswith(member + kind):
            lines[-1][-1] = f"{lines[-1][-1].removesuffix(member + kind)}, {names}{member}{kind}"
        else:
            lines[-1].append(shown)
    return Text("\n".join("; ".join(line) for line in lines if line))


def _label(line: LineReport) -> str:
    return clean(line.label or line.id)


def _line(line: LineReport, scope: str, label: int) -> RenderableType:
    grid = Table.grid(padding=(0, 1), expand=True)
    grid.add_column(width=3, justify="right", no_wrap=True)
    grid.add_column(width=label, overflow="fold")
    grid.add_column(ratio=1, overflow="fold")
    grid.add_column(width=11, no_wrap=True)
    style = _style(line.main)
    grid.add_row(
        Text(mark(line.main), style=style),
        Text(_label(line), style="bold"),
        Text(line.main.goal.plain),
        Text(word(line.main), style=style),
    )
    facts = details(line, scope)
    inner = _grid(10)
    for fact in facts:
        inner.add_row(Text(fact.heading, style="dim"), _fact(fact, line))
    return Group(grid, Padding(inner, (0, 0, 0, label + 5))) if facts else grid


def _fact(fact: Detail, line: LineReport) -> Text:
    if fact.formulas:
        return Text(_short(" and ".join(formula.plain for formula in fact.formulas)))
    if fact.heading == "step" and line.step is not None:
        return Text(fact.text, style=_style(line.step))
    warn = fact.heading == "expected" and line.main.verdict.status is not line.expected
    return Text(_short(fact.text), style="bold" if warn else "")


def _short(text: str) -> str:
    """A screen is no place for a page of what was left over; the JSON report has all of it."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 2] + " …"


def _grid(width: int) -> Table:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(min_width=width, no_wrap=True)
    grid.add_column(overflow="fold")
    return grid


def _style(judgement: Judgement) -> str:
    return _COLOURS[judgement.verdict.status] if judged(judgement) else "dim"


def _diagnostic(diagnostic: Diagnostic, shown: str = "") -> Group:
    lines = located(diagnostic, shown).split("\n")
    colour = {"error": "bold red", "warning": "bold yellow"}.get(diagnostic.severity, "bold")
    texts: list[RenderableType] = [Text(lines[0], style=colour)]
    return Group(*texts, *(_hanging(line) for line in lines[1:]))


def _hanging(line: str) -> RenderableType:
    """A line whose continuation lines are set under its text."""
    for lead in ("   |  ", "   = ", "help: ", "  --> "):
        if line.startswith(lead):
            row = Table.grid()
            row.add_column(width=len(lead), no_wrap=True)
            row.add_column(overflow="fold")
            row.add_row(Text(lead, style="blue" if lead != "help: " else "bold"), Text(_short(line[len(lead) :])))
            return row
    return Text(line, style="blue")


def _summary(report: Report, width: int) -> RenderableType:
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="dim", show_edge=False)
    table.add_column("exercise", overflow="fold")
    shown = [status for status, count in tally(report.exercises).statuses if count]
    for status in shown:
        table.add_column(f"{MARKS[status]} {status}" if width >= 100 else MARKS[status], justify="right", no_wrap=True)
    unread = tally(report.exercises).unread
    if unread:
        table.add_column("unread", justify="right", no_wrap=True)
    table.add_column("outcome", no_wrap=True)
    for exercise in report.exercises:
        counts = tally((exercise,))
        row = [
            Text(str(count) if count else "·", style=_COLOURS[status] if count else "dim")
            for status, count in counts.statuses
            if status in shown
        ]
        if unread:
            row.append(Text(str(counts.unread or "·")))
        outcome = _OUTCOMES.get(exercise.status, exercise.status) if counts.lines > counts.unjudged or counts.unread else "read"
        table.add_row(Text(clean(exercise.id)), *row, Text(outcome, style="" if exercise.status == "as-expected" else "bold"))
    lines = [Text(summary(report, marks=True), style="bold")]
    if not report.reproducible:
        lines.append(Text("not reproducible: the clock or the memory cap had to step in"))
    lines.append(Text(f"symverify {report.version}, kernel {report.kernel[:16]}", style="dim"))
    return Group(table, Text(), *lines) if report.exercises else Group(*lines)
