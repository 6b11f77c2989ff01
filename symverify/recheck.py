"""Check the evidence of a JSON report again, with floors 0 and 1 alone: no SymPy, no strategy, no search.

Every claim is decoded, the kernel judges its evidence anew, and what it says is compared with what the report says. What the
report says is never trusted: an earlier line counts as proved only if it has been proved again here.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from symverify.diagnose.points import refutation
from symverify.kernel.check import check, well_formed
from symverify.kernel.meter import OutOfWork
from symverify.language.claims import Claim, Context
from symverify.language.evidence import Counterexample, EmptyDomain, Evidence, Negation, Point
from symverify.language.terms import Term
from symverify.language.verdicts import Ball, Status, UndecidedReason, Verdict
from symverify.language.wire import Decoder, WireError
from symverify.report import SCHEMA

Json = Any
_RELATIONS = {"eq": "=", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}


class Unreadable(WireError):
    """The JSON is not a report of this schema (SV002)."""

    code = "SV002"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A place where the report says something else than the kernel does."""

    id: str
    field: str
    recorded: str
    found: str

    def __str__(self) -> str:
        return f"{self.id}: {self.field} is {self.recorded} in the report, and {self.found} when checked again"


def read_report(text: str) -> Json:
    """The JSON of a report. Raises Unreadable."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"not JSON: {error}") from error
    if not isinstance(content, dict) or "schema" not in content or "nodes" not in content:
        raise Unreadable("not a report of symverify")
    if content["schema"] != SCHEMA:
        raise Unreadable(f"schema {content['schema']!r}, and this version reads schema {SCHEMA}")
    return content


def recheck(report: Json, progress: Callable[[str], None] | None = None) -> list[Disagreement]:
    """What the report says otherwise than the kernel; empty if it agrees with every verdict. Raises Unreadable."""
    try:
        return _Recheck(report, progress).all()
    except Unreadable:
        raise
    except (WireError, KeyError, TypeError, AttributeError, ValueError, IndexError) as error:
        reason = f"there is no {error}" if isinstance(error, KeyError) else str(error)
        raise Unreadable(f"not a report of symverify: {reason}") from error


class _Recheck:
    def __init__(self, report: Json, progress: Callable[[str], None] | None) -> None:
        if not isinstance(report, dict) or report.get("schema") != SCHEMA:
            raise Unreadable("not a report of this schema")
        self.report = report
        self.progress = progress
        self.decoder = Decoder(report["nodes"])
        self.claims: dict[str, Claim] = {}
        self.proved: set[str] = set()
        self.found: list[Disagreement] = []

    def all(self) -> list[Disagreement]:
        for exercise in _list(self.report["exercises"]):
            for written in _list(exercise["claims"]):
                self._claim(written)
        return self.found

    def _claim(self, written: Json) -> None:
        id = _text(written["id"])
        if self.progress is not None:
            self.progress(id)
        if id in self.claims:
            raise Unreadable(f"two claims with the id {id}")
        context = self.decoder.value(Context, written["context"])
        claim = Claim(id, self.decoder.term(written["goal"]), context, self._used(written["uses"]))
        verdict = self._judge(claim, written)
        self._compare(claim, "", written, verdict)
        self._equal(id, "relation", written["relation"], _RELATIONS.get(claim.relation, claim.relation.replace("_", "-")))
        self._equal(id, "domain", self._terms(written["domain"]), verdict.domain)
        self._equal(id, "trusted", tuple(_list(written["trusted"])), verdict.trusted)
        self._step(id, written)
        self.claims[id] = claim
        if verdict.status is Status.PROVED:
            self.proved.add(id)

    def _step(self, id: str, written: Json) -> None:
        step = written["step_verdict"]
        if (written["step"] is None) != (step is None):
            raise Unreadable("`step` and `step_verdict` belong together")
        if step is None:
            return
        context = self.decoder.value(Context, step["context"])
        claim = Claim(id, self.decoder.term(step["goal"]), context, self._used(step["uses"]))
        verdict = self._judge(claim, step)
        self._equal(id, "step", written["step"], step["status"])
        self._compare(claim, "step ", step, verdict)

    def _used(self, ids: Json) -> tuple[Claim, ...]:
        unknown = [id for id in _list(ids) if id not in self.claims]
        if unknown:
            raise Unreadable(f"the line {unknown[0]} is used before it is there")
        return tuple(self.claims[id] for id in ids)

    def _judge(self, claim: Claim, written: Json) -> Verdict:
        evidence: Evidence | None = self.decoder._read(Evidence | None, written["evidence"])
        witness: Point | None = self.decoder._read(Point | None, written["witness"])
        wrong = well_formed(claim)
        if wrong is not None:
            return wrong
        if evidence is None:
            # Nothing was claimed, so there is nothing to check again; a decided status without evidence is caught below.
            return Verdict(Status.UNDECIDED, _reason(written["reason"]))
        try:
            return check(claim, evidence, witness, frozenset(self.proved))
        except OutOfWork:
            return Verdict(Status.UNDECIDED, UndecidedReason.BUDGET_WORK)

    def _compare(self, claim: Claim, what: str, written: Json, verdict: Verdict) -> None:
        id = claim.id
        self._equal(id, f"{what}status", _text(written["status"]), str(verdict.status))
        self._equal(id, f"{what}reason", written["reason"], None if verdict.reason is None else str(verdict.reason))
        self._equal(id, f"{what}conditions", self._terms(written["conditions"]), verdict.conditions)
        self._counterexample(claim, what, written["counterexample"], verdict)

    def _counterexample(self, claim: Claim, what: str, shown: Json, verdict: Verdict) -> None:
        id = claim.id
        by_point = isinstance(verdict.evidence, Counterexample | Negation | EmptyDomain) and verdict.status is Status.REFUTED
        if not by_point:
            self._equal(id, f"{what}counterexample", shown, None)
            return
        if shown is None:
            if isinstance(verdict.evidence, Counterexample):
                self._equal(id, f"{what}counterexample", None, "a point")
            return
        told = refutation(claim, verdict)
        for field in ("sizes", "point", "functions"):  # what a reader sees is what was checked
            self._equal(id, f"{what}{field}", shown[field], dict(getattr(told, field)) if told is not None else {})
        sides = verdict.sides or (None, None)
        entry = None if shown["entry"] is None else tuple(shown["entry"])
        self._equal(id, f"{what}entry", entry, verdict.entry)
        self._equal(id, f"{what}precision", shown["precision"], verdict.precision)
        self._equal(id, f"{what}left", _ball(shown["left"]), sides[0])
        self._equal(id, f"{what}right", _ball(shown["right"]), sides[1])

    def _terms(self, written: Json) -> tuple[Term, ...]:
        return tuple(self.decoder.term(part["term"]) for part in _list(written))

    def _equal(self, id: str, field: str, recorded: object, found: object) -> None:
        if recorded != found:
            self.found.append(Disagreement(id, field, _shown(recorded), _shown(found)))


def _text(value: Json) -> str:
    if not isinstance(value, str):
        raise Unreadable(f"expected text, found {type(value).__name__}")
    return value


def _list(value: Json) -> list[Json]:
    if not isinstance(value, list):
        raise Unreadable(f"expected a list, found {type(value).__name__}")
    return value


def _reason(value: Json) -> UndecidedReason:
    try:
        return UndecidedReason(value)
    except ValueError:
        return UndecidedReason.NO_STRATEGY


def _ball(written: Json) -> Ball | None:
    return None if written is None else Ball(_text(written["mid"]), _text(written["rad"]))


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(_shown(part) for part in value) or "none"
    return "none" if value is None else repr(value) if isinstance(value, Term) else str(value)
