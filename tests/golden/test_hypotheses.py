"""DESIGN section 4: hypotheses hold at the point only; lines that are used come with their quantifiers."""

from __future__ import annotations

from typing import Any

import pytest
from golden.facts import NOT_PROVED, as_expected, fact, holds, judged, kept
from sympy import Abs, Derivative, Eq, Function, Integral, Limit, Rational, Symbol, cos, exp, floor, sin, symbols, tanh

from symverify import Exercise, verify
from symverify.kernel.check import check
from symverify.language.evidence import Identity, Row
from symverify.language.terms import app, name
from symverify.language.verdicts import Status
from symverify.notation import d, logistic, prime, real_log, total
from symverify.sources.python.exercise import SESSION, Session

x, y, a, b = symbols("x y a b", real=True)
n, k = symbols("n k", integer=True)
f = Function("f", real=True)

AT_THE_POINT = [
    fact("‖v‖ = 1 must not make ∂‖v‖²/∂v zero", Derivative(x**2 + y**2, x), 0, "refuted", where=[Eq(x**2 + y**2, 1)]),
    fact(
        "the derivative is that of the expression as written",
        Derivative(x**2 + y**2, x),
        2 * x,
        "proved",
        where=[Eq(x**2 + y**2, 1)],
    ),
    fact("a value does not make a derivative 0", Derivative(x**2, x), 0, "refuted", where=[Eq(x, 1)]),
    fact("but may be put into the result", Derivative(x**2, x), 2, "proved", where=[Eq(x, 1)]),
    fact("f(x) = 0 at the point says nothing of f'", Derivative(f(x), x), 0, "refuted", where=[Eq(f(x), 0)]),
    fact("a = b at the point", f(a), f(b), "proved", where=[Eq(a, b)]),
    fact("a = b says nothing below ∂/∂a", Derivative(f(a) - f(b), a), 0, "refuted", where=[Eq(a, b)]),
    fact("an equation of two nodes below ∂", Derivative(x * y, x), Derivative(x**2, x), "refuted", where=[Eq(x, y), x > 0]),
    fact("never below a binder of a name that they constrain", total(Abs(k), (k, -2, 2)), 0, "refuted", where=[k >= 0]),
    fact("k = 0 outside of Σ_k", total(k, (k, 0, 3)), 0, "refuted", where=[Eq(k, 0)]),
    fact("k = 0 outside and inside apart", total(k, (k, 0, 3)) + k, 6, "proved", where=[Eq(k, 0)]),
    fact("other names keep their hypotheses below a binder", total(x * k, (k, 0, 3)), 0, "proved", where=[Eq(x, 0)]),
    fact("never below a limit", Limit(Abs(x) / x, x, 0, "-"), 1, NOT_PROVED, where=[x > 0]),
    fact("never below an integral", Integral(Abs(x), (x, -1, 1)), 0, NOT_PROVED, where=[x > 0]),
    fact("an open hypothesis does hold on a neighbourhood", Derivative(Abs(x), x), 1, "proved", where=[x > 0]),
    fact("a closed one does not", Derivative(Abs(x), x), 1, NOT_PROVED, where=[x >= 0]),
]


@pytest.mark.parametrize(("claim", "status", "expected"), AT_THE_POINT)
def test_hypotheses_hold_at_the_point_only(claim: Any, status: str, expected: Any) -> None:
    holds(claim, status, expected)


# ---------------------------------------------------------------- lines that are used
def abstract() -> tuple[Exercise, Any, Any, Any]:
    """An abstract S with S' = S(1 − S) at every X, a line that nobody proves; and another name Y."""
    ex = Exercise("uses")
    X, Y = ex.real("X Y")
    S = ex.function("S")
    ex.claim("rule", Eq(prime(S)(X), S(X) * (1 - S(X))), expect="refuted")
    return ex, S, X, Y


BELOW = "kernel/atoms.py: no rule takes the derivative of a line, which holds at every argument"


@pytest.mark.parametrize(
    "which",
    [
        "instance",
        "chain rule",
        pytest.param("second derivative", marks=pytest.mark.xfail(strict=True, reason=BELOW)),
        "at a number",
    ],
)
def test_an_equation_between_functions_is_used_at_every_argument_and_named_as_a_condition(which: str) -> None:
    ex, S, _, Y = abstract()
    statement = {
        "instance": Eq(prime(S)(2 * Y + 1), S(2 * Y + 1) * (1 - S(2 * Y + 1))),
        "chain rule": Eq(d(S(Y**2), Y), 2 * Y * S(Y**2) * (1 - S(Y**2))),
        "second derivative": Eq(d(d(S(Y), Y), Y), S(Y) * (1 - S(Y)) * (1 - 2 * S(Y))),
        "at a number": Eq(prime(S)(3), S(3) * (1 - S(3))),
    }[which]
    ex.claim("1", statement, uses="rule", expect="conditional")
    found = judged(ex)["uses/1"].main
    assert found.status is Status.CONDITIONAL and found.conditions == (app("line", value="uses/rule"),)


