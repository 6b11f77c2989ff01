"""DESIGN section 2: what each status means, by its own examples."""

from __future__ import annotations

from typing import Any

import pytest
from golden.facts import INHABITED, NOT_PROVED, NOT_REFUTED, fact, holds, kept, zero
from sympy import Abs, Add, Eq, Function, I, MatMul, Matrix, Mul, Ne, Pow, Rational, Symbol, oo, pi, sqrt, symbols

from symverify import verify
from symverify.language.verdicts import Status
from symverify.notation import real_log, real_sqrt

x, y, a, b = symbols("x y a b", real=True)
z = Symbol("z")
p = Symbol("p", positive=True)
f = Function("f", real=True)
over_x = Pow(x, -1)
nested = sqrt(5 + 2 * sqrt(6)) - sqrt(2) - sqrt(3)
over_nothing = kept(Pow, nested, -1)

STATUSES = [
    # proved
    fact("1/x + 1/x = 2/x: proved, domain x ≠ 0", kept(Add, over_x, over_x), 2 / x, "proved", domain=("x ≠ 0",), conditions=()),
    fact(
        "what both sides owe alike is listed as domain", real_log(x) + real_log(x), 2 * real_log(x), "proved", domain=("x > 0",)
    ),
    fact(
        "equal as sets of normal forms: square-free, sign-normalised",
        kept(Pow, x - y, -1),
        kept(Mul, -(y - x), kept(Pow, y - x, -2)),
        "proved",
        domain=("x − y ≠ 0",),
    ),
    fact(
        "or each follows from the other side's",
        1 / (x * y),
        kept(Mul, kept(Pow, x, -1), kept(Pow, y, -1)),
        "proved",
        conditions=(),
    ),
    fact("each follows from the hypotheses", kept(Mul, x, over_x), 1, "proved", where=[x > 0], domain=(), conditions=()),
    fact(
        "each follows from the hypotheses, by a lower bound",
        (x**2 - 1) / (x - 1),
        x + 1,
        "proved",
        where=[x > 2],
        conditions=(),
    ),
    fact(
        "obligations follow from each other although they are written differently",
        kept(Mul, 2, real_sqrt(x), kept(Pow, real_sqrt(x), -1)),
        kept(Mul, 2, x, over_x, real_log(x), kept(Pow, real_log(x), -1)),
        "conditional",
    ),
    # conditional
    fact(
        "(x²−1)/(x−1) = x+1: conditional on x ≠ 1", (x**2 - 1) / (x - 1), x + 1, "conditional", domain=(), conditions=("x ≠ 1",)
    ),
    fact("the same from right to left", x + 1, (x**2 - 1) / (x - 1), "conditional", domain=(), conditions=("x ≠ 1",)),
    fact(
        "exactly those are conditions: the common ones are domain",
        (x**2 - 1) / (x - 1) / x,
        (x + 1) / x,
        "conditional",
        domain=("x ≠ 0",),
        conditions=("x ≠ 1",),
    ),
    fact(
        "A invertible is a condition",
        kept(MatMul, Matrix([[a, 0], [0, b]]), Matrix([[a, 0], [0, b]]).inv()),
        Matrix([[1, 0], [0, 1]]),
        "conditional",
    ),
    fact(
        "one side defined and the other not is a condition, never a refutation",
        kept(Mul, x, over_x),
        1,
        "conditional",
        conditions=("x ≠ 0",),
    ),
    fact(
        "also where the hypotheses force it: a condition that cannot hold",
        kept(Mul, x, over_x),
        1,
        NOT_REFUTED,
        where=[Eq(x, 0)],
    ),
    fact("one side defined and the other not, at a point", real_log(x), real_log(x) + 0 * y, "proved", domain=("x > 0",)),
    fact("real log x against log |x|: never refuted where one is undefined", real_log(x), real_log(Abs(x)), "conditional"),
    # refuted
    fact("(a) an exact point at which both sides are defined", 1 / x, x, "refuted", code="SV201"),
    fact("a closed form where a hypothesis forces it", x, -x, "refuted", where=[Eq(x**2, 2)], code="SV201"),
    fact("functions included", f(x), f(y), "refuted", code="SV201"),
    fact("(c) both sides are defined nowhere together", real_log(-1 - x**2), real_log(-1 - x**2), "refuted", code="SV203"),
    fact("(c) nowhere together, although each somewhere", real_log(x), real_log(-x), "refuted undecided"),
    fact("(c) an identically zero denominator", kept(Pow, zero(x), -1), 3, "refuted", code="SV203"),
    fact(
        "(c) also when the sides would otherwise be equal",
        kept(Pow, zero(x), -1),
        kept(Pow, zero(x), -1),
        "refuted",
        code="SV203",
    ),
    fact("a refutation outranks conditional", (x**2 - 1) / (x - 1), x + 2, "refuted"),
    # undecided
    fact(
        "contradictory hypotheses, by their bounds", x, y, "undecided", where=[x > 1, x < 0], reason="contradictory-hypotheses"
    ),
    fact(
        "contradictory hypotheses, for a claim that is true anyway",
        x * (y + 1),
        x * y + x,
        "undecided",
        where=[x > 1, x < 0],
        reason="contradictory-hypotheses",
    ),
    fact(
        "contradictory hypotheses, an equation without a real solution",
        x,
        y,
        "undecided",
        where=[Eq(x**2, -1)],
        reason="contradictory-hypotheses no-strategy",
    ),
    fact(
        "contradictory hypotheses, two equations",
        x,
        y,
        "undecided",
        where=[Eq(x, 1), Eq(x, 2)],
        reason="contradictory-hypotheses no-strategy",
    ),
    fact("contradictory hypotheses, by what a hypothesis owes", x, y, "undecided", where=[Eq(real_log(-1 - x**2), y)]),
    # ill-formed
    fact("order relations between complex terms", z, z + 1, "ill-formed", relation="<", code="SV103"),
    fact("sizes that cannot agree", Matrix([[1, 2]]), Matrix([[1], [2]]), "ill-formed", code="SV104"),
    fact("a matrix is no number", Matrix([[1]]), x, "ill-formed", code="SV104"),
    fact("∞ − ∞ as written", kept(Add, oo, -oo), 0, "ill-formed", code="SV106"),
    fact("∞ − ∞ below something", kept(Add, x, kept(Mul, 0, kept(Add, oo, -oo))), x, "ill-formed", code="SV106"),
    fact("∞ as a number", x, oo, "ill-formed"),
    fact("what SymPy makes of 1/0", Pow(0, -1), x, "ill-formed", code="SV106"),
]


