"""Where brackets, signs and fraction bars go: one walk for every style of writing.

Two terms are written alike only if they differ in how a quotient is put together (``x/2`` is both ½·x and x·2⁻¹) or in
brackets around the first members of a sum or product (``(a + b) + c``), which changes neither a value nor where it is defined.
Everything else keeps its brackets: ``a + (b + c)`` is not ``a + b + c``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from symverify.language.sorts import DOMAINS
from symverify.language.terms import BINDERS, Term, num, postorder
from symverify.typeset.names import spellings
from symverify.typeset.prune import prune

# How tightly a piece of text holds together; a piece looser than its place asks for gets brackets.
# BIG (Σ …) is open to the right and may only be the last factor; PARTIAL (∂y/∂x) may be a factor, not a part of a quotient.
QUANTIFIED, IMPLIES, OR, AND, RELATION, SUM, PRODUCT, BIG, PARTIAL, FACTOR, POSTFIX, ATOM = range(12)
CAP = 2000


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of output and how tightly it holds together."""

    body: str
    hold: int


@dataclass(frozen=True, slots=True)
class Style:
    """What differs between plain text and LaTeX; every function takes finished text.

    ``bars`` says that fractions are written with a bar, so that nothing above or below it needs brackets.
    """

    bars: bool
    minus: str
    times: str
    juxtapose: str
    name: Callable[[str], str]
    bracket: Callable[[str], str]
    call: Callable[[str, str], str]
    bar: Callable[[str, str], str]
    superscript: Callable[[str, str, bool], str]
    subscript: Callable[[str, str], str]
    root: Callable[[str], str]
    choose: Callable[[str, str], str]
    fence: Callable[[str, str], str]
    big: Callable[[str, str, str], str]
    partial: Callable[[str, str, int, str, str], str]
    matrix: Callable[[Sequence[Sequence[str]]], str]
    cases: Callable[[Sequence[tuple[str, str]]], str]
    words: Callable[[str], str]
    symbols: Mapping[str, str]
    functions: Mapping[str, str]


def write(term: Term, style: Style, taken: frozenset[str] = frozenset()) -> str:
    """``term`` in ``style``, its inner parts replaced by an ellipsis so that about ``CAP`` characters are not exceeded.

    ``taken`` are names declared around it: a notation that one of them looks like (σ, Γ) is then spelled out.
    """
    nodes = CAP
    while True:
        small = prune(term, nodes)
        text = Writer(style, _names(small, style, taken)).place(small, QUANTIFIED)
        if len(text) <= CAP or nodes <= 8:
            return text
        nodes //= 2


def _names(term: Term, style: Style, taken: frozenset[str]) -> dict[str, str]:
    parts = list(postorder(term))
    found = {part.text for part in parts if (part.head == "name" or part.head in BINDERS) and part.value is not None}
    indexed = {part.args[0].text for part in parts if part.head == "at" and part.args and part.args[0].head == "name"}
    spelled = spellings(found, indexed, style.name)
    return {**{name: style.name(name) for name in taken}, **spelled}


