"""A second opinion in mpmath: values of terms at random admissible points, derivatives by differences; no code of the kernel.

It can tell that a claim is false (its sides differ at a point), never that it is true; ``None`` is "cannot tell".
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import mpmath

from symverify.language.claims import Claim, Context
from symverify.language.evidence import Point
from symverify.language.terms import Term

Value = Any
CLOSE, APART = mpmath.mpf(10) ** -20, mpmath.mpf(10) ** -9
_STEP = mpmath.mpf(10) ** -18


class Undefined(Exception):
    """The term has no value at the point."""


class Silent(Exception):
    """The oracle cannot evaluate this."""


@dataclass
class Place:
    """A point: values of free names, members of free sequences, functions; nodes cut loose from their definitions."""

    context: Context
    names: dict[str, Value]
    sequences: dict[str, Callable[[int], Value]] = field(default_factory=dict)
    functions: dict[str, Callable[[Value], Value]] = field(default_factory=dict)
    cut: dict[tuple[str, int | None], Value] = field(default_factory=dict)
    below: int | None = None
    frozen: Place | None = None

    def of(self, term: Term, bound: dict[str, Value] | None = None) -> Value:
        """The value of a term. Raises Undefined, Silent."""
        return _value(term, self, bound or {})

    def moved(self, **changes: Any) -> Place:
        """The place with some parts replaced."""
        return Place(**{**self.__dict__, **changes})


def _real(value: Value) -> Value:
    if abs(mpmath.im(value)) > CLOSE:
        raise Undefined
    return mpmath.re(value)


def _integer(value: Value) -> int:
    number = _real(value)
    if abs(number - mpmath.nint(number)) > CLOSE:
        raise Undefined
    return int(mpmath.nint(number))


def _nonzero(value: Value) -> Value:
    if abs(value) < CLOSE:
        raise Undefined
    return value


def _positive(value: Value, zero: bool = False) -> Value:
    number = _real(value)
    if number < -CLOSE or (not zero and number < CLOSE):
        raise Undefined
    return max(number, mpmath.mpf(0))


def _sign(value: Value) -> Value:
    return mpmath.sign(_real(value)) if abs(value) > CLOSE else mpmath.mpf(0)


def _whole(rounded: Callable[[Value], Value]) -> Callable[[Value], Value]:
    def found(value: Value) -> Value:
        nearest = mpmath.nint(_real(value))
        return nearest if abs(nearest - value) < CLOSE else rounded(_real(value))

    return found


def _inside(inverse: Callable[[Value], Value], low: int | None, high: int | None) -> Callable[[Value], Value]:
    def found(value: Value) -> Value:
        number = _real(value)
        if (low is not None and number < low) or (high is not None and number > high):
            raise Undefined
        return inverse(number)

    return found


_UNARY: dict[str, Callable[[Value], Value]] = {
    "exp": mpmath.exp, "sin": mpmath.sin, "cos": mpmath.cos, "tan": mpmath.tan, "sec": mpmath.sec, "cot": mpmath.cot,
    "csc": mpmath.csc, "sinh": mpmath.sinh, "cosh": mpmath.cosh, "tanh": mpmath.tanh, "coth": mpmath.coth,
    "erf": mpmath.erf, "gamma": mpmath.gamma, "digamma": mpmath.digamma, "conjugate": mpmath.conj, "re": mpmath.re,
    "im": mpmath.im, "atan": mpmath.atan, "asinh": mpmath.asinh,
    "logistic": lambda v: 1 / _nonzero(1 + mpmath.exp(-v)),
    "softplus": lambda v: mpmath.log(_nonzero(1 + mpmath.exp(v))),
    "log": lambda v: mpmath.log(_positive(v)),
    "clog": lambda v: mpmath.log(_nonzero(v)),
    "sqrt": lambda v: mpmath.sqrt(_positive(v, True)),
    "csqrt": mpmath.sqrt,
    "abs": abs,
    "sign": _sign,
    "relu": lambda v: max(_real(v), mpmath.mpf(0)),
    "floor": _whole(mpmath.floor),
    "ceiling": _whole(mpmath.ceil),
    "factorial": lambda v: mpmath.factorial(_integer(_positive(v, True))),
    "asin": _inside(mpmath.asin, -1, 1),
    "acos": _inside(mpmath.acos, -1, 1),
    "acosh": _inside(mpmath.acosh, 1, None),
    "atanh": _inside(mpmath.atanh, -1, 1),
}  # fmt: skip


def _value(term: Term, place: Place, bound: dict[str, Value]) -> Value:
    found = _plain(term, place, bound)
    if isinstance(found, bool | list):
        return found
    if not mpmath.isfinite(found):
        raise Undefined
    return found


def _plain(term: Term, place: Place, bound: dict[str, Value]) -> Value:
    head = term.head

    def part(index: int) -> Value:
        return _value(term.args[index], place, bound)

    if head == "num":
        return mpmath.mpf(term.number.numerator) / term.number.denominator
    if head == "name":
        return _name(term.text, place, bound)
    if head in ("pi", "I", "euler_gamma"):
        return {"pi": mpmath.pi(), "I": mpmath.mpc(0, 1), "euler_gamma": mpmath.euler()}[head]
    if head in ("add", "mul"):
        return _folded(head, [_value(arg, place, bound) for arg in term.args])
    if head == "pow":
        exponent, base = _integer(part(1)), part(0)
        return (_nonzero(base) if exponent < 0 else base) ** exponent if exponent else mpmath.mpf(1)
    if head == "power":
        base, exponent = part(0), _real(part(1))
        return _positive(base, exponent > 0) ** exponent
    if head == "cpower":
        return mpmath.exp(part(1) * mpmath.log(_nonzero(part(0))))
    if head in _UNARY:
        try:
            return _UNARY[head](part(0))
        except (ValueError, ZeroDivisionError, OverflowError) as error:
            raise Undefined from error
    rule = _RULES.get(head)
    if rule is None:
        raise Silent(head)
    return rule(term, place, bound)


def _folded(head: str, values: list[Value]) -> Value:
    if not any(isinstance(value, list) for value in values):
        total = mpmath.mpf(0 if head == "add" else 1)
        for value in values:
            total = total + value if head == "add" else total * value
        return total
    grids = [value for value in values if isinstance(value, list)]
    if head == "add":
        return [[sum(grid[i][j] for grid in grids) for j in range(len(grids[0][0]))] for i in range(len(grids[0]))]
    scale = mpmath.fprod(value for value in values if not isinstance(value, list))
    return [[scale * value for value in line] for line in grids[0]]


def _name(spelling: str, place: Place, bound: dict[str, Value]) -> Value:
    if spelling in bound:
        return bound[spelling]
    if (spelling, None) in place.cut:
        return place.cut[spelling, None]
    definition = place.context.definition(spelling)
    if definition is not None and definition.index is None:
        return _value(definition.body, place, {})
    if spelling not in place.names:
        raise Silent(spelling)
    return place.names[spelling]


def _at(term: Term, place: Place, bound: dict[str, Value]) -> Value:
    if term.args[0].head != "name":
        raise Silent("at")
    spelling, index = term.args[0].text, _integer(_value(term.args[1], place, bound))
    if (spelling, index) in place.cut:
        return place.cut[spelling, index]
    if place.below is not None and index < place.below and place.frozen is not None:
        return _at(term, place.frozen, bound)
    sort, definition = place.context.sort(spelling), place.context.definition(spelling)
    if sort is None or sort.first is None or index < int(sort.first.number) or index > 400:
        raise Undefined
    if definition is not None and definition.start is not None and index >= _integer(place.of(definition.start)):
        return _value(definition.body, place, {definition.index or "": mpmath.mpf(index)})
    return place.sequences[spelling](index)


def _repeated(term: Term, place: Place, bound: dict[str, Value]) -> Value:
    if any(arg.head == "oo" or "oo" in repr(arg) for arg in term.args[1:]):
        raise Silent("infinite")
    low, high = (_integer(_value(arg, place, bound)) for arg in term.args[1:3])
    if high - low > 300:
        raise Silent("long")
    values = [_value(term.args[0], place, {**bound, term.text: mpmath.mpf(index)}) for index in range(low, high + 1)]
    if term.head == "forall":
        return all(values)
    return _folded("add" if term.head == "sum" else "mul", values)


def _piecewise(term: Term, place: Place, bound: dict[str, Value]) -> Value:
    for value, condition in zip(term.args[::2], term.args[1::2], strict=True):
        if _value(condition, place, bound):
            return _value(value, place, bound)
    raise Undefined


def _mod(term: Term, place: Place, bound: dict[str, Value]) -> Value:
    left, right = (_real(_value(arg, place, bound)) for arg in term.args)
    return left - right * _whole(mpmath.floor)(left / _nonzero(right))


def _binomial(term: Term, place: Place, bound: dict[str, Value]) -> Value:
    left, right = (_integer(_value(arg, place, bound)) for arg in term.args)
    if not 0 <= right <= left:
        raise Silent("binomial")
    return mpmath.binomial(left, right)


def _extremum(term: Term, place: Place, bound: dict[str, Value]) -> Value:
    return (max if term.head == "max" else min)(_real(_value(arg, place, bound)) for arg in term.args)


def _derivative(term: Term, place: Place, bound: dict[str, Value]) -> Value:
    """The central difference of the body in the variable, cut loose; held nodes keep the values they have."""
    body, variable, *held = term.args
    key = _node(variable, place, bound)
    start = _value(variable, place, bound)
    frozen: dict[tuple[str, int | None], Value] = dict(place.cut)
    below = None
    for node in held:
        if node.head == "below":
            below = _integer(_value(node.args[0], place, bound))
        else:
            frozen[_node(node, place, bound)] = _value(node, place, bound)

    def at(value: Value) -> Value:
        return place.moved(cut={**frozen, key: value}, below=below, frozen=place).of(body, bound)

    near = [(at(start + step) - at(start - step)) / (2 * step) for step in (_STEP, 3 * _STEP)]
    one_sided = (at(start + _STEP) - at(start)) / _STEP
    if any(abs(one - near[0]) > mpmath.mpf(10) ** -12 * (1 + abs(near[0])) for one in (near[1], one_sided)):
        raise Undefined  # a kink
    return near[0]


def _node(term: Term, place: Place, bound: dict[str, Value]) -> tuple[str, int | None]:
    if term.head == "name":
        return term.text, None
    return term.args[0].text, _integer(_value(term.args[1], place, bound))


def _apply(term: Term, place: Place, bound: dict[str, Value]) -> Value:
    called, *args = term.args
    value = _value(args[0], place, bound)
    order = 0
    if called.head == "dfun":
        if len(called.args) != 2:
            raise Silent("dfun")
        called, order = called.args[0], int(called.args[1].number)
    if called.head == "fun":
        base = _UNARY[called.text]
    elif called.head == "lambda":
        scope = called
        base = lambda inner: _value(scope.args[0], place, {**bound, scope.text: inner})  # noqa: E731
    else:
        base = place.functions[called.text]
    return mpmath.diff(base, value, order) if order else base(value)


def _matrix(term: Term, place: Place, bound: dict[str, Value]) -> Value:
    rows, columns = (int(size) for size in term.text.split(","))
    values = [_value(arg, place, bound) for arg in term.args]
    return [values[line * columns : (line + 1) * columns] for line in range(rows)]


def _linear(term: Term, place: Place, bound: dict[str, Value]) -> Value:
    """Products, powers, inverses, transposes, traces, determinants and entries by mpmath's matrices."""
    parts = [_value(arg, place, bound) for arg in term.args]
    head = term.head
    if head == "identity":
        return mpmath.eye(_integer(parts[0])).tolist()
    if head == "entry":
        return parts[0][_integer(parts[1])][_integer(parts[2])]
    grids = [mpmath.matrix(part) for part in parts if isinstance(part, list)]
    first = grids[0]
    if head == "trace":
        return sum(first[i, i] for i in range(first.rows))
    if head == "det":
        return mpmath.det(first)
    if head == "transpose":
        return first.T.tolist()
    if head == "matmul":
        for grid in grids[1:]:
            first = first * grid
        return first.tolist()
    if head == "matpow" and _integer(parts[1]) >= 0:
        return (first ** _integer(parts[1])).tolist()
    if abs(mpmath.det(first)) < CLOSE:
        raise Undefined
    return (first**-1 if head == "inverse" else first ** _integer(parts[1])).tolist()


