"""Certificates: does this evidence prove this goal?

``Prover.prove(goal, evidence, context)`` returns only if the goal holds at every point at which the hypotheses of the
context hold and
the goal's own terms are defined; otherwise it raises Rejected. Subgoals are formed here, never read from evidence, and
what they
owe beyond the hypotheses is a rejection.
"""

from __future__ import annotations

from fractions import Fraction

from symverify.kernel import arrays, atoms, elementary, pieces
from symverify.kernel.atoms import Table
from symverify.kernel.discharge import follows
from symverify.kernel.enclose import NotEnclosed, holds
from symverify.kernel.instances import NotInstantiable, instantiate
from symverify.kernel.meter import Meter
from symverify.kernel.ring import Rejected, Ring, with_ring
from symverify.kernel.sides import Owing, regular
from symverify.kernel.signs import NEGATIVE, NONNEGATIVE, NONZERO, POSITIVE, ZERO_BIT, Facts, facts_of, flatten
from symverify.language.claims import Claim, Context, Hypothesis
from symverify.language.evidence import (
    Absurd, Balls, Bounded, Cases, Conjunction, Continuity, Decay, Evidence, Growth, Identity, Inconsistent, Induction,
    Inequality, Instance, Lemma, Multiple, Point, Row, Unchanging,
)
from symverify.language.nodes import apart, reachable, shift, tidied
from symverify.language.sorts import COMPLEX, DOMAINS, INTEGER, IllFormed, Sort, sort_of
from symverify.language.terms import ONE, ZERO, Term, add, app, mul, name, num, substitute

RULES = {**atoms.RULES, **elementary.RULES, **pieces.RULES}
_WANTED = {"gt": POSITIVE, "lt": POSITIVE, "ge": NONNEGATIVE, "le": NONNEGATIVE, "ne": NONZERO}
_MASKS = {"gt": POSITIVE, "ge": NONNEGATIVE, "lt": NEGATIVE, "le": NEGATIVE | ZERO_BIT, "ne": NONZERO, "eq": ZERO_BIT}


def rounding(goal: Term) -> Fraction:
    """Half a unit in the last digit of a ``rounds_to`` goal."""
    digits = goal.args[2]
    if digits.head != "num" or not -10_000 <= digits.number <= 10_000 or digits.number.denominator != 1:
        raise Rejected("the number of digits is not a small integer")
    return Fraction(1, 2) / Fraction(10) ** int(digits.number)


