"""Counterexamples: false claims are refuted at readable points that the kernel accepts, true ones never are."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symverify.kernel.check import check
from symverify.kernel.enclose import disjoint, enclose
from symverify.kernel.instances import instantiate
from symverify.kernel.meter import Meter, OutOfWork
from symverify.language.claims import Claim, Context, Declaration, Definition, Hypothesis
from symverify.language.evidence import Counterexample, Gap
from symverify.language.sorts import COMPLEX, INTEGER, REAL, Sort, function, matrix, sequence
from symverify.language.terms import ONE, TRUE, ZERO, Term, add, app, at, bind, div, mul, name, num, power, sub
from symverify.language.verdicts import Status, UndecidedReason
from symverify.strategies.counterexample import CounterexampleSearch

a, b, c, k, m, t, w, x, y = map(name, ("a", "b", "c", "k", "m", "t", "w", "x", "y"))
A, B, f = name("A"), name("B"), name("f")
TWO_BY_TWO = matrix(num(2), num(2))
half = Fraction(1, 2)


def eq(left: Term, right: Term) -> Term:
    return app("eq", left, right)


def of(function_name: Term, argument: Term) -> Term:
    return app("apply", function_name, argument)


def claim(goal: Term, sorts: dict[str, Sort], *hypotheses: Term, definitions: tuple[Definition, ...] = ()) -> Claim:
    context = Context(
        tuple(Declaration(spelling, sort) for spelling, sort in sorts.items()),
        definitions,
        tuple(Hypothesis(f"h{number}", statement) for number, statement in enumerate(hypotheses)),
    )
    return Claim("test", goal, context)


def find(judged: Claim) -> Counterexample | Gap:
    found = CounterexampleSearch().find(judged, Meter(2_000_000))
    assert isinstance(found, Counterexample | Gap)
    return found


def positive(*terms: Term) -> tuple[Term, ...]:
    return tuple(app("gt", term, ZERO) for term in terms)


member = at("h", add(t, num(-1)))
inside = add(mul(w, member), mul(w, at("X", t)))
GRU = (
    Definition("u", app("logistic", inside), "t", ONE),
    Definition("s", mul(w, add(member, at("X", t))), "t", ONE),
    Definition("h", add(mul(at("u", t), member), mul(sub(ONE, at("u", t)), at("s", t))), "t", ONE),
)
GRU_SORTS = {
    "t": INTEGER, "w": REAL, "h": sequence(REAL, ZERO),
    "u": sequence(REAL, ONE), "s": sequence(REAL, ONE), "X": sequence(REAL, ONE),
}  # fmt: skip
jacobian = app("diff", at("h", t), member)
slope = of(app("dfun", app("fun", value="logistic"), ONE), inside)
later = app("ge", t, ONE)

FALSE_CLAIMS = {
    "square of a sum": claim(eq(power(add(x, y), 2), add(power(x, 2), power(y, 2))), {"x": REAL, "y": REAL}),
    "root of a square": claim(eq(app("sqrt", power(x, 2)), x), {"x": REAL}),
    "principal root of a square": claim(eq(app("csqrt", power(x, 2)), x), {"x": COMPLEX}),
    "far from the origin": claim(eq(app("abs", add(x, num(100))), add(x, num(100))), {"x": REAL}),
    "a branch far away": claim(eq(app("piecewise", x, app("gt", x, num(50)), ZERO, TRUE), ZERO), {"x": REAL}),
    "principal logarithm of a product": claim(
        eq(app("clog", mul(x, y)), add(app("clog", x), app("clog", y))), {"x": COMPLEX, "y": COMPLEX}
    ),
    "conjugate": claim(eq(app("conjugate", x), x), {"x": COMPLEX}),
    "powers of powers": claim(eq(app("cpower", power(x, 2), num(half)), x), {"x": COMPLEX}),
    "order": claim(app("lt", x, power(y, 2)), {"x": REAL, "y": REAL}, app("lt", x, y)),
    "not equal": claim(app("ne", x, num(3)), {"x": INTEGER}),
    "conjunction": claim(app("and", app("le", ZERO, power(x, 2)), app("lt", power(x, 2), num(9))), {"x": REAL}),
    "negation": claim(app("not", eq(x, ONE)), {"x": REAL}),
    "narrow interval": claim(
        eq(mul(x, x), x), {"x": REAL}, app("lt", num(Fraction(31, 10)), x), app("lt", x, num(Fraction(32, 10)))
    ),
    "ordered integers": claim(
        eq(add(a, b), c), {"a": INTEGER, "b": INTEGER, "c": INTEGER}, app("le", ONE, a), app("lt", a, b), app("lt", b, c)
    ),
    "on the circle": claim(eq(add(x, y), ONE), {"x": REAL, "y": REAL}, eq(add(power(x, 2), power(y, 2)), ONE)),
    "on the simplex": claim(
        app("le", mul(a, b, c), num(Fraction(1, 28))), {"a": REAL, "b": REAL, "c": REAL},
        eq(add(a, b, c), ONE), *positive(a, b, c),
    ),
    "an irrational root": claim(eq(x, ONE), {"x": REAL}, eq(power(x, 2), num(2))),
    "a value that is named": claim(eq(app("sin", x), ONE), {"x": REAL}, eq(x, app("pi"))),
    "one name in terms of another": claim(eq(add(x, y), mul(num(4), y)), {"x": REAL, "y": REAL}, eq(x, mul(num(2), y))),
    "functions are not additive": claim(
        eq(of(f, add(x, y)), add(of(f, x), of(f, y))), {"f": function(REAL, 1), "x": REAL, "y": REAL}
    ),
    "chain rule without its factor": claim(
        eq(app("diff", of(f, power(x, 2)), x), mul(x, of(app("dfun", f, ONE), power(x, 2)))),
        {"f": function(REAL, 1), "x": REAL},
    ),
    "a definition": claim(eq(app("diff", y, x), x), {"x": REAL, "y": REAL}, definitions=(Definition("y", power(x, 2)),)),
    "matrices do not commute": claim(eq(app("matmul", A, B), app("matmul", B, A)), {"A": TWO_BY_TWO, "B": TWO_BY_TWO}),
    "inverse of a product": claim(
        eq(app("inverse", app("matmul", A, B)), app("matmul", app("inverse", A), app("inverse", B))),
        {"A": TWO_BY_TWO, "B": TWO_BY_TWO},
    ),
    "equal eigenvalues": claim(
        eq(A, app("identity", num(2))), {"A": TWO_BY_TWO}, eq(app("trace", A), num(2)), eq(app("det", A), ONE)
    ),
    "sum of squares": claim(
        eq(bind("sum", "k", power(k, 2), ONE, m), mul(num(half), m, add(m, ONE))), {"m": INTEGER}, app("ge", m, ONE)
    ),
    "depends": claim(app("independent", mul(x, y), x), {"x": REAL, "y": REAL}),
    "rounding": claim(app("rounds_to", app("pi"), num(Fraction(315, 100)), num(2)), {}),
    "rounding of a matrix": claim(
        app("rounds_to", app("matrix", ONE, app("pi"), value="1,2"), app("matrix", ONE, num(3), value="1,2"), num(1)), {}
    ),
    "nearly an integer": claim(
        eq(app("exp", mul(app("pi"), app("sqrt", num(163)))), num(262537412640768744)), {}
    ),
    "tiny": claim(eq(power(num(2), -99), power(num(2), -98)), {}),
    "implication": claim(app("implies", app("gt", x, num(3)), app("gt", power(x, 2), num(10))), {"x": REAL}),
    "gated unit, factor lost": claim(
        eq(jacobian, add(at("u", t), mul(slope, member), mul(sub(ONE, at("u", t)), w), mul(num(-1), at("s", t), w, slope))),
        GRU_SORTS, later, definitions=GRU,
    ),
}  # fmt: skip

TRUE_CLAIMS = {
    "square of a sum": claim(eq(power(add(x, y), 2), add(power(x, 2), mul(num(2), x, y), power(y, 2))), {"x": REAL, "y": REAL}),
    "root of a square": claim(eq(app("sqrt", power(x, 2)), app("abs", x)), {"x": REAL}),
    "logarithm of a product": claim(
        eq(app("log", mul(x, y)), add(app("log", x), app("log", y))), {"x": REAL, "y": REAL}, *positive(x, y)
    ),
    "cancelling": claim(eq(div(sub(power(x, 2), ONE), sub(x, ONE)), add(x, ONE)), {"x": REAL}),
    "determinant": claim(
        eq(app("det", app("matmul", A, B)), mul(app("det", A), app("det", B))), {"A": TWO_BY_TWO, "B": TWO_BY_TWO}
    ),
    "sum of integers": claim(
        eq(bind("sum", "k", k, ONE, m), mul(num(half), m, add(m, ONE))), {"m": INTEGER}, app("ge", m, ONE)
    ),
    "chain rule": claim(
        eq(app("diff", of(f, power(x, 2)), x), mul(num(2), x, of(app("dfun", f, ONE), power(x, 2)))),
        {"f": function(REAL, 1), "x": REAL},
    ),
    "independent": claim(app("independent", add(mul(ZERO, x), y), x), {"x": REAL, "y": REAL}),
    "modulo": claim(
        eq(app("mod", mul(num(4), app("mod", k, num(4))), num(16)), mul(num(4), app("mod", k, num(4)))), {"k": INTEGER}
    ),
    "gated unit": claim(
        eq(
            jacobian,
            add(
                mul(w, sub(ONE, at("u", t)), add(mul(member, at("u", t)), mul(num(-1), at("s", t), at("u", t)), ONE)),
                at("u", t),
            ),
        ),
        GRU_SORTS, later, definitions=GRU,
    ),
}  # fmt: skip


@pytest.mark.parametrize("label", sorted(FALSE_CLAIMS))
def test_false_claims_are_refuted_and_the_kernel_agrees(label: str) -> None:
    judged = FALSE_CLAIMS[label]
    found = find(judged)
    assert isinstance(found, Counterexample)
    verdict = check(judged, found)
    assert verdict.status is Status.REFUTED, verdict.note
    assert verdict.sides is not None


@pytest.mark.parametrize("label", sorted(TRUE_CLAIMS))
def test_true_claims_are_not_refuted(label: str) -> None:
    found = find(TRUE_CLAIMS[label])
    assert isinstance(found, Gap)
    assert found.reason is UndecidedReason.SAMPLED_ONLY


@pytest.mark.parametrize("label", sorted(FALSE_CLAIMS))
def test_the_same_claim_gives_the_same_point(label: str) -> None:
    assert find(FALSE_CLAIMS[label]) == find(FALSE_CLAIMS[label])


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("square of a sum", {"x": ONE, "y": ONE}),
        ("root of a square", {"x": num(-1)}),
        ("far from the origin", {"x": num(-101)}),
        ("principal logarithm of a product", {"x": num(-1), "y": num(-1)}),
        ("implication", {"x": num(Fraction(31, 10))}),
        ("one name in terms of another", {"x": num(2), "y": ONE}),
        ("an irrational root", {"x": app("sqrt", num(2))}),
        ("a value that is named", {"x": app("pi")}),
        ("equal eigenvalues", {"A": app("matrix", ONE, ONE, ZERO, ONE, value="2,2")}),
        ("sum of squares", {"m": num(2)}),
    ],
)
def test_points_are_readable(label: str, expected: dict[str, Term]) -> None:
    found = find(FALSE_CLAIMS[label])
    assert isinstance(found, Counterexample)
    assert dict(found.point.values) == expected


def test_the_second_value_of_a_dependence_is_given() -> None:
    found = find(FALSE_CLAIMS["depends"])
    assert isinstance(found, Counterexample)
    assert found.other is not None
    assert found.other != found.point.get("x")


@pytest.mark.parametrize("label", ["matrices do not commute", "inverse of a product", "rounding of a matrix"])
def test_the_entry_of_a_matrix_is_given(label: str) -> None:
    found = find(FALSE_CLAIMS[label])
    assert isinstance(found, Counterexample)
    assert found.entry is not None


def test_precision_grows_until_the_sides_part() -> None:
    found = find(FALSE_CLAIMS["nearly an integer"])
    assert isinstance(found, Counterexample)
    assert found.precision == 106


def test_the_point_is_given_in_the_order_of_declaration() -> None:
    found = find(FALSE_CLAIMS["ordered integers"])
    assert isinstance(found, Counterexample)
    assert [spelling for spelling, _ in found.point.values] == ["a", "b", "c"]


def test_one_side_defined_and_the_other_not_is_no_refutation() -> None:
    assert isinstance(find(claim(eq(mul(ZERO, power(x, -1)), ZERO), {"x": REAL})), Gap)


def test_contradictory_hypotheses_give_no_point() -> None:
    found = find(claim(eq(x, ZERO), {"x": REAL}, app("gt", x, ONE), app("lt", x, ZERO)))
    assert isinstance(found, Gap)
    assert found.reason is UndecidedReason.NO_STRATEGY


def test_goals_that_points_cannot_refute() -> None:
    limit = bind("tends_to", "n", power(num(2), 1), app("along_integers"), ZERO)
    exists = bind("exists", "q", eq(name("q"), x), app("reals"))
    for goal in (limit, exists):
        found = find(claim(goal, {"x": REAL}))
        assert isinstance(found, Gap)
        assert found.reason is UndecidedReason.OUTSIDE_FRAGMENT


def test_sides_at_the_point_are_what_the_evidence_says() -> None:
    judged = FALSE_CLAIMS["gated unit, factor lost"]
    found = find(judged)
    assert isinstance(found, Counterexample)
    sides = [instantiate(side, found.point, judged.context, Meter(10**6))[0] for side in judged.goal.args]
    left, right = (enclose(side, found.precision, Meter(10**6)) for side in sides)
    assert disjoint(left, right)


def test_little_work_gives_a_gap_or_a_point_but_never_another_exception() -> None:
    for label, judged in FALSE_CLAIMS.items():
        for limit in (0, 10, 100, 1000):
            meter = Meter(limit)
            try:
                found = CounterexampleSearch().find(judged, meter)
            except OutOfWork:
                continue
            assert isinstance(found, Counterexample | Gap), label
