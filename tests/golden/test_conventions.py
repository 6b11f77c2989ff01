"""DESIGN section 4: decimals, branches, and the table of what is also fixed (scalars and matrices of literal shape)."""

from __future__ import annotations

from typing import Any

import pytest
from golden.facts import NOT_PROVED, NOT_REFUTED, fact, holds, judged, kept
from sympy import (
    Abs,
    Add,
    E,
    Eq,
    Float,
    Function,
    I,
    Integral,
    KroneckerProduct,
    Limit,
    Matrix,
    Mul,
    Piecewise,
    Pow,
    Product,
    Rational,
    S,
    Sum,
    Symbol,
    arg,
    conjugate,
    cos,
    exp,
    factorial,
    log,
    pi,
    re,
    sin,
    sqrt,
    symbols,
)

from symverify import Exercise, verify
from symverify.language.terms import postorder
from symverify.language.verdicts import Status
from symverify.notation import antiderivative, ordered_product, product, real_log, real_power, real_sqrt, total

x, y, a, b, e = symbols("x y a b e", real=True)
n, m, k = symbols("n m k", integer=True)
z, w = symbols("z w")
p = Symbol("p", positive=True)
third = Rational(1, 3)

DECIMALS = [
    fact("decimals are the exact rationals they spell", Float("0.1"), Rational(1, 10), "proved"),
    fact("a Python float is its shortest decimal", 0.1, Rational(1, 10), "proved"),
    fact("and no rounding without digits", third, Float("0.333"), "refuted"),
    fact("digits says where it is one", third, Float("0.333"), "proved", digits=3),
    fact("half a unit in the last digit", third, Float("0.333"), "refuted", digits=4),
    fact("the closed interval: its end", Rational("0.005"), 0, "proved", digits=2),
    fact("the closed interval: beyond", Rational("0.0050001"), 0, "refuted", digits=2),
    fact("the closed interval: below", Rational("-0.005"), 0, "proved", digits=2),
    fact("digits=0", Rational("7.5"), 8, "proved", digits=0),
    fact("π to two digits", pi, Rational("3.14"), "proved", digits=2),
    fact("π is not 3.14", pi, Rational("3.14"), "refuted"),
    fact("never in an inequality", third, Float("0.333"), "refuted", relation="<="),
    fact("never in a hypothesis", x, Rational(1, 2), "proved", relation="<=", where=[x <= Float("0.5")]),
    fact("a hypothesis x = 0.333 is exact", 3 * x, 1, "refuted", where=[Eq(x, Float("0.333"))]),
    fact("never in a definition", 3 * x, 1, "refuted", definitions={x: Float("0.333")}),
    fact("the entries of a matrix side", Matrix([[pi, E]]), Matrix([[Float("3.14"), Float("2.72")]]), "proved", digits=2),
    fact("each of them", Matrix([[pi, E]]), Matrix([[Float("3.14"), Float("2.71")]]), "refuted", digits=2),
    fact("digits goes with = only", pi, 3, "ill-formed", relation="<", digits=2),
    fact("a variable is no rounding of another", x, y, "refuted", digits=2),
    fact("judged against the exact value", exp(pi * sqrt(163)), 262537412640768744, "proved", digits=11),
    fact("also far behind the point", exp(pi * sqrt(163)), 262537412640768744, "refuted", digits=13),
]

BRANCHES = [
    fact("(−8)^(1/3) is not −2", kept(Pow, -8, third), -2, "refuted"),
    fact("it is 1 + √3 i", kept(Pow, -8, third), 1 + sqrt(3) * I, NOT_REFUTED),
    fact("√(x²) = x for complex x", sqrt(z**2), z, "refuted"),
    fact("√(x²) = x for real x", kept(Pow, kept(Pow, x, 2), Rational(1, 2)), x, "refuted"),
    fact("√(x²) = |x| for real x", kept(Pow, kept(Pow, x, 2), Rational(1, 2)), Abs(x), "proved"),
    fact("√(x²) = x for x > 0", kept(Pow, kept(Pow, p, 2), Rational(1, 2)), p, "proved"),
    fact("√(x²) = x where x > 0", kept(Pow, kept(Pow, x, 2), Rational(1, 2)), x, "proved", where=[x > 0]),
    fact("√(−1) = i", kept(Pow, -1, Rational(1, 2)), I, "proved"),
    fact("(√z)² = z", kept(Pow, sqrt(z), 2), z, "proved"),
    fact("√z √w = √(zw)", sqrt(z) * sqrt(w), sqrt(z * w), "refuted"),
    fact("√(1/z) = 1/√z", sqrt(1 / z), 1 / sqrt(z), "refuted"),
    fact("log(zw) = log z + log w", log(z * w), log(z) + log(w), "refuted"),
    fact("log(z²) = 2 log z", log(z**2), 2 * log(z), "refuted"),
    fact("log(p²) = 2 log p for p > 0", kept(log, kept(Pow, p, 2)), 2 * log(p), "proved"),
    fact("log(−1) = πi", kept(log, -1), I * pi, "proved"),
    fact("log of a negative real", kept(log, x), log(-x) + I * pi, "proved", where=[x < 0]),
    fact("exp(log z) = z owes z ≠ 0", kept(exp, log(z)), z, "conditional", conditions=("z ≠ 0",)),
    fact("log(exp z) = z", log(exp(z)), z, NOT_PROVED),
    fact("log(exp x) = x for real x", kept(log, exp(x)), x, "proved"),
    fact("conj √z = √(conj z)", conjugate(sqrt(z)), sqrt(conjugate(z)), "refuted"),
    fact("(x³)^(1/3) = x for real x", kept(Pow, kept(Pow, x, 3), third), x, "refuted"),
    fact("(x^(1/3))³ = x", kept(Pow, kept(Pow, x, third), 3), x, NOT_REFUTED),
    fact("arg(zw) = arg z + arg w", arg(z * w), arg(z) + arg(w), "refuted"),
    fact("a real power owes a base that is not negative", real_power(S(-8), third), -2, "refuted", code="SV203"),
    fact(
        "real_power(x, 1/3) owes x ≥ 0",
        kept(Add, real_power(x, third), -real_power(x, third)),
        0,
        "conditional",
        conditions=("x ≥ 0",),
    ),
    fact("real_sqrt of a real square", real_sqrt(x**2), Abs(x), "proved"),
]