class Prover:
    """Proves goals for one claim; ``uses`` are the earlier lines it may use."""

    def __init__(self, uses: tuple[Claim, ...], meter: Meter) -> None:
        self.uses = uses
        self.meter = meter
        self.depth = 0

    def prove(self, goal: Term, evidence: Evidence, context: Context) -> None:
        """Accept or raise Rejected."""
        self.depth += 1
        if self.depth > 40:
            raise Rejected("evidence nested more than 40 deep")
        self.meter.spend(1)
        try:
            self._prove(goal, evidence, context)
        finally:
            self.depth -= 1

    def _prove(self, goal: Term, evidence: Evidence, context: Context) -> None:
        if goal.head == "implies":
            inner = self.assume(context, "antecedent", goal.args[0])
            self.defined(sides(goal.args[1]), inner)
            return self.prove(goal.args[1], evidence, inner)
        if goal.head == "not":
            (turned,) = flatten(goal)
            if turned is not goal:
                return self.prove(turned, evidence, context)
        match evidence:
            case Cases():
                self.cases(goal, evidence, context)
            case Absurd():
                self.absurd(evidence, context)
            case Lemma():
                self.lemma(goal, evidence, context)
            case Induction():
                self.induction(goal, evidence, context)
            case Conjunction():
                self.conjunction(goal, evidence, context)
            case Identity():
                self.identity(goal, evidence, context)
            case Inequality():
                self.inequality(goal, evidence, context)
            case Balls():
                self.balls(goal, evidence, context)
            case Continuity():
                self.continuity(goal, evidence, context)
            case Decay():
                self.decay(goal, evidence, context)
            case Bounded():
                self.bounded(goal, evidence, context)
            case Growth():
                self.growth(goal, evidence, context)
            case Instance():
                self.instance(goal, evidence, context)
            case Inconsistent():
                self.inconsistent(goal, evidence, context)
            case Unchanging():
                self.unchanging(goal, evidence, context)
            case _:
                raise Rejected("this evidence is not a proof")

    # ---------------------------------------------------------------- contexts
    def assume(self, context: Context, label: str, *statements: Term) -> Context:
        """One more hypothesis; its label must be new. A negated relation is turned round."""
        if context.hypothesis(label) is not None:
            raise Rejected(f"the label `{label}` is taken")
        parts = [part for statement in statements for part in flatten(statement)]
        return context.assume(Hypothesis(label, parts[0] if len(parts) == 1 else app("and", *parts)))

    def declare(self, context: Context, spelling: str, sort: Sort) -> Context:
        """One more name, which must be new."""
        if context.sort(spelling) is not None:
            raise Rejected(f"`{spelling}` is bound in the goal and declared outside")
        return context.declare(spelling, sort)

    def defined(self, terms: tuple[Term, ...], context: Context) -> None:
        """Everything the terms owe follows from the hypotheses."""
        facts = facts_of(context, self.meter)
        for term in terms:
            for obligation in Owing(facts).of(term):
                if not follows(obligation, facts):
                    raise Rejected(f"nothing discharges {obligation!r}")

    def well_sorted(self, term: Term, context: Context, *kinds: str) -> None:
        """A term that evidence brought along has a sort, one of these kinds, and binds no declared name."""
        if apart(term, frozenset(context.scope())) is not term:
            raise Rejected("evidence binds a declared name")
        try:
            sort = sort_of(term, context.scope())
        except IllFormed as error:
            raise Rejected(error.message) from error
        if sort.kind not in kinds:
            raise Rejected(f"{term!r} is not {' or '.join(kinds)}")

    # ---------------------------------------------------------------- structure
    def cases(self, goal: Term, evidence: Cases, context: Context) -> None:
        """A real, defined pivot is negative, zero or positive; the goal holds in each case."""
        pivot = evidence.pivot
        self.well_sorted(pivot, context, "real", "integer")
        self.defined((pivot,), context)
        label = case_label(pivot)
        for relation, part in (("lt", evidence.negative), ("eq", evidence.zero), ("gt", evidence.positive)):
            self.prove(goal, part, self.assume(context, label, app(relation, pivot, ZERO)))

    def absurd(self, evidence: Absurd, context: Context) -> None:
        """A hypothesis whose form cannot have the sign it claims, given the others: anything follows."""
        if not self.excluded(evidence.label, context):
            raise Rejected("the hypotheses do not contradict each other by the sign rules")

    def excluded(self, label: str, context: Context) -> bool:
        """Whether the other hypotheses give a form of the labelled one a sign that it denies."""
        others = tuple(entry for entry in context.hypotheses if entry.label != label)
        facts = facts_of(Context(context.declarations, context.definitions, others), self.meter)
        for entry in context.hypotheses:
            for part in flatten(entry.statement) if entry.label == label else ():
                real = part.head in _MASKS and all(facts.is_real(side) for side in part.args)
                if real and facts.sign(_difference(*part.args)) & _MASKS[part.head] == 0:
                    return True
        return False

    def lemma(self, goal: Term, evidence: Lemma, context: Context) -> None:
        """A cut: the statement, proved in the same context, becomes a hypothesis."""
        self.well_sorted(evidence.statement, context, "boolean")
        self.defined(sides(evidence.statement), context)
        self.prove(evidence.statement, evidence.proof, context)
        self.prove(goal, evidence.rest, self.assume(context, evidence.label, evidence.statement))

    def conjunction(self, goal: Term, evidence: Conjunction, context: Context) -> None:
        if goal.head != "and" or len(goal.args) != len(evidence.parts):
            raise Rejected("the goal is not a conjunction of that many parts")
        for part, proof in zip(goal.args, evidence.parts, strict=True):
            self.prove(part, proof, context)

    def induction(self, goal: Term, evidence: Induction, context: Context) -> None:
        """G(a), and G(n) ⇒ G(n+1) for every integer n >= a, give G(n) for every n >= a.

        Hypotheses about n are dropped but for the bound, which must follow from them; no definition may mention n.
        """
        variable, start = name(evidence.variable), evidence.start
        if context.sort(evidence.variable) != INTEGER or context.definition(evidence.variable) is not None:
            raise Rejected("the variable of an induction is a declared integer")
        self.well_sorted(start, context, "integer")
        if evidence.variable in start.free:
            raise Rejected("the base mentions the variable")
        for entry in context.definitions:
            start_names = entry.start.free if entry.start is not None else frozenset()
            if evidence.variable in (entry.body.free - {entry.index or ""}) | start_names:
                raise Rejected("a definition mentions the variable of the induction")
        for declared in context.declarations:
            if declared.sort.first is not None and evidence.variable in declared.sort.first.free:
                raise Rejected("a declaration mentions the variable of the induction")
        if not follows(app("ge", variable, start), facts_of(context, self.meter)):
            raise Rejected("nothing bounds the variable from below by the base")
        kept = tuple(entry for entry in context.hypotheses if evidence.variable not in entry.statement.free)
        bare = Context(context.declarations, context.definitions, kept)
        general = self.assume(bare, f"{evidence.variable} from base", app("ge", variable, start))
        self.defined(sides(goal), general)
        self.prove(_at(goal, variable, start), evidence.base, bare)
        step = self.assume(general, "induction", goal)
        self.prove(_at(goal, variable, shift(variable, 1)), evidence.step, step)

    # ---------------------------------------------------------------- equations
    def identity(self, goal: Term, evidence: Identity, context: Context) -> None:
        """left − right − Σ cofactor·(hypothesis) is identically 0 under the table, for each entry."""
        if goal.head != "eq":
            raise Rejected("an identity proves an equation")
        left, right = goal.args
        if arrays.is_matrix(left, context):
            grids = [arrays.grid(side, context, self.meter) for side in (left, right)]
            pairs = [(a, b) for rows in zip(*grids, strict=True) for a, b in zip(*rows, strict=True)]
        else:
            pairs = [(left, right)]
        for a, b in pairs:
            self.zero(_difference(a, b), evidence.rows, evidence.multiples, context)

    def zero(self, difference: Term, rows: tuple[Row, ...], multiples: tuple[Multiple, ...], context: Context) -> None:
        """The difference is identically 0 under the table. Raises Rejected."""
        facts = facts_of(context, self.meter)
        parts = [difference, *(self.multiple(entry, facts) for entry in multiples)]
        table = Table(rows, facts, self.uses, RULES)

        def action(ring: Ring) -> bool:
            table.ring = ring
            return ring.is_zero(ring.walk(add(*parts)))

        if not with_ring(table.rewrite, facts.is_real, self.meter, action):
            raise Rejected("the difference of the sides is not identically 0")

    def multiple(self, entry: Multiple, facts: Facts) -> Term:
        """−cofactor·(left − right) of an equation hypothesis; the cofactor owes nothing that is not discharged."""
        found = facts.context.hypothesis(entry.label)
        if found is None or found.statement.head != "eq":
            raise Rejected(f"`{entry.label}` is not an equation among the hypotheses")
        self.well_sorted(entry.cofactor, facts.context, "integer", "real", "complex")
        self.defined((entry.cofactor,), facts.context)
        return mul(num(-1), entry.cofactor, _difference(*found.statement.args))

    def unchanging(self, goal: Term, evidence: Unchanging, context: Context) -> None:
        """A term equal to one from which the name cannot be reached does not depend on it."""
        if goal.head != "independent":
            raise Rejected("this proves independence")
        term, variable = goal.args
        source = variable.text if variable.head == "name" else variable.args[0].text
        if source in reachable(evidence.form, context):
            raise Rejected("the other form mentions the name")
        if any(source in reachable(entry.statement, context) for entry in context.hypotheses):
            raise Rejected("a hypothesis mentions the name")
        self.well_sorted(evidence.form, context, "integer", "real", "complex")
        self.defined((evidence.form,), context)
        self.prove(app("eq", term, evidence.form), evidence.proof, context)

    # ---------------------------------------------------------------- inequalities
    def inequality(self, goal: Term, evidence: Inequality, context: Context) -> None:
        """greater − smaller equals the form, and the sign rules give the form its sign."""
        wanted = _WANTED.get(goal.head)
        if wanted is None:
            raise Rejected("the goal is not an inequality")
        left, right = goal.args
        difference = _difference(right, left) if goal.head in ("lt", "le") else _difference(left, right)
        self.well_sorted(evidence.form, context, "integer", "real", "complex")
        self.defined((evidence.form,), context)
        if evidence.form is not difference:
            self.zero(_difference(difference, evidence.form), evidence.rows, evidence.multiples, context)
        facts = facts_of(context, self.meter)
        if goal.head != "ne" and not facts.is_real(evidence.form):
            raise Rejected("the form may be complex")
        if facts.sign(evidence.form) & ~wanted:
            raise Rejected("the sign of the form does not follow")

    def balls(self, goal: Term, evidence: Balls, context: Context) -> None:
        """A relation between closed terms, decided by enclosures."""
        if not 2 <= evidence.precision <= 1 << 16:
            raise Rejected("the precision is out of range")
        if goal.head not in (*_WANTED, "eq", "rounds_to", "and", "or"):
            raise Rejected("balls decide relations only")
        if not self.certain(goal, Point(), context, evidence.precision):
            raise Rejected("the enclosures do not decide the relation")

    def certain(self, statement: Term, point: Point, context: Context, precision: int) -> bool:
        """The statement is certified at the point, everything in it being defined."""
        try:
            closed, obligations = instantiate(statement, point, context, self.meter)
            return all(holds(part, precision, self.meter) is True for part in (*obligations, closed))
        except (NotInstantiable, NotEnclosed):
            return False

    # ---------------------------------------------------------------- limits and growth
    def continuity(self, goal: Term, evidence: Continuity, context: Context) -> None:
        """A body that is defined and differentiable by the moving name at the point is continuous: it tends to its value
        there.
        """
        if goal.head != "tends_to" or goal.args[1].head != "toward":
            raise Rejected("the goal is not a limit at a point")
        body, approach, target = goal.args
        point = approach.args[0]
        self.well_sorted(point, context, "integer", "real", "complex")
        if context.sort(goal.text) is not None:
            raise Rejected(f"`{goal.text}` is bound in the goal and declared outside")
        moving = name(goal.text)
        if not regular(body, goal.text, point, facts_of(context, self.meter)):
            raise Rejected("the body is not known to be continuous at the point")
        self.prove(app("eq", substitute(body, {moving: point}), target), evidence.at_point, context)

    def along(self, goal: Term, start: Term, context: Context) -> Context:
        """The context of a sequence's members from ``start`` on."""
        self.well_sorted(start, context, "integer")
        inner = self.declare(context, goal.text, INTEGER)
        return self.assume(inner, f"{goal.text} from start", app("ge", name(goal.text), start))

    def geometric(
        self, goal: Term, terms: tuple[tuple[Term, Term], ...], target: Term, start: Term, form: Evidence, context: Context
    ) -> Context:
        """For n >= start the goal's body is target + Σ coefficient·baseⁿ, everything defined; coefficients and bases free
        of n.
        """
        inner = self.along(goal, start, context)
        variable = name(goal.text)
        for coefficient, base in terms:
            if goal.text in coefficient.free | base.free:
                raise Rejected("a coefficient or base depends on the index")
        members = (mul(coefficient, app("pow", base, variable)) for coefficient, base in terms)
        closed = add(target, *members)
        self.well_sorted(closed, inner, "integer", "real", "complex")
        natural = self.assume(inner, "natural", app("ge", variable, ZERO))
        self.defined((goal.args[0], closed), natural)
        self.prove(app("eq", goal.args[0], closed), form, natural)
        return context

    def decay(self, goal: Term, evidence: Decay, context: Context) -> None:
        """target + Σ cᵢ·bᵢⁿ tends to target when every |bᵢ| < 1."""
        if goal.head != "tends_to" or goal.args[1].head != "along_integers" or len(evidence.terms) != len(evidence.bounds):
            raise Rejected("the goal is not the limit of a sequence")
        if goal.args[2].head == "oo" or goal.text in goal.args[2].free:
            raise Rejected("the target is not a number")
        outer = self.geometric(goal, evidence.terms, goal.args[2], evidence.start, evidence.form, context)
        for (_, base), bound in zip(evidence.terms, evidence.bounds, strict=True):
            self.prove(app("lt", app("abs", base), ONE), bound, outer)

    def bounded(self, goal: Term, evidence: Bounded, context: Context) -> None:
        """Σ cᵢ·bᵢⁿ is bounded when every |bᵢ| <= 1."""
        if goal.head != "bounded" or len(evidence.terms) != len(evidence.bounds):
            raise Rejected("the goal is not a bound")
        start = goal.args[1].args[0]
        outer = self.geometric(goal, evidence.terms, ZERO, start, evidence.form, context)
        self.defined(goal.args[:1], self.along(goal, start, context))
        for (_, base), bound in zip(evidence.terms, evidence.bounds, strict=True):
            self.prove(app("le", app("abs", base), ONE), bound, outer)

    def growth(self, goal: Term, evidence: Growth, context: Context) -> None:
        """A fixed combination of bounded sequences is bounded; |b|ⁿ with |b| > 1, and slope·n + offset with slope ≠ 0, are
        not.
        """
        if goal.head != "not" or goal.args[0].head != "bounded":
            raise Rejected("the goal is not unboundedness")
        bounded = goal.args[0]
        members = family(bounded.args[0])
        if len(members) != len(evidence.combination):
            raise Rejected("the combination wants one coefficient for each member")
        fixed = (*evidence.combination, evidence.base, evidence.slope, evidence.offset)
        if any(bounded.text in term.free for term in fixed):
            raise Rejected("the combination depends on the index")
        inner = self.along(bounded, evidence.start, context)
        variable = name(bounded.text)
        inner = self.assume(inner, "natural", app("ge", variable, ZERO))
        total = add(*(mul(weight, member) for weight, member in zip(evidence.combination, members, strict=True)))
        geometric = evidence.base is not ZERO
        if geometric and (evidence.slope is not ZERO or evidence.offset is not ZERO):
            raise Rejected("growth is geometric or arithmetic")
        closed = app("pow", evidence.base, variable) if geometric else add(mul(evidence.slope, variable), evidence.offset)
        for term in (total, closed):
            self.well_sorted(term, inner, "integer", "real", "complex")
        self.defined((total, closed, *members), inner)
        self.prove(app("eq", total, closed), evidence.form, inner)
        if geometric:
            self.prove(app("gt", app("abs", evidence.base), ONE), evidence.bound, context)
        else:
            self.prove(app("ne", evidence.slope, ZERO), evidence.bound, context)

    # ---------------------------------------------------------------- existence
    def instance(self, goal: Term, evidence: Instance, context: Context) -> None:
        """The body, with the point's closed values put in for the bound names, defined and proved."""
        body, names = existential(goal)
        mapping = {}
        for spelling, sort in names:
            value = evidence.point.get(spelling)
            if value is None or value.free:
                raise Rejected(f"`{spelling}` wants a closed value")
            allowed = {"integer": ("integer",), "real": ("integer", "real")}.get(sort.kind, ("integer", "real", "complex"))
            self.well_sorted(value, context, *allowed)
            self.defined((value,), context)
            mapping[name(spelling)] = value
        found = substitute(body, mapping)
        self.defined(sides(found), context)
        self.prove(found, evidence.proof, context)

    def inconsistent(self, goal: Term, evidence: Inconsistent, context: Context) -> None:
        """Proves ``not exists``: Σ weight·left is one constant, and the roundings put it elsewhere (triangle inequality)."""
        if goal.head != "not" or goal.args[0].head != "exists":
            raise Rejected("the goal is not the negation of an existence")
        body, names = existential(goal.args[0])
        inner = context
        for spelling, sort in names:
            inner = self.declare(inner, spelling, sort)
        parts = flatten(body)
        entries = [entry for part in parts if part.head == "rounds_to" for entry in self.roundings(part, inner)]
        if len(entries) != len(evidence.weights) or any(weight.head != "num" for weight in evidence.weights):
            raise Rejected("one rational weight for each rounding")
        inner = self.assume(inner, "instance", *(part for part in parts if part.head != "rounds_to"))
        # Under "exists" the definedness of the body is part of what must exist, so it may be assumed.
        owed = [part for term in sides(body) for part in Owing(facts_of(inner, self.meter)).of(term)]
        inner = self.assume(inner, "defined", *owed)
        weighted = list(zip((weight.number for weight in evidence.weights), entries, strict=True))
        total = add(*(mul(num(weight), left) for weight, (left, _, _) in weighted if weight))
        if evidence.total.free:
            raise Rejected("the total is not a constant")
        self.well_sorted(evidence.total, context, "integer", "real", "complex")
        self.defined((evidence.total,), context)
        self.prove(app("eq", total, evidence.total), evidence.form, inner)
        promised = add(*(mul(num(weight), right) for weight, (_, right, _) in weighted))
        slack = sum((abs(weight) * delta for weight, (_, _, delta) in weighted), Fraction(0))
        apart = app("gt", app("abs", _difference(evidence.total, promised)), num(slack))
        if not any(self.certain(apart, Point(), context, precision) for precision in (64, 256, 1024)):
            raise Rejected("the roundings do not exclude the constant")

    def roundings(self, part: Term, context: Context) -> list[tuple[Term, Term, Fraction]]:
        """(left, right, half a unit) for each entry of a ``rounds_to``."""
        delta = rounding(part)
        left, right = part.args[:2]
        if not arrays.is_matrix(left, context):
            return [(left, right, delta)]
        grids = [arrays.grid(side, context, self.meter) for side in (left, right)]
        return [(a, b, delta) for rows in zip(*grids, strict=True) for a, b in zip(*rows, strict=True)]


