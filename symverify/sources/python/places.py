"""Where in the author's file a call stands, and what the author typed there."""

from __future__ import annotations

import ast
import linecache
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from types import FrameType

from symverify.language.claims import Span

_OURS = os.path.dirname(os.path.abspath(__file__)) + os.sep


@dataclass(frozen=True, slots=True)
class Place:
    """A place and its text, on one line."""

    span: Span
    typed: str


Shown = Callable[[str], str]
"""How the path of a file is shown."""


def relative(path: str, root: str) -> str:
    """``path`` as seen from ``root``, with forward slashes."""
    try:
        found = os.path.relpath(path, root)
    except ValueError:  # another drive
        found = path
    return found.replace(os.sep, "/")


def calling_place(shown: Shown) -> Place:
    """The call in the author's code that is being executed."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename.startswith(_OURS):
        frame = frame.f_back
    return place_in(frame, shown) if frame is not None else Place(Span(), "")


def place_in(frame: FrameType, shown: Shown, instruction: int | None = None) -> Place:
    """The call that ``frame`` is executing, or was at an instruction."""
    positions = list(frame.f_code.co_positions())
    return _place(frame.f_code.co_filename, shown, *positions[(frame.f_lasti if instruction is None else instruction) // 2])


def _place(
    filename: str, shown: Shown, line: int | None, end_line: int | None, column: int | None, end_column: int | None,
) -> Place:
    path = shown(filename)
    if line is None:
        return Place(Span(path), "")
    if end_line is None or column is None or end_column is None:
        return Place(Span(path, line, 1, line, 1), linecache.getline(filename, line).strip())
    node = _calls(filename).get((end_line, end_column))
    if node is not None:
        line, column = _start(node)
    lines = linecache.getlines(filename)
    return Place(
        Span(path, line, _characters(lines, line, column) + 1, end_line, _characters(lines, end_line, end_column) + 1),
        _segment(lines, line, column, end_line, end_column),
    )


def _start(node: ast.Call) -> tuple[int, int]:
    """Where a call begins; of ``chain.equals(…).equals(…)`` the second begins at its own name."""
    if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Call) and node.func.end_col_offset is not None:
        return node.func.end_lineno or node.lineno, node.func.end_col_offset - len(node.func.attr.encode())
    return node.lineno, node.col_offset


@lru_cache(maxsize=64)
def _calls(filename: str) -> dict[tuple[int, int], ast.Call]:
    try:
        tree = ast.parse("".join(linecache.getlines(filename)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    return {
        (node.end_lineno or 0, node.end_col_offset or 0): node for node in ast.walk(tree) if isinstance(node, ast.Call)
    }


def _characters(lines: list[str], line: int, column: int) -> int:
    """A column in bytes, in characters."""
    if not 0 < line <= len(lines):
        return column
    return len(lines[line - 1].encode()[:column].decode(errors="replace"))


def _segment(lines: list[str], line: int, column: int, end_line: int, end_column: int) -> str:
    if not 0 < line <= end_line <= len(lines):
        return ""
    text = [part.encode() for part in lines[line - 1 : end_line]]
    text[-1] = text[-1][:end_column]
    text[0] = text[0][column:]
    return " ".join(" ".join(part.decode(errors="replace").split()) for part in text).strip()


def span_of(node: ast.AST, path: str, lines: list[str]) -> Place:
    """The place of a piece of the parsed file."""
    line, end_line = getattr(node, "lineno", 0), getattr(node, "end_lineno", 0)
    column, end_column = getattr(node, "col_offset", 0), getattr(node, "end_col_offset", 0)
    span = Span(path, line, _characters(lines, line, column) + 1, end_line, _characters(lines, end_line, end_column) + 1)
    return Place(span, _segment(lines, line, column, end_line, end_column))
