"""Matrices of literal shape, entry by entry. Laws: the definitions of the operations (G. Strang, Linear Algebra, ch. 1-5).

``grid`` gives the entries of a matrix term as scalar terms; entries of a named matrix and of a symbolic power stay ``entry`` terms.
"""

from __future__ import annotations

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


def grid(term: Term, context: Context, meter: Meter) -> Grid:
    """The entries of a matrix term of literal shape. Raises Rejected for symbolic shapes."""
    meter.spend(4)
    head = term.head
    if head == "matrix":
        rows, columns = shape_of_matrix(term)
        return tuple(term.args[row * columns : (row + 1) * columns] for row in range(rows))
    if head == "identity":
        size = _size(term.args[0])
        return tuple(tuple(ONE if row == column else ZERO for column in range(size)) for row in range(size))
    if head == "name":
        return _named(term, context, meter)
    if head == "add":
        parts = [grid(arg, context, meter) for arg in term.args]
        return _entrywise(lambda row, column: add(*(part[row][column] for part in parts)), parts[0])
    if head == "mul":
        return _scaled(term, context, meter)
    if head == "matmul":
        parts = [grid(arg, context, meter) for arg in term.args]
        value = parts[0]
        for part in parts[1:]:
            value = times(value, part, meter)
        return value
    if head == "transpose":
        inside = grid(term.args[0], context, meter)
        return tuple(zip(*inside, strict=True))
    if head == "inverse":
        return inverse(grid(term.args[0], context, meter), meter)
    if head == "matpow":
        return _power(term, context, meter)
    raise Rejected(f"`{head}` is not a matrix of literal shape")


def _named(term: Term, context: Context, meter: Meter) -> Grid:
    definition = context.definition(term.text)
    if definition is not None:
        return grid(definition.body, context, meter)
    sort = context.sort(term.text)
    if sort is None or sort.kind != "matrix":
        raise Rejected(f"`{term.text}` is not a matrix")
    rows, columns = (_size(size) for size in sort.shape)
    return tuple(tuple(app("entry", term, num(row), num(column)) for column in range(columns)) for row in range(rows))


def is_matrix(term: Term, context: Context) -> bool:
    """Whether a term denotes a matrix (its sort is checked elsewhere)."""
    if term.head in ("matrix", "identity", "matmul", "transpose", "inverse", "matpow"):
        return True
    if term.head == "name":
        sort = context.sort(term.text)
        return sort is not None and sort.kind == "matrix"
    return term.head in ("add", "mul") and any(is_matrix(arg, context) for arg in term.args)


def _scaled(term: Term, context: Context, meter: Meter) -> Grid:
    matrices = [arg for arg in term.args if is_matrix(arg, context)]
    if len(matrices) != 1:
        raise Rejected("a product of a matrix with something that is not a number")
    factors = [arg for arg in term.args if arg is not matrices[0]]
    inside = grid(matrices[0], context, meter)
    return _entrywise(lambda row, column: mul(*factors, inside[row][column]), inside)


def _entrywise(entry: object, like: Grid) -> Grid:
    assert callable(entry)
    return tuple(tuple(entry(row, column) for column in range(len(like[0]))) for row in range(len(like)))


def times(left: Grid, right: Grid, meter: Meter) -> Grid:
    """The product of two grids."""
    meter.spend(len(left) * len(right) * len(right[0]))

    def entry(row: int, column: int) -> Term:
        summands = [
            mul(left[row][inner], right[inner][column])
            for inner in range(len(right))
            if left[row][inner] is not ZERO and right[inner][column] is not ZERO
        ]
        return add(*summands)

    return tuple(tuple(entry(row, column) for column in range(len(right[0]))) for row in range(len(left)))


def determinant(square: Grid, meter: Meter) -> Term:
    """The determinant by expansion along the first row."""
    size = len(square)
    if size > 7:
        raise Rejected("determinants are expanded up to 7×7 only")
    meter.spend(size)
    if size == 1:
        return square[0][0]
    summands = []
    for column in range(size):
        if square[0][column] is ZERO:
            continue
        part = mul(square[0][column], determinant(_minor(square, 0, column), meter))
        summands.append(part if column % 2 == 0 else neg(part))
    return add(*summands)


def _minor(square: Grid, row: int, column: int) -> Grid:
    return tuple(line[:column] + line[column + 1 :] for place, line in enumerate(square) if place != row)


def inverse(square: Grid, meter: Meter) -> Grid:
    """The inverse by cofactors (Cramer); owes det != 0, which the ``inverse`` term owes already."""
    reciprocal = power(determinant(square, meter), -1)
    size = len(square)
    if size == 1:
        return ((reciprocal,),)

    def entry(row: int, column: int) -> Term:
        cofactor = determinant(_minor(square, column, row), meter)
        return mul(cofactor if (row + column) % 2 == 0 else neg(cofactor), reciprocal)

    return tuple(tuple(entry(row, column) for column in range(size)) for row in range(size))


def _power(term: Term, context: Context, meter: Meter) -> Grid:
    base, exponent = term.args
    if exponent.head != "num":
        shape = grid(base, context, meter)
        size = len(shape)
        return tuple(tuple(app("entry", term, num(row), num(column)) for column in range(size)) for row in range(size))
    count = int(exponent.number)
    if abs(count) > 10_000:
        raise Rejected("a matrix power beyond 10000")
    square = grid(base, context, meter)
    if count < 0:
        square, count = inverse(square, meter), -count
    size = len(square)
    result: Grid | None = None
    while count:
        if count & 1:
            result = square if result is None else times(result, square, meter)
        count >>= 1
        if count:
            square = times(square, square, meter)
    return result if result is not None else grid(app("identity", num(size)), context, meter)


def scalar(term: Term, context: Context, meter: Meter) -> Term | None:
    """``entry``, ``trace`` and ``det`` of a matrix of literal shape as a scalar term; None where nothing can be opened."""
    if term.head == "entry":
        matrix, row, column = term.args
        if row.head != "num" or column.head != "num":
            return None
        found = grid(matrix, context, meter)[int(row.number)][int(column.number)]
        return None if found is term else found
    if term.head == "trace":
        inside = grid(term.args[0], context, meter)
        return add(*(inside[place][place] for place in range(len(inside))))
    if term.head == "det":
        return determinant(grid(term.args[0], context, meter), meter)
    return None


def opened(term: Term, context: Context, meter: Meter) -> Term:
    """``term`` with every trace, determinant and entry outside binders and derivatives opened, where the shape is literal."""
    if not term.heads & _OPENED:
        return term
    done: dict[Term, Term] = {}
    for part in postorder(term):
        value = rebuild(part, tuple(done[arg] for arg in part.args))
        if value.head in _OPENED:
            try:
                value = scalar(value, context, meter) or value
            except Rejected:
                pass  # a symbolic shape stays as it is
        done[part] = value
    return done[term]
