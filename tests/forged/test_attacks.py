"""Attacks on the kernel by someone who read it to break it: each test states what must not happen."""

from __future__ import annotations

from fractions import Fraction

from symverify.kernel.calculus import derive
from symverify.kernel.check import check
from symverify.kernel.meter import Meter
from symverify.kernel.signs import facts_of
from symverify.language.claims import Claim, Context, Declaration, Definition, Hypothesis
from symverify.language.evidence import (
    Absurd,
    Balls,
    Conjunction,
    Continuity,
    Counterexample,
    EmptyDomain,
    Identity,
    Induction,
    Inequality,
    Lemma,
    Multiple,
    Negation,
    Point,
    Row,
)
from symverify.language.sorts import COMPLEX, INTEGER, REAL, Sort, matrix, sequence
from symverify.language.terms import ONE, TRUE, ZERO, Term, add, app, at, bind, mul, name, neg, num, power
from symverify.language.verdicts import Status

TWO, THREE, FOUR, FIVE = num(2), num(3), num(4), num(5)
MINUS = num(-1)
HALF = num(Fraction(1, 2))
I, PI = app("I"), app("pi")
x, y, z, n, m, k, t, u, s, q, p = map(name, "x y z n m k t u s q p".split())
A, B = name("A"), name("B")
H = sequence(REAL, ZERO)
HOLDS = (Status.PROVED, Status.CONDITIONAL)


def ctx(decls=(), defs=(), hyps=()):
    return Context(tuple(Declaration(*d) for d in decls), tuple(defs), tuple(Hypothesis(*h) for h in hyps))


def eq(a, b):
    return app("eq", a, b)


def ne(a, b):
    return app("ne", a, b)


def lt(a, b):
    return app("lt", a, b)


def ge(a, b):
    return app("ge", a, b)


def gt(a, b):
    return app("gt", a, b)


def row(rule, atom, *params, label=""):
    return Row(rule, atom, tuple(params), label)


def rows(*r):
    return Identity(tuple(r))


def pt(**v):
    return Point(tuple(v.items()))


def S(body, lo, hi, b="k"):
    return bind("sum", b, body, lo, hi)


def lam(b, v="i"):
    return bind("lambda", v, b)


def h(i):
    return at("h", i if isinstance(i, Term) else num(i))


def diff(b, v):
    return app("diff", b, v)


def verdict(goal, context, evidence, witness=None, uses=()):
    v = check(Claim("c", goal, context, tuple(uses)), evidence, witness, frozenset(line.id for line in uses))
    print(f"{v.status}  domain={v.domain} conditions={v.conditions} {v.note[:120]}")
    return v


def holds(*a, **kw):
    return verdict(*a, **kw).status in HOLDS


def proved(*a, **kw):
    return verdict(*a, **kw).status is Status.PROVED


def refuted(*a, **kw):
    return verdict(*a, **kw).status is Status.REFUTED


# ================================================================ A. anything at all is proved
def _unit_sums(top):
    for body in (k, ONE):
        yield from (row("peel-last", S(body, ONE, num(e))) for e in range(top, 0, -1))
        yield row("empty", S(body, ONE, ZERO))


def test_A1_pull_out_takes_the_index_out_of_its_sum():
    """pieces.pull_out / split: params may mention `§0`, the spelling the rule itself gives to the index: Σ k = §0·Σ 1."""
    s0 = name("§0")
    c = ctx([("n", INTEGER), ("m", INTEGER)], hyps=[("n", ge(n, ONE)), ("m", ge(m, ONE))])
    false = eq(mul(S(k, ONE, n), S(ONE, ONE, m)), mul(S(k, ONE, m), S(ONE, ONE, n)))  # n=2, m=1: 3 = 2
    assert not holds(
        false, c, rows(row("pull-out", S(k, ONE, n), s0, ONE), row("pull-out", S(k, ONE, m), s0, ONE)), pt(n=ONE, m=ONE)
    )


