"""Rigorous three-valued evaluation of closed terms without derivatives by names, in exact rationals and balls.

``enclose`` returns an exact rational (``fmpq``) for as long as a value is known exactly, else a ball (``arb``, or ``acb`` once
a value may be complex) that contains the value; a matrix is a tuple of rows. It succeeds only if **every** subterm is certified
to be defined; anything else raises :class:`NotEnclosed`, which never means "undefined", only "not shown to be defined".
``holds`` judges a statement: True and False are certain, None means that it cannot tell. Balls never certify an equation, and
nothing infinite decides anything. Principal branches are Arb's, which agree with SymPy's, also on the cuts.

Every rule is a generator or a function without recursion, so that the depth of a term is no limit.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from functools import reduce
from math import comb
from operator import methodcaller
from typing import Any

from flint import acb, arb, fmpq, fmpz

from symverify.kernel import arrays
from symverify.kernel.balls import NotEnclosed, Value, ball, disjoint, entries, finite, positive, shape, working
from symverify.kernel.calculus import open_call
from symverify.kernel.meter import Meter
from symverify.kernel.ring import Rejected
from symverify.language.claims import Context
from symverify.language.sorts import shape_of_matrix
from symverify.language.terms import ONE, Term, app, name, num, postorder, rebuild, substitute

__all__ = ["NotEnclosed", "Value", "ball", "disjoint", "enclose", "holds", "positive"]

Truth = bool | None
Walk = Generator[Term, Any, Any]
_NUMBERS = {fmpq, arb, acb}

MAX_BITS = 1 << 17
"""An exact rational with more bits than this becomes a ball."""
MAX_RANGE = 20_000
"""A sum, product or ``forall`` over more indices than this is not evaluated."""


def enclose(term: Term, precision: int, meter: Meter, known: Mapping[Term, Value] | None = None) -> Value:
    """The value of a closed term, or of one over names with ``known`` values: exact, or a finite ball. Raises NotEnclosed."""
    with working(precision):
        value: Value | Truth = _evaluate(term, meter, known or {})
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
    stack: list[tuple[Term, Walk]] = []
    wanted = root
    while stack or root not in memo:
        answer = memo.get(wanted)
        if wanted not in memo:
            meter.spend(1)
            lazy = _LAZY.get(wanted.head)
            stack.append((wanted, lazy(wanted) if lazy is not None else _strict(wanted, meter)))
        try:
            wanted = stack[-1][1].send(answer)
        except StopIteration as done:
            wanted, _ = stack.pop()
            memo[wanted] = _settle(wanted, done.value, meter)
        except Rejected as reason:
            raise NotEnclosed(str(reason)) from None
    return memo[root]


def _settle(term: Term, value: Any, meter: Meter) -> Any:
    """Only finite values leave a rule; exact ones that grow too long become balls, complex ones with imaginary part 0 real."""
    if isinstance(value, fmpq):
        meter.spend(value.height_bits() >> 10)
        return _short(value)
    if isinstance(value, acb) and value.imag.is_zero():
        value = value.real
    if isinstance(value, (arb, acb)) and not value.is_finite():
        raise NotEnclosed(f"`{term.head}` is not shown to be defined here, or too large")
    return value


def _strict(term: Term, meter: Meter) -> Walk:
    """The rule of a head applied to the values of all arguments; those of matrices are calculated entry by entry."""
    rule = _STRICT.get(term.head)
    if rule is None and term.head not in _MATRICES:
        raise NotEnclosed(f"`{term.value or term.head}` has no value here")
    values: list[Any] = []
    for arg in term.args:
        values.append((yield arg))
    plain = _NUMBERS.issuperset(map(type, values))
    if rule is None or (not plain and term.head in ("add", "mul")):
        return (yield from _opened(term, values, meter))
    if not plain:
        _numbers([part for value in values for part in entries(value)] if term.head in _COMPARED else values)
    return rule(term, values)


def _opened(term: Term, values: list[Any], meter: Meter) -> Walk:
    """An operation with matrices, by its definition (``arrays``) over the entries of its operands, all of which are defined."""
    parts = list(term.args)
    for place, value in enumerate(values):
        if isinstance(value, tuple):
            cells = [app("entry", parts[place], num(i), num(j)) for i, row in enumerate(value) for j in range(len(row))]
            parts[place] = app("matrix", *cells, value=f"{len(value)},{len(value[0])}")
        elif term.head != "mul":
            parts[place] = num(_integer(value, f"a number in `{term.head}`"))
    opened = rebuild(term, tuple(parts))
    number = arrays.scalar(opened, Context(), meter)
    if number is not None:
        return (yield number)
    rows: list[list[Any]] = []
    for row in arrays.grid(opened, Context(), meter):
        rows.append([])
        for entry in row:
            rows[-1].append((yield entry))
    return tuple(map(tuple, rows))


def _certain(fact: bool, reason: str) -> None:
    if not fact:
        raise NotEnclosed(reason)


def _numbers(values: list[Any]) -> list[Any]:
    _certain(_NUMBERS.issuperset(map(type, values)), "a statement or matrix stands where a number is wanted")
    return values


def _real(value: Any, head: str) -> Any:
    _certain(isinstance(value, (fmpq, arb)), f"`{head}` wants a value that is certainly real")
    return value


def _integer(value: Any, what: str) -> int:
    """The integer an exact value is. A ball is never one."""
    _certain(isinstance(value, fmpq) and value.q == 1, f"{what} is not known to be an integer")
    return int(value.p)


def _exactly(value: Any, number: int) -> bool:
    return isinstance(value, fmpq) and bool(value == number)


def _nonzero(value: Any, head: str) -> None:
    _certain(disjoint(value, fmpq(0)), f"`{head}`: not shown to be nonzero")


def _short(value: Any) -> Any:
    """Exact rationals that grow too long become balls."""
    return arb(value) if isinstance(value, fmpq) and value.height_bits() > MAX_BITS else value


def _ball(value: Any) -> Any:
    return arb(value) if isinstance(value, fmpq) else value


# ---------------------------------------------------------------- rules: arithmetic
def _add(term: Term, values: list[Any]) -> Any:
    """Sums of numbers."""
    return reduce(lambda a, b: _short(a + b), values or [fmpq(0)])


def _mul(term: Term, values: list[Any]) -> Any:
    """Products of numbers; 0 times anything defined is 0."""
    return fmpq(0) if any(_exactly(value, 0) for value in values) else reduce(lambda a, b: _short(a * b), values, fmpq(1))


def _pow(term: Term, values: list[Any]) -> Any:
    """x^n for an integer n: x⁰ = 1, n < 0 owes x != 0; (c √q)^2k = (c² q)^k for rational c and q, exactly."""
    exponent, base = _integer(values[1], "an exponent"), term.args[0]
    scale, root = base.args if base.head == "mul" and len(base.args) == 2 else (ONE, base)
    if scale.head == "num" and root.head == "sqrt" and root.args[0].head == "num" and exponent % 2 == 0:
        square = scale.number**2 * root.args[0].number
        return _integer_power(fmpq(square.numerator, square.denominator), exponent // 2)
    return _integer_power(values[0], exponent)


def _integer_power(base: Any, exponent: int) -> Any:
    if exponent == 0:
        return fmpq(1)
    if exponent < 0:
        _nonzero(base, "pow")
    if isinstance(base, fmpq) and base in (-1, 0, 1):
        return base ** (2 - exponent % 2)
    if isinstance(base, fmpq) and base.height_bits() * abs(exponent) <= MAX_BITS:
        return base**exponent
    base, power = _ball(base), arb(fmpz(exponent))
    if isinstance(base, arb) and base < 0:
        return (-base) ** power if exponent % 2 == 0 else -((-base) ** power)
    return base**power


def _root(base: fmpq, degree: Any) -> fmpq | None:
    """The exact root of a rational >= 0 that has a rational one."""
    if degree == 1 or degree > 64 or base.height_bits() > 4096:
        return base if degree == 1 else None
    top, bottom = base.p.root(int(degree)), base.q.root(int(degree))
    return fmpq(top, bottom) if top**degree == base.p and bottom**degree == base.q else None


def _power(term: Term, values: list[Any]) -> Any:
    """b^e = exp(e Log b) for b != 0 (``power``: b > 0, real e); 0^e = 0 for Re e > 0; 0⁰ = 1; integer e: the usual power."""
    base, exponent = values
    if term.head == "power":
        _certain(positive(base) or _exactly(base, 0), "the base of a real power is not shown to be positive")
        _real(exponent, "power")
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
    if positive(base) and not isinstance(exponent, acb):
        return _ball(base) ** _ball(exponent)
    return acb(base).pow(acb(exponent))


# ---------------------------------------------------------------- rules: functions of one argument
_EXACT: dict[str, tuple[int, fmpq]] = {
    **dict.fromkeys(("sin", "tan", "sinh", "tanh", "asin", "atan", "asinh", "atanh", "erf", "casin", "catan"), (0, fmpq(0))),
    **dict.fromkeys(("exp", "cos", "sec", "cosh"), (0, fmpq(1))), "logistic": (0, fmpq(1, 2)),
    **dict.fromkeys(("log", "clog", "acos", "cacos", "acosh"), (1, fmpq(0))),
}
"""f(a) = b, exactly."""

_ENTIRE_OR_POLES = tuple("exp sin cos tan cot sec csc sinh cosh tanh coth erf gamma digamma".split())
"""Functions whose only singularities are poles: near a pole they are unbounded, so a finite ball shows that none is inside."""

_DOMAINS: dict[str, Callable[[Any], bool]] = {
    "log": lambda x: x > 0, "asin": lambda x: -1 <= x <= 1, "acos": lambda x: -1 <= x <= 1, "acosh": lambda x: x >= 1,
    "atanh": lambda x: -1 < x < 1, "loggamma": lambda x: x > 0, "sqrt": lambda x: x >= 0,
    **dict.fromkeys(("asinh", "atan", "sign", "floor", "ceiling"), lambda x: True),
}
"""Real functions and their domains."""

_UNARY: dict[str, Callable[[Any], Any]] = {
    "clog": lambda z: acb(z).log(), "arg": lambda z: fmpq(0) if positive(z) else acb(z).arg(),
    "casin": lambda z: acb(z).asin(), "cacos": lambda z: acb(z).acos(), "catan": lambda z: acb(z).atan(), "abs": abs,
    "re": lambda z: z.real if isinstance(z, acb) else z, "im": lambda z: z.imag if isinstance(z, acb) else fmpq(0),
    "conjugate": lambda z: z.conjugate() if isinstance(z, acb) else z, "loggamma": lambda x: _ball(x).lgamma(),
    "softplus": lambda z: (1 + _ball(z).exp()).log(), "logistic": lambda z: 1 / (1 + (-_ball(z)).exp()),
    "gamma": lambda z: _gamma(z), "factorial": lambda n: _gamma(fmpq(_integer(n, "the argument of `factorial`") + 1)),
    "floor": lambda x: _floor(x), "ceiling": lambda x: -_floor(-x), "sqrt": lambda x: _sqrt(x), "csqrt": lambda z: _sqrt(z),
    "sign": lambda x: fmpq(int(x > 0) - int(x < 0)) if isinstance(x, fmpq) or x > 0 or x < 0 else x.sgn(),
}
"""Functions that are not simply Arb's. The argument lies in (−π, π]; softplus x = log(1 + exp x), logistic x = 1/(1 + exp(−x));
a ball across a cut of a principal function covers both sides, and the arctangent is unbounded near its poles ±i."""


def _unary(term: Term, values: list[Any]) -> Any:
    """f(x): exact at the points of ``_EXACT``; real functions in their domains only; log z and arg z owe z != 0."""
    (value,), head = values, term.head
    if head in _EXACT and _exactly(value, _EXACT[head][0]):
        return _EXACT[head][1]
    if head in ("clog", "arg"):
        _nonzero(value, head)
    if head in _DOMAINS:
        _certain(_DOMAINS[head](_real(value, head)), f"the argument of `{head}` is not shown to be in its domain")
    return _UNARY[head](value) if head in _UNARY else methodcaller(head)(_ball(value))


def _sqrt(value: Any) -> Any:
    """The principal root; exact for ± squares of rationals."""
    root = _root(abs(value), 2) if isinstance(value, fmpq) else None
    return acb(value).sqrt() if root is None else root if value >= 0 else acb(0, root)


def _gamma(z: Any) -> Any:
    """Γ, with poles at 0, −1, −2, …; Γ(n + 1) = n!, exactly while that is short."""
    return fmpq(fmpz.fac_ui(z.p - 1)) if isinstance(z, fmpq) and z.q == 1 and 0 < z <= 8000 else _ball(z).gamma()


def _floor(x: fmpq | arb) -> fmpq | arb:
    """Exact where the ball does not straddle a jump, else a ball around all possible values."""
    only = x.floor() if isinstance(x, fmpq) else x.floor().unique_fmpz()
    return x.floor() if only is None else fmpq(only)


# ---------------------------------------------------------------- rules: functions of several arguments
def _mod(term: Term, values: list[Any]) -> Any:
    """a mod b = a − b ⌊a/b⌋, owes b != 0: the sign is that of b."""
    a, b = (_real(value, "mod") for value in values)
    _nonzero(b, "mod")
    return a - b * _floor(a / b)


def _extreme(term: Term, values: list[Any]) -> Any:
    """max; min x = −max(−x); relu x = max(x, 0): the value itself where the order is certain, else a ball around both."""
    reals = [_real(value, term.head) for value in values] + ([fmpq(0)] if term.head == "relu" else [])
    return -reduce(_larger, [-x for x in reals]) if term.head == "min" else reduce(_larger, reals)


def _larger(a: Any, b: Any) -> Any:
    return a if a >= b else b if b > a else _ball(a).max(_ball(b))


def _kronecker(term: Term, values: list[Any]) -> Any:
    """1 if equal, 0 if different, both certainly."""
    verdict = _equation(app("eq", *term.args), values)
    _certain(verdict is not None, "`kronecker`: cannot tell whether the arguments are equal")
    return fmpq(int(verdict or 0))


def _binomial(term: Term, values: list[Any]) -> Any:
    """binomial(n, k) = n (n−1) … (n−k+1)/k! for k >= 0, and 0 for k < 0."""
    n, k = (_integer(value, "the argument of `binomial`") for value in values)
    k = min(k, n - k) if n >= k else k
    _certain(k > n >= 0 or k * (abs(n) + k).bit_length() <= MAX_BITS, "a binomial coefficient too long to write down")
    return fmpq(0 if k < 0 else comb(n, k) if n >= 0 else (-1) ** (k % 2) * comb(k - n - 1, k))


# ---------------------------------------------------------------- rules: matrices
def _matrix(term: Term, values: list[Any]) -> Any:
    """An explicit matrix, row by row."""
    rows, columns = shape_of_matrix(term)
    _certain(rows * columns == len(values) and rows > 0 and columns > 0, "the entries do not fill the matrix")
    return tuple(tuple(values[row * columns : (row + 1) * columns]) for row in range(rows))


def _entry(term: Term, values: list[Any]) -> Any:
    """The entry with these indices, counted from 0."""
    rows, columns = shape(values[0]) or (0, 0)
    row, column = (_integer(value, "an index") for value in values[1:])
    _certain(0 <= row < rows and 0 <= column < columns, "there is no such entry")
    return values[0][row][column]


# ---------------------------------------------------------------- rules: statements
def _kleene(verdicts: Iterable[Truth], decisive: bool = False) -> Truth:
    """And, or "or" (decided by True), of statements that may be unknown."""
    found = list(verdicts)
    return decisive if decisive in found else None if None in found else not decisive


def _negated(value: Any) -> Truth:
    return None if _truth(value) is None else not value


def _truth(value: Any) -> Truth:
    _certain(value is None or isinstance(value, bool), "a number stands where a statement is wanted")
    return value  # type: ignore[no-any-return]


def _pairs(values: list[Any]) -> list[tuple[Any, Any]]:
    """The entries of two matrices of one shape, or two numbers."""
    _certain(shape(values[0]) == shape(values[1]), "matrices of different shapes are compared")
    return list(zip(entries(values[0]), entries(values[1]), strict=True))


def _equation(term: Term, values: list[Any]) -> Truth:
    """= is true for exactly equal rationals and for a term and itself, false for disjoint values, else unknown; and ≠."""
    known = [False if disjoint(a, b) else (isinstance(a, fmpq) and isinstance(b, fmpq)) or None for a, b in _pairs(values)]
    verdict = True if term.args[0] is term.args[1] else _kleene(known)
    return verdict if term.head == "eq" else _negated(verdict)


def _order(term: Term, values: list[Any]) -> Truth:
    """<, <=, >, >= of numbers that are certainly real."""
    left, right = (_real(value, term.head) for value in (reversed(values) if term.head in ("gt", "ge") else values))
    strict = term.head in ("lt", "gt")
    if term.args[0] is term.args[1]:
        return not strict
    if (left < right) if strict else (left <= right):
        return True
    return False if ((left >= right) if strict else (left > right)) else None


def _rounds(term: Term, values: list[Any]) -> Truth:
    """|left − right| <= ½ · 10^−digits, for matrices in every entry."""
    digits = _integer(values[2], "a number of digits")
    _certain(abs(digits) <= 10_000, "not a rounding")
    half, distances = fmpq(1, 2) / fmpq(10) ** digits, [abs(a - b) for a, b in _pairs(values)]
    _certain(all(map(finite, distances)), "numbers too large to compare")
    return _kleene(True if distance <= half else False if distance > half else None for distance in distances)


def _not(term: Term) -> Walk:
    """Negation; unknown stays unknown."""
    return _negated((yield term.args[0]))


def _connective(term: Term) -> Walk:
    """Kleene's and, or, over statements whose terms are all defined."""
    verdicts = []
    for part in term.args:
        verdicts.append(_truth((yield part)))
    return _kleene(verdicts, term.head == "or")


