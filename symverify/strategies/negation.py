"""Refuting goals that are no relations (limits, bounds): the negation is proved at a small point.

Emits ``Negation``. Also conjunctions of them: one false member is enough only when the whole negation can be proved, so
members are tried alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from symverify.kernel.check import negated, point_equations
from symverify.kernel.meter import Meter
from symverify.language.claims import Claim, Hypothesis
from symverify.language.evidence import Evidence, Gap, Negation
from symverify.strategies.asymptotics import asymptotic
from symverify.strategies.frame import frame_of, nothing
from symverify.strategies.points import candidates

_POINTS = 24


@dataclass(frozen=True)
class NegatedGoal:
    """Finds ``Negation`` evidence for ``tends_to``, ``bounded`` and their negations."""

    name: str = "negation at a point"
    metered: bool = True

    def find(self, claim: Claim, meter: Meter) -> Evidence | Gap:
        """Evidence or a gap."""
        frame = frame_of(claim, meter)
        if frame is None or not ({frame.goal.head} | {arg.head for arg in frame.goal.args}) & {"tends_to", "bounded"}:
            return nothing("the goal is about no limit")
        opposite = negated(frame.goal)
        for point in candidates(claim, meter, _POINTS):
            equations = [Hypothesis(label, equation) for label, equation in point_equations(point, claim.context)]
            inner = replace(frame.with_goal(opposite), context=frame.context.assume(*equations))
            found = asymptotic(inner)
            if not isinstance(found, Gap):
                return Negation(point, found)
        return nothing("the negation was not proved at any of the points tried")
