"""A small syntactic sign rule: is this term evidently positive, nonnegative, real, an integer?

It decides one thing only: whether a SymPy ``log``, ``sqrt`` or power, which are complex and principal, may be written with the
real head of the same value. Evident means: by these rules, from the declarations and hypotheses as they stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from symverify.language.sorts import Sort
from symverify.language.terms import Term

Signs = frozenset[str]
POSITIVE, NEGATIVE, ZERO_ONLY = frozenset("+"), frozenset("-"), frozenset("0")
NONNEGATIVE, NONPOSITIVE, NONZERO, ANY = frozenset("+0"), frozenset("-0"), frozenset("+-"), frozenset("+0-")
_TIMES = {"+": {"+": "+", "0": "0", "-": "-"}, "0": {"+": "0", "0": "0", "-": "0"}, "-": {"+": "-", "0": "0", "-": "+"}}


@dataclass(frozen=True, slots=True)
class Evident:
    """What is evident of a value: the signs a real one can have (None: it may be complex), and whether it is an integer."""

    signs: Signs | None = None
    integer: bool = False

    @property
    def real(self) -> bool:
        return self.signs is not None

    @property
    def positive(self) -> bool:
        return self.signs is not None and self.signs <= POSITIVE

    @property
    def nonnegative(self) -> bool:
        return self.signs is not None and self.signs <= NONNEGATIVE


COMPLEX_VALUE, REAL_VALUE, INTEGER_VALUE = Evident(), Evident(ANY), Evident(ANY, True)


def of_number(value: Fraction) -> Evident:
    """A literal number."""
    return Evident(POSITIVE if value > 0 else NEGATIVE if value < 0 else ZERO_ONLY, value.denominator == 1)


def of_sort(sort: Sort | None) -> Evident:
    """What a declaration alone says; of a matrix, sequence or function, what it says of the values."""
    while sort is not None and sort.of is not None:
        sort = sort.of
    if sort is None or sort.kind not in ("integer", "real"):
        return COMPLEX_VALUE
    return INTEGER_VALUE if sort.kind == "integer" else REAL_VALUE


def of_sum(parts: Sequence[Evident]) -> Evident:
    """a + b + …"""
    integer = all(part.integer for part in parts)
    signs: Signs = ZERO_ONLY
    for part in parts:
        if part.signs is None:
            return COMPLEX_VALUE
        signs = _plus(signs, part.signs)
    return Evident(signs, integer)


def _plus(left: Signs, right: Signs) -> Signs:
    if "+" in left | right and "-" in left | right:
        return ANY
    return (left | right) - (ZERO_ONLY if "0" not in left or "0" not in right else frozenset())


def of_product(parts: Sequence[Evident]) -> Evident:
    """a · b · …"""
    integer = all(part.integer for part in parts)
    signs: Signs = POSITIVE
    for part in parts:
        if part.signs is None:
            return COMPLEX_VALUE
        signs = frozenset(_TIMES[a][b] for a in signs for b in part.signs)
    return Evident(signs, integer)


def of_power(base: Evident, exponent: Term, of_exponent: Evident) -> Evident:
    """base to an integer exponent (0⁰ = 1)."""
    if base.signs is None:
        return COMPLEX_VALUE
    integer = base.integer and of_exponent.nonnegative
    if exponent.head == "num" and exponent.number % 2 == 0:
        zero = "0" in base.signs and exponent.number > 0
        return Evident(NONNEGATIVE if zero else POSITIVE, integer)
    if exponent.head == "num":
        return Evident(base.signs if exponent.number > 0 else base.signs - ZERO_ONLY or ANY, integer)
    if not base.nonnegative:
        return Evident(ANY, integer)
    return Evident(base.signs | POSITIVE, integer)  # 0⁰ = 1


def _odd(argument: Evident) -> Evident:
    return Evident(argument.signs)


def _when_real(signs: Signs) -> Callable[[Evident], Evident]:
    return lambda argument: Evident(signs) if argument.real else COMPLEX_VALUE


def _always(evident: Evident) -> Callable[[Evident], Evident]:
    return lambda argument: evident


def _size(argument: Evident) -> Evident:
    nonzero = argument.signs is not None and "0" not in argument.signs
    return Evident(POSITIVE if nonzero else NONNEGATIVE, argument.integer)


_RULES: Mapping[str, Callable[[Evident], Evident]] = {
    **dict.fromkeys(("exp", "cosh", "logistic", "softplus", "sech"), _when_real(POSITIVE)),
    **dict.fromkeys(("sin", "cos", "tan", "cot", "sec", "csc", "coth", "digamma"), _when_real(ANY)),
    **dict.fromkeys(("sinh", "tanh", "atan", "asin", "asinh", "erf"), _odd),
    **dict.fromkeys(("log", "acos", "acosh", "atanh", "loggamma", "re", "im", "arg"), _always(REAL_VALUE)),
    **dict.fromkeys(("floor", "ceiling"), _always(INTEGER_VALUE)),
    "abs": _size,
    "sign": lambda argument: Evident(argument.signs, True),
    "sqrt": lambda argument: Evident(POSITIVE if argument.positive else NONNEGATIVE),
    "gamma": lambda argument: Evident(POSITIVE) if argument.positive else Evident(ANY if argument.real else None),
    "relu": _always(Evident(NONNEGATIVE)),
    "factorial": _always(Evident(POSITIVE, True)),
    "conjugate": lambda argument: argument,
}


def of_unary(head: str, argument: Evident) -> Evident:
    """head(argument)."""
    return _RULES[head](argument) if head in _RULES else COMPLEX_VALUE


def of_cases(parts: Iterable[Evident]) -> Evident:
    """One of the parts, whichever."""
    signs: Signs = frozenset()
    integer = True
    for part in parts:
        if part.signs is None:
            return COMPLEX_VALUE
        signs |= part.signs
        integer = integer and part.integer
    return Evident(signs, integer)


def of_extreme(head: str, parts: Sequence[Evident]) -> Evident:
    """max or min of the parts."""
    both = of_cases(parts)
    if both.signs is None:
        return both
    definite = POSITIVE if head == "max" else NEGATIVE
    if any(part.signs is not None and part.signs <= definite for part in parts):
        return Evident(definite, both.integer)
    weak = NONNEGATIVE if head == "max" else NONPOSITIVE
    if any(part.signs is not None and part.signs <= weak for part in parts):
        return Evident(both.signs & weak, both.integer)
    return both


# ---------------------------------------------------------------- hypotheses
@dataclass(frozen=True, slots=True)
class Facts:
    """Literal bounds that hypotheses put on terms: the greatest lower and least upper one, with whether it is strict."""

    lower: Mapping[Term, tuple[Fraction, bool]] = field(default_factory=dict)
    upper: Mapping[Term, tuple[Fraction, bool]] = field(default_factory=dict)
    nonzero: frozenset[Term] = frozenset()

    def learn(self, statement: Term) -> Facts:
        """With what one more hypothesis says, if it bounds a term by a number."""
        if statement.head == "and":
            facts = self
            for part in statement.args:
                facts = facts.learn(part)
            return facts
        if len(statement.args) != 2:
            return self
        left, right = statement.args
        flipped = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le", "ne": "ne"}
        if statement.head in flipped and right.head == "num" and left.head != "num":
            return self._bound(left, statement.head, right.number)
        if statement.head in flipped and left.head == "num" and right.head != "num":
            return self._bound(right, flipped[statement.head], left.number)
        return self

    def _bound(self, term: Term, head: str, value: Fraction) -> Facts:
        strict = head in ("lt", "gt")
        if head == "ne":
            return replace(self, nonzero=self.nonzero | {term}) if value == 0 else self
        if head in ("gt", "ge"):
            best = max(self.lower.get(term, (value, strict)), (value, strict))
            return replace(self, lower={**self.lower, term: best})
        upper_value, upper_strict = self.upper.get(term, (value, strict))
        tighter = (value, strict) if value < upper_value else (upper_value, upper_strict or (strict and value == upper_value))
        return replace(self, upper={**self.upper, term: tighter})

    def narrow(self, term: Term, evident: Evident, bound: frozenset[str]) -> Evident:
        """``evident`` and what the facts add; a fact about a name that a binder has taken over says nothing here."""
        if evident.signs is None or not self._speaks(term, bound):
            return evident
        signs = evident.signs
        if term in self.lower:
            value, strict = self.lower[term]
            signs &= POSITIVE if value > 0 or (value == 0 and strict) else NONNEGATIVE if value == 0 else ANY
        if term in self.upper:
            value, strict = self.upper[term]
            signs &= NEGATIVE if value < 0 or (value == 0 and strict) else NONPOSITIVE if value == 0 else ANY
        if term in self.nonzero:
            signs &= NONZERO
        return replace(evident, signs=signs) if signs else evident

    def _speaks(self, term: Term, bound: frozenset[str]) -> bool:
        return not term.free & bound and (term in self.lower or term in self.upper or term in self.nonzero)

    def within(self, term: Term, low: int, high: int, bound: frozenset[str]) -> bool:
        """Hypotheses put ``term`` into [low, high]."""
        if term.free & bound or term not in self.lower or term not in self.upper:
            return False
        return self.lower[term][0] >= low and self.upper[term][0] <= high


def within_unit(term: Term, evident: Evident, facts: Facts, bound: frozenset[str]) -> bool:
    """The term evidently lies in [−1, 1]."""
    if term.head == "num":
        return -1 <= term.number <= 1
    if not evident.real:
        return False
    return term.head in ("sin", "cos", "tanh", "logistic", "erf", "sign") or facts.within(term, -1, 1, bound)
