"""Rigorous three-valued evaluation of closed terms without derivatives by names, in exact rationals and balls.

``enclose`` returns an exact rational (``fmpq``) for as long as a value is known exactly, else a ball (``arb``, or ``acb`` once
a value may be complex) that contains the value; a matrix is a tuple of rows. It succeeds only if **every** subterm is certified
to be defined; anything else raises :class:`NotEnclosed`, which never means "undefined", only "not shown to be defined".
``holds`` judges a statement: True and False are certain, None means that it cannot tell. Balls never certify an equation, and
nothing infinite decides anything. Principal branches are Arb's, which agree with SymPy's, also on the cuts.

Every rule is a generator or a function without recursion, so that the depth of a term is no limit.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from math import comb
from operator import methodcaller
from typing import Any

from flint import acb, acb_mat, arb, arb_mat, fmpq, fmpq_mat, fmpz

from symverify.kernel.balls import NotEnclosed, Value, ball, disjoint, entries, finite, positive, shape, working
from symverify.kernel.calculus import open_call
from symverify.kernel.meter import Meter
from symverify.kernel.ring import Rejected
from symverify.language.sorts import shape_of_matrix
from symverify.language.terms import ONE, Term, app, name, num, postorder, substitute

__all__ = ["NotEnclosed", "Value", "ball", "disjoint", "enclose", "holds", "positive"]

Truth = bool | None
Walk = Generator[Term, Any, Any]

MAX_BITS = 1 << 17
"""An exact rational with more bits than this becomes a ball."""
MAX_RANGE = 20_000
"""A sum, product or ``forall`` over more indices than this is not evaluated."""
MAX_SIZE = 64
"""Matrices with more rows or columns than this are not evaluated."""


def enclose(term: Term, precision: int, meter: Meter, known: Mapping[Term, Value] | None = None) -> Value:
    """The value of a closed term, or of one over names with ``known`` values: exact, or a finite ball. Raises NotEnclosed."""
    with working(precision):
        value: Value | bool | None = _evaluate(term, meter, known or {})
    if value is None or isinstance(value, bool):
        raise NotEnclosed("a statement has no numerical value")
    return value


def holds(statement: Term, precision: int, meter: Meter, known: Mapping[Term, Value] | None = None) -> Truth:
    """Whether a closed statement holds. False also needs every term that was looked at to be defined; None: cannot tell."""
    try:
        with working(precision):
            value = _evaluate(statement, meter, known or {})
    except NotEnclosed:
        return None
    return value if isinstance(value, bool) else None


# ---------------------------------------------------------------- the walk
def _evaluate(root: Term, meter: Meter, known: Mapping[Term, Value]) -> Any:
    """A frame is a term and the generator of its rule, which yields the terms whose values it wants."""
    memo: dict[Term, Any] = dict(known)
    if root in memo:
        return memo[root]
    stack: list[tuple[Term, Walk]] = [(root, _walk(root))]
    answer: Any = None
    meter.spend(1)
    while stack:
        term, walk = stack[-1]
        try:
            wanted = walk.send(answer)
        except StopIteration as done:
            answer = memo[term] = _settle(term, done.value, meter)
            stack.pop()
            continue
        if wanted in memo:
            answer = memo[wanted]
            continue
        meter.spend(1)
        if wanted.head == "num":
            answer = memo[wanted] = _settle(wanted, _constant(wanted, []), meter)
        else:
            stack.append((wanted, _walk(wanted)))
            answer = None
    return memo[root]


def _settle(term: Term, value: Any, meter: Meter) -> Any:
    """Only finite values leave a rule; exact ones that grow too long become balls, complex ones with imaginary part 0 real."""
    if isinstance(value, tuple):
        return tuple(tuple(_settle(term, entry, meter) for entry in row) for row in value)
    if isinstance(value, fmpq):
        meter.spend(value.height_bits() >> 10)
        return _short(value)
    if isinstance(value, acb) and value.imag.is_zero():
        value = value.real
    if isinstance(value, arb | acb) and not value.is_finite():
        raise NotEnclosed(f"`{term.head}` is not shown to be defined here, or too large")
    return value


def _walk(term: Term) -> Walk:
    lazy = _LAZY.get(term.head)
    return lazy(term) if lazy is not None else _strict(term)


def _strict(term: Term) -> Walk:
    rule = _STRICT.get(term.head)
    if rule is None:
        raise NotEnclosed(f"`{term.head}` is not evaluated in balls")
    values = []
    for arg in term.args:
        values.append((yield arg))
        if term.head != "not" and (values[-1] is None or isinstance(values[-1], bool)):
            raise NotEnclosed("a statement stands where a number is wanted")
    return rule(term, values)


def _integer(value: Any, what: str) -> int:
    """The integer an exact value is. A ball is never one."""
    if not isinstance(value, fmpq) or value.q != 1:
        raise NotEnclosed(f"{what} is not known to be an integer")
    return int(value.p)


def _exactly(value: Any, number: int) -> bool:
    return isinstance(value, fmpq) and bool(value == number)


def _height(value: Any) -> int:
    return value.height_bits() if isinstance(value, fmpq) else 0


def _short(value: Any) -> Any:
    """Exact rationals that grow too long become balls."""
    return arb(value) if _height(value) > MAX_BITS else value


def _real(value: Any, head: str) -> fmpq | arb:
    if not isinstance(value, fmpq | arb):
        raise NotEnclosed(f"`{head}` wants a value that is certainly real")
    return value


def _scalars(values: list[Any]) -> list[Any]:
    if any(isinstance(value, tuple) for value in values):
        raise NotEnclosed("a matrix stands where a number is wanted")
    return values


def _certain(fact: bool, reason: str) -> None:
    if not fact:
        raise NotEnclosed(reason)


def _nonzero(value: Any, head: str) -> None:
    _certain(disjoint(value, fmpq(0)), f"`{head}`: not shown to be nonzero")


def _ball(value: Any) -> arb:
    return value if isinstance(value, arb) else arb(value)


# ---------------------------------------------------------------- rules: arithmetic
def _add(term: Term, values: list[Any]) -> Any:
    """Sums of numbers, or of matrices entry by entry."""
    total = values[0]
    for value in values[1:]:
        if isinstance(total, tuple) or isinstance(value, tuple):
            _certain(shape(total) == shape(value), "matrices of different shapes are added")
            total = tuple(tuple(_short(a + b) for a, b in zip(*rows, strict=True)) for rows in zip(total, value, strict=True))
        else:
            total = _short(total + value)
    return total


def _mul(term: Term, values: list[Any]) -> Any:
    """Products of numbers, at most one of them a matrix; 0 times anything defined is 0."""
    scalars = [value for value in values if not isinstance(value, tuple)]
    matrices = [value for value in values if isinstance(value, tuple)]
    _certain(len(matrices) <= 1, "a product of matrices is written as a matrix product")
    product: Any = fmpq(0) if any(_exactly(value, 0) for value in scalars) else fmpq(1)
    for value in () if _exactly(product, 0) else scalars:
        product = _short(product * value)
    return tuple(tuple(product * entry for entry in row) for row in matrices[0]) if matrices else product


def _pow(term: Term, values: list[Any]) -> Any:
    """x^n for an integer n: x⁰ = 1, n < 0 owes x != 0; (c √q)^2k = (c² q)^k for rational c and q, exactly."""
    exponent = _integer(values[1], "an exponent")
    base = term.args[0]
    scale, root = base.args if base.head == "mul" and len(base.args) == 2 else (ONE, base)
    if scale.head == "num" and root.head == "sqrt" and root.args[0].head == "num" and exponent % 2 == 0:
        square = scale.number**2 * root.args[0].number
        return _integer_power(fmpq(square.numerator, square.denominator), exponent // 2)
    return _integer_power(_scalars(values)[0], exponent)


def _integer_power(base: Any, exponent: int) -> Any:
    if exponent == 0:
        return fmpq(1)
    if exponent < 0:
        _nonzero(base, "pow")
    if isinstance(base, fmpq):
        if base in (0, 1):
            return base
        if base == -1:
            return fmpq(1 if exponent % 2 == 0 else -1)
        if base.height_bits() * abs(exponent) <= MAX_BITS:
            return base**exponent
        base = arb(base)
    if isinstance(base, arb) and base < 0:
        even = (-base) ** arb(fmpz(exponent))
        return even if exponent % 2 == 0 else -even
    return base ** arb(fmpz(exponent))


def _root(base: fmpq, degree: Any) -> fmpq | None:
    """The exact root of a rational >= 0 that has a rational one."""
    if degree == 1 or degree > 64 or base.height_bits() > 4096:
        return base if degree == 1 else None
    top, bottom = base.p.root(int(degree)), base.q.root(int(degree))
    return fmpq(top, bottom) if top**degree == base.p and bottom**degree == base.q else None


def _power(term: Term, values: list[Any]) -> Any:
    """Real power b^e = exp(e log b) for b > 0; 0^e = 0 for e > 0; 0⁰ = 1."""
    base, _ = (_real(value, "power") for value in values)
    _certain(positive(base) or _exactly(base, 0), "the base of a real power is not shown to be positive")
    return _cpower(term, values)


def _cpower(term: Term, values: list[Any]) -> Any:
    """Principal power b^e = exp(e Log b) for b != 0; 0^e = 0 for Re e > 0; 0⁰ = 1; integer e: the usual power."""
    base, exponent = _scalars(values)
    if _exactly(base, 0):
        vanishes = positive(exponent.real if isinstance(exponent, acb) else exponent)
        _certain(vanishes or _exactly(exponent, 0), "a power of 0 wants an exponent > 0")
        return fmpq(int(not vanishes))
    _nonzero(base, term.head)
    root = base if isinstance(exponent, fmpq) and exponent.q == 1 else None
    if isinstance(exponent, fmpq) and isinstance(base, fmpq) and base > 0:
        root = _root(base, exponent.q)
    if root is not None:
        return _integer_power(root, int(exponent.p))
    if positive(base) and isinstance(exponent, fmpq | arb):
        return _ball(base) ** _ball(exponent)
    return acb(base).pow(acb(exponent))


# ---------------------------------------------------------------- rules: functions of one argument
_EXACT: dict[str, tuple[int, fmpq]] = {
    **dict.fromkeys(("sin", "tan", "sinh", "tanh", "asin", "atan", "asinh", "atanh", "erf", "casin", "catan"), (0, fmpq(0))),
    **dict.fromkeys(("exp", "cos", "sec", "cosh"), (0, fmpq(1))), "logistic": (0, fmpq(1, 2)),
    **dict.fromkeys(("log", "clog", "acos", "cacos", "acosh"), (1, fmpq(0))),
}
"""f(a) = b, exactly."""

_ENTIRE_OR_POLES = (
    "exp", "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "erf", "gamma", "digamma",
)
"""Functions whose only singularities are poles: near a pole they are unbounded, so a finite ball shows that none is inside."""

_REAL: dict[str, Callable[[Any], bool]] = {
    "log": lambda x: x > 0, "asin": lambda x: -1 <= x <= 1, "acos": lambda x: -1 <= x <= 1, "acosh": lambda x: x >= 1,
    "atanh": lambda x: -1 < x < 1, "asinh": lambda x: True, "atan": lambda x: True, "loggamma": lambda x: x > 0,
}
"""Real functions and their domains."""

_PRINCIPAL = ("casin", "cacos", "catan")
"""Principal functions, whose balls cover both sides of a cut; the arctangent is unbounded near its poles ±i."""


def _unary(term: Term, values: list[Any]) -> Any:
    """Elementary functions: exact at the points of ``_EXACT``, in balls elsewhere; the principal logarithm owes z != 0."""
    (value,) = _scalars(values)
    head = term.head
    if head in _EXACT and _exactly(value, _EXACT[head][0]):
        return _EXACT[head][1]
    if head == "gamma" and isinstance(value, fmpq) and value.q == 1 and 0 < value <= 1000:
        return fmpq(fmpz.fac_ui(value.p - 1))
    if head == "clog":
        _nonzero(value, head)
        return _ball(value).log() if positive(value) else acb(value).log()
    if head in _PRINCIPAL:
        return methodcaller(head[1:])(acb(value))
    if head in _REAL:
        _certain(_REAL[head](_real(value, head)), f"the argument of `{head}` is not shown to be in its domain")
        return methodcaller("lgamma" if head == "loggamma" else head)(_ball(value))
    return methodcaller(head)(value if isinstance(value, acb) else _ball(value))


def _sqrt(term: Term, values: list[Any]) -> Any:
    """The real root of x >= 0, or the principal complex root of anything; exact for ± squares of rationals."""
    value = _real(values[0], "sqrt") if term.head == "sqrt" else _scalars(values)[0]
    if term.head == "sqrt":
        _certain(bool(value >= 0), "the argument of `sqrt` is not shown to be >= 0")
    if isinstance(value, acb):
        return value.sqrt()
    if isinstance(value, fmpq):
        root = _root(abs(value), 2)
        if root is not None:
            return root if value >= 0 else acb(0, root)
    x = _ball(value)
    if x >= 0:
        return x.sqrt()
    return acb(0, (-x).sqrt()) if x < 0 else acb(x).sqrt()


def _logistic(term: Term, values: list[Any]) -> Any:
    """logistic x = 1/(1 + exp(−x)); softplus x = log(1 + exp x), for complex x the principal logarithm."""
    (value,) = _scalars(values)
    if term.head == "logistic" and _exactly(value, 0):
        return _EXACT["logistic"][1]
    x = value if isinstance(value, acb) else _ball(value)
    if term.head == "softplus":
        return (1 + x.exp()).log()
    inverse = 1 + (-x).exp()
    _nonzero(inverse, "logistic")
    return 1 / inverse


def _parts(term: Term, values: list[Any]) -> Any:
    """Real and imaginary part, conjugate, modulus, and argument in (−π, π] (owes z != 0)."""
    (value,) = _scalars(values)
    if term.head == "abs":
        return abs(value)
    if term.head == "arg":
        _nonzero(value, "arg")
        return fmpq(0) if positive(value) else acb(value).arg()
    if isinstance(value, acb):
        return value.real if term.head == "re" else value.imag if term.head == "im" else value.conjugate()
    return fmpq(0) if term.head == "im" else value


def _step(term: Term, values: list[Any]) -> Any:
    """sign, floor, ceiling: exact where the ball does not straddle a jump, else a ball around all possible values."""
    x = _real(values[0], term.head)
    if term.head != "sign":
        return _floor(x) if term.head == "floor" else -_floor(-x)
    return fmpq(1) if x > 0 else fmpq(-1) if x < 0 else fmpq(0) if isinstance(x, fmpq) else x.sgn()


def _floor(x: fmpq | arb) -> fmpq | arb:
    if isinstance(x, fmpq):
        return fmpq(x.floor())
    rounded = x.floor()
    only = rounded.unique_fmpz()
    return rounded if only is None else fmpq(only)


def _mod(term: Term, values: list[Any]) -> Any:
    """a mod b = a − b ⌊a/b⌋, owes b != 0: the sign is that of b."""
    a, b = (_real(value, "mod") for value in values)
    _nonzero(b, "mod")
    return a - b * _floor(a / b)


def _extreme(term: Term, values: list[Any]) -> Any:
    """max, min; relu x = max(0, x): the value itself where the order is certain, else a ball around both."""
    reals = [_real(value, term.head) for value in values] + ([fmpq(0)] if term.head == "relu" else [])
    least = term.head == "min"
    best = reals[0]
    for x in reals[1:]:
        if (x < best) if least else (x > best):
            best = x
        elif not ((best <= x) if least else (best >= x)):
            best = _ball(best).min(_ball(x)) if least else _ball(best).max(_ball(x))
    return best


def _kronecker(term: Term, values: list[Any]) -> Any:
    """1 if equal, 0 if different, both certainly."""
    verdict = _equal(term.args[0], term.args[1], *_scalars(values))
    _certain(verdict is not None, "`kronecker`: cannot tell whether the arguments are equal")
    return fmpq(int(verdict or 0))


def _combinatorial(term: Term, values: list[Any]) -> Any:
    """n! for n >= 0; binomial(n, k) = n (n−1) … (n−k+1)/k! for k >= 0, and 0 for k < 0."""
    n = _integer(values[0], f"the argument of `{term.head}`")
    if term.head == "factorial":
        _certain(n >= 0, "the factorial of a negative integer is not defined")
        return fmpq(fmpz.fac_ui(fmpz(n))) if n <= 8000 else arb(fmpz(n) + 1).gamma()
    k = _integer(values[1], "the argument of `binomial`")
    if k < 0 or 0 <= n < k:
        return fmpq(0)
    k = min(k, n - k) if n >= 0 else k
    _certain(k * (abs(n) + k).bit_length() <= MAX_BITS, "a binomial coefficient too long to write down")
    return fmpq(comb(n, k) if n >= 0 else (-1) ** (k % 2) * comb(k - n - 1, k))


# ---------------------------------------------------------------- rules: matrices
def _shaped(value: Any) -> Any:
    if not isinstance(value, tuple):
        raise NotEnclosed("a number stands where a matrix is wanted")
    return value


def _flint(*values: Any) -> Any:
    """Flint matrices of one kind: over Q if every entry is exact, else in balls."""
    parts = [part for value in values for part in entries(_shaped(value))]
    _certain(all(max(shape(value) or ()) <= MAX_SIZE for value in values), "a matrix too large")
    exact = all(isinstance(part, fmpq) for part in parts) and max(map(_height, parts)) * len(values[0]) <= MAX_BITS
    kinds: dict[bool, Any] = {True: (acb_mat, acb), False: (arb_mat, arb)}
    kind, ring = (fmpq_mat, fmpq) if exact else kinds[any(isinstance(part, acb) for part in parts)]
    return [kind([[ring(entry) for entry in row] for row in value]) for value in values]


def _rows(value: Any) -> Any:
    return tuple(tuple(value[i, j] for j in range(value.ncols())) for i in range(value.nrows()))


def _matrix(term: Term, values: list[Any]) -> Any:
    """An explicit matrix, row by row."""
    rows, columns = shape_of_matrix(term)
    _certain(rows * columns == len(_scalars(values)) and rows > 0 and columns > 0, "the entries do not fill the matrix")
    return tuple(tuple(values[row * columns : (row + 1) * columns]) for row in range(rows))


def _identity(term: Term, values: list[Any]) -> Any:
    """The identity matrix of literal size."""
    size = _integer(values[0], "a size")
    _certain(0 < size <= MAX_SIZE, "a matrix too large, or empty")
    return tuple(tuple(fmpq(int(row == column)) for column in range(size)) for row in range(size))


def _entry(term: Term, values: list[Any]) -> Any:
    """The entry with these indices, counted from 0."""
    rows = _shaped(values[0])
    row, column = (_integer(value, "an index") for value in values[1:])
    _certain(0 <= row < len(rows) and 0 <= column < len(rows[0]), "there is no such entry")
    return rows[row][column]


def _matmul(term: Term, values: list[Any]) -> Any:
    """The product in the order written."""
    product = _shaped(values[0])
    for value in values[1:]:
        left, right = _flint(product, value)
        _certain(left.ncols() == right.nrows(), "matrices that do not fit are multiplied")
        product = _rows(left * right)
    return product


def _square(term: Term, values: list[Any]) -> Any:
    """Inverse (owes a determinant != 0), determinant, trace, and integer powers (A⁰ = I) of a square matrix."""
    rows = _shaped(values[0])
    _certain(len(rows) == len(rows[0]), f"`{term.head}` wants a square matrix")
    if term.head == "trace":
        return _add(term, [rows[index][index] for index in range(len(rows))])
    (value,) = _flint(rows)
    if term.head == "det":
        return value.det()
    exponent = -1 if term.head == "inverse" else _integer(values[1], "an exponent")
    if exponent < 0:
        value = _inverted(value)
    height = max(map(_height, entries(_rows(value)))) + len(rows).bit_length()
    if isinstance(value, fmpq_mat) and abs(exponent) * height > MAX_BITS:
        value = arb_mat(value)
    _certain(abs(exponent) < 2**60, "an exponent too large for a matrix power")
    return _rows(value ** abs(exponent))


def _inverted(value: Any) -> Any:
    try:
        return value.inv()
    except ZeroDivisionError:
        raise NotEnclosed("the matrix is not shown to be invertible") from None


def _transpose(term: Term, values: list[Any]) -> Any:
    """Rows for columns."""
    return tuple(zip(*_shaped(values[0]), strict=True))


# ---------------------------------------------------------------- rules: statements
def _equal(left: Term, right: Term, a: Value, b: Value) -> Truth:
    """True for exactly equal rationals and for a term and itself, False for disjoint values; otherwise None."""
    _certain(shape(a) == shape(b), "matrices of different shapes are compared")
    if disjoint(a, b):
        return False
    return True if left is right or all(isinstance(entry, fmpq) for entry in (*entries(a), *entries(b))) else None


def _equation(term: Term, values: list[Any]) -> Truth:
    """=, and its negation."""
    verdict = _equal(term.args[0], term.args[1], values[0], values[1])
    return verdict if verdict is None or term.head == "eq" else not verdict


def _order(term: Term, values: list[Any]) -> Truth:
    """<, <=, >, >= of numbers that are certainly real."""
    left, right = (_real(value, term.head) for value in values)
    if term.head in ("gt", "ge"):
        left, right = right, left
    strict = term.head in ("lt", "gt")
    if term.args[0] is term.args[1]:
        return not strict
    if (left < right) if strict else (left <= right):
        return True
    return False if ((left >= right) if strict else (left > right)) else None


def _rounds(term: Term, values: list[Any]) -> Truth:
    """|left − right| <= ½ · 10^−digits, for matrices in every entry."""
    left, right = values[0], values[1]
    digits = _integer(values[2], "a number of digits")
    _certain(abs(digits) <= 10_000 and shape(left) == shape(right), "not a rounding")
    half = fmpq(1, 2) / fmpq(10) ** digits
    distances: list[Any] = [abs(a - b) for a, b in zip(entries(left), entries(right), strict=True)]
    _certain(all(map(finite, distances)), "numbers too large to compare")
    if any(distance > half for distance in distances):
        return False
    return True if all(distance <= half for distance in distances) else None


def _not(term: Term, values: list[Any]) -> Truth:
    """Negation; unknown stays unknown."""
    verdict = _truth(values[0])
    return None if verdict is None else not verdict


def _truth(value: Any) -> Truth:
    if value is not None and not isinstance(value, bool):
        raise NotEnclosed("a number stands where a statement is wanted")
    return value


def _connective(term: Term) -> Walk:
    """Kleene's and, or, over statements whose terms are all defined."""
    decisive = term.head == "or"
    verdicts = []
    for part in term.args:
        verdicts.append(_truth((yield part)))
    return decisive if decisive in verdicts else None if None in verdicts else not decisive


