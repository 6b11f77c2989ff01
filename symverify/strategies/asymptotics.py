"""Limits and growth: continuity, geometric decay, boundedness, unboundedness.

Emits ``Continuity``, ``Decay``, ``Bounded``, ``Growth`` (with lemmas for symbolic powers and inductions inside). A body is
brought to
Σ coefficient·baseⁿ by its normal form; W. Rudin, Principles, ch. 3 (geometric sequences).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from symverify.kernel import arrays
from symverify.kernel.meter import Meter
from symverify.kernel.proofs import family
from symverify.kernel.ring import Rejected, Ring, fraction, with_ring
from symverify.kernel.signs import flatten
from symverify.language.claims import Claim
from symverify.language.evidence import Bounded, Conjunction, Continuity, Decay, Evidence, Gap, Growth, Identity, Inequality
from symverify.language.sorts import INTEGER
from symverify.language.terms import ONE, ZERO, Term, add, app, mul, name, num, postorder, power, substitute
from symverify.strategies.frame import Frame, frame_of, nothing
from symverify.strategies.induction import by_induction
from symverify.strategies.inequality import inequality
from symverify.strategies.normal_form import identity
from symverify.strategies.powers import symbolic_powers, with_closed_forms
from symverify.strategies.rewriting import Bases, Chooser, Profile

_FULL = Profile(elementary=True)


def limit(frame: Frame) -> Evidence | Gap:
    """Evidence for ``tends_to``."""
    goal = frame.goal
    if goal.head != "tends_to":
        return nothing("the goal is no limit")
    if goal.args[1].head == "toward":
        body, approach, target = goal.args
        equation = app("eq", substitute(body, {name(goal.text): approach.args[0]}), target)
        proof = identity(frame.with_goal(equation))
        return proof if isinstance(proof, Gap) else Continuity(proof)
    return decay(frame)


def _members(frame: Frame, binder: Term, start: Term) -> Frame:
    """The frame of a sequence's members, as the kernel makes it."""
    inner = replace(frame, context=frame.context.declare(binder.text, INTEGER))
    inner = inner.assuming(f"{binder.text} from start", app("ge", name(binder.text), start))
    return inner.assuming("natural", app("ge", name(binder.text), ZERO))


def decay(frame: Frame) -> Evidence | Gap:
    """The body as target + Σ coefficient·baseⁿ with |base| < 1."""
    goal = frame.goal
    body, _, target = goal.args
    for start in (ZERO, ONE):
        inner = _members(frame, goal, start)
        for terms, prove in _geometric_forms(inner, body, goal.text, target):
            closed = add(target, *(mul(c, app("pow", b, name(goal.text))) for c, b in terms))
            form = prove(inner.with_goal(app("eq", body, closed)))
            if isinstance(form, Gap):
                continue
            bounds = _bounds(frame, terms, "lt")
            if bounds is not None:
                return Decay(terms, start, form, bounds)
    return nothing("the sequence is no sum of geometric ones")


def _bounds(frame: Frame, terms: tuple[tuple[Term, Term], ...], relation: str) -> tuple[Evidence, ...] | None:
    found = []
    for _, base in terms:
        evidence = inequality(frame.with_goal(app(relation, app("abs", base), ONE)))
        if isinstance(evidence, Gap):
            return None
        found.append(evidence)
    return tuple(found)


Prove = Callable[[Frame], Evidence | Gap]


def _geometric_forms(frame: Frame, body: Term, index: str, target: Term) -> list[tuple[tuple[tuple[Term, Term], ...], Prove]]:
    """Candidates: the normal form read off, through the closed form of a matrix power, or the ratio of a recurrence."""
    forms: list[tuple[tuple[tuple[Term, Term], ...], Prove]] = []
    if symbolic_powers(body):
        read = _read_through_powers(frame, body, index, target)
        if read is not None:
            forms.append((read, lambda inner: with_closed_forms(inner, identity)))
    else:
        read = _read(frame, body, index, target)
        if read is not None:
            forms.append((read, identity))
    ratio = _ratio(frame, body, index)
    if ratio is not None and target is ZERO:
        forms.append(((ratio,), lambda inner: by_induction(inner, index, ZERO)))
    return forms


