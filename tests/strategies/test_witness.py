"""Witnesses: certified points at which hypotheses hold and both sides are defined."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symverify.kernel.enclose import enclose, holds
from symverify.kernel.instances import instantiate
from symverify.kernel.meter import Meter
from symverify.language.claims import Claim
from symverify.language.evidence import Point
from symverify.language.sorts import COMPLEX, INTEGER, REAL
from symverify.language.terms import ONE, ZERO, Term, add, app, bind, div, mul, name, num, power, sub
from symverify.strategies.sampling import premises
from symverify.strategies.witness import find_witness

from .test_counterexample import FALSE_CLAIMS, TRUE_CLAIMS, claim, eq

x, y, m, T = map(name, ("x", "y", "m", "T"))


def witness(judged: Claim) -> Point | None:
    return find_witness(judged, Meter(2_000_000))


def certify(judged: Claim, point: Point) -> None:
    meter = Meter(10**6)
    for statement in premises(judged):
        closed, owed = instantiate(statement, point, judged.context, meter)
        assert all(any(holds(part, precision, meter) for precision in (53, 212)) for part in (closed, *owed))
    if judged.goal.head in ("eq", "lt", "le", "gt", "ge", "ne"):
        for side in judged.goal.args:
            closed, owed = instantiate(side, point, judged.context, meter)
            enclose(closed, 212, meter)
            assert all(holds(part, 212, meter) for part in owed)


@pytest.mark.parametrize("label", sorted(TRUE_CLAIMS))
def test_true_claims_have_a_witness(label: str) -> None:
    point = witness(TRUE_CLAIMS[label])
    assert point is not None
    certify(TRUE_CLAIMS[label], point)


@pytest.mark.parametrize("label", sorted(FALSE_CLAIMS))
def test_false_claims_have_one_too(label: str) -> None:
    point = witness(FALSE_CLAIMS[label])
    assert point is not None
    certify(FALSE_CLAIMS[label], point)


def test_no_witness_where_a_side_is_defined_nowhere() -> None:
    never = app("log", sub(num(-1), power(x, 2)))
    assert witness(claim(eq(never, never), {"x": REAL})) is None
    hidden = sub(app("sqrt", add(num(5), mul(num(2), app("sqrt", num(6))))), add(app("sqrt", num(2)), app("sqrt", num(3))))
    assert witness(claim(eq(div(x, hidden), div(x, hidden)), {"x": REAL})) is None


def test_no_witness_for_contradictory_hypotheses() -> None:
    assert witness(claim(eq(x, x), {"x": REAL}, app("gt", x, ONE), app("lt", x, ONE))) is None
    assert witness(claim(eq(x, x), {"x": REAL}, eq(power(x, 2), num(-1)))) is None


def test_antecedents_hold_at_a_witness() -> None:
    judged = claim(app("implies", app("gt", x, num(100)), app("gt", x, num(3))), {"x": REAL})
    point = witness(judged)
    assert point is not None
    value = point.get("x")
    assert value is not None
    assert value.number > 100


def test_ranges_have_members_where_they_can() -> None:
    goal = eq(bind("sum", "k", ONE, num(4), m), sub(m, num(3)))
    point = witness(claim(goal, {"m": INTEGER}))
    assert point is not None
    value = point.get("m")
    assert value is not None
    assert value.number >= 4
    empty = witness(claim(goal, {"m": INTEGER}, app("le", m, num(2))))
    assert empty is not None


def test_poles_and_branch_points_are_avoided() -> None:
    judged = claim(eq(div(x, mul(x, sub(x, num(2)))), power(sub(x, num(2)), -1)), {"x": REAL})
    point = witness(judged)
    assert point is not None
    certify(judged, point)


def test_goals_with_bound_names() -> None:
    n = name("n")
    decays = bind("tends_to", "n", app("power", x, n), app("along_integers"), ZERO)
    judged = claim(decays, {"x": REAL}, app("lt", ZERO, x), app("lt", x, ONE))
    point = witness(judged)
    assert point is not None
    certify(judged, point)
    near = bind("tends_to", "n", div(app("sin", n), n), app("toward", ZERO, value="+"), ONE)
    assert witness(claim(near, {})) == Point()
    bounded = bind("bounded", "n", mul(x, n), app("from", ONE))
    assert witness(claim(bounded, {"x": REAL})) is not None
    unbounded = bind("tends_to", "n", mul(n, x), app("along_integers"), app("oo"))
    assert witness(claim(unbounded, {"x": REAL}, app("gt", x, ZERO))) is not None
    exists = bind("exists", "q", eq(name("q"), x), app("reals"))
    assert witness(claim(exists, {"x": REAL})) is not None


def test_equations_between_values_are_met_exactly() -> None:
    cases: list[tuple[Term, ...]] = [
        (eq(add(x, y), num(Fraction(7, 3))),),
        (eq(mul(x, y), ONE),),
        (eq(power(x, 2), num(2)), app("lt", x, ZERO)),
        (eq(x, app("exp", ONE)),),
        (eq(add(power(x, 2), power(y, 2)), num(25)), app("gt", y, x)),
        (eq(sub(power(x, 2), mul(num(5), x)), num(-6)),),
    ]
    for hypotheses in cases:
        judged = claim(eq(add(x, y), add(y, x)), {"x": REAL, "y": REAL}, *hypotheses)
        point = witness(judged)
        assert point is not None, hypotheses
        certify(judged, point)


def test_complex_names() -> None:
    judged = claim(eq(app("clog", x), app("clog", x)), {"x": COMPLEX}, app("ne", x, ZERO))
    point = witness(judged)
    assert point is not None
    certify(judged, point)


def test_the_same_claim_has_the_same_witness() -> None:
    for judged in (*TRUE_CLAIMS.values(), *FALSE_CLAIMS.values()):
        assert witness(judged) == witness(judged)
