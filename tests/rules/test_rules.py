"""Every rule of the atom table brute-forced in balls, boundaries and branch points first.

A sample is one row over names. The rule computes a value from it; at every point of a grid at which what the rule and the
atom owe holds, the atom and its value must not be disjoint. The same row with numbers in place of the names goes through the
table as evidence would, and so do rows with damaged parameters: each is rejected or right. Rules whose atoms have no value of
their own in balls (derivatives, limits), and matrices, get a second opinion.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, partial
from itertools import product

import pytest
from flint import fmpq, fmpq_mat

from symverify.kernel.atoms import Bench, Table
from symverify.kernel.calculus import UNARY_RULES
from symverify.kernel.enclose import NotEnclosed, Value, disjoint, enclose, holds
from symverify.kernel.instances import NotInstantiable, instantiate
from symverify.kernel.meter import Meter
from symverify.kernel.proofs import RULES
from symverify.kernel.ring import Rejected, Ring, no_rewrite, with_ring
from symverify.kernel.sides import Owing
from symverify.kernel.signs import facts_of
from symverify.language.claims import Claim, Context, Declaration, Definition, Hypothesis
from symverify.language.evidence import Point, Row
from symverify.language.nodes import tidied
from symverify.language.sorts import COMPLEX, INTEGER, REAL, function, sequence
from symverify.language.terms import (
    MINUS_ONE,
    ONE,
    TRUE,
    ZERO,
    Term,
    add,
    app,
    at,
    bind,
    div,
    mul,
    name,
    neg,
    num,
    power,
    sub,
    substitute,
)  # fmt: skip

pytestmark = pytest.mark.slow

BITS, WORK = 212, 10**8
TWO, THREE, PI, I = num(2), num(3), app("pi"), app("I")
HALF, THIRD = num(Fraction(1, 2)), num(Fraction(1, 3))
x, y, z, v, n, m, k, u, t = (name(spelling) for spelling in "xyzvnmkut")


def q(numerator: int, denominator: int = 1) -> Term:
    return num(Fraction(numerator, denominator))


# ---------------------------------------------------------------- the grid
_BRANCHES = (ZERO, ONE, MINUS_ONE, HALF, neg(HALF), TWO, neg(TWO), PI, mul(HALF, PI), mul(neg(HALF), PI))
_REALS = (
    *_BRANCHES,
    THREE,
    THIRD,
    neg(PI),
    mul(TWO, PI),
    mul(q(1, 6), PI),
    mul(q(7, 4), PI),
    q(1, 10**9),
    q(-1, 10**9),
    q(100),
    q(-100),
)
_BEYOND = (
    I,
    neg(I),
    add(TWO, mul(THREE, I)),
    add(MINUS_ONE, mul(ZERO, I)),
    add(MINUS_ONE, mul(q(-1, 10**9), I)),
    mul(PI, I),
    mul(HALF, PI, I),
)
_INTEGERS = tuple(num(value) for value in (0, 1, -1, 2, -2, 3, 5, 17))
_FEW = {
    "real": (*_BRANCHES[:4], neg(TWO), PI, q(50)),
    "complex": (ZERO, MINUS_ONE, HALF, *_BEYOND[:4]),
    "integer": _INTEGERS[:6],
}
_ALL = {"real": _REALS, "complex": (*_REALS[:14], *_BEYOND), "integer": _INTEGERS}
SORTS = {
    "x": REAL,
    "y": REAL,
    "u": REAL,
    "w": REAL,
    "z": COMPLEX,
    "v": COMPLEX,
    "n": INTEGER,
    "m": INTEGER,
    "k": INTEGER,
    "t": INTEGER,
}
SORTS |= {"h": sequence(REAL, ZERO), "g": function(REAL, 1)}
FUNCTIONS = {"g": bind("lambda", "s", power(name("s"), 2)), "h": bind("lambda", "s", TWO)}


@dataclass(frozen=True)
class Sample:
    """One row over names; ``closed`` whether it stays a row when numbers stand for the names."""

    row: Row
    context: Context
    uses: tuple[Claim, ...] = ()
    closed: bool = True
    names: tuple[str, ...] = ()

    def grid(self) -> Iterator[dict[str, Term]]:
        """Values for the free names, the whole grid for one or two of them, the first of it for more."""
        moving = [spelling for spelling in self.names if spelling not in FUNCTIONS]
        table = _ALL if len(moving) < 2 else _FEW
        fixed = {spelling: FUNCTIONS[spelling] for spelling in self.names if spelling in FUNCTIONS}
        for values in product(*(table[SORTS[spelling].kind][: 99 if len(moving) < 3 else 4] for spelling in moving)):
            yield fixed | dict(zip(moving, values, strict=True))


def sample(
    rule: str, atom: Term, *params: Term, label: str = "", hyps: tuple[Term, ...] = (), defs: tuple[Definition, ...] = (),
    uses: tuple[Claim, ...] = (), closed: bool = True,
) -> Sample:  # fmt: skip
    """A sample; names have the sorts of ``SORTS``, hypotheses the labels 0, 1, …"""
    found = set(atom.free).union(*(term.free for term in (*params, *hyps, *(entry.body for entry in defs))))
    indices = {entry.index for entry in defs} | ({atom.text} if atom.head in ("sum", "product") else set())
    spellings = sorted((found - indices) | {entry.name for entry in defs})
    declared = tuple(Declaration(spelling, SORTS[spelling]) for spelling in spellings)
    context = Context(declared, defs, tuple(Hypothesis(str(place), entry) for place, entry in enumerate(hyps)))
    moving = tuple(spelling for spelling in spellings if spelling not in {entry.name for entry in defs if entry.index is None})
    return Sample(Row(rule, atom, params, label), context, uses, closed and not (defs or hyps or uses), moving)


def f(head: str, *args: Term) -> Term:
    return app(head, *args)


def sums(head: str, body: Term, low: Term, high: Term) -> Term:
    return bind(head, "k", body, low, high)


def context(*spellings: str, hyps: tuple[Term, ...] = ()) -> Context:
    declared = tuple(Declaration(spelling, SORTS[spelling]) for spelling in spellings)
    return Context(declared, (), tuple(Hypothesis(str(place), entry) for place, entry in enumerate(hyps)))


exp, log, sin, cos, sqrt, pow_ = (partial(app, head) for head in ("exp", "log", "sin", "cos", "sqrt", "pow"))


# ---------------------------------------------------------------- the samples, rule by rule
def _powers_and_logarithms() -> Iterator[Sample]:
    yield sample("exp-sum", exp(add(mul(TWO, x), neg(y))), x, TWO, y, MINUS_ONE)
    yield sample("exp-sum", exp(add(z, mul(neg(TWO), v))), z, ONE, v, num(-2))
    yield sample("exp-sum", exp(mul(PI, I, n)), mul(PI, I, n), ONE)
    yield sample("exp-sum", exp(ZERO))
    yield sample("exp-sum", exp(ZERO), z, ZERO)
    yield sample("exp-log", exp(log(x)))
    yield sample("exp-log", exp(f("clog", z)))
    yield sample("log-product", log(mul(x, power(y, 2))), x, ONE, y, TWO)
    yield sample("log-product", log(div(x, y)), x, ONE, y, MINUS_ONE)
    yield sample("log-product", log(power(x, 2)), x, TWO)
    yield sample("log-product", log(power(x, 2)), neg(x), TWO)
    yield sample("log-product", log(ONE))
    yield sample("log-product", log(x), x, ONE, y, ZERO)
    yield sample("log-exp", log(exp(x)))
    yield sample("log-exp", f("clog", exp(x)))
    yield sample("log-power", log(f("power", x, y)))
    yield sample("log-power", log(sqrt(x)))
    yield sample("log-power", log(pow_(x, n)))
    yield sample("log-power", log(power(x, 2)))
    yield sample("log-power", log(power(x, -3)))
    for head in ("clog", "csqrt"):
        yield sample("principal", f(head, x))
        yield sample("principal", f(head, sub(x, y)))
        yield sample("principal-negative", f(head, x))
        yield sample("principal-negative", f(head, neg(power(x, 2))))
    yield sample("principal", f("cpower", x, y))
    yield sample("principal", f("cpower", x, n))
    yield sample("power-exp", f("power", x, y))
    yield sample("power-exp", f("cpower", z, v))
    yield sample("power-exp", f("cpower", z, HALF))
    yield sample("power-exp", f("cpower", x, neg(TWO)))
    for exponent in (q(1, 2), q(-1, 2), q(3, 2), q(-5, 2), q(2), q(-2), q(1), q(0)):
        yield sample("power-root", f("power", x, exponent))
    yield sample("sqrt-product", sqrt(mul(x, y)), x, ONE, y, ONE)
    yield sample("sqrt-product", sqrt(div(x, y)), x, ONE, y, MINUS_ONE)
    yield sample("sqrt-product", sqrt(power(x, 2)), x, TWO)
    yield sample("sqrt-product", sqrt(power(x, -3)), x, num(-3))
    yield sample("sqrt-product", sqrt(ONE))
    yield sample("sqrt-square", sqrt(power(x, 2)), x)
    yield sample("sqrt-square", sqrt(power(sub(x, y), 2)), sub(y, x))
    yield sample("sqrt-square", f("csqrt", power(x, 2)), x)
    yield sample("pow-sum", pow_(x, add(n, ONE)), n, ONE, ONE, ONE)
    yield sample("pow-sum", pow_(z, sub(n, ONE)), n, ONE, ONE, MINUS_ONE)
    yield sample("pow-sum", pow_(z, add(n, m)), n, ONE, m, ONE)
    yield sample("pow-sum", pow_(x, mul(TWO, n)), n, TWO)
    yield sample("pow-sum", pow_(x, neg(n)), n, MINUS_ONE)
    yield sample("pow-sum", pow_(x, ZERO), n, ZERO)
    yield sample("pow-sum", pow_(x, n), sub(n, m), ONE, m, ONE)
    yield sample("pow-sum", pow_(x, n), add(n, num(-3)), ONE, THREE, ONE)
    yield sample("pow-sum", pow_(x, n), add(n, THREE), ONE, num(-3), ONE)
    yield sample("pow-product", pow_(mul(x, y), n), x, ONE, y, ONE)
    yield sample("pow-product", pow_(power(z, 2), n), z, TWO)
    yield sample("pow-product", pow_(div(x, z), n), x, ONE, z, MINUS_ONE)
    yield sample("pow-product", pow_(ONE, n))
    yield sample("pow-product", pow_(neg(x), n), MINUS_ONE, ONE, x, ONE)
    yield sample("pow-product", pow_(x, n), x, ONE, z, ZERO)


def _trigonometry() -> Iterator[Sample]:
    for head in ("sinh", "cosh", "tanh", "coth", "logistic", "tan", "cot", "sec", "csc"):
        yield sample("by-definition", f(head, x))
        yield sample("by-definition", f(head, z))
    yield sample("by-definition", f("softplus", x))
    for head in ("sin", "cos"):
        yield sample("trig-sum", f(head, add(x, y)), x, y)
        yield sample("trig-sum", f(head, sub(z, v)), z, neg(v))
        yield sample("trig-sum", f(head, add(x, mul(HALF, PI))), mul(HALF, PI), x)
        for count in (0, 1, 2, -2, 3, -3, 5):
            yield sample("trig-multiple", f(head, mul(num(count), x)), x, num(count))
        yield sample("trig-multiple", f(head, z), mul(THIRD, z), THREE)
        for twelfth in (*range(-28, 29), 1201, 1202):
            if twelfth % 2 == 0 or twelfth % 3 == 0:
                yield sample("trig-exact", f(head, mul(q(twelfth, 12), PI)), q(twelfth, 12))
    yield sample("euler", exp(mul(I, x)), x)
    yield sample("euler", exp(mul(I, z)), z)
    yield sample("euler", exp(z), mul(neg(I), z))
    for head in ("sin", "cos", "tan", "sinh", "cosh", "tanh"):
        yield sample("inverse-inside", f(head, f("a" + head, x)))
        yield sample("inverse-outside", f("a" + head, f(head, x)))
        yield sample("inverse-outside", f("a" + head, f(head, sub(x, y))))
    for head in ("log", "clog"):
        yield sample("inverse-inside", exp(f(head, x)))
        yield sample("inverse-outside", f(head, exp(x)))
    for head in ("asin", "atan", "asinh", "atanh"):
        yield sample("parity", f(head, neg(x)), x)
    for head in ("sin", "tan", "cot", "csc", "sinh", "tanh", "coth", "erf", "cos", "sec", "cosh", "abs"):
        yield sample("parity", f(head, neg(z)), z)
        yield sample("parity", f(head, sub(x, y)), sub(y, x))


def _cases() -> Iterator[Sample]:
    for case in (ONE, MINUS_ONE):
        yield sample("abs", f("abs", x), case)
        yield sample("abs", f("abs", sub(n, m)), case)
    yield sample("abs-product", f("abs", mul(z, power(x, 2))), z, ONE, x, TWO)
    yield sample("abs-product", f("abs", div(v, z)), v, ONE, z, MINUS_ONE)
    yield sample("abs-product", f("abs", neg(z)), MINUS_ONE, ONE, z, ONE)
    yield sample("abs-product", f("abs", power(z, -3)), z, num(-3))
    for case in (ONE, MINUS_ONE, ZERO):
        yield sample("sign", f("sign", x), case)
        yield sample("sign", f("sign", sub(x, y)), case)
    for head, place in product(("max", "min"), (ZERO, ONE, TWO)):
        yield sample("extremum", f(head, x, y, ONE), place)
        yield sample("extremum", f(head, x, neg(x), x), place)
    yield sample("relu", f("relu", x))
    step = f("piecewise", x, app("gt", x, ZERO), y, app("ge", x, y), neg(x), TRUE)
    edge = f("piecewise", power(x, -1), app("ne", x, ZERO), ZERO, app("eq", x, ZERO))
    for place in (ZERO, ONE, TWO):
        yield sample("branch", step, place)
        if place is not TWO:
            yield sample("branch", edge, place)
    for case in (ZERO, ONE):
        yield sample("kronecker", f("kronecker", n, m), case)
        yield sample("kronecker", f("kronecker", n, ZERO), case)
    for head in ("floor", "ceiling"):
        yield sample("floor", f(head, x), n)
        yield sample("floor", f(head, n), n)
        yield sample("floor", f(head, add(n, HALF)), n if head == "floor" else add(n, ONE))
        yield sample("floor", f(head, f("floor", x)), f("ceiling", x))
        yield sample("floor-shift", f(head, add(x, n)), x, n)
        yield sample("floor-shift", f(head, sub(n, x)), neg(x), n)
    yield sample("modulo", f("mod", x, y))
    yield sample("modulo", f("mod", n, m))
    yield sample("modulo", f("mod", x, neg(TWO)))
    yield sample("factorial", f("factorial", n))
    yield sample("factorial", f("factorial", ZERO))
    yield sample("factorial", f("factorial", add(n, ONE)))
    yield sample("binomial", f("binomial", n, m))
    yield sample("binomial", f("binomial", n, TWO))
    yield sample("binomial", f("binomial", add(n, TWO), n))
    yield sample("gamma", f("gamma", x))
    yield sample("gamma", f("gamma", add(x, ONE)))
    yield sample("gamma", f("gamma", n))


def _ranges() -> Iterator[Sample]:
    for head in ("sum", "product"):
        for body in (k, mul(x, k), pow_(x, k), power(k, -1), app("abs", sub(k, TWO)), x, ZERO):
            for low in (ONE, n):
                whole = sums(head, body, low, m)
                yield sample("peel-last", whole)
                yield sample("peel-first", whole)
                yield sample("empty", whole)
        inner = sums(head, bind("sum", "t", mul(k, t), ZERO, k), ONE, m)
        yield from (sample(rule, inner) for rule in ("peel-last", "peel-first", "empty"))
        yield sample("constant", sums(head, x, ONE, n))
        yield sample("constant", sums(head, z, n, m))
        yield sample("constant", sums(head, ZERO, n, m))
        yield sample("constant", sums(head, power(x, -1), n, m))
    yield sample("pull-out", sums("sum", mul(x, k), n, m), x, k)
    yield sample("pull-out", sums("sum", div(k, x), ONE, m), power(x, -1), k)
    yield sample("pull-out", sums("sum", mul(z, pow_(z, k)), n, m), z, pow_(z, k))
    yield sample("pull-out", sums("sum", div(x, k), n, m), x, power(k, -1))
    yield sample("split", sums("sum", add(k, mul(x, k), z), n, m), mul(x, k), add(k, z))
    yield sample("split", sums("sum", k, ONE, n), add(k, power(k, -1)), neg(power(k, -1)))
    yield sample("split", sums("sum", ZERO, n, m), ZERO)


def _graph() -> Iterator[Sample]:
    square = Definition("u", add(power(x, 2), y))
    yield sample("definition", u, defs=(square,))
    yield sample("definition", u, defs=(Definition("u", div(x, y)),))
    before = at("h", sub(t, ONE))
    for start in (ONE, THREE):
        decay = Definition("h", add(mul(name("w"), before), t), "t", start)
        for index in (n, add(n, ONE), mul(TWO, n)):
            yield sample("recurrence", at("h", index), defs=(decay,))
    for equation in (app("eq", f("abs", x), y), app("and", app("gt", x, ZERO), app("eq", y, f("abs", x)))):
        for atom in (f("abs", x), y):
            yield sample("hypothesis", atom, label="0", hyps=(equation,))
    pair = app("and", app("eq", x, y), app("eq", y, f("relu", x)))
    yield sample("hypothesis", f("relu", x), ONE, label="0", hyps=(pair,))
    yield sample("hypothesis", f("apply", name("g"), x), label="0", hyps=(app("eq", f("apply", name("g"), x), y),))
    yield sample("hypothesis", y, label="0", hyps=(app("eq", y, f("owing", x, app("gt", x, ONE))),))
    logs = Claim("line", app("eq", log(power(x, 2)), mul(TWO, log(x))), context("x", hyps=(app("gt", x, ZERO),)))
    for value in (x, y, mul(TWO, y), neg(y), n, power(y, 2)):
        yield sample("line", log(power(value, 2)), x, value, label="line", uses=(logs,))
        yield sample("line", mul(TWO, log(value)), x, value, label="line", uses=(logs,))
    roots = Claim(
        "line", app("eq", pow_(f("csqrt", z), mul(TWO, n)), pow_(z, n)), context("z", "n", hyps=(app("ge", n, ZERO),))
    )
    yield sample("line", pow_(f("csqrt", v), mul(TWO, add(m, ONE))), z, v, n, add(m, ONE), label="line", uses=(roots,))
    yield sample("owing", f("owing", x, app("ne", y, ZERO)))
    yield sample("owing", f("owing", power(z, -1), app("gt", x, y)))
    for head in ("sin", "log", "abs", "floor", "sqrt", "clog"):
        yield sample("call", f("apply", app("fun", value=head), x))
    yield sample("call", f("apply", bind("lambda", "s", sums("sum", mul(name("s"), k), ONE, n)), add(x, k)))
    shear, full = app("matrix", x, ONE, ZERO, y, value="2,2"), app("matrix", z, x, y, MINUS_ONE, value="2,2")
    for i, j in product((ZERO, ONE), (ZERO, ONE)):
        for base in (shear, full):
            yield sample("matrix-power", f("entry", f("matpow", base, n), i, j))
    yield sample("matrix-power", f("entry", f("matpow", shear, add(n, ONE)), ZERO, ONE))
    for head in ("trace", "det"):
        yield sample("entry", f(head, f("matmul", shear, full)))
    for head in ("inverse", "transpose"):
        yield sample("entry", f("entry", f(head, full), ZERO, ONE))


SEPARATE = {"derivative", "limit"}
"""Rules whose atoms have no value in balls; their tests are below."""


@cache
def samples() -> tuple[Sample, ...]:
    return tuple(entry for family in (_powers_and_logarithms, _trigonometry, _cases, _ranges, _graph) for entry in family())


# ---------------------------------------------------------------- applying a row
def applied(entry: Sample) -> tuple[Term, tuple[Term, ...]]:
    """The value and everything owed at a point: by the rule, by the atom, and by the value. Raises Rejected."""
    facts = facts_of(entry.context, Meter(WORK))

    def action(ring: Ring) -> tuple[Term, tuple[Term, ...]]:
        found = RULES[entry.row.rule](Bench(facts, ring, entry.uses), entry.row)
        rest = () if found.safe else Owing(facts).of(found.value)
        hypotheses = tuple(hypothesis.statement for hypothesis in entry.context.hypotheses)
        return found.value, (*hypotheses, *Owing(facts).of(entry.row.atom), *found.owed, *rest)

    return with_ring(no_rewrite, facts.is_real, facts.meter, action)


def through_table(row: Row, where: Context, uses: tuple[Claim, ...] = ()) -> Term:
    """The value of the row's atom as a certificate would get it. Raises Rejected."""
    facts = facts_of(where, Meter(WORK))
    table = Table((row,), facts, uses, RULES)

    def action(ring: Ring) -> Term:
        table.ring = ring
        found = table.rewrite(row.atom)
        assert found is not None
        return found

    return with_ring(table.rewrite, facts.is_real, facts.meter, action)


