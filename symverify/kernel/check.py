"""The single entrance of the kernel: a claim and evidence in, a verdict out.

Everything decided is decided here. ``check`` never searches, never reads a clock, and answers in the same way for the same
input.
An exception anywhere below is a rejection.
"""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path

from symverify.kernel import arrays
from symverify.kernel.discharge import follows, settle_all
from symverify.kernel.enclose import NotEnclosed, Value, ball, disjoint, enclose, holds
from symverify.kernel.instances import NotInstantiable, instantiate
from symverify.kernel.meter import Meter, OutOfWork
from symverify.kernel.proofs import Prover, rounding, sides
from symverify.kernel.ring import Rejected
from symverify.kernel.sides import Owing
from symverify.kernel.signs import Facts, facts_of, flatten
from symverify.language.claims import Claim, Context, Hypothesis
from symverify.language.evidence import Counterexample, EmptyDomain, Evidence, Negation, Point
from symverify.language.nodes import apart, reachable
from symverify.language.sorts import IllFormed, Sort, sort_of
from symverify.language.terms import BINDERS, FALSE, Term, app, name, num, postorder, substitute
from symverify.language.verdicts import Ball, Status, UndecidedReason, Verdict
from symverify.language.wellformed import read


class Disagreement(Exception):
    """An accepted certificate and an enclosure contradict each other: a bug of ours, never a verdict."""


WORK = 4_000_000
"""Steps a single check may take."""
_FILES = ("check", "proofs", "ring", "atoms", "signs", "sides", "discharge")
# Values for functions and sequences: total, and smooth on the whole line.
_TOTAL = frozenset({"num", "name", "add", "mul", "pow", "exp", "sin", "cos", "tanh", "logistic", "atan", "sinh", "cosh"})
_CONTINUOUS = _TOTAL | {"abs", "max", "min"}
_ENTIRE = _TOTAL - {"tanh", "logistic", "atan"}
# Heads whose obligation is necessary for a value, not only sufficient, and heads above which no obligation is.
_NECESSARY = frozenset("pow power log clog sqrt tan cot sec csc coth asin acos acosh atanh loggamma inverse owing".split())
_PARTIAL = frozenset("diff pdiff limit integral antiderivative piecewise".split()) | BINDERS
_RELATIONS = frozenset({"eq", "ne", "lt", "le", "gt", "ge", "rounds_to"})
_HALVES = (53, 106, 212, 424, 848, 1696)


def check(
    claim: Claim,
    evidence: Evidence,
    witness: Point | None = None,
    proved: frozenset[str] = frozenset(),
    limit: int = WORK,
    meter: Meter | None = None,
) -> Verdict:
    """The verdict on a claim that this evidence supports; undecided (``certificate-rejected``) when it supports none.

    ``witness`` is a point at which hypotheses and sides are to be certified; ``proved`` are the ids of earlier lines that
    are proved.
    A ``meter`` brings what the kernel has worked out for this claim already; without one everything is done anew.
    """
    meter = Meter(limit) if meter is None else meter
    try:
        broken = well_formed(claim)
        if broken is not None:
            return broken
        return _Check(meaning(claim), meter, proved).run(evidence, witness)
    except OutOfWork as reason:
        return Verdict(Status.UNDECIDED, UndecidedReason.BUDGET_WORK, str(reason), work=meter.spent)
    except (Rejected, NotInstantiable, NotEnclosed, IllFormed) as reason:
        return Verdict(Status.UNDECIDED, UndecidedReason.CERTIFICATE_REJECTED, str(reason), work=meter.spent)
    except Disagreement as reason:
        return Verdict(Status.UNDECIDED, UndecidedReason.CERTIFICATE_REJECTED, str(reason), "SV901", work=meter.spent)
    except Exception as reason:  # law 7: an exception in the kernel is a rejection
        note = f"{type(reason).__name__}: {reason}"
        return Verdict(Status.UNDECIDED, UndecidedReason.CERTIFICATE_REJECTED, note, work=meter.spent)


# ---------------------------------------------------------------- what reading alone shows
@functools.lru_cache(maxsize=64)
def well_formed(claim: Claim) -> Verdict | None:
    """None for a claim that means something, else the ill-formed verdict."""
    try:
        read(claim)
    except IllFormed as error:
        return ill_formed(error.code, error.message)
    except RecursionError:
        return ill_formed("SV112", "the claim is nested too deeply to be read")
    return None