def _owing(term: Term, place: Place, bound: dict[str, Value]) -> Value:
    if not _value(term.args[1], place, bound):
        raise Undefined
    return _value(term.args[0], place, bound)


def _relation(term: Term, place: Place, bound: dict[str, Value]) -> bool:
    left, right = (_value(arg, place, bound) for arg in term.args[:2])
    if isinstance(left, list):
        pairs = [(p, q) for one, other in zip(left, right, strict=True) for p, q in zip(one, other, strict=True)]
    else:
        pairs = [(left, right)]
    if term.head == "rounds_to":
        return all(_at_most(abs(p - q), mpmath.mpf(10) ** -_integer(_value(term.args[2], place, bound)) / 2) for p, q in pairs)
    if term.head in ("eq", "ne"):
        same = all(_same(p, q) for p, q in pairs)
        return same if term.head == "eq" else not same
    p, q = (_real(value) for value in pairs[0])
    if _same(p, q):
        return term.head in ("le", "ge")
    return bool(p < q) if term.head in ("lt", "le") else bool(p > q)


def _same(left: Value, right: Value) -> bool:
    distance = abs(left - right) / (1 + abs(left) + abs(right))
    if CLOSE * 10**6 < distance < APART:
        raise Silent("too close to tell")
    return bool(distance < APART)


