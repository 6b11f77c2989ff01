"""Judging one claim in this process: strategies find, the kernel checks, and the work is counted.

Nothing here decides anything. A decided verdict is made by ``kernel.check`` alone; this module chooses the order, shares the
budget out, and, when nothing is decided, says why in the most informative of the reasons that were given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Protocol

from symverify.kernel.check import check, contradictory, meaning, well_formed
from symverify.kernel.meter import Meter, OutOfWork
from symverify.language.claims import Claim
from symverify.language.evidence import Counterexample, EmptyDomain, Evidence, Gap, Negation, Point
from symverify.language.verdicts import Status, UndecidedReason, Verdict

WORK = 1_000_000
_NOT_THIS_KIND = ("the goal is", "the goal has", "there is no", "points say nothing", "every obligation can")
_REFUTATIONS = (Counterexample, Negation, EmptyDomain)
# From the least to the most informative: what is reported when strategies gave different reasons.
_RANK = (
    UndecidedReason.CERTIFICATE_REJECTED,
    UndecidedReason.NO_STRATEGY,
    UndecidedReason.OUTSIDE_FRAGMENT,
    UndecidedReason.SAMPLED_ONLY,
    UndecidedReason.BUDGET_WORK,
    UndecidedReason.BUDGET_MEMORY,
    UndecidedReason.BUDGET_TIME,
    UndecidedReason.TRUSTED_ONLY,
    UndecidedReason.CONTRADICTORY_HYPOTHESES,
)


class Strategy(Protocol):
    """What a strategy looks like from here."""

    @property
    def name(self) -> str:
        """How it is called in notes."""

    @property
    def metered(self) -> bool:
        """Whether it counts its work, so that its outcome does not depend on the machine."""

    def find(self, claim: Claim, meter: Meter) -> Evidence | Gap:
        """Evidence for or against the claim, or an honest gap."""


class Clash(Exception):
    """One claim was both proved and refuted: a bug of ours, never the author's."""

    def __init__(self, claim: Claim, proof: Verdict, refutation: Verdict) -> None:
        super().__init__(f"{claim.id} was both proved and refuted")
        self.claim = claim
        self.proof = proof
        self.refutation = refutation


