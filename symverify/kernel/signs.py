"""Signs: what the hypotheses and the shape of a term say about its sign.

A sign is a set of possible signs, a mask of NEGATIVE, ZERO and POSITIVE. For terms that may be complex only the bit ZERO means
anything: ``NONZERO`` is "not 0", ``UNKNOWN`` is no information. Every rule returns a superset of the truth at every point
at which the
hypotheses hold and the term is defined.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from math import ceil, floor

from flint import fmpq_mpoly

from symverify.kernel.meter import Meter
from symverify.kernel.ring import Quotient, Rejected, Ring, fraction, no_rewrite, with_ring
from symverify.language.claims import Context, Hypothesis
from symverify.language.nodes import unfold
from symverify.language.sorts import COMPLEX, INTEGER, REAL, IllFormed, Sort, SortTable, affine_index, sort_of
from symverify.language.terms import ONE, ZERO, Term, app, name, neg, sub

NEGATIVE, ZERO_BIT, POSITIVE = 1, 2, 4
NONZERO, UNKNOWN = 5, 7
NONNEGATIVE, NONPOSITIVE = 6, 3

_ALWAYS_POSITIVE = frozenset({"exp", "cosh", "logistic", "softplus", "sech"})
_ODD_INCREASING = frozenset({"sinh", "tanh", "asinh", "atanh", "atan", "erf", "sign"})
_RELATION_MASK = {"gt": POSITIVE, "ge": NONNEGATIVE, "lt": NEGATIVE, "le": NONPOSITIVE, "ne": NONZERO, "eq": ZERO_BIT}
_DEPTH = 60
_SPELLED = {"c": COMPLEX, "i": INTEGER}


def negate(mask: int) -> int:
    """The signs of −x."""
    return (mask & ZERO_BIT) | (POSITIVE if mask & NEGATIVE else 0) | (NEGATIVE if mask & POSITIVE else 0)


def product(left: int, right: int) -> int:
    """The signs of x·y."""
    found = ZERO_BIT if (left | right) & ZERO_BIT else 0
    if (left & POSITIVE and right & POSITIVE) or (left & NEGATIVE and right & NEGATIVE):
        found |= POSITIVE
    if (left & POSITIVE and right & NEGATIVE) or (left & NEGATIVE and right & POSITIVE):
        found |= NEGATIVE
    return found


def total(masks: Iterable[int]) -> int:
    """The signs of a sum."""
    found = ZERO_BIT
    for mask in masks:
        joint = found | mask
        if joint & POSITIVE and joint & NEGATIVE:
            return UNKNOWN
        found = joint if found & ZERO_BIT and mask & ZERO_BIT else joint & ~ZERO_BIT
    return found


def sign_of(value: Fraction) -> int:
    """The sign of a number."""
    return POSITIVE if value > 0 else NEGATIVE if value < 0 else ZERO_BIT


def flatten(statement: Term) -> tuple[Term, ...]:
    """The members of a conjunction; negated order relations and equations are turned round."""
    if statement.head == "and":
        return tuple(part for arg in statement.args for part in flatten(arg))
    if statement.head == "not":
        opposite = {"lt": "ge", "le": "gt", "gt": "le", "ge": "lt", "eq": "ne", "ne": "eq"}.get(statement.args[0].head)
        if opposite is not None:
            return (app(opposite, *statement.args[0].args),)
    return (statement,)


class Facts:
    """The hypotheses of a context, ready to be asked for signs and sorts."""

    def __init__(self, context: Context, meter: Meter) -> None:
        self.context = context
        self.meter = meter
        self.scope: dict[str, Sort] = dict(context.scope())
        self._sorts = SortTable(self.scope)
        self._unknown: set[Term] = set()
        self.statements = tuple(part for entry in context.hypotheses for part in flatten(entry.statement))
        self._comparisons = tuple(
            (sub(part.args[0], part.args[1]), _RELATION_MASK[part.head])
            for part in self.statements
            if part.head in _RELATION_MASK and self.is_scalar(part.args[0])
        )
        self._memo: dict[Term, int] = {}
        self._within: dict[tuple[str, Term, Term], Facts] = {}
        self.memo: dict[object, bool] = {}
        """What other kernel files worked out under these facts."""
        self._busy: set[Term] = set()
        self._cut = 0
        self._bounds = {
            key: _whole(ends) if self.scope.get(key) == INTEGER else ends for key, ends in _bounds(self.statements).items()
        }

    # ---------------------------------------------------------------- sorts
    def sort(self, term: Term) -> Sort | None:
        """The sort of a term (bound names of the ring tell theirs), or None."""
        if term in self._unknown:
            return None
        bound = {key: _SPELLED.get(key[1:2], REAL) for key in term.free if key[0] == "§" and key not in self.scope}
        try:
            return sort_of(term, {**self.scope, **bound}) if bound else self._sorts.of(term)
        except IllFormed:
            self._unknown.add(term)
            return None

    def is_real(self, term: Term) -> bool:
        """Whether the sort says so."""
        sort = self.sort(term)
        return sort is not None and sort.kind in ("real", "integer")

    def is_integer(self, term: Term) -> bool:
        """Whether the sort says so."""
        return self.sort(term) == INTEGER

    def is_scalar(self, term: Term) -> bool:
        """Whether the sort says so."""
        sort = self.sort(term)
        return sort is not None and sort.kind in ("real", "integer", "complex")

    def ring(self, action: Callable[[Ring], int]) -> int:
        """Run ``action`` in a ring without rewriting; UNKNOWN when the term is outside of it."""
        try:
            return with_ring(no_rewrite, self.is_real, self.meter, action)
        except Rejected:
            return UNKNOWN

    # ---------------------------------------------------------------- signs
    def sign(self, term: Term) -> int:
        """The possible signs of ``term``."""
        if term in self._memo:
            return self._memo[term]
        mask = self._affine(term)
        if mask & (mask - 1) == 0 or mask in (NONNEGATIVE, NONPOSITIVE):
            self._memo[term] = mask
            return mask
        if len(self._busy) > _DEPTH or term in self._busy:
            self._cut += 1
            return UNKNOWN
        self.meter.spend(1)
        self._busy.add(term)
        cut = self._cut
        try:
            mask &= self._structural(term)
            if mask & ZERO_BIT or mask == NONZERO:
                mask &= self.ring(lambda ring: self._by_polynomial(ring, term))
        finally:
            self._busy.discard(term)
        if not self._busy or self._cut == cut:
            self._memo[term] = mask
        return mask

    def _affine(self, term: Term) -> int:
        """The signs of a·x + b from the literal bounds of the name x."""
        read = affine_index(term)
        if read is None:
            return UNKNOWN
        spelling, coefficient, offset = read
        if spelling is None or coefficient == 0:
            return sign_of(offset)
        low, high = self._bounds.get(spelling, (None, None))
        mask = UNKNOWN
        for bound, at_least in ((low, coefficient > 0), (high, coefficient < 0)):
            if bound is not None:
                value, strict = coefficient * bound[0] + offset, bound[1]
                edge = sign_of(value) if not strict else 0
                mask &= (edge | POSITIVE | (UNKNOWN if value < 0 else 0)) if at_least else (
                    edge | NEGATIVE | (UNKNOWN if value > 0 else 0)
                )
        return mask

    def holds(self, statement: Term) -> bool:
        """Whether the hypotheses give a relation between scalars, by signs alone. False says nothing."""
        if statement.head == "true":
            return True
        if statement.head == "and":
            return all(self.holds(part) for part in statement.args)
        if statement.head == "or":
            return any(self.holds(part) for part in statement.args)
        if statement in self.statements:
            return True
        if statement.head == "not":
            (turned,) = flatten(statement)
            return turned is not statement and self.holds(turned)
        if statement.head not in _RELATION_MASK or not self.is_scalar(statement.args[0]):
            return False
        difference = sub(statement.args[0], statement.args[1])
        if statement.head not in ("eq", "ne") and not self.is_real(difference):
            return False
        if statement.args[1] is ZERO:
            difference = statement.args[0]
        wanted = _RELATION_MASK[statement.head]
        if self.sign(difference) & ~wanted == 0:
            return True
        if statement.head in ("gt", "lt") and self.is_integer(difference):
            # between integers a > b is a >= b + 1
            shifted = sub(difference, ONE) if statement.head == "gt" else sub(neg(difference), ONE)
            return self.sign(shifted) & ~NONNEGATIVE == 0
        return False

    def _structural(self, term: Term) -> int:
        head = term.head
        if head == "num":
            return sign_of(term.number)
        if head in ("name", "at"):
            return self._node(term)
        if head in ("pi", "euler_gamma"):
            return POSITIVE
        if head == "I":
            return NONZERO
        if head == "exp" and not self.is_real(term):
            return NONZERO
        if not self.is_real(term):
            return self._node(term) if head in ("name", "at") else self._complex(term)
        if head == "add":
            return total(self.sign(arg) for arg in term.args) if all(map(self.is_real, term.args)) else UNKNOWN
        if head == "mul":
            return self._product(term.args) if all(map(self.is_real, term.args)) else UNKNOWN
        if head in ("pow", "power"):
            return self._power(term)
        if head in _ALWAYS_POSITIVE:
            return POSITIVE
        if head in ("abs", "sqrt", "relu"):
            inside = self.sign(term.args[0])
            if head == "relu":
                return NONNEGATIVE if inside & NONPOSITIVE else POSITIVE
            return NONNEGATIVE if inside & ZERO_BIT else POSITIVE
        if head in _ODD_INCREASING:
            return self.sign(term.args[0]) if self.is_real(term.args[0]) else UNKNOWN
        if head == "log":
            return self.sign(sub(term.args[0], ONE))
        if head == "factorial":
            return POSITIVE
        if head in ("max", "min"):
            return self._extremum(head, [self.sign(arg) for arg in term.args])
        if head == "owing":
            return self.sign(term.args[0])
        if head == "piecewise":
            mask = 0
            for value in term.args[::2]:
                mask |= self.sign(value)
            return mask
        if head in ("sum", "product"):
            return self._repeated(term)
        if head == "floor":
            return NONNEGATIVE if self.sign(term.args[0]) & NEGATIVE == 0 else UNKNOWN
        return UNKNOWN

    def _node(self, term: Term) -> int:
        """A defined node has the signs of what defines it."""
        spelling = term.text if term.head == "name" else term.args[0].text if term.args[0].head == "name" else ""
        definition = self.context.definition(spelling)
        if definition is None:
            return UNKNOWN
        if definition.index is None:
            return self.sign(definition.body) if term.head == "name" else UNKNOWN
        if term.head == "name" or definition.start is None or not self.holds(app("ge", term.args[1], definition.start)):
            return UNKNOWN
        return self.sign(unfold(definition, term.args[1]))

    def _complex(self, term: Term) -> int:
        if term.head == "mul":
            return UNKNOWN if any(self.sign(arg) & ZERO_BIT for arg in term.args) else NONZERO
        if term.head == "pow":
            return UNKNOWN if self.sign(term.args[0]) & ZERO_BIT else NONZERO
        if term.head in ("csqrt", "conjugate"):
            return UNKNOWN if self.sign(term.args[0]) & ZERO_BIT else NONZERO
        if term.head == "owing":
            return self.sign(term.args[0])
        return UNKNOWN

    def _product(self, factors: Iterable[Term]) -> int:
        mask = POSITIVE
        for factor in factors:
            mask = product(mask, self.sign(factor))
            if mask == UNKNOWN:
                break
        return mask

    def _power(self, term: Term) -> int:
        base, exponent = term.args
        mask = self.sign(base)
        if mask == POSITIVE:
            return POSITIVE
        if term.head == "power":
            return NONNEGATIVE
        if exponent.head == "num":
            return _integer_power(mask, exponent.number)
        return UNKNOWN if mask & NEGATIVE else NONNEGATIVE

    @staticmethod
    def _extremum(head: str, masks: list[int]) -> int:
        joint = 0
        for mask in masks:
            joint |= mask
        limit = POSITIVE if head == "max" else NEGATIVE
        if any(mask == limit for mask in masks):
            return limit
        if head == "max" and any(mask & NEGATIVE == 0 for mask in masks):
            joint &= NONNEGATIVE
        if head == "min" and any(mask & POSITIVE == 0 for mask in masks):
            joint &= NONPOSITIVE
        return joint

    def _repeated(self, term: Term) -> int:
        inner = self.within(term)
        mask = inner.sign(term.args[0])
        if term.head == "product":
            if mask == POSITIVE and not any("oo" in end.heads for end in term.args[1:]):
                return POSITIVE  # an infinite product of positive numbers may be 0
            return NONNEGATIVE if mask & NEGATIVE == 0 else UNKNOWN
        return mask | ZERO_BIT if mask in (POSITIVE, NEGATIVE, NONNEGATIVE, NONPOSITIVE) else UNKNOWN

    def within(self, binder: Term) -> Facts:
        """The facts inside a sum, product or ``forall``: its index is an integer of the range.

        Raises Rejected when the bound name is declared: what is known of that name must not be read into it.
        """
        bound = binder.text
        low, high = binder.args[1], binder.args[2]
        known = self._within.get((bound, low, high))
        if known is not None:
            return known
        if bound in self.scope:
            raise Rejected(f"`{bound}` is bound and declared")
        ends = []
        if "oo" not in low.heads and bound not in low.free:
            ends.append(Hypothesis(f"{bound} from", app("ge", name(bound), low)))
        if "oo" not in high.heads and bound not in high.free:
            ends.append(Hypothesis(f"{bound} to", app("le", name(bound), high)))
        context = self.context.declare(bound, INTEGER).assume(*ends)
        self._within[bound, low, high] = found = facts_of(context, self.meter)
        return found

    # ---------------------------------------------------------------- signs of normal forms
    def _by_polynomial(self, ring: Ring, term: Term) -> int:
        value = ring.reduced(ring.walk(term))
        if value.num.is_zero():
            return ZERO_BIT
        real = self.is_real(term)
        mask = self._quotient(ring, value, term) if real else self._complex_quotient(ring, value, term)
        if mask & (mask - 1) == 0 or not self._comparisons:
            return mask
        for known, relation in self._comparisons:
            if real and not self.is_real(known):
                continue
            mask &= self._compare(ring, value, known, relation, real)
        return mask

    def _atom_signs(self, ring: Ring, whole: Term) -> list[int]:
        signs = []
        for atom in ring.atoms:
            signs.append(UNKNOWN if atom is whole else self.sign(atom))
        return signs

    def _quotient(self, ring: Ring, value: Quotient, whole: Term) -> int:
        signs = self._atom_signs(ring, whole)
        real = [self.is_real(atom) for atom in ring.atoms]
        mask = self._polynomial(value.num, signs, real)
        if mask == UNKNOWN or mask & ZERO_BIT:
            constant, factors = ring.factor(value.num)
            by_factor = sign_of(fraction(constant))
            for index, exponent in factors:
                part = self._polynomial(ring.factor_polynomial(index), signs, real)
                part &= self._known_factor(ring, index)
                by_factor = product(by_factor, _integer_power(part, Fraction(exponent)))
            mask &= by_factor
        for index, exponent in value.den:
            part = self._polynomial(ring.factor_polynomial(index), signs, real) & self._known_factor(ring, index)
            mask = product(mask, _integer_power(part & NONZERO, Fraction(-exponent)))
        return mask

    def _known_factor(self, ring: Ring, index: int) -> int:
        mask = UNKNOWN
        polynomial = ring.factor_polynomial(index)
        for known, relation in self._comparisons:
            mask &= self._compare(ring, Quotient(polynomial, ()), known, relation, self.is_real(known))
        return mask

    def _complex_quotient(self, ring: Ring, value: Quotient, whole: Term) -> int:
        if value.num.is_constant():
            return NONZERO
        signs = self._atom_signs(ring, whole)
        if len(value.num) == 1:
            (monomial,) = value.num.monoms()
            zero = any(exponent and signs[index] & ZERO_BIT for index, exponent in enumerate(monomial))
            return UNKNOWN if zero else NONZERO
        return UNKNOWN

    @staticmethod
    def _polynomial(polynomial: fmpq_mpoly, signs: list[int], real: list[bool]) -> int:
        masks = []
        for monomial, coefficient in polynomial.terms():
            mask = sign_of(fraction(coefficient))
            for index, exponent in enumerate(monomial):
                if exponent:
                    if not real[index]:
                        return UNKNOWN
                    mask = product(mask, _integer_power(signs[index], Fraction(int(exponent))))
            masks.append(mask)
        return total(masks)

    def _compare(self, ring: Ring, value: Quotient, known: Term, relation: int, real: bool) -> int:
        """The signs of value, where value = scale·known + shift with rational scale and shift."""
        try:
            fact = ring.reduced(ring.walk(known))
        except Rejected:
            return UNKNOWN
        if fact.num.is_zero() or fact.den != value.den or fact.num.is_constant():
            return UNKNOWN
        leading = fact.num.leading_coefficient()
        scale = value.num.leading_coefficient() / leading
        shift = value.num - scale * fact.num
        if not real:
            return relation if shift.is_zero() and relation == NONZERO else UNKNOWN
        if not shift.is_constant() or (value.den and not shift.is_zero()):
            return UNKNOWN
        scaled = relation if scale > 0 else negate(relation)
        if shift.is_zero():
            return scaled
        return total([scaled, sign_of(fraction(shift.leading_coefficient()))])


def facts_of(context: Context, meter: Meter) -> Facts:
    """The facts of a context, made once under a meter."""
    known = meter.memo.get(("facts", id(context)))
    if isinstance(known, Facts):  # it holds the context, whose id is therefore taken
        return known
    found = meter.memo.get(("facts", context))
    if not isinstance(found, Facts):
        meter.memo["facts", context] = found = Facts(context, meter)
    if found.context is context:
        meter.memo["facts", id(context)] = found
    return found


_Bound = tuple[Fraction, bool]


def _bounds(statements: tuple[Term, ...]) -> dict[str, tuple[_Bound | None, _Bound | None]]:
    """Literal lower and upper bounds of names, each with whether it is strict."""
    found: dict[str, tuple[_Bound | None, _Bound | None]] = {}
    for part in statements:
        if part.head not in ("lt", "le", "gt", "ge", "eq"):
            continue
        left, right = affine_index(part.args[0]), affine_index(part.args[1])
        if left is None or right is None or (left[0] and right[0]) or not (left[0] or right[0]):
            continue
        spelling = left[0] or right[0]
        coefficient, offset = left[1] - right[1], left[2] - right[2]
        if spelling is None or coefficient == 0:
            continue
        edge = -offset / coefficient
        low, high = found.get(spelling, (None, None))
        strict = part.head in ("lt", "gt")
        if part.head == "eq" or (part.head in ("gt", "ge")) == (coefficient > 0):
            low = max(bound for bound in (low, (edge, strict)) if bound is not None)
        if part.head == "eq" or (part.head in ("lt", "le")) == (coefficient > 0):
            ends = (bound for bound in (high, (edge, strict)) if bound is not None)
            high = min(ends, key=lambda bound: (bound[0], not bound[1]))
        found[spelling] = (low, high)
    return found


def _whole(ends: tuple[_Bound | None, _Bound | None]) -> tuple[_Bound | None, _Bound | None]:
    """Bounds of an integer, tightened to integers: x > 0 is x >= 1."""
    low, high = ends
    if low is not None:
        low = Fraction(floor(low[0]) + 1 if low[1] else ceil(low[0])), False
    if high is not None:
        high = Fraction(ceil(high[0]) - 1 if high[1] else floor(high[0])), False
    return low, high


def _integer_power(mask: int, exponent: Fraction) -> int:
    if exponent == 0:
        return POSITIVE
    if exponent < 0:
        mask &= NONZERO
    if exponent % 2 == 0:
        return (mask & ZERO_BIT) | (POSITIVE if mask & NONZERO else 0)
    return mask


