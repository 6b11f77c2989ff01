"""What every strategy owes its caller, whatever the claim: evidence or a gap, the same one each time, within the meter."""

from __future__ import annotations

import ast
from dataclasses import fields, is_dataclass
from fractions import Fraction
from pathlib import Path
from typing import get_args

import pytest
from forged.corpus import corpus

import symverify.strategies
from symverify.kernel.check import check, meaning, well_formed
from symverify.kernel.meter import Meter, OutOfWork
from symverify.language.claims import Claim, Context, Declaration, Definition, Hypothesis
from symverify.language.evidence import Counterexample, EmptyDomain, Evidence, Gap, Negation
from symverify.language.sorts import COMPLEX, INTEGER, REAL, Sort, function, sequence
from symverify.language.sorts import matrix as matrix_of
from symverify.language.terms import (
    FALSE,
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
)
from symverify.language.verdicts import Status, UndecidedReason
from symverify.prover import Strategy, judge
from symverify.strategies import STRATEGIES

pytestmark = pytest.mark.slow

WORK = 25_000
TWO, HALF, PI, I, OO = num(2), num(Fraction(1, 2)), app("pi"), app("I"), app("oo")
x, y, z, n, h, u, t, p, s = (name(spelling) for spelling in "xyznhutps")
REFUTATIONS = (Counterexample, Negation, EmptyDomain)
KINDS = get_args(Evidence)


def f(head: str, *args: Term) -> Term:
    return app(head, *args)


def eq(left: Term, right: Term) -> Term:
    return app("eq", left, right)


def deep(levels: int) -> Term:
    term = x
    for _ in range(levels):
        term = f("sin", add(term, ONE))
    return term


_DECLARED: dict[str, Sort] = {
    "x": REAL, "y": REAL, "z": COMPLEX, "n": INTEGER, "m": INTEGER, "t": INTEGER, "u": REAL, "h": sequence(REAL, ZERO),
    "g": function(REAL, 1), "A": matrix_of(n, n), "B": matrix_of(num(2), num(2)),
}  # fmt: skip
NATURAL = app("ge", n, ONE)


def claim(label: str, goal: Term, *hyps: Term, defs: tuple[Definition, ...] = ()) -> Claim:
    declared = tuple(Declaration(spelling, sort) for spelling, sort in _DECLARED.items())
    return Claim(
        label, goal, Context(declared, defs, tuple(Hypothesis(f"h{place}", entry) for place, entry in enumerate(hyps)))
    )


def tends(body: Term, target: Term, approach: Term) -> Term:
    return bind("tends_to", "s", body, approach, target)


TO_ZERO, ALONG = app("toward", ZERO, value="+-"), app("along_integers")
_HUGE = num(10**30)
_MATRIX = app("matrix", x, ONE, ZERO, y, value="2,2")
_SERIES = bind("sum", "k", mul(x, name("k")), ONE, n)
_RECURRENCE = Definition("h", mul(x, at("h", add(t, MINUS_ONE))), "t", ONE)

