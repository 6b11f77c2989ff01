"""Messages between the front process, the server and its workers: JSON behind a length, over a socket. Never pickle."""

from __future__ import annotations

import json
import socket
import struct
from typing import Any

Json = Any
_LENGTH = struct.Struct("!I")
LARGEST = 2**30


class Garbled(Exception):
    """The bytes are not messages."""


def send(connection: socket.socket, message: Json) -> None:
    """Write one message. Raises OSError when the other end is gone."""
    body = json.dumps(message, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass")
    if len(body) > LARGEST:
        raise MemoryError(f"a message of {len(body)} bytes")
    connection.sendall(_LENGTH.pack(len(body)) + body)


class Inbox:
    """Cuts the bytes that arrive on one connection into messages."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self._bytes = bytearray()

    def fill(self) -> bool:
        """Take what has arrived (waiting if nothing has); False at the end of the stream."""
        try:
            chunk = self.connection.recv(1 << 20)
        except ConnectionError:
            return False
        self._bytes += chunk
        return bool(chunk)

    def messages(self) -> list[Json]:
        """The messages that are complete. Raises Garbled."""
        found: list[Json] = []
        while len(self._bytes) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._bytes)
            if length > LARGEST:
                raise Garbled("a message without end")
            end = _LENGTH.size + length
            if len(self._bytes) < end:
                break
            try:
                found.append(json.loads(self._bytes[_LENGTH.size : end].decode("utf-8", "surrogatepass")))
            except (ValueError, RecursionError) as error:
                raise Garbled("not JSON") from error
            del self._bytes[:end]
        return found

    def receive(self) -> Json | None:
        """The next message, waited for; None at the end of the stream. For one message at a time."""
        while True:
            found = self.messages()
            if found:
                return found[0]
            if not self.fill():
                return None