def test_A1_pull_out_total_break():
    s0 = name("§0")
    absurd = eq(mul(S(k, ONE, ONE), S(ONE, ONE, TWO)), mul(S(k, ONE, TWO), S(ONE, ONE, ONE)))  # 2 = 3
    out = rows(row("pull-out", S(k, ONE, ONE), s0, ONE), row("pull-out", S(k, ONE, TWO), s0, ONE))
    assert not holds(
        lt(ONE, ZERO), ctx(), Lemma("L", absurd, out, Inequality(ONE, tuple(_unit_sums(2)), (Multiple("L", TWO),))), pt()
    )


def test_A1_split_takes_the_index_out_of_its_sum():
    s0 = name("§0")
    left, right = mul(S(k, ONE, ONE), S(ONE, ONE, TWO)), mul(S(k, ONE, TWO), S(ONE, ONE, ONE))
    c0 = [row("constant", S(s0, ONE, num(e))) for e in (1, 2)]
    c1 = [row("constant", S(ONE, ONE, num(e))) for e in (1, 2)]
    assert not holds(eq(left, right), ctx(), rows(row("split", S(k, ONE, ONE), s0), row("split", S(k, ONE, TWO), s0), *c0, *c1))


def test_A2_an_even_power_of_a_complex_number_is_not_positive():
    """discharge._relation: `z² > 0` settles to `z ≠ 0` for complex z; log-product's params are never sort-checked.
    exp(½ log 4) = −2.
    """
    e = app("exp", mul(I, mul(HALF, PI)))  # = i
    b = mul(power(e, 2), TWO)  # = -2
    log4, logb, arg = app("log", FOUR), app("log", b), mul(HALF, PI)
    root = app("exp", mul(HALF, log4))
    table = (
        row("exp-sum", root, logb, ONE),
        row("log-product", log4, b, TWO),
        row("exp-log", app("exp", logb)),
        row("euler", e, arg),
        row("trig-exact", app("cos", arg), HALF),
        row("trig-exact", app("sin", arg), HALF),
    )
    assert not holds(lt(root, ZERO), ctx(), Inequality(TWO, table), pt())


def test_A2_from_the_claim_alone_real_log_of_a_complex_number():
    """sorts.head_apply lets `fun:log` take a complex argument, and its obligation z⁴ > 0 settles to z ≠ 0."""
    lf, lg, lz2 = app("apply", app("fun", value="log"), power(z, 4)), app("log", power(z, 4)), app("log", power(z, 2))
    root = app("exp", mul(HALF, lf))
    claim = (eq(root, power(z, 2)), ctx([("z", COMPLEX)]))
    table = rows(
        row("call", lf),
        row("exp-sum", root, lz2, ONE),
        row("log-product", lg, power(z, 2), TWO),
        row("exp-log", app("exp", lz2)),
    )
    both = holds(*claim, table, pt(z=ONE)), refuted(*claim, Counterexample(pt(z=I), 53))
    assert both != (True, True)


def test_A3_a_taller_value_captures_the_name_of_the_outer_index():
    """ring.key: `§height` is not fresh once a row makes an inner sum as tall as the outer one. ΣΣ i·j = ΣΣ j²."""
    i, j, s2 = name("i"), name("j"), name("§2")
    c = ctx([("n", INTEGER), ("m", INTEGER)], hyps=[("n", ge(n, ONE)), ("m", ge(m, ONE))])
    left, right = (S(S(mul(a, j), ONE, m, "j"), ONE, n, "i") for a in (i, j))
    pad = S(ONE, ONE, TWO, "q")
    table = rows(*(row("split", S(mul(a, j), ONE, m, "j"), add(mul(a, j), pad, neg(pad))) for a in (s2, j)))
    assert not holds(eq(left, right), c, table, pt(n=ONE, m=ONE))


