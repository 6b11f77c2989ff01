"""The story of a chain."""

from __future__ import annotations

from symverify.diagnose.chains import Link, before, chains, stories
from symverify.language.claims import Claim, Line
from symverify.language.terms import app, name
from symverify.language.verdicts import Status

P, R, U, C = Status.PROVED, Status.REFUTED, Status.UNDECIDED, Status.CONDITIONAL


def test_lines_that_follow_each_other_are_a_chain() -> None:
    links = [Link("1", P), Link("2", P, P, 0), Link("3", P), Link("4", P, P, 1), Link("5", P, P, 2)]
    assert chains(links) == [[0, 1, 3], [2, 4]] and chains([]) == []


def test_the_line_before_is_found_although_others_stand_between() -> None:
    def line(head: str, right: str, left: str | None = None) -> Line:
        step = None if left is None else Claim("", app("eq", name(left), name(right)))
        return Line(Claim("", app("eq", name(head), name(right))), "", "", P, step)

    lines = [line("a", "b"), line("d", "d"), line("a", "c", "b"), line("d", "c"), line("a", "d", "c"), line("a", "d", "x")]
    assert [before(lines, number) for number in range(6)] == [None, None, 0, None, 2, None]


def test_a_chain_that_goes_wrong_and_comes_right_again() -> None:
    links = [Link("8", R), Link("9", R, R, 0), Link("10", P), Link("11", R, P, 1), Link("12", P, R, 3)]
    assert stories(links) == (
        (
            "(8) is the first wrong line of the chain; later lines: (9) makes another mistake; (11) follows from (9) and "
            "inherits its mistake; (12) is right again, although it does not follow from (11)",
        ),
        ("(9) makes another mistake",),
        (),
        ("(11) follows from (9) and inherits its mistake",),
        ("(12) is right again, although it does not follow from (11)",),
    )


def test_nothing_is_told_of_right_chains_and_of_single_lines() -> None:
    assert stories([Link("1", P), Link("2", C, P, 0), Link("3", R)]) == ((), (), ())


def test_an_undecided_line_is_not_called_wrong() -> None:
    assert stories([Link("1", P), Link("2", R, R, 0), Link("3", U, U, 1)])[2] == ()
