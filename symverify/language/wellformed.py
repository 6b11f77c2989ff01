"""What reading alone shows to be wrong with a claim: names, sorts, shapes, indices, circular definitions."""

from __future__ import annotations

from symverify.language.claims import Claim, Context, Definition
from symverify.language.nodes import earlier
from symverify.language.sorts import BOOLEAN, IllFormed, Sort, sort_of
from symverify.language.terms import name, postorder


def read(claim: Claim) -> None:
    """Raise IllFormed for the first thing in a claim that has no meaning."""
    context = claim.context
    scope = context.scope()
    spellings = [entry.name for entry in context.declarations]
    for spelling in spellings:
        if spellings.count(spelling) > 1:
            raise IllFormed("SV102", f"`{spelling}` is declared twice", name(spelling))
    defined = [entry.name for entry in context.definitions]
    for entry in context.definitions:
        if defined.count(entry.name) > 1:
            raise IllFormed("SV102", f"`{entry.name}` is defined twice", name(entry.name))
        _read_definition(entry, context)
    _acyclic(context)
    for label, statement in (*((h.label, h.statement) for h in context.hypotheses), ("", claim.goal)):
        if sort_of(statement, scope) != BOOLEAN:
            raise IllFormed("SV103", f"{'the goal' if not label else 'hypothesis ' + label} is not a statement", statement)


def _read_definition(entry: Definition, context: Context) -> None:
    declared = context.sort(entry.name)
    if declared is None:
        raise IllFormed("SV101", f"`{entry.name}` is defined and not declared", name(entry.name))
    known = context.scope()
    if entry.index is None:
        found = sort_of(entry.body, known)
        wanted = declared
    else:
        if declared.kind != "sequence" or declared.of is None or entry.start is None:
            raise IllFormed("SV103", f"`{entry.name}` is defined by its index and is no sequence", name(entry.name))
        found = sort_of(entry.body, {**known, entry.index: Sort("integer")}, {entry.index: entry.start})
        wanted = declared.of
        for part in postorder(entry.body):
            if part.head == "at" and not earlier(part.args[1], entry):
                raise IllFormed("SV109", f"`{entry.name}` refers to a member whose index may be later than its own", part)
    order = ("integer", "real", "complex")
    fits = found == wanted or (
        found.kind in order and wanted.kind in order and order.index(found.kind) <= order.index(wanted.kind)
    )
    if not fits and not (found.kind == wanted.kind == "matrix" and found.shape == wanted.shape):
        raise IllFormed("SV103", f"`{entry.name}` is declared as {wanted.kind} and defined as {found.kind}", entry.body)


def _acyclic(context: Context) -> None:
    """No plain name reaches itself; no member reaches the member of the same index of its own sequence."""
    graph: dict[str, set[str]] = {}
    for entry in context.definitions:
        below: set[str] = set()
        for part in postorder(entry.body):
            if part.head == "name" and part.text != entry.index:
                sort = context.sort(part.text)
                if sort is None or sort.kind != "sequence":
                    below.add(part.text)
            elif part.head == "at" and (entry.index is None or part.args[1] is name(entry.index)):
                below.add(part.args[0].text)
        graph[entry.name] = below
    for start in graph:
        seen: set[str] = set()
        todo = sorted(graph[start])
        while todo:
            spelling = todo.pop()
            if spelling == start:
                raise IllFormed("SV109", f"the definition of `{start}` is circular", name(start))
            if spelling not in seen:
                seen.add(spelling)
                todo.extend(sorted(graph.get(spelling, ())))
