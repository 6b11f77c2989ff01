"""Inequalities and ``!=`` by the kernel's sign rules, on a form that makes the sign visible.

Emits ``Inequality``; closed ones ``Balls``. Forms tried: the difference as written, its expanded and factored normal
forms, and the normal form with
elementary functions in their basis (so that 1 − logistic(z) shows as exp(−z)/(1 + exp(−z))), a completed square for quadratics.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from flint import fmpq_mpoly

from symverify.kernel.enclose import NotEnclosed, holds
from symverify.kernel.instances import NotInstantiable, instantiate
from symverify.kernel.meter import Meter
from symverify.kernel.proofs import Prover
from symverify.kernel.ring import Rejected, Ring, fraction, with_ring
from symverify.language.claims import Claim
from symverify.language.evidence import Balls, Evidence, Gap, Inequality, Point
from symverify.language.terms import ZERO, Term, add, mul, num, power
from symverify.strategies.frame import Frame, frame_of, nothing
from symverify.strategies.rewriting import Bases, Chooser, Profile

_RELATIONS = frozenset({"lt", "le", "gt", "ge", "ne"})
_PROFILES = (Profile(), Profile(elementary=True))


def inequality(frame: Frame) -> Evidence | Gap:
    """A form whose sign the kernel reads off."""
    goal = frame.goal
    if goal.head == "rounds_to":
        return enclosure(frame)
    if goal.head not in _RELATIONS:
        return nothing("the goal is no inequality")
    closed = enclosure(frame)
    if not isinstance(closed, Gap):
        return closed
    left, right = goal.args if goal.head not in ("lt", "le") else reversed(goal.args)
    difference = left if right is ZERO else add(left, mul(num(-1), right))
    prover = Prover(frame.uses, frame.meter)
    for evidence in _forms(frame, difference):
        try:
            prover.prove(goal, evidence, frame.context)
            return evidence
        except Rejected:
            continue
    return nothing("no form of the difference shows its sign")


def enclosure(frame: Frame) -> Evidence | Gap:
    """A relation between closed terms, by balls."""
    try:
        closed, obligations = instantiate(frame.goal, Point(), frame.context, frame.meter)
        for precision in (53, 212, 848):
            if all(holds(part, precision, frame.meter) is True for part in (*obligations, closed)):
                return Balls(precision)
    except (NotInstantiable, NotEnclosed):
        return nothing("the sides are not closed")
    return nothing("enclosures do not decide it")


def _forms(frame: Frame, difference: Term) -> Iterator[Inequality]:
    yield Inequality(difference)
    for profile in _PROFILES:
        chooser = Chooser(frame, profile, Bases())
        found: list[Term] = []

        def action(ring: Ring, chooser: Chooser = chooser, found: list[Term] = found) -> None:
            found.clear()
            value = ring.reduced(chooser.walk(ring, difference))
            if len(value.num) > 200 or value.num.is_zero():
                return
            found.append(ring.term(value))
            constant, factors = ring.factor(value.num)
            under = [power(ring.polynomial_term(ring.factor_polynomial(index)), -exponent) for index, exponent in value.den]
            over = [power(ring.polynomial_term(ring.factor_polynomial(index)), exponent) for index, exponent in factors]
            found.append(mul(num(fraction(constant)), *over, *under))
            found.extend(mul(square, *under) for square in _squares(ring, value.num))

        try:
            with_ring(chooser.rewrite, chooser.facts.is_real, frame.meter, action)
        except Rejected:
            continue
        for form in found:
            yield Inequality(form, chooser.accepted())


def _squares(ring: Ring, polynomial: fmpq_mpoly) -> Iterator[Term]:
    """The polynomial as a sum of squares by completing the square in one atom after another (Lagrange), where that ends
    well.
    """
    rest = polynomial
    parts: list[Term] = []
    for _ in range(8):
        if rest.is_constant():
            yield add(*parts, *((ring.polynomial_term(rest),) if not rest.is_zero() else ()))
            return
        degrees = rest.degrees()
        index = next((place for place, degree in enumerate(degrees) if degree == 2), None)
        if index is None:
            return
        generator = ring.context.gens()[index]
        second = _coefficient(ring, rest, index, 2)
        first = _coefficient(ring, rest, index, 1)
        if not second.is_constant() or second.is_zero():
            return
        leading = second.leading_coefficient()
        root = generator + first / (2 * leading)
        parts.append(mul(num(Fraction(int(leading.p), int(leading.q))), power(ring.polynomial_term(root), 2)))
        rest = rest - leading * root**2


def _coefficient(ring: Ring, polynomial: fmpq_mpoly, index: int, degree: int) -> fmpq_mpoly:
    """The coefficient of the generator's power, a polynomial in the others."""
    kept = {
        (*monomial[:index], 0, *monomial[index + 1 :]): value
        for monomial, value in polynomial.to_dict().items()
        if monomial[index] == degree
    }
    return ring.context.from_dict(kept)


@dataclass(frozen=True)
class Signs:
    """Finds ``Inequality`` and ``Balls`` evidence."""

    name: str = "signs"
    metered: bool = True

    def find(self, claim: Claim, meter: Meter) -> Evidence | Gap:
        """Evidence or a gap."""
        frame = frame_of(claim, meter)
        return inequality(frame) if frame is not None else nothing("a side is defined nowhere")