def _read_through_powers(frame: Frame, body: Term, index: str, target: Term) -> tuple[tuple[Term, Term], ...] | None:
    found: list[tuple[tuple[Term, Term], ...]] = []

    def rest(inner: Frame) -> Evidence | Gap:
        read = _read(inner, body, index, target)
        if read is None:
            return nothing("not geometric")
        found.append(read)
        return Identity()

    with_closed_forms(frame.with_goal(app("eq", body, target)), rest)
    return found[-1] if found else None


def _read(frame: Frame, body: Term, index: str, target: Term) -> tuple[tuple[Term, Term], ...] | None:
    """body − target as Σ coefficient·baseⁿ, read off its normal form, with numbers as bases before their primes."""
    for profile in (Profile(), _FULL):
        found = _read_by(frame, body, index, target, profile)
        if found is not None:
            return found
    return None


def _read_by(frame: Frame, body: Term, index: str, target: Term, profile: Profile) -> tuple[tuple[Term, Term], ...] | None:
    chooser = Chooser(frame, profile, Bases())
    terms: dict[Term, list[Term]] = {}

    def action(ring: Ring) -> bool:
        terms.clear()
        value = ring.reduced(chooser.walk(ring, add(body, mul(num(-1), target))))
        under: list[Term] = []
        shared: list[Term] = []
        for place, exponent in value.den:
            factor = ring.polynomial_term(ring.factor_polynomial(place))
            if factor.head == "pow" and factor.args[1] is name(index) and index not in factor.args[0].free:
                shared.append(power(factor.args[0], -exponent))
            else:
                under.append(power(factor, -exponent))
        if any(index in part.free for part in under) or len(value.num) > 200:
            return False
        for monomial, coefficient in value.num.terms():
            bases: list[Term] = list(shared)
            rest: list[Term] = [num(fraction(coefficient))]
            for place, exponent in enumerate(monomial):
                if not exponent:
                    continue
                atom = ring.atoms[place]
                if atom.head == "pow" and atom.args[1] is name(index) and index not in atom.args[0].free:
                    bases.append(atom.args[0] if exponent == 1 else power(atom.args[0], int(exponent)))
                elif index in atom.free:
                    return False
                else:
                    rest.append(atom if exponent == 1 else power(atom, int(exponent)))
            terms.setdefault(mul(*bases), []).append(mul(*rest, *under))
        return True

    try:
        if not with_ring(chooser.rewrite, chooser.facts.is_real, frame.meter, action):
            return None
    except Rejected:
        return None
    return tuple((add(*coefficients), base) for base, coefficients in terms.items())


def _ratio(frame: Frame, body: Term, index: str) -> tuple[Term, Term] | None:
    """(value at 0, ratio) when the member n + 1 is a number times the member n by the recurrences and the hypotheses."""
    moving = name(index)
    later = substitute(body, {moving: add(moving, ONE)})
    chooser = Chooser(frame, _FULL, Bases())
    found: list[Term] = []

    def action(ring: Ring) -> None:
        found.clear()
        value = ring.reduced(chooser.walk(ring, later))
        before = ring.reduced(chooser.walk(ring, body)) if body.head not in ("diff",) else ring.walk(body, False)
        if before.num.is_zero():
            return
        ratio = ring.reduced(ring.times(value, ring.inverse(before)))
        if ratio.num.is_constant() and not ratio.den and not ratio.num.is_zero():
            found.append(ring.term(ratio))

    try:
        with_ring(chooser.rewrite, chooser.facts.is_real, frame.meter, action)
    except Rejected:
        return None
    if not found:
        return None
    return substitute(body, {moving: ZERO}), found[0]


def bounded(frame: Frame) -> Evidence | Gap:
    """Evidence for ``bounded``."""
    goal = frame.goal
    if goal.head != "bounded":
        return nothing("the goal is no bound")
    body, domain = goal.args
    inner = _members(frame, goal, domain.args[0])
    for terms, prove in _geometric_forms(inner, body, goal.text, ZERO):
        closed = add(ZERO, *(mul(c, app("pow", b, name(goal.text))) for c, b in terms))
        form = prove(inner.with_goal(app("eq", body, closed)))
        bounds = _bounds(frame, terms, "le")
        if not isinstance(form, Gap) and bounds is not None:
            return Bounded(terms, form, bounds)
    return nothing("the sequence is no sum of bounded geometric ones")