def test_A4_a_binder_that_evidence_brings_shadows_a_declared_name():
    """meaning() spells the claim's binders apart, not those of evidence: Facts.within reads u := k as the inner k."""
    shadow = S(u, ONE, ONE)  # Σ_{k=1}^{1} u, u := k (the declared one)
    c = ctx([("k", REAL), ("u", REAL)], [Definition("u", k)])
    assert not holds(ge(k, ZERO), c, Inequality(shadow, (row("constant", shadow), row("definition", u))), pt(k=ONE))


def test_A5_a_circle_hidden_behind_the_definitions_own_index():
    """wellformed/nodes.earlier: a binder inside the body that binds the definition's index. h_1 := 1 + Σ_{t=2}^{2}
    h_{t−1} = 1 + h_1.
    """
    before = h(add(t, MINUS))
    total, none = S(before, TWO, TWO, "t"), S(before, TWO, ONE, "t")
    c = ctx([("h", H), ("x", REAL)], [Definition("h", add(ONE, total), "t", ONE)])
    evidence = Lemma(
        "a",
        eq(h(1), add(ONE, total)),
        rows(row("recurrence", h(1))),
        Lemma(
            "b",
            eq(total, h(1)),
            rows(row("peel-last", total), row("empty", none)),
            Inequality(ONE, (), (Multiple("a", TWO), Multiple("b", TWO))),
        ),
    )
    assert not holds(lt(ONE, ZERO), c, evidence, pt(x=ONE))


def test_A6_two_antiderivatives_of_one_function_are_not_equal():
    """atoms.line takes ∫f dx = F for an equation of values; both lines are proved (as F′ = f). Then 1 < 0."""
    integral = app("antiderivative", mul(TWO, x), x)
    c = ctx([("x", REAL)])
    lines = [Claim("L1", eq(integral, power(x, 2)), c), Claim("L2", eq(integral, add(power(x, 2), ONE)), c)]
    for line in lines:
        assert check(line, rows(row("derivative", diff(line.goal.args[1], x))), pt(x=ONE)).status is Status.PROVED
    evidence = Lemma(
        "a",
        eq(integral, power(x, 2)),
        rows(row("line", integral, label="L1")),
        Lemma(
            "b",
            eq(integral, add(power(x, 2), ONE)),
            rows(row("line", integral, label="L2")),
            Conjunction((Identity(), Inequality(ONE, (), (Multiple("a", num(-2)), Multiple("b", TWO))))),
        ),
    )
    assert not holds(app("and", eq(integral, integral), lt(ONE, ZERO)), c, evidence, uses=lines)


# ================================================================ B. a true claim is refuted
def test_B1_an_undefined_value_for_a_name_the_claim_does_not_use():
    """check.valid: values are sort-checked, never enclosed; Negation then assumes x = √−2, hence x² = −2. Refutes y = y."""
    c = ctx([("x", REAL), ("y", REAL)])
    negative = Lemma("neg", lt(power(x, 2), ZERO), Inequality(TWO, (row("hypothesis", x, label="point x"),)), Absurd("neg"))
    assert not refuted(eq(y, y), c, Negation(pt(x=app("sqrt", num(-2)), y=ONE), negative))


def test_B1_an_undefined_entry_the_claim_does_not_use():
    value = app("matrix", ONE, app("sqrt", num(-2)), value="1,2")
    used, bad = app("entry", A, ZERO, ZERO), app("entry", A, ZERO, ONE)
    negative = Lemma(
        "neg", lt(power(bad, 2), ZERO), Inequality(TWO, (row("hypothesis", bad, label="point A[0,1]"),)), Absurd("neg")
    )
    assert not refuted(eq(used, used), ctx([("A", matrix(ONE, TWO))]), Negation(pt(A=value), negative))


_ZERO_SQUARED = ctx([("x", REAL), ("e", REAL)], hyps=[("x", eq(x, ZERO)), ("e", eq(name("e"), TWO))])
_CP = app("cpower", x, name("e"))