class Writer:
    """Writes one pruned term; recursion is bounded by the depth that ``prune`` leaves."""

    def __init__(self, style: Style, names: Mapping[str, str]) -> None:
        self.style = style
        self.names = names
        self.glyphs = frozenset(names.values())
        self.tight = False

    # ------------------------------------------------------------ places
    def within(self, text: Text, least: int) -> str:
        """The text, with brackets if it holds together less tightly than ``least``."""
        return text.body if text.hold >= least else self.style.bracket(text.body)

    def place(self, term: Term, least: int) -> str:
        """``term`` where at least ``least`` is asked for."""
        return self.within(self.text(term), least)

    def listed(self, terms: Sequence[Term]) -> str:
        """Arguments, with commas."""
        return ", ".join(self.place(term, SUM) for term in terms)

    def small(self, term: Term) -> str:
        """An index or exponent: no spaces around signs, no bars."""
        before, self.tight = self.tight, True
        try:
            return self.place(term, QUANTIFIED)
        finally:
            self.tight = before

    def sign(self, sign: str) -> str:
        return sign if self.tight else f" {sign} "

    @property
    def minus(self) -> str:
        return "-" if self.tight else self.style.minus

    def notation(self, key: str) -> str:
        """How a known function is written; spelled out when a name on the page already looks like that."""
        text = self.style.functions.get(key)
        return self.style.words(key) if text is None or text in self.glyphs else text

    def symbol(self, key: str) -> str:
        return self.style.symbols[key]

    # ------------------------------------------------------------ the walk
    def text(self, term: Term) -> Text:
        """``term`` and how tightly it holds together. Ill-formed terms are shown too, as calls."""
        writer = _HEADS.get(term.head)
        if writer is not None:
            try:
                return writer(self, term)
            except (ValueError, IndexError, TypeError):
                pass
        return self.generic(term)

    def generic(self, term: Term) -> Text:
        """Anything without a notation of its own: ``head(arguments)``."""
        head = self.notation(term.head)
        if term.value is not None:
            head += "[" + self.style.words(str(term.value)) + "]"
        return Text(self.style.call(head, self.listed(term.args)) if term.args else head, ATOM)

    # ------------------------------------------------------------ sums and products
    def add(self, term: Term) -> Text:
        _, _, *_ = term.args
        first, *rest = _spliced(term.args, "add")
        body = self.place(first, PRODUCT)
        for arg in rest:
            factors = _factors(arg)
            if factors[0].head == "num" and factors[0].number < 0:
                body += self.sign(self.minus) + self.product(_positive(factors)).body
            else:
                body += self.sign("+") + self.place(arg, PRODUCT)
        return Text(body, SUM)

    def mul(self, term: Term) -> Text:
        first, _, *_ = term.args
        if first.head == "num" and first.number < 0:
            return Text(self.minus + self.product(_positive(term.args)).body, PRODUCT)
        return self.product(term.args)

    def product(self, factors: tuple[Term, ...]) -> Text:
        """Factors without a sign in front: those to a negative literal power go below one slash or bar."""
        factors = _spliced(factors, "mul")
        above = [factor for factor in factors if _divisor(factor) is None]
        below = [divisor for factor in factors if (divisor := _divisor(factor)) is not None]
        first = factors[0]
        if len(factors) == 1 and not below:
            return self.rational(first.number) if first.head == "num" else Text(self.place(first, BIG), PRODUCT)
        lead: list[Text] = []
        if first.head == "num" and first.number.denominator != 1:
            if below or not self.bars:
                keep = first.number.numerator != 1 or len(above) == 1
                above[:1] = [num(first.number.numerator)] if keep else []
                below.insert(0, (num(first.number.denominator), 1))
            else:
                above, lead = above[1:], [self.rational(first.number)]
        over = [*lead, *(self.text(factor) for factor in above)]
        if not below:
            return self.row(over, PARTIAL, BIG)
        return self.quotient(
            over, [self.text(base) if power == 1 else self.power(base, str(power), True) for base, power in below]
        )

    def row(self, texts: list[Text], inner: int, last: int) -> Text:
        """Factors side by side, with a dot where two numbers would run together."""
        body = ""
        for position, text in enumerate(texts):
            piece = self.within(text, last if position == len(texts) - 1 else inner)
            if not position:
                body = piece
            elif piece[:1].isdigit() or (body[-1:].isdigit() and piece.startswith("\\frac")):
                body += self.style.times + piece
            elif self.tight and body.isdigit() and piece[:1].isalpha():
                body += piece
            else:
                body += self.style.juxtapose + piece
        return Text(body, PRODUCT)

    @property
    def bars(self) -> bool:
        return self.style.bars and not self.tight

    def quotient(self, above: list[Text], below: list[Text]) -> Text:
        """One fraction."""
        above = above or [Text("1", ATOM)]
        if self.bars:
            over, under = (texts[0].body if len(texts) == 1 else self.row(texts, PARTIAL, BIG).body for texts in (above, below))
            return Text(self.style.bar(over, under), FACTOR)
        under = self.within(below[0], FACTOR) if len(below) == 1 else self.style.bracket(self.row(below, FACTOR, FACTOR).body)
        return Text(self.row(above, FACTOR, FACTOR).body + "/" + under, PRODUCT)

    def rational(self, value: Fraction) -> Text:
        """A number: its sign, and a fraction if it is not whole."""
        numerator = Text(self.digits(abs(value.numerator)), ATOM)
        text = numerator
        if value.denominator != 1:
            text = self.quotient([numerator], [Text(self.digits(value.denominator), ATOM)])
        return Text(self.minus + text.body, PRODUCT) if value < 0 else text

    def digits(self, value: int) -> str:
        """A natural number; the middle of a long one is left out."""
        if value.bit_length() <= 400:
            return str(value)
        if value.bit_length() > 10_000:
            return self.style.words(f"(a number of {value.bit_length()} bits)")
        text = str(value)
        return text[:20] + self.symbol("elided") + text[-20:]

    # ------------------------------------------------------------ powers
    def pow(self, term: Term) -> Text:
        base, exponent = term.args
        divisor = _divisor(term)
        if divisor is not None:
            return self.product((term,))
        return self.power(base, self.small(exponent), exponent.head == "num")

    def matpow(self, term: Term) -> Text:
        base, exponent = term.args
        return self.power(base, self.small(exponent), exponent.head == "num")

    def power(self, base: Term, exponent: str, literal: bool) -> Text:
        return Text(self.style.superscript(self.place(base, ATOM), exponent, literal and exponent.isdigit()), FACTOR)

    def real_power(self, term: Term) -> Text:
        # Always with brackets in the exponent: x^(2) is the real power, x² the product x·x.
        base, exponent = term.args
        return Text(self.style.superscript(self.place(base, ATOM), f"({self.small(exponent)})", False), FACTOR)

    def principal_power(self, term: Term) -> Text:
        base, exponent = term.args
        if _plain_positive(base) and exponent.head == "num":
            return self.real_power(term)
        return Text(self.style.call(self.notation("cpower"), self.listed(term.args)), ATOM)

    def sqrt(self, term: Term) -> Text:
        (arg,) = term.args
        if term.head == "csqrt" and not _plain_positive(arg):
            return self.function(term)
        return Text(self.style.root(self.place(arg, QUANTIFIED)), FACTOR)

    def log(self, term: Term) -> Text:
        (arg,) = term.args
        key = "log" if term.head == "clog" and _plain_positive(arg) else term.head
        return Text(self.style.call(self.notation(key), self.listed(term.args)), ATOM)

    def exp(self, term: Term) -> Text:
        (arg,) = term.args
        if self.style.bars and arg.size <= 12:
            return Text(self.style.superscript(self.symbol("e"), self.small(arg), False), FACTOR)
        return self.function(term)

    # ------------------------------------------------------------ functions
    def function(self, term: Term) -> Text:
        return Text(self.style.call(self.notation(term.head), self.listed(term.args)), ATOM)

    def constant(self, term: Term) -> Text:
        if term.args:
            raise ValueError(term.head)
        return Text(self.symbol(term.head), ATOM)

    def fenced(self, term: Term) -> Text:
        (arg,) = term.args
        inner = self.place(arg, SUM)
        if term.head == "abs" and "|" in inner:
            return Text(self.style.call(self.style.words("abs"), inner), ATOM)
        return Text(self.style.fence(term.head, inner), ATOM)

    def factorial(self, term: Term) -> Text:
        (arg,) = term.args
        return Text(self.place(arg, ATOM) + "!", POSTFIX)

    def binomial(self, term: Term) -> Text:
        above, below = term.args
        return Text(self.style.choose(self.place(above, SUM), self.place(below, SUM)), ATOM)

    def kronecker(self, term: Term) -> Text:
        left, right = term.args
        return Text(f"[{self.place(left, SUM)} = {self.place(right, SUM)}]", ATOM)

    def piecewise(self, term: Term) -> Text:
        pairs = list(zip(term.args[::2], term.args[1::2], strict=True))
        if not pairs:
            raise ValueError("piecewise")
        return Text(
            self.style.cases(
                [
                    (
                        self.place(value, SUM),
                        self.style.words("otherwise")
                        if condition.head == "true"
                        else self.style.words("if ") + self.place(condition, QUANTIFIED),
                    )
                    for value, condition in pairs
                ]
            ),
            ATOM,
        )

    def number(self, term: Term) -> Text:
        return self.rational(term.number)

    def name(self, term: Term) -> Text:
        return Text(self.names[term.text], ATOM)

    def at(self, term: Term) -> Text:
        sequence, _, *_ = term.args
        index = ",".join(self.small(index) for index in term.args[1:])
        return Text(self.style.subscript(self.place(sequence, ATOM), index), ATOM)

    def fun(self, term: Term) -> Text:
        return Text(self.notation(term.text), ATOM)

    def dfun(self, term: Term) -> Text:
        function, *orders = term.args
        base = self.place(function, ATOM)
        if len(orders) == 1 and orders[0].head == "num" and 1 <= orders[0].number <= 3:
            return Text(base + "'" * int(orders[0].number), ATOM)
        return Text(self.style.superscript(base, "(" + ",".join(self.small(order) for order in orders) + ")", False), ATOM)

    def apply(self, term: Term) -> Text:
        function, _, *_ = term.args
        return Text(self.style.call(self.place(function, ATOM), self.listed(term.args[1:])), ATOM)

    def lambda_(self, term: Term) -> Text:
        (body,) = term.args
        return Text(f"{self.bound(term)} {self.symbol('maps to')} {self.place(body, SUM)}", QUANTIFIED)

    # ------------------------------------------------------------ derivatives
    def diff(self, term: Term) -> Text:
        body, variable = term.args
        order = 1
        while body.head == "diff" and len(body.args) == 2 and body.args[1] is variable:
            body, order = body.args[0], order + 1
        return self.derivative(body, variable, order, "", "")

    def pdiff(self, term: Term) -> Text:
        body, variable, *held = term.args
        return self.derivative(body, variable, 1, "+", "" if _usual(body, held) else self.held(held))

    def derivative(self, body: Term, variable: Term, order: int, mark: str, held: str) -> Text:
        single = body.head in ("name", "at")
        above = self.place(body, ATOM if single else QUANTIFIED)
        text = self.style.partial(above if single else self.style.bracket(above), self.place(variable, ATOM), order, mark, held)
        return Text(text, FACTOR if self.style.bars else PARTIAL)

    def held(self, held: list[Term]) -> str:
        """The names kept fixed."""
        parts = [
            self.style.words("all below ") + self.small(arg.args[0])
            if arg.head == "below" and len(arg.args) == 1
            else self.place(arg, ATOM)
            for arg in held
        ]
        return ", ".join(parts) or self.symbol("nothing")

    # ------------------------------------------------------------ big operators
    def bound(self, term: Term) -> str:
        return self.names[term.text]

    def open_body(self, body: Term) -> str:
        """What a big operator reaches over: a product needs no brackets, a sum and a leading sign do."""
        text = self.text(body)
        signed = text.body.startswith(self.minus)
        return self.style.bracket(text.body) if signed or text.hold < PRODUCT else text.body

    def ranged(self, term: Term) -> Text:
        body, low, high = term.args
        lower = f"{self.bound(term)}={self.small(low)}"
        return Text(f"{self.style.big(self.symbol(term.head), lower, self.small(high))} {self.open_body(body)}", BIG)

    def integral(self, term: Term) -> Text:
        body, low, high = term.args
        big = self.style.big(self.symbol("integral"), self.small(low), self.small(high))
        return Text(f"{big} {self.open_body(body)}{self.symbol('differential')}{self.bound(term)}", BIG)

    def antiderivative(self, term: Term) -> Text:
        body, variable = term.args
        return Text(
            f"{self.symbol('integral')} {self.open_body(body)}{self.symbol('differential')}{self.place(variable, ATOM)}", BIG
        )

    def approach(self, term: Term, domain: Term) -> str:
        """``x → a``, with its side; along the integers ``n → ∞``, along the reals ``x → +∞``."""
        arrow = f"{self.bound(term)} {self.symbol('to')} "
        if domain.head == "along_integers" and not domain.args:
            return arrow + self.symbol("oo")
        if domain.head != "toward" or len(domain.args) != 1:
            raise ValueError(domain.head)
        point = domain.args[0]
        if point.head == "oo":
            return f"{arrow}+{self.symbol('oo')}"
        if point.head == "mul" and point.args[-1].head == "oo":
            return arrow + self.small(point)
        side = {"+": self.symbol("from above"), "-": self.symbol("from below")}.get(domain.text, "")
        simple = point.head == "name" or (point.head == "num" and point.number >= 0)
        return arrow + (self.small(point) if simple or not side else self.style.bracket(self.small(point))) + side

    def limit(self, term: Term) -> Text:
        body, domain = term.args
        return Text(f"{self.style.big(self.symbol('limit'), self.approach(term, domain), '')} {self.open_body(body)}", BIG)

    # ------------------------------------------------------------ matrices
    def matrix(self, term: Term) -> Text:
        return self.entries(term, [self.place(arg, SUM) for arg in term.args])

    def entries(self, term: Term, texts: list[str]) -> Text:
        rows, columns = (int(part) for part in term.text.split(","))
        if rows * columns != len(texts) or not texts:
            raise ValueError("matrix")
        return Text(self.style.matrix([texts[row * columns : (row + 1) * columns] for row in range(rows)]), ATOM)

    def matmul(self, term: Term) -> Text:
        _, _, *_ = term.args
        return Text(self.symbol("matmul").join(self.place(arg, FACTOR) for arg in term.args), PRODUCT)

    def inverse(self, term: Term) -> Text:
        (arg,) = term.args
        return Text(self.place(arg, ATOM) + self.symbol("inverse"), FACTOR)

    def transpose(self, term: Term) -> Text:
        (arg,) = term.args
        return Text(self.place(arg, ATOM) + self.symbol("transpose"), FACTOR)

    def identity(self, term: Term) -> Text:
        (size,) = term.args
        if self.symbol("identity") in self.glyphs:
            return self.generic(term)
        return Text(self.style.subscript(self.symbol("identity"), self.small(size)), ATOM)

    def entry(self, term: Term) -> Text:
        array, row, column = term.args
        return Text(f"{self.place(array, ATOM)}[{self.small(row)}, {self.small(column)}]", ATOM)

    # ------------------------------------------------------------ statements
    def relation(self, term: Term) -> Text:
        left, right = term.args
        return Text(f"{self.place(left, SUM)} {self.symbol(term.head)} {self.place(right, SUM)}", RELATION)

    def conjunction(self, term: Term) -> Text:
        _, _, *_ = term.args
        if _chained(term.args):
            parts = [self.place(term.args[0].args[0], SUM)]
            parts += [f"{self.symbol(arg.head)} {self.place(arg.args[1], SUM)}" for arg in term.args]
            return Text(" ".join(parts), AND)
        return Text(f" {self.symbol('and')} ".join(self.place(arg, RELATION) for arg in term.args), AND)

    def disjunction(self, term: Term) -> Text:
        _, _, *_ = term.args
        return Text(f" {self.symbol('or')} ".join(self.place(arg, AND) for arg in term.args), OR)

    def implication(self, term: Term) -> Text:
        left, right = term.args
        return Text(f"{self.place(left, OR)} {self.symbol('implies')} {self.place(right, OR)}", IMPLIES)

    def negation(self, term: Term) -> Text:
        (arg,) = term.args
        return Text(self.symbol("not") + self.place(arg, ATOM), RELATION)

    def truth(self, term: Term) -> Text:
        return Text(self.style.words(term.head), ATOM)

    def line(self, term: Term) -> Text:
        return Text(self.style.words(f"line {term.text} holds"), RELATION)

    def inhabited(self, term: Term) -> Text:
        return Text(self.style.words("the hypotheses hold and both sides are defined somewhere"), QUANTIFIED)

    def converges(self, term: Term) -> Text:
        (inner,) = term.args
        return Text(f"{self.place(inner, SUM)} {self.style.words('exists')}", QUANTIFIED)

    def owing(self, term: Term) -> Text:
        """The value alone; what it owes beyond that stands among the conditions when it is open."""
        value, _ = term.args
        return self.text(value)

    def rounds_to(self, term: Term) -> Text:
        left, right, digits = term.args
        count = int(digits.number)
        tail = self.style.words(f" to {count} decimal{'' if count == 1 else 's'}")
        return Text(f"{self.rounded(left, count)} {self.symbol('rounds_to')} {self.rounded(right, count)}{tail}", OR)

    def rounded(self, term: Term, digits: int) -> str:
        """A side of a rounding claim: numbers, and the entries of a matrix, as the decimals they were typed as."""
        if term.head == "num":
            return self.decimal(term.number, digits)
        if term.head == "matrix":
            return self.entries(term, [self.rounded(arg, digits) for arg in term.args]).body
        return self.place(term, SUM)

    def decimal(self, value: Fraction, digits: int) -> str:
        if not 0 <= digits <= 100 or (value * 10**digits).denominator != 1:
            return self.rational(value).body
        whole, part = divmod(abs(int(value * 10**digits)), 10**digits)
        return (self.minus if value < 0 else "") + self.digits(whole) + (f".{part:0{digits}d}" if digits else "")

    def tends_to(self, term: Term) -> Text:
        body, domain, target = term.args
        arrow, tail = self.symbol("to"), self.style.words(" as ")
        return Text(f"{self.place(body, SUM)} {arrow} {self.place(target, SUM)}{tail}{self.approach(term, domain)}", OR)

    def bounded(self, term: Term) -> Text:
        body, domain = term.args
        (start,) = domain.args
        words = self.style.words(" is bounded for ")
        return Text(f"{self.place(body, SUM)}{words}{self.bound(term)} {self.symbol('ge')} {self.place(start, SUM)}", OR)

    def independent(self, term: Term) -> Text:
        body, variable = term.args
        return Text(f"{self.place(body, SUM)}{self.style.words(' does not depend on ')}{self.place(variable, ATOM)}", OR)

    def exists(self, term: Term) -> Text:
        body, domain = term.args
        names = [self.bound(term)]
        while body.head == "exists" and len(body.args) == 2 and body.args[1] is domain and self.bound(body) not in names:
            names.append(self.bound(body))
            body = body.args[0]
        if domain.head not in DOMAINS:
            raise ValueError(domain.head)
        of = f"{', '.join(names)} {self.symbol('in')} {self.symbol(domain.head)}"
        return Text(f"{self.symbol('exists')} {of}: {self.place(body, QUANTIFIED)}", QUANTIFIED)

    def forall(self, term: Term) -> Text:
        body, low, high = term.args
        if high.head == "oo":
            of = f"{self.bound(term)} {self.symbol('ge')} {self.place(low, SUM)}"
        else:
            of = f"{self.bound(term)} = {self.place(low, SUM)}, {self.symbol('dots')}, {self.place(high, SUM)}"
        return Text(f"{self.symbol('forall')} {of}: {self.place(body, QUANTIFIED)}", QUANTIFIED)


