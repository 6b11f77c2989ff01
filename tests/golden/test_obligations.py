"""DESIGN section 3, rules for evidence 2 to 4: what is owed, by whom, and what becomes of it."""

from __future__ import annotations

from typing import Any

import pytest
from golden.facts import INHABITED, NOT_PROVED, NOT_REFUTED, as_expected, fact, holds, judged, kept, zero
from sympy import (
    Abs,
    Add,
    Derivative,
    Eq,
    Function,
    IndexedBase,
    Integral,
    Limit,
    Max,
    Mul,
    Piecewise,
    Pow,
    Rational,
    Sum,
    Symbol,
    acos,
    asin,
    conjugate,
    cos,
    exp,
    floor,
    log,
    re,
    sign,
    sin,
    sqrt,
    symbols,
    tan,
)

from symverify import Exercise, verify
from symverify.language.verdicts import Status
from symverify.notation import d, product, real_log, real_sqrt, total

x, y, a = symbols("x y a", real=True)
n, k = symbols("n k", integer=True)
z = Symbol("z")
p = Symbol("p", positive=True)
r = Symbol("r", nonnegative=True)
f = Function("f", real=True)
X = IndexedBase("X", real=True)

OWED = [
    # atoms bring obligations even when they cancel
    fact("log x − log x = 0 owes x > 0", zero(real_log(x)), 0, "conditional", conditions=("x > 0",)),
    fact("log x − log x = 0, where x > 0", zero(real_log(x)), 0, "proved", where=[x > 0]),
    fact("principal clog: x ≠ 0", zero(log(z)), 0, "conditional", conditions=("z ≠ 0",)),
    fact("principal clog of a real: x ≠ 0", zero(log(x)), 0, "conditional", conditions=("x ≠ 0",)),
    fact("0·(1/x) owes x ≠ 0", kept(Mul, 0, kept(Pow, x, -1)), 0, "conditional", conditions=("x ≠ 0",)),
    fact("a power that is 1 owes too", kept(Pow, kept(Pow, x, -1), 0), 1, "conditional", conditions=("x ≠ 0",)),
    fact("√x − √x = 0 owes x ≥ 0", zero(real_sqrt(x)), 0, "conditional", conditions=("x ≥ 0",)),
    fact("an atom below a function owes", f(zero(1 / x)), f(0), "conditional", conditions=("x ≠ 0",)),
    fact("tan x − tan x = 0 owes cos x ≠ 0", zero(tan(x)), 0, "conditional"),
    fact("a condition of a branch that is not taken by name", zero(1 / (x**2 + 1)), 0, "proved", domain=()),
    fact("log of what is positive anyway owes nothing", zero(real_log(x**2 + 1)), 0, "proved", domain=()),
    # an identically zero denominator
    fact(
        "an identically zero denominator is never an obligation",
        kept(Pow, (x + 1) ** 2 - x**2 - 2 * x - 1, -1),
        y,
        "refuted",
        code="SV203",
    ),
    fact(
        "nor does it make anything follow",
        kept(Mul, y, kept(Pow, (x + 1) ** 2 - x**2 - 2 * x - 1, -1)),
        0,
        "refuted",
        code="SV203",
    ),
    # rule 4
    fact("real log(−1−x²) = log(−1−x²) is not proved", real_log(-1 - x**2), real_log(-1 - x**2), "refuted", code="SV203"),
    fact("√(−1−x²) likewise", real_sqrt(-1 - x**2), real_sqrt(-1 - x**2), "refuted", code="SV203"),
    fact(
        "a sum of two logs that never are defined together",
        real_log(x) + real_log(-x),
        real_log(-x) + kept(Mul, 1, real_log(x)),
        "conditional refuted undecided",
    ),
    # bound terms
    fact("a bound term owes for every index of its range", zero(Sum(1 / (k - a), (k, 0, 5))), 0, "conditional"),
    fact("discharged for every index", zero(Sum(1 / (k + p), (k, 0, 5))), 0, "proved", domain=()),
    fact("discharged by the range itself", zero(Sum(1 / k, (k, 1, 5))), 0, "proved", domain=(), conditions=()),
    fact("a literal range that meets the pole", zero(Sum(1 / k, (k, 0, 5))), 0, "conditional refuted undecided", relation="="),
    fact("members of a sequence, symbolic end", zero(total(1 / X[k], (k, 1, n))), 0, "conditional"),
    fact("an empty range owes nothing", zero(total(kept(Pow, kept(Mul, 0, k), -1), (k, 3, 1))), 0, "proved conditional"),
    fact("a product owes as a sum does", product(1 / (k - a), (k, 0, 2)), 1 / ((-a) * (1 - a) * (2 - a)), NOT_REFUTED),
    # derivatives
    fact("√x, derivative: x > 0", zero(Derivative(real_sqrt(x), x)), 0, "conditional", conditions=("x > 0",)),
    fact("√x, where x ≥ 0 is known", zero(Derivative(sqrt(r), r)), 0, "conditional", conditions=("r > 0",)),
    fact("real log x, derivative: x > 0", Derivative(real_log(x), x), 1 / x, "conditional", conditions=("x > 0",)),
    fact("|x|, derivative: x ≠ 0", Derivative(Abs(x), x), sign(x), "conditional", conditions=("x ≠ 0",)),
    fact("|x| below something that cancels", Derivative(zero(Abs(x)), x), 0, "conditional", conditions=("x ≠ 0",)),
    fact("|x|, derivative at 0 is not 0", Derivative(Abs(x), x), 0, NOT_PROVED, where=[Eq(x, 0)]),
    fact("max(x, y): x ≠ y", Derivative(Max(x, y), x), Piecewise((1, x > y), (0, True)), "conditional"),
    fact("relu: x ≠ 0", Derivative(Max(x, 0), x), Piecewise((1, x >= 0), (0, True)), "conditional", conditions=("x ≠ 0",)),
    fact("floor: not at the integers", Derivative(floor(x), x), 0, "conditional"),
    fact("sign: x ≠ 0", Derivative(sign(x), x), 0, "conditional", conditions=("x ≠ 0",)),
    fact(
        "a jump of a piecewise term", Derivative(Piecewise((1, x > 0), (0, True)), x), 0, "conditional", conditions=("x ≠ 0",)
    ),
    fact(
        "a single point of a piecewise term",
        Derivative(Piecewise((0, Eq(x, 0)), (1, True)), x),
        0,
        "conditional",
        conditions=("x ≠ 0",),
    ),
    fact("no kink inside the hypotheses", Derivative(Abs(x), x), 1, "proved", where=[x > 0], conditions=()),
    fact("a kink on the edge of the hypotheses", Derivative(Abs(x) + x, x), 0, NOT_PROVED, where=[x <= 0]),
    fact("the cut of clog", Derivative(log(z), z), 1 / z, "conditional"),
    fact("the cut of csqrt", Derivative(sqrt(z), z), 1 / (2 * sqrt(z)), "conditional"),
    fact("off the cut", Derivative(log(p), p), 1 / p, "proved"),
    fact("the conjugate has no complex derivative", Derivative(conjugate(z), z), 1, NOT_PROVED),
    fact("nor has |z|²", Derivative(z * conjugate(z), z), 2 * re(z), NOT_PROVED),
    fact("acos at the ends of its range", Derivative(acos(x), x), -1 / sqrt(1 - x**2), "conditional", where=[x <= 1, x >= -1]),
    fact("asin inside of it", Derivative(asin(x), x), 1 / sqrt(1 - x**2), "proved", where=[x < 1, x > -1]),
    fact(
        "a second derivative owes the first", Derivative(x * Abs(x), (x, 2)), 2 * sign(x), "conditional", conditions=("x ≠ 0",)
    ),
    fact("a derivative by another name owes no neighbourhood", Derivative(y * Abs(x), y), Abs(x), "proved", conditions=()),
    fact(
        "a smooth composition owes nothing",
        Derivative(sqrt(x**2 + 1), x),
        x / sqrt(x**2 + 1),
        "proved",
        domain=(),
        conditions=(),
    ),
    # limits and integrals owe their own existence
    fact("a limit owes its own existence", zero(Limit(sin(1 / x), x, 0)), 0, "conditional undecided"),
    fact(
        "a limit owes it on both sides alike", Limit(sin(1 / x), x, 0), Limit(sin(1 / x), x, 0), "conditional undecided refuted"
    ),
    fact("an integral its convergence", zero(Integral(1 / x, (x, -1, 1))), 0, "conditional undecided refuted"),
    fact("also an improper one", zero(Sum(1 / k, (k, 1, 10**30))), 0, NOT_REFUTED),
    # piecewise
    fact(
        "a branch only where its condition holds",
        Piecewise((1 / x, x > 0), (y, True)),
        kept(Add, Piecewise((1 / x, x > 0), (y, True)), 0),
        "proved",
        domain=(),
        conditions=(),
    ),
    fact(
        "the default branch only where the others do not",
        Piecewise((y, x >= 0), (real_log(-x), True)),
        kept(Mul, 1, Piecewise((y, x >= 0), (real_log(-x), True))),
        "proved",
        domain=(),
    ),
    fact(
        "a branch that can be undefined where its condition holds",
        zero(Piecewise((1 / x, x > -1), (y, True))),
        0,
        "conditional",
    ),
    fact(
        "the condition itself owes", zero(Piecewise((1, real_log(x) > 0), (2, True))), 0, "conditional", conditions=("x > 0",)
    ),
    fact(
        "a branch does not discharge what stands beside it",
        kept(Mul, Piecewise((x, x > 0), (0, True)), kept(Pow, x, -1)),
        Piecewise((1, x > 0), (0, True)),
        "conditional",
        conditions=("x ≠ 0",),
    ),
]


