"""SymPy expressions to terms: every head, exactly as it stands."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import sympy
from sympy import E, EulerGamma, Float, Function, I, Matrix, MatrixSymbol, Rational, Symbol, oo, pi

from symverify import notation as n
from symverify.language.sorts import BOOLEAN, IllFormed, sort_of
from symverify.language.terms import Term, bind, name, num, spell
from symverify.sources.python.lowering import lower, shortest_decimal
from symverify.sources.python.names import Names

x, y = sympy.symbols("x y", real=True)
p, q = sympy.symbols("p q", positive=True)
r = Symbol("r", nonnegative=True)
z = Symbol("z")
k, j = sympy.symbols("k j", integer=True)
m = Symbol("m", integer=True, positive=True)
f = Function("f")
h = n.Sequence("h")
A = MatrixSymbol("A", 2, 2)


def term(expression: Any) -> Term:
    names = Names(raw=True)
    found = lower(expression, names)
    if all(part not in spell(found) for part in ("owing", "below")):
        sort_of(found, names.sorts)
    return found


def spelled(expression: Any) -> str:
    return spell(term(expression))


HEADS = [
    (sympy.sin(z), "sin(z)"),
    (sympy.cos(x), "cos(x)"),
    (sympy.tan(x), "tan(x)"),
    (sympy.cot(x), "cot(x)"),
    (sympy.sec(x), "sec(x)"),
    (sympy.csc(x), "csc(x)"),
    (sympy.sinh(x), "sinh(x)"),
    (sympy.cosh(x), "cosh(x)"),
    (sympy.tanh(x), "tanh(x)"),
    (sympy.coth(x), "coth(x)"),
    (sympy.erf(x), "erf(x)"),
    (sympy.gamma(x), "gamma(x)"),
    (sympy.floor(x), "floor(x)"),
    (sympy.ceiling(x), "ceiling(x)"),
    (sympy.re(z), "re(z)"),
    (sympy.im(z), "im(z)"),
    (sympy.conjugate(z), "conjugate(z)"),
    (sympy.arg(z), "arg(z)"),
    (sympy.Abs(z), "abs(z)"),
    (sympy.sign(x), "sign(x)"),
    (sympy.exp(z), "exp(z)"),
    (E**z, "exp(z)"),
    (pi, "pi"),
    (E, "exp(1)"),
    (I, "I"),
    (EulerGamma, "euler_gamma"),
    (sympy.Max(x, y), "max(x, y)"),
    (sympy.Min(x, y), "min(x, y)"),
    (sympy.Mod(x, 3), "mod(x, 3)"),
    (sympy.factorial(m), "factorial(m)"),
    (sympy.factorial(x), "gamma(add(x, 1))"),
    (sympy.binomial(m, k), "binomial(m, k)"),
    (sympy.polygamma(0, x), "digamma(x)"),
    (sympy.digamma(x), "digamma(x)"),
    (sympy.loggamma(p), "loggamma(p)"),
    (sympy.KroneckerDelta(k, j), "kronecker(j, k)"),
    (n.logistic(x), "logistic(x)"),
    (n.softplus(x), "softplus(x)"),
    (n.relu(x), "relu(x)"),
    (n.real_log(x), "log(x)"),
    (n.real_sqrt(x), "sqrt(x)"),
    (n.real_power(x, y), "power(x, y)"),
    (sympy.asinh(x), "asinh(x)"),
    (sympy.atan(x), "atan(x)"),
    (sympy.atan(z), "catan(z)"),
    (f(x), "apply(f, x)"),
    (n.prime(f)(x), "apply(dfun(f, 1), x)"),
    (n.prime(n.prime(f))(x), "apply(dfun(f, 2), x)"),
    (n.prime(n.logistic)(x), "apply(dfun(logistic, 1), x)"),
    (n.prime(sympy.sin)(x), "apply(dfun(sin, 1), x)"),
    (h[k - 1], "at(h, add(k, -1))"),
    (sympy.IndexedBase("b")[k + 1], "at(b, add(k, 1))"),
    (n.d(h[m], h[m - 1]), "diff(at(h, m), at(h, add(m, -1)))"),
    (n.antiderivative(x, x), "antiderivative(x, x)"),
    (sympy.Integral(x, x), "antiderivative(x, x)"),
    (sympy.Integral(x, (x, 0, 1)), "integral[x](x, 0, 1)"),
    (sympy.Integral(x * y, (x, 0, y), (y, 0, 1)), "integral[y](integral[x](mul(x, y), 0, y), 0, 1)"),
    (sympy.Derivative(f(x), x), "diff(apply(f, x), x)"),
    (sympy.Derivative(f(x), (x, 2)), "diff(diff(apply(f, x), x), x)"),
    (sympy.Piecewise((x, x > 0), (y, True)), "piecewise(x, gt(x, 0), y, true)"),
    (sympy.Piecewise((x, x > 0)), "piecewise(x, gt(x, 0))"),
    (A, "A"),
    (A[0, 1], "entry(A, 0, 1)"),
    (A**m, "matpow(A, m)"),
    (A.inv(), "inverse(A)"),
    (n.inverse(A), "inverse(A)"),
    (A.T, "transpose(A)"),
    (sympy.Trace(A), "trace(A)"),
    (sympy.Determinant(A), "det(A)"),
    (2 * A, "mul(2, A)"),
    (A + A.T, "add(A, transpose(A))"),
    (A * A.T, "matmul(A, transpose(A))"),
    (sympy.Identity(2), "identity(2)"),
    (n.entry(A**m, 0, 1), "entry(matpow(A, m), 0, 1)"),
    (Matrix([[1, x], [y, 2]]), "matrix[2,2](1, x, y, 2)"),
    (sympy.Eq(x, y), "eq(x, y)"),
    (sympy.Ne(x, y), "ne(x, y)"),
    (x < y, "lt(x, y)"),
    (x <= y, "le(x, y)"),
    (x > y, "gt(x, y)"),
    (x >= y, "ge(x, y)"),
    (sympy.true, "true"),
    (sympy.false, "false"),
    (sympy.Or(x > 0, y > 0), "or(gt(x, 0), gt(y, 0))"),
    (sympy.Implies(x > 0, y > 0), "implies(gt(x, 0), gt(y, 0))"),
    (sympy.Not(n.bounded(x, k)), "not(bounded[k](x, from(0)))"),
    (n.all_of(y > 0, x > 0), "and(gt(y, 0), gt(x, 0))"),
    (n.rounds_to(x, Float("0.5"), 1), "rounds_to(x, 1/2, 1)"),
    (n.independent(x * y, x), "independent(mul(x, y), x)"),
    (n.tends_to(x, x, 1, 1), "tends_to[x](x, toward[+-](1), 1)"),
    (n.tends_to(1 / m, m, oo, 0), "tends_to[m](pow(m, -1), along_integers, 0)"),
    (n.exists([x], sympy.Eq(x, 1)), "exists[x](eq(x, 1), reals)"),
    (n.exists([z, k], sympy.Eq(z, k)), "exists[z](exists[k](eq(z, k), integers), complexes)"),
    (n.exists([p], sympy.Eq(p, 1)), "exists[p](and(gt(p, 0), eq(p, 1)), reals)"),
]


@pytest.mark.parametrize(("expression", "expected"), HEADS, ids=[expected for _, expected in HEADS])
def test_heads(expression: Any, expected: str) -> None:
    assert spelled(expression) == expected


# ---------------------------------------------------------------- branches
BRANCHES = [
    (sympy.log(p), "log(p)"),
    (sympy.log(x), "clog(x)"),
    (sympy.log(z), "clog(z)"),
    (sympy.log(r), "clog(r)"),
    (sympy.log(x**2 + 1), "log(add(1, pow(x, 2)))"),
    (sympy.log(p * q), "log(mul(p, q))"),
    (sympy.log(x**2), "clog(pow(x, 2))"),
    (sympy.log(sympy.Abs(x) + 1), "log(add(1, abs(x)))"),
    (sympy.log(2), "log(2)"),
    (sympy.log(-x), "clog(mul(-1, x))"),
    (sympy.sqrt(p), "sqrt(p)"),
    (sympy.sqrt(r), "sqrt(r)"),
    (sympy.sqrt(x), "csqrt(x)"),
    (sympy.sqrt(z), "csqrt(z)"),
    (sympy.sqrt(x**2 + y**2), "sqrt(add(pow(x, 2), pow(y, 2)))"),
    (sympy.sqrt(sympy.exp(x)), None),
    (p ** Rational(3, 2), "pow(sqrt(p), 3)"),
    (1 / sympy.sqrt(p), "pow(sqrt(p), -1)"),
    (x ** Rational(3, 2), "pow(csqrt(x), 3)"),
    (p**x, "power(p, x)"),
    (p ** Rational(1, 3), "power(p, 1/3)"),
    (x ** Rational(1, 3), "cpower(x, 1/3)"),
    (p**z, "cpower(p, z)"),
    (x**y, "cpower(x, y)"),
    (x**k, "pow(x, k)"),
    (z**k, "pow(z, k)"),
    (2**k, "pow(2, k)"),
    (2**x, "power(2, x)"),
    (z**2, "pow(z, 2)"),
    (1 / z, "pow(z, -1)"),
    (z**m, "pow(z, m)"),
    (p ** (k / 2), "power(p, mul(1/2, k))"),
    (sympy.Pow(-8, Rational(1, 3), evaluate=False), "cpower(-8, 1/3)"),
    (sympy.asin(x), "casin(x)"),
    (sympy.asin(sympy.sin(x)), "asin(sin(x))"),
    (sympy.acos(Rational(1, 3)), "acos(1/3)"),
    (sympy.asin(2), "casin(2)"),
    (sympy.acos(n.logistic(x)), "acos(logistic(x))"),
]


@pytest.mark.parametrize(("expression", "expected"), BRANCHES, ids=[str(expected) for _, expected in BRANCHES])
def test_the_real_head_only_where_it_has_the_same_value(expression: Any, expected: str | None) -> None:
    assert expected is None or spelled(expression) == expected


def test_a_hypothesis_makes_a_sign_evident_outside_binders_of_its_names_only() -> None:
    names = Names(raw=True)
    names.assume("x > 0", lower(x > 0, names))
    assert spell(lower(sympy.log(x), names)) == "log(x)"
    assert spell(lower(sympy.sqrt(3 * x), names)) == "mul(sqrt(3), sqrt(x))"
    assert spell(lower(sympy.Integral(sympy.log(x), (x, -1, 1)), names)) == "integral[x](clog(x), -1, 1)"


def test_hypotheses_bound_an_argument() -> None:
    names = Names(raw=True)
    for statement in (x >= -1, x <= 1):
        names.assume(str(statement), lower(statement, names))
    assert spell(lower(sympy.asin(x), names)) == "asin(x)"


def test_a_bound_name_is_as_positive_as_its_range() -> None:
    assert "log(k)" in spelled(sympy.Sum(sympy.log(k), (k, 1, m)))
    assert "clog(k)" in spelled(sympy.Sum(sympy.log(k), (k, 0, m)))
    assert "[x](log(x)" in spelled(sympy.Limit(sympy.log(x), x, 0))
    assert "clog(x)" in spelled(sympy.Limit(sympy.log(x), x, 0, "+-"))
    assert "csqrt(x)" in spelled(sympy.Limit(sympy.sqrt(x), x, 0, "-"))


# ---------------------------------------------------------------- numbers
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Float(0.1), "1/10"),
        (Float("0.1", 30), "1/10"),
        (Float("0.30000000000000004"), "0.30000000000000004"),
        (Float(-2.5), "-2.5"),
        (Float("1e400"), "1e400"),
        (Float(1) / 3, "0.3333333333333333"),
        (Float("0.014"), "0.014"),
        (Float("1e-30"), "1e-30"),
        (Float(0), "0"),
    ],
)
def test_a_float_is_its_shortest_decimal(value: Any, expected: str) -> None:
    assert shortest_decimal(value) == Fraction(expected)
    assert term(value) is num(Fraction(expected))


@pytest.mark.parametrize("value", [0.1, 1 / 3, 2 / 3, 1e22, 123456.789, 0.9**30])
def test_the_shortest_decimal_is_the_one_that_python_shows(value: float) -> None:
    assert shortest_decimal(Float(value)) == Fraction(repr(value))


# ---------------------------------------------------------------- binders
def test_sums_owe_that_their_range_is_not_reversed_unless_it_is_seen() -> None:
    assert spelled(sympy.Sum(k, (k, 1, m))) == "owing(sum[k](k, 1, m), ge(m, 0))"
    assert spelled(sympy.Product(k, (k, j, m))) == "owing(product[k](k, j, m), ge(m, add(j, -1)))"
    assert spelled(sympy.Sum(k, (k, 1, 5))) == "sum[k](k, 1, 5)"
    assert spelled(sympy.Sum(k, (k, 1, 0))) == "sum[k](k, 1, 0)"
    assert spelled(sympy.Sum(k, (k, 5, 1))) == "owing(sum[k](k, 5, 1), ge(1, 4))"
    assert spelled(sympy.Sum(1 / k**2, (k, 1, oo))) == "sum[k](pow(k, -2), 1, oo)"
    assert spelled(n.total(k, (k, 1, m))) == "sum[k](k, 1, m)"
    assert spelled(n.ordered_product(k, (k, 1, m), "descending")) == "product[k](k, 1, m)"


def test_the_last_limit_is_the_outermost() -> None:
    assert spelled(sympy.Sum(k * j, (k, 1, j), (j, 1, 3))) == "sum[j](owing(sum[k](mul(j, k), 1, j), ge(j, 0)), 1, 3)"


def test_a_name_that_is_free_in_its_own_range_stays_free() -> None:
    found = term(sympy.Sum(k, (k, 1, k)))
    assert found.free == {"k"}
    assert found.args[0] is bind("sum", "k", name("k"), num(1), name("k"))


@pytest.mark.parametrize(
    ("limit", "approach"),
    [
        (sympy.Limit(sympy.Abs(x) / x, x, 0), "toward[+](0)"),
        (sympy.Limit(x, x, 0, "-"), "toward[-](0)"),
        (sympy.Limit(x, x, 0, "+-"), "toward[+-](0)"),
        (sympy.Limit(1 / x, x, oo), "toward[-](oo)"),
        (sympy.Limit(1 / x, x, -oo), "toward[+](mul(-1, oo))"),
        (sympy.Limit(1 / k, k, oo), "along_integers"),
    ],
)
def test_a_limit_comes_from_the_side_it_says(limit: Any, approach: str) -> None:
    assert spell(term(limit).args[1]) == approach


# ---------------------------------------------------------------- derivatives
def test_what_sympy_makes_of_a_chain_rule() -> None:
    assert spelled(f(x**2).diff(x)) == "mul(2, x, apply(dfun(f, 1), pow(x, 2)))"


def test_a_partial_derivative_at_a_place() -> None:
    g = Function("g")
    taken = sympy.Subs(sympy.Derivative(g(x, y), x), x, y**2)
    assert spelled(taken) == "apply(dfun(g, 1, 0), pow(y, 2), y)"


def test_any_other_derivative_at_a_place_is_the_value_of_a_function() -> None:
    taken = sympy.Subs(sympy.Derivative(x**2 * y, x), x, 3)
    assert spelled(taken) == "apply(lambda[x](diff(mul(y, pow(x, 2)), x)), 3)"


def test_what_is_held() -> None:
    assert spelled(n.immediate(h[m], x)) == "pdiff(at(h, m), x, below(m))"
    assert spelled(n.immediate(h[m], x, n.hold(h[1], y))) == "pdiff(at(h, m), x, at(h, 1), y)"
    assert spelled(n.immediate(h[m], x, hold=(y,))) == "pdiff(at(h, m), x, y)"
    assert spelled(n.d(h[m], x, n.hold(y))) == "pdiff(at(h, m), x, y)"


# ---------------------------------------------------------------- declarations
ASSUMPTIONS: list[tuple[dict[str, bool], str, list[str]]] = [
    ({}, "complex", []),
    ({"real": True}, "real", []),
    ({"positive": True}, "real", ["v > 0"]),
    ({"negative": True}, "real", ["v < 0"]),
    ({"nonnegative": True}, "real", ["v ≥ 0"]),
    ({"nonpositive": True}, "real", ["v ≤ 0"]),
    ({"nonzero": True}, "real", ["v ≠ 0"]),
    ({"integer": True}, "integer", []),
    ({"integer": True, "positive": True}, "integer", ["v > 0"]),
    ({"even": True}, "integer", ["v is even"]),
    ({"odd": True}, "integer", ["v ≠ 0", "v is odd"]),
    ({"zero": False}, "complex", ["v ≠ 0"]),
    ({"imaginary": True}, "complex", ["v ≠ 0", "v is imaginary"]),
    ({"real": False}, "complex", ["v ≠ 0", "v is not real"]),
    ({"real": True, "integer": False}, "real", ["v ≠ 0", "v is not an integer"]),
    ({"real": True, "positive": False}, "real", ["v ≤ 0"]),
    ({"complex": True}, "complex", []),
    ({"zero": True}, "integer", ["v = 0"]),
]


@pytest.mark.parametrize(("given", "kind", "labels"), ASSUMPTIONS, ids=str)
def test_assumptions_become_a_sort_and_hypotheses(given: dict[str, bool], kind: str, labels: list[str]) -> None:
    names = Names(raw=True)
    lower(Symbol("v", **given), names)
    assert names.sorts["v"].kind == kind
    assert [hypothesis.label for hypothesis in names.hypotheses] == labels
    assert all(sort_of(hypothesis.statement, names.sorts) == BOOLEAN for hypothesis in names.hypotheses)


@pytest.mark.parametrize(
    "given",
    [{key: True} for key in ("prime", "rational", "irrational", "composite", "algebraic", "infinite", "extended_real")]
    + [{"positive": False}, {"commutative": False}],
    ids=str,
)
def test_an_assumption_that_cannot_be_stated_is_refused(given: dict[str, bool]) -> None:
    with pytest.raises(IllFormed, match="not understood") as caught:
        lower(Symbol("v", **given), Names(raw=True))
    assert caught.value.code == "SV110"


def test_a_function_of_reals_is_real() -> None:
    for argument, kind in ((x, "real"), (z, "complex")):
        names = Names(raw=True)
        lower(f(argument), names)
        assert names.sorts["f"].of is not None and names.sorts["f"].of.kind == kind


# ---------------------------------------------------------------- refusals
@pytest.mark.parametrize(
    ("expression", "code"),
    [
        (sympy.zeta(x), "SV110"),
        (sympy.LambertW(x), "SV110"),
        (sympy.sign(z), "SV110"),
        (sympy.acosh(x), "SV110"),
        (sympy.binomial(x, y), "SV110"),
        (sympy.loggamma(x), "SV110"),
        (sympy.zoo, "SV106"),
        (sympy.nan, "SV106"),
        (A ** Rational(1, 2), "SV110"),
        (sympy.HadamardProduct(A, A), "SV110"),
        (sympy.Q.prime(k), "SV110"),
        ("x + 1", "SV110"),
        (sympy.Derivative(f(x), (x, k)), "SV110"),
        (Symbol("x") + x, "SV102"),
        (f(x) + Symbol("f"), "SV102"),
        (sympy.Sum(Symbol("k") * k, (k, 1, 3)), "SV102"),
        (sympy.Contains(x, sympy.S.Integers), "SV110"),
        (object(), "SV110"),
        (sympy.IndexedBase("b")[1, 2], "SV110"),
        (sympy.polygamma(1, x), "SV110"),
        (n.prime(f), "SV103"),
    ],
    ids=str,
)
def test_what_has_no_meaning_is_refused(expression: Any, code: str) -> None:
    with pytest.raises(IllFormed) as caught:
        lower(expression, Names(raw=True))
    assert caught.value.code == code


# ---------------------------------------------------------------- traps
def test_a_dummy_that_spells_like_a_free_name_does_not_capture_it() -> None:
    dummy = sympy.Dummy("x", real=True)
    found = term(sympy.Integral(dummy * x, (dummy, 0, 1)))
    assert found.free == {"x"}


def test_nothing_is_evaluated_on_the_way() -> None:
    quotient = sympy.Mul(x, sympy.Pow(x, -1, evaluate=False), evaluate=False)
    assert spelled(quotient) == "mul(x, pow(x, -1))"
    assert spelled(sympy.Add(x, sympy.Mul(-1, x, evaluate=False), evaluate=False)) == "add(x, mul(-1, x))"
    assert spelled(sympy.Sum(0 * k, (k, 1, m))) == "owing(sum[k](0, 1, m), ge(m, 0))"
    assert spelled(n.d(h[m - 1], h[m - 1])) == "diff(at(h, add(m, -1)), at(h, add(m, -1)))"


def test_an_index_is_in_its_usual_form() -> None:
    again = sympy.Add(sympy.Add(m, -1, evaluate=False), 2, evaluate=False)
    assert spelled(h[again]) == "at(h, add(m, 1))"
    assert spelled(h[sympy.Add(m, -m, 3, evaluate=False)]) == "at(h, 3)"


def test_sympy_cannot_differentiate_a_member_of_a_sequence_behind_our_back() -> None:
    for attempt in (lambda: h[m].diff(x), lambda: (x * h[m]).diff(x), lambda: sympy.diff(x + h[m], x)):
        with pytest.raises(TypeError, match="write d"):
            attempt()


def test_shared_parts_are_lowered_once() -> None:
    expression = x
    for _ in range(60):
        expression = sympy.Add(expression, sympy.Mul(expression, 2, evaluate=False), evaluate=False)
    assert term(expression).size > 2**59


@pytest.mark.parametrize(
    "wrap",
    [
        lambda e: sympy.sin(e, evaluate=False),
        lambda e: sympy.Pow(e, 2, evaluate=False),
        lambda e: sympy.Add(1, e, evaluate=False),
        lambda e: sympy.Add(e, 1, evaluate=False),
    ],
)
def test_ten_thousand_deep(wrap: Any) -> None:
    expression = x
    for _ in range(10_000):
        expression = wrap(expression)
    assert term(expression).size >= 10_000