def _implies(term: Term) -> Walk:
    """True where the antecedent fails; the conclusion is looked at only where it may hold."""
    antecedent = _truth((yield term.args[0]))
    if antecedent is False:
        return True
    conclusion = _truth((yield term.args[1]))
    return True if conclusion is True else False if antecedent is True and conclusion is False else None


# ---------------------------------------------------------------- rules: binders and choices
def _piecewise(term: Term) -> Walk:
    """The value beside the first condition that holds; those before it are certainly false; other values are not looked at."""
    for value, condition in zip(term.args[::2], term.args[1::2], strict=True):
        verdict = _truth((yield condition))
        _certain(verdict is not None, "a condition of a piecewise term cannot be decided")
        if verdict is True:
            return (yield value)
    raise NotEnclosed("no condition of a piecewise term holds")


def _owing(term: Term) -> Walk:
    """A value together with an obligation, which must certainly hold."""
    verdict = _truth((yield term.args[1]))
    _certain(verdict is True, "an obligation is not shown to hold")
    return (yield term.args[0])


def _range(term: Term) -> Walk:
    """Σ, ∏ and "for all" over lower … upper by evaluating every member; empty where upper < lower."""
    ends = []
    for end in term.args[1:]:
        ends.append(_integer((yield end), "the end of a range"))
    lower, upper = ends
    _certain(upper - lower < MAX_RANGE, f"a range of more than {MAX_RANGE} members")
    bound, members = name(term.text), []
    for index in range(lower, upper + 1):
        members.append((yield substitute(term.args[0], {bound: num(index)})))
    if term.head == "forall":
        members = [_truth(member) for member in members]
        return False if False in members else None if None in members else True
    if not members:
        return fmpq(0 if term.head == "sum" else 1)
    return _add(term, _scalars(members)) if term.head == "sum" else _mul(term, _scalars(members))


