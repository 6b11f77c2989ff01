"""SymPy expressions to terms, exactly as they stand: nothing is evaluated, substituted or simplified on the way.

The walk is a trampoline of generators: a handler yields the parts it wants and returns what it makes of them, so that it reads
like a recursion and no depth can overflow the stack. SymPy expressions are neither hashed nor compared: both recurse.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import sympy
from mpmath.libmp import from_str, to_str
from sympy.assumptions import AppliedPredicate
from sympy.core.function import AppliedUndef
from sympy.core.symbol import Str
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import BooleanFalse, BooleanTrue
from sympy.matrices import expressions as shapes
from sympy.matrices.expressions.matexpr import MatrixElement

from symverify.language import sorts
from symverify.language.sorts import COMPLEX, REAL, IllFormed, Sort, affine_index
from symverify.language.terms import FALSE, ONE, TRUE, ZERO, Term, add, app, bind, fresh, mul, name, num
from symverify.sources.python import notation
from symverify.sources.python.names import Names, scalar_sort, spelling_of
from symverify.sources.python.signs import (
    COMPLEX_VALUE,
    INTEGER_VALUE,
    NEGATIVE,
    NONNEGATIVE,
    NONPOSITIVE,
    POSITIVE,
    REAL_VALUE,
    Evident,
    of_cases,
    of_extreme,
    of_number,
    of_power,
    of_product,
    of_sort,
    of_sum,
    of_unary,
    within_unit,
)


@dataclass(frozen=True, slots=True)
class Lowered:
    """A term and what is evident of it."""

    term: Term
    evident: Evident


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """The bound names around a place: what each symbol is called there, and what is evident of it."""

    bound: Mapping[Any, Lowered]
    spelled: frozenset[str] = frozenset()


TOP = Scope({})
Part = tuple[Any, Scope]
Walk = Generator[Part, Lowered, Lowered]
Handler = Callable[["Lowering", Any, Scope], Walk]

_UNARY = {
    **{cls: cls.__name__ for cls in (
        sympy.sin, sympy.cos, sympy.tan, sympy.cot, sympy.sec, sympy.csc, sympy.sinh, sympy.cosh, sympy.tanh, sympy.coth,
        sympy.exp, sympy.erf, sympy.gamma, sympy.floor, sympy.ceiling, sympy.re, sympy.im, sympy.conjugate, sympy.arg,
        notation.logistic, notation.softplus, notation.relu,
    )},
    sympy.Abs: "abs", sympy.digamma: "digamma", notation.real_log: "log", notation.real_sqrt: "sqrt",
}
_KNOWN = frozenset(_UNARY.values()) - {"re", "im", "conjugate", "arg", "floor", "ceiling"}
_RELATIONS = {
    sympy.Eq: "eq", sympy.Ne: "ne", sympy.StrictLessThan: "lt", sympy.LessThan: "le", sympy.StrictGreaterThan: "gt",
    sympy.GreaterThan: "ge", sympy.And: "and", sympy.Or: "or", sympy.Not: "not", sympy.Implies: "implies",
    notation.AllOf: "and",
}
_CONSTANTS = {
    type(sympy.pi): (app("pi"), Evident(POSITIVE)), type(sympy.E): (app("exp", ONE), Evident(POSITIVE)),
    type(sympy.I): (app("I"), COMPLEX_VALUE), type(sympy.EulerGamma): (app("euler_gamma"), Evident(POSITIVE)),
    type(sympy.oo): (app("oo"), Evident(POSITIVE)), type(-sympy.oo): (mul(num(-1), app("oo")), Evident(NEGATIVE)),
    BooleanTrue: (TRUE, COMPLEX_VALUE), BooleanFalse: (FALSE, COMPLEX_VALUE),
}
_PREDICATES = {
    "positive": "gt", "negative": "lt", "nonnegative": "ge", "nonpositive": "le", "nonzero": "ne", "zero": "eq",
}


def lower(expression: Any, names: Names, scope: Scope = TOP) -> Term:
    """The term that ``expression`` stands for. Raises IllFormed where it has no meaning here."""
    return Lowering(names, expression).run(expression, scope).term


def lower_value(expression: Any, names: Names, scope: Scope = TOP) -> Lowered:
    """The same with what is evident of it."""
    return Lowering(names, expression).run(expression, scope)


def binding(symbol: Any, evident: Evident, scope: Scope = TOP, spelling: str | None = None) -> Scope:
    """``scope`` with one more bound name."""
    text = spelling or spelling_of(symbol)
    return Scope({**scope.bound, symbol: Lowered(name(text), evident)}, scope.spelled | {text})


def not_understood(expression: Any, why: str = "") -> IllFormed:
    """The refusal of an expression, naming its SymPy class."""
    kind = type(expression).__name__
    return IllFormed("SV110", why or f"`{kind}` is not understood", name(kind))


def read(value: Any) -> Any:
    """A Python or SymPy object as SymPy has it. Text is refused: to read it would be to execute it."""
    if isinstance(value, str):
        raise IllFormed("SV110", "text is not read; write a SymPy expression", name("text"))
    if isinstance(value, sympy.MatrixBase):
        return value.as_immutable()
    if isinstance(value, notation.Prime):
        raise IllFormed("SV103", "a derivative of a function wants its argument: prime(f)(x)", name("prime"))
    try:
        return sympy.sympify(value, strict=True)
    except (sympy.SympifyError, TypeError, ValueError, AttributeError) as error:
        raise not_understood(value) from error


class MixedFunction(IllFormed):
    """An undeclared function is applied to real and to complex numbers, and was taken to be real: read again, as complex."""

    def __init__(self, spelling: str) -> None:
        super().__init__("SV103", f"`{spelling}` is applied to real and to complex numbers; say which it is", name(spelling))
        self.spelling = spelling


class Lowering:
    """One claim's worth of lowering; remembers shared parts by identity."""

    def __init__(self, names: Names, root: Any) -> None:
        self.names = names
        self._done: dict[tuple[int, int], Lowered] = {}
        self._keep: list[Any] = []
        self._spelled = spellings(root)
        self._renamed: dict[Any, str] = {}

    def run(self, root: Any, scope: Scope) -> Lowered:
        """Lower ``root``. Iterative."""
        stack: list[tuple[tuple[int, int], Walk]] = [self._open(read(root), scope)]
        value: Any = None
        while True:
            key, walk = stack[-1]
            try:
                part, inner = walk.send(value)
            except StopIteration as finished:
                value = self._done[key] = finished.value
                stack.pop()
                if not stack:
                    return finished.value  # type: ignore[no-any-return]
                continue
            found = self._done.get((id(part), id(inner)))
            value = found
            if found is None:
                stack.append(self._open(part, inner))

    def _open(self, part: Any, scope: Scope) -> tuple[tuple[int, int], Walk]:
        self._keep.append((part, scope))  # ids stay unique while what they identify is alive
        return (id(part), id(scope)), self._handler(part)(self, part, scope)

    def _handler(self, part: Any) -> Handler:
        for cls in type(part).__mro__:
            if cls in HANDLERS:
                return HANDLERS[cls]
        raise not_understood(part)

    def narrow(self, term: Term, evident: Evident, scope: Scope) -> Lowered:
        """With what hypotheses say about this very term."""
        return Lowered(term, self.names.facts.narrow(term, evident, scope.spelled))

    def enter(self, symbol: Any, evident: Evident, scope: Scope) -> Scope:
        """The scope of a binder of ``symbol``."""
        plain = symbol.label if isinstance(symbol, sympy.Idx) else symbol
        if not isinstance(plain, sympy.Symbol):
            raise not_understood(symbol, f"`{type(symbol).__name__}` is not a name that can be bound")
        inner = binding(plain, evident, scope, self._spelling(plain))
        return inner if plain is symbol else replace(inner, bound={**inner.bound, symbol: inner.bound[plain]})

    def _spelling(self, symbol: Any) -> str:
        text = spelling_of(symbol)
        others = [other for other in self._spelled.get(text, ()) if other is not symbol and other != symbol]
        if not others:
            return text
        if not isinstance(symbol, sympy.Dummy):
            raise IllFormed("SV102", f"`{text}` stands for two symbols with different assumptions", name(text))
        if symbol not in self._renamed:
            self._renamed[symbol] = fresh(text, [*self._spelled, *self.names.sorts, *self._renamed.values()])
        return self._renamed[symbol]

    # ------------------------------------------------------------ leaves
    def symbol(self, expr: Any, scope: Scope) -> Walk:
        """A free or bound name."""
        if expr in scope.bound:
            return scope.bound[expr]
        text = spelling_of(expr)
        if text in scope.spelled:
            raise IllFormed("SV102", f"`{text}` stands for two symbols with different assumptions", name(text))
        return self.narrow(name(text), self.names.symbol(expr), scope)
        yield  # a walk without parts

    def idx(self, expr: Any, scope: Scope) -> Walk:
        """An index of ``sympy.Indexed``: an integer name."""
        if expr.lower is not None and expr.label not in scope.bound:
            raise not_understood(expr, f"the range of the free index `{expr}` is not understood")
        inner = yield expr.label, scope
        return replace(inner, evident=replace(inner.evident, integer=True))

    def rational(self, expr: Any, scope: Scope) -> Walk:
        """A literal number."""
        value = Fraction(int(expr.p), int(expr.q))
        return Lowered(num(value), of_number(value))
        yield

    def float(self, expr: Any, scope: Scope) -> Walk:
        """The exact value of the shortest decimal that this float is."""
        value = shortest_decimal(expr)
        return Lowered(num(value), of_number(value))
        yield

    def constant(self, expr: Any, scope: Scope) -> Walk:
        """π, e, i, γ, ∞, true, false."""
        return Lowered(*_CONSTANTS[type(expr)])
        yield

    def itself(self, expr: Any, scope: Scope) -> Walk:
        """What only keeps SymPy from evaluating."""
        return (yield expr.args[0], scope)

    def infinite_mess(self, expr: Any, scope: Scope) -> Walk:
        """What SymPy makes of ∞ − ∞ or 1/0."""
        message = f"`{expr}`, which SymPy makes of a division by 0 or of ∞ − ∞, is not a number"
        raise IllFormed("SV106", message, name(str(expr)))
        yield

    # ------------------------------------------------------------ arithmetic
    def sum_of_terms(self, expr: Any, scope: Scope) -> Walk:
        """a + b + …; sums typed one after the other stand side by side."""
        parts = yield from self.all(_spine(expr, sympy.Add), scope)
        return self.narrow(add(*(part.term for part in parts)), of_sum([part.evident for part in parts]), scope)

    def product_of_terms(self, expr: Any, scope: Scope) -> Walk:
        """a · b · …"""
        parts = yield from self.all(_spine(expr, sympy.Mul), scope)
        return self.narrow(mul(*(part.term for part in parts)), of_product([part.evident for part in parts]), scope)

    def power(self, expr: Any, scope: Scope) -> Walk:
        """Integer powers; exp; roots and other powers, real where the base is evidently not negative, else principal."""
        base, exponent = expr.args
        if type(base) is type(sympy.E):
            inner = yield exponent, scope
            return self.narrow(app("exp", inner.term), of_unary("exp", inner.evident), scope)
        if isinstance(base, (shapes.MatrixExpr, sympy.MatrixBase)):
            return (yield from self.matrix_power(expr, scope))
        below = yield base, scope
        above = yield exponent, scope
        term, evident = raise_to(below, above)
        return self.narrow(term, evident, scope)

    def all(self, parts: Iterable[Any], scope: Scope) -> Generator[Part, Lowered, list[Lowered]]:
        """Several parts in one scope."""
        found = []
        for part in parts:
            found.append((yield part, scope))
        return found

    # ------------------------------------------------------------ functions
    def unary(self, expr: Any, scope: Scope) -> Walk:
        """A function of one number that has a head of its own."""
        head = _UNARY[type(expr)]
        (inner,) = yield from self.all(expr.args, scope)
        return self.narrow(app(head, inner.term), of_unary(head, inner.evident), scope)

    def log(self, expr: Any, scope: Scope) -> Walk:
        """The principal logarithm; real where its argument is evidently positive. ``log(x, b)`` is a quotient."""
        parts = yield from self.all(expr.args, scope)
        logs = [_choose("log" if part.evident.positive else "clog", part) for part in parts]
        if len(logs) == 1:
            return logs[0]
        quotient = mul(logs[0].term, app("pow", logs[1].term, num(-1)))
        return Lowered(quotient, of_product([logs[0].evident, of_power(logs[1].evident, num(-1), of_number(Fraction(-1)))]))

    def inverse_trigonometric(self, expr: Any, scope: Scope) -> Walk:
        """asin, acos: real on [−1, 1], else principal. atan: real on the reals."""
        (inner,) = yield from self.all(expr.args, scope)
        head = type(expr).__name__
        real = inner.evident.real if head == "atan" else within_unit(inner.term, inner.evident, self.names.facts, scope.spelled)
        return _choose(head if real else "c" + head, inner)

    def inverse_hyperbolic(self, expr: Any, scope: Scope) -> Walk:
        """asinh of a real; the others where evidently real."""
        (inner,) = yield from self.all(expr.args, scope)
        head = type(expr).__name__
        if head == "asinh" and inner.evident.real:
            return _choose(head, inner)
        raise not_understood(expr, f"`{head}` of a number that may be complex is not understood")

    def sign(self, expr: Any, scope: Scope) -> Walk:
        """The sign of a real number."""
        (inner,) = yield from self.all(expr.args, scope)
        if not inner.evident.real:
            raise not_understood(expr, "`sign` of a number that may be complex is not understood")
        return _choose("sign", inner)

    def extreme(self, expr: Any, scope: Scope) -> Walk:
        """Max, Min."""
        parts = yield from self.all(expr.args, scope)
        head = type(expr).__name__.lower()
        return Lowered(app(head, *(part.term for part in parts)), of_extreme(head, [part.evident for part in parts]))

    def mod(self, expr: Any, scope: Scope) -> Walk:
        """The remainder with the sign of the divisor."""
        parts = yield from self.all(expr.args, scope)
        integer = all(part.evident.integer for part in parts)
        return Lowered(app("mod", *(part.term for part in parts)), replace(REAL_VALUE, integer=integer))

    def factorial(self, expr: Any, scope: Scope) -> Walk:
        """n!; of a number that need not be an integer, Γ(x + 1)."""
        (inner,) = yield from self.all(expr.args, scope)
        if inner.evident.integer:
            return _choose("factorial", inner)
        shifted = Lowered(add(inner.term, ONE), of_sum([inner.evident, of_number(Fraction(1))]))
        return _choose("gamma", shifted)

    def binomial(self, expr: Any, scope: Scope) -> Walk:
        """n over k, of integers."""
        parts = yield from self.all(expr.args, scope)
        if not all(part.evident.integer for part in parts):
            raise not_understood(expr, "`binomial` of numbers that need not be integers is not understood")
        return Lowered(app("binomial", *(part.term for part in parts)), INTEGER_VALUE)

    def polygamma(self, expr: Any, scope: Scope) -> Walk:
        """polygamma(0, x) is ψ(x)."""
        order, inner = yield from self.all(expr.args, scope)
        if order.term is not ZERO:
            raise not_understood(expr)
        return _choose("digamma", inner)

    def loggamma(self, expr: Any, scope: Scope) -> Walk:
        """log Γ of a positive number."""
        (inner,) = yield from self.all(expr.args, scope)
        if not inner.evident.positive:
            raise not_understood(expr, "`loggamma` of a number that may not be positive is not understood")
        return _choose("loggamma", inner)

    def kronecker(self, expr: Any, scope: Scope) -> Walk:
        """1 where the two are equal, else 0."""
        if len(expr.args) != 2:
            raise not_understood(expr, "`KroneckerDelta` with a range is not understood")
        left, right = yield from self.all(expr.args, scope)
        return Lowered(app("kronecker", left.term, right.term), Evident(NONNEGATIVE, True))

    def real_power(self, expr: Any, scope: Scope) -> Walk:
        """The real power of ``notation``."""
        base, exponent = yield from self.all(expr.args, scope)
        signs = POSITIVE if base.evident.positive else NONNEGATIVE
        return Lowered(app("power", base.term, exponent.term), Evident(signs))

    def piecewise(self, expr: Any, scope: Scope) -> Walk:
        """Values with conditions, the first that holds counts."""
        parts: list[Term] = []
        values: list[Evident] = []
        for value, condition in (pair.args for pair in expr.args if isinstance(pair, ExprCondPair)):
            lowered = yield value, scope
            when = yield condition, scope
            parts += [lowered.term, when.term]
            values.append(lowered.evident)
        return Lowered(app("piecewise", *parts), of_cases(values))

    def applied(self, expr: Any, scope: Scope) -> Walk:
        """An undefined function of something."""
        parts = yield from self.all(expr.args, scope)
        spelling = str(expr.func.__name__)
        sort = self.function_sort(expr.func, [part.evident for part in parts])
        return self.narrow(app("apply", name(spelling), *(part.term for part in parts)), of_sort(sort), scope)

    def function_sort(self, function: Any, arguments: list[Evident]) -> Sort:
        """Declares an undefined function: real if it is of real numbers, unless it says otherwise."""
        spelling = str(function.__name__)
        says = function(*(sympy.Dummy() for _ in arguments)).is_real
        of_reals = all(argument.real for argument in arguments)
        real = says or (says is None and of_reals and spelling not in self.names.complex_functions)
        sort = self.names.sort(spelling, ("function", spelling), sorts.function(REAL if real else COMPLEX, len(arguments)))
        if self.names.raw and says is None and sort.of == REAL and not of_reals:
            raise MixedFunction(spelling)
        return sort

    def prime(self, expr: Any, scope: Scope) -> Walk:
        """f′(x), f″(x), …"""
        spelling, kind, order = str(expr.args[0]), str(expr.args[1]), int(expr.args[2])
        argument = yield expr.args[3], scope
        if kind == "declared":
            sort = self.function_sort(sympy.Function(spelling), [argument.evident])
            called, evident = name(spelling), of_sort(sort)
        else:
            called, evident = self.known(spelling, expr), REAL_VALUE if argument.evident.real else COMPLEX_VALUE
        return Lowered(app("apply", app("dfun", called, num(order)), argument.term), evident)

    def known(self, spelling: str, expr: Any) -> Term:
        """A known function as a function."""
        head = {"Abs": "abs", "real_log": "log", "real_sqrt": "sqrt"}.get(spelling, spelling)
        if head not in _KNOWN:
            raise not_understood(expr, f"`{spelling}` as a function by itself is not understood")
        return app("fun", value=head)

    # ------------------------------------------------------------ sequences
    def member(self, expr: Any, scope: Scope) -> Walk:
        """h[t − 1]."""
        sequence, index = expr.args
        at = yield index, scope
        sort = self.names.sequence(sequence)
        return self.narrow(app("at", name(sequence.name), affine(at.term)), of_sort(sort), scope)

    def indexed(self, expr: Any, scope: Scope) -> Walk:
        """A member of a ``sympy.IndexedBase``."""
        base, *indices = expr.args
        if len(indices) != 1:
            raise not_understood(expr, "`Indexed` with several indices is not understood")
        at = yield indices[0], scope
        label = base.label if isinstance(base, sympy.IndexedBase) else base
        spelling = str(label)
        of = REAL if label.is_real or base.is_real else COMPLEX
        sort = self.names.sort(spelling, ("indexed", spelling), Sort("sequence", (), of))
        return self.narrow(app("at", name(spelling), affine(at.term)), of_sort(sort), scope)

    # ------------------------------------------------------------ derivatives
    def total(self, expr: Any, scope: Scope) -> Walk:
        """∂y/∂v along all paths."""
        body, variable = yield from self.all(expr.args, scope)
        return Lowered(app("diff", body.term, variable.term), _derived(body, variable))

    def immediate(self, expr: Any, scope: Scope) -> Walk:
        """∂⁺y/∂v with what is held."""
        body, variable = yield from self.all(expr.args[:2], scope)
        held = yield from self.all(expr.args[2].args, scope)
        return Lowered(app("pdiff", body.term, variable.term, *(node.term for node in held)), _derived(body, variable))

    def below(self, expr: Any, scope: Scope) -> Walk:
        """The members of smaller index."""
        index = yield expr.args[0], scope
        return Lowered(app("below", affine(index.term)), COMPLEX_VALUE)

    def derivative(self, expr: Any, scope: Scope) -> Walk:
        """SymPy's unevaluated derivative."""
        found = yield expr.args[0], scope
        for variable, count in (pair.args for pair in expr.args[1:]):
            if not isinstance(count, sympy.Integer) or count > 50:
                raise not_understood(expr, "a derivative of symbolic or very high order is not understood")
            by = yield variable, scope
            for _ in range(int(count)):
                found = Lowered(app("diff", found.term, by.term), _derived(found, by))
        return found

    def substituted(self, expr: Any, scope: Scope) -> Walk:
        """A derivative taken at a place: f′(g) where f is a function by itself, else the value of a function x ↦ …"""
        body, variables, point = expr.args
        primed = _partial(body, variables)
        if primed is not None:
            called, orders = primed
            values = dict(zip(variables, point, strict=True))
            arguments = yield from self.all([values.get(argument, argument) for argument in body.args[0].args], scope)
            if isinstance(body.args[0], AppliedUndef):
                sort = self.function_sort(called, [argument.evident for argument in arguments])
                function, evident = name(str(called.__name__)), of_sort(sort)
            else:
                function, evident = self.known(called.__name__, expr), of_cases([*(a.evident for a in arguments), REAL_VALUE])
            return Lowered(app("apply", app("dfun", function, *map(num, orders)), *(a.term for a in arguments)), evident)
        if len(variables) != 1:
            raise not_understood(expr, "`Subs` of several names at once is not understood")
        inner = self.enter(variables[0], REAL_VALUE, scope)
        inside = yield body, inner
        at = yield point[0], scope
        function = bind("lambda", inner.bound[variables[0]].term.text, inside.term)
        return Lowered(app("apply", function, at.term), of_cases([inside.evident, REAL_VALUE]))

    # ------------------------------------------------------------ binders
    def ranged(self, expr: Any, scope: Scope) -> Walk:
        """Sum, Product of SymPy: the last limit is the outermost; each owes that its range is not reversed."""
        head = "sum" if isinstance(expr, sympy.Sum) else "product"
        body, *limits = expr.args
        if any(len(limit.args) != 3 for limit in limits):
            raise not_understood(expr, f"`{type(expr).__name__}` without ends is not understood")
        return (yield from self.nest(head, body, [(*limit.args, True) for limit in limits], scope))

    def notated_range(self, expr: Any, scope: Scope) -> Walk:
        """Σ and ∏ of ``notation``: empty where the range ends before it begins."""
        kind, _, body, bound, low, high = expr.args
        return (yield from self.nest(str(kind), body, [(bound, low, high, False)], scope))

    def nest(self, head: str, body: Any, limits: list[tuple[Any, Any, Any, bool]], scope: Scope) -> Walk:
        """Σ or ∏ over nested ranges, the first the innermost."""
        scopes = [scope]
        for bound, low, _, _ in reversed(limits):
            signs = INTEGER_VALUE.signs
            if isinstance(low, sympy.Integer) and low >= 0:
                signs = POSITIVE if low > 0 else NONNEGATIVE
            scopes.insert(0, self.enter(bound, Evident(signs, True), scopes[0]))
        found = yield body, scopes[0]
        for (bound, low, high, owes), inner, outer in zip(limits, scopes, scopes[1:], strict=False):
            first = yield low, outer
            last = yield high, outer
            spelling = inner.bound[bound].term.text
            term = bind(head, spelling, found.term, first.term, last.term)
            if owes and (obligation := _not_reversed(first.term, last.term)) is not None:
                term = app("owing", term, obligation)
            found = Lowered(term, _accumulated(head, found.evident))
        return found

    def integral(self, expr: Any, scope: Scope) -> Walk:
        """Definite integrals nest like sums; an indefinite one is an antiderivative."""
        body, *limits = expr.args
        scopes = [scope]
        for limit in reversed(limits):
            definite = len(limit.args) == 3
            scopes.insert(0, self.enter(limit.args[0], _between(*limit.args[1:]), scopes[0]) if definite else scopes[0])
        found = yield body, scopes[0]
        for limit, inner, outer in zip(limits, scopes, scopes[1:], strict=False):
            if len(limit.args) == 2:
                raise not_understood(expr, "an integral with one end is not understood")
            ends = yield from self.all(limit.args[1:], outer)
            if ends:
                term = bind("integral", inner.bound[limit.args[0]].term.text, found.term, *(end.term for end in ends))
            else:
                variable = yield limit.args[0], outer
                term = app("antiderivative", found.term, variable.term)
            found = Lowered(term, REAL_VALUE if found.evident.real else COMPLEX_VALUE)
        return found

    def antiderivative(self, expr: Any, scope: Scope) -> Walk:
        """∫ f dx."""
        body, variable = yield from self.all(expr.args, scope)
        return Lowered(app("antiderivative", body.term, variable.term), REAL_VALUE if body.evident.real else COMPLEX_VALUE)

    def limit(self, expr: Any, scope: Scope) -> Walk:
        """lim, from the side that SymPy's object names."""
        body, variable, point, side = expr.args
        approach, inner = yield from self.approach(variable, point, str(side), scope)
        found = yield body, inner
        evident = REAL_VALUE if found.evident.real else COMPLEX_VALUE
        return Lowered(bind("limit", inner.bound[variable].term.text, found.term, approach), evident)

    def approach(self, variable: Any, point: Any, side: str, scope: Scope) -> Generator[Part, Lowered, tuple[Term, Scope]]:
        """How a variable moves, and the scope in which it does."""
        infinite = point is sympy.oo
        if infinite and variable.is_integer:
            return app("along_integers"), self.enter(variable, Evident(POSITIVE, True), scope)
        at = yield point, scope
        side = "-" if infinite else "+" if point is -sympy.oo else side
        return app("toward", at.term, value=side), self.enter(variable, _near(at.evident, side, infinite), scope)

    # ------------------------------------------------------------ matrices
    def explicit_matrix(self, expr: Any, scope: Scope) -> Walk:
        """A matrix written out."""
        rows, columns = expr.shape
        parts = yield from self.all(list(expr.flat()), scope)
        return Lowered(app("matrix", *(part.term for part in parts), value=f"{rows},{columns}"), _entries(parts))

    def matrix_name(self, expr: Any, scope: Scope) -> Walk:
        """A named matrix."""
        rows, columns = yield from self.all(expr.shape, scope)
        sort = self.names.sort(str(expr.name), expr, sorts.matrix(rows.term, columns.term, COMPLEX))
        return Lowered(name(str(expr.name)), of_sort(sort))

    def matrix_sum(self, expr: Any, scope: Scope) -> Walk:
        """A + B."""
        parts = yield from self.all(_spine(expr, shapes.MatAdd), scope)
        return Lowered(add(*(part.term for part in parts)), _entries(parts))

    def matrix_product(self, expr: Any, scope: Scope) -> Walk:
        """Numbers times matrices in their order."""
        factors = _spine(expr, shapes.MatMul)
        parts = yield from self.all(factors, scope)
        shaped = [isinstance(factor, (shapes.MatrixExpr, sympy.MatrixBase)) for factor in factors]
        numbers = [part.term for part, is_matrix in zip(parts, shaped, strict=True) if not is_matrix]
        matrices = [part.term for part, is_matrix in zip(parts, shaped, strict=True) if is_matrix]
        together = matrices[0] if len(matrices) == 1 else app("matmul", *matrices)
        return Lowered(mul(*numbers, together), _entries(parts))

    def matrix_power(self, expr: Any, scope: Scope) -> Walk:
        """Aⁿ; A⁻¹."""
        base, exponent = yield from self.all(expr.args[:2], scope)
        if exponent.term is num(-1):
            return Lowered(app("inverse", base.term), _entries([base]))
        if not exponent.evident.integer:
            raise not_understood(expr, "a matrix to a power that need not be an integer is not understood")
        return Lowered(app("matpow", base.term, exponent.term), _entries([base]))

    def matrix_function(self, expr: Any, scope: Scope) -> Walk:
        """Inverse, transpose, trace, determinant."""
        inner = yield expr.args[0], scope
        return Lowered(app(_MATRIX_FUNCTIONS[type(expr)], inner.term), _entries([inner]))

    def identity(self, expr: Any, scope: Scope) -> Walk:
        """The identity of a size."""
        size = yield expr.args[0], scope
        return Lowered(app("identity", size.term), REAL_VALUE)

    def entry(self, expr: Any, scope: Scope) -> Walk:
        """M[i, j], counted from 0."""
        matrix, row, column = yield from self.all(expr.args, scope)
        term = app("entry", matrix.term, affine(row.term), affine(column.term))
        return self.narrow(term, of_sort(REAL) if matrix.evident.real else COMPLEX_VALUE, scope)

    # ------------------------------------------------------------ statements
    def relation(self, expr: Any, scope: Scope) -> Walk:
        """Relations and connectives."""
        parts = yield from self.all(expr.args, scope)
        return Lowered(app(_RELATIONS[type(expr)], *(part.term for part in parts)), COMPLEX_VALUE)

    def predicate(self, expr: Any, scope: Scope) -> Walk:
        """``Q.positive(x)`` and its like."""
        kind = str(expr.function.name)
        if kind not in _PREDICATES or len(expr.arguments) != 1:
            raise not_understood(expr, f"`Q.{kind}` is not understood")
        inner = yield expr.arguments[0], scope
        return Lowered(app(_PREDICATES[kind], inner.term, ZERO), COMPLEX_VALUE)

    def rounds_to(self, expr: Any, scope: Scope) -> Walk:
        """|left − right| ≤ ½·10⁻ᵈ."""
        parts = yield from self.all(expr.args, scope)
        return Lowered(app("rounds_to", *(part.term for part in parts)), COMPLEX_VALUE)

    def tends_to(self, expr: Any, scope: Scope) -> Walk:
        """body → target."""
        body, variable, point, target, side = expr.args
        approach, inner = yield from self.approach(variable, point, str(side), scope)
        found = yield body, inner
        to = yield target, scope
        return Lowered(bind("tends_to", inner.bound[variable].term.text, found.term, approach, to.term), COMPLEX_VALUE)

    def bounded(self, expr: Any, scope: Scope) -> Walk:
        """The values stay in a bounded set."""
        body, index, start = expr.args
        first = yield start, scope
        inner = self.enter(index, Evident(NONNEGATIVE if first.evident.nonnegative else INTEGER_VALUE.signs, True), scope)
        found = yield body, inner
        return Lowered(bind("bounded", inner.bound[index].term.text, found.term, app("from", first.term)), COMPLEX_VALUE)

    def independent(self, expr: Any, scope: Scope) -> Walk:
        """The value does not change with the name."""
        body, variable = yield from self.all(expr.args, scope)
        return Lowered(app("independent", body.term, variable.term), COMPLEX_VALUE)

    def exists(self, expr: Any, scope: Scope) -> Walk:
        """∃ names: what their assumptions say and the statement."""
        symbols, body = expr.args
        inner = scope
        statements: list[Term] = []
        for symbol in symbols:
            alone = Names(raw=True)
            alone.symbol(symbol)
            inner = self.enter(symbol, alone.symbol(symbol), inner)
            statements += [hypothesis.statement for hypothesis in alone.hypotheses]
            if inner.bound[symbol].term.text != spelling_of(symbol):
                raise not_understood(symbol, f"`{symbol}` cannot be bound here")
        found = (yield body, inner).term
        if statements:
            found = app("and", *statements, *(found.args if found.head == "and" else (found,)))
        for symbol in reversed(symbols):
            domain = app(_DOMAINS[scalar_sort(symbol).kind])
            found = bind("exists", spelling_of(symbol), found, domain)
        return Lowered(found, COMPLEX_VALUE)