def ill_formed(code: str, message: str) -> Verdict:
    """The verdict on something that reading alone shows to have no meaning."""
    return Verdict(Status.ILL_FORMED, note=message, code=code, rests_on=("sorts",))


@functools.lru_cache(maxsize=64)
def meaning(claim: Claim) -> Claim:
    """What a goal is read as: antecedents of an implication are hypotheses, ∫f dx = F says F′ = f, ∫f dx = ∫g dx says f = g.

    Bound names are spelled apart from declared ones, here and in definitions and hypotheses; what the terms of a
    hypothesis need in
    order to be defined is asserted with it.
    """
    taken = frozenset(claim.context.scope())
    definitions = tuple(replace(entry, body=apart(entry.body, taken)) for entry in claim.context.definitions)
    hypotheses = tuple(replace(entry, statement=apart(entry.statement, taken)) for entry in claim.context.hypotheses)
    context, goal = replace(claim.context, definitions=definitions, hypotheses=hypotheses), apart(claim.goal, taken)
    while goal.head == "implies":
        context = context.assume(Hypothesis("antecedent", goal.args[0]))
        goal = goal.args[1]
    if goal.head == "eq" and goal.args[0].head != "antiderivative" and goal.args[1].head == "antiderivative":
        goal = app("eq", goal.args[1], goal.args[0])
    if goal.head == "eq" and goal.args[0].head == "antiderivative":
        body, variable = goal.args[0].args
        context = replace(context, hypotheses=tuple(_around(entry, variable.text, context) for entry in context.hypotheses))
        other = goal.args[1]
        same = other.head == "antiderivative" and other.args[1] is variable
        goal = app("eq", body, other.args[0] if same else app("diff", other, variable))
    facts = Facts(context, Meter(WORK))
    relations = [part for entry in context.hypotheses for part in flatten(entry.statement) if part.head in _RELATIONS]
    asserted = [owed for part in relations for side in part.args[:2] for owed in necessary(side, facts)]
    context = context.assume(*(Hypothesis("defined", part) for part in dict.fromkeys(asserted)))
    return replace(claim, context=context, goal=goal)


def necessary(side: Term, facts: Facts) -> tuple[Term, ...]:
    """Obligations without which the term has no value (others are sufficient only: a kink need not be one)."""
    collector, found, todo, seen = Owing(facts), dict[Term, None](), [side], set[Term]()
    while todo:
        part = todo.pop()
        if part in seen:
            continue
        seen.add(part)
        definition = facts.context.definition(part.text) if part.head == "name" else None
        if definition is not None and definition.index is None:
            todo.append(definition.body)
        if part.head not in _PARTIAL:
            todo.extend(part.args)
            found.update(dict.fromkeys(collector.node(part) if part.head in _NECESSARY else ()))
    return tuple(found)


def _around(entry: Hypothesis, spelling: str, context: Context) -> Hypothesis:
    """What a hypothesis says of functions of a name: strict inequalities hold around the point, equations do not."""
    if spelling not in reachable(entry.statement, context):
        return entry
    strict = {"ge": "gt", "le": "lt", "gt": "gt", "lt": "lt", "ne": "ne"}
    found = (context.definition(key) for key in reachable(entry.statement, context))
    if any(node is not None and (node.index is not None or node.body.heads - _CONTINUOUS) for node in found):
        return replace(entry, statement=app("and"))
    parts = (part for part in flatten(entry.statement) if part.head in strict and not part.heads - _CONTINUOUS - {part.head})
    kept = [app(strict[part.head], *part.args) for part in parts]
    return replace(entry, statement=app("and", *kept) if len(kept) != 1 else kept[0])


def contradictory(claim: Claim, meter: Meter) -> bool:
    """Whether some hypothesis cannot hold, given the others, by the sign rules. False says nothing."""
    prover = Prover((), meter)
    return any(prover.excluded(entry.label, claim.context) for entry in claim.context.hypotheses)


# ---------------------------------------------------------------- one check
@dataclass(frozen=True, slots=True)
class _Open:
    """The open obligations of the goal: common to both sides, and owed by one side only."""

    domain: tuple[Term, ...]
    conditions: tuple[Term, ...]

    @property
    def all(self) -> tuple[Term, ...]:
        return (*self.domain, *self.conditions)


