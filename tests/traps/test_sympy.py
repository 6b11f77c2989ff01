"""DESIGN section 6: what SymPy 1.14 was seen to get wrong on numbers and matrices. SymPy may suggest, never decide."""

from __future__ import annotations

from typing import Any

import pytest
from golden.facts import NOT_PROVED, NOT_REFUTED, fact, holds, judged, kept
from sympy import (
    Abs,
    Add,
    Derivative,
    E,
    Eq,
    Function,
    I,
    Integral,
    Limit,
    MatAdd,
    Matrix,
    MatrixSymbol,
    Mod,
    Mul,
    Piecewise,
    Pow,
    Product,
    Rational,
    Sum,
    Symbol,
    Trace,
    acos,
    binomial,
    cos,
    exp,
    factorial,
    floor,
    log,
    pi,
    sin,
    sqrt,
    symbols,
)

from symverify import Exercise, verify
from symverify.language.terms import postorder
from symverify.language.verdicts import Status
from symverify.notation import d, total

x, y, a, b = symbols("x y a b", real=True)
n, k = symbols("n k", integer=True)
z = Symbol("z")
f = Function("f")
M = MatrixSymbol("M", 2, 2)

TRAPS = [
    fact("acos(7823207/7823209) counts as zero for 6 of 10 hash seeds", acos(Rational(7823207, 7823209)), 0, "refuted"),
    fact("as a denominator", x / acos(Rational(7823207, 7823209)), x / acos(Rational(7823207, 7823209)) + 1, "refuted"),
    fact(
        "Sum(...).subs(a, k) captures the bound name: what is left is judged",
        Sum(a * k, (k, 1, n)).subs(a, k),
        k * n * (n + 1) / 2,
        "refuted",
        where=[n >= 1],
    ),
    fact("integrate(|sin 2x|, 0..2π) is not 2", Integral(Abs(sin(2 * x)), (x, 0, 2 * pi)), 2, NOT_PROVED),
    fact("integrate(|sin 2x|, 0..2π) is 4", Integral(Abs(sin(2 * x)), (x, 0, 2 * pi)), 4, NOT_REFUTED),
    fact("integrate(exp(exp(ix)), 0..2π) is not 0", Integral(exp(exp(I * x)), (x, 0, 2 * pi)), 0, NOT_PROVED),
    fact("integrate(exp(exp(ix)), 0..2π) is 2π", Integral(exp(exp(I * x)), (x, 0, 2 * pi)), 2 * pi, NOT_REFUTED),
    fact("verify_numerically(√x², x) is true", sqrt(z**2), z, "refuted"),
    fact(
        "limit ignores the side on a Piecewise: from the left",
        Limit(Piecewise((1, x > 0), (-1, True)), x, 0, "-"),
        1,
        NOT_PROVED,
    ),
    fact("limit ignores the side on a Piecewise: −1", Limit(Piecewise((1, x > 0), (-1, True)), x, 0, "-"), -1, NOT_REFUTED),
    fact("x/x as typed", kept(Mul, x, kept(Pow, x, -1)), 1, "conditional", conditions=("x ≠ 0",)),
    fact("0/x as typed", kept(Mul, 0, kept(Pow, x, -1)), 0, "conditional", conditions=("x ≠ 0",)),
    fact("x⁰ as typed", kept(Pow, kept(Pow, x, -1), 0), 1, "conditional", conditions=("x ≠ 0",)),
    fact("two symbols of one name", Symbol("v") + Symbol("v", real=True), 2 * Symbol("v"), "ill-formed", code="SV102"),
    fact("two symbols of one name, one a side", Symbol("v"), Symbol("v", positive=True), "ill-formed", code="SV102"),
    fact(
        "Mod(4·Mod(n,4), 16) is 4·Mod(n,4)",
        kept(Mod, kept(Mul, 4, kept(Mod, n, 4)), 16),
        kept(Mul, 4, kept(Mod, n, 4)),
        NOT_REFUTED,
    ),
    fact("floor(log(10¹⁵ − 1)/log 10) is not 15", kept(floor, log(10**15 - 1) / log(10)), 15, "refuted"),
    fact("floor(log(10¹⁵ − 1)/log 10) is 14", kept(floor, log(10**15 - 1) / log(10)), 14, NOT_REFUTED),
    fact(
        "Σ binomial(n,k)(n−k)! is not e·n!",
        Sum(binomial(n, k) * factorial(n - k), (k, 0, n)),
        E * factorial(n),
        "refuted",
        where=[n >= 0],
    ),
    fact("M − M is the zero matrix", kept(MatAdd, M, -M), Matrix([[0, 0], [0, 0]]), "proved"),
    fact("M − M is not M", kept(MatAdd, M, -M), M, "refuted"),
    fact(
        "[[a,1],[0,b]] is not always diagonalizable: not diag(a, b) in any case",
        Matrix([[a, 1], [0, b]]),
        Matrix([[a, 0], [0, b]]),
        "refuted",
    ),
    fact("tr X + 1 by an entry is not 0", Derivative(x + y + 1, x), 0, "refuted"),
    fact("1/tr X by an entry", Derivative(1 / (x + y), x), -1 / (x + y) ** 2, "proved"),
    fact("det·tr by an entry loses no term", Derivative((x * y - a * b) * (x + y), x), y * (x + y) + x * y - a * b, "proved"),
    fact("det·tr by an entry", Derivative((x * y - a * b) * (x + y), x), y * (x + y), "refuted"),
    fact("e^{tr X} by an entry is not 0", Derivative(exp(x + y), x), 0, "refuted"),
    fact("log det X by an entry", Derivative(log(x * y - a * b), x), y / (x * y - a * b), "conditional proved"),
]


