"""A second opinion in fractions: values of rational terms and the truth of statements at exact points; no code of the kernel.

With it, random terms for the laws of the kernel's files.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import ceil, comb, factorial, floor, prod

from hypothesis import settings
from hypothesis import strategies as st

from symverify.language.terms import Term, add, app, mul, name, num, power

LAW = settings(derandomize=True, deadline=None, max_examples=30, database=None)
Place = Mapping[str, Fraction]
_ORDER = ("eq", "ne", "lt", "le", "gt", "ge")


class Undefined(Exception):
    """The term has no value at the point, or none that is rational."""


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator != 1 or (base == 0 and exponent < 0):
        raise Undefined
    return Fraction(base ** int(exponent))


def value(term: Term, point: Place) -> Fraction:
    """The value of a term. Raises Undefined."""
    head = term.head
    if head == "num":
        return term.number
    if head == "name":
        return point[term.text]
    if head == "piecewise":
        return _chosen(term, point)
    if head in ("sum", "product"):
        return Fraction((sum if head == "sum" else prod)(value(term.args[0], inside) for inside in _places(term, point)))
    parts = [value(arg, point) for arg in term.args]
    match head:
        case "add":
            return sum(parts, Fraction(0))
        case "mul":
            return prod(parts, start=Fraction(1))
        case "pow":
            return _power(parts[0], parts[1])
        case "max" | "min":
            return max(parts) if head == "max" else min(parts)
        case "floor" | "ceiling":
            return Fraction(floor(parts[0]) if head == "floor" else ceil(parts[0]))
        case "abs":
            return abs(parts[0])
        case "relu":
            return max(parts[0], Fraction(0))
        case "sign":
            return Fraction((parts[0] > 0) - (parts[0] < 0))
        case "factorial" if parts[0].denominator == 1 and parts[0] >= 0:
            return Fraction(factorial(int(parts[0])))
        case "binomial" if all(part.denominator == 1 and part >= 0 for part in parts):
            return Fraction(comb(int(parts[0]), int(parts[1])))
    raise Undefined


def _places(binder: Term, point: Place) -> list[dict[str, Fraction]]:
    low, high = (value(end, point) for end in binder.args[1:])
    return [{**point, binder.text: Fraction(k)} for k in range(int(low), int(high) + 1)]


def _chosen(term: Term, point: Place) -> Fraction:
    for branch, condition in zip(term.args[::2], term.args[1::2], strict=True):
        if truth(condition, point):
            return value(branch, point)
    raise Undefined


def truth(statement: Term, point: Place) -> bool:
    """Whether a statement holds. Raises Undefined."""
    head = statement.head
    if head in _ORDER:
        left, right = (value(side, point) for side in statement.args)
        return (left == right, left != right, left < right, left <= right, left > right, left >= right)[_ORDER.index(head)]
    match head:
        case "true" | "false":
            return head == "true"
        case "and":
            return all(truth(part, point) for part in statement.args)
        case "or":
            return any(truth(part, point) for part in statement.args)
        case "not":
            return not truth(statement.args[0], point)
        case "implies":
            return not truth(statement.args[0], point) or truth(statement.args[1], point)
        case "forall":
            return all(truth(statement.args[0], inside) for inside in _places(statement, point))
    raise Undefined


# ---------------------------------------------------------------- random terms
small = st.fractions(min_value=-4, max_value=4, max_denominator=3)


def rational_terms(names: str, *heads: str, lowest: int = -2) -> st.SearchStrategy[Term]:
    """Sums, products and integer powers of numbers and names, and of ``heads`` of one or two arguments."""
    leaves = st.one_of(st.integers(-3, 3).map(num), st.sampled_from(names.split()).map(name))

    def larger(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
        forms = [
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: add(*parts)),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: mul(*parts)),
            st.builds(power, inner, st.integers(lowest, 3)),
        ]
        for head in heads:
            forms.append(_applied(head, inner))
        return st.one_of(forms)

    return st.recursive(leaves, larger, max_leaves=7)


def _applied(head: str, inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    if head in ("max", "min"):
        return st.builds(lambda a, b: app(head, a, b), inner, inner)
    if head == "piecewise":
        return st.builds(lambda a, b, c: app("piecewise", a, app("lt", b, num(0)), c, app("true")), inner, inner, inner)
    return inner.map(lambda part: app(head, part))
