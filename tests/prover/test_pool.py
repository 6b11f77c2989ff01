"""Whatever a worker does, one task ends with an honest word and the others are unharmed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from symverify.pool import Ending, Event, Pool, Task
from symverify.server import ServerLost

HERE = Path(__file__).parent


@pytest.fixture(autouse=True)
def _tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(HERE))


def run(requests: list[dict[str, Any]], jobs: int = 2, seconds: float = 20.0, **options: Any) -> dict[int, list[Event]]:
    """Perform the requests; the events of each."""
    events: dict[int, list[Event]] = {number: [] for number in range(len(requests))}
    with Pool(jobs, tasks="pool_tasks", **options) as pool:
        for number, request in enumerate(requests):
            limit = request.get("seconds", seconds)
            pool.submit(Task(number, request, limit, request.get("patience", limit), fresh=request.get("fresh", False)))
        for event in pool.events():
            events[event.key].append(event)  # type: ignore[index]
    return events


def bodies(events: list[Event]) -> list[Any]:
    """What the task sent."""
    return [event.body for event in events if event.ending is None]


def ending(events: list[Event]) -> Ending | None:
    """How the task ended; it ends once, and last."""
    assert sum(event.ending is not None for event in events) == 1
    return events[-1].ending


def gone(pid: int) -> bool:
    """Whether the process has ended (within a few seconds)."""
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        state = Path(f"/proc/{pid}/stat")
        if state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


BAD = [
    ({"do": "stuck", "seconds": 0.3}, Ending.TIME),
    ({"do": "stuck in c", "seconds": 0.3}, Ending.TIME),
    ({"do": "allocate"}, Ending.MEMORY),
    ({"do": "raise"}, Ending.FAILED),
    ({"do": "recurse"}, Ending.FAILED),
    ({"do": "leave"}, Ending.FAILED),
    ({"do": "interrupt"}, Ending.FAILED),
    ({"do": "exit"}, Ending.DIED),
    ({"do": "signal", "signal": signal.SIGSEGV}, Ending.DIED),
    ({"do": "signal", "signal": signal.SIGABRT}, Ending.MEMORY),
    ({"do": "signal", "signal": signal.SIGKILL}, Ending.MEMORY),
]


@pytest.mark.parametrize("jobs", [1, 2])
def test_one_bad_task_among_good_ones(jobs: int) -> None:
    requests: list[dict[str, Any]] = []
    for bad, _ in BAD:
        requests += [bad, {"do": "echo", "say": {"number": len(requests) + 1}}]
    events = run(requests, jobs=jobs, memory=256 * 2**20)
    for number, (_, expected) in enumerate(BAD):
        assert ending(events[2 * number]) is expected, events[2 * number]
        good = events[2 * number + 1]
        assert bodies(good) == [{"number": 2 * number + 1}] and ending(good) is Ending.DONE


def test_what_was_sent_before_a_hang_is_kept() -> None:
    events = run([{"do": "stuck", "seconds": 0.3}])
    assert bodies(events[0]) == ["before"] and ending(events[0]) is Ending.TIME


def test_events_extend_the_deadline_up_to_the_patience() -> None:
    patient = {"do": "ticks", "times": 5, "seconds": 2.0, "patience": 20.0}
    endless = {"do": "ticks", "times": 50, "seconds": 2.0, "patience": 0.5}
    events = run([patient, endless])
    assert bodies(events[0]) == [0, 1, 2, 3, 4] and ending(events[0]) is Ending.DONE
    assert bodies(events[1])[:1] == [0] and ending(events[1]) is Ending.TIME


def test_an_internal_error_is_told_in_one_line() -> None:
    events = run([{"do": "raise"}])
    assert events[0][-1].note == "ValueError: said no"


def test_prints_lead_nowhere(capfd: pytest.CaptureFixture[str]) -> None:
    events = run([{"do": "print"}])
    assert bodies(events[0]) == [""]
    assert capfd.readouterr() == ("", "")


def test_workers_are_used_again_unless_fresh() -> None:
    used = run([{"do": "pid"} for _ in range(4)], jobs=1)
    assert len({bodies(events)[0] for events in used.values()}) == 1
    fresh = run([{"do": "pid", "fresh": True} for _ in range(4)], jobs=1)
    assert len({bodies(events)[0] for events in fresh.values()}) == 4


def test_the_hash_seed_is_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = set()
    for seed in ("1", "2", "random"):
        monkeypatch.setenv("PYTHONHASHSEED", seed)
        seen.add(bodies(run([{"do": "seed"}])[0])[0])
    assert len(seen) == 1


def test_what_a_worker_starts_dies_with_it() -> None:
    events = run([{"do": "child", "seconds": 0.5}])
    assert ending(events[0]) is Ending.TIME
    assert gone(bodies(events[0])[0])


def test_a_lost_server_is_replaced() -> None:
    events = run([{"do": "kill server", "seconds": 10.0}, *({"do": "echo", "say": k} for k in range(6))], jobs=1)
    assert ending(events[0]) in (Ending.DIED, Ending.MEMORY)
    assert [bodies(events[k]) for k in range(1, 7)] == [[k] for k in range(6)]


def test_each_kind_has_a_server_of_its_own() -> None:
    seen = {}
    with Pool(1, tasks="pool_tasks", kinds=("one", "other")) as pool:
        for number in range(6):
            pool.submit(Task(number, {"do": "kind"}, 20, 20, kind=("one", "other")[number % 2]))
        for event in pool.events():
            if event.ending is None:
                seen[event.key] = event.body
    assert [seen[number] for number in range(6)] == ["one", "other"] * 3


def test_a_server_that_cannot_start_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    with Pool(1, tasks="no_such_tasks") as pool:
        pool.submit(Task(0, {}, 20, 20))
        with pytest.raises(ServerLost):
            list(pool.events())
    assert "no_such_tasks" in capfd.readouterr().err


def test_urgent_tasks_go_first_and_tasks_may_be_submitted_meanwhile() -> None:
    order = []
    with Pool(1, tasks="pool_tasks") as pool:
        for number in range(2):
            pool.submit(Task(number, {"do": "echo", "say": number}, 20, 20))
        for event in pool.events():
            if event.ending is None:
                order.append(event.key)
                if event.key == 0:
                    pool.submit(Task("late", {"do": "echo", "say": 0}, 20, 20, urgent=True))
    assert order == [0, "late", 1]


def test_nothing_outlives_a_closed_pool() -> None:
    pool = Pool(1, tasks="pool_tasks")
    pool.submit(Task("child", {"do": "child"}, 20, 20))
    child = next(event.body for event in pool.events())
    server = pool.servers["judge"].pid
    pool.close()
    assert gone(child) and gone(server)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL, signal.SIGTERM])
def test_nothing_outlives_the_front_process(number: int) -> None:
    code = (
        "from symverify.pool import Pool, Task\n"
        "with Pool(2, tasks='pool_tasks') as pool:\n"
        "    pool.submit(Task(0, {'do': 'pid'}, 20, 20))\n"
        "    pool.submit(Task(1, {'do': 'child'}, 20, 20))\n"
        "    print(pool.servers['judge'].pid, flush=True)\n"
        "    for event in pool.events():\n"
        "        if event.body: print(event.body, flush=True)\n"
    )
    path = os.pathsep.join([str(HERE), str(HERE.parent.parent)])
    front = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": path},
        start_new_session=True,
    )
    assert front.stdout is not None
    pids = [int(front.stdout.readline()) for _ in range(3)]
    os.kill(front.pid, number)
    front.wait(20)
    front.stdout.close()
    assert all(gone(pid) for pid in pids)


def test_the_front_imports_neither_sympy_nor_flint() -> None:
    code = "import sys, symverify.pool; print(*(name for name in ('sympy', 'flint', 'rich') if name in sys.modules))"
    env = {**os.environ, "PYTHONPATH": str(HERE.parent.parent)}
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, check=True)
    assert ran.stdout.strip() == ""
