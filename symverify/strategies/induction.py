"""Induction on an integer name of the goal: base case, and a step that unfolds recurrences and peels sums, products and powers.

Emits ``Induction``. The variable is an integer bounded below; the base is its largest literal bound among the hypotheses.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from symverify.kernel.meter import Meter
from symverify.kernel.signs import flatten
from symverify.language.claims import Claim
from symverify.language.evidence import Conjunction, Evidence, Gap, Induction
from symverify.language.nodes import shift, tidied
from symverify.language.sorts import INTEGER, affine_index
from symverify.language.terms import Term, app, name, num, postorder, substitute
from symverify.strategies.frame import Frame, frame_of, nothing
from symverify.strategies.normal_form import identity
from symverify.strategies.rewriting import Profile

_PROFILES = (Profile(unfold=False, peel=True), Profile(elementary=True, peel=True))
_RECURSIVE = frozenset({"sum", "product", "matpow", "pow", "diff", "factorial"})


def peeled(frame: Frame) -> Evidence | Gap:
    """Normal form with the ends of sums, products and powers peeled off."""
    return identity(frame, _PROFILES)


def each(frame: Frame, finder: Callable[[Frame], Evidence | Gap] = peeled) -> Evidence | Gap:
    """Evidence for a goal, or for every member of a conjunction."""
    if frame.goal.head != "and":
        return finder(frame)
    parts = []
    for part in frame.goal.args:
        found = finder(frame.with_goal(part))
        if isinstance(found, Gap):
            return found
        parts.append(found)
    return Conjunction(tuple(parts))


def by_induction(
    frame: Frame, variable: str, start: Term, finder: Callable[[Frame], Evidence | Gap] = peeled
) -> Evidence | Gap:
    """Base case and step for one variable, as the kernel will form them."""
    moving = name(variable)
    kept = tuple(entry for entry in frame.context.hypotheses if variable not in entry.statement.free)
    bare = replace(frame, context=replace(frame.context, hypotheses=kept))
    base = each(bare.with_goal(tidied(substitute(frame.goal, {moving: start}))), finder)
    if isinstance(base, Gap):
        return base
    general = bare.assuming(f"{variable} from base", app("ge", moving, start))
    stepped = tidied(substitute(frame.goal, {moving: shift(moving, 1)}))
    step = each(general.assuming("induction", frame.goal).with_goal(stepped), finder)
    return step if isinstance(step, Gap) else Induction(variable, start, base, step)


def variables(frame: Frame) -> list[tuple[str, Term]]:
    """Integer names of the goal that a recursive term depends on, with the base their hypotheses give them."""
    found = []
    moving = {
        spelling for part in postorder(frame.goal) if part.head in _RECURSIVE or part.head == "at" for spelling in part.free
    }
    for spelling in sorted(frame.goal.free & moving):
        if frame.context.sort(spelling) == INTEGER and frame.context.definition(spelling) is None:
            start = lower_bound(frame, spelling)
            if start is not None:
                found.append((spelling, start))
    return found


def lower_bound(frame: Frame, spelling: str) -> Term | None:
    """The largest literal bound that a hypothesis gives the name."""
    bounds = []
    for entry in frame.context.hypotheses:
        for part in flatten(entry.statement):
            if part.head in ("ge", "gt") and part.args[0] is name(spelling):
                read = affine_index(part.args[1])
                if read is not None and read[0] is None:
                    bounds.append(read[2] + (part.head == "gt"))
    return num(max(bounds)) if bounds else None


@dataclass(frozen=True)
class ByInduction:
    """Finds ``Induction`` evidence for equations."""

    name: str = "induction"
    metered: bool = True

    def find(self, claim: Claim, meter: Meter) -> Evidence | Gap:
        """Evidence or a gap."""
        frame = frame_of(claim, meter)
        if frame is None or frame.goal.head not in ("eq", "and"):
            return nothing("the goal is no equation")
        last = nothing("there is no integer name to induct on")
        for variable, start in variables(frame):
            found = by_induction(frame, variable, start)
            if not isinstance(found, Gap):
                return found
            last = found
        return last
