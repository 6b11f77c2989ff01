"""A JSON report checked again: it agrees with what was found, and nothing in it is believed."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from symverify.recheck import Unreadable, read_report, recheck
from symverify.reporters.json import json as write
from symverify.session import Options, run

ROOT = Path(__file__).parents[2]
DERIVATION = """
from sympy import *
from symverify import Exercise
from symverify.notation import *

ex = Exercise("1", "squares")
x, y = ex.real("x y")
ex.claim("square", Eq((x + y)**2, x**2 + 2*x*y + y**2))
ex.claim("wrong", Eq((x + y)**2, x**2 + y**2), expect="refuted")
ex.claim("quotient", Eq((x**2 - 1)/(x - 1), x + 1), expect="conditional")
ex.claim("same", Eq(1/x + 1/x, 2/x))
ex.claim("used", Eq((x + y)**2 - x**2, 2*x*y + y**2), uses="square")
chain = ex.chain((x + y)**3)
chain.equals(x**3 + 3*x**2*y + 3*x*y**2, "a", expect="refuted").equals((x + y)*(x + y)**2, "b")
ex.claim("open", Eq(sin(x)**7 + exp(cos(y)), exp(y)), expect="refuted")
"""


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The JSON of a run over a small derivation."""
    file = tmp_path_factory.mktemp("derivation") / "squares.py"
    file.write_text(DERIVATION)
    report = run([str(file)], Options(jobs=2))
    assert report.exit_status == 0, [(line.id, line.main.verdict) for part in report.exercises for line in part.lines]
    return write(report)


@pytest.fixture
def report(text: str) -> Any:
    """The same, read."""
    return read_report(text)


def claim(report: Any, id: str) -> Any:
    """One claim of the report."""
    return next(claim for claim in report["exercises"][0]["claims"] if claim["id"] == f"1/{id}")


def test_an_honest_report_agrees(report: Any) -> None:
    assert recheck(report) == []


def test_neither_sympy_nor_a_strategy_is_imported(text: str, tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    file.write_text(text)
    code = (
        "import sys, symverify.recheck as r; found = r.recheck(r.read_report(open(sys.argv[1]).read())); "
        "print(found, *(name for name in sys.modules if name == 'sympy' or name.startswith('symverify.strategies')))"
    )
    ran = subprocess.run([sys.executable, "-c", code, str(file)], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def set_to(key: str, value: Any) -> Callable[[Any], None]:
    """An alteration: one field of a claim."""

    def alter(claim: Any) -> None:
        assert claim[key] != value
        claim[key] = value

    return alter


def exchanged(one: str, other: str, key: str) -> Callable[[Any], None]:
    """An alteration: a field taken from elsewhere is set by the test itself."""
    return lambda claim: claim.__setitem__(one, claim[other][key])


FORGERIES = [
    ("wrong", set_to("status", "proved")),
    ("wrong", set_to("status", "undecided")),
    ("wrong", set_to("status", "conditional")),
    ("square", set_to("status", "refuted")),
    ("square", set_to("status", "conditional")),
    ("square", set_to("evidence", None)),
    ("square", set_to("witness", None)),
    ("square", set_to("relation", "<")),
    ("square", set_to("reason", "no-strategy")),
    ("square", set_to("trusted", ["sympy"])),
    ("quotient", set_to("conditions", [])),
    ("quotient", set_to("status", "proved")),
    ("same", set_to("domain", [])),
    ("wrong", set_to("counterexample", None)),
    ("wrong", lambda claim: claim["counterexample"]["left"].__setitem__("mid", "17")),
    ("wrong", lambda claim: claim["counterexample"]["right"].__setitem__("rad", "1")),
    ("wrong", lambda claim: claim["counterexample"].__setitem__("precision", 54)),
    ("wrong", lambda claim: claim["counterexample"].__setitem__("entry", [0, 0])),
    ("b", set_to("step", "proved")),
    ("b", lambda claim: claim["step_verdict"].__setitem__("status", "proved")),
    ("b", lambda claim: claim["step_verdict"].__setitem__("evidence", None)),
]


@pytest.mark.parametrize(("id", "alter"), FORGERIES)
def test_a_forged_verdict_is_noticed(report: Any, id: str, alter: Callable[[Any], None]) -> None:
    alter(claim(report, id))
    found = recheck(report)
    assert found and {disagreement.id for disagreement in found} == {f"1/{id}"}
    assert all(str(disagreement).startswith(f"1/{id}: ") for disagreement in found)


def test_evidence_of_another_claim_is_no_evidence(report: Any) -> None:
    claim(report, "square")["goal"] = claim(report, "wrong")["goal"]
    assert {disagreement.id for disagreement in recheck(report)} >= {"1/square"}


def test_a_line_counts_as_proved_only_if_it_is_proved_again(report: Any) -> None:
    claim(report, "square")["evidence"] = None
    assert "1/square" in {disagreement.id for disagreement in recheck(report)}


def broken(report: Any) -> Iterator[Any]:
    """Reports with something missing or of the wrong kind."""
    for path in (["nodes"], ["exercises"], ["exercises", 0, "claims"], ["exercises", 0, "claims", 0, "context"]):
        for value in (None, 7, "text", {}, [7]):
            changed = copy.deepcopy(report)
            place = changed
            for key in path[:-1]:
                place = place[key]
            place[path[-1]] = value
            yield changed
    for key in claim(report, "b"):
        if key in ("label", "typed", "latex", "readings", "expected", "scope", "work", "location", "diagnostic"):
            continue
        changed = copy.deepcopy(report)
        del claim(changed, "b")[key]
        yield changed


def test_what_is_no_report_is_refused(report: Any) -> None:
    for changed in broken(report):
        with pytest.raises(Unreadable):
            recheck(changed)


NO_JSON = ("", "{", "[]", "7", "{}", '{"schema": 99, "nodes": []}', "[" * 100_000, "\0")


@pytest.mark.parametrize("text", NO_JSON)
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read_report(text)


def test_the_decoder_survives_anything_json(report: Any) -> None:
    """Replacing any single value anywhere never ends in anything but disagreement, agreement or a refusal."""
    values = (None, True, -1, 10**6, "x", [], {}, [[]], {"node": 0}, 1.5)
    places = list(_places(report["exercises"][0]["claims"][1], ()))
    assert len(places) > 60
    for number, path in enumerate(places):
        changed = json.loads(json.dumps(report))
        place = changed["exercises"][0]["claims"][1]
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = values[number % len(values)]
        try:
            recheck(changed)
        except Unreadable:
            continue


def _places(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in items:
        yield (*path, key)
        yield from _places(part, (*path, key))
