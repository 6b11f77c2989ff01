"""Witnesses: a point at which the hypotheses and antecedents hold and everything in the goal is defined.

Points come from ``sampling``. One at which every sum and product of the goal has members is preferred; if the hypotheses
seem to forbid that, the first other one is taken.
"""

from __future__ import annotations

from symverify.kernel.meter import Meter
from symverify.language.claims import Claim
from symverify.language.evidence import Point
from symverify.language.sorts import CONNECTIVES, EQUATIONS, ORDER
from symverify.language.terms import Term, add, name, num, postorder, substitute
from symverify.strategies.probing import Probe
from symverify.strategies.sampling import Sampler, Values, conclusion, exact

_POINTS = 96
_SHARE = 40_000
"""After so many steps the first point found will do, and after four times as many none is expected."""


def find_witness(claim: Claim, meter: Meter) -> Point | None:
    """A certified point of the claim, or None."""
    sampler = Sampler(claim, meter)
    probe = Probe(sampler, wanted(conclusion(claim.goal)), sampler.later)
    spare: Values | None = None
    start = meter.spent
    for values in sampler.assignments(_POINTS):
        if meter.spent - start > (4 * _SHARE if spare is None else _SHARE):
            break
        if not probe.defined(values):
            continue
        if _populated(claim, values, meter):
            return sampler.point(values)
        spare = spare or values
    return sampler.point(spare) if spare is not None else None


def wanted(goal: Term) -> tuple[Term, ...]:
    """The terms that must be defined at a witness; where a name is bound, at a sample of it."""
    if goal.head in CONNECTIVES:
        return tuple(term for arg in goal.args for term in wanted(arg))
    if goal.head in EQUATIONS | ORDER | {"rounds_to"}:
        return goal.args[:2]
    if goal.head == "independent":
        return goal.args[:1]
    if goal.head == "tends_to":
        approach, target = goal.args[1:]
        sample = num(3) if approach.head == "along_integers" else _nearby(approach)
        return (substitute(goal.args[0], {name(goal.text): sample}), *(() if _infinite(target) else (target,)))
    if goal.head == "bounded":
        return (substitute(goal.args[0], {name(goal.text): goal.args[1].args[0]}),)
    if goal.head == "forall":
        return tuple(substitute(term, {name(goal.text): goal.args[1]}) for term in wanted(goal.args[0]))
    return ()


def _nearby(approach: Term) -> Term:
    point = approach.args[0]
    if _infinite(point):
        return num(-10 if point.head == "mul" else 10)
    return add(point, num(-1 if approach.value == "-" else 1))


def _infinite(term: Term) -> bool:
    return any(part.head == "oo" for part in postorder(term))


def _populated(claim: Claim, values: Values, meter: Meter) -> bool:
    """Whether every sum, product and ``forall`` of the goal, as far as its ends are known here, has members."""
    numbers = {key: value for key, value in values.items() if value.head == "num"}
    for part in postorder(claim.goal):
        if part.head in ("sum", "product", "forall"):
            low, high = (exact(substitute(end, numbers), meter) for end in part.args[1:])
            if low is not None and high is not None and high < low:
                return False
    return True
