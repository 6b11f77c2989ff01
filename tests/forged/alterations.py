"""Alterations of evidence in its JSON form, and of claims as terms: generic, by the shape of the data alone, reproducible."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from symverify.kernel.proofs import RULES
from symverify.language.claims import Claim, Context
from symverify.language.evidence import Evidence, Point
from symverify.language.terms import Term, add, make, mul, neg, num, postorder, rebuild
from symverify.language.wire import Encoder, write_fraction

Json = Any
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Alteration:
    """One altered message: which field of which kind, what was done, and the JSON."""

    kind: str
    field: str
    what: str
    message: Json


def written(claim: Claim, evidence: Evidence, witness: Point | None) -> Json:
    """The report of one claim: claim, evidence and witness over one table of nodes."""
    encoder = Encoder()
    values = [encoder.value(part) for part in (claim, evidence, witness)]
    return {"nodes": encoder.nodes, "values": values}


# ---------------------------------------------------------------- evidence
def alterations(message: Json, labels: tuple[str, ...], names: tuple[str, ...], per_field: int) -> Iterator[Alteration]:
    """Every field of the evidence and the witness altered, at most ``per_field`` ways each (fields of rarer kinds: more)."""
    chooser = random.Random(len(message["nodes"]))
    for part, owner in ((1, ""), (2, "Witness")):
        for path, kind, field, value in _fields(message["values"][part], (part,), owner, ""):
            ways = list(_ways(message, kind, field, value, labels, names))
            most = per_field if kind in ("Row", "Witness", "Identity") else 3 * per_field
            if len(ways) > most:
                ways = chooser.sample(ways, most)
            for what, other, more in ways:
                if other == value and not more:
                    continue
                altered = copy.deepcopy(message)
                altered["nodes"].extend(more)
                _put(altered["values"], path, other)
                yield Alteration(kind, field, what, altered)


def _put(values: Json, path: Path, other: Json) -> None:
    for step in path[:-1]:
        values = values[step]
    values[path[-1]] = other


def _kind(data: Json, fallback: str) -> str:
    if "kind" in data:
        return str(data["kind"])
    if set(data) == {"rule", "atom", "params", "label"}:
        return "Row"
    if set(data) == {"label", "cofactor"}:
        return "Multiple"
    return "Point" if set(data) == {"values"} and fallback != "Witness" else fallback


def _fields(data: Json, path: Path, kind: str, field: str) -> Iterator[tuple[Path, str, str, Json]]:
    """(path, kind that owns it, name of the field, value) for the value itself and everything below it."""
    if field or kind == "Witness":
        yield path, kind, field, data
    if isinstance(data, dict) and set(data) != {"node"}:
        mine = _kind(data, kind)
        for key, value in data.items():
            yield from _fields(value, (*path, key), mine, key)
    elif isinstance(data, list):
        for place, value in enumerate(data):
            yield from _fields(value, (*path, place), kind, f"{field}[]")


def _ways(
    message: Json, kind: str, field: str, value: Json, labels: tuple[str, ...], names: tuple[str, ...]
) -> Iterator[tuple[str, Json, Json]]:
    """(what, the other value, nodes to append)."""
    if isinstance(value, dict) and set(value) == {"node"}:
        yield from _terms(message["nodes"], value["node"])
    elif isinstance(value, dict) and "kind" in value:
        yield from _evidence(message, value, labels)
    elif isinstance(value, dict):
        yield "nothing", None, []
        yield from ((f"key {key} lost", {k: v for k, v in value.items() if k != key}, []) for key in value)
    elif isinstance(value, bool):
        yield "negated", not value, []
    elif isinstance(value, int):
        yield from (
            (f"number {other}", other, []) for other in (value + 1, value - 1, -value, value * 2, 0, 1, 2, 10**6, str(value))
        )
    elif isinstance(value, list):
        yield from _lists(value)
    elif isinstance(value, str):
        others = sorted(RULES) if field == "rule" else [*labels, *names, "", "induction", "owed", "natural", "nothing"]
        others = [other for other in others if other != value]
        yield from ((f"text {other!r}", other, []) for other in others)
    else:
        yield "entry", [0, 0], []
        yield "entry", [1, 0], []
        yield "term", {"node": 0}, []
        yield "text", "0", []


def _terms(nodes: Json, index: int) -> Iterator[tuple[str, Json, Json]]:
    for other in range(len(nodes)):
        if other != index:
            yield f"node {other}", {"node": other}, []
    yield "no such node", {"node": len(nodes) + 7}, []
    top = len(nodes)
    head, value, _ = nodes[index]
    if head == "num":
        number = Fraction(value) if "0x" not in value else Fraction(7)
        for other in (number + 1, number - 1, -number, 2 * number, Fraction(0), number / 2):
            yield f"number {other}", {"node": top}, [["num", write_fraction(other), []]]
    else:
        for factor in ("-1", "2", "0"):
            yield f"times {factor}", {"node": top + 1}, [["num", factor, []], ["mul", None, [top, index]]]
        yield "plus 1", {"node": top + 1}, [["num", "1", []], ["add", None, [top, index]]]
        yield "negative power", {"node": top + 1}, [["num", "-1", []], ["pow", None, [index, top]]]


def _evidence(message: Json, value: Json, labels: tuple[str, ...]) -> Iterator[tuple[str, Json, Json]]:
    found: list[Json] = []

    def collect(data: Json) -> None:
        if isinstance(data, dict):
            if "kind" in data:
                found.append(data)
            for part in data.values():
                collect(part)
        elif isinstance(data, list):
            for part in data:
                collect(part)

    collect(message["values"][1])
    for other in found:
        if other != value:
            yield f"evidence {other['kind']}", copy.deepcopy(other), []
    yield "no rows", {"kind": "Identity", "rows": [], "multiples": []}, []
    yield "balls", {"kind": "Balls", "precision": 64}, []
    yield from ((f"absurd {label}", {"kind": "Absurd", "label": label}, []) for label in (*labels, "induction", "owed"))
    yield "unknown kind", {**value, "kind": "Trust"}, []


def _lists(value: list[Json]) -> Iterator[tuple[str, Json, Json]]:
    yield "emptied", [], []
    yield "a member made up", [*value, {"node": 0}], []
    for place in range(len(value)):
        yield f"dropped {place}", value[:place] + value[place + 1 :], []
        yield f"doubled {place}", [*value, copy.deepcopy(value[place])], []
    for place in range(len(value) - 1):
        yield f"swapped {place}", [*value[:place], value[place + 1], value[place], *value[place + 2 :]], []


# ---------------------------------------------------------------- claims
_HEADS = {
    "sin": ("cos",), "cos": ("sin",), "exp": ("sin",), "log": ("sqrt",), "sqrt": ("abs",), "abs": ("sign",), "max": ("min",),
    "min": ("max",), "lt": ("le", "gt"), "le": ("lt", "ge"), "gt": ("ge", "lt"), "ge": ("gt", "le"), "eq": ("ne",),
    "floor": ("ceiling",), "ceiling": ("floor",), "tanh": ("sinh",), "asin": ("atan",), "asinh": ("atan",), "sum": ("product",),
    "product": ("sum",), "csqrt": ("clog",), "relu": ("abs",), "gamma": ("exp",),
}  # fmt: skip


def wrong_claims(claim: Claim, limit: int) -> Iterator[tuple[str, Claim]]:
    """Claims with one part of the goal altered, or a hypothesis or a line lost."""
    chooser = random.Random(claim.id)
    goals = dict(_altered(claim.goal, claim.context))
    chosen = sorted(goals) if len(goals) <= limit else sorted(chooser.sample(sorted(goals), limit))
    for what in chosen:
        yield what, replace(claim, goal=goals[what])
    for entry in claim.context.hypotheses:
        kept = tuple(other for other in claim.context.hypotheses if other is not entry)
        yield f"without {entry.label}", replace(claim, context=replace(claim.context, hypotheses=kept))
    for place, definition in enumerate(claim.context.definitions):
        for what, body in list(_altered(definition.body, claim.context))[:6]:
            definitions = list(claim.context.definitions)
            definitions[place] = replace(definition, body=body)
            yield f"{definition.name} := {what}", replace(claim, context=replace(claim.context, definitions=tuple(definitions)))
    if claim.uses:
        yield "without lines", replace(claim, uses=())


def _altered(root: Term, context: Context) -> Iterator[tuple[str, Term]]:
    scalars = [entry.name for entry in context.declarations if entry.sort.kind in ("real", "integer", "complex")]
    for place, part in enumerate(postorder(root)):
        for what, other in _edits(part, scalars):
            if other is not part:
                yield f"{place} {what}", _replaced(root, part, other)


def _edits(part: Term, scalars: list[str]) -> Iterator[tuple[str, Term]]:
    if part.head == "num":
        for value in (part.number + 1, -part.number, 2 * part.number, Fraction(0)):
            yield f"number {value}", num(value)
    elif part.head == "name" and part.text in scalars:
        yield "negated", neg(part)
        yield from ((f"name {other}", make("name", other, ())) for other in scalars if other != part.text)
    elif part.head in ("add", "mul") and len(part.args) > 1:
        for place, arg in enumerate(part.args):
            rest = part.args[:place] + part.args[place + 1 :]
            yield f"without {place}", add(*rest) if part.head == "add" else mul(*rest)
            if part.head == "add":
                yield f"sign of {place}", add(*part.args[:place], neg(arg), *part.args[place + 1 :])
    elif len(part.args) == 2 and part.head in ("pow", "power", "mod", "matmul", "lt", "le", "binomial", "at", "diff"):
        yield "arguments swapped", make(part.head, part.value, part.args[::-1])
    for head in _HEADS.get(part.head, ()):
        yield f"head {head}", make(head, part.value, part.args)
    if part.head in ("sum", "product", "piecewise", "matrix", "max"):
        for place in range(len(part.args) - 1):
            args = list(part.args)
            args[place], args[place + 1] = args[place + 1], args[place]
            yield f"parts {place} swapped", make(part.head, part.value, tuple(args))


def _replaced(root: Term, old: Term, new: Term) -> Term:
    """Every occurrence of one subterm replaced, binders as they are."""
    done: dict[Term, Term] = {}
    for part in postorder(root):
        done[part] = new if part is old else rebuild(part, tuple(done[arg] for arg in part.args))
    return done[root]
