"""Small claims built directly as terms, with evidence: together they cover every kind of evidence and every rule.

``evidence`` is written out where that says more than a search; where it is None the strategies find it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache, partial

from symverify.kernel.check import check
from symverify.kernel.proofs import case_label
from symverify.language.claims import Claim, Context, Declaration, Definition, Hypothesis
from symverify.language.evidence import (
    Absurd,
    Balls,
    Bounded,
    Cases,
    Conjunction,
    Continuity,
    Counterexample,
    Decay,
    EmptyDomain,
    Evidence,
    Growth,
    Identity,
    Inconsistent,
    Induction,
    Inequality,
    Instance,
    Lemma,
    Multiple,
    Negation,
    Point,
    Row,
    Unchanging,
)
from symverify.language.sorts import COMPLEX, INTEGER, REAL, Sort, function, sequence
from symverify.language.terms import MINUS_ONE, ONE, TRUE, ZERO, Term, add, app, at, bind, div, mul, name, neg, num, power, sub
from symverify.language.verdicts import Status, Verdict
from symverify.prover import judge

TWO, THREE, HALF, PI, I = num(2), num(3), num(Fraction(1, 2)), app("pi"), app("I")
a, b, k, n, t, u, v, w, x, y, z = (name(spelling) for spelling in "abkntuvwxyz")


@dataclass(frozen=True)
class Entry:
    """A claim, evidence for or against it (None: found by the strategies), a witness and the status that follows."""

    claim: Claim
    evidence: Evidence | None = None
    witness: Point | None = None
    status: Status = Status.PROVED

    @property
    def id(self) -> str:
        """The id of the claim."""
        return self.claim.id


def eq(left: Term, right: Term) -> Term:
    """left = right."""
    return app("eq", left, right)


def point(**values: Term) -> Point:
    """A point by keywords."""
    return Point(tuple(values.items()))


def context(*declared: tuple[str, Sort], defs: tuple[Definition, ...] = (), hyps: tuple[tuple[str, Term], ...] = ()) -> Context:
    """Declarations (several spellings at once), definitions and labelled hypotheses."""
    names = tuple(Declaration(spelling, sort) for spellings, sort in declared for spelling in spellings.split())
    return Context(names, defs, tuple(Hypothesis(label, statement) for label, statement in hyps))


def row(rule: str, atom: Term, *params: Term, label: str = "") -> Row:
    """One row of an atom table."""
    return Row(rule, atom, params, label)


def rows(*entries: Row) -> Identity:
    """An identity without multiples."""
    return Identity(entries)


def entry(
    id: str,
    goal: Term,
    where: Context,
    evidence: Evidence | None = None,
    at: Point | None = None,
    status: Status = Status.PROVED,
    uses: tuple[Claim, ...] = (),
) -> Entry:
    """One line of the corpus."""
    return Entry(Claim(id, goal, where, uses), evidence, at, status)


def f(head: str, *args: Term) -> Term:
    """An application."""
    return app(head, *args)


def sums(body: Term, low: Term, high: Term) -> Term:
    """Σ over k."""
    return bind("sum", "k", body, low, high)


REALS = context(("x y", REAL))
POSITIVE = context(("x y", REAL), hyps=(("x", app("gt", x, ZERO)), ("y", app("gt", y, ZERO))))
COMPLEXES = context(("z", COMPLEX), ("x", REAL))
NATURAL = context(("n", INTEGER), ("x", REAL), hyps=(("n", app("ge", n, ONE)),))
AT_ONE = point(x=ONE, y=ONE)
_log, _exp, _sqrt, _abs, _sin, _cos = (partial(app, head) for head in ("log", "exp", "sqrt", "abs", "sin", "cos"))


def _functions() -> list[Entry]:
    """Exponentials, logarithms, powers, roots, trigonometric functions."""
    wide = context(("x y", REAL), hyps=(("low", app("ge", x, MINUS_ONE)), ("high", app("le", x, ONE))))
    quarter = context(("x", REAL), hyps=(("low", app("le", neg(mul(HALF, PI)), x)), ("high", app("le", x, mul(HALF, PI)))))
    negative = context(("x", REAL), hyps=(("x", app("lt", x, ZERO)),))
    e2 = _exp(mul(TWO, x))
    return [
        entry(
            "exp-sum",
            eq(_exp(add(mul(TWO, x), y)), mul(power(_exp(x), 2), _exp(y))),
            REALS,
            rows(row("exp-sum", _exp(add(mul(TWO, x), y)), x, TWO, y, ONE)),
            AT_ONE,
        ),
        entry("exp-log", eq(_exp(_log(x)), x), POSITIVE, rows(row("exp-log", _exp(_log(x)))), AT_ONE),
        entry("exp-log-open", eq(_exp(_log(x)), x), REALS, rows(row("exp-log", _exp(_log(x)))), AT_ONE, Status.CONDITIONAL),
        entry(
            "log-product",
            eq(_log(mul(x, power(y, 2))), add(_log(x), mul(TWO, _log(y)))),
            POSITIVE,
            rows(row("log-product", _log(mul(x, power(y, 2))), x, ONE, y, TWO)),
            AT_ONE,
        ),
        entry("log-exp", eq(_log(_exp(x)), x), REALS, rows(row("log-exp", _log(_exp(x)))), AT_ONE),
        entry(
            "log-power",
            eq(_log(f("power", x, y)), mul(y, _log(x))),
            POSITIVE,
            rows(row("log-power", _log(f("power", x, y)))),
            AT_ONE,
        ),
        entry("principal", eq(f("clog", x), _log(x)), POSITIVE, rows(row("principal", f("clog", x))), AT_ONE),
        entry(
            "principal-negative",
            eq(f("csqrt", x), mul(I, _sqrt(neg(x)))),
            negative,
            rows(row("principal-negative", f("csqrt", x))),
            point(x=MINUS_ONE),
        ),
        entry(
            "power-exp", eq(f("power", x, y), _exp(mul(y, _log(x)))), POSITIVE, rows(row("power-exp", f("power", x, y))), AT_ONE
        ),
        entry(
            "power-root",
            eq(f("power", x, num(Fraction(3, 2))), mul(x, _sqrt(x))),
            POSITIVE,
            rows(row("power-root", f("power", x, num(Fraction(3, 2))))),
            AT_ONE,
        ),
        entry(
            "sqrt-product",
            eq(_sqrt(mul(x, y)), mul(_sqrt(x), _sqrt(y))),
            POSITIVE,
            rows(row("sqrt-product", _sqrt(mul(x, y)), x, ONE, y, ONE)),
            AT_ONE,
        ),
        entry("sqrt-square", eq(_sqrt(power(x, 2)), _abs(x)), REALS, rows(row("sqrt-square", _sqrt(power(x, 2)), x)), AT_ONE),
        entry("sqrt-wrong", eq(_sqrt(power(x, 2)), x), REALS, Counterexample(point(x=MINUS_ONE), 53), None, Status.REFUTED),
        entry(
            "pow-sum",
            eq(f("pow", x, add(n, ONE)), mul(x, f("pow", x, n))),
            NATURAL,
            rows(row("pow-sum", f("pow", x, add(n, ONE)), n, ONE, ONE, ONE)),
            point(x=TWO, n=ONE),
        ),
        entry(
            "pow-product",
            eq(f("pow", mul(TWO, x), n), mul(f("pow", TWO, n), f("pow", x, n))),
            NATURAL,
            rows(row("pow-product", f("pow", mul(TWO, x), n), TWO, ONE, x, ONE)),
            point(x=TWO, n=ONE),
        ),
        entry(
            "by-definition",
            eq(f("tanh", x), div(sub(e2, ONE), add(e2, ONE))),
            REALS,
            rows(row("by-definition", f("tanh", x)), row("exp-sum", _exp(neg(x)), x, MINUS_ONE), row("exp-sum", e2, x, TWO)),
            AT_ONE,
        ),
        entry(
            "trig-sum",
            eq(_sin(add(x, y)), add(mul(_sin(x), _cos(y)), mul(_cos(x), _sin(y)))),
            REALS,
            rows(row("trig-sum", _sin(add(x, y)), x, y)),
            AT_ONE,
        ),
        entry(
            "trig-multiple",
            eq(_cos(mul(TWO, x)), sub(ONE, mul(TWO, power(_sin(x), 2)))),
            REALS,
            rows(row("trig-multiple", _cos(mul(TWO, x)), x, TWO)),
            AT_ONE,
        ),
        entry(
            "trig-exact",
            eq(_sin(mul(num(Fraction(7, 6)), PI)), neg(HALF)),
            REALS,
            rows(row("trig-exact", _sin(mul(num(Fraction(7, 6)), PI)), num(Fraction(7, 6)))),
            point(),
        ),
        entry(
            "euler", eq(_exp(mul(I, x)), add(_cos(x), mul(I, _sin(x)))), REALS, rows(row("euler", _exp(mul(I, x)), x)), AT_ONE
        ),
        entry(
            "inverse-inside", eq(_sin(f("asin", x)), x), wide, rows(row("inverse-inside", _sin(f("asin", x)))), point(x=HALF)
        ),
        entry(
            "inverse-outside",
            eq(f("asin", _sin(x)), x),
            quarter,
            rows(row("inverse-outside", f("asin", _sin(x)))),
            point(x=HALF),
            Status.CONDITIONAL,
        ),
        entry("atan", eq(f("asinh", f("sinh", x)), x), REALS, rows(row("inverse-outside", f("asinh", f("sinh", x)))), AT_ONE),
        entry("parity", eq(add(f("erf", neg(x)), f("erf", x)), ZERO), REALS, rows(row("parity", f("erf", neg(x)), x)), AT_ONE),
    ]


def _pieces() -> list[Entry]:
    """Cases, integer functions, sums and products."""
    whole = sums(mul(x, k), ONE, n)
    step = f("piecewise", x, app("gt", x, ZERO), neg(x), TRUE)
    label = case_label(x)
    square = power(x, 2)
    fives = tuple(sums(square, ONE, num(end)) for end in (2, 1, 0))
    cases = Cases(x, rows(row("abs", _abs(x), MINUS_ONE)), rows(row("abs", _abs(x), ONE)), rows(row("abs", _abs(x), ONE)))
    return [
        entry("cases", eq(mul(_abs(x), _abs(x), _abs(x)), mul(square, _abs(x))), REALS, cases, AT_ONE),
        entry("absurd", eq(_abs(x), x), POSITIVE, Cases(x, Absurd(label), Absurd("x"), rows(row("abs", _abs(x), ONE))), AT_ONE),
        entry(
            "abs-product",
            eq(_abs(mul(z, power(x, 2))), mul(_abs(z), power(_abs(x), 2))),
            COMPLEXES,
            rows(row("abs-product", _abs(mul(z, square)), z, ONE, x, TWO)),
            point(z=I, x=ONE),
        ),
        entry("sign", eq(f("sign", x), ONE), POSITIVE, rows(row("sign", f("sign", x), ONE)), AT_ONE),
        entry("extremum", eq(f("max", x, neg(y)), x), POSITIVE, rows(row("extremum", f("max", x, neg(y)), ZERO)), AT_ONE),
        entry(
            "relu",
            eq(f("relu", x), x),
            POSITIVE,
            rows(row("relu", f("relu", x)), row("extremum", f("max", x, ZERO), ZERO)),
            AT_ONE,
        ),
        entry("branch", eq(step, x), POSITIVE, rows(row("branch", step, ZERO)), AT_ONE),
        entry(
            "kronecker",
            eq(f("kronecker", n, ZERO), ZERO),
            NATURAL,
            rows(row("kronecker", f("kronecker", n, ZERO), ZERO)),
            point(n=ONE),
        ),
        entry(
            "floor",
            eq(f("floor", num(Fraction(7, 2))), THREE),
            REALS,
            rows(row("floor", f("floor", num(Fraction(7, 2))), THREE)),
            point(),
        ),
        entry(
            "floor-shift",
            eq(f("floor", add(x, n)), add(f("floor", x), n)),
            NATURAL,
            rows(row("floor-shift", f("floor", add(x, n)), x, n)),
            point(x=HALF, n=ONE),
        ),
        entry(
            "modulo",
            eq(f("mod", x, TWO), sub(x, mul(TWO, f("floor", div(x, TWO))))),
            REALS,
            rows(row("modulo", f("mod", x, TWO))),
            AT_ONE,
        ),
        entry(
            "factorial",
            eq(f("factorial", n), mul(n, f("factorial", sub(n, ONE)))),
            NATURAL,
            rows(row("factorial", f("factorial", n))),
            point(n=TWO),
        ),
        entry(
            "binomial",
            eq(f("binomial", n, ONE), n),
            NATURAL,
            rows(
                row("binomial", f("binomial", n, ONE)),
                row("factorial", f("factorial", n)),
                row("factorial", f("factorial", ONE)),
                row("factorial", f("factorial", ZERO)),
            ),
            point(n=TWO),
        ),
        entry(
            "gamma",
            eq(f("gamma", add(x, ONE)), mul(x, f("gamma", x))),
            POSITIVE,
            rows(row("gamma", f("gamma", add(x, ONE)))),
            AT_ONE,
        ),
        entry(
            "peel-last",
            eq(sums(mul(x, k), ONE, n), add(sums(mul(x, k), ONE, sub(n, ONE)), mul(n, x))),
            NATURAL,
            rows(row("peel-last", whole)),
            point(x=ONE, n=TWO),
        ),
        entry(
            "peel-first",
            eq(whole, add(x, sums(mul(x, k), TWO, n))),
            NATURAL,
            rows(row("peel-first", whole)),
            point(x=ONE, n=TWO),
        ),
        entry(
            "empty",
            eq(fives[0], mul(TWO, square)),
            REALS,
            rows(row("peel-last", fives[0]), row("peel-last", fives[1]), row("empty", fives[2])),
            AT_ONE,
        ),
        entry("pull-out", eq(whole, mul(x, sums(k, ONE, n))), NATURAL, rows(row("pull-out", whole, x, k)), point(x=ONE, n=TWO)),
        entry(
            "split",
            eq(sums(add(k, x), ONE, n), add(sums(k, ONE, n), mul(n, x))),
            NATURAL,
            rows(row("split", sums(add(k, x), ONE, n), k, x), row("constant", sums(x, ONE, n))),
            point(x=ONE, n=TWO),
        ),
        entry("binomial-wrong", eq(f("binomial", n, TWO), n), NATURAL, Counterexample(point(n=TWO), 53), None, Status.REFUTED),
    ]


H = sequence(REAL, ZERO)
_now, _before = at("h", t), at("h", add(t, MINUS_ONE))
DECAYING = Definition("h", mul(w, _before), "t", ONE)
_geometric = eq(_now, mul(f("pow", w, t), at("h", ZERO)))
_t = ("t", app("ge", t, ZERO))
_state = bind("lambda", "i", num(3))
_next = at("h", add(t, ONE))


def _graph() -> list[Entry]:
    """Definitions, recurrences, hypotheses, earlier lines, derivatives, matrices, induction."""
    node = context(("x y u", REAL), defs=(Definition("u", add(power(x, 2), y)),))
    recurrent = context(("w", REAL), ("h", H), ("t", INTEGER), defs=(DECAYING,), hyps=(("t", app("ge", t, ONE)),))
    from_zero = context(("w", REAL), ("h", H), ("t", INTEGER), defs=(DECAYING,), hyps=(_t,))
    circle = context(("x y", REAL), hyps=(("unit", eq(add(power(x, 2), power(y, 2)), ONE)),))
    plain = context(("g", function(REAL, 1)), ("x y", REAL), hyps=(("fixed", eq(f("apply", name("g"), x), y)),))
    derivative, step = f("diff", u, x), f("diff", _now, _before)
    m = app("matrix", x, ONE, ZERO, y, value="2,2")
    big = app("entry", f("matpow", m, add(n, ONE)), ZERO, ZERO)
    parts = f("matpow", m, n)
    trace = f("trace", f("matmul", m, f("transpose", m)))
    called = f("apply", f("dfun", app("fun", value="tanh"), ONE), x)
    owing = f("owing", x, app("ne", y, ZERO))
    earlier = Claim("square", eq(power(_sin(x), 4), power(sub(ONE, power(_cos(x), 2)), 2)), REALS)
    log_line = Claim("log", eq(_log(power(x, 2)), mul(TWO, _log(x))), context(("x", REAL), hyps=(("x", app("gt", x, ZERO)),)))
    doubled = _log(power(mul(TWO, y), 2))
    induction = Induction(
        "t",
        ZERO,
        rows(),
        rows(
            row("recurrence", _next),
            row("hypothesis", _now, label="induction"),
            row("pow-sum", f("pow", w, add(t, ONE)), t, ONE, ONE, ONE),
        ),
    )
    lemma = Lemma(
        "known",
        app("ge", add(power(x, 2), ONE), ONE),
        Inequality(power(x, 2)),
        rows(row("abs", _abs(add(power(x, 2), ONE)), ONE)),
    )
    return [
        entry("definition", eq(sub(u, y), power(x, 2)), node, rows(row("definition", u)), AT_ONE),
        entry("recurrence", eq(_now, mul(w, _before)), recurrent, rows(row("recurrence", _now)), point(h=_state, w=ONE, t=ONE)),
        entry(
            "hypothesis",
            eq(mul(TWO, f("apply", name("g"), x)), mul(TWO, y)),
            plain,
            rows(row("hypothesis", f("apply", name("g"), x), label="fixed")),
            point(g=bind("lambda", "s", name("s")), x=ONE, y=ONE),
        ),
        entry(
            "multiple",
            eq(power(x, 4), power(sub(ONE, power(y, 2)), 2)),
            circle,
            Identity((), (Multiple("unit", sub(add(power(x, 2), ONE), power(y, 2))),)),
            point(x=ONE, y=ZERO),
        ),
        entry(
            "line",
            eq(mul(y, doubled), mul(TWO, y, _log(mul(TWO, y)))),
            POSITIVE,
            rows(row("line", doubled, x, mul(TWO, y), label="log")),
            AT_ONE,
            Status.CONDITIONAL,
            (log_line,),
        ),
        entry("lines", eq(mul(y, power(_sin(x), 4)), mul(y, power(_cos(x), 4))), REALS, None, None, Status.REFUTED, (earlier,)),
        entry("derivative", eq(derivative, mul(TWO, x)), node, rows(row("derivative", derivative)), AT_ONE),
        entry("derivative-wrong", eq(derivative, x), node, None, None, Status.REFUTED),
        entry("through-time", eq(step, w), recurrent, rows(row("derivative", step)), point(h=_state, w=ONE, t=ONE)),
        entry("call", eq(called, sub(ONE, power(f("tanh", x), 2))), REALS, rows(row("call", called)), AT_ONE),
        entry(
            "owing", eq(owing, x), context(("x y", REAL), hyps=(("y", app("ne", y, ZERO)),)), rows(row("owing", owing)), AT_ONE
        ),
        entry("entry", eq(trace, add(power(x, 2), power(y, 2), ONE)), REALS, rows(row("entry", trace)), AT_ONE),
        entry(
            "matrix-power",
            eq(big, add(mul(x, f("entry", parts, ZERO, ZERO)), ZERO)),
            context(("x y", REAL), ("n", INTEGER), hyps=(("n", app("ge", n, ONE)),)),
            rows(row("matrix-power", big)),
            point(x=ONE, y=ONE, n=ONE),
        ),
        entry("matrices", eq(f("matmul", m, f("inverse", m)), f("identity", TWO)), POSITIVE, rows(), AT_ONE),
        entry(
            "matrices-wrong",
            eq(f("matmul", m, f("transpose", m)), f("matmul", f("transpose", m), m)),
            REALS,
            Counterexample(point(x=TWO, y=ONE), 53, (0, 0)),
            None,
            Status.REFUTED,
        ),
        entry("induction", _geometric, from_zero, induction, point(h=_state, w=ONE, t=ONE)),
        entry("lemma", eq(_abs(add(power(x, 2), ONE)), add(power(x, 2), ONE)), REALS, lemma, AT_ONE),
        entry(
            "lemma-cases",
            app("and", app("ge", power(x, 2), ZERO), app("lt", ZERO, add(ONE, power(y, 2)))),
            REALS,
            Conjunction((Inequality(power(x, 2)), Inequality(add(ONE, power(y, 2))))),
            AT_ONE,
        ),
    ]


def _order() -> list[Entry]:
    """Inequalities, enclosures, limits, growth, existence, independence, emptiness."""
    half_n = f("pow", HALF, n)
    approached = bind("limit", "s", _exp(name("s")), app("toward", ZERO, value="+"))
    q = name("q")
    node = context(("x y u", REAL), defs=(Definition("u", sub(add(x, y), x)),))
    grown = f("pow", a, n)
    unit = Decay(((THREE, HALF),), ZERO, rows(), (Balls(53),))
    rounded = bind(
        "exists", "q", app("and", app("rounds_to", q, ONE, TWO), app("rounds_to", mul(TWO, q), THREE, TWO)), app("reals")
    )
    clash = Inconsistent((TWO, MINUS_ONE), ZERO, rows())
    above = context(("a", REAL), hyps=(("a", app("gt", _abs(a), ONE)),))
    bad = add(MINUS_ONE, neg(power(x, 2)))
    return [
        entry(
            "inequality",
            app("le", mul(TWO, x, y), add(power(x, 2), power(y, 2))),
            REALS,
            Inequality(power(sub(x, y), 2)),
            AT_ONE,
        ),
        entry("inequality-rows", app("gt", f("cosh", x), ZERO), REALS, Inequality(f("cosh", x)), AT_ONE),
        entry("inequality-wrong", app("lt", power(x, 2), x), REALS, Counterexample(point(x=TWO), 53), None, Status.REFUTED),
        entry("balls", app("lt", _exp(ONE), PI), REALS, Balls(53), point()),
        entry("rounds", app("rounds_to", PI, num(Fraction(314, 100)), TWO), REALS, Balls(64), point()),
        entry(
            "rounds-wrong",
            app("rounds_to", PI, num(Fraction(315, 100)), TWO),
            REALS,
            Counterexample(Point(), 64),
            None,
            Status.REFUTED,
        ),
        entry(
            "continuity",
            bind("tends_to", "s", div(_sin(name("s")), add(ONE, name("s"))), app("toward", ZERO, value="+-"), ZERO),
            REALS,
            Continuity(rows(row("trig-exact", _sin(ZERO), ZERO))),
            point(),
        ),
        entry(
            "limit",
            eq(add(x, approached), add(x, ONE)),
            REALS,
            rows(row("limit", approached), row("exp-sum", _exp(ZERO))),
            AT_ONE,
            Status.CONDITIONAL,
        ),
        entry(
            "decay", bind("tends_to", "n", add(ONE, mul(THREE, half_n)), app("along_integers"), ONE), context(), unit, point()
        ),
        entry(
            "bounded",
            bind("bounded", "n", add(mul(THREE, half_n), ZERO), app("from", ZERO)),
            context(),
            Bounded(((THREE, HALF),), rows(), (Balls(53),)),
            point(),
        ),
        entry(
            "growth",
            app("not", bind("bounded", "n", _abs(mul(TWO, grown)), app("from", ZERO))),
            above,
            Growth((HALF,), a, ZERO, ZERO, ZERO, rows(), Inequality(sub(_abs(a), ONE))),
            point(a=TWO),
        ),
        entry(
            "growth-slope",
            app("not", bind("bounded", "n", add(mul(TWO, n), ONE), app("from", ZERO))),
            context(),
            Growth((ONE,), ZERO, TWO, ONE, ZERO, rows(), Inequality(TWO)),
            point(),
        ),
        entry(
            "instance",
            bind("exists", "q", eq(add(power(q, 2), x), add(num(4), x)), app("reals")),
            REALS,
            Instance(point(q=neg(TWO)), rows()),
            AT_ONE,
        ),
        entry("inconsistent", app("not", rounded), context(), clash, point()),
        entry("negation-exists", rounded, context(), Negation(Point(), clash), None, Status.REFUTED),
        entry("unchanging", app("independent", u, x), node, Unchanging(y, rows(row("definition", u))), AT_ONE),
        entry(
            "dependent", app("independent", mul(x, y), x), REALS, Counterexample(AT_ONE, 53, None, TWO), None, Status.REFUTED
        ),
        entry(
            "negation",
            bind("bounded", "n", grown, app("from", ZERO)),
            context(("a", REAL)),
            Negation(
                point(a=TWO),
                Growth(
                    (ONE,),
                    a,
                    ZERO,
                    ZERO,
                    ZERO,
                    rows(),
                    Inequality(ONE, (row("hypothesis", a, label="point a"), row("abs", _abs(a), ONE))),
                ),
            ),
            None,
            Status.REFUTED,
        ),
        entry(
            "empty-domain",
            eq(_log(bad), _log(bad)),
            REALS,
            EmptyDomain(app("gt", bad, ZERO), Inequality(neg(bad)), AT_ONE),
            None,
            Status.REFUTED,
        ),
        entry("domain", eq(add(power(x, -1), power(x, -1)), mul(TWO, power(x, -1))), REALS, rows(), AT_ONE),
        entry(
            "conditional",
            eq(div(sub(power(x, 2), ONE), sub(x, ONE)), add(x, ONE)),
            REALS,
            rows(),
            point(x=TWO),
            Status.CONDITIONAL,
        ),
        entry(
            "domain-power",
            eq(mul(f("pow", x, neg(n)), f("pow", x, n)), mul(f("pow", x, neg(n)), f("pow", x, n))),
            NATURAL,
            rows(),
            point(x=ONE, n=ONE),
        ),
        entry("implication", app("implies", app("gt", x, ONE), app("gt", power(x, 2), ONE)), REALS, None, point(x=TWO)),
    ]


@cache
def corpus() -> tuple[Entry, ...]:
    """Every entry, with its evidence."""
    return tuple(_settled(raw) for raw in (*_functions(), *_pieces(), *_graph(), *_order()))


def _settled(raw: Entry) -> Entry:
    if raw.evidence is not None:
        return raw
    verdict = judge(raw.claim)
    return Entry(raw.claim, verdict.evidence, verdict.witness or raw.witness, raw.status)


def checked(entry: Entry) -> Verdict:
    """The kernel's verdict on an entry as it stands."""
    assert entry.evidence is not None, entry.id
    return check(entry.claim, entry.evidence, entry.witness)