def case_label(pivot: Term) -> str:
    """The label under which ``Cases`` adds its hypothesis."""
    return f"case {pivot.digest.hex()[:12]}"


def existential(goal: Term) -> tuple[Term, list[tuple[str, Sort]]]:
    """The body and the named domains of nested ``exists``. Raises Rejected for a name bound twice."""
    names: list[tuple[str, Sort]] = []
    while goal.head == "exists":
        if goal.text in (spelling for spelling, _ in names):
            raise Rejected("a name is bound twice")
        names.append((goal.text, DOMAINS.get(goal.args[1].head, COMPLEX)))
        goal = goal.args[0]
    if not names:
        raise Rejected("the goal is not an existence")
    return goal, names


def family(body: Term) -> tuple[Term, ...]:
    """Sequences that are all bounded if and only if ``body`` is: a maximum of moduli is bounded when each of them is."""
    if body.head == "max" and all(arg.head == "abs" for arg in body.args):
        return tuple(member for arg in body.args for member in family(arg))
    return (body.args[0],) if body.head == "abs" else (body,)


def _difference(left: Term, right: Term) -> Term:
    return left if right is ZERO else add(left, mul(num(-1), right))


def sides(goal: Term) -> tuple[Term, ...]:
    """The terms whose definedness a statement rests on."""
    if goal.head in ("and", "not"):
        return tuple(side for part in goal.args for side in sides(part))
    if goal.head in ("eq", "ne", "lt", "le", "gt", "ge"):
        return goal.args
    if goal.head == "rounds_to":
        return goal.args[:2]
    if goal.head == "independent":
        return goal.args[:1]
    if goal.head == "exists":
        return ()
    if goal.head in ("tends_to", "bounded"):  # their bodies are owed along the way, by the certificates
        ends = [goal.args[2]] if goal.head == "tends_to" else []
        ends += goal.args[1].args if goal.args[1].head in ("toward", "from") else ()
        return tuple(end for end in ends if "oo" not in end.heads)
    return ()


def _at(goal: Term, variable: Term, value: Term) -> Term:
    return tidied(substitute(goal, {variable: value}))