def test_without_the_line_there_is_no_such_rule() -> None:
    ex, S, _, Y = abstract()
    ex.claim("1", Eq(d(S(Y**2), Y), 2 * Y * S(Y**2) * (1 - S(Y**2))), expect="refuted")
    as_expected(ex)


def test_a_line_that_is_used_and_proved_is_no_condition() -> None:
    ex = Exercise("uses")
    X, Y = ex.real("X Y")
    S = ex.function("S")
    ex.claim("rule", Eq(tanh(X), 2 * logistic(2 * X) - 1))
    ex.claim("1", Eq(tanh(S(Y)) * Y, 2 * Y * logistic(2 * S(Y)) - Y), uses="rule")
    as_expected(ex)


def test_a_line_that_could_be_used_again_on_what_it_gives() -> None:
    ex = Exercise("uses")
    X, Y = ex.real("X Y")
    S = ex.function("S")
    ex.claim("rule", Eq(S(X), 1 - S(-X)), expect="refuted")
    ex.claim("1", Eq(Y * S(Y**3), Y - Y * S(-(Y**3))), uses="rule", expect="conditional")
    as_expected(ex)


def test_a_line_that_is_not_needed_is_no_condition() -> None:
    ex, _, X, Y = abstract()
    ex.claim("1", Eq(X * (Y + 1), X * Y + X), uses="rule")
    as_expected(ex)


def test_an_unknown_line_is_not_read() -> None:
    ex, _, X, _ = abstract()
    ex.claim("1", Eq(X * (X + 1), X**2 + X), uses="nothing")
    assert [problem.code for problem in ex.diagnostics] == ["SV111"]


def test_a_line_is_used_only_where_its_hypotheses_are_discharged() -> None:
    ex = Exercise("uses")
    X, Y = ex.real("X Y")
    S = ex.function("S")
    ex.claim("rule", Eq(Abs(X), X), where=[X >= 0])
    ex.claim("discharged", Eq(S(kept(Abs, Y**2 + 1)), S(Y**2 + 1)), uses="rule")
    ex.claim("not discharged", Eq(S(Abs(Y)), S(Y)), uses="rule", expect="refuted")
    ex.claim("below a derivative, inside", Eq(d(Abs(Y), Y), 1), uses="rule", where=[Y > 0])
    ex.claim("below a derivative, on the edge", Eq(d(Abs(Y) + 2 * Y, Y), 3), uses="rule", where=[Eq(Y, 0)], expect="undecided")
    ex.claim("at the point only", Eq(d(X**2 + X, X), 1), where=[Eq(X, 0)])
    found = judged(ex)
    for label in ("discharged", "not discharged", "below a derivative, inside", "at the point only"):
        assert found[f"uses/{label}"].main.status is found[f"uses/{label}"].expected, label
    assert str(found["uses/below a derivative, on the edge"].main.status) in NOT_PROVED.split()


def test_a_line_that_holds_at_a_point_is_not_used_below_a_derivative() -> None:
    ex = Exercise("uses")
    (X,) = (ex.real("X"),)
    S = ex.function("S")
    ex.claim("rule", Eq(X**2, 0), where=[Eq(X, 0)])
    ex.claim("1", Eq(d(X**2 + X, X), 0), where=[Eq(X, 0)], uses="rule", expect="refuted")
    ex.claim("2", Eq(d(S(X), X), 0), where=[Eq(X, 0)], uses="rule", expect="refuted")
    as_expected(ex)


def test_a_line_about_integers_is_not_used_for_reals() -> None:
    ex = Exercise("uses")
    X = ex.real("X")
    m = ex.integer("m")
    ex.claim("rule", Eq(kept(floor, m), m, evaluate=False))
    ex.claim("1", Eq(floor(X) * exp(X), X * exp(X)), uses="rule", expect="refuted")
    as_expected(ex)


def two_exercises() -> tuple[Exercise, Exercise]:
    """Two exercises of one file: the lines of the first may be used in the second."""
    token = SESSION.set(Session(lambda exercise, item, typed: None, "."))
    try:
        return Exercise("first"), Exercise("second")
    finally:
        SESSION.reset(token)


