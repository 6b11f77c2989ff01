"""Equations modulo declared equations: the difference of the sides as a combination of hypotheses with cofactors.

Emits ``Identity`` with ``Multiple``s. The cofactors come from a Gröbner basis of the hypotheses' numerators, tracked back
to them by
extended division (D. Cox, J. Little, D. O'Shea, Ideals, Varieties, and Algorithms, ch. 2). Small systems only.
"""

from __future__ import annotations

from dataclasses import dataclass

from flint import fmpq_mpoly

from symverify.kernel.meter import Meter
from symverify.kernel.ring import Rejected, Ring, with_ring
from symverify.language.claims import Claim
from symverify.language.evidence import Evidence, Gap, Identity, Multiple
from symverify.language.terms import Term, add, mul, num, power
from symverify.strategies.frame import Frame, frame_of, nothing
from symverify.strategies.normal_form import differences
from symverify.strategies.rewriting import Bases, Chooser, Profile

_PAIRS = 60


def membership(frame: Frame) -> Evidence | Gap:
    """Cofactors over the equation hypotheses."""
    labels = [
        entry
        for entry in frame.context.hypotheses
        if entry.statement.head == "eq" and frame.facts.is_scalar(entry.statement.args[0])
    ]
    if frame.goal.head != "eq" or not labels:
        return nothing("there is no equation among the hypotheses")
    for profile in (Profile(), Profile(elementary=True)):
        try:
            found = _by_profile(
                frame,
                profile,
                [(entry.label, add(entry.statement.args[0], mul(num(-1), entry.statement.args[1]))) for entry in labels],
            )
        except Rejected:
            continue
        if found is not None:
            return found
    return nothing("the difference is not in the ideal of the hypotheses")


def _by_profile(frame: Frame, profile: Profile, relations: list[tuple[str, Term]]) -> Identity | None:
    (difference, *others) = differences(frame)
    if others:
        return None
    chooser = Chooser(frame, profile, Bases())
    chooser.equations = []
    multiples: list[Multiple] = []

    def action(ring: Ring) -> bool:
        multiples.clear()
        value = ring.reduced(chooser.walk(ring, difference))
        basis = [ring.reduced(ring.walk(term)) for _, term in relations]
        cofactors = _divide(ring, value.num, [entry.num for entry in basis], frame.meter)
        if cofactors is None:
            return False
        under = [power(ring.polynomial_term(ring.factor_polynomial(index)), -exponent) for index, exponent in value.den]
        for (label, _), cofactor, relation in zip(relations, cofactors, basis, strict=True):
            if not cofactor.is_zero():
                over = [ring.polynomial_term(ring.factor_polynomial(index) ** exponent) for index, exponent in relation.den]
                multiples.append(Multiple(label, mul(ring.polynomial_term(cofactor), *over, *under)))
        return True

    if not with_ring(chooser.rewrite, chooser.facts.is_real, frame.meter, action):
        return None
    return Identity(chooser.accepted(), tuple(multiples))


def _divide(ring: Ring, target: fmpq_mpoly, relations: list[fmpq_mpoly], meter: Meter) -> list[fmpq_mpoly] | None:
    """Cofactors with target = Σ cofactor·relation, or None. Buchberger's algorithm with every element's cofactors carried
    along.
    """
    zero = ring.context.constant(0)
    one = ring.context.constant(1)
    basis: list[tuple[fmpq_mpoly, list[fmpq_mpoly]]] = []
    for place, relation in enumerate(relations):
        if not relation.is_zero():
            basis.append((relation, [one if place == other else zero for other in range(len(relations))]))
    pairs = [(i, j) for i in range(len(basis)) for j in range(i)]
    found = _reduce(target, basis, [zero] * len(relations), meter)
    for count, (i, j) in enumerate(pairs):
        if found[0].is_zero() or count > _PAIRS or len(basis) > 24:
            break
        (f, cf), (g, cg) = basis[i], basis[j]
        joint = _least_common(ring, f, g)
        a, b = joint / _leading(ring, f), joint / _leading(ring, g)
        carried = [a * x - b * y for x, y in zip(cf, cg, strict=True)]
        remainder, used = _reduce(a * f - b * g, basis, [zero] * len(relations), meter)
        if remainder.is_zero():
            continue
        basis.append((remainder, [x - y for x, y in zip(carried, used, strict=True)]))
        pairs.extend((len(basis) - 1, other) for other in range(len(basis) - 1))
        found = _reduce(target, basis, [zero] * len(relations), meter)
    return found[1] if found[0].is_zero() else None


def _reduce(
    target: fmpq_mpoly, basis: list[tuple[fmpq_mpoly, list[fmpq_mpoly]]], cofactors: list[fmpq_mpoly], meter: Meter
) -> tuple[fmpq_mpoly, list[fmpq_mpoly]]:
    """The remainder of the target, and Σ quotient·cofactors of what was taken away."""
    cofactors = list(cofactors)
    changed = True
    while changed and not target.is_zero():
        changed = False
        for element, carried in basis:
            meter.spend(1 + len(target))
            quotient, remainder = divmod(target, element)
            if not quotient.is_zero():
                changed = True
                target = remainder
                cofactors = [old + quotient * part for old, part in zip(cofactors, carried, strict=True)]
    return target, cofactors


def _leading(ring: Ring, polynomial: fmpq_mpoly) -> fmpq_mpoly:
    return ring.context.from_dict({tuple(int(e) for e in polynomial.monomial(0)): polynomial.leading_coefficient()})


def _least_common(ring: Ring, left: fmpq_mpoly, right: fmpq_mpoly) -> fmpq_mpoly:
    exponents = tuple(max(int(a), int(b)) for a, b in zip(left.monomial(0), right.monomial(0), strict=True))
    return ring.context.from_dict({exponents: 1})


@dataclass(frozen=True)
class IdealMembership:
    """Finds ``Identity`` evidence with multiples of equation hypotheses."""

    name: str = "ideal membership"
    metered: bool = True

    def find(self, claim: Claim, meter: Meter) -> Evidence | Gap:
        """Evidence or a gap."""
        frame = frame_of(claim, meter)
        return membership(frame) if frame is not None else nothing("a side is defined nowhere")
