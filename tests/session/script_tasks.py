"""A reader and a judge that follow a script: each line of the "derivation file" says what to claim and how judging it goes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

from symverify.language.claims import Claim, Exercise, Line, Span
from symverify.language.diagnostics import Diagnostic
from symverify.language.evidence import Identity
from symverify.language.terms import app, name
from symverify.language.verdicts import Status, UndecidedReason, Verdict
from symverify.language.wire import decode, encode

Emit = Callable[[Any], None]


def prepare(kind: str) -> Callable[[Any, Emit], None]:
    """Read a script, or judge as the name on the left of the goal says."""
    return _read if kind == "read" else _judge


def _read(request: Any, emit: Emit) -> None:
    claims: dict[str, Claim] = {}
    exercise = ""
    with open(request["path"], encoding="utf-8") as file:
        for number, text in enumerate(file, 1):
            words = text.split()
            match words:
                case ["#", "exercise", exercise]:
                    emit({"kind": "exercise", "value": encode([Exercise(exercise, "a title", request["shown"])])})
                case ["#", "hang"]:
                    time.sleep(600)
                case ["#", "die"]:
                    os._exit(1)
                case ["#", "fail"]:
                    raise ValueError("reading failed")
                case ["#", "allocate"]:
                    bytearray(1 << 40)
                case ["#", "unread"]:
                    diagnostic = Diagnostic("SV101", "undeclared", Span(request["shown"], number, 1))
                    emit({"kind": "unread", "exercise": exercise, "typed": "q", "value": encode([diagnostic])})
                case ["#", "claim", label, what, *rest]:
                    line = _line(f"{exercise}/{label}", label, what, rest, claims, Span(request["shown"], number, 1))
                    claims[line.claim.id] = line.claim
                    emit({"kind": "line", "exercise": exercise, "value": encode([line])})


def _line(id: str, label: str, what: str, rest: list[str], claims: dict[str, Claim], span: Span) -> Line:
    words = dict(word.split("=") for word in rest)
    uses = (claims[words["uses"]],) if "uses" in words else ()
    claim = Claim(id, app("eq", name(what), name("right")), uses=uses, span=span)
    step = Claim(id, app("eq", name(words["step"]), name("right"))) if "step" in words else None
    return Line(claim, label, f"{what} = right", Status(words.get("expect", "proved")), step)


def _judge(request: Any, emit: Emit) -> None:
    if "claim" not in request:
        emit({"kernel": "stand-in"})
        return
    (claim,) = decode(request["claim"], Claim)
    match claim.goal.args[0].text:
        case "proved" | "refuted" as status:
            verdict = Verdict(Status(status), evidence=Identity(), work=7)
        case "slow":
            time.sleep(0.1)
            verdict = Verdict(Status.PROVED, evidence=Identity())
        case "hang":
            time.sleep(600)
        case "die":
            os._exit(0)
        case "partly":
            emit({"partial": encode([Verdict(Status.UNDECIDED, UndecidedReason.SAMPLED_ONLY, "so far")])})
            time.sleep(600)
        case "allocate":
            bytearray(1 << 40)
        case "clash":
            emit({"clash": encode([Verdict(Status.PROVED, evidence=Identity()), Verdict(Status.REFUTED, evidence=Identity())])})
            return
        case "uses":
            missing = [used.id for used in claim.uses if used.id not in request["proved"]]
            conditions = tuple(app("line", value=id) for id in missing)
            verdict = Verdict(Status.CONDITIONAL if missing else Status.PROVED, evidence=Identity(), conditions=conditions)
        case "garbled":
            emit({"verdict": {"nodes": [], "values": [{"status": "proved"}]}})
            return
        case _:
            raise ValueError("judging failed")
    emit({"verdict": encode([verdict])})
