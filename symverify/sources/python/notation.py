"""What SymPy lacks, as SymPy classes: members of sequences, ∂ and ∂⁺, named functions and their primes, statements.

Nothing here evaluates: ``d(h[t-1], h[t-1])`` stays what was written until the kernel looks at it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import Expr, Function, Integer, MatrixBase, Symbol, Tuple, sympify
from sympy.core.basic import Basic
from sympy.core.function import AppliedUndef, UndefinedFunction
from sympy.core.symbol import Str
from sympy.logic.boolalg import Boolean
from sympy.matrices.expressions import Inverse, MatrixExpr

DIRECTIONS = ("+", "-", "+-")


def _read(value: Any) -> Any:
    """``value`` as a SymPy object; text is refused, since reading it would execute it."""
    if isinstance(value, str):
        raise TypeError(f"{value!r} is text, not a SymPy expression")
    return sympify(value, strict=True)


class Frozen(Expr):  # type: ignore[misc]
    """An expression that SymPy neither evaluates nor differentiates."""

    is_commutative = True

    def diff(self, *symbols: Any, **assumptions: Any) -> Any:
        """Refused: SymPy does not know the definitions, and would answer 0."""
        raise TypeError(f"SymPy cannot differentiate {self}; write d({self}, v)")

    def _eval_derivative(self, symbol: Any) -> Any:
        return self.diff(symbol)


# ---------------------------------------------------------------- sequences
class Sequence(Basic):  # type: ignore[misc]
    """A named sequence of numbers; ``h[t-1]`` is a member. ``of`` is real, complex or integer; ``first`` an index or None."""

    def __new__(cls, spelling: str | Str, of: str | Str = "real", first: Any = 0) -> Any:
        return Basic.__new__(cls, Str(str(spelling)), Str(str(of)), Tuple() if first is None else Tuple(_read(first)))

    @property
    def name(self) -> str:
        return str(self.args[0])

    @property
    def of(self) -> str:
        return str(self.args[1])

    @property
    def first(self) -> Any:
        """The first index, or None."""
        return self.args[2].args[0] if self.args[2].args else None

    def __getitem__(self, index: Any) -> Any:
        return Member(self, _read(index))

    def __iter__(self) -> Iterator[Any]:
        raise TypeError(f"the sequence {self.name} has no last member to iterate to")

    def _sympystr(self, printer: Any) -> str:
        return self.name


class Member(Frozen):
    """``h[t-1]``: one member of a sequence."""

    def __new__(cls, sequence: Sequence, index: Any) -> Any:
        return Expr.__new__(cls, sequence, index)

    def _eval_is_extended_real(self) -> bool | None:
        return True if self.args[0].of in ("real", "integer") else None

    _eval_is_real = _eval_is_extended_real

    def _eval_is_integer(self) -> bool | None:
        return True if self.args[0].of == "integer" else None

    def _sympystr(self, printer: Any) -> str:
        return f"{self.args[0].name}[{printer._print(self.args[1])}]"


# ---------------------------------------------------------------- derivatives
class Total(Frozen):
    """``d(y, v)``: the derivative of y by v along all paths, never evaluated."""

    def _sympystr(self, printer: Any) -> str:
        return f"d({', '.join(map(printer._print, self.args))})"


class Immediate(Frozen):
    """``immediate(y, v, held)``: ∂⁺y/∂v with the nodes in ``held`` fixed; args are y, v and a Tuple of nodes."""

    def _sympystr(self, printer: Any) -> str:
        return f"immediate({', '.join(map(printer._print, self.args))})"


class Below(Basic):  # type: ignore[misc]
    """All members of index below ``args[0]`` of the sequences in the claim: the hold set where none is written."""


def d(y: Any, v: Any, *held: Any) -> Any:
    """∂y/∂v along all paths, v itself cut loose; with ``hold(a, b)`` those nodes are held fixed as well."""
    return immediate(y, v, *held) if held else Total(_read(y), _read(v))


def immediate(y: Any, v: Any, *held: Any, hold: Any = None) -> Any:
    """∂⁺y/∂v: the named nodes are held fixed.

    Where y is a member of index t of a sequence and nothing is named, all members of smaller index are held (v excepted).
    """
    nodes = [node for group in (*held, *(() if hold is None else (hold,))) for node in _nodes(group)]
    value = _read(y)
    if not nodes and hold is None and not held:
        if not isinstance(value, Member):
            raise TypeError("say what is held: immediate(y, v, hold(a, b)); only for a member of a sequence is there a rule")
        nodes = [Below(value.args[1])]
    return Immediate(value, _read(v), Tuple(*nodes))


def hold(*nodes: Any) -> Any:
    """The nodes that ``immediate`` keeps fixed."""
    return Tuple(*map(_read, nodes))


def _nodes(group: Any) -> list[Any]:
    return [_read(node) for node in group] if isinstance(group, (tuple, list, set, Tuple)) else [_read(group)]


class Antiderivative(Frozen):
    """∫ f dx, read as some F with F′ = f."""


def antiderivative(f: Any, x: Any) -> Any:
    """∫ f dx without ends."""
    return Antiderivative(_read(f), _read(x))


# ---------------------------------------------------------------- functions
class logistic(Function):  # type: ignore[misc]
    """1/(1 + exp(−x)), often written σ."""

    nargs = 1


class softplus(Function):  # type: ignore[misc]
    """log(1 + exp(x))."""

    nargs = 1


class relu(Function):  # type: ignore[misc]
    """max(0, x), of a real x."""

    nargs = 1


class real_log(Function):  # type: ignore[misc]
    """The natural logarithm of a positive real; undefined elsewhere."""

    nargs = 1


class real_sqrt(Function):  # type: ignore[misc]
    """The root of a nonnegative real; undefined elsewhere."""

    nargs = 1


class real_power(Function):  # type: ignore[misc]
    """x to a real power, x a positive real (or 0 where the exponent is positive)."""

    nargs = 2


class PrimeApplied(Frozen):
    """``prime(f)(x)``: args are the name of f, known or declared, the order, and the argument."""

    def _sympystr(self, printer: Any) -> str:
        return f"{self.args[0]}{chr(39) * int(self.args[2])}({printer._print(self.args[3])})"


class Prime:
    """The derivative of a function of one argument, as a function."""

    def __init__(self, function: Any, order: int = 1) -> None:
        if not isinstance(function, type) or not issubclass(function, (Function, AppliedUndef)):
            raise TypeError(f"prime wants a function such as logistic or Function('f'), not {function!r}")
        self.function = function
        self.order = order

    def __call__(self, argument: Any) -> Any:
        kind = "declared" if isinstance(self.function, UndefinedFunction) else "known"
        return PrimeApplied(Str(self.function.__name__), Str(kind), Integer(self.order), _read(argument))


def prime(function: Any) -> Prime:
    """f′ as a function: ``prime(logistic)(x)``; ``prime(prime(f))`` is f″."""
    if isinstance(function, Prime):
        return Prime(function.function, function.order + 1)
    return Prime(function)


# ---------------------------------------------------------------- sums and products with the empty range of the sheet
class Ranged(Frozen):
    """A sum or product over a range that is empty whenever it ends before it begins; args: kind, direction, body, k, a, b."""

    @property
    def bound_symbols(self) -> list[Any]:
        return [self.args[3]]

    @property
    def free_symbols(self) -> set[Any]:
        inner = self.args[2].free_symbols - {self.args[3]}
        return set(inner | self.args[4].free_symbols | self.args[5].free_symbols)

    def _sympystr(self, printer: Any) -> str:
        body, k, a, b = map(printer._print, self.args[2:])
        return f"{self.args[0]}({body}, ({k}, {a}, {b}))"


def _ranged(kind: str, direction: str, body: Any, limits: tuple[Any, Any, Any]) -> Any:
    if not isinstance(limits, (tuple, list, Tuple)) or len(limits) != 3:
        raise TypeError(f"the range of a {kind} is written (k, first, last)")
    bound = limits[0]
    if not isinstance(bound, Symbol):
        raise TypeError(f"{bound} is not a name that a {kind} can bind")
    return Ranged(Str(kind), Str(direction), _read(body), bound, _read(limits[1]), _read(limits[2]))


def total(body: Any, limits: tuple[Any, Any, Any]) -> Any:
    """Σ body for k = first … last; 0 when last < first. (SymPy's ``Sum`` reads reversed ranges its own way.)"""
    return _ranged("sum", "ascending", body, limits)


def product(body: Any, limits: tuple[Any, Any, Any]) -> Any:
    """∏ body of numbers for k = first … last; 1 when last < first."""
    return _ranged("product", "ascending", body, limits)


def ordered_product(body: Any, limits: tuple[Any, Any, Any], direction: str) -> Any:
    """∏ in a written order: ``"ascending"`` has the factor of the first k on the left, ``"descending"`` that of the last."""
    if direction not in ("ascending", "descending"):
        raise ValueError('the direction of an ordered product is "ascending" or "descending"')
    return _ranged("product", direction, body, limits)


# ---------------------------------------------------------------- matrices
class Entry(Frozen):
    """``entry(M, i, j)``: one entry of a matrix expression, unevaluated, counted from 0."""


def entry(matrix: Any, row: Any, column: Any) -> Any:
    """The entry of a matrix in this row and column, both counted from 0."""
    return Entry(_read(matrix), _read(row), _read(column))


def inverse(matrix: Any) -> Any:
    """The inverse of a matrix, unevaluated."""
    read = _read(matrix)
    if not isinstance(read, (MatrixExpr, MatrixBase)):
        raise TypeError(f"{matrix} is not a matrix")
    return Basic.__new__(Inverse, read, Integer(-1))


# ---------------------------------------------------------------- statements
class Statement(Boolean):  # type: ignore[misc]
    """Something that holds or does not, and that SymPy has no class for."""

    def _eval_simplify(self, **kwargs: Any) -> Any:
        return self


class RoundsTo(Statement):
    """args: left, right, digits."""


class TendsTo(Statement):
    """args: expression, variable, point, target, direction."""


class IsBounded(Statement):
    """args: expression, index, start."""


class Independent(Statement):
    """args: expression, name or member."""


class Exists(Statement):
    """args: a Tuple of symbols and the statement."""


class AllOf(Statement):
    """A conjunction that keeps the order of its members."""


def rounds_to(left: Any, right: Any, digits: int) -> Any:
    """``left`` is ``right`` to this many decimals: |left − right| ≤ ½·10⁻ᵈ, for matrices entry by entry."""
    if not isinstance(digits, (int, Integer)) or digits < 0:
        raise ValueError("the number of decimals is a natural number")
    return RoundsTo(_read(left), _read(right), Integer(digits))


def tends_to(expression: Any, variable: Any, point: Any, target: Any, direction: str | None = None) -> Any:
    """``expression`` tends to ``target`` as ``variable`` tends to ``point``; two-sided unless ``direction`` is "+" or "-"."""
    side = direction or "+-"
    if side not in DIRECTIONS:
        raise ValueError(f"a limit comes from '+', '-' or '+-', not from {direction!r}")
    return TendsTo(_read(expression), _read(variable), _read(point), _read(target), Str(side))


def bounded(expression: Any, index: Any, start: Any = 0) -> Any:
    """``expression`` stays bounded as ``index`` runs through the integers from ``start`` on."""
    return IsBounded(_read(expression), _read(index), _read(start))


def independent(expression: Any, name: Any) -> Any:
    """``expression`` takes the same value whatever the value of ``name``."""
    return Independent(_read(expression), _read(name))


def exists(names: Any, *statements: Any) -> Any:
    """There are values of the names for which all statements hold; a name ranges over what its SymPy assumptions say."""
    symbols = _nodes(names)
    if not symbols or not all(isinstance(symbol, Symbol) for symbol in symbols):
        raise TypeError("exists wants the symbols first: exists([x, y], statement)")
    return Exists(Tuple(*symbols), all_of(*statements))


def all_of(*statements: Any) -> Any:
    """All of the statements hold. Keeps their order, which SymPy's ``And`` does not."""
    read = [_read(statement) for statement in statements]
    for statement in read:
        if not isinstance(statement, Boolean) or isinstance(statement, Symbol):
            raise TypeError(f"{statement} is not a statement")
    if not read:
        raise TypeError("all_of wants a statement")
    return read[0] if len(read) == 1 else AllOf(*read)


__all__ = [
    "Sequence",
    "all_of",
    "antiderivative",
    "bounded",
    "d",
    "entry",
    "exists",
    "hold",
    "immediate",
    "independent",
    "inverse",
    "logistic",
    "ordered_product",
    "prime",
    "product",
    "real_log",
    "real_power",
    "real_sqrt",
    "relu",
    "rounds_to",
    "softplus",
    "tends_to",
    "total",
]
