"""What ``symverify.notation`` adds survives SymPy's constructors, and misuse is refused where it is written."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
from sympy import Function, Symbol, oo

from symverify import notation as n

h = n.Sequence("h")
t = Symbol("t", integer=True, positive=True)
x = Symbol("x", real=True)


def test_a_derivative_by_itself_stays() -> None:
    kept = n.d(h[t - 1], h[t - 1])
    assert str(x * kept + 0) == "x*d(h[t - 1], h[t - 1])"
    assert sympy.Eq(kept, 1) not in (sympy.true, sympy.false)


def test_members_know_that_they_are_real() -> None:
    assert h[t].is_real is True
    assert n.Sequence("z", "complex")[t].is_real is None
    assert h[t] != h[t - 1] and h[t] == h[t]


@pytest.mark.parametrize(
    ("attempt", "message"),
    [
        (lambda: h(t), "not callable"),
        (lambda: list(h), "no last member"),
        (lambda: n.immediate(x, t), "say what is held"),
        (lambda: n.prime(x), "wants a function"),
        (lambda: n.d("x", x), "text"),
        (lambda: n.total(x, (1, 2, 3)), "not a name"),
        (lambda: n.total(x, (t, 1)), "is written"),
        (lambda: n.rounds_to(x, 1, -1), "natural number"),
        (lambda: n.tends_to(x, x, 0, 0, "both"), "comes from"),
        (lambda: n.exists([], x > 0), "symbols first"),
        (lambda: n.exists([x], x), "not a statement"),
        (lambda: n.all_of(), "wants a statement"),
        (lambda: n.ordered_product(x, (t, 1, 2), "up"), "ascending"),
        (lambda: n.inverse(x), "not a matrix"),
    ],
)
def test_misuse_says_what_is_wrong(attempt: Any, message: str) -> None:
    with pytest.raises((TypeError, ValueError), match=message):
        attempt()


def test_statements_join_with_those_of_sympy() -> None:
    both = sympy.And(n.bounded(h[t], t), sympy.Not(n.tends_to(h[t], t, oo, 0)))
    assert len(both.args) == 2
    assert str(n.prime(Function("f"))(x)) == "f'(x)"


def test_bound_names_are_not_free() -> None:
    k = Symbol("k", integer=True)
    assert n.total(h[k] * x, (k, 1, t)).free_symbols == {x, t}