class _Check:
    def __init__(self, claim: Claim, meter: Meter, proved: frozenset[str]) -> None:
        self.claim = claim
        self.meter = meter
        self.proved = proved
        self.prover = Prover(claim.uses, meter)
        self.context, self.goal = claim.context, claim.goal

    def run(self, evidence: Evidence, witness: Point | None) -> Verdict:
        if isinstance(evidence, Counterexample):
            return self.counterexample(evidence)
        if isinstance(evidence, Negation):
            return self.negation(evidence)
        if isinstance(evidence, EmptyDomain):
            return self.empty_domain(evidence)
        return self.proof(evidence, witness)

    # ---------------------------------------------------------------- proofs
    def proof(self, evidence: Evidence, witness: Point | None) -> Verdict:
        """Proved or conditional: the certificate holds wherever hypotheses and open obligations do."""
        owed = self.open_obligations()
        if FALSE in owed.all:
            raise Rejected("a side is defined nowhere")
        context = self.context.assume(*(Hypothesis("owed", part) for part in owed.all))
        self.prover.prove(self.goal, evidence, context)
        unproved = [app("line", value=used) for used in sorted(_lines(evidence)) if used not in self.proved]
        conditions = [*owed.conditions, *unproved]
        found = witness if witness is not None and self.witnessed(witness, trusting=not unproved) else None
        if found is None:
            if contradictory(self.claim, self.meter):
                note = "the hypotheses contradict each other, so that anything would follow"
                return Verdict(Status.UNDECIDED, UndecidedReason.CONTRADICTORY_HYPOTHESES, note, work=self.meter.spent)
            conditions.append(app("inhabited"))
        return Verdict(
            Status.CONDITIONAL if conditions else Status.PROVED,
            evidence=evidence,
            domain=owed.domain,
            conditions=tuple(conditions),
            witness=found,
            work=self.meter.spent,
            rests_on=self.rests_on(),
        )

    def open_obligations(self) -> _Open:
        """What hypotheses leave open: the domain that both sides of every part share, and the conditions of one side only."""
        facts = facts_of(self.context, self.meter)
        domain: dict[Term, None] = {}
        conditions: dict[Term, None] = {}
        for goal in flatten(self.goal):
            if goal.head in ("eq", "ne", "lt", "le", "gt", "ge", "rounds_to"):
                left, right = (self.owed_by(side, facts) for side in goal.args[:2])
            else:
                left = right = tuple(dict.fromkeys(part for side in sides(goal) for part in self.owed_by(side, facts)))
            for side, other in ((left, right), (right, left)):
                for part in side:
                    shared = part in other or (part is not FALSE and follows(part, self.assuming(other)))
                    (domain if shared else conditions)[part] = None
        common = self.independent([part for part in domain if part not in conditions], [])
        return _Open(common, self.independent(list(conditions), list(common)))

    def owed_by(self, side: Term, facts: Facts) -> tuple[Term, ...]:
        owed = tuple(arrays.opened(self.spelled_out(part), self.context, self.meter) for part in Owing(facts).of(side))
        return settle_all(owed, facts)

    def spelled_out(self, part: Term) -> Term:
        """Plain definitions put in, so that a node and what it stands for owe the same; not below a derivative."""
        bodies = {name(entry.name): entry.body for entry in self.context.definitions if entry.index is None}
        while not part.heads & {"diff", "pdiff"} and any(key.text in part.free for key in bodies):
            part = substitute(part, bodies)
        return part

    def assuming(self, statements: tuple[Term, ...] | list[Term]) -> Facts:
        return facts_of(self.context.assume(*(Hypothesis("owed", part) for part in statements)), self.meter)

    def independent(self, parts: list[Term], given: list[Term]) -> tuple[Term, ...]:
        """The parts without those that follow from the others and from what is given."""
        kept = list(parts)
        for part in parts:
            others = [other for other in kept if other is not part]
            if part is not FALSE and follows(part, self.assuming([*given, *others])):
                kept = others
        return tuple(kept)

    def rests_on(self, *more: str) -> tuple[str, ...]:
        """The kernel files whose laws were used."""
        heads = {part.head for part in postorder(self.goal, *(entry.body for entry in self.context.definitions))}
        files = [*_FILES, *more]
        if heads & {"diff", "pdiff", "apply"}:
            files.append("calculus")
        if heads & {"matrix", "matpow", "entry", "matmul", "trace", "det"}:
            files.append("arrays")
        if "enclose" not in files:
            files.append("enclose")
        return tuple(files)

    # ---------------------------------------------------------------- points
    def witnessed(self, point: Point, trusting: bool) -> bool:
        """Hypotheses hold and the goal's sides are defined at the point. Raises Disagreement if a proved equation fails
        there.
        """
        try:
            self.valid(point)
            for precision in _HALVES[:4]:
                owed = all(self.prover.certain(part, point, self.context, precision) for part in self.open_obligations().all)
                if owed and self.meets(point, precision) and self.sides_defined(point, precision, trusting):
                    return True
        except (Rejected, NotInstantiable):
            pass
        return False

    def meets(self, point: Point, precision: int) -> bool:
        """Every hypothesis is certified at the point."""
        return all(self.prover.certain(entry.statement, point, self.context, precision) for entry in self.context.hypotheses)

    def sides_defined(self, point: Point, precision: int, equal: bool = False) -> bool:
        """Every side of the goal is certified to be defined at the point; ``equal``: and not certified to differ there."""
        values = [self.value(side, point, precision) for side in sides(self.goal)]
        if any(value is None for value in values):
            return False
        if equal and self.goal.head == "eq" and len(values) == 2 and disjoint(values[0], values[1]):
            raise Disagreement("the sides differ at the witness: a law of the kernel is wrong")
        return True

    def value(self, term: Term, point: Point, precision: int) -> Value | None:
        """The enclosure of a term at a point, or None where it is not certified to be defined."""
        try:
            closed, obligations = instantiate(term, point, self.context, self.meter)
            if all(holds(part, precision, self.meter) is True for part in obligations):
                return enclose(closed, precision, self.meter)
        except NotEnclosed:
            pass
        return None

    def valid(self, point: Point) -> None:
        """Every free name that matters has exactly one closed value of its sort, and defined names have none. Raises
        Rejected.
        """
        given = [spelling for spelling, _ in point.values]
        if len(set(given)) != len(given):
            raise Rejected("a name has two values")
        statements = (self.goal, *(entry.statement for entry in self.context.hypotheses))
        needed = {spelling for statement in statements for spelling in reachable(statement, self.context)}
        for spelling, value in point.values:
            if self.context.definition(spelling) is not None and self.context.sort(spelling) is not None:
                sort = self.context.sort(spelling)
                if sort is None or sort.kind != "sequence":
                    raise Rejected(f"`{spelling}` is defined and takes no value")
            self.admissible(spelling, value)
        for spelling in sorted(needed):
            definition = self.context.definition(spelling)
            if spelling not in given and definition is None:
                raise Rejected(f"`{spelling}` has no value")

    def admissible(self, spelling: str, value: Term) -> None:
        """The value is closed and of the declared sort; functions and sequences are total, functions smooth. Raises
        Rejected.
        """
        sort = self.context.sort(spelling)
        if sort is None or value.free:
            raise Rejected(f"`{spelling}` has no declared sort, or its value is not closed")
        if sort.kind in ("sequence", "function"):
            if value.head != "lambda" or sort.of is None or (sort.kind == "function" and sort.arity != 1):
                raise Rejected(f"the value of `{spelling}` is not a known function")
            allowed = _ENTIRE if sort.of.kind == "complex" and sort.kind == "function" else _TOTAL
            for part in postorder(value.args[0]):
                total = part.head != "pow" or (part.args[1].head == "num" and part.args[1].number >= 0)
                total = total or (sort.kind == "sequence" and part.args[0].head == "num" and part.args[0].number != 0)
                if part.head not in allowed or not total:
                    raise Rejected(f"the value of `{spelling}` is not from the list of known functions")
            bound = Sort("integer") if sort.kind == "sequence" else sort.of
            found = sort_of(value.args[0], {value.text: bound})
            if _rank(found) > _rank(sort.of):
                raise Rejected(f"the value of `{spelling}` is of another sort")
            return
        found = sort_of(value, {})
        for entry in value.args if value.head == "matrix" else (value,):
            if not any(self.prover.certain(app("eq", entry, entry), Point(), Context(), bits) for bits in _HALVES[:2]):
                raise Rejected(f"the value of `{spelling}` is not certified to be defined")
        if sort.kind == "matrix":
            if found.kind != "matrix" or found.shape != sort.shape or _rank(found.of) > _rank(sort.of):
                raise Rejected(f"the value of `{spelling}` has another shape or sort")
        elif _rank(found) > _rank(sort):
            raise Rejected(f"the value of `{spelling}` is of another sort")

    # ---------------------------------------------------------------- refutations
    def refutable(self, point: Point) -> None:
        """A line that is used, constrains a function and is not proved is an assumption about it, which no point certifies."""
        self.valid(point)
        functions = {key for key, value in point.values if value.head == "lambda"}
        for used in self.claim.uses:
            if used.id not in self.proved and functions & used.goal.free:
                raise Rejected(f"line {used.id} is used, constrains a function of the point, and is not proved")

    def counterexample(self, evidence: Counterexample) -> Verdict:
        """The hypotheses hold at the point, both sides are defined there, and the goal fails by disjoint enclosures."""
        self.refutable(evidence.point)
        if not 2 <= evidence.precision <= 1 << 14:
            raise Rejected("the precision is out of range")
        if not self.meets(evidence.point, evidence.precision):
            raise Rejected("a hypothesis is not certified at the point")
        found = self.failure(self.goal, evidence)
        if found is None:
            raise Rejected("the goal is not shown to fail at the point")
        return Verdict(
            Status.REFUTED,
            code="SV201",
            evidence=evidence,
            sides=found,
            entry=evidence.entry,
            precision=evidence.precision,
            work=self.meter.spent,
            rests_on=self.rests_on("instances"),
        )

    def failure(self, goal: Term, evidence: Counterexample) -> tuple[Ball, Ball] | None:
        """Enclosures of both sides of the part of the goal that fails, or None."""
        goal = flatten(goal)[0] if goal.head == "not" else goal
        if goal.head == "and":
            found = (self.failure(part, evidence) for part in goal.args)
            return next((pair for pair in found if pair is not None), None)
        if goal.head == "independent":
            return self.dependence(goal, evidence)
        if goal.head not in ("eq", "ne", "lt", "le", "gt", "ge", "rounds_to"):
            return None
        left, right = goal.args[:2]
        if arrays.is_matrix(left, self.context) and goal.head in ("eq", "rounds_to"):
            if evidence.entry is None:
                return None
            row, column = evidence.entry
            grids = [arrays.grid(side, self.context, self.meter) for side in (left, right)]
            if any(self.value(side, evidence.point, evidence.precision) is None for side in (left, right)):
                return None
            if not (0 <= row < len(grids[0]) and 0 <= column < len(grids[0][0])):
                return None
            left, right = (grid[row][column] for grid in grids)
        values = [self.value(side, evidence.point, evidence.precision) for side in (left, right)]
        if values[0] is None or values[1] is None:
            return None
        if not self.fails(goal, left, right, values[0], values[1], evidence):
            return None
        return ball(values[0]), ball(values[1])

    def fails(self, goal: Term, left: Term, right: Term, a: Value, b: Value, evidence: Counterexample) -> bool:
        if goal.head == "eq":
            return disjoint(a, b)
        statement = app(goal.head, left, right)
        if goal.head == "rounds_to":
            difference = app("abs", app("add", left, app("mul", num(-1), right)))
            statement = app("le", difference, num(rounding(goal)))
        closed, _ = instantiate(statement, evidence.point, self.context, self.meter)
        return holds(closed, evidence.precision, self.meter) is False

    def dependence(self, goal: Term, evidence: Counterexample) -> tuple[Ball, Ball] | None:
        """Two points that differ in the named variable only, both meeting the hypotheses, at which the term differs."""
        term, variable = goal.args
        if evidence.other is None or variable.head != "name":
            return None
        values = tuple((key, evidence.other if key == variable.text else value) for key, value in evidence.point.values)
        moved = Point(values)
        self.valid(moved)
        if not self.meets(moved, evidence.precision):
            return None
        first = self.value(term, evidence.point, evidence.precision)
        second = self.value(term, moved, evidence.precision)
        if first is None or second is None or not disjoint(first, second):
            return None
        return ball(first), ball(second)

    def negation(self, evidence: Negation) -> Verdict:
        """The negated goal is proved at a point (or everywhere, without values) that meets the hypotheses.

        Scalar values enter the proof as equations that hold at the point. An equation a = b is refuted by a ≠ b.
        """
        self.refutable(evidence.point)
        if not any(self.meets(evidence.point, precision) for precision in _HALVES[:4]):
            raise Rejected("a hypothesis is not certified at the point")
        if not any(self.sides_defined(evidence.point, precision) for precision in _HALVES[:4]):
            raise Rejected("the sides are not certified to be defined at the point")
        context = self.context
        for label, equation in point_equations(evidence.point, self.context):
            if context.hypothesis(label) is None:
                context = context.assume(Hypothesis(label, equation))
        facts = facts_of(self.context, self.meter)
        owed = settle_all(tuple(part for side in sides(self.goal) for part in Owing(facts).of(side)), facts)
        if not all(any(self.prover.certain(part, evidence.point, self.context, bits) for bits in _HALVES[:4]) for part in owed):
            raise Rejected("what the sides owe is not certified at the point")
        # What the sides owe holds at the point, and the proof is read at the point only.
        context = context.assume(*(Hypothesis("owed", part) for part in owed))
        self.prover.prove(negated(self.goal), evidence.proof, context)
        return Verdict(
            Status.REFUTED, code="SV202", evidence=evidence, work=self.meter.spent, rests_on=self.rests_on("instances")
        )

    def empty_domain(self, evidence: EmptyDomain) -> Verdict:
        """An obligation of a side fails wherever the hypotheses hold, and they hold somewhere."""
        self.refutable(evidence.point)
        if not any(self.meets(evidence.point, precision) for precision in _HALVES[:4]):
            raise Rejected("a hypothesis is not certified at the point")
        facts = facts_of(self.context, self.meter)
        if not any(evidence.obligation in necessary(side, facts) for side in sides(self.goal)):
            raise Rejected("neither side needs that in order to be defined")
        self.prover.defined(evidence.obligation.args, self.context)
        self.prover.prove(negated(evidence.obligation), evidence.proof, self.context)
        return Verdict(
            Status.REFUTED, code="SV203", evidence=evidence, work=self.meter.spent, rests_on=self.rests_on("instances")
        )


