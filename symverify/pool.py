"""Worker processes as the front process sees them: tasks go in, events come out, nothing that dies takes anything with it.

The front process imports neither SymPy nor flint; servers started at once import them and fork the workers
(:mod:`symverify.worker`): one for tasks that read, which want SymPy, and one for tasks that judge, which do not. Every worker
has a socket of its own to the front, and performs one task at a time; it is killed at the deadline of its task.
"""

from __future__ import annotations

import contextlib
import selectors
import signal
import socket
import time
from collections import deque
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType

from symverify.channel import Garbled, Inbox, Json, send
from symverify.server import Server, ServerLost

MEMORY = 2 * 2**30
TASKS_BEFORE_RENEWAL = 500
_REPLACEMENTS = 5


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

    ``kind`` chooses the server. ``fresh``: in a worker that has done nothing before and does nothing afterwards. ``urgent``:
    before those that are not.
    """

    key: Hashable
    request: Json
    seconds: float
    patience: float
    kind: str = "judge"
    fresh: bool = False
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """Something a task sent (``body``), or its end (``ending``, with a note)."""

    key: Hashable
    body: Json = None
    ending: Ending | None = None
    note: str = ""


class _Worker:
    def __init__(self, kind: str, pid: int, connection: socket.socket) -> None:
        self.kind = kind
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

    def __init__(
        self, jobs: int, memory: int = MEMORY, tasks: str = "symverify.tasks", kinds: tuple[str, ...] = ("judge",)
    ) -> None:
        self.jobs = max(jobs, 1)
        self.memory = memory
        self.tasks = tasks
        self._waiting: deque[Task] = deque()
        self._urgent: deque[Task] = deque()
        self._workers: list[_Worker] = []
        self._selector = selectors.DefaultSelector()
        self._replaced = 0
        self.servers = {kind: Server(kind, tasks, memory) for kind in kinds}

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
            worker = self._idle(queue[0])
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

    def _idle(self, task: Task) -> _Worker | None:
        idle = [worker for worker in self._workers if worker.task is None]
        fitting = [worker for worker in idle if worker.kind == task.kind]
        if fitting and not task.fresh:
            return fitting[0]
        if len(self._workers) >= self.jobs:
            if not idle:
                return None
            self._retire(next((worker for worker in idle if worker.kind != task.kind), idle[0]))
        return self._hire(task.kind)

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
    def _hire(self, kind: str) -> _Worker:
        while (made := self.servers[kind].fork()) is None:
            self._replace(kind)
        worker = _Worker(kind, *made)
        self._workers.append(worker)
        self._selector.register(worker.connection, selectors.EVENT_READ, worker)
        return worker

    def _replace(self, kind: str) -> None:
        # Workers of a server that is gone are gone or going; their tasks end as their sockets close.
        self._replaced += 1
        if self._replaced > _REPLACEMENTS:
            raise ServerLost("the worker server does not stay up")
        self.servers[kind].close()
        self.servers[kind] = Server(kind, self.tasks, self.memory)

    def _retire(self, worker: _Worker) -> int | None:
        """End a worker; what it died of, or None if the server does not know."""
        self._workers.remove(worker)
        self._selector.unregister(worker.connection)
        worker.connection.close()
        return self.servers[worker.kind].end(worker.pid)

    def close(self) -> None:
        """Kill every worker and the servers."""
        for worker in self._workers:
            with contextlib.suppress(OSError, KeyError):
                self._selector.unregister(worker.connection)
            worker.connection.close()
        self._workers.clear()
        self._waiting.clear()
        self._urgent.clear()
        self._selector.close()
        for server in self.servers.values():
            server.close()
