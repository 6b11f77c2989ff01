"""Asking a worker to judge a claim, and reading what it answered, whatever became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symverify.channel import Json
from symverify.language.claims import Claim
from symverify.language.verdicts import Status, UndecidedReason, Verdict
from symverify.language.wire import WireError, decode, encode
from symverify.pool import Ending, Event


def judge_request(claim: Claim, proved: Sequence[str], work: int, unmetered: bool) -> Json:
    """The request that judges a claim; ``proved`` are the used lines that are proved."""
    return {"claim": encode([claim]), "proved": list(proved), "work": work, "unmetered": unmetered}


def undecided(reason: UndecidedReason, note: str, code: str = "") -> Verdict:
    """An undecided verdict."""
    return Verdict(Status.UNDECIDED, reason=reason, note=note, code=code)


def read_verdict(body: Json) -> tuple[Verdict, tuple[Verdict, Verdict] | None]:
    """The verdict in an answer, and proof and refutation if the answer is that there are both."""
    # The worker is one of ours and has just asked the kernel: the one place where a verdict arrives instead of being made.
    try:
        if "clash" in body:
            proof, refutation = decode(body["clash"], Verdict, Verdict)
            return undecided(UndecidedReason.CERTIFICATE_REJECTED, "both proved and refuted", "SV901"), (proof, refutation)
        (verdict,) = decode(body["verdict"] if "verdict" in body else body["partial"], Verdict)
    except (WireError, KeyError, TypeError) as error:
        return undecided(UndecidedReason.NO_STRATEGY, f"an unreadable verdict: {error}", "SV902"), None
    assert isinstance(verdict, Verdict)
    return verdict, None


def verdict_of(body: Json | None, event: Event) -> Verdict:
    """The verdict on a single claim from the last thing its worker said and how it ended."""
    if body is None:
        return ended(event)
    verdict, _ = read_verdict(body)
    if "partial" in body and event.ending is not Ending.DONE:
        return replace(verdict, note=f"{verdict.note}; then {ended(event).note}")
    return verdict


def ended(event: Event) -> Verdict:
    """The verdict on a claim whose worker ended before it said anything."""
    if event.ending is Ending.TIME:
        return undecided(UndecidedReason.BUDGET_TIME, event.note)
    if event.ending is Ending.MEMORY:
        return undecided(UndecidedReason.BUDGET_MEMORY, event.note)
    return undecided(UndecidedReason.NO_STRATEGY, event.note or "no verdict arrived", "SV902")