def at_point(term: Term, entry: Sample, values: dict[str, Term]) -> Term:
    """The term with the values put in and definitions unrolled."""
    if not entry.context.definitions and not values.keys() & FUNCTIONS.keys():
        return tidied(substitute(term, {name(spelling): value for spelling, value in values.items()}))
    closed, owed = instantiate(term, Point(tuple(values.items())), entry.context, Meter(WORK))
    assert not owed
    return closed


def enclosed(term: Term, known: dict[Term, Value] | None = None) -> Value | None:
    try:
        return enclose(term, BITS, Meter(WORK), known)
    except NotEnclosed:
        return None


@cache
def ball_of(term: Term) -> Value:
    return enclose(term, BITS, Meter(WORK))


def wrong_at(entry: Sample, value: Term, owed: tuple[Term, ...], values: dict[str, Term]) -> bool | None:
    """Whether atom and value differ, or the value is undefined, where all that is owed holds; None where it does not hold."""
    terms, known = (app("and", *owed), entry.row.atom, value), None
    if entry.context.definitions or values.keys() & FUNCTIONS.keys():
        try:
            terms = tuple(at_point(term, entry, values) for term in terms)
        except NotInstantiable:
            return None
    else:
        known = {name(spelling): ball_of(number) for spelling, number in values.items()}
    if not holds(terms[0], BITS, Meter(WORK), known):
        return None
    left, right = (enclosed(term, known) for term in terms[1:])
    if left is None:
        return None
    return right is None or disjoint(left, right)


