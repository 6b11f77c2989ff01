"""What the README says is so: its commands, and the derivation it shows."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(before: str, kind: str) -> str:
    found = re.search(rf"{re.escape(before)}.*?```{kind}\n(.*?)```", README, re.DOTALL)
    assert found is not None
    return found[1]


def test_both_commands_are_one_line_and_make_their_own_environment() -> None:
    for which, end in (("all", "symverify all"), ("test", "-m pytest -q")):
        command = block(f"<!-- command: {which} -->", "sh")
        assert command.count("\n") == 1
        assert command.startswith("python3 -m venv .venv")
        assert command.rstrip().endswith(end)


@pytest.mark.slow
def test_the_derivation_it_shows_is_as_expected(tmp_path: Path) -> None:
    file = tmp_path / "my.py"
    file.write_text(block("## Write a derivation", "python"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "symverify", "check", str(file)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_option_it_names_exists() -> None:
    from symverify import cli

    known = " ".join(
        option
        for group in cli._parser()._subparsers._group_actions  # type: ignore[union-attr]
        for parser in group.choices.values()  # type: ignore[union-attr,call-overload]
        for option in parser._option_string_actions
    )
    assert all(option in known or option == "--version" for option in re.findall(r"--[a-z][a-z-]+", README))
