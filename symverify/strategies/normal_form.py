"""Equations by normal form: walk both sides into rational functions over atoms, unfolding and rewriting as far as each
profile goes.

Emits ``Identity``. Gives up with the residual of the furthest profile. Method: DESIGN 5.1; W. Decker, Computeralgebra, ch. 1.
"""

from __future__ import annotations

from dataclasses import dataclass

from symverify.kernel import arrays
from symverify.kernel.meter import Meter
from symverify.kernel.ring import Rejected
from symverify.language.claims import Claim
from symverify.language.evidence import Evidence, Gap, Identity, Row
from symverify.language.terms import Term, add, mul, num
from symverify.strategies.frame import Frame, frame_of, nothing
from symverify.strategies.rewriting import Profile, choose

LIGHT = (Profile(),)
PROFILES = (
    Profile(unfold=False),
    Profile(unfold=False, peel=True),
    Profile(),
    Profile(elementary=True),
    Profile(elementary=True, peel=True),
)


def differences(frame: Frame) -> list[Term]:
    """left − right, for each entry of matrix sides. Raises Rejected."""
    left, right = frame.goal.args
    if not arrays.is_matrix(left, frame.context):
        return [_minus(left, right)]
    grids = [arrays.grid(side, frame.context, frame.meter) for side in (left, right)]
    return [_minus(a, b) for rows in zip(*grids, strict=True) for a, b in zip(*rows, strict=True)]


def _minus(left: Term, right: Term) -> Term:
    return add(left, mul(num(-1), right))


def identity(frame: Frame, profiles: tuple[Profile, ...] = PROFILES) -> Evidence | Gap:
    """Rows under which every difference vanishes."""
    if frame.goal.head != "eq":
        return nothing("the goal is no equation")
    residual: Term | None = None
    note = "the normal forms differ"
    for profile in profiles:
        rows: dict[Term, Row] = {}
        try:
            for difference in differences(frame):
                found, zero, left = choose(frame, difference, profile)
                if not zero:
                    residual = left
                    break
                rows.update((row.atom, row) for row in found)
            else:
                return Identity(tuple(rows.values()))
        except Rejected as reason:
            note = str(reason)
    return nothing(note, residual)


@dataclass(frozen=True)
class NormalForm:
    """Finds ``Identity`` evidence for equations; ``light`` leaves elementary functions alone."""

    name: str = "normal form"
    metered: bool = True
    light: bool = False

    def find(self, claim: Claim, meter: Meter) -> Evidence | Gap:
        """Evidence or the residual."""
        frame = frame_of(claim, meter)
        if frame is None:
            return nothing("a side is defined nowhere")
        return identity(frame, LIGHT if self.light else PROFILES)