def unbounded(frame: Frame) -> Evidence | Gap:
    """Evidence for ``not bounded``: a combination of the members that is a geometric or an arithmetic sequence."""
    goal = frame.goal
    if goal.head != "not" or goal.args[0].head != "bounded":
        return nothing("the goal is not unboundedness")
    binder = goal.args[0]
    members = family(binder.args[0])
    start = binder.args[1].args[0]
    inner = _members(frame, binder, start)
    for weights in _weights(frame, members):
        total = add(*(mul(weight, member) for weight, member in zip(weights, members, strict=True)))
        found = _growing(frame, inner, binder, total, weights, start)
        if not isinstance(found, Gap):
            return found
    return nothing("no combination of the members was found that grows")


def _growing(frame: Frame, inner: Frame, binder: Term, total: Term, weights: tuple[Term, ...], start: Term) -> Evidence | Gap:
    moving = name(binder.text)
    prove: Prove = (lambda f: with_closed_forms(f, identity)) if symbolic_powers(total) else identity
    for base in _candidate_bases(frame):
        form = prove(inner.with_goal(app("eq", total, app("pow", base, moving))))
        if not isinstance(form, Gap):
            bound = inequality(frame.with_goal(app("gt", app("abs", base), ONE)))
            if not isinstance(bound, Gap):
                return Growth(weights, base, ZERO, ZERO, start, form, bound)
    for slope, offset in ((ONE, ZERO), (ONE, ONE)):
        form = prove(inner.with_goal(app("eq", total, add(mul(slope, moving), offset))))
        if not isinstance(form, Gap):
            return Growth(weights, ZERO, slope, offset, start, form, Inequality(slope))
    return nothing("the combination does not grow visibly")


def _candidate_bases(frame: Frame) -> list[Term]:
    """Terms whose modulus a hypothesis puts above 1."""
    found: list[Term] = []
    for entry in frame.context.hypotheses:
        for part in flatten(entry.statement):
            if part.head in ("gt", "lt", "ge", "le"):
                found.extend(side.args[0] for side in part.args if side.head == "abs")
                found.extend(side for side in part.args if side.head == "name")
    return list(dict.fromkeys(found))


def _weights(frame: Frame, members: tuple[Term, ...]) -> list[tuple[Term, ...]]:
    """Unit vectors, and the rows of P⁻¹ ⊗ columns of P when the members are the entries of a power of P·D·P⁻¹."""
    size = len(members)
    units = [tuple(ONE if place == chosen else ZERO for place in range(size)) for chosen in range(size)]
    return [*_eigen_weights(frame, members), *units]


def _eigen_weights(frame: Frame, members: tuple[Term, ...]) -> list[tuple[Term, ...]]:
    powers = {part for member in members for part in symbolic_powers(member)}
    if len(powers) != 1:
        return []
    base = next(iter(powers)).args[0]
    definition = frame.context.definition(base.text) if base.head == "name" else None
    factored = definition.body if definition is not None else base
    if factored.head != "matmul" or len(factored.args) != 3:
        return []
    try:
        left, _, right = (arrays.grid(arg, frame.context, frame.meter) for arg in factored.args)
    except Rejected:
        return []
    rows = []
    for chosen in range(len(left)):
        weights = []
        for member in members:
            entry = next((part for part in postorder(member) if part.head == "entry"), None)
            if entry is None:
                return []
            i, j = int(entry.args[1].number), int(entry.args[2].number)
            weights.append(mul(right[chosen][i], left[j][chosen]))
        rows.append(tuple(weights))
    return rows


def asymptotic(frame: Frame) -> Evidence | Gap:
    """Any of them, conjunctions member by member."""
    if frame.goal.head == "and":
        parts = []
        for part in frame.goal.args:
            found = asymptotic(frame.with_goal(part))
            if isinstance(found, Gap):
                return found
            parts.append(found)
        return Conjunction(tuple(parts))
    for finder in (limit, bounded, unbounded):
        found = finder(frame)
        if not isinstance(found, Gap):
            return found
    return nothing("no rule for this limit or bound")


@dataclass(frozen=True)
class Asymptotics:
    """Finds evidence for limits and bounds."""

    name: str = "limits and growth"
    metered: bool = True

    def find(self, claim: Claim, meter: Meter) -> Evidence | Gap:
        """Evidence or a gap."""
        frame = frame_of(claim, meter)
        if frame is None or not {part.head for part in postorder(frame.goal)} & {"tends_to", "bounded"}:
            return nothing("the goal is about no limit")
        return asymptotic(frame)
