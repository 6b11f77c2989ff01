"""Every reporter on one fixed report.

After a change that is meant, write the snapshots anew and read the diff:
``UPDATE_SNAPSHOTS=1 python -m pytest tests/reporters``.
"""

from __future__ import annotations

import io
import json as standard
import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from reporters.example import REPORT
from rich.console import Console

from symverify.language.claims import Context
from symverify.language.evidence import Evidence
from symverify.language.wire import Decoder
from symverify.report import Report
from symverify.reporters.json import json
from symverify.reporters.markdown import markdown
from symverify.reporters.terminal import render, terminal

SNAPSHOTS = Path(__file__).parents[1] / "snapshots"
WRITERS: dict[str, Callable[[Report], str]] = {
    "terminal-80.txt": lambda report: terminal(report, 80),
    "terminal-120.txt": lambda report: terminal(report, 120),
    "report.json": json,
    "report.md": markdown,
}


@pytest.mark.parametrize("file", WRITERS)
def test_snapshot(file: str) -> None:
    text, path = WRITERS[file](REPORT), SNAPSHOTS / file
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text == path.read_text(encoding="utf-8")


# ---------------------------------------------------------------- json
def test_the_layout_of_the_interface() -> None:
    content = standard.loads(json(REPORT))
    assert list(content) == ["schema", "tool", "reproducible", "nodes", "exercises", "problems"]
    assert list(content["tool"]) == ["name", "version", "kernel"]
    exercise = content["exercises"][0]
    assert list(exercise) == ["id", "title", "path", "status", "assumptions", "coverage", "unread", "claims"]
    assert exercise["coverage"] == {"lines": 5, "claims": 5, "read": 5, "judged": 5}
    assert list(exercise["claims"][0]) == [
        "id",
        "label",
        "typed",
        "latex",
        "relation",
        "goal",
        "context",
        "uses",
        "readings",
        "status",
        "reason",
        "expected",
        "scope",
        "domain",
        "conditions",
        "trusted",
        "work",
        "evidence",
        "witness",
        "counterexample",
        "step",
        "step_verdict",
        "location",
        "diagnostic",
    ]
    wrong = exercise["claims"][2]
    assert list(wrong["step_verdict"]) == [
        "status",
        "reason",
        "conditions",
        "evidence",
        "witness",
        "counterexample",
        "goal",
        "context",
        "uses",
    ]
    assert list(wrong["counterexample"]) == ["sizes", "point", "functions", "entry", "left", "right", "precision"]


def test_what_is_needed_to_check_again_can_be_read_back() -> None:
    content = standard.loads(json(REPORT))
    decoder = Decoder(content["nodes"])
    for exercise, written in zip(REPORT.exercises, content["exercises"], strict=True):
        for line, claim in zip(exercise.lines, written["claims"], strict=True):
            assert decoder.term(claim["goal"]) is line.main.claim.goal
            assert decoder.value(Context, claim["context"]) == line.main.claim.context
            if claim["evidence"] is not None:
                assert decoder.value(Evidence, claim["evidence"]) == line.main.verdict.evidence  # type: ignore[arg-type]


def test_problems_are_there_only_if_there_are_any() -> None:
    assert "problems" not in standard.loads(json(replace(REPORT, problems=())))


def test_seconds_are_written_only_when_asked_for() -> None:
    assert standard.loads(json(REPORT, 1.25))["seconds"] == 1.25
    assert "seconds" not in standard.loads(json(REPORT))


def test_json_survives_text_that_has_no_encoding() -> None:
    odd = replace(REPORT.exercises[0], title="\ud800")
    text = json(replace(REPORT, exercises=(odd,)))
    assert standard.loads(text.encode("utf-8"))["exercises"][0]["title"] == "\ud800"


# ---------------------------------------------------------------- terminal
@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
def test_nothing_is_wider_than_the_terminal(width: int) -> None:
    assert max(map(len, terminal(REPORT, width).splitlines())) <= width


def test_no_spaces_at_the_end_and_no_control_characters() -> None:
    text = terminal(REPORT, 100)
    assert not re.search(r"[ \t]+$", text, re.MULTILINE)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", text)


def test_markup_of_the_author_is_text() -> None:
    text = terminal(REPORT, 120)
    assert "[red]Markup[/red] and *stars*" in text
    assert "foo(x) = [bold]1" in text


def test_colours_only_where_there_is_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")

    def shown(**how: object) -> str:
        file = io.StringIO()
        render(REPORT, Console(file=file, width=80, **how))  # type: ignore[arg-type]
        return file.getvalue()

    assert "\x1b[" in shown(force_terminal=True)
    assert "\x1b[" not in shown()
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]m", shown(force_terminal=True, no_color=True))


def test_every_verdict_is_a_word_and_a_sign() -> None:
    text = terminal(REPORT, 120)
    for mark, word in (("✓", "proved"), ("~", "conditional"), ("✗", "refuted"), ("?", "undecided"), ("!", "ill-formed")):
        assert re.search(rf"^ *{re.escape(mark)} .* {word}$", text, re.MULTILINE), word


# ---------------------------------------------------------------- markdown
def test_markdown_keeps_the_authors_text_from_acting() -> None:
    text = markdown(REPORT)
    assert r"\[red\]Markup\[/red\] and \*stars\*" in text
    fences = [line for line in text.splitlines() if line.startswith("```")]
    assert len(fences) % 2 == 0


def test_markdown_of_an_empty_report() -> None:
    assert markdown(Report("0.1.0", "00", True, ())).startswith("# Derivation report\n\n0 exercises, 0 lines: nothing judged.")
    assert terminal(Report("0.1.0", "00", True, ())).startswith("0 exercises")
