"""What is said of a line: it stands alone, in the author's notation, with the point and both sides."""

from __future__ import annotations

import pytest

from symverify.diagnose.basis import basis
from symverify.diagnose.lines import beats, diagnose
from symverify.diagnose.points import in_words, refutation, sides
from symverify.diagnose.scope import scope
from symverify.language.claims import Claim, Context, Definition, Hypothesis, Line
from symverify.language.codes import CODES
from symverify.language.evidence import (
    Cases,
    Counterexample,
    EmptyDomain,
    Evidence,
    Identity,
    Induction,
    Multiple,
    Negation,
    Point,
    Row,
)
from symverify.language.sorts import INTEGER, REAL, sequence
from symverify.language.terms import ONE, ZERO, Term, add, app, at, bind, mul, name, num, sub
from symverify.language.verdicts import Ball, Status, UndecidedReason, Verdict

t, w = name("t"), name("w")
BEFORE = at("h", sub(t, ONE))
CONTEXT = (
    Context()
    .declare("w", REAL)
    .declare("t", INTEGER)
    .declare("x", sequence(REAL, ONE))
    .declare("h", sequence(REAL, ZERO))
    .define(Definition("h", mul(w, add(BEFORE, at("x", t))), "t", ONE))
    .assume(Hypothesis("t", app("ge", t, ONE)))
)
CLAIM = Claim("1/8", app("eq", at("h", t), mul(w, BEFORE)), CONTEXT)
SUCCESSOR, THREE = bind("lambda", "k", add(name("k"), ONE)), bind("lambda", "k", num(3))
POINT = Point((("t", num(1)), ("x", SUCCESSOR), ("w", num(2)), ("h", THREE)))
SIDES = (Ball("0.90909090909", "1e-11"), Ball("0.804", "0"))
FALSE = Verdict(Status.REFUTED, evidence=Counterexample(POINT, 53), sides=SIDES, precision=53)


def line(step: Claim | None = None) -> Line:
    """A line that makes the claim."""
    return Line(CLAIM, "8", "h[t] = w*h[t-1]", Status.PROVED, step)


def test_scope_names_what_the_line_is_about() -> None:
    assert scope(CLAIM) == "all real w, x_1, x_2, …, h_0; all t ≥ 1"
    assert scope(Claim("2", app("eq", w, w), CONTEXT)) == "all real w"
    assert scope(Claim("3", app("eq", w, w), CONTEXT.assume(Hypothesis("w", app("gt", w, ZERO))))) == "all real w; with w > 0"
    assert scope(Claim("4", app("eq", ZERO, ZERO), CONTEXT)) == ""


def test_a_point_in_the_order_of_declaration() -> None:
    assert in_words(CLAIM, FALSE) == "w = 2, t = 1, x_t = 2, h_{t-1} = 3"
    found = refutation(CLAIM, FALSE)
    assert found is not None and found.point == (("w", "2"), ("t", "1"), ("h_0", "3"))
    assert found.functions == (("x", "k ↦ k + 1"),)
    assert (found.left, found.right, found.precision) == (*SIDES, 53)
    assert refutation(CLAIM, Verdict(Status.PROVED)) is None


@pytest.mark.parametrize(
    ("left", "right", "shown"),
    [
        ("0.90909090909", "0.804", ("0.909090…", "0.804")),
        ("1", "2", ("1", "2")),
        ("12345678", "0", ("12345678", "0")),
        ("0.0000123456789", "0", ("0.0000123456…", "0")),
        ("1.00000001234", "1.00000001235", ("1.00000001234", "1.00000001235")),
        ("1.234567891e-40", "5", ("1.234567…e-40", "5")),
        ("-1.25", "1.5 + 2.33333333i", ("-1.25", "1.5 + 2.333333…i")),
    ],
)
def test_digits_that_say_nothing_are_left_out(left: str, right: str, shown: tuple[str, str]) -> None:
    assert sides(Ball(left, "0"), Ball(right, "0")) == shown


