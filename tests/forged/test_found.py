"""Holes that were found and closed: each test states what must not happen."""

from __future__ import annotations

from fractions import Fraction

import pytest
from forged.corpus import HALF, TWO, H, I, context, eq, k, name, point, row, rows, t, u, x, y, z

from symverify.kernel.check import check, well_formed
from symverify.language.claims import Claim, Definition
from symverify.language.evidence import (
    Balls,
    Bounded,
    Continuity,
    Counterexample,
    EmptyDomain,
    Evidence,
    Identity,
    Inequality,
    Lemma,
    Multiple,
    Negation,
    Point,
    Row,
    Unchanging,
)
from symverify.language.sorts import COMPLEX, INTEGER, REAL, function, matrix
from symverify.language.terms import MINUS_ONE, ONE, TRUE, ZERO, Term, add, app, at, bind, mul, neg, num, power, sub
from symverify.language.verdicts import Status

THREE, FOUR, SIX = num(3), num(4), num(6)
HOLDS = (Status.PROVED, Status.CONDITIONAL)


def holds(claim: Claim, evidence: Evidence, witness: Point | None = None) -> bool:
    """Whether the kernel takes it for a proof."""
    return check(claim, evidence, witness, frozenset(line.id for line in claim.uses)).status in HOLDS


def refuted(claim: Claim, evidence: Evidence) -> bool:
    """Whether the kernel takes it for a refutation."""
    return check(claim, evidence).status is Status.REFUTED


def triple(body: Term) -> Term:
    """Σ_{k=1}^{3} body."""
    return bind("sum", "k", body, ONE, THREE)


def written_out() -> tuple[Row, ...]:
    """Rows for Σ_{k=1}^{3} k = 6."""
    ends = [bind("sum", "k", k, ONE, num(end)) for end in (3, 2, 1, 0)]
    return (*(row("peel-last", end) for end in ends[:3]), row("empty", ends[3]))


# ---------------------------------------------------------------- earlier lines
LINE_CONTEXT = context(("x y u", REAL), defs=(Definition("u", x),), hyps=(("h", app("gt", u, ZERO)),))


def test_a_line_is_not_moved_away_from_a_hypothesis_about_a_defined_name() -> None:
    # u := x, u > 0: |x| = x. The line with y for x still asks u > 0 only: the kernel's `instance` looks at the definitions
    # behind the line's goal, not at those behind its hypotheses.
    line = Claim("line", eq(app("abs", x), x), LINE_CONTEXT)
    moved = Claim("moved", eq(app("abs", y), y), LINE_CONTEXT, (line,))
    assert refuted(moved, Counterexample(point(x=ONE, y=MINUS_ONE), 53))
    assert not holds(moved, rows(row("line", app("abs", y), x, y, label="line")), point(x=ONE, y=ONE))


def test_a_line_is_not_used_where_the_names_of_its_hypotheses_mean_something_else() -> None:
    theirs = context(("x u", REAL), defs=(Definition("u", x),), hyps=(("h", app("gt", u, ZERO)),))
    mine = context(("x u", REAL), defs=(Definition("u", num(5)),))
    claim = Claim("b", eq(app("abs", x), x), mine, (Claim("a", eq(app("abs", x), x), theirs),))
    assert not holds(claim, rows(row("line", app("abs", x), label="a")), point(x=ONE))


# ---------------------------------------------------------------- bound names that a definition also uses
SHADOWED = context(("k", INTEGER), ("x u", REAL), defs=(Definition("u", k),))
SCALED = context(("k x u", REAL), defs=(Definition("u", mul(k, x)),))


def test_the_sign_of_a_definition_inside_a_sum_is_not_that_of_the_index() -> None:
    # u := k with k declared; inside Σ_k the definition still means the declared k. The goal's bound names are spelled apart
    # from the declared ones, and those of a form, a lemma, a pivot or a parameter that evidence brings along are not.
    claim = Claim("sign", app("ge", triple(u), ZERO), SHADOWED)
    assert refuted(claim, Counterexample(point(k=MINUS_ONE), 53))
    assert not holds(claim, Inequality(triple(u)), point(k=ONE))


def test_nor_is_it_in_a_lemma() -> None:
    other = bind("sum", "j", u, ONE, THREE)
    lemma = Lemma("l", app("ge", triple(u), ZERO), Inequality(triple(u)), Inequality(other))
    assert not holds(Claim("sign", app("ge", other, ZERO), SHADOWED), lemma, point(k=ONE))


