"""Rational functions over atoms: the normal form that scalar equality rests on.

A term is walked once into Q(a₀, a₁, …): sums, products and literal integer powers are computed, every other maximal
subterm becomes
an atom aᵢ, keyed by its head and the normal forms of its arguments. Numerators are flint polynomials; denominators stay
factored.
Two terms with equal quotients are equal at every point at which both are defined (Q is infinite and evaluation is a ring
homomorphism wherever no denominator vanishes). Relations between atoms enter through ``rewrite`` (the atom table, see
``atoms``) and through the quadratic relations of ``_square_of``: I² = −1, (√a)² = a, |a|² = a² for real a, cos² = 1 − sin².
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from flint import Ordering, fmpq, fmpq_mpoly, fmpq_mpoly_ctx

from symverify.kernel.meter import Meter, OutOfWork
from symverify.language.terms import BINDERS, ONE, Term, add, app, make, mul, name, num, power, substitute

T = TypeVar("T")
Rewrite = Callable[[Term], Term | None]
Key = object

# Below these heads an equation between values is of no use: what counts there are functions.
_FUNCTIONAL = frozenset({"diff", "pdiff", "antiderivative", "dfun", "lambda", "limit", "independent"})
# Arguments below these heads are statements, shapes or domains, keyed by structure over the keys of their parts.
_STRUCTURAL = frozenset(
    "eq ne lt le gt ge and or not implies true false toward along_integers from below matrix identity fun dfun oo line "
    "integers reals complexes owing".split()
)
# Operations on matrices: a matrix is keyed by its term, never by a polynomial (A − A and B − B may differ in shape).
_MATRICES = frozenset("matmul matpow inverse transpose trace det entry identity".split())
_QUADRATIC = frozenset({"I", "sqrt", "csqrt", "abs", "cos"})
_STATEMENTS = frozenset({"exists", "forall", "tends_to", "bounded", "independent"})
_FACTOR_LIMIT = 400
_CAPACITIES = (16, 32, 64, 128, 256)


class Rejected(Exception):
    """The kernel does not accept this: the evidence does not show what it should, or the term is outside the fragment."""


class _Full(Exception):
    """The polynomial ring has no room for another atom."""


@dataclass(frozen=True, slots=True)
class Quotient:
    """``num`` / Π factorᵢ^eᵢ with distinct monic irreducible factors that do not divide ``num``."""

    num: fmpq_mpoly
    den: tuple[tuple[int, int], ...]


def rational(value: Fraction) -> fmpq:
    """The same number for flint."""
    return fmpq(value.numerator, value.denominator)


def fraction(value: fmpq) -> Fraction:
    """The same number for Python."""
    return Fraction(int(value.p), int(value.q))


def no_rewrite(atom: Term) -> Term | None:
    """The empty atom table."""
    return None


def with_ring(
    rewrite: Rewrite, is_real: Callable[[Term], bool], meter: Meter, action: Callable[[Ring], T]
) -> T:
    """Run ``action`` in a ring with room for its atoms; raises Rejected if 256 atoms are not enough."""
    for capacity in _CAPACITIES:
        try:
            return action(Ring(rewrite, is_real, meter, capacity))
        except _Full:
            continue
    raise Rejected(f"more than {_CAPACITIES[-1]} atoms")


def _canonical(binder: Term) -> str:
    """A spelling for a bound name that depends on the term alone, is free nowhere in it and tells its sort."""
    levels = [int(key.lstrip("§ci")) for key in binder.free if key[0] == "§" and key.lstrip("§ci").isdigit()]
    along = binder.head in ("limit", "tends_to") and binder.args[1].head == "along_integers"
    integer = along or binder.head in ("sum", "product", "forall", "bounded")
    kind = "c" if binder.head in ("exists", "lambda") else "i" if integer else ""
    return f"§{kind}{max(levels, default=0) + 1}"


class Ring:
    """One polynomial ring and the atoms met so far."""

    def __init__(self, rewrite: Rewrite, is_real: Callable[[Term], bool], meter: Meter, capacity: int = 16) -> None:
        self.rewrite = rewrite
        self.is_real = is_real
        self.meter = meter
        self.context = fmpq_mpoly_ctx.get([f"a{i}" for i in range(capacity)], Ordering.lex)
        self.capacity = capacity
        self.atoms: list[Term] = []
        self._generators = self.context.gens()
        self._index: dict[Key, int] = {}
        self._factors: list[fmpq_mpoly] = []
        self._factor_index: dict[str, int] = {}
        self._done: dict[tuple[Term, bool], Quotient] = {}
        self._rewriting: set[Term] = set()
        self._key_index: dict[Key, int] = {}
        self._squares: dict[int, Quotient] = {}
        self.zero = Quotient(self.context.constant(0), ())
        self.one = Quotient(self.context.constant(1), ())

    # ---------------------------------------------------------------- walking
    def walk(self, root: Term, rewriting: bool = True) -> Quotient:
        """The quotient of a scalar term. Raises Rejected for a division by what is identically 0."""
        stack: list[tuple[Term, bool]] = [(root, False)]
        done = self._done
        while stack:
            term, ready = stack.pop()
            if (term, rewriting) in done:
                continue
            needed = self._needed(term)
            if not ready and needed:
                stack.append((term, True))
                stack.extend((arg, False) for arg in needed if (arg, rewriting) not in done)
                continue
            self.meter.spend(1)
            done[term, rewriting] = self._node(term, rewriting)
        return done[root, rewriting]

    @staticmethod
    def _needed(term: Term) -> tuple[Term, ...]:
        if term.head in ("add", "mul"):
            return term.args
        if term.head == "pow" and term.args[1].head == "num":
            return term.args[:1]
        return ()

    def _node(self, term: Term, rewriting: bool) -> Quotient:
        head = term.head
        if head == "num":
            return Quotient(self.context.constant(rational(term.number)), ())
        if head == "add":
            return self._sum([self._done[arg, rewriting] for arg in term.args])
        if head == "mul":
            value = self.one
            for arg in term.args:
                value = self.times(value, self._done[arg, rewriting])
            return value
        if head == "pow" and term.args[1].head == "num":
            exponent = term.args[1].number
            if exponent.denominator != 1:
                raise Rejected("`pow` with an exponent that is not an integer")
            return self.to_power(self._done[term.args[0], rewriting], int(exponent))
        return self._atom(term, rewriting)

    def _atom(self, term: Term, rewriting: bool) -> Quotient:
        if rewriting:
            value = self.rewrite(term)
            if value is not None:
                if term in self._rewriting:
                    raise Rejected("the atom table goes in a circle")
                self._rewriting.add(term)
                if len(self._rewriting) > 300:
                    raise Rejected("the atom table is nested more than 300 deep")
                found = self.walk(value)
                self._rewriting.discard(term)
                return found
        return self._generator(self.key(term, rewriting), term)

    def _generator(self, key: Key, term: Term) -> Quotient:
        index = self._index.get(key)
        if index is None:
            index = len(self.atoms)
            if index >= self.capacity:
                raise _Full
            self._index[key] = index
            self.atoms.append(term)
        return Quotient(self._generators[index], ())

    # ---------------------------------------------------------------- keys
    def key(self, term: Term, rewriting: bool = True) -> Key:
        """Equal keys: the same head over arguments with equal normal forms (bound names renamed), hence equal values."""
        if term.head == "name":
            return term.text
        if term.heads & _STATEMENTS:  # their truth depends on where their terms are defined, which normal forms forget
            return self._small(("statement", term.digest))
        if term.head in BINDERS:
            bound = _canonical(term)
            renamed = substitute(term.args[0], {name(term.text): name(bound)})
            term = make(term.head, bound, (renamed, *term.args[1:]))
        if term.head in _FUNCTIONAL:
            rewriting = False
        self.meter.spend(1)
        whole = len(term.args) if term.head == "matmul" else 1 if term.head in _MATRICES else 0
        parts: tuple[Key, ...] = tuple(arg.digest for arg in term.args[:whole])
        parts += tuple(self._part_key(arg, rewriting) for arg in term.args[whole:])
        return self._small((term.head, term.value if isinstance(term.value, str) else None, parts))

    def _part_key(self, arg: Term, rewriting: bool) -> Key:
        if arg.head in _STRUCTURAL:
            return self.key(arg, rewriting)
        quotient = self.walk(arg, rewriting)
        if rewriting:  # a quadratic relation may rest on rows, which are equations at the point only
            quotient = self.reduced(quotient)
        terms = tuple(sorted((monomial, str(value)) for monomial, value in quotient.num.to_dict().items()))
        return self._small((terms, quotient.den))

    def _small(self, key: Key) -> Key:
        # Nested keys would grow with the depth of the term; a number for each distinct one keeps them flat.
        return self._key_index.setdefault(key, len(self._key_index))

    # ---------------------------------------------------------------- arithmetic
    def factor(self, polynomial: fmpq_mpoly) -> tuple[fmpq, list[tuple[int, int]]]:
        """A constant and registered monic factors with multiplicities, whose product is the polynomial (not 0)."""
        if polynomial.is_constant():
            return polynomial.leading_coefficient(), []
        if len(polynomial) > _FACTOR_LIMIT:
            self.meter.spend(len(polynomial))
            parts = [(polynomial, 1)]
            constant = fmpq(1)
        else:
            self.meter.spend(4 * len(polynomial))
            constant, parts = polynomial.factor()
        found = []
        for part, multiplicity in parts:
            leading = part.leading_coefficient()
            constant = constant * leading**int(multiplicity)
            found.append((self._register(part / leading), int(multiplicity)))
        return constant, found

    def _register(self, monic: fmpq_mpoly) -> int:
        text = str(monic)
        if text not in self._factor_index:
            self._factor_index[text] = len(self._factors)
            self._factors.append(monic)
        return self._factor_index[text]

    def factor_polynomial(self, index: int) -> fmpq_mpoly:
        """A registered factor."""
        return self._factors[index]

    def plus(self, left: Quotient, right: Quotient) -> Quotient:
        """left + right."""
        if left.den == right.den:
            self.meter.spend(min(len(left.num), len(right.num)))
            return self._cancel(left.num + right.num, dict(left.den))
        return self._sum([left, right])

    def _sum(self, parts: list[Quotient]) -> Quotient:
        common: dict[int, int] = {}
        for part in parts:
            for index, exponent in part.den:
                common[index] = max(common.get(index, 0), exponent)
        total = self.context.constant(0)
        for part in parts:
            numerator = part.num
            own = dict(part.den)
            for index, exponent in common.items():
                missing = exponent - own.get(index, 0)
                if missing:
                    numerator = self._product(numerator, self._polynomial_power(self._factors[index], missing))
            total = total + numerator
            self.meter.spend(len(numerator))
        return self._cancel(total, common)

    def _product(self, left: fmpq_mpoly, right: fmpq_mpoly) -> fmpq_mpoly:
        self.meter.spend(max(1, len(left) * len(right) // 8))
        return left * right

    def _cancel(self, numerator: fmpq_mpoly, den: dict[int, int]) -> Quotient:
        if numerator.is_zero():
            return self.zero
        left: list[tuple[int, int]] = []
        for index in sorted(den):
            exponent = den[index]
            while exponent:
                self.meter.spend(1 + len(numerator) // 8)
                quotient, remainder = divmod(numerator, self._factors[index])
                if not remainder.is_zero():
                    break
                numerator, exponent = quotient, exponent - 1
            if exponent:
                left.append((index, exponent))
        return Quotient(numerator, tuple(left))

    def times(self, left: Quotient, right: Quotient) -> Quotient:
        """left · right."""
        den = dict(left.den)
        for index, exponent in right.den:
            den[index] = den.get(index, 0) + exponent
        return self._cancel(self._product(left.num, right.num), den)

    def minus(self, left: Quotient, right: Quotient) -> Quotient:
        """left − right."""
        return self.plus(left, Quotient(-right.num, right.den))

    def inverse(self, value: Quotient) -> Quotient:
        """1 / value. Raises Rejected when the value is identically 0."""
        if self.reduced(value).num.is_zero():
            raise Rejected("a denominator is identically 0")
        constant, factors = self.factor(value.num)
        numerator = self.context.constant(1 / constant)
        for index, exponent in value.den:
            numerator = self._product(numerator, self._polynomial_power(self._factors[index], exponent))
        return Quotient(numerator, tuple(sorted(factors)))

    def to_power(self, base: Quotient, exponent: int) -> Quotient:
        """base to an integer exponent."""
        if exponent < 0:
            return self.to_power(self.inverse(base), -exponent)
        if exponent == 1:
            return base
        if exponent.bit_length() > 40:
            raise OutOfWork("an exponent of more than 40 bits")
        den = tuple((index, power * exponent) for index, power in base.den)
        return Quotient(self._polynomial_power(base.num, exponent), den if exponent else ())

    def _polynomial_power(self, base: fmpq_mpoly, exponent: int) -> fmpq_mpoly:
        terms = len(base)
        if terms:
            bits = max(int(value.p).bit_length() + int(value.q).bit_length() for value in base.coeffs())
            count = 1
            for step in range(1, terms):  # binomial(exponent + terms - 1, terms - 1), stopped early
                count = count * (exponent + step) // step
                if count > self.meter.limit:
                    break
            self.meter.spend(count + count * bits * exponent // 256)
        return base**exponent

    # ---------------------------------------------------------------- quadratic relations
    def reduced(self, value: Quotient) -> Quotient:
        """The same value with every power >= 2 of an algebraic atom rewritten by its quadratic relation."""
        if value.num.is_constant():
            return value
        degrees = value.num.degrees()
        for index in range(len(self.atoms) - 1, -1, -1):
            if degrees[index] < 2 or self.atoms[index].head not in _QUADRATIC:
                continue
            square = self._square_of(index)
            if square is not None:
                return self.reduced(self._reduce(value, index, square))
        return value

    def _square_of(self, index: int) -> Quotient | None:
        atom = self.atoms[index]
        head = atom.head
        if index not in self._squares:
            if head == "I":
                square = Quotient(self.context.constant(-1), ())
            elif head in ("sqrt", "csqrt"):
                square = self.walk(atom.args[0])
            elif head == "abs":
                if not self.is_real(atom.args[0]):
                    return None
                square = self.to_power(self.walk(atom.args[0]), 2)
            else:
                sine = self.walk(app("sin", atom.args[0]), False)
                square = self.minus(self.one, self.to_power(sine, 2))
            self._squares[index] = square
        return self._squares[index]

    def _reduce(self, value: Quotient, index: int, square: Quotient) -> Quotient:
        groups: dict[int, dict[tuple[int, ...], fmpq]] = {}
        for monomial, coefficient in value.num.to_dict().items():
            power = int(monomial[index])
            rest = (*monomial[:index], power % 2, *monomial[index + 1 :])
            groups.setdefault(power // 2, {})[rest] = coefficient
        self.meter.spend(len(value.num))
        total = self.zero
        for exponent in sorted(groups):
            part = Quotient(self.context.from_dict(groups[exponent]), value.den)
            total = self.plus(total, self.times(part, self.to_power(square, exponent)))
        return total

    def is_zero(self, value: Quotient) -> bool:
        """Whether the value is identically 0 modulo the quadratic relations; False says nothing."""
        return bool(value.num.is_zero()) or bool(self.reduced(value).num.is_zero())

    # ---------------------------------------------------------------- back to terms
    def polynomial_term(self, polynomial: fmpq_mpoly) -> Term:
        """A polynomial written over the atoms' terms, in the ring's monomial order."""
        summands = []
        for monomial, coefficient in polynomial.terms():
            factors = [
                self.atoms[index] if exponent == 1 else power(self.atoms[index], int(exponent))
                for index, exponent in enumerate(monomial)
                if exponent
            ]
            value = fraction(coefficient)
            if value != 1 or not factors:
                factors.insert(0, num(value))
            summands.append(mul(*factors))
        return add(*summands)

    def term(self, value: Quotient) -> Term:
        """A quotient written as a term."""
        numerator = self.polynomial_term(value.num)
        if not value.den:
            return numerator
        factors = [power(self.polynomial_term(self._factors[index]), -exponent) for index, exponent in value.den]
        return mul(*factors) if numerator is ONE else mul(numerator, *factors)