def test_B2_what_a_side_owes_is_assumed_though_it_fails_at_the_point():
    """check.negation assumes `owed` because enclose defined the sides; cpower(0, 2) = 0 in enclose but owes x ≠ 0."""
    assert not refuted(eq(_CP, ZERO), _ZERO_SQUARED, Negation(pt(x=ZERO, e=TWO), Absurd("owed")))


def test_B2_empty_domain_by_an_obligation_that_is_not_necessary():
    evidence = EmptyDomain(ne(x, ZERO), rows(row("hypothesis", x, label="x")), pt(x=ZERO, e=TWO))
    assert not refuted(eq(_CP, ZERO), _ZERO_SQUARED, evidence)


def test_B2_and_a_false_claim_is_proved_with_a_witness_outside_its_domain():
    """check.witnessed does not certify the open obligations: proved, domain x ≠ 0, witness x = 0."""
    value = app("re", _CP)
    assert not proved(lt(value, value), _ZERO_SQUARED, Absurd("owed"), pt(x=ZERO, e=TWO))


def test_B2_the_same_with_real_powers():
    value = app("power", x, ZERO)
    assert not proved(lt(value, value), ctx([("x", REAL)], hyps=[("x", eq(x, ZERO))]), Absurd("owed"), pt(x=ZERO))


def test_B3_a_start_that_is_not_a_literal():
    """instances.member: with start n+1 (n = 0) the members from the start on are read off the point's lambda."""
    c = ctx([("h", H), ("n", INTEGER)], [Definition("h", mul(TWO, h(add(t, MINUS))), "t", add(n, ONE))], [("n", eq(n, ZERO))])
    assert not refuted(eq(h(1), mul(TWO, h(0))), c, Counterexample(pt(h=lam(ONE), n=ZERO), 53))


def test_B3_a_start_that_is_a_defined_name():
    c = ctx([("h", H), ("n", INTEGER)], [Definition("n", ONE), Definition("h", mul(TWO, h(add(t, MINUS))), "t", n)])
    assert not refuted(eq(h(1), mul(TWO, h(0))), c, Counterexample(pt(h=lam(ONE)), 53))


def test_B4_what_is_owed_under_an_antecedent_is_not_owed_outside():
    """proofs.sides / check: `implies` inside `and`: the consequent's obligations are owed unconditionally."""
    log = app("log", x)
    goal = app("and", app("implies", gt(x, ZERO), eq(log, log)), eq(ONE, ONE))
    c = ctx([("x", REAL)], hyps=[("x", eq(x, MINUS))])
    assert not refuted(goal, c, EmptyDomain(gt(x, ZERO), Inequality(ONE, (row("hypothesis", x, label="x"),)), pt(x=MINUS)))


def test_B4_proved_and_refuted():
    log = app("log", x)
    goal = app("and", app("implies", gt(x, ZERO), eq(log, log)), eq(app("abs", x), x))
    c = ctx([("x", REAL)])
    first = holds(goal, c, Conjunction((Identity(), rows(row("abs", app("abs", x), ONE)))), pt(x=ONE))
    assert not (first and refuted(goal, c, Counterexample(pt(x=MINUS), 53)))


def test_B5_a_negative_place_is_not_counted_from_the_end():
    """arrays.scalar: Python's negative index. A = (0, 1)ᵀ: A[i, 0] = i wherever it is defined; refuted at i = −1."""
    i = name("i")
    c = ctx([("A", matrix(TWO, ONE)), ("i", INTEGER)], [Definition("A", app("matrix", ZERO, ONE, value="2,1"))])
    assert not refuted(eq(app("entry", A, i, ZERO), i), c, Counterexample(pt(i=MINUS), 53))


def test_B5_nor_proved():
    i = name("i")
    entry = app("entry", A, i, ZERO)
    one, none = S(entry, MINUS, MINUS, "i"), S(entry, MINUS, num(-2), "i")
    table = rows(row("peel-last", one), row("empty", none), row("entry", app("entry", A, MINUS, ZERO)))
    assert not holds(eq(one, app("entry", A, ONE, ZERO)), ctx([("A", matrix(TWO, ONE))]), table)


