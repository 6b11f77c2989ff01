"""Definedness: what a term owes, what of it the hypotheses discharge, and what stays open as a domain or a condition.

``owed(term)`` is a list of boolean terms whose truth at a point implies that the term is defined there (as DESIGN section
3, rule 3
has it: atoms owe even when they cancel, a bound term for every index, a derivative on a neighbourhood, a definition
through whoever
uses it). ``settle`` drops what the hypotheses give and writes the rest in a normal form, so that two sides can be compared
as sets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from symverify.kernel import arrays
from symverify.kernel.calculus import UNARY_RULES, open_call
from symverify.kernel.discharge import follows, settle_all
from symverify.kernel.meter import Meter, OutOfWork
from symverify.kernel.ring import Rejected
from symverify.kernel.signs import Facts, facts_of, flatten
from symverify.language.claims import Context, Declaration, Definition
from symverify.language.nodes import reachable, tidied
from symverify.language.sorts import COMPLEX, REAL
from symverify.language.terms import (
    BINDERS, FALSE, MINUS_ONE, ONE, TRUE, ZERO, Term, add, app, bind, fresh, make, name, neg, num, postorder, power,
    substitute,
)


def _ne(term: Term) -> Term:
    return app("ne", term, ZERO)


def _gt(term: Term) -> Term:
    return app("gt", term, ZERO)


def _ge(term: Term) -> Term:
    return app("ge", term, ZERO)


class Owing:
    """Collects obligations; ``facts`` supply sorts and definitions."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.context = facts.context
        self.opened: set[Term] = set()
        self.covered: frozenset[str] = frozenset()
        """Sequences all of whose earlier members are owed by an enclosing recurrence."""

    def of(self, root: Term) -> tuple[Term, ...]:
        """The obligations of a term, without repetition, in order of appearance."""
        found: dict[Term, None] = {}
        seen: set[Term] = set()
        stack = [root]
        while stack:
            term = stack.pop()
            if term in seen:
                continue
            seen.add(term)
            self.facts.meter.spend(1)
            for obligation in self.node(term):
                if obligation is not TRUE:
                    found[obligation] = None
            stack.extend(reversed(self.parts(term)))
        return tuple(found)

    def parts(self, term: Term) -> tuple[Term, ...]:
        """The subterms whose obligations are owed as they stand."""
        if term.head in BINDERS:
            ends = (end for arg in term.args[1:] for end in (arg.args if arg.head in ("toward", "from") else (arg,)))
            return tuple(end for end in ends if "oo" not in end.heads)
        if term.head == "piecewise":
            return ()
        if term.head in ("diff", "pdiff"):
            return term.args[:2]
        if term.head == "owing":
            return term.args[:1]
        if term.head == "apply":
            return term.args[1:]
        return term.args

    def node(self, term: Term) -> Iterable[Term]:
        """What the head itself owes."""
        head = term.head
        if head in ("num", "add", "mul", "exp", "sin", "cos"):
            return ()
        simple = _SIMPLE.get(head)
        if simple is not None:
            return simple(term.args[0])
        rule = getattr(self, "owes_" + head, None)
        return rule(term) if rule is not None else ()

    # ---------------------------------------------------------------- arithmetic
    def owes_pow(self, term: Term) -> Iterable[Term]:
        base, exponent = term.args
        if exponent.head == "num":
            return (_ne(base),) if exponent.number < 0 else ()
        return (app("or", _ne(base), _ge(exponent)),)

    def owes_power(self, term: Term) -> Iterable[Term]:
        base, exponent = term.args
        if exponent.head == "num":
            return (_ge(base),) if exponent.number > 0 else (_gt(base),)
        return (app("or", _gt(base), app("and", app("eq", base, ZERO), _gt(exponent))),)

    def owes_cpower(self, term: Term) -> Iterable[Term]:
        base, exponent = term.args
        if exponent.head == "num" and exponent.number > 0:
            return ()
        return (_ne(base),)

    def owes_mod(self, term: Term) -> Iterable[Term]:
        return (_ne(term.args[1]),)

    def determinant(self, square: Term) -> Term:
        """det, opened where the shape is literal."""
        return arrays.opened(app("det", square), self.context, self.facts.meter)

    def owes_inverse(self, term: Term) -> Iterable[Term]:
        return (_ne(self.determinant(term.args[0])),)

    def owes_entry(self, term: Term) -> Iterable[Term]:
        sort = self.facts.sort(term.args[0])
        if sort is None or sort.kind != "matrix":
            return (FALSE,)
        pairs = zip(term.args[1:], sort.shape, strict=True)
        return tuple(part for index, size in pairs for part in (_ge(index), app("lt", index, size)))

    def owes_matpow(self, term: Term) -> Iterable[Term]:
        base, exponent = term.args
        if exponent.head == "num":
            return (_ne(self.determinant(base)),) if exponent.number < 0 else ()
        return (app("or", _ge(exponent), _ne(self.determinant(base))),)

    def complex_only(self, term: Term, obligation: Term) -> Iterable[Term]:
        return () if self.facts.is_real(term.args[0]) else (obligation,)

    def owes_logistic(self, term: Term) -> Iterable[Term]:
        return self.complex_only(term, _ne(add(ONE, app("exp", neg(term.args[0])))))

    def owes_softplus(self, term: Term) -> Iterable[Term]:
        return self.complex_only(term, _ne(add(ONE, app("exp", term.args[0]))))

    def owes_tanh(self, term: Term) -> Iterable[Term]:
        return self.complex_only(term, _ne(app("cosh", term.args[0])))

    owes_sech = owes_tanh

    def owes_factorial(self, term: Term) -> Iterable[Term]:
        return (_ge(term.args[0]),)

    def owes_owing(self, term: Term) -> Iterable[Term]:
        return (term.args[1], *self.fresh_of(term.args[1]))

    def owes_gamma(self, term: Term) -> Iterable[Term]:
        (inside,) = term.args
        if not self.facts.is_real(inside):
            return (app("converges", term),)
        return (app("or", _gt(inside), app("ne", app("floor", inside), inside)),)

    owes_digamma = owes_gamma

    # ---------------------------------------------------------------- names
    def owes_name(self, term: Term) -> Iterable[Term]:
        definition = self.context.definition(term.text)
        if definition is None or definition.index is not None or term in self.opened:
            return ()
        self.opened.add(term)
        return self.of(definition.body)

    def owes_at(self, term: Term) -> Iterable[Term]:
        called, index = term.args
        if called.head == "lambda":
            return self.of(substitute(called.args[0], {name(called.text): index}))
        obligations = []
        sort = self.context.sort(called.text)
        if sort is not None and sort.first is not None:
            obligations.append(app("ge", index, sort.first))
        definition = self.context.definition(called.text)
        if definition is not None and definition.index is not None and called.text not in self.covered and not self.total():
            obligations += self.recurrence(definition, index)
        return obligations

    def total(self) -> bool:
        """Whether no member of a defined sequence owes anything, whatever the hypotheses."""
        return _total(self.context.declarations, self.context.definitions, isinstance(self, Smooth))

    def recurrence(self, definition: Definition, index: Term) -> Iterable[Term]:
        """The body is owed at every index from the start of the definition up to ``index``."""
        assert definition.index is not None and definition.start is not None
        bound = fresh(definition.index, self.facts.scope.keys() | index.free)
        body = tidied(substitute(definition.body, {name(definition.index): name(bound)}))
        inner = self.inside(bind("forall", bound, TRUE, definition.start, index))
        inner.covered = self.covered | {definition.name}
        return [bind("forall", bound, obligation, definition.start, index) for obligation in inner.of(body)]

    def inside(self, binder: Term) -> Owing:
        """The collector for the scope of a binder."""
        return Owing(self.facts.within(binder))

    def owes_apply(self, term: Term) -> Iterable[Term]:
        opened = open_call(term)
        if opened is None:
            return ()
        called = term.args[0]
        if called.head != "dfun":
            return self.of(opened)
        real = self.facts.is_real(term.args[1])
        heads = {part.text if part.head == "fun" else part.head for part in postorder(called.args[0])}
        if not real and heads & _NOT_HOLOMORPHIC:
            return (FALSE,)
        moving, obligations = name("§arg"), self.of(opened)
        facts = facts_of(self.context.declare("§arg", REAL if real else COMPLEX), self.facts.meter)
        for order in range(int(called.args[1].number)):
            lower = open_call(app("apply", app("dfun", called.args[0], num(order)), moving))
            if lower is None or facts.sort(lower) is None:  # a function of real numbers at what may be complex
                return (FALSE,)
            owed = Smooth(facts, moving).of(lower)
            obligations = (*obligations, *(substitute(part, {moving: term.args[1]}) for part in owed))
        return obligations

    # ---------------------------------------------------------------- cases and binders
    def owes_piecewise(self, term: Term) -> Iterable[Term]:
        obligations: list[Term] = []
        earlier: list[Term] = []
        for value, condition in zip(term.args[::2], term.args[1::2], strict=True):
            obligations += [_under(earlier, part) for part in self.fresh_of(condition)]
            active = [*earlier, condition]
            obligations += [_under(active, part) for part in self.fresh_of(value)]
            earlier = [*earlier, app("not", condition)] if condition is not TRUE else earlier
        if not any(condition is TRUE for condition in term.args[1::2]):
            obligations.append(app("or", *term.args[1::2]))
        return obligations

    def fresh_of(self, term: Term) -> tuple[Term, ...]:
        """The obligations of a term that is owed under a condition (what was opened elsewhere is opened again)."""
        return Owing(self.facts).of(term)

    def owes_sum(self, term: Term) -> Iterable[Term]:
        low, high = term.args[1:]
        inner = self.inside(term)
        inner.covered = self.covered
        obligations: list[Term] = [bind("forall", term.text, part, low, high) for part in inner.of(term.args[0])]
        if "oo" in low.heads or "oo" in high.heads:
            obligations.append(app("converges", term))
        return obligations

    owes_product = owes_sum

    def owes_forall(self, term: Term) -> Iterable[Term]:
        low, high = term.args[1:]
        return [bind("forall", term.text, part, low, high) for part in self.inside(term).of(term.args[0])]

    def owes_exists(self, term: Term) -> Iterable[Term]:
        """Statements about all values or limits owe nothing that could be written down: refused as conditions."""
        return (FALSE,)

    owes_tends_to = owes_bounded = owes_exists

    def owes_integral(self, term: Term) -> Iterable[Term]:
        return (app("converges", term),)

    def owes_limit(self, term: Term) -> Iterable[Term]:
        body, approach = term.args
        if approach.head == "toward" and regular(body, term.text, approach.args[0], self.facts):
            return ()
        return (app("converges", term),)

    owes_antiderivative = owes_integral

    # ---------------------------------------------------------------- derivatives
    def owes_diff(self, term: Term) -> Iterable[Term]:
        """The body is defined on a neighbourhood and differentiable there; members below need their own range only."""
        return Smooth(self.facts, term.args[1]).obligations(term.args[0])

    owes_pdiff = owes_diff


