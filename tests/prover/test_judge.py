"""The order of strategies, the sharing of work, and what is said when nothing is decided. The kernel is a stand-in here."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from symverify import prover
from symverify.kernel.meter import Meter
from symverify.language.claims import Claim
from symverify.language.evidence import Balls, Counterexample, Evidence, Gap, Identity, Point
from symverify.language.terms import app, name, num
from symverify.language.verdicts import Status, UndecidedReason, Verdict
from symverify.prover import Clash, judge

CLAIM = Claim("a", app("eq", name("x"), name("x")))
KERNEL = {"Identity": Status.PROVED, "Counterexample": Status.REFUTED, "Balls": Status.CONDITIONAL}


@dataclass(frozen=True)
class Fake:
    """Finds what it is given, after some work."""

    found: Evidence | Gap | Exception
    name: str = "fake"
    cost: int = 10
    metered: bool = True

    def find(self, claim: Claim, meter: Meter) -> Evidence | Gap:
        """As told."""
        meter.spend(self.cost)
        if isinstance(self.found, Exception):
            raise self.found
        return self.found


@pytest.fixture(autouse=True)
def kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kernel that believes everything, by kind."""

    def check(claim: Claim, evidence: Evidence, witness: Point | None, proved: frozenset[str], meter: Meter) -> Verdict:
        status = KERNEL.get(type(evidence).__name__)
        if status is None:
            return Verdict(Status.UNDECIDED, UndecidedReason.CERTIFICATE_REJECTED, "no")
        meter.spend(5)
        return Verdict(status, evidence=evidence)

    monkeypatch.setattr(prover, "check", check)
    monkeypatch.setattr(prover, "well_formed", lambda claim: None)
    monkeypatch.setattr(prover._Run, "witness", lambda run: None)


NO = Fake(Gap(UndecidedReason.NO_STRATEGY, "not mine"), "shy")
PROOF = Fake(Identity(), "proof")
REFUTATION = Fake(Counterexample(Point(), 53), "refutation")
CONDITION = Fake(Balls(53), "condition")


def status(*strategies: Fake) -> Status:
    """The status these strategies lead to."""
    return judge(CLAIM, strategies=strategies).status


def test_the_first_proof_ends_the_search() -> None:
    assert status(NO, PROOF, Fake(ValueError())) is Status.PROVED


@pytest.mark.parametrize("order", [(PROOF, CONDITION), (CONDITION, NO, PROOF)])
def test_a_proof_says_more_than_a_condition(order: tuple[Fake, ...]) -> None:
    assert status(*order) is Status.PROVED


@pytest.mark.parametrize("order", [(REFUTATION, CONDITION), (CONDITION, REFUTATION)])
def test_a_refutation_outranks_a_condition(order: tuple[Fake, ...]) -> None:
    assert status(*order) is Status.REFUTED


def test_a_refutation_ends_the_search() -> None:
    assert status(REFUTATION, Fake(ValueError())) is Status.REFUTED


def test_a_condition_stands_if_there_is_nothing_else() -> None:
    assert status(NO, CONDITION, NO) is Status.CONDITIONAL


def test_a_clash_stops_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    believing = prover.check

    def check(claim: Claim, evidence: Evidence, witness: Point | None, proved: frozenset[str], meter: Meter) -> Verdict:
        # The kernel saw at the witness that what the evidence proves is false there.
        if witness is not None:
            return Verdict(Status.UNDECIDED, UndecidedReason.CERTIFICATE_REJECTED, "clash", "SV901")
        return believing(claim, evidence, witness, proved, meter)

    monkeypatch.setattr(prover, "check", check)
    monkeypatch.setattr(prover._Run, "witness", lambda run: Point())
    with pytest.raises(Clash) as raised:
        judge(CLAIM, strategies=(PROOF,))
    assert raised.value.proof.status is Status.PROVED and raised.value.refutation.status is Status.REFUTED


def test_work_is_the_sum_of_all_that_was_done() -> None:
    assert judge(CLAIM, strategies=(NO, PROOF)).work == 10 + 10 + 5


def test_a_strategy_that_fails_is_a_gap_with_a_code() -> None:
    verdict = judge(CLAIM, strategies=(Fake(ValueError("oh\nno"), "broken"), NO))
    assert (verdict.status, verdict.reason, verdict.code) == (Status.UNDECIDED, UndecidedReason.NO_STRATEGY, "SV902")
    assert "broken: internal error, ValueError: oh no" in verdict.note
    assert status(Fake(ValueError()), PROOF) is Status.PROVED


def test_out_of_work_is_a_gap_and_leaves_work_for_others() -> None:
    hungry = Fake(Identity(), "hungry", cost=10**9)
    assert status(hungry, PROOF) is Status.PROVED
    assert judge(CLAIM, strategies=(hungry, NO)).reason is UndecidedReason.BUDGET_WORK


def test_nesting_too_deep_is_a_gap() -> None:
    verdict = judge(CLAIM, strategies=(Fake(RecursionError()),))
    assert verdict.reason is UndecidedReason.OUTSIDE_FRAGMENT and verdict.code == ""


def test_memory_is_not_for_strategies_to_judge() -> None:
    with pytest.raises(MemoryError):
        judge(CLAIM, strategies=(Fake(MemoryError()),))  # type: ignore[arg-type]


def test_rejected_evidence_is_told_but_other_reasons_say_more() -> None:
    rejected = Fake(replace(Identity(), rows=()), "odd")
    object.__setattr__(rejected, "found", Gap(UndecidedReason.CERTIFICATE_REJECTED, "no"))
    assert judge(CLAIM, strategies=(rejected,)).reason is UndecidedReason.CERTIFICATE_REJECTED
    verdict = judge(CLAIM, strategies=(rejected, NO))
    assert verdict.reason is UndecidedReason.NO_STRATEGY and "odd: no" in verdict.note


@pytest.mark.parametrize(("low", "high"), list(zip(prover._RANK, prover._RANK[1:], strict=False)))
def test_the_most_informative_reason_is_given_whatever_the_order(low: UndecidedReason, high: UndecidedReason) -> None:
    gaps = (Fake(Gap(low)), Fake(Gap(high)))
    assert judge(CLAIM, strategies=gaps).reason is high
    assert judge(CLAIM, strategies=gaps[::-1]).reason is high


def test_every_reason_has_a_rank() -> None:
    assert set(prover._RANK) == set(UndecidedReason)


def test_unmetered_strategies_come_last_and_only_when_asked_for() -> None:
    slow = Fake(Identity(), "slow", metered=False)
    assert judge(CLAIM, strategies=(slow, NO)).status is Status.UNDECIDED
    seen: list[Verdict] = []
    assert judge(CLAIM, strategies=(slow, NO), unmetered=True, preliminary=seen.append).status is Status.PROVED
    assert [verdict.reason for verdict in seen] == [UndecidedReason.NO_STRATEGY]


def test_ill_formed_comes_before_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = Verdict(Status.ILL_FORMED, note="no", code="SV101")
    monkeypatch.setattr(prover, "well_formed", lambda claim: wrong)
    assert judge(CLAIM, strategies=(PROOF,)) is wrong


def test_residual_is_kept() -> None:
    gap = Gap(UndecidedReason.NO_STRATEGY, "", num(3))
    assert judge(CLAIM, strategies=(NO, Fake(gap))).residual is num(3)
