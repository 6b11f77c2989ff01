"""Diagnostics as a compiler prints them; used by the reporters and, for errors before any report, by the command line."""

from __future__ import annotations

from symverify.language.claims import Span
from symverify.language.diagnostics import Diagnostic
from symverify.typeset.names import clean


def place(span: Span) -> str:
    """``path:line:column``, as far as it is known."""
    path = clean(span.path)
    if not span.line:
        return path
    return f"{path}:{span.line}:{span.column}" if span.column else f"{path}:{span.line}"


def located(diagnostic: Diagnostic, shown: str = "") -> str:
    """The diagnostic on several lines: message, place, the text ``shown`` it is about, notes, help."""
    lines = [f"{diagnostic.severity}[{diagnostic.code}]: {one_line(diagnostic.message)}"]
    where = place(diagnostic.span)
    if where:
        lines.append(f"  --> {where}")
    if shown:
        lines.append("   |")
        lines += [f"   |  {clean(line)}" for line in shown.splitlines()]
        lines.append("   |")
    lines += [f"   = {one_line(note)}" for note in diagnostic.notes]
    if diagnostic.help:
        lines.append(f"help: {one_line(diagnostic.help)}")
    return "\n".join(lines)


def one_line(text: str) -> str:
    """Author's text on one line, nothing in it that could steer a terminal."""
    return clean(" ".join(text.split()))
