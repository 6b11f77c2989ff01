"""Declarations and definitions as an author would write them."""

from __future__ import annotations

from symverify.language.claims import Context, Definition, Hypothesis
from symverify.language.sorts import COMPLEX, INTEGER, REAL, function, matrix, sequence
from symverify.language.terms import ONE, ZERO, app, at, mul, name, num, sub
from symverify.typeset.words import assumptions

t, w = name("t"), name("w")
CONTEXT = (
    Context()
    .declare("w", REAL)
    .declare("lam", COMPLEX)
    .declare("t", INTEGER)
    .declare("A", matrix(num(2), num(3)))
    .declare("f", function(REAL, 1))
    .declare("g", function(COMPLEX, 2))
    .declare("x", sequence(REAL, ONE))
    .declare("h", sequence(REAL, ZERO))
    .declare("u", sequence(REAL, ONE))
    .declare("v", REAL)
    .define(Definition("h", mul(w, at("h", sub(t, ONE))), "t", ONE))
    .define(Definition("u", app("logistic", w), "t", ONE))
    .define(Definition("v", mul(num(2), w)))
    .assume(Hypothesis("t >= 1", app("ge", t, ONE)))
)


def test_declared_then_defined_then_assumed() -> None:
    assert [statement.plain for statement in assumptions(CONTEXT)] == [
        "w ∈ ℝ",
        "λ ∈ ℂ",
        "t ∈ ℤ",
        "A ∈ ℝ^{2×3}",
        "f: ℝ → ℝ",
        "g: ℂ^2 → ℂ",
        "x_1, x_2, … ∈ ℝ",
        "h_0, h_1, … ∈ ℝ",
        "h_t := w h_{t-1} for t ≥ 1",
        "u_t := σ(w) for t ≥ 1",
        "v := 2 w",
        "t ≥ 1",
    ]


def test_the_same_in_latex() -> None:
    assert [statement.latex for statement in assumptions(CONTEXT)] == [
        r"w \in \mathbb{R}",
        r"\lambda \in \mathbb{C}",
        r"t \in \mathbb{Z}",
        r"A \in \mathbb{R}^{2 \times 3}",
        r"f: \mathbb{R} \to \mathbb{R}",
        r"g: \mathbb{C}^{2} \to \mathbb{C}",
        r"x_{1}, x_{2}, \ldots \in \mathbb{R}",
        r"h_{0}, h_{1}, \ldots \in \mathbb{R}",
        r"h_{t} := w h_{t-1}\text{ for }t \ge 1",
        r"u_{t} := \sigma(w)\text{ for }t \ge 1",
        "v := 2 w",
        r"t \ge 1",
    ]


def test_a_definition_stands_for_an_equation() -> None:
    terms = [statement.term for statement in assumptions(CONTEXT)]
    assert app("eq", at("u", t), app("logistic", w)) in terms
    assert name("w") in terms
