"""Arithmetic in a derivation file stays as it was typed; the rest of the program stays Python."""

from __future__ import annotations

import ast
from typing import Any

import pytest
import sympy

from symverify import notation
from symverify.language.terms import spell
from symverify.sources.python.lowering import lower
from symverify.sources.python.names import Names
from symverify.sources.python.written import RUNTIME, Runtime, rewrite


def run(source: str) -> dict[str, Any]:
    namespace: dict[str, Any] = {name: getattr(sympy, name) for name in dir(sympy) if not name.startswith("_")}
    namespace |= {name: getattr(notation, name) for name in notation.__all__}
    x, y = sympy.symbols("x y", real=True)
    namespace |= {
        "x": x,
        "y": y,
        "k": sympy.Symbol("k", integer=True),
        "t": sympy.Symbol("t", integer=True),
        "h": notation.Sequence("h"),
        "M": sympy.MatrixSymbol("M", 2, 2),
        RUNTIME: Runtime,
    }
    exec(compile(rewrite(ast.parse(source)), "<derivation>", "exec"), namespace)
    return namespace


def value(source: str) -> Any:
    return run(f"found = {source}")["found"]


WRITTEN = [
    ("x/x", "mul(x, pow(x, -1))"),
    ("x - x", "add(x, mul(-1, x))"),
    ("0*x", "mul(0, x)"),
    ("x**0", "pow(x, 0)"),
    ("2*(x + y)", "mul(2, add(x, y))"),
    ("x + y + 1", "add(x, y, 1)"),
    ("x + (y + 1)", "add(x, add(y, 1))"),
    ("x*y*x", "mul(x, y, x)"),
    ("-x", "mul(-1, x)"),
    ("-(x*y)", "mul(-1, x, y)"),
    ("-2*x", "mul(-2, x)"),
    ("1/x", "pow(x, -1)"),
    ("x/(2*y)", "mul(x, pow(mul(2, y), -1))"),
    ("1/2*x", "mul(1/2, x)"),
    ("x**(1/2)", "csqrt(x)"),
    ("0.1*x", "mul(1/10, x)"),
    ("0.4**30*x", "mul(pow(2/5, 30), x)"),
    ("9**9**9**9 + x", "add(pow(9, pow(9, 387420489)), x)"),
    ("2**-3 + x", "add(pow(2, -3), x)"),
    ("sqrt(x**2)", "sqrt(pow(x, 2))"),
    ("sin(0)*x", "mul(sin(0), x)"),
    ("log(exp(x))", "log(exp(x))"),
    ("exp(x)*exp(-x)", None),
    ("Abs(-x)", "abs(mul(-1, x))"),
    ("abs(x*y)", "abs(mul(x, y))"),
    ("max(x, y)", "max(x, y)"),
    ("Max(x, x + 1)", "max(x, add(x, 1))"),
    ("factorial(10**9)*x", "mul(factorial(1000000000), x)"),
    ("diff(x**2, x)", "diff(pow(x, 2), x)"),
    ("(x**2).diff(x, 2)", "diff(diff(pow(x, 2), x), x)"),
    ("Derivative(y, x)", "diff(y, x)"),
    ("Derivative(x**3, (x, 2))", None),
    ("integrate(x, (x, 0, 1))", "integral[x](x, 0, 1)"),
    ("limit(sin(x)/x, x, 0)", "limit[x](mul(sin(x), pow(x, -1)), toward[+](0))"),
    ("summation(k, (k, 1, 3))", "sum[k](k, 1, 3)"),
    ("M*M", "matmul(M, M)"),
    ("M**2", "matpow(M, 2)"),
    ("M**-1", "inverse(M)"),
    ("2*M - M", "add(mul(2, M), mul(-1, M))"),
    ("(M*M)[0, 1]", "entry(matmul(M, M), 0, 1)"),
    ("M @ M", "matmul(M, M)"),
    ("M/2", None),
    ("Matrix([[0.5, 0], [0, 1]])**30", "matpow(matrix[2,2](1/2, 0, 0, 1), 30)"),
    ("x == x", "eq(x, x)"),
    ("x != 0", "ne(x, 0)"),
    ("0 < x < 1", "and(lt(0, x), lt(x, 1))"),
    ("x <= x", "le(x, x)"),
    ("Eq(x, x)", "eq(x, x)"),
    ("h[t-1+1]", "at(h, t)"),
    ("Piecewise((x, x > 0), (-x, True))", "piecewise(x, gt(x, 0), mul(-1, x), true)"),
]


@pytest.mark.parametrize(("source", "expected"), WRITTEN, ids=[source for source, _ in WRITTEN])
def test_as_written(source: str, expected: str | None) -> None:
    found = lower(value(source), Names(raw=True))
    assert expected is None or spell(found) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[i*2 + 1 for i in range(4) if i % 2 == 0]", [1, 5]),
        ("'a' + 'b'", "ab"),
        ("[1] * 3", [1, 1, 1]),
        ("7 // 2", 3),
        ("2**10", 1024),
        ("1 < 2 < 3", True),
        ("1 == 1", True),
        ("'yes' if x == x else 'no'", "yes"),
        ("f'{1.5 + 1}'", "2.5"),
        ("-3", -3),
        ("max(1, 2)", 2),
        ("abs(-1)", 1),
        ("(lambda a: a + 1)(1)", 2),
        ("{'a': 1}['a']", 1),
        ("6/3", 2),
        ("None == 1", False),
    ],
)
def test_the_rest_is_python(source: str, expected: Any) -> None:
    assert value(source) == expected


def test_statements() -> None:
    namespace = run(
        "total = 0\nfor i in range(3):\n    total += i\n    if x == y or total > 100:\n        break\n"
        "power = x\npower *= x\nassert 1.5 + 1.5 == 3\nwhile total > 1:\n    total -= 1\n"
        "def double(a: float = 0.5) -> float:\n    return 2*a\nhalf: float = double()\n"
        "match total:\n    case 1:\n        seen = 1.0\n    case _:\n        seen = 2.0\n"
    )
    assert namespace["total"] == 1 and namespace["seen"] == 1 and str(namespace["half"]) == "2*(1/2)"
    assert namespace["power"].args == (namespace["x"], namespace["x"])


def test_places_are_kept() -> None:
    source = "a = (x +\n     y.missing)\n"
    tree = rewrite(ast.parse(source))
    attributes = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "missing"]
    assert [(node.lineno, node.col_offset) for node in attributes] == [(2, 5)]


def test_a_long_sum() -> None:
    found = value(" + ".join(["x"] * 300))
    assert len(lower(found, Names(raw=True)).args) == 300


def test_division_by_zero_is_left_to_the_kernel_unless_it_is_pythons_own() -> None:
    assert spell(lower(value("x/0"), Names(raw=True))) == "mul(x, pow(0, -1))"
    with pytest.raises(ZeroDivisionError):
        value("1/0")
