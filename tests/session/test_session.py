"""A run from paths to a report, with a scripted reader and judge: what goes wrong stays where it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from symverify.conduct import discover
from symverify.language.verdicts import Status, UndecidedReason
from symverify.report import LineReport, Report
from symverify.session import Options, run

pytestmark = pytest.mark.slow

OPTIONS = Options(jobs=2, budget=1.0, reading=1.0, memory=512 * 2**20)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Each test in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    return tmp_path


def judged(script: str, options: Options = OPTIONS, **others: str) -> Report:
    """The report on a script, and on further scripts by file name."""
    for file, text in {"a": script, **others}.items():
        Path(f"{file}.py").write_text(text)
    return run(["."], options, tasks="script_tasks")


def lines(report: Report) -> dict[str, LineReport]:
    """All lines by id."""
    return {line.id: line for exercise in report.exercises for line in exercise.lines}


def codes(report: Report) -> list[str]:
    """The codes of what belongs to no exercise."""
    return [problem.code for problem in report.problems]


def test_everything_proved() -> None:
    report = judged("# exercise 1\n# claim a proved\n# claim b proved step=proved\n")
    assert report.exit_status == 0 and report.reproducible and report.kernel == "stand-in"
    assert [exercise.status for exercise in report.exercises] == ["as-expected"]
    assert all(line.diagnostic is None for line in lines(report).values())


def test_one_bad_line_of_every_kind_and_the_rest_unharmed() -> None:
    kinds = ("hang", "die", "allocate", "raise", "garbled", "partly")
    script = "# exercise 1\n" + "".join(f"# claim {kind} {kind}\n# claim after-{kind} proved\n" for kind in kinds)
    report = judged(script)
    found = lines(report)
    assert all(found[f"1/after-{kind}"].main.verdict.status is Status.PROVED for kind in kinds)
    reasons = {kind: found[f"1/{kind}"].main.verdict.reason for kind in kinds}
    assert reasons == {
        "hang": UndecidedReason.BUDGET_TIME,
        "die": UndecidedReason.NO_STRATEGY,
        "allocate": UndecidedReason.BUDGET_MEMORY,
        "raise": UndecidedReason.NO_STRATEGY,
        "garbled": UndecidedReason.NO_STRATEGY,
        "partly": UndecidedReason.SAMPLED_ONLY,
    }
    diagnostics = {kind: line.code for kind in kinds if (line := found[f"1/{kind}"].diagnostic) is not None}
    assert diagnostics == {
        "hang": "SV304",
        "die": "SV902",
        "allocate": "SV305",
        "raise": "SV902",
        "garbled": "SV902",
        "partly": "SV306",
    }
    assert report.exit_status == 1 and not report.reproducible


@pytest.mark.parametrize(
    ("last", "code", "reproducible"),
    [("hang", "SV005", False), ("allocate", "SV005", False), ("die", "SV004", True), ("fail", "SV902", True)],
)
def test_a_file_that_goes_wrong_keeps_what_it_said_before(last: str, code: str, reproducible: bool) -> None:
    script = f"# exercise 1\n# claim a proved\n# claim b refuted\n# {last}\n# claim c proved\n"
    report = judged(script, b="# exercise 2\n# claim a proved\n")
    assert {id: line.main.verdict.status for id, line in lines(report).items()} == {
        "1/a": Status.PROVED,
        "1/b": Status.REFUTED,
        "2/a": Status.PROVED,
    }
    assert codes(report) == [code] and report.problems[0].span.path == "a.py"
    assert report.exit_status == 2 and report.reproducible is reproducible


def test_lines_wait_for_the_lines_they_use() -> None:
    claims = ("a slow", "b uses uses=1/a", "c uses uses=1/b", "d refuted", "e uses uses=1/d")
    script = "# exercise 1\n" + "".join(f"# claim {claim}\n" for claim in claims)
    for jobs in (1, 2):
        found = lines(judged(script, replace(OPTIONS, jobs=jobs)))
        assert [line.main.verdict.status for line in found.values()] == [
            Status.PROVED,
            Status.PROVED,
            Status.PROVED,
            Status.REFUTED,
            Status.CONDITIONAL,
        ]
        diagnostic = found["1/e"].diagnostic
        assert diagnostic is not None and diagnostic.code == "SV402" and "1/d" in diagnostic.message


def test_the_number_of_workers_changes_nothing() -> None:
    script = "# exercise 1\n" + "".join(f"# claim {k} {('slow', 'proved', 'refuted')[k % 3]} step=refuted\n" for k in range(9))
    reports = [judged(script, replace(OPTIONS, jobs=jobs), b=script.replace("exercise 1", "exercise 2")) for jobs in (1, 2, 3)]
    assert reports[0] == reports[1] == reports[2]


def test_two_claims_with_one_id_in_a_file_and_across_files() -> None:
    script = "# exercise 1\n# claim a proved\n"
    report = judged(f"{script}# claim a proved\n", b=f"{script}# claim b proved\n")
    assert sorted(lines(report)) == ["1/a", "1/b"]
    unread = [part.diagnostic for exercise in report.exercises for part in exercise.unread]
    assert [(part.code, part.span.path, part.span.line) for part in unread] == [("SV006", "a.py", 3), ("SV006", "b.py", 2)]
    assert report.exit_status == 2


def test_what_is_unread_is_counted() -> None:
    report = judged("# exercise 1\n# unread\n# claim a proved\n")
    assert report.exercises[0].status == "unreadable" and report.exit_status == 2
    assert lines(report)["1/a"].main.verdict.status is Status.PROVED


@pytest.mark.parametrize(
    ("what", "expect", "status", "better"),
    [
        ("refuted", "refuted", 0, False),
        ("refuted", "proved", 1, False),
        ("proved", "refuted", 1, False),
        ("proved", "undecided", 1, True),
        ("raise", "undecided", 0, False),
        ("raise", "proved", 1, False),
    ],
)
def test_expectations(what: str, expect: str, status: int, better: bool) -> None:
    report = judged(f"# exercise 1\n# claim a {what} expect={expect}\n")
    assert report.exit_status == status and lines(report)["1/a"].better is better


def test_conditional_is_accepted_if_asked_for() -> None:
    script = "# exercise 1\n# claim a refuted expect=refuted\n# claim b uses uses=1/a\n"
    assert judged(script).exit_status == 1
    assert judged(script, replace(OPTIONS, accept_conditional=True)).exit_status == 0


def test_a_clash_has_an_exit_status_of_its_own() -> None:
    report = judged("# exercise 1\n# claim a clash\n# claim b proved\n# unread\n")
    diagnostic = lines(report)["1/a"].diagnostic
    assert report.exit_status == 3 and diagnostic is not None and diagnostic.code == "SV901" and len(diagnostic.notes) == 2


def test_only_keeps_what_is_asked_for_and_what_it_uses() -> None:
    script = "# exercise 1\n# claim a proved\n# claim b uses uses=1/a\n# claim c refuted\n"
    report = judged(script, replace(OPTIONS, only=("1/b",)), b="# exercise 2\n# claim a proved\n")
    assert list(lines(report)) == ["1/a", "1/b"] and report.exit_status == 0
    assert list(lines(judged(script, replace(OPTIONS, only=("1",))))) == ["1/a", "1/b", "1/c"]


def test_reading_without_judging() -> None:
    report = judged("# exercise 1\n# claim a hang step=hang\n", replace(OPTIONS, judge=False))
    assert report.exit_status == 0 and lines(report)["1/a"].diagnostic is None


def test_progress_counts_up_to_the_total() -> None:
    Path("a.py").write_text("# exercise 1\n# claim a proved\n# claim b proved\n")
    seen: list[tuple[int, int, str]] = []
    run(["a.py"], OPTIONS, lambda *given: seen.append(given), tasks="script_tasks")
    assert [done for done, _, _ in seen] == [1, 2] and seen[-1][1] == 2


def test_paths() -> None:
    for file in ("b.py", "a.py", "sub/c.py", "sub/_part.py", "sub/.hidden.py", ".git/d.py", "__pycache__/e.py", "notes.md"):
        Path(file).parent.mkdir(exist_ok=True)
        Path(file).write_text("")
    files, problems = discover([".", "a.py", "sub/../sub"])
    assert [file.shown for file in files] == ["a.py", "b.py", "sub/c.py"] and not problems
    files, problems = discover(["missing.py", "notes.md", "b.py", "empty"])
    assert [problem.code for problem in problems] == ["SV001", "SV008", "SV001"] and [file.shown for file in files] == ["b.py"]
    Path("empty").mkdir()
    assert [problem.code for problem in discover(["empty"])[1]] == ["SV003"]
    report = run(["missing.py", "a.py"], OPTIONS, tasks="script_tasks")
    assert codes(report) == ["SV001", "SV003"] and report.exit_status == 2
