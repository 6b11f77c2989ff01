"""DESIGN section 4: definitions are a graph; ∂ along all paths, ∂⁺ with named nodes held; inlining changes no verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from golden.facts import as_expected, judged, kept
from sympy import Abs, Eq, Le, Mul, Pow, cos, exp, sin

from symverify import Exercise
from symverify.language.claims import Claim, Line
from symverify.language.terms import name as named
from symverify.language.terms import substitute
from symverify.language.verdicts import Status
from symverify.notation import d, hold, immediate, logistic, prime, product, real_log, total
from symverify.prover import judge


# ---------------------------------------------------------------- the graph
def test_a_derivative_by_a_node_cuts_it_loose_from_what_defines_it() -> None:
    ex = Exercise("graph")
    a, b = ex.real("a b")
    u = ex.define("u", a * b)
    v = ex.define("v", u**2 + a)
    y = ex.define("y", v * u + b)
    ex.claim("all paths from u", Eq(d(y, u), v + 2 * u**2))
    ex.claim("not only the visible one", Eq(d(y, u), v), expect="refuted")
    ex.claim("by v: u is not cut", Eq(d(y, v), u))
    ex.claim("by a leaf, through both", Eq(d(y, a), v * b + u * (2 * u * b + 1)))
    ex.claim("0 if not above", Eq(d(a, y), 0))
    ex.claim("0 if beside", Eq(d(u, v), 0))
    ex.claim("the identity if it is v", Eq(d(y, y), 1))
    ex.claim("the same expression is not the node", Eq(d(a * b, u), 0))
    ex.claim("node against its body", Eq(d(u, u), d(a * b, u)), expect="refuted")
    ex.claim("an identity of functions, used outside", Eq(d(y, v), a * b))
    ex.claim("second order, cut at each", Eq(d(d(y, u), a), 1 + 6 * u * b))
    as_expected(ex)


def test_held_nodes_are_named_and_never_the_variable() -> None:
    ex = Exercise("held")
    a, b = ex.real("a b")
    u = ex.define("u", a * b)
    v = ex.define("v", u**2 + a)
    y = ex.define("y", v * u + b)
    ex.claim("both", Eq(immediate(y, a, hold(u, v)), 0))
    ex.claim("u", Eq(immediate(y, a, hold(u)), u))
    ex.claim("v", Eq(immediate(y, a, hold(v)), v * b))
    ex.claim("direct", Eq(immediate(y, b, hold(u, v)), 1))
    ex.claim("none is the total derivative", Eq(immediate(y, a, hold()), d(y, a)))
    ex.claim("the variable is not held", Eq(immediate(y, a, hold(a)), d(y, a)))
    ex.claim("the variable among others", Eq(immediate(y, a, hold(a, u)), u))
    ex.claim("what is written out is not held", Eq(immediate(a * b, a, hold(u)), b))
    ex.claim("the two readings differ", Eq(immediate(y, a, hold(u)), d(y, a)), expect="refuted")
    as_expected(ex)


def recurrence() -> tuple[Exercise, dict[str, Any]]:
    """z_t = W h_{t−1} + x_t, h_t = σ(z_t)."""
    ex = Exercise("rnn")
    W = ex.real("W")
    t = ex.integer("t", at_least=1)
    h = ex.sequence("h", first=0)
    z, x = ex.sequences("z x", first=1)
    ex.define(z[t], W * h[t - 1] + x[t])
    ex.define(h[t], logistic(z[t]))
    return ex, {"W": W, "t": t, "h": h, "z": z, "x": x}


def test_immediate_derivatives_pass_through_the_same_time_step_and_hold_the_earlier_ones() -> None:
    ex, n = recurrence()
    W, t, h, z, x = n["W"], n["t"], n["h"], n["z"], n["x"]
    slope = h[t] * (1 - h[t])
    ex.claim("is not 0", Eq(immediate(h[t], W), 0), expect="refuted")
    ex.claim("through z_t", Eq(immediate(h[t], W), h[t - 1] * slope))
    ex.claim("with σ' at z_t", Eq(immediate(h[t], W), h[t - 1] * prime(logistic)(z[t])))
    ex.claim("is not the total one", Eq(d(h[t], W), immediate(h[t], W)), expect="refuted")
    ex.claim("but part of it", Eq(d(h[t], W), immediate(h[t], W) + d(h[t], h[t - 1]) * d(h[t - 1], W)))
    ex.claim("the factor is needed", Eq(d(h[t], W), immediate(h[t], W) + d(h[t - 1], W)), expect="refuted")
    ex.claim("z_t held", Eq(immediate(h[t], W, hold(z[t])), 0))
    ex.claim("only h_{t-1} held", Eq(immediate(h[t], W, hold(h[t - 1])), h[t - 1] * slope))
    ex.claim("by h_{t-1}, v excepted", Eq(immediate(h[t], h[t - 1]), W * slope))
    ex.claim("by the node of the same step", Eq(d(h[t], z[t]), slope))
    ex.claim("an input", Eq(d(x[t], W), 0))
    ex.claim("not above", Eq(d(h[t - 1], h[t]), 0))
    ex.claim("itself", Eq(d(h[t], h[t]), 1))
    ex.claim("first step", Eq(d(h[1], W), h[0] * h[1] * (1 - h[1])))
    ex.claim("second step, both paths", Eq(d(h[2], W), h[2] * (1 - h[2]) * (h[1] + W * h[0] * h[1] * (1 - h[1]))))
    ex.claim("second step, one path", Eq(d(h[2], W), h[2] * (1 - h[2]) * h[1]), expect="refuted")
    ex.claim("the first value is given", Eq(d(h[0], W), 0))
    ex.claim("by no name", Eq(d(h[t], 2 * W), 0), expect="ill-formed")
    as_expected(ex)


def test_a_first_value_is_not_defined_by_the_recurrence() -> None:
    ex, n = recurrence()
    ex.claim("1", Eq(n["h"][0], logistic(n["W"] * n["h"][0])), expect="refuted")
    as_expected(ex)


def test_a_definition_in_a_circle_is_refused() -> None:
    ex = Exercise("circle")
    a = ex.real("a")
    u, v = ex.real("u v")
    ex.define(u, v + a)
    ex.define(v, u)
    ex.claim("1", Eq(v, u))
    assert "SV109" in [problem.code for problem in ex.diagnostics]
    assert all(line.main.status is not Status.PROVED for line in judged(ex).values())


# ---------------------------------------------------------------- the law of inlining
Node = Callable[[str, Any], Any]
"""Defines a node."""


def scalar_unit(ex: Exercise, node: Node) -> None:
    w, h, x = ex.real("w h x")
    u = node("u", logistic(w * h + w * x))
    s = node("s", w * (h + x))
    y = node("y", u * h + (1 - u) * s)
    ex.claim("1", Eq(d(y, h), u + w * u * (1 - u) * h + (1 - u) * w - s * w * u * (1 - u)))
    ex.claim("2", Eq(d(y, h), u + u * (1 - u) * h + (1 - u) * w - s * w * u * (1 - u)), expect="refuted")
    ex.claim("3", Eq(d(y, w), (h - s) * u * (1 - u) * (h + x) + (1 - u) * (h + x)))
    ex.claim("4", Eq(d(d(y, h), x), d(d(y, x), h)))
    ex.claim("5", kept(Le, y, y + y**2), expect="proved")


def with_poles(ex: Exercise, node: Node) -> None:
    x = ex.real("x")
    u = node("u", (x**2 - 1) / (x - 1))
    v = node("v", real_log(x))
    ex.claim("1", Eq(u, x + 1), expect="conditional")
    ex.claim("2", Eq(d(u, x), 1), expect="conditional")
    ex.claim("3", Eq(d(v, x), 1 / x), expect="conditional")
    ex.claim("4", Eq(v * u + u, u * (v + 1)))
    ex.claim("5", Eq(exp(v), x), expect="conditional")
    ex.claim("6", Eq(u * (x - 1), x**2 + 1), expect="refuted")
    ex.claim("7", Eq(kept(Mul, u, 0), 0, evaluate=False), expect="conditional")


def with_kinks(ex: Exercise, node: Node) -> None:
    x, y = ex.real("x y")
    u = node("u", Abs(x))
    v = node("v", u**2 + sin(y))
    ex.claim("1", Eq(d(u, x), x / u))
    ex.claim("2", Eq(d(v, x), 2 * x), expect="conditional")
    ex.claim("3", Eq(d(v, y), cos(y)))
    ex.claim("4", Eq(d(v, x), 2 * u), expect="refuted")


def with_hypotheses(ex: Exercise, node: Node) -> None:
    x, y = ex.real("x y")
    u = node("u", x**2 + y**2)
    ex.assume(Eq(u, 1), "norm")
    ex.claim("1", Eq(d(u, x), 2 * x))
    ex.claim("2", Eq(d(u, x), 0), expect="refuted")
    ex.claim("3", Eq(x**4 + 2 * x**2 * y**2 + y**4, u))
    ex.claim("4", Eq(x**2 * u, u - y**2))


def with_sums(ex: Exercise, node: Node) -> None:
    a = ex.real("a")
    k = ex.index("k")
    s = ex.sequence("s", first=0)
    n = ex.natural("n")
    u = node("u", a**2)
    ex.claim("1", Eq(total(u * s[k], (k, 0, n)), u * total(s[k], (k, 0, n))))
    ex.claim("2", Eq(d(total(u * s[k], (k, 0, 3)), a), 2 * a * total(s[k], (k, 0, 3))))
    ex.claim("3", Eq(total(u * s[k], (k, 0, n)), a * total(s[k], (k, 0, n))), expect="refuted")


def inlined(claim: Claim, spelling: str) -> Claim:
    """The claim with a definition put in wherever its name stands: on terms, where SymPy cannot tidy anything up."""
    definition = next(entry for entry in claim.context.definitions if entry.name == spelling)
    body = {named(spelling): definition.body}
    rest = tuple(entry for entry in claim.context.definitions if entry is not definition)
    context = replace(
        claim.context,
        definitions=tuple(replace(entry, body=substitute(entry.body, body)) for entry in rest),
        hypotheses=tuple(replace(entry, statement=substitute(entry.statement, body)) for entry in claim.context.hypotheses),
    )
    return replace(claim, goal=substitute(claim.goal, body), context=context)


LAW = [scalar_unit, with_poles, with_kinks, with_hypotheses, with_sums]


def law() -> list[Any]:
    """Every line of every derivation above."""
    found = []
    for lines in LAW:
        ex = Exercise(lines.__name__)
        lines(ex, ex.define)
        for line in ex.lines:
            found.append(pytest.param(line, id=line.claim.id))
    return found


@pytest.mark.parametrize("line", law())
def test_inlining_a_definition_that_is_neither_held_nor_the_variable_changes_no_verdict(line: Line) -> None:
    given = judge(line.claim)
    assert given.status is line.expected, given.note
    for definition in line.claim.context.definitions:
        other = judge(inlined(line.claim, definition.name))
        found = (other.status, len(other.domain), len(other.conditions))
        assert found == (given.status, len(given.domain), len(given.conditions)), definition.name


def test_a_held_node_may_not_be_inlined() -> None:
    """The exception to the law is real: ∂⁺(a·b)/∂a with u := a·b held is b where a·b is written, 0 where u is."""
    ex = Exercise("held")
    a, b = ex.real("a b")
    u = ex.define("u", a * b)
    ex.claim("node", Eq(immediate(u, a, hold(u)), 0))
    ex.claim("body", Eq(immediate(a * b, a, hold(u)), b))
    as_expected(ex)


def test_a_definition_may_be_used_anywhere_but_below_a_derivative_by_it() -> None:
    ex = Exercise("anywhere")
    a = ex.real("a")
    u = ex.define("u", a**2)
    ex.claim("outside", Eq(u + 1, a**2 + 1))
    ex.claim("below another variable", Eq(d(u, a), 2 * a))
    ex.claim("below itself", Eq(d(u**2, u), 2 * a**2))
    ex.claim("its body below itself", Eq(d(a**4, u), 0))
    ex.claim("not twice", Eq(d(a**4, u), 2 * u), expect="refuted")
    as_expected(ex)


def test_a_pole_in_a_node_that_only_the_derivative_uses() -> None:
    ex = Exercise("pole")
    a, b = ex.real("a b")
    u = ex.define("u", 1 / a)
    ex.claim("1", Eq(d(kept(Mul, u, b), b), kept(Pow, a, -1)))
    ex.claim("2", Eq(d(u + b, b), 1), expect="conditional")
    as_expected(ex)


# ---------------------------------------------------------------- paths through more than one sequence, or more than one step
def test_paths_through_two_coupled_sequences() -> None:
    ex = Exercise("coupled")
    w, v = ex.real("w v")
    t = ex.integer("t", at_least=1)
    h, c = ex.sequences("h c", first=0)
    x = ex.sequence("x", first=1)
    i = ex.index("i")
    ex.define(c[t], v * c[t - 1] + w * h[t - 1] + x[t])
    ex.define(h[t], c[t] ** 2)
    ex.claim("direct", Eq(d(h[t], h[t - 1]), 2 * c[t] * w))
    ex.claim("over h_{t-1} too", Eq(d(h[t], c[t - 1]), 2 * c[t] * (v + 2 * w * c[t - 1])), where=[t >= 2])
    ex.claim("the first values are not defined", Eq(d(h[1], c[0]), 2 * c[1] * v))
    ex.claim("immediate", Eq(immediate(h[t], c[t - 1]), 2 * c[t] * v))
    ex.claim("two steps, both paths", Eq(d(h[2], h[0]), 2 * c[2] * (v * w + 2 * w * c[1] * w)))
    ex.claim("h alone is no state", Eq(d(h[t], h[0]), product(d(h[i], h[i - 1]), (i, 1, t))), expect="refuted")
    ex.claim("by a weight", Eq(d(h[t], w), 2 * c[t] * (v * d(c[t - 1], w) + h[t - 1] + w * d(h[t - 1], w))))
    ex.claim("without the other state", Eq(d(h[t], w), 2 * c[t] * (h[t - 1] + w * d(h[t - 1], w))), expect="refuted")
    as_expected(ex)


def test_an_input_that_depends_on_the_weight_is_a_path() -> None:
    ex = Exercise("input")
    w = ex.real("w")
    t = ex.integer("t", at_least=1)
    h = ex.sequence("h", first=0)
    x = ex.sequence("x", first=1)
    ex.define(x[t], w * t)
    ex.define(h[t], w * h[t - 1] + x[t])
    ex.claim("with it", Eq(d(h[t], w), h[t - 1] + w * d(h[t - 1], w) + t))
    ex.claim("without it", Eq(d(h[t], w), h[t - 1] + w * d(h[t - 1], w)), expect="refuted")
    ex.claim("immediate: passed through", Eq(immediate(h[t], w), h[t - 1] + t))
    as_expected(ex)


def test_a_recurrence_over_two_steps_is_no_product_of_single_ones() -> None:
    ex = Exercise("lag")
    w = ex.real("w")
    t = ex.integer("t", at_least=2)
    h = ex.sequence("h", first=0)
    i = ex.index("i")
    ex.define(h[t], w * h[t - 1] + h[t - 2])
    ex.claim("one step", Eq(d(h[t], h[t - 1]), w))
    ex.claim("two steps", Eq(d(h[t], h[t - 2]), w * d(h[t - 1], h[t - 2]) + 1))
    ex.claim("the visible path only", Eq(d(h[t], h[t - 2]), 1), expect="refuted")
    ex.claim("the product", Eq(d(h[t], h[0]), product(d(h[i], h[i - 1]), (i, 1, t))), expect="refuted")
    ex.claim("the second value is given", Eq(d(h[1], h[0]), 0))
    as_expected(ex)


def test_a_hypothesis_about_the_index_of_an_induction_is_not_carried_to_other_indices() -> None:
    """With x_t = 0 about the same t, h_t = wᵗ h_0 would go through, and is false."""
    ex = Exercise("induction")
    w = ex.real("w")
    t = ex.integer("t", at_least=1)
    h = ex.sequence("h", first=0)
    x = ex.sequence("x", first=1)
    ex.define(h[t], w * h[t - 1] + x[t])
    ex.claim("same t", Eq(h[t], w**t * h[0]), where=[Eq(x[t], 0)], expect="undecided")
    ex.claim("first t", Eq(h[t], w**t * h[0]), where=[Eq(x[1], 0)], expect="undecided")
    for line in judged(ex).values():
        assert line.main.status in (Status.UNDECIDED, Status.REFUTED)
