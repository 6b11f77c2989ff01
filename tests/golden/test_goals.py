"""DESIGN section 2: goals beyond relations, their negations, and what reading alone refuses."""

from __future__ import annotations

from typing import Any

import pytest
from golden.facts import NOT_PROVED, NOT_REFUTED, as_expected, judged, kept, unread, zero
from sympy import Abs, Add, Eq, Implies, Mul, Ne, Not, Or, Pow, Rational, Symbol, acos, oo, pi, sin

from symverify import Exercise
from symverify.language.sorts import shadowed
from symverify.language.verdicts import Status
from symverify.notation import all_of, bounded, d, exists, independent, product, real_log, real_sqrt, rounds_to, tends_to, total


class Sheet:
    """Names for one exercise of one line."""

    def __init__(self) -> None:
        self.ex = Exercise("sheet")
        self.x, self.y, self.w = self.ex.real("x y w")
        self.n = self.ex.integer("n", at_least=0)
        self.t = self.ex.integer("t", at_least=1)
        self.q, self.r = self.ex.variable("q r")
        self.c = self.ex.variable("c", of="complex")
        self.j = self.ex.variable("j", of="integer")
        self.i, self.k = self.ex.index("i k")
        self.h = self.ex.sequence("h", first=0)

    def line(self, statement: Any, **options: Any) -> Any:
        """The verdict on one line, which must have been read."""
        self.ex.claim("1", statement, **options)
        (found,) = judged(self.ex).values()
        return found.main

    def refused(self, statement: Any, code: str) -> None:
        """Reading alone finds this ill-formed."""
        self.ex.claim("1", statement, expect="ill-formed")
        if self.ex.diagnostics:
            assert unread(self.ex) == [code]
        else:
            (found,) = judged(self.ex).values()
            assert (found.main.status, found.main.code) == (Status.ILL_FORMED, code), found.main.note


@pytest.fixture
def s() -> Sheet:
    return Sheet()


# ---------------------------------------------------------------- implies, and, not
def test_an_antecedent_is_a_hypothesis(s: Sheet) -> None:
    x, y = s.x, s.y
    s.ex.claim("holds", Implies(x > 0, Eq(real_sqrt(x**2), x)))
    s.ex.claim("not all", Implies(x > -1, Eq(real_sqrt(x**2), x)), expect="refuted")
    s.ex.claim("discharges", Implies(Ne(x, 1), Eq((x**2 - 1) / (x - 1), x + 1)))
    s.ex.claim("leaves open", Implies(Ne(x, 2), Eq((x**2 - 1) / (x - 1), x + 1)), expect="conditional")
    s.ex.claim("one way", Implies(Eq(x, y), Eq(x**2, y**2)))
    s.ex.claim("not the other", Implies(Eq(x**2, y**2), Eq(x, y)), expect="refuted")
    as_expected(s.ex)


def test_antecedents_that_no_point_meets_have_no_witness(s: Sheet) -> None:
    found = s.line(Implies(all_of(s.x > 1, s.x < 0), Eq(s.x * (s.y + 1), s.x * s.y + s.x)))
    assert found.status is not Status.PROVED and found.status is not Status.REFUTED


def test_a_conjunction_is_as_good_as_its_worst_part(s: Sheet) -> None:
    x, y = s.x, s.y
    true, false = Eq(x * (y + 1), x * y + x), Ne(x**2, 1)
    s.ex.claim("both", all_of(true, Eq(kept(Mul, 2, x + y), 2 * x + 2 * y, evaluate=False)))
    s.ex.claim("one", all_of(true, false), expect="refuted")
    s.ex.claim("domain", all_of(true, Eq(1 / x + y / x, (1 + y) / x)))
    assert as_expected(s.ex)["sheet/domain"].main.domain != ()


@pytest.mark.parametrize("other", ["identity", "owes the same"])
def test_what_one_side_of_a_part_owes_alone_is_a_condition_of_the_conjunction(s: Sheet, other: str) -> None:
    """(x²−1)/(x−1) = x+1 does not become proved by saying something else beside it."""
    x, y = s.x, s.y
    beside = {
        "identity": Eq(x * (y + 1), x * y + x),
        "owes the same": Eq(1 / (x - 1), kept(Mul, 1, 1 / (x - 1)), evaluate=False),
    }[other]
    assert s.line(all_of(Eq((x**2 - 1) / (x - 1), x + 1), beside)).status is Status.CONDITIONAL


