"""What a verdict rests on, in words, one line each."""

from __future__ import annotations

from collections.abc import Iterator

from symverify.language import evidence as kinds
from symverify.language.evidence import Evidence, Multiple, Row
from symverify.language.terms import Term
from symverify.typeset.plain import plain


def basis(evidence: Evidence | None) -> tuple[str, ...]:
    """One line for each part of the evidence, in the order the kernel checks them."""
    return tuple(_lines(evidence)) if evidence is not None else ()


def _lines(evidence: Evidence) -> Iterator[str]:
    match evidence:
        case kinds.Identity():
            yield _normal_form("normal form", evidence.rows, evidence.multiples)
        case kinds.Inequality():
            yield _normal_form("sign rules after normal form", evidence.rows, evidence.multiples)
        case kinds.Balls():
            yield f"enclosures of closed terms at {evidence.precision} bits"
        case kinds.Counterexample():
            where = "" if evidence.entry is None else f", entry {evidence.entry[0] + 1},{evidence.entry[1] + 1}"
            yield f"an exact point, both sides enclosed at {evidence.precision} bits{where}"
        case kinds.Cases():
            sides = (("< 0", evidence.negative), ("= 0", evidence.zero), ("> 0", evidence.positive))
            yield f"cases by the sign of {_short(evidence.pivot)}"
            for side, part in sides:
                yield from _inside(f"{_short(evidence.pivot)} {side}", part)
        case kinds.Absurd():
            yield f"the case contradicts `{evidence.label}`"
        case kinds.Conjunction():
            for number, part in enumerate(evidence.parts, 1):
                yield from _inside(f"part {number}", part)
        case kinds.Induction():
            yield f"induction on {evidence.variable} from {_short(evidence.start)}"
            yield from _inside("base case", evidence.base)
            yield from _inside("step", evidence.step)
        case kinds.Lemma():
            yield f"by way of {_short(evidence.statement)}"
            yield from _inside("first", evidence.proof)
            yield from _inside("then", evidence.rest)
        case _:
            yield from _rest(evidence)


def _rest(evidence: Evidence) -> Iterator[str]:
    match evidence:
        case kinds.Continuity():
            yield "continuity at the point of the limit"
            yield from _inside("value there", evidence.at_point)
        case kinds.Decay():
            yield f"geometric decay of {_count(len(evidence.terms), 'term')}"
            yield from _inside("form", evidence.form)
        case kinds.Bounded():
            yield f"a fixed combination of {_count(len(evidence.terms), 'bounded term')}"
            yield from _inside("form", evidence.form)
        case kinds.Growth():
            yield "a combination of the members grows without bound"
            yield from _inside("form", evidence.form)
        case kinds.Instance():
            yield "an instance"
            yield from _inside("there", evidence.proof)
        case kinds.Inconsistent():
            yield f"a combination of the entries is {_short(evidence.total)}, which their roundings exclude"
        case kinds.Unchanging():
            yield f"equals {_short(evidence.form)}"
            yield from _inside("by", evidence.proof)
        case kinds.Negation():
            yield "the negation of the line is proved"
            yield from _inside("negation", evidence.proof)
        case kinds.EmptyDomain():
            yield f"{_short(evidence.obligation)} never holds"
            yield from _inside("by", evidence.proof)
        case _:
            yield type(evidence).__name__.lower()


def _inside(title: str, part: Evidence) -> Iterator[str]:
    for line in _lines(part):
        yield f"{title}: {line}"


def _normal_form(what: str, rows: tuple[Row, ...], multiples: tuple[Multiple, ...]) -> str:
    atoms = len({row.atom for row in rows})
    text = f"{what} over {_count(atoms, 'atom')}" if atoms else what
    labels = sorted({multiple.label for multiple in multiples} | {row.label for row in rows if row.label})
    return f"{text}, using {', '.join(labels)}" if labels else text


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _short(term: Term) -> str:
    if term.size > 200:
        return "an expression"
    text = plain(term)
    return text if len(text) <= 60 else "an expression"
