"""Settling obligations: what the hypotheses discharge is dropped, the rest is written in a normal form that can be compared.

Law: at every point at which the hypotheses hold, an obligation is true if and only if all terms of ``settle`` are (a settled
obligation may only be stronger where a factor's own denominators are owed elsewhere). ``FALSE`` is returned as such.
"""

from __future__ import annotations

from math import lcm

from flint import fmpq_mpoly

from symverify.kernel.ring import Ring, fraction, no_rewrite, with_ring
from symverify.kernel.signs import NEGATIVE, POSITIVE, ZERO_BIT, Facts, facts_of
from symverify.language.claims import Hypothesis
from symverify.language.terms import (
    FALSE, TRUE, ZERO, Term, add, app, fresh, make, mul, name, num, power, spell, sub, substitute,
)

_FLIP = {"gt": "lt", "ge": "le", "lt": "gt", "le": "ge"}


def settle_all(obligations: tuple[Term, ...], facts: Facts) -> tuple[Term, ...]:
    """What stays open of all of them, without repetition; only FALSE if one of them can never hold."""
    found: dict[Term, None] = {}
    for obligation in obligations:
        for part in settle(obligation, facts):
            if part is FALSE:
                return (FALSE,)
            found[part] = None
    return tuple(found)


def settle(obligation: Term, facts: Facts) -> tuple[Term, ...]:
    """What stays open of one obligation."""
    facts.meter.spend(1)
    head = obligation.head
    if head == "and":
        return settle_all(obligation.args, facts)
    if head == "not" and obligation.args[0].head == "not":
        return settle(obligation.args[0].args[0], facts)
    if facts.holds(obligation):
        return ()
    if head == "or":
        return _any(obligation, facts)
    if head == "implies":
        return _implied(obligation, facts)
    if head == "forall":
        return _for_all(obligation, facts)
    if head in ("gt", "ge", "lt", "le") and not all(facts.is_real(side) for side in obligation.args):
        return (obligation,)
    if head in ("ne", "gt", "ge", "lt", "le") and all(facts.is_scalar(side) for side in obligation.args):
        return with_ring(no_rewrite, facts.is_real, facts.meter, lambda ring: _relation(obligation, ring, facts))
    return (obligation,)


def assuming(facts: Facts, label: str, *statements: Term) -> Facts:
    """The facts with more hypotheses."""
    return facts_of(facts.context.assume(*(Hypothesis(label, statement) for statement in statements)), facts.meter)


def _joined(parts: tuple[Term, ...]) -> Term:
    return parts[0] if len(parts) == 1 else app("and", *parts)


def _any(obligation: Term, facts: Facts) -> tuple[Term, ...]:
    branches: dict[Term, None] = {}
    for branch in obligation.args:
        open_parts = settle(branch, facts)
        if not open_parts:
            return ()
        if open_parts != (FALSE,):
            branches[_joined(open_parts)] = None
    if not branches:
        return (FALSE,)
    return (next(iter(branches)) if len(branches) == 1 else app("or", *branches),)


def _implied(obligation: Term, facts: Facts) -> tuple[Term, ...]:
    condition, inner = obligation.args
    open_parts = settle(inner, assuming(facts, "case", condition))
    if not open_parts:
        return ()
    return (app("implies", condition, _joined(open_parts)),)


def _for_all(obligation: Term, facts: Facts) -> tuple[Term, ...]:
    bound, (body, low, high) = obligation.text, obligation.args
    if bound in facts.scope:
        other = fresh(bound, facts.scope.keys() | obligation.free | body.free)
        body, bound = substitute(body, {name(bound): name(other)}), other
        obligation = make("forall", bound, (body, low, high))
    if low.head == high.head == "num" and high.number < low.number:
        return ()
    open_parts = settle(body, facts.within(obligation))
    if not open_parts:
        return ()
    nonempty = app("le", low, high)
    if open_parts == (FALSE,):
        return (FALSE,) if facts.holds(nonempty) else settle(app("lt", high, low), facts)
    kept: list[Term] = []
    for part in open_parts:
        if bound not in part.free:
            kept.append(part if facts.holds(nonempty) else app("implies", nonempty, part))
        else:
            canonical = fresh("i", part.free - {bound} | low.free | high.free)
            kept.append(make("forall", canonical, (substitute(part, {name(bound): name(canonical)}), low, high)))
    return tuple(kept)


