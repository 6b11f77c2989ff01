"""Existence: an instance, or a combination of the demanded roundings that no instance can meet.

Emits ``Instance`` for a proof and ``Negation`` around ``Inconsistent`` for a refutation. Combinations tried for matrix
goals: the trace of
both sides (similar matrices have one trace), and single entries.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from symverify.kernel.meter import Meter
from symverify.kernel.proofs import Prover, existential
from symverify.kernel.ring import Rejected, Ring, fraction, with_ring
from symverify.kernel.sides import Owing
from symverify.kernel.signs import flatten
from symverify.language.claims import Claim, Hypothesis
from symverify.language.evidence import Conjunction, Evidence, Gap, Inconsistent, Instance, Negation, Point
from symverify.language.terms import ONE, ZERO, Term, add, app, mul, name, num, substitute
from symverify.strategies.frame import Frame, frame_of, nothing
from symverify.strategies.inequality import inequality
from symverify.strategies.normal_form import identity
from symverify.strategies.rewriting import Bases, Chooser, Profile
from symverify.strategies.witness import find_witness

_VALUES = (ZERO, ONE, num(-1), num(2), num(Fraction(1, 2)), num(-2), num(3))


def instance(frame: Frame) -> Evidence | Gap:
    """Small values for the bound names, one after another."""
    body, names = existential(frame.goal)
    if len(names) > 3:
        return nothing("too many names to try values for")
    trials: list[tuple[Term, ...]] = [()]
    for _ in names:
        trials = [(*before, value) for before in trials for value in (*_VALUES, *_mentioned(body))]
    for values in trials:
        mapping = {name(spelling): value for (spelling, _), value in zip(names, values, strict=True)}
        inner = frame.with_goal(substitute(body, mapping))
        found = _each(inner)
        if isinstance(found, Gap):
            continue
        evidence = Instance(Point(tuple((spelling, value) for (spelling, _), value in zip(names, values, strict=True))), found)
        try:
            Prover(frame.uses, frame.meter).prove(frame.goal, evidence, frame.context)
            return evidence
        except Rejected:
            continue
    return nothing("no small instance was found")


def _mentioned(body: Term) -> tuple[Term, ...]:
    """Constants that the body compares with."""
    found = []
    for part in flatten(body):
        for side in part.args:
            if not side.free and side not in _VALUES and side.head in ("num", "sqrt", "csqrt", "mul", "pi", "I", "exp"):
                found.append(side)
    return tuple(found[:4])


def _each(frame: Frame) -> Evidence | Gap:
    if frame.goal.head == "and":
        parts = []
        for part in frame.goal.args:
            found = _each(frame.with_goal(part))
            if isinstance(found, Gap):
                return found
            parts.append(found)
        return Conjunction(tuple(parts))
    found = inequality(frame)
    return identity(frame) if isinstance(found, Gap) else found


def inconsistent(frame: Frame) -> Evidence | Gap:
    """Weights under which the left sides have one constant sum that the roundings exclude."""
    body, names = existential(frame.goal)
    inner = frame
    for spelling, sort in names:
        inner = replace(inner, context=inner.context.declare(spelling, sort))
    parts = flatten(body)
    entries = [
        entry
        for part in parts
        if part.head == "rounds_to"
        for entry in Prover(frame.uses, frame.meter).roundings(part, inner.context)
    ]
    rest = [part for part in parts if part.head != "rounds_to"]
    if not entries:
        return nothing("the goal demands no roundings")
    inner = inner.assuming("instance", *rest)
    owed = [part for left, _, _ in entries for part in Owing(inner.facts).of(left)]
    inner = replace(inner, context=inner.context.assume(*(Hypothesis("defined", part) for part in owed)))
    for weights in _combinations(len(entries)):
        total = add(*(mul(num(weight), left) for weight, (left, _, _) in zip(weights, entries, strict=True) if weight))
        value = _constant(inner, total)
        if value is None:
            continue
        promised = sum(
            weight * right.number for weight, (_, right, _) in zip(weights, entries, strict=True) if right.head == "num"
        )
        slack = sum(abs(weight) * delta for weight, (_, _, delta) in zip(weights, entries, strict=True))
        if abs(value - promised) <= slack:
            continue
        form = identity(inner.with_goal(app("eq", total, num(value))))
        if not isinstance(form, Gap):
            return Inconsistent(tuple(num(weight) for weight in weights), num(value), form)
    return nothing("no combination of the roundings is constant")


def _combinations(size: int) -> list[tuple[Fraction, ...]]:
    found = [tuple(Fraction(place == chosen) for place in range(size)) for chosen in range(size)]
    for side in range(2, 9):
        if side * side == size:
            found.insert(0, tuple(Fraction(place % (side + 1) == 0) for place in range(size)))
    return found


def _constant(frame: Frame, total: Term) -> Fraction | None:
    chooser = Chooser(frame, Profile(), Bases())

    def action(ring: Ring) -> Fraction | None:
        value = ring.reduced(chooser.walk(ring, total))
        if value.den or not value.num.is_constant():
            return None
        return fraction(value.num.leading_coefficient()) if not value.num.is_zero() else Fraction(0)

    try:
        return with_ring(chooser.rewrite, chooser.facts.is_real, frame.meter, action)
    except Rejected:
        return None


@dataclass(frozen=True)
class Existence:
    """Finds ``Instance`` and ``Inconsistent`` evidence for ``exists`` goals."""

    name: str = "existence"
    metered: bool = True

    def find(self, claim: Claim, meter: Meter) -> Evidence | Gap:
        """Evidence or a gap."""
        frame = frame_of(claim, meter)
        if frame is None or frame.goal.head != "exists":
            return nothing("the goal is no existence")
        try:
            refuted = inconsistent(frame)
            if not isinstance(refuted, Gap):
                return Negation(find_witness(claim, meter) or Point(), refuted)
            return instance(frame)
        except Rejected as reason:
            return nothing(str(reason))
