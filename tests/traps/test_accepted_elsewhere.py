"""DESIGN section 6: near misses that other checkers have accepted, and their true neighbours."""

from __future__ import annotations

from typing import Any

import pytest
from golden.facts import NOT_PROVED, NOT_REFUTED, as_expected, fact, holds, judged, kept
from sympy import (
    Abs,
    Derivative,
    Eq,
    Function,
    Limit,
    MatMul,
    Matrix,
    Pow,
    Rational,
    Symbol,
    Trace,
    acos,
    ceiling,
    exp,
    factorial,
    floor,
    log,
    pi,
    sin,
    sqrt,
    symbols,
    tanh,
)

from symverify import Exercise, verify
from symverify.language.verdicts import Status
from symverify.notation import d, real_sqrt, tends_to

x, y, a, b = symbols("x y a b", real=True)
n = Symbol("n", integer=True)
f = Function("f", real=True)
ramanujan = exp(pi * sqrt(163))
A, B = Matrix([[a, 1], [0, b]]), Matrix([[1, 2], [3, 4]])
tiny = Rational(1, 10**30)
six = n * (n - 1) * (n - 2) * (n - 3) * (n - 4) * (n - 5)

NEAR = [
    fact("1/2004! ≠ 1/2006!", 1 / kept(factorial, 2004), 1 / kept(factorial, 2006), "refuted"),
    fact("1/2004! = 1/2004!", 1 / kept(factorial, 2004), 2005 / kept(factorial, 2005), NOT_REFUTED),
    fact("2⁻⁹⁹ ≠ 2⁻⁹⁸", kept(Pow, 2, -99), kept(Pow, 2, -98), "refuted"),
    fact("2⁻⁹⁹ is half of it", kept(Pow, 2, -99), kept(Pow, 2, -98) / 2, "proved"),
    fact("2⁻⁹⁹ is not 0", kept(Pow, 2, -99), 0, "refuted"),
    fact("a difference of 10⁻³⁰", sin(x), sin(x) + tiny, "refuted"),
    fact("a factor of 1 + 10⁻³⁰", f(x), (1 + tiny) * f(x), "refuted"),
    fact("a shift below a function", exp(x), exp(x + tiny), "refuted"),
    fact("AB ≠ BA", kept(MatMul, A, B), kept(MatMul, B, A), "refuted"),
    fact("tr AB = tr BA", Trace(A * B), Trace(B * A), "proved"),
    fact("AB = BA where they commute", kept(MatMul, A, A), A**2, "proved"),
    fact("|x+100| ≠ x+100", Abs(x + 100), x + 100, "refuted"),
    fact("|x+100| = x+100 where x ≥ −100", Abs(x + 100), x + 100, "proved", where=[x >= -100]),
    fact("the difference lies at x < −100", Abs(x + 100), x + 100, "refuted", where=[x < -99]),
    fact("|x + 10⁶| likewise, farther out", Abs(x + 10**6), x + 10**6, "refuted"),
    fact("max(x, 1000) ≠ 1000", Abs(x - 1000) + x + 1000, 2000, "refuted"),
    fact("√(x²) ≠ x", real_sqrt(x**2), x, "refuted"),
    fact("√(x²) = |x|", real_sqrt(x**2), Abs(x), "proved"),
    fact("e^{π√163} is not an integer", ramanujan, 262537412640768744, "refuted"),
    fact("e^{π√163}: its sine at π", sin(pi * ramanujan), 0, "refuted"),
    fact("e^{π√163}: floor and ceiling differ", kept(floor, ramanujan), kept(ceiling, ramanujan), "refuted"),
    fact("e^{π√163}: floor", kept(floor, ramanujan), 262537412640768744, "refuted"),
    fact("acos(7823207/7823209) is not 0", acos(Rational(7823207, 7823209)), 0, "refuted"),
    fact("nor as typed", kept(acos, Rational(7823207, 7823209)), 0, "refuted"),
    fact("tanh 40 is not 1", tanh(40), 1, "refuted"),
    fact("log 10¹⁵ − 1", log(10**15 - 1), log(10**15), "refuted"),
    fact("22/7", pi, Rational(22, 7), "refuted"),
    fact("355/113", pi, Rational(355, 113), "refuted"),
    fact("a sum that is almost an identity", sqrt(2) + sqrt(3), sqrt(5 + 2 * sqrt(6)) + tiny, "refuted"),
    fact("and the identity", sqrt(2) + sqrt(3), sqrt(5 + 2 * sqrt(6)), "proved undecided"),
    fact("n² + n + 41 is not prime, n² ≥ n", n**2, n, "proved undecided", relation=">="),
    fact("x² ≥ x over the reals", x**2, x, "refuted", relation=">="),
    fact("n(n−1)…(n−5) is not 0", six, 0, "refuted"),
    fact("true at the small integers only", six + n, n, "refuted"),
    fact("true at 1, 2, 3 of every real name", (x - 1) * (x - 2) * (x - 3) * x * (x + 1) * (x + 2) * (2 * x - 1), 0, "refuted"),
    fact("∂(xy)/∂x ≠ 0", Derivative(x * f(y) * y, x), 0, "refuted"),
]


@pytest.mark.parametrize(("claim", "status", "expected"), NEAR)
def test_near_miss(claim: Any, status: str, expected: Any) -> None:
    holds(claim, status, expected)


def test_the_two_sided_limit_of_the_sign_does_not_exist() -> None:
    ex = Exercise("sign")
    v = ex.variable("v")
    for value in (1, 0, -1):
        ex.claim(str(value), tends_to(Abs(v) / v, v, 0, value), expect="undecided")
    assert all(str(line.main.status) in NOT_PROVED.split() for line in judged(ex).values())


@pytest.mark.parametrize("value", [1, 0, -1])
def test_nor_as_sympy_writes_it(value: int) -> None:
    assert str(verify(Limit(Abs(x) / x, x, 0, "+-"), value).status) in NOT_PROVED.split()


def test_the_derivative_of_a_loss_by_a_weight_is_not_0() -> None:
    """∂L/∂W ≠ 0 although W does not occur in L as it is written."""
    ex = Exercise("loss")
    W, i, target = ex.real("W i target")
    o = ex.define("o", W * i)
    L = ex.define("L", (o - target) ** 2)
    ex.claim("zero", Eq(d(L, W), 0), expect="refuted")
    ex.claim("chain rule", Eq(d(L, W), 2 * (o - target) * i))
    ex.claim("by nodes", Eq(d(L, W), d(L, o) * d(o, W)))
    assert as_expected(ex)["loss/zero"].main.status is Status.REFUTED