def by_rule() -> dict[str, list[Sample]]:
    found: dict[str, list[Sample]] = {}
    for entry in samples():
        found.setdefault(entry.row.rule, []).append(entry)
    return found


def test_every_rule_has_samples() -> None:
    assert sorted(RULES.keys() - by_rule().keys() - SEPARATE) == []
    assert sorted((by_rule().keys() | SEPARATE) - RULES.keys()) == []


@pytest.mark.parametrize("rule", sorted(RULES.keys() - SEPARATE))
def test_atom_and_value_agree_where_the_obligations_hold(rule: str) -> None:
    for entry in by_rule()[rule]:
        value, owed = applied(entry)
        looked = [wrong_at(entry, value, owed, values) for values in entry.grid()]
        bad = [values for values, wrong in zip(entry.grid(), looked, strict=True) if wrong]
        assert not bad, f"{entry.row} gives {value!r}: wrong at {bad[:3]}"
        assert False in looked, f"{entry.row}: no point of the grid says anything"


# ---------------------------------------------------------------- the same rows closed, and damaged
def damaged(row: Row) -> Iterator[Row]:
    """The row with a parameter lost, added, exchanged, negated or shifted."""
    for place in range(len(row.params)):
        before, (param, *after) = row.params[:place], row.params[place:]
        yield replace(row, params=(*before, *after))
        changes = (add(param, ONE), neg(param), num(param.number + 1) if param.head == "num" else mul(TWO, param))
        yield from (replace(row, params=(*before, change, *after)) for change in changes)
    yield replace(row, params=(*row.params, ONE, ONE))
    yield replace(row, params=(*row.params, ONE))
    yield replace(row, params=row.params[::-1])
    yield replace(row, params=())


