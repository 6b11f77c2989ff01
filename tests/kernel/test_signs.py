"""Signs: the true sign is always in the mask; what holds by signs is true where the hypotheses are. In fractions, mpmath."""

from __future__ import annotations

from fractions import Fraction
from itertools import product as pairs

import mpmath
import pytest
from forged.oracle import Place, Undefined
from hypothesis import given
from hypothesis import strategies as st
from kernel import exact
from kernel.exact import LAW, rational_terms, truth, value

from symverify.kernel import signs
from symverify.kernel.meter import Meter
from symverify.kernel.ring import Rejected
from symverify.kernel.signs import (
    NEGATIVE,
    NONNEGATIVE,
    NONPOSITIVE,
    NONZERO,
    POSITIVE,
    UNKNOWN,
    ZERO_BIT,
    Facts,
    flatten,
    sign_of,
)
from symverify.language.claims import Context, Definition, Hypothesis
from symverify.language.sorts import COMPLEX, INTEGER, REAL, sequence
from symverify.language.terms import MINUS_ONE, ONE, ZERO, Term, add, app, at, bind, mul, name, neg, num, power, sub

x, y, n, m, k, z = (name(spelling) for spelling in "xynmkz")
DECLARED = Context().declare("x", REAL).declare("y", REAL).declare("n", INTEGER).declare("m", INTEGER).declare("z", COMPLEX)
REALS = [Fraction(part, 2) for part in (-5, -2, -1, 0, 1, 2, 7)]
INTEGERS = [Fraction(part) for part in (-2, -1, 0, 1, 2, 3)]
GRID = [dict(zip("xyn", values, strict=True)) for values in pairs(REALS, REALS[::-2], INTEGERS[::2])]

orders = st.sampled_from(["lt", "le", "gt", "ge", "eq", "ne"])
simple = rational_terms("x y n", lowest=-1)
terms = rational_terms("x y n", "abs", "max", "min", "relu", "sign", "floor", "ceiling", "piecewise")
affine = st.builds(lambda a, v, b: add(mul(num(a), name(v)), num(b)), st.integers(-2, 2), st.sampled_from("xyn"),
    st.integers(-2, 2))
forms = st.one_of(affine, affine, simple)
relations = st.builds(app, orders, forms, st.one_of(st.integers(-2, 2).map(num), forms))
hypotheses = st.lists(st.one_of(relations, relations.map(lambda part: app("not", part))), min_size=0, max_size=3)


def given_that(*statements: Term, context: Context = DECLARED) -> Facts:
    return Facts(context.assume(*(Hypothesis(f"h{place}", part) for place, part in enumerate(statements))), Meter(10**6))


def admissible(statements: list[Term]) -> list[dict[str, Fraction]]:
    found = []
    for point in GRID:
        try:
            if all(truth(part, point) for part in statements):
                found.append(point)
        except exact.Undefined:
            continue
    return found


# ---------------------------------------------------------------- masks
def test_the_arithmetic_of_masks_covers_that_of_numbers() -> None:
    members = {mask: [part for part in (-2, -1, 0, 1, 2) if sign_of(Fraction(part)) & mask] for mask in range(8)}

    def joint(values: list[int]) -> int:
        mask = 0
        for part in values:
            mask |= sign_of(Fraction(part))
        return mask

    for left in range(8):
        assert signs.negate(left) == joint([-part for part in members[left]])
        for right in range(8):
            both = list(pairs(members[left], members[right]))
            assert joint([a * b for a, b in both]) & ~signs.product(left, right) == 0
            assert not (left and right) or signs.product(left, right) == joint([a * b for a, b in both])
            assert joint([a + b for a, b in both]) & ~signs.total([left, right]) == 0
    assert signs.total([]) == ZERO_BIT and signs.total([NONNEGATIVE, POSITIVE]) == POSITIVE


@LAW
@given(relations, relations)
def test_flattening_keeps_the_truth(first: Term, second: Term) -> None:
    statement = app("and", app("not", first), app("and", second, first))
    for point in GRID[::17]:
        try:
            assert all(truth(part, point) for part in flatten(statement)) == truth(statement, point)
        except exact.Undefined:
            continue


