"""DESIGN section 2: a line's ``status`` judges the head of its chain against it, its ``step`` the line before it."""

from __future__ import annotations

from typing import Any

import pytest
from golden.facts import judged
from sympy import atan, pi

from symverify import Exercise

METHODS = {"=": "equals", "<=": "at_most", "<": "less_than", ">=": "at_least", ">": "more_than"}
COMPOSED = {
    ("=", "="): "=",
    ("=", "<="): "<=",
    ("<=", "="): "<=",
    ("<=", "<="): "<=",
    ("<=", "<"): "<",
    ("<", "<="): "<",
    ("<", "="): "<",
    ("=", "<"): "<",
    ("=", ">="): ">=",
    (">=", "="): ">=",
    (">=", ">"): ">",
    (">", ">="): ">",
    (">", ">"): ">",
    ("=", ">"): ">",
    ("<=", ">="): None,
    (">=", "<="): None,
    ("<", ">"): None,
    ("<", ">="): None,
    (">", "<="): None,
}
HEADS = {"=": "eq", "<=": "le", "<": "lt", ">=": "ge", ">": "gt"}


@pytest.mark.parametrize(("relations", "whole"), COMPOSED.items(), ids=lambda value: str(value))
def test_relations_compose_or_the_status_is_that_of_the_step(relations: Any, whole: str | None) -> None:
    ex = Exercise("chain")
    a, b, c = ex.real("a b c")
    chain = ex.chain(a)
    for label, (relation, right) in enumerate(zip(relations, (b, c), strict=True)):
        getattr(chain, METHODS[relation])(right, str(label))
    last = ex.lines[1]
    assert last.step is not None
    assert last.step.goal.args[0].text == "b" and last.step.goal.head == HEADS[relations[1]]
    if whole is None:
        assert last.claim.goal is last.step.goal
    else:
        assert last.claim.goal.head == HEADS[whole] and last.claim.goal.args[0].text == "a"


def test_status_and_step_of_a_chain_with_a_mistake_that_is_undone() -> None:
    ex = Exercise("chain")
    a, b = ex.real("a b")
    chain = ex.chain((a + b) ** 2)
    chain.equals(a**2 + 2 * a * b + b**2, "right")
    chain.equals(a**2 + b**2, "wrong", expect="refuted")
    chain.equals(b**2 + a * a, "follows from what is wrong", expect="refuted")
    chain.equals(b**2 + a * (a + 2 * b), "right again")
    found = {line.claim.id.split("/")[1]: line for line in judged(ex).values()}
    shown = {
        label: (str(line.main.status), None if line.step is None else str(line.step.status)) for label, line in found.items()
    }
    assert shown == {
        "right": ("proved", None),
        "wrong": ("refuted", "refuted"),
        "follows from what is wrong": ("refuted", "proved"),
        "right again": ("proved", "refuted"),
    }


def test_inequalities() -> None:
    ex = Exercise("chain")
    a, b = ex.real("a b")
    chain = ex.chain((a + b) ** 2)
    chain.equals(a**2 + 2 * a * b + b**2, "1")
    chain.at_most(2 * a**2 + 2 * b**2, "2")
    chain.less_than(2 * a**2 + 2 * b**2 + 1, "3")
    chain.equals(1 + 2 * b**2 + 2 * a**2, "4")
    chain.at_least(0, "5")
    assert [line.claim.goal.head for line in ex.lines] == ["eq", "le", "lt", "lt", "ge"]
    assert {str(line.main.status) for line in judged(ex).values()} == {"proved"}


def test_a_strict_end_of_a_weak_chain_is_not_proved_from_equality() -> None:
    ex = Exercise("chain")
    (a,) = (ex.real("a"),)
    chain = ex.chain(a)
    chain.at_most(a + a**2, "1")
    chain.at_most(a + 2 * a**2, "2")
    chain.less_than(a + 3 * a**2, "3", expect="refuted")
    lines = list(judged(ex).values())
    assert [str(line.main.status) for line in lines] == ["proved", "proved", "refuted"]


def test_the_line_after_a_rounding_goes_on_from_the_exact_value() -> None:
    ex = Exercise("chain")
    chain = ex.chain(pi)
    chain.rounds_to(3.14, "1", digits=2)
    chain.equals(4 * atan(1), "2")
    chain.rounds_to(3.1416, "3", digits=4)
    chain.rounds_to(3.1415, "4", digits=4, expect="refuted")
    assert [str(line.main.status) for line in judged(ex).values()] == ["proved", "proved", "proved", "refuted"]


def test_domain_and_conditions_of_main_and_step_differ() -> None:
    ex = Exercise("chain")
    (x,) = (ex.real("x"),)
    chain = ex.chain((x**2 - 1) / (x - 1))
    chain.equals(x + 1, "1", expect="conditional")
    chain.equals(1 + x, "2", expect="conditional")
    lines = list(judged(ex).values())
    assert [str(line.main.status) for line in lines] == ["conditional", "conditional"]
    assert lines[1].step is None or str(lines[1].step.status) in ("proved", "undecided")  # SymPy makes both sides one object
