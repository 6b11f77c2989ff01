"""The Python interface: ``verify`` in this process, ``verify_many`` in workers that are killed at their deadline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from symverify.diagnose.points import in_words, refutation
from symverify.language.claims import Claim
from symverify.language.evidence import Evidence
from symverify.language.sorts import IllFormed
from symverify.language.terms import Term
from symverify.language.verdicts import Ball, Status, UndecidedReason, Verdict
from symverify.typeset.plain import plain

WORK = 1_000_000
BUDGET = 10.0


@dataclass(frozen=True, slots=True)
class Shown:
    """A counterexample in plain text: the point, and both sides as enclosures."""

    sizes: Mapping[str, str]
    point: Mapping[str, str]
    functions: Mapping[str, str]
    entry: tuple[int, int] | None
    left: Ball | None
    right: Ball | None
    precision: int
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict with its terms in plain text; ``verdict`` and ``claim`` hold the terms themselves."""

    status: Status
    conditions: tuple[str, ...]
    domain: tuple[str, ...]
    counterexample: Shown | None
    evidence: Evidence | None
    trusted: tuple[str, ...]
    reason: UndecidedReason | None
    note: str
    code: str
    verdict: Verdict
    claim: Claim | None

    def __str__(self) -> str:
        text = str(self.status)
        if self.conditions:
            text += f" on {', '.join(self.conditions)}"
        if self.counterexample is not None:
            text += f" at {self.counterexample}"
        if self.status in (Status.UNDECIDED, Status.ILL_FORMED):
            text += f": {self.reason}" if self.reason is not None else ""
            text += f" ({self.note})" if self.note else ""
        return text


def verify(
    lhs: Any, rhs: Any, relation: str = "=", where: Sequence[Any] = (), digits: int | None = None,
    definitions: Mapping[Any, Any] | None = None,
) -> Outcome:
    """Judge ``lhs relation rhs`` for all values that ``where`` allows, in this process, with metered strategies only.

    ``digits=d`` judges |lhs − rhs| <= ½·10⁻ᵈ instead. ``definitions`` gives names that stand for terms. Raises TypeError or
    ValueError for arguments that are no mathematics, and Clash for a claim that comes out both proved and refuted.
    """
    read = _read(lhs, rhs, relation, where, digits, definitions)
    if isinstance(read, Verdict):
        return _outcome(None, read)
    from symverify.prover import judge

    try:
        return _outcome(read, judge(read, limit=WORK))
    except (MemoryError, RecursionError) as error:
        return _outcome(read, _stopped(error))


def verify_many(claims: Iterable[Any], jobs: int = 2, budget: float = BUDGET) -> list[Outcome]:
    """Judge each claim, ``(lhs, rhs)`` or a mapping with the arguments of :func:`verify`, in a worker of its own.

    A worker is killed after ``budget`` seconds. The outcomes are in the order of the claims, and whatever happens to one, the
    others are unharmed.
    """
    from symverify.channel import Json
    from symverify.judging import ended, judge_request, verdict_of
    from symverify.pool import Event, Pool, Task

    verdicts: dict[int, Verdict] = {}
    found: dict[int, Claim] = {}
    last: dict[int, Json] = {}
    with Pool(jobs) as pool:
        for number, given in enumerate(claims):
            read = _read_one(given)
            if isinstance(read, Verdict):
                verdicts[number] = read
                continue
            found[number] = read
            verdicts[number] = ended(Event(number))
            try:
                request = judge_request(read, (), WORK, unmetered=True)
            except (MemoryError, RecursionError) as error:
                verdicts[number] = _stopped(error)
                continue
            pool.submit(Task(number, request, budget, budget))
        for event in pool.events():
            assert isinstance(event.key, int)
            if event.ending is None:
                last[event.key] = event.body
            else:
                verdicts[event.key] = verdict_of(last.get(event.key), event)
    return [_outcome(found.get(number), verdicts[number]) for number in sorted(verdicts)]


def _read_one(given: Any) -> Claim | Verdict:
    try:
        if isinstance(given, Mapping):
            return _read(**{str(key): value for key, value in given.items()})
        return _read(*given)
    except Exception as error:
        return Verdict(Status.UNDECIDED, UndecidedReason.OUTSIDE_FRAGMENT, f"not readable: {error}", "SV110")


def _read(
    lhs: Any, rhs: Any, relation: str = "=", where: Sequence[Any] = (), digits: int | None = None,
    definitions: Mapping[Any, Any] | None = None,
) -> Claim | Verdict:
    from symverify.kernel.check import ill_formed
    from symverify.sources.python.relations import read_claim

    try:
        return read_claim(lhs, rhs, relation, tuple(where), digits, dict(definitions or {}))
    except IllFormed as error:
        return ill_formed(error.code, error.message)
    except (MemoryError, RecursionError) as error:
        return _stopped(error)


def _stopped(error: BaseException) -> Verdict:
    if isinstance(error, MemoryError):
        return Verdict(Status.UNDECIDED, UndecidedReason.BUDGET_MEMORY, "the memory ran out")
    return Verdict(Status.UNDECIDED, UndecidedReason.OUTSIDE_FRAGMENT, "the expression is nested too deeply")


def _outcome(claim: Claim | None, verdict: Verdict) -> Outcome:
    shown: Shown | None = None
    found = None if claim is None else refutation(claim, verdict)
    if claim is not None and found is not None:
        shown = Shown(
            dict(found.sizes), dict(found.point), dict(found.functions), found.entry, found.left, found.right, found.precision,
            in_words(claim, verdict),
        )
    return Outcome(
        verdict.status, _plain(verdict.conditions), _plain(verdict.domain), shown, verdict.evidence, verdict.trusted,
        verdict.reason, verdict.note, verdict.code, verdict, claim,
    )


def _plain(terms: Iterable[Term]) -> tuple[str, ...]:
    return tuple(plain(term) for term in terms)
