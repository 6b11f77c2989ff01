"""Runs one derivation file and hands over what it says, line by line, while it runs.

The file is Python and is executed: only paths that the user names come here, and only inside a worker process. Its top-level
statements run one after the other, with their arithmetic unevaluated (see ``written``). A claim that raises is recorded and the
next statement goes on; after any other failed statement nothing is read any more: what follows might then mean something else.
"""

from __future__ import annotations

import ast
import builtins
import difflib
import linecache
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType, TracebackType
from typing import Any

from sympy.matrices.exceptions import ShapeError

from symverify.language.claims import Exercise, Line, Span
from symverify.language.diagnostics import Diagnostic
from symverify.language.sorts import IllFormed
from symverify.language.wire import encode
from symverify.sources.python.exercise import METHODS, SESSION, Chain, Emit, Session
from symverify.sources.python.places import Place, place_in, relative, span_of
from symverify.sources.python.written import RUNTIME, Runtime, rewrite

_DEPTH = 20_000
_LINES = frozenset({"claim", "chain", "rounds_to", *METHODS})
_CONTEXT = frozenset("real complex integer natural sequence sequences function matrix define assume".split())


def read(path: str, shown: str, emit: Callable[[Any], None]) -> None:
    """What :func:`read_file` reads, as messages."""

    def send(exercise: str, item: Exercise | Line | Diagnostic, typed: str) -> None:
        if isinstance(item, Exercise):
            emit({"kind": "exercise", "value": encode([item])})
        elif isinstance(item, Line):
            emit({"kind": "line", "exercise": exercise, "value": encode([item])})
        elif exercise:
            emit({"kind": "unread", "exercise": exercise, "typed": typed, "value": encode([item])})
        else:
            emit({"kind": "problem", "typed": typed, "value": encode([item])})

    read_file(path, os.getcwd(), send, shown)


def read_file(path: str, root: str, emit: Emit, shown: str = "") -> tuple[str, ...]:
    """Execute the derivation at ``path``; ``emit`` gets each heading, line or diagnostic as soon as it is read.

    A diagnostic before the first exercise comes with the exercise ``""``. Returns the local modules that the file imported, as
    paths seen from ``root``.
    """
    session = Session(emit, root, path, shown or relative(path, root))
    try:
        with open(path, "rb") as file:
            source = file.read()
    except OSError as error:
        emit("", Diagnostic("SV001", f"cannot read {session.path}: {error.strerror or error}", Span(session.path)), "")
        return ()
    with _surroundings(path) as before:
        token = SESSION.set(session)
        try:
            _read(source, path, session)
        finally:
            SESSION.reset(token)
        return _local_modules(before, root)


@contextmanager
def _surroundings(path: str) -> Iterator[frozenset[str]]:
    """What a script of this name finds: its folder on the path, itself as the only argument; put back afterwards."""
    saved = sys.path[:], sys.argv[:], sys.dont_write_bytecode, sys.getrecursionlimit()
    sys.path.insert(0, os.path.dirname(os.path.abspath(path)))
    sys.argv[:] = [path]
    sys.dont_write_bytecode = True
    try:
        yield frozenset(sys.modules)
    finally:
        sys.path[:], sys.argv[:], sys.dont_write_bytecode = saved[:3]
        sys.setrecursionlimit(saved[3])


def _local_modules(before: frozenset[str], root: str) -> tuple[str, ...]:
    inside = os.path.abspath(root) + os.sep
    library = str(Path(__file__).resolve().parents[2])
    found = []
    for name in sorted(set(sys.modules) - before):
        file = getattr(sys.modules[name], "__file__", None)
        if file and os.path.abspath(file).startswith(inside) and not os.path.abspath(file).startswith(library + os.sep):
            found.append(relative(file, root))
    return tuple(found)


def _read(source: bytes, path: str, session: Session) -> None:
    parsed = _parse(source, path, session)
    if parsed is None:
        return
    tree, programs = parsed
    lines = linecache.getlines(path)
    namespace: dict[str, Any] = {
        "__name__": os.path.splitext(os.path.basename(path))[0], "__file__": path, "__builtins__": builtins, RUNTIME: Runtime,
    }
    reader = _Reader(path, session, namespace, lines)
    for statement, program in zip(tree.body, programs, strict=True):
        if not reader.execute(statement, program):
            return


def _parse(source: bytes, path: str, session: Session) -> tuple[ast.Module, list[CodeType]] | None:
    """The file as it stands, and its statements rewritten, one program each."""
    linecache.checkcache(path)
    limit = sys.getrecursionlimit()
    try:
        sys.setrecursionlimit(max(limit, _DEPTH))
        tree = ast.parse(source, path)
        return tree, [compile(ast.Module([part], []), path, "exec") for part in rewrite(ast.parse(source, path)).body]
    except SyntaxError as error:
        column = error.offset or 1
        line = error.lineno or 1
        span = Span(session.path, line, column, error.end_lineno or line, max(error.end_offset or 0, column + 1))
        _say(session, Diagnostic("SV007", f"this is not Python: {error.msg}", span), (error.text or "").strip())
    except (ValueError, RecursionError, MemoryError) as error:
        nested = not isinstance(error, ValueError)
        message = "an expression is nested too deeply to be parsed" if nested else f"this is not Python: {error}"
        _say(session, Diagnostic("SV112" if nested else "SV007", message, Span(session.path, 1, 1, 1, 1)), "")
    finally:
        sys.setrecursionlimit(limit)
    return None