_DOMAINS = {"integer": "integers", "real": "reals", "complex": "complexes"}
_MATRIX_FUNCTIONS = {
    shapes.Inverse: "inverse", shapes.Transpose: "transpose", shapes.Trace: "trace", shapes.Determinant: "det",
}
HANDLERS: dict[type, Handler] = {
    **dict.fromkeys(_UNARY, Lowering.unary), **dict.fromkeys(_RELATIONS, Lowering.relation),
    **dict.fromkeys(_CONSTANTS, Lowering.constant), **dict.fromkeys(_MATRIX_FUNCTIONS, Lowering.matrix_function),
    sympy.Symbol: Lowering.symbol, sympy.Idx: Lowering.idx, sympy.Rational: Lowering.rational, sympy.Float: Lowering.float,
    type(sympy.zoo): Lowering.infinite_mess, type(sympy.nan): Lowering.infinite_mess,
    sympy.UnevaluatedExpr: Lowering.itself,
    sympy.Add: Lowering.sum_of_terms, sympy.Mul: Lowering.product_of_terms, sympy.Pow: Lowering.power,
    sympy.log: Lowering.log, sympy.asin: Lowering.inverse_trigonometric, sympy.acos: Lowering.inverse_trigonometric,
    sympy.atan: Lowering.inverse_trigonometric,
    **dict.fromkeys((sympy.asinh, sympy.acosh, sympy.atanh), Lowering.inverse_hyperbolic),
    sympy.sign: Lowering.sign, sympy.Max: Lowering.extreme, sympy.Min: Lowering.extreme,
    sympy.Mod: Lowering.mod, sympy.factorial: Lowering.factorial, sympy.binomial: Lowering.binomial,
    sympy.polygamma: Lowering.polygamma, sympy.loggamma: Lowering.loggamma, sympy.KroneckerDelta: Lowering.kronecker,
    notation.real_power: Lowering.real_power, sympy.Piecewise: Lowering.piecewise, AppliedUndef: Lowering.applied,
    notation.PrimeApplied: Lowering.prime, notation.Member: Lowering.member, sympy.Indexed: Lowering.indexed,
    notation.Total: Lowering.total, notation.Immediate: Lowering.immediate, notation.Below: Lowering.below,
    sympy.Derivative: Lowering.derivative, sympy.Subs: Lowering.substituted, sympy.Sum: Lowering.ranged,
    sympy.Product: Lowering.ranged, notation.Ranged: Lowering.notated_range, sympy.Integral: Lowering.integral,
    notation.Antiderivative: Lowering.antiderivative, sympy.Limit: Lowering.limit, sympy.MatrixBase: Lowering.explicit_matrix,
    sympy.MatrixSymbol: Lowering.matrix_name, shapes.MatAdd: Lowering.matrix_sum, shapes.MatMul: Lowering.matrix_product,
    shapes.MatPow: Lowering.matrix_power, sympy.Identity: Lowering.identity, MatrixElement: Lowering.entry,
    notation.Entry: Lowering.entry, AppliedPredicate: Lowering.predicate, notation.RoundsTo: Lowering.rounds_to,
    notation.TendsTo: Lowering.tends_to, notation.IsBounded: Lowering.bounded, notation.Independent: Lowering.independent,
    notation.Exists: Lowering.exists,
}


