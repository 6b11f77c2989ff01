"""Atom rules for exponentials, logarithms, powers, roots, trigonometric and hyperbolic functions.

Sources: NIST Digital Library of Mathematical Functions, chapter 4 (sections cited at the rules). Every rule computes its value;
owed conditions are discharged by the table. For the real heads (log, sqrt, power) the arguments are real by their sorts.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import comb

from symverify.kernel.atoms import Bench, Consequence, Rule, literal, wants
from symverify.kernel.ring import Rejected
from symverify.language.evidence import Row
from symverify.language.terms import ONE, ZERO, Term, add, app, div, mul, neg, num, power, sub

_PI = app("pi")
_HALF = num(Fraction(1, 2))


def require(fact: bool, reason: str) -> None:
    """Raise Rejected unless the fact holds."""
    if not fact:
        raise Rejected(reason)


# ---------------------------------------------------------------- what the parameters of a row say the argument is
def combined(row: Row) -> list[tuple[Term, int]]:
    """The parameters b₁, k₁, b₂, k₂, … in pairs, all kᵢ literal integers."""
    require(len(row.params) % 2 == 0, "the row pairs terms with integers")
    return [(term, literal(count)) for term, count in zip(row.params[::2], row.params[1::2], strict=True)]


def powers(pairs: list[tuple[Term, int]], wrap: Callable[[Term], Term] = lambda term: term) -> Term:
    """Π f(bᵢ)^kᵢ."""
    return mul(*(wrap(term) if count == 1 else power(wrap(term), count) for term, count in pairs if count))


def _summed(pairs: list[tuple[Term, int]]) -> Term:
    return add(*(mul(num(count), term) for term, count in pairs))


def factors(bench: Bench, row: Row, product: Term) -> list[tuple[Term, int]]:
    """The pairs b₁, k₁, … with Π bᵢ^kᵢ = ``product``."""
    pairs = combined(row)
    require(bench.equal(product, powers(pairs)), "the argument is not that product")
    return pairs


def _only(bench: Bench, row: Row, inside: Term, form: Callable[[Term], Term]) -> Term:
    """The single parameter p, with f(p) = ``inside``."""
    require(len(row.params) == 1 and bench.equal(inside, form(row.params[0])), "the argument is not of that form")
    return row.params[0]


# ---------------------------------------------------------------- exponentials, logarithms, powers, roots
def exp_sum(bench: Bench, row: Row) -> Consequence:
    """exp(Σ kᵢ bᵢ) = Π exp(bᵢ)^kᵢ for integers kᵢ (DLMF 4.2(iii)); params b₁, k₁, b₂, k₂, …"""
    inside, pairs = wants(row, "exp"), combined(row)
    require(bench.equal(inside, _summed(pairs)), "the exponent is not that combination")
    return Consequence(powers(pairs, lambda term: app("exp", term)))


def log_product(bench: Bench, row: Row) -> Consequence:
    """log(Π bᵢ^kᵢ) = Σ kᵢ log bᵢ for positive bᵢ and integers kᵢ (DLMF 4.8.1, 4.8.4); params b₁, k₁, …; none for log 1 = 0."""
    pairs = factors(bench, row, wants(row, "log"))
    value = _summed([(app("log", term), count) for term, count in pairs if count])
    return Consequence(value, tuple(app("gt", term, ZERO) for term, _ in pairs))


def log_power(bench: Bench, row: Row) -> Consequence:
    """log(b^e) = e log b for b > 0 and real e (DLMF 4.8.5, real case), the power written with ``pow``, ``power``, or sqrt."""
    inside = wants(row, "log")
    require(inside.head in ("sqrt", "pow", "power"), "the argument is not a power")
    base, exponent = (*inside.args, _HALF)[:2]
    require(bench.facts.is_real(exponent), "the exponent may be complex")
    return Consequence(mul(exponent, app("log", base)), (app("gt", base, ZERO),))


def principal(bench: Bench, row: Row) -> Consequence:
    """Principal clog, csqrt, cpower are the real log, sqrt, power for positive (csqrt: nonnegative) arguments (DLMF 4.2.1)."""
    atom = row.atom
    fits = atom.head in ("clog", "csqrt", "cpower") and all(bench.facts.is_real(arg) for arg in atom.args)
    require(fits, "the row's atom is not a principal value of real arguments")
    return Consequence(app(atom.head[1:], *atom.args), (app("ge" if atom.head == "csqrt" else "gt", atom.args[0], ZERO),))


def csqrt_negative(bench: Bench, row: Row) -> Consequence:
    """csqrt(a) = i·sqrt(−a) and clog(a) = log(−a) + iπ for a < 0 (a <= 0 for the root) (DLMF 4.2.6)."""
    inside = wants(row, "csqrt", "clog")
    require(bench.facts.is_real(inside), "the argument may be complex")
    if row.atom.head == "csqrt":
        return Consequence(mul(app("I"), app("sqrt", neg(inside))), (app("le", inside, ZERO),))
    return Consequence(add(app("log", neg(inside)), mul(app("I"), _PI)), (app("lt", inside, ZERO),))


def power_exp(bench: Bench, row: Row) -> Consequence:
    """b^e = exp(e·log b) for b > 0 (DLMF 4.2.26); cpower(b, e) = exp(e·clog b) for b ≠ 0."""
    require(row.atom.head in ("power", "cpower"), "the row's atom is not a power")
    base, exponent = row.atom.args
    log, relation = ("log", "gt") if row.atom.head == "power" else ("clog", "ne")
    return Consequence(app("exp", mul(exponent, app(log, base))), (app(relation, base, ZERO),))


def power_root(bench: Bench, row: Row) -> Consequence:
    """b^(p/2) = sqrt(b)^p for b > 0, or b >= 0 and p > 0."""
    require(row.atom.head == "power" and row.atom.args[1].head == "num", "the row's atom is no power with a literal exponent")
    base, exponent = row.atom.args
    return Consequence(power(app("sqrt", base), literal(num(2 * exponent.number))))


def sqrt_product(bench: Bench, row: Row) -> Consequence:
    """sqrt(Π bᵢ^kᵢ) = Π sqrt(bᵢ)^kᵢ for bᵢ >= 0 (DLMF 4.2(iv)); params b₁, k₁, …"""
    pairs = factors(bench, row, wants(row, "sqrt"))
    return Consequence(powers(pairs, lambda term: app("sqrt", term)), tuple(app("ge", term, ZERO) for term, _ in pairs))


def sqrt_square(bench: Bench, row: Row) -> Consequence:
    """sqrt(b²) = |b| for real b; params b."""
    base = _only(bench, row, wants(row, "sqrt", "csqrt"), lambda b: power(b, 2))
    require(bench.facts.is_real(base), "the parameter may be complex")
    return Consequence(app("abs", base))


# ---------------------------------------------------------------- integer powers with symbolic exponents
def pow_sum(bench: Bench, row: Row) -> Consequence:
    """b^(Σ kᵢ mᵢ) = Π (b^mᵢ)^kᵢ for b ≠ 0, or all kᵢ, mᵢ >= 0; params m₁, k₁, … (a literal mᵢ = 1 for the constant part)."""
    require(row.atom.head == "pow", "the row's atom is not an integer power")
    (base, exponent), pairs = row.atom.args, combined(row)
    require(all(bench.facts.is_integer(term) for term, _ in pairs), "an exponent is not an integer")
    require(bench.equal(exponent, _summed(pairs)), "the exponent is not that combination")
    value = powers(pairs, lambda term: base if term is ONE else app("pow", base, term))
    nonzero, natural = app("ne", base, ZERO), [app("ge", term, ZERO) for term, _ in pairs if term.head != "num"]
    if all(count >= 0 and (term.head != "num" or term.number >= 0) for term, count in pairs):
        return Consequence(value, (app("or", nonzero, app("and", *natural) if natural else app("true")),))
    return Consequence(value, (nonzero,))


def pow_product(bench: Bench, row: Row) -> Consequence:
    """(Π bᵢ^kᵢ)^n = Π (bᵢ^n)^kᵢ for an integer n; params b₁, k₁, …; none for 1^n = 1. Owes bᵢ ≠ 0 or n >= 0 (with kᵢ > 0)."""
    integral = row.atom.head == "pow" and bench.facts.is_integer(row.atom.args[1])
    require(integral, "the row's atom is not an integer power")
    base, exponent = row.atom.args
    pairs, natural = factors(bench, row, base), app("ge", exponent, ZERO)
    nonzero = [(app("ne", term, ZERO), count) for term, count in pairs]
    owed = tuple(part if count < 0 else app("or", part, natural) for part, count in nonzero)
    return Consequence(powers(pairs, lambda term: app("pow", term, exponent)), owed)


# ---------------------------------------------------------------- hyperbolic and logistic functions (DLMF 4.28)
def _e(term: Term) -> Term:
    return app("exp", term)


_BY_EXP: dict[str, Callable[[Term], Term]] = {
    "logistic": lambda u: power(add(ONE, _e(neg(u))), -1),
    "sinh": lambda u: mul(_HALF, sub(_e(u), _e(neg(u)))),
    "cosh": lambda u: mul(_HALF, add(_e(u), _e(neg(u)))),
    "tanh": lambda u: div(sub(_e(u), _e(neg(u))), add(_e(u), _e(neg(u)))),
    "coth": lambda u: div(add(_e(u), _e(neg(u))), sub(_e(u), _e(neg(u)))),
    "sech": lambda u: div(num(2), add(_e(u), _e(neg(u)))),
    "softplus": lambda u: app("log", add(ONE, _e(u))),
    "tan": lambda u: div(app("sin", u), app("cos", u)),
    "cot": lambda u: div(app("cos", u), app("sin", u)),
    "sec": lambda u: power(app("cos", u), -1),
    "csc": lambda u: power(app("sin", u), -1),
}


def by_definition(bench: Bench, row: Row) -> Consequence:
    """Hyperbolic functions and logistic by exponentials; tan, cot, sec, csc by sin and cos; softplus by log (real only)."""
    inside = wants(row, *_BY_EXP)
    require(row.atom.head != "softplus" or bench.facts.is_real(inside), "softplus of what may be complex")
    return Consequence(_BY_EXP[row.atom.head](inside))


# ---------------------------------------------------------------- trigonometric functions (DLMF 4.21, 4.16)
def trig_sum(bench: Bench, row: Row) -> Consequence:
    """sin and cos of a sum (DLMF 4.21.2): params one summand; the other is what is left."""
    inside = wants(row, "sin", "cos")
    require(len(row.params) == 2 and bench.equal(inside, add(*row.params)), "the argument is not that sum")
    (a, b), (c, d) = ((app("sin", part), app("cos", part)) for part in row.params)
    return Consequence(add(mul(a, d), mul(b, c)) if row.atom.head == "sin" else sub(mul(b, d), mul(a, c)))


def trig_multiple(bench: Bench, row: Row) -> Consequence:
    """sin(n b), cos(n b) for a literal integer n as polynomials in sin b, cos b (de Moivre, DLMF 4.21.34); params b, n."""
    inside = wants(row, "sin", "cos")
    require(len(row.params) == 2, "the row wants a term and an integer")
    base, count = row.params[0], literal(row.params[1])
    require(abs(count) <= 64 and bench.equal(inside, mul(num(count), base)), "the argument is not that multiple")
    sine, cosine, size = app("sin", base), app("cos", base), abs(count)
    parts = [mul(num(comb(size, order)), power(cosine, size - order), power(sine, order)) for order in range(size + 1)]
    chosen = parts[row.atom.head == "sin" :: 2]
    value = add(*(neg(part) if place % 2 else part for place, part in enumerate(chosen)))
    return Consequence(neg(value) if count < 0 and row.atom.head == "sin" else value)


_EXACT: dict[Fraction, tuple[Term, Term]] = {
    Fraction(0): (ZERO, ONE),
    Fraction(1, 6): (_HALF, mul(_HALF, app("sqrt", num(3)))),
    Fraction(1, 4): (mul(_HALF, app("sqrt", num(2))), mul(_HALF, app("sqrt", num(2)))),
    Fraction(1, 3): (mul(_HALF, app("sqrt", num(3))), _HALF),
}


def trig_exact(bench: Bench, row: Row) -> Consequence:
    """sin and cos at rational multiples of π with denominators 1, 2, 3, 4, 6 (DLMF 4.17(i)); params the multiple."""
    multiple = _only(bench, row, wants(row, "sin", "cos"), lambda factor: mul(factor, _PI))
    quarter, rest = divmod(multiple.number, Fraction(1, 2)) if multiple.head == "num" else (0, Fraction(1))
    require(rest in _EXACT, "no exact value is listed")
    sine, cosine = _EXACT[rest]
    for _ in range(int(quarter) % 4):
        sine, cosine = cosine, neg(sine)
    return Consequence(sine if row.atom.head == "sin" else cosine)


def euler(bench: Bench, row: Row) -> Consequence:
    """exp(i θ) = cos θ + i sin θ (DLMF 4.14.3, any complex θ); params θ."""
    angle = _only(bench, row, wants(row, "exp"), lambda angle: mul(app("I"), angle))
    return Consequence(add(app("cos", angle), mul(app("I"), app("sin", angle))))


_INVERSES = {
    ("exp", "log"), ("exp", "clog"), ("sin", "asin"), ("cos", "acos"), ("tan", "atan"), ("sinh", "asinh"), ("cosh", "acosh"),
    ("tanh", "atanh"),
}  # fmt: skip


def inverse_inside(bench: Bench, row: Row) -> Consequence:
    """f(f⁻¹(x)) = x for the real inverse functions (DLMF 4.23, 4.37); exp(log y) = y = exp(clog y) (4.4.1, y > 0; y ≠ 0)."""
    inside = wants(row, row.atom.head)
    require((row.atom.head, inside.head) in _INVERSES, "the argument is not the inverse function")
    return Consequence(inside.args[0])


def inverse_outside(bench: Bench, row: Row) -> Consequence:
    """f⁻¹(f(x)) = x for real x on the principal range: log exp, clog exp (DLMF 4.4.2), asinh, atanh: everywhere; acosh: x >= 0;
    asin: |x| <= π/2; acos: 0 <= x <= π; atan: |x| < π/2."""
    inside = wants(row, row.atom.head)
    inverse = (inside.head, row.atom.head) in _INVERSES and bench.facts.is_real(inside.args[0])
    require(inverse, "the argument is not the function at a real term")
    x, half = inside.args[0], mul(_HALF, _PI)
    owed = {
        "asin": (app("le", neg(half), x), app("le", x, half)),
        "acos": (app("le", ZERO, x), app("le", x, _PI)),
        "atan": (app("lt", neg(half), x), app("lt", x, half)),
        "acosh": (app("ge", x, ZERO),),
    }.get(row.atom.head, ())
    return Consequence(x, owed)


_ODD = ("sin", "tan", "cot", "csc", "sinh", "tanh", "coth", "asin", "atan", "asinh", "atanh", "erf")
_EVEN = ("cos", "sec", "cosh", "sech", "abs")


def parity(bench: Bench, row: Row) -> Consequence:
    """f(−a) = ±f(a) for odd and even functions; params a."""
    value = app(row.atom.head, _only(bench, row, wants(row, *_ODD, *_EVEN), neg))
    return Consequence(neg(value) if row.atom.head in _ODD else value)


RULES: dict[str, Rule] = {
    "exp-sum": exp_sum, "exp-log": inverse_inside, "log-product": log_product, "log-exp": inverse_outside,
    "log-power": log_power, "principal": principal, "principal-negative": csqrt_negative, "power-exp": power_exp,
    "power-root": power_root, "sqrt-product": sqrt_product, "sqrt-square": sqrt_square, "pow-sum": pow_sum,
    "pow-product": pow_product, "by-definition": by_definition, "trig-sum": trig_sum, "trig-multiple": trig_multiple,
    "trig-exact": trig_exact, "euler": euler, "inverse-inside": inverse_inside, "inverse-outside": inverse_outside,
    "parity": parity,
}  # fmt: skip
