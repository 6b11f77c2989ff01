"""Matrices of literal shape, entry by entry. Laws: the definitions of the operations (G. Strang, Linear Algebra, ch. 1-5).

``grid`` gives the entries of a matrix as scalar terms; those of a named matrix and of a symbolic power stay ``entry`` terms.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import reduce

from symverify.kernel.meter import Meter
from symverify.kernel.ring import Rejected
from symverify.language.claims import Context
from symverify.language.sorts import shape_of_matrix
from symverify.language.terms import ONE, ZERO, Term, add, app, mul, neg, num, postorder, power, rebuild

Grid = tuple[tuple[Term, ...], ...]
_LIMIT = 16
_OPENED = frozenset({"entry", "trace", "det"})


def _size(term: Term) -> int:
    if term.head != "num" or not 1 <= term.number <= _LIMIT:
        raise Rejected(f"matrices are calculated entry by entry up to {_LIMIT}×{_LIMIT} only")
    return int(term.number)


def _table(rows: int, columns: int, entry: Callable[[int, int], Term]) -> Grid:
    return tuple(tuple(entry(row, column) for column in range(columns)) for row in range(rows))


def _entries(term: Term, rows: int, columns: int) -> Grid:
    return _table(rows, columns, lambda row, column: app("entry", term, num(row), num(column)))


def _square(matrix: Grid) -> Grid:
    if len(matrix) != len(matrix[0]):
        raise Rejected("the matrix is not square")
    return matrix


def grid(term: Term, context: Context, meter: Meter) -> Grid:
    """The entries of a matrix term of literal shape. Raises Rejected for symbolic shapes."""
    meter.spend(4)
    match term.head:
        case "matrix":
            rows, columns = shape_of_matrix(term)
            return tuple(term.args[row * columns : (row + 1) * columns] for row in range(rows))
        case "identity":
            size = _size(term.args[0])
            return _table(size, size, lambda row, column: ONE if row == column else ZERO)
        case "name":
            return _named(term, context, meter)
        case "mul":
            return _scaled(term, context, meter)
        case "matpow":
            return _power(term, context, meter)
        case "add":
            parts = [grid(arg, context, meter) for arg in term.args]
            if len({(len(part), len(part[0])) for part in parts}) > 1:
                raise Rejected("matrices of different shapes are added")
            return _table(len(parts[0]), len(parts[0][0]), lambda row, column: add(*(part[row][column] for part in parts)))
        case "matmul":
            return reduce(lambda left, right: times(left, right, meter), [grid(arg, context, meter) for arg in term.args])
        case "transpose":
            return tuple(zip(*grid(term.args[0], context, meter), strict=True))
        case "inverse":
            return inverse(grid(term.args[0], context, meter), meter)
    raise Rejected(f"`{term.head}` is not a matrix of literal shape")


def _named(term: Term, context: Context, meter: Meter) -> Grid:
    definition = context.definition(term.text)
    if definition is not None:
        return grid(definition.body, context, meter)
    sort = context.sort(term.text)
    if sort is None or sort.kind != "matrix":
        raise Rejected(f"`{term.text}` is not a matrix")
    rows, columns = (_size(size) for size in sort.shape)
    return _entries(term, rows, columns)


def is_matrix(term: Term, context: Context) -> bool:
    """Whether a term denotes a matrix (its sort is checked elsewhere)."""
    if term.head == "name":
        sort = context.sort(term.text)
        return sort is not None and sort.kind == "matrix"
    matrices = ("matrix", "identity", "matmul", "transpose", "inverse", "matpow")
    return term.head in matrices or (term.head in ("add", "mul") and any(is_matrix(arg, context) for arg in term.args))


def _scaled(term: Term, context: Context, meter: Meter) -> Grid:
    matrices = [arg for arg in term.args if is_matrix(arg, context)]
    if len(matrices) != 1:
        raise Rejected("a product of a matrix with something that is not a number")
    factors = [arg for arg in term.args if arg is not matrices[0]]
    return tuple(tuple(mul(*factors, entry) for entry in row) for row in grid(matrices[0], context, meter))


def times(left: Grid, right: Grid, meter: Meter) -> Grid:
    """The product of two grids."""
    meter.spend(len(left) * len(right) * len(right[0]))
    if len(left[0]) != len(right):
        raise Rejected("matrices that do not fit are multiplied")

    columns = tuple(zip(*right, strict=True))
    return tuple(tuple(_dot(row, column) for column in columns) for row in left)


def _dot(row: tuple[Term, ...], column: tuple[Term, ...]) -> Term:
    return add(*(mul(a, b) for a, b in zip(row, column, strict=True) if ZERO not in (a, b)))


def determinant(square: Grid, meter: Meter) -> Term:
    """The determinant by expansion along the first row."""
    size = len(_square(square))
    if size > 7:
        raise Rejected("determinants are expanded up to 7×7 only")
    meter.spend(size)
    if size == 1:
        return square[0][0]
    places = [place for place, entry in enumerate(square[0]) if entry is not ZERO]
    return add(*(_signed(place, mul(square[0][place], _minor(square, 0, place, meter))) for place in places))


def _minor(square: Grid, row: int, column: int, meter: Meter) -> Term:
    return determinant(tuple(line[:column] + line[column + 1 :] for line in (*square[:row], *square[row + 1 :])), meter)


def _signed(place: int, term: Term) -> Term:
    return term if place % 2 == 0 else neg(term)


def inverse(square: Grid, meter: Meter) -> Grid:
    """The inverse by cofactors (Cramer); owes det != 0, which the ``inverse`` term owes already."""
    reciprocal, size = power(determinant(square, meter), -1), len(square)
    if size == 1:
        return ((reciprocal,),)
    return _table(size, size, lambda row, column: mul(_signed(row + column, _minor(square, column, row, meter)), reciprocal))


def _power(term: Term, context: Context, meter: Meter) -> Grid:
    square, exponent = _square(grid(term.args[0], context, meter)), term.args[1]
    if exponent.head != "num":
        return _entries(term, len(square), len(square))
    if abs(exponent.number) > 10_000:
        raise Rejected("a matrix power beyond 10000")
    count = int(exponent.number)
    if count < 0:
        square, count = inverse(square, meter), -count
    if count == 0:
        return grid(app("identity", num(len(square))), context, meter)
    while count % 2 == 0:
        square, count = times(square, square, meter), count // 2
    result = square
    while count > 1:
        square, count = times(square, square, meter), count // 2
        result = times(result, square, meter) if count % 2 else result
    return result


def scalar(term: Term, context: Context, meter: Meter) -> Term | None:
    """``entry``, ``trace`` and ``det`` of a matrix of literal shape as a scalar term; None where nothing can be opened."""
    if term.head not in _OPENED or any(index.head != "num" for index in term.args[1:]):
        return None
    inside = grid(term.args[0], context, meter)
    if term.head == "det":
        return determinant(inside, meter)
    if term.head == "trace":
        return add(*(row[place] for place, row in enumerate(_square(inside))))
    row, column = (int(index.number) for index in term.args[1:])
    if not (0 <= row < len(inside) and 0 <= column < len(inside[0])):
        raise Rejected("an entry outside of the matrix")
    found = inside[row][column]
    return None if found is term else found


def opened(term: Term, context: Context, meter: Meter) -> Term:
    """``term`` with every trace, determinant and entry outside binders and derivatives opened, where the shape is literal."""
    if not term.heads & _OPENED:
        return term
    done: dict[Term, Term] = {}
    for part in postorder(term):
        done[part] = value = rebuild(part, tuple(done[arg] for arg in part.args))
        with suppress(Rejected):  # a symbolic shape stays as it is
            done[part] = scalar(value, context, meter) or value
    return done[term]
