"""Cuts a term of any depth or size down to what fits on a page, so that a typesetter may recurse."""

from __future__ import annotations

from collections import deque

from symverify.language.terms import BINDERS, Term, app, make

DEPTH = 60
WIDEST = 120
ELIDED = app("elided")
"""Stands for what was left out; printed as an ellipsis."""


def prune(term: Term, nodes: int) -> Term:
    """``term`` with at most about ``nodes`` nodes and ``DEPTH`` levels; the parts left out become :data:`ELIDED`.

    Breadth first, so that the outline survives and the details go. Shared parts count each time they would be printed.
    """
    if term.size <= nodes and _shallow(term):
        return term
    kept: list[tuple[Term, list[int], bool]] = []
    queue: deque[tuple[Term, int, int | None]] = deque([(term, 0, None)])
    left = nodes
    while queue:
        part, depth, parent = queue.popleft()
        whole = left > 0 and depth < DEPTH and (_variadic(part) or len(part.args) <= WIDEST)
        position = len(kept)
        kept.append((part, [], whole))
        if parent is not None:
            kept[parent][1].append(position)
        left -= 1
        if whole:
            room = max(2, min(left, WIDEST)) if _variadic(part) else None
            queue.extend((arg, depth + 1, position) for arg in part.args[:room])
    return _assemble(kept)


def _variadic(term: Term) -> bool:
    return term.head in ("add", "mul", "and", "or", "max", "min", "matmul")


def _shallow(term: Term) -> bool:
    level = [term]
    for _ in range(DEPTH):
        level = list(dict.fromkeys(arg for part in level for arg in part.args))
        if not level:
            return True
    return False


def _assemble(kept: list[tuple[Term, list[int], bool]]) -> Term:
    built: list[Term] = [ELIDED] * len(kept)
    for position in range(len(kept) - 1, -1, -1):
        part, children, whole = kept[position]
        if not part.args:
            built[position] = part
        elif whole:
            args = tuple(built[child] for child in children)
            if len(args) < len(part.args):
                args = (*args, ELIDED)
            if part.head in BINDERS or args:
                built[position] = make(part.head, part.value, args)
    return built[0]