def test_renaming_apart_keeps_apart_from_all_declared_names() -> None:
    # The outer k becomes k_1, for which the inner k_1 becomes k_1_1, which is declared.
    where = context(("k k_1_1", INTEGER), ("u", REAL), defs=(Definition("u", name("k_1_1")),))
    inner = bind("sum", "k_1", mul(u, k, k), ONE, THREE)
    claim = Claim("nested", app("ge", triple(inner), ZERO), where)
    evidence = Inequality(bind("sum", "k_1", bind("sum", "k_1_1", mul(u, name("k_1"), name("k_1")), ONE, THREE), ONE, THREE))
    assert not holds(claim, evidence, Point((("k", ONE), ("k_1_1", ONE))))


def test_an_obligation_of_a_definition_inside_a_sum_is_not_about_the_index() -> None:
    shadowed = context(("k u", REAL), defs=(Definition("u", power(k, -1)),))
    verdict = check(Claim("owed", eq(triple(u), triple(u)), shadowed), Identity(), point(k=ONE))
    assert verdict.domain == (app("ne", k, ZERO),)


def test_a_derivative_inside_a_sum_does_not_mistake_a_definition_for_the_index() -> None:
    derivative = app("diff", triple(u), x)
    proof = Identity((row("derivative", derivative), *written_out()))
    assert not holds(Claim("false", eq(derivative, SIX), SCALED), proof, point(k=TWO, x=ONE))
    assert not holds(Claim("false", eq(derivative, SIX), SCALED), proof, point(k=ONE, x=ONE))


def test_a_counterexample_to_a_derivative_inside_a_sum_does_not_either() -> None:
    claim = Claim("true", eq(app("diff", triple(u), x), mul(THREE, k)), SCALED)
    assert not refuted(claim, Counterexample(point(k=ONE, x=ONE), 53))


def test_an_entry_of_a_defined_matrix_inside_a_sum_is_not_about_the_index() -> None:
    m = name("M")
    shadowed = context(
        ("k", INTEGER), ("x", REAL), ("M", matrix(ONE, ONE)), defs=(Definition("M", app("matrix", k, value="1,1")),)
    )
    derivative = app("diff", triple(mul(app("entry", m, ZERO, ZERO), x)), x)
    claim = Claim("false", eq(derivative, SIX), shadowed)
    assert not holds(claim, Identity((row("derivative", derivative), *written_out())), point(k=TWO, x=ONE))


# ---------------------------------------------------------------- members of sequences inside a binder


def test_a_member_of_a_recurrence_inside_a_sum_is_unrolled() -> None:
    # h_1 := 2 h_0 inside Σ_{k=1}^{2} h_1 was read off the values given for the members before the start.
    doubling = context(("h", H), defs=(Definition("h", mul(TWO, at("h", add(t, MINUS_ONE))), "t", ONE),))
    total = bind("sum", "k", at("h", ONE), ONE, TWO)
    claim = Claim("true", eq(total, mul(FOUR, at("h", ZERO))), doubling)
    ones = Point((("h", bind("lambda", "i", ONE)),))
    assert not refuted(claim, Counterexample(ones, 53))
    assert holds(claim, rows(row("constant", total), row("recurrence", at("h", ONE))), ones)


# ---------------------------------------------------------------- definitions in a circle


@pytest.mark.parametrize("before", [at("h", ONE), at("h", add(t, ZERO))], ids=["h_1", "h_{t+0}"])
def test_a_sequence_that_refers_to_the_same_member_is_circular(before: Term) -> None:
    circular = context(("h", H), ("x", REAL), defs=(Definition("h", add(before, ONE), "t", ONE),))
    assert well_formed(Claim("circle", app("ge", x, ZERO), circular)) is not None


def test_a_circular_definition_proves_nothing() -> None:
    circular = context(("h", H), ("x", REAL), defs=(Definition("h", add(at("h", ONE), ONE), "t", ONE),))
    member = at("h", add(ZERO, ONE))
    absurd = Lemma(
        "absurd",
        eq(member, add(at("h", ONE), ONE)),
        rows(row("recurrence", member)),
        Inequality(ZERO, (), (Multiple("absurd", neg(x)),)),
    )
    assert not holds(Claim("false", app("ge", x, ZERO), circular), absurd, point(x=ONE))


# ---------------------------------------------------------------- obligations that are sufficient and not necessary


@pytest.mark.parametrize(
    "body",
    [mul(app("abs", x), x), app("piecewise", mul(ZERO, x), app("le", x, ZERO), power(x, 2), TRUE), app("sqrt", power(x, 4))],
    ids=["|x|x", "branches", "root"],
)
def test_a_kink_that_may_be_none_does_not_empty_the_domain(body: Term) -> None:
    # Each is differentiable at 0 with derivative 0; that the kernel's condition for a derivative fails there shows nothing.
    where = context(("x", REAL), hyps=(("h", eq(x, ZERO)),))
    claim = Claim("true", eq(app("diff", body, x), ZERO), where)
    obligation = app("gt", power(x, 4), ZERO) if body.head == "sqrt" else app("ne", x, ZERO)
    zero = (row("hypothesis", x, label="h"),)
    proof = Inequality(ZERO, zero) if body.head == "sqrt" else Identity(zero)
    assert not refuted(claim, EmptyDomain(obligation, proof, point(x=ZERO)))


