"""The graph of definitions: what a claim reaches through it, and circles in it."""

from __future__ import annotations

from symverify.language.claims import Context, Declaration, Definition
from symverify.language.nodes import reachable as below
from symverify.language.sorts import affine_index
from symverify.language.terms import Term, postorder

_NOT_BELOW = 0


def reachable(goal: Term, context: Context) -> Context:
    """The part of ``context`` that bears on ``goal``.

    A hypothesis that shares a name with what is reached, directly or through definitions, is kept, and what it depends on is
    reached too: what is left out has no name in common with the claim, so that no point of the claim can violate it.
    """
    names: set[str] = set(goal.free)
    reached = [below(hypothesis.statement, context) for hypothesis in context.hypotheses]
    size = -1
    while len(names) != size:
        size = len(names)
        for definition in context.definitions:
            if definition.name in names:
                names |= definition.body.free - {definition.index}
                names |= definition.start.free if definition.start is not None else set()
        for declaration in context.declarations:
            if declaration.name in names:
                names |= _sizes(declaration)
        for connected in reached:
            if connected & names:
                names |= connected
    return Context(
        tuple(declaration for declaration in context.declarations if declaration.name in names),
        tuple(definition for definition in context.definitions if definition.name in names),
        tuple(h for h in context.hypotheses if h.statement.free <= names),
    )


def _sizes(declaration: Declaration) -> frozenset[str]:
    first = declaration.sort.first
    return frozenset().union(*(size.free for size in declaration.sort.shape), first.free if first is not None else ())


def circle(definitions: tuple[Definition, ...]) -> tuple[str, ...]:
    """The names of a circle along which no index goes down, or nothing."""
    known = {definition.name: definition for definition in definitions}
    edges = [(definition.name, target, shift) for definition in definitions for target, shift in _uses(definition, known)]
    # Shifts are scaled so that a circle is of positive weight exactly when its shifts do not go down in all.
    scale = len(known) + 1
    best = dict.fromkeys(known, 0)
    came: dict[str, str] = {}
    for _ in range(scale):
        changed = ""
        for source, target, shift in edges:
            weight = best[source] + shift * scale + 1
            if weight > best[target]:
                best[target], came[target], changed = weight, source, target
        if not changed:
            return ()
    return _walk_back(changed, came)


def _walk_back(start: str, came: dict[str, str]) -> tuple[str, ...]:
    place = start
    for _ in range(len(came)):
        place = came[place]
    around = [place]
    while came[around[-1]] != place:
        around.append(came[around[-1]])
    return (place, *reversed(around[1:]), place)


def _uses(definition: Definition, known: dict[str, Definition]) -> list[tuple[str, int]]:
    """The defined names in a body, with how far their index is from the definition's own; 0 where that cannot be told."""
    found: list[tuple[str, int]] = []
    members: set[Term] = set()
    for part in postorder(definition.body):
        if part.head == "at" and part.args[0].head == "name" and part.args[0].text in known:
            members.add(part.args[0])
            shift = _shift(part.args[1], definition, known[part.args[0].text])
            if shift is not None:
                found.append((part.args[0].text, shift))
    for part in postorder(definition.body):
        if part.head == "name" and part.text in known and part not in members:
            found.append((part.text, _NOT_BELOW))
    return found


def _shift(index: Term, definition: Definition, target: Definition) -> int | None:
    read = affine_index(index)
    if read is None:
        return _NOT_BELOW
    spelling, coefficient, offset = read
    if spelling is None and target.start is not None and target.start.head == "num" and offset < target.start.number:
        return None  # a member before the definition begins is not defined by it
    if spelling == definition.index and coefficient == 1 and offset.denominator == 1:
        return int(offset)
    return _NOT_BELOW
