"""Matrices of literal shape: every operation by its definition, against SymPy's explicit matrices and mpmath."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from kernel.exact import LAW, Undefined, value

from symverify.kernel.arrays import Grid, determinant, grid, is_matrix, opened, scalar
from symverify.kernel.meter import Meter
from symverify.kernel.ring import Rejected
from symverify.language.claims import Context, Definition
from symverify.language.sorts import INTEGER, REAL, matrix
from symverify.language.terms import ONE, ZERO, Term, add, app, bind, div, mul, name, neg, num

FEW = settings(LAW, max_examples=12)
numbers = st.fractions(min_value=-3, max_value=3, max_denominator=2)
A, B, x, n = name("A"), name("B"), name("x"), name("n")
CONTEXT = Context().declare("A", matrix(num(2), num(3))).declare("B", matrix(num(3), num(3))).declare("x", REAL)
CONTEXT = CONTEXT.declare("n", INTEGER).declare("S", matrix(n, n))


def meter() -> Meter:
    return Meter(10**6)


def explicit(entries: list[Fraction], rows: int, columns: int) -> Term:
    return app("matrix", *map(num, entries[: rows * columns]), value=f"{rows},{columns}")


def of_sympy(entries: list[Fraction], rows: int, columns: int) -> sympy.Matrix:
    return sympy.Matrix(rows, columns, [sympy.Rational(part.numerator, part.denominator) for part in entries[: rows * columns]])


def values(found: Grid) -> sympy.Matrix:
    table = [[value(entry, {}) for entry in row] for row in found]
    return sympy.Matrix([[sympy.Rational(part.numerator, part.denominator) for part in row] for row in table])


def calculated(term: Term) -> sympy.Matrix:
    return values(grid(term, CONTEXT, meter()))


def number(term: Term) -> sympy.Rational:
    found = scalar(term, CONTEXT, meter())
    assert found is not None
    exactly = value(found, {})
    return sympy.Rational(exactly.numerator, exactly.denominator)


entries = st.lists(numbers, min_size=16, max_size=16)
sizes = st.integers(1, 4)


@FEW
@given(entries, entries, sizes, sizes, sizes)
def test_products_and_transposes(a: list[Fraction], b: list[Fraction], rows: int, inner: int, columns: int) -> None:
    left, right = explicit(a, rows, inner), explicit(b, inner, columns)
    expected = of_sympy(a, rows, inner) * of_sympy(b, inner, columns)
    assert calculated(app("matmul", left, right)) == expected
    assert calculated(app("transpose", app("matmul", left, right))) == expected.T
    assert calculated(app("matmul", app("transpose", right), app("transpose", left))) == expected.T
    assert calculated(app("matmul", left, app("identity", num(inner)), right)) == expected


@FEW
@given(entries, entries, sizes, sizes, numbers)
def test_sums_and_multiples(a: list[Fraction], b: list[Fraction], rows: int, columns: int, factor: Fraction) -> None:
    left, right = explicit(a, rows, columns), explicit(b, rows, columns)
    scale = sympy.Rational(factor.numerator, factor.denominator)
    expected = of_sympy(a, rows, columns) + 2 * scale * of_sympy(b, rows, columns)
    assert calculated(add(left, mul(num(2), right, num(factor)))) == expected
    assert calculated(add(left, neg(left))) == sympy.zeros(rows, columns)


@FEW
@given(entries, sizes, st.integers(-3, 5))
def test_determinants_traces_inverses_and_powers(a: list[Fraction], size: int, exponent: int) -> None:
    square, expected = explicit(a, size, size), of_sympy(a, size, size)
    assert number(app("det", square)) == expected.det(method="berkowitz")
    assert number(app("trace", square)) == expected.trace()
    if exponent >= 0 or expected.det() != 0:
        assert calculated(app("matpow", square, num(exponent))) == expected**exponent
    if expected.det() != 0:
        assert calculated(app("inverse", square)) == expected.inv()
        assert calculated(app("matmul", square, app("inverse", square))) == sympy.eye(size)


@FEW
@given(st.lists(st.integers(-1, 1).map(Fraction), min_size=36, max_size=36), st.integers(5, 6))
def test_determinants_of_sparse_matrices(a: list[Fraction], size: int) -> None:
    square = explicit(a, size, size)
    assert number(app("det", square)) == of_sympy(a, size, size).det(method="berkowitz")


@pytest.mark.parametrize("exponent", [0, 1, 2, 3, 7, 8, 12, 30, -1, -6])
def test_powers_by_squaring(exponent: int) -> None:
    fibonacci = explicit([Fraction(part) for part in (1, 1, 1, 0)], 2, 2)
    assert calculated(app("matpow", fibonacci, num(exponent))) == sympy.Matrix([[1, 1], [1, 0]]) ** exponent


def test_entries_are_counted_from_0_row_first() -> None:
    table = explicit([Fraction(part) for part in range(6)], 2, 3)
    assert [[number(app("entry", table, num(i), num(j))) for j in range(3)] for i in range(2)] == [[0, 1, 2], [3, 4, 5]]
    for i, j in ((2, 0), (0, 3), (-1, 0), (0, -1)):
        with pytest.raises(Rejected):
            scalar(app("entry", table, num(i), num(j)), CONTEXT, meter())


def test_the_entries_of_a_named_matrix_stay_entries() -> None:
    table = grid(A, CONTEXT, meter())
    assert (len(table), len(table[0])) == (2, 3)
    assert all(table[i][j] is app("entry", A, num(i), num(j)) for i in range(2) for j in range(3))
    assert scalar(app("entry", A, ONE, ONE), CONTEXT, meter()) is None
    assert scalar(app("entry", app("transpose", A), num(2), ONE), CONTEXT, meter()) is app("entry", A, ONE, num(2))
    assert scalar(app("entry", A, n, ONE), CONTEXT, meter()) is None


def test_a_defined_matrix_has_the_entries_of_its_definition() -> None:
    context = CONTEXT.declare("M", matrix(num(1), num(2))).define(Definition("M", app("matrix", x, ONE, value="1,2")))
    assert grid(name("M"), context, meter()) == ((x, ONE),)


def test_a_symbolic_power_keeps_its_entries() -> None:
    power = app("matpow", B, n)
    assert grid(power, CONTEXT, meter())[1][2] is app("entry", power, ONE, num(2))


def test_nothing_is_calculated_of_shapes_that_do_not_fit_or_are_symbolic() -> None:
    for term in (
        name("S"), app("matmul", A, A), add(A, B), mul(A, B), mul(x, x), x, app("inverse", A), app("matpow", A, num(2)),
        app("identity", n), app("identity", num(17)), app("identity", ZERO), app("matpow", B, num(10_001)), add(A, x),
    ):  # fmt: skip
        with pytest.raises(Rejected):
            grid(term, CONTEXT, meter())
    for head in ("det", "trace"):
        with pytest.raises(Rejected):
            scalar(app(head, A), CONTEXT, meter())
    with pytest.raises(Rejected):
        determinant(grid(app("identity", num(8)), CONTEXT, meter()), meter())


def test_what_is_a_matrix() -> None:
    for term in (A, add(A, A), mul(x, A), app("matmul", A, B), app("inverse", B), app("identity", n), app("transpose", A)):
        assert is_matrix(term, CONTEXT)
    for term in (x, mul(x, x), app("det", B), app("trace", B), app("entry", A, ZERO, ZERO), num(2)):
        assert not is_matrix(term, CONTEXT)


def test_opening_keeps_what_a_singular_part_owes() -> None:
    singular = explicit([Fraction(part) for part in (1, 2, 2, 4)], 2, 2)
    term = mul(ZERO, app("entry", app("inverse", singular), ZERO, ZERO))
    with pytest.raises(Undefined):
        value(opened(term, CONTEXT, meter()), {})


def test_opening_leaves_symbolic_shapes_and_opens_the_rest() -> None:
    rest = app("det", name("S"))
    term = add(rest, app("trace", app("identity", num(3))), bind("sum", "k", app("trace", B), ONE, n))
    found = opened(term, CONTEXT, meter())
    assert found.args[0] is rest and value(found.args[1], {}) == 3 and "trace" not in found.args[2].heads
    assert opened(div(x, num(2)), CONTEXT, meter()) is div(x, num(2))
