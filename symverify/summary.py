"""From what a run found to the report: everything typeset, every line compared with what was expected. Decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from symverify.diagnose.basis import basis
from symverify.diagnose.chains import Link, before, stories
from symverify.diagnose.lines import beats, diagnose
from symverify.diagnose.points import refutation
from symverify.diagnose.scope import scope
from symverify.language.claims import Claim, Context
from symverify.language.diagnostics import Diagnostic
from symverify.language.terms import Term
from symverify.language.verdicts import Status, UndecidedReason, Verdict
from symverify.report import ExerciseReport, Formula, Judgement, LineReport, Report
from symverify.typeset.latex import latex
from symverify.typeset.plain import plain
from symverify.typeset.words import assumptions

if TYPE_CHECKING:
    from symverify.conduct import ExerciseState, LineState
    from symverify.session import Options


def formula(term: Term) -> Formula:
    """A term with its typeset forms."""
    return Formula(term, latex(term), plain(term))


def formulas(terms: Sequence[Term]) -> tuple[Formula, ...]:
    """Several of them."""
    return tuple(formula(term) for term in terms)


def judgement(claim: Claim, verdict: Verdict) -> Judgement:
    """A verdict with everything it mentions typeset."""
    return Judgement(
        claim, formula(claim.goal), verdict, formulas(verdict.domain), formulas(verdict.conditions),
        None if verdict.residual is None else formula(verdict.residual), refutation(claim, verdict), basis(verdict.evidence),
    )


def satisfies(verdict: Verdict, expected: Status, options: Options) -> bool:
    """Whether a verdict is the expected one, under the policy of the run."""
    if verdict.status is expected:
        return True
    if expected is not Status.PROVED:
        return False
    if verdict.status is Status.CONDITIONAL:
        return options.accept_conditional
    trusted = verdict.reason is UndecidedReason.TRUSTED_ONLY and bool(verdict.trusted)
    return trusted and options.trust.issuperset(verdict.trusted)


def exercise_report(state: ExerciseState, options: Options, path: str, whole: bool = True) -> ExerciseReport:
    """The report on one exercise; ``whole``: its file was read to the end."""
    told = _stories(state.lines) if options.judge else ((),) * len(state.lines)
    lines = tuple(_line(line, options, notes) for line, notes in zip(state.lines, told, strict=True))
    status = "as-expected" if all(line.as_expected for line in lines) else "not-as-expected"
    exercise = state.exercise
    if state.unread or not whole:
        status = "unreadable"
    return ExerciseReport(
        exercise.id, exercise.title, path, status, _assumptions(state.context), lines, tuple(state.unread)
    )


def _stories(lines: Sequence[LineState]) -> tuple[tuple[str, ...], ...]:
    written = [state.line for state in lines]
    links = []
    for number, state in enumerate(lines):
        assert state.main is not None
        step = None if state.step is None else state.step.status
        links.append(Link(state.line.label, state.main.status, step, before(written, number)))
    return stories(links)


def _line(state: LineState, options: Options, notes: tuple[str, ...]) -> LineReport:
    line, main, step = state.line, state.main, state.step
    assert main is not None
    as_expected = satisfies(main, line.expected, options) or not options.judge
    return LineReport(
        id=line.claim.id, label=line.label, typed=line.typed, readings=line.readings,
        uses=tuple(used.id for used in line.claim.uses), scope=scope(line.claim), expected=line.expected,
        as_expected=as_expected, better=beats(main.status, line.expected),
        main=judgement(line.claim, main),
        step=None if line.step is None or step is None else judgement(line.step, step),
        span=line.claim.span, diagnostic=_diagnostic(state, options, main, as_expected, notes),
    )


def _diagnostic(
    state: LineState, options: Options, main: Verdict, as_expected: bool, notes: tuple[str, ...]
) -> Diagnostic | None:
    if not options.judge:
        return None
    if state.clash is not None:
        proof, refuted = ("; ".join(basis(verdict.evidence)) for verdict in state.clash)
        message = f"({state.line.label}) came out both proved and refuted, which is a bug of symverify"
        return Diagnostic(
            "SV901", message, state.line.claim.span,
            notes=(f"proof: {proof}", f"refutation: {refuted}"), help="please report it",
        )
    return diagnose(state.line, main, state.step, as_expected, notes)


def _assumptions(context: Context) -> tuple[Formula, ...]:
    return tuple(Formula(statement.term, statement.latex, statement.plain) for statement in assumptions(context))


def exit_status(report: Report, clash: bool) -> int:
    """DESIGN's exit status: 3 a clash, 2 something unreadable, 1 a line without its expected verdict, 0 otherwise."""
    if clash:
        return 3
    if any(problem.severity == "error" for problem in report.problems) or any(part.unread for part in report.exercises):
        return 2
    return 0 if all(line.as_expected for exercise in report.exercises for line in exercise.lines) else 1
