"""The server process of one kind of worker, as the front process sees it: started at once, asked to fork and to kill."""

from __future__ import annotations

import os
import socket
import subprocess
import sys


class ServerLost(Exception):
    """The server does not stay up."""


class Server:
    """Imports what tasks of its ``kind`` need, forks workers, and ends with them when its control socket closes."""

    def __init__(self, kind: str, tasks: str, memory: int) -> None:
        self._answered = False
        ours, theirs = socket.socketpair()
        root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
        path = [root, *(entry for entry in sys.path if entry and entry != root)]
        code = (
            f"import sys; sys.path[:] = {path!r}; from symverify.worker import main; "
            f"main({theirs.fileno()}, {tasks!r}, {kind!r}, {memory})"
        )
        # A session of its own, so that Ctrl-C reaches the front alone, which then closes the control socket.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", code],
            env={**os.environ, "PYTHONHASHSEED": "0"}, stdin=subprocess.DEVNULL, pass_fds=(theirs.fileno(),),
            start_new_session=True,
        )
        theirs.close()
        self._control = ours

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def fork(self) -> tuple[int, socket.socket] | None:
        """A new worker and the socket to it; None if the server is gone. Raises ServerLost if it never was there."""
        ours, theirs = socket.socketpair()
        pid = self._ask("fork", theirs.fileno())
        theirs.close()
        if pid is not None:
            return pid, ours
        ours.close()
        if not self._answered:
            raise ServerLost("the worker server does not start")
        return None

    def end(self, pid: int) -> int | None:
        """Kill a worker and what it started; the signal it died of (negative) or its exit status, None if that is not known."""
        return self._ask(f"end {pid}")

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

    def close(self) -> None:
        """End the server and its workers."""
        self._control.close()
        try:
            self._process.wait(2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
