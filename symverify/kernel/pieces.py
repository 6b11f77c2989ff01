"""Atom rules for |·|, sign, max, min, floor, piecewise terms, integer functions, sums and products: cases and recurrences.

A case applies where its condition is discharged; a cover of all cases is the business of ``Cases`` evidence.
"""

from __future__ import annotations

from symverify.kernel.atoms import Bench, Consequence, Rule, literal, wants
from symverify.kernel.calculus import times
from symverify.kernel.elementary import factors, powers, require
from symverify.kernel.sides import regular
from symverify.language.evidence import Row
from symverify.language.nodes import shift, tidied
from symverify.language.terms import MINUS_ONE, ONE, ZERO, Term, add, app, div, fresh, make, mul, name, neg, sub, substitute


def abs_case(bench: Bench, row: Row) -> Consequence:
    """|a| = a for a >= 0 and −a for a <= 0; params 1 or −1."""
    inside = wants(row, "abs")
    require(row.params in ((ONE,), (MINUS_ONE,)), "the row wants 1 or −1")
    plus = row.params == (ONE,)
    return Consequence(inside if plus else neg(inside), (app("ge" if plus else "le", inside, ZERO),))


def abs_product(bench: Bench, row: Row) -> Consequence:
    """|Π bᵢ^kᵢ| = Π |bᵢ|^kᵢ for integers kᵢ, complex bᵢ allowed; params b₁, k₁, …"""
    return Consequence(powers(factors(bench, row, wants(row, "abs")), lambda term: app("abs", term)))


def sign_case(bench: Bench, row: Row) -> Consequence:
    """sign a is 1, −1 or 0; params which."""
    inside = wants(row, "sign")
    relations: dict[tuple[Term, ...], str] = {(ONE,): "gt", (MINUS_ONE,): "lt", (ZERO,): "eq"}
    require(row.params in relations, "the row wants 1, −1 or 0")
    return Consequence(row.params[0], (app(relations[row.params], inside, ZERO),))


def _place(row: Row, count: int) -> int:
    """The single parameter, the place of one of ``count`` members."""
    require(len(row.params) == 1 and 0 <= literal(row.params[0]) < count, "there is no such member")
    return literal(row.params[0])


def extremum(bench: Bench, row: Row) -> Consequence:
    """max or min of several terms is one that none of the others exceeds (undercuts); params its place."""
    require(row.atom.head in ("max", "min"), "the row's atom is not a maximum or minimum")
    chosen = row.atom.args[_place(row, len(row.atom.args))]
    relation = "ge" if row.atom.head == "max" else "le"
    return Consequence(chosen, tuple(app(relation, chosen, other) for other in row.atom.args if other is not chosen))


def relu(bench: Bench, row: Row) -> Consequence:
    """relu a = max(a, 0)."""
    return Consequence(app("max", wants(row, "relu"), ZERO))


def branch(bench: Bench, row: Row) -> Consequence:
    """A piecewise term has the value of the first branch whose condition holds; params its place. Owes it, no earlier one."""
    require(row.atom.head == "piecewise", "the row's atom is not a piecewise term")
    conditions = row.atom.args[1::2]
    place = _place(row, len(conditions))
    earlier = tuple(app("not", condition) for condition in conditions[:place])
    last = () if conditions[place].head == "true" else (conditions[place],)
    return Consequence(row.atom.args[2 * place], (*earlier, *last))


def kronecker(bench: Bench, row: Row) -> Consequence:
    """δ is 1 for equal and 0 for different arguments; params which."""
    require(row.atom.head == "kronecker" and row.params in ((ZERO,), (ONE,)), "the row's atom is not a Kronecker delta")
    return Consequence(row.params[0], (app("eq" if row.params[0] is ONE else "ne", *row.atom.args),))


def floor(bench: Bench, row: Row) -> Consequence:
    """floor a = n for an integer term n with n <= a < n + 1; ceiling a = n with n − 1 < a <= n; params n."""
    inside = wants(row, "floor", "ceiling")
    require(len(row.params) == 1 and bench.facts.is_integer(row.params[0]), "the row wants an integer term")
    n = row.params[0]
    if row.atom.head == "floor":
        return Consequence(n, (app("le", n, inside), app("lt", inside, add(n, ONE))))
    return Consequence(n, (app("lt", sub(n, ONE), inside), app("le", inside, n)))


def floor_shift(bench: Bench, row: Row) -> Consequence:
    """floor(a + n) = floor(a) + n for an integer term n, and so for ceiling; params a, n."""
    inside = wants(row, "floor", "ceiling")
    require(len(row.params) == 2 and bench.equal(inside, add(*row.params)), "the argument is not that sum")
    rest, integer = row.params
    require(bench.facts.is_real(rest) and bench.facts.is_integer(integer), "the row wants a real and an integer summand")
    return Consequence(add(app(row.atom.head, rest), integer))


def modulo(bench: Bench, row: Row) -> Consequence:
    """a mod b = a − b·floor(a/b)."""
    require(row.atom.head == "mod", "the row's atom is not a remainder")
    a, b = row.atom.args
    return Consequence(sub(a, mul(b, app("floor", div(a, b)))))


def factorial(bench: Bench, row: Row) -> Consequence:
    """n! = n·(n−1)! for n >= 1."""
    inside = wants(row, "factorial")
    if inside is ZERO:
        return Consequence(ONE)
    return Consequence(mul(inside, app("factorial", shift(inside, -1))), (app("ge", inside, ONE),))


