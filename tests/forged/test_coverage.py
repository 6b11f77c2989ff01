"""The corpus covers every kind of evidence and every rule of the atom table; what is new and not covered is named here."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from forged.corpus import corpus

from symverify.kernel import atoms, elementary, pieces
from symverify.language.evidence import Evidence, Row


def parts(item: object) -> Iterator[object]:
    """Everything inside evidence."""
    todo = [item]
    while todo:
        found = todo.pop()
        yield found
        if isinstance(found, tuple):
            todo.extend(found)
        elif is_dataclass(found) and not isinstance(found, type):
            todo.extend(getattr(found, field.name) for field in fields(found))


EVERYTHING = tuple(part for entry in corpus() for part in parts(entry.evidence))


def test_every_kind_of_evidence_occurs() -> None:
    kinds = {cls.__name__ for cls in typing.get_args(Evidence)}
    assert kinds - {type(part).__name__ for part in EVERYTHING} == set()


def test_every_rule_occurs() -> None:
    rules = {*atoms.RULES, *elementary.RULES, *pieces.RULES}
    used = {part.rule for part in EVERYTHING if isinstance(part, Row)}
    assert rules - used == set()


def test_ids_are_unique() -> None:
    ids = [entry.id for entry in corpus()]
    assert len(set(ids)) == len(ids)