def _say(session: Session, diagnostic: Diagnostic, typed: str) -> None:
    session.emit(session.exercise, diagnostic, typed)


class _Reader:
    def __init__(self, path: str, session: Session, namespace: dict[str, Any], lines: list[str]) -> None:
        self.path = path
        self.session = session
        self.namespace = namespace
        self.lines = lines
        self.lost: dict[str, int] = {}

    def execute(self, statement: ast.stmt, program: CodeType) -> bool:
        """Run one statement; whether the next may be run."""
        try:
            exec(program, self.namespace)
        except KeyboardInterrupt:
            raise
        except SystemExit:
            self.report(statement, "SV004", "the derivation ended the program; nothing after this line is read", None)
            return False
        except MemoryError:
            self.report(statement, "SV005", "the derivation asked for too much memory; nothing after this line is read", None)
            raise
        except BaseException as error:
            goes_on = self.can_go_on(statement)
            self.raised(statement, error, goes_on)
            return goes_on
        for spelling in _assigned(statement):
            self.lost.pop(spelling, None)
        return True

    def can_go_on(self, statement: ast.stmt) -> bool:
        """Only what failed is lost, if it was a line, or set nothing but names that nothing can be read with afterwards."""
        called = [node.func for node in ast.walk(statement) if isinstance(node, ast.Call)]
        methods = {function.attr for function in called if isinstance(function, ast.Attribute)}
        if methods & _CONTEXT or any(isinstance(f, ast.Name) and f.id == "Exercise" for f in called):
            return False
        if isinstance(statement, ast.Expr):
            self.lose_chain(statement.value)
            return bool(methods & _LINES)
        targets = _assigned(statement)
        if not targets:
            return False
        self.lose_chain(statement.value)  # type: ignore[attr-defined]
        for spelling in targets:
            self.namespace.pop(spelling, None)
            self.lost[spelling] = statement.lineno
        return True

    def lose_chain(self, value: ast.expr | None) -> None:
        """Tell a chain that the line that was to be added to it is missing."""
        while isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
            method, value = value.func.attr, value.func.value
            chain = self.namespace.get(value.id) if isinstance(value, ast.Name) else None
            if isinstance(chain, Chain) and method in _LINES:
                chain.lose(method)

    def raised(self, statement: ast.stmt, error: BaseException, goes_on: bool) -> None:
        """The diagnostic of an exception: where in this file, and what."""
        code, message = _described(error)
        spelling = getattr(error, "name", None)
        if isinstance(error, NameError) and spelling in self.lost:
            code, message = "SV004", f"not read, because `{spelling}` could not be read in line {self.lost[spelling]}"
        if not goes_on:
            message += "; nothing after this line is read"
        known = [name for name in self.namespace if not name.startswith("__")] if code == "SV101" and spelling else []
        close = difflib.get_close_matches(str(spelling), sorted(known), 1, 0.6)
        self.report(statement, code, message, error.__traceback__, f"did you mean `{close[0]}`?" if close else "")

    def report(self, statement: ast.stmt, code: str, message: str, trace: TracebackType | None, help: str = "") -> None:
        """Record a diagnostic at the innermost place in this file."""
        frame, position = None, None
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == self.path:
                frame, position = trace.tb_frame, trace.tb_lasti
            trace = trace.tb_next
        place = self.place(statement, frame, position)
        _say(self.session, Diagnostic(code, message, place.span, help=help), place.typed)

    def place(self, statement: ast.stmt, frame: FrameType | None, position: int | None) -> Place:
        path = self.session.path
        if frame is None or position is None:
            return span_of(statement, path, self.lines)
        found = place_in(frame, self.session.shown, position)
        whole = span_of(statement, path, self.lines)
        return Place(found.span, whole.typed if whole.typed else found.typed)


def _assigned(statement: ast.stmt) -> list[str]:
    """The names that a plain assignment sets; none for anything else."""
    if isinstance(statement, ast.Assign):
        targets: list[ast.expr] = list(statement.targets)
    elif isinstance(statement, (ast.AnnAssign, ast.AugAssign)):
        targets = [statement.target]
    else:
        return []
    found: list[str] = []
    while targets:
        target = targets.pop()
        if isinstance(target, (ast.Tuple, ast.List)):
            targets.extend(target.elts)
        elif isinstance(target, ast.Name):
            found.append(target.id)
        else:
            return []
    return found


def _described(error: BaseException) -> tuple[str, str]:
    """A code and one line for an exception."""
    try:
        text = " ".join(str(error).split())
    except Exception:
        text = ""
    text = text[:300] + ("…" if len(text) > 300 else "")
    if isinstance(error, IllFormed):
        return error.code, error.message
    if isinstance(error, NameError):
        return "SV101", text or "a name is not defined"
    if isinstance(error, ShapeError):
        return "SV104", text or "shapes do not fit"
    if isinstance(error, RecursionError):
        return "SV004", "the expression is nested too deeply for Python"
    return "SV004", f"{type(error).__name__}: {text}" if text else type(error).__name__