def _rank(sort: Sort | None) -> int:
    return {"integer": 0, "real": 1, "complex": 2}.get(sort.kind if sort is not None else "", 9)


def negated(statement: Term) -> Term:
    """The negation of a statement, order relations and equations turned round."""
    if statement.head == "not":
        return statement.args[0]
    opposite = {"lt": "ge", "le": "gt", "gt": "le", "ge": "lt", "eq": "ne", "ne": "eq"}.get(statement.head)
    return app(opposite, *statement.args) if opposite is not None else app("not", statement)


def point_equations(point: Point, context: Context) -> list[tuple[str, Term]]:
    """(label, equation) for every scalar value of a point, entries of matrices included."""
    found: list[tuple[str, Term]] = []
    for spelling, value in point.values:
        if value.head == "lambda":
            continue
        if value.head == "matrix":
            rows, columns = (int(part) for part in value.text.split(","))
            for place, entry in enumerate(value.args):
                row, column = divmod(place, columns)
                where = app("entry", name(spelling), num(row), num(column))
                found.append((f"point {spelling}[{row},{column}]", app("eq", where, entry)))
            assert rows * columns == len(value.args)
        else:
            found.append((f"point {spelling}", app("eq", name(spelling), value)))
    return found


def _lines(evidence: object) -> set[str]:
    """The earlier lines that rows of the evidence cite."""
    found: set[str] = set()
    todo: list[object] = [evidence]
    while todo:
        item = todo.pop()
        if isinstance(item, tuple):
            todo.extend(item)
        elif is_dataclass(item) and not isinstance(item, type):
            if getattr(item, "rule", "") == "line":
                found.add(str(getattr(item, "label", "")))
            todo.extend(getattr(item, field.name) for field in fields(item))
    return found


@functools.cache
def kernel_digest() -> str:
    """A digest of the source of floors 0 and 1: what a verdict was made by."""
    root = Path(__file__).resolve().parent.parent
    hasher = hashlib.sha256()
    for folder in ("language", "kernel"):
        for path in sorted((root / folder).glob("*.py")):
            hasher.update(path.name.encode() + b"\0" + path.read_bytes())
    return hasher.hexdigest()[:16]