def test_negations(s: Sheet) -> None:
    x, y = s.x, s.y
    s.ex.claim("ne", Not(Eq(x, y + 1)), expect="refuted")
    s.ex.claim("lt", Not(x < y), expect="refuted")
    s.ex.claim("one side owes more", Not(Ne((x**2 - 1) / (x - 1), x + 1, evaluate=False)), expect="conditional")
    as_expected(s.ex)


def test_a_disjunction_of_two_false_statements_is_not_proved(s: Sheet) -> None:
    assert str(s.line(Or(Eq(s.x, 1), Eq(s.x, 2))).status) in NOT_PROVED.split()


# ---------------------------------------------------------------- exists
@pytest.mark.parametrize("which", ["rational", "bounds", "definedness", "integer", "complex", "two"])
def test_a_certified_point_proves_exists(s: Sheet, which: str) -> None:
    q, c, j, r = s.q, s.c, s.j, s.r
    statement = {
        "rational": exists([q], Eq(1 / q, 2)),
        "bounds": exists([q], q > 0, q < 1, Eq(4 * q**2, 1)),
        "definedness": exists([q], Eq(real_log(q), 0)),
        "integer": exists([j], Eq(3 * j, 12)),
        "complex": exists([c], Eq(c, 2)),
        "two": exists([q, r], Eq(q + r, 3), Eq(q - r, 1)),
    }[which]
    found = s.line(statement)
    assert str(found.status) in NOT_REFUTED.split()
    if which in ("rational", "bounds", "definedness"):
        assert found.status is Status.PROVED


@pytest.mark.parametrize("which", ["log", "reciprocal"])
def test_obligations_on_the_named_names_are_part_of_what_must_exist(s: Sheet, which: str) -> None:
    """Never listed as domain or conditions."""
    body = zero(real_log(s.q)) if which == "log" else kept(Mul, s.q, 1 / s.q) - 1
    found = s.line(exists([s.q], Eq(body, 0, evaluate=False)))
    assert (found.status, found.domain, found.conditions) == (Status.PROVED, (), ())


@pytest.mark.parametrize("which", ["q^2 = -1", "2j = 3", "j^2 = 2", "1/q = 0", "undefined", "1/(q-q)", "q < q"])
def test_what_does_not_exist_is_not_proved(s: Sheet, which: str) -> None:
    q, j = s.q, s.j
    statement = {
        "q^2 = -1": Eq(q**2, -1),
        "2j = 3": Eq(2 * j, 3),
        "j^2 = 2": Eq(j**2, 2),
        "1/q = 0": Eq(1 / q, 0),
        "undefined": Eq(real_log(-(q**2)), real_log(-(q**2)), evaluate=False),
        "1/(q-q)": Eq(kept(Mul, 0, kept(Pow, zero(q), -1)), 0, evaluate=False),
        "q < q": q + 1 < q + kept(Mul, 1, 1),
    }[which]
    assert str(s.line(exists([j if which in ("2j = 3", "j^2 = 2") else q], statement)).status) in ("undecided", "refuted")


@pytest.mark.parametrize("which", ["root", "for each x", "complex root", "irrational"])
def test_only_a_certificate_for_every_value_refutes_exists(s: Sheet, which: str) -> None:
    """True statements that no small point shows: to have found nothing refutes nothing."""
    statement = {
        "root": exists([s.q], Eq(s.q**2, 2)),
        "for each x": exists([s.q], Eq(s.q, s.x + 1)),
        "complex root": exists([s.c], Eq(s.c**2, -1)),
        "irrational": exists([s.q], Eq(s.q**3 - s.q - 1, 0)),
    }[which]
    assert str(s.line(statement).status) in NOT_REFUTED.split()


def test_exists_owes_what_its_free_names_owe(s: Sheet) -> None:
    """0·(1/x) is owed by x, which is not among what must exist."""
    found = s.line(exists([s.q], Eq(kept(Add, s.q, kept(Mul, 0, 1 / s.x)), 1, evaluate=False)))
    assert found.status is not Status.REFUTED
    if found.status is Status.PROVED:
        assert found.domain != ()