CLAIMS = (
    # every kind of goal, true and false
    claim("eq", eq(power(add(x, y), 2), add(power(x, 2), mul(TWO, x, y), power(y, 2)))),
    claim("eq-false", eq(power(add(x, y), 2), add(power(x, 2), power(y, 2)))),
    claim("ne", app("ne", add(power(x, 2), ONE), ZERO)),
    claim("lt", app("lt", f("exp", x), ZERO)),
    claim("le", app("le", mul(TWO, x, y), add(power(x, 2), power(y, 2)))),
    claim("gt", app("gt", f("cosh", x), ZERO)),
    claim("ge", app("ge", x, f("sqrt", power(x, 2)))),
    claim("rounds", app("rounds_to", PI, num(Fraction(314, 100)), TWO)),
    claim("rounds-false", app("rounds_to", x, ONE, num(5))),
    claim("rounds-absurd", app("rounds_to", x, ONE, _HUGE)),
    claim("not", app("not", eq(x, add(x, ONE)))),
    claim("and", app("and", app("ge", power(x, 2), ZERO), eq(x, x))),
    claim("and-empty", app("and")),
    claim("or", app("or", app("ge", x, ZERO), app("lt", x, ZERO))),
    claim("or-empty", app("or")),
    claim("true", TRUE),
    claim("false", FALSE),
    claim("implies", app("implies", app("gt", x, ONE), app("gt", power(x, 2), ONE))),
    claim("implies-false", app("implies", app("gt", x, ONE), app("gt", x, TWO))),
    claim("implies-absurd", app("implies", app("lt", power(x, 2), ZERO), eq(ZERO, ONE))),
    claim("tends", tends(div(f("sin", s), add(ONE, s)), ZERO, TO_ZERO)),
    claim("tends-decay", tends(f("pow", HALF, s), ZERO, ALONG)),
    claim("tends-infinite", tends(power(s, -2), OO, TO_ZERO)),
    claim("tends-nowhere", tends(div(f("abs", s), s), ONE, TO_ZERO)),
    claim("bounded", bind("bounded", "s", f("pow", HALF, s), app("from", ZERO))),
    claim("bounded-false", bind("bounded", "s", mul(x, s), app("from", ZERO))),
    claim("independent", app("independent", sub(add(x, y), x), x)),
    claim("independent-false", app("independent", mul(x, y), x)),
    claim("exists", bind("exists", "p", eq(power(p, 2), TWO), app("reals"))),
    claim("exists-false", bind("exists", "p", eq(power(p, 2), MINUS_ONE), app("reals"))),
    claim("exists-integer", bind("exists", "p", eq(mul(TWO, p), ONE), app("integers"))),
    claim("exists-nested", bind("exists", "p", bind("exists", "s", eq(mul(p, s), x), app("reals")), app("complexes"))),
    claim("forall", bind("forall", "p", app("ge", mul(p, p), p), ONE, n), NATURAL),
    # sides that are defined nowhere, or not where it counts
    claim("undefined", eq(power(ZERO, -1), power(ZERO, -1))),
    claim("undefined-log", eq(f("log", neg(power(x, 2))), f("log", neg(power(x, 2))))),
    claim("undefined-zero", eq(mul(ZERO, power(sub(x, x), -1)), ZERO)),
    claim("half-defined", eq(f("log", power(x, 2)), mul(TWO, f("log", x)))),
    claim("cancelled", eq(div(sub(power(x, 2), ONE), sub(x, ONE)), add(x, ONE))),
    claim("branches", eq(f("csqrt", power(z, 2)), z)),
    claim("conjugate", eq(mul(z, f("conjugate", z)), power(f("abs", z), 2))),
    # hypotheses that contradict each other, or hold at few points
    claim("contradictory", eq(x, y), app("gt", x, ZERO), app("lt", x, ZERO)),
    claim("contradictory-false", app("ne", x, y), FALSE),
    claim("thin", eq(add(x, y), f("sqrt", TWO)), eq(power(x, 2), TWO), app("gt", x, ZERO), eq(y, ZERO)),
    claim("nowhere-defined-hypothesis", eq(x, ONE), app("gt", f("log", neg(power(x, 2))), ZERO)),
    # what is large, deep or long
    claim("huge-power", eq(f("pow", add(x, y), _HUGE), ZERO)),
    claim("huge-number", eq(f("pow", TWO, num(10**7)), ZERO)),
    claim("tower", eq(f("pow", TWO, f("factorial", num(10**6))), f("pow", TWO, n))),
    claim("deep", eq(deep(300), deep(300))),
    claim("deep-false", eq(deep(120), deep(121))),
    claim("long-sum", eq(bind("sum", "k", power(name("k"), 2), ONE, num(10**5)), x)),
    claim("wide", eq(mul(*(add(x, num(shift)) for shift in range(40))), ZERO)),
    # sums, sequences, functions, matrices, cases
    claim("sum", eq(_SERIES, mul(HALF, x, n, add(n, ONE))), NATURAL),
    claim("infinite-sum", eq(bind("sum", "k", f("pow", HALF, name("k")), ZERO, OO), TWO)),
    claim("recurrence", eq(at("h", t), mul(f("pow", x, t), at("h", ZERO))), app("ge", t, ZERO), defs=(_RECURRENCE,)),
    claim("sequence", eq(f("diff", at("h", t), at("h", n)), x), app("ge", t, ONE), NATURAL, defs=(_RECURRENCE,)),
    claim("circular", eq(u, u), defs=(Definition("u", add(u, ONE)),)),
    claim("function", eq(f("apply", name("g"), x), f("apply", name("g"), neg(x)))),
    claim("derivative", eq(f("diff", f("abs", x), x), f("sign", x))),
    claim("integral", eq(bind("integral", "s", s, ZERO, ONE), HALF)),
    claim("limit", eq(bind("limit", "s", power(s, -1), TO_ZERO), x)),
    claim("matrix", eq(f("matmul", _MATRIX, f("inverse", _MATRIX)), f("identity", TWO))),
    claim("matrix-symbolic", eq(f("matmul", name("A"), name("A")), f("matmul", name("A"), f("transpose", name("A"))))),
    claim("matrix-named", eq(f("det", name("B")), ZERO)),
    claim("matrix-shapes", eq(name("A"), name("B"))),
    claim("piecewise", eq(f("piecewise", x, app("gt", x, ZERO), neg(x), TRUE), f("abs", x))),
    claim("piecewise-open", eq(f("piecewise", ONE, app("gt", x, ZERO)), ONE)),
    claim("floor", eq(f("floor", add(x, n)), add(f("floor", x), n))),
    claim("ill-sorted", eq(f("log", z), x)),
    claim("undeclared", eq(name("nobody"), ZERO)),
)  # fmt: skip
IDS = [entry.id for entry in CLAIMS]
every_claim = pytest.mark.parametrize("entry", CLAIMS, ids=IDS)
_REFUSED = ("huge-power", "huge-number", "tower")
"""Powers that the ring refuses whatever is left of the work."""
READABLE = tuple(entry for entry in CLAIMS if well_formed(entry) is None)


