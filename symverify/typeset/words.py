"""Declarations, definitions and hypotheses as the lines an author would write at the head of a derivation."""

from __future__ import annotations

from dataclasses import dataclass

from symverify.language.claims import Context, Declaration, Definition
from symverify.language.sorts import Sort
from symverify.language.terms import ONE, Term, add, app, at, name, num
from symverify.typeset.latex import latex
from symverify.typeset.names import latex_name, latex_text, plain_name
from symverify.typeset.plain import plain

_LETTERS = {"integer": ("ℤ", r"\mathbb{Z}"), "real": ("ℝ", r"\mathbb{R}"), "complex": ("ℂ", r"\mathbb{C}")}


@dataclass(frozen=True, slots=True)
class Statement:
    """One assumption: the term it is about, and its two typeset forms."""

    term: Term
    latex: str
    plain: str


def assumptions(context: Context) -> tuple[Statement, ...]:
    """What is declared, what is defined, what is assumed: in this order, each once, in the order the author wrote it."""
    taken = frozenset(context.scope())
    declared = tuple(declaration(part, context) for part in context.declarations if _worth_saying(part, context))
    defined = tuple(definition(part, taken) for part in context.definitions)
    assumed = tuple(
        Statement(part.statement, latex(part.statement, taken), plain(part.statement, taken)) for part in context.hypotheses
    )
    return declared + defined + assumed


def _worth_saying(part: Declaration, context: Context) -> bool:
    # A defined name says what it is by its definition; a recurrence leaves the members before its start free.
    defined = context.definition(part.name)
    return defined is None or (part.sort.kind == "sequence" and defined.start is not part.sort.first)


def declaration(part: Declaration, context: Context) -> Statement:
    """``w ∈ ℝ``, ``x_1, x_2, … ∈ ℝ``, ``A ∈ ℝ^{2×2}``, ``f: ℝ → ℝ``."""
    return Statement(name(part.name), latex_declaration(part), plain_declaration(part))


def plain_declaration(part: Declaration) -> str:
    """A declaration on one line of plain text."""
    sort, shown = part.sort, plain_name(part.name)
    if sort.kind == "sequence" and sort.of is not None and sort.first is not None:
        return f"{', '.join(plain(member) for member in _members(part))}, … ∈ {_plain_set(sort.of)}"
    if sort.kind == "function":
        return f"{shown}: {_plain_domain(sort)} → {_plain_set(sort.of or sort)}"
    return f"{shown} ∈ {_plain_set(sort)}"


def latex_declaration(part: Declaration) -> str:
    """A declaration in LaTeX."""
    sort, shown = part.sort, latex_name(part.name)
    if sort.kind == "sequence" and sort.of is not None and sort.first is not None:
        return rf"{', '.join(latex(member) for member in _members(part))}, \ldots \in {_latex_set(sort.of)}"
    if sort.kind == "function":
        return rf"{shown}: {_latex_domain(sort)} \to {_latex_set(sort.of or sort)}"
    return rf"{shown} \in {_latex_set(sort)}"


def _members(part: Declaration) -> tuple[Term, Term]:
    first = part.sort.first
    assert first is not None
    return at(part.name, first), at(part.name, num(first.number + 1) if first.head == "num" else add(first, ONE))


def _plain_set(sort: Sort) -> str:
    if sort.kind in _LETTERS:
        return _LETTERS[sort.kind][0]
    if sort.kind in ("matrix", "vector"):
        return f"{_plain_set(sort.of) if sort.of else 'ℝ'}^{{{'×'.join(plain(size) for size in sort.shape)}}}"
    return sort.kind


def _latex_set(sort: Sort) -> str:
    if sort.kind in _LETTERS:
        return _LETTERS[sort.kind][1]
    if sort.kind in ("matrix", "vector"):
        shape = r" \times ".join(latex(size) for size in sort.shape)
        return (_latex_set(sort.of) if sort.of else r"\mathbb{R}") + f"^{{{shape}}}"
    return latex_text(sort.kind)


def _plain_domain(sort: Sort) -> str:
    letter = "ℂ" if sort.of is not None and sort.of.kind == "complex" else "ℝ"
    return letter if sort.arity == 1 else f"{letter}^{sort.arity}"


def _latex_domain(sort: Sort) -> str:
    letter = r"\mathbb{C}" if sort.of is not None and sort.of.kind == "complex" else r"\mathbb{R}"
    return letter if sort.arity == 1 else f"{letter}^{{{sort.arity}}}"


def definition(part: Definition, taken: frozenset[str] = frozenset()) -> Statement:
    """``u_t := σ(w h_{t-1} + w x_t) for t ≥ 1``; the term is the equation it stands for."""
    return Statement(definition_term(part), latex_definition(part, taken), plain_definition(part, taken))


def definition_term(part: Definition) -> Term:
    """The equation between the defined name, or its member at the index, and the body."""
    return app("eq", _defined(part), part.body)


def _defined(part: Definition) -> Term:
    return name(part.name) if part.index is None else at(part.name, name(part.index))


def plain_definition(part: Definition, taken: frozenset[str] = frozenset()) -> str:
    """A definition on one line of plain text."""
    text = f"{plain(_defined(part), taken)} := {plain(part.body, taken)}"
    if part.index is None or part.start is None:
        return text
    return f"{text} for {plain(app('ge', name(part.index), part.start), taken)}"


def latex_definition(part: Definition, taken: frozenset[str] = frozenset()) -> str:
    """A definition in LaTeX."""
    text = f"{latex(_defined(part), taken)} := {latex(part.body, taken)}"
    if part.index is None or part.start is None:
        return text
    return f"{text}{latex_text(' for ')}{latex(app('ge', name(part.index), part.start), taken)}"
