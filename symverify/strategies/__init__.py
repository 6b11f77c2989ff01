"""Floor 2: finding evidence. Untrusted: whatever a strategy hands over, the kernel checks. Tried in the order of
``STRATEGIES``.
"""

from symverify.strategies.asymptotics import Asymptotics
from symverify.strategies.cases import CaseSplit
from symverify.strategies.counterexample import CounterexampleSearch
from symverify.strategies.empty_domain import DefinedNowhere
from symverify.strategies.existence import Existence
from symverify.strategies.ideal import IdealMembership
from symverify.strategies.induction import ByInduction
from symverify.strategies.inequality import Signs
from symverify.strategies.negation import NegatedGoal
from symverify.strategies.normal_form import NormalForm
from symverify.strategies.structure import Structure

STRATEGIES = (
    NormalForm("light normal form", light=True),
    DefinedNowhere(),
    Signs(),
    CounterexampleSearch("first points", points=8),
    NormalForm(),
    Structure(),
    IdealMembership(),
    CaseSplit(),
    ByInduction(),
    Asymptotics(),
    NegatedGoal(),
    Existence(),
    CounterexampleSearch(),
)
