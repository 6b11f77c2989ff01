"""The speed claims of the README, measured: both sides in one run, in turn, medians and ratios.

    python tests/benchmarks/sheet.py [--runs 15]

1. In process: judging a line of the gated recurrent unit (search, certificate, kernel check, witness or counterexample) against
   ``sympy.simplify(left - right)`` on the same line with the definitions put in. Every time in a process of its own, with
   the modules imported and one warm-up run behind it; SymPy's cache is cleared after the warm-up.
2. Whole process: ``symverify all`` on the derivations against ``python -c "import sympy"``.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHEET = ROOT / "derivations" / "exercise_3" / "gated_recurrent_unit.py"
LINES = ("8", "9", "11", "12", "form")


def judged(label: str) -> tuple[float, str]:
    """Seconds for one line, and its status."""
    import sympy  # noqa: F401  (the reader needs it; its import is not part of the claim)

    from symverify.language.claims import Line
    from symverify.prover import judge
    from symverify.sources.python.reading import read_file
    from symverify.strategies import STRATEGIES

    lines: dict[str, Line] = {}

    def emit(*items: object) -> None:
        lines.update((item.label, item) for item in items if isinstance(item, Line))

    read_file(str(SHEET), str(ROOT), emit)
    claim = lines[label].claim
    proved = frozenset(used.id for used in claim.uses)
    judge(claim, proved, strategies=STRATEGIES)
    start = time.perf_counter()
    verdict = judge(claim, proved, strategies=STRATEGIES)
    return time.perf_counter() - start, str(verdict.status)


def simplified(label: str) -> tuple[float, str]:
    """Seconds for SymPy's simplify, and what it leaves."""
    import sympy
    from sympy import exp
    from sympy.core.cache import clear_cache

    w, h, x = sympy.symbols("w h x", real=True)
    u = 1 / (1 + exp(-(w * h + w * x)))
    s = w * (h + x)
    left = sympy.diff(u * h + (1 - u) * s, h)
    slope = u * (1 - u)
    right = {
        "8": u + slope * h + (1 - u) * w - s * w * slope,
        "9": w * (slope * h + (1 - u) - s * slope + u),
        "11": w * (u * (1 - u) * h + (1 - u) - s * u * (1 - u) + u),
        "12": w * (1 - u) * (h * u - s * u + 1) + u,
        "form": (1 - u) * (h * u - s * u + 1) * w + u,
    }[label]
    sympy.simplify(left - right)
    clear_cache()
    start = time.perf_counter()
    rest = sympy.simplify(left - right)
    return time.perf_counter() - start, "0" if rest == 0 else "not 0"


def once(side: str, label: str) -> tuple[float, str]:
    """One measurement in a process of its own."""
    command = [sys.executable, __file__, "--one", side, label]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    seconds, outcome = json.loads(answer.stdout)
    return float(seconds), str(outcome)


def process(command: list[str]) -> float:
    """Seconds of a whole process."""
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, cwd=ROOT)
    return time.perf_counter() - start


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--one", nargs=2)
    options = parser.parse_args()
    if options.one:
        side, label = options.one
        print(json.dumps((judged if side == "judge" else simplified)(label)))
        return
    print(f"medians of {options.runs} runs, both sides in turn")
    print(f"{'line':6}{'symverify':>12}{'verdict':>10}{'simplify':>12}{'leaves':>8}{'ratio':>8}")
    for label in LINES:
        pairs = [(once("judge", label), once("simplify", label)) for _ in range(options.runs)]
        ours, theirs = (statistics.median(pair[side][0] for pair in pairs) for side in (0, 1))
        ratio = statistics.median(pair[1][0] / pair[0][0] for pair in pairs)
        (_, verdict), (_, left) = pairs[0]
        print(f"{label:6}{ours * 1e3:9.1f} ms{verdict:>10}{theirs * 1e3:9.1f} ms{left:>8}{ratio:7.0f}×")
    runs = [
        (process([sys.executable, "-m", "symverify", "all"]), process([sys.executable, "-c", "import sympy"]))
        for _ in range(options.runs)
    ]
    ours, theirs = (statistics.median(pair[side] for pair in runs) for side in (0, 1))
    ratio = statistics.median(pair[0] / pair[1] for pair in runs)
    print(f"whole process: symverify all {ours:.2f} s, import sympy {theirs:.2f} s, ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
