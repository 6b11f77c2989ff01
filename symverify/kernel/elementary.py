"""Atom rules for exponentials, logarithms, powers, roots, trigonometric and hyperbolic functions.

Sources: NIST Digital Library of Mathematical Functions, chapter 4 (sections cited at the rules). Every rule computes its value; owed
conditions are discharged by the table. For the real heads (log, sqrt, power) the arguments are real by their sorts.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from symverify.kernel.atoms import Bench, Consequence, Rule, literal, wants
from symverify.kernel.ring import Rejected
from symverify.language.evidence import Row
from symverify.language.terms import ONE, ZERO, Term, add, app, div, mul, neg, num, power, sub

_PI = app("pi")


def _combination(params: tuple[Term, ...]) -> list[tuple[Term, int]]:
    if len(params) % 2:
        raise Rejected("the row pairs terms with integers")
    return [(term, literal(count)) for term, count in zip(params[::2], params[1::2], strict=True)]


def _powers(pairs: list[tuple[Term, int]], wrap: Callable[[Term], Term]) -> Term:
    return mul(*(wrap(term) if count == 1 else power(wrap(term), count) for term, count in pairs if count))


def exp_sum(bench: Bench, row: Row) -> Consequence:
    """exp(Σ kᵢ bᵢ) = Π exp(bᵢ)^kᵢ for integers kᵢ (DLMF 4.2(iii)); params b₁, k₁, b₂, k₂, …"""
    inside = wants(row, "exp")
    pairs = _combination(row.params)
    if not bench.equal(inside, add(*(mul(num(count), term) for term, count in pairs))):
        raise Rejected("the exponent is not that combination")
    return Consequence(_powers(pairs, lambda term: app("exp", term)))


def exp_log(bench: Bench, row: Row) -> Consequence:
    """exp(log y) = y for y > 0; exp(clog y) = y for y ≠ 0 (DLMF 4.4.1)."""
    inside = wants(row, "exp")
    if inside.head not in ("log", "clog"):
        raise Rejected("the exponent is not a logarithm")
    return Consequence(inside.args[0])


def log_product(bench: Bench, row: Row) -> Consequence:
    """log(Π bᵢ^kᵢ) = Σ kᵢ log bᵢ for positive bᵢ and integers kᵢ (DLMF 4.8.1, 4.8.4); params b₁, k₁, …; none for log 1 = 0."""
    inside = wants(row, "log")
    pairs = _combination(row.params)
    if not bench.equal(inside, _powers(pairs, lambda term: term)):
        raise Rejected("the argument is not that product")
    value = add(*(mul(num(count), app("log", term)) for term, count in pairs if count))
    return Consequence(value, tuple(app("gt", term, ZERO) for term, _ in pairs))


def log_exp(bench: Bench, row: Row) -> Consequence:
    """log(exp x) = x and clog(exp x) = x for real x (DLMF 4.4.2)."""
    inside = wants(row, "log", "clog")
    if inside.head != "exp" or not bench.facts.is_real(inside.args[0]):
        raise Rejected("the argument is not the exponential of a real term")
    return Consequence(inside.args[0])


def log_power(bench: Bench, row: Row) -> Consequence:
    """log(b^e) = e log b for b > 0 and real e (DLMF 4.8.5, real case), the power written with ``pow``, ``power``, or sqrt."""
    inside = wants(row, "log")
    if inside.head == "sqrt":
        base, exponent = inside.args[0], num(Fraction(1, 2))
    elif inside.head in ("pow", "power") and bench.facts.is_real(inside.args[1]):
        base, exponent = inside.args
    else:
        raise Rejected("the argument is not a power")
    return Consequence(mul(exponent, app("log", base)), (app("gt", base, ZERO),))


def principal(bench: Bench, row: Row) -> Consequence:
    """The principal clog, csqrt, cpower are the real log, sqrt, power for positive (csqrt: nonnegative) arguments (DLMF 4.2.1)."""
    atom = row.atom
    if atom.head not in ("clog", "csqrt", "cpower") or not all(bench.facts.is_real(arg) for arg in atom.args):
        raise Rejected("the row's atom is not a principal value of real arguments")
    relation = "ge" if atom.head == "csqrt" else "gt"
    return Consequence(app(atom.head[1:], *atom.args), (app(relation, atom.args[0], ZERO),))


def csqrt_negative(bench: Bench, row: Row) -> Consequence:
    """csqrt(a) = i·sqrt(−a) and clog(a) = log(−a) + iπ for a < 0 (a <= 0 for the root) (DLMF 4.2.6)."""
    inside = wants(row, "csqrt", "clog")
    if not bench.facts.is_real(inside):
        raise Rejected("the argument may be complex")
    if row.atom.head == "csqrt":
        return Consequence(mul(app("I"), app("sqrt", neg(inside))), (app("le", inside, ZERO),))
    return Consequence(add(app("log", neg(inside)), mul(app("I"), _PI)), (app("lt", inside, ZERO),))


def power_exp(bench: Bench, row: Row) -> Consequence:
    """b^e = exp(e·log b) for b > 0 (DLMF 4.2.26); cpower(b, e) = exp(e·clog b) for b ≠ 0."""
    if row.atom.head not in ("power", "cpower"):
        raise Rejected("the row's atom is not a power")
    base, exponent = row.atom.args
    real = row.atom.head == "power"
    return Consequence(
        app("exp", mul(exponent, app("log" if real else "clog", base))), (app("gt" if real else "ne", base, ZERO),)
    )


def power_root(bench: Bench, row: Row) -> Consequence:
    """b^(p/2) = sqrt(b)^p for b > 0, or b >= 0 and p > 0."""
    if row.atom.head != "power" or row.atom.args[1].head != "num":
        raise Rejected("the row's atom is not a power with a literal exponent")
    base, exponent = row.atom.args
    doubled = 2 * exponent.number
    if doubled.denominator != 1:
        raise Rejected("the exponent is not a half-integer")
    return Consequence(power(app("sqrt", base), int(doubled)))


def sqrt_product(bench: Bench, row: Row) -> Consequence:
    """sqrt(Π bᵢ^kᵢ) = Π sqrt(bᵢ)^kᵢ for bᵢ >= 0 (DLMF 4.2(iv)); params b₁, k₁, …"""
    inside = wants(row, "sqrt")
    pairs = _combination(row.params)
    if not bench.equal(inside, _powers(pairs, lambda term: term)):
        raise Rejected("the argument is not that product")
    return Consequence(_powers(pairs, lambda term: app("sqrt", term)), tuple(app("ge", term, ZERO) for term, _ in pairs))


def sqrt_square(bench: Bench, row: Row) -> Consequence:
    """sqrt(b²) = |b| for real b; params b."""
    inside = wants(row, "sqrt", "csqrt")
    if len(row.params) != 1 or not bench.facts.is_real(row.params[0]) or not bench.equal(inside, power(row.params[0], 2)):
        raise Rejected("the argument is not the square of that real term")
    return Consequence(app("abs", row.params[0]))


# ---------------------------------------------------------------- integer powers with symbolic exponents
def pow_sum(bench: Bench, row: Row) -> Consequence:
    """b^(Σ kᵢ mᵢ) = Π (b^mᵢ)^kᵢ for b ≠ 0, or all kᵢ, mᵢ >= 0; params m₁, k₁, … (a literal mᵢ = 1 for the constant part)."""
    if row.atom.head != "pow":
        raise Rejected("the row's atom is not an integer power")
    base, exponent = row.atom.args
    pairs = _combination(row.params)
    if not all(bench.facts.is_integer(term) for term, _ in pairs):
        raise Rejected("an exponent is not an integer")
    if not bench.equal(exponent, add(*(mul(num(count), term) for term, count in pairs))):
        raise Rejected("the exponent is not that combination")
    value = _powers(pairs, lambda term: base if term is ONE else app("pow", base, term))
    natural = [app("ge", term, ZERO) for term, _ in pairs if term.head != "num"]
    if all(count >= 0 for _, count in pairs) and all(term.head != "num" or term.number >= 0 for term, _ in pairs):
        return Consequence(value, (app("or", app("ne", base, ZERO), app("and", *natural) if natural else app("true")),))
    return Consequence(value, (app("ne", base, ZERO),))


def pow_product(bench: Bench, row: Row) -> Consequence:
    """(Π bᵢ^kᵢ)^n = Π (bᵢ^n)^kᵢ for an integer n; params b₁, k₁, …; none for 1^n = 1. Owes bᵢ ≠ 0 or n >= 0 (with kᵢ > 0)."""
    if row.atom.head != "pow" or not bench.facts.is_integer(row.atom.args[1]):
        raise Rejected("the row's atom is not an integer power")
    base, exponent = row.atom.args
    pairs = _combination(row.params)
    if not bench.equal(base, _powers(pairs, lambda term: term)):
        raise Rejected("the base is not that product")
    owed = []
    for term, count in pairs:
        nonzero = app("ne", term, ZERO)
        owed.append(nonzero if count < 0 else app("or", nonzero, app("ge", exponent, ZERO)))
    return Consequence(_powers(pairs, lambda term: app("pow", term, exponent)), tuple(owed))


# ---------------------------------------------------------------- hyperbolic and logistic functions (DLMF 4.28)
def _e(term: Term) -> Term:
    return app("exp", term)


_HALF = num(Fraction(1, 2))
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
    """Hyperbolic functions and the logistic function by exponentials; tan, cot, sec, csc by sin and cos; softplus by log (real only)."""
    inside = wants(row, *_BY_EXP)
    if row.atom.head == "softplus" and not bench.facts.is_real(inside):
        raise Rejected("softplus of what may be complex")
    return Consequence(_BY_EXP[row.atom.head](inside))


# ---------------------------------------------------------------- trigonometric functions (DLMF 4.21, 4.16)
def trig_sum(bench: Bench, row: Row) -> Consequence:
    """sin and cos of a sum (DLMF 4.21.2): params one summand; the other is what is left."""
    inside = wants(row, "sin", "cos")
    if len(row.params) != 2 or not bench.equal(inside, add(*row.params)):
        raise Rejected("the argument is not that sum")
    left, right = row.params
    a, b, c, d = app("sin", left), app("cos", left), app("sin", right), app("cos", right)
    return Consequence(add(mul(a, d), mul(b, c)) if row.atom.head == "sin" else sub(mul(b, d), mul(a, c)))


def trig_multiple(bench: Bench, row: Row) -> Consequence:
    """sin(n b), cos(n b) for a literal integer n as polynomials in sin b, cos b (de Moivre, DLMF 4.21.34); params b, n."""
    inside = wants(row, "sin", "cos")
    if len(row.params) != 2:
        raise Rejected("the row wants a term and an integer")
    base, count = row.params[0], literal(row.params[1])
    if abs(count) > 64 or not bench.equal(inside, mul(num(count), base)):
        raise Rejected("the argument is not that multiple")
    sine, cosine = app("sin", base), app("cos", base)
    real: list[Term] = []
    imaginary: list[Term] = []
    coefficient = 1
    size = abs(count)
    for order in range(size + 1):
        part = mul(num(coefficient), power(cosine, size - order), power(sine, order))
        (imaginary if order % 2 else real).append(part if order % 4 < 2 else neg(part))
        coefficient = coefficient * (size - order) // (order + 1)
    if row.atom.head == "cos":
        return Consequence(add(*real))
    value = add(*imaginary)
    return Consequence(neg(value) if count < 0 else value)


_EXACT: dict[Fraction, tuple[Term, Term]] = {
    Fraction(0): (ZERO, ONE),
    Fraction(1, 6): (_HALF, mul(_HALF, app("sqrt", num(3)))),
    Fraction(1, 4): (mul(_HALF, app("sqrt", num(2))), mul(_HALF, app("sqrt", num(2)))),
    Fraction(1, 3): (mul(_HALF, app("sqrt", num(3))), _HALF),
}


def trig_exact(bench: Bench, row: Row) -> Consequence:
    """sin and cos at rational multiples of π with denominators 1, 2, 3, 4, 6 (DLMF 4.17(i)); params the multiple."""
    inside = wants(row, "sin", "cos")
    if len(row.params) != 1 or row.params[0].head != "num" or not bench.equal(inside, mul(row.params[0], _PI)):
        raise Rejected("the argument is not that multiple of π")
    quarter, rest = divmod(row.params[0].number, Fraction(1, 2))
    if rest not in _EXACT:
        raise Rejected("no exact value is listed")
    sine, cosine = _EXACT[rest]
    for _ in range(int(quarter) % 4):
        sine, cosine = cosine, neg(sine)
    return Consequence(sine if row.atom.head == "sin" else cosine)


def euler(bench: Bench, row: Row) -> Consequence:
    """exp(i θ) = cos θ + i sin θ (DLMF 4.14.3, any complex θ); params θ."""
    inside = wants(row, "exp")
    if len(row.params) != 1 or not bench.equal(inside, mul(app("I"), row.params[0])):
        raise Rejected("the exponent is not i times that term")
    return Consequence(add(app("cos", row.params[0]), mul(app("I"), app("sin", row.params[0]))))


_INVERSES = {("sin", "asin"), ("cos", "acos"), ("tan", "atan"), ("sinh", "asinh"), ("cosh", "acosh"), ("tanh", "atanh")}


def inverse_inside(bench: Bench, row: Row) -> Consequence:
    """f(f⁻¹(x)) = x for the real inverse functions (DLMF 4.23, 4.37)."""
    inside = wants(row, *(outer for outer, _ in _INVERSES))
    if (row.atom.head, inside.head) not in _INVERSES:
        raise Rejected("the argument is not the inverse function")
    return Consequence(inside.args[0])


def inverse_outside(bench: Bench, row: Row) -> Consequence:
    """f⁻¹(f(x)) = x on the principal range: asin: |x| <= π/2; acos: 0 <= x <= π; atan: |x| < π/2; asinh, atanh: all real x; acosh: x >= 0."""
    inside = wants(row, *(outer for _, outer in _INVERSES))
    if (inside.head, row.atom.head) not in _INVERSES or not bench.facts.is_real(inside.args[0]):
        raise Rejected("the argument is not the function at a real term")
    x = inside.args[0]
    half = mul(_HALF, _PI)
    owed = {
        "asin": (app("le", neg(half), x), app("le", x, half)),
        "acos": (app("le", ZERO, x), app("le", x, _PI)),
        "atan": (app("lt", neg(half), x), app("lt", x, half)),
        "acosh": (app("ge", x, ZERO),),
    }.get(row.atom.head, ())
    return Consequence(x, owed)


def parity(bench: Bench, row: Row) -> Consequence:
    """f(−a) = ±f(a) for odd and even functions; params a."""
    inside = wants(row, *_ODD, *_EVEN)
    if len(row.params) != 1 or not bench.equal(inside, neg(row.params[0])):
        raise Rejected("the argument is not the negative of that term")
    value = app(row.atom.head, row.params[0])
    return Consequence(neg(value) if row.atom.head in _ODD else value)


_ODD = ("sin", "tan", "cot", "csc", "sinh", "tanh", "coth", "asin", "atan", "asinh", "atanh", "erf")
_EVEN = ("cos", "sec", "cosh", "sech", "abs")

RULES: dict[str, Rule] = {
    "exp-sum": exp_sum,
    "exp-log": exp_log,
    "log-product": log_product,
    "log-exp": log_exp,
    "log-power": log_power,
    "principal": principal,
    "principal-negative": csqrt_negative,
    "power-exp": power_exp,
    "power-root": power_root,
    "sqrt-product": sqrt_product,
    "sqrt-square": sqrt_square,
    "pow-sum": pow_sum,
    "pow-product": pow_product,
    "by-definition": by_definition,
    "trig-sum": trig_sum,
    "trig-multiple": trig_multiple,
    "trig-exact": trig_exact,
    "euler": euler,
    "inverse-inside": inverse_inside,
    "inverse-outside": inverse_outside,
    "parity": parity,
}
