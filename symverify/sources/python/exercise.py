"""``Exercise``: how a derivation is written down in Python. See the README for one screen of it.

Everything is read where it is written: a line that cannot be read is recorded with its place and a code, and the lines after it
go on. What later lines depend on is not guessed: a name whose definition could not be read takes along the lines that use it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any

import sympy

from symverify.language import claims, sorts
from symverify.language.claims import Claim, Context, Definition, Line
from symverify.language.diagnostics import Diagnostic
from symverify.language.sorts import COMPLEX, INTEGER, REAL, IllFormed, Sort
from symverify.language.terms import FALSE, Term, app, name, num
from symverify.language.verdicts import Status
from symverify.sources.python import notation
from symverify.sources.python.definitions import circle, reachable
from symverify.sources.python.lowering import TOP, binding, lower, lower_value, read
from symverify.sources.python.names import Names
from symverify.sources.python.places import Place, calling_place, relative
from symverify.sources.python.signs import ANY, NONNEGATIVE, POSITIVE, Evident

Emit = Callable[[str, "claims.Exercise | Line | Diagnostic", str], None]
"""Called with the exercise's id, what was read, and (for a diagnostic) what was typed there."""

_KINDS = {"real": REAL, "complex": COMPLEX, "integer": INTEGER}
_COMPOSED = {
    ("eq", "eq"): "eq", **{("eq", head): head for head in ("lt", "le", "gt", "ge", "ne")},
    **{(head, "eq"): head for head in ("lt", "le", "gt", "ge", "ne")},
    ("lt", "lt"): "lt", ("lt", "le"): "lt", ("le", "lt"): "lt", ("le", "le"): "le",
    ("gt", "gt"): "gt", ("gt", "ge"): "gt", ("ge", "gt"): "gt", ("ge", "ge"): "ge",
}


@dataclass
class Session:
    """One run over one file (or one interactive session): where what is read goes."""

    emit: Emit
    root: str
    file: str = ""
    path: str = ""
    exercises: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)
    claims: dict[str, Claim] = field(default_factory=dict)
    exercise: str = ""

    def shown(self, file: str) -> str:
        """How the path of a file is shown."""
        return self.path if file == self.file else relative(file, self.root)


def _nowhere(exercise: str, item: claims.Exercise | Line | Diagnostic, typed: str) -> None:
    """An exercise that is written interactively keeps its lines itself."""


SESSION: ContextVar[Session | None] = ContextVar("SESSION", default=None)