@pytest.mark.parametrize("rule", sorted(RULES.keys() - SEPARATE))
def test_closed_rows_are_rejected_or_right(rule: str) -> None:
    accepted = 0
    closable = [entry for entry in by_rule()[rule] if entry.closed]
    for entry in closable:
        for values in list(entry.grid())[:: max(1, len(list(entry.grid())) // 8)]:
            atom, *params = (at_point(term, entry, values) for term in (entry.row.atom, *entry.row.params))
            row = Row(rule, atom, tuple(params), entry.row.label)
            try:
                value = through_table(row, Context())
            except Rejected:
                continue
            left, right = enclosed(atom), enclosed(value)
            told = left is not None and right is not None  # a root of what is not known to be 0 has no ball, for example
            assert not told or not disjoint(left, right), f"{row} gives {value!r}"
            accepted += told
    assert accepted or not closable, "no closed row of this rule is accepted anywhere"


@pytest.mark.parametrize("rule", sorted(RULES.keys() - SEPARATE))
def test_damaged_rows_are_rejected_or_right(rule: str) -> None:
    for entry in by_rule()[rule][:12]:
        for row in damaged(entry.row):
            hurt = replace(entry, row=row)
            try:
                value, owed = applied(hurt)
            except Rejected:
                continue
            for values in list(entry.grid())[:: max(1, len(list(entry.grid())) // 10)]:
                assert not wrong_at(hurt, value, owed, values), f"{row} gives {value!r}: wrong at {values}"


@pytest.mark.parametrize("rule", sorted(RULES))
def test_no_rule_applies_to_another_head(rule: str) -> None:
    strangers = (PI, x, f("digamma", x), f("mod", x, ONE), f("independent", x, y), f("at", name("h"), n))
    names = context("x", "y", "n", "h")
    for atom in strangers:
        if (rule, atom.head) == ("modulo", "mod"):
            continue
        for params in ((), (ONE,), (x,), (x, ONE)):
            with pytest.raises(Rejected):
                through_table(Row(rule, atom, params, "nowhere"), names)


_POSITIVE = context("x", "y", "n", "m", hyps=(app("gt", x, ZERO), app("eq", y, f("abs", x))))
_PLAIN = context("x", "y", "z", "v", "n", "m")
_UNFIT = [
    # what the parameters say the argument is, it is not
    (_PLAIN, Row("exp-sum", exp(add(x, y)), (x, ONE, x, ONE))),
    (_PLAIN, Row("exp-sum", exp(mul(HALF, x)), (x, HALF))),
    (_PLAIN, Row("exp-sum", exp(mul(x, y)), (x, y))),
    (_PLAIN, Row("euler", exp(mul(I, x)), (neg(x),))),
    (_PLAIN, Row("trig-sum", sin(add(x, y)), (x, x))),
    (_PLAIN, Row("trig-multiple", sin(mul(THREE, x)), (x, TWO))),
    (_PLAIN, Row("trig-multiple", sin(mul(num(65), x)), (x, num(65)))),
    (_PLAIN, Row("trig-multiple", sin(mul(HALF, x)), (x, HALF))),
    (_PLAIN, Row("trig-exact", sin(mul(q(1, 5), PI)), (q(1, 5),))),
    (_PLAIN, Row("trig-exact", sin(mul(q(1, 12), PI)), (q(1, 12),))),
    (_PLAIN, Row("trig-exact", sin(ONE), (ONE,))),
    (_PLAIN, Row("parity", f("gamma", neg(x)), (x,))),
    (_PLAIN, Row("parity", f("acosh", neg(x)), (x,))),
    (_PLAIN, Row("parity", f("floor", neg(x)), (x,))),
    (_PLAIN, Row("parity", f("log", neg(x)), (x,))),
    # nothing says that the arguments are positive, nonzero or real
    (_PLAIN, Row("log-product", log(mul(x, y)), (x, ONE, y, ONE))),
    (_PLAIN, Row("log-power", log(power(x, 2)))),
    (_POSITIVE, Row("log-product", log(power(x, 2)), (neg(x), TWO))),
    (_PLAIN, Row("sqrt-product", sqrt(mul(x, y)), (x, ONE, y, ONE))),
    (_PLAIN, Row("sqrt-square", f("csqrt", power(z, 2)), (z,))),
    (_PLAIN, Row("principal", f("clog", z))),
    (_PLAIN, Row("principal", f("clog", x))),
    (_PLAIN, Row("principal", f("cpower", MINUS_ONE, HALF))),
    (_PLAIN, Row("principal-negative", f("csqrt", x))),
    (_POSITIVE, Row("principal-negative", f("clog", x))),
    (_PLAIN, Row("power-exp", f("power", x, y))),
    (_PLAIN, Row("power-exp", f("cpower", z, v))),
    (_PLAIN, Row("power-root", f("power", x, q(1, 3)))),
    (_PLAIN, Row("power-root", f("power", x, y))),
    (_PLAIN, Row("pow-sum", pow_(x, add(n, m)), (n, ONE, m, ONE))),
    (_PLAIN, Row("pow-sum", pow_(x, n), (x, ONE))),
    (_PLAIN, Row("pow-sum", pow_(x, ONE), (HALF, TWO))),
    (_PLAIN, Row("pow-product", pow_(mul(x, y), n), (x, ONE, y, ONE))),
    (_PLAIN, Row("pow-product", f("power", x, HALF), (x, ONE))),
    (_PLAIN, Row("inverse-outside", f("asin", sin(x)))),
    (_PLAIN, Row("inverse-outside", f("acos", cos(ONE)), (ONE,), "wrong")),
    (_PLAIN, Row("inverse-outside", f("asin", sin(TWO)))),
    (_PLAIN, Row("inverse-outside", f("atan", f("tan", PI)))),
    (_PLAIN, Row("inverse-outside", f("acosh", f("cosh", MINUS_ONE)))),
    (_PLAIN, Row("inverse-outside", f("clog", exp(mul(num(4), I))))),
    (_PLAIN, Row("inverse-outside", f("clog", exp(z)))),
    (_PLAIN, Row("inverse-inside", exp(sin(x)))),
    (_PLAIN, Row("by-definition", f("softplus", z))),
    # cases that are not shown, members that are not there
    (_PLAIN, Row("abs", f("abs", x), (ONE,))),
    (_POSITIVE, Row("abs", f("abs", x), (MINUS_ONE,))),
    (_POSITIVE, Row("abs", f("abs", x), (TWO,))),
    (_PLAIN, Row("abs", f("abs", I), (ONE,))),
    (_PLAIN, Row("sign", f("sign", x), (ONE,))),
    (_POSITIVE, Row("sign", f("sign", x), (ZERO,))),
    (_POSITIVE, Row("sign", f("sign", x), (TWO,))),
    (_PLAIN, Row("extremum", f("max", x, y), (ZERO,))),
    (_POSITIVE, Row("extremum", f("max", x, ZERO), (ONE,))),
    (_POSITIVE, Row("extremum", f("max", x, ZERO), (TWO,))),
    (_POSITIVE, Row("extremum", f("max", x, ZERO), (MINUS_ONE,))),
    (_POSITIVE, Row("branch", f("piecewise", y, app("gt", x, ZERO), ZERO, TRUE), (ONE,))),
    (_PLAIN, Row("branch", f("piecewise", y, app("gt", x, ZERO), ZERO, TRUE), (ZERO,))),
    (_PLAIN, Row("branch", f("piecewise", y, TRUE), (ONE,))),
    (_PLAIN, Row("kronecker", f("kronecker", n, m), (ONE,))),
    (_PLAIN, Row("kronecker", f("kronecker", n, n), (ZERO,))),
    (_PLAIN, Row("kronecker", f("kronecker", n, n), (TWO,))),
    (_PLAIN, Row("floor", f("floor", THREE), (TWO,))),
    (_PLAIN, Row("floor", f("floor", neg(HALF)), (ZERO,))),
    (_PLAIN, Row("floor", f("ceiling", HALF), (ZERO,))),
    (_PLAIN, Row("floor", f("floor", x), (x,))),
    (_PLAIN, Row("floor-shift", f("floor", add(x, y)), (x, y))),
    (_PLAIN, Row("modulo", f("mod", x, y))),
    (_PLAIN, Row("factorial", f("factorial", n))),
    (_PLAIN, Row("binomial", f("binomial", n, m))),
    (_PLAIN, Row("binomial", f("binomial", TWO, THREE))),
    (_PLAIN, Row("gamma", f("gamma", x))),
    (_PLAIN, Row("gamma", f("gamma", z))),
    (_POSITIVE, Row("gamma", f("gamma", x))),
    # ranges that may be empty, factors that move with the index
    (_PLAIN, Row("peel-last", sums("sum", k, ONE, n))),
    (_PLAIN, Row("peel-first", sums("product", k, ONE, n))),
    (_PLAIN, Row("peel-last", sums("sum", k, ONE, app("oo")))),
    (_PLAIN, Row("peel-first", sums("sum", power(k, -2), ONE, app("oo")))),
    (_PLAIN, Row("empty", sums("sum", k, ONE, n))),
    (_PLAIN, Row("empty", sums("sum", k, ONE, ONE))),
    (_PLAIN, Row("pull-out", sums("sum", mul(k, x), ONE, n), (k, x))),
    (_PLAIN, Row("pull-out", sums("sum", mul(k, x), ONE, n), (x, x))),
    (_PLAIN, Row("pull-out", sums("product", mul(k, x), ONE, n), (x, k))),
    (_PLAIN, Row("split", sums("sum", add(k, x), ONE, n), (k, k))),
    (_PLAIN, Row("split", sums("product", add(k, x), ONE, n), (k, x))),
    (_PLAIN, Row("split", sums("sum", k, ONE, n))),
    (_PLAIN, Row("split", sums("sum", k, ONE, n), (add(k, log(k)), neg(log(sub(k, ONE)))))),
    (_PLAIN, Row("constant", sums("sum", k, ONE, n))),
    (_PLAIN, Row("constant", sums("sum", x, ONE, n))),
    (_PLAIN, Row("constant", sums("product", x, ONE, num(-3)))),
    # hypotheses, lines and definitions that are not there, or say something else
    (_POSITIVE, Row("hypothesis", f("abs", x), (), "0")),
    (_POSITIVE, Row("hypothesis", f("abs", x), (), "2")),
    (_POSITIVE, Row("hypothesis", f("abs", x), (ONE,), "1")),
    (_POSITIVE, Row("hypothesis", f("abs", y), (), "1")),
    (_POSITIVE, Row("line", log(power(x, 2)), (), "line")),
    (_PLAIN, Row("definition", x)),
    (_PLAIN, Row("owing", x)),
    (_PLAIN, Row("call", f("apply", name("g"), x))),
    (_PLAIN, Row("matrix-power", f("entry", f("matpow", app("matrix", x, value="1,1"), n), ZERO, ZERO))),
    (_PLAIN, Row("nothing", x)),
]


@pytest.mark.parametrize(("where", "row"), _UNFIT, ids=[f"{row.rule}-{place}" for place, (_, row) in enumerate(_UNFIT)])
def test_what_does_not_fit_is_rejected(where: Context, row: Row) -> None:
    with pytest.raises(Rejected):
        through_table(row, where)


def test_lines_are_used_at_their_instances_only() -> None:
    logs = Claim("line", app("eq", log(power(x, 2)), mul(TWO, log(x))), context("x", hyps=(app("gt", x, ZERO),)))
    unfit = (
        (log(power(neg(TWO), 2)), (x, neg(TWO))),  # the hypothesis of the line does not hold
        (log(power(y, 2)), (x, y)),  # or is not known to
        (log(power(z, 2)), (x, z)),  # a complex value for a real name
        (log(power(TWO, 2)), (x, THREE)),  # another instance
        (log(power(TWO, 2)), (x,)),
        (log(power(TWO, 2)), (TWO, x)),
        (log(power(TWO, 2)), (y, TWO)),  # not a name of the line
    )
    for atom, params in unfit:
        with pytest.raises(Rejected):
            through_table(Row("line", atom, params, "line"), _PLAIN, (logs,))
    assert through_table(Row("line", log(power(TWO, 2)), (x, TWO), "line"), _PLAIN, (logs,)) is mul(TWO, log(TWO))


# ---------------------------------------------------------------- derivatives: a difference quotient as the second opinion
_STEP = num(Fraction(1, 2**40))
_INNER = (x, add(ONE, mul(HALF, x)), neg(power(x, 2)))
_BODIES = (
    *(f(head, inner) for head in sorted(UNARY_RULES) for inner in _INNER),
    *(f(head, inner) for head in ("abs", "sign", "relu", "floor", "ceiling") for inner in _INNER),
    *(power(x, exponent) for exponent in (-2, -1, 0, 1, 2, 5)),
    pow_(x, n),
    pow_(TWO, n),
    f("power", x, y),
    f("power", y, x),
    f("power", x, x),
    f("cpower", x, y),
    f("cpower", TWO, x),
    f("power", x, HALF),
    f("power", x, q(4, 3)),
    mul(x, sin(x), exp(x)),
    div(sin(x), x),
    f("max", x, ONE),
    f("min", x, mul(x, x)),
    f("piecewise", power(x, 2), app("gt", x, ZERO), neg(x), TRUE),
    sums("sum", pow_(x, k), ZERO, THREE),
    sums("sum", sin(mul(k, x)), ONE, n),
    sums("product", add(x, k), ONE, THREE),
    f("apply", app("fun", value="tanh"), x),
    f("owing", mul(x, x), app("ne", x, ONE)),
    f("mod", x, TWO),
    sqrt(power(x, 2)),
    log(power(x, 2)),
    f("clog", power(x, 2)),
    f("entry", f("inverse", app("matrix", x, ONE, TWO, x, value="2,2")), ZERO, ONE),
    f("det", app("matrix", x, ONE, x, y, value="2,2")),
)


def size(value: Value) -> float:
    """An upper bound of the absolute value."""
    return abs(int(value.p) / int(value.q)) if isinstance(value, fmpq) else float(abs(value).upper())


def near(left: Value, right: Value) -> bool:
    """Within 10⁻⁹, relative for large values: what the difference quotient is good for."""
    return size(left - right) <= 1e-9 * max(1.0, size(left), size(right))


_SILENT = {repr(f(head, neg(power(x, 2)))) for head in ("log", "sqrt", "clog", "csqrt", "loggamma", "acosh")} | {
    repr(f("acosh", x)), repr(f("mod", x, TWO))
}  # fmt: skip
"""Bodies that are differentiable at no point of the grid, or nowhere."""


def quotient(body: Term, values: dict[Term, Term], step: Term) -> Value | None:
    """The symmetric difference quotient by x."""
    ends = (substitute(body, values | {x: add(values[x], by)}) for by in (step, neg(step)))
    return enclosed(div(sub(*ends), mul(TWO, step)))


def test_derivatives_agree_with_difference_quotients() -> None:
    where = context("x", "y", "n")
    points = [{x: at_x, y: at_y, n: THREE} for at_x in (*_REALS[:7], THIRD) for at_y in (TWO, neg(HALF))]
    silent = []
    for body in _BODIES:
        atom = f("diff", body, x)
        try:
            value, owed = applied(Sample(Row("derivative", atom), where))
        except Rejected:
            silent.append(body)
            continue
        told = 0
        for values in points:
            if not all(holds(substitute(part, values), BITS, Meter(WORK)) for part in owed):
                continue
            left, right = enclosed(substitute(value, values)), quotient(body, values, _STEP)
            assert left is not None and (right is None or near(left, right)), f"{atom!r} is {value!r}: wrong at {values}"
            told += right is not None
        assert told or repr(body) in _SILENT, f"{atom!r}: no point says anything"
    assert {body.head for body in silent} <= {"mod", "product"}, silent


def test_the_derivative_of_a_known_function_is_that_of_its_body() -> None:
    for head, order in product(sorted(UNARY_RULES), (1, 2)):
        atom = f("apply", f("dfun", app("fun", value=head), num(order)), x)
        try:
            value, owed = applied(Sample(Row("call", atom), context("x")))
        except Rejected:
            assert order == 2 or head == "digamma"
            continue
        lower = (
            f(head, x)
            if order == 1
            else applied(Sample(Row("call", f("apply", f("dfun", app("fun", value=head), ONE), x)), context("x")))[0]
        )
        for point in (HALF, neg(THIRD), q(3, 2), neg(TWO), ONE):
            if all(holds(substitute(part, {x: point}), BITS, Meter(WORK)) for part in owed):
                left, right = enclosed(substitute(value, {x: point})), quotient(lower, {x: point}, _STEP)
                assert left is not None and (right is None or near(left, right)), f"{atom!r} at {point!r}"


def test_below_a_derivative_only_what_may_be_unfolded_is() -> None:
    node = Definition("u", power(x, 2))
    where = Context((Declaration("x", REAL), Declaration("y", REAL), Declaration("u", REAL)), (node,))
    total, held = f("diff", mul(u, x), x), f("pdiff", mul(u, x), x, u)
    for values in ({x: TWO}, {x: neg(HALF)}):
        inside = values | {u: power(values[x], 2)}
        for atom, expected in (
            (total, mul(THREE, power(x, 2))),
            (held, power(x, 2)),
            (f("diff", u, u), ONE),
            (f("diff", x, u), ZERO),
        ):
            value = through_table(Row("derivative", atom), where)
            assert enclosed(substitute(value, inside)) == enclosed(substitute(expected, inside)), atom


# ---------------------------------------------------------------- limits: values on both sides as the second opinion
s = name("s")
_LIMITS = (
    exp(s),
    sin(s),
    div(sin(s), add(ONE, s)),
    power(s, -1),
    div(s, s),
    f("abs", s),
    f("sign", s),
    f("floor", s),
    f("ceiling", s),
    log(s),
    sqrt(s),
    f("csqrt", s),
    f("clog", s),
    f("clog", add(MINUS_ONE, mul(I, s))),
    f("csqrt", add(MINUS_ONE, mul(I, s))),
    f("relu", s),
    f("cpower", s, HALF),
    f("power", s, s),
    pow_(s, num(0)),
    f("max", s, ONE),
    f("kronecker", f("floor", s), ZERO),
    f("mod", s, ONE),
    f("piecewise", ONE, app("gt", s, ZERO), ZERO, TRUE),
    f("piecewise", s, app("gt", s, ZERO), neg(s), TRUE),
    f("atan", s),
    f("asin", s),
    f("tan", s),
    f("gamma", s),
    f("gamma", add(s, ONE)),
    f("arg", add(MINUS_ONE, mul(I, s))),
    f("catan", mul(I, s)),
    f("casin", s),
    f("casin", add(TWO, mul(I, s))),
    f("cacos", add(TWO, mul(I, s))),
    f("conjugate", s),
    f("re", s),
    f("tanh", s),
    f("acosh", add(s, ONE)),
    f("atanh", s),
    f("loggamma", s),
    f("owing", s, app("ne", s, ZERO)),
    f("piecewise", TWO, app("eq", s, ZERO), s, TRUE),
    f("erf", s),
    sums("sum", mul(s, k), ONE, THREE),
    f("logistic", mul(PI, I)),
    f("power", f("abs", s), s),
    f("digamma", s),
    f("cot", s),
    f("catan", add(mul(TWO, I), s)),
    f("cpower", add(MINUS_ONE, mul(I, s)), THIRD),
)


def test_limits_are_approached_from_both_sides() -> None:
    accepted = 0
    for body, target, side in product(_LIMITS, (ZERO, ONE, MINUS_ONE, HALF, mul(HALF, PI)), ("+-", "+", "-")):
        atom = bind("limit", "s", body, app("toward", target, value=side))
        try:
            value = enclosed(through_table(Row("limit", atom), Context()))
        except Rejected:
            continue
        assert value is not None, atom
        accepted += 1
        steps = {"+": (_STEP,), "-": (neg(_STEP),)}.get(side, (_STEP, neg(_STEP)))
        for step in steps:
            close = enclosed(substitute(body, {s: add(target, step)}))
            assert close is not None and size(value - close) < 1e-5, f"{atom!r} from {step!r}"
    assert accepted > 200


# ---------------------------------------------------------------- matrices: flint's own as the second opinion
_MATRICES = (
    ((1, 2), (3, 4)), ((0, 1), (1, 0)), ((0, 0), (0, 0)), ((2, 0), (0, -1)), ((1, 1), (0, 1)),
    ((1, 2, 3), (4, 5, 6), (7, 8, 10)), ((0, 1, 0), (0, 0, 1), (1, 0, 0)), ((1, 2, 3), (2, 4, 6), (0, 0, 1)),
)  # fmt: skip


def written(rows: tuple[tuple[int, ...], ...]) -> Term:
    return app("matrix", *(num(entry) for row in rows for entry in row), value=f"{len(rows)},{len(rows[0])}")


def test_entries_agree_with_exact_matrices() -> None:
    for one, two in product(_MATRICES, _MATRICES):
        if len(one) != len(two):
            continue
        a, b, size = fmpq_mat([list(row) for row in one]), fmpq_mat([list(row) for row in two]), len(one)
        left, right = written(one), written(two)
        wanted = [
            (f("det", left), a.det()),
            (f("trace", f("matmul", left, right)), sum(((a * b)[i, i] for i in range(size)), fmpq(0))),
        ]
        products = [(f("matmul", left, right), a * b), (f("transpose", left), a.transpose()), (add(left, right), a + b)]
        products += [
            (mul(TWO, left), a * 2),
            (f("matpow", left, THREE), a * a * a),
            (f("matpow", left, ZERO), a * 0 + fmpq_mat(size, size, [int(i == j) for i in range(size) for j in range(size)])),
        ]
        if a.det() != 0:
            products += [(f("inverse", left), a.inv()), (f("matpow", left, num(-2)), (a * a).inv())]
        wanted += [
            (f("entry", term, num(i), num(j)), found[i, j])
            for term, found in products
            for i in range(size)
            for j in range(size)
        ]
        for atom, expected in wanted:
            assert enclosed(through_table(Row("entry", atom), Context())) == expected, atom
        if a.det() == 0:
            with pytest.raises(Rejected):
                through_table(Row("entry", f("entry", f("inverse", left), ZERO, ZERO)), Context())