@pytest.mark.parametrize(("claim", "status", "expected"), STATUSES)
def test_status(claim: Any, status: str, expected: Any) -> None:
    holds(claim, status, expected)


@pytest.mark.parametrize("right", [kept(Mul, x, over_nothing), kept(Mul, x, over_nothing, 1), kept(Mul, 2, x, over_nothing)])
def test_a_denominator_that_vanishes_by_a_relation_the_atoms_do_not_know_is_caught_by_the_witness(right: Any) -> None:
    """√(5+2√6) − √2 − √3 is 0: there is no witness, and nothing is proved or refuted by a point."""
    found = verify(kept(Mul, x, over_nothing), right)
    assert found.verdict.witness is None
    if found.status is Status.CONDITIONAL:
        assert INHABITED in found.verdict.conditions
    else:
        assert found.status is Status.UNDECIDED or found.code == "SV203"


def test_that_denominator_times_its_inverse_is_not_1() -> None:
    found = verify(kept(Mul, nested, over_nothing), 1)
    assert found.status is not Status.PROVED and found.code != "SV201"


@pytest.mark.parametrize(
    ("left", "right", "where"),
    [
        (x + x, 2 * x, []),
        (kept(Add, over_x, over_x), 2 / x, []),
        ((x**2 - 1) / (x - 1), x + 1, []),
        (f(x + y), f(y + x), []),
        (real_sqrt(x**2), x, [x > 3]),
        (x * y, 1, [Eq(y, 1 / x)]),
        (kept(Mul, x, over_x), 1, [Ne(x, 0)]),
    ],
)
def test_proved_and_conditional_have_a_witness(left: Any, right: Any, where: Any) -> None:
    found = verify(left, right, where=where)
    assert found.status in (Status.PROVED, Status.CONDITIONAL) and found.verdict.witness is not None
    assert INHABITED not in found.verdict.conditions


def test_without_a_witness_the_verdict_is_conditional_on_there_being_one() -> None:
    """Two hypotheses that no simple point meets, and a goal that is an identity."""
    found = verify(x * (y + 1), x * y + x, where=[Eq(x**5 - x - 1, 0), Eq(y**5 - y - x, 0)])
    if found.status is Status.PROVED:
        assert found.verdict.witness is not None
    else:
        assert found.status is Status.CONDITIONAL and found.verdict.conditions == (INHABITED,)


@pytest.mark.parametrize(
    ("left", "right"),
    [(x**2, x), (Abs(x), x), (sqrt(z**2), z), (1 / x, x), (f(x), f(-x)), ((x + y) ** 3, x**3 + y**3), (I * x, -I * x)],
)
def test_a_counterexample_encloses_both_sides_in_disjoint_balls(left: Any, right: Any) -> None:
    found = verify(left, right)
    assert found.status is Status.REFUTED and found.code == "SV201" and found.counterexample is not None
    assert found.counterexample.left is not None and found.counterexample.right is not None
    assert found.counterexample.left.mid != found.counterexample.right.mid


@pytest.mark.parametrize(
    ("left", "right", "relation", "status"),
    [
        (x, x, "=", "proved"),
        (x, x, "<=", "proved"),
        (x, x, ">=", "proved"),
        (x, x, "<", "refuted"),
        (x, x, ">", "refuted"),
        (x, x, "!=", "refuted"),
        (x, x + 1, "!=", "proved"),
        (z, z + 1, "!=", "proved"),
        (z, 0, "!=", "refuted"),
        (x**2, 0, ">=", "proved"),
        (x**2, 0, ">", "refuted"),
        (1 / x**2, 0, ">", "conditional"),
        (1 / x, 0, "!=", "conditional"),
        (1 / x, 0, ">", "refuted"),
        (sqrt(p), p, "<=", "refuted"),
        (pi, Rational(22, 7), "<", "proved"),
        (pi, Rational(22, 7), ">=", "refuted"),
        (Abs(z), Abs(z) + 1, "<", "proved"),
        (x**2 + y**2, 2 * x * y, ">=", "proved"),
        (x**2 + y**2, 2 * x * y, ">", "refuted"),
        (z, z + 1, "<", "ill-formed"),
        (I, 2, "<", "ill-formed"),
    ],
)
def test_a_goal_is_one_of_the_relations(left: Any, right: Any, relation: str, status: str) -> None:
    assert verify(left, right, relation).status == status


def test_what_is_false_is_never_proved_whatever_is_conditional() -> None:
    for left, right in [((x**2 - 1) / (x - 1), x - 1), (kept(Mul, x, over_x), 2), (real_sqrt(x) ** 2, -x), (sqrt(x**2), x)]:
        assert str(verify(left, right).status) in NOT_PROVED.split() and verify(left, right).status is Status.REFUTED
