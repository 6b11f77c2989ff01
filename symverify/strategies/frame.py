"""The goal as the kernel will see it: antecedents and open obligations among the hypotheses. What every proof strategy
starts from.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from symverify.kernel import arrays
from symverify.kernel.discharge import settle_all
from symverify.kernel.meter import Meter
from symverify.kernel.proofs import sides
from symverify.kernel.sides import Owing
from symverify.kernel.signs import Facts, facts_of, flatten
from symverify.language.claims import Claim, Context, Hypothesis
from symverify.language.evidence import Evidence, Gap
from symverify.language.terms import FALSE, Term, app
from symverify.language.verdicts import UndecidedReason


@dataclass(frozen=True, slots=True)
class Frame:
    """One goal in one context."""

    goal: Term
    context: Context
    uses: tuple[Claim, ...]
    meter: Meter
    depth: int = 0

    @property
    def facts(self) -> Facts:
        """The facts of the context."""
        return facts_of(self.context, self.meter)

    def with_goal(self, goal: Term) -> Frame:
        """The same frame around another goal."""
        return replace(self, goal=goal, depth=self.depth + 1)

    def assuming(self, label: str, *statements: Term) -> Frame:
        """One more hypothesis, as the kernel adds it."""
        parts = [part for statement in statements for part in flatten(statement)]
        whole = parts[0] if len(parts) == 1 else app("and", *parts)
        return replace(self, context=self.context.assume(Hypothesis(label, whole)))


Finder = Callable[[Frame], Evidence | Gap]


def nothing(note: str, residual: Term | None = None) -> Gap:
    """A gap because no strategy applies."""
    return Gap(UndecidedReason.NO_STRATEGY, note, residual)


def frame_of(claim: Claim, meter: Meter) -> Frame | None:
    """The frame of a claim, or None when a side is defined nowhere; worked out once under a meter."""
    key = ("frame", claim)
    if key not in meter.memo:
        meter.memo[key] = _frame(claim, meter)
    found = meter.memo[key]
    assert found is None or isinstance(found, Frame)
    return found


def _frame(claim: Claim, meter: Meter) -> Frame | None:
    context, goal = claim.context, claim.goal
    facts = facts_of(context, meter)
    owed = tuple(arrays.opened(part, context, meter) for side in sides(goal) for part in Owing(facts).of(side))
    open_parts = settle_all(owed, facts)
    if FALSE in open_parts:
        return None
    context = context.assume(*(Hypothesis("owed", part) for part in open_parts))
    if goal.head == "not" and flatten(goal)[0] is not goal:
        goal = flatten(goal)[0]
    return Frame(goal, context, claim.uses, meter)
