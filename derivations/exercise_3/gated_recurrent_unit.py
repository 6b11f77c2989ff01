"""3.2.i: the derivative of a scalar gated recurrent unit, line by line as the sheet has it."""

from sympy import Eq

from symverify import Exercise
from symverify.notation import d, logistic, prime

ex = Exercise("3.2.i", "the scalar gated recurrent unit")

w = ex.real("w")
t = ex.integer("t", at_least=1)
h = ex.sequence("h", first=0)
x, u, s = ex.sequences("x u s", first=1)

ex.define(u[t], logistic(w*h[t-1] + w*x[t]), "1")
ex.define(s[t], w*(h[t-1] + x[t]), "2")
ex.define(h[t], u[t]*h[t-1] + (1 - u[t])*s[t], "3")

sigma = prime(logistic)(w*h[t-1] + w*x[t])

gate = ex.chain(d(s[t], h[t-1]))
gate.equals(w*d(h[t-1], h[t-1]) + 0, "6")
gate.equals(w, "7")

step = ex.chain(d(h[t], h[t-1]))
step.equals(u[t] + sigma*h[t-1] + (1 - u[t])*w - s[t]*w*sigma, "8", expect="refuted")
step.equals(w*(sigma*h[t-1] + (1 - u[t]) - s[t]*sigma + u[t]), "9", expect="refuted")

z = ex.real("z")
ex.claim(
    "10", Eq(prime(logistic)(z), logistic(z)*(1 - logistic(z))),
    reading="an equation between functions: at every real z",
)

step.equals(
    w*(u[t]*(1 - u[t])*h[t-1] + (1 - u[t]) - s[t]*u[t]*(1 - u[t]) + u[t]), "11", uses="10", expect="refuted",
)
step.equals(w*(1 - u[t])*(h[t-1]*u[t] - s[t]*u[t] + 1) + u[t], "12", uses="10")

A, B = ex.sequences("A B", first=1)
ex.define(A[t], (1 - u[t])*(h[t-1]*u[t] - s[t]*u[t] + 1), "13")
ex.define(B[t], u[t], "14")
ex.claim("form", Eq(d(h[t], h[t-1]), A[t]*w + B[t]), uses="10")
