"""Derivatives of terms, along the definition graph.

Law: ``derive(y, v)`` is a term equal to ∂y/∂v along all paths from v to y, v itself cut loose from what defines it, at
every point at
which y is differentiable by v on a neighbourhood (the obligation of ``sides.smooth``) and the result is defined. Held nodes
count as constants, v never does. What cannot be resolved stays a ``diff`` term (the total derivative of a member of a
sequence through
time); what has no rule is rejected. The rules are those of any textbook (W. Rudin, Principles, ch. 5; for kinks see ``sides``).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from symverify.kernel.meter import Meter
from symverify.kernel.ring import Rejected
from symverify.kernel.signs import NEGATIVE, NONZERO, ZERO_BIT, Facts
from symverify.language.claims import Context
from symverify.language.nodes import causal, index_difference, reachable, unfold
from symverify.language.sorts import REAL
from symverify.language.terms import (
    BINDERS, MINUS_ONE, ONE, TRUE, ZERO, Term, add, app, div, fresh, make, mul, name, neg, num, power, sub, substitute,
)

_ROOT_PI = app("sqrt", app("pi"))


def plus(*terms: Term) -> Term:
    """A sum without its zeros, nested sums opened, equal numbers not combined."""
    parts = [part for term in terms for part in (term.args if term.head == "add" else (term,)) if part is not ZERO]
    return add(*parts)


def times(*terms: Term) -> Term:
    """A product without its ones; 0 if a factor is 0 (only for factors that owe nothing of their own)."""
    if any(term is ZERO for term in terms):
        return ZERO
    parts = [part for term in terms for part in (term.args if term.head == "mul" else (term,)) if part is not ONE]
    return mul(*parts)


def derive(body: Term, variable: Term, held: tuple[Term, ...], facts: Facts) -> Term:
    """∂body/∂variable with the nodes ``held`` fixed. Raises Rejected where no rule applies."""
    memo = facts.meter.memo
    key = ("derivative", body, variable, held, facts.context)
    found = memo.get(key)
    if not isinstance(found, Term):
        memo[key] = found = _Derivation(body, variable, held, facts).run()
    return found


class _Derivation:
    def __init__(self, body: Term, variable: Term, held: tuple[Term, ...], facts: Facts) -> None:
        self.root = body
        self.variable = variable
        self.held = held
        self.facts = facts
        self.context = facts.context
        self.source = variable.args[0].text if variable.head == "at" else variable.text
        self.done: dict[Term, Term] = {}
        self.reach: dict[frozenset[str], bool] = {}

    def run(self) -> Term:
        stack = [self.root]
        while stack:
            term = stack[-1]
            if term in self.done:
                stack.pop()
                continue
            self.facts.meter.spend(1)
            found = self.step(term)
            if isinstance(found, Term):
                self.done[term] = found
                stack.pop()
            else:
                stack.extend(found)
                if len(stack) > 200_000:
                    raise Rejected("the derivative unfolds without end")
        return self.done[self.root]

    def depends(self, term: Term) -> bool:
        """Whether the variable can be reached from the term at all."""
        if term.free not in self.reach:
            self.reach[term.free] = self.source in reachable(term, self.context)
        return self.reach[term.free]

    def of(self, *terms: Term) -> list[Term] | None:
        """The terms whose derivatives are still needed, or None when all are there."""
        missing = [term for term in terms if term not in self.done]
        return missing or None

    def step(self, term: Term) -> Term | list[Term]:
        if not self.depends(term):
            return ZERO
        head = term.head
        if head == "name":
            return self.name(term)
        if head == "at":
            return self.member(term)
        if head in ("diff", "pdiff"):
            inner = derive(term.args[0], term.args[1], term.args[2:], self.facts)
            if inner.head == "diff":
                raise Rejected("a second derivative of a member of a sequence through time")
            return self.pass_on(inner)
        if head in BINDERS:
            return self.binder(term)
        missing = self.of(*self.operands(term))
        if missing is not None:
            return missing
        if head == "add":
            return plus(*(self.done[arg] for arg in term.args))
        if head == "mul":
            return self.product(term)
        if head in ("pow", "power", "cpower"):
            return self.exponential(term)
        if head in UNARY_RULES:
            return times(UNARY_RULES[head](term.args[0]), self.done[term.args[0]])
        rule = getattr(self, "head_" + head, None)
        if rule is None:
            raise Rejected(f"there is no rule for the derivative of `{head}`")
        found: Term | list[Term] = rule(term)
        return found

    def operands(self, term: Term) -> tuple[Term, ...]:
        if term.head == "piecewise":
            return term.args[::2]
        if term.head in ("apply",):
            return term.args[1:]
        if term.head in ("owing", "antiderivative"):
            return term.args[:1]
        return term.args

    def pass_on(self, other: Term) -> Term | list[Term]:
        return self.done.get(other) or [other]

    # ---------------------------------------------------------------- names and members
    def name(self, term: Term) -> Term | list[Term]:
        if term is self.variable:
            return ONE
        if term in self.held:
            return ZERO
        definition = self.context.definition(term.text)
        if definition is None or definition.index is not None:
            return ZERO
        return self.pass_on(definition.body)

    def member(self, term: Term) -> Term | list[Term]:
        spelling, index = term.args[0].text, term.args[1]
        definition = self.context.definition(spelling)
        if self.variable.head == "at" and self.source == spelling:
            mask = self.compare(index, self.variable.args[1])
            if mask == ZERO_BIT:
                return ONE
            if definition is None:
                return ZERO if mask & ZERO_BIT == 0 else app("kronecker", index, self.variable.args[1])
            if mask & ZERO_BIT:
                return self.unresolved(term)
        if definition is None or definition.index is None or definition.start is None:
            return ZERO
        if self.is_held(term):
            return ZERO
        if self.variable.head == "at" and self.compare(index, self.variable.args[1]) == NEGATIVE:
            if not causal(self.context, spelling):
                raise Rejected(f"`{spelling}` refers to later members")
            return ZERO
        if self.facts.holds(app("lt", index, definition.start)):
            return ZERO  # an initial value, declared and not defined
        if not self.facts.holds(app("ge", index, definition.start)) or not self.near(index):
            return self.unresolved(term)
        return self.pass_on(unfold(definition, index))

    def compare(self, left: Term, right: Term) -> int:
        difference = index_difference(left, right)
        if difference is not None:
            return NEGATIVE if difference < 0 else ZERO_BIT if difference == 0 else NONZERO & ~NEGATIVE
        return self.facts.sign(sub(left, right))

    def near(self, index: Term) -> bool:
        """Unfold the root's own time step, what lies a literal distance above the variable, and literal indices; nothing
        further down.
        """
        if index.head == "num":
            return True
        if self.variable.head == "at":
            above = index_difference(index, self.variable.args[1])
            if above is not None and above > 0:
                return True
        return self.root.head != "at" or index_difference(index, self.root.args[1]) == 0

    def unresolved(self, term: Term) -> Term:
        if self.held:
            raise Rejected("cannot tell which paths the held nodes cut")
        if term is self.root:
            raise Rejected("the derivative of a member of a sequence through time does not resolve")
        return app("diff", term, self.variable)

    def is_held(self, term: Term) -> bool:
        for node in self.held:
            if node is term or node is term.args[0]:
                return True
            if node.head == "at" and node.args[0] is term.args[0]:
                mask = self.compare(term.args[1], node.args[1])
                if mask == ZERO_BIT:
                    return True
                if mask & ZERO_BIT:
                    raise Rejected("cannot tell whether a member is held")
            if node.head == "below":
                mask = self.compare(term.args[1], node.args[0])
                if mask == NEGATIVE:
                    return True
                if mask & NEGATIVE:
                    raise Rejected("cannot tell whether a member lies below the held time step")
        return False

    # ---------------------------------------------------------------- arithmetic
    def product(self, term: Term) -> Term:
        summands = []
        for position, arg in enumerate(term.args):
            inner = self.done[arg]
            if inner is not ZERO:
                others = [other for place, other in enumerate(term.args) if place != position]
                # The other factors keep their zeros and ones: what they owe must stay visible.
                summands.append(times(inner, *(other for other in others if other is not ONE)) if others else inner)
        return plus(*summands)

    def exponential(self, term: Term) -> Term:
        base, exponent = term.args
        inner, outer = self.done[base], self.done[exponent]
        if outer is ZERO:
            if exponent.head == "num":
                lowered = num(exponent.number - 1)
                rest = ONE if lowered is ZERO else base if lowered is ONE else app(term.head, base, lowered)
            else:
                rest = app(term.head, base, sub(exponent, ONE))
            return times(exponent, rest, inner)
        if term.head == "pow":
            raise Rejected("the derivative of a power by its integer exponent")
        logarithm = app("log" if term.head == "power" else "clog", base)
        return times(term, plus(times(outer, logarithm), times(exponent, inner, power(base, -1))))

    # ---------------------------------------------------------------- other heads
    def head_owing(self, term: Term) -> Term:
        inner = self.done[term.args[0]]
        return inner if inner is ZERO else app("owing", inner, term.args[1])

    def head_piecewise(self, term: Term) -> Term:
        args: list[Term] = []
        for value, condition in zip(term.args[::2], term.args[1::2], strict=True):
            args += [self.done[value], condition]
        return app("piecewise", *args)

    def head_max(self, term: Term) -> Term:
        relation = "gt" if term.head == "max" else "lt"
        args: list[Term] = []
        for position, arg in enumerate(term.args):
            others = [app(relation, arg, other) for place, other in enumerate(term.args) if place != position]
            args += [self.done[arg], app("and", *others) if len(others) != 1 else others[0]]
        return app("piecewise", *args)

    head_min = head_max

    def head_relu(self, term: Term) -> Term:
        return times(app("piecewise", ONE, app("gt", term.args[0], ZERO), ZERO, TRUE), self.done[term.args[0]])

    def locally_constant(self, term: Term) -> Term:
        return ZERO

    head_sign = head_floor = head_ceiling = locally_constant

    def linear(self, term: Term) -> Term:
        """re, im and conjugate are real-linear: they pass derivatives by real names."""
        if not self.facts.is_real(self.variable):
            raise Rejected(f"`{term.head}` has no complex derivative")
        inner = self.done[term.args[0]]
        return inner if inner is ZERO else app(term.head, inner)

    head_re = head_im = head_conjugate = linear

    def head_abs(self, term: Term) -> Term:
        (inside,) = term.args
        if not self.facts.is_real(inside):
            raise Rejected("the derivative of the modulus of a complex term")
        return times(app("sign", inside), self.done[inside])

    def head_apply(self, term: Term) -> Term | list[Term]:
        called, *args = term.args
        opened = open_call(term)
        if opened is not None:
            return self.pass_on(opened)
        orders = [num(0)] * len(args)
        base = called
        if called.head == "dfun":
            base, orders = called.args[0], list(called.args[1:])
        if base.head != "name" or self.context.definition(base.text) is not None:
            raise Rejected("the derivative of an application whose function is not a declared one")
        summands = []
        for position, arg in enumerate(args):
            raised = [num(order.number + (place == position)) for place, order in enumerate(orders)]
            summands.append(times(app("apply", app("dfun", base, *raised), *args), self.done[arg]))
        return plus(*summands)

    def head_antiderivative(self, term: Term) -> Term:
        if term.args[1] is self.variable:
            return term.args[0]
        raise Rejected("the derivative of an indefinite integral by another name")

    # ---------------------------------------------------------------- binders
    def binder(self, term: Term) -> Term:
        if term.head != "sum" or any(self.depends(end) for end in term.args[1:]):
            raise Rejected(f"there is no rule for the derivative of this `{term.head}`")
        if any("oo" in end.heads for end in term.args[1:]):
            raise Rejected("the derivative of an infinite sum")
        bound, scope = term.text, term.args[0]
        if bound in self.variable.free or bound in self.facts.scope or any(bound in node.free for node in self.held):
            other = fresh(bound, scope.free | self.variable.free | self.facts.scope.keys())
            scope, bound = substitute(scope, {name(bound): name(other)}), other
        inner = self.facts.within(make("sum", bound, (scope, *term.args[1:])))
        found = derive(scope, self.variable, self.held, inner)
        return ZERO if found is ZERO else make("sum", bound, (found, *term.args[1:]))


def _root(inside: Term) -> Term:
    return app("sqrt", sub(ONE, power(inside, 2)))


UNARY_RULES: dict[str, Callable[[Term], Term]] = {
    "exp": lambda u: app("exp", u),
    "log": lambda u: power(u, -1),
    "clog": lambda u: power(u, -1),
    "sqrt": lambda u: div(num(Fraction(1, 2)), app("sqrt", u)),
    "csqrt": lambda u: div(num(Fraction(1, 2)), app("csqrt", u)),
    "sin": lambda u: app("cos", u),
    "cos": lambda u: neg(app("sin", u)),
    "tan": lambda u: add(ONE, power(app("tan", u), 2)),
    "cot": lambda u: neg(add(ONE, power(app("cot", u), 2))),
    "sec": lambda u: mul(app("sec", u), app("tan", u)),
    "csc": lambda u: mul(MINUS_ONE, app("csc", u), app("cot", u)),
    "sinh": lambda u: app("cosh", u),
    "cosh": lambda u: app("sinh", u),
    "tanh": lambda u: sub(ONE, power(app("tanh", u), 2)),
    "coth": lambda u: sub(ONE, power(app("coth", u), 2)),
    "asin": lambda u: power(_root(u), -1),
    "acos": lambda u: neg(power(_root(u), -1)),
    "atan": lambda u: power(add(ONE, power(u, 2)), -1),
    "catan": lambda u: power(add(ONE, power(u, 2)), -1),
    "asinh": lambda u: power(app("sqrt", add(ONE, power(u, 2))), -1),
    "acosh": lambda u: power(app("sqrt", sub(power(u, 2), ONE)), -1),
    "atanh": lambda u: power(sub(ONE, power(u, 2)), -1),
    "logistic": lambda u: mul(app("logistic", u), sub(ONE, app("logistic", u))),
    "softplus": lambda u: app("logistic", u),
    "erf": lambda u: mul(num(2), app("exp", neg(power(u, 2))), power(_ROOT_PI, -1)),
    "gamma": lambda u: mul(app("gamma", u), app("digamma", u)),
    "loggamma": lambda u: app("digamma", u),
}


def open_call(term: Term) -> Term | None:
    """An application of a known function, of a lambda, or of the derivative of either, as a plain term; None for other
    applications.

    Raises Rejected when the derivative of the known function has no rule.
    """
    called, *args = term.args
    if called.head == "fun":
        return app(called.text, *args)
    if called.head == "lambda":
        if called.heads & {"diff", "pdiff", "antiderivative"}:
            raise Rejected("an argument is not put in below a derivative")
        return substitute(called.args[0], {name(called.text): args[0]})
    if called.head == "dfun" and called.args[0].head in ("fun", "lambda"):
        inner = name("§arg")
        value = open_call(app("apply", called.args[0], inner))
        assert value is not None
        facts = Facts(Context().declare("§arg", REAL), Meter(100_000))
        for _ in range(int(called.args[1].number)):
            value = derive(value, inner, (), facts)
        return substitute(value, {inner: args[0]})
    return None