# ---------------------------------------------------------------- reading terms
def _spliced(parts: tuple[Term, ...], head: str) -> tuple[Term, ...]:
    """The members of a sum or product, those of a first member that is one itself in its place."""
    while parts[0].head == head and len(parts[0].args) > 1:
        if head == "mul" and (_divides(parts[0]) or _leads_with_sign(parts[0])):
            break
        parts = (*parts[0].args, *parts[1:])
    return parts


def _divides(product: Term) -> bool:
    return any(_divisor(factor) is not None for factor in product.args) or (
        product.args[0].head == "num" and product.args[0].number.denominator != 1
    )


def _leads_with_sign(product: Term) -> bool:
    return product.args[0].head == "num" and product.args[0].number < 0


def _factors(term: Term) -> tuple[Term, ...]:
    return term.args if term.head == "mul" and len(term.args) > 1 else (term,)


def _positive(factors: tuple[Term, ...]) -> tuple[Term, ...]:
    """The factors without the sign of the first; a bare 1 goes, unless a number follows it."""
    first, rest = factors[0], factors[1:]
    if first.number == -1 and rest and rest[0].head != "num":
        return rest
    return (num(-first.number), *rest)


def _divisor(term: Term) -> tuple[Term, int] | None:
    """(base, n) of a power base⁻ⁿ with a literal exponent."""
    if term.head != "pow" or len(term.args) != 2 or term.args[1].head != "num":
        return None
    exponent = term.args[1].number
    return (term.args[0], -exponent.numerator) if exponent < 0 and exponent.denominator == 1 else None


