"""Terms as LaTeX, for mathematics mode."""

from __future__ import annotations

from collections.abc import Sequence

from symverify.language.terms import Term
from symverify.typeset.layout import Style, write
from symverify.typeset.names import latex_name, latex_text

_FENCES = {
    "abs": (r"\left|", r"\right|"),
    "floor": (r"\left\lfloor ", r" \right\rfloor"),
    "ceiling": (r"\left\lceil ", r" \right\rceil"),
    "conjugate": (r"\overline{", "}"),
}
_SYMBOLS = {
    "pi": r"\pi",
    "I": r"\mathrm{i}",
    "e": r"\mathrm{e}",
    "euler_gamma": r"\gamma_{\mathrm{Euler}}",
    "oo": r"\infty",
    "elided": r"\ldots",
    "dots": r"\ldots",
    "nothing": r"\emptyset",
    "eq": "=",
    "ne": r"\ne",
    "lt": "<",
    "le": r"\le",
    "gt": ">",
    "ge": r"\ge",
    "rounds_to": r"\approx",
    "to": r"\to",
    "maps to": r"\mapsto",
    "and": r"\land",
    "or": r"\lor",
    "implies": r"\implies",
    "not": r"\lnot ",
    "exists": r"\exists",
    "forall": r"\forall",
    "in": r"\in",
    "reals": r"\mathbb{R}",
    "complexes": r"\mathbb{C}",
    "integers": r"\mathbb{Z}",
    "sum": r"\sum",
    "product": r"\prod",
    "integral": r"\int",
    "limit": r"\lim",
    "differential": r" \, \mathrm{d}",
    "from above": "^{+}",
    "from below": "^{-}",
    "matmul": r" \cdot ",
    "inverse": "^{-1}",
    "transpose": r"^{\mathsf{T}}",
    "identity": r"\mathrm{I}",
}
_FUNCTIONS = {
    **{key: "\\" + key for key in "exp sin cos tan cot sec csc sinh cosh tanh coth log max min det".split()},
    **{key: f"\\operatorname{{{key}}}" for key in "softplus erf digamma relu loggamma sign mod".split()},
    "logistic": r"\sigma",
    "gamma": r"\Gamma",
    "asin": r"\arcsin",
    "acos": r"\arccos",
    "atan": r"\arctan",
    "asinh": r"\operatorname{arsinh}",
    "acosh": r"\operatorname{arcosh}",
    "atanh": r"\operatorname{artanh}",
    "re": r"\operatorname{Re}",
    "im": r"\operatorname{Im}",
    "arg": r"\operatorname{Arg}",
    "clog": r"\operatorname{Log}",
    "csqrt": r"\operatorname{Sqrt}",
    "cpower": r"\operatorname{Pow}",
    "casin": r"\operatorname{Arcsin}",
    "cacos": r"\operatorname{Arccos}",
    "catan": r"\operatorname{Arctan}",
    "trace": r"\operatorname{tr}",
}
_TALL = (r"\frac", r"\sum", r"\prod", r"\int", r"\lim", r"\begin")


def _bracket(text: str) -> str:
    return rf"\left({text}\right)" if any(mark in text for mark in _TALL) else f"({text})"


def _call(head: str, arguments: str) -> str:
    return (head + r"\!" if any(mark in arguments for mark in _TALL) else head) + _bracket(arguments)


def _superscript(base: str, exponent: str, literal: bool) -> str:
    # x^(1/2), the real power: its brackets are dropped where only a real power can have such an exponent.
    whole = (
        exponent.startswith("(") and exponent.endswith(")") and "/" in exponent and exponent[1:-1].replace("/", "").isdigit()
    )
    return f"{base}^{{{exponent[1:-1] if whole else exponent}}}"


def _big(symbol: str, lower: str, upper: str) -> str:
    return f"{symbol}_{{{lower}}}" + (f"^{{{upper}}}" if upper else "")


def _partial(above: str, below: str, order: int, mark: str, held: str) -> str:
    power = f"^{{{order}}}" if order > 1 else "^{+}" if mark else ""
    lower = f"\\partial {below}" + (f"^{{{order}}}" if order > 1 else "")
    if above.startswith(("(", r"\left(")):
        text = rf"\frac{{\partial{power}}}{{{lower}}} {above}"
        return rf"\left.{text}\right|_{{{held}}}" if held else text
    text = rf"\frac{{\partial{power} {above}}}{{{lower}}}"
    return rf"\left.{text}\right|_{{{held}}}" if held else text


def _matrix(rows: Sequence[Sequence[str]]) -> str:
    return r"\begin{pmatrix} " + r" \\ ".join(" & ".join(row) for row in rows) + r" \end{pmatrix}"


def _cases(pairs: Sequence[tuple[str, str]]) -> str:
    return r"\begin{cases} " + r" \\ ".join(f"{value} & {condition}" for value, condition in pairs) + r" \end{cases}"


def _fence(head: str, text: str) -> str:
    left, right = _FENCES[head]
    return f"{left}{text}{right}"


def _root(text: str) -> str:
    return rf"\sqrt{{{text}}}"


STYLE = Style(
    bars=True,
    minus="-",
    times=r" \cdot ",
    juxtapose=" ",
    name=latex_name,
    bracket=_bracket,
    call=_call,
    bar=lambda above, below: rf"\frac{{{above}}}{{{below}}}",
    superscript=_superscript,
    subscript=lambda base, index: f"{base}_{{{index}}}",
    root=_root,
    choose=lambda above, below: rf"\binom{{{above}}}{{{below}}}",
    fence=_fence,
    big=_big,
    partial=_partial,
    matrix=_matrix,
    cases=_cases,
    words=latex_text,
    symbols=_SYMBOLS,
    functions=_FUNCTIONS,
)


def latex(term: Term, taken: frozenset[str] = frozenset()) -> str:
    """``term`` in LaTeX's mathematics mode; ``taken`` are the names declared around it."""
    return write(term, STYLE, taken)
