"""Floor 0 data to and from JSON: terms in one node table, never nested; everything else as tagged objects.

A node is ``[head, value, [argument indices]]`` with arguments before the nodes that hold them. Rationals are written in decimal
while short and in hexadecimal when long (Python limits decimal conversions). Decoding raises :class:`WireError` for
anything that is
not the encoding of something; it never guesses.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any, TypeVar

from symverify.language import claims, evidence, sorts, verdicts
from symverify.language.terms import BINDERS, Term, make, postorder

Json = Any
T = TypeVar("T")
_TAGGED = {cls.__name__: cls for cls in typing.get_args(evidence.Evidence)}


class WireError(ValueError):
    """The JSON is not an encoding of what was asked for."""


def write_fraction(value: Fraction) -> str:
    """``"3"``, ``"-1/7"``, or hexadecimal ``"0x…/0x…"`` for long ones."""
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > 256:
        return f"{value.numerator:#x}/{value.denominator:#x}"
    return str(value)


def read_fraction(text: str) -> Fraction:
    """The inverse of :func:`write_fraction`. Raises WireError."""
    numerator, _, denominator = text.partition("/")
    base = 16 if "0x" in numerator else 10
    try:
        value = Fraction(int(numerator, base), int(denominator, base) if denominator else 1)
    except (ValueError, ZeroDivisionError) as error:
        raise WireError(f"{text[:40]!r} is not a rational number") from error
    return value


class Encoder:
    """Collects the node table while values are encoded."""

    def __init__(self) -> None:
        self.nodes: list[Json] = []
        self._index: dict[Term, int] = {}

    def term(self, term: Term) -> int:
        """The index of ``term`` in the table."""
        if term not in self._index:
            for part in postorder(term):
                if part not in self._index:
                    self._index[part] = len(self.nodes)
                    value = write_fraction(part.value) if isinstance(part.value, Fraction) else part.value
                    self.nodes.append([part.head, value, [self._index[arg] for arg in part.args]])
        return self._index[term]

    def value(self, value: object) -> Json:
        """Any floor 0 value."""
        if isinstance(value, Term):
            return {"node": self.term(value)}
        if value is None or isinstance(value, bool | int):
            return value
        if isinstance(value, Enum):
            return str(value.value)
        if isinstance(value, str):
            return value
        if isinstance(value, tuple):
            return [self.value(part) for part in value]
        if is_dataclass(value) and not isinstance(value, type):
            body = {field.name: self.value(getattr(value, field.name)) for field in fields(value)}
            name = type(value).__name__
            return {"kind": name, **body} if name in _TAGGED else body
        raise TypeError(f"{type(value).__name__} does not travel")


class Decoder:
    """Reads values against a node table. Raises WireError at the first thing that does not fit."""

    def __init__(self, nodes: Json) -> None:
        if not isinstance(nodes, list):
            raise WireError("the node table is not a list")
        self._terms: list[Term] = []
        for node in nodes:
            self._terms.append(self._node(node))

    def _node(self, node: Json) -> Term:
        match node:
            case [str() as head, value, [*indices]]:
                pass
            case _:
                raise WireError("a node is [head, value, [indices]]")
        if not all(type(index) is int and 0 <= index < len(self._terms) for index in indices):
            raise WireError("a node refers to a node after it")
        args = tuple(self._terms[index] for index in indices)
        if head == "num":
            if not isinstance(value, str) or args:
                raise WireError("a number node holds a string")
            return make(head, read_fraction(value), ())
        if value is not None and not isinstance(value, str):
            raise WireError("the value of a node is a string or null")
        if (head in BINDERS or head == "name") and (value is None or (head in BINDERS and not args)):
            raise WireError(f"`{head}` wants a name")
        return make(head, value, args)

    def term(self, index: Json) -> Term:
        """The term at an index of the table."""
        if type(index) is not int or not 0 <= index < len(self._terms):
            raise WireError("there is no such node")
        return self._terms[index]

    def value(self, cls: type[T], data: Json) -> T:
        """The value of type ``cls`` that ``data`` encodes."""
        found: T = self._read(cls, data)
        return found

    def _read(self, hint: Any, data: Json) -> Any:
        if hint is evidence.Evidence:
            return self._tagged(data)
        origin = typing.get_origin(hint)
        if origin in (types.UnionType, typing.Union):
            members = typing.get_args(hint)
            if data is None and type(None) in members:
                return None
            rest = [member for member in members if member is not type(None)]
            return self._read(rest[0], data) if len(rest) == 1 else self._tagged(data)
        if origin is tuple:
            return self._tuple(typing.get_args(hint), data)
        if hint is Term:
            if not isinstance(data, dict) or set(data) != {"node"}:
                raise WireError("expected a node reference")
            return self.term(data["node"])
        if isinstance(hint, type) and issubclass(hint, Enum):
            try:
                return hint(data)
            except ValueError as error:
                raise WireError(f"{data!r} is none of {', '.join(str(member.value) for member in hint)}") from error
        if hint in (str, int, bool):
            if type(data) is not hint:
                raise WireError(f"expected {hint.__name__}, found {type(data).__name__}")
            return data
        if is_dataclass(hint) and isinstance(hint, type):
            return self._dataclass(hint, data)
        raise WireError(f"nothing of type {hint} travels")

    def _tuple(self, members: tuple[Any, ...], data: Json) -> tuple[Any, ...]:
        if not isinstance(data, list):
            raise WireError("expected a list")
        if len(members) == 2 and members[1] is Ellipsis:
            return tuple(self._read(members[0], part) for part in data)
        if len(members) != len(data):
            raise WireError(f"expected {len(members)} entries")
        return tuple(self._read(member, part) for member, part in zip(members, data, strict=True))

    def _tagged(self, data: Json) -> Any:
        if not isinstance(data, dict) or data.get("kind") not in _TAGGED:
            raise WireError("expected evidence of a known kind")
        return self._dataclass(_TAGGED[data["kind"]], {key: part for key, part in data.items() if key != "kind"})

    def _dataclass(self, cls: Any, data: Json) -> Any:
        hints = _hints(cls)
        if not isinstance(data, dict) or set(data) != set(hints):
            raise WireError(f"not a {cls.__name__}")
        return cls(**{key: self._read(hint, data[key]) for key, hint in hints.items()})


@cache
def _hints(cls: Any) -> dict[str, Any]:
    names = {**vars(evidence), **vars(verdicts), **vars(claims), **vars(sorts), "Term": Term}
    hints = typing.get_type_hints(cls, globalns=names)
    return {field.name: hints[field.name] for field in fields(cls)}


def encode(values: Iterable[object]) -> Json:
    """``{"nodes": …, "values": […]}``: a self-contained message."""
    encoder = Encoder()
    written = [encoder.value(value) for value in values]
    return {"nodes": encoder.nodes, "values": written}


def decode(message: Json, *hints: Any) -> list[Any]:
    """The values of a message written by :func:`encode`, one type for each. Raises WireError."""
    if not isinstance(message, dict) or set(message) != {"nodes", "values"} or len(message["values"]) != len(hints):
        raise WireError("not a message")
    decoder = Decoder(message["nodes"])
    return [decoder._read(hint, data) for hint, data in zip(hints, message["values"], strict=True)]
