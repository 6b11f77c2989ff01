"""Tasks that misbehave in every way a worker has to survive."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any


def prepare(kind: str) -> Callable[[Any, Callable[[Any], None]], None]:
    """The same for every kind; a task may ask which one it is."""
    ACTIONS["kind"] = lambda request, emit: emit(kind)
    return perform


def perform(request: Any, emit: Callable[[Any], None]) -> None:
    """Do what ``request["do"]`` names."""
    ACTIONS[request["do"]](request, emit)


def _echo(request: Any, emit: Callable[[Any], None]) -> None:
    emit(request["say"])


def _stuck(request: Any, emit: Callable[[Any], None]) -> None:
    emit("before")
    while True:
        pass


def _stuck_in_c(request: Any, emit: Callable[[Any], None]) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    9**9**9**9


def _allocate(request: Any, emit: Callable[[Any], None]) -> None:
    kept = []
    while True:
        kept.append(bytearray(1 << 24))


def _print(request: Any, emit: Callable[[Any], None]) -> None:
    print("noise")
    print("noise", file=sys.stderr)
    os.write(1, b"noise")
    emit(sys.stdin.read())


def _child(request: Any, emit: Callable[[Any], None]) -> None:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    emit(child.pid)
    time.sleep(600)


def _raise(request: Any, emit: Callable[[Any], None]) -> None:
    raise ValueError("said\nno")


def _signal(request: Any, emit: Callable[[Any], None]) -> None:
    os.kill(os.getpid(), request["signal"])
    time.sleep(600)


def _kill_server(request: Any, emit: Callable[[Any], None]) -> None:
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(600)


def _interrupt(request: Any, emit: Callable[[Any], None]) -> None:
    raise KeyboardInterrupt


ACTIONS = {
    "echo": _echo,
    "stuck": _stuck,
    "stuck in c": _stuck_in_c,
    "allocate": _allocate,
    "print": _print,
    "child": _child,
    "raise": _raise,
    "exit": lambda request, emit: os._exit(0),
    "leave": lambda request, emit: sys.exit(3),
    "interrupt": _interrupt,
    "signal": _signal,
    "kill server": _kill_server,
    "pid": lambda request, emit: emit(os.getpid()),
    "seed": lambda request, emit: emit(hash("symverify")),
    "ticks": lambda request, emit: [(time.sleep(0.2), emit(k)) for k in range(request["times"])],
    "recurse": lambda request, emit: ACTIONS["recurse"](request, emit),
}
