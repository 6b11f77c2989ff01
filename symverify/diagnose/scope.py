"""For which values a line is judged: "all real w, x_1, x_2, …; all t ≥ 1"."""

from __future__ import annotations

from symverify.language.claims import Claim, Context, Declaration
from symverify.language.terms import Term, at, name, num
from symverify.typeset.plain import plain

_KINDS = {"integer": "integers", "real": "real", "complex": "complex"}


def scope(claim: Claim) -> str:
    """The quantifiers that a claim stands under, in words."""
    names = _reached(claim)
    integers: list[str] = []
    groups: dict[str, list[str]] = {}
    statements = [hypothesis.statement for hypothesis in claim.context.hypotheses if hypothesis.statement.free & names]
    for declaration in claim.context.declarations:
        if declaration.name not in names:
            continue
        definition = claim.context.definition(declaration.name)
        if definition is not None and definition.index is None:
            continue
        bound = _bound_of(declaration, statements)
        if bound is not None:
            statements.remove(bound)
            integers.append(f"all {plain(bound)}")
            continue
        kind, shown = _shown(declaration, claim.context)
        if shown:
            groups.setdefault(kind, []).extend(shown)
    parts = [f"all {kind} {', '.join(shown)}" for kind, shown in groups.items()] + integers
    if statements:
        parts.append("with " + ", ".join(plain(statement) for statement in statements))
    return "; ".join(parts)


def _reached(claim: Claim) -> frozenset[str]:
    """The names the goal mentions, through definitions, and those of hypotheses that mention them."""
    names = set(claim.goal.free)
    for declaration in claim.context.declarations:
        if declaration.name in names:
            names |= {spelling for size in declaration.sort.shape for spelling in size.free}
    waiting = sorted(names)
    while waiting:
        definition = claim.context.definition(waiting.pop())
        if definition is None:
            continue
        bodies = definition.body.free - ({definition.index} if definition.index else set())
        waiting += sorted(bodies - names)
        names |= bodies
    for hypothesis in claim.context.hypotheses:
        if hypothesis.statement.free & names:
            names |= hypothesis.statement.free
    return frozenset(names)


def _bound_of(declaration: Declaration, statements: list[Term]) -> Term | None:
    if declaration.sort.kind != "integer":
        return None
    for statement in statements:
        if statement.head in ("ge", "gt") and statement.args[0].head == "name" and statement.free == {declaration.name}:
            return statement
    return None


def _shown(declaration: Declaration, context: Context) -> tuple[str, list[str]]:
    sort = declaration.sort
    definition = context.definition(declaration.name)
    if sort.kind in _KINDS:
        return _KINDS[sort.kind], [plain(name(declaration.name))]
    if sort.kind == "sequence" and sort.first is not None and sort.first.head == "num":
        kind = _KINDS.get(sort.of.kind, sort.of.kind) if sort.of is not None else ""
        first = sort.first.number
        if definition is None:
            return kind, [plain(at(declaration.name, num(first))), plain(at(declaration.name, num(first + 1))), "…"]
        if definition.start is None or definition.start.head != "num":
            return kind, []
        # A recurrence leaves the members before its first index free.
        count = min(int(definition.start.number - first), 4)
        return kind, [plain(at(declaration.name, num(first + step))) for step in range(count)]
    if sort.kind == "function":
        return "smooth functions", [plain(name(declaration.name))]
    if sort.kind == "matrix":
        rows, columns = (plain(size) for size in sort.shape)
        return f"{rows}×{columns} matrices", [plain(name(declaration.name))]
    return f"{sort.kind}s", [plain(name(declaration.name))]
