"""Evidence: the closed family of certificates, counterexamples, witnesses, and the honest gap.

Plain data. Evidence names hypotheses and earlier lines by label; it never brings hypotheses, rules or a context of its own, and
the kernel computes every conclusion itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from symverify.language.terms import Term
from symverify.language.verdicts import UndecidedReason


@dataclass(frozen=True, slots=True)
class Point:
    """An exact point: closed terms for names; ``lambda`` terms for sequences and functions; ``matrix`` terms for matrices."""

    values: tuple[tuple[str, Term], ...] = ()

    def get(self, name: str) -> Term | None:
        """The value of ``name``, or None."""
        for key, value in self.values:
            if key == name:
                return value
        return None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of an atom table: the named rule of ``kernel/atoms.py`` rewrites ``atom``; ``params`` choose among what it
    allows.
    """

    rule: str
    atom: Term
    params: tuple[Term, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class Multiple:
    """``cofactor`` times a term the kernel knows to be 0: the difference of the sides of the equation hypothesis ``label``."""

    label: str
    cofactor: Term


@dataclass(frozen=True, slots=True)
class Identity:
    """left − right is, after the rows and minus the multiples, identically 0. Matrix sides are compared entry by entry."""

    rows: tuple[Row, ...] = ()
    multiples: tuple[Multiple, ...] = ()


@dataclass(frozen=True, slots=True)
class Inequality:
    """right − left (for <, <=; left − right for >, >=, !=) equals ``form``, whose sign the kernel reads off by its sign
    rules.
    """

    form: Term
    rows: tuple[Row, ...] = ()
    multiples: tuple[Multiple, ...] = ()


@dataclass(frozen=True, slots=True)
class Balls:
    """An inequality, ``!=`` or ``rounds_to`` between closed terms, decided by enclosures at ``precision`` bits."""

    precision: int


@dataclass(frozen=True, slots=True)
class Cases:
    """The claim under pivot < 0, pivot = 0 and pivot > 0, each with its own evidence; the pivot is real.

    In a case the kernel adds the hypothesis itself, under the label ``case <digest of the pivot>``.
    """

    pivot: Term
    negative: Evidence
    zero: Evidence
    positive: Evidence


@dataclass(frozen=True, slots=True)
class Absurd:
    """The hypotheses contradict each other (inside a case): by the sign rules and the others, hypothesis ``label`` cannot
    hold.
    """

    label: str


@dataclass(frozen=True, slots=True)
class Conjunction:
    """One piece of evidence for each member of a conjunction."""

    parts: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Induction:
    """Induction on the integer ``variable`` from its declared bound on: base case and step.

    The kernel forms both claims; in the step the induction hypothesis has the label ``induction``.
    """

    variable: str
    start: Term
    base: Evidence
    step: Evidence


@dataclass(frozen=True, slots=True)
class Lemma:
    """A cut: ``statement`` is proved by ``proof`` in the claim's own context and then usable in ``rest`` under ``label``."""

    label: str
    statement: Term
    proof: Evidence
    rest: Evidence


@dataclass(frozen=True, slots=True)
class Continuity:
    """A limit by continuity: the body is defined at the point and equals the target there; ``at_point`` proves that
    equation.
    """

    at_point: Evidence


@dataclass(frozen=True, slots=True)
class Decay:
    """For every n >= start the body is target + Σ coefficientᵢ · baseᵢⁿ (``form`` proves it); ``bounds`` prove |baseᵢ| < 1."""

    terms: tuple[tuple[Term, Term], ...]
    start: Term
    form: Evidence
    bounds: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Growth:
    """Unbounded: a fixed combination of the members equals base**n with |base| > 1, or coefficient·n + offset.

    ``combination`` gives one coefficient for each member of the bounded list (free of the index), ``base`` the geometric
    base, or
    ``slope`` and ``offset`` the arithmetic form; unused ones are 0. ``form`` proves the equation, ``bound`` that |base| >
    1 or slope != 0.
    """

    combination: tuple[Term, ...]
    base: Term
    slope: Term
    offset: Term
    start: Term
    form: Evidence
    bound: Evidence


@dataclass(frozen=True, slots=True)
class Bounded:
    """A bounded family: every member equals Σ coefficient·baseⁿ (or is constant) with |base| <= 1, as in :class:`Decay`."""

    terms: tuple[tuple[Term, Term], ...]
    form: Evidence
    bounds: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Instance:
    """An ``exists`` goal holds at this point of its bound names; ``proof`` shows the body there."""

    point: Point
    proof: Evidence


@dataclass(frozen=True, slots=True)
class Inconsistent:
    """No instance: a combination of the goal's ``rounds_to`` entries equals a constant that the roundings exclude.

    ``weights`` has one rational for each entry, in the order of the goal; ``total`` is the constant; ``form`` proves the
    equation.
    """

    weights: tuple[Term, ...]
    total: Term
    form: Evidence


@dataclass(frozen=True, slots=True)
class Unchanging:
    """``independent``: the term equals one that does not mention the name, by the identity."""

    form: Term
    proof: Evidence


@dataclass(frozen=True, slots=True)
class Counterexample:
    """An exact point at which the hypotheses hold, both sides are defined, and the goal fails by disjoint balls.

    ``entry`` is the entry of a matrix side; ``other`` a second value of the name of an ``independent`` goal.
    """

    point: Point
    precision: int
    entry: tuple[int, int] | None = None
    other: Term | None = None


@dataclass(frozen=True, slots=True)
class Negation:
    """At ``point`` the hypotheses hold and ``proof`` proves the negated goal (its values put in); names without value stay
    free.
    """

    point: Point
    proof: Evidence


@dataclass(frozen=True, slots=True)
class EmptyDomain:
    """Both sides are defined nowhere together: ``proof`` shows that the obligation ``obligation`` always fails; ``point``
    meets the hypotheses.
    """

    obligation: Term
    proof: Evidence
    point: Point


Evidence = (
    Identity | Inequality | Balls | Cases | Absurd | Conjunction | Induction | Lemma | Continuity | Decay | Growth | Bounded
    | Instance | Inconsistent | Unchanging | Counterexample | Negation | EmptyDomain
)


@dataclass(frozen=True, slots=True)
class Gap:
    """An honest "not found": why, and what was left over."""

    reason: UndecidedReason
    note: str = ""
    residual: Term | None = None
