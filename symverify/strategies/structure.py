"""Conjunctions part by part, equations through symbolic matrix powers, and independence of a name.

Emits ``Conjunction``, ``Lemma``, ``Unchanging``.
"""

from __future__ import annotations

from dataclasses import dataclass

from symverify.kernel.meter import Meter
from symverify.kernel.ring import Rejected, Ring, with_ring
from symverify.language.claims import Claim
from symverify.language.evidence import Conjunction, Evidence, Gap, Unchanging
from symverify.language.terms import Term, app
from symverify.strategies.asymptotics import asymptotic
from symverify.strategies.cases import split
from symverify.strategies.frame import Frame, frame_of, nothing
from symverify.strategies.induction import by_induction, variables
from symverify.strategies.normal_form import identity
from symverify.strategies.powers import symbolic_powers, with_closed_forms
from symverify.strategies.rewriting import Bases, Chooser, Profile


def any_proof(frame: Frame) -> Evidence | Gap:
    """A conjunction member by member; other goals by whatever fits."""
    head = frame.goal.head
    if head == "and":
        parts = []
        for part in frame.goal.args:
            found = any_proof(frame.with_goal(part))
            if isinstance(found, Gap):
                return found
            parts.append(found)
        return Conjunction(tuple(parts))
    if head == "independent":
        return independence(frame)
    if head == "eq":
        return equation(frame)
    if head in ("tends_to", "bounded", "not"):
        return asymptotic(frame)
    return split(frame)


def equation(frame: Frame) -> Evidence | Gap:
    """Normal form, closed forms of matrix powers, cases, induction."""
    if symbolic_powers(frame.goal):
        return with_closed_forms(frame, identity)
    found = split(frame)
    if not isinstance(found, Gap):
        return found
    for variable, start in variables(frame):
        inductive = by_induction(frame, variable, start)
        if not isinstance(inductive, Gap):
            return inductive
    return found


def independence(frame: Frame) -> Evidence | Gap:
    """The normal form of the term, when the name is gone from it."""
    term, variable = frame.goal.args
    for profile in (Profile(), Profile(elementary=True)):
        chooser = Chooser(frame, profile, Bases())
        forms: list[Term] = []

        def action(ring: Ring, chooser: Chooser = chooser, forms: list[Term] = forms) -> None:
            forms.clear()
            forms.append(ring.term(ring.reduced(chooser.walk(ring, term))))

        try:
            with_ring(chooser.rewrite, chooser.facts.is_real, frame.meter, action)
        except Rejected:
            continue
        if forms and not forms[0].free & variable.free:
            proof = identity(frame.with_goal(app("eq", term, forms[0])))
            if not isinstance(proof, Gap):
                return Unchanging(forms[0], proof)
    return nothing("the normal form mentions the name")


@dataclass(frozen=True)
class Structure:
    """Finds evidence for conjunctions, for equations through matrix powers, and for independence."""

    name: str = "structure"
    metered: bool = True

    def find(self, claim: Claim, meter: Meter) -> Evidence | Gap:
        """Evidence or a gap."""
        frame = frame_of(claim, meter)
        if frame is None:
            return nothing("a side is defined nowhere")
        if frame.goal.head in ("and", "independent") or (frame.goal.head == "eq" and symbolic_powers(frame.goal)):
            return any_proof(frame)
        return nothing("the goal has no such structure")