@pytest.mark.parametrize(("claim", "status", "expected"), OWED)
def test_owed(claim: Any, status: str, expected: Any) -> None:
    holds(claim, status, expected)


def test_the_derivative_of_a_root_owes_what_its_value_owes() -> None:
    found = verify(Derivative(real_sqrt(x), x), 1 / (2 * real_sqrt(x)))
    assert (found.status, found.domain) == (Status.PROVED, ("x > 0",))


def test_a_sum_whose_range_meets_its_pole_has_no_witness() -> None:
    found = verify(Sum(1 / k, (k, 0, 5)), Sum(1 / k, (k, 0, 5)) + 0 * x)
    assert (found.status is Status.REFUTED and found.code == "SV203") or INHABITED in found.verdict.conditions


def sheet() -> tuple[Exercise, Any]:
    ex = Exercise("owed")
    return ex, ex.real("x")


# ---------------------------------------------------------------- definitions and hypotheses
def test_the_obligations_of_a_definition_are_owed_by_whoever_uses_the_node() -> None:
    ex, v = sheet()
    node = ex.define("node", 1 / v)
    chained = ex.define("chained", 2 * node)
    unused = ex.define("unused", real_log(v))
    ex.claim("cancels", Eq(zero(node), 0, evaluate=False), expect="conditional")
    ex.claim("through two", Eq(zero(chained), 0, evaluate=False), expect="conditional")
    ex.claim("both sides", Eq(node + chained, 3 / v))
    ex.claim("not used", Eq(v * (v + 1), v**2 + v))
    ex.claim("derivative", Eq(d(unused, v), 1 / v), expect="conditional")
    found = as_expected(ex)
    assert len(found["owed/both sides"].main.domain) == 1 and found["owed/not used"].main.domain == ()