# ---------------------------------------------------------------- independent, tends-to, bounded, rounds-to
def test_independent(s: Sheet) -> None:
    x, y = s.x, s.y
    s.ex.claim("not there", independent(kept(Add, x, kept(Mul, -1, x), y), x))
    s.ex.claim("there", independent(x * y, x), expect="refuted")
    s.ex.claim("through a definition", independent(s.ex.define("u", x + y), x), expect="refuted")
    as_expected(s.ex)


def test_independent_under_a_hypothesis_about_the_name_is_not_refuted_outside_of_it(s: Sheet) -> None:
    assert str(s.line(independent(s.x, s.x), where=[Eq(s.x, 1)]).status) in NOT_REFUTED.split()


def test_limits_along_the_integers(s: Sheet) -> None:
    x, k = s.x, s.k
    s.ex.claim("decay", tends_to(x**k, k, oo, 0), where=[Abs(x) < 1])
    s.ex.claim("only inside", tends_to(x**k, k, oo, 0), where=[Abs(x) <= 1], expect="undecided")
    s.ex.claim("bounded", bounded(x**k, k), where=[Abs(x) <= 1])
    s.ex.claim("alternating", bounded((-1) ** k, k))
    s.ex.claim("unbounded", bounded(k, k), expect="refuted")
    s.ex.claim("growth", Not(bounded(x**k, k)), where=[Abs(x) > 1])
    found = judged(s.ex)
    for label in ("decay", "bounded", "alternating", "unbounded", "growth"):
        line = found[f"sheet/{label}"]
        assert line.main.status is line.expected, label
    assert str(found["sheet/only inside"].main.status) in NOT_PROVED.split()


def test_a_limit_that_is_infinite_is_tends_to_never_an_equation(s: Sheet) -> None:
    s.refused(Eq(total(1, (s.i, 1, oo)), oo), "SV104")


@pytest.mark.parametrize("side", ["+", "-", None])
def test_a_limit_at_a_jump(s: Sheet, side: str | None) -> None:
    """|q|/q tends to 1 from the right, to −1 from the left, and to nothing from both sides."""
    found = {target: Sheet().line(tends_to(Abs(s.q) / s.q, s.q, 0, target, side)).status for target in (1, -1, 0)}
    true = {"+": 1, "-": -1, None: None}[side]
    for target, status in found.items():
        assert str(status) in (NOT_REFUTED if target == true else NOT_PROVED).split(), target


def test_a_limit_by_continuity(s: Sheet) -> None:
    s.ex.claim("at 3", tends_to(s.q**2, s.q, 3, 9))
    s.ex.claim("not 8", tends_to(s.q**2, s.q, 3, 8), expect="undecided")
    found = judged(s.ex)
    assert found["sheet/at 3"].main.status is Status.PROVED
    assert str(found["sheet/not 8"].main.status) in NOT_PROVED.split()


def test_rounds_to(s: Sheet) -> None:
    s.ex.claim("shown", rounds_to(pi, Rational("3.14"), 2))
    s.ex.claim("not shown", rounds_to(pi, Rational("3.15"), 2), expect="refuted")
    s.ex.claim("the end of the interval belongs to it", rounds_to(Rational("0.005"), 0, 2))
    s.ex.claim("beyond it", rounds_to(Rational("0.0050001"), 0, 2), expect="refuted")
    s.ex.claim("below", rounds_to(Rational("-0.005"), 0, 2))
    as_expected(s.ex)


@pytest.mark.parametrize(("right", "status"), [("3.14", NOT_PROVED), ("3.15", NOT_REFUTED)])
def test_a_negated_rounding(s: Sheet, right: str, status: str) -> None:
    assert str(s.line(Not(rounds_to(pi, Rational(right), 2))).status) in status.split()


# ---------------------------------------------------------------- reading alone
def test_an_undeclared_name(s: Sheet) -> None:
    s.refused(Eq(Symbol("q"), 1), "SV101")


def test_a_name_that_only_binders_may_use(s: Sheet) -> None:
    s.refused(Eq(s.k, 1), "SV101")


def test_outside_of_its_binder_a_bound_name_is_undeclared(s: Sheet) -> None:
    s.refused(Eq(s.k * total(s.k, (s.k, 1, 3)), 6), "SV101")


