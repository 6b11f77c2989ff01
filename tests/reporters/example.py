"""One hand-made report that shows everything a reporter has to show; nothing in it is judged."""

from __future__ import annotations

from fractions import Fraction

from symverify.language.claims import Claim, Context, Definition, Hypothesis, Span
from symverify.language.diagnostics import Diagnostic
from symverify.language.evidence import Counterexample, Identity, Point, Row
from symverify.language.sorts import INTEGER, REAL, sequence
from symverify.language.terms import ONE, ZERO, Term, add, app, at, div, mul, name, num, power, sub
from symverify.language.verdicts import Ball, Status, UndecidedReason, Verdict
from symverify.report import ExerciseReport, Formula, Judgement, LineReport, Refutation, Report, Unread
from symverify.typeset.latex import latex
from symverify.typeset.plain import plain
from symverify.typeset.words import assumptions

PATH = "derivations/exercise_3/gated_recurrent_unit.py"
t, w, before = name("t"), name("w"), at("h", sub(name("t"), ONE))
u, s, h = at("u", t), at("s", t), at("h", t)
inner = add(mul(w, before), mul(w, at("x", t)))
slope = app("apply", app("dfun", app("fun", value="logistic"), ONE), inner)
DERIVATIVE = app("diff", h, before)
LINE_8 = add(u, mul(slope, before), mul(sub(ONE, u), w), mul(num(-1), s, w, slope))
LINE_9 = mul(w, add(mul(slope, before), sub(ONE, u), mul(num(-1), s, slope), u))
SCOPE = "all real w, h_0, x_1, x_2, …; all t ≥ 1"

GRU = (
    Context()
    .declare("w", REAL)
    .declare("t", INTEGER)
    .declare("x", sequence(REAL, ONE))
    .declare("h", sequence(REAL, ZERO))
    .declare("u", sequence(REAL, ONE))
    .declare("s", sequence(REAL, ONE))
    .define(Definition("u", app("logistic", inner), "t", ONE, "1"))
    .define(Definition("s", mul(w, add(before, at("x", t))), "t", ONE, "2"))
    .define(Definition("h", add(mul(u, before), mul(sub(ONE, u), s)), "t", ONE, "3"))
    .assume(Hypothesis("t >= 1", app("ge", t, ONE)))
)
WITNESS = Point((("w", ONE), ("t", ONE)))
FILES = ("symverify/kernel/ring.py", "symverify/kernel/calculus.py")


def _formula(term: Term) -> Formula:
    return Formula(term, latex(term), plain(term))


def _judgement(goal: Term, verdict: Verdict, **more: object) -> Judgement:
    claim = Claim("", goal, GRU)
    shown = {
        key: tuple(map(_formula, terms)) for key, terms in (("domain", verdict.domain), ("conditions", verdict.conditions))
    }
    return Judgement(claim, _formula(goal), verdict, **shown, **more)  # type: ignore[arg-type]


def _line(label: str, typed: str, main: Judgement, line: int, **more: object) -> LineReport:
    given: dict[str, object] = {
        "readings": (),
        "uses": (),
        "scope": SCOPE,
        "expected": Status.PROVED,
        "as_expected": True,
        "better": False,
        "step": None,
        "diagnostic": None,
        **more,
    }
    return LineReport(
        id=f"3.2.i/{label}",
        label=label,
        typed=typed,
        main=main,
        span=Span(PATH, line, 5, line, 40),
        **given,  # type: ignore[arg-type]
    )


PROVED = Verdict(
    Status.PROVED, evidence=Identity((Row("logistic", app("logistic", inner)),)), witness=WITNESS, work=1234, rests_on=FILES
)
POINT = Point((("t", ONE), ("w", num(2))))
REFUTED = Verdict(
    Status.REFUTED,
    evidence=Counterexample(POINT, 53),
    work=99,
    precision=53,
    rests_on=("symverify/kernel/enclose.py",),
    sides=(Ball("0.9092974268256817", "1.2e-16"), Ball("0.80499999999999971", "2.1e-16")),
)
AT = Refutation(
    (),
    (("t", "1"), ("w", "2"), ("h_0", "1"), ("x_1", "0")),
    (("f", "x ↦ x²"),),
    None,
    Ball("0.9092974268256817", "1.2e-16"),
    Ball("0.80499999999999971", "2.1e-16"),
    53,
)
CONDITIONAL = Verdict(
    Status.CONDITIONAL,
    evidence=Identity(),
    conditions=(app("ne", w, ONE),),
    domain=(app("ne", w, ZERO),),
    work=7,
    rests_on=FILES[:1],
)
NORMAL = ("normal form over 4 atoms",)
STORY = "(9) is the first wrong line of the chain; later lines: (11) follows from (9) and inherits its mistake"

