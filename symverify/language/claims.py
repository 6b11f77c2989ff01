"""Exercises, lines and claims: what is to be judged, and what is known about the names in it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from symverify.language.sorts import Scope, Sort
from symverify.language.terms import Term
from symverify.language.verdicts import Status


@dataclass(frozen=True, slots=True)
class Span:
    """A place in the author's text: 1-based lines and columns, the end exclusive; ``path`` with forward slashes."""

    path: str = ""
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0


@dataclass(frozen=True, slots=True)
class Declaration:
    """``name`` ranges over ``sort``."""

    name: str
    sort: Sort


@dataclass(frozen=True, slots=True)
class Definition:
    """``name := body``, or for a sequence ``name_index := body for every integer index >= start``.

    A definition is an identity of functions: a node of the definition graph, usable anywhere.
    """

    name: str
    body: Term
    index: str | None = None
    start: Term | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A statement that holds at the point a claim is judged at (and only there)."""

    label: str
    statement: Term


@dataclass(frozen=True, slots=True)
class Context:
    """What is known about the names. A value: extending it makes a new one."""

    declarations: tuple[Declaration, ...] = ()
    definitions: tuple[Definition, ...] = ()
    hypotheses: tuple[Hypothesis, ...] = ()

    def sort(self, name: str) -> Sort | None:
        """The declared sort of ``name``, or None."""
        for declaration in self.declarations:
            if declaration.name == name:
                return declaration.sort
        return None

    def scope(self) -> Scope:
        """All declared sorts, for sort checking."""
        return {declaration.name: declaration.sort for declaration in self.declarations}

    def definition(self, name: str) -> Definition | None:
        """What ``name`` is defined as, or None when it is free."""
        for definition in self.definitions:
            if definition.name == name:
                return definition
        return None

    def hypothesis(self, label: str) -> Hypothesis | None:
        """The hypothesis with this label, or None."""
        for hypothesis in self.hypotheses:
            if hypothesis.label == label:
                return hypothesis
        return None

    def declare(self, name: str, sort: Sort) -> Context:
        """With one more declaration."""
        return replace(self, declarations=(*self.declarations, Declaration(name, sort)))

    def define(self, definition: Definition) -> Context:
        """With one more definition."""
        return replace(self, definitions=(*self.definitions, definition))

    def assume(self, *hypotheses: Hypothesis) -> Context:
        """With more hypotheses."""
        return replace(self, hypotheses=(*self.hypotheses, *hypotheses))


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement to be judged. Self-contained: the kernel needs nothing else.

    ``goal`` is a boolean term (see ``sorts.GOAL_HEADS``). ``uses`` are the earlier lines it may use, whole, with their own
    quantifiers and hypotheses; the verdict is conditional on those that are not proved.
    """

    id: str
    goal: Term
    context: Context = field(default_factory=Context)
    uses: tuple[Claim, ...] = ()
    span: Span = field(default_factory=Span)

    @property
    def relation(self) -> str:
        """The head of the goal."""
        return self.goal.head


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a derivation: the claim it makes, and its relation to the line before it in the same chain."""

    claim: Claim
    label: str
    typed: str
    expected: Status
    step: Claim | None = None
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exercise:
    """A derivation as read: ``context`` is what was declared in it, for the report."""

    id: str
    title: str
    path: str
    context: Context = field(default_factory=Context)
    lines: tuple[Line, ...] = ()