# ================================================================ C. derivatives
def test_C1_a_line_is_not_instantiated_below_a_derivative():
    """atoms.line: L: ∂(x·c)/∂x = c, with x for c: ∂(x·x)/∂x = x."""
    w = name("c")
    c = ctx([("x", REAL), ("c", REAL)])
    line = Claim("L", eq(diff(mul(x, w), x), w), c)
    assert check(line, rows(row("derivative", line.goal.args[0])), pt(x=ONE, c=ONE)).status is Status.PROVED
    false = diff(mul(x, x), x)
    assert not holds(eq(false, x), c, rows(row("line", false, w, x, label="L")), pt(x=ZERO), uses=(line,))


def test_C1_nor_moved_to_a_name_other_nodes_depend_on():
    """L: ∂(x·y)/∂x = y with y := z²; z for x: ∂(z·y)/∂z = y (it is 3z²)."""
    c = ctx([("x", REAL), ("z", REAL), ("y", REAL)], [Definition("y", power(z, 2))])
    line = Claim("L", eq(diff(mul(x, y), x), y), c)
    false = diff(mul(z, y), z)
    assert not holds(eq(false, y), c, rows(row("line", false, x, z, label="L")), pt(z=ZERO), uses=(line,))


def test_C2_an_argument_is_not_put_in_below_a_derivative():
    """calculus.open_call: (s ↦ ∂(s²x)/∂s)(x) is 2x²; the body with x put in first gives ∂x³/∂x = 3x². SymPy's Subs
    is read so.
    """
    value = app("apply", lam(diff(mul(power(s, 2), x), s), "s"), x)
    inner = diff(mul(power(x, 2), x), x)
    table = rows(row("call", value), row("derivative", inner))
    assert not holds(eq(value, mul(THREE, power(x, 2))), ctx([("x", REAL)]), table)


def test_C3_a_plain_node_between_a_sequence_and_a_later_member():
    """nodes.causal skips definitions without index: y := x_9, h_t := y·h_{t−1}; ∂h_1/∂x_9 is h_0, not 0."""
    later = at("x", num(9))
    c = ctx([("x", H), ("h", H), ("y", REAL)], [Definition("y", later), Definition("h", mul(y, h(add(t, MINUS))), "t", ONE)])
    derivative = diff(h(1), later)
    assert not holds(eq(derivative, ZERO), c, rows(row("derivative", derivative)), Point((("x", lam(ONE)), ("h", lam(ZERO)))))


def test_C3_a_true_derivative_is_refuted_by_it():
    later = at("x", num(9))
    c = ctx([("x", H), ("h", H), ("y", REAL)], [Definition("y", later), Definition("h", mul(y, h(add(t, MINUS))), "t", ONE)])
    assert not refuted(eq(diff(h(1), later), h(0)), c, Counterexample(Point((("x", lam(ONE)), ("h", lam(ONE)))), 53))


def test_C3_a_sum_over_the_definitions_own_index():
    """The same through h_t := Σ_{t=0}^{9} x_t: ∂h_1/∂x_9 = 1 is refuted, = 0 proved."""
    later = at("x", num(9))
    c = ctx([("x", H), ("h", H)], [Definition("h", S(at("x", t), ZERO, num(9), "t"), "t", ONE)])
    derivative = diff(h(1), later)
    point = Point((("x", lam(ONE)), ("h", lam(ZERO))))
    assert not holds(eq(derivative, ZERO), c, rows(row("derivative", derivative)), point)
    assert not refuted(eq(derivative, ONE), c, Counterexample(point, 53))


_DELTA = app("kronecker", x, ZERO)
_DOUBLE = app("piecewise", x, gt(_DELTA, HALF), mul(TWO, x), TRUE)  # 2x, written in two cases


