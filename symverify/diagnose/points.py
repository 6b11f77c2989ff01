"""Counterexamples made ready to be shown: the point in the order of declaration, and both sides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from math import prod

from symverify.language.claims import Claim
from symverify.language.evidence import Counterexample, EmptyDomain, Negation, Point
from symverify.language.terms import BINDERS, ZERO, Term, add, at, name, num, postorder, rebuild, substitute
from symverify.language.verdicts import Ball, Status, Verdict
from symverify.report import Refutation
from symverify.typeset.plain import plain

_DIGITS = 6
_MOST_MEMBERS = 40
_ARITHMETIC = frozenset({"add", "mul", "pow"})


def point_of(verdict: Verdict) -> Point | None:
    """The point of a refutation, if it is one by a point."""
    evidence = verdict.evidence
    return evidence.point if isinstance(evidence, Counterexample | Negation | EmptyDomain) else None


def refutation(claim: Claim, verdict: Verdict) -> Refutation | None:
    """What a report shows of a refutation by a point."""
    point = point_of(verdict)
    if verdict.status is not Status.REFUTED or point is None or (not point.values and verdict.sides is None):
        return None
    sizes: list[tuple[str, str]] = []
    values: list[tuple[str, str]] = []
    functions: list[tuple[str, str]] = []
    in_shapes = frozenset(text for part in claim.context.declarations for size in part.sort.shape for text in size.free)
    for key, value in _ordered(claim, point):
        first = _first_members(claim, key, value)
        if first:
            values += first
        else:
            rows = functions if value.head == "lambda" else sizes if key in in_shapes else values
            rows.append((plain(name(key)), plain(value)))
    left, right = verdict.sides if verdict.sides is not None else (None, None)
    return Refutation(tuple(sizes), tuple(values), tuple(functions), verdict.entry, left, right, verdict.precision)


def _ordered(claim: Claim, point: Point) -> Iterator[tuple[str, Term]]:
    order = {declaration.name: number for number, declaration in enumerate(claim.context.declarations)}
    yield from sorted(point.values, key=lambda pair: (order.get(pair[0], len(order)), pair[0]))


def _first_members(claim: Claim, key: str, value: Term) -> list[tuple[str, str]]:
    """The members that a recurrence leaves free; nothing for any other name."""
    sort, definition = claim.context.sort(key), claim.context.definition(key)
    if value.head != "lambda" or sort is None or definition is None or sort.first is None or definition.start is None:
        return []
    if sort.first.head != "num" or definition.start.head != "num":
        return []
    first, start = int(sort.first.number), int(definition.start.number)
    return [(plain(at(key, num(place))), plain(_member(value, num(place)))) for place in range(first, min(start, first + 6))]


def in_words(claim: Claim, verdict: Verdict) -> str:
    """``w = 2, h_{t-1} = 1``: the point in the author's notation, members of sequences as the line writes them."""
    point = point_of(verdict)
    if point is None:
        return ""
    numbers = {name(key): value for key, value in point.values if value.head == "num"}
    shown = _members(claim, numbers)
    parts: list[str] = []
    for key, value in _ordered(claim, point):
        sort = claim.context.sort(key)
        if value.head != "lambda" or sort is None or sort.kind != "sequence":
            parts.append(f"{plain(name(key))} = {plain(value)}")
            continue
        rows = [(plain(member), plain(_member(value, place))) for member, place in shown if member.args[0].value == key]
        rows = rows or _first_members(claim, key, value) or [(plain(name(key)), plain(value))]
        parts += [f"{left} = {right}" for left, right in rows]
    other = verdict.evidence.other if isinstance(verdict.evidence, Counterexample) else None
    if other is not None:
        parts.append(f"and then {plain(claim.goal.args[-1])} = {plain(other)}")
    return ", ".join(dict.fromkeys(parts))


def _members(claim: Claim, numbers: dict[Term, Term]) -> list[tuple[Term, Term]]:
    """The free members of sequences that the line depends on, as it writes them, each with the place where the point has it."""
    found: dict[Term, Term] = {}
    waiting, seen = [claim.goal], set[Term]()
    while waiting and len(seen) < _MOST_MEMBERS:
        term = waiting.pop(0)
        bound = {part.text for part in postorder(term) if part.head in BINDERS}
        for member in postorder(term):
            if member.head != "at" or len(member.args) != 2 or member in seen or member.args[1].free & bound:
                continue
            seen.add(member)
            index = member.args[1]
            place = _folded(substitute(index, numbers))
            definition = claim.context.definition(member.args[0].text)
            if definition is None or definition.index is None or _before(place, definition.start):
                found.setdefault(member, place)
            else:
                waiting.append(substitute(definition.body, {name(definition.index): index}))
    here: dict[tuple[Term, Term], Term] = {}
    for member, place in found.items():
        here.setdefault((member.args[0], place), member)
    return [(member, place) for (_, place), member in here.items()]


def _before(place: Term, start: Term | None) -> bool:
    return start is not None and place.head == "num" and start.head == "num" and place.number < start.number


def _member(value: Term, place: Term) -> Term:
    return _folded(substitute(value.args[0], {name(value.text): place}))


def _folded(term: Term) -> Term:
    """The term with its literal arithmetic carried out, as far as that makes it easier to read."""
    done: dict[Term, Term] = {}
    for part in postorder(term):
        done[part] = _fold(rebuild(part, tuple(done[arg] for arg in part.args)))
    return done[term]


def _fold(term: Term) -> Term:
    if not term.args or term.head not in _ARITHMETIC or not all(arg.head == "num" for arg in term.args):
        return add(*(arg for arg in term.args if arg is not ZERO)) if term.head == "add" else term
    numbers = [arg.number for arg in term.args]
    if term.head == "add":
        return num(sum(numbers, Fraction(0)))
    if term.head == "mul":
        return num(prod(numbers, start=Fraction(1)))
    base, exponent = numbers
    if exponent.denominator != 1 or abs(exponent) > 64 or (base == 0 and exponent < 0):
        return term
    return num(base ** int(exponent))


def sides(left: Ball, right: Ball) -> tuple[str, str]:
    """Both sides to the fewest digits that show that they differ; an ellipsis where digits are left out."""
    for digits in (_DIGITS, 10, 15, 25):
        shown = _cut(left.mid, digits), _cut(right.mid, digits)
        if shown[0].rstrip("…") != shown[1].rstrip("…"):
            return shown
    return left.mid, right.mid


def _cut(text: str, digits: int) -> str:
    # Leading zeros after the point do not count as digits.
    return re.sub(rf"(\d+\.0*\d{{{digits}}})\d+", r"\1…", text)
