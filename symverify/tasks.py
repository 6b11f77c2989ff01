"""What a worker is asked to do: read a derivation file, or judge one claim. Runs in the servers' forks only."""

from __future__ import annotations

from collections.abc import Callable

from symverify.channel import Json

Emit = Callable[[Json], None]
Perform = Callable[[Json, Emit], None]


def prepare(kind: str) -> Perform:
    """Import what tasks of this kind need, and nothing else: reading wants SymPy, judging does not."""
    return _reading() if kind == "read" else _judging()


def _reading() -> Perform:
    from symverify.sources.python.reading import read

    return lambda request, emit: read(request["path"], request["shown"], emit)


def _judging() -> Perform:
    from symverify.kernel.check import kernel_digest
    from symverify.language.claims import Claim
    from symverify.language.verdicts import Verdict
    from symverify.language.wire import decode, encode
    from symverify.prover import Clash, judge
    from symverify.strategies import STRATEGIES

    digest = kernel_digest()
    _rehearse()

    def perform(request: Json, emit: Emit) -> None:
        if "claim" not in request:
            emit({"kernel": digest})
            return

        def partial(verdict: Verdict) -> None:
            emit({"partial": encode([verdict])})

        (claim,) = decode(request["claim"], Claim)
        try:
            proved = frozenset(request["proved"])
            verdict = judge(claim, proved, request["work"], request["unmetered"], partial, STRATEGIES)
        except Clash as clash:
            emit({"clash": encode([clash.proof, clash.refutation])})
        else:
            emit({"verdict": encode([verdict])})

    return perform


def _rehearse() -> None:
    """Judge two small claims before the first fork: what is loaded and compiled by then, every worker has for nothing."""
    from symverify.language.claims import Claim, Context, Definition, Hypothesis
    from symverify.language.sorts import INTEGER, REAL, sequence
    from symverify.language.terms import ONE, ZERO, add, app, at, mul, name, num, sub
    from symverify.prover import judge

    t, w = name("t"), name("w")
    before = at("h", sub(t, ONE))
    context = Context().declare("w", REAL).declare("t", INTEGER).declare("h", sequence(REAL, ZERO))
    context = context.define(Definition("h", app("logistic", mul(w, before)), "t", ONE))
    context = context.assume(Hypothesis("t >= 1", app("ge", t, ONE)))
    slope = app("diff", at("h", t), before)
    for factor in (ONE, num(2)):
        right = mul(factor, w, at("h", t), add(ONE, mul(num(-1), at("h", t))))
        judge(Claim("rehearsal", app("eq", slope, right), context))