def binomial(bench: Bench, row: Row) -> Consequence:
    """binomial(n, k) = n!/(k!·(n−k)!) for 0 <= k <= n."""
    require(row.atom.head == "binomial", "the row's atom is not a binomial coefficient")
    n, k = row.atom.args
    value = div(app("factorial", n), mul(app("factorial", k), app("factorial", sub(n, k))))
    return Consequence(value, (app("ge", k, ZERO), app("le", k, n)))


def gamma(bench: Bench, row: Row) -> Consequence:
    """Γ(a) = (a−1)·Γ(a−1) for a > 1."""
    inside = wants(row, "gamma")
    require(bench.facts.is_real(inside), "the argument may be complex")
    lower = add(inside, MINUS_ONE)
    return Consequence(mul(lower, app("gamma", lower)), (app("gt", inside, ONE),))


# ---------------------------------------------------------------- sums and products with symbolic ends
def _range(row: Row) -> tuple[Term, Term, Term]:
    finite = row.atom.head in ("sum", "product") and not any("oo" in end.heads for end in row.atom.args[1:])
    require(finite, "the row's atom is not a finite sum or product")
    return row.atom.args[0], row.atom.args[1], row.atom.args[2]


def _member(row: Row, at: Term) -> Term:
    return tidied(substitute(row.atom.args[0], {name(row.atom.text): at}))


def _joined(row: Row, left: Term, right: Term) -> Term:
    return add(left, right) if row.atom.head == "sum" else mul(left, right)


def _unbound(row: Row, *terms: Term) -> tuple[Term, Term]:
    """The scope's terms with the bound name spelled so that no hypothesis or definition can mean it."""
    spelling = fresh("§i0", frozenset().union(*(term.free for term in terms)))
    left, right = (substitute(term, {name(row.atom.text): name(spelling)}) for term in terms)
    return left, right


def peel_last(bench: Bench, row: Row) -> Consequence:
    """Σ_{k=a}^{b} f(k) = Σ_{k=a}^{b−1} f(k) + f(b), and so for products. Owes a nonempty range, b >= a."""
    body, low, high = _range(row)
    rest = make(row.atom.head, row.atom.value, (body, low, shift(high, -1)))
    return Consequence(_joined(row, rest, _member(row, high)), (app("ge", high, low),))


def peel_first(bench: Bench, row: Row) -> Consequence:
    """Σ_{k=a}^{b} f(k) = f(a) + Σ_{k=a+1}^{b} f(k), and so for products. Owes a nonempty range, b >= a."""
    body, low, high = _range(row)
    rest = make(row.atom.head, row.atom.value, (body, shift(low, 1), high))
    return Consequence(_joined(row, _member(row, low), rest), (app("ge", high, low),))


def empty(bench: Bench, row: Row) -> Consequence:
    """A sum over an empty range is 0, a product 1. Owes b < a."""
    _, low, high = _range(row)
    return Consequence(ZERO if row.atom.head == "sum" else ONE, (app("lt", high, low),))


def pull_out(bench: Bench, row: Row) -> Consequence:
    """Σ c·f(k) = c·Σ f(k) where c does not depend on k; params c, f."""
    body, low, high = _range(row)
    require(row.atom.head == "sum" and len(row.params) == 2, "the row wants a sum, a factor and what it multiplies")
    require(row.atom.text not in row.params[0].free, "the factor depends on the index")
    require(bench.equal(*_unbound(row, body, mul(*row.params))), "the summand is not that product")
    return Consequence(times(row.params[0], make("sum", row.atom.value, (row.params[1], low, high))))


def split(bench: Bench, row: Row) -> Consequence:
    """Σ (f + g) = Σ f + Σ g over a finite range; params f, g, …"""
    body, low, high = _range(row)
    require(row.atom.head == "sum" and len(row.params) > 0, "the row wants a sum and its parts")
    require(bench.equal(*_unbound(row, body, add(*row.params))), "the summand is not that sum")
    return Consequence(add(*(make("sum", row.atom.value, (part, low, high)) for part in row.params)))


def constant_sum(bench: Bench, row: Row) -> Consequence:
    """Σ_{k=a}^{b} c = (b − a + 1)·c and Π c = c^(b−a+1) for c without k. Owes b >= a − 1."""
    body, low, high = _range(row)
    require(row.atom.text not in body.free, "the member depends on the index")
    count = add(sub(high, low), ONE)
    value = mul(count, body) if row.atom.head == "sum" else app("pow", body, count)
    return Consequence(value, (app("ge", count, ZERO),))


def limit(bench: Bench, row: Row) -> Consequence:
    """A limit at a point where the body is continuous is the value there."""
    require(row.atom.head == "limit" and row.atom.args[1].head == "toward", "the row's atom is not a limit at a point")
    (body, approach), moving = row.atom.args, row.atom.text
    require(regular(body, moving, approach.args[0], bench.facts), "the body is not known to be continuous at the point")
    return Consequence(substitute(body, {name(moving): approach.args[0]}))


RULES: dict[str, Rule] = {
    "limit": limit, "abs": abs_case, "abs-product": abs_product, "sign": sign_case, "extremum": extremum, "relu": relu,
    "branch": branch, "kronecker": kronecker, "floor": floor, "floor-shift": floor_shift, "modulo": modulo,
    "factorial": factorial, "binomial": binomial, "gamma": gamma, "peel-last": peel_last, "peel-first": peel_first,
    "empty": empty, "pull-out": pull_out, "split": split, "constant": constant_sum,
}  # fmt: skip
