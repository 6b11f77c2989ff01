"""Candidate points for a claim, in a fixed order: simple values, then both sides of kinks, far values, random ones.

Nothing here decides anything: a point is a proposal that ``kernel.enclose`` certifies. Every choice depends on the claim alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise, zip_longest
from math import ceil, floor, isqrt
from random import Random

from flint import fmpq

from symverify.kernel.enclose import NotEnclosed, enclose, holds
from symverify.kernel.meter import Meter
from symverify.language.claims import Claim, Context
from symverify.language.evidence import Point
from symverify.language.sorts import ORDER, Sort
from symverify.language.terms import ONE, ZERO, Term, add, app, bind, mul, name, neg, num, postorder, power, substitute

_SCALAR = frozenset({"integer", "real", "complex"})
_RESOLVED = frozenset({"diff", "pdiff", "limit", "integral", "antiderivative", "dfun", "line"})
_PRECISIONS = (53, 212)
_LARGEST_SIZE = 6
_FEW_STEPS = 4
"""Recurrences are unrolled for at most so many steps first."""
_BUNCH = 3
"""So many points in a row have the same integers, functions, sequences and matrices, where those are costly."""
I = app("I")
HALF = Fraction(1, 2)
Values = dict[Term, Term]
"""Names and what they stand for."""


def _numbers(*values: int | Fraction) -> tuple[Term, ...]:
    return tuple(num(value) for value in values)


INTEGERS = _numbers(2, 1, 3, 0, 4, -1, 5, -2, 7, -3, 6, 10, -5, 12)
REALS = _numbers(
    2, 1, 3, HALF, -1, 0, Fraction(1, 3), -2, 5, Fraction(3, 5), -HALF, Fraction(3, 2), -3, Fraction(7, 4), Fraction(-4, 3), 10,
    -7, Fraction(1, 1000), Fraction(-1, 1000), 1000, -1000,
)  # fmt: skip


def gaussian(real: int | Fraction, imaginary: int | Fraction) -> Term:
    """real + imaginary·i as a term."""
    part = I if imaginary == 1 else mul(num(imaginary), I)
    return part if real == 0 else add(num(real), part)


COMPLEXES = (
    num(2), num(-1), gaussian(1, 2), num(1), num(3), gaussian(0, 1), num(0), gaussian(-1, 1), num(HALF), num(-2),
    gaussian(-2, -3), gaussian(0, -1), gaussian(3, -1), num(5), num(-3), gaussian(-HALF, -1), num(Fraction(-7, 4)),
    gaussian(Fraction(1, 3), -2), num(10), gaussian(-3, HALF), num(1000),
)  # fmt: skip


def _maps(bound: str, *bodies: Term) -> tuple[Term, ...]:
    return tuple(bind("lambda", bound, body) for body in bodies)


_z, _t = name("z"), name("t")
ENTIRE = _maps("z", power(_z, 2), app("exp", _z), add(_z, ONE), power(_z, 3), _z, ONE, app("sin", _z))
FUNCTIONS = (*ENTIRE[:3], *_maps("z", app("tanh", _z)), *ENTIRE[3:], *_maps("z", app("logistic", _z)))
INTEGER_FORMS = _maps("t", add(_t, ONE), ONE, ZERO, num(2), _t, app("pow", num(-1), _t), num(-1), power(_t, 2))
_FRACTIONS = _maps("t", num(HALF), app("sin", _t), num(-2), num(Fraction(1, 3)))
REAL_FORMS = (*INTEGER_FORMS[:4], _FRACTIONS[0], *INTEGER_FORMS[4:], *_FRACTIONS[1:])


def premises(claim: Claim) -> tuple[Term, ...]:
    """What must hold at a point: the hypotheses and, for a goal ``implies``, its antecedents; conjunctions taken apart."""
    todo = [hypothesis.statement for hypothesis in claim.context.hypotheses]
    goal = claim.goal
    while goal.head == "implies":
        todo.append(goal.args[0])
        goal = goal.args[1]
    found: dict[Term, None] = {}
    while todo:
        statement = todo.pop(0)
        if statement.head == "and":
            todo = [*statement.args, *todo]
        elif statement.head != "true":
            found[statement] = None
    return tuple(found)


def spelled_out(statement: Term, context: Context) -> Term:
    """The statement with plain definitions put in; as it is, where a derivative stands in the way."""
    found = statement
    while not _derived(found):
        bodies = {name(entry.name): entry.body for entry in context.definitions if entry.index is None}
        inside = {key: body for key, body in bodies.items() if key.text in found.free}
        if not inside:
            return found
        found = substitute(found, inside)
    return statement


def conclusion(goal: Term) -> Term:
    """The goal without its antecedents."""
    while goal.head == "implies":
        goal = goal.args[1]
    return goal


def relevant(claim: Claim, statements: Iterable[Term]) -> tuple[str, ...]:
    """The declared names without definition that the goal or a statement depends on, in order of declaration.

    A sequence with a recurrence counts when it has members below the start of the recurrence: those need values.
    """
    context = claim.context
    todo = set(claim.goal.free).union(*(statement.free for statement in statements))
    found: set[str] = set()
    while todo:
        spelling = todo.pop()
        if spelling in found:
            continue
        found.add(spelling)
        sort, definition = context.sort(spelling), context.definition(spelling)
        if sort is not None:
            for size in sort.shape:
                todo |= size.free
        if definition is not None:
            todo |= definition.body.free - {definition.index or ""}
            todo |= definition.start.free if definition.start is not None else frozenset()
    declared = [declaration.name for declaration in context.declarations]
    return tuple(spelling for spelling in declared if spelling in found and not _determined(spelling, context))


def _determined(spelling: str, context: Context) -> bool:
    definition, sort = context.definition(spelling), context.sort(spelling)
    if definition is None:
        return False
    return definition.index is None or sort is None or sort.first is None or sort.first is definition.start


def exact(term: Term, meter: Meter) -> Fraction | None:
    """The value of a closed term if it is known exactly."""
    try:
        value = enclose(term, 53, meter)
    except NotEnclosed:
        return None
    return Fraction(int(value.p), int(value.q)) if isinstance(value, fmpq) else None


def certain(statement: Term, meter: Meter) -> bool:
    """Whether a closed statement certainly holds, at 53 bits or at more where those cannot tell."""
    for precision in _PRECISIONS:
        verdict = holds(statement, precision, meter)
        if verdict is not None:
            return verdict
    return False


# ---------------------------------------------------------------- roots of equations in one name
def roots(statement: Term, spelling: str, values: Mapping[Term, Term], irrational: bool, meter: Meter) -> tuple[Term, ...]:
    """Values of ``spelling`` at which both sides agree, if they are affine or quadratic in it, or one is the name itself."""
    left, right = (substitute(side, values) for side in statement.args[:2])
    variable = name(spelling)
    for side, other in ((left, right), (right, left)):
        if side is variable and not other.free:
            value = exact(other, meter)
            return (num(value),) if value is not None else (other,) if irrational else ()
    if (left.free | right.free) != {spelling}:
        return ()
    difference = add(left, neg(right))
    for places in ((0, 1, 2, 3), (1, 2, 3, 5), (-1, -2, -3, -5)):
        samples = [exact(substitute(difference, {variable: num(place)}), meter) for place in places]
        known = [sample for sample in samples if sample is not None]
        if len(known) == 4:
            return _quadratic_roots(places, known, irrational)
    return ()


def _quadratic_roots(places: tuple[int, ...], samples: list[Fraction], irrational: bool) -> tuple[Term, ...]:
    (x0, x1, x2, x3), (y0, y1, y2, y3) = places, samples
    slope = (y1 - y0) / (x1 - x0)
    a = ((y2 - y1) / (x2 - x1) - slope) / (x2 - x0)
    b = slope - a * (x0 + x1)
    c = y0 - b * x0 - a * x0 * x0
    if a * x3 * x3 + b * x3 + c != y3 or a == b == 0:
        return ()
    if a == 0:
        return (num(-c / b),)
    return _by_discriminant(-b / (2 * a), (b * b - 4 * a * c) / (4 * a * a), irrational)


def _by_discriminant(centre: Fraction, square: Fraction, irrational: bool) -> tuple[Term, ...]:
    if square < 0:
        return ()
    top, bottom = isqrt(square.numerator), isqrt(square.denominator)
    if top * top == square.numerator and bottom * bottom == square.denominator:
        spread = Fraction(top, bottom)
        return tuple(num(value) for value in dict.fromkeys((centre + spread, centre - spread)))
    if not irrational:
        return ()
    root = app("sqrt", num(square))
    return (root, neg(root)) if centre == 0 else (add(num(centre), root), add(num(centre), neg(root)))


def beside(criticals: Iterable[Term], integral: bool) -> tuple[Term, ...]:
    """Critical values, the middle between neighbours, and values close to them and further away on both sides."""
    known = sorted({value.number for value in criticals if value.head == "num"})
    middles = [(low + high) / 2 for low, high in pairwise(known)]
    found: list[Fraction] = [*known, *middles]
    for step in (1, 2, 7) if integral else (Fraction(1), HALF, Fraction(1, 1000), Fraction(100)):
        found += [value + step for value in known] + [value - step for value in known]
    if integral:
        found = [Fraction(ends(value)) for ends in (floor, ceil) for value in found]
    return tuple(num(value) for value in dict.fromkeys(found))


# ---------------------------------------------------------------- matrices
def _shaped(rows: int, columns: int, entry: Callable[[int, int], Term]) -> Term:
    return app("matrix", *(entry(i, j) for i in range(rows) for j in range(columns)), value=f"{rows},{columns}")


def _integral_matrix(rows: int, columns: int, entry: Callable[[int, int], int | Fraction]) -> Term:
    return _shaped(rows, columns, lambda i, j: num(entry(i, j)))


def matrices(rows: int, columns: int, of: Sort, random: Random) -> tuple[Term, ...]:
    """Small matrices of many kinds: generic, unipotent, diagonal, symmetric, skew, orthogonal, singular."""

    def entries(entry: Callable[[int, int], int | Fraction]) -> Term:
        return _integral_matrix(rows, columns, entry)

    found = [
        entries(lambda i, j: (i + 1) * (j + 1) + (j == i + 1) + (i == j == 1)),
        entries(lambda i, j: int(i == j or j == i + 1)),
        entries(lambda i, j: (i + 2) * (i == j)),
        entries(lambda i, j: int(i == j)),
        entries(lambda i, j: 2 if i == j else 1),
        entries(lambda i, j: (j == i + 1) - (i == j + 1)),
        entries(lambda i, j: int(j == (i + 1) % max(columns, 1))),
        entries(lambda i, j: int(i == j or i == j + 1)),
        entries(lambda i, j: 1),
        entries(lambda i, j: 0),
        entries(lambda i, j: -1 * (i == j)),
        entries(lambda i, j: 2 * int(i == j)),
        entries(lambda i, j: int(i == 0 and j == columns - 1)),
        entries(lambda i, j: int(i == j == 0)),
        entries(lambda i, j: -1 if i == j == 0 else int(i == j)),
        entries(lambda i, j: i - j),
    ]
    if rows == columns == 2:
        found.append(app("matrix", *_numbers(Fraction(3, 5), Fraction(-4, 5), Fraction(4, 5), Fraction(3, 5)), value="2,2"))
    for _ in range(6):
        found.append(entries(lambda i, j: random.randint(-3, 3)))
    if of.kind != "integer":
        found.append(entries(lambda i, j: HALF * (i == j)))
        found.append(entries(lambda i, j: Fraction(random.randint(-4, 4), 2)))
    if of.kind == "complex":
        found.insert(1, _shaped(rows, columns, lambda i, j: gaussian(i + 1, j - 2 * i + 1) if i <= j else num(1)))
        found.append(_shaped(rows, columns, lambda i, j: I if i == j else ZERO))
    return tuple(dict.fromkeys(found))


# ---------------------------------------------------------------- the enumeration
class Sampler:
    """The points of one claim. Names are given values one after the other, so that later ones can respect the hypotheses."""

    def __init__(self, claim: Claim, meter: Meter) -> None:
        self.claim = claim
        self.context = claim.context
        self.meter = meter
        self.premises = tuple(dict.fromkeys(spelled_out(part, claim.context) for part in premises(claim)))
        digest = claim.goal.digest + b"".join(statement.digest for statement in self.premises)
        self.random = Random(int.from_bytes(digest, "big"))
        self.names = self._ordered(relevant(claim, self.premises))
        self.sorts = {spelling: sort for spelling in self.names if (sort := self.context.sort(spelling)) is not None}
        self.checks = self._checks()
        judged = {statement for statements in self.checks.values() for statement in statements}
        self.later = tuple(statement for statement in self.premises if statement not in judged)
        self.static: dict[str, tuple[Term, ...]] = {}
        self.kinks = self._kinks()

    # ------------------------------------------------------------ planning
    def _ordered(self, spellings: tuple[str, ...]) -> tuple[str, ...]:
        """Sizes and integers first, names that an equation determines last."""
        kinds = {spelling: sort.kind for spelling in spellings if (sort := self.context.sort(spelling)) is not None}
        rank = {"integer": 0, "real": 1, "complex": 1, "sequence": 2, "function": 2, "matrix": 3}
        self.targets: dict[str, Term] = {}
        for statement in self.premises:
            if statement.head == "eq":
                target = self._target(statement, spellings, kinds)
                if target is not None:
                    self.targets[target] = statement
        first = sorted((s for s in spellings if s not in self.targets), key=lambda s: rank.get(kinds.get(s, ""), 4))
        last = sorted(self.targets, key=lambda s: (rank.get(kinds[s], 4), len(self._others(s)), spellings.index(s)))
        return (*first, *last)

    def _others(self, target: str) -> frozenset[str]:
        return frozenset(self.targets[target].free & self.targets.keys()) - {target}

    def _target(self, statement: Term, spellings: tuple[str, ...], kinds: Mapping[str, str]) -> str | None:
        for side, other in (statement.args, statement.args[::-1]):
            if side.head == "name" and side.text in spellings and side.text not in other.free | self.targets.keys():
                return side.text if kinds[side.text] in _SCALAR | {"matrix"} else None
        free = [spelling for spelling in spellings if spelling in statement.free]
        if not all(kinds.get(spelling) in _SCALAR for spelling in statement.free):
            return None
        return next((spelling for spelling in reversed(free) if spelling not in self.targets), None)

    def _checks(self) -> dict[str, tuple[Term, ...]]:
        """For each name, the premises that can be judged once it has a value."""
        found: dict[str, tuple[Term, ...]] = {}
        done: set[Term] = set()
        known: set[str] = set()
        for spelling in self.names:
            known.add(spelling)
            ready = [s for s in self.premises if s not in done and s.free <= known and self._direct(s)]
            done.update(ready)
            found[spelling] = tuple(ready)
        return found

    def _direct(self, statement: Term) -> bool:
        """Whether putting values in is all it takes to judge it."""
        return not _derived(statement) and all(self.context.definition(spelling) is None for spelling in statement.free)

    def _kinks(self) -> tuple[Term, ...]:
        """Equations (as terms ``eq``) at which something in the claim changes its form."""
        roots_of = [self.claim.goal, *self.premises]
        for definition in self.context.definitions:
            if definition.index is None:
                roots_of.append(definition.body)
        scalars = {spelling for spelling, sort in self.sorts.items() if sort.kind in _SCALAR}
        found: dict[Term, None] = {}
        for part in postorder(*roots_of):
            for equation in _critical(part):
                if equation.free and equation.free <= scalars and not _derived(equation):
                    found[equation] = None
        return tuple(found)[:12]

    # ------------------------------------------------------------ candidates
    def candidates(self, spelling: str, values: Values) -> tuple[Term, ...]:
        """Values for a name, given those of the names before it; not yet checked."""
        sort = self.sorts[spelling]
        if sort.kind in _SCALAR:
            return self._scalars(spelling, sort, values)
        if spelling in self.static:
            return self.static[spelling]
        if sort.kind == "sequence":
            found = self._forms(spelling, sort)
        elif sort.kind == "function" and sort.arity == 1:
            found = ENTIRE if sort.of is not None and sort.of.kind == "complex" else FUNCTIONS
        elif sort.kind == "matrix":
            return self._matrices(spelling, sort, values)
        else:
            found = ()
        self.static[spelling] = found
        return found

    def _scalars(self, spelling: str, sort: Sort, values: Values) -> tuple[Term, ...]:
        if spelling in self.targets:
            solved = roots(self.targets[spelling], spelling, values, True, self.meter)
            if solved:
                return tuple(value for value in solved if _fits(value, sort))
        palette = self._palette(spelling, sort)
        moving = [s for s in self.checks[spelling] if s.head in ORDER and len(s.free) > 1]
        if not moving:
            return palette
        criticals = [root for s in moving for root in roots(s, spelling, values, False, self.meter)]
        near = [value for value in beside(criticals, sort.kind == "integer") if _fits(value, sort)]
        both = (value for pair in zip_longest(palette, near) for value in pair if value is not None)
        return tuple(dict.fromkeys(both))

    def _palette(self, spelling: str, sort: Sort) -> tuple[Term, ...]:
        """The values of a scalar name that its own hypotheses allow."""
        if spelling in self.static:
            return self.static[spelling]
        own = [statement for statement in self.premises if statement.free == {spelling} and self._direct(statement)]
        criticals = [root for s in own if s.head in ORDER for root in roots(s, spelling, {}, False, self.meter)]
        sorted_in = {"integer": INTEGERS, "real": REALS, "complex": COMPLEXES}[sort.kind]
        sizes = {text for declared in self.context.declarations for size in declared.sort.shape for text in size.free}
        found = dict.fromkeys((*sorted_in, *(v for v in beside(criticals, sort.kind == "integer") if _fits(v, sort))))
        if spelling in sizes:
            found = dict.fromkeys(value for value in found if 1 <= value.number <= _LARGEST_SIZE)
        elif sort.kind == "integer" and any(definition.index is not None for definition in self.context.definitions):
            found = dict.fromkeys(sorted(found, key=lambda value: abs(value.number) > _FEW_STEPS))
        variable = name(spelling)
        kept = tuple(v for v in found if all(certain(substitute(s, {variable: v}), self.meter) for s in own))
        self.static[spelling] = kept
        return kept

    def _forms(self, spelling: str, sort: Sort) -> tuple[Term, ...]:
        forms = INTEGER_FORMS if sort.of is not None and sort.of.kind == "integer" else REAL_FORMS
        named = []
        for statement in self.premises:
            for side, other in (statement.args, statement.args[::-1]) if len(statement.args) == 2 else ():
                if side.head == "at" and side.args[0] is name(spelling) and not other.free:
                    named.append(bind("lambda", "t", other))
        return tuple(dict.fromkeys((*named, *forms)))

    def _matrices(self, spelling: str, sort: Sort, values: Values) -> tuple[Term, ...]:
        sizes = [exact(substitute(size, values), self.meter) for size in sort.shape]
        if any(size is None or size.denominator != 1 or not 1 <= size <= _LARGEST_SIZE for size in sizes):
            return ()
        if spelling in self.targets:
            solved = self._matrix_value(self.targets[spelling], spelling, values)
            if solved is not None:
                return (solved,)
        rows, columns = (int(size or 0) for size in sizes)
        key = f"{rows},{columns},{sort.of.kind if sort.of else ''}"
        if key not in self.static:
            self.static[key] = matrices(rows, columns, sort.of or Sort("real"), self.random)
        return self.static[key]

    def _matrix_value(self, statement: Term, spelling: str, values: Values) -> Term | None:
        variable = name(spelling)
        left, right = (substitute(side, values) for side in statement.args)
        other = right if left is variable else left
        try:
            value = enclose(other, 53, self.meter) if not other.free else None
        except NotEnclosed:
            return None
        if not isinstance(value, tuple) or not all(isinstance(entry, fmpq) for row in value for entry in row):
            return None
        return _shaped(len(value), len(value[0]), lambda i, j: num(Fraction(str(value[i][j]))))

    # ------------------------------------------------------------ assignments
    def assign(self, places: Sequence[int], forced: Mapping[str, Term]) -> Values | None:
        """Values for all names: for each the first candidate, from a starting place on, that agrees with its premises."""
        values: Values = {}
        for spelling, place in zip(self.names, places, strict=True):
            found = self._choose(spelling, place, forced.get(spelling), values)
            if found is None:
                return None
            values[name(spelling)] = found
        return values

    def replaced(self, values: Values, spelling: str, value: Term) -> Values | None:
        """The same values but for one name and those that follow from it; None if that does not agree with the premises."""
        if not _fits(value, self.sorts[spelling]):
            return None
        forced = {key.text: old for key, old in values.items() if spelling not in _size_names(self.sorts[key.text])}
        return self.assign([0] * len(self.names), forced | {spelling: value})

    def _choose(self, spelling: str, start: int, forced: Term | None, values: Values) -> Term | None:
        if forced is not None and spelling not in self.targets:
            return forced if self._agrees(spelling, forced, values) else None
        options = self.candidates(spelling, values)
        for offset in range(len(options)):
            option = options[(start + offset) % len(options)]
            self.meter.spend(1)
            if self._agrees(spelling, option, values):
                return option
        return None

    def _agrees(self, spelling: str, option: Term, values: Values) -> bool:
        closed = {**values, name(spelling): option}
        return all(self.certain(statement, closed) for statement in self.checks[spelling])

    def certain(self, statement: Term, values: Values) -> bool:
        """Whether a premise that needs no definitions holds at the values."""
        return certain(substitute(statement, values), self.meter)

    def settled(self, values: Values) -> Iterator[Term]:
        """The premises that are judged while values are chosen, with the values in place."""
        for statements in self.checks.values():
            for statement in statements:
                yield substitute(statement, values)

    def point(self, values: Values) -> Point:
        """The values in the order of declaration."""
        order = {declaration.name: number for number, declaration in enumerate(self.context.declarations)}
        return Point(tuple(sorted(((key.text, value) for key, value in values.items()), key=lambda pair: order[pair[0]])))

    def assignments(self, limit: int) -> Iterator[Values]:
        """At most ``limit`` different assignments; premises that need definitions or derivatives are not yet checked."""
        seen: set[tuple[Term, ...]] = set()
        for values in self._proposals():
            key = tuple(values.values())
            if key not in seen:
                seen.add(key)
                yield values
            if len(seen) >= limit or not self.names:
                return

    def _proposals(self) -> Iterator[Values]:
        base: Values | None = None
        for places in self._systematic():
            found = self.assign(places, {})
            if found is not None:
                base = base or found
                yield found
        if base is not None:
            yield from self._beside_kinks(base)
        yield from self._arbitrary(16)
        if base is not None:
            yield from self._sweeps(base)
        yield from self._arbitrary(48)

    def _systematic(self) -> Iterator[list[int]]:
        """Different candidates for the names, in several combinations; then the same one for all."""
        pace = [self._pace(spelling) for spelling in self.names]
        for turn in range(6):
            yield [place + turn // pace[place] * (place + 1) for place in range(len(self.names))]
        for turn in range(8):
            yield [turn // slow for slow in pace]

    def _pace(self, spelling: str) -> int:
        kinds = {sort.kind for sort in self.sorts.values()}
        costly = kinds & {"sequence", "function", "matrix"} and kinds & {"real", "complex"}
        return _BUNCH if costly and self.sorts[spelling].kind not in ("real", "complex") else 1

    def _arbitrary(self, count: int) -> Iterator[Values]:
        places = [0] * len(self.names)
        for turn in range(count):
            for place, spelling in enumerate(self.names):
                if turn % self._pace(spelling) == 0:
                    places[place] = self.random.randrange(1 << 16)
            found = self.assign(places, {})
            if found is not None:
                yield found

    def _beside_kinks(self, base: Values) -> Iterator[Values]:
        for equation in self.kinks:
            for spelling in sorted(equation.free & self.sorts.keys()):
                others = {key: value for key, value in base.items() if key.text != spelling}
                integral = self.sorts[spelling].kind == "integer"
                for value in beside(roots(equation, spelling, others, False, self.meter), integral):
                    found = self.replaced(base, spelling, value)
                    if found is not None:
                        yield found

    def _sweeps(self, base: Values) -> Iterator[Values]:
        longest = max((len(self.candidates(spelling, base)) for spelling in self.names), default=0)
        for place in range(longest):
            for spelling in self.names:
                options = self.candidates(spelling, base)
                found = self.replaced(base, spelling, options[-1 - place]) if place < len(options) else None
                if found is not None:
                    yield found

    def simpler(self, values: Values, spelling: str) -> tuple[Term, ...]:
        """Candidates for a name that are easier to read than its value, the easiest first."""
        if spelling in self.targets:
            return ()
        now = values[name(spelling)]
        plain = _numbers(0, 1, 2, -1, HALF, 3) if self.sorts[spelling].kind in _SCALAR else ()
        rounded = _rounded(now.number) if now.head == "num" else ()
        options = dict.fromkeys((*plain, *rounded, *self.candidates(spelling, values)))
        return tuple(sorted((option for option in options if effort(option) < effort(now)), key=effort))


def effort(value: Term) -> int:
    """How hard a value is to read: zeros and small integers are easiest."""
    total = 0
    for part in postorder(value):
        if part.head == "num":
            numerator, denominator = abs(part.number.numerator), part.number.denominator
            total += min(numerator, 20) + numerator.bit_length() + (part.number < 0) + 2 * (denominator.bit_length() - 1)
        elif part.head == "matrix":
            total += sum(arg is not ZERO for arg in part.args) + 2 * len(part.args)
        else:
            total += 3
    return total


def _rounded(value: Fraction) -> tuple[Term, ...]:
    """Neighbours of a number that have small denominators."""
    scales = (1, 2, 3, 4, 5, 10, 100)
    return _numbers(*(Fraction(ends(value * scale), scale) for scale in scales for ends in (floor, ceil)))


def _size_names(sort: Sort) -> frozenset[str]:
    return frozenset(text for size in sort.shape for text in size.free)


def _fits(value: Term, sort: Sort) -> bool:
    return sort.kind != "integer" or (value.head == "num" and value.number.denominator == 1)


def _derived(statement: Term) -> bool:
    """Whether judging it needs more than putting values in."""
    return any(part.head in _RESOLVED for part in postorder(statement))


def _critical(part: Term) -> tuple[Term, ...]:
    if part.head in ("abs", "sign", "relu", "log", "clog", "sqrt", "csqrt", "arg"):
        return (app("eq", part.args[0], ZERO),)
    if part.head in ("power", "cpower"):
        return (app("eq", part.args[0], ZERO),)
    if part.head in ("max", "min", "lt", "le", "gt", "ge", "eq", "ne", "mod", "kronecker") and len(part.args) == 2:
        return (app("eq", *part.args),)
    if part.head == "pow" and part.args[1].head == "num" and part.args[1].number < 0:
        return (app("eq", part.args[0], ZERO),)
    return ()