def _apply(term: Term) -> Walk:
    """(x ↦ b)(a) = b[x := a], arguments defined; a known function by its name; a sequence in closed form by its index."""
    function, arguments = term.args[0], term.args[1:]
    for argument in arguments:
        yield argument
    if function.head == "fun" and len(arguments) == 1:
        return (yield app(function.text, arguments[0]))
    if function.head == "dfun":
        yield app("apply", function.args[0], *arguments)
        return (yield _derivative(term))
    for argument in arguments:
        _certain(function.head == "lambda", "a function without a closed form has no value")
        function = substitute(function.args[0], {name(function.text): argument})
    return (yield function)


def _derivative(term: Term) -> Term:
    """The derivative of a function in closed form, differentiable wherever defined (as each head of ``_SMOOTH`` is)."""
    function = term.args[0].args[0]
    try:
        plain = open_call(app("apply", function, name("§")))
        opened = open_call(term)
    except Rejected as reason:
        raise NotEnclosed(str(reason)) from None
    if plain is None or opened is None or not _SMOOTH.issuperset(part.head for part in postorder(plain)):
        raise NotEnclosed("the derivative of a function that is not known to be differentiable")
    return opened


def _constant(term: Term, values: list[Any]) -> Any:
    """Numbers, π, γ, i, true, false."""
    if term.head == "num":
        return fmpq(term.number.numerator, term.number.denominator)
    if term.head == "I":
        return acb(0, 1)
    return arb.pi() if term.head == "pi" else arb.const_euler() if term.head == "euler_gamma" else term.head == "true"


