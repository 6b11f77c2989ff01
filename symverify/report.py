"""The report: everything a reporter may use, as frozen data. Reporters know no mathematics, so formulas come typeset."""

from __future__ import annotations

from dataclasses import dataclass, field

from symverify.language.claims import Claim, Span
from symverify.language.diagnostics import Diagnostic
from symverify.language.terms import Term
from symverify.language.verdicts import Ball, Status, Verdict

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Formula:
    """A term and its typeset forms."""

    term: Term
    latex: str
    plain: str


@dataclass(frozen=True, slots=True)
class Refutation:
    """A counterexample ready to be shown: ``sizes``, ``point`` and ``functions`` map names to plain text, in the order of
    declaration.
    """

    sizes: tuple[tuple[str, str], ...]
    point: tuple[tuple[str, str], ...]
    functions: tuple[tuple[str, str], ...]
    entry: tuple[int, int] | None
    left: Ball | None
    right: Ball | None
    precision: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """One claim and its verdict, with everything the verdict mentions typeset."""

    claim: Claim
    goal: Formula
    verdict: Verdict
    domain: tuple[Formula, ...] = ()
    conditions: tuple[Formula, ...] = ()
    residual: Formula | None = None
    refutation: Refutation | None = None
    basis: tuple[str, ...] = ()
    """What the verdict rests on, in words, one line each ("normal form over 4 atoms", "induction on t: base case, step")."""


@dataclass(frozen=True, slots=True)
class LineReport:
    """One line: judged against the head of its chain (``main``) and against the line before it (``step``)."""

    id: str
    label: str
    typed: str
    readings: tuple[str, ...]
    uses: tuple[str, ...]
    scope: str
    expected: Status
    as_expected: bool
    better: bool
    main: Judgement
    step: Judgement | None
    span: Span
    diagnostic: Diagnostic | None


@dataclass(frozen=True, slots=True)
class Unread:
    """Something in the author's text that could not be read: counted, never looking like a pass."""

    typed: str
    diagnostic: Diagnostic


@dataclass(frozen=True, slots=True)
class ExerciseReport:
    """One exercise. ``status`` is ``as-expected``, ``not-as-expected`` or ``unreadable``."""

    id: str
    title: str
    path: str
    status: str
    assumptions: tuple[Formula, ...]
    lines: tuple[LineReport, ...]
    unread: tuple[Unread, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A whole run. ``problems`` are diagnostics that belong to no exercise, ``exit_status`` is that of DESIGN section 12."""

    version: str
    kernel: str
    reproducible: bool
    exercises: tuple[ExerciseReport, ...]
    problems: tuple[Diagnostic, ...] = field(default=())
    exit_status: int = 0