class Exercise:
    """A derivation: declarations, definitions, assumptions, claims and chains of claims, read as they are written."""

    def __init__(self, id: str, title: str = "") -> None:
        self._session = SESSION.get() or Session(_nowhere, os.getcwd())
        self.id = id
        self.title = title
        self.lines: list[Line] = []
        self.diagnostics: list[Diagnostic] = []
        self._names = Names(raw=False)
        self._definitions: tuple[Definition, ...] = ()
        self._symbols: dict[str, Any] = {}
        self._starts: dict[str, Term] = {}
        self._broken: dict[str, str] = {}
        self._unreadable = ""
        place = self._place()
        self._path = self._session.path or place.span.path
        self._shown: claims.Exercise | None = None
        self._session.exercise = id
        self._show()
        if id in self._session.exercises:
            self._report("SV006", f"there is an exercise `{id}` already", place)
        self._session.exercises.add(id)

    # ------------------------------------------------------------ names
    def real(self, *names: str, **bounds: Any) -> Any:
        """Real numbers: ``ex.real("w")``, ``ex.real("a b c")``.

        Bounds are ``above=``, ``at_least=``, ``below=``, ``at_most=`` and ``nonzero=True``.
        """
        return self._scalars("real", names, bounds)

    def complex(self, *names: str, **bounds: Any) -> Any:
        """Complex numbers; the only bound there is for them is ``nonzero=True``."""
        return self._scalars("complex", names, bounds)

    def integer(self, *names: str, **bounds: Any) -> Any:
        """Integers, with bounds as for ``real``: ``ex.integer("t", at_least=1)``."""
        return self._scalars("integer", names, bounds)

    def natural(self, *names: str, **bounds: Any) -> Any:
        """Integers from 0 on."""
        return self._scalars("integer", names, {"at_least": 0, **bounds})

    def index(self, *names: str) -> Any:
        """Integer names for sums, products and limits to bind. Nothing is declared: free in a line they are an error."""
        return self.variable(*names, of="integer")

    def variable(self, *names: str, of: str = "real") -> Any:
        """Names for limits, integrals and ``exists`` to bind. Nothing is declared: free in a line they are an error."""
        if of not in _KINDS:
            raise ValueError(f"a variable is real, complex or integer, not {of!r}")
        return _one_or_all([sympy.Symbol(spelling, **_assumptions(of, {})) for spelling in _split(names)])

    def sequence(self, *names: str, first: Any = 0, of: str = "real") -> Any:
        """Sequences of numbers that exist from index ``first`` on: ``x = ex.sequence("x", first=1)``, then ``x[t]``."""
        if of not in _KINDS:
            raise ValueError(f"a sequence is of real, complex or integer, not of {of!r}")
        made = []
        for spelling in _split(names):
            sequence = notation.Sequence(spelling, of, first)
            self._declare(spelling, sequence, Sort("sequence", (), _KINDS[of], None if first is None else self._term(first)))
            made.append(sequence)
        return _one_or_all(made)

    sequences = sequence

    def function(self, *names: str, arity: int = 1, of: str = "real") -> Any:
        """Unknown functions, total and smooth: ``f = ex.function("f")``, then ``f(x)``, ``prime(f)(x)``."""
        if of not in _KINDS:
            raise ValueError(f"a function is real, complex or integer, not {of!r}")
        made = []
        for spelling in _split(names):
            self._declare(spelling, ("function", spelling), sorts.function(_KINDS[of], arity))
            made.append(sympy.Function(spelling, real=True) if of == "real" else sympy.Function(spelling))
        return _one_or_all(made)

    def matrix(self, names: str, rows: Any, columns: Any = None, of: str = "real") -> Any:
        """Named matrices: ``A = ex.matrix("A", 2, 2)``; entries ``A[0, 1]`` are counted from 0."""
        if of not in _KINDS:
            raise ValueError(f"a matrix is of real, complex or integer, not of {of!r}")
        height, width = rows, rows if columns is None else columns
        made = []
        for spelling in _split((names,)):
            matrix = sympy.MatrixSymbol(spelling, height, width)
            self._declare(spelling, matrix, sorts.matrix(self._term(height), self._term(width), _KINDS[of]))
            made.append(matrix)
        return _one_or_all(made)

    # ------------------------------------------------------------ definitions and assumptions
    def define(self, target: Any, body: Any, label: str = "", *, start: Any = None) -> Any:
        """``ex.define(y, body)``, of a new name ``ex.define("y", body)``, for every t in range ``ex.define(u[t], body)``.

        Returns the name. A definition is an identity of functions: derivatives go through it.
        """
        place = self._place()
        spelling = _spelling(target)
        try:
            if isinstance(target, notation.Member):
                self._define_sequence(target, body, label, start)
                return target
            return self._define_name(target, body, label)
        except IllFormed as error:
            self._broken[spelling] = f"the definition of `{spelling}` in line {place.span.line} could not be read"
            self._report(error.code, error.message, place)
            return self._symbols.get(spelling, sympy.Symbol(spelling)) if isinstance(target, str) else target

    def assume(self, statement: Any, label: str = "") -> None:
        """A hypothesis for the lines that follow."""
        place = self._place()
        try:
            for part in _conjuncts(statement):
                term = self._statement(part, self._names)
                self._names.assume(label or _shown(part, place), term)
        except IllFormed as error:
            self._unreadable = f"the assumption in line {place.span.line} could not be read"
            self._report(error.code, error.message, place)

    # ------------------------------------------------------------ lines
    def claim(
        self, label: str, statement: Any, *, expect: str = "proved", uses: Any = (), where: Any = (), reading: Any = (),
    ) -> None:
        """One line by itself: ``ex.claim("10", Eq(a, b))``; ``where`` are assumptions of this line alone."""
        place = self._place()
        expected = _status(expect)
        try:
            names, used = self._line_names(where, place), self._used(uses)
            goal = self._statement(statement, names)
            claim = self._claim(label, goal, names, used, place)
        except IllFormed as error:
            self._report(error.code, error.message, place, label)
            return
        self._line(Line(claim, label, place.typed, expected, None, _texts(reading)), place)

    def chain(self, head: Any, *, where: Any = ()) -> Chain:
        """A chain a = b = c …: each line is judged against ``head`` and against the line before it."""
        place = self._place()
        try:
            names = self._line_names(where, place)
            return Chain(self, names, lower(read(head), names))
        except IllFormed as error:
            self._report(error.code, error.message, place)
            return Chain(self, None, None)

    # ------------------------------------------------------------ how it is done
    def _scalars(self, kind: str, names: tuple[str, ...], bounds: dict[str, Any]) -> Any:
        unknown = set(bounds) - {"above", "at_least", "below", "at_most", "nonzero"}
        if unknown:
            raise TypeError(f"a bound is above=, at_least=, below=, at_most= or nonzero=True, not {', '.join(sorted(unknown))}")
        made = []
        for spelling in _split(names):
            symbol = sympy.Symbol(spelling, **_assumptions(kind, bounds))
            if self._declare(spelling, symbol, _KINDS[kind]):
                for label, statement in self._bounds(spelling, bounds):
                    self._names.assume(label, statement)
                if kind == "integer" and bounds.get("at_least") is not None:
                    self._starts[spelling] = self._term(bounds["at_least"])
            made.append(symbol)
        return _one_or_all(made)

    def _bounds(self, spelling: str, bounds: dict[str, Any]) -> Iterable[tuple[str, Term]]:
        for key, head, sign in (("above", "gt", ">"), ("at_least", "ge", "≥"), ("below", "lt", "<"), ("at_most", "le", "≤")):
            if bounds.get(key) is not None:
                yield f"{spelling} {sign} {bounds[key]}", app(head, name(spelling), self._term(bounds[key]))
        if bounds.get("nonzero"):
            yield f"{spelling} ≠ 0", app("ne", name(spelling), num(0))

    def _declare(self, spelling: str, owner: Any, sort: Sort) -> bool:
        try:
            self._names.declare(spelling, owner, sort)
        except IllFormed as error:
            place = self._place()
            self._broken[spelling] = f"`{spelling}` is declared twice"
            self._report(error.code, error.message, place)
            return False
        self._symbols[spelling] = owner
        return True

    def _define_name(self, target: Any, body: Any, label: str) -> Any:
        spelling = _spelling(target)
        lowered = lower_value(read(body), self._names)
        if isinstance(target, str):
            sort = sorts.sort_of(lowered.term, self._names.sorts)
            target = _new_name(spelling, sort, body)
            if not self._declare(spelling, target, sort):
                return target
        elif not isinstance(target, (sympy.Symbol, sympy.MatrixSymbol)):
            raise IllFormed("SV103", "what is defined is a name, or a member u[t] of a sequence", name(spelling))
        elif self._names.sorts.get(spelling) is None or self._names.sort(spelling, target, REAL) is None:
            raise IllFormed("SV101", f"`{spelling}` is not declared", name(spelling))
        self._add(Definition(spelling, lowered.term, None, None, label))
        self._names.note(spelling, lowered.evident)
        return target

    def _define_sequence(self, target: Any, body: Any, label: str, start: Any) -> None:
        sequence, index = target.args
        if self._names.sort(sequence.name, sequence, REAL).kind != "sequence":
            raise IllFormed("SV101", f"`{sequence.name}` is not declared", name(sequence.name))
        if not isinstance(index, sympy.Symbol):
            hint = "; a first value is an assumption: ex.assume(Eq(h[0], …))" if index.is_Integer else ""
            raise IllFormed("SV103", f"a sequence is defined at a name, such as {sequence.name}[t]{hint}", name(sequence.name))
        first = self._names.sorts[sequence.name].first
        if start is not None:
            begin = self._term(start)
        elif index.name in self._starts:
            begin = self._starts[index.name]
        elif first is not None:
            begin = first
        else:
            raise IllFormed("SV105", f"say from which index on {sequence.name} is defined: start=…", name(sequence.name))
        if first is not None and begin.head == first.head == "num" and begin.number < first.number:
            message = f"`{sequence.name}` starts at {first.number} and cannot be defined from {begin.number} on"
            raise IllFormed("SV105", message, name(sequence.name))
        signs = ANY if begin.head != "num" or begin.number < 0 else POSITIVE if begin.number > 0 else NONNEGATIVE
        term = lower(read(body), self._names, binding(index, Evident(signs, True), TOP))
        self._add(Definition(sequence.name, term, index.name, begin, label))

    def _add(self, definition: Definition) -> None:
        if any(earlier.name == definition.name for earlier in self._definitions):
            raise IllFormed("SV102", f"`{definition.name}` is defined twice", name(definition.name))
        around = circle((*self._definitions, definition))
        if around:
            raise IllFormed("SV109", f"`{definition.name}` is defined by itself: {' → '.join(around)}", name(definition.name))
        self._definitions = (*self._definitions, definition)

    def _term(self, value: Any) -> Term:
        return lower(read(value), self._names)

    def _statement(self, statement: Any, names: Names) -> Term:
        if isinstance(statement, bool):
            message = f"the line is just {statement}: Python compared the sides itself; write Eq(left, right)"
            raise IllFormed("SV110", message, FALSE)
        term = lower(read(statement), names)
        if term.head not in sorts.GOAL_HEADS:
            raise IllFormed("SV103", "this is a value, not a statement; write Eq(left, right)", term)
        return term

    def _line_names(self, where: Any, place: Place) -> Names:
        if self._unreadable:
            raise IllFormed("SV004", f"not read, because {self._unreadable}", FALSE)
        names = self._names.copy()
        for statement in where if isinstance(where, (list, tuple)) else (where,):
            for part in _conjuncts(statement):
                names.assume(_shown(part, place), self._statement(part, names))
        return names

    def _used(self, uses: Any) -> tuple[Claim, ...]:
        found = []
        for label in (uses,) if isinstance(uses, str) else uses:
            claim = self._session.claims.get(f"{self.id}/{label}") or self._session.claims.get(label)
            if claim is None:
                raise IllFormed("SV111", f"there is no earlier line `{label}`", name(str(label)))
            found.append(claim)
        return tuple(found)

    def _claim(self, label: str, goal: Term, names: Names, used: tuple[Claim, ...], place: Place) -> Claim:
        context = reachable(goal, Context(names.context().declarations, self._definitions, tuple(names.hypotheses)))
        mentioned = goal.free.union(*(d.body.free | {d.name} for d in context.definitions))
        mentioned = mentioned.union(*(hypothesis.statement.free for hypothesis in context.hypotheses))
        for spelling in sorted(mentioned & set(self._broken)):
            raise IllFormed("SV004", f"not read, because {self._broken[spelling]}", name(spelling))
        return Claim(f"{self.id}/{label}", goal, context, used, place.span)

    def _line(self, line: Line, place: Place) -> None:
        if line.claim.id in self._session.ids:
            self._report("SV006", f"there is a line `{line.claim.id}` already", place, line.label)
            return
        self._session.ids.add(line.claim.id)
        self._session.claims[line.claim.id] = line.claim
        self.lines.append(line)
        self._show()
        self._session.emit(self.id, line, "")

    def _report(self, code: str, message: str, place: Place, label: str = "") -> None:
        text = f"({label}) {message}" if label else message
        diagnostic = Diagnostic(code, text, place.span)
        self.diagnostics.append(diagnostic)
        self._show()
        self._session.emit(self.id, diagnostic, place.typed)

    def _show(self) -> None:
        """Send the heading, again whenever more has been declared since."""
        context = Context(self._names.context().declarations, self._definitions, tuple(self._names.hypotheses))
        header = claims.Exercise(self.id, self.title, self._path, context)
        if header != self._shown:
            self._shown = header
            self._session.emit(self.id, header, "")

    def _place(self) -> Place:
        return calling_place(self._session.shown)


