"""The catalogue of diagnostic codes: what ``symverify explain`` prints and every reporter cites."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """A code, a title of a few words, an explanation, and an example that triggers it."""

    code: str
    title: str
    explanation: str
    example: str


_CODES = (
    Code("SV001", "no such path", "The path named on the command line does not exist.", "symverify check no/such/file.py"),
    Code("SV002", "unreadable report", "The file is not a JSON report of symverify, or of another schema.", "symverify recheck README.md"),
    Code("SV003", "nothing to check", "No derivation was found below the path.", "symverify all empty/"),
    Code("SV004", "the derivation raised an exception", "The file is Python, and running it ended in an exception; the claims before it are judged.", "1/0"),
    Code("SV005", "the derivation did not finish", "Running the file took longer than the budget or more memory than the cap; the claims before it are judged.", "while True: pass"),
    Code("SV006", "two claims with one id", "Every claim of a run has an id of its own, made of the exercise and the label of the line.", 'ex.claim("8", ...); ex.claim("8", ...)'),
    Code("SV007", "the file is not Python", "The file cannot be parsed.", "ex.claim("),
    Code("SV008", "no reader for this kind of file", "Derivations are read from .py files.", "symverify check notes.docx"),
    Code("SV009", "nothing of that name", "A claim or a code named on the command line does not exist.", "symverify explain SV999"),
    Code("SV010", "cannot write", "The file named by --output cannot be written.", "symverify all --output no/such/folder/report.json"),
    Code("SV101", "undeclared name", "A name occurs that no binder encloses and no declaration covers.", 'k is used in a line, and only t was declared'),
    Code("SV102", "name declared twice", "A name is declared or defined twice in one exercise.", 'ex.real("w"); ex.real("w")'),
    Code("SV103", "sorts that do not fit", "An operation is applied to something it has no meaning for, such as an order between complex numbers.", "x < 1 with x = Symbol('x') (complex)"),
    Code("SV104", "shapes that do not fit", "Matrices are added, multiplied or compared whose shapes cannot agree.", "a 2×2 matrix times a 3×1 matrix"),
    Code("SV105", "index outside the range", "A literal index, or the literal end of a range, leaves the range a sequence is declared on.", "Product(d(h[i], h[i-1]), (i, 0, t)) with h from 0 on"),
    Code("SV106", "calculation with infinity", "∞ may end a range or be a limit, it is not a number.", "oo - oo"),
    Code("SV107", "derivative by something that is not a name", "A derivative is taken by a name or a member of a sequence.", "d(h[t], 2*w)"),
    Code("SV108", "name both bound and free", "A name is bound by a sum, product or limit and occurs outside of it on the same line; it is read by lexical scope.", "k*Sum(k, (k, 1, n))"),
    Code("SV109", "circular definition", "A definition refers to itself without going down in its index.", "u := v, v := u"),
    Code("SV110", "not understood", "The expression holds something this reader has no meaning for. It is listed, counted, and never looks like a pass.", "a SymPy object without a mathematical meaning here"),
    Code("SV111", "unknown line", "A line uses an earlier line that does not exist.", 'uses="99"'),
    Code("SV112", "nested too deeply", "Binders are nested deeper than the reader follows.", "61 sums in one another"),
    Code("SV113", "matrix derivative", "Derivatives of and by matrices are not part of this version.", "d(W*h, W)"),
    Code("SV201", "the line is false", "The sides differ at a point that the hypotheses allow and at which both are defined.", "x**2 + 1 = 2*x"),
    Code("SV202", "the negation is proved", "The negation of the whole statement is proved.", "for some Q the trace is 0, though every Q gives 1"),
    Code("SV203", "defined nowhere", "The hypotheses can be met, but the two sides are defined nowhere together.", "log(-1 - x**2) = log(-1 - x**2) over the reals"),
    Code("SV204", "the step does not follow", "The line does not equal the line before it.", "a = b = c with b ≠ c"),
    Code("SV301", "no strategy applies", "None of the strategies found evidence for or against the line.", "the Riemann hypothesis"),
    Code("SV302", "outside the fragment", "The line uses mathematics that the kernel has no rules for.", "zeta(3) = pi**3/26"),
    Code("SV303", "work budget used up", "The line took more steps than the budget allows.", "9**9**9**9 = x"),
    Code("SV304", "time ran out", "The safety net stopped the line; the report says it is not reproducible.", "--budget 0.01"),
    Code("SV305", "memory ran out", "The worker reached its memory cap.", "an expression of gigabytes"),
    Code("SV306", "sampled only", "Samples agree, which is no proof.", "an identity true at all samples but not derived"),
    Code("SV307", "contradictory hypotheses", "The declared hypotheses cannot hold together, so anything would follow.", "where=[x > 1, x < 0]"),
    Code("SV308", "trusted only", "A named external step says yes, but its answer cannot be re-checked. `--trust NAME` accepts it.", "an integral that only SymPy knows"),
    Code("SV309", "certificate rejected", "A strategy offered evidence that the kernel did not accept. Please report it.", "a bug of ours"),
    Code("SV401", "holds on a condition", "One side needs a condition that the other does not; it is proved where the condition holds.", "(x**2 - 1)/(x - 1) = x + 1"),
    Code("SV402", "rests on a line that is not proved", "The line is proved from an earlier line that is not proved itself.", 'uses="8" where line 8 is refuted'),
    Code("SV501", "better than expected", "The line beats the verdict the derivation expects; update the expectation.", 'expect="undecided" on a line that is proved'),
    Code("SV901", "proved and refuted", "The same claim was both proved and refuted: a bug of ours. Both pieces of evidence are printed.", "please report it"),
    Code("SV902", "internal error", "A part of symverify failed on this line; the others are unharmed.", "please report it"),
)
CODES: dict[str, Code] = {code.code: code for code in _CODES}
