"""A claim at many points, quickly: what depends on integers, functions, sequences and matrices is brought to closed form once.

A slice is the claim at given values of those names, real and complex names still standing; the kernel's enclosures then take
the values of the latter. What is found this way is found again by the kernel at the point itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from symverify.kernel.enclose import NotEnclosed, Value, disjoint, enclose, holds
from symverify.kernel.instances import NotInstantiable, instantiate
from symverify.kernel.meter import Meter
from symverify.language.evidence import Point
from symverify.language.terms import Term, app, name, num
from symverify.strategies.sampling import Sampler, Values

LOW = (53,)
HIGH = (106, 212, 424, 848)
_CONTINUOUS = frozenset({"real", "complex"})


@dataclass(frozen=True, slots=True)
class Failure:
    """How a goal fails at a point."""

    precision: int
    entry: tuple[int, int] | None = None
    other: Term | None = None


@dataclass(frozen=True, slots=True)
class Slice:
    """Statements over real and complex names: the parts of the goal, what must hold besides, and terms to be defined."""

    parts: tuple[Term, ...]
    conditions: tuple[Term, ...]


class Probe:
    """Looks at the terms of one claim at points of its sampler."""

    def __init__(self, sampler: Sampler, parts: tuple[Term, ...], later: tuple[Term, ...]) -> None:
        self.sampler = sampler
        self.context = sampler.context
        self.parts = parts
        self.later = later
        self.slices: dict[tuple[Term, ...], Slice | None] = {}

    @property
    def meter(self) -> Meter:
        """Whoever pays at the moment."""
        return self.sampler.meter

    def slice(self, values: Values) -> Slice | None:
        """The slice of an assignment; None where nothing can be said."""
        fixed = {key: value for key, value in values.items() if self.sampler.sorts[key.text].kind not in _CONTINUOUS}
        label = tuple(fixed.values())
        if label not in self.slices:
            self.slices[label] = self._sliced(Point(tuple((key.text, fixed.get(key, key)) for key in values)))
        return self.slices[label]

    def _sliced(self, point: Point) -> Slice | None:
        try:
            parts = [instantiate(part, point, self.context, self.meter) for part in self.parts]
            later = [instantiate(statement, point, self.context, self.meter) for statement in self.later]
        except NotInstantiable:
            return None
        conditions = [statement for statement, _ in later]
        conditions += [obligation for _, owed in (*parts, *later) for obligation in owed]
        return Slice(tuple(part for part, _ in parts), tuple(dict.fromkeys(conditions)))

    def known(self, values: Values, precision: int) -> dict[Term, Value]:
        """Enclosures of the values of real and complex names."""
        sorts = self.sampler.sorts
        return {
            key: enclose(value, precision, self.meter) for key, value in values.items() if sorts[key.text].kind in _CONTINUOUS
        }

    def admits(self, values: Values) -> Slice | None:
        """The slice, if everything that must hold besides certainly does at some precision."""
        cut = self.slice(values)
        if cut is None:
            return None
        for condition in cut.conditions:
            if not any(self._holds(condition, values, precision) for precision in (53, 212)):
                return None
        return cut

    def _holds(self, statement: Term, values: Values, precision: int) -> bool:
        try:
            return holds(statement, precision, self.meter, self.known(values, precision)) is True
        except NotEnclosed:
            return False

    def failure(self, values: Values, precisions: tuple[int, ...]) -> Failure | None:
        """How a part of the goal certainly fails there; None if none does, or that cannot be told."""
        cut = self.admits(values)
        if cut is None:
            return None
        for precision in precisions:
            try:
                known = self.known(values, precision)
            except NotEnclosed:
                continue
            for part in cut.parts:
                found = failing(part, precision, known, self.meter)
                if found is not None and all(self._holds(s, values, precision) for s in self._conditions(cut, values)):
                    return found
        return None

    def _conditions(self, cut: Slice, values: Values) -> Iterator[Term]:
        # The kernel certifies everything at one precision: premises that were checked while sampling are looked at again.
        yield from cut.conditions
        yield from self.sampler.settled(values)

    def defined(self, values: Values) -> bool:
        """Whether every part (here a term) is certified to be defined."""
        cut = self.admits(values)
        return cut is not None and all(any(self._value(t, values, p) is not None for p in (53, 212)) for t in cut.parts)

    def _value(self, term: Term, values: Values, precision: int) -> Value | None:
        try:
            return enclose(term, precision, self.meter, self.known(values, precision))
        except NotEnclosed:
            return None

    def differs(self, values: Values, moved: Values, precisions: tuple[int, ...]) -> int | None:
        """The precision at which the only part certainly takes different values at two points."""
        here, there = self.admits(values), self.admits(moved)
        if here is None or there is None:
            return None
        for precision in precisions:
            first, second = self._value(here.parts[0], values, precision), self._value(there.parts[0], moved, precision)
            if first is not None and second is not None and disjoint(first, second):
                return precision
        return None


def failing(part: Term, precision: int, known: dict[Term, Value], meter: Meter) -> Failure | None:
    """How a relation certainly fails where its names have these values."""
    if part.head == "eq":
        try:
            left, right = (enclose(side, precision, meter, known) for side in part.args)
        except NotEnclosed:
            return None
        return Failure(precision, _entry(left, right)) if disjoint(left, right) else None
    if holds(part, precision, meter, known) is not False:
        return None
    return Failure(precision, _entry_of_rounding(part, precision, known, meter))


def _entry(left: Value, right: Value) -> tuple[int, int] | None:
    """The first entry in which two matrices certainly differ; None for numbers."""
    if not isinstance(left, tuple) or not isinstance(right, tuple):
        return None
    places = ((i, j) for i, row in enumerate(left) for j in range(len(row)))
    return next(((i, j) for i, j in places if disjoint(left[i][j], right[i][j])), None)


def _entry_of_rounding(part: Term, precision: int, known: dict[Term, Value], meter: Meter) -> tuple[int, int] | None:
    """The first entry of a matrix that is not rounded as claimed; None for other relations."""
    left = enclose(part.args[0], precision, meter, known) if part.head == "rounds_to" else None
    for i, row in enumerate(left) if isinstance(left, tuple) else ():
        for j in range(len(row)):
            sides = [app("entry", side, num(i), num(j)) for side in part.args[:2]]
            if holds(app("rounds_to", *sides, part.args[2]), precision, meter, known) is False:
                return i, j
    return None


def renamed(values: Values, spelling: str, value: Term) -> Values:
    """The same values but for one name."""
    return {**values, name(spelling): value}
