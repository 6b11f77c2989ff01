"""Terms: interned, immutable expression graphs that never simplify themselves.

A term has a ``head`` (one head, one meaning; the catalogue is in ``sorts``), a ``value`` and ``args``:

* ``num``: ``value`` is an exact :class:`fractions.Fraction`, no args;
* ``name``: ``value`` is the spelling, no args;
* a binder (``BINDERS``): ``value`` is the bound name, ``args[0]`` its scope, the other args lie outside the scope;
* anything else: an application ``head(args)``; ``value`` is ``None`` or a spelling that belongs to the head
  (``fun``: the name of a known function; ``matrix``: ``"rows,columns"``; ``line``: the id of a line).

Equality is identity: two structurally equal terms are the same object. ``digest`` is a structural hash that does
not depend on the process, so sorting by it is reproducible. Every walk in this module is iterative.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from hashlib import blake2b

BINDERS = frozenset({"sum", "product", "limit", "integral", "lambda", "forall", "exists", "tends_to", "bounded"})

Value = Fraction | str | None


class Term:
    """One node of the graph; build it with :func:`num`, :func:`name`, :func:`app` or :func:`bind` only."""

    __slots__ = ("args", "digest", "free", "head", "heads", "height", "size", "value")

    head: str
    value: Value
    args: tuple[Term, ...]
    digest: bytes
    free: frozenset[str]
    """Names with a free occurrence."""
    heads: frozenset[str]
    """Every head that occurs in the term."""
    height: int
    """Nesting depth of binders, 0 for a term that binds nothing."""
    size: int
    """Number of nodes of the tree (shared nodes counted each time), capped at 2**62."""

    def __repr__(self) -> str:
        return f"<{spell(self, 400)}>"

    def __reduce__(self) -> tuple[Callable[..., Term], tuple[object, ...]]:
        raise TypeError("terms travel through symverify.language.wire, never through pickle")

    @property
    def number(self) -> Fraction:
        """The exact value of a ``num`` term; raises TypeError for any other head."""
        if not isinstance(self.value, Fraction):
            raise TypeError(f"{self.head} is not a number")
        return self.value

    @property
    def text(self) -> str:
        """The spelling carried by a name, a binder or a head with a payload; raises TypeError if there is none."""
        if not isinstance(self.value, str):
            raise TypeError(f"{self.head} carries no spelling")
        return self.value


_table: dict[tuple[str, Value, tuple[Term, ...]], Term] = {}
_nothing: frozenset[str] = frozenset()


def _value_bytes(value: Value) -> bytes:
    if isinstance(value, Fraction):
        numerator, denominator = value.numerator, value.denominator
        return b"q%x/%x" % (numerator, denominator)
    return b"-" if value is None else b"s" + value.encode()


def _free(head: str, value: Value, args: tuple[Term, ...]) -> frozenset[str]:
    if head == "name":
        assert isinstance(value, str)
        return frozenset((value,))
    free = _nothing
    for position, arg in enumerate(args):
        names = arg.free - {value} if position == 0 and head in BINDERS else arg.free
        if not names <= free:
            free = names if free <= names else free | names
    return free


_single: dict[str, frozenset[str]] = {}


def _heads(head: str, args: tuple[Term, ...]) -> frozenset[str]:
    heads = _single.get(head)
    if heads is None:
        heads = _single[head] = frozenset((head,))
    for arg in args:
        if not arg.heads <= heads:
            heads = arg.heads if heads <= arg.heads else heads | arg.heads
    return heads


def make(head: str, value: Value, args: tuple[Term, ...]) -> Term:
    """The interned term with this head, value and args. Does no arithmetic and no checking."""
    key = (head, value, args)
    found = _table.get(key)
    if found is not None:
        return found
    term = Term.__new__(Term)
    term.head = head
    term.value = value
    term.args = args
    hasher = blake2b(head.encode() + b"\0" + _value_bytes(value) + b"\0", digest_size=16)
    height, size = 0, 1
    for arg in args:
        hasher.update(arg.digest)
        height = max(height, arg.height)
        size += arg.size
    term.digest = hasher.digest()
    term.height = height + (head in BINDERS)
    term.size = min(size, 2**62)
    term.free = _free(head, value, args)
    term.heads = _heads(head, args)
    _table[key] = term
    return term


def num(value: int | Fraction) -> Term:
    """An exact rational number."""
    return make("num", value if type(value) is Fraction else Fraction(value), ())


def name(spelling: str) -> Term:
    """An occurrence of a name."""
    return make("name", spelling, ())


def app(head: str, *args: Term, value: str | None = None) -> Term:
    """The application of ``head`` to ``args``."""
    return make(head, value, args)


def bind(head: str, bound: str, scope: Term, *rest: Term) -> Term:
    """A binder: ``bound`` is bound in ``scope`` and free in ``rest``."""
    if head not in BINDERS:
        raise ValueError(f"{head} binds nothing")
    return make(head, bound, (scope, *rest))


ZERO = num(0)
ONE = num(1)
MINUS_ONE = num(-1)
TRUE = app("true")
FALSE = app("false")


# ---------------------------------------------------------------- writing terms down in code
def add(*terms: Term) -> Term:
    """The sum as written; one summand stands alone, none is 0."""
    return terms[0] if len(terms) == 1 else app("add", *terms) if terms else ZERO


def mul(*terms: Term) -> Term:
    """The product as written; one factor stands alone, none is 1."""
    return terms[0] if len(terms) == 1 else app("mul", *terms) if terms else ONE


def neg(term: Term) -> Term:
    """−term, a number negated in place."""
    return num(-term.number) if term.head == "num" else mul(MINUS_ONE, term)


def sub(left: Term, right: Term) -> Term:
    """left − right."""
    return add(left, neg(right))


def power(base: Term, exponent: int) -> Term:
    """base to a literal integer exponent."""
    return app("pow", base, num(exponent))


def div(left: Term, right: Term) -> Term:
    """left · right⁻¹."""
    return mul(left, power(right, -1))


def at(sequence: str, *indices: Term) -> Term:
    """The member of a named sequence with these indices."""
    return app("at", name(sequence), *indices)


# ---------------------------------------------------------------- walking
def postorder(*roots: Term) -> Iterator[Term]:
    """Every distinct subterm once, arguments before the terms that hold them."""
    seen: set[Term] = set()
    stack: list[tuple[Term, bool]] = [(root, False) for root in reversed(roots)]
    while stack:
        term, ready = stack.pop()
        if ready:
            yield term
        elif term not in seen:
            seen.add(term)
            stack.append((term, True))
            stack.extend((arg, False) for arg in reversed(term.args) if arg not in seen)


def rebuild(term: Term, args: tuple[Term, ...]) -> Term:
    """The same head and value over other args."""
    return term if args == term.args else make(term.head, term.value, args)


def fresh(stem: str, taken: Iterable[str]) -> str:
    """A spelling that starts like ``stem`` and is not taken."""
    used = frozenset(taken)
    if stem not in used:
        return stem
    count = 1
    while f"{stem}_{count}" in used:
        count += 1
    return f"{stem}_{count}"


def substitute(term: Term, replacement: Mapping[Term, Term]) -> Term:
    """Replace every free occurrence of the given terms at once, avoiding capture by renaming bound names.

    A key is a name or any term; an occurrence counts when none of its free names is bound around it. Replacements
    are not walked again.
    """
    if not replacement:
        return term
    return _substitute(term, dict(replacement))


def _substitute(root: Term, mapping: dict[Term, Term]) -> Term:
    # Iterative: a frame is (term, mapping in force there); mapping objects are kept alive so their ids stay unique.
    keep: list[dict[Term, Term]] = [mapping]
    done: dict[tuple[Term, int], Term] = {}
    renamed: dict[tuple[Term, int], tuple[str, dict[Term, Term]]] = {}
    stack: list[tuple[Term, dict[Term, Term], bool]] = [(root, mapping, False)]
    while stack:
        term, active, ready = stack.pop()
        key = (term, id(active))
        if key in done:
            continue
        if not ready:
            if term in active:
                done[key] = active[term]
                continue
            if not term.args or not any(entry.free <= term.free for entry in active):
                done[key] = term
                continue
            stack.append((term, active, True))
            if term.head in BINDERS:
                bound, inner = _enter(term, active)
                keep.append(inner)
                renamed[key] = (bound, inner)
                stack.append((term.args[0], inner, False))
                stack.extend((arg, active, False) for arg in term.args[1:])
            else:
                stack.extend((arg, active, False) for arg in term.args)
            continue
        if term.head in BINDERS:
            bound, inner = renamed[key]
            args = (done[term.args[0], id(inner)], *(done[arg, id(active)] for arg in term.args[1:]))
            done[key] = make(term.head, bound, args)
        else:
            done[key] = rebuild(term, tuple(done[arg, id(active)] for arg in term.args))
    return done[root, id(mapping)]


def _enter(term: Term, active: dict[Term, Term]) -> tuple[str, dict[Term, Term]]:
    bound = term.text
    scope = term.args[0]
    inner = {old: new for old, new in active.items() if bound not in old.free and old.free <= scope.free}
    incoming = frozenset().union(*(new.free for new in inner.values()))
    if bound in incoming:
        other = fresh(bound, incoming | scope.free)
        inner[name(bound)] = name(other)
        bound = other
    return bound, inner


def spell(term: Term, limit: int = 10_000) -> str:
    """A plain prefix spelling, cut at about ``limit`` characters; for debugging, not for reports."""
    parts: list[str] = []
    length = 0
    stack: list[Term | str] = [term]
    while stack and length < limit:
        item = stack.pop()
        if isinstance(item, str):
            text = item
        elif item.head == "num":
            text = str(item.value) if abs(item.number.numerator).bit_length() < 2000 else "number"
        elif not item.args:
            text = str(item.value if item.value is not None else item.head)
        else:
            text = item.head + (f"[{item.value}]" if item.value is not None else "") + "("
            stack.append(")")
            for position, arg in enumerate(reversed(item.args)):
                stack.append(arg)
                if position < len(item.args) - 1:
                    stack.append(", ")
        parts.append(text)
        length += len(text)
    return "".join(parts) + ("…" if stack else "")
