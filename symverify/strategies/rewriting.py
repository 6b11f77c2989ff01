"""Choosing the atom table: which row to try for which atom. Untrusted; every row is put to the kernel's table before it is
kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from math import gcd, lcm

from symverify.kernel.atoms import Table
from symverify.kernel.proofs import RULES
from symverify.kernel.ring import Quotient, Rejected, Ring, fraction, with_ring
from symverify.kernel.signs import NEGATIVE, POSITIVE, ZERO_BIT, flatten
from symverify.language.evidence import Row
from symverify.language.sorts import affine_index
from symverify.language.terms import MINUS_ONE, ONE, TRUE, ZERO, Term, add, app, mul, name, num, postorder, power, substitute
from symverify.strategies.frame import Frame

_KEYED = frozenset({"at", "diff", "entry", "apply", "sum", "product"})
_NESTING = 6
"""A line is used on what it gave so many times in a row."""
_NESTED = 64
"""And on so many such atoms altogether."""
_BY_DEFINITION = frozenset("logistic sinh cosh tanh coth sech softplus tan cot sec csc".split())


@dataclass(frozen=True, slots=True)
class Profile:
    """How far to rewrite. ``unfold``: recurrences; ``elementary``: functions into their basis; ``peel``: ends of sums and
    powers.
    """

    unfold: bool = True
    elementary: bool = False
    peel: bool = False


@dataclass(frozen=True, slots=True)
class Bases:
    """Common bases for exponents and angles, found in a first walk: monomial (as a term) -> the largest common rational
    multiple.
    """

    exponents: dict[str, Fraction] = field(default_factory=dict)
    angles: dict[str, Fraction] = field(default_factory=dict)


class Chooser:
    """Walks terms with the kernel's ring, trying rows on the way; ``rows`` are those the kernel accepted."""

    def __init__(self, frame: Frame, profile: Profile, bases: Bases) -> None:
        self.frame = frame
        self.profile = profile
        self.bases = bases
        self.facts = frame.facts
        self.table = Table((), self.facts, frame.uses, RULES)
        self.rows: dict[Term, tuple[Row, Term] | None] = {}
        self.exponents: dict[str, Fraction] = {}
        self.angles: dict[str, Fraction] = {}
        self.ring: Ring | None = None
        self.equations = _equations(frame)
        self.line_sides = frozenset(side for used in frame.uses for side in used.goal.args)
        self.line_heads = frozenset(side.head for side in self.line_sides) - {"num", "name"}
        self.chains: dict[object, frozenset[object]] = {}

    def rewrite(self, atom: Term) -> Term | None:
        """The value of the first candidate row that the kernel's table accepts."""
        if atom not in self.rows:
            self.rows[atom] = None
            for row in self.candidates(atom):
                try:
                    value = self.table.apply(row)
                except Rejected:
                    continue
                if row.rule != "line" or self.onward(atom, value):
                    self.rows[atom] = (row, value)
                    break
        found = self.rows[atom]
        return found[1] if found is not None else None

    def accepted(self) -> tuple[Row, ...]:
        """The rows kept, in the order in which the atoms were met."""
        return tuple(found[0] for found in self.rows.values() if found is not None)

    def walk(self, ring: Ring, term: Term) -> Quotient:
        """The normal form of a term; collects rows."""
        self.ring = ring
        self.table.ring = ring
        self.rows.clear()
        self.chains.clear()
        return ring.walk(term)

    # ---------------------------------------------------------------- candidates
    def candidates(self, atom: Term) -> Iterator[Row]:
        head = atom.head
        for label, place, side in self.equations:
            if side is atom or (side.head == atom.head and head in _KEYED and self.same(side, atom)):
                yield Row("hypothesis", atom, (num(place),) if place else (), label)
        if self.frame.uses:
            yield from self.lines(atom)
        if head == "name":
            if self.frame.context.definition(atom.text) is not None:
                yield Row("definition", atom)
        elif head == "at":
            if self.profile.unfold and atom.args[0].head == "name" and self.frame.context.definition(atom.args[0].text):
                yield Row("recurrence", atom)
        elif head in ("diff", "pdiff"):
            yield Row("derivative", atom)
        elif head == "apply":
            if atom.args[0].head != "name":
                yield Row("call", atom)
        elif head in ("owing", "limit"):
            yield Row(head, atom)
        elif head in ("entry", "trace", "det"):
            yield Row("entry", atom)
            if self.profile.peel and head == "entry" and atom.args[0].head == "matpow":
                yield Row("matrix-power", atom)
        elif head in _CASES:
            yield from getattr(self, "case_" + head)(atom)
        elif head in ("sum", "product"):
            yield from self.repeated(atom)
        elif self.profile.elementary:
            yield from self.elementary(atom)

    def same(self, left: Term, right: Term) -> bool:
        assert self.ring is not None
        try:
            return self.ring.key(left) == self.ring.key(right)
        except Rejected:
            return False

    def lines(self, atom: Term) -> Iterator[Row]:
        for used in self.frame.uses:
            if used.goal.head != "eq":
                continue
            for side in used.goal.args:
                if side.head == atom.head and side.head not in ("num", "name"):
                    mapping = match(side, atom, frozenset(side.free - self._fixed(used.id)))
                    if mapping is not None:
                        params = [part for key in sorted(mapping) for part in (name(key), mapping[key])]
                        yield Row("line", atom, tuple(params), used.id)
                elif side is atom:
                    yield Row("line", atom, (), used.id)

    def onward(self, atom: Term, value: Term) -> bool:
        """Whether a line's value for an atom brings back no atom from which that one came by lines, and the chain is short."""
        assert self.ring is not None
        try:
            own = self.ring.key(atom, False)
            parts = [part for part in postorder(value) if part in self.line_sides or part.head in self.line_heads]
            given = [self.ring.key(part, False) for part in parts]
        except Rejected:
            return False
        chain = self.chains.get(own, frozenset((own,)))
        crowded = len(chain) > 1 and len(self.chains) > _NESTED
        if given and (len(chain) > _NESTING or crowded or not chain.isdisjoint(given)):
            return False
        self.chains[own] = chain
        for key in given:
            self.chains.setdefault(key, chain | {key})
        return True

    def _fixed(self, line: str) -> frozenset[str]:
        used = next(entry for entry in self.frame.uses if entry.id == line)
        return frozenset(
            entry.name
            for entry in used.context.declarations
            if entry.sort.kind not in ("real", "integer", "complex") or used.context.definition(entry.name) is not None
        )

    # ---------------------------------------------------------------- cases
    def case_abs(self, atom: Term) -> Iterator[Row]:
        mask = self.facts.sign(atom.args[0]) if self.facts.is_real(atom.args[0]) else 7
        if mask & NEGATIVE == 0:
            yield Row("abs", atom, (ONE,))
        elif mask & POSITIVE == 0:
            yield Row("abs", atom, (MINUS_ONE,))
        else:
            pairs = self.factors(atom.args[0])
            if pairs is not None and pairs != ((atom.args[0], 1),):
                yield Row("abs-product", atom, _flat(pairs))

    def case_sign(self, atom: Term) -> Iterator[Row]:
        mask = self.facts.sign(atom.args[0])
        value = {POSITIVE: ONE, NEGATIVE: MINUS_ONE, ZERO_BIT: ZERO}.get(mask)
        if value is not None:
            yield Row("sign", atom, (value,))

    def case_max(self, atom: Term) -> Iterator[Row]:
        for place in range(len(atom.args)):
            yield Row("extremum", atom, (num(place),))

    case_min = case_max

    def case_relu(self, atom: Term) -> Iterator[Row]:
        yield Row("relu", atom)

    def case_piecewise(self, atom: Term) -> Iterator[Row]:
        for place, condition in enumerate(atom.args[1::2]):
            if condition is TRUE or self.facts.holds(condition):
                yield Row("branch", atom, (num(place),))

    def case_kronecker(self, atom: Term) -> Iterator[Row]:
        yield Row("kronecker", atom, (ONE,))
        yield Row("kronecker", atom, (ZERO,))

    def case_floor(self, atom: Term) -> Iterator[Row]:
        (inside,) = atom.args
        if self.facts.is_integer(inside):
            yield Row("floor", atom, (inside,))
        value = self.normal(inside)
        if value is None:
            return
        if value.num.is_constant() and not value.den:
            number = fraction(value.num.leading_coefficient()) if not value.num.is_zero() else Fraction(0)
            whole = number.__floor__() if atom.head == "floor" else number.__ceil__()
            yield Row("floor", atom, (num(whole),))
            return
        assert self.ring is not None
        whole_part: list[Term] = []
        rest: list[Term] = []
        for monomial, coefficient in value.num.terms():
            part = self.ring.polynomial_term(self.ring.context.from_dict({tuple(int(e) for e in monomial): coefficient}))
            (whole_part if not value.den and self.facts.is_integer(part) else rest).append(part)
        if whole_part and rest:
            yield Row("floor-shift", atom, (add(*rest), add(*whole_part)))
        yield Row("floor", atom, (ZERO,))

    case_ceiling = case_floor

    def case_mod(self, atom: Term) -> Iterator[Row]:
        yield Row("modulo", atom)

    def case_factorial(self, atom: Term) -> Iterator[Row]:
        read = affine_index(atom.args[0])
        if read is not None and (read[2] > 0 or (read[0] is None and 0 <= read[2] <= 500)):
            yield Row("factorial", atom)

    def case_binomial(self, atom: Term) -> Iterator[Row]:
        yield Row("binomial", atom)

    # ---------------------------------------------------------------- sums and products
    def repeated(self, atom: Term) -> Iterator[Row]:
        yield Row("empty", atom)
        low, high = affine_index(atom.args[1]), affine_index(atom.args[2])
        literal = low is not None and high is not None and low[0] is None and high[0] is None
        if literal or (self.profile.peel and high is not None and high[0] is not None and high[2] > 0):
            yield Row("peel-last", atom)
        if atom.text not in atom.args[0].free:
            yield Row("constant", atom)
        if atom.head == "sum":
            parts = self.summands(atom)
            if parts is not None and len(parts) > 1:
                yield Row("split", atom, tuple(mul(outer, inner) for outer, inner in parts))
            elif parts is not None and parts[0][0] is not ONE:
                yield Row("pull-out", atom, parts[0])

    def summands(self, atom: Term) -> list[tuple[Term, Term]] | None:
        """The body as Σ outer·inner, outer without the bound name; None when it is no polynomial."""
        bound = name("§0")
        value = self.normal(substitute(atom.args[0], {name(atom.text): bound}))
        if value is None or value.num.is_zero() or len(value.num) > 40:
            return None
        assert self.ring is not None
        ring = self.ring
        shared = [power(ring.polynomial_term(ring.factor_polynomial(index)), -exponent) for index, exponent in value.den]
        moving = [part for part in shared if "§0" in part.free]
        still = [part for part in shared if "§0" not in part.free]
        groups: dict[Term, list[Term]] = {}
        for monomial, coefficient in value.num.terms():
            outer: list[Term] = [] if coefficient == 1 else [num(fraction(coefficient))]
            inner: list[Term] = []
            for index, exponent in enumerate(monomial):
                if exponent:
                    part = ring.atoms[index] if exponent == 1 else power(ring.atoms[index], int(exponent))
                    (inner if "§0" in part.free else outer).append(part)
            groups.setdefault(mul(*inner), []).append(mul(*outer))
        back = {bound: name(atom.text)}
        return [
            (
                mul(*([add(*outers)] if outers != [ONE] else []), *still),
                substitute(mul(*([inner] if inner is not ONE else []), *moving), back),
            )
            for inner, outers in groups.items()
        ]

    # ---------------------------------------------------------------- elementary functions
    def elementary(self, atom: Term) -> Iterator[Row]:
        head = atom.head
        if head in _BY_DEFINITION:
            yield Row("by-definition", atom)
        elif head == "exp":
            yield from self.exponential(atom)
        elif head == "log":
            yield Row("log-exp", atom)
            pairs = self.factors(atom.args[0])
            if pairs is not None and pairs != ((atom.args[0], 1),):
                yield Row("log-product", atom, _flat(pairs))
            yield Row("log-power", atom)
        elif head in ("clog", "csqrt", "cpower"):
            yield Row("principal", atom)
            yield Row("principal-negative", atom)
            if head == "clog":
                yield Row("log-exp", atom)
            if head == "csqrt":
                yield from self.square_root(atom)
        elif head == "sqrt":
            yield from self.square_root(atom)
            pairs = self.factors(atom.args[0])
            if pairs is not None and pairs != ((atom.args[0], 1),):
                yield Row("sqrt-product", atom, _flat(pairs))
        elif head == "power":
            yield Row("power-root", atom)
            yield Row("power-exp", atom)
        elif head == "pow":
            yield from self.symbolic_power(atom)
        elif head in ("sin", "cos"):
            yield from self.trigonometric(atom)
            yield Row("inverse-inside", atom)
        elif head in ("asin", "acos", "atan", "asinh", "acosh", "atanh"):
            yield Row("inverse-outside", atom)
            yield from self.odd(atom)
        elif head == "erf":
            yield from self.odd(atom)
        elif head == "gamma":
            read = affine_index(atom.args[0])
            if read is not None and read[0] is not None and read[2] > 0:
                yield Row("gamma", atom)

    def odd(self, atom: Term) -> Iterator[Row]:
        value = self.normal(atom.args[0])
        if value is not None and not value.num.is_zero() and value.num.leading_coefficient() < 0 and self.ring is not None:
            flipped = self.ring.term(Quotient(-value.num, value.den))
            yield Row("parity", atom, (flipped,))

    def exponential(self, atom: Term) -> Iterator[Row]:
        if atom.args[0].head in ("log", "clog"):
            yield Row("exp-log", atom)
        if "I" in atom.args[0].heads:
            yield Row("euler", atom, (mul(num(-1), app("I"), atom.args[0]),))
        parts = self.monomials(atom.args[0])
        if parts is None:
            return
        for text, (_, coefficient) in parts.items():
            self.exponents[text] = _common(self.exponents.get(text, Fraction(0)), coefficient)
        pairs: list[tuple[Term, int]] = []
        for text, (term, coefficient) in parts.items():
            base = self.bases.exponents.get(text, coefficient)
            if term.head in ("log", "clog"):
                base = Fraction(1) if coefficient.denominator == 1 else base
            count = coefficient / base
            if count.denominator != 1:
                return
            pairs.append((term if base == 1 else mul(num(base), term) if term is not ONE else num(base), int(count)))
        if pairs != [(atom.args[0], 1)]:
            yield Row("exp-sum", atom, _flat(tuple(pairs)))

    def trigonometric(self, atom: Term) -> Iterator[Row]:
        parts = self.monomials(atom.args[0])
        if parts is None:
            return
        if not parts:
            yield Row("trig-exact", atom, (ZERO,))
            return
        text, (term, coefficient) = next(iter(parts.items()))
        if len(parts) > 1:
            first = mul(num(coefficient), term)
            rest = add(*(mul(num(c), t) for t, c in list(parts.values())[1:]))
            yield Row("trig-sum", atom, (first, rest))
            return
        if term is app("pi"):
            yield Row("trig-exact", atom, (num(coefficient),))
        self.angles[text] = _common(self.angles.get(text, Fraction(0)), coefficient)
        base = self.bases.angles.get(text, abs(coefficient))
        count = coefficient / base
        angle = term if base == 1 else mul(num(base), term)
        if count.denominator == 1 and abs(count) <= 64 and (count != 1 or angle is not atom.args[0]):
            yield Row("trig-multiple", atom, (angle, num(count)))

    def square_root(self, atom: Term) -> Iterator[Row]:
        value = self.normal(atom.args[0])
        if value is None or value.num.is_zero() or self.ring is None:
            return
        constant, factors = self.ring.factor(value.num)
        root = _rational_root(fraction(constant))
        if root is None or any(exponent % 2 for _, exponent in (*factors, *value.den)):
            return
        parts = [
            power(self.ring.polynomial_term(self.ring.factor_polynomial(index)), exponent // 2) for index, exponent in factors
        ]
        parts += [
            power(self.ring.polynomial_term(self.ring.factor_polynomial(index)), -exponent // 2)
            for index, exponent in value.den
        ]
        yield Row("sqrt-square", atom, (mul(num(root), *parts),))

    def symbolic_power(self, atom: Term) -> Iterator[Row]:
        base, exponent = atom.args
        parts = self.monomials(exponent)
        if (
            parts is not None
            and all(c.denominator == 1 for _, c in parts.values())
            and (len(parts) != 1 or next(iter(parts.values()))[1] != 1)
        ):
            yield Row("pow-sum", atom, _flat(tuple((term, int(c)) for term, c in parts.values())))
        pairs = self.factors(base)
        if pairs is not None and pairs != ((base, 1),):
            yield Row("pow-product", atom, _flat(pairs))

    # ---------------------------------------------------------------- normal forms of arguments
    def normal(self, term: Term) -> Quotient | None:
        assert self.ring is not None
        try:
            return self.ring.reduced(self.ring.walk(term))
        except Rejected:
            return None

    def monomials(self, term: Term) -> dict[str, tuple[Term, Fraction]] | None:
        """The term as Σ coefficient·monomial (monomials over one common denominator), by spelling."""
        value = self.normal(term)
        if value is None or len(value.num) > 30:
            return None
        assert self.ring is not None
        ring = self.ring
        under = [power(ring.polynomial_term(ring.factor_polynomial(index)), -exponent) for index, exponent in value.den]
        found: dict[str, tuple[Term, Fraction]] = {}
        for monomial, coefficient in value.num.terms():
            over = [
                ring.atoms[index] if exponent == 1 else power(ring.atoms[index], int(exponent))
                for index, exponent in enumerate(monomial)
                if exponent
            ]
            part = mul(*over, *under)
            found[part.digest.hex()] = (part, fraction(coefficient))
        return found

    def factors(self, term: Term) -> tuple[tuple[Term, int], ...] | None:
        """The term as a product of primes, −1 and irreducible factors with integer exponents."""
        value = self.normal(term)
        if value is None or value.num.is_zero():
            return None
        assert self.ring is not None
        ring = self.ring
        constant, parts = ring.factor(value.num)
        number = fraction(constant)
        pairs: list[tuple[Term, int]] = []
        scale = Fraction(1)
        for index, exponent in (*parts, *((index, -exponent) for index, exponent in value.den)):
            polynomial = ring.factor_polynomial(index)
            common = lcm(*(int(c.q) for c in polynomial.coeffs()))
            scale *= Fraction(common) ** exponent
            term_of = ring.polynomial_term(polynomial * common)
            if self.facts.is_real(term_of) and self.facts.sign(term_of) & POSITIVE == 0:
                term_of = ring.polynomial_term(-polynomial * common)
                scale *= Fraction(-1) ** exponent
            pairs.append((term_of, exponent))
        number /= scale
        primes = _primes(number)
        return (*primes, *pairs) if primes is not None else None


_CASES = frozenset("abs sign max min relu piecewise kronecker floor ceiling mod factorial binomial".split())


def _equations(frame: Frame) -> list[tuple[str, int, Term]]:
    found = []
    for entry in frame.context.hypotheses:
        place = 0
        for part in flatten(entry.statement):
            if part.head == "eq":
                left, right = (_bare(side) for side in part.args)
                if left.head not in ("num", "add", "mul"):
                    found.append((entry.label, place, left))
                elif right.head == "name":
                    found.append((entry.label, place, right))
                place += 1
    return found


def _bare(term: Term) -> Term:
    while term.head == "owing":
        term = term.args[0]
    return term


def match(pattern: Term, term: Term, open_names: frozenset[str]) -> dict[str, Term] | None:
    """Values of the open names that make the pattern the term, by structure alone; None when there are none."""
    found: dict[str, Term] = {}
    todo = [(pattern, term)]
    while todo:
        left, right = todo.pop()
        if left.head == "name" and left.text in open_names:
            if found.setdefault(left.text, right) is not right:
                return None
        elif left is right:
            continue
        elif left.head != right.head or left.value != right.value or len(left.args) != len(right.args) or left.height:
            return None
        else:
            todo.extend(zip(left.args, right.args, strict=True))
    return found


def _flat(pairs: tuple[tuple[Term, int], ...]) -> tuple[Term, ...]:
    return tuple(part for term, count in pairs for part in (term, num(count)))


def _common(left: Fraction, right: Fraction) -> Fraction:
    """The largest rational of which both are integer multiples."""
    below = lcm(left.denominator, right.denominator)
    return Fraction(gcd(int(left * below), int(right * below)), below)


def _rational_root(number: Fraction) -> Fraction | None:
    from math import isqrt

    if number < 0:
        return None
    above, below = isqrt(number.numerator), isqrt(number.denominator)
    return Fraction(above, below) if above**2 == number.numerator and below**2 == number.denominator else None


def _primes(number: Fraction) -> tuple[tuple[Term, int], ...] | None:
    """−1, primes and their exponents; None when a factor is too large to be split."""
    pairs: list[tuple[Term, int]] = []
    if number < 0:
        pairs.append((MINUS_ONE, 1))
    for value, direction in ((abs(number.numerator), 1), (number.denominator, -1)):
        divisor = 2
        while value > 1:
            if divisor * divisor > value:
                divisor = value
            count = 0
            while value % divisor == 0:
                value //= divisor
                count += 1
            if count:
                pairs.append((num(divisor), direction * count))
            divisor += 1
            if divisor > 10_000 and value > 1:
                return None
    return tuple(pairs)


def choose(frame: Frame, term: Term, profile: Profile) -> tuple[tuple[Row, ...], bool, Term | None]:
    """Rows, whether the term is identically 0 under them, and otherwise what is left of it. Raises Rejected, OutOfWork."""
    bases = Bases()
    chooser = Chooser(frame, profile, bases)
    for _ in range(2 if profile.elementary else 1):
        chooser = Chooser(frame, profile, bases)
        outcome: list[tuple[bool, Term | None]] = []

        def action(ring: Ring, chooser: Chooser = chooser, outcome: list[tuple[bool, Term | None]] = outcome) -> None:
            outcome.clear()
            value = chooser.walk(ring, term)
            zero = ring.is_zero(value)
            outcome.append((zero, None if zero else ring.term(ring.reduced(value)) if len(value.num) < 60 else None))

        with_ring(chooser.rewrite, chooser.facts.is_real, frame.meter, action)
        bases = Bases(chooser.exponents, chooser.angles)
        if outcome[0][0]:
            break
    return chooser.accepted(), outcome[0][0], outcome[0][1]