def test_C4_a_condition_that_jumps_without_crossing_its_boundary():
    """Smooth: heads without a kink law (kronecker, limit, …) inside a piecewise condition. (2x)′(0) = 1."""
    c = ctx([("x", REAL)], hyps=[("x", eq(x, ZERO)), ("h", ne(_DELTA, HALF))])
    derivative = diff(_DOUBLE, x)
    branches = app("piecewise", ONE, gt(_DELTA, HALF), TWO, TRUE)
    table = rows(row("derivative", derivative), row("branch", branches, ZERO))
    assert not holds(
        eq(derivative, ONE), c, Lemma("one", eq(_DELTA, ONE), rows(row("kronecker", _DELTA, ONE)), table), pt(x=ZERO)
    )


def test_C4_the_truth_is_refuted():
    c = ctx([("x", REAL)], hyps=[("x", eq(x, ZERO))])
    assert not refuted(eq(diff(_DOUBLE, x), TWO), c, Counterexample(pt(x=ZERO), 53))


def test_C5_a_condition_that_is_no_relation_has_a_boundary_too():
    """sides._boundaries looks at order relations and connectives only: |s| ≤ ½·10⁻³ as `rounds_to` jumps at s = 1/2000."""

    def body(a):
        return app("piecewise", ONE, app("rounds_to", a, ZERO, THREE), ZERO, TRUE)

    goal = bind("tends_to", "s", body(s), app("toward", p, value="+-"), ONE)
    c = ctx([("p", REAL)], hyps=[("p", app("rounds_to", p, ZERO, THREE))])
    assert not holds(goal, c, Continuity(rows(row("branch", body(p), ZERO))), pt(p=num(Fraction(1, 2000))))


def test_C6_the_derivative_of_a_function_by_cases():
    """dfun of a lambda owes only what the derivative's formula owes: (s ↦ 2s, in two cases)′(0) = 1."""
    double = lam(app("piecewise", s, eq(s, ZERO), mul(TWO, s), TRUE), "s")
    value = app("apply", app("dfun", double, ONE), ZERO)
    branches = app("piecewise", ONE, eq(ZERO, ZERO), TWO, TRUE)
    assert not holds(eq(value, ONE), ctx(), rows(row("call", value), row("branch", branches, ZERO)))


def test_C6_log_prime_owes_a_positive_argument():
    """proved with domain x ≠ 0; log′(x) owes x > 0, 1/x does not: conditional."""
    value = app("apply", app("dfun", app("fun", value="log"), ONE), x)
    assert not proved(eq(value, power(x, -1)), ctx([("x", REAL)]), rows(row("call", value)), pt(x=ONE))


def test_C7_the_cut_of_the_complex_softplus():
    """Smooth knows no cut of softplus = Log(1 + exp): lim_{s→0} softplus(1 + iπ + is) does not exist (±iπ)."""
    at_cut = add(ONE, mul(I, PI))
    goal = bind(
        "tends_to", "s", app("softplus", add(at_cut, mul(I, s))), app("toward", ZERO, value="+-"), app("softplus", at_cut)
    )
    c = ctx(hyps=[("h", ne(add(ONE, app("exp", at_cut)), ZERO))])
    assert not holds(goal, c, Continuity(Identity()), pt())


def test_C8_an_infinite_sum_spelled_1_times_infinity():
    """calculus.binder asks `high.head == "oo"`; 1·∞ is an end too. Σ (g_k − g_{k−1}), g_k = x/(1+k²x²), is −x:
    derivative −1, not 0, at 0.
    """

    def g(j):
        return mul(x, power(add(ONE, mul(power(j, 2), power(x, 2))), -1))

    total = S(add(g(k), neg(g(add(k, MINUS)))), ONE, app("mul", ONE, app("oo")))
    c = ctx([("x", REAL)], hyps=[("x", eq(x, ZERO))])
    member = derive(total, x, (), facts_of(c, Meter(10**6))) if _derives(total, c) else None
    assert member is None or not holds(eq(diff(total, x), member), c, rows(row("derivative", diff(total, x))))


