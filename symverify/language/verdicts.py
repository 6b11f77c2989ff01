"""Verdicts and the words they are made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from symverify.language.terms import Term

if TYPE_CHECKING:
    from symverify.language.evidence import Evidence, Point


class Status(StrEnum):
    """The five outcomes; DESIGN words, fixed once."""

    PROVED = "proved"
    CONDITIONAL = "conditional"
    REFUTED = "refuted"
    UNDECIDED = "undecided"
    ILL_FORMED = "ill-formed"


class UndecidedReason(StrEnum):
    """Why a claim is undecided; a closed list."""

    NO_STRATEGY = "no-strategy"
    OUTSIDE_FRAGMENT = "outside-fragment"
    BUDGET_WORK = "budget-work"
    BUDGET_TIME = "budget-time"
    BUDGET_MEMORY = "budget-memory"
    SAMPLED_ONLY = "sampled-only"
    CONTRADICTORY_HYPOTHESES = "contradictory-hypotheses"
    TRUSTED_ONLY = "trusted-only"
    CERTIFICATE_REJECTED = "certificate-rejected"


@dataclass(frozen=True, slots=True)
class Ball:
    """A rigorous enclosure as decimal text: the value lies within ``rad`` of ``mid`` (both may be ``a + b i``)."""

    mid: str
    rad: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the kernel says of one claim.

    Decided verdicts are constructed in ``kernel/check.py`` alone. ``sides`` are the enclosures of both sides at a
    counterexample, ``work`` counts kernel and strategy steps, ``rests_on`` names kernel files.
    """

    status: Status
    reason: UndecidedReason | None = None
    note: str = ""
    code: str = ""
    evidence: Evidence | None = None
    domain: tuple[Term, ...] = ()
    conditions: tuple[Term, ...] = ()
    trusted: tuple[str, ...] = ()
    witness: Point | None = None
    sides: tuple[Ball, Ball] | None = None
    entry: tuple[int, int] | None = None
    precision: int = 0
    work: int = 0
    rests_on: tuple[str, ...] = ()
    residual: Term | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a report says the verdict was: decoded from JSON, to be compared with a verdict made anew, never trusted."""

    status: str
    reason: str | None
    domain: tuple[Term, ...]
    conditions: tuple[Term, ...]
    trusted: tuple[str, ...]
    evidence: Evidence | None
    witness: Point | None
