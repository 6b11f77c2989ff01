"""What is owed is enough for a value, and settling it keeps its truth at every point the hypotheses allow."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kernel import exact
from kernel.exact import LAW, rational_terms, truth

from symverify.kernel.discharge import follows, settle, settle_all
from symverify.kernel.enclose import enclose, holds
from symverify.kernel.instances import instantiate
from symverify.kernel.meter import Meter
from symverify.kernel.ring import Rejected, rational
from symverify.kernel.sides import Owing, Smooth, open_form, regular
from symverify.kernel.signs import Facts
from symverify.language.claims import Context, Definition, Hypothesis
from symverify.language.evidence import Point
from symverify.language.sorts import COMPLEX, INTEGER, REAL, sequence
from symverify.language.terms import FALSE, ONE, TRUE, ZERO, Term, add, app, at, bind, div, mul, name, neg, num, power, sub

x, y, n, k, j, z, h = (name(spelling) for spelling in "xynkjzh")
PLAIN = Context().declare("x", REAL).declare("y", REAL).declare("n", INTEGER).declare("z", COMPLEX)
HALF = num(Fraction(1, 2))
REALS = [Fraction(part, 2) for part in (-4, -2, -1, 0, 1, 2, 3, 5)]
GRID = [dict(zip("xyn", (*pair, Fraction(whole)), strict=True)) for pair in product(REALS, REALS) for whole in (-1, 0, 2)]


def facts(*statements: Term, context: Context = PLAIN) -> Facts:
    return Facts(context.assume(*(Hypothesis(f"h{place}", part) for place, part in enumerate(statements))), Meter(10**6))


def owed(term: Term, context: Context = PLAIN) -> tuple[Term, ...]:
    return Owing(facts(context=context)).of(term)


# ---------------------------------------------------------------- owed: enough for a value
PARTIAL = "log sqrt tan cot sec csc coth asin acos acosh atanh gamma digamma loggamma abs sign floor exp tanh logistic".split()
small = st.sampled_from([x, x, y, ZERO, ONE, num(-2), HALF, app("pi")])


def larger(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    unary = st.builds(app, st.sampled_from(PARTIAL), inner)
    condition = st.builds(app, st.sampled_from(["lt", "ge", "ne"]), inner, inner)
    return st.one_of(
        unary, unary, st.builds(add, inner, inner), st.builds(mul, inner, inner), st.builds(power, inner, st.integers(-2, 2)),
        st.builds(lambda a, b: app("power", a, b), inner, inner), st.builds(lambda a, b: app("pow", a, n), inner, inner),
        st.builds(lambda a, b, c: app("piecewise", a, b, c, TRUE), inner, condition, inner),
        st.builds(lambda a, b, c: app("piecewise", a, b, c, app("not", b)), inner, condition, inner),
        inner.map(lambda part: bind("sum", "k", app("sqrt", add(part, k)), ZERO, n)),
        inner.map(lambda part: bind("product", "j", power(sub(part, j), -1), num(-1), ONE)),
        st.builds(lambda a, head: app("apply", app("fun", value=head), a), inner, st.sampled_from(["log", "sqrt"])),
        st.builds(lambda a, head: app("apply", app("dfun", app("fun", value=head), ONE), a), inner,
            st.sampled_from(["log", "abs"])),
        st.builds(lambda a: app("apply", bind("lambda", "s", app("log", name("s"))), a), inner),
    )  # fmt: skip


partial = st.recursive(small, larger, max_leaves=4)


@settings(LAW, max_examples=40)
@given(partial, st.lists(st.sampled_from(GRID), min_size=3, max_size=3))
def test_where_all_that_is_owed_holds_the_term_has_a_value(term: Term, points: list[dict[str, Fraction]]) -> None:
    try:
        obligations = owed(term)
    except Rejected:
        return
    for point in points:
        known = {name(key): rational(part) for key, part in point.items()}
        if all(holds(part, 106, Meter(10**6), known) for part in obligations) and not huge(term):
            enclose(term, 212, Meter(10**6), known)


def huge(term: Term) -> bool:
    """Towers of exponentials and powers leave the range of a ball."""
    return sum(head in term.heads for head in ("exp", "power", "gamma", "digamma",
        "loggamma")) > 1 or repr(term).count("exp(") > 1


@pytest.mark.parametrize(
    ("term", "undefined", "defined"),
    [
        (power(x, -1), 0, 1), (mul(ZERO, power(x, -1)), 0, 2), (sub(app("log", x), app("log", x)), -1, 1),
        (app("log", x), 0, 1),
        (app("sqrt", x), -1, 0), (app("power", x, HALF), -1, 0), (app("power", x, neg(HALF)), 0, 1), (app("acosh", x), 0, 1),
        (app("atanh", x), 1, 0), (app("asin", x), 2, 1), (app("gamma", x), -2, 3), (app("tan", mul(app("pi"), x)), HALF, 1),
        (app("piecewise", power(x, -1), app("ge", x, ZERO), ZERO, TRUE), 0, -1), (app("mod", ONE, x), 0, 1),
        (bind("sum", "k", power(sub(x, k), -1), ONE, num(3)), 2, 4), (app("inverse", app("matrix", x, value="1,1")), 0, 1),
        (bind("product", "k", power(sub(x, k), -1), num(3), ONE), None, 2), (app("factorial", n), -1, 0),
        (app("diff", app("abs", x), x), 0, 1), (app("diff", app("sqrt", x), x), 0, 1),
        (app("owing", ONE, app("gt", x, ONE)), 1, 2),
        (app("apply", app("dfun", app("fun", value="abs"), ONE), x), 0, 1), (app("piecewise", x, app("lt", x, ZERO)), 0, -1),
    ],
)  # fmt: skip
def test_where_a_term_has_no_value_something_owed_fails(term: Term, undefined: int | Term | None, defined: int) -> None:
    obligations = owed(term)
    for place, expected in ((undefined, False), (defined, True)):
        if place is not None:
            exactly = place.number if isinstance(place, Term) else Fraction(place)
            known = {x: rational(exactly), n: rational(exactly)}
            found = [holds(part, 106, Meter(10**6), known) for part in obligations]
            assert all(found) if expected else not all(found)


def test_a_definition_is_owed_by_whoever_uses_it() -> None:
    context = PLAIN.declare("u", REAL).define(Definition("u", app("log", x)))
    assert owed(mul(ZERO, name("u")), context) == (app("gt", x, ZERO),)
    context = context.declare("h", sequence(REAL, ZERO)).define(Definition("h", app("sqrt", at("h", sub(k, ONE))), "k", ONE))
    obligations = owed(at("h", num(3)), context)
    for first, expected in ((16, True), (-1, False)):
        closed = []
        for part in obligations:
            point = Point((("h", bind("lambda", "i", num(first))),))
            closed.append(holds(instantiate(part, point, context, Meter(10**5))[0], 106, Meter(10**5)))
        assert all(closed) is expected


def test_a_derivative_owes_a_neighbourhood() -> None:
    assert open_form(app("ge", x, ZERO), facts()) is app("gt", x, ZERO) and open_form(app("eq", x, y), facts()) is FALSE
    assert open_form(app("ge", n, ZERO), facts()) is app("ge", n, ZERO)
    assert FALSE in Smooth(facts(), x).of(app("mod", x, ONE))
    assert Smooth(facts(), x).of(app("abs", y)) == () and Smooth(facts(), x).of(app("abs", x)) == (app("ne", x, ZERO),)


def test_a_limit_at_a_regular_point_owes_nothing_more() -> None:
    assert regular(app("exp", power(name("s"), 2)), "s", x, facts())
    assert regular(app("log", name("s")), "s", ONE, facts()) and not regular(app("log", name("s")), "s", ZERO, facts())
    assert not regular(app("abs", name("s")), "s", ZERO, facts()) and not regular(x, "x", ONE, facts(app("gt", x, ZERO)))
    assert not regular(app("floor", name("s")), "s", ONE, facts())


# ---------------------------------------------------------------- settling keeps the truth
orders = st.sampled_from(["ne", "lt", "le", "gt", "ge", "eq"])
forms = rational_terms("x y n", "abs", "floor", lowest=-2)
affine = st.builds(lambda a, v, b: add(mul(num(a), name(v)), num(b)), st.integers(-2, 2), st.sampled_from("xyn"),
    st.integers(-2, 2))
factored = st.lists(st.tuples(affine, st.integers(-2, 3)), min_size=1, max_size=3).map(
    lambda parts: mul(num(-1), *(power(part, exponent) for part, exponent in parts))
)
relations = st.builds(app, orders, st.one_of(forms, factored), st.one_of(st.just(ZERO), affine))
statements = st.recursive(
    relations,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=2).map(lambda parts: app("and", *parts)),
        st.lists(inner, min_size=1, max_size=2).map(lambda parts: app("or", *parts)),
        st.builds(lambda a, b: app("implies", a, b), inner, inner), inner.map(lambda part: app("not", part)),
        st.builds(lambda part, low: bind("forall", "k", app("or", part, app("ne", k, x)), low, n), inner,
            st.sampled_from([ZERO, n])),
        st.builds(lambda head, part: bind("forall", "k", app(head, sub(part, k), ZERO), ZERO, n), orders, affine),
    ),
    max_leaves=3,
)  # fmt: skip
hypotheses = st.lists(st.builds(app, orders, affine, st.one_of(affine, st.just(ZERO))), max_size=2)


@settings(LAW, max_examples=40)
@given(hypotheses, statements)
def test_settling_keeps_the_truth(given_that: list[Term], statement: Term) -> None:
    try:
        left = settle(statement, facts(*given_that))
    except Rejected:  # a denominator that is 0 everywhere
        return
    for point in GRID:
        try:
            if all(truth(part, point) for part in given_that):
                expected = truth(statement, point)
                assert all(truth(part, point) for part in left) == expected, (statement, left, point)
        except exact.Undefined:
            continue


@settings(LAW, max_examples=40)
@given(hypotheses, st.lists(relations, min_size=2, max_size=3))
def test_what_follows_is_true_wherever_the_hypotheses_are(given_that: list[Term], asked: list[Term]) -> None:
    where = facts(*given_that)
    try:
        together = settle_all(tuple(asked), where)
        each = tuple(part for relation in asked for part in settle(relation, where))
        settled = [part for part in asked if follows(part, where)]
    except Rejected:
        return
    assert together == ((FALSE,) if FALSE in each else tuple(dict.fromkeys(each)))
    for point in GRID:
        try:
            if all(truth(part, point) for part in given_that):
                assert all(truth(part, point) for part in settled)
        except exact.Undefined:
            continue


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (app("ne", sub(x, y), ZERO), app("ne", mul(num(3), sub(y, x)), ZERO)),
        (app("ne", power(sub(x, y), 2), ZERO), app("ne", x, y)),
        (app("gt", sub(x, y), ZERO), app("lt", mul(num(-2), x), mul(num(-2), y))),
        (app("ne", mul(x, sub(x, ONE)), ZERO), app("and", app("ne", x, ZERO), app("ne", x, ONE))),
        (app("gt", mul(x, add(power(y, 2), ONE)), ZERO), app("gt", x, ZERO)),
        (app("ne", app("sqrt", x), ZERO), app("gt", x, ZERO)),
        (bind("forall", "k", app("ne", sub(x, k), ZERO), ONE, n), bind("forall", "j", app("ne", j, x), ONE, n)),
        (app("ne", div(x, y), ZERO), app("ne", x, ZERO)),
    ],
)
def test_one_condition_has_one_normal_form(left: Term, right: Term) -> None:
    assert set(settle(left, facts())) == set(settle(right, facts()))


def test_what_can_never_hold_is_false() -> None:
    for statement in (app("ne", sub(x, x), ZERO), app("lt", power(x, 2), ZERO), app("gt", sub(x, add(x, ONE)), ZERO)):
        assert settle(statement, facts()) == (FALSE,)
        assert settle_all((app("ne", x, ZERO), statement), facts()) == (FALSE,)
        assert settle(bind("forall", "k", statement, ONE, ZERO), facts()) == ()


def test_nothing_is_ordered_between_complex_terms() -> None:
    statement = app("gt", power(z, 2), ZERO)
    assert settle(statement, facts()) == (statement,) and not follows(app("ne", z, ZERO), facts())