def raise_to(base: Lowered, exponent: Lowered) -> tuple[Term, Evident]:
    """base to the power of exponent, in the head that has SymPy's value."""
    if exponent.evident.integer:
        return app("pow", base.term, exponent.term), of_power(base.evident, exponent.term, exponent.evident)
    if exponent.term.head == "num" and exponent.term.number.denominator == 2:
        root = _choose("sqrt" if base.evident.nonnegative else "csqrt", base)
        above = num(exponent.term.number.numerator)
        if above is ONE:
            return root.term, root.evident
        return app("pow", root.term, above), of_power(root.evident, above, of_number(above.number))
    if base.evident.nonnegative and exponent.evident.real:
        return app("power", base.term, exponent.term), Evident(POSITIVE if base.evident.positive else NONNEGATIVE)
    return app("cpower", base.term, exponent.term), COMPLEX_VALUE


def affine(index: Term) -> Term:
    """An index in its usual form, t − 1 for (t − 2) + 1: whole numbers always exist, so nothing is lost."""
    found = affine_index(index)
    if found is None:
        return index
    spelling, coefficient, offset = found
    if spelling is None or coefficient == 0:
        return num(offset)
    moving = name(spelling) if coefficient == 1 else mul(num(coefficient), name(spelling))
    return add(moving, num(offset)) if offset else moving


