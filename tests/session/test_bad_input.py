"""Derivations that ask for too much, with everything in place: what is asked too much of is undecided, the rest is unharmed."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from symverify.language.verdicts import Status
from symverify.report import LineReport, Report
from symverify.reporters.json import json
from symverify.session import Options, run

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
HEAD = """
from sympy import *
from symverify import Exercise
from symverify.notation import *
ex = Exercise("1", "too much")
x, y = ex.real("x y")
ex.claim("before", Eq((x + y)**2, x**2 + 2*x*y + y**2))
"""
AFTER = 'ex.claim("after", Eq(x + x, 2*x))\n'
OPTIONS = Options(jobs=2, budget=15.0, reading=2.0, work=300_000, memory=2**30)


def judged(tmp_path: Path, text: str, options: Options = OPTIONS) -> Report:
    """The report on a derivation."""
    file = tmp_path / "derivation.py"
    file.write_text(HEAD + text)
    return run([str(file)], options)


def lines(report: Report) -> dict[str, LineReport]:
    """All lines by label."""
    return {line.label: line for exercise in report.exercises for line in exercise.lines}


TOO_MUCH = {
    "tower": 'ex.claim("bad", Eq(9**9**9**9, x))\n',
    "symbolic tower": 'ex.claim("bad", Eq(Pow(9, Pow(9, Pow(9, 9, evaluate=False), evaluate=False), evaluate=False), x))\n',
    "factorial": 'ex.claim("bad", Eq(factorial(10**9), x))\n',
    "deep": "deep = x\nfor _ in range(10_000):\n    deep = Add(Mul(2, deep, evaluate=False), y, evaluate=False)\n"
    'ex.claim("bad", Eq(deep, x))\n',
    "wide": 'ex.claim("bad", Eq((x + y + 1)**4000, x))\n',
    "many": 'ex.claim("bad", Eq(Add(*[sin(x + k) for k in range(3000)], evaluate=False), y))\n',
}


SLOW = ("deep", "many")


@pytest.mark.parametrize("kind", [pytest.param(kind, marks=[pytest.mark.slow] * (kind in SLOW)) for kind in TOO_MUCH])
def test_a_claim_that_asks_too_much(tmp_path: Path, kind: str) -> None:
    report = judged(tmp_path, TOO_MUCH[kind] + AFTER, replace(OPTIONS, reading=20.0))
    found = lines(report)
    assert found["before"].main.verdict.status is Status.PROVED
    assert found["after"].main.verdict.status is Status.PROVED
    if "bad" in found:  # one that could not even be built is listed as unread
        assert found["bad"].main.verdict.status in (Status.UNDECIDED, Status.REFUTED)
    else:
        assert report.exercises[0].unread and report.exit_status == 2
    assert all(line.diagnostic is None or line.diagnostic.code != "SV902" for line in found.values())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("while True: pass\n", "SV005"),
        ("import os; os._exit(3)\n", "SV004"),
        pytest.param("x = 9\nwhile True: x = x**x\n", "SV005", marks=pytest.mark.slow),
        ("kept = [bytearray(2**24) for _ in range(10**6)]\n", "SV005"),
        ("import ctypes; ctypes.string_at(0)\n", "SV004"),
    ],
)
def test_a_file_that_does_not_end_well_keeps_what_it_said(tmp_path: Path, text: str, code: str) -> None:
    report = judged(tmp_path, AFTER + text + 'ex.claim("never", Eq(x, x))\n')
    assert [line.main.verdict.status for line in lines(report).values()] == [Status.PROVED, Status.PROVED]
    found = [problem.code for problem in report.problems]
    found += [part.diagnostic.code for exercise in report.exercises for part in exercise.unread]
    assert code in found and report.exit_status == 2


def test_a_derivation_cannot_write_into_the_report(tmp_path: Path) -> None:
    file = tmp_path / "derivation.py"
    file.write_text(HEAD + 'import os, sys\nprint("noise"); sys.stderr.write("noise"); os.write(1, b"noise")\n' + AFTER)
    command = [sys.executable, "-m", "symverify", "check", "--format", "json", str(file)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL)
    assert "noise" not in ran.stdout.replace(file.read_text(), "") and ran.stdout.startswith("{") and ran.stderr == ""


def test_a_derivation_that_meddles_harms_only_itself(tmp_path: Path) -> None:
    meddling = "import sympy, symverify.language.terms as t\nsympy.sin = sympy.cos\nt._table.clear()\n"
    (tmp_path / "a.py").write_text(meddling + HEAD)
    (tmp_path / "b.py").write_text(HEAD.replace('"1"', '"2"') + 'ex.claim("sine", Ne(sin(0), 1))\n' + AFTER)
    report = run([str(tmp_path)], replace(OPTIONS, jobs=1))
    found = {line.id: line.main.verdict.status for exercise in report.exercises for line in exercise.lines}
    assert [found[id] for id in ("2/before", "2/sine", "2/after")] == [Status.PROVED] * 3


@pytest.mark.slow
def test_the_sheet_is_reported_in_the_same_bytes() -> None:
    command = [sys.executable, "-m", "symverify", "all", "--format", "json"]
    outputs = set()
    for seed, jobs in (("0", "1"), ("1", "2"), ("2", "2")):
        environment = {"PYTHONHASHSEED": seed, "PATH": "/usr/bin:/bin"}
        ran = subprocess.run([*command, "--jobs", jobs], cwd=ROOT, capture_output=True, env=environment, check=False)
        outputs.add(ran.stdout)
    assert len(outputs) == 1 and outputs != {b""}


def test_two_runs_agree(tmp_path: Path) -> None:
    text = "".join(f'ex.claim("{k}", Eq(sin({k}*x)**2 + y, y + {k}*x), expect="refuted")\n' for k in range(1, 6)) + AFTER
    first, second = (json(judged(tmp_path, text, replace(OPTIONS, jobs=jobs))) for jobs in (1, 2))
    assert first == second