def _at_most(left: Value, right: Value) -> bool:
    if _same(left / right, mpmath.mpf(1)):
        raise Silent("at the boundary")
    return bool(left < right)


def _joined(term: Term, place: Place, bound: dict[str, Value]) -> bool:
    head = term.head
    if head == "implies":
        return not _value(term.args[0], place, bound) or bool(_value(term.args[1], place, bound))
    values = [bool(_value(arg, place, bound)) for arg in term.args]
    return {"and": all(values), "or": any(values), "not": not values[0] if values else True}[head]


_RULES: dict[str, Callable[[Term, Place, dict[str, Value]], Value]] = {
    "at": _at,
    "sum": _repeated,
    "product": _repeated,
    "forall": _repeated,
    "piecewise": _piecewise,
    "mod": _mod,
    "binomial": _binomial,
    "max": _extremum,
    "min": _extremum,
    "diff": _derivative,
    "pdiff": _derivative,
    "apply": _apply,
    "matrix": _matrix,
    "owing": _owing,
    "true": lambda term, place, bound: True,
    "false": lambda term, place, bound: False,
    "kronecker": lambda term, place, bound: mpmath.mpf(
        _same(_value(term.args[0], place, bound), _value(term.args[1], place, bound))
    ),
    **dict.fromkeys(("identity", "entry", "trace", "det", "transpose", "matmul", "matpow", "inverse"), _linear),
    **dict.fromkeys(("eq", "ne", "lt", "le", "gt", "ge", "rounds_to"), _relation),
    **dict.fromkeys(("and", "or", "not", "implies"), _joined),
}


