"""More attacks on the kernel: definedness of used lines, statements as conditions, sorts of bound names."""

from __future__ import annotations

from fractions import Fraction

from symverify.kernel.check import check
from symverify.kernel.proofs import case_label
from symverify.language.claims import Claim, Context, Declaration, Definition, Hypothesis
from symverify.language.evidence import (
    Absurd,
    Cases,
    Continuity,
    Counterexample,
    Evidence,
    Identity,
    Inequality,
    Lemma,
    Multiple,
    Point,
    Row,
)
from symverify.language.sorts import COMPLEX, REAL, Sort, function, sequence
from symverify.language.terms import MINUS_ONE, ONE, TRUE, ZERO, Term, add, app, at, bind, mul, name, neg, num, power
from symverify.language.verdicts import Status, Verdict

TWO, HALF = num(2), num(Fraction(1, 2))
x, y, z, u, s, q, k = map(name, ("x", "y", "z", "u", "s", "q", "k"))
HOLDS = (Status.PROVED, Status.CONDITIONAL)


def eq(left: Term, right: Term) -> Term:
    return app("eq", left, right)


def ctx(*names: tuple[str, Sort], defs: tuple[Definition, ...] = (), hyps: tuple[tuple[str, Term], ...] = ()) -> Context:
    return Context(tuple(Declaration(*d) for d in names), defs, tuple(Hypothesis(*h) for h in hyps))


def row(rule: str, atom: Term, *params: Term, label: str = "") -> Row:
    return Row(rule, atom, params, label)


def pt(**values: Term) -> Point:
    return Point(tuple(values.items()))


def verdict(
    goal: Term, context: Context, evidence: Evidence, witness: Point | None = None, uses: tuple[Claim, ...] = ()
) -> Verdict:
    found = check(Claim("c", goal, context, uses), evidence, witness, frozenset(line.id for line in uses))
    print(found.status, "domain", found.domain, "conditions", found.conditions, found.note)
    return found


def case(condition: Term) -> Term:
    return app("piecewise", ONE, condition, ZERO, TRUE)


# ---------------------------------------------------------------- 1. lines: what a hypothesis asserts is not owed
def test_1_what_the_hypothesis_of_a_line_asserts_is_owed_by_whoever_uses_the_line() -> None:
    where = ctx(("x", REAL), ("y", REAL), hyps=(("h", app("ge", app("sqrt", x), ZERO)),))
    line = Claim("L", eq(app("abs", x), x), where)
    assert check(line, Identity((row("abs", app("abs", x), ONE),)), pt(x=ONE)).status is Status.PROVED
    proof = Identity((row("line", app("abs", y), x, y, label="L"),))
    assert verdict(eq(app("abs", y), y), ctx(("x", REAL), ("y", REAL)), proof, pt(y=ONE, x=ONE), (line,)).status not in HOLDS


def test_1_one_is_less_than_zero() -> None:
    where = ctx(("x", REAL), hyps=(("h", app("ge", app("sqrt", x), ZERO)),))
    line = Claim("L", eq(app("abs", x), x), where)
    assert check(line, Identity((row("abs", app("abs", x), ONE),)), pt(x=ONE)).status is Status.PROVED
    size = app("abs", MINUS_ONE)
    last = Inequality(ONE, (), (Multiple("a", MINUS_ONE), Multiple("b", ONE)))
    positive = Lemma("b", eq(size, ONE), Identity((row("abs", size, MINUS_ONE),)), last)
    proof = Lemma("a", eq(size, MINUS_ONE), Identity((row("line", size, x, MINUS_ONE, label="L"),)), positive)
    assert verdict(app("lt", ONE, ZERO), ctx(), proof, pt(), (line,)).status not in HOLDS


# ---------------------------------------------------------------- 2. a hypothesis about a node around the point
def test_2_a_strict_inequality_about_a_node_need_not_hold_around_the_point() -> None:
    other, pivot = add(power(x, 2), power(add(x, MINUS_ONE), 2)), add(x, MINUS_ONE)
    delta = app("kronecker", x, ONE)
    where = ctx(("x", REAL), ("u", REAL), defs=(Definition("u", delta),), hyps=(("h", app("gt", u, ZERO)),))
    off = Lemma("off", eq(u, ZERO), Identity((row("definition", u), row("kronecker", delta, ZERO))), Absurd("h"))
    at_one = Identity((row("derivative", app("diff", other, x)),), (Multiple(case_label(pivot), num(-2)),))
    goal = eq(app("antiderivative", mul(TWO, x), x), other)
    assert verdict(goal, where, Cases(pivot, off, at_one, off), pt(x=ONE)).status not in HOLDS


