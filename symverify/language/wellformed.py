"""What reading alone shows to be wrong with a claim: names, sorts, shapes, indices, circular definitions."""

from __future__ import annotations

from symverify.language.claims import Claim, Context, Definition
from symverify.language.nodes import earlier
from symverify.language.sorts import BOOLEAN, IllFormed, Sort, affine_index, sort_of
from symverify.language.terms import BINDERS, Term, name, postorder


def read(claim: Claim) -> None:
    """Raise IllFormed for the first thing in a claim that has no meaning."""
    context = claim.context
    scope = context.scope()
    spellings = [entry.name for entry in context.declarations]
    for spelling in spellings:
        if spelling.startswith("§"):
            raise IllFormed("SV102", f"`{spelling}`: names that begin with § are reserved", name(spelling))
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
        if declared.kind in ("sequence", "function"):
            message = f"`{entry.name}`: a sequence is defined member by member, a function through its values"
            raise IllFormed("SV103", message, name(entry.name))
        found = sort_of(entry.body, known)
        wanted = declared
    else:
        if declared.kind != "sequence" or declared.of is None or entry.start is None:
            raise IllFormed("SV103", f"`{entry.name}` is defined by its index and is no sequence", name(entry.name))
        found = sort_of(entry.body, {**known, entry.index: Sort("integer")}, {entry.index: entry.start})
        wanted = declared.of
        for part in postorder(entry.body):
            if part.head in BINDERS and part.text == entry.index:
                raise IllFormed("SV109", f"the definition of `{entry.name}` binds its own index `{entry.index}` again", part)
            if part.head == "at" and not earlier(part.args[1], entry):
                raise IllFormed("SV109", f"`{entry.name}` refers to a member whose index may be later than its own", part)
    order = ("integer", "real", "complex")
    fits = found == wanted or (
        found.kind in order and wanted.kind in order and order.index(found.kind) <= order.index(wanted.kind)
    )
    entries = (found.of, wanted.of) if found.kind == wanted.kind == "matrix" and found.shape == wanted.shape else None
    if entries is not None and entries[0] is not None and entries[1] is not None:
        fits = order.index(entries[0].kind) <= order.index(entries[1].kind)
    if not fits:
        raise IllFormed("SV103", f"`{entry.name}` is declared as {wanted.kind} and defined as {found.kind}", entry.body)


def _at_once(member: Term, entry: Definition, context: Context) -> bool:
    """Whether a member in a body may be of the body's own index: only a smaller index is known not to be."""
    read, other = affine_index(member.args[1]), context.definition(member.args[0].text)
    if entry.index is None or read is None:
        return True
    if read[1] == 0:
        return other is None or other.start is None or other.start.head != "num" or read[2] >= other.start.number
    return read[2] >= 0


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
            elif part.head == "at" and _at_once(part, entry, context):
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
