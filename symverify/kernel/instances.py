"""Terms at an exact point: values put in, definitions unfolded, recurrences unrolled, derivatives resolved.

Law: where the returned obligations hold and the returned closed term is defined, its value is the value of the original term at
the point. Derivatives are resolved before real values are put in, since a value below a derivative would make it constant.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from symverify.kernel import arrays
from symverify.kernel.calculus import derive
from symverify.kernel.meter import Meter
from symverify.kernel.ring import Rejected
from symverify.kernel.sides import Owing
from symverify.kernel.signs import facts_of
from symverify.language.claims import Context, Hypothesis
from symverify.language.evidence import Point
from symverify.language.nodes import tidied, unfold
from symverify.language.sorts import INTEGER, Sort
from symverify.language.terms import BINDERS, ONE, TRUE, ZERO, Term, add, app, make, mul, name, num, rebuild, substitute

_UNROLL = 400
_DERIVATIVES = frozenset({"diff", "pdiff"})
_JOINED: dict[str, tuple[Callable[..., Term], Term]] = {
    "sum": (add, ZERO), "product": (mul, ONE), "forall": (lambda *parts: app("and", *parts), TRUE),
}  # fmt: skip


class NotInstantiable(Exception):
    """The term cannot be brought to a closed form at the point."""


def instantiate(term: Term, point: Point, context: Context, meter: Meter) -> tuple[Term, tuple[Term, ...]]:
    """A closed term without derivatives, and closed obligations of the derivatives in it. Raises NotInstantiable."""
    try:
        key = ("instance", point, context)
        instance = meter.memo.get(key)
        if not isinstance(instance, _Instance):
            meter.memo[key] = instance = _Instance(point, context, meter)
        return instance.of(term)
    except Rejected as reason:
        raise NotInstantiable(str(reason)) from reason


def _is_early(sort: Sort | None) -> bool:
    return sort is not None and (sort == INTEGER or sort.kind == "function")


class _Instance:
    def __init__(self, point: Point, context: Context, meter: Meter) -> None:
        self.meter = meter
        values = {name(spelling): value for spelling, value in point.values}
        early = {key: value for key, value in values.items() if _is_early(context.sort(key.text))}
        self.early = early
        self.values = values
        definitions = []
        for entry in context.definitions:
            body = substitute(entry.body, {key: value for key, value in early.items() if key.text != entry.index})
            start = substitute(entry.start, early) if entry.start is not None else None
            definitions.append(replace(entry, body=tidied(body), start=start))
        # The facts know the integers of the point only, so that indices compare; nothing here may rest on a real hypothesis.
        hypotheses = tuple(Hypothesis("point", app("eq", key, value)) for key, value in early.items() if value.head == "num")
        self.context = Context(context.declarations, tuple(definitions), hypotheses)
        self.facts = facts_of(self.context, meter)
        self.unfolded: dict[Term, Term] = {}

    def of(self, term: Term) -> tuple[Term, tuple[Term, ...]]:
        self.owed: dict[Term, None] = {}
        closed = self.close(self.resolve(tidied(substitute(term, self.early))))
        obligations: list[Term] = []
        while len(obligations) < len(self.owed):
            obligations.append(self.close(self.resolve(list(self.owed)[len(obligations)])))
        return closed, tuple(obligations)

    # ---------------------------------------------------------------- derivatives
    def resolve(self, term: Term) -> Term:
        """Unroll literal ranges over derivatives and resolve every derivative, innermost first."""
        if not term.heads & _DERIVATIVES:
            return term
        done: dict[Term, Term] = {}
        stack = [(term, False)]
        while stack:
            part, ready = stack.pop()
            if part in done:
                continue
            self.meter.spend(1)
            if part.head in BINDERS and part.args[0].heads & _DERIVATIVES:
                done[part] = self.resolve(self.unrolled(part))
            elif not ready and part.args:
                stack.append((part, True))
                stack.extend((arg, False) for arg in part.args)
            else:
                done[part] = self.derivative(rebuild(part, tuple(done[arg] for arg in part.args)))
        return done[term]

    def derivative(self, term: Term) -> Term:
        if term.head not in ("diff", "pdiff"):
            return term
        body, variable, *held = term.args
        body = arrays.opened(body, self.context, self.meter)
        for obligation in Owing(self.facts).of(app(term.head, body, variable, *held)):
            self.owed[obligation] = None
        found = derive(body, variable, tuple(held), self.facts)
        if "diff" in found.heads:
            raise NotInstantiable("a derivative through time does not resolve")
        return found

    def unrolled(self, term: Term) -> Term:
        """A sum, product or forall with literal ends, written out."""
        low, high = (arg for arg in term.args[1:3]) if len(term.args) == 3 else (ZERO, ZERO)
        if term.head not in _JOINED or low.head != "num" or high.head != "num":
            raise NotInstantiable(f"a derivative inside a `{term.head}` without literal ends")
        first, last = int(low.number), int(high.number)
        if last - first > _UNROLL:
            raise NotInstantiable("too many members to write out")
        members = [tidied(substitute(term.args[0], {name(term.text): num(place)})) for place in range(first, last + 1)]
        join, empty = _JOINED[term.head]
        return join(*members) if members else empty

    # ---------------------------------------------------------------- values and definitions
    def close(self, term: Term) -> Term:
        """Values put in and definitions unfolded; every free name must go."""
        done = self.unfolded
        stack = [term]
        while stack:
            part = stack[-1]
            if part in done:
                stack.pop()
                continue
            self.meter.spend(1)
            instead = self.instead(part)
            args = part.args[1:] if part.head in BINDERS else part.args
            needed = args if instead is None else (instead,)
            missing = [inner for inner in needed if inner not in done]
            stack.extend(missing)
            if len(stack) > 500_000:
                raise NotInstantiable("the definitions unfold without end")
            if not missing:
                done[part] = self.closed(part, tuple(done[arg] for arg in needed)) if instead is None else done[instead]
        return done[term]

    def instead(self, part: Term) -> Term | None:
        """What stands for a name, a member, or a binder over members: its definition, the member, the members written out."""
        if part.head == "name":
            definition = self.context.definition(part.text)
            return definition.body if definition is not None and definition.index is None else None
        if part.head == "at":
            return self.member(part)
        if part.head in BINDERS and "at" in part.args[0].heads:
            return self.unrolled(make(part.head, part.text, (part.args[0], *(self.close(end) for end in part.args[1:]))))
        return None

    def closed(self, part: Term, args: tuple[Term, ...]) -> Term:
        """A term whose arguments (of a binder: all but its scope) are closed."""
        if part.head == "name":
            if part not in self.values:
                raise NotInstantiable(f"`{part.text}` has no value")
            return self.values[part]
        if part.head in BINDERS:
            return self.around(part, args)
        closed = rebuild(part, args)
        found = arrays.scalar(closed, self.context, self.meter) if part.head == "entry" else None
        return closed if found is None else found

    def around(self, part: Term, rest: tuple[Term, ...]) -> Term:
        scope = part.args[0]
        bound = part.text
        mapping = {}
        for spelling in sorted(scope.free - {bound}):
            sort = self.context.sort(spelling)
            if sort is not None and sort.kind == "function":
                raise NotInstantiable(f"`{spelling}` has no value")
            mapping[name(spelling)] = self.close(name(spelling))
        return make(part.head, bound, (substitute(scope, mapping), *rest))

    def member(self, part: Term) -> Term:
        called, index = part.args
        if called.head == "lambda":
            return substitute(called.args[0], {name(called.text): index})
        if called.head != "name":
            raise NotInstantiable("a member of something that is not a sequence")
        closed_index = self.literal(index if index.head == "num" else self.close(index))
        if closed_index is not index:
            return make("at", None, (called, closed_index))
        definition = self.context.definition(called.text)
        start = definition.start if definition is not None else None
        if definition is not None and start is not None and index.number >= self.literal(self.close(start)).number:
            return unfold(definition, index)
        sort = self.context.sort(called.text)
        if sort is None or sort.first is None or sort.first.head != "num" or index.number < sort.first.number:
            raise NotInstantiable(f"`{called.text}` has no member with that index")
        value = self.values.get(called)
        if value is None or value.head != "lambda":
            raise NotInstantiable(f"`{called.text}` has no value")
        return substitute(value.args[0], {name(value.text): index})

    def literal(self, index: Term) -> Term:
        tidy = tidied(make("at", None, (name("§"), index))).args[1]
        if tidy.head != "num" or tidy.number.denominator != 1:
            raise NotInstantiable("an index that is not a literal integer")
        return tidy