def outcome(strategy: Strategy, entry: Claim, limit: int = WORK) -> Evidence | Gap | str:
    """What it finds, or that the work ran out; anything else that it raises fails the test.

    A term nested deeper than the stack allows is the one other way out: the prover makes a gap of it.
    """
    try:
        return strategy.find(entry, Meter(limit))
    except OutOfWork:
        return "out of work"
    except RecursionError:
        assert entry.id.startswith("deep"), f"{strategy.name} nests too deeply on {entry.id}"
        return "too deep"


# ---------------------------------------------------------------- what a strategy is
def test_names_are_distinct() -> None:
    names = [strategy.name for strategy in STRATEGIES]
    assert len(set(names)) == len(names) and all(names)


@pytest.mark.parametrize("strategy", STRATEGIES, ids=lambda strategy: strategy.name)
def test_a_strategy_is_a_frozen_value(strategy: Strategy) -> None:
    assert is_dataclass(strategy) and type(strategy).__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert {"name", "metered"} <= {field.name for field in fields(strategy)}
    assert isinstance(strategy.name, str) and isinstance(strategy.metered, bool)
    assert hash(strategy) == hash(type(strategy)(**{field.name: getattr(strategy, field.name) for field in fields(strategy)}))
    assert type(strategy).__doc__ and type(strategy).find.__doc__


def test_one_strategy_a_file() -> None:
    folder = Path(symverify.strategies.__file__).parent
    seen = set()
    for path in sorted(folder.glob("*.py")):
        classes = [node for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.ClassDef)]
        found = [
            node.name
            for node in classes
            if any(isinstance(part, ast.FunctionDef) and part.name == "find" for part in node.body)
        ]
        assert len(found) <= 1, f"{path.name} holds {found}"
        seen.update(found)
    assert seen == {type(strategy).__name__ for strategy in STRATEGIES}


# ---------------------------------------------------------------- what a strategy does
@every_claim
def test_find_gives_evidence_or_a_gap_and_the_same_again(entry: Claim) -> None:
    before = (entry, hash(entry), repr(entry))
    wrong = well_formed(entry)
    if wrong is not None:
        assert judge(entry).status is Status.ILL_FORMED
        return
    meant = meaning(entry)
    for strategy in STRATEGIES:
        found = outcome(strategy, meant)
        if not isinstance(found, str):
            assert isinstance(found, (Gap, *KINDS)), strategy.name
        if isinstance(found, Gap):
            assert isinstance(found.reason, UndecidedReason) and (found.residual is None or isinstance(found.residual, Term))
        assert outcome(strategy, meant) == found, f"{strategy.name} finds something else the second time"
    assert (entry, hash(entry), repr(entry)) == before and meaning(entry) == meant


@every_claim
def test_the_kernel_never_hears_two_things(entry: Claim) -> None:
    if entry not in READABLE:
        return
    said = set()
    for strategy in STRATEGIES:
        found = outcome(strategy, meaning(entry))
        if isinstance(found, KINDS):
            verdict = check(entry, found, None, limit=WORK)
            said.add(verdict.status)
            assert verdict.status is not Status.REFUTED or isinstance(found, REFUTATIONS), strategy.name
    assert not ({Status.PROVED, Status.CONDITIONAL} & said and Status.REFUTED in said), said


@pytest.mark.parametrize("strategy", STRATEGIES, ids=lambda strategy: strategy.name)
def test_the_meter_is_obeyed(strategy: Strategy) -> None:
    assert strategy.metered, "an unmetered strategy wants a test of its own"
    for limit in (0, 50, 1000):
        for entry in READABLE:
            meter = Meter(limit)
            try:
                strategy.find(meaning(entry), meter)
            except OutOfWork:
                assert meter.spent > limit or entry.id in _REFUSED, f"{strategy.name} stopped early on {entry.id}"
            else:
                assert meter.spent <= limit + 1, f"{strategy.name} went on beyond the limit on {entry.id}"


def test_no_claim_of_the_corpus_is_proved_and_refuted() -> None:
    for entry in corpus():
        verdict = judge(entry.claim, limit=WORK, thorough=True)
        assert verdict.status in (entry.status, Status.UNDECIDED, Status.CONDITIONAL, Status.PROVED), entry.id
        assert (verdict.status is Status.REFUTED) <= (entry.status is Status.REFUTED), entry.id


@every_claim
def test_no_claim_here_is_proved_and_refuted(entry: Claim) -> None:
    first = judge(entry, limit=WORK, thorough=True)
    assert first.code != "SV902", first.note