class Chain:
    """a = b ≤ c …: made by ``Exercise.chain``. Every method adds a line and returns the chain."""

    def __init__(self, exercise: Exercise, names: Names | None, head: Term | None) -> None:
        self._exercise = exercise
        self._names = names
        self._head = head
        self._before = head
        self._relation: str | None = "eq"
        self._first = True

    def equals(self, right: Any, label: str, **options: Any) -> Chain:
        """… = right."""
        return self._add("eq", right, label, **options)

    def at_most(self, right: Any, label: str, **options: Any) -> Chain:
        """… ≤ right."""
        return self._add("le", right, label, **options)

    def less_than(self, right: Any, label: str, **options: Any) -> Chain:
        """… < right."""
        return self._add("lt", right, label, **options)

    def at_least(self, right: Any, label: str, **options: Any) -> Chain:
        """… ≥ right."""
        return self._add("ge", right, label, **options)

    def more_than(self, right: Any, label: str, **options: Any) -> Chain:
        """… > right."""
        return self._add("gt", right, label, **options)

    def rounds_to(self, right: Any, label: str, *, digits: int, **options: Any) -> Chain:
        """… = right to this many decimals; the next line goes on from the exact value before."""
        return self._add("rounds_to", right, label, digits=digits, **options)

    def lose(self, method: str) -> None:
        """A line of this chain could not be read: the next one has no line before it, but its relation to the head is known."""
        if method != "rounds_to":
            self._before = None
            self._relation = _COMPOSED.get((self._relation or "", METHODS.get(method, method)))

    def _add(
        self, relation: str, right: Any, label: str, *, digits: int = 0,
        expect: str = "proved", uses: Any = (), where: Any = (), reading: Any = (),
    ) -> Chain:
        exercise, place, expected = self._exercise, self._exercise._place(), _status(expect)
        try:
            if self._names is None or self._head is None:
                raise IllFormed("SV004", "not read, because the head of its chain could not be read", FALSE)
            names, used = self._names.copy(), exercise._used(uses)
            for part in _conjuncts(list(where) if isinstance(where, (list, tuple)) else where):
                names.assume(_shown(part, place), exercise._statement(part, names))
            term = lower(read(right), names)
            line = self._line_of(relation, term, label, names, used, place, digits)
        except IllFormed as error:
            self.lose(relation)
            exercise._report(error.code, error.message, place, label)
            return self
        exercise._line(replace(line, expected=expected, readings=_texts(reading)), place)
        if relation != "rounds_to":
            self._relation = _COMPOSED.get((self._relation or "", relation))
            self._before, self._first = term, False
        return self

    def _line_of(
        self, relation: str, term: Term, label: str, names: Names, used: tuple[Claim, ...], place: Place, digits: int,
    ) -> Line:
        exercise = self._exercise
        extra = (num(digits),) if relation == "rounds_to" else ()
        whole = relation if extra and self._relation == "eq" else _COMPOSED.get((self._relation or "", relation))
        step_goal = app(relation, self._before, term, *extra) if self._before is not None else None
        if whole is not None:
            goal = app(whole, self._head, term, *extra)  # type: ignore[arg-type]
        elif step_goal is not None:
            goal = step_goal
        else:
            raise IllFormed("SV004", "not read, because the line before it could not be read", FALSE)
        claim = exercise._claim(label, goal, names, used, place)
        step = None
        if step_goal is not None and not self._first:
            step = exercise._claim(label, step_goal, names, used, place)
        return Line(claim, label, place.typed, Status.PROVED, step)


