"""``verify`` in this process, ``verify_many`` in workers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import sympy
from flint import ctx
from sympy import Eq, Function, I, Symbol, cos, exp, log, pi, sin, sqrt, symbols

from symverify import Outcome, Status, verify, verify_many
from symverify.language.verdicts import UndecidedReason

ROOT = Path(__file__).parents[2]
x, y = symbols("x y", real=True)
p = Symbol("p", positive=True)


def test_proved() -> None:
    found = verify((x + y) ** 2, x**2 + 2 * x * y + y**2)
    assert found.status == "proved" and found.status is Status.PROVED
    assert found.conditions == () and found.counterexample is None and found.evidence is not None and found.trusted == ()
    assert str(found) == "proved"


def test_refuted_with_a_readable_point() -> None:
    found = verify((x + y) ** 2, x**2 + y**2)
    assert found.status == "refuted" and found.counterexample is not None
    assert set(found.counterexample.point) == {"x", "y"}
    assert found.counterexample.left is not None and found.counterexample.right is not None
    assert str(found).startswith("refuted at x = ")


def test_conditional_says_where() -> None:
    z = Symbol("z", real=True)
    found = verify((z**2 - 1) / (z - 1), z + 1)
    assert found.status == "conditional" and len(found.conditions) == 1 and "z" in found.conditions[0]
    assert verify((z**2 - 1) / (z - 1), z + 1, where=[z > 1]).status == "proved"


def test_domain_is_listed() -> None:
    assert verify(1 / p + 1 / p, 2 / p).domain == ()
    assert verify(x / x**2, 1 / x).status == "proved"


@pytest.mark.parametrize(("relation", "status"), [("<", "refuted"), ("<=", "proved"), (">", "refuted"), ("!=", "refuted")])
def test_relations(relation: str, status: str) -> None:
    assert verify(-(x**2), sympy.S.Zero, relation).status == status


def test_digits() -> None:
    assert verify(pi, sympy.Rational("3.14"), digits=2).status == "proved"
    assert verify(pi, sympy.Rational("3.14")).status == "refuted"
    assert verify(pi, sympy.Rational("3.15"), digits=2).status == "refuted"


def test_definitions() -> None:
    u = Symbol("u", real=True)
    assert verify(u**2, x**2 + 2 * x + 1, definitions={u: x + 1}).status == "proved"


def test_what_cannot_be_read_is_ill_formed_with_a_code() -> None:
    found = verify(sympy.oo - sympy.oo if False else sympy.Add(sympy.oo, -sympy.oo, evaluate=False), x)
    assert found.status == "ill-formed" and found.code.startswith("SV1") and found.note


def test_nothing_global_changes() -> None:
    before = (ctx.prec, sympy.core.cache.USE_CACHE, sys.getrecursionlimit())
    verify(sin(x) ** 2 + cos(x) ** 2, 1)
    verify(exp(sqrt(2)), log(3))
    assert (ctx.prec, sympy.core.cache.USE_CACHE, sys.getrecursionlimit()) == before


def test_the_same_every_time() -> None:
    assert verify(sin(x) * 2, sin(2 * x)) == verify(sin(x) * 2, sin(2 * x))


def test_a_deep_expression_is_undecided_or_better_and_does_no_harm() -> None:
    deep = x
    for _ in range(3000):
        deep = sympy.Add(deep, 1, evaluate=False) if _ % 2 else sympy.Mul(2, deep, evaluate=False)
    found = verify(deep, y)
    assert found.status in (Status.UNDECIDED, Status.REFUTED)
    assert verify(x, x).status == "proved"


HUGE = [
    (sympy.Pow(9, sympy.Pow(9, sympy.Pow(9, 9, evaluate=False), evaluate=False), evaluate=False), x),
    (sympy.factorial(10**9, evaluate=False), x),
]


def test_many_in_order_and_none_is_lost() -> None:
    tower, factorial = HUGE
    found = verify_many([(x, x), tower, {"lhs": x, "rhs": x + 1}, factorial, (x, x, "<"), 7, (x, y, "?"), (x, x)], budget=20.0)
    assert [found[number].status for number in (0, 2, 4, 7)] == ["proved", "refuted", "refuted", "proved"]
    assert all(isinstance(outcome, Outcome) for outcome in found)
    # (x a free real, the tower a constant: a point may well refute them; they must not be proved, and must not take long.)
    assert found[1].status != "proved" and found[3].status != "proved"
    assert found[5].status == "undecided" and found[6].status in ("undecided", "ill-formed")


def test_a_claim_beyond_its_deadline_is_undecided() -> None:
    f = Function("f")
    hard = sum((sin(k * x) + f(x)) ** 12 for k in range(1, 9))
    found = verify_many([(hard, hard.expand() + I), (x, x)], budget=0.001)
    assert found[0].reason in (UndecidedReason.BUDGET_TIME, UndecidedReason.BUDGET_WORK, None)
    assert len(found) == 2


def test_importing_the_package_imports_neither_sympy_nor_flint() -> None:
    code = "import sys, symverify; dir(symverify); print(symverify.__version__, 'sympy' in sys.modules, 'flint' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.split()[1:] == ["False", "False"]


def test_an_unknown_attribute() -> None:
    import symverify

    with pytest.raises(AttributeError):
        symverify.nothing  # noqa: B018
    assert Eq is not None