@pytest.mark.parametrize(("claim", "status", "expected"), TRAPS)
def test_trap(claim: Any, status: str, expected: Any) -> None:
    holds(claim, status, expected)


@pytest.mark.parametrize("make", [Sum, Product])
def test_a_bound_name_is_not_captured_when_names_are_put_in(make: Any) -> None:
    """Definitions and points are put in by the kernel: a := k outside of Σ_k must stay outside."""
    inside = make(a * k, (k, 1, 3))
    other = 6 * a if make is Sum else 6 * a**3
    assert verify(inside, other).status is Status.PROVED
    assert verify(inside, other, definitions={a: 2 * n + 1}).status is Status.PROVED
    captured = verify(inside, {Sum: 14, Product: 36}[make], definitions={a: k}, where=[k > 3])
    assert captured.status is Status.REFUTED


@pytest.mark.parametrize("where", [[], [x > 3]])
def test_the_same_for_limits_and_integrals(where: Any) -> None:
    for binder in (Integral(a * x, (x, 0, 1)), Limit(a + x, x, 0)):
        assert str(verify(binder, Rational(1, 3), definitions={a: x}, where=where).status) in NOT_PROVED.split()


@pytest.mark.parametrize("index", [0, 2, 4])
def test_the_derivative_of_a_sum_by_one_of_its_members(index: int) -> None:
    """SymPy's diff treats the bound i of Σ xᵢ² as free."""
    ex = Exercise("member")
    s, i = ex.sequence("s", first=0), ex.index("i")
    ex.claim("right", Eq(d(total(s[i] ** 2, (i, 0, 4)), s[index]), 2 * s[index]))
    ex.claim("all", Eq(d(total(s[i] ** 2, (i, 0, 4)), s[index]), total(2 * s[i], (i, 0, 4))), expect="refuted")
    ex.claim("beyond", Eq(d(total(s[i] ** 2, (i, 0, 4)), s[5]), 0))
    found = judged(ex)
    assert str(found["member/right"].main.status) in NOT_REFUTED.split()
    assert str(found["member/all"].main.status) in NOT_PROVED.split()
    assert str(found["member/beyond"].main.status) in NOT_REFUTED.split()


def test_nothing_is_executed_on_the_way() -> None:
    """sympify executes code: text is refused wherever a term is wanted."""
    for given in ("__import__('os').getpid()", "x + 1", "0"):
        found = verify(x, given)
        assert found.status is Status.ILL_FORMED and found.code == "SV110"


def test_lowering_takes_the_tree_as_it_stands() -> None:
    found = verify(kept(Add, x, kept(Mul, 0, kept(Pow, y, -1)), kept(Mul, x, kept(Pow, x, -1))), x + 1)
    assert found.claim is not None
    heads = [part.head for part in postorder(found.claim.goal.args[0])]
    assert heads.count("pow") == 2 and set(found.conditions) == {"x ≠ 0", "y ≠ 0"}


def test_a_product_of_matrices_whose_shapes_cannot_agree() -> None:
    rows, columns = symbols("rows columns", integer=True, positive=True)
    W = MatrixSymbol("W", rows, columns)
    assert verify(W * W, W).status is Status.ILL_FORMED
    assert verify(Trace(M * M), Trace(M) ** 2).status in (Status.REFUTED, Status.UNDECIDED)


def test_a_function_keeps_its_argument() -> None:
    assert verify(f(cos(x) ** 2), f(1 - sin(x) ** 2)).status is Status.PROVED
    assert verify(f(cos(x)), f(1 - sin(x))).status is Status.REFUTED