METHODS = {"equals": "eq", "at_most": "le", "less_than": "lt", "at_least": "ge", "more_than": "gt"}


# ---------------------------------------------------------------- small readers
def _split(names: Iterable[str]) -> list[str]:
    found = [spelling for group in names for spelling in group.replace(",", " ").split()]
    if not found:
        raise ValueError("a declaration wants a name")
    return found


def _one_or_all(made: list[Any]) -> Any:
    return made[0] if len(made) == 1 else tuple(made)


def _texts(reading: Any) -> tuple[str, ...]:
    return (reading,) if isinstance(reading, str) else tuple(str(part) for part in reading)


def _status(expect: str) -> Status:
    try:
        return Status(expect)
    except ValueError:
        raise ValueError(f"expect is one of {', '.join(Status)}, not {expect!r}") from None


def _conjuncts(statement: Any) -> list[Any]:
    if isinstance(statement, (list, tuple)):
        return [part for member in statement for part in _conjuncts(member)]
    if isinstance(statement, (sympy.And, notation.AllOf)):
        return [part for member in statement.args for part in _conjuncts(member)]
    return [statement]


def _shown(statement: Any, place: Place) -> str:
    try:
        return str(statement)
    except RecursionError:
        return f"assumption in line {place.span.line}"


def _spelling(target: Any) -> str:
    if isinstance(target, str):
        return target
    if isinstance(target, notation.Member):
        return str(target.args[0].name)
    return str(getattr(target, "name", target))