# ---------------------------------------------------------------- 3. a bound complex name counts as an integer
def test_3_a_complex_bound_name_beside_an_index_is_not_an_integer() -> None:
    def total(summand: Term) -> Term:
        return bind("sum", "k", summand, ONE, ONE)

    product = mul(q, app("binomial", k, k))
    left = bind("exists", "q", app("ne", total(power(app("abs", product), 2)), total(power(product, 2))), app("complexes"))
    right = bind("exists", "q", app("ne", total(power(product, 2)), total(power(product, 2))), app("complexes"))
    assert verdict(eq(case(left), case(right)), ctx(), Identity()).status not in HOLDS


def test_3_a_real_bound_name_beside_an_index_is_not_an_integer() -> None:
    def integral(summand: Term) -> Term:
        return bind("integral", "s", bind("sum", "k", summand, ONE, ONE), ZERO, ONE)

    inside = mul(s, app("binomial", k, k))
    spelled = mul(name("§1"), app("binomial", name("§2"), name("§2")))
    proof = Identity((row("floor", app("floor", spelled), spelled),))
    # ∫₀¹ ⌊s⌋ ds = 0 and ∫₀¹ s ds = ½
    found = verdict(eq(integral(app("floor", inside)), integral(inside)), ctx(), proof)
    assert found.status not in HOLDS


# ---------------------------------------------------------------- 4. definedness decides an existence
def test_4_terms_equal_where_defined_do_not_exist_alike() -> None:
    left = bind("exists", "q", app("and", eq(mul(q, power(q, -1)), ONE), eq(q, ZERO)), app("reals"))
    right = bind("exists", "q", app("and", eq(ONE, ONE), eq(q, ZERO)), app("reals"))
    assert verdict(eq(case(left), case(right)), ctx(), Identity()).status not in HOLDS


def test_4_nor_tend_alike() -> None:
    n = name("n")
    sine = app("sin", mul(app("pi"), n))
    bodies = (mul(sine, power(sine, -1)), ONE)
    left, right = (bind("tends_to", "n", body, app("along_integers"), ONE) for body in bodies)
    assert verdict(eq(case(left), case(right)), ctx(), Identity()).status not in HOLDS


# ---------------------------------------------------------------- 5. what a "for all" in a condition owes
def test_5_a_for_all_in_a_condition_owes_its_body() -> None:
    body = eq(mul(add(k, neg(x)), power(add(k, neg(x)), -1)), ONE)
    value = case(bind("forall", "k", body, ONE, ONE))
    plain = case(bind("forall", "k", eq(ONE, ONE), ONE, ONE))
    found = verdict(eq(value, plain), ctx(("x", REAL)), Identity(), pt(x=TWO))
    assert found.status not in HOLDS or app("ne", x, ONE) in found.conditions


# ---------------------------------------------------------------- 6. owing below a derivative or limit
def test_6_a_closed_condition_written_as_a_negation_is_not_open() -> None:
    body = app("owing", x, app("not", app("lt", x, ZERO)))
    where = ctx(("x", REAL), hyps=(("h", eq(x, ZERO)),))
    proof = Identity((row("derivative", app("diff", body, x)), row("owing", app("owing", ONE, body.args[1]))))
    found = verdict(eq(app("diff", body, x), ONE), where, proof, pt(x=ZERO))
    assert found.status is not Status.PROVED and app("gt", x, ZERO) in found.conditions


def test_6_a_condition_that_jumps_is_not_open() -> None:
    body = app("owing", s, app("gt", app("floor", s), MINUS_ONE))
    goal = bind("tends_to", "s", body, app("toward", ZERO, value="+-"), ZERO)
    at_zero = app("owing", ZERO, app("gt", app("floor", ZERO), MINUS_ONE))
    floor = row("floor", app("floor", ZERO), ZERO)
    found = verdict(goal, ctx(), Continuity(Identity((row("owing", at_zero), floor))), pt())
    assert found.status not in HOLDS