def test_a_maximum_of_equal_terms_has_a_derivative() -> None:
    claim = Claim("true", eq(app("diff", app("max", x, x), x), ONE), context(("x", REAL)))
    assert not refuted(claim, EmptyDomain(app("ne", x, x), Identity(), point(x=ONE)))


# ---------------------------------------------------------------- sorts
FZ = app("apply", name("f"), z)
OF_REALS = context(("f", function(REAL, 1)), ("z", COMPLEX))


def test_a_real_function_does_not_take_complex_arguments() -> None:
    # f(z) counts as real, so |f(z)|² = f(z)² is proved; with f = id and z = i it is refuted.
    claim = Claim("clash", eq(power(app("abs", FZ), 2), power(FZ, 2)), OF_REALS)
    identity = bind("lambda", "s", name("s"))
    proved = holds(claim, Identity(), Point((("f", identity), ("z", ONE))))
    assert not (proved and refuted(claim, Counterexample(Point((("f", identity), ("z", I))), 53)))


def test_the_spellings_the_kernel_uses_itself_cannot_be_declared() -> None:
    odd = name("§z")
    claim = Claim("false", eq(power(app("abs", odd), 2), power(odd, 2)), context(("§z", COMPLEX)))
    assert not holds(claim, Identity(), Point((("§z", ONE),)))


def test_a_declared_name_is_not_taken_for_a_bound_one() -> None:
    claim = Claim("false", eq(triple(k), triple(name("§1"))), context(("§1", INTEGER)))
    assert not holds(claim, Identity(), Point((("§1", TWO),)))


def test_a_real_matrix_is_not_defined_by_complex_entries() -> None:
    # M is declared real and defined as (i): its entry counts as real, and its square as nonnegative.
    imaginary = context(("M", matrix(ONE, ONE)), defs=(Definition("M", app("matrix", I, value="1,1")),))
    square = power(app("entry", name("M"), ZERO, ZERO), 2)
    claim = Claim("false", app("ge", square, ZERO), imaginary)
    assert well_formed(claim) is not None or not holds(claim, Inequality(square), point())


@pytest.mark.parametrize(
    "goal", [app("eq", x, x, y), app("rounds_to", x, x), app("not", eq(x, x), eq(x, y)), app("implies", eq(x, x))]
)
def test_a_relation_with_too_few_or_too_many_sides_is_ill_formed(goal: Term) -> None:
    assert well_formed(Claim("malformed", goal, context(("x y", REAL)))) is not None


def test_a_third_side_is_not_overlooked() -> None:
    assert not holds(Claim("false", app("eq", ONE, ONE, TWO), context()), Balls(53), point())


def test_an_entry_has_integer_places() -> None:
    m = name("M")
    half = app("entry", m, HALF, ZERO)
    assert well_formed(Claim("half", eq(half, app("entry", m, ZERO, ZERO)), context(("M", matrix(TWO, TWO))))) is not None


# ---------------------------------------------------------------- definedness that is lost


def test_the_target_of_a_limit_is_defined() -> None:
    claim = Claim(
        "lost", bind("tends_to", "s", ONE, app("toward", ZERO, value="+-"), mul(y, power(y, -1))), context(("y", REAL))
    )
    verdict = check(claim, Continuity(Identity()), point(y=ONE))
    assert verdict.status not in HOLDS or app("ne", y, ZERO) in (*verdict.domain, *verdict.conditions)


def test_the_point_of_a_limit_is_defined() -> None:
    claim = Claim("lost", bind("tends_to", "s", ONE, app("toward", power(y, -1), value="+-"), ONE), context(("y", REAL)))
    verdict = check(claim, Continuity(Identity()), point(y=ONE))
    assert verdict.status not in HOLDS or app("ne", y, ZERO) in (*verdict.domain, *verdict.conditions)


def test_the_point_of_a_limit_inside_an_equation_is_defined() -> None:
    limit = bind("limit", "s", ONE, app("toward", power(y, -1), value="+"))
    verdict = check(Claim("lost", eq(limit, ONE), context(("y", REAL))), rows(row("limit", limit)), point(y=ONE))
    assert verdict.status not in HOLDS or app("ne", y, ZERO) in (*verdict.domain, *verdict.conditions)


def test_a_real_variable_does_not_tend_to_a_complex_point() -> None:
    claim = Claim("false", bind("tends_to", "s", name("s"), app("toward", I, value="+-"), I), context())
    assert not holds(claim, Continuity(Identity()), point())