def _derives(total, c):
    try:
        derive(total, x, (), facts_of(c, Meter(10**6)))
    except Exception:
        return False
    return True


def test_C9_an_integral_is_an_equation_of_functions_not_at_the_point():
    """meaning(): ∫2x dx = x² + (x−1)² under the hypothesis x = 1 is judged at x = 1 only."""
    other = add(power(x, 2), power(add(x, MINUS), 2))
    c = ctx([("x", REAL)], hyps=[("x", eq(x, ONE))])
    table = rows(row("derivative", diff(other, x)), row("hypothesis", x, label="x"))
    assert not holds(eq(app("antiderivative", mul(TWO, x), x), other), c, table, pt(x=ONE))


# ================================================================ D. sequences, sizes, sorts, keys
def test_D1_a_definition_whose_start_is_the_variable_of_the_induction():
    """proofs.induction looks at definition bodies, not starts: h_t := 2h_{t−1} for t ≥ n, h_1 = 7 'proves' h_n = 7·2^(n−1)."""
    c = ctx(
        [("h", Sort("sequence", (), REAL)), ("n", INTEGER)],
        [Definition("h", mul(TWO, h(add(t, MINUS))), "t", n)],
        [("n", ge(n, ONE)), ("h1", eq(h(1), num(7)))],
    )

    def two(a):
        return app("pow", TWO, add(a, MINUS))

    after = add(n, ONE)
    base = rows(row("hypothesis", h(1), label="h1"), row("pow-sum", two(ONE)))
    step = rows(
        row("recurrence", h(after)),
        row("hypothesis", h(n), label="induction"),
        row("pow-sum", two(after), add(n, MINUS), ONE, ONE, ONE),
    )
    assert not holds(eq(h(n), mul(num(7), two(n))), c, Induction("n", ONE, base, step))


def test_D2_a_line_about_a_sequence_whose_start_is_given_another_value():
    """atoms.instance: L: n ≥ 0 ⊢ h_n = 0 for h_t := 0, t ≥ n; with m for n: h_m = 0 for every m ≥ 0. Also refuted
    (h_1 = 1, n = 2).
    """
    decls, defs = [("h", H), ("n", INTEGER), ("m", INTEGER)], [Definition("h", ZERO, "t", n)]
    line = Claim("L", eq(h(n), ZERO), ctx(decls, defs, [("n", ge(n, ZERO))]))
    assert check(line, rows(row("recurrence", h(n))), pt(h=lam(ONE), n=ONE)).status is Status.PROVED
    c = ctx(decls, defs, [("m", ge(m, ZERO)), ("n", ge(n, ZERO))])
    assert not holds(eq(h(m), ZERO), c, rows(row("line", h(m), n, m, label="L")), pt(h=lam(ONE), n=ONE, m=ONE), uses=(line,))


def test_D3_zero_matrices_of_different_shapes():
    """ring.key: A − A and B − B are both the polynomial 0; tr (A−A)ⁿ = tr (B−B)ⁿ is proved, and 2 = 3 at n = 0."""

    def trace(a):
        return app("trace", app("matpow", add(a, mul(MINUS, a)), n))

    def ones(size):
        return app("matrix", *([ONE] * size * size), value=f"{size},{size}")

    c = ctx([("A", matrix(TWO, TWO)), ("B", matrix(THREE, THREE)), ("n", INTEGER)], hyps=[("n", ge(n, ZERO))])
    assert not holds(eq(trace(A), trace(B)), c, Identity(), pt(A=ones(2), B=ones(3), n=ONE))


def test_D4_a_power_of_an_integer_matrix_need_not_be_one():
    """sorts.head_matpow: the sort of Mⁿ is that of M for n < 0 too. M = (2): ⌊(Mⁿ)₀₀⌋ = (Mⁿ)₀₀ proved; refuted at n = −1."""
    entry = app("entry", app("matpow", app("matrix", TWO, value="1,1"), n), ZERO, ZERO)
    floor = app("floor", entry)
    c = ctx([("n", INTEGER)])
    both = (
        holds(eq(floor, entry), c, rows(row("floor", floor, entry)), pt(n=ONE)),
        refuted(eq(floor, entry), c, Counterexample(pt(n=MINUS), 53)),
    )
    assert both != (True, True)


