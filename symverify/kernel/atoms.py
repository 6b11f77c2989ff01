"""The atom table: rules by which an atom may be replaced by a term of equal value.

A rule gets the atom and the parameters of its row, and *computes* the value; what it owes beyond the atom's own
obligations it returns,
and the table rejects the row unless the hypotheses, or what the claim owes anyway, discharge it. The obligations of the
value itself
are checked in the same way. So a row never adds an open obligation, and an atom and its value are equal wherever the
claim's sides are
defined and its hypotheses hold.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from symverify.kernel import arrays
from symverify.kernel.calculus import derive, open_call
from symverify.kernel.discharge import follows
from symverify.kernel.ring import Rejected, Ring
from symverify.kernel.sides import Owing
from symverify.kernel.signs import Facts, flatten
from symverify.language.claims import Claim, Context
from symverify.language.evidence import Row
from symverify.language.nodes import apart, reachable, shift, tidied, unfold
from symverify.language.sorts import INTEGER, IllFormed, affine_index, is_scalar, sort_of
from symverify.language.terms import ONE, Term, add, app, mul, num, substitute


@dataclass(frozen=True, slots=True)
class Consequence:
    """The value of an atom and what using it owes. ``safe``: the value owes no more than the atom does."""

    value: Term
    owed: tuple[Term, ...] = ()
    safe: bool = False


@dataclass(frozen=True, slots=True)
class Bench:
    """What a rule may look at: the facts (with the claim's own obligations among the hypotheses), the ring, the earlier
    lines.
    """

    facts: Facts
    ring: Ring
    uses: tuple[Claim, ...]

    @property
    def context(self) -> Context:
        """The context of the claim."""
        return self.facts.context

    def equal(self, left: Term, right: Term) -> bool:
        """Whether two scalar terms have one normal form under the table."""
        return self.ring.is_zero(self.ring.minus(self.ring.walk(left), self.ring.walk(right)))

    def same(self, left: Term, right: Term) -> bool:
        """Whether two atoms have the same key."""
        return left is right or (left.head == right.head and self.ring.key(left) == self.ring.key(right))


_RELATIONS = frozenset({"eq", "ne", "lt", "le", "gt", "ge", "rounds_to"})
Rule = Callable[[Bench, Row], Consequence]


def literal(term: Term) -> int:
    """A literal integer parameter. Raises Rejected."""
    if term.head != "num" or term.number.denominator != 1:
        raise Rejected("the row wants an integer")
    return int(term.number)


def wants(row: Row, *heads: str) -> Term:
    """The single argument of an atom with one of these heads. Raises Rejected."""
    if row.atom.head not in heads or len(row.atom.args) != 1:
        raise Rejected(f"rule `{row.rule}` does not apply to `{row.atom.head}`")
    return row.atom.args[0]


class Table:
    """The rows of one piece of evidence; ``rewrite`` is handed to the ring."""

    def __init__(self, rows: tuple[Row, ...], facts: Facts, uses: tuple[Claim, ...], rules: dict[str, Rule]) -> None:
        self._rows = {row.atom: row for row in rows}
        self._facts = facts
        self._uses = uses
        self._rules = rules
        self._values: dict[Term, Term] = {}
        self._clear: set[Term] = set()
        self._taken = frozenset(facts.scope)
        self.ring: Ring | None = None

    def rewrite(self, atom: Term) -> Term | None:
        """The value of an atom by its row, or None without one. Raises Rejected when the row does not hold."""
        row = self._rows.get(atom)
        if row is None:
            return None
        if atom not in self._values:
            self._values[atom] = self.apply(row)
        return self._values[atom]

    def apply(self, row: Row) -> Term:
        """Check one row and compute its value."""
        assert self.ring is not None
        if any(apart(param, self._taken) is not param for param in row.params):
            raise Rejected("a parameter binds a declared name")
        rule = self._rules.get(row.rule)
        if rule is None:
            raise Rejected(f"there is no rule `{row.rule}`")
        self._facts.meter.spend(2)
        found = rule(Bench(self._facts, self.ring, self._uses), row)
        if not found.value.free <= row.atom.free | self._facts.scope.keys() or self._facts.sort(found.value) is None:
            raise Rejected(f"rule `{row.rule}` gives what has no sort, or mentions a name of its own")
        owed = found.owed if found.safe else (*found.owed, *Owing(self._facts).of(found.value))
        for obligation in owed:
            if obligation not in self._clear and not follows(obligation, self._facts):
                raise Rejected(f"rule `{row.rule}` owes what nothing discharges: {obligation!r}")
            self._clear.add(obligation)
        return found.value


# ---------------------------------------------------------------- rules about names, lines and derivatives
def definition(bench: Bench, row: Row) -> Consequence:
    """A defined name equals its body."""
    found = bench.context.definition(row.atom.text) if row.atom.head == "name" else None
    if found is None or found.index is not None:
        raise Rejected("the row's atom has no definition")
    return Consequence(found.body, safe=True)


def recurrence(bench: Bench, row: Row) -> Consequence:
    """A member of a defined sequence equals the body at its index. Owes index >= start."""
    if row.atom.head != "at" or row.atom.args[0].head != "name":
        raise Rejected("the row's atom is not a member of a sequence")
    found = bench.context.definition(row.atom.args[0].text)
    if found is None or found.index is None or found.start is None:
        raise Rejected("the sequence has no definition")
    index = row.atom.args[1]
    return Consequence(unfold(found, index), (app("ge", index, found.start),), safe=True)


def hypothesis(bench: Bench, row: Row) -> Consequence:
    """An equation among the hypotheses gives either side for the other, at the point (params: which equation of a
    conjunction, if several).
    """
    entry = bench.context.hypothesis(row.label)
    if entry is None:
        raise Rejected(f"there is no hypothesis `{row.label}`")
    equations = [part for part in flatten(entry.statement) if part.head == "eq"]
    place = literal(row.params[0]) if row.params else 0
    if not 0 <= place < len(equations):
        raise Rejected("the hypothesis has no such equation")
    left, right = (_bare(side) for side in equations[place].args)
    if bench.same(row.atom, left):
        return Consequence(right, safe=True)
    if bench.same(row.atom, right):
        return Consequence(left, safe=True)
    raise Rejected("the atom is no side of the hypothesis")


def _bare(term: Term) -> Term:
    """The term without the conditions it is written to owe: they do not change its value."""
    while term.head == "owing":
        term = term.args[0]
    return term


def line(bench: Bench, row: Row) -> Consequence:
    """An earlier line a = b, for all values of its names that meet its hypotheses, gives b for a (or a for b). params:
    name, value, name, value…

    A name may be given another value only where no definition behind the line depends on it; the value is of the name's sort.
    """
    used = next((claim for claim in bench.uses if claim.id == row.label), None)
    if used is None or used.goal.head != "eq" or "antiderivative" in used.goal.heads:
        raise Rejected(f"line `{row.label}` is not an equation of values this claim uses")
    if len(row.params) % 2 or any(part.head != "name" for part in row.params[::2]):
        raise Rejected("a row for a line pairs names with values")
    mapping = dict(zip(row.params[::2], row.params[1::2], strict=True))
    owed = instance(used, mapping, bench.context)
    # A line asserts what it says where its terms are defined: that must hold at the instance too.
    parts = (part for entry in used.context.hypotheses for part in flatten(entry.statement) if part.head in _RELATIONS)
    terms = (*used.goal.args, *(side for part in parts for side in part.args[:2]))
    collector = Owing(bench.facts)
    owed = (*owed, *(needed for term in terms for needed in collector.of(tidied(substitute(term, mapping)))))
    left, right = (tidied(substitute(side, mapping)) for side in used.goal.args)
    if bench.same(row.atom, left):
        return Consequence(right, owed)
    if bench.same(row.atom, right):
        return Consequence(left, owed)
    raise Rejected("the atom is no side of the line")


def instance(used: Claim, mapping: dict[Term, Term], context: Context) -> tuple[Term, ...]:
    """The hypotheses of a line at an instance, checked to be one: what using it owes. Raises Rejected."""
    statements = (used.goal, *(entry.statement for entry in used.context.hypotheses))
    names = frozenset().union(*(reachable(statement, used.context) for statement in statements))
    for spelling in sorted(names):
        mine, theirs = context.definition(spelling), used.context.definition(spelling)
        if theirs != mine and spelling not in {key.text for key in mapping}:
            raise Rejected(f"`{spelling}` is defined otherwise in the earlier line")
        behind: frozenset[str] = frozenset()
        if theirs is not None:
            behind = reachable(theirs.body, used.context) | (theirs.start.free if theirs.start is not None else frozenset())
        sort = used.context.sort(spelling)
        behind = behind | (sort.first.free if sort is not None and sort.first is not None else set())
        if any(key.text in behind for key in mapping):
            raise Rejected("a definition behind the line depends on a name that is given another value")
    differentiated = any(statement.heads & {"diff", "pdiff"} for statement in statements)
    for key, value in mapping.items():
        sort = used.context.sort(key.text)
        if differentiated and (sort != INTEGER or affine_index(value) is None):
            raise Rejected("a line about derivatives takes other values for its indices only")
        if sort is None or used.context.definition(key.text) is not None:
            raise Rejected(f"`{key.text}` is not a free name of the earlier line")
        try:
            found = sort_of(value, context.scope())
        except IllFormed as error:
            raise Rejected(error.message) from error
        order = ("integer", "real", "complex")
        if not is_scalar(sort) or not is_scalar(found) or order.index(found.kind) > order.index(sort.kind):
            raise Rejected(f"the value of `{key.text}` is of another sort")
    for spelling in sorted(names - {key.text for key in mapping}):
        if used.context.sort(spelling) != context.sort(spelling):
            raise Rejected(f"`{spelling}` is declared otherwise in the earlier line")
    relevant = [entry.statement for entry in used.context.hypotheses]
    return tuple(part for entry in relevant for part in flatten(tidied(substitute(entry, mapping))))


def derivative(bench: Bench, row: Row) -> Consequence:
    """∂y/∂v is the derivative along all paths, or with the held nodes fixed (``calculus``)."""
    if row.atom.head not in ("diff", "pdiff"):
        raise Rejected("the row's atom is not a derivative")
    body, variable, *held = row.atom.args
    return Consequence(derive(arrays.opened(body, bench.context, bench.facts.meter), variable, tuple(held), bench.facts))


def call(bench: Bench, row: Row) -> Consequence:
    """A known function, or the derivative of one, applied to arguments is its value."""
    found = open_call(row.atom) if row.atom.head == "apply" else None
    if found is None:
        raise Rejected("the row's atom applies no known function")
    return Consequence(found)


def owing(bench: Bench, row: Row) -> Consequence:
    """A term that owes a condition equals the term."""
    if row.atom.head != "owing":
        raise Rejected("the row's atom owes nothing")
    return Consequence(row.atom.args[0], safe=True)


def matrix_entry(bench: Bench, row: Row) -> Consequence:
    """An entry, trace or determinant of a matrix of literal shape is calculated from its entries."""
    found = arrays.scalar(row.atom, bench.context, bench.facts.meter)
    if found is None:
        raise Rejected("the row's atom is not an entry that can be calculated")
    return Consequence(found)


def matrix_power(bench: Bench, row: Row) -> Consequence:
    """(Aⁿ)ᵢⱼ = Σₖ (Aⁿ⁻¹)ᵢₖ Aₖⱼ. Owes n >= 1."""
    if row.atom.head != "entry" or row.atom.args[0].head != "matpow":
        raise Rejected("the row's atom is not an entry of a power")
    (base, exponent), i, j = row.atom.args[0].args, row.atom.args[1], literal(row.atom.args[2])
    inside = arrays.grid(base, bench.context, bench.facts.meter)
    lower = app("matpow", base, shift(exponent, -1))
    summands = [mul(app("entry", lower, i, num(place)), inside[place][j]) for place in range(len(inside))]
    return Consequence(add(*summands), (app("ge", exponent, ONE),))


RULES: dict[str, Rule] = {
    "definition": definition,
    "recurrence": recurrence,
    "hypothesis": hypothesis,
    "line": line,
    "derivative": derivative,
    "call": call,
    "owing": owing,
    "entry": matrix_entry,
    "matrix-power": matrix_power,
}
