"""Forged evidence written by hand, a case for each law of the kernel. All of it must be rejected."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from forged.corpus import DECAYING, HALF, REALS, TWO, H, a, context, eq, n, name, point, row, rows, t, u, w, x, y, z

from symverify.kernel import check as kernel
from symverify.kernel.check import check
from symverify.kernel.enclose import Value, disjoint, enclose, positive
from symverify.kernel.meter import Meter
from symverify.language.claims import Claim, Context, Definition
from symverify.language.evidence import (
    Absurd,
    Balls,
    Cases,
    Counterexample,
    EmptyDomain,
    Evidence,
    Identity,
    Induction,
    Inequality,
    Lemma,
    Multiple,
    Negation,
    Point,
    Unchanging,
)
from symverify.language.sorts import COMPLEX, INTEGER, REAL, function
from symverify.language.terms import MINUS_ONE, ONE, TRUE, ZERO, Term, add, app, at, bind, div, mul, neg, num, power, sub
from symverify.language.verdicts import Status, UndecidedReason, Verdict

REJECTED = UndecidedReason.CERTIFICATE_REJECTED
NOW, BEFORE, NEXT = at("h", t), at("h", add(t, MINUS_ONE)), at("h", add(t, ONE))
STATE = bind("lambda", "i", num(3))


def judged(goal: Term, where: Context, evidence: Evidence, witness: Point | None = None) -> Verdict:
    """The kernel's verdict."""
    return check(Claim("forged", goal, where), evidence, witness)


def reject(goal: Term, where: Context, evidence: Evidence, witness: Point | None = None) -> None:
    """The evidence supports nothing."""
    verdict = judged(goal, where, evidence, witness)
    assert verdict.status is Status.UNDECIDED and verdict.reason is REJECTED, verdict


# ---------------------------------------------------------------- 1: the conclusion is computed
def test_1_evidence_for_one_claim_proves_no_other() -> None:
    reject(eq(app("exp", x), add(ONE, x)), REALS, rows())
    reject(app("le", power(x, 2), ZERO), REALS, Inequality(power(x, 2)))
    reject(app("gt", x, ZERO), REALS, Inequality(ONE))


def test_1_a_form_is_compared_with_the_goal() -> None:
    reject(app("lt", x, y), REALS, Inequality(add(ONE, power(x, 2))))


def test_1_a_lemma_is_proved_first() -> None:
    reject(eq(x, y), REALS, Lemma("l", eq(x, y), rows(), Identity((), (Multiple("l", ONE),))))


def test_1_a_lemma_does_not_prove_itself() -> None:
    circle = Lemma("l", eq(x, y), Identity((), (Multiple("l", ONE),)), Identity((), (Multiple("l", ONE),)))
    reject(eq(x, y), REALS, circle)


# ---------------------------------------------------------------- 2: what evidence brings in is discharged
def test_2_a_row_whose_side_condition_is_open() -> None:
    product = app("log", mul(x, y))
    reject(
        eq(product, add(app("log", x), app("log", y))),
        context(("x y", REAL), hyps=(("p", app("gt", mul(x, y), ZERO)),)),
        rows(row("log-product", product, neg(x), ONE, neg(y), ONE)),
    )
    reject(eq(app("abs", x), x), REALS, rows(row("abs", app("abs", x), ONE)))
    reject(eq(app("sqrt", mul(x, y)), ONE), REALS, rows(row("sqrt-product", app("sqrt", mul(x, y)), x, ONE, y, ONE)))


def test_2_a_cofactor_that_is_not_defined() -> None:
    where = context(("x y", REAL), hyps=(("h", eq(mul(x, y), ZERO)),))
    reject(eq(y, ZERO), where, Identity((), (Multiple("h", power(x, -1)),)))


def test_2_a_pivot_that_is_not_defined() -> None:
    case = rows()
    reject(eq(x, x), REALS, Cases(power(x, -1), case, case, case))


def test_2_a_form_that_is_not_defined() -> None:
    reject(app("le", ZERO, power(x, 2)), REALS, Inequality(mul(power(x, 3), power(x, -1))))


def test_2_a_value_that_owes_more_than_its_atom() -> None:
    root = app("power", x, num(Fraction(-1, 2)))
    verdict = judged(
        eq(root, root), context(("x", REAL), hyps=(("x", app("ge", x, ZERO)),)), rows(row("power-root", root)), point(x=ONE)
    )
    assert verdict.status is not Status.PROVED or verdict.domain == (app("gt", x, ZERO),)