def test_a_hypothesis_about_the_variable_says_nothing_of_an_indefinite_integral() -> None:
    # ∫ cos x dx = x is an equation between functions; that x = 0 here does not make it one.
    integral = app("antiderivative", app("cos", x), x)
    derivative = app("diff", x, x)
    claim = Claim("false", eq(integral, x), context(("x", REAL), hyps=(("h", eq(x, ZERO)),)))
    proof = rows(row("derivative", derivative), row("hypothesis", x, label="h"), row("trig-exact", app("cos", x), ZERO))
    assert not holds(claim, proof, point(x=ZERO))


def test_every_member_of_a_bounded_sequence_is_defined() -> None:
    # bounded from −5, and the member at −3 is 0/0: the certificate looks at n >= 0 only.
    n = name("n")
    body = mul(add(n, THREE), power(add(n, THREE), -1))
    claim = Claim("lost", bind("bounded", "n", body, app("from", num(-5))), context())
    form = rows(row("pow-product", app("pow", ONE, n)))
    assert not holds(claim, Bounded(((ONE, ONE),), form, (Inequality(ZERO, (row("abs", app("abs", ONE), ONE),)),)), point())


@pytest.mark.parametrize("function", ["abs", "relu", "floor", "sign"])
def test_the_derivative_of_a_function_with_kinks_owes_being_off_them(function: str) -> None:
    # dfun("abs") at x opens to sign(x), which owes nothing; |x| has no derivative at 0.
    applied = app("apply", app("dfun", app("fun", value=function), ONE), x)
    verdict = check(Claim("lost", eq(applied, applied), context(("x", REAL))), Identity(), point(x=HALF))
    assert verdict.status not in HOLDS or [part for part in (*verdict.domain, *verdict.conditions) if part.head != "inhabited"]


def test_a_derivative_by_a_member_owes_that_there_is_one() -> None:
    # ∂x/∂h_{t−1} with t >= 0 only: there is no h_{−1}.
    derivative = app("diff", x, at("h", add(t, MINUS_ONE)))
    where = context(("h", H), ("t", INTEGER), ("x", REAL), hyps=(("t", app("ge", t, ZERO)),))
    witness = Point((("h", bind("lambda", "i", ONE)), ("t", ONE), ("x", ONE)))
    verdict = check(Claim("lost", eq(derivative, ZERO), where), rows(row("derivative", derivative)), witness)
    assert verdict.status not in HOLDS or verdict.domain or verdict.conditions


# ---------------------------------------------------------------- independence


def test_a_hypothesis_that_reaches_the_name_through_a_definition_hides_no_dependence() -> None:
    # u := x, y = u: "x does not depend on x", by writing y for it. The same with y = x is rejected.
    where = context(("x u y", REAL), defs=(Definition("u", x),), hyps=(("h", eq(y, u)),))
    evidence = Unchanging(y, Identity((row("definition", u),), (Multiple("h", MINUS_ONE),)))
    assert not holds(Claim("false", app("independent", x, x), where), evidence, point(x=ONE, y=ONE))


# ---------------------------------------------------------------- infinite products


def test_an_infinite_product_of_positive_numbers_may_be_zero() -> None:
    product = bind("product", "k", num(Fraction(1, 2)), ONE, app("oo"))
    assert not holds(Claim("false", app("gt", product, ZERO), context()), Inequality(product), point())


# ---------------------------------------------------------------- what is rejected and should not be, or fails
def test_a_negation_of_an_equation_is_a_refutation() -> None:
    # The guard that compares both sides at a witness also runs for `Negation`, where they are meant to differ.
    claim = Claim("false", eq(x, ONE), context(("x", REAL)))
    assert refuted(claim, Negation(point(x=TWO), Inequality(sub(x, ONE), (row("hypothesis", x, label="point x"),))))
    assert check(claim, Negation(point(x=TWO), Inequality(ONE, (row("hypothesis", x, label="point x"),)))).code != "SV901"


_MALFORMED = (
    app("matrix", ONE, value="x"),
    app("matrix", ONE),
    bind("bounded", "n", ONE),
    bind("tends_to", "n", x),
    bind("sum", "k", x),
    bind("exists", "q", TRUE),
    bind("forall", "q", TRUE),
    app("independent", x),
    app("entry"),
    app("identity"),
    app("det"),
    app("matmul"),
)


@pytest.mark.parametrize("term", _MALFORMED, ids=repr)
def test_reading_a_malformed_term_is_not_an_exception(term: Term) -> None:
    # `recheck` reads claims through well_formed: a forged report must not end in a traceback.
    goal = term if term.head in ("bounded", "tends_to", "exists", "forall", "independent") else eq(term, term)
    assert well_formed(Claim("malformed", goal, context(("x", REAL)))) is not None
