"""How names are spelled on the page, so that no two names of one formula look alike."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable

_LETTERS = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa mu nu xi rho sigma tau upsilon phi chi psi omega "
    "Gamma Delta Theta Lambda Xi Sigma Upsilon Phi Psi Omega"
).split()
_SYMBOLS = "αβγδεζηθικμνξρστυφχψωΓΔΘΛΞΣΥΦΨΩ"
GREEK: dict[str, str] = {
    **dict(zip(_LETTERS, _SYMBOLS, strict=True)),
    "lambda": "λ",
    "lam": "λ",
    "varepsilon": "ε",
    "varphi": "φ",
}
_COMMANDS = {symbol: "\\" + word for word, symbol in zip(_LETTERS, _SYMBOLS, strict=True)} | {"λ": "\\lambda"}
_SHAPE = re.compile(r"\\?(?P<stem>[^\W\d_]+)(?P<digits>[0-9]*)(?P<rest>(?:_\w+|_\{[\w,+\-]*\})?)(?P<primes>'*)")
_ESCAPES = {character: "\\" + character for character in "#$%&_{}"} | {
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
}


def _read(spelling: str) -> tuple[str, str, str] | None:
    """Stem, subscript and primes of a name that is spelled like mathematics; None for any other text."""
    match = _SHAPE.fullmatch(spelling)
    if match is None or unicodedata.normalize("NFKC", spelling) != spelling:
        return None
    rest = match["rest"][1:].removeprefix("{").removesuffix("}")
    subscript = match["digits"] + ("," if match["digits"] and rest else "") + rest
    return match["stem"], subscript, match["primes"]


def clean(text: str) -> str:
    """``text`` without characters that steer a terminal or turn the direction of writing; each becomes one visible mark."""
    return "".join(
        "�" if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") else character for character in text
    )


def plain_name(spelling: str) -> str:
    """A name in Unicode: Greek words as letters, anything that is not spelled like a name in quotes."""
    if _read(spelling) is None:
        return f"‹{clean(spelling)}›"
    stem, mark, rest = spelling.removeprefix("\\").partition("_")
    if not mark:
        stem = stem.rstrip("'")
        rest = spelling[len(spelling.rstrip("'")) :]
    letters = stem.rstrip("0123456789")
    return GREEK.get(letters, letters) + stem[len(letters) :] + mark + rest


def latex_text(text: str) -> str:
    """Any text as LaTeX text."""
    return "\\text{" + "".join(_ESCAPES.get(character, character) for character in clean(text)) + "}"


def _latex_word(word: str) -> str:
    symbol = GREEK.get(word, word)
    if symbol in _COMMANDS:
        return _COMMANDS[symbol]
    return word if len(word) == 1 or not word.isalpha() else f"\\mathrm{{{word}}}"


def latex_name(spelling: str) -> str:
    """A name in LaTeX, its digits and everything after an underscore as a subscript."""
    parts = _read(spelling)
    if parts is None:
        return latex_text(f"‹{spelling}›")
    stem, subscript, primes = parts
    lower = "".join(
        _latex_word(word) if word.isalpha() else word.replace("_", ",") for word in re.split(r"([^\W\d_]+)", subscript)
    )
    return _latex_word(stem) + (f"_{{{lower}}}" if lower else "") + primes


def spellings(names: Iterable[str], indexed: Iterable[str], write: Callable[[str], str]) -> dict[str, str]:
    """Each name with its spelling on the page; names that would look alike are quoted as typed instead.

    ``indexed`` are the names that carry an index somewhere: a name ``h_0`` beside them would look like a member of ``h``.
    """
    distinct = sorted(set(names))
    written = {name: write(name) for name in distinct}
    counts = Counter(written.values())
    stems = frozenset(indexed)

    def spelled(name: str) -> str:
        clash = counts[written[name]] > 1 or ("_" in name and name.partition("_")[0] in stems)
        if not clash:
            return written[name]
        return latex_text(f"‹{name}›") if write is latex_name else f"‹{clean(name)}›"

    return {name: spelled(name) for name in distinct}