def _new_name(spelling: str, sort: Sort, body: Any) -> Any:
    if sort.kind == "matrix":
        return sympy.MatrixSymbol(spelling, *read(body).shape)
    return sympy.Symbol(spelling, **_assumptions(sort.kind, {}))


def _assumptions(kind: str, bounds: dict[str, Any]) -> dict[str, bool]:
    """SymPy's assumptions for a declared symbol: SymPy's own evaluation, where the author asks for it, knows them too."""
    found = {} if kind == "complex" else {kind: True}
    low = next((bounds[key] for key in ("above", "at_least") if isinstance(bounds.get(key), (int, sympy.Rational))), None)
    high = next((bounds[key] for key in ("below", "at_most") if isinstance(bounds.get(key), (int, sympy.Rational))), None)
    if low is not None and low >= 0:
        found["positive" if low > 0 or bounds.get("above") is not None else "nonnegative"] = True
    elif high is not None and high <= 0:
        found["negative" if high < 0 or bounds.get("below") is not None else "nonpositive"] = True
    if bounds.get("nonzero") and kind == "complex":
        found["zero"] = False
    elif bounds.get("nonzero") and "positive" not in found and "negative" not in found:
        found["nonzero"] = True
    return found


__all__ = ["METHODS", "SESSION", "Chain", "Emit", "Exercise", "Session"]
