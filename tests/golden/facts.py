"""What the golden tests share: a fact about one claim, judged in this process, and an exercise judged line by line.

A fact's expectation is one status, or several where an engine that decides more would still be right (never a wrong one).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
import sympy

from symverify import Exercise, verify
from symverify.api import Outcome
from symverify.language.claims import Claim
from symverify.language.terms import app
from symverify.language.verdicts import Status, Verdict
from symverify.prover import judge

OPEN = "undecided"
NOT_PROVED = "undecided conditional refuted"
"""For a claim that is false: whatever an engine can show of it, never that it is proved."""
NOT_REFUTED = "proved conditional undecided"
INHABITED = app("inhabited")


def kept(head: Any, *args: Any) -> Any:
    """A SymPy expression as typed, not as SymPy would have it."""
    return head(*args, evaluate=False)


def fact(
    quote: str,
    lhs: Any,
    rhs: Any,
    status: str,
    *,
    relation: str = "=",
    where: Any = (),
    digits: int | None = None,
    domain: tuple[str, ...] | None = None,
    conditions: tuple[str, ...] | None = None,
    code: str = "",
    reason: str = "",
    missing: str = "",
    definitions: Any = None,
) -> Any:
    """A row of a table of facts; ``missing`` says what the present code lacks for it."""
    claim = {"lhs": lhs, "rhs": rhs, "relation": relation, "where": where, "digits": digits, "definitions": definitions}
    expected = {"domain": domain, "conditions": conditions, "code": code, "reason": reason}
    marks = [pytest.mark.xfail(strict=True, reason=missing)] if missing else []
    return pytest.param(claim, status, expected, id=quote, marks=marks)


def holds(claim: Mapping[str, Any], status: str, expected: Mapping[str, Any]) -> Outcome:
    """Judge the claim of a fact and compare; the outcome, for more to be asked of it."""
    found = verify(**claim)
    assert str(found.status) in status.split(), str(found)
    if found.status is Status.REFUTED and found.code == "SV201":
        assert found.verdict.sides is not None
    if expected["domain"] is not None:
        assert set(found.domain) == set(expected["domain"])
    if expected["conditions"] is not None:
        assert set(found.conditions) == set(expected["conditions"])
    if expected["code"]:
        assert found.code == expected["code"], found.note
    if expected["reason"]:
        assert found.reason is not None and str(found.reason) in expected["reason"].split(), found.note
    return found


@dataclass(frozen=True, slots=True)
class Judged:
    """One line of an exercise with its verdicts."""

    claim: Claim
    expected: Status
    main: Verdict
    step: Verdict | None


def judged(*exercises: Exercise) -> dict[str, Judged]:
    """The lines of the exercises by id, each judged when the lines before it are."""
    proved: set[str] = set()
    found: dict[str, Judged] = {}
    for exercise in exercises:
        for line in exercise.lines:
            main = judge(line.claim, frozenset(proved))
            step = None if line.step is None else judge(line.step, frozenset(proved))
            if main.status is Status.PROVED:
                proved.add(line.claim.id)
            found[line.claim.id] = Judged(line.claim, line.expected, main, step)
    return found


def as_expected(*exercises: Exercise) -> dict[str, Judged]:
    """The same, after every line has come out as its ``expect`` says and nothing was left unread."""
    found = judged(*exercises)
    problems = [problem.message for exercise in exercises for problem in exercise.diagnostics]
    assert not problems, problems
    other = {id: (str(line.main.status), line.main.note) for id, line in found.items() if line.main.status is not line.expected}
    assert not other, other
    return found


def unread(exercise: Exercise) -> list[str]:
    """The codes of what could not be read."""
    return [problem.code for problem in exercise.diagnostics]


def zero(body: Any) -> Any:
    """body − body, as typed."""
    return kept(sympy.Add, body, kept(sympy.Mul, -1, body))
