"""The report as JSON: one line of keys in a fixed order, every term once in the ``nodes`` table, the same bytes every time.

Everything that ``symverify recheck`` needs is in it: context, goal, evidence and witness of each claim refer to the node table.
"""

from __future__ import annotations

import json as standard
from typing import Any

from symverify.language.claims import Claim, Span
from symverify.language.diagnostics import Diagnostic
from symverify.language.verdicts import Ball
from symverify.language.wire import Encoder
from symverify.report import SCHEMA, ExerciseReport, Formula, Judgement, LineReport, Refutation, Report, Unread
from symverify.reporters.words import judged

Json = Any
_RELATIONS = {"eq": "=", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}


def json(report: Report, seconds: float | None = None) -> str:
    """The report as JSON text. How long the run took is written only if given, since it is not reproducible."""
    encoder = Encoder()
    exercises = [_exercise(exercise, encoder) for exercise in report.exercises]
    content: dict[str, Json] = {
        "schema": SCHEMA,
        "tool": {"name": "symverify", "version": report.version, "kernel": report.kernel},
        "reproducible": report.reproducible,
        "nodes": encoder.nodes,
        "exercises": exercises,
    }
    if report.problems:
        content["problems"] = [
            {"path": problem.span.path, "location": _location(problem.span), **_diagnostic(problem)}
            for problem in report.problems
        ]
    if seconds is not None:
        content["seconds"] = round(seconds, 3)
    return _lines(content) + "\n"


def _lines(content: dict[str, Json]) -> str:
    """One line for a node, one for a claim: diffs stay readable and files stay small."""
    parts = []
    for key, value in content.items():
        if isinstance(value, list) and value:
            inner = ",\n".join(_dump(part) if key != "exercises" else _exercise_lines(part) for part in value)
            parts.append(f"{_dump(key)}: [\n{inner}\n]")
        else:
            parts.append(f"{_dump(key)}: {_dump(value)}")
    return "{" + ",\n".join(parts) + "}"


def _exercise_lines(exercise: dict[str, Json]) -> str:
    claims = ",\n".join(_dump(claim) for claim in exercise["claims"])
    head = _dump({key: value for key, value in exercise.items() if key != "claims"})
    return f'{head[:-1]}, "claims": [' + (f"\n{claims}\n" if claims else "") + "]}"


def _dump(value: Json) -> str:
    # Lone surrogates in an author's string have no UTF-8; written as the JSON escape they survive.
    return standard.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8", "backslashreplace").decode()


def _exercise(exercise: ExerciseReport, encoder: Encoder) -> Json:
    read = len(exercise.lines)
    return {
        "id": exercise.id,
        "title": exercise.title,
        "path": exercise.path,
        "status": exercise.status,
        "assumptions": _formulas(exercise.assumptions, encoder),
        "coverage": {
            "lines": read + len(exercise.unread),
            "claims": read,
            "read": read,
            "judged": sum(judged(line.main) for line in exercise.lines),
        },
        "unread": [_unread(unread) for unread in exercise.unread],
        "claims": [_line(line, encoder) for line in exercise.lines],
    }


def _line(line: LineReport, encoder: Encoder) -> Json:
    main, verdict = line.main, line.main.verdict
    return {
        "id": line.id,
        "label": line.label,
        "typed": line.typed,
        "latex": main.goal.latex,
        "relation": _relation(main.claim),
        "goal": encoder.term(main.claim.goal),
        "context": encoder.value(main.claim.context),
        "uses": list(line.uses),
        "readings": list(line.readings),
        "status": str(verdict.status),
        "reason": None if verdict.reason is None else str(verdict.reason),
        "expected": str(line.expected),
        "scope": line.scope,
        "domain": _formulas(main.domain, encoder),
        "conditions": _formulas(main.conditions, encoder),
        "trusted": list(verdict.trusted),
        "work": verdict.work,
        "evidence": encoder.value(verdict.evidence),
        "witness": encoder.value(verdict.witness),
        "counterexample": _refutation(main.refutation),
        "step": None if line.step is None else str(line.step.verdict.status),
        "step_verdict": None if line.step is None else _step(line.step, encoder),
        "location": _location(line.span),
        "diagnostic": None if line.diagnostic is None else _diagnostic(line.diagnostic),
    }


def _step(step: Judgement, encoder: Encoder) -> Json:
    verdict = step.verdict
    return {
        "status": str(verdict.status),
        "reason": None if verdict.reason is None else str(verdict.reason),
        "conditions": _formulas(step.conditions, encoder),
        "evidence": encoder.value(verdict.evidence),
        "witness": encoder.value(verdict.witness),
        "counterexample": _refutation(step.refutation),
        "goal": encoder.term(step.claim.goal),
        "context": encoder.value(step.claim.context),
        "uses": [claim.id for claim in step.claim.uses],
    }


def _relation(claim: Claim) -> str:
    return _RELATIONS.get(claim.relation, claim.relation.replace("_", "-"))


def _formulas(formulas: tuple[Formula, ...], encoder: Encoder) -> Json:
    return [{"latex": formula.latex, "term": encoder.term(formula.term)} for formula in formulas]


def _refutation(refutation: Refutation | None) -> Json:
    if refutation is None:
        return None
    return {
        "sizes": dict(refutation.sizes),
        "point": dict(refutation.point),
        "functions": dict(refutation.functions),
        "entry": None if refutation.entry is None else list(refutation.entry),
        "left": _ball(refutation.left),
        "right": _ball(refutation.right),
        "precision": refutation.precision,
    }


def _ball(ball: Ball | None) -> Json:
    return None if ball is None else {"mid": ball.mid, "rad": ball.rad}


def _unread(unread: Unread) -> Json:
    return {"location": _location(unread.diagnostic.span), "typed": unread.typed, "diagnostic": _diagnostic(unread.diagnostic)}


def _location(span: Span) -> Json:
    return {"line": span.line, "column": span.column}


def _diagnostic(diagnostic: Diagnostic) -> Json:
    return {"code": diagnostic.code, "message": diagnostic.message, "help": diagnostic.help}