# ---------------------------------------------------------------- 7. complex derivative of re
def test_7_re_has_no_derivative_at_a_complex_argument() -> None:
    value = app("apply", app("dfun", bind("lambda", "s", app("re", s)), ONE), z)
    found = verdict(eq(value, app("re", ONE)), ctx(("z", COMPLEX)), Identity((row("call", value),)), pt(z=ONE))
    assert found.status not in HOLDS


# ---------------------------------------------------------------- 8. a sequence defined as another sequence
H = sequence(REAL, ZERO)
ALIAS = ctx(("h", H), ("g", H), defs=(Definition("g", name("h")),))


def constant(value: Term) -> Term:
    return bind("lambda", "i", value)


def test_8_a_sequence_defined_as_another_has_its_values() -> None:
    goal = eq(at("g", ONE), at("h", ONE))
    proof = Identity((row("definition", name("g")),))
    print(verdict(goal, ALIAS, proof, pt(g=constant(ONE), h=constant(ONE))).status)
    refutation = Counterexample(pt(g=constant(ONE), h=constant(TWO)), 53)
    assert verdict(goal, ALIAS, refutation).status is not Status.REFUTED


def test_8_and_its_derivatives() -> None:
    derivative = app("diff", at("g", ONE), at("h", ONE))
    proof = Identity((row("derivative", derivative),))
    found = verdict(eq(derivative, ZERO), ALIAS, proof, pt(g=constant(ONE), h=constant(ONE)))
    assert found.status not in HOLDS


# ---------------------------------------------------------------- 9. a function defined as a partial one
def test_9_a_defined_function_owes_what_defines_it() -> None:
    where = ctx(("f", function(REAL, 1)), ("x", REAL), defs=(Definition("f", bind("lambda", "s", power(s, -1))),))
    value = app("apply", name("f"), x)
    found = verdict(eq(value, value), where, Identity(), pt(x=ONE))
    assert found.status is not Status.PROVED or found.domain


def test_9_nor_is_its_derivative_taken_for_granted() -> None:
    where = ctx(("f", function(REAL, 1)), ("x", REAL), defs=(Definition("f", bind("lambda", "s", app("abs", s))),))
    value = app("diff", app("apply", name("f"), x), x)
    found = verdict(eq(value, value), where, Identity(), pt(x=ONE))
    assert found.status not in HOLDS or found.domain or app("ne", x, ZERO) in found.conditions


# ---------------------------------------------------------------- 10. lines: the domain of the line
def test_10_the_domain_of_a_line_is_owed() -> None:
    where = ctx(("y", REAL), hyps=(("h", eq(mul(y, power(y, -1)), ONE)),))
    delta = app("kronecker", y, ZERO)
    line = Claim("L", eq(delta, ZERO), where)
    assert check(line, Identity((row("kronecker", delta, ZERO),)), pt(y=ONE)).status is Status.PROVED
    other = app("kronecker", z, ZERO)
    proof = Identity((row("line", other, y, z, label="L"),))
    assert verdict(eq(other, ZERO), ctx(("z", REAL)), proof, pt(z=ONE), (line,)).status not in HOLDS


def test_the_conjugate_has_no_complex_derivative() -> None:
    for head in ("conjugate", "re", "im"):
        applied = app("apply", app("dfun", app("fun", value=head), ONE), z)
        found = verdict(eq(applied, app(head, ONE)), ctx(("z", COMPLEX)), Identity((row("call", applied),)), pt(z=ONE))
        assert found.status not in HOLDS


def test_a_function_of_real_numbers_hidden_in_a_lambda_has_no_complex_derivative() -> None:
    where = ctx(("z", COMPLEX))
    for head in ("re", "conjugate", "im", "atan", "asinh", "sign", "relu", "softplus"):
        for body in (app(head, s), app("apply", app("fun", value=head), s)):
            value = app("apply", app("dfun", bind("lambda", "s", body), ONE), z)
            found = verdict(eq(value, value), where, Identity(), pt(z=ONE))
            assert found.status not in HOLDS, head