class Smooth(Owing):
    """What differentiability by ``variable`` asks beyond definedness: open conditions, and no kink, jump or branch cut at
    the point.

    Subterms that do not depend on the variable owe what they always owe.
    """

    def __init__(self, facts: Facts, variable: Term) -> None:
        super().__init__(facts)
        self.variable = variable
        self.source = variable.args[0].text if variable.head == "at" else variable.text

    def obligations(self, body: Term) -> tuple[Term, ...]:
        """Conditions under which ``body`` is differentiable by the variable."""
        return self.of(body)

    def node(self, term: Term) -> Iterable[Term]:
        if self.source and self.source not in reachable(term, self.context):
            return super().node(term)
        if term.head not in _SMOOTH or (term.head == "softplus" and not self.facts.is_real(term)):
            return (FALSE,)
        kink = _KINKS.get(term.head)
        extra: tuple[Term, ...] = kink(term) if kink is not None else ()
        if term.head in _PRINCIPAL and not self.facts.is_real(term):
            (inside, *_) = term.args
            extra = (app("or", app("ne", app("im", inside), ZERO), app("gt", app("re", inside), ZERO)),)
        return (*(open_form(part, self.facts) for part in super().node(term)), *extra)

    def fresh_of(self, term: Term) -> tuple[Term, ...]:
        return Smooth(self.facts, self.variable).of(term)

    def owes_owing(self, term: Term) -> Iterable[Term]:
        return (*super().owes_owing(term), *_boundaries(app("piecewise", ZERO, term.args[1])))

    def inside(self, binder: Term) -> Owing:
        found = Smooth(self.facts.within(binder), self.variable)
        found.source = self.source
        return found


