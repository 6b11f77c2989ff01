"""Derivation files: what is read, line by line, and what becomes of everything that can go wrong in one."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from symverify.language.claims import Claim, Exercise, Line
from symverify.language.diagnostics import Diagnostic
from symverify.language.sorts import INTEGER, IllFormed, sort_of
from symverify.language.terms import ONE, spell
from symverify.language.wire import decode
from symverify.sources.python.exercise import SESSION
from symverify.sources.python.reading import read, read_file

HEADER = """from sympy import *
from symverify import Exercise
from symverify.notation import *
ex = Exercise("e", "a title")
x, y = ex.real("x y")
"""


@dataclass
class Found:
    """What one file gave."""

    order: list[str] = field(default_factory=list)
    lines: dict[str, Line] = field(default_factory=dict)
    unread: list[tuple[str, Diagnostic, str]] = field(default_factory=list)
    exercises: dict[str, Exercise] = field(default_factory=dict)
    modules: tuple[str, ...] = ()

    @property
    def codes(self) -> list[str]:
        return [diagnostic.code for _, diagnostic, _ in self.unread]

    def goal(self, label: str) -> str:
        return spell(self.lines[label].claim.goal)

    def step(self, label: str) -> str | None:
        step = self.lines[label].step
        return None if step is None else spell(step.goal)


def found_in(path: Path, root: Path) -> Found:
    found = Found()

    def emit(exercise: str, item: Exercise | Line | Diagnostic, typed: str) -> None:
        if isinstance(item, Exercise):
            found.exercises[item.id] = item
        elif isinstance(item, Line):
            assert item.claim.id == f"{exercise}/{item.label}"
            found.lines[item.label] = item
            found.order.append(item.label)
        else:
            found.unread.append((exercise, item, typed))
            found.order.append(item.code)

    found.modules = read_file(str(path), str(root), emit)
    return found


@pytest.fixture
def reading(tmp_path: Path) -> Any:
    def from_text(text: str, header: str = HEADER) -> Found:
        path = tmp_path / "sheet" / "derivation.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(header + text, encoding="utf-8")
        return found_in(path, tmp_path)

    return from_text


def error(claim: Claim) -> str:
    """The code that sort checking finds."""
    try:
        sort_of(claim.goal, claim.context.scope())
    except IllFormed as found:
        return found.code
    return ""


# ---------------------------------------------------------------- lines
def test_a_claim(reading: Any) -> None:
    found = reading('ex.claim("1", Eq((x + y)**2, x**2),\n         expect="refuted", reading="so")\n')
    line = found.lines["1"]
    assert found.goal("1") == "eq(pow(add(x, y), 2), pow(x, 2))"
    assert (line.claim.id, line.expected, line.readings, line.step) == ("e/1", "refuted", ("so",), None)
    assert line.typed == 'ex.claim("1", Eq((x + y)**2, x**2), expect="refuted", reading="so")'
    span = line.claim.span
    assert (span.path, span.line, span.column, span.end_line, span.end_column) == ("sheet/derivation.py", 6, 1, 7, 41)
    assert [d.name for d in line.claim.context.declarations] == ["x", "y"]
    assert found.exercises["e"].title == "a title" and found.exercises["e"].path == "sheet/derivation.py"


def test_a_chain_is_judged_against_its_head_and_its_last_line(reading: Any) -> None:
    found = reading('ex.chain(x).equals(x + 0, "a").at_most(x + 1, "b").less_than(x + 2, "c").equals(2 + x, "d")\n')
    assert [found.goal(label) for label in "abcd"] == [
        "eq(x, add(x, 0))",
        "le(x, add(x, 1))",
        "lt(x, add(x, 2))",
        "lt(x, add(2, x))",
    ]
    assert [found.step(label) for label in "abcd"] == [
        None,
        "le(add(x, 0), add(x, 1))",
        "lt(add(x, 1), add(x, 2))",
        "eq(add(x, 2), add(2, x))",
    ]
    assert found.lines["b"].typed == 'at_most(x + 1, "b")'


def test_where_relations_do_not_compose_the_line_is_its_step(reading: Any) -> None:
    found = reading('c = ex.chain(x)\nc.at_most(y, "a")\nc.at_least(1, "b")\nc.equals(2, "c")\n')
    assert found.goal("b") == found.step("b") == "ge(y, 1)"
    assert found.goal("c") == "eq(1, 2)"


def test_a_rounded_line_is_passed_over_by_the_next(reading: Any) -> None:
    found = reading('c = ex.chain(x)\nc.equals(y, "a")\nc.rounds_to(0.33, "b", digits=2)\nc.equals(x, "c")\n')
    assert found.goal("b") == "rounds_to(x, 33/100, 2)" and found.step("b") == "rounds_to(y, 33/100, 2)"
    assert found.step("c") == "eq(y, x)"


def test_definitions_of_sequences(reading: Any) -> None:
    found = reading(
        't = ex.integer("t", at_least=1)\nh = ex.sequence("h", first=0)\nu = ex.sequence("u", first=1)\n'
        'ex.define(u[t], h[t-1]*x, "1")\nex.define(h[t], u[t] + 1, "2")\nex.claim("3", Eq(d(h[t], h[t-1]), x))\n'
    )
    context = found.lines["3"].claim.context
    defined = [(d.name, d.index, d.start, d.label) for d in context.definitions]
    assert defined == [("u", "t", ONE, "1"), ("h", "t", ONE, "2")]
    assert [(h.label, spell(h.statement)) for h in context.hypotheses] == [("t ≥ 1", "ge(t, 1)")]
    assert [d.name for d in context.declarations] == ["x", "t", "h", "u"]


def test_a_definition_binds_its_index(reading: Any) -> None:
    found = reading(
        't = ex.integer("t", at_least=1)\nh = ex.sequence("h")\nex.assume(h[t] > 0)\n'
        'u = ex.sequence("u")\nex.define(u[t], log(h[t]))\nex.claim("1", Eq(u[t], log(h[t])))\n'
    )
    assert spell(found.lines["1"].claim.context.definitions[0].body) == "clog(at(h, t))"
    assert found.goal("1") == "eq(at(u, t), log(at(h, t)))"


def test_new_names_by_definition(reading: Any) -> None:
    found = reading(
        'p = ex.define("p", exp(x) + 1)\nM = ex.define("M", Matrix([[x, I]]))\n'
        'ex.claim("1", Eq(log(p), x))\nex.claim("2", Eq(M, M))\n'
    )
    assert found.goal("1") == "eq(log(p), x)"
    sort = found.exercises["e"].context.sort("M")
    assert sort is not None and sort.kind == "matrix" and sort.of is not None and sort.of.kind == "complex"


def test_bounds_and_kinds(reading: Any) -> None:
    found = reading(
        'a = ex.real("a", above=0, at_most=1)\nn = ex.natural("n")\nz = ex.complex("z", nonzero=True)\n'
        'f, g = ex.function("f g")\n'
        'A = ex.matrix("A", 2)\nk = ex.index("k")\n'
        'ex.claim("1", Eq(a**n*f(z*a) + A[0, 0], Sum(k, (k, 1, n))))\n'
    )
    context = found.lines["1"].claim.context
    assert [h.label for h in context.hypotheses] == ["a > 0", "a ≤ 1", "n ≥ 0", "z ≠ 0"]
    assert [(d.name, d.sort.kind) for d in context.declarations] == [
        ("a", "real"),
        ("n", "integer"),
        ("z", "complex"),
        ("f", "function"),
        ("A", "matrix"),
    ]


def test_only_what_bears_on_a_line_is_in_its_context(reading: Any) -> None:
    found = reading(
        'ex.assume(Eq(x, y**2), "a square")\nw = ex.real("w", above=3)\nex.claim("1", x >= 0)\nex.claim("2", w > 0)\n'
    )
    assert [h.label for h in found.lines["1"].claim.context.hypotheses] == ["a square"]
    assert [d.name for d in found.lines["1"].claim.context.declarations] == ["x", "y"]
    assert [h.label for h in found.lines["2"].claim.context.hypotheses] == ["w > 3"]


def test_where_is_for_one_line(reading: Any) -> None:
    found = reading('ex.claim("1", x*y > 0, where=[x > 0, 0 < y < 1])\nex.claim("2", x > 0)\n')
    assert [h.label for h in found.lines["1"].claim.context.hypotheses] == ["x > 0", "0 < y", "y < 1"]
    assert found.lines["2"].claim.context.hypotheses == ()


def test_earlier_lines(reading: Any) -> None:
    found = reading('ex.claim("1", Eq(x, y))\nex.claim("2", Eq(y, x), uses="1")\nex.claim("3", Eq(y, x), uses=["1", "e/2"])\n')
    assert [claim.id for claim in found.lines["3"].claim.uses] == ["e/1", "e/2"]
    assert found.lines["2"].claim.uses == (found.lines["1"].claim,)


def test_lines_made_in_a_loop_and_in_a_function(reading: Any) -> None:
    found = reading('def say(i):\n    ex.claim(f"{i}", Eq(x**i, 1))\nfor i in range(2):\n    say(i)\n')
    assert found.order == ["0", "1"]
    assert found.lines["1"].claim.span.line == 7


def test_two_exercises_in_a_file(reading: Any) -> None:
    found = reading('ex.claim("1", Eq(x, x))\nother = Exercise("f")\nq = other.real("x")\nother.claim("2", Eq(q, 1))\n')
    assert list(found.exercises) == ["e", "f"]
    assert found.lines["2"].claim.id == "f/2"


# ---------------------------------------------------------------- what can go wrong
def test_an_undeclared_symbol_is_a_line_that_is_ill_formed(reading: Any) -> None:
    found = reading('k = ex.index("k")\nex.claim("1", Eq(x, k))\nex.claim("2", Eq(x, Symbol("q")))\nex.claim("3", Eq(x, 1))\n')
    assert [error(found.lines[label].claim) for label in "123"] == ["SV101", "SV101", ""]


def test_a_typo_loses_one_line(reading: Any) -> None:
    found = reading('alpha = ex.real("alpha")\nex.claim("1", Eq(alhpa, x))\nex.claim("2", Eq(x, x))\n')
    assert found.order == ["SV101", "2"]
    exercise, diagnostic, typed = found.unread[0]
    assert exercise == "e" and "alhpa" in diagnostic.message and diagnostic.help == "did you mean `alpha`?"
    assert (diagnostic.span.line, diagnostic.span.column) == (7, 18) and typed == 'ex.claim("1", Eq(alhpa, x))'


def test_what_rests_on_something_unread_is_not_read(reading: Any) -> None:
    found = reading('rhs = x\nrhs = missing + 1\nex.claim("1", Eq(rhs, x))\nex.claim("2", Eq(x, x))\n')
    assert found.order == ["SV101", "SV004", "2"]
    assert "line 7" in found.unread[1][1].message


def test_after_a_failed_definition_or_assumption_nothing_more_is_read(reading: Any) -> None:
    declared = 'v = ex.real("v", above=missing)'
    for statement in ('ex.define("u", missing)', "ex.assume(missing > 0)", declared, "raise ValueError('no')"):
        found = reading(f'{statement}\nex.claim("1", Eq(x, x))\n')
        assert len(found.order) == 1 and "nothing after this line" in found.unread[0][1].message, statement


def test_names_declared_twice_take_their_lines_with_them(reading: Any) -> None:
    found = reading('ex.real("x")\nex.claim("1", Eq(x, 1))\nex.claim("2", Eq(y, 1))\n')
    assert found.order == ["SV102", "SV004", "2"]
    found = reading('u = ex.define("u", x)\nex.define(u, y)\nex.claim("1", Eq(u, 1))\nex.claim("2", Eq(y, 1))\n')
    assert found.order == ["SV102", "SV004", "2"]


def test_circles(reading: Any) -> None:
    head = 't = ex.integer("t", at_least=1)\nh, u = ex.sequences("h u")\n'
    for circle in (
        "ex.define(h[t], h[t])",
        "ex.define(h[t], h[t+1])",
        "ex.define(h[t], u[t])\nex.define(u[t], h[t])",
        "ex.define(h[t], u[t-1])\nex.define(u[t], h[t+1])",
        "ex.define(x, x + 1)",
    ):
        found = reading(f'{head}{circle}\nex.claim("1", Eq(h[t], x))\n')
        assert found.order == ["SV109", "SV004"], circle
    fine = f'{head}ex.define(h[t], u[t])\nex.define(u[t], h[t-1] + h[0])\nex.claim("1", Eq(h[t], u[t]))\n'
    assert reading(fine).order == ["1"]


LOST = [
    ('ex.claim("1", x is y)', "SV110"),
    ('ex.claim("1", x + y)', "SV103"),
    ('ex.claim("1", Eq(x, zeta(x)))', "SV110"),
    ('ex.claim("1", Eq(x, Symbol("x")))', "SV102"),
    ('ex.claim("1", Eq(x, y), uses="7")', "SV111"),
    ('ex.claim("1", Eq(x, y), expect="prooved")', "SV004"),
    ('ex.claim("0", Eq(x, y))', "SV006"),
    ('ex.claim("1", Eq(x, 1/0))', "SV004"),
    ('ex.claim("1", Eq(x, y), where=[x is y])', "SV110"),
    ('ex.claim("1", d(x + y))', "SV004"),
    ('ex.claim("1", "x = y")', "SV110"),
    ('ex.chain(Symbol("x")).equals(x, "1")', "SV102"),
    ('ex.claim("1", Eq(x, prime(sin)))', "SV004"),
    ('ex.claims("1", x)', None),
]


@pytest.mark.parametrize(("line", "code"), LOST, ids=[line for line, _ in LOST])
def test_a_line_that_cannot_be_read_is_recorded_and_the_next_one_is(reading: Any, line: str, code: str | None) -> None:
    found = reading(f'ex.claim("0", Eq(x, x))\n{line}\nex.claim("next", Eq(x, x))\n')
    assert "0" in found.order and found.unread[0][1].span.line == 7 and found.unread[0][1].span.path == "sheet/derivation.py"
    assert code is None or (found.codes[0] == code and found.order[-1] == "next")


def test_a_chain_that_lost_a_line_does_not_compare_with_the_wrong_one(reading: Any) -> None:
    found = reading('c = ex.chain(x)\nc.equals(y, "a")\nc.equals(missing, "b")\nc.equals(x + 0, "c")\nc.equals(x, "d")\n')
    assert found.order == ["a", "SV101", "c", "d"]
    assert found.goal("c") == "eq(x, add(x, 0))" and found.step("c") is None and found.step("d") == "eq(add(x, 0), x)"


def test_shapes_and_indices_are_left_to_sort_checking(reading: Any) -> None:
    found = reading(
        't = ex.integer("t", at_least=1)\nh = ex.sequence("h", first=0)\ni = ex.index("i")\n'
        'ex.claim("1", Eq(h[-1], 0))\nex.claim("2", Eq(Product(d(h[i], h[i-1]), (i, 0, 3)), 1))\n'
        'ex.claim("3", Matrix([[1, 2]])*Matrix([[1, 2]]) == Matrix([[1]]))\n'
    )
    assert [error(found.lines[label].claim) for label in "123"] == ["SV105", "SV105", "SV104"]


def test_not_python(reading: Any) -> None:
    found = reading("ex.claim(\n")
    assert found.codes == ["SV007"] and found.unread[0][1].span.line == 6 and not found.lines


def test_too_deep_to_parse(reading: Any) -> None:
    found = reading('ex.claim("1", Eq(x, ' + "(" * 5000 + "x" + ")" * 5000 + "))\n")
    assert found.codes in (["SV112"], ["SV007"])


def test_a_very_long_sum(reading: Any) -> None:
    found = reading('ex.claim("1", Eq(' + " + ".join(["x"] * 2000) + ", 2000*x))\n")
    assert len(found.lines["1"].claim.goal.args[0].args) == 2000


def test_exit_and_output(reading: Any, capsys: pytest.CaptureFixture[str]) -> None:
    found = reading('ex.claim("1", Eq(x, x))\nimport sys\nsys.exit(3)\nex.claim("2", Eq(x, x))\n')
    assert found.order == ["1", "SV004"]


def test_errors_elsewhere_are_placed_in_this_file(reading: Any) -> None:
    found = reading('import json\nmissing = json.loads("{")\nex.claim("1", Eq(x, missing))\n')
    assert found.unread[0][1].span.line == 7 and "JSONDecodeError" in found.unread[0][1].message
    assert found.codes == ["SV004", "SV004"]


def test_no_such_file(tmp_path: Path) -> None:
    assert found_in(tmp_path / "none.py", tmp_path).codes == ["SV001"]


def test_an_empty_file_and_one_without_an_exercise(reading: Any) -> None:
    assert reading("", "").order == []
    found = reading("1 + missing\n", "")
    assert [(exercise, d.code) for exercise, d, _ in found.unread] == [("", "SV101")]


# ---------------------------------------------------------------- the surroundings
def test_local_modules_are_found_and_listed(tmp_path: Path) -> None:
    (tmp_path / "sheet").mkdir()
    (tmp_path / "sheet" / "shared_names_of_sheet.py").write_text("letters = 'x y'\n")
    path = tmp_path / "sheet" / "main.py"
    path.write_text(
        "from symverify import Exercise\nfrom shared_names_of_sheet import letters\nimport sys\n"
        "ex = Exercise('m')\nx, y = ex.real(letters)\nex.claim('1', x/x == 1)\n"
    )
    before = sys.path[:], sys.argv[:], sys.getrecursionlimit(), SESSION.get()
    found = found_in(path, tmp_path)
    assert found.modules == ("sheet/shared_names_of_sheet.py",)
    assert before == (sys.path, sys.argv, sys.getrecursionlimit(), SESSION.get())
    assert not (tmp_path / "sheet" / "__pycache__").exists()
    assert found.goal("1") == "eq(mul(x, pow(x, -1)), 1)"


def test_an_exercise_outside_of_a_file_keeps_its_lines() -> None:
    from symverify import Exercise as Public

    ex = Public("interactive")
    x = ex.real("x")
    ex.claim("1", x > 0, where=[x > 1])
    ex.claim("1", x > 0)
    assert [line.label for line in ex.lines] == ["1"] and [d.code for d in ex.diagnostics] == ["SV006"]
    assert ex.lines[0].claim.span.path.endswith("test_reading.py")
    assert ex.lines[0].typed == 'ex.claim("1", x > 0, where=[x > 1])'


def test_messages(tmp_path: Path) -> None:
    path = tmp_path / "d.py"
    path.write_text(HEADER + 'ex.claim("1", Eq(x, x))\nex.claim("1", Eq(x, x))\n1/0\n')
    sent: list[Any] = []
    read(str(path), "shown/d.py", sent.append)
    assert [message["kind"] for message in sent] == ["exercise", "exercise", "line", "unread", "unread"]
    (line,) = decode(sent[2]["value"], Line)
    (diagnostic,) = decode(sent[3]["value"], Diagnostic)
    assert line.claim.span.path == diagnostic.span.path == "shown/d.py" and sent[3]["typed"] == 'ex.claim("1", Eq(x, x))'


# ---------------------------------------------------------------- the sheet
SHEET = Path(__file__).parents[2] / "derivations" / "exercise_3"
IDS = {
    "gated_recurrent_unit.py": ["6", "7", "8", "9", "10", "11", "12", "form"],
    "long_term_derivative.py": ["15", "17", "17-from-one", "18", "u-range", "u-one", "u-zero", "u-zero-ignores", "no-decay"],
    "powers_and_eigenvalues.py": [
        "power",
        "power-n",
        "lambda-power",
        "lambda-exact",
        "lambda-rounded",
        "A30-rounded",
        "vanish",
        "explode",
        "preserve",
        "preserve-any",
    ],
}


@pytest.mark.parametrize("file", sorted(IDS))
def test_the_sheet_is_read_whole(file: str) -> None:
    found = found_in(SHEET / file, Path(os.getcwd()))
    assert sorted(found.order) == sorted(IDS[file]) and not found.unread
    for line in found.lines.values():
        assert error(line.claim) == ("SV105" if line.claim.id == "3.2.ii/17" else "")
        assert line.step is None or error(line.step) == ""
        for definition in line.claim.context.definitions:
            index = {definition.index: INTEGER} if definition.index is not None else {}
            sort_of(definition.body, {**line.claim.context.scope(), **index})
