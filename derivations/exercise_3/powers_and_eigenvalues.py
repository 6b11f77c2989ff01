"""3.1.iv: powers of a matrix and what its eigenvalues do to them."""

from sympy import Abs, Determinant, Eq, Matrix, Max, Not, oo

from symverify import Exercise
from symverify.notation import all_of, bounded, exists, inverse, rounds_to, tends_to

ex = Exercise("3.1.iv", "powers and eigenvalues")


def det(m):
    return m[0, 0]*m[1, 1] - m[0, 1]*m[1, 0]


def largest_entry(m):
    return Max(Abs(m[0, 0]), Abs(m[0, 1]), Abs(m[1, 0]), Abs(m[1, 1]))


n = ex.natural("n")
k = ex.index("k")

# The first six lines: A stands for QΛQ⁻¹, Q any invertible matrix.
q = Matrix(2, 2, ex.complex("q11 q12 q21 q22"))
ex.assume(det(q) != 0, "Q is invertible")
Q = ex.define("Q", q)
Lambda = ex.define("Lambda", Matrix([[0.4, 0], [0, 0.9]]))
A = ex.define("A", Q*Lambda*inverse(Q))

ex.claim("power", Eq(A**30, Q*Lambda**30*inverse(Q)))

size = ex.integer("size", at_least=1)
P, M = ex.matrix("P M", size, size, of="complex")
ex.assume(Determinant(P) != 0, "P is invertible")
C = ex.define("C", P*M*inverse(P))
ex.claim(
    "power-n", Eq(C**n, P*M**n*inverse(P)), expect="undecided",
    reading="for every size: P stands for Q, M for Λ, C for A",
)

powers = ex.chain(Lambda**30)
powers.equals(Matrix([[0.4**30, 0], [0, 0.9**30]]), "lambda-power")
shown = Matrix([[0, 0], [0, 0.04]])
powers.rounds_to(shown, "lambda-rounded", digits=2, reading="each entry rounded to two decimals, 0 read as 0.00")
powers.equals(shown, "lambda-exact", expect="refuted", reading="as numbers")

rounded = Matrix([[0.014, -0.019], [-0.019, 0.026]])
ex.claim(
    "A30-rounded", exists(list(q), det(q) != 0, rounds_to((q*Lambda*inverse(q))**30, rounded, 3)), expect="refuted",
    reading="Q is not given: for some invertible Q, real or complex, each entry of (QΛQ⁻¹)³⁰ is within 0.0005",
)

# The last four lines stand alone. B = SΔS⁻¹ with any complex S and Δ, so every real matrix that is diagonalisable over C is among them.
s = Matrix(2, 2, ex.complex("s11 s12 s21 s22"))
ex.assume(det(s) != 0, "S is invertible")
S = ex.define("S", s)
first, second = ex.complex("lambda1 lambda2")
Delta = ex.define("Delta", Matrix([[first, 0], [0, second]]))
B = ex.define("B", S*Delta*inverse(S))
entries = [(B**k)[i, j] for i in range(2) for j in range(2)]

ex.claim(
    "vanish", all_of(*(tends_to(entry, k, oo, 0) for entry in entries)), where=[Abs(first) < 1, Abs(second) < 1],
    reading="B = SΔS⁻¹ stands for A, its eigenvalues are lambda1 and lambda2",
)
ex.claim(
    "explode", Not(bounded(largest_entry(B**k), k)), where=[Abs(first) > 1],
    reading="B = SΔS⁻¹ stands for A; of the eigenvalues, whose order is free, the first is one of modulus > 1",
)
E = ex.define("E", S*Matrix([[1, 0], [0, 1]])*inverse(S))
ex.claim(
    "preserve", Eq(E**n, Matrix([[1, 0], [0, 1]])),
    reading="E = S·diag(1, 1)·S⁻¹ stands for A",
)

a, b, c, e = ex.real("a b c e")
G = ex.define("G", Matrix([[a, b], [c, e]]))
ex.claim(
    "preserve-any", bounded(largest_entry(G**k), k), where=[a + e == 2, a*e - b*c == 1], expect="refuted",
    reading="G stands for A; both its eigenvalues are 1, which is to say trace 2 and determinant 1",
)