# ---------------------------------------------------------------- the two laws
@LAW
@given(hypotheses, st.lists(terms, min_size=2, max_size=4))
def test_the_true_sign_is_in_the_mask(statements: list[Term], asked: list[Term]) -> None:
    facts = given_that(*statements)
    for term in [*asked, *(sub(*part.args) for part in statements if part.head != "not")]:
        mask = facts.sign(term)
        for point in admissible(statements):
            try:
                assert sign_of(value(term, point)) & mask, (term, point)
            except exact.Undefined:
                continue


@LAW
@given(hypotheses, st.lists(relations, min_size=2, max_size=4))
def test_what_holds_by_signs_is_true_at_every_admissible_point(statements: list[Term], asked: list[Term]) -> None:
    facts = given_that(*statements)
    for part in [*asked, app("or", *asked), app("and", *asked), app("not", asked[0])]:
        if facts.holds(part):
            for point in admissible(statements):
                try:
                    assert truth(part, point), (part, point)
                except exact.Undefined:
                    continue


@LAW
@given(hypotheses.filter(lambda parts: all("pow" not in part.heads for part in parts)), st.data())
def test_functions_have_their_signs(statements: list[Term], data: st.DataObject) -> None:
    heads = "exp cosh logistic softplus sinh tanh asinh atan erf log sqrt power atanh acosh".split()
    head, inside = data.draw(st.sampled_from(heads)), data.draw(affine)
    term = app("power", inside, num(Fraction(1, 2))) if head == "power" else app(head, inside)
    around = [term, neg(term), mul(term, x), add(term, power(x, 2)), power(term, -1), app("max", term, x)]
    term = data.draw(st.sampled_from(around))
    mask = given_that(*statements).sign(term)
    for point in admissible(statements)[::12]:
        with mpmath.workdps(30):
            place = Place(DECLARED, {key: mpmath.mpf(part.numerator) / part.denominator for key, part in point.items()})
            try:
                found = place.of(term)
            except (Undefined, ZeroDivisionError):
                continue
            if abs(found) > mpmath.mpf(10) ** -18:
                assert (POSITIVE if found > 0 else NEGATIVE) & mask, (term, point)


# ---------------------------------------------------------------- what has to be found
@pytest.mark.parametrize(
    ("statements", "term", "expected"),
    [
        ([], power(x, 2), NONNEGATIVE),
        ([], add(power(x, 2), power(y, 4), ONE), POSITIVE),
        ([], add(app("exp", x), app("abs", y)), POSITIVE),
        ([], neg(add(power(x, 2), ONE)), NEGATIVE),
        ([], add(power(x, 2), mul(num(-2), x, y), power(y, 2)), NONNEGATIVE),
        ([], sub(x, x), ZERO_BIT),
        ([app("gt", x, num(2))], sub(x, num(2)), POSITIVE),
        ([app("gt", x, num(2))], sub(power(x, 2), num(4)), POSITIVE),
        ([app("ge", x, num(2))], sub(num(2), x), NONPOSITIVE),
        ([app("gt", x, ZERO), app("lt", y, ZERO)], mul(x, y), NEGATIVE),
        ([app("gt", x, y)], sub(mul(num(3), y), mul(num(3), x)), NEGATIVE),
        ([app("ne", x, ONE)], sub(power(x, 2), add(x, x, MINUS_ONE)), POSITIVE),
        ([app("gt", x, ONE)], app("log", x), POSITIVE),
        ([app("gt", x, ONE)], power(sub(ONE, x), -3), NEGATIVE),
        ([app("gt", n, ZERO)], sub(n, ONE), NONNEGATIVE),
        ([app("gt", mul(num(2), n), ONE)], sub(n, ONE), NONNEGATIVE),
        ([app("gt", x, ZERO)], sub(x, ONE), UNKNOWN),
        ([app("lt", n, num(Fraction(7, 2)))], sub(n, num(3)), NONPOSITIVE),
        ([app("ge", n, ONE)], bind("sum", "k", power(k, 2), ONE, n), NONNEGATIVE),
        ([], bind("product", "k", app("exp", mul(k, x)), ONE, n), POSITIVE),
        ([app("ne", z, ZERO)], mul(z, app("exp", z)), NONZERO),
        ([], mul(app("I"), app("exp", z)), NONZERO),
        ([], power(z, 2), UNKNOWN),
        ([], add(power(z, 2), ONE), UNKNOWN),
        ([], app("abs", z), NONNEGATIVE),
    ],
)
def test_signs_that_are_found(statements: list[Term], term: Term, expected: int) -> None:
    assert given_that(*statements).sign(term) == expected


