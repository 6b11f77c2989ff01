"""DESIGN 5.5: geometric decay, written as authors write it."""

from __future__ import annotations

from golden.facts import as_expected
from sympy import Abs, oo

from symverify import Exercise
from symverify.notation import tends_to


def test_sums_of_geometric_sequences_tend_to_their_constant() -> None:
    ex = Exercise("decay")
    k = ex.index("k")
    q, c = ex.real("q c")
    half = ex.define("half", 1 / ex.real("two", above=1))
    ex.claim("a number as base", tends_to(1 + (k * 0 + 2) ** -k, k, oo, 1))
    ex.claim("with a name", tends_to(3 * (2 ** -k) + c * q**k - 2, k, oo, -2), where=[Abs(q) < 1])
    ex.claim("a defined base", tends_to(half**k, k, oo, 0))
    ex.claim("another target", tends_to(1 + (2**-k), k, oo, 2), expect="undecided")
    as_expected(ex)