@pytest.mark.parametrize("which", ["itself", "below exp", "below f"])
def test_a_name_in_the_hypotheses_of_a_used_line_means_what_it_meant_there(which: str) -> None:
    """first: v := 1, so X = v gives X = 1. second: v := 2; X = v must not give X = 1."""
    first, second = two_exercises()
    X = first.real("X")
    v = first.define("v", Rational(1))
    first.claim("rule", Eq(X, 1), where=[Eq(X, v)])
    X = second.real("X")
    v = second.define("v", Rational(2))
    f = second.function("f")
    sides = {"itself": (X, 1), "below exp": (exp(X), exp(1)), "below f": (exp(f(0)) * f(X), exp(f(0)) * f(1))}[which]
    second.claim("1", Eq(*sides), where=[Eq(X, v)], uses="first/rule", expect="refuted")
    as_expected(first, second)


def test_nor_where_nothing_but_the_line_would_decide() -> None:
    """The same with a hypothesis that the search for a point does not meet."""
    first, second = two_exercises()
    X = first.real("X")
    v = first.define("v", Rational(1))
    first.claim("rule", Eq(X, 1), where=[Eq(X, v)])
    X = second.real("X")
    v = second.define("v", Rational(2))
    f = second.function("f")
    hard = Eq(sin(f(3)) * f(2) * exp(f(0)), cos(1) * f(2) * exp(f(0)))
    second.claim("1", Eq(exp(f(0)) * f(X), exp(f(0)) * f(1)), where=[Eq(X, v), hard], uses="first/rule")
    assert judged(first, second)["second/1"].main.status in (Status.UNDECIDED, Status.REFUTED)


def test_the_kernel_rejects_a_line_whose_hypotheses_mean_something_else_here() -> None:
    first, second = two_exercises()
    X = first.real("X")
    v = first.define("v", Rational(1))
    first.claim("rule", Eq(X, 1), where=[Eq(X, v)])
    X = second.real("X")
    v = second.define("v", Rational(2))
    second.claim("1", Eq(X, 1), where=[Eq(X, v)], uses="first/rule")
    rows = (Row("line", name("X"), (), "first/rule"), Row("definition", name("v")))
    found = check(second.lines[0].claim, Identity(rows), None, frozenset({"first/rule"}))
    assert found.status is Status.UNDECIDED, found


def test_a_name_in_the_hypotheses_of_a_used_line_has_the_sort_it_had_there() -> None:
    """first: v is an integer, so X = v > 0 gives |X − 1| = X − 1. second: v is real."""
    first, second = two_exercises()
    X, v = first.real("X"), first.integer("v")
    first.claim("rule", Eq(Abs(X - 1), X - 1), where=[Eq(X, v), v > 0])
    X, v = second.real("X v")
    f = second.function("f")
    hard = [Abs(sin(1000 * X + f(3))) < Rational(1, 1000), f(1) > f(X) ** 7 + exp(f(2))]
    second.claim("1", Eq(exp(f(0)) * f(Abs(X - 1)), exp(f(0)) * f(X - 1)), where=[Eq(X, v), v > 0, *hard], uses="first/rule")
    assert judged(first, second)["second/1"].main.status in (Status.UNDECIDED, Status.REFUTED)


# ---------------------------------------------------------------- hypotheses that reach the claim through definitions
@pytest.mark.parametrize("which", ["equation", "order", "absolute value", "definedness"])
def test_a_hypothesis_about_a_node_binds_what_the_node_is_made_of(which: str) -> None:
    """A true line is refuted when the hypothesis is lost."""
    ex = Exercise("through")
    a, b = ex.real("a b")
    u, v, w = ex.define("u", a - b), ex.define("v", a**2 + b**2), ex.define("w", real_log(a))
    hypothesis = {"equation": Eq(v, 1), "order": u > 0, "absolute value": u > 0, "definedness": w > 0}[which]
    statement = {"equation": Eq(a**2, 1 - b**2), "order": a > b, "absolute value": Eq(Abs(a - b), a - b), "definedness": a > 0}[
        which
    ]
    ex.claim("1", statement, where=[hypothesis])
    assert judged(ex)["through/1"].main.status is not Status.REFUTED


def test_a_hypothesis_about_a_member_binds_what_the_recurrence_is_made_of() -> None:
    ex = Exercise("through")
    w = ex.real("w")
    t = ex.integer("t", at_least=1)
    h = ex.sequence("h", first=0)
    x = ex.sequence("x", first=1)
    ex.define(h[t], w * h[t - 1] + x[t])
    ex.assume([Eq(h[1], 0), Eq(h[0], 1)])
    ex.claim("1", Eq(x[1], -w))
    assert judged(ex)["through/1"].main.status is not Status.REFUTED


def test_likewise_in_verify() -> None:
    u = Symbol("u", real=True)
    assert verify(x**2, 1 - y**2, where=[Eq(u, 1)], definitions={u: x**2 + y**2}).status is not Status.REFUTED