def test_between_integers_strict_is_one_apart() -> None:
    facts = given_that(app("gt", n, m))
    assert facts.holds(app("ne", n, m)) and facts.holds(app("ge", n, m)) and not facts.holds(app("gt", n, add(m, ONE)))
    assert given_that(app("ge", sub(n, m), ONE)).holds(app("gt", n, m))
    assert given_that(app("gt", n, num(-1))).holds(app("ge", n, ZERO))
    assert not given_that(app("gt", x, num(-1))).holds(app("ge", x, ZERO))
    assert not given_that(app("gt", x, y)).holds(app("ge", x, add(y, ONE)))


def test_nothing_is_ordered_between_complex_terms() -> None:
    facts = given_that(app("ne", z, ZERO))
    assert facts.holds(app("ne", power(z, 3), ZERO)) and facts.holds(app("ne", mul(num(2), z), ZERO))
    for head in ("gt", "ge", "lt", "le", "eq"):
        assert not facts.holds(app(head, power(z, 2), ZERO))
    assert not facts.holds(app("ne", add(z, ONE), ZERO)) and not facts.holds(app("ne", add(power(z, 2), ONE), ZERO))


# ---------------------------------------------------------------- ranges and definitions
@pytest.mark.parametrize("head", ["sum", "product"])
@pytest.mark.parametrize("body", [k, sub(k, num(2)), neg(k), mul(k, x), add(power(k, 2), ONE), sub(x, k), sub(ZERO, ONE)])
@pytest.mark.parametrize("low", [num(-1), ZERO, ONE, num(3), n])
def test_a_range_may_be_empty(head: str, body: Term, low: Term) -> None:
    term = bind(head, "k", body, low, add(n, ONE) if low is n else n)
    for statements in ([], [app("ge", n, ONE)], [app("gt", x, num(3)), app("le", n, num(3))]):
        mask = given_that(*statements).sign(term)
        assert all(sign_of(value(term, point)) & mask for point in admissible(statements))


def test_a_declared_name_is_not_read_into_a_bound_one() -> None:
    with pytest.raises(Rejected):
        given_that(app("gt", n, ZERO)).within(bind("sum", "n", n, num(-3), num(3)))


def test_an_infinite_product_of_positive_numbers_may_be_zero() -> None:
    assert given_that().sign(bind("product", "k", power(num(2), -1), ONE, app("oo"))) & ZERO_BIT


def test_a_node_has_the_signs_of_its_definition_from_its_start_on() -> None:
    context = DECLARED.declare("u", REAL).define(Definition("u", add(power(x, 2), ONE)))
    body = add(power(at("h", sub(k, ONE)), 2), ONE)
    context = context.declare("h", sequence(REAL, ZERO)).define(Definition("h", body, "k", ONE))
    facts = given_that(app("ge", n, ONE), context=context)
    assert facts.sign(name("u")) == POSITIVE and facts.sign(at("h", n)) == POSITIVE and facts.sign(at("h", num(4))) == POSITIVE
    assert facts.sign(at("h", ZERO)) == UNKNOWN and facts.sign(at("h", sub(n, ONE))) == UNKNOWN
    assert facts.sign(power(at("h", ZERO), 2)) == NONNEGATIVE


def test_deep_terms_are_cut_and_not_misjudged() -> None:
    term = x
    for _ in range(50):
        term = app("sinh", add(term, ZERO))
    assert given_that(app("gt", x, ZERO)).sign(term) & POSITIVE and given_that(app("lt", x, ZERO)).sign(term) & NEGATIVE