def test_a_recurrence_owes_at_every_index_up_to_the_one_that_is_used() -> None:
    ex = Exercise("owed")
    t = ex.integer("t", at_least=1)
    h = ex.sequence("h", first=0)
    g = ex.sequence("g", first=0)
    ex.define(h[t], 1 / h[t - 1])
    ex.define(g[t], 1 / (1 + g[t - 1] ** 2))
    ex.claim("poles", Eq(zero(h[t]), 0, evaluate=False), expect="conditional")
    ex.claim("no poles", Eq(zero(g[t]), 0, evaluate=False))
    as_expected(ex)


def test_a_member_owes_its_index() -> None:
    ex = Exercise("owed")
    m = ex.integer("m")
    h = ex.sequence("h", first=0)
    ex.claim("1", Eq(zero(h[m]), 0, evaluate=False), expect="conditional")
    ex.claim("2", Eq(zero(h[m]), 0, evaluate=False), where=[m >= 0])
    as_expected(ex)


@pytest.mark.parametrize("statement", ["1/x", "log", "defined"])
def test_a_hypothesis_asserts_that_its_terms_are_defined(statement: str) -> None:
    ex, v = sheet()
    w = ex.real("w")
    node = ex.define("node", 1 / v)
    hypothesis = {"1/x": Eq(1 / v, w), "log": real_log(v) > w, "defined": node > 0}[statement]
    ex.claim("1", Eq(kept(Mul, v, kept(Pow, v, -1)), 1, evaluate=False), where=[hypothesis])
    as_expected(ex)


def test_a_hypothesis_that_is_used_below_its_own_definedness() -> None:
    ex, v = sheet()
    w = ex.real("w")
    ex.claim("1", Eq(v * w, 1), where=[Eq(1 / v, w)])
    (found,) = judged(ex).values()
    assert found.main.status is Status.PROVED


@pytest.mark.parametrize("exponent", [Rational(1, 2), Rational(1, 3), Rational(-1, 2), -1, -2, Rational(3, 2)])
def test_powers_that_cancel(exponent: Any) -> None:
    """Principal powers with a positive exponent owe nothing, with a negative one x ≠ 0."""
    found = verify(zero(kept(Pow, z, exponent)), 0)
    assert found.status is (Status.PROVED if exponent > 0 else Status.CONDITIONAL)


def test_exponentials_and_cosines_owe_nothing() -> None:
    for atom in (exp(z), cos(z), exp(1 + x), Abs(x), floor(x), sign(x), conjugate(z)):
        assert verify(zero(atom), 0).status is Status.PROVED, atom