# ---------------------------------------------------------------- points
_POOL = tuple(Fraction(text) for text in "0 1 -1 2 -2 3 1/2 -1/2 3/5 4/5 -3/5 5/3 -7/4 7/3 -11/5 1/7".split())


def places(claim: Claim, count: int = 10, tries: int = 300) -> Iterable[Place]:
    """Random points at which the hypotheses hold; the same ones each time."""
    context = claim.context
    chooser = random.Random(claim.id)
    found = 0
    for _ in range(tries):
        place = _random(context, chooser)
        try:
            admissible = all(place.of(entry.statement) for entry in context.hypotheses)
        except (Undefined, Silent):
            continue
        if admissible:
            yield place
            found += 1
            if found == count:
                return


def _random(context: Context, chooser: random.Random) -> Place:
    place = Place(context, {})
    for declaration in context.declarations:
        spelling, sort = declaration.name, declaration.sort
        if sort.kind == "integer":
            place.names[spelling] = mpmath.mpf(chooser.randint(-3, 5))
        elif sort.kind == "real":
            place.names[spelling] = _draw(chooser)
        elif sort.kind == "complex":
            place.names[spelling] = mpmath.mpc(_draw(chooser), _draw(chooser))
        elif sort.kind == "sequence":
            values = [_draw(chooser) for _ in range(64)]
            place.sequences[spelling] = lambda index, values=values: values[index % 64]  # type: ignore[misc]
        elif sort.kind == "function":
            shift = _draw(chooser)
            place.functions[spelling] = chooser.choice(
                [
                    lambda v, s=shift: mpmath.sin(v) + s,
                    lambda v, s=shift: v**3 + s * v,
                    lambda v, s=shift: mpmath.exp(v / 2) + s,
                    lambda v: v,
                ]  # type: ignore[misc]
            )
    for entry in context.hypotheses:  # a hypothesis that gives a name its value is met by giving it
        if entry.statement.head == "eq" and chooser.random() < 0.9:
            left, right = entry.statement.args
            for one, other in ((right, left), (left, right)):
                if one.head == "name" and context.definition(one.text) is None and one.text not in other.free:
                    try:
                        place.names[one.text] = place.of(other)
                        break
                    except (Undefined, Silent):
                        pass
    return place


