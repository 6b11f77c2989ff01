"""What the names of SymPy expressions are: declarations and hypotheses, read from an exercise or from SymPy's assumptions."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from sympy import Dummy, MatrixSymbol, Symbol

from symverify.language.claims import Context, Declaration, Hypothesis
from symverify.language.sorts import COMPLEX, INTEGER, REAL, IllFormed, Sort, sequence
from symverify.language.terms import ZERO, Term, app, name, num
from symverify.sources.python.signs import Evident, Facts, of_sort

# Assumptions that can be stated as a sort and hypotheses. To ignore one that cannot be could refute a true claim.
_SIGNS = frozenset("positive negative nonnegative nonpositive nonzero".split())
_STATED = _SIGNS | frozenset("commutative complex finite real integer zero even odd imaginary noninteger".split())
_STATED_OF_REALS = _STATED | {"hermitian", "extended_real"} | {f"extended_{sign}" for sign in _SIGNS}
_STATEMENTS = (
    ("positive", "gt", ">"), ("negative", "lt", "<"),
    ("nonnegative", "ge", "≥"), ("nonpositive", "le", "≤"), ("nonzero", "ne", "≠"),
)


def spelling_of(symbol: Any) -> str:
    """The spelling of a SymPy name."""
    return str(symbol.name).lstrip("_") if isinstance(symbol, Dummy) else str(symbol.name)


class Names:
    """The names of one claim, or of one exercise as declared so far; ``raw`` names declare themselves by their assumptions."""

    def __init__(self, raw: bool, complex_functions: frozenset[str] = frozenset()) -> None:
        self.raw = raw
        self.complex_functions = complex_functions
        self.sorts: dict[str, Sort] = {}
        self.hypotheses: list[Hypothesis] = []
        self.facts = Facts()
        self._owners: dict[str, Hashable] = {}
        self._noted: dict[str, Evident] = {}

    def context(self) -> Context:
        """The declarations and hypotheses so far."""
        return Context(tuple(Declaration(*pair) for pair in self.sorts.items()), (), tuple(self.hypotheses))

    def copy(self) -> Names:
        """A copy that hypotheses of one line may be added to."""
        other = Names(self.raw, self.complex_functions)
        other.sorts, other.hypotheses, other.facts = dict(self.sorts), list(self.hypotheses), self.facts
        other._owners, other._noted = dict(self._owners), dict(self._noted)
        return other

    def note(self, spelling: str, evident: Evident) -> None:
        """What is evident of a defined name beyond its sort."""
        self._noted[spelling] = evident

    def declare(self, spelling: str, owner: Hashable, sort: Sort) -> None:
        """One more name. Raises IllFormed where the spelling is taken."""
        if spelling in self._owners:
            raise IllFormed("SV102", f"`{spelling}` is declared twice", name(spelling))
        self._owners[spelling] = owner
        self.sorts[spelling] = sort

    def assume(self, label: str, statement: Term) -> Hypothesis:
        """One more hypothesis; a label that is taken gets a number."""
        taken = {hypothesis.label for hypothesis in self.hypotheses}
        unique, count = label, 1
        while unique in taken:
            count += 1
            unique = f"{label} ({count})"
        hypothesis = Hypothesis(unique, statement)
        self.hypotheses.append(hypothesis)
        self.facts = self.facts.learn(statement)
        return hypothesis

    def sort(self, spelling: str, owner: Hashable, otherwise: Sort) -> Sort:
        """The sort of an occurring name. Raises IllFormed when the spelling belongs to something else."""
        if spelling in self._owners:
            if self._owners[spelling] != owner:
                both = _both(self._owners[spelling], owner)
                raise IllFormed("SV102", f"`{spelling}` stands for two different things: {both}", name(spelling))
            return self.sorts[spelling]
        if self.raw:
            self.declare(spelling, owner, otherwise)
        return otherwise

    def symbol(self, symbol: Any) -> Evident:
        """What is evident of a free scalar symbol; declares it in raw use."""
        spelling = spelling_of(symbol)
        new = self.raw and spelling not in self._owners
        sort = self.sort(spelling, symbol, scalar_sort(symbol))
        if new:
            for label, statement in assumptions(symbol):
                self.assume(label, statement)
        return self.facts.narrow(name(spelling), self._noted.get(spelling, of_sort(sort)), frozenset())

    def sequence(self, member_of: Any) -> Sort:
        """The sort of a ``notation.Sequence``."""
        first = None if member_of.first is None or not member_of.first.is_Integer else num(int(member_of.first))
        sort = sequence({"real": REAL, "integer": INTEGER, "complex": COMPLEX}[member_of.of], first or ZERO)
        return self.sort(member_of.name, member_of, sort if first is not None else Sort("sequence", (), sort.of))


def _both(first: Hashable, second: Hashable) -> str:
    kinds = [_kind(owner) for owner in (first, second)]
    if kinds[0] == kinds[1] == "symbol":
        return "two symbols with different assumptions"
    return " and ".join(f"a {kind}" for kind in kinds)


def _kind(owner: Hashable) -> str:
    if isinstance(owner, tuple):
        return "sequence" if owner[0] == "indexed" else str(owner[0])
    if isinstance(owner, MatrixSymbol):
        return "matrix"
    return "symbol" if isinstance(owner, Symbol) else type(owner).__name__.lower()


def scalar_sort(symbol: Any) -> Sort:
    """Integer, real or complex, by the assumptions of a SymPy symbol. Raises IllFormed for one that cannot be stated."""
    derived = symbol.assumptions0
    for key, value in sorted(getattr(symbol, "_assumptions_orig", derived).items()):
        if not _statable(key, value, derived):
            message = f"the assumption `{key}={value}` of `{symbol.name}` is not understood"
            raise IllFormed("SV110", message, name(spelling_of(symbol)))
    if derived.get("integer"):
        return INTEGER
    return REAL if derived.get("real") else COMPLEX


def _statable(key: str, value: bool, derived: dict[str, bool]) -> bool:
    if derived.get("real"):
        known = _STATED_OF_REALS | ({"rational", "algebraic"} if derived.get("integer") else set())
        return key in known if value else key in known - {"commutative", "complex", "finite"} | {"infinite"}
    return key in _STATED if value else key in ("zero", "real", "infinite")


def assumptions(symbol: Any) -> list[tuple[str, Term]]:
    """The hypotheses that a symbol's assumptions amount to, beyond its sort, with readable labels."""
    facts, spelling = symbol.assumptions0, spelling_of(symbol)
    term = name(spelling)
    if facts.get("zero"):
        return [(f"{spelling} = 0", app("eq", term, ZERO))]
    found = []
    for key, head, sign in _STATEMENTS:
        implied = (key == "nonnegative" or key == "nonzero") and facts.get("positive")
        implied = implied or ((key == "nonpositive" or key == "nonzero") and facts.get("negative"))
        if facts.get(key) and not implied:
            found.append((f"{spelling} {sign} 0", app(head, term, ZERO)))
    if facts.get("zero") is False and not any(facts.get(key) for key in ("positive", "negative", "nonzero")):
        found.append((f"{spelling} ≠ 0", app("ne", term, ZERO)))
    if facts.get("even") or facts.get("odd"):
        rest = num(0 if facts.get("even") else 1)
        found.append((f"{spelling} is {'even' if facts.get('even') else 'odd'}", app("eq", app("mod", term, num(2)), rest)))
    if facts.get("real") and facts.get("integer") is False:
        found.append((f"{spelling} is not an integer", app("ne", app("floor", term), term)))
    if facts.get("imaginary"):
        found.append((f"{spelling} is imaginary", app("eq", app("re", term), ZERO)))
    elif facts.get("real") is False:
        found.append((f"{spelling} is not real", app("ne", app("im", term), ZERO)))
    return found