@pytest.mark.parametrize(
    "zero",
    [sub(x, x), add(power(x, 2), neg(mul(x, x))), sub(power(app("cos", x), 2), sub(ONE, power(app("sin", x), 2)))],
    ids=repr,
)
def test_2_a_denominator_that_is_identically_zero(zero: Term) -> None:
    broken = div(ONE, zero)
    assert judged(eq(broken, broken), REALS, rows(), point(x=ONE)).status is Status.UNDECIDED
    assert judged(eq(mul(ZERO, broken), ZERO), REALS, rows(), point(x=ONE)).status is Status.UNDECIDED


def test_2_a_denominator_that_the_rows_make_zero() -> None:
    where = context(("x y", REAL), hyps=(("h", eq(x, y)),))
    reject(eq(div(ONE, sub(x, y)), TWO), where, rows(row("hypothesis", x, label="h")))


# ---------------------------------------------------------------- 3: atoms owe even when they cancel
@pytest.mark.parametrize(
    ("left", "owed"),
    [
        (sub(app("log", x), app("log", x)), app("gt", x, ZERO)),
        (mul(ZERO, power(x, -1)), app("ne", x, ZERO)),
        (mul(ZERO, app("sqrt", x)), app("ge", x, ZERO)),
        (mul(ZERO, app("diff", app("abs", x), x)), app("ne", x, ZERO)),
        (bind("sum", "k", mul(ZERO, power(x, -1)), ONE, num(3)), app("ne", x, ZERO)),
    ],
    ids=repr,
)
def test_3_what_cancels_still_owes(left: Term, owed: Term) -> None:
    verdict = judged(eq(left, left), REALS, rows(), point(x=ONE))
    assert verdict.status is Status.PROVED and verdict.domain == (owed,)


def test_3_a_definition_owes_to_whoever_uses_it() -> None:
    where = context(("x u", REAL), defs=(Definition("u", power(x, -1)),))
    assert judged(eq(mul(ZERO, u), ZERO), where, rows(), point(x=ONE)).conditions == (app("ne", x, ZERO),)


# ---------------------------------------------------------------- 4: a claim about nothing
def test_4_a_side_that_is_defined_nowhere_has_no_witness() -> None:
    nowhere = app("log", sub(MINUS_ONE, power(x, 2)))
    for witness in (None, point(x=ONE)):
        assert judged(eq(nowhere, nowhere), REALS, rows(), witness).status is not Status.PROVED


def test_4_an_empty_domain_is_shown() -> None:
    maybe = app("log", sub(ONE, power(x, 2)))
    inside = sub(ONE, power(x, 2))
    reject(eq(maybe, maybe), REALS, EmptyDomain(app("gt", inside, ZERO), Inequality(neg(inside)), point(x=TWO)))
    reject(eq(maybe, maybe), REALS, EmptyDomain(app("gt", neg(power(x, 2)), ZERO), Inequality(power(x, 2)), point(x=TWO)))


# ---------------------------------------------------------------- 5: enclosures
def test_5_balls_do_not_certify_an_equation() -> None:
    golden = app("sqrt", add(num(5), mul(TWO, app("sqrt", num(6)))))
    reject(eq(golden, add(app("sqrt", TWO), app("sqrt", num(3)))), REALS, Balls(4096))
    reject(app("not", app("ne", golden, add(app("sqrt", TWO), app("sqrt", num(3))))), REALS, Balls(4096))


def test_5_too_little_precision_decides_nothing() -> None:
    close = app("exp", mul(app("pi"), app("sqrt", num(163))))
    whole = num(262537412640768744)
    reject(app("lt", close, whole), REALS, Balls(53))
    reject(eq(close, whole), context(), Counterexample(Point(), 53))
    assert judged(eq(close, whole), context(), Counterexample(Point(), 212)).status is Status.REFUTED


@pytest.mark.parametrize("precision", [-1, 0, 1, 10**9])
def test_5_a_precision_out_of_range(precision: int) -> None:
    reject(app("lt", app("exp", ONE), app("pi")), REALS, Balls(precision))
    reject(eq(x, ONE), REALS, Counterexample(point(x=TWO), precision))


def test_5_an_infinite_ball_is_neither_positive_nor_apart() -> None:
    from flint import arb

    endless: Value = arb("nan")
    zero = enclose(ZERO, 53, Meter(1000))
    assert not disjoint(endless, zero) and not disjoint(arb("inf"), zero) and not positive(arb("inf")) and not positive(endless)


