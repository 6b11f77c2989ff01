"""Counterexamples: exact points inside the hypotheses at which both sides are defined and certainly differ.

Finds evidence of the kind ``Counterexample``. Points come from ``sampling``; a goal is refuted at a point when the kernel's
enclosures say so at 53 bits, or at a doubled precision up to a cap. The point is then made as readable as it can be (greedy
descent, as in D. MacIver and A. Donaldson, "Test-case reduction via test-case generation", ECOOP 2020). Gives up when the
points or its share of the work are used up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from symverify.kernel.meter import Meter, OutOfWork
from symverify.language.claims import Claim
from symverify.language.evidence import Counterexample, Evidence, Gap
from symverify.language.sorts import EQUATIONS, ORDER
from symverify.language.terms import Term, num
from symverify.language.verdicts import UndecidedReason
from symverify.strategies.probing import HIGH, LOW, Failure, Probe, renamed
from symverify.strategies.sampling import Sampler, Values, conclusion, effort

_JUDGED = EQUATIONS | ORDER | {"rounds_to"}
_PATIENCE = 3
"""So many points at which 53 bits cannot tell are tried again at the higher precisions."""
_SHARE = 8_000
"""After so many steps no more points are looked at."""
_ENOUGH = 12
"""So many points are looked at whatever they cost."""
_SHRINKING = 40_000
"""Steps that may be spent on making a point readable."""


@dataclass(frozen=True, slots=True)
class CounterexampleSearch:
    """Samples inside the hypotheses; see the module."""

    name: str = "counterexample"
    metered: bool = True
    points: int = 72

    def find(self, claim: Claim, meter: Meter) -> Evidence | Gap:
        """A readable counterexample, or a gap that says how many points were looked at."""
        goal = conclusion(claim.goal)
        parts = relations(goal)
        if goal.head == "independent":
            parts = goal.args[:1] if goal.args[1].head == "name" else None
        if parts is None:
            return Gap(UndecidedReason.OUTSIDE_FRAGMENT, f"points say nothing about this kind of goal (`{goal.head}`)")
        if any(size.head != "num" for entry in claim.context.declarations for size in entry.sort.shape):
            return Gap(UndecidedReason.OUTSIDE_FRAGMENT, "matrices of symbolic size have no points here")
        sampler = Sampler(claim, meter)
        probe = Probe(sampler, parts, sampler.later)
        moving = goal.args[1].text if goal.head == "independent" else None
        unclear: list[Values] = []
        looked, start = 0, meter.spent
        for values in sampler.assignments(self.points):
            if meter.spent - start > (_SHARE if looked >= _ENOUGH else 4 * _SHARE):
                break
            if probe.admits(values) is None:
                continue
            looked += 1
            failure = _failure(probe, values, moving, LOW)
            if failure is not None:
                return _shrunk(probe, values, failure, moving, LOW)
            if len(unclear) < _PATIENCE:
                unclear.append(values)
        for values in unclear:
            failure = _failure(probe, values, moving, HIGH)
            if failure is not None:
                return _shrunk(probe, values, failure, moving, HIGH)
        return Gap(UndecidedReason.SAMPLED_ONLY if looked else UndecidedReason.NO_STRATEGY, f"{looked} points do not refute it")


def relations(goal: Term) -> tuple[Term, ...] | None:
    """The relations of a conjunction of relations and negated relations; None for other goals."""
    if goal.head in _JUDGED or (goal.head == "not" and goal.args[0].head in _JUDGED):
        return (goal,)
    if goal.head != "and" or not goal.args:
        return None
    parts = [relations(part) for part in goal.args]
    return tuple(inner for part in parts for inner in part or ()) if all(part is not None for part in parts) else None


def _failure(probe: Probe, values: Values, moving: str | None, precisions: tuple[int, ...]) -> Failure | None:
    return probe.failure(values, precisions) if moving is None else _dependence(probe, values, moving, precisions)


def _dependence(probe: Probe, values: Values, moving: str, precisions: tuple[int, ...]) -> Failure | None:
    """``independent``: the term certainly takes another value when the name does, all else being equal."""
    for other in map(num, (1, 0, 2, -1, 3)):
        moved = renamed(values, moving, other)
        if moved == values or not all(probe.sampler.certain(statement, moved) for statement in probe.sampler.settled(moved)):
            continue
        precision = probe.differs(values, moved, precisions)
        if precision is not None:
            return Failure(precision, None, other)
    return None


# ---------------------------------------------------------------- readability
def _shrunk(probe: Probe, values: Values, failure: Failure, moving: str | None, precisions: tuple[int, ...]) -> Counterexample:
    """Values are made simpler one at a time for as long as the goal still fails."""
    sampler = probe.sampler
    own = sampler.meter
    sampler.meter = Meter(max(min(_SHRINKING, own.limit - own.spent), 0))
    try:
        for better, found in _descent(probe, values, moving, precisions):
            values, failure = better, found
    except OutOfWork:
        pass
    finally:
        own.spent += min(sampler.meter.spent, sampler.meter.limit)
        sampler.meter = own
    return Counterexample(sampler.point(values), failure.precision, failure.entry, failure.other)


def _descent(probe: Probe, values: Values, moving: str | None, precisions: tuple[int, ...]) -> Iterator[tuple[Values, Failure]]:
    """Ever simpler values at which the goal fails."""
    sampler = probe.sampler
    changed = True
    while changed:
        changed = False
        for spelling in sampler.names:
            for option in sampler.simpler(values, spelling):
                trial = sampler.replaced(values, spelling, option)
                if trial is None or _effort(trial) >= _effort(values):
                    continue
                failure = _failure(probe, trial, moving, precisions)
                if failure is not None:
                    values, changed = trial, True
                    yield trial, failure
                    break


def _effort(values: Values) -> int:
    return sum(map(effort, values.values()))