def _no_value(term: Term, values: list[Any]) -> Any:
    raise NotEnclosed(f"`{term.value}` has no value")


_SMOOTH = frozenset({
    "num", "name", "pi", "euler_gamma", "I", "add", "mul", "pow", "log", "atan", "asinh", "loggamma", "logistic",
    *_ENTIRE_OR_POLES,
})
_LAZY: dict[str, Callable[[Term], Walk]] = {
    "piecewise": _piecewise, "owing": _owing, "sum": _range, "product": _range, "forall": _range, "apply": _apply, "at": _apply,
    "and": _connective, "or": _connective, "implies": _implies,
}
_STRICT: dict[str, Callable[[Term, list[Any]], Any]] = {
    "name": _no_value, "add": _add, "mul": _mul, "pow": _pow, "power": _power, "cpower": _cpower,
    **dict.fromkeys(("num", "pi", "I", "euler_gamma", "true", "false"), _constant),
    **dict.fromkeys((*_ENTIRE_OR_POLES, *_REAL, *_PRINCIPAL, "clog"), _unary),
    **dict.fromkeys(("sqrt", "csqrt"), _sqrt), **dict.fromkeys(("logistic", "softplus"), _logistic),
    **dict.fromkeys(("re", "im", "conjugate", "abs", "arg"), _parts),
    **dict.fromkeys(("sign", "floor", "ceiling"), _step), **dict.fromkeys(("max", "min", "relu"), _extreme),
    "mod": _mod, "kronecker": _kronecker, **dict.fromkeys(("factorial", "binomial"), _combinatorial),
    "matrix": _matrix, "identity": _identity, "entry": _entry, "matmul": _matmul, "transpose": _transpose,
    **dict.fromkeys(("inverse", "det", "trace", "matpow"), _square),
    **dict.fromkeys(("eq", "ne"), _equation), **dict.fromkeys(("lt", "le", "gt", "ge"), _order),
    "rounds_to": _rounds, "not": _not,
}
