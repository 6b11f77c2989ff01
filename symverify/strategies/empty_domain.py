"""Claims whose sides are defined nowhere: an obligation that always fails, at hypotheses that can be met.

Emits ``EmptyDomain``.
"""

from __future__ import annotations

from dataclasses import dataclass

from symverify.kernel.check import negated
from symverify.kernel.discharge import settle
from symverify.kernel.meter import Meter
from symverify.kernel.proofs import sides
from symverify.kernel.sides import Owing
from symverify.kernel.signs import facts_of
from symverify.language.claims import Claim
from symverify.language.evidence import EmptyDomain, Evidence, Gap, Point
from symverify.language.terms import FALSE
from symverify.strategies.frame import Frame, nothing
from symverify.strategies.inequality import inequality
from symverify.strategies.normal_form import identity
from symverify.strategies.points import candidates


@dataclass(frozen=True)
class DefinedNowhere:
    """Finds ``EmptyDomain`` evidence."""

    name: str = "empty domain"
    metered: bool = True

    def find(self, claim: Claim, meter: Meter) -> Evidence | Gap:
        """Evidence or a gap."""
        facts = facts_of(claim.context, meter)
        for side in sides(claim.goal):
            for obligation in Owing(facts).of(side):
                if settle(obligation, facts) != (FALSE,) or obligation.head in ("forall", "or", "and", "implies"):
                    continue
                frame = Frame(negated(obligation), claim.context, claim.uses, meter)
                proof = identity(frame) if frame.goal.head == "eq" else inequality(frame)
                if isinstance(proof, Gap):
                    continue
                point = next(iter(candidates(claim, meter, 12)), Point())
                return EmptyDomain(obligation, proof, point)
        return nothing("every obligation can be met")