def _plain_positive(term: Term) -> bool:
    """A positive literal, at which real and principal functions are the same."""
    return term.head == "num" and term.number > 0


def _usual(body: Term, held: list[Term]) -> bool:
    """The held set that is meant where none is written: all members of lower index than the quantity derived."""
    return (
        len(held) == 1
        and held[0].head == "below"
        and body.head == "at"
        and len(body.args) == 2
        and held[0].args == body.args[1:]
    )


def _chained(parts: tuple[Term, ...]) -> bool:
    """``a < b`` and ``b < c`` are written ``a < b < c``."""
    heads = {part.head for part in parts}
    if not (heads <= {"lt", "le"} or heads <= {"gt", "ge"}) or any(len(part.args) != 2 for part in parts):
        return False
    return all(left.args[1] is right.args[0] for left, right in pairwise(parts))


# fmt: off
_NOTATIONS: dict[Callable[[Writer, Term], Text], str] = {
    Writer.number: "num", Writer.real_power: "power", Writer.principal_power: "cpower", Writer.sqrt: "sqrt csqrt",
    Writer.log: "log clog", Writer.constant: "pi I euler_gamma oo elided", Writer.fenced: "abs floor ceiling conjugate",
    Writer.lambda_: "lambda", Writer.ranged: "sum product", Writer.relation: "eq ne lt le gt ge", Writer.conjunction: "and",
    Writer.disjunction: "or", Writer.implication: "implies", Writer.negation: "not", Writer.truth: "true false",
}
# fmt: on
_OF_THEIR_OWN = (
    "name add mul pow matpow exp factorial binomial kronecker piecewise at fun dfun apply diff pdiff integral antiderivative "
    "limit matrix matmul inverse transpose identity entry line inhabited converges owing rounds_to tends_to bounded "
    "independent exists forall"
)
_HEADS: dict[str, Callable[[Writer, Term], Text]] = {
    **{head: writer for writer, heads in _NOTATIONS.items() for head in heads.split()},
    **{head: getattr(Writer, head) for head in _OF_THEIR_OWN.split()},
}