def test_5_a_huge_value_is_not_taken_for_infinity() -> None:
    tower = app("exp", app("exp", app("exp", app("exp", x))))
    reject(eq(tower, ZERO), REALS, Counterexample(point(x=num(9)), 53))


# ---------------------------------------------------------------- 6: a nonzero normal form refutes nothing
def test_6_a_true_claim_without_a_normal_form_is_not_refuted() -> None:
    double = eq(app("sin", mul(TWO, x)), mul(TWO, app("sin", x), app("cos", x)))
    for evidence in (rows(), Counterexample(point(x=ONE), 424), Negation(point(x=ONE), Inequality(ONE))):
        reject(double, REALS, evidence)


# ---------------------------------------------------------------- 7: an exception is a rejection
@pytest.mark.parametrize("kind", [ValueError, IndexError, RecursionError, AssertionError, ZeroDivisionError])
def test_7_an_exception_is_a_rejection(kind: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise kind("forged")

    monkeypatch.setattr(kernel.Prover, "identity", fail)
    reject(eq(x, x), REALS, rows())


# ---------------------------------------------------------------- 8: what was recorded is not believed
def test_8_a_line_counts_only_if_it_is_proved() -> None:
    line = Claim("7", eq(app("sin", x), x), REALS)
    claim = Claim("8", eq(mul(TWO, app("sin", x)), mul(TWO, x)), REALS, (line,))
    evidence = rows(row("line", app("sin", x), label="7"))
    verdict = check(claim, evidence, point(x=ZERO))
    assert verdict.status is Status.CONDITIONAL and verdict.conditions == (app("line", value="7"),)
    assert check(replace(claim, uses=()), evidence, point(x=ZERO)).status is Status.UNDECIDED


def test_8_a_line_is_instantiated_only_where_its_hypotheses_hold() -> None:
    line = Claim("7", eq(app("sqrt", power(x, 2)), x), context(("x", REAL), hyps=(("x", app("ge", x, ZERO)),)))
    atom = app("sqrt", power(y, 2))
    claim = Claim("8", eq(atom, y), REALS, (line,))
    assert check(claim, rows(row("line", atom, x, y, label="7")), point(x=ONE, y=ONE)).status is Status.UNDECIDED


def test_8_a_complex_value_for_a_real_name_of_a_line() -> None:
    line = Claim("7", eq(app("abs", mul(x, x)), mul(x, x)), context(("x", REAL)))
    claim = Claim("8", eq(app("abs", mul(z, z)), mul(z, z)), context(("x", REAL), ("z", COMPLEX)), (line,))
    assert check(claim, rows(row("line", app("abs", mul(z, z)), x, z, label="7"))).status is Status.UNDECIDED


# ---------------------------------------------------------------- induction
GEOMETRIC = eq(NOW, mul(app("pow", w, t), at("h", ZERO)))
STEP = rows(
    row("recurrence", NEXT),
    row("hypothesis", NOW, label="induction"),
    row("pow-sum", app("pow", w, add(t, ONE)), t, ONE, ONE, ONE),
)
FROM_ZERO = context(("w x", REAL), ("h", H), ("t", INTEGER), defs=(DECAYING,), hyps=(("t", app("ge", t, ZERO)),))
WITNESS = Point((("h", STATE), ("t", ONE), ("w", TWO), ("x", ZERO)))


def test_induction_goes_through_where_it_should() -> None:
    assert judged(GEOMETRIC, FROM_ZERO, Induction("t", ZERO, rows(), STEP), WITNESS).status is Status.PROVED


def test_a_hypothesis_about_the_variable_is_not_kept() -> None:
    # h_t = w h_{t-1} + x_t with x_t = 0 about the same t: h_t = wᵗ h_0 is false, x_s may be anything for s < t.
    driven = context(
        ("w", REAL), ("h x", H), ("t", INTEGER),
        defs=(Definition("h", add(mul(w, BEFORE), at("x", t)), "t", ONE),),
        hyps=(("t", app("ge", t, ZERO)), ("x", eq(at("x", t), ZERO))),
    )  # fmt: skip
    more = (row("hypothesis", at("x", add(t, ONE)), label="x"), row("hypothesis", at("x", t), label="x"))
    for step in (STEP, Identity((*STEP.rows, *more)), Identity((*STEP.rows, more[0]), (Multiple("x", MINUS_ONE),))):
        reject(GEOMETRIC, driven, Induction("t", ZERO, rows(), step))
    lemma = Lemma("here", eq(at("x", t), ZERO), rows(*more[1:]), Induction("t", ZERO, rows(), STEP))
    reject(GEOMETRIC, driven, lemma)
    somewhere = Point((("h", STATE), ("x", bind("lambda", "i", sub(TWO, name("i")))), ("t", TWO), ("w", TWO)))
    assert judged(GEOMETRIC, driven, Counterexample(somewhere, 53)).status is Status.REFUTED


def test_a_hypothesis_at_an_instance_is_no_hypothesis_about_all() -> None:
    fixed = context(
        ("w", REAL), ("h", H), ("t n", INTEGER), defs=(DECAYING,), hyps=(("t", app("ge", t, ZERO)), ("n", eq(at("h", n), ZERO)))
    )
    reject(eq(NOW, ZERO), fixed, Induction("t", ZERO, rows(row("hypothesis", at("h", ZERO), label="n")), STEP))


def test_a_base_above_the_bound() -> None:
    for start in (ONE, TWO, t, add(t, MINUS_ONE), HALF, w):
        reject(GEOMETRIC, FROM_ZERO, Induction("t", start, rows(row("recurrence", at("h", ONE))), STEP))


def test_an_unbounded_variable() -> None:
    above = context(("t", INTEGER), hyps=(("t", app("ge", t, ZERO)),))
    step = rows(row("abs", app("abs", add(t, ONE)), ONE))
    absolute = Induction("t", ZERO, rows(row("abs", app("abs", ZERO), ONE)), step)
    assert judged(eq(app("abs", t), t), above, absolute, point(t=ONE)).status is Status.PROVED
    reject(eq(app("abs", t), t), replace(above, hypotheses=()), absolute)


def test_a_variable_in_a_definition() -> None:
    where = context(("u", INTEGER), ("t", INTEGER), defs=(Definition("u", t),), hyps=(("t", app("ge", t, ZERO)),))
    reject(eq(u, ZERO), where, Induction("t", ZERO, rows(row("definition", u)), rows(row("hypothesis", u, label="induction"))))


def test_a_variable_that_is_no_integer() -> None:
    where = context(("x", REAL), hyps=(("x", app("ge", x, ZERO)),))
    reject(eq(app("floor", x), x), where, Induction("x", ZERO, rows(row("floor", app("floor", ZERO), ZERO)), rows()))
    reject(GEOMETRIC, FROM_ZERO, Induction("h", ZERO, rows(), STEP))
    reject(GEOMETRIC, FROM_ZERO, Induction("nothing", ZERO, rows(), STEP))


def test_a_step_that_shows_something_else() -> None:
    wrong = eq(NOW, mul(app("pow", w, t), at("h", ONE)))
    reject(wrong, FROM_ZERO, Induction("t", ZERO, rows(), STEP))
    reject(GEOMETRIC, FROM_ZERO, Induction("t", ZERO, rows(), rows()))
    all_zero = rows(row("recurrence", NEXT), row("hypothesis", NOW, label="induction"))
    reject(eq(NOW, ZERO), FROM_ZERO, Induction("t", ZERO, rows(row("hypothesis", at("h", ZERO), label="induction")), all_zero))


@pytest.mark.parametrize("label", ["induction", "t from base"])
def test_a_label_that_the_induction_would_give_is_taken(label: str) -> None:
    where = replace(FROM_ZERO, hypotheses=(*FROM_ZERO.hypotheses, *context(hyps=((label, eq(at("h", ZERO), ONE)),)).hypotheses))
    reject(GEOMETRIC, where, Induction("t", ZERO, rows(), STEP))


def test_a_lemma_cannot_take_the_label_of_the_induction() -> None:
    known = Lemma("induction", eq(at("h", ZERO), at("h", ZERO)), rows(), Induction("t", ZERO, rows(), STEP))
    reject(GEOMETRIC, FROM_ZERO, known)


def test_a_lemma_cannot_take_the_label_of_an_obligation() -> None:
    goal = eq(mul(x, power(x, -1)), ONE)
    assert judged(goal, REALS, rows(), point(x=ONE)).status is Status.CONDITIONAL
    reject(goal, REALS, Lemma("owed", app("ge", power(x, 2), ZERO), Inequality(power(x, 2)), rows()))


def test_an_induction_inside_another_does_not_see_its_hypothesis() -> None:
    reject(GEOMETRIC, FROM_ZERO, Induction("t", ZERO, rows(), Induction("t", ZERO, rows(), STEP)))


# ---------------------------------------------------------------- hypotheses hold at the point only
def test_a_hypothesis_below_a_derivative() -> None:
    v1, v2 = name("v1"), name("v2")
    square = add(power(v1, 2), power(v2, 2))
    where = context(("v1 v2", REAL), hyps=(("unit", eq(square, ONE)),))
    derivative = app("diff", square, v1)
    multiple = Multiple("unit", ONE)
    for evidence in (
        Identity((row("hypothesis", square, label="unit"), row("derivative", derivative))),
        Identity((row("derivative", derivative),)),
        Identity((row("derivative", derivative),), (multiple,)),
        Lemma("one", eq(square, ONE), Identity((), (multiple,)), Identity((row("hypothesis", derivative, label="one"),))),
    ):
        reject(eq(derivative, ZERO), where, evidence)
    at_the_point = point(v1=num(Fraction(3, 5)), v2=num(Fraction(4, 5)))
    assert judged(eq(derivative, ZERO), where, Counterexample(at_the_point, 53)).status is Status.REFUTED


def test_equal_values_have_no_equal_derivatives() -> None:
    where = context(("x y", REAL), hyps=(("h", eq(x, y)),))
    left, right = app("diff", mul(x, x), x), app("diff", mul(x, y), x)
    reject(eq(left, right), where, rows(row("hypothesis", y, label="h")))
    reject(eq(left, right), where, rows(row("derivative", left), row("derivative", right), row("hypothesis", y, label="h")))


def test_a_value_is_not_put_in_below_a_derivative() -> None:
    derivative = app("diff", power(x, 2), x)
    reject(eq(derivative, mul(TWO, x)), REALS, Counterexample(point(x=num(3)), 53))


# ---------------------------------------------------------------- points
LARGE = context(("x", REAL), hyps=(("x", app("gt", x, TWO)),))


def test_a_point_that_violates_a_hypothesis() -> None:
    reject(app("gt", x, ONE), LARGE, Counterexample(point(x=ZERO), 53))
    reject(app("gt", x, ONE), LARGE, Negation(point(x=ZERO), Inequality(ONE)))


def test_a_point_at_which_a_hypothesis_is_not_certified() -> None:
    where = context(("x", REAL), hyps=(("x", eq(power(x, 2), TWO)),))
    almost = num(Fraction(6369051672525773, 4503599627370496))
    reject(app("lt", x, ONE), where, Counterexample(point(x=almost), 20))


@pytest.mark.parametrize(
    "value",
    [y, name("nothing"), add(y, ONE), app("I"), mul(app("I"), app("I")), app("csqrt", ONE), app("oo"), TRUE,
     app("log", MINUS_ONE), div(ONE, ZERO), app("matrix", ONE, value="1,1"), bind("lambda", "s", ONE)],
    ids=repr,
)  # fmt: skip
def test_a_value_that_is_not_closed_real_and_defined(value: Term) -> None:
    reject(eq(x, ONE), context(("x", REAL), ("y", REAL)), Counterexample(point(x=value, y=ONE), 53))
    assert judged(eq(x, x), context(("x", REAL), ("y", REAL)), rows(), point(x=value, y=ONE)).status is not Status.PROVED


def test_an_integer_name_with_a_fraction() -> None:
    where = context(("n", INTEGER))
    reject(eq(app("floor", n), n), where, Counterexample(point(n=HALF), 53))


def test_a_name_without_a_value_or_with_two() -> None:
    reject(eq(x, ONE), REALS, Counterexample(Point(), 53))
    reject(eq(x, ONE), REALS, Counterexample(Point((("x", ONE), ("x", TWO))), 53))


def test_a_value_for_a_defined_name() -> None:
    where = context(("x u", REAL), defs=(Definition("u", add(x, ONE)),))
    reject(eq(u, add(x, ONE)), where, Counterexample(point(x=ONE, u=ONE), 53))


S = name("s")


@pytest.mark.parametrize(
    "body",
    [app("abs", S), app("sign", S), app("floor", S), app("sqrt", S), app("log", S), power(S, -1), app("relu", S),
     app("piecewise", S, app("gt", S, ZERO), ZERO, TRUE), app("max", S, ZERO), add(S, app("I")), x],
    ids=repr,
)  # fmt: skip
def test_a_function_that_is_not_total_smooth_and_real(body: Term) -> None:
    where = context(("g", function(REAL, 1)), ("x", REAL))
    applied = app("apply", name("g"), x)
    reject(eq(applied, ONE), where, Counterexample(Point((("g", bind("lambda", "s", body)), ("x", TWO))), 53))


def test_a_complex_function_that_is_not_entire() -> None:
    where = context(("g", function(COMPLEX, 1)), ("z", COMPLEX))
    applied = app("apply", name("g"), z)
    reject(eq(applied, ONE), where, Counterexample(Point((("g", bind("lambda", "s", app("tanh", S))), ("z", TWO))), 53))


def test_a_side_that_is_not_defined_at_the_point() -> None:
    reject(eq(power(x, -1), TWO), REALS, Counterexample(point(x=ZERO), 53))
    reject(eq(mul(ZERO, power(x, -1)), ONE), REALS, Counterexample(point(x=ZERO), 53))
    reject(eq(app("diff", app("abs", x), x), TWO), REALS, Counterexample(point(x=ZERO), 53))
    reject(eq(app("sqrt", neg(x)), TWO), REALS, Counterexample(point(x=ONE), 53))


def test_a_dependence_that_moves_more_than_the_name() -> None:
    where = context(("x y u", REAL), defs=(Definition("u", x),), hyps=(("h", eq(x, y)),))
    reject(app("independent", y, x), where, Counterexample(point(x=ONE, y=ONE), 53, None, TWO))
    reject(app("independent", u, x), where, Unchanging(y, rows(row("definition", u), row("hypothesis", x, label="h"))))


# ---------------------------------------------------------------- contradictions
def test_hypotheses_that_do_not_contradict_each_other() -> None:
    reject(eq(ONE, ZERO), LARGE, Absurd("x"))
    reject(eq(ONE, ZERO), REALS, Absurd("nothing"))


def test_a_contradiction_inside_one_case_is_none_outside() -> None:
    case = Cases(x, rows(row("abs", app("abs", x), MINUS_ONE)), Absurd("x"), Absurd("x"))
    reject(eq(app("abs", x), neg(x)), REALS, case)


def test_contradictory_hypotheses_prove_nothing_unconditionally() -> None:
    where = context(("x", REAL), hyps=(("low", app("gt", x, ONE)), ("high", app("lt", x, ZERO))))
    for witness in (None, point(x=TWO), point(x=MINUS_ONE)):
        assert judged(eq(ONE, ZERO), where, Absurd("low"), witness).status is not Status.PROVED


# ---------------------------------------------------------------- limits and growth
def test_a_limit_at_a_jump_or_a_kink() -> None:
    from symverify.language.evidence import Continuity

    s = name("s")
    for body, side in ((app("sign", s), "+"), (app("floor", s), "+-"), (div(app("abs", s), s), "+"), (app("sqrt", s), "+-")):
        goal = bind("tends_to", "s", body, app("toward", ZERO, value=side), ZERO)
        reject(goal, context(), Continuity(rows()))


def test_a_base_that_does_not_decay() -> None:
    from symverify.language.evidence import Bounded, Decay, Growth

    body = app("pow", a, n)
    small = context(("a", REAL), hyps=(("a", app("le", app("abs", a), ONE)),))
    reject(
        bind("tends_to", "n", body, app("along_integers"), ZERO),
        small,
        Decay(((ONE, a),), ZERO, rows(), (Inequality(sub(ONE, app("abs", a))),)),
    )
    reject(bind("tends_to", "n", body, app("along_integers"), ZERO), small, Decay(((ONE, a),), ZERO, rows(), ()))
    reject(
        bind("bounded", "n", mul(n, body), app("from", ZERO)),
        small,
        Bounded(((n, a),), rows(), (Inequality(sub(ONE, app("abs", a))),)),
    )
    reject(
        app("not", bind("bounded", "n", body, app("from", ZERO))),
        small,
        Growth((ONE,), a, ZERO, ZERO, ZERO, rows(), Inequality(sub(app("abs", a), ONE))),
    )
    reject(
        app("not", bind("bounded", "n", ONE, app("from", ZERO))),
        context(),
        Growth((n,), ZERO, ONE, ZERO, ZERO, rows(), Inequality(ONE)),
    )