def _draw(chooser: random.Random) -> Value:
    chosen = chooser.choice(_POOL)
    return mpmath.mpf(chosen.numerator) / chosen.denominator


def place_of(point: Point, context: Context) -> Place:
    """A point of evidence as the oracle reads it."""
    place = Place(context, {})
    for spelling, value in point.values:
        sort = context.sort(spelling)
        if value.head != "lambda":
            place.names[spelling] = place.of(value)
            continue

        def called(inner: Value, value: Term = value) -> Value:
            return Place(context, {}).of(value.args[0], {value.text: mpmath.mpmathify(inner)})

        (place.sequences if sort is not None and sort.kind == "sequence" else place.functions)[spelling] = called
    return place


# ---------------------------------------------------------------- judgement
def truth_at(claim: Claim, place: Place) -> bool | None:
    """Whether the goal holds at a place; None where a side has no value there or the oracle cannot tell."""
    with mpmath.workdps(60):
        try:
            return _goal(claim.goal, place)
        except (Undefined, Silent, ZeroDivisionError, KeyError, OverflowError, IndexError):
            return None


def _goal(goal: Term, place: Place) -> bool | None:
    if goal.head == "independent":
        return _independent(goal, place)
    if goal.head == "tends_to":
        return _tends(goal, place)
    if goal.head == "bounded":
        return _bounded(goal, place)
    if goal.head == "not":
        inner = _goal(goal.args[0], place)
        return None if inner is None else not inner
    if goal.head == "and":
        found = [_goal(part, place) for part in goal.args]
        return False if False in found else None if None in found else True
    if goal.head == "implies":
        return None if not place.of(goal.args[0]) else _goal(goal.args[1], place)
    return bool(place.of(goal))


def _independent(goal: Term, place: Place) -> bool | None:
    term, variable = goal.args
    if variable.head != "name" or any(variable.text in entry.statement.free for entry in place.context.hypotheses):
        return None
    first = place.of(term)
    moved = place.moved(names={**place.names, variable.text: place.names[variable.text] + 1})
    return _same(first, moved.of(term))


def _tends(goal: Term, place: Place) -> bool | None:
    body, approach, target = goal.args
    if target.head == "oo" or "oo" in repr(target):
        return None
    wanted = place.of(target)
    if approach.head == "along_integers":
        found = [place.of(body, {goal.text: mpmath.mpf(index)}) for index in (150, 201)]
    else:
        middle = place.of(approach.args[0])
        side = [step for step in (1, -1) if approach.value in ("+-", "+" if step > 0 else "-")]
        found = [place.of(body, {goal.text: middle + step * mpmath.mpf(10) ** -25}) for step in side]
    distances = [abs(value - wanted) for value in found]
    return True if max(distances) < mpmath.mpf(10) ** -6 else False if min(distances) > mpmath.mpf(10) ** -3 else None


def _bounded(goal: Term, place: Place) -> bool | None:
    early, late = (
        max(abs(place.of(goal.args[0], {goal.text: mpmath.mpf(i)})) for i in where) for where in (range(8), (150, 201))
    )
    return True if late <= early * 2 else False if late > 10**6 * (1 + early) or late > 15 * (1 + early) else None


def looks_false(claim: Claim) -> bool | None:
    """True if some admissible point contradicts the claim, False if several agree with it, None if there are none to be had."""
    with mpmath.workdps(60):
        found = [truth_at(claim, place) for place in places(claim)]
    if False in found:
        return True
    return None if found.count(True) < 2 and not (True in found and not claim.goal.free) else False