def _implies(term: Term) -> Walk:
    """True where the antecedent fails; the conclusion is looked at only where it may hold."""
    fails = _negated((yield term.args[0]))
    return fails is True or _kleene([fails, _truth((yield term.args[1]))], True)


# ---------------------------------------------------------------- rules: binders and choices
def _piecewise(term: Term) -> Walk:
    """The value beside the first condition that holds; those before it are certainly false; other values are not looked at.

    A value together with an obligation, ``owing``, is the case of one condition.
    """
    for value, condition in zip(term.args[::2], term.args[1::2], strict=True):
        verdict = _truth((yield condition))
        _certain(verdict is not None, f"a condition of `{term.head}` cannot be decided")
        if verdict is True:
            return (yield value)
    raise NotEnclosed(f"no condition of `{term.head}` holds")


def _range(term: Term) -> Walk:
    """Σ, ∏ and "for all" over lower … upper by evaluating every member; empty where upper < lower."""
    lower = _integer((yield term.args[1]), "the end of a range")
    upper = _integer((yield term.args[2]), "the end of a range")
    _certain(upper - lower < MAX_RANGE, f"a range of more than {MAX_RANGE} members")
    members = []
    for index in range(lower, upper + 1):
        members.append((yield substitute(term.args[0], {name(term.text): num(index)})))
    if term.head == "forall":
        return _kleene(map(_truth, members))
    return (_add if term.head == "sum" else _mul)(term, _numbers(members))


