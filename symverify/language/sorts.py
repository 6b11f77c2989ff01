"""Sorts, the catalogue of heads, and sort checking: everything that can be found wrong by reading alone.

One head, one meaning. ``log``, ``sqrt``, ``power``, ``asin``, ``acos`` are real functions of real arguments; ``clog``,
``csqrt``, ``cpower``, ``casin``, ``cacos``, ``catan`` are the principal complex ones. ``pow`` has an integer exponent and
0⁰ = 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from symverify.language.terms import BINDERS, Term, app, num, postorder, spell


@dataclass(frozen=True, slots=True)
class Sort:
    """What a term denotes.

    ``shape`` are the sizes of a matrix or vector; ``of`` is the sort of the members of a sequence or the values of a
    function; ``first`` the first index of a sequence; ``arity`` the number of arguments of a function.
    """

    kind: str
    shape: tuple[Term, ...] = ()
    of: Sort | None = None
    first: Term | None = None
    arity: int = 0


INTEGER, REAL, COMPLEX = Sort("integer"), Sort("real"), Sort("complex")
BOOLEAN, INFINITE, DOMAIN = Sort("boolean"), Sort("infinite"), Sort("domain")
Scope = Mapping[str, Sort]
_RANK = {"integer": 0, "real": 1, "complex": 2}

# Unary functions, by the sorts they take and give.
ANALYTIC = frozenset("exp sin cos tan cot sec csc sinh cosh tanh coth logistic softplus erf gamma digamma".split())
REAL_ONLY = frozenset("log sqrt asin acos asinh acosh atanh atan sign relu loggamma".split())
TO_INTEGER = frozenset({"floor", "ceiling"})
TO_REAL = frozenset({"abs", "re", "im", "arg"})
PRINCIPAL = frozenset("clog csqrt casin cacos catan conjugate".split())
UNARY = ANALYTIC | REAL_ONLY | TO_INTEGER | TO_REAL | PRINCIPAL
CONSTANTS = {"pi": REAL, "euler_gamma": REAL, "I": COMPLEX}
ORDER = frozenset({"lt", "le", "gt", "ge"})
EQUATIONS = frozenset({"eq", "ne"})
CONNECTIVES = frozenset({"and", "or", "not", "implies"})
DOMAINS = {"integers": INTEGER, "reals": REAL, "complexes": COMPLEX}
GOAL_HEADS = (
    ORDER
    | EQUATIONS
    | CONNECTIVES
    | {"true", "false", "inhabited", "rounds_to", "tends_to", "bounded", "independent", "exists", "forall"}
)


class IllFormed(Exception):
    """A term that reading alone shows to have no meaning; ``code`` is a diagnostic code, ``term`` the place."""

    def __init__(self, code: str, message: str, term: Term) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.term = term


def is_scalar(sort: Sort) -> bool:
    """Integer, real or complex."""
    return sort.kind in _RANK


def is_real(sort: Sort) -> bool:
    """Integer or real."""
    return sort.kind in ("integer", "real")


def join(sorts: list[Sort]) -> Sort:
    """The smallest scalar sort that holds all of them."""
    rank = max((_RANK[sort.kind] for sort in sorts), default=0)
    return (INTEGER, REAL, COMPLEX)[rank]


def matrix(rows: Term, columns: Term, of: Sort = REAL) -> Sort:
    """An explicit or named matrix of this shape."""
    return Sort("matrix", (rows, columns), of)


def sequence(of: Sort, first: Term) -> Sort:
    """A sequence that exists from index ``first`` on."""
    return Sort("sequence", (), of, first)


def function(of: Sort, arity: int) -> Sort:
    """A total smooth function of ``arity`` scalar arguments."""
    return Sort("function", (), of, None, arity)


def shape_of_matrix(term: Term) -> tuple[int, int]:
    """Rows and columns of a ``matrix`` term."""
    rows, columns = term.text.split(",")
    return int(rows), int(columns)


@dataclass(frozen=True, slots=True)
class _Range:
    low: Term | None
    high: Term | None


def sort_of(term: Term, scope: Scope, starts: Mapping[str, Term] | None = None) -> Sort:
    """The sort of ``term`` where the names have the sorts of ``scope``; ``starts`` are lower ends of free indices. Raises
    IllFormed.
    """
    return _Checker(dict(scope), {key: _Range(low, None) for key, low in (starts or {}).items()}).check(term)


class SortTable:
    """Sorts in one scope, remembered from call to call."""

    __slots__ = ("_checker",)

    def __init__(self, scope: Scope) -> None:
        self._checker = _Checker(dict(scope), {})

    def of(self, term: Term) -> Sort:
        """The sort of ``term``. Raises IllFormed."""
        return self._checker.check(term)


@cache
def _natural(term: Term, depth: int = 4) -> bool:
    """Whether an integer term is a natural number by its looks alone: a tower of literals is one."""
    if term.head == "num":
        return term.number >= 0
    return depth > 0 and term.head in ("add", "mul", "pow", "factorial") and all(_natural(arg, depth - 1) for arg in term.args)


def affine_index(index: Term, depth: int = 12) -> tuple[str | None, Fraction, Fraction] | None:
    """``index`` as coefficient·name + offset: (name, coefficient, offset), name None for a literal; None if it is neither.

    Terms nested deeper than ``depth`` are not looked into.
    """
    if index.head == "num":
        return None, Fraction(0), index.number
    if index.head == "name":
        return index.text, Fraction(1), Fraction(0)
    if depth == 0:
        return None
    if index.head == "mul" and len(index.args) == 2 and index.args[0].head == "num":
        read = affine_index(index.args[1], depth - 1)
        factor = index.args[0].number
        return (read[0], factor * read[1], factor * read[2]) if read is not None else None
    if index.head != "add":
        return None
    found: str | None = None
    coefficient = offset = Fraction(0)
    for part in index.args:
        read = affine_index(part, depth - 1)
        if read is None or (read[0] is not None and found not in (None, read[0])):
            return None
        found = read[0] or found
        coefficient += read[1]
        offset += read[2]
    return found, coefficient, offset


class _Checker:
    """One scope. Binders open a nested checker; within a scope the walk is iterative."""

    def __init__(self, scope: dict[str, Sort], ranges: dict[str, _Range], depth: int = 0) -> None:
        self.scope = scope
        self.ranges = ranges
        self.depth = depth
        self.sorts: dict[Term, Sort] = {}

    def check(self, root: Term) -> Sort:
        if self.depth > 60:
            raise IllFormed("SV112", "binders nested more than 60 deep", root)
        sorts = self.sorts
        if root in sorts:
            return sorts[root]
        stack: list[tuple[Term, bool]] = [(root, False)]
        while stack:
            term, ready = stack.pop()
            if term in sorts:
                continue
            outside = term.args[1:] if term.head in BINDERS else term.args
            if not ready and outside:
                stack.append((term, True))
                stack.extend((arg, False) for arg in outside if arg not in sorts)
            else:
                try:
                    sorts[term] = self.node(term, [sorts[arg] for arg in outside])
                except (IndexError, ValueError, TypeError) as error:
                    raise IllFormed("SV110", f"`{spell(term, 60)}` is malformed", term) from error
        return sorts[root]

    def node(self, term: Term, sorts: list[Sort]) -> Sort:
        head = term.head
        if head == "num":
            return INTEGER if term.number.denominator == 1 else REAL
        if head == "name":
            sort = self.scope.get(term.text)
            if sort is None:
                raise IllFormed("SV101", f"`{term.text}` is not declared", term)
            return sort
        if head in BINDERS:
            return self.binder(term, sorts)
        if head in ("add", "mul"):
            return self.arithmetic(term, sorts)
        if head in UNARY:
            return self.unary(term, sorts)
        if head in CONSTANTS:
            return CONSTANTS[head]
        if head in ("oo",):
            return INFINITE
        if head in DOMAINS or head in ("toward", "along_integers", "from"):
            return DOMAIN
        rule = getattr(self, "head_" + head, None)
        if rule is not None:
            found: Sort = rule(term, sorts)
            return found
        if head in GOAL_HEADS or head == "line":
            return self.statement(term, sorts)
        raise IllFormed("SV110", f"`{head}` is not part of the language", term)

    # ------------------------------------------------------------ scalars
    def arithmetic(self, term: Term, sorts: list[Sort]) -> Sort:
        infinite = [arg for arg, sort in zip(term.args, sorts, strict=True) if sort.kind == "infinite"]
        if infinite:
            signs = [arg for arg in term.args if arg.head == "num"]
            if term.head == "mul" and len(term.args) == 2 and len(infinite) == 1 and len(signs) == 1 and signs[0].number != 0:
                return INFINITE
            raise IllFormed("SV106", f"`{spell(term, 80)}`: ∞ is not a number that can be calculated with", term)
        kinds = {sort.kind for sort in sorts}
        if kinds <= set(_RANK):
            return join(sorts)
        shaped = [sort for sort in sorts if sort.kind == "matrix"]
        if not shaped or not all(sort.kind == "matrix" or is_scalar(sort) for sort in sorts):
            raise IllFormed("SV103", f"`{spell(term, 80)}` calculates with something that is not a number", term)
        element = join([sort.of or REAL if sort.kind == "matrix" else sort for sort in sorts])
        if term.head == "mul":
            if len(shaped) > 1:
                raise IllFormed("SV104", "a product of matrices is written as a matrix product", term)
        elif len(shaped) != len(sorts) or any(sort.shape != shaped[0].shape for sort in shaped):
            raise IllFormed("SV104", f"cannot add {' and '.join(describe(sort) for sort in sorts)}", term)
        return Sort("matrix", shaped[0].shape, element)

    def unary(self, term: Term, sorts: list[Sort]) -> Sort:
        self.arity(term, 1)
        (sort,) = sorts
        if not is_scalar(sort):
            raise IllFormed("SV103", f"`{term.head}` wants a number, not {describe(sort)}", term)
        if term.head in REAL_ONLY | TO_INTEGER and sort.kind == "complex":
            raise IllFormed("SV103", f"`{term.head}` is a function of real numbers and its argument may be complex", term)
        if term.head in ANALYTIC:
            return COMPLEX if sort.kind == "complex" else REAL
        if term.head in TO_INTEGER:
            return INTEGER
        if term.head in PRINCIPAL:
            return COMPLEX
        return sort if term.head == "abs" and sort.kind == "integer" else REAL

    def arity(self, term: Term, count: int) -> None:
        if len(term.args) != count:
            raise IllFormed("SV103", f"`{term.head}` takes {count} argument(s), not {len(term.args)}", term)

    def scalars(self, term: Term, sorts: list[Sort], count: int) -> Sort:
        self.arity(term, count)
        if not all(is_scalar(sort) for sort in sorts):
            raise IllFormed("SV103", f"`{term.head}` wants numbers, not {' and '.join(describe(s) for s in sorts)}", term)
        return join(sorts)

    def reals(self, term: Term, sorts: list[Sort]) -> Sort:
        sort = self.scalars(term, sorts, len(term.args))
        if sort.kind == "complex":
            raise IllFormed("SV103", f"`{term.head}` wants real numbers, and one of these may be complex", term)
        return sort

    def head_pow(self, term: Term, sorts: list[Sort]) -> Sort:
        self.scalars(term, sorts, 2)
        if sorts[1].kind != "integer":
            raise IllFormed("SV103", "`pow` wants an integer exponent", term)
        return REAL if sorts[0].kind == "integer" and not _natural(term.args[1]) else sorts[0]

    def head_power(self, term: Term, sorts: list[Sort]) -> Sort:
        self.arity(term, 2)
        self.reals(term, sorts)
        return REAL

    def head_cpower(self, term: Term, sorts: list[Sort]) -> Sort:
        self.scalars(term, sorts, 2)
        return COMPLEX

    def head_max(self, term: Term, sorts: list[Sort]) -> Sort:
        return self.reals(term, sorts)

    head_min = head_max

    def head_mod(self, term: Term, sorts: list[Sort]) -> Sort:
        self.arity(term, 2)
        return self.reals(term, sorts)

    def head_factorial(self, term: Term, sorts: list[Sort]) -> Sort:
        self.arity(term, 1)
        if sorts[0].kind != "integer":
            raise IllFormed("SV103", "`factorial` wants an integer; `gamma` takes other numbers", term)
        return INTEGER

    def head_binomial(self, term: Term, sorts: list[Sort]) -> Sort:
        self.arity(term, 2)
        if any(sort.kind != "integer" for sort in sorts):
            raise IllFormed("SV103", "`binomial` wants integers", term)
        return INTEGER

    def head_kronecker(self, term: Term, sorts: list[Sort]) -> Sort:
        self.scalars(term, sorts, 2)
        return INTEGER

    def head_owing(self, term: Term, sorts: list[Sort]) -> Sort:
        self.arity(term, 2)
        if sorts[1].kind != "boolean":
            raise IllFormed("SV103", "`owing` wants a value and a condition", term)
        return sorts[0]

    def head_piecewise(self, term: Term, sorts: list[Sort]) -> Sort:
        if not term.args or len(term.args) % 2:
            raise IllFormed("SV103", "a piecewise term is a list of values and conditions", term)
        if any(sort.kind != "boolean" for sort in sorts[1::2]) or not all(is_scalar(sort) for sort in sorts[::2]):
            raise IllFormed("SV103", "a piecewise term wants numbers as values and relations as conditions", term)
        return join(sorts[::2])

    # ------------------------------------------------------------ names with arguments
    def head_at(self, term: Term, sorts: list[Sort]) -> Sort:
        sort = sorts[0]
        if sort.kind != "sequence" or sort.of is None:
            raise IllFormed("SV103", f"`{spell(term.args[0], 40)}` is not a sequence and takes no index", term)
        self.arity(term, 2)
        if sorts[1].kind != "integer":
            raise IllFormed("SV103", f"the index of `{spell(term.args[0], 40)}` is not an integer", term)
        self.in_range(term, sort)
        return sort.of

    def in_range(self, term: Term, sort: Sort) -> None:
        read = affine_index(term.args[1])
        if sort.first is None or sort.first.head != "num" or read is None:
            return
        bound, coefficient, offset = read
        lowest: Fraction | None = offset if bound is None else None
        if bound is not None and bound in self.ranges and coefficient != 0:
            limits = self.ranges[bound]
            if _empty(limits):
                return
            end = limits.low if coefficient > 0 else limits.high
            if end is not None and end.head == "num":
                lowest = coefficient * end.number + offset
        if lowest is not None and lowest < sort.first.number:
            who = spell(term.args[0], 40)
            raise IllFormed(
                "SV105", f"`{who}` with index {lowest} does not exist: the sequence starts at {who}_{sort.first.number}", term
            )

    def head_fun(self, term: Term, sorts: list[Sort]) -> Sort:
        if term.text not in UNARY:
            raise IllFormed("SV110", f"`{term.text}` is not a known function", term)
        return Sort("function", (), REAL, None, 1)

    def head_dfun(self, term: Term, sorts: list[Sort]) -> Sort:
        if sorts[0].kind != "function" or len(term.args) != sorts[0].arity + 1:
            raise IllFormed("SV103", "the derivative of a function wants one order per argument", term)
        if any(order.head != "num" or order.number.denominator != 1 or order.number < 0 for order in term.args[1:]):
            raise IllFormed("SV103", "the order of a derivative is a natural number", term)
        return sorts[0]

    def head_apply(self, term: Term, sorts: list[Sort]) -> Sort:
        called = sorts[0]
        if called.kind != "function" or called.of is None:
            raise IllFormed("SV103", f"`{spell(term.args[0], 40)}` is not a function", term)
        if called.arity != len(term.args) - 1:
            raise IllFormed("SV103", f"`{spell(term.args[0], 40)}` takes {called.arity} argument(s)", term)
        if not all(is_scalar(sort) for sort in sorts[1:]):
            raise IllFormed("SV103", f"`{spell(term.args[0], 40)}` wants numbers", term)
        known = term.args[0].head in ("fun", "lambda") or (term.args[0].head == "dfun" and term.args[0].args[0].head != "name")
        if not known and called.of.kind != "complex" and any(sort.kind == "complex" for sort in sorts[1:]):
            who = spell(term.args[0], 40)
            raise IllFormed("SV103", f"`{who}` is a function of real numbers and its argument may be complex", term)
        base = term.args[0].args[0] if term.args[0].head == "dfun" else term.args[0]
        if base.head == "fun":
            return self.unary(app(base.text, term.args[1]), sorts[1:])
        return join([called.of, *sorts[1:]]) if known else called.of

    # ------------------------------------------------------------ derivatives
    def head_diff(self, term: Term, sorts: list[Sort]) -> Sort:
        variable = term.args[1]
        if variable.head not in ("name", "at"):
            raise IllFormed("SV107", f"a derivative is taken by a name, not by `{spell(variable, 60)}`", term)
        if sorts[1].kind == "integer":
            raise IllFormed("SV107", f"a derivative by the integer `{spell(variable, 60)}` means nothing", term)
        if not is_scalar(sorts[0]) or not is_scalar(sorts[1]):
            raise IllFormed("SV113", "derivatives of and by matrices are not read yet", term)
        return join([sorts[0], sorts[1], REAL])

    def head_pdiff(self, term: Term, sorts: list[Sort]) -> Sort:
        return self.head_diff(term, sorts)

    def head_below(self, term: Term, sorts: list[Sort]) -> Sort:
        return DOMAIN

    def head_antiderivative(self, term: Term, sorts: list[Sort]) -> Sort:
        if term.args[1].head != "name":
            raise IllFormed("SV107", "an integral is taken by a name", term)
        return join([self.scalars(term, sorts, 2), REAL])

    # ------------------------------------------------------------ matrices of literal shape
    def head_matrix(self, term: Term, sorts: list[Sort]) -> Sort:
        rows, columns = shape_of_matrix(term)
        if rows * columns != len(term.args) or not all(is_scalar(sort) for sort in sorts):
            raise IllFormed("SV104", "a matrix wants one number for each of its entries", term)
        return matrix(num(rows), num(columns), join(sorts))

    def head_identity(self, term: Term, sorts: list[Sort]) -> Sort:
        return matrix(term.args[0], term.args[0], INTEGER)

    def shaped(self, term: Term, sort: Sort) -> tuple[Term, Term]:
        if sort.kind != "matrix":
            raise IllFormed("SV104", f"`{term.head}` wants a matrix, not {describe(sort)}", term)
        return sort.shape[0], sort.shape[1]

    def square(self, term: Term, sort: Sort) -> Term:
        rows, columns = self.shaped(term, sort)
        if rows != columns:
            raise IllFormed("SV104", f"`{term.head}` wants a square matrix, not {describe(sort)}", term)
        return rows

    def head_matmul(self, term: Term, sorts: list[Sort]) -> Sort:
        shapes = [self.shaped(term, sort) for sort in sorts]
        for (_, inner), (other, _), left, right in zip(shapes, shapes[1:], sorts, sorts[1:], strict=False):
            if inner != other:
                raise IllFormed("SV104", f"cannot multiply {describe(left)} by {describe(right)}", term)
        return matrix(shapes[0][0], shapes[-1][1], join([sort.of or REAL for sort in sorts]))

    def head_matpow(self, term: Term, sorts: list[Sort]) -> Sort:
        self.square(term, sorts[0])
        if sorts[1].kind != "integer":
            raise IllFormed("SV103", "a matrix power wants an integer exponent", term)
        natural = term.args[1].head == "num" and term.args[1].number >= 0
        return sorts[0] if natural else Sort("matrix", sorts[0].shape, join([sorts[0].of or REAL, REAL]))

    def head_inverse(self, term: Term, sorts: list[Sort]) -> Sort:
        size = self.square(term, sorts[0])
        return matrix(size, size, join([sorts[0].of or REAL, REAL]))

    def head_transpose(self, term: Term, sorts: list[Sort]) -> Sort:
        rows, columns = self.shaped(term, sorts[0])
        return matrix(columns, rows, sorts[0].of or REAL)

    def head_trace(self, term: Term, sorts: list[Sort]) -> Sort:
        self.square(term, sorts[0])
        return sorts[0].of or REAL

    head_det = head_trace

    def head_entry(self, term: Term, sorts: list[Sort]) -> Sort:
        shape = self.shaped(term, sorts[0])
        self.arity(term, 3)
        if any(sort.kind != "integer" for sort in sorts[1:]):
            raise IllFormed("SV103", "the places of an entry are integers", term)
        for index, size in zip(term.args[1:], shape, strict=True):
            if index.head == "num" and size.head == "num" and not 0 <= index.number < size.number:
                raise IllFormed("SV105", f"entry {index.number} of {describe(sorts[0])} does not exist", term)
        return sorts[0].of or REAL

    # ------------------------------------------------------------ statements
    def statement(self, term: Term, sorts: list[Sort]) -> Sort:
        if term.head in CONNECTIVES:
            if any(sort.kind != "boolean" for sort in sorts):
                raise IllFormed("SV103", f"`{term.head}` joins statements", term)
            if term.head in ("not", "implies"):
                self.arity(term, 1 if term.head == "not" else 2)
        elif term.head in ORDER:
            self.arity(term, 2)
            if not all(is_real(sort) for sort in sorts):
                raise IllFormed("SV103", "only real numbers have an order; one side may be complex", term)
        elif term.head in EQUATIONS or term.head == "rounds_to":
            self.arity(term, 3 if term.head == "rounds_to" else 2)
            left, right = sorts[0], sorts[1]
            if not (is_scalar(left) and is_scalar(right)) and (left.kind, left.shape) != (right.kind, right.shape):
                raise IllFormed("SV104", f"{describe(left)} cannot equal {describe(right)}", term)
            if left.kind not in (*_RANK, "matrix"):
                raise IllFormed("SV103", f"{describe(left)} is not a value that can be compared", term)
        elif term.head == "independent" and (
            len(sorts) != 2 or not is_scalar(sorts[0]) or term.args[1].head not in ("name", "at")
        ):
            raise IllFormed("SV103", "`independent` wants a number and a name", term)
        return BOOLEAN

    # ------------------------------------------------------------ binders
    def binder(self, term: Term, sorts: list[Sort]) -> Sort:
        head = term.head
        bound = INTEGER
        limits = _Range(None, None)
        if head in ("sum", "product", "forall"):
            for end, sort in zip(term.args[1:], sorts, strict=True):
                if sort.kind not in ("integer", "infinite"):
                    raise IllFormed("SV103", f"`{spell(end, 60)}` is not an integer and cannot end a range", term)
            limits = _Range(term.args[1], term.args[2])
        elif head in ("integral", "lambda"):
            bound = REAL
        elif head in ("limit", "tends_to"):
            if term.args[1].head == "toward" and self.check(term.args[1].args[0]).kind == "complex":
                raise IllFormed("SV103", "a real variable does not tend to a complex point", term)
            bound = INTEGER if term.args[1].head == "along_integers" else REAL
        elif head == "exists":
            if term.args[1].head not in DOMAINS:
                raise IllFormed("SV103", "`exists` wants a domain for its name", term)
            bound = DOMAINS[term.args[1].head]
        elif head == "bounded":
            limits = _Range(term.args[1].args[0], None)
        inner = _Checker(
            {**self.scope, term.text: bound},
            {**{key: value for key, value in self.ranges.items() if key != term.text}, term.text: limits},
            self.depth + 1,
        )
        sort = inner.check(term.args[0])
        if head in ("forall", "exists"):
            if sort.kind != "boolean":
                raise IllFormed("SV103", f"`{head}` wants a statement", term)
            return BOOLEAN
        if not is_scalar(sort):
            raise IllFormed("SV103", f"`{head}` wants a number, not {describe(sort)}", term)
        if head in ("tends_to", "bounded"):
            return BOOLEAN
        if head == "lambda":
            return function(join([sort, REAL]), 1)
        return join([sort, REAL]) if head in ("integral", "limit") else sort


def _empty(limits: _Range) -> bool:
    low, high = limits.low, limits.high
    return low is not None and high is not None and low.head == high.head == "num" and high.number < low.number


def describe(sort: Sort) -> str:
    """The sort in words, for messages."""
    if sort.kind == "matrix":
        rows, columns = (spell(size, 40) for size in sort.shape)
        return f"a {rows}×{columns} matrix"
    if sort.kind == "sequence":
        return "a sequence"
    return {
        "integer": "an integer",
        "real": "a real number",
        "complex": "a complex number",
        "boolean": "a statement",
        "function": "a function",
        "infinite": "∞",
    }.get(sort.kind, sort.kind)


def shadowed(term: Term) -> tuple[str, ...]:
    """Names that occur both bound and free in ``term``, sorted: read by lexical scope, worth a warning."""
    bound = {part.text for part in postorder(term) if part.head in BINDERS}
    return tuple(sorted(bound & term.free))
