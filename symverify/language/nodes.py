"""The definition graph: what a name depends on, and unfolding of nodes. Laws of bookkeeping, no mathematics."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from symverify.language.claims import Context, Definition
from symverify.language.sorts import affine_index
from symverify.language.terms import BINDERS, Term, add, fresh, make, mul, name, num, postorder, rebuild, sub, substitute


@cache
def tidy_index(index: Term) -> Term:
    """An affine index as name + number; anything else unchanged."""
    if index.head in ("name", "num"):
        return index
    read = affine_index(index)
    if read is None:
        return index
    bound, coefficient, offset = read
    if bound is None or coefficient == 0:
        return num(offset)
    base = name(bound) if coefficient == 1 else mul(num(coefficient), name(bound))
    return base if offset == 0 else add(base, num(offset))


def shift(index: Term, by: int) -> Term:
    """index + by, tidied."""
    return tidy_index(add(index, num(by)))


@cache
def index_difference(left: Term, right: Term) -> Fraction | None:
    """left − right when it is a literal number."""
    read = affine_index(tidy_index(sub(left, right)))
    return read[2] if read is not None and read[1] == 0 else None


@cache
def unfold(definition: Definition, index: Term) -> Term:
    """The body of a sequence definition at an index (the caller shows index >= start)."""
    assert definition.index is not None
    return tidied(substitute(definition.body, {name(definition.index): index}))


def tidied(term: Term) -> Term:
    """Every member index in ``term`` tidied."""
    if "at" not in term.heads:
        return term
    done: dict[Term, Term] = {}
    stack = [(term, False)]
    while stack:
        part, ready = stack.pop()
        if part in done:
            continue
        if "at" not in part.heads:
            done[part] = part
        elif not ready:
            stack.append((part, True))
            stack.extend((arg, False) for arg in part.args)
        else:
            args = tuple(done[arg] for arg in part.args)
            if part.head == "at":
                args = (args[0], tidy_index(args[1]))
            done[part] = rebuild(part, args)
    return done[term]


def reachable(term: Term, context: Context) -> frozenset[str]:
    """Every name that ``term`` depends on, through definitions."""
    found: set[str] = set()
    todo = sorted(term.free)
    while todo:
        spelling = todo.pop()
        if spelling in found:
            continue
        found.add(spelling)
        definition = context.definition(spelling)
        if definition is not None:
            todo.extend(sorted(definition.body.free - {definition.index or ""}))
    return frozenset(found)


def causal(context: Context, spelling: str) -> bool:
    """Whether the members of a sequence depend on members of index at most their own only, of whatever sequence."""
    for other in sorted(reachable(name(spelling), context)):
        definition = context.definition(other)
        if definition is None:
            continue
        if definition.index is None:
            if "at" in definition.body.heads:
                return False
            continue
        for part in _members(definition.body):
            if not earlier(part.args[1], definition):
                return False
    return True


def earlier(index: Term, definition: Definition) -> bool:
    """Whether ``index`` is at most the definition's own index wherever the definition applies."""
    read = affine_index(index)
    if read is None:
        return False
    if read[1] == 0:
        return definition.start is not None and definition.start.head == "num" and read[2] <= definition.start.number
    return read[0] == definition.index and read[1] == 1 and read[2] <= 0


def _members(term: Term) -> list[Term]:
    return [part for part in postorder(term) if part.head == "at"]


def _binds(term: Term, spelling: str) -> bool:
    return bool(term.heads & BINDERS) and any(part.head in BINDERS and part.text == spelling for part in postorder(term))


def apart(term: Term, taken: frozenset[str]) -> Term:
    """The same term with every bound name that is ``taken`` spelled otherwise, so that nothing known of a name is read
    into a bound one; nested binders of one spelling are told apart too.
    """
    if not term.heads & BINDERS:
        return term
    bound = frozenset(part.text for part in postorder(term) if part.head in BINDERS)
    declared, taken = taken, taken | term.free | bound
    done: dict[Term, Term] = {}
    for part in postorder(term):
        args = tuple(done[arg] for arg in part.args)
        if part.head in BINDERS and (part.text in declared or _binds(args[0], part.text)):
            other = fresh(part.text, taken)
            taken |= {other}
            args = (substitute(args[0], {name(part.text): name(other)}), *args[1:])
            done[part] = make(part.head, other, args)
        else:
            done[part] = rebuild(part, args)
    return done[term]
