"""The command line: exit statuses, diagnostics, and what is imported for what."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from reporters.example import REPORT

from symverify import cli
from symverify.language.codes import CODES
from symverify.report import Report

ROOT = Path(__file__).parents[2]


def start(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "symverify", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        timeout=120,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "PYTHONIOENCODING": "utf-8"},
        check=False,
    )


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The run itself is replaced by the fixed report; what it was asked for is recorded."""
    from symverify import session

    asked: list[object] = []

    def run(paths: object, options: object, progress: object) -> Report:
        asked.extend((paths, options))
        return REPORT

    monkeypatch.setattr(session, "run", run)
    return asked


# ---------------------------------------------------------------- help, version, explain
@pytest.mark.parametrize(
    "arguments", [["--help"], ["all", "--help"], ["check", "--help"], ["recheck", "--help"], ["explain", "--help"]]
)
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    program = (
        "import sys\nfrom symverify.cli import main\n"
        f"try: main({arguments!r})\nexcept SystemExit as end: assert not end.code\n"
        "assert not {'sympy', 'flint', 'rich', 'mpmath'} & set(sys.modules), sorted(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("usage: symverify")


def test_no_command_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 2
    assert "usage" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["al"],
        ["all", "--format", "pdf"],
        ["all", "--jobs", "0"],
        ["all", "--jobs", "x"],
        ["all", "--budget", "-1"],
        ["all", "--budget", "nan"],
        ["check"],
        ["all", "--accept", "everything"],
        ["--nonsense"],
    ],
)
def test_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main(arguments)
    assert end.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


def test_version_shows_the_kernel(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("symverify.kernel.check")
    assert cli.main(["--version"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("symverify ")
    assert second.startswith("kernel ")


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_explained(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["explain", code.lower()]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"{code}: {CODES[code].title}")
    assert CODES[code].explanation in out


def test_all_codes_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["explain"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == list(CODES)


@pytest.mark.parametrize(
    ("typed", "near"), [("SV21", "SV201"), ("201", "SV201"), ("SV999", "SV"), ("", "SV"), ("x" * 500, "SV")]
)
def test_an_unknown_code_suggests_the_nearest(typed: str, near: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["explain", typed]) == 2
    err = capsys.readouterr().err
    assert err.startswith("error[SV009]")
    assert f"the nearest is {near}" in err


# ---------------------------------------------------------------- runs
def test_options_arrive(judged: list[object]) -> None:
    assert (
        cli.main(
            [
                "check",
                "a.py",
                "b.py",
                "--jobs",
                "2",
                "--budget",
                "1.5",
                "--accept",
                "conditional",
                "--trust",
                "one",
                "--trust",
                "two",
                "--only",
                "3.2.i",
                "--explain-reading",
                "--format",
                "json",
            ]
        )
        == 2
    )
    paths, options = judged
    assert paths == ["a.py", "b.py"]
    assert (options.jobs, options.budget, options.judge) == (2, 1.5, False)  # type: ignore[attr-defined]
    assert (options.accept_conditional, options.trust, options.only) == (True, {"one", "two"}, ("3.2.i",))  # type: ignore[attr-defined]


def test_the_default_is_the_folder_of_derivations(judged: list[object]) -> None:
    cli.main(["all", "--format", "json"])
    assert judged[0] == ["derivations"]


def test_the_exit_status_is_that_of_the_report(judged: list[object], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["all"]) == REPORT.exit_status
    assert "3.2.i" in capsys.readouterr().out


def test_problems_are_said_beside_a_machine_readable_report(
    judged: list[object], capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    cli.main(["all", "--format", "json"])
    out, err = capsysbinary.readouterr()
    assert json.loads(out)["schema"] == 1
    assert err.startswith(b"error[SV001]")


@pytest.mark.parametrize("form", cli.FORMATS)
def test_a_report_goes_to_a_file(form: str, judged: list[object], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "report"
    assert cli.main(["all", "--format", form, "--output", str(file)]) == REPORT.exit_status
    text = file.read_text(encoding="utf-8")
    assert "3.2.i" in text and text.endswith("\n") and "\x1b" not in text
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("output", ["no/such/folder/report.json", "."])
def test_an_output_that_cannot_be_written(output: str, judged: list[object], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["all", "--output", output]) == 2
    assert capsys.readouterr().err.startswith("error[SV010]")
    assert not judged


def test_an_id_that_is_not_there(judged: list[object], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["all", "--only", "9.9"]) == 2
    assert "error[SV009]: no exercise and no line has the id 9.9" in capsys.readouterr().err


def test_a_bug_is_a_diagnostic(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from symverify import session

    def run(*_: object) -> Report:
        raise RuntimeError("[bold]oh\nno")

    monkeypatch.setattr(session, "run", run)
    assert cli.main(["all"]) == 2
    err = capsys.readouterr().err
    assert err.startswith("error[SV902]: RuntimeError: [bold]oh no")
    assert "Traceback" not in err


def test_interrupted(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from symverify import session

    def run(*_: object) -> Report:
        raise KeyboardInterrupt

    monkeypatch.setattr(session, "run", run)
    assert cli.main(["all"]) == 130
    assert capsys.readouterr().err == "interrupted\n"


def test_a_reader_that_goes_away() -> None:
    program = "from symverify.cli import entry; import sys; sys.argv[1:] = ['explain']; entry()"
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


def test_no_progress_into_a_pipe(judged: list[object], capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["all"])
    out, err = capsys.readouterr()
    assert err == ""
    assert "\x1b" not in out and "\r" not in out


def test_progress_appears_once_the_work_is_long(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    display = cli._Display(True)
    display.advance(1, 3, "[bold]a")
    display.start()
    display.advance(2, 3, "b")
    display.__exit__(None, None, None)
    assert capsys.readouterr().out == ""
    hidden = cli._Display(False)
    hidden.start()
    assert hidden.stop is None


# ---------------------------------------------------------------- recheck
@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"schema": 99, "nodes": []}', "# README", "\x00", "[" * 100_000])
def test_an_unreadable_report(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("symverify.kernel.check")
    file = tmp_path / "report.json"
    file.write_text(text)
    assert cli.main(["recheck", str(file)]) == 2
    err = capsys.readouterr().err
    assert err.startswith("error[SV002]")
    assert "report.json" in err


def test_a_report_that_is_no_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("symverify.kernel.check")
    file = tmp_path / "report.json"
    file.write_bytes(b"\xff\xfe\x00")
    assert cli.main(["recheck", str(file)]) == 2
    assert cli.main(["recheck", str(tmp_path)]) == 2
    assert cli.main(["recheck", str(tmp_path / "missing.json")]) == 2
    assert [line[:12] for line in capsys.readouterr().err.splitlines() if line.startswith("error")] == [
        "error[SV002]",
        "error[SV002]",
        "error[SV001]",
    ]


@pytest.mark.slow
def test_a_missing_path() -> None:
    done = start("all", "no/such/folder")
    assert done.returncode == 2
    assert "error[SV001]" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
