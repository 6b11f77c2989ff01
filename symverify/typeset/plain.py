"""Terms as Unicode text for terminals and messages: ``∂h_t/∂h_{t-1} = u_t + σ'(w h_{t-1} + w x_t) h_{t-1}``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from symverify.language.terms import Term
from symverify.typeset.layout import Style, write
from symverify.typeset.names import clean, plain_name

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_FENCES = {"abs": "|{}|", "floor": "⌊{}⌋", "ceiling": "⌈{}⌉", "conjugate": "conj({})"}
_SYMBOLS = {
    "pi": "π",
    "I": "ⅈ",
    "e": "e",
    "euler_gamma": "γ_Euler",
    "oo": "∞",
    "elided": "…",
    "dots": "…",
    "nothing": "∅",
    "eq": "=",
    "ne": "≠",
    "lt": "<",
    "le": "≤",
    "gt": ">",
    "ge": "≥",
    "rounds_to": "≈",
    "to": "→",
    "maps to": "↦",
    "and": "∧",
    "or": "∨",
    "implies": "⟹",
    "not": "¬",
    "exists": "∃",
    "forall": "∀",
    "in": "∈",
    "reals": "ℝ",
    "complexes": "ℂ",
    "integers": "ℤ",
    "sum": "Σ",
    "product": "∏",
    "integral": "∫",
    "limit": "lim",
    "differential": " d",
    "from above": "⁺",
    "from below": "⁻",
    "matmul": " · ",
    "inverse": "⁻¹",
    "transpose": "ᵀ",
    "identity": "I",
}
_FUNCTIONS = {
    **{
        key: key
        for key in (
            "exp sin cos tan cot sec csc sinh cosh tanh coth softplus erf digamma log asinh acosh atanh sign relu loggamma "
            "max min det mod"
        ).split()
    },
    "logistic": "σ",
    "gamma": "Γ",
    "asin": "arcsin",
    "acos": "arccos",
    "atan": "arctan",
    "re": "Re",
    "im": "Im",
    "arg": "Arg",
    "clog": "Log",
    "csqrt": "Sqrt",
    "cpower": "Pow",
    "casin": "Arcsin",
    "cacos": "Arccos",
    "catan": "Arctan",
    "trace": "tr",
}


def _superscript(base: str, exponent: str, literal: bool) -> str:
    if literal:
        return base + exponent.translate(_SUPERSCRIPTS)
    return f"{base}^{exponent}" if re.fullmatch(r"[^\W_]|\([^()]*\)", exponent) else f"{base}^{{{exponent}}}"


def _subscript(base: str, index: str) -> str:
    return f"{base}_{index}" if re.fullmatch(r"[^\W_]+", index) else f"{base}_{{{index}}}"


def _big(symbol: str, lower: str, upper: str) -> str:
    low = lower if len(lower) == 1 else f"{{{lower}}}"
    return f"{symbol}_{low}" + (f"^{upper}" if len(upper) == 1 else f"^{{{upper}}}" if upper else "")


def _partial(above: str, below: str, order: int, mark: str, held: str) -> str:
    power = str(order).translate(_SUPERSCRIPTS) if order > 1 else ""
    sign = "∂" + ("⁺" if mark else "") + power
    return f"{sign}{above}/∂{below}{power}" + (f"|_{{{held}}}" if held else "")


def _matrix(rows: Sequence[Sequence[str]]) -> str:
    return "[" + ", ".join("[" + ", ".join(row) + "]" for row in rows) + "]"


STYLE = Style(
    bars=False,
    minus="−",
    times="·",
    juxtapose=" ",
    name=plain_name,
    bracket=lambda text: f"({text})",
    call=lambda head, arguments: f"{head}({arguments})",
    bar=lambda above, below: f"{above}/{below}",
    superscript=_superscript,
    subscript=_subscript,
    root=lambda text: f"√{text}" if re.fullmatch(r"\d+|[^\W\d_]", text) else f"√({text})",
    choose=lambda above, below: f"binomial({above}, {below})",
    fence=lambda head, text: _FENCES[head].format(text),
    big=_big,
    partial=_partial,
    matrix=_matrix,
    cases=lambda pairs: "{" + "; ".join(f"{value} {condition}" for value, condition in pairs) + "}",
    words=clean,
    symbols=_SYMBOLS,
    functions=_FUNCTIONS,
)


def plain(term: Term, taken: frozenset[str] = frozenset()) -> str:
    """``term`` on one line of Unicode text; ``taken`` are the names declared around it."""
    return write(term, STYLE, taken)
