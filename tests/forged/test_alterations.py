"""Altered evidence and altered claims: nothing false is proved, nothing true refuted, and no condition is lost."""

from __future__ import annotations

import typing
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cache

import pytest
from forged.alterations import Alteration, alterations, written, wrong_claims
from forged.corpus import Entry, checked, corpus
from forged.oracle import looks_false, place_of, truth_at

from symverify.kernel.check import check
from symverify.language.claims import Claim
from symverify.language.evidence import Counterexample, Evidence, Point
from symverify.language.terms import Term
from symverify.language.verdicts import Status, Verdict
from symverify.language.wire import WireError, decode
from symverify.prover import Clash, judge

pytestmark = pytest.mark.slow

HOLDS = (Status.PROVED, Status.CONDITIONAL)
DECIDED = (*HOLDS, Status.REFUTED)
KINDS = (*(cls.__name__ for cls in typing.get_args(Evidence)), "Row", "Multiple", "Point", "Witness")
LEAST = 10


@dataclass
class Tally:
    """What became of the alterations of one kind."""

    made: Counter[str] = field(default_factory=Counter)
    accepted: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)


@cache
def false(claim: Claim) -> bool | None:
    """The oracle's word on a claim, asked once."""
    return looks_false(claim)


def wrong(claim: Claim, verdict: Verdict) -> str | None:
    """What an independent calculation says against a decided verdict."""
    if verdict.status in HOLDS and false(claim) is True:
        return f"{verdict.status}, and false at an admissible point"
    if verdict.status is Status.REFUTED:
        if isinstance(verdict.evidence, Counterexample):
            if truth_at(claim, place_of(verdict.evidence.point, claim.context)) is True and claim.goal.head != "independent":
                return "refuted, and true at the point"
        elif false(claim) is False:
            return "refuted, and true at every point tried"
    return None


def outcome(entry: Entry, honest: Verdict, altered: Alteration, tally: Tally) -> None:
    """Check one altered report and note what is wrong with its verdict, if anything."""
    tally.made[altered.kind] += 1
    try:
        claim, evidence, witness = decode(altered.message, Claim, Evidence, Point | None)
    except WireError:
        return
    verdict = check(claim, evidence, witness)
    if verdict.status not in DECIDED:
        return
    tally.accepted[altered.kind] += 1
    complaint = wrong(claim, verdict)
    if (verdict.status is Status.REFUTED) is not (honest.status is Status.REFUTED):
        complaint = f"{verdict.status} where the honest evidence gives {honest.status}"
    elif verdict.status in HOLDS:
        own = {part for part in honest.conditions if part.head != "line"}
        if verdict.domain != honest.domain or not own <= set(verdict.conditions):
            complaint = "a domain or condition is lost"
        if honest.status is Status.CONDITIONAL and verdict.status is Status.PROVED and entry.id != "line":
            complaint = "conditional evidence altered into a proof"
    if complaint:
        tally.failures.append(f"{entry.id}: {altered.kind}.{altered.field} {altered.what}: {complaint}")


def sweep(entries: tuple[Entry, ...], per_field: int) -> Tally:
    """Alter all evidence of the entries."""
    tally = Tally()
    for entry in entries:
        assert entry.evidence is not None, entry.id
        honest = checked(entry)
        message = written(entry.claim, entry.evidence, entry.witness)
        context = entry.claim.context
        labels = (*(hypothesis.label for hypothesis in context.hypotheses), *(line.id for line in entry.claim.uses))
        names = tuple(declaration.name for declaration in context.declarations)
        for altered in alterations(message, labels, names, per_field):
            outcome(entry, honest, altered, tally)
    return tally


def shown(tally: Tally) -> str:
    """kind -> alterations, accepted, rejected."""
    lines = [f"{'kind':16}{'altered':>9}{'accepted':>10}{'rejected':>10}"]
    for kind in KINDS:
        made, accepted = tally.made[kind], tally.accepted[kind]
        lines.append(f"{kind:16}{made:>9}{accepted:>10}{made - accepted:>10}")
    return "\n".join(lines)


def test_the_honest_evidence_is_accepted() -> None:
    for entry in corpus():
        assert entry.evidence is not None, entry.id
        verdict = checked(entry)
        assert verdict.status is entry.status, f"{entry.id}: {verdict.status} ({verdict.note})"
        assert wrong(entry.claim, verdict) is None, entry.id


def test_what_was_written_is_read_again() -> None:
    for entry in corpus():
        assert entry.evidence is not None
        message = written(entry.claim, entry.evidence, entry.witness)
        assert decode(message, Claim, Evidence, Point | None) == [entry.claim, entry.evidence, entry.witness]


def test_every_field_of_every_kind_altered(capsys: pytest.CaptureFixture[str]) -> None:
    tally = sweep(corpus(), 4)
    with capsys.disabled():
        print("\n" + shown(tally))
    assert tally.failures == []
    few = {kind: tally.made[kind] for kind in KINDS if tally.made[kind] < LEAST}
    assert not few, f"fewer than {LEAST} alterations: {few}"


@pytest.mark.slow
def test_every_field_altered_in_many_more_ways() -> None:
    tally = sweep(corpus(), 7)
    assert tally.failures == []


# ---------------------------------------------------------------- altered claims
def claims_altered(entry: Entry, limit: int) -> tuple[Counter[str], list[str]]:
    """Old evidence on altered claims: counts of what became of them, and what is wrong."""
    counts: Counter[str] = Counter()
    failures = []
    assert entry.evidence is not None
    for what, claim in wrong_claims(entry.claim, limit):
        verdict = check(claim, entry.evidence, entry.witness)
        if verdict.status not in DECIDED:
            counts["rejected"] += 1
            continue
        told = false(claim)
        counts["cannot tell" if told is None else "confirmed"] += 1
        complaint = wrong(claim, verdict)
        if complaint:
            failures.append(f"{entry.id}: {what}: {claim.goal!r} {complaint}")
    return counts, failures


def test_old_evidence_does_not_prove_an_altered_claim(capsys: pytest.CaptureFixture[str]) -> None:
    counts: Counter[str] = Counter()
    failures: list[str] = []
    for entry in corpus():
        more, found = claims_altered(entry, 30)
        counts += more
        failures += found
    with capsys.disabled():
        print("\naltered claims: " + ", ".join(f"{key} {counts[key]}" for key in sorted(counts)))
    assert failures == []
    assert counts["rejected"] > 500


@pytest.mark.slow
@pytest.mark.parametrize("entry", corpus(), ids=lambda entry: entry.id)
def test_an_altered_claim_is_judged_rightly(entry: Entry) -> None:
    for what, claim in wrong_claims(replace(entry.claim, uses=()), 10):
        try:
            verdict = judge(claim, limit=20_000)
        except Clash as clash:
            pytest.fail(f"{what}: {claim.goal!r}: {clash}")
        complaint = wrong(claim, verdict)
        assert complaint is None, f"{what}: {claim.goal!r} {complaint}"


def test_a_goal_is_a_term() -> None:
    for entry in corpus():
        assert all(isinstance(claim.goal, Term) for _, claim in wrong_claims(entry.claim, 3))
