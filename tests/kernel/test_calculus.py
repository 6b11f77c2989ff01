"""Derivatives: differences in mpmath wherever the obligations hold, the textbook rules, held nodes, recurrences."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
from forged.oracle import Place, Silent, Undefined
from hypothesis import given
from hypothesis import strategies as st
from kernel.exact import LAW

from symverify.kernel.calculus import UNARY_RULES, derive, open_call
from symverify.kernel.instances import instantiate
from symverify.kernel.meter import Meter
from symverify.kernel.ring import Rejected, Ring, no_rewrite
from symverify.kernel.sides import Owing
from symverify.kernel.signs import Facts
from symverify.language.claims import Context, Definition, Hypothesis
from symverify.language.evidence import Point
from symverify.language.sorts import COMPLEX, INTEGER, REAL, function, sequence
from symverify.language.terms import (
    MINUS_ONE,
    ONE,
    TRUE,
    ZERO,
    Term,
    add,
    app,
    at,
    bind,
    div,
    mul,
    name,
    neg,
    num,
    power,
    sub,
    substitute,
)  # fmt: skip

x, y, t, w, n, k, u, v = (name(spelling) for spelling in "xytwnkuv")
PLAIN = Context().declare("x", REAL).declare("y", REAL).declare("z", COMPLEX).declare("n", INTEGER)
PLAIN = PLAIN.declare("f", function(REAL, 1)).declare("g", function(REAL, 2))
HALF = num(Fraction(1, 2))


def facts(context: Context = PLAIN, *statements: Term) -> Facts:
    return Facts(context.assume(*(Hypothesis(f"h{place}", part) for place, part in enumerate(statements))), Meter(10**6))


def slope(body: Term, by: Term = x, *held: Term, where: Facts | None = None) -> Term:
    return derive(body, by, held, where or facts())


def same(left: Term, right: Term) -> bool:
    ring = Ring(no_rewrite, lambda term: True, Meter(10**6), 64)
    return ring.is_zero(ring.minus(ring.walk(left), ring.walk(right)))


def place(context: Context = PLAIN, **values: Fraction) -> Place:
    return Place(context, {key: mpmath.mpf(part.numerator) / part.denominator for key, part in values.items()},
                 functions={"f": lambda value: mpmath.sin(3 * value) + value**2})  # fmt: skip


# ---------------------------------------------------------------- against differences
HEADS = sorted((UNARY_RULES.keys() - {"clog", "csqrt", "catan"}) | {"abs", "sign", "floor", "relu"})
coordinates = st.fractions(min_value=-3, max_value=3, max_denominator=7)


def larger(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    return st.one_of(
        st.builds(add, inner, inner), st.builds(mul, inner, inner), st.builds(power, inner, st.integers(-2, 3)),
        st.builds(app, st.sampled_from(HEADS), inner), st.builds(app, st.sampled_from(["max", "min"]), inner, inner),
        st.builds(lambda a, b, c: app("piecewise", a, app("lt", b, ZERO), c, TRUE), inner, inner, inner),
        st.builds(lambda a, b: app("power", a, b), inner, st.one_of(inner, st.just(HALF))),
        inner.map(lambda part: app("apply", name("f"), part)),
        inner.map(lambda part: app("apply", bind("lambda", "s", mul(name("s"), app("exp", name("s")))), part)),
        inner.map(lambda part: bind("sum", "k", app("sin", mul(k, part)), ONE, num(3))),
    )  # fmt: skip


expressions = st.recursive(st.sampled_from([x, x, y, ONE, num(Fraction(-3, 2))]), larger, max_leaves=4)


def agrees(body: Term, point: Place) -> bool:
    """Where the obligations of ∂body/∂x hold, its rule has the value of the difference. False: nothing to compare."""
    where = facts()
    diff = app("diff", body, x)
    try:
        owed = Owing(where).of(diff)
        if not all(point.of(part) for part in owed):
            return False
        found, expected = point.of(derive(body, x, (), where)), point.of(diff)
    except (Silent, Undefined, Rejected, ZeroDivisionError, OverflowError):
        return False
    assert abs(found - expected) <= mpmath.mpf(10) ** -8 * (1 + abs(expected)), (body, found, expected)
    return True


@LAW
@given(expressions, st.lists(st.tuples(coordinates, coordinates), min_size=3, max_size=3))
def test_a_derivative_is_the_limit_of_differences(body: Term, points: list[tuple[Fraction, Fraction]]) -> None:
    with mpmath.workdps(50):
        for a, b in points:
            agrees(body, place(x=a, y=b))


@pytest.mark.parametrize("head", HEADS)
def test_every_function_has_its_derivative(head: str) -> None:
    with mpmath.workdps(50):
        inside = [mul(num(Fraction(1, 3)), x, y), add(num(2), power(x, 2))]
        points = [place(x=Fraction(a, 5), y=Fraction(b)) for a in (-7, -2, 3, 9) for b in (-1, 2)]
        bodies = [app(head, part) for part in inside]
        assert sum(agrees(body,
            point) for body in bodies for point in points) >= (4 if head != "loggamma" else 0)  # not known to the oracle


def test_at_a_kink_a_jump_or_an_edge_something_owed_fails() -> None:
    with mpmath.workdps(50):
        for body in (
            app("abs", x), app("sign", x), app("relu", x), app("sqrt", x), app("log", x), app("floor", x),
            app("max", x, mul(x, x)),
            app("min", ZERO, x), app("piecewise", x, app("lt", x, ZERO), neg(x), TRUE), app("power", x, HALF),
            app("acos", sub(ONE, x)), app("abs", app("sin", x)), app("asin", add(ONE, x)), app("mod", x, ONE), power(x, -1),
            bind("sum", "k", app("abs", mul(k, x)), ZERO, num(2)), app("apply", bind("lambda", "s", app("abs", name("s"))), x),
            app("apply", app("fun", value="abs"), x), app("piecewise", app("sqrt", x), app("ge", x, ZERO), ZERO, TRUE),
        ):  # fmt: skip
            owed = Owing(facts()).of(app("diff", body, x))
            assert not all(place(x=Fraction(0), y=ONE.number).of(part) for part in owed), body


# ---------------------------------------------------------------- the rules of the textbook
smooth = st.recursive(
    st.sampled_from([x, y, ONE, num(3)]),
    lambda inner: st.one_of(
        st.builds(add, inner, inner), st.builds(mul, inner, inner), st.builds(power, inner, st.integers(1, 3)),
                            st.builds(app, st.sampled_from(["exp", "sin", "logistic", "atan"]), inner),
                            inner.map(lambda part: app("apply", name("f"), part))),
    max_leaves=4,
)  # fmt: skip


@LAW
@given(smooth, smooth, st.integers(-3, 4).filter(bool))
def test_sum_product_quotient_and_power_rule(a: Term, b: Term, exponent: int) -> None:
    left, right = slope(a), slope(b)
    assert same(slope(add(a, mul(num(7), b))), add(left, mul(num(7), right)))
    assert same(slope(mul(a, b)), add(mul(left, b), mul(a, right)))
    b = add(app("exp", b), num(5))
    assert same(slope(div(a, b)), div(sub(mul(left, b), mul(a, slope(b))), power(b, 2)))
    assert same(slope(power(b, exponent)), mul(num(exponent), power(b, exponent - 1), slope(b)))


@LAW
@given(smooth, smooth)
def test_chain_rule(outer: Term, inner: Term) -> None:
    outer = substitute(outer, {y: num(2)})
    composed = substitute(outer, {x: inner})
    assert same(slope(composed), mul(substitute(slope(outer), {x: inner}), slope(inner)))


@LAW
@given(smooth)
def test_derivatives_commute_and_pass_through_sums(a: Term) -> None:
    assert same(slope(slope(a, x), y), slope(slope(a, y), x))
    total = bind("sum", "k", mul(k, a), ONE, n)
    assert same(slope(total), bind("sum", "k", mul(k, slope(a)), ONE, n)) or slope(a) is ZERO


def test_an_unknown_function_is_differentiated_by_argument() -> None:
    g = name("g")
    found = slope(app("apply", g, power(x, 2), mul(x, y)))
    by = [app("apply", app("dfun", g, *orders), power(x, 2), mul(x, y)) for orders in ((ONE, ZERO), (ZERO, ONE))]
    assert same(found, add(mul(num(2), x, by[0]), mul(y, by[1])))
    mixed = slope(slope(app("apply", g, x, y), x), y)
    assert same(mixed, app("apply", app("dfun", g, ONE, ONE), x, y))


def test_a_bound_name_is_not_the_variable() -> None:
    assert slope(bind("sum", "x", power(x, 2), ONE, num(4))) is ZERO
    inner = bind("sum", "y", mul(y, x), ONE, num(3))
    assert same(slope(mul(y, inner), y), inner)
    captured = slope(bind("sum", "y", mul(power(y, 2), x), ONE, num(3)))
    assert same(captured, bind("sum", "k", power(k, 2), ONE, num(3)))


def test_what_has_no_rule_is_rejected() -> None:
    oo = app("oo")
    for body in (
        bind("sum", "k", power(x, 2), ONE, oo), bind("product", "k", mul(k, x), ONE, n), app("mod", x, ONE),
        app("re", name("z")),
        bind("sum", "k", k, ONE, app("floor", x)), bind("integral", "s", mul(x, name("s")), ZERO, ONE), app("factorial", x),
        app("antiderivative", x, y), app("gamma", app("digamma", x)),
    ):  # fmt: skip
        if body.head == "re":
            with pytest.raises(Rejected):
                slope(body, name("z"))
        else:
            with pytest.raises(Rejected):
                slope(body)


def test_the_derivative_of_an_antiderivative_is_its_integrand() -> None:
    assert slope(app("antiderivative", app("exp", power(x, 2)), x)) is app("exp", power(x, 2))


@pytest.mark.parametrize("order", [0, 1, 2, 3])
@pytest.mark.parametrize("head", ["exp", "sin", "tanh", "logistic", "atan", "log"])
def test_derivatives_of_known_functions_are_opened(head: str, order: int) -> None:
    opened = open_call(app("apply", app("dfun", app("fun", value=head), num(order)), x))
    assert opened is not None
    with mpmath.workdps(50):
        plain = place(x=Fraction(3, 4))
        expected = mpmath.diff(lambda value: plain.moved(names={"x": value}).of(app(head, x)), mpmath.mpf(3) / 4, order)
        assert abs(plain.of(opened) - expected) < mpmath.mpf(10) ** -12


# ---------------------------------------------------------------- the definition graph
GRAPH = PLAIN.declare("u", REAL).declare("v", REAL).declare("w", REAL)
GRAPH = GRAPH.define(Definition("u", mul(x, y))).define(Definition("v", add(power(u, 2), x)))
GRAPH = GRAPH.define(Definition("w", mul(v, u, x)))


def test_a_derivative_runs_along_all_paths() -> None:
    inlined = {u: mul(x, y), v: add(power(mul(x, y), 2), x)}
    whole = substitute(substitute(mul(v, u, x), {v: inlined[v]}), {u: inlined[u]})
    closed = substitute(substitute(slope(w, where=facts(GRAPH)), {v: inlined[v]}), {u: inlined[u]})
    assert same(closed, slope(whole))


def test_the_variable_is_cut_loose_from_its_definition() -> None:
    where = facts(GRAPH)
    assert slope(u, u, where=where) is ONE and slope(x, u, where=where) is ZERO and slope(u, v, where=where) is ZERO
    assert same(slope(v, u, where=where), mul(num(2), u))
    assert same(slope(w, u, where=where), add(mul(num(2), u, u, x), mul(v, x)))
    assert same(slope(w, v, where=where), mul(u, x))


def test_held_nodes_are_constants_and_the_variable_never_is() -> None:
    where = facts(GRAPH)
    assert same(slope(w, x, u, v, where=where), mul(v, u))
    assert same(slope(w, x, v, where=where), add(mul(v, u), mul(v, x, y)))
    assert same(slope(w, x, u, where=where), add(mul(v, u), mul(u, x)))
    assert slope(x, x, x, where=where) is ONE
    with mpmath.workdps(50):
        point = place(GRAPH, x=Fraction(2, 3), y=Fraction(-5, 4))
        for held in ((), (u,), (v,), (u, v)):
            found = point.of(slope(w, x, *held, where=where))
            assert abs(found - point.of(app("pdiff", w, x, *held))) < mpmath.mpf(10) ** -12


# ---------------------------------------------------------------- recurrences
H, NOW, BEFORE = name("h"), at("h", t), at("h", sub(t, ONE))
BODY = app("tanh", add(mul(w, BEFORE), at("x", t)))
STATE = Context().declare("w", REAL).declare("t", INTEGER).declare("x", sequence(REAL, ONE)).declare("h", sequence(REAL, ZERO))
STATE = STATE.define(Definition("h", BODY, "t", ONE))


def test_one_step_of_a_recurrence() -> None:
    where = facts(STATE, app("ge", t, ONE))
    factor = sub(ONE, power(BODY, 2))
    assert same(slope(NOW, w, where=where), mul(factor, add(BEFORE, mul(w, app("diff", BEFORE, w)))))
    assert same(slope(NOW, w, app("below", t), where=where), mul(factor, BEFORE))
    assert same(slope(NOW, BEFORE, where=where), mul(factor, w))
    assert slope(NOW, NOW, where=where) is ONE and slope(BEFORE, NOW, where=where) is ZERO
    assert slope(at("h", ZERO), w, where=where) is ZERO


def test_the_guards_of_a_step_are_discharged_and_not_assumed() -> None:
    with pytest.raises(Rejected):
        slope(NOW, w, where=facts(STATE))
    with pytest.raises(Rejected):
        slope(NOW, at("h", k), where=facts(STATE.declare("k", INTEGER), app("ge", t, ONE)))
    anticausal = STATE.declare("g", sequence(REAL, ZERO)).define(Definition("g", mul(w, at("g", add(t, ONE))), "t", ZERO))
    with pytest.raises(Rejected):
        slope(at("g", ONE), at("g", num(2)), where=facts(anticausal))


def test_the_members_of_a_free_sequence_are_independent() -> None:
    where = facts(STATE.declare("k", INTEGER))
    assert slope(at("x", t), at("x", t), where=where) is ONE
    assert slope(at("x", t), at("x", add(t, ONE)), where=where) is ZERO
    assert slope(at("x", t), at("x", k), where=where) is app("kronecker", t, k)
    far = facts(STATE.declare("k", INTEGER), app("gt", k, t))
    assert slope(at("x", t), at("x", k), where=far) is ZERO


@pytest.mark.parametrize("last", [1, 2, 3, 5])
def test_a_derivative_through_time_is_that_of_the_loop(last: int) -> None:
    inputs = bind("lambda", "i", div(add(name("i"), MINUS_ONE), num(3)))
    values = Point((("w", num(Fraction(3, 5))), ("x", inputs), ("h", bind("lambda", "i", num(Fraction(1, 4))))))

    def run(weight: mpmath.mpf, first: mpmath.mpf) -> mpmath.mpf:
        state = first
        for step in range(1, last + 1):
            state = mpmath.tanh(weight * state + mpmath.mpf(step - 1) / 3)
        return state

    with mpmath.workdps(50):
        found, owed = instantiate(app("diff", at("h", num(last)), w), values, STATE, Meter(10**6))
        assert all(place().of(part) for part in owed)
        assert abs(place().of(found) - mpmath.diff(lambda weight: run(weight, mpmath.mpf(1) / 4),
            mpmath.mpf(3) / 5)) < mpmath.mpf(10) ** -15
        found, _ = instantiate(app("diff", at("h", num(last)), at("h", ZERO)), values, STATE, Meter(10**6))
        expected = mpmath.diff(lambda first: run(mpmath.mpf(3) / 5, first), mpmath.mpf(1) / 4)
        assert abs(place().of(found) - expected) < mpmath.mpf(10) ** -15
