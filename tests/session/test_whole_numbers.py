"""Whatever the kernel counts is a plain integer by the time it travels."""

from __future__ import annotations

from sympy import Rational, cos, sin, sqrt, symbols

from symverify import Status, verify_many

x = symbols("x", real=True)


def test_lines_over_algebraic_atoms_travel() -> None:
    claims = [(sin(x) ** 2 + cos(x) ** 2, 1), ((1 + sqrt(x**2 + 1)) ** 3, 4 + 3 * x**2 + (x**2 + 4) * sqrt(x**2 + 1))]
    claims.append((sqrt(8), 2 * sqrt(2) * Rational(1)))
    assert [found.status for found in verify_many(claims)] == [Status.PROVED] * 3