@pytest.mark.parametrize("which", ["literal", "start", "end", "product", "derivative", "shifted"])
def test_an_index_that_leaves_the_range_of_the_sequence(s: Sheet, which: str) -> None:
    h, i, t = s.h, s.i, s.t
    statement = {
        "literal": Eq(h[-1], 0),
        "start": Eq(total(h[i], (i, -3, t)), 1),
        "end": Eq(total(h[3 - i], (i, 1, 4)), 1),
        "product": Eq(product(h[i - 1], (i, 0, t)), 1),
        "derivative": Eq(product(d(h[i], h[i - 1]), (i, 0, t)), 1),
        "shifted": Eq(total(h[i - 2], (i, 1, t)), 1),
    }[which]
    s.refused(statement, "SV105")


def test_an_empty_literal_range_has_no_index_that_could_leave(s: Sheet) -> None:
    assert s.line(Eq(total(s.h[s.i], (s.i, -1, -3)), 0)).status is Status.PROVED


def test_an_index_that_may_leave_the_range_is_a_matter_of_mathematics(s: Sheet) -> None:
    found = s.line(Eq(s.h[s.t - 2] * (s.x + 1), s.h[s.t - 2] * s.x + s.h[s.t - 2]))
    assert found.status is Status.PROVED and len(found.domain) == 1


def test_a_derivative_is_taken_by_a_name(s: Sheet) -> None:
    s.refused(Eq(d(s.x**2, 2 * s.x), s.x), "SV107")


def test_a_derivative_by_an_integer_means_nothing(s: Sheet) -> None:
    s.refused(Eq(d(s.x**s.n, s.n), 0), "SV107")


@pytest.mark.parametrize("what", ["text", "value", "bool"])
def test_what_is_no_statement_is_not_read(s: Sheet, what: str) -> None:
    s.ex.claim("1", {"text": "x = 1", "value": s.x + 1, "bool": s.x == s.x}[what])
    assert s.ex.lines == [] and len(s.ex.diagnostics) == 1


@pytest.mark.parametrize("which", ["a closed equation", "an equation of numbers", "acos"])
def test_what_sympy_itself_decided_is_not_proved_by_that(s: Sheet, which: str) -> None:
    """SymPy may suggest, never decide: a line that is just ``true`` to SymPy is no line that the kernel has looked at."""
    statement = {
        "a closed equation": Eq(s.x + s.x, 2 * s.x),
        "an equation of numbers": Eq(sin(pi * s.n), 0),
        "acos": Eq(acos(Rational(7823207, 7823209)), 0),
    }[which]
    if which == "acos" and statement not in (True, False):
        assert s.line(statement).status is Status.REFUTED
        return
    s.ex.claim("1", statement)
    assert unread(s.ex) == ["SV110"] or all(line.main.status is Status.UNDECIDED for line in judged(s.ex).values())


# ---------------------------------------------------------------- lexical scope
def test_a_declared_name_that_is_both_bound_and_free_is_read_by_lexical_scope(s: Sheet) -> None:
    n = s.n
    s.ex.claim("inside", Eq(n * total(n, (n, 1, 3)), 6 * n))
    s.ex.claim("not outside", Eq(n * total(n, (n, 1, 3)), 3 * n**2), expect="refuted")
    s.ex.claim("the range is outside", Eq(total(n, (n, 1, n)), n * (n + 1) / 2))
    s.ex.claim("a hypothesis is outside", Eq(total(n + 0 * s.x, (n, 0, 3)), 0), where=[Eq(n, 0)], expect="refuted")
    found = judged(s.ex)
    for label in ("inside", "not outside", "a hypothesis is outside"):
        assert found[f"sheet/{label}"].main.status is found[f"sheet/{label}"].expected, label
    assert found["sheet/the range is outside"].main.status in (Status.PROVED, Status.UNDECIDED)


def test_the_warning_names_the_name_that_is_both_bound_and_free(s: Sheet) -> None:
    s.ex.claim("1", Eq(s.n * total(s.n, (s.n, 1, 3)), 6 * s.n))
    s.ex.claim("2", Eq(total(s.k, (s.k, 1, 3)), 6))
    assert [shadowed(line.claim.goal) for line in s.ex.lines] == [("n",), ()]