def _apply(term: Term) -> Walk:
    """(x ↦ b)(a) = b[x := a], arguments defined; a known function by its name; a sequence in closed form by its index.

    The derivative of a function in closed form that is differentiable wherever it is defined (as each head of ``_SMOOTH`` is).
    """
    function, arguments = term.args[0], term.args[1:]
    for argument in arguments:
        yield argument
    if function.head == "fun" and len(arguments) == 1:
        return (yield app(function.text, arguments[0]))
    if function.head == "dfun":
        yield app("apply", function.args[0], *arguments)
        plain, opened = open_call(app("apply", function.args[0], name("§"))), open_call(term)
        if plain is None or opened is None or not _SMOOTH.issuperset(part.head for part in postorder(plain)):
            raise NotEnclosed("the derivative of a function that is not known to be differentiable")
        return (yield opened)
    for argument in arguments:
        _certain(function.head == "lambda", "a function without a closed form has no value")
        function = substitute(function.args[0], {name(function.text): argument})
    return (yield function)


_SMOOTH = {*"num name pi euler_gamma I add mul pow log atan asinh loggamma logistic".split(), *_ENTIRE_OR_POLES}
_MATRICES = {"identity", "matmul", "transpose", "inverse", "det", "trace", "matpow"}
_COMPARED = {"eq", "ne", "rounds_to", "entry"}
_LAZY: dict[str, Callable[[Term], Walk]] = {
    "piecewise": _piecewise, "owing": _piecewise, "sum": _range, "product": _range, "forall": _range, "apply": _apply,
    "at": _apply, "and": _connective, "or": _connective, "implies": _implies, "not": _not,
}
_STRICT: dict[str, Callable[[Term, list[Any]], Any]] = {
    "num": lambda term, values: fmpq(term.number.numerator, term.number.denominator),
    "pi": lambda term, values: arb.pi(), "euler_gamma": lambda term, values: arb.const_euler(),
    "I": lambda term, values: acb(0, 1), "true": lambda term, values: True, "false": lambda term, values: False,
    "add": _add, "mul": _mul, "pow": _pow, "power": _power, "cpower": _power, "mod": _mod, "kronecker": _kronecker,
    **dict.fromkeys((*_ENTIRE_OR_POLES, *_DOMAINS, *_UNARY), _unary), **dict.fromkeys(("max", "min", "relu"), _extreme),
    "binomial": _binomial, "matrix": _matrix, "entry": _entry, "rounds_to": _rounds,
    **dict.fromkeys(("eq", "ne"), _equation), **dict.fromkeys(("lt", "le", "gt", "ge"), _order),
}
