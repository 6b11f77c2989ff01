"""What a worker is asked to do: read a derivation file, or judge one claim. Runs in the server's forks only."""

from __future__ import annotations

from collections.abc import Callable

from symverify.channel import Json
from symverify.kernel.check import kernel_digest
from symverify.language.claims import Claim
from symverify.language.verdicts import Verdict
from symverify.language.wire import decode, encode
from symverify.prover import Clash, judge
from symverify.sources.python.reading import read
from symverify.strategies import STRATEGIES

Emit = Callable[[Json], None]


def perform(request: Json, emit: Emit) -> None:
    """Answer one request of :mod:`symverify.session` or :mod:`symverify.api`."""
    match request["task"]:
        case "read":
            read(request["path"], request["shown"], emit)
        case "judge":
            _judge(request, emit)
        case "hello":
            emit({"kernel": kernel_digest()})
        case other:
            raise ValueError(f"no task {other!r}")


def _judge(request: Json, emit: Emit) -> None:
    (claim,) = decode(request["claim"], Claim)

    def partial(verdict: Verdict) -> None:
        emit({"partial": encode([verdict])})

    try:
        verdict = judge(claim, frozenset(request["proved"]), request["work"], request["unmetered"], partial, STRATEGIES)
    except Clash as clash:
        emit({"clash": encode([clash.proof, clash.refutation])})
        return
    emit({"verdict": encode([verdict])})