# Heads whose continuity in the moving name nothing here shows; kinks, jumps and cuts of the others are obligations of
# ``Smooth``.
_NOT_CONTINUOUS = frozenset(
    "mod kronecker arg casin cacos factorial binomial limit integral antiderivative diff pdiff sum product at entry "
    "apply".split()
)


def regular(body: Term, moving: str, point: Term, facts: Facts) -> bool:
    """Whether a body is defined and differentiable by the moving real name at the point, hence continuous there.

    Then it tends to its value at the point, from whatever side. The name is bound by the limit: what the context says of a
    name of the same spelling does not apply.
    """
    if not facts.is_real(point) or moving in facts.scope or moving in point.free:
        return False
    for part in postorder(body):
        if moving in part.free and (part.head in _NOT_CONTINUOUS or (part.head == "pow" and moving in part.args[1].free)):
            return False
    for spelling in reachable(body, facts.context):
        definition = facts.context.definition(spelling)
        if definition is not None and moving in definition.body.free - {definition.index or ""}:
            return False
    inner = facts_of(facts.context.declare(moving, REAL), facts.meter)
    for obligation in Smooth(inner, name(moving)).of(body):
        if not follows(tidied(substitute(obligation, {name(moving): point})), facts):
            return False
    return True


@cache
def _total(declarations: tuple[Declaration, ...], definitions: tuple[Definition, ...], smooth: bool) -> bool:
    """Whether every sequence definition owes nothing at any index from its start on, the members it refers to being defined.

    Then all members of all of them are defined, by induction on the index and, within one index, along the definition
    graph; with
    ``smooth``, differentiable by whatever variable too (every node counts as dependent).
    """
    facts = Facts(Context(declarations, definitions), Meter(_TOTAL_WORK))
    names = frozenset(entry.name for entry in definitions)
    try:
        for entry in definitions:
            if entry.index is None or entry.start is None:
                continue
            bound = fresh(entry.index, facts.scope.keys())
            body = tidied(substitute(entry.body, {name(entry.index): name(bound)}))
            inner = facts.within(bind("forall", bound, TRUE, entry.start, app("oo")))
            collector = Smooth(inner, name("")) if smooth else Owing(inner)
            collector.covered = names
            if settle_all(collector.of(body), inner):
                return False
    except (OutOfWork, Rejected):
        return False
    return True


