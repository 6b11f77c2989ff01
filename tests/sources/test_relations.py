"""``verify``'s arguments as one claim."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
from sympy import Function, Q, Symbol

from symverify.language.claims import Claim
from symverify.language.sorts import IllFormed, sort_of
from symverify.language.terms import spell
from symverify.sources.python.relations import RELATIONS, read_claim

x, y = sympy.symbols("x y", real=True)
z = Symbol("z")
f = Function("f")


def labels(claim: Claim) -> list[str]:
    return [hypothesis.label for hypothesis in claim.context.hypotheses]


@pytest.mark.parametrize(("relation", "head"), sorted(RELATIONS.items()))
def test_relations(relation: str, head: str) -> None:
    claim = read_claim(x, y, relation)
    assert spell(claim.goal) == f"{head}(x, y)"
    assert [(d.name, d.sort.kind) for d in claim.context.declarations] == [("x", "real"), ("y", "real")]
    sort_of(claim.goal, claim.context.scope())


def test_where() -> None:
    claim = read_claim(sympy.log(x**2), 2 * sympy.log(x), where=[x > 1, True, sympy.And(x < 5, x > 2), sympy.true])
    assert spell(claim.goal) == "eq(log(pow(x, 2)), mul(2, log(x)))"
    assert labels(claim) == ["x > 1", "x > 2", "x < 5"]


def test_where_with_predicates() -> None:
    claim = read_claim(sympy.sqrt(z**2), z, where=[Q.positive(z)])
    assert claim.context.declarations[0].sort.kind == "real"
    assert [spell(h.statement) for h in claim.context.hypotheses] == ["gt(z, 0)"]
    assert read_claim(z, z, where=[Q.integer(z)]).context.declarations[0].sort.kind == "integer"
    assert read_claim(z, z, where=Q.real(z)).context.declarations[0].sort.kind == "real"


def test_a_hypothesis_that_is_false() -> None:
    claim = read_claim(x, x, where=[False])
    assert [spell(h.statement) for h in claim.context.hypotheses] == ["false"]


def test_only_what_bears_on_the_claim_is_kept_and_nothing_that_a_point_could_violate_is_dropped() -> None:
    other = Symbol("other", real=True)
    claim = read_claim(x, 0, ">=", where=[sympy.Eq(x, y**2), other > 0])
    assert labels(claim) == ["Eq(x, y**2)"]
    assert [d.name for d in claim.context.declarations] == ["x", "y"]


def test_digits() -> None:
    assert spell(read_claim(sympy.pi, sympy.Float("3.14"), digits=2).goal) == "rounds_to(pi, 157/50, 2)"


def test_plain_numbers_and_matrices() -> None:
    assert spell(read_claim(0.25, 0.3).goal) == "eq(1/4, 3/10)"
    assert spell(read_claim(sympy.Matrix([[1]]), sympy.Matrix([[x]])).goal) == "eq(matrix[1,1](1), matrix[1,1](x))"


def test_definitions() -> None:
    claim = read_claim(sympy.Derivative(y * x, x), 1, definitions={y: x**2})
    assert [(d.name, spell(d.body)) for d in claim.context.definitions] == [("y", "pow(x, 2)")]
    with pytest.raises(IllFormed, match="by itself"):
        read_claim(x, y, definitions={x: y, y: x})


def test_a_function_of_real_and_complex_numbers_is_complex_whatever_comes_first() -> None:
    for left, right in ((f(x), f(z)), (f(z), f(x)), (f(0), f(z))):
        sort = read_claim(left, right).context.sort("f")
        assert sort is not None and sort.of is not None and sort.of.kind == "complex"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"lhs": "x", "rhs": x}, "SV110"),
        ({"lhs": x, "rhs": Symbol("x")}, "SV102"),
        ({"lhs": x, "rhs": y, "relation": "~"}, "SV110"),
        ({"lhs": x, "rhs": y, "digits": -1}, "SV110"),
        ({"lhs": x, "rhs": y, "digits": 2, "relation": "<"}, "SV110"),
        ({"lhs": x, "rhs": y, "where": [x]}, "SV103"),
        ({"lhs": x, "rhs": y, "where": [Q.prime(x)]}, "SV110"),
        ({"lhs": sympy.zeta(x), "rhs": y}, "SV110"),
        ({"lhs": None, "rhs": y}, "SV110"),
        ({"lhs": f(x), "rhs": f}, "SV110"),
        ({"lhs": x, "rhs": y, "where": ["x > 0"]}, "SV110"),
        ({"lhs": x, "rhs": y, "where": [Q.real(x + y)]}, "SV110"),
        ({"lhs": f(x), "rhs": f(x, y)}, None),
    ],
)
def test_what_cannot_be_read(arguments: dict[str, Any], code: str | None) -> None:
    def read_and_sort() -> None:
        claim = read_claim(**arguments)
        sort_of(claim.goal, claim.context.scope())

    with pytest.raises(IllFormed) as caught:
        read_and_sort()
    assert code is None or caught.value.code == code


def test_ten_thousand_deep() -> None:
    deep = x
    for _ in range(10_000):
        deep = sympy.sin(deep, evaluate=False)
    assert read_claim(deep, 0, where=[x > 0]).goal.size > 10_000


@pytest.mark.parametrize("order", [-1, 1])
def test_the_claim_does_not_depend_on_the_order_of_a_set(order: int) -> None:
    claim = read_claim(x, y, where=set([x > 0, y > 0, x < 9][::order]))
    assert labels(claim) == labels(read_claim(x, y, where={x > 0, y > 0, x < 9}))