GATED = ExerciseReport(
    "3.2.i",
    "The scalar GRU",
    PATH,
    "not-as-expected",
    tuple(Formula(part.term, part.latex, part.plain) for part in assumptions(GRU)),
    (
        _line("7", "w", _judgement(app("eq", app("diff", s, before), w), PROVED, basis=NORMAL), 38),
        _line(
            "8",
            "u[t] + …",
            _judgement(app("eq", DERIVATIVE, LINE_8), PROVED, basis=NORMAL),
            40,
            step=_judgement(app("eq", LINE_8, LINE_8), PROVED),
        ),
        _line(
            "9",
            "w*(…)",
            _judgement(
                app("eq", DERIVATIVE, LINE_9), REFUTED, refutation=AT, basis=("an exact point, both sides enclosed at 53 bits",)
            ),
            41,
            as_expected=False,
            step=_judgement(app("eq", LINE_8, LINE_9), REFUTED, refutation=AT),
            diagnostic=Diagnostic(
                "SV201",
                "step (9) does not follow: the sides differ at a point the hypotheses allow",
                Span(PATH, 41, 5, 41, 40),
                notes=("counterexample: h_0 = 1, w = 2, x_1 = 0; left 0.909297…, right 0.805…", STORY),
                help="`u_t` outside of the bracket makes this line proved",
            ),
        ),
        _line(
            "11",
            "w*(…)",
            _judgement(app("eq", DERIVATIVE, mul(w, u)), REFUTED, refutation=AT),
            42,
            expected=Status.REFUTED,
            uses=("3.2.i/10",),
            step=_judgement(app("eq", LINE_9, mul(w, u)), PROVED),
        ),
        _line(
            "quotient",
            "(w**2 - 1)/(w - 1) [bold]w + 1[/bold]",
            _judgement(app("eq", div(sub(power(w, 2), ONE), sub(w, ONE)), add(w, ONE)), CONDITIONAL, basis=NORMAL),
            44,
            as_expected=False,
            scope="all real w",
            diagnostic=Diagnostic(
                "SV401", "(quotient) holds where w ≠ 1", Span(PATH, 44, 5), help="`ex.assume(Ne(w, 1))` makes it proved"
            ),
        ),
    ),
    (),
)
UNDECIDED = Verdict(
    Status.UNDECIDED,
    UndecidedReason.NO_STRATEGY,
    "normal form leaves a remainder; no point refutes it",
    residual=sub(w, ONE),
    work=5000,
)
TRUSTED = Verdict(
    Status.UNDECIDED, UndecidedReason.TRUSTED_ONLY, "the integrator of SymPy says yes", trusted=("sympy-integral",)
)
ILL_FORMED = Verdict(Status.ILL_FORMED, note="`h` with index -1 does not exist: the sequence starts at h_0", code="SV105")
ODD = ExerciseReport(
    "odd",
    "[red]Markup[/red] and *stars*",
    "derivations/odd_[b]name[/b].py",
    "unreadable",
    (),
    (
        _line(
            "a",
            "?",
            _judgement(app("eq", app("log", w), num(Fraction(1, 3))), UNDECIDED, residual=_formula(sub(w, ONE))),
            3,
            scope="all real w",
            expected=Status.UNDECIDED,
            readings=("log is the real logarithm",),
        ),
        _line(
            "b",
            "?",
            _judgement(app("rounds_to", w, num(Fraction(1, 50)), num(2)), TRUSTED),
            4,
            scope="all real w",
            as_expected=False,
        ),
        _line(
            "c",
            "h[-1]",
            _judgement(app("eq", at("h", num(-1)), ZERO), ILL_FORMED),
            5,
            scope="all real w",
            expected=Status.ILL_FORMED,
        ),
        _line(
            "d",
            "1",
            _judgement(app("le", ZERO, w), PROVED),
            6,
            scope="all real w",
            expected=Status.UNDECIDED,
            as_expected=False,
            better=True,
            diagnostic=Diagnostic("SV501", "(d) is proved, and undecided was expected", Span(PATH, 6, 5), "warning"),
        ),
    ),
    (Unread("foo(x) = [bold]1\x1b[31m", Diagnostic("SV110", "`foo` is not understood", Span(PATH, 9, 3))),),
)
REPORT = Report(
    "0.1.0",
    "00112233445566778899aabbccddeeff",
    False,
    (GATED, ODD),
    (Diagnostic("SV001", "there is no missing.py", Span("missing.py")),),
    2,
)
