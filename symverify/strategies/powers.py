"""Symbolic powers of a matrix: closed forms of (Aⁿ)ᵢⱼ, proved by induction as a lemma.

Emits ``Lemma`` around other evidence. Closed forms are guessed for A = P·D·P⁻¹ with D diagonal (eigenvalues; G. Strang,
ch. 6) and for
unipotent 2×2 matrices (A − I)² = 0, where Aⁿ = I + n(A − I).
"""

from __future__ import annotations

from symverify.kernel import arrays
from symverify.kernel.ring import Rejected
from symverify.language.evidence import Evidence, Gap, Lemma
from symverify.language.terms import ONE, ZERO, Term, add, app, mul, num, postorder
from symverify.strategies.frame import Finder, Frame, nothing
from symverify.strategies.induction import by_induction


def symbolic_powers(term: Term) -> list[Term]:
    """The powers of matrices with symbolic exponents in a term."""
    return [part for part in postorder(term) if part.head == "matpow" and part.args[1].head != "num"]


def with_closed_forms(frame: Frame, rest: Finder) -> Evidence | Gap:
    """Prove a closed form of the first symbolic power by induction, then let ``rest`` use it."""
    found = [part for part in symbolic_powers(frame.goal) if part.args[1].head == "name"]
    if not found or frame.context.hypothesis("closed form") is not None:
        return nothing("there is no symbolic power")
    (base, exponent) = found[0].args
    for closed in _closed_forms(frame, base, exponent):
        statement = _statement(found[0], closed)
        proof = _proved(frame.with_goal(statement), exponent.text)
        if isinstance(proof, Gap):
            continue
        after = rest(frame.assuming("closed form", statement))
        if not isinstance(after, Gap):
            return Lemma("closed form", statement, proof, after)
    return nothing("no closed form of the power was found")


def _proved(frame: Frame, variable: str) -> Evidence | Gap:
    """The induction, worked out once under a meter."""
    key = ("closed form", frame.goal, frame.context)
    if key not in frame.meter.memo:
        frame.meter.memo[key] = by_induction(frame, variable, ZERO)
    found: Evidence | Gap = frame.meter.memo[key]  # type: ignore[assignment]
    return found


def _statement(power: Term, closed: arrays.Grid) -> Term:
    equations = [
        app("eq", app("entry", power, num(row), num(column)), value)
        for row, line in enumerate(closed)
        for column, value in enumerate(line)
    ]
    return equations[0] if len(equations) == 1 else app("and", *equations)


def _closed_forms(frame: Frame, base: Term, exponent: Term) -> list[arrays.Grid]:
    forms: list[arrays.Grid] = []
    factored = base
    if base.head == "name":
        definition = frame.context.definition(base.text)
        factored = definition.body if definition is not None else base
    try:
        if factored.head == "matmul" and len(factored.args) == 3 and factored.args[2].head == "inverse":
            left, middle, right = (arrays.grid(arg, frame.context, frame.meter) for arg in factored.args)
            diagonal = tuple(
                tuple(app("pow", value, exponent) if row == column else ZERO for column, value in enumerate(line))
                for row, line in enumerate(middle)
            )
            if all(value is ZERO for row, line in enumerate(middle) for column, value in enumerate(line) if row != column):
                forms.append(arrays.times(arrays.times(left, diagonal, frame.meter), right, frame.meter))
        square = arrays.grid(base, frame.context, frame.meter)
        if all(value is ZERO for row, line in enumerate(square) for column, value in enumerate(line) if row != column):
            forms.append(
                tuple(
                    tuple(app("pow", v, exponent) if r == c else ZERO for c, v in enumerate(line))
                    for r, line in enumerate(square)
                )
            )
        if len(square) == 2:
            forms.append(
                tuple(
                    tuple(
                        add(ONE, mul(exponent, add(value, num(-1)))) if row == column else mul(exponent, value)
                        for column, value in enumerate(line)
                    )
                    for row, line in enumerate(square)
                )
            )
    except Rejected:
        pass
    return forms
