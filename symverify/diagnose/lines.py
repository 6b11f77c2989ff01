"""The diagnostic of one line: what is wrong, where, and at which point. The message stands alone."""

from __future__ import annotations

from symverify.diagnose.points import in_words, sides
from symverify.language.claims import Claim, Line
from symverify.language.diagnostics import Diagnostic
from symverify.language.evidence import Counterexample
from symverify.language.verdicts import Status, UndecidedReason, Verdict
from symverify.typeset.plain import plain

_UNDECIDED = {
    UndecidedReason.NO_STRATEGY: ("SV301", "no strategy found evidence for or against it", ""),
    UndecidedReason.OUTSIDE_FRAGMENT: ("SV302", "it uses mathematics that the kernel has no rules for", ""),
    UndecidedReason.BUDGET_WORK: ("SV303", "it took more work than the budget allows", "split the line into smaller steps"),
    UndecidedReason.BUDGET_TIME: ("SV304", "the time ran out", "a larger `--budget` would let it go on"),
    UndecidedReason.BUDGET_MEMORY: ("SV305", "the memory ran out", "split the line into smaller steps"),
    UndecidedReason.SAMPLED_ONLY: ("SV306", "it holds at the points that were tried, which is no proof", ""),
    UndecidedReason.CONTRADICTORY_HYPOTHESES: (
        "SV307",
        "the hypotheses contradict each other, so anything would follow",
        "remove or correct a hypothesis",
    ),
    UndecidedReason.TRUSTED_ONLY: ("SV308", "only a step that cannot be re-checked says yes", ""),
    UndecidedReason.CERTIFICATE_REJECTED: ("SV309", "the evidence that was found was not accepted by the kernel", ""),
}
_FAILS = {
    "eq": "the sides differ",
    "rounds_to": "the sides differ by more than the rounding",
    "independent": "its value changes",
}


def beats(status: Status, expected: Status) -> bool:
    """Whether a verdict says more than was expected."""
    if expected is Status.UNDECIDED:
        return status in (Status.PROVED, Status.CONDITIONAL, Status.REFUTED)
    return expected is Status.CONDITIONAL and status is Status.PROVED


def diagnose(
    line: Line, main: Verdict, step: Verdict | None, as_expected: bool, notes: tuple[str, ...] = ()
) -> Diagnostic | None:
    """What is to be said about a line; None for one that is proved, whose step is right, and that was expected so."""
    severity = "note" if as_expected else "error"
    if main.status is Status.PROVED:
        if not as_expected:
            return _unexpected(line, main)
        if step is None or line.step is None or step.status in (Status.PROVED, Status.CONDITIONAL):
            return None
        return _step(line, line.step, step, notes)
    code, message, help_text = _about(line, main)
    if line.step is not None and step is not None and step.status is Status.REFUTED and main.status is Status.REFUTED:
        where, here = _at(line.step, step), _at(line.claim, main)
        notes = (f"the step from the line before does not follow either{where if where != here else ''}", *notes)
    if main.status is Status.UNDECIDED and main.note and main.code not in ("SV901", "SV902"):  # those say it in the message
        notes = (main.note, *notes)
    return Diagnostic(code, message, line.claim.span, severity, notes, help_text)


def _unexpected(line: Line, main: Verdict) -> Diagnostic:
    if beats(main.status, line.expected):
        return Diagnostic(
            "SV501",
            f"({line.label}) is {main.status}, where {line.expected} was expected",
            line.claim.span,
            "warning",
            help="update the expectation",
        )
    return Diagnostic("SV501", f"({line.label}) is {main.status}, where {line.expected} was expected", line.claim.span)


def _step(line: Line, claim: Claim, step: Verdict, notes: tuple[str, ...]) -> Diagnostic:
    if step.status is Status.REFUTED:
        message = f"step ({line.label}) does not follow from the line before{_at(claim, step)}; the line itself holds"
    else:
        message = f"step ({line.label}) is {step.status} ({step.reason or step.note}); the line itself holds"
    return Diagnostic("SV204", message, line.claim.span, "note", notes)


def _about(line: Line, verdict: Verdict) -> tuple[str, str, str]:
    label = f"({line.label})"
    if verdict.status is Status.REFUTED:
        return _false(label, line.claim, verdict)
    if verdict.status is Status.CONDITIONAL:
        return _conditional(label, verdict)
    if verdict.status is Status.ILL_FORMED:
        return verdict.code or "SV103", f"{label} has no meaning as written: {verdict.note}", ""
    if verdict.code in ("SV901", "SV902"):
        return verdict.code, f"{label} is undecided: {verdict.note}", "please report it"
    code, words, help_text = _UNDECIDED[verdict.reason or UndecidedReason.NO_STRATEGY]
    message = f"{label} is undecided: {words}"
    if verdict.trusted:
        message += f" ({', '.join(verdict.trusted)})"
        help_text = " ".join(f"--trust {name}" for name in verdict.trusted) + " accepts it"
    return code, message, help_text


def _false(label: str, claim: Claim, verdict: Verdict) -> tuple[str, str, str]:
    kind = type(verdict.evidence).__name__
    if kind == "EmptyDomain":
        return "SV203", f"{label} is false: the two sides are defined nowhere together{_at(claim, verdict)}", ""
    if isinstance(verdict.evidence, Counterexample):
        return "SV201", f"{label} is false: {_differs(claim, verdict)}{_at(claim, verdict)}", ""
    where = _at(claim, verdict)
    return "SV202", f"{label} is false: its negation is proved{where}", ""


def _differs(claim: Claim, verdict: Verdict) -> str:
    what = _FAILS.get(claim.relation, "it fails")
    return f"{what} at a point the hypotheses allow" if in_words(claim, verdict) else what


def _at(claim: Claim, verdict: Verdict) -> str:
    """``: w = 2, x_t = 0; left 0.909…, right 0.804…``"""
    words = in_words(claim, verdict)
    text = f": {words}" if words else ""
    if verdict.sides is not None:
        left, right = sides(*verdict.sides)
        names = ("first", "then") if claim.relation == "independent" else ("left", "right")
        text += f"{'; ' if text else ': '}{names[0]} {left}, {names[1]} {right}"
    return text


def _conditional(label: str, verdict: Verdict) -> tuple[str, str, str]:
    lines = [term.text for term in verdict.conditions if term.head == "line"]
    open_ = [plain(term) for term in verdict.conditions if term.head != "line"]
    parts = [f"where {', '.join(open_)}"] if open_ else []
    parts += [f"if {name} holds, which is not proved" for name in lines]
    if not parts:
        parts = [verdict.note or "on a condition"]
    code = "SV402" if lines else "SV401"
    help_text = f"assume {', '.join(open_)}, or write it into the line" if open_ else ""
    return code, f"{label} holds {' and '.join(parts)}", help_text
