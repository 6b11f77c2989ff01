"""A whole run: discover the derivation files, read and judge them in workers, and put the report together."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from symverify.pool import MEMORY, Pool

if TYPE_CHECKING:
    from symverify.report import Report

BUDGET = 30.0
WORK = 1_000_000
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Options:
    """How a run is made. ``budget`` is the safety net in seconds for each claim, ``work`` the steps it may take.

    ``reading`` is how long a file may go without a new line; 0 means like a claim, and at least ten seconds. ``only`` keeps the
    lines whose id is given or whose exercise is; ``judge`` False reads and shows without judging.
    """

    jobs: int = 0
    budget: float = BUDGET
    reading: float = 0.0
    work: int = WORK
    memory: int = MEMORY
    only: tuple[str, ...] = ()
    accept_conditional: bool = False
    trust: frozenset[str] = frozenset()
    judge: bool = True


def run(
    paths: Sequence[str], options: Options | None = None, progress: Progress | None = None, tasks: str = "symverify.tasks"
) -> Report:
    """Read and judge everything below ``paths``. Never raises for what a file or a worker does.

    ``tasks`` is the module that says what the workers do. Raises ServerLost if they cannot be started at all.
    """
    options = options or Options()
    jobs = options.jobs if options.jobs > 0 else os.cpu_count() or 1
    with Pool(jobs, options.memory, tasks, ("read", "judge")) as pool:
        from symverify.conduct import Conduct  # while the servers import what they need

        conduct = Conduct(pool, options, progress)
        conduct.start(paths)
        conduct.work()
        return conduct.report()
