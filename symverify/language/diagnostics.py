"""Diagnostics: located messages about the author's text."""

from __future__ import annotations

from dataclasses import dataclass, field

from symverify.language.claims import Span


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One message: a code of the catalogue, a severity, and a message that stands alone."""

    code: str
    message: str
    span: Span = field(default_factory=Span)
    severity: str = "error"
    notes: tuple[str, ...] = ()
    help: str = ""
