"""Case splits at kinks: the sign of the argument of |·| and sign, of differences in max and min, of the sides of branch
conditions; also where the goal says it through definitions.

Emits ``Cases``, nested at most four deep. Each case is handed to the other proof strategies; a case that the hypotheses
exclude is ``Absurd``.
"""

from __future__ import annotations

from dataclasses import dataclass

from symverify.kernel.meter import Meter
from symverify.kernel.proofs import Prover, case_label
from symverify.kernel.ring import Rejected
from symverify.language.claims import Claim
from symverify.language.evidence import Absurd, Cases, Evidence, Gap
from symverify.language.nodes import unfold
from symverify.language.terms import ZERO, Term, add, app, mul, num, postorder
from symverify.strategies.frame import Frame, frame_of, nothing
from symverify.strategies.inequality import inequality
from symverify.strategies.normal_form import identity

_ORDER = frozenset({"lt", "le", "gt", "ge", "eq", "ne"})
_DEPTH = 4
_NODES = 24
"""So many nodes are looked through, those nearest to the goal first."""


def pivots(frame: Frame) -> list[Term]:
    """Real terms at whose zeros the goal changes its form."""
    found: list[Term] = []
    for part in postorder(*seen(frame)):
        if part.head in ("abs", "sign", "relu"):
            found.append(part.args[0])
        elif part.head in ("max", "min"):
            first, *others = part.args
            found.extend(_minus(first, other) for other in others)
            found.extend(_minus(a, b) for place, a in enumerate(others) for b in others[place + 1 :])
        elif part.head == "piecewise":
            todo = list(part.args[1::2])
            while todo:
                condition = todo.pop(0)
                if condition.head in _ORDER:
                    found.append(_minus(*condition.args))
                else:
                    todo.extend(condition.args)
        elif part.head in ("csqrt", "clog", "cpower"):
            found.append(part.args[0])
    facts = frame.facts
    return [pivot for pivot in dict.fromkeys(found) if pivot.free and not pivot.height and facts.is_real(pivot)]


def seen(frame: Frame) -> list[Term]:
    """The goal and the bodies of the nodes that it depends on: names with a definition, members of defined sequences."""
    bodies = {frame.goal: frame.goal}
    todo = [frame.goal]
    while todo:
        for part in postorder(todo.pop(0)):
            if part not in bodies and len(bodies) <= _NODES:
                body = _body(part, frame)
                if body is not None:
                    bodies[part] = body
                    todo.append(body)
    return list(bodies.values())


def _body(node: Term, frame: Frame) -> Term | None:
    """What defines a name, or a member from the start of its definition on."""
    spelling = node.args[0] if node.head == "at" else node
    definition = frame.context.definition(spelling.text) if spelling.head == "name" else None
    if definition is None or (definition.index is None) != (node.head == "name"):
        return None
    if definition.index is None or definition.start is None:
        return definition.body
    return unfold(definition, node.args[1]) if frame.facts.holds(app("ge", node.args[1], definition.start)) else None


def _minus(left: Term, right: Term) -> Term:
    return left if right is ZERO else add(left, mul(num(-1), right))


def split(frame: Frame, depth: int = _DEPTH) -> Evidence | Gap:
    """Direct evidence, else a split at the first pivot whose sign is open."""
    found = inequality(frame) if frame.goal.head != "eq" else identity(frame)
    if not isinstance(found, Gap) or depth == 0:
        return found
    facts = frame.facts
    for pivot in pivots(frame):
        mask = facts.sign(pivot)
        if mask & (mask - 1) == 0 or frame.context.hypothesis(case_label(pivot)) is not None:
            continue
        parts = []
        for relation in ("lt", "eq", "gt"):
            part = _case(frame, pivot, relation, depth)
            if isinstance(part, Gap):
                return part
            parts.append(part)
        return Cases(pivot, *parts)
    return nothing("no case split is left to try", found.residual)


def _case(frame: Frame, pivot: Term, relation: str, depth: int) -> Evidence | Gap:
    label = case_label(pivot)
    inner = frame.assuming(label, app(relation, pivot, ZERO))
    try:
        Prover(frame.uses, frame.meter).prove(inner.goal, Absurd(label), inner.context)
        return Absurd(label)
    except Rejected:
        return split(inner, depth - 1)


@dataclass(frozen=True)
class CaseSplit:
    """Finds ``Cases`` evidence for equations and inequalities."""

    name: str = "case split"
    metered: bool = True

    def find(self, claim: Claim, meter: Meter) -> Evidence | Gap:
        """Evidence or a gap."""
        frame = frame_of(claim, meter)
        if frame is None or frame.goal.head not in (*_ORDER,) or not pivots(frame):
            return nothing("there is no kink to split at")
        return split(frame)