def shortest_decimal(value: Any) -> Fraction:
    """The shortest decimal that rounds to this SymPy Float at its own precision, exactly."""
    precision = value._prec
    exact = value._mpf_
    for digits in range(1, precision // 3 + 4):
        text = to_str(exact, digits, strip_zeros=True)
        if from_str(text, precision, "n") == exact:
            exponent = text.partition("e")[2]
            if exponent and abs(int(exponent)) > 5000:
                raise not_understood(value, "a decimal of more than 5000 digits is not read")
            return Fraction(text)
    raise not_understood(value)


def _choose(head: str, inner: Lowered) -> Lowered:
    return Lowered(app(head, inner.term), of_unary(head, inner.evident))


def _derived(body: Lowered, variable: Lowered) -> Evident:
    return REAL_VALUE if body.evident.real and variable.evident.real else COMPLEX_VALUE


def _entries(parts: Iterable[Lowered]) -> Evident:
    return REAL_VALUE if all(part.evident.real for part in parts) else COMPLEX_VALUE


def _spine(expr: Any, kind: Any) -> list[Any]:
    """a, b, c of ((a + b) + c); nothing that was bracketed on the right is opened."""
    later: list[Any] = []
    while isinstance(expr, kind) and expr.args:
        later.extend(reversed(expr.args[1:]))
        expr = expr.args[0]
    return [expr, *reversed(later)]


def _accumulated(head: str, body: Evident) -> Evident:
    if not body.nonnegative:
        return Evident(REAL_VALUE.signs, body.integer) if body.real else COMPLEX_VALUE
    if head == "product":
        return Evident(POSITIVE if body.positive else NONNEGATIVE, body.integer)
    return Evident(NONNEGATIVE, body.integer)


def _near(point: Evident, side: str, infinite: bool) -> Evident:
    """What is evident of a real that approaches the point from that side, close enough."""
    signs = point.signs if point.signs is not None else REAL_VALUE.signs
    assert signs is not None
    if infinite or signs == POSITIVE or (side == "+" and signs <= NONNEGATIVE):
        return Evident(POSITIVE)
    if signs == NEGATIVE or (side == "-" and signs <= NONPOSITIVE):
        return Evident(NEGATIVE)
    return REAL_VALUE


def _between(low: Any, high: Any) -> Evident:
    upwards = high is sympy.oo or (isinstance(low, sympy.Rational) and isinstance(high, sympy.Rational) and high >= low)
    if upwards and isinstance(low, sympy.Rational) and low >= 0:
        return Evident(POSITIVE if low > 0 else NONNEGATIVE)
    return REAL_VALUE


def _not_reversed(low: Term, high: Term) -> Term | None:
    if high.head == "oo":
        return None
    if low.head == high.head == "num" and high.number >= low.number - 1:
        return None
    before = num(low.number - 1) if low.head == "num" else add(low, num(-1))
    return app("ge", high, before)


def _partial(body: Any, variables: Any) -> tuple[Any, tuple[int, ...]] | None:
    """Of ∂f(ξ, y)/∂ξ with ξ to be replaced: f and the order in each argument; None if it is not of that form."""
    if not isinstance(body, sympy.Derivative) or not isinstance(body.args[0], sympy.Function):
        return None
    function = body.args[0]
    named = all(isinstance(argument, sympy.Symbol) for argument in function.args)
    if not named or len(set(function.args)) != len(function.args):
        return None
    orders = dict.fromkeys(function.args, 0)
    for variable, count in (pair.args for pair in body.args[1:]):
        if variable not in orders or variable not in set(variables) or not isinstance(count, sympy.Integer):
            return None
        orders[variable] += int(count)
    return function.func, tuple(orders.values())


def spellings(root: Any) -> dict[str, list[Any]]:
    """The symbols that occur in an expression, by spelling, each once."""
    found: dict[str, list[Any]] = {}
    seen: set[int] = set()
    stack = [root]
    while stack:
        part = stack.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        if isinstance(part, sympy.Symbol):
            known = found.setdefault(spelling_of(part), [])
            if part not in known:
                known.append(part)
        elif isinstance(part, sympy.MatrixBase):
            stack.extend(part.flat())
        elif isinstance(part, sympy.Basic) and not isinstance(part, Str):
            stack.extend(part.args)
    return found