@dataclass(slots=True)
class _Run:
    """What has happened so far on one claim."""

    original: Claim
    claim: Claim
    proved: frozenset[str]
    meter: Meter
    point: Point | None = None
    looked: bool = False
    gaps: list[tuple[str, Gap]] = field(default_factory=list)
    internal: bool = False

    limit: int = 0

    def __post_init__(self) -> None:
        self.limit = self.meter.limit

    @property
    def spent(self) -> int:
        """Steps so far; the step that went beyond a share is not held against what comes after."""
        return self.meter.spent

    @property
    def left(self) -> int:
        return max(self.limit - self.meter.spent, 0)

    @contextmanager
    def allowed(self, share: int) -> Iterator[Meter]:
        """The claim's one meter, so that nothing is worked out twice, with ``share`` more steps to go."""
        self.meter.limit = ceiling = self.meter.spent + share
        try:
            yield self.meter
        finally:
            self.meter.spent = min(self.meter.spent, ceiling)
            self.meter.limit = self.limit

    def witness(self) -> Point | None:
        """A point at which everything is defined; searched for once a claim, on a share of its own."""
        if not self.looked:
            self.looked = True
            try:
                from symverify.strategies.witness import find_witness

                with self.allowed(self.left // 4) as meter:
                    self.point = find_witness(self.claim, meter)
            except (OutOfWork, RecursionError):
                self.point = None
            except MemoryError:
                raise
            except Exception as error:
                self.internal = True
                self.gaps.append(("witness", Gap(UndecidedReason.NO_STRATEGY, f"internal error, {_said(error)}")))
        return self.point

    def find(self, strategy: Strategy, share: int) -> Evidence | Gap:
        """What the strategy finds; an exception in it is a gap."""
        try:
            with self.allowed(share) as meter:
                return strategy.find(self.claim, meter)
        except OutOfWork:
            return Gap(UndecidedReason.BUDGET_WORK, f"stopped after {share} steps")
        except RecursionError:
            return Gap(UndecidedReason.OUTSIDE_FRAGMENT, "the expression is nested too deeply for it")
        except MemoryError:
            raise
        except Exception as error:
            self.internal = True
            return Gap(UndecidedReason.NO_STRATEGY, f"internal error, {_said(error)}")

    def ask(self, strategy: Strategy, share: int) -> Verdict | None:
        """The decided verdict that the strategy leads to, if any; otherwise one more gap is noted."""
        found = self.find(strategy, share)
        if isinstance(found, Gap):
            self.gaps.append((strategy.name, found))
            return None
        witness = None if isinstance(found, _REFUTATIONS) else self.witness()
        verdict = check(self.original, found, witness, self.proved, meter=self.meter)
        if verdict.status is not Status.UNDECIDED:
            return verdict
        if verdict.code == "SV901" and witness is not None:
            proof = check(self.original, found, None, self.proved, meter=self.meter)
            refutation = check(self.original, Counterexample(witness, 53), None, self.proved, meter=self.meter)
            raise Clash(self.original, proof, refutation)
        reason = verdict.reason or UndecidedReason.CERTIFICATE_REJECTED
        self.gaps.append((strategy.name, Gap(reason, verdict.note, verdict.residual)))
        return None


def judge(
    claim: Claim,
    proved: frozenset[str] = frozenset(),
    limit: int = WORK,
    unmetered: bool = False,
    preliminary: Callable[[Verdict], None] | None = None,
    strategies: Sequence[Strategy] | None = None,
    thorough: bool = False,
) -> Verdict:
    """The verdict on ``claim``, where ``proved`` are the ids of earlier lines that are proved.

    Metered strategies are tried first; before the first unmetered one ``preliminary`` receives the verdict so far, which
    stands if the clock has to step in. ``thorough`` tries every strategy even after a refutation. Raises Clash when the
    claim is
    both proved and refuted, and MemoryError.
    """
    wrong = well_formed(claim)
    if wrong is not None:
        return wrong
    if strategies is None:
        from symverify.strategies import STRATEGIES

        strategies = STRATEGIES
    run = _Run(claim, meaning(claim), proved, Meter(limit))
    verdict = _try_all(run, [strategy for strategy in strategies if strategy.metered], thorough)
    if unmetered and verdict.status is Status.UNDECIDED:
        rest = [strategy for strategy in strategies if not strategy.metered]
        if rest and preliminary is not None:
            preliminary(verdict)
        if rest:
            verdict = _try_all(run, rest, thorough)
    return verdict


def _try_all(run: _Run, strategies: Sequence[Strategy], thorough: bool) -> Verdict:
    # A proof or a refutation ends the search (the kernel evaluates both sides of a proved equation at the witness, so a
    # clash of
    # ours shows there), and so do conditions that the claim itself owes. Other conditional verdicts are kept while the rest is
    # tried: a proof may do without the earlier line, and a refutation outranks it.
    best: Verdict | None = None
    for strategy in strategies:
        share = run.left // 2
        if share <= 0:
            run.gaps.append((strategy.name, Gap(UndecidedReason.BUDGET_WORK, "no work left to try it")))
            continue
        verdict = run.ask(strategy, share)
        if verdict is None:
            continue
        if best is not None:
            _compare(run.claim, best, verdict)
        if (
            best is None
            or verdict.status is Status.REFUTED
            or (best.status is Status.CONDITIONAL and verdict.status is Status.PROVED)
        ):
            best = verdict
        if _final(best) and not (thorough and best.status is Status.REFUTED):
            break
    if best is not None:
        return replace(best, work=run.spent)
    return _undecided(run)


def _final(verdict: Verdict) -> bool:
    if verdict.status is Status.CONDITIONAL:
        return bool(verdict.conditions) and not any(term.head in ("line", "inhabited") for term in verdict.conditions)
    return True


def _compare(claim: Claim, one: Verdict, other: Verdict) -> None:
    statuses = {one.status, other.status}
    if statuses == {Status.PROVED, Status.REFUTED}:
        proof, refutation = (one, other) if one.status is Status.PROVED else (other, one)
        raise Clash(claim, proof, refutation)


def _undecided(run: _Run) -> Verdict:
    with run.allowed(max(run.left, 10_000)) as meter:
        try:
            if contradictory(run.claim, meter):
                run.gaps.append(("hypotheses", Gap(UndecidedReason.CONTRADICTORY_HYPOTHESES, "they contradict each other")))
        except OutOfWork:
            pass
    nothing = Gap(UndecidedReason.NO_STRATEGY)
    chosen = max((gap for _, gap in run.gaps), key=lambda gap: _RANK.index(gap.reason), default=nothing)
    residual = chosen.residual or next((gap.residual for _, gap in run.gaps if gap.residual is not None), None)
    # What does not apply to this kind of goal says nothing about this goal.
    told = dict.fromkeys(
        f"{name}: {gap.note or gap.reason}" for name, gap in run.gaps if not gap.note.startswith(_NOT_THIS_KIND)
    )
    tried = "; ".join(told)
    return Verdict(
        Status.UNDECIDED,
        reason=chosen.reason,
        note=f"tried {tried}" if tried else "nothing was tried",
        code="SV902" if run.internal else "",
        trusted=(),
        work=run.spent,
        residual=residual,
    )


def _said(error: BaseException) -> str:
    """The exception in one line, without addresses that would differ from run to run."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text[:120]}" if text and " at 0x" not in text else type(error).__name__
