"""Worker processes as the front process sees them: tasks go in, events come out, nothing that dies takes anything with it.

The front process imports neither SymPy nor flint; a server started at once imports them and forks the workers
(:mod:`symverify.worker`). Every worker has a socket of its own to the front, and performs one task at a time; it is killed at
the deadline of its task.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType

from symverify.channel import Garbled, Inbox, Json, send

MEMORY = 2 * 2**30
TASKS_BEFORE_RENEWAL = 500
_SERVERS = 5


class Ending(StrEnum):
    """How a task ended."""

    DONE = "done"
    TIME = "time"
    MEMORY = "memory"
    FAILED = "failed"
    DIED = "died"


@dataclass(frozen=True, slots=True)
class Task:
    """``request`` is performed in a worker that is killed after ``seconds`` without an event, and after ``patience`` in all.

    ``fresh``: in a worker that has done nothing before and does nothing afterwards. ``urgent``: before those that are not.
    """

    key: Hashable
    request: Json
    seconds: float
    patience: float
    fresh: bool = False
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """Something a task sent (``body``), or its end (``ending``, with a note)."""

    key: Hashable
    body: Json = None
    ending: Ending | None = None
    note: str = ""


class PoolBroken(Exception):
    """The server could not be started, again and again."""


class _Worker:
    def __init__(self, pid: int, connection: socket.socket) -> None:
        self.pid = pid
        self.connection = connection
        self.inbox = Inbox(connection)
        self.task: Task | None = None
        self.started = 0.0
        self.heard = 0.0
        self.performed = 0

    def deadline(self) -> float:
        assert self.task is not None
        return min(self.heard + self.task.seconds, self.started + self.task.patience)


class Pool:
    """At most ``jobs`` workers at once. A context manager; leaving it kills whatever still runs."""

    def __init__(self, jobs: int, memory: int = MEMORY, tasks: str = "symverify.tasks") -> None:
        self.jobs = max(jobs, 1)
        self.memory = memory
        self.tasks = tasks
        self._waiting: deque[Task] = deque()
        self._urgent: deque[Task] = deque()
        self._workers: list[_Worker] = []
        self._selector = selectors.DefaultSelector()
        self._starts = 0
        self._answered = False
        self._server: subprocess.Popen[bytes]
        self._control: socket.socket
        self._start()

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    # ------------------------------------------------------------ tasks and events
    def submit(self, task: Task) -> None:
        """Queue a task; its events come from :meth:`events`."""
        (self._urgent if task.urgent else self._waiting).append(task)

    def events(self) -> Iterator[Event]:
        """Events as they come, until every task has ended. Tasks may be submitted meanwhile."""
        while True:
            yield from self._assign()
            busy = [worker for worker in self._workers if worker.task is not None]
            if not busy:
                if not self._waiting and not self._urgent:
                    return
                continue
            pause = max(min(worker.deadline() for worker in busy) - time.monotonic(), 0.0)
            for key, _ in self._selector.select(pause):
                yield from self._hear(key.data)
            now = time.monotonic()
            for worker in busy:
                if worker.task is not None and worker in self._workers and worker.deadline() <= now:
                    yield self._give_up(worker, now)

    def _assign(self) -> Iterator[Event]:
        while self._waiting or self._urgent:
            queue = self._urgent or self._waiting
            worker = self._idle(queue[0].fresh)
            if worker is None:
                return
            task = queue.popleft()
            worker.task = task
            worker.started = worker.heard = time.monotonic()
            worker.performed += 1
            try:
                send(worker.connection, task.request)
            except (OSError, MemoryError):
                yield self._lost(worker)

    def _idle(self, fresh: bool) -> _Worker | None:
        idle = [worker for worker in self._workers if worker.task is None]
        if not fresh and idle:
            return idle[0]
        if len(self._workers) >= self.jobs:
            if not idle:
                return None
            self._retire(idle[0])
        return self._hire()

    def _hear(self, worker: _Worker) -> Iterator[Event]:
        if worker not in self._workers:
            return
        alive = worker.inbox.fill()
        try:
            messages = worker.inbox.messages()
        except Garbled:
            messages, alive = [], False
        for message in messages:
            if worker.task is None:
                continue
            worker.heard = time.monotonic()
            if "body" in message:
                yield Event(worker.task.key, body=message["body"])
                continue
            event = Event(worker.task.key, ending=Ending(message["end"]), note=message["note"])
            renew = worker.task.fresh or event.ending is Ending.MEMORY or worker.performed >= TASKS_BEFORE_RENEWAL
            worker.task = None
            if renew:
                self._retire(worker)
                alive = True
            yield event
        if not alive:
            if worker.task is not None:
                yield self._lost(worker)
            elif worker in self._workers:
                self._retire(worker)

    def _lost(self, worker: _Worker) -> Event:
        assert worker.task is not None
        key = worker.task.key
        status = self._retire(worker)
        if status is None:
            return Event(key, ending=Ending.DIED, note="the worker process was lost")
        if status in (-signal.SIGABRT, -signal.SIGKILL):
            # flint and GMP abort when memory is refused; the system kills when there is none left.
            return Event(key, ending=Ending.MEMORY, note=f"the worker was ended by {signal.Signals(-status).name}")
        how = signal.Signals(-status).name if status < 0 else f"exit status {status}"
        return Event(key, ending=Ending.DIED, note=f"the worker process ended by itself ({how})")

    def _give_up(self, worker: _Worker, now: float) -> Event:
        assert worker.task is not None
        task, passed = worker.task, now - worker.started
        self._retire(worker)
        limit = task.patience if passed >= task.patience else task.seconds
        return Event(task.key, ending=Ending.TIME, note=f"stopped after {limit:g} s")

    # ------------------------------------------------------------ processes
    def _start(self) -> None:
        self._starts += 1
        if self._starts > _SERVERS or (self._starts > 1 and not self._answered):
            raise PoolBroken("the worker server does not stay up")
        ours, theirs = socket.socketpair()
        root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
        path = [root, *(entry for entry in sys.path if entry and entry != root)]
        code = (
            f"import sys; sys.path[:] = {path!r}; from symverify.worker import main; "
            f"main({theirs.fileno()}, {self.tasks!r}, {self.memory})"
        )
        environment = {**os.environ, "PYTHONHASHSEED": "0"}
        self._server = subprocess.Popen(
            [sys.executable, "-P", "-c", code],
            env=environment, stdin=subprocess.DEVNULL, pass_fds=(theirs.fileno(),), start_new_session=True,
        )
        theirs.close()
        self._control = ours

    def _hire(self) -> _Worker:
        while True:
            ours, theirs = socket.socketpair()
            pid = self._ask("fork", theirs.fileno())
            theirs.close()
            if pid is not None:
                break
            ours.close()
            self._restart()
        worker = _Worker(pid, ours)
        self._workers.append(worker)
        self._selector.register(ours, selectors.EVENT_READ, worker)
        return worker

    def _retire(self, worker: _Worker) -> int | None:
        """End a worker; what it died of, or None if the server does not know."""
        self._workers.remove(worker)
        self._selector.unregister(worker.connection)
        worker.connection.close()
        return self._ask(f"end {worker.pid}")

    def _ask(self, request: str, descriptor: int | None = None) -> int | None:
        data = f"{request}\n".encode()
        try:
            if descriptor is None:
                self._control.sendall(data)
            else:
                socket.send_fds(self._control, [data], [descriptor])
            reply = b""
            while not reply.endswith(b"\n"):
                chunk = self._control.recv(64)
                if not chunk:
                    return None
                reply += chunk
            self._answered = True
            return int(reply)
        except OSError:
            return None

    def _restart(self) -> None:
        # Workers of a server that is gone are gone or going; their tasks end as their sockets close.
        self._stop()
        self._start()

    def _stop(self) -> None:
        self._control.close()
        try:
            self._server.wait(2)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()

    def close(self) -> None:
        """Kill every worker and the server."""
        for worker in self._workers:
            with contextlib.suppress(OSError, KeyError):
                self._selector.unregister(worker.connection)
            worker.connection.close()
        self._workers.clear()
        self._waiting.clear()
        self._urgent.clear()
        self._selector.close()
        self._stop()
