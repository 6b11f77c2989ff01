"""Brackets, signs and fractions: what is written, in both styles, and that different terms are written differently."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symverify.language.terms import (
    FALSE,
    MINUS_ONE,
    ONE,
    TRUE,
    ZERO,
    Term,
    add,
    app,
    at,
    bind,
    div,
    mul,
    name,
    neg,
    num,
    power,
    sub,
)
from symverify.typeset.latex import latex
from symverify.typeset.plain import plain

x, y, z, n, k, t, w = map(name, "xyznktw")
h, before = at("h", t), at("h", sub(t, ONE))
logistic = app("fun", value="logistic")
inner = add(mul(w, before), mul(w, at("x", t)))


def slope(argument: Term) -> Term:
    return app("apply", app("dfun", logistic, ONE), argument)


def pow_(base: Term, exponent: Term) -> Term:
    return app("pow", base, exponent)


CASES: list[tuple[Term, str, str]] = [
    # numbers and signs
    (num(-3), "−3", "-3"),
    (num(Fraction(1, 3)), "1/3", r"\frac{1}{3}"),
    (sub(x, y), "x − y", "x - y"),
    (add(x, num(-2)), "x − 2", "x - 2"),
    (add(neg(x), y), "−x + y", "-x + y"),
    (sub(x, add(y, z)), "x − (y + z)", "x - (y + z)"),
    (neg(mul(x, y)), "−x y", "-x y"),
    (mul(MINUS_ONE, x, y), "−x y", "-x y"),
    (mul(MINUS_ONE, num(2)), "−1·2", r"-1 \cdot 2"),
    (mul(num(2), x), "2 x", "2 x"),
    (mul(x, num(2)), "x·2", r"x \cdot 2"),
    (mul(x, num(-2)), "x (−2)", "x (-2)"),
    (mul(num(2), num(3)), "2·3", r"2 \cdot 3"),
    (app("add", x, app("add", y, z)), "x + (y + z)", "x + (y + z)"),
    (mul(x, mul(y, z)), "x (y z)", "x (y z)"),
    (mul(add(x, y), z), "(x + y) z", "(x + y) z"),
    # quotients
    (div(x, y), "x/y", r"\frac{x}{y}"),
    (div(add(x, y), z), "(x + y)/z", r"\frac{x + y}{z}"),
    (div(x, mul(y, z)), "x/(y z)", r"\frac{x}{y z}"),
    (mul(x, div(y, z)), "x (y/z)", r"x \frac{y}{z}"),
    (power(x, -1), "1/x", r"\frac{1}{x}"),
    (neg(power(x, -2)), "−1/x²", r"-\frac{1}{x^{2}}"),
    (mul(num(Fraction(1, 2)), x), "x/2", r"\frac{1}{2} x"),
    (mul(num(Fraction(-3, 2)), x), "−3 x/2", r"-\frac{3}{2} x"),
    (power(div(x, y), 2), "(x/y)²", r"\left(\frac{x}{y}\right)^{2}"),
    (power(power(x, -1), -1), "1/(1/x)", r"\frac{1}{\frac{1}{x}}"),
    # powers: x² repeats a factor, x^(2) is the real power
    (power(x, 2), "x²", "x^{2}"),
    (power(num(-1), 3), "(−1)³", "(-1)^{3}"),
    (power(power(x, 2), 3), "(x²)³", "(x^{2})^{3}"),
    (pow_(x, n), "x^n", "x^{n}"),
    (pow_(x, add(n, ONE)), "x^{n+1}", "x^{n+1}"),
    (pow_(x, neg(n)), "x^{-n}", "x^{-n}"),
    (app("power", x, num(2)), "x^(2)", "x^{(2)}"),
    (app("power", x, num(Fraction(1, 2))), "x^(1/2)", "x^{1/2}"),
    (app("cpower", x, y), "Pow(x, y)", r"\operatorname{Pow}(x, y)"),
    (power(app("factorial", n), 2), "(n!)²", "(n!)^{2}"),
    (power(neg(x), 2), "(−x)²", "(-x)^{2}"),
    # functions
    (app("sqrt", num(2)), "√2", r"\sqrt{2}"),
    (app("sqrt", add(x, ONE)), "√(x + 1)", r"\sqrt{x + 1}"),
    (app("csqrt", x), "Sqrt(x)", r"\operatorname{Sqrt}(x)"),
    (app("clog", x), "Log(x)", r"\operatorname{Log}(x)"),
    (app("log", x), "log(x)", r"\log(x)"),
    (app("exp", neg(x)), "exp(−x)", r"\mathrm{e}^{-x}"),
    (app("logistic", x), "σ(x)", r"\sigma(x)"),
    (slope(x), "σ'(x)", r"\sigma'(x)"),
    (app("apply", app("dfun", name("f"), ONE, ZERO), x, y), "f^(1,0)(x, y)", "f^{(1,0)}(x, y)"),
    (app("abs", x), "|x|", r"\left|x\right|"),
    (app("abs", mul(x, app("abs", y))), "abs(x |y|)", r"\text{abs}(x \left|y\right|)"),
    (app("floor", div(x, num(2))), "⌊x/2⌋", r"\left\lfloor \frac{x}{2} \right\rfloor"),
    (app("binomial", n, k), "binomial(n, k)", r"\binom{n}{k}"),
    (app("kronecker", n, k), "[n = k]", "[n = k]"),
    (
        app("piecewise", x, app("ge", x, ZERO), neg(x), TRUE),
        "{x if x ≥ 0; −x otherwise}",
        r"\begin{cases} x & \text{if }x \ge 0 \\ -x & \text{otherwise} \end{cases}",
    ),
    (app("pi"), "π", r"\pi"),
    (app("I"), "ⅈ", r"\mathrm{i}"),
    (neg(app("oo")), "−∞", r"-\infty"),
    # names and indices
    (h, "h_t", "h_{t}"),
    (before, "h_{t-1}", "h_{t-1}"),
    (at("x", add(mul(num(2), k), ONE)), "x_{2k+1}", "x_{2k+1}"),
    (at("x", mul(n, k)), "x_{n k}", "x_{n k}"),
    (name("lam"), "λ", r"\lambda"),
    (name("lambda"), "λ", r"\lambda"),
    (name("Lambda"), "Λ", r"\Lambda"),
    (name("W_hh"), "W_hh", r"W_{\mathrm{hh}}"),
    (name("x1"), "x1", "x_{1}"),
    (name("x + y"), "‹x + y›", r"\text{‹x + y›}"),
    # derivatives
    (app("diff", h, before), "∂h_t/∂h_{t-1}", r"\frac{\partial h_{t}}{\partial h_{t-1}}"),
    (app("diff", mul(x, y), x), "∂(x y)/∂x", r"\frac{\partial}{\partial x} (x y)"),
    (app("diff", app("diff", y, x), x), "∂²y/∂x²", r"\frac{\partial^{2} y}{\partial x^{2}}"),
    (mul(app("diff", y, x), z), "∂y/∂x z", r"\frac{\partial y}{\partial x} z"),
    (div(app("diff", y, x), z), "(∂y/∂x)/z", r"\frac{\frac{\partial y}{\partial x}}{z}"),
    (app("pdiff", h, w, app("below", t)), "∂⁺h_t/∂w", r"\frac{\partial^{+} h_{t}}{\partial w}"),
    (app("pdiff", h, w, before), "∂⁺h_t/∂w|_{h_{t-1}}", r"\left.\frac{\partial^{+} h_{t}}{\partial w}\right|_{h_{t-1}}"),
    (app("pdiff", h, w), "∂⁺h_t/∂w|_{∅}", r"\left.\frac{\partial^{+} h_{t}}{\partial w}\right|_{\emptyset}"),
    # big operators
    (bind("sum", "k", mul(k, x), ONE, n), "Σ_{k=1}^n k x", r"\sum_{k=1}^{n} k x"),
    (mul(bind("sum", "k", k, ONE, n), x), "(Σ_{k=1}^n k) x", r"\left(\sum_{k=1}^{n} k\right) x"),
    (mul(x, bind("sum", "k", add(k, y), ONE, n)), "x Σ_{k=1}^n (k + y)", r"x \sum_{k=1}^{n} (k + y)"),
    (add(bind("sum", "k", k, ONE, n), x), "Σ_{k=1}^n k + x", r"\sum_{k=1}^{n} k + x"),
    (bind("product", "i", at("x", name("i")), ZERO, sub(t, ONE)), "∏_{i=0}^{t-1} x_i", r"\prod_{i=0}^{t-1} x_{i}"),
    (
        bind("limit", "x", div(app("abs", x), x), app("toward", ZERO, value="+")),
        "lim_{x → 0⁺} |x|/x",
        r"\lim_{x \to 0^{+}} \frac{\left|x\right|}{x}",
    ),
    (bind("limit", "x", y, app("toward", ZERO, value="+-")), "lim_{x → 0} y", r"\lim_{x \to 0} y"),
    (bind("integral", "x", x, ZERO, app("oo")), "∫_0^∞ x dx", r"\int_{0}^{\infty} x \, \mathrm{d}x"),
    (app("antiderivative", add(x, ONE), x), "∫ (x + 1) dx", r"\int (x + 1) \, \mathrm{d}x"),
    # matrices
    (app("matrix", x, ZERO, ZERO, y, value="2,2"), "[[x, 0], [0, y]]", r"\begin{pmatrix} x & 0 \\ 0 & y \end{pmatrix}"),
    (
        app("matmul", name("Q"), app("matpow", name("Lambda"), num(30)), app("inverse", name("Q"))),
        "Q · Λ³⁰ · Q⁻¹",
        r"Q \cdot \Lambda^{30} \cdot Q^{-1}",
    ),
    (app("transpose", app("matmul", name("A"), name("B"))), "(A · B)ᵀ", r"(A \cdot B)^{\mathsf{T}}"),
    (app("entry", name("A"), ZERO, ONE), "A[0, 1]", "A[0, 1]"),
    (app("identity", n), "I_n", r"\mathrm{I}_{n}"),
    # statements
    (
        app("eq", app("diff", h, before), add(at("u", t), mul(slope(inner), before))),
        "∂h_t/∂h_{t-1} = u_t + σ'(w h_{t-1} + w x_t) h_{t-1}",
        r"\frac{\partial h_{t}}{\partial h_{t-1}} = u_{t} + \sigma'(w h_{t-1} + w x_{t}) h_{t-1}",
    ),
    (app("rounds_to", x, num(Fraction(7, 500)), num(3)), "x ≈ 0.014 to 3 decimals", r"x \approx 0.014\text{ to 3 decimals}"),
    (app("rounds_to", x, ZERO, num(1)), "x ≈ 0.0 to 1 decimal", r"x \approx 0.0\text{ to 1 decimal}"),
    (bind("tends_to", "n", pow_(x, n), app("along_integers"), ZERO), "x^n → 0 as n → ∞", r"x^{n} \to 0\text{ as }n \to \infty"),
    (
        bind("tends_to", "x", y, app("toward", app("oo"), value="-"), app("oo")),
        "y → ∞ as x → +∞",
        r"y \to \infty\text{ as }x \to +\infty",
    ),
    (bind("bounded", "n", pow_(x, n), app("from", ONE)), "x^n is bounded for n ≥ 1", r"x^{n}\text{ is bounded for }n \ge 1"),
    (app("independent", h, before), "h_t does not depend on h_{t-1}", r"h_{t}\text{ does not depend on }h_{t-1}"),
    (app("not", app("eq", x, ZERO)), "¬(x = 0)", r"\lnot (x = 0)"),
    (app("and", app("lt", ZERO, x), app("lt", x, ONE)), "0 < x < 1", "0 < x < 1"),
    (app("and", app("lt", ZERO, x), app("gt", x, ONE)), "0 < x ∧ x > 1", r"0 < x \land x > 1"),
    (app("or", app("and", TRUE, FALSE), TRUE), "true ∧ false ∨ true", r"\text{true} \land \text{false} \lor \text{true}"),
    (app("and", app("or", TRUE, FALSE), TRUE), "(true ∨ false) ∧ true", r"(\text{true} \lor \text{false}) \land \text{true}"),
    (app("implies", app("gt", x, ZERO), app("ne", x, ZERO)), "x > 0 ⟹ x ≠ 0", r"x > 0 \implies x \ne 0"),
    (bind("exists", "q", app("eq", name("q"), x), app("complexes")), "∃ q ∈ ℂ: q = x", r"\exists q \in \mathbb{C}: q = x"),
    (bind("forall", "k", app("eq", at("x", k), ZERO), ONE, app("oo")), "∀ k ≥ 1: x_k = 0", r"\forall k \ge 1: x_{k} = 0"),
    (
        bind("forall", "k", app("eq", at("x", k), ZERO), ONE, n),
        "∀ k = 1, …, n: x_k = 0",
        r"\forall k = 1, \ldots, n: x_{k} = 0",
    ),
    (app("line", value="3.2.i/10"), "line 3.2.i/10 holds", r"\text{line 3.2.i/10 holds}"),
]


@pytest.mark.parametrize(("term", "text", "tex"), CASES, ids=[text for _, text, _ in CASES])
def test_written(term: Term, text: str, tex: str) -> None:
    assert plain(term) == text
    assert latex(term) == tex


def test_a_notation_that_a_name_has_claimed_is_spelled_out() -> None:
    assert plain(add(app("apply", name("sigma"), x), app("logistic", x))) == "σ(x) + logistic(x)"
    assert plain(app("logistic", x), frozenset({"sigma"})) == "logistic(x)"
    assert plain(app("identity", n), frozenset({"I"})) == "identity(n)"


def test_names_that_would_look_alike_are_quoted() -> None:
    assert plain(add(name("lam"), name("lambda"))) == "‹lam› + ‹lambda›"
    assert plain(add(name("h_0"), at("h", ZERO))) == "‹h_0› + h_0"
    assert latex(add(name("x1"), name("x_1"))) == r"\text{‹x1›} + \text{‹x\_1›}"


def test_nothing_steers_a_terminal() -> None:
    assert "\x1b" not in plain(name("\x1b[31mred"))
    assert "\u202e" not in plain(name("a\u202eb"))


# ---------------------------------------------------------------- different terms, different text
def test_the_text_shows_everything_but_how_quotients_are_put_together() -> None:
    leaves = [x, y, ONE, num(2), num(-1), num(-2), num(Fraction(1, 2))]
    once = (
        leaves
        + [made for left in leaves for right in leaves for made in (app("add", left, right), app("mul", left, right))]
        + [pow_(left, exponent) for left in leaves for exponent in (num(2), num(-1), n)]
        + [app("abs", x), app("sqrt", x), app("factorial", n), app("diff", y, x), bind("sum", "k", x, ONE, n)]
    )
    twice = [
        made
        for left in once
        for right in [*leaves, power(x, -1), add(x, y), mul(x, y), app("diff", y, x), bind("sum", "k", x, ONE, n)]
        for made in (
            app("add", left, right),
            app("add", right, left),
            app("mul", left, right),
            app("mul", right, left),
            pow_(left, n),
        )
    ]
    for write in (plain, latex):
        seen: dict[str, Term] = {}
        for term in {*once, *twice}:
            other = seen.setdefault(write(term), term)
            assert other is term or value(other) == value(term), (write(term), other, term)


def value(term: Term) -> object:
    """The value at two points: terms written alike must agree there, in value and in being defined."""
    return tuple(
        _value(term, point)
        for point in (
            {"x": Fraction(3, 7), "y": Fraction(5, 11), "n": Fraction(3)},
            {"x": Fraction(0), "y": Fraction(-13, 3), "n": Fraction(2)},
        )
    )


def _value(term: Term, point: dict[str, Fraction]) -> object:
    parts = [_value(arg, point) for arg in term.args]
    if term.head == "num":
        return term.number
    if term.head == "name":
        return point[term.text] if term.text in point else Fraction(17)
    if None in parts:
        return None
    if not all(isinstance(part, Fraction) for part in parts) or term.head not in ("add", "mul", "pow"):
        return Fraction(hash((term.head, term.value, *parts)) % 1009, 1013)  # any function of its arguments will do
    if term.head == "pow":
        return (
            None
            if parts[0] == 0 and parts[1] < 0
            else Fraction(parts[0] ** int(parts[1]))
            if abs(parts[1]) < 9
            else Fraction(1, 97)
        )
    result = Fraction(term.head == "mul")
    for part in parts:
        result = result * part if term.head == "mul" else result + part
    return result


terms = st.recursive(
    st.sampled_from([x, y, n, ONE, ZERO, num(-2), num(Fraction(3, 4)), app("oo"), app("pi"), h]),
    lambda inner: st.one_of(
        st.builds(
            lambda head, args: app(head, *args),
            st.sampled_from(
                "add mul pow power cpower exp log sqrt abs floor factorial at apply dfun diff pdiff matrix matmul entry eq lt "
                "and or not implies rounds_to independent piecewise foo".split()
            ),
            st.lists(inner, max_size=4),
        ),
        st.builds(
            lambda head, args: bind(head, "k", *args),
            st.sampled_from("sum product limit integral lambda forall exists tends_to bounded".split()),
            st.lists(inner, min_size=1, max_size=3),
        ),
    ),
    max_leaves=25,
)


@given(terms)
@settings(max_examples=200, deadline=None)
def test_anything_can_be_written(term: Term) -> None:
    """Ill-formed terms have to be shown too; braces and left/right pairs stay in balance."""
    tex = latex(term)
    assert plain(term)
    assert tex.count("{") == tex.count("}")
    assert tex.count(r"\left") == tex.count(r"\right")


# ---------------------------------------------------------------- size
def test_a_deep_term_is_cut() -> None:
    deep = x
    for _ in range(10_000):
        deep = add(ONE, app("sin", deep))
    for text in (plain(deep), latex(deep)):
        assert len(text) <= 2100
    assert plain(deep).startswith("1 + sin(1 + sin(") and "…" in plain(deep)


def test_a_wide_term_is_cut() -> None:
    assert plain(app("add", *(power(x, exponent) for exponent in range(20_000)))).endswith("+ …")


def test_a_shared_term_is_cut() -> None:
    shared = x
    for _ in range(300):
        shared = mul(shared, shared)
    assert len(plain(shared)) <= 2100


def test_long_numbers_are_cut() -> None:
    assert plain(num(10**300)) == "1" + "0" * 19 + "…" + "0" * 20
    assert plain(num(2**100_000)) == "(a number of 100001 bits)"