def _relation(obligation: Term, ring: Ring, facts: Facts) -> tuple[Term, ...]:
    left, right = obligation.args
    value = ring.reduced(ring.walk(left if right is ZERO else sub(left, right)))
    if value.num.is_zero():
        return () if obligation.head in ("ge", "le") else (FALSE,)
    constant, factors = ring.factor(value.num)
    if obligation.head == "ne":
        found: list[Term] = []
        for index, _ in sorted(factors):
            relation = plain = compared("ne", ring, ring.factor_polynomial(index))
            if relation.args[0].head == "sqrt" and relation.args[1] is ZERO:  # its argument is not negative: the root owes that
                relation = app("gt", relation.args[0].args[0], ZERO)
            if relation.args[0].head == "abs" and relation.args[1] is ZERO:
                relation = app("ne", relation.args[0].args[0], ZERO)
            if not facts.holds(relation):
                found.extend(settle(relation, facts) if relation.args[1] is ZERO and relation is not plain else (relation,))
        return tuple(found)
    sign = 1 if fraction(constant) > 0 else -1
    left_over = ring.context.constant(1)
    parity = {index: exponent % 2 for index, exponent in value.den}
    strict = obligation.head in ("gt", "lt")
    extra: list[Term] = []
    for index, exponent in factors:
        parity[index] = parity.get(index, 0) + exponent
    for index in sorted(parity):
        polynomial = ring.factor_polynomial(index)
        mask = facts.sign(ring.polynomial_term(polynomial))
        if parity[index] % 2 == 0 and strict:
            if mask & ZERO_BIT:
                extra.append(compared("ne", ring, polynomial))
        elif mask == POSITIVE:
            continue
        elif mask == NEGATIVE:
            sign = sign if parity[index] % 2 == 0 else -sign
        else:
            left_over = left_over * polynomial ** (2 - parity[index] % 2)
    head = obligation.head if sign > 0 else _FLIP[obligation.head]
    if left_over.is_constant():
        true = head in ("gt", "ge")
        return tuple(extra) if true else (FALSE,)
    return (*extra, compared(head, ring, left_over))


def compared(head: str, ring: Ring, polynomial: fmpq_mpoly) -> Term:
    """polynomial (head) 0 in a normal form that does not depend on the order of the ring's atoms: integer coefficients,
    spelled order.
    """
    rows = []
    for monomial, coefficient in polynomial.terms():
        factors = tuple(
            ring.atoms[index] if exponent == 1 else power(ring.atoms[index], int(exponent))
            for index, exponent in enumerate(monomial)
            if exponent
        )
        ordered = tuple(sorted(factors, key=lambda factor: (spell(factor, 200), factor.digest)))
        degree = sum(int(exponent) for exponent in monomial)
        rows.append((-degree, " ".join(spell(factor, 200) for factor in ordered), ordered, fraction(coefficient)))
    rows.sort(key=lambda row: (row[0], row[1], tuple(factor.digest for factor in row[2])))
    scale = abs(1 / rows[0][3]) * lcm(*((row[3] / rows[0][3]).denominator for row in rows))
    if rows[0][3] < 0:
        scale, head = -scale, _FLIP.get(head, head)
    scaled = [(ordered, value * scale) for _, _, ordered, value in rows]
    if len(scaled) == 2 and not scaled[1][0] and len(scaled[0][0]) == 1:
        (first, factor), (_, shift) = scaled[0], scaled[1]
        return app(head, first[0], num(-shift / factor))
    summands = [mul(*((num(value),) if value != 1 or not ordered else ()), *ordered) for ordered, value in scaled]
    return app(head, add(*summands), ZERO)


def follows(statement: Term, facts: Facts) -> bool:
    """Whether the hypotheses discharge the statement entirely."""
    return statement is TRUE or settle(statement, facts) == ()
