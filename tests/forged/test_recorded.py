"""The recorded verdict altered: ``recheck`` believes nothing a report says, and an altered node table is never a traceback."""

from __future__ import annotations

import json
from typing import Any

import pytest
from forged.corpus import checked, corpus
from forged.oracle import looks_false

from symverify.diagnose.points import refutation as told_by
from symverify.language.claims import Claim, Context
from symverify.language.verdicts import Ball, Verdict
from symverify.language.wire import Decoder, Encoder, WireError
from symverify.recheck import recheck
from symverify.report import SCHEMA
from symverify.reporters.json import _relation as relation

pytestmark = pytest.mark.slow

Json = Any


def ball(value: Ball | None) -> Json:
    """An enclosure as a report has it."""
    return None if value is None else {"mid": value.mid, "rad": value.rad}


def refutation(claim: Claim, verdict: Verdict) -> Json:
    """The counterexample as a report has it."""
    if verdict.sides is None:
        return None
    left, right = verdict.sides
    place = {"entry": None if verdict.entry is None else list(verdict.entry), "precision": verdict.precision}
    told = told_by(claim, verdict)
    shown = {field: dict(getattr(told, field)) if told is not None else {} for field in ("sizes", "point", "functions")}
    return {**shown, "left": ball(left), "right": ball(right), **place}


@pytest.fixture(scope="module")
def report() -> Json:
    """A report of the corpus, earlier lines left out."""
    encoder = Encoder()
    claims = []
    for entry in corpus():
        if entry.claim.uses:
            continue
        verdict = checked(entry)
        claims.append(
            {
                "id": entry.id,
                "goal": encoder.term(entry.claim.goal),
                "context": encoder.value(entry.claim.context),
                "uses": [],
                "relation": relation(entry.claim),
                "status": str(verdict.status),
                "reason": verdict.reason,
                "domain": [{"latex": "", "term": encoder.term(part)} for part in verdict.domain],
                "conditions": [{"latex": "", "term": encoder.term(part)} for part in verdict.conditions],
                "trusted": [],
                "evidence": encoder.value(verdict.evidence),
                "witness": encoder.value(verdict.witness),
                "counterexample": refutation(entry.claim, verdict),
                "step": None,
                "step_verdict": None,
            }
        )
    return {"schema": SCHEMA, "nodes": encoder.nodes, "exercises": [{"claims": claims}]}


def test_the_honest_report_agrees(report: Json) -> None:
    assert [str(found) for found in recheck(report)] == []


def test_no_recorded_word_is_believed(report: Json) -> None:
    unnoticed = []
    claims = report["exercises"][0]["claims"]
    for place, claim in enumerate(claims):
        others: list[tuple[str, Json]] = [
            ("status", other) for other in ("proved", "conditional", "refuted", "undecided", "ill-formed")
        ]
        others += [("reason", "budget-work"), ("trusted", ["SymPy"]), ("relation", "~"), ("evidence", None)]
        others += [("domain", [{"latex": "", "term": 0}]), ("conditions", [*claim["conditions"], {"latex": "", "term": 0}])]
        others += [(key, []) for key in ("domain", "conditions") if claim[key]]
        shown = claim["counterexample"]
        if shown is not None:
            others += [("counterexample", None)]
            others += [
                ("counterexample", {**shown, "precision": shown["precision"] + 1}),
                ("counterexample", {**shown, "entry": [7, 7]}),
            ]
            others += [("counterexample", {**shown, key: {"mid": "7", "rad": "0"}}) for key in ("left", "right")]
        elif claim["status"] != "refuted":
            others += [("counterexample", {"entry": None, "precision": 53, "left": None, "right": None})]
        for key, other in others:
            if claim[key] == other:
                continue
            altered = {**report, "exercises": [{"claims": [{**claim, key: other}]}]}
            if not recheck(altered):
                unnoticed.append(f"{claims[place]['id']}: {key} = {json.dumps(other)}")
    assert unnoticed == []


def test_an_altered_node_is_noticed_or_makes_another_true_claim(report: Json) -> None:
    # Goals change with the nodes: where the report still agrees with the kernel, the claims must still look true.
    noticed, false = 0, []
    nodes, claims = report["nodes"], report["exercises"][0]["claims"]
    honest = Decoder(nodes)
    for place, (head, value, args) in enumerate(nodes):
        other = [head, str(int(value) + 1), args] if head == "num" and "/" not in value else [head, value, args[::-1]]
        if head in ("sin", "exp", "log", "abs"):
            other = ["cos", None, args]
        altered = Decoder([*nodes[:place], other, *nodes[place + 1 :]])
        chosen = [claim for claim in claims[place % 5 :: 5] if altered.term(claim["goal"]) is not honest.term(claim["goal"])]
        for claim in chosen:
            one = {**report, "nodes": [*nodes[:place], other, *nodes[place + 1 :]], "exercises": [{"claims": [claim]}]}
            try:
                disagreements = recheck(one)
            except WireError:
                noticed += 1
                continue
            noticed += bool(disagreements)
            if not disagreements and claim["status"] in ("proved", "conditional"):
                found = Claim(claim["id"], altered.term(claim["goal"]), altered.value(Context, claim["context"]))
                if looks_false(found):
                    false.append(f"{claim['id']}: {found.goal!r}")
    assert false == []
    assert noticed > 20