FIXED = [
    # powers
    fact("0⁰ = 1", kept(Pow, 0, 0), 1, "proved"),
    fact("x⁰ = 1 for an integer exponent", kept(Pow, x, m), 1, "proved", where=[Eq(m, 0)]),
    fact("0ⁿ = 0 for n ≥ 1", kept(Pow, 0, n), 0, "proved", where=[n >= 1]),
    fact("0ⁿ = 0 is false at n = 0", kept(Pow, 0, n), 0, "refuted", where=[n >= 0]),
    fact(
        "for real exponents 1 in SymPy's reading",
        kept(Pow, 0, e),
        1,
        "proved",
        where=[Eq(e, 0)],
        missing="kernel/enclose.py, sides.py: cpower at base 0 and exponent 0 counts as undefined",
    ),
    fact("never anything else there", kept(Pow, 0, e), 0, NOT_PROVED, where=[Eq(e, 0)]),
    fact("undefined with real_power", real_power(S(0), S(0)), 1, "refuted", code="SV203"),
    # symbols
    fact("SymPy symbols without assumptions: complex", z**2, -1, "refuted"),
    fact("|z|² = z² for such a symbol", Abs(z) ** 2, z**2, "refuted"),
    fact("an order between them", z, 2 * z, "ill-formed", relation="<=", code="SV103"),
    fact("z·conj z is not known to be real by reading", z * conjugate(z), 0, "ill-formed", relation=">="),
    fact("an order with i", I, 2, "ill-formed", relation="<"),
    fact("an order of |z|", re(z), Abs(z), NOT_REFUTED, relation="<="),
    # functions
    fact(
        "a function is total: f(x) − f(x) owes nothing",
        kept(Add, Function("f", real=True)(x), -Function("f", real=True)(x)),
        0,
        "proved",
        domain=(),
        conditions=(),
    ),
    # empty ranges
    fact("notation: empty whenever b < a", total(k, (k, 5, 2)), 0, "proved"),
    fact("notation: an empty product", product(k, (k, 5, 2)), 1, "proved"),
    fact("SymPy: b = a − 1 is empty", Sum(k, (k, 5, 4)), 0, "proved"),
    fact("SymPy: owes b ≥ a − 1", Sum(k, (k, 5, 3)), -4, "refuted", code="SV203"),
    fact("SymPy: owes it also against notation", Sum(k, (k, 5, 3)), total(k, (k, 5, 3)), NOT_PROVED),
    fact("SymPy: symbolic end", Sum(k, (k, 1, n)), total(k, (k, 1, n)), "conditional", conditions=("n ≥ 0",)),
    fact("SymPy: discharged", Sum(k, (k, 1, n)), total(k, (k, 1, n)), "proved", where=[n >= 0], conditions=()),
    fact("SymPy: a product likewise", Product(k, (k, 1, n)), product(k, (k, 1, n)), "conditional", conditions=("n ≥ 0",)),
    fact("n(n+1)/2 for n ≥ 0", total(k, (k, 1, n)), n * (n + 1) / 2, "proved", where=[n >= 0]),
    fact("n(n+1)/2 is false at n = −2", total(k, (k, 1, n)), n * (n + 1) / 2, "refuted"),
    fact("n(n+1)/2 with SymPy's Sum owes n ≥ 0", Sum(k, (k, 1, n)), n * (n + 1) / 2, "conditional", conditions=("n ≥ 0",)),
    fact("n(n+1)/2 with SymPy's Sum, n ≥ 0", Sum(k, (k, 1, n)), n * (n + 1) / 2, "proved", where=[n >= 0]),
    fact("n! with SymPy's Product, n ≥ 0", Product(k, (k, 1, n)), factorial(n), "proved", where=[n >= 0]),
    fact("n! with notation's product, n ≥ 0", product(k, (k, 1, n)), factorial(n), "proved", where=[n >= 0]),
    # indefinite integrals
    fact("∫f = F means F′ = f", antiderivative(cos(x), x), sin(x) + 3, "proved"),
    fact("F′ ≠ f", antiderivative(cos(x), x), cos(x), "refuted"),
    fact(
        "two indefinite integrals by their integrands",
        antiderivative(sin(x) ** 2, x),
        antiderivative(1 - cos(x) ** 2, x),
        "proved",
    ),
    fact("that differ", antiderivative(sin(x), x), antiderivative(cos(x), x), "refuted"),
    fact("log is natural", antiderivative(1 / x, x), real_log(x), "conditional", conditions=("x > 0",)),
    fact("SymPy's Integral without ends", Integral(cos(x), x), sin(x) + 3, "proved"),
    fact("log is natural, of e", log(E), 1, "proved"),
]