def test_D5_a_complex_name_bound_by_exists_is_not_real():
    """ring: bound names count as real, and |q|² → q² below `exists q ∈ C`: 1 = 0."""

    def case(c):
        return app("piecewise", ONE, bind("exists", "q", c, app("complexes")), ZERO, TRUE)

    left, right = ne(power(app("abs", q), 2), power(q, 2)), ne(power(q, 2), power(q, 2))
    assert not holds(eq(case(left), case(right)), ctx(), Identity())


def test_D6_a_hypothesis_is_not_used_below_independent():
    """ring._FUNCTIONAL lacks `independent`: y = x rewrites [y independent of x] to [x independent of x]."""

    def case(a):
        return app("piecewise", ONE, app("independent", a, x), ZERO, TRUE)

    c = ctx([("x", REAL), ("y", REAL)], hyps=[("h", eq(y, x))])
    assert not holds(eq(case(y), case(x)), c, rows(row("hypothesis", y, label="h")))


def test_D7_a_known_function_is_one_of_the_list():
    """sorts.head_fun accepts any spelling: `fun:I` makes I(x) with I(x)² = −1."""
    value = app("apply", app("fun", value="I"), x)
    assert not holds(eq(power(value, 2), MINUS), ctx([("x", REAL)]), rows(row("call", value)))


def test_D7_orders_of_derivatives_are_natural_numbers():
    """sorts.head_dfun / open_call: int(½) = 0: the half-derivative of sin is sin."""
    value = app("apply", app("dfun", app("fun", value="sin"), HALF), x)
    assert not holds(eq(value, app("sin", x)), ctx([("x", REAL)]), rows(row("call", value)), pt(x=ONE))


def test_D8_an_equation_has_two_sides():
    """sorts.statement: eq, ne, implies, not without an arity: `eq(1, 1, 2)`, `implies(true, 1 = 1, 1 = 2)`, `not(1 =
    2, …)` are proved.
    """
    assert not holds(app("eq", ONE, ONE, TWO), ctx(), Balls(53), pt())


def test_D8_an_implication_has_one_consequent():
    assert not holds(app("implies", TRUE, eq(ONE, ONE), eq(ONE, TWO)), ctx(), Balls(53), pt())


# ================================================================================ E. what hypotheses assert
def test_E1_what_a_hypothesis_asserts_under_an_antecedent():
    """meaning()/necessary: the hypothesis (x > 0 → log x ≥ 0) is read as asserting x > 0; |x| = x is proved (x = −1
    meets it).
    """
    c = ctx([("x", REAL)], hyps=[("h", app("implies", gt(x, ZERO), ge(app("log", x), ZERO)))])
    assert not holds(eq(app("abs", x), x), c, rows(row("abs", app("abs", x), ONE)), pt(x=TWO))


def test_E2_a_strict_inequality_need_not_hold_around_the_point():
    """_around keeps δ(x, 1) > 0, which says x = 1: ∫2x dx = x² + (x−1)² is proved again."""
    from symverify.kernel.proofs import case_label
    from symverify.language.evidence import Cases

    other, delta, pivot = add(power(x, 2), power(add(x, MINUS), 2)), app("kronecker", x, ONE), add(x, MINUS)
    c = ctx([("x", REAL)], hyps=[("h", gt(delta, ZERO))])
    off = Lemma("off", eq(delta, ZERO), rows(row("kronecker", delta, ZERO)), Absurd("h"))
    at_one = Identity((row("derivative", diff(other, x)),), (Multiple(case_label(pivot), num(-2)),))
    assert not holds(eq(app("antiderivative", mul(TWO, x), x), other), c, Cases(pivot, off, at_one, off), pt(x=ONE))
