"""Points that meet a claim's hypotheses, in the order of the sampler: what refuting and witnessing strategies start from."""

from __future__ import annotations

from collections.abc import Iterator

from symverify.kernel.meter import Meter
from symverify.language.claims import Claim
from symverify.language.evidence import Point
from symverify.strategies.probing import Probe
from symverify.strategies.sampling import Sampler


def candidates(claim: Claim, meter: Meter, count: int) -> Iterator[Point]:
    """At most ``count`` points at which the hypotheses are certified."""
    sampler = Sampler(claim, meter)
    probe = Probe(sampler, (), sampler.later)
    for values in sampler.assignments(count):
        if probe.defined(values):
            yield sampler.point(values)
