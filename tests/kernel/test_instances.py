"""Terms at a point: recurrences are the loops they stand for, definitions and values are put in. Against plain Python."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel.exact import LAW, rational_terms, small, truth, value

from symverify.kernel.instances import NotInstantiable, instantiate
from symverify.kernel.meter import Meter
from symverify.language.claims import Context, Definition
from symverify.language.evidence import Point
from symverify.language.sorts import INTEGER, REAL, function, matrix, sequence
from symverify.language.terms import ONE, ZERO, Term, add, app, at, bind, mul, name, num, power, sub, substitute

x, y, z, w, n, t, k = (name(spelling) for spelling in "xyzwntk")
PLAIN = Context().declare("x", REAL).declare("y", REAL).declare("z", REAL).declare("n", INTEGER).declare("w", REAL)
STATE = PLAIN.declare("a", sequence(REAL, ONE)).declare("h", sequence(REAL, ZERO)).declare("c", sequence(REAL, ZERO))
STATE = STATE.define(Definition("h", add(mul(w, at("h", sub(t, ONE))), at("a", t)), "t", ONE))
STATE = STATE.define(Definition("c", add(mul(at("c", sub(t, ONE)), at("h", t)), at("c", sub(t, num(2)))), "t", num(2)))
CONSTANT = bind("lambda", "i", num(2))
INPUTS = bind("lambda", "i", power(name("i"), 2))


def at_point(term: Term, context: Context, **values: Term | Fraction | int) -> tuple[Term, tuple[Term, ...]]:
    point = Point(tuple((key, part if isinstance(part, Term) else num(Fraction(part))) for key, part in values.items()))
    return instantiate(term, point, context, Meter(10**6))


def closed(term: Term, context: Context, **values: Term | Fraction | int) -> Fraction:
    found, owed = at_point(term, context, **values)
    assert all(truth(part, {}) for part in owed) and not found.free
    return value(found, {})


def loop(weight: Fraction, last: int) -> tuple[list[Fraction], list[Fraction]]:
    h, c = [Fraction(2)], [Fraction(2), Fraction(2)]
    for step in range(1, last + 1):
        h.append(weight * h[-1] + step**2)
        if step > 1:
            c.append(c[-1] * h[-1] + c[-2])
    return h, c


# ---------------------------------------------------------------- values and definitions
@LAW
@given(rational_terms("x y z", "abs", "max", "floor", "piecewise", lowest=0), small, small, small)
def test_values_are_put_in(term: Term, a: Fraction, b: Fraction, c: Fraction) -> None:
    assert closed(term, PLAIN, x=a, y=b, z=c) == value(term, {"x": a, "y": b, "z": c})


@LAW
@given(*[rational_terms("x y", lowest=0)] * 2, rational_terms("u v x", lowest=0), small, small)
def test_definitions_are_put_in(u: Term, v: Term, term: Term, a: Fraction, b: Fraction) -> None:
    context = PLAIN.declare("u", REAL).declare("v", REAL).define(Definition("u", u)).define(Definition("v", add(v, name("u"))))
    inside = {"x": a, "y": b}
    first = value(u, inside)
    expected = value(term, {**inside, "u": first, "v": value(v, inside) + first})
    assert closed(term, context, x=a, y=b) == expected


@LAW
@given(rational_terms("x k", lowest=0), small, st.integers(-2, 4))
def test_a_bound_name_is_not_the_value_of_the_declared_one(body: Term, a: Fraction, last: int) -> None:
    context = PLAIN.declare("k", REAL)
    for head in ("sum", "product"):
        term = add(bind(head, "k", body, ZERO, n), k)
        assert closed(term, context, x=a, n=last, k=7) == value(term, {"x": a, "n": Fraction(last), "k": Fraction(7)})
    shadow = bind("sum", "x", substitute(body, {x: k, k: x}), ZERO, n)
    assert closed(shadow, context, x=a, n=last, k=7) == value(shadow, {"n": Fraction(last), "k": Fraction(7)})


# ---------------------------------------------------------------- recurrences
@LAW
@given(small, st.integers(0, 7))
def test_an_unrolled_recurrence_is_the_loop(weight: Fraction, last: int) -> None:
    h, c = loop(weight, max(last, 2))
    values: dict[str, Term | Fraction] = {"w": weight, "n": Fraction(last), "a": INPUTS, "h": CONSTANT, "c": CONSTANT}
    for index in (num(last), n):
        assert closed(at("h", index), STATE, **values) == h[last]
        assert closed(at("c", index), STATE, **values) == c[last]
    total = bind("sum", "k", mul(at("h", k), at("h", sub(n, k))), ZERO, n)
    assert closed(total, STATE, **values) == sum(h[i] * h[last - i] for i in range(last + 1))
    nested = bind("sum", "i", bind("product", "k", at("h", k), name("i"), n), ONE, n)
    expected = Fraction(0)
    for low in range(1, last + 1):
        part = Fraction(1)
        for i in range(low, last + 1):
            part *= h[i]
        expected += part
    assert closed(nested, STATE, **values) == expected


@LAW
@given(small, st.integers(1, 6), st.integers(0, 6))
def test_a_derivative_through_time_is_that_of_the_loop(weight: Fraction, last: int, node: int) -> None:
    values: dict[str, Term | Fraction] = {"w": weight, "n": Fraction(last), "a": INPUTS, "h": CONSTANT}
    h, slope = Fraction(2), Fraction(0)
    for step in range(1, last + 1):
        slope = h + weight * slope
        h = weight * h + step**2
    assert closed(app("diff", at("h", n), w), STATE, **values) == slope
    expected = weight ** (last - node) if node <= last else 0
    assert closed(app("diff", at("h", n), at("h", num(node))), STATE, **values) == expected
    total = bind("sum", "k", app("diff", at("h", n), at("h", k)), ZERO, n)
    assert closed(total, STATE, **values) == sum(weight ** (last - i) for i in range(last + 1))
    immediate = app("pdiff", at("h", n), w, app("below", n))
    assert closed(immediate, STATE, **values) == loop(weight, last)[0][last - 1]


@LAW
@given(rational_terms("x y", lowest=0), small, small)
def test_derivatives_are_taken_before_values_are_put_in(term: Term, a: Fraction, b: Fraction) -> None:
    found = closed(app("diff", mul(power(x, 2), term), x), PLAIN, x=a, y=b)
    product = [(i * Fraction(1, 10**12) + a) for i in (-1, 1)]
    low, high = (part**2 * value(term, {"x": part, "y": b}) for part in product)
    assert abs((high - low) / (product[1] - product[0]) - found) < Fraction(1, 10**6)


def test_derivatives_leave_what_they_owe() -> None:
    found, owed = at_point(app("diff", app("abs", x), x), PLAIN, x=-3)
    assert found is app("sign", num(-3)) and owed == (app("ne", num(-3), ZERO),)
    _, owed = at_point(mul(ZERO, app("diff", app("log", sub(x, ONE)), x)), PLAIN, x=1)
    assert [part.head for part in owed] == ["gt", *[part.head for part in owed[1:]]] and not any(part.free for part in owed)


# ---------------------------------------------------------------- functions and matrices
def test_functions_and_matrices_are_put_in() -> None:
    context = PLAIN.declare("f", function(REAL, 1)).declare("A", matrix(num(2), num(2)))
    cube = bind("lambda", "s", power(name("s"), 3))
    found, owed = at_point(app("diff", app("apply", name("f"), power(x, 2)), x), context, f=cube, x=2)
    assert not owed and not found.free
    opened = app("matrix", *map(num, (1, 2, 3, 4)), value="2,2")
    assert closed(app("entry", app("matmul", name("A"), name("A")), ONE, ZERO), context, A=opened) == 15


# ---------------------------------------------------------------- what has no instance
@pytest.mark.parametrize(
    "term",
    [
        y, at("h", num(-1)), at("a", ZERO), at("c", num(-1)), at("h", x),
        bind("sum", "k", at("h", k), ONE, app("oo")), bind("sum", "k", app("diff", mul(k, x), x), ONE, x),
        bind("sum", "k", app("diff", mul(k, x), x), ONE, num(10**6)), app("diff", app("mod", x, ONE), x),
    ],
)  # fmt: skip
def test_what_has_no_value_at_the_point_is_not_instantiated(term: Term) -> None:
    with pytest.raises(NotInstantiable):
        at_point(term, STATE, x=Fraction(5, 2), w=1, a=INPUTS, h=CONSTANT, c=CONSTANT)