def open_form(statement: Term, facts: Facts) -> Term:
    """An open condition that implies the statement (closed order relations become strict; those of integers may stay)."""
    if statement.head == "not":
        (turned,) = flatten(statement)
        return open_form(turned, facts) if turned is not statement else FALSE
    if statement.head in ("ge", "le", "eq") and all(facts.is_integer(side) for side in statement.args):
        return statement
    if statement.head in ("ge", "le"):
        return app({"ge": "gt", "le": "lt"}[statement.head], *statement.args)
    if statement.head in ("and", "or"):
        return app(statement.head, *(open_form(part, facts) for part in statement.args))
    if statement.head == "forall":
        inner = facts.within(statement)
        return make("forall", statement.value, (open_form(statement.args[0], inner), *statement.args[1:]))
    if statement.head == "implies":
        return open_form(statement.args[1], facts)
    return statement if statement.head in ("gt", "lt", "ne", "true", "converges") else FALSE


# Heads with a derivative where their kinks and cuts are avoided, and what may stand in a branch condition.
_SMOOTH = frozenset(
    "num name at add mul pow power cpower abs sign relu floor ceiling max min piecewise re im conjugate apply dfun lambda sum "
    "owing diff pdiff antiderivative entry trace det matrix matmul matpow inverse transpose identity sech lt le gt ge eq ne "
    "and or not true false".split()
) | UNARY_RULES.keys()
_PRINCIPAL = frozenset({"clog", "csqrt", "cpower"})
_TOTAL_WORK = 100_000


