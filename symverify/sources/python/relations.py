"""What ``verify(lhs, rhs, …)`` is given, as one claim."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sympy

from symverify.language.claims import Claim, Context, Definition
from symverify.language.sorts import COMPLEX, INTEGER, REAL, IllFormed, Sort, sort_of
from symverify.language.terms import FALSE, Term, app, name, num
from symverify.sources.python import notation
from symverify.sources.python.definitions import circle, reachable
from symverify.sources.python.lowering import MixedFunction, lower, lower_value, read, spellings
from symverify.sources.python.names import Names

RELATIONS = {"=": "eq", "==": "eq", "!=": "ne", "≠": "ne", "<": "lt", "<=": "le", "≤": "le", ">": "gt", ">=": "ge", "≥": "ge"}


def read_claim(
    lhs: Any, rhs: Any, relation: str = "=", where: Iterable[Any] | Any = (), digits: int | None = None,
    definitions: Mapping[Any, Any] | None = None, id: str = "claim",
) -> Claim:
    """The claim that lhs and rhs stand in the relation; names declare themselves by their assumptions. Raises IllFormed."""
    complex_functions: frozenset[str] = frozenset()
    while True:
        try:
            return _read_claim(lhs, rhs, relation, where, digits, definitions or {}, id, complex_functions)
        except MixedFunction as mixed:
            complex_functions |= {mixed.spelling}


def _read_claim(
    lhs: Any, rhs: Any, relation: str, where: Any, digits: int | None, definitions: Mapping[Any, Any], id: str,
    complex_functions: frozenset[str],
) -> Claim:
    if relation not in RELATIONS:
        raise IllFormed("SV110", f"the relation {relation!r} is none of {', '.join(RELATIONS)}", name("relation"))
    names = Names(raw=True, complex_functions=complex_functions)
    statements = list(_conjuncts(where))
    for statement in statements:
        _take_sort(statement, names)
    for position, statement in enumerate(statements):
        _assume(statement, position, names)
    nodes = _definitions(definitions, names, (lhs, rhs, *definitions.values()))
    left, right = lower(read(lhs), names), lower(read(rhs), names)
    goal = _goal(left, right, relation, digits)
    context = names.context()
    return Claim(id, goal, reachable(goal, Context(context.declarations, nodes, context.hypotheses)))


def _goal(left: Term, right: Term, relation: str, digits: int | None) -> Term:
    if digits is None:
        return app(RELATIONS[relation], left, right)
    if isinstance(digits, bool) or not isinstance(digits, int) or digits < 0:
        raise IllFormed("SV110", f"digits is a natural number, not {digits!r}", name("digits"))
    if RELATIONS[relation] != "eq":
        raise IllFormed("SV110", f"digits goes with =, not with {relation}", name("digits"))
    return app("rounds_to", left, right, num(digits))


def _conjuncts(where: Any) -> Iterable[Any]:
    if isinstance(where, (list, tuple, sympy.Tuple, set, frozenset)):
        for part in sorted(where, key=sympy.default_sort_key) if isinstance(where, (set, frozenset)) else where:
            yield from _conjuncts(part)
    elif isinstance(where, (sympy.And, notation.AllOf)):
        for part in where.args:
            yield from _conjuncts(part)
    else:
        yield where


_SORTS: dict[str, Sort] = {"real": REAL, "integer": INTEGER, "complex": COMPLEX}
_NARROWER = {"complex": 0, "real": 1, "integer": 2}


def _take_sort(statement: Any, names: Names) -> None:
    """``Q.real(x)``, ``Q.integer(n)`` declare a symbol; so do ``Q.positive(x)`` and its like, which only reals can meet."""
    if not isinstance(statement, sympy.assumptions.AppliedPredicate) or len(statement.arguments) != 1:
        return
    kind, (argument,) = str(statement.function.name), statement.arguments
    if kind in ("positive", "negative", "nonnegative", "nonpositive"):
        kind = "real"
    if kind not in _SORTS or not isinstance(argument, sympy.Symbol):
        return
    names.symbol(argument)
    if _NARROWER[kind] > _NARROWER[names.sorts[argument.name].kind]:
        names.sorts[argument.name] = _SORTS[kind]


def _assume(statement: Any, position: int, names: Names) -> None:
    if statement is True or statement is sympy.true:
        return
    if isinstance(statement, sympy.assumptions.AppliedPredicate) and str(statement.function.name) in _SORTS:
        if isinstance(statement.arguments[0], sympy.Symbol):
            return
        kind = str(statement.function.name)
        raise IllFormed("SV110", f"`Q.{kind}` of something that is not a symbol is not understood", name(kind))
    term = FALSE if statement is False else lower(read(statement), names)
    if sort_of(term, names.sorts).kind != "boolean":
        raise IllFormed("SV103", "an assumption is a relation, not a value", term)
    try:
        label = str(statement)
    except RecursionError:
        label = f"assumption {position + 1}"
    names.assume(label, term)


def _definitions(definitions: Mapping[Any, Any], names: Names, around: Iterable[Any]) -> tuple[Definition, ...]:
    found: list[Definition] = []
    for target, body in definitions.items():
        symbol = target if not isinstance(target, str) else _symbol_in(around, target)
        spelling = str(getattr(symbol, "name", symbol))
        lowered = lower_value(read(body), names)
        if isinstance(symbol, sympy.Symbol):
            names.symbol(symbol)
            names.sorts[spelling] = sort_of(lowered.term, names.sorts)
        elif isinstance(symbol, sympy.MatrixSymbol):
            lower(symbol, names)
        else:
            raise IllFormed("SV103", f"a definition wants a symbol, not {type(target).__name__}", name(spelling))
        found.append(Definition(spelling, lowered.term))
        path = circle(tuple(found))
        if path:
            raise IllFormed("SV109", f"`{spelling}` is defined by itself: {' → '.join(path)}", name(spelling))
    return tuple(found)


def _symbol_in(expressions: Iterable[Any], spelling: str) -> Any:
    """The symbol of this spelling that the claim uses."""
    for expression in expressions:
        for symbol in spellings(read(expression)).get(spelling, ()):
            return symbol
    return sympy.Symbol(spelling)
