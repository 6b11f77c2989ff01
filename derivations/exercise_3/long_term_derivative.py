"""3.2.ii: the derivative over many steps of the unit of 3.2.i."""

from sympy import Eq, Not, oo

from symverify import Exercise
from symverify.notation import d, independent, logistic, ordered_product, tends_to

ex = Exercise("3.2.ii", "the long-term derivative")

w = ex.real("w")
t = ex.integer("t", at_least=1)
h = ex.sequence("h", first=0)
x, u, s = ex.sequences("x u s", first=1)

ex.define(u[t], logistic(w*h[t-1] + w*x[t]), "1")
ex.define(s[t], w*(h[t-1] + x[t]), "2")
ex.define(h[t], u[t]*h[t-1] + (1 - u[t])*s[t], "3")

i, n = ex.index("i n")

ex.claim(
    "15", Eq(d(h[t], h[0]), ordered_product(d(h[i], h[i-1]), (i, 1, t), "descending")),
    reading="the dots run over ∂h_i/∂h_{i-1} for i = t, t-1, …, 1",
)
ex.claim(
    "17", Eq(d(h[t], h[0]), ordered_product(d(h[i], h[i-1]), (i, 0, t), "descending")), expect="ill-formed",
    reading="as written, from i = 0: the factor ∂h_0/∂h_{-1} has no meaning",
)
ex.claim(
    "17-from-one", Eq(d(h[t], h[0]), ordered_product(d(h[i], h[i-1]), (i, 1, t), "descending")),
    reading="the same with the product starting at i = 1",
)
ex.claim("18", Eq(d(h[t], h[t-1]), w*(1 - u[t])*(h[t-1]*u[t] - s[t]*u[t] + 1) + u[t]))
ex.claim("u-range", 0 < u[t] < 1)

# "When u_t is 1", "when u_t is 0": u_t as a variable of its own, what it multiplies held fixed.
v = ex.variable("v")
previous, current = ex.real("previous current")
form = (1 - v)*(previous*v - current*v + 1)*w + v
ex.claim(
    "u-one", tends_to(form, v, 1, 1, "-"),
    reading="v stands for u_t inside (0, 1), previous for h_{t-1}, current for s_t, both fixed",
)
ex.claim(
    "u-zero", tends_to(form, v, 0, w, "+"),
    reading="v stands for u_t inside (0, 1), previous for h_{t-1}, current for s_t, both fixed",
)

signal = ex.real("signal")
closed = 0
ex.claim(
    "u-zero-ignores", independent(closed*previous + (1 - closed)*(w*(previous + signal)), previous), expect="refuted",
    reading="(3) with 0 for u_t and (2) for s_t; previous stands for h_{t-1}, signal for x_t",
)
ex.claim(
    "no-decay", Not(tends_to(d(h[n], h[0]), n, oo, 0)), expect="refuted",
    reading="for all w, h_0 and inputs: the derivative does not tend to 0",
)