def test_a_refuted_line_says_where_and_with_what_sides() -> None:
    found = diagnose(line(), FALSE, None, as_expected=False)
    assert found is not None and (found.code, found.severity) == ("SV201", "error")
    assert found.message == (
        "(8) is false: the sides differ at a point the hypotheses allow: w = 2, t = 1, x_t = 2, h_{t-1} = 3; "
        "left 0.909090…, right 0.804"
    )


def test_refutations_without_balls() -> None:
    negated = Verdict(Status.REFUTED, evidence=Negation(Point(), Identity()))
    nowhere = Verdict(Status.REFUTED, evidence=EmptyDomain(app("gt", w, ZERO), Identity(), Point((("w", num(1)),))))
    for verdict, code in ((negated, "SV202"), (nowhere, "SV203")):
        found = diagnose(line(), verdict, None, as_expected=True)
        assert found is not None and (found.code, found.severity) == (code, "note")


def test_a_right_line_after_a_wrong_step() -> None:
    right = Verdict(Status.PROVED, evidence=Identity())
    found = diagnose(line(CLAIM), right, FALSE, as_expected=True)
    assert found is not None and found.code == "SV204" and found.message.endswith("the line itself holds")
    assert diagnose(line(CLAIM), right, right, as_expected=True) is None
    assert diagnose(line(), right, None, as_expected=True) is None


def test_conditions_and_the_hypothesis_that_would_remove_them() -> None:
    open_ = Verdict(Status.CONDITIONAL, conditions=(app("ne", w, ZERO),))
    found = diagnose(line(), open_, None, as_expected=False)
    assert found is not None and (found.code, found.message) == ("SV401", "(8) holds where w ≠ 0") and "w ≠ 0" in found.help
    rests = diagnose(line(), Verdict(Status.CONDITIONAL, conditions=(app("line", value="1/7"),)), None, as_expected=False)
    assert rests is not None and (rests.code, rests.message) == ("SV402", "(8) holds if 1/7 holds, which is not proved")


@pytest.mark.parametrize("reason", list(UndecidedReason))
def test_every_reason_has_words_and_a_code(reason: UndecidedReason) -> None:
    found = diagnose(line(), Verdict(Status.UNDECIDED, reason=reason), None, as_expected=False)
    assert found is not None and found.code in CODES and found.message.startswith("(8) is undecided: ")


def test_ill_formed_and_internal() -> None:
    wrong = diagnose(line(), Verdict(Status.ILL_FORMED, note="x is not declared", code="SV101"), None, as_expected=False)
    assert wrong is not None and (wrong.code, wrong.message) == ("SV101", "(8) has no meaning as written: x is not declared")
    ours = diagnose(line(), Verdict(Status.UNDECIDED, UndecidedReason.NO_STRATEGY, "it died", "SV902"), None, as_expected=False)
    assert ours is not None and ours.code == "SV902"


def test_better_than_expected() -> None:
    assert beats(Status.PROVED, Status.UNDECIDED) and beats(Status.REFUTED, Status.UNDECIDED)
    assert beats(Status.PROVED, Status.CONDITIONAL) and not beats(Status.PROVED, Status.REFUTED)
    assert not beats(Status.UNDECIDED, Status.UNDECIDED) and not beats(Status.ILL_FORMED, Status.UNDECIDED)


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        (None, ()),
        (Identity(), ("normal form",)),
        (Identity((Row("exp", w), Row("exp", t)), (Multiple("norm", w),)), ("normal form over 2 atoms, using norm",)),
        (Counterexample(POINT, 106, (0, 1)), ("an exact point, both sides enclosed at 106 bits, entry 1,2",)),
        (Induction("t", ONE, Identity(), Identity()), ("induction on t from 1", "base case: normal form", "step: normal form")),
        (
            Cases(w, Identity(), Identity(), Identity()),
            ("cases by the sign of w", "w < 0: normal form", "w = 0: normal form", "w > 0: normal form"),
        ),
    ],
)
def test_what_a_verdict_rests_on(evidence: Evidence | None, words: tuple[str, ...]) -> None:
    assert basis(evidence) == words


def test_a_deep_term_is_not_spelled_out() -> None:
    deep: Term = w
    for _ in range(10_000):
        deep = app("sin", deep)
    assert basis(Cases(deep, Identity(), Identity(), Identity()))[0] == "cases by the sign of an expression"
