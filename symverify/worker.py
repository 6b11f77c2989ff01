"""The server that has everything imported, and the workers it forks: each performs one task at a time.

Started by :class:`symverify.server.Server` as a process of its own. The server answers two requests on its control socket:
``fork`` (the socket of the new worker travels along) and ``end`` (kill that worker and say how it died). It does nothing else,
so it cannot hang; when the control socket closes, it kills its workers and ends.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any

from symverify.channel import Inbox, Json, send

Perform = Callable[[Json, Callable[[Json], None]], None]


def main(control: int, tasks: str, kind: str, memory: int) -> None:
    """Import the module ``tasks``, let it prepare for tasks of this kind, and serve until the control socket closes."""
    gc.disable()
    perform: Perform = importlib.import_module(tasks).prepare(kind)
    _silence()
    gc.collect()
    gc.freeze()
    _serve(socket.socket(fileno=control), perform, memory)


def _silence() -> None:
    # Nothing a derivation prints may land in a report: the standard streams of server and workers lead nowhere.
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)


def _serve(control: socket.socket, perform: Perform, memory: int) -> None:
    workers: set[int] = set()
    try:
        while True:
            request, passed, _, _ = socket.recv_fds(control, 4096, 1)
            if not request:
                return
            command, _, argument = request.decode().strip().partition(" ")
            forks = command == "fork"
            reply = _fork(control, passed[0], perform, memory, workers) if forks else _end(int(argument), workers)
            control.sendall(f"{reply}\n".encode())
    except ConnectionError:
        return
    finally:
        for pid in sorted(workers):
            _end(pid, workers)


def _fork(control: socket.socket, connection: int, perform: Perform, memory: int, workers: set[int]) -> int:
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            workers.clear()
            control.close()
            _confine(parent, memory)
            _work(socket.socket(fileno=connection), perform)
            status = 0
        finally:
            os._exit(status)
    with contextlib.suppress(OSError):
        os.setpgid(pid, pid)  # by both sides, so that it has happened for whoever comes first
    os.close(connection)
    workers.add(pid)
    return pid


def _end(pid: int, workers: set[int]) -> int:
    """Kill the worker with everything it started; the signal it died of (negative) or its exit status."""
    if pid not in workers:
        return 0
    # The worker has not been waited for, so the number is still its own.
    with contextlib.suppress(OSError):
        os.kill(pid, signal.SIGKILL)
    with contextlib.suppress(OSError):
        os.killpg(pid, signal.SIGKILL)
    workers.discard(pid)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


def _confine(parent: int, memory: int) -> None:
    with contextlib.suppress(OSError):
        os.setpgid(0, 0)
    _die_with(parent)
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if memory > 0:
            cap = _address_space() + memory
            resource.setrlimit(resource.RLIMIT_AS, (cap, cap))
    gc.enable()


def _die_with(parent: int) -> None:
    # Where the system knows how, a worker ends with its server even if that is killed in the middle of a task.
    with contextlib.suppress(Exception):
        if sys.platform == "linux":
            import ctypes

            set_parent_death_signal = 1
            ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)
            if os.getppid() != parent:
                os._exit(1)


def _address_space() -> int:
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")


def _work(connection: socket.socket, perform: Perform) -> None:
    inbox = Inbox(connection)
    while (request := inbox.receive()) is not None:
        end: dict[str, Any] = {"end": "done", "note": ""}
        try:
            perform(request, lambda body: send(connection, {"body": body}))
        except MemoryError:
            end = {"end": "memory", "note": "a memory request was refused"}
        except ConnectionError:
            return
        except BaseException as error:
            end = {"end": "failed", "note": _in_one_line(error)}
        request = None
        send(connection, end)
        if end["end"] == "memory":
            return  # what filled the memory may still be referred to from somewhere


def _in_one_line(error: BaseException) -> str:
    try:
        text = " ".join(str(error).split())
    except Exception:
        text = ""
    return f"{type(error).__name__}: {text[:200]}" if text else type(error).__name__