def _under(conditions: list[Term], obligation: Term) -> Term:
    if not conditions or conditions == [TRUE]:
        return obligation
    return app("implies", conditions[0] if len(conditions) == 1 else app("and", *conditions), obligation)


def _inside(term: Term) -> tuple[Term, ...]:
    return (app("ge", term, MINUS_ONE), app("le", term, ONE))


_NOT_HOLOMORPHIC = frozenset({"re", "im", "conjugate", "abs", "arg"})
_SIMPLE: dict[str, Callable[[Term], tuple[Term, ...]]] = {
    "log": lambda u: (_gt(u),),
    "clog": lambda u: (_ne(u),),
    "sqrt": lambda u: (_ge(u),),
    "arg": lambda u: (_ne(u),),
    "tan": lambda u: (_ne(app("cos", u)),),
    "sec": lambda u: (_ne(app("cos", u)),),
    "cot": lambda u: (_ne(app("sin", u)),),
    "csc": lambda u: (_ne(app("sin", u)),),
    "coth": lambda u: (_ne(app("sinh", u)),),
    "asin": _inside,
    "acos": _inside,
    "acosh": lambda u: (app("ge", u, ONE),),
    "atanh": lambda u: (app("gt", u, MINUS_ONE), app("lt", u, ONE)),
    "catan": lambda u: (_ne(add(ONE, power(u, 2))),),
    "loggamma": lambda u: (_gt(u),),
}


def _boundaries(term: Term) -> tuple[Term, ...]:
    found = []
    todo = list(term.args[1::2])
    while todo:
        condition = todo.pop(0)
        if condition.head in ("and", "or", "not", "implies"):
            todo = [*condition.args, *todo]
        elif condition.head in ("lt", "le", "gt", "ge", "eq", "ne"):
            found.append(app("ne", condition.args[0], condition.args[1]))
        elif condition.head not in ("true", "false"):
            found.append(FALSE)
    return tuple(found)


def _apart(term: Term) -> tuple[Term, ...]:
    return tuple(
        app("ne", left, right) for place, left in enumerate(term.args) for right in term.args[place + 1 :]
    )


_KINKS: dict[str, Callable[[Term], tuple[Term, ...]]] = {
    "abs": lambda term: (_ne(term.args[0]),),
    "sign": lambda term: (_ne(term.args[0]),),
    "relu": lambda term: (_ne(term.args[0]),),
    "floor": lambda term: (app("ne", app("floor", term.args[0]), term.args[0]),),
    "ceiling": lambda term: (app("ne", app("ceiling", term.args[0]), term.args[0]),),
    "mod": lambda term: (FALSE,),
    "catan": lambda term: (
        app("or", app("ne", app("re", term.args[0]), ZERO), app("lt", app("abs", app("im", term.args[0])), ONE)),
    ),
    "max": _apart,
    "min": _apart,
    "piecewise": _boundaries,
}