@pytest.mark.parametrize(("claim", "status", "expected"), [*DECIMALS, *BRANCHES, *FIXED])
def test_convention(claim: Any, status: str, expected: Any) -> None:
    holds(claim, status, expected)


def approaches(claim: Any) -> list[tuple[str, Any]]:
    """From where the limits of a claim approach."""
    return [(part.head, part.value) for part in postorder(claim.goal) if part.head in ("toward", "along_integers")]


@pytest.mark.parametrize(("given", "side"), [((), "+"), (("+",), "+"), (("-",), "-"), (("+-",), "+-")])
def test_a_limit_is_one_sided_as_sympy_writes_it(given: Any, side: str) -> None:
    found = verify(Limit(Abs(x) / x, x, 0, *given), 1)
    assert found.claim is not None and approaches(found.claim) == [("toward", side)]
    assert str(found.status) in (NOT_REFUTED if side == "+" else NOT_PROVED).split()


@pytest.mark.parametrize(("side", "value"), [("+", -1), ("+", 0), ("-", 1), ("-", 0), ("+-", 0), ("+-", 1), ("+-", -1)])
def test_a_wrong_value_of_a_limit_at_a_jump_is_not_proved(side: str, value: int) -> None:
    for body in (Abs(x) / x, Piecewise((1, x > 0), (-1, True))):
        assert str(verify(Limit(body, x, 0, side), value).status) in NOT_PROVED.split()


def test_the_variable_of_a_one_sided_limit_is_real() -> None:
    found = verify(Limit(sqrt(z**2) / z, z, 0), 1)
    assert str(found.status) in NOT_REFUTED.split()
    assert str(verify(Limit(sqrt(z**2) / z, z, 0), -1).status) in NOT_PROVED.split()


def test_a_sequence_exists_from_its_first_index_on() -> None:
    ex = Exercise("first")
    h = ex.sequence("h", first=2)
    ex.claim("exists", Eq(h[2] * (h[3] + 1), h[2] * h[3] + h[2]))
    ex.claim("does not", Eq(h[1], 0), expect="ill-formed")
    assert all(line.main.status is line.expected for line in judged(ex).values())


@pytest.mark.parametrize(("direction", "status"), [("ascending", "proved"), ("descending", "refuted")])
def test_the_direction_of_a_product_is_part_of_the_claim(direction: str, status: str) -> None:
    """Numbers commute, so only the reading can differ; matrices of literal shape are written out."""
    A, B = Matrix([[1, a], [0, 1]]), Matrix([[1, 0], [b, 1]])
    left = kept(Mul, A, B) if direction == "ascending" else kept(Mul, B, A)
    assert verify(left.doit(), Matrix([[1 + a * b, a], [b, 1]])).status == status
    ex = Exercise("direction")
    h = ex.sequence("h", first=0)
    i = ex.index("i")
    ex.claim("1", Eq(ordered_product(h[i], (i, 0, 2), direction), h[0] * h[1] * h[2]))
    assert judged(ex)["direction/1"].main.status is Status.PROVED


@pytest.mark.parametrize("evaluated", [True, False])
def test_the_kronecker_product_has_blocks_a_ij_B(evaluated: bool) -> None:
    A, B = Matrix([[a, 1], [0, b]]), Matrix([[x, y]])
    blocks = Matrix([[a * x, a * y, x, y], [0, 0, b * x, b * y]])
    if evaluated:
        from sympy.matrices.expressions.kronecker import matrix_kronecker_product

        assert verify(matrix_kronecker_product(A, B), blocks).status is Status.PROVED
    else:
        assert str(verify(KroneckerProduct(A, B), blocks).status) in ("proved", "ill-formed")
