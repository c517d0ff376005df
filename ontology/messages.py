"""Messages between the server and the processes that evaluate queries: a head as JSON, and bytes.

Never pickles: what comes back from a process that somebody's query ran in is data and nothing else.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, TypeAlias, cast

import orjson

if TYPE_CHECKING:
    import socket

Head: TypeAlias = dict[str, object]
READY = b"r"
"""What the keeper of the store says once it is loaded."""
_LENGTHS = struct.Struct(">II")


def send(to: socket.socket, head: Head, body: bytes = b"") -> None:
    """Send one message."""
    told = orjson.dumps(head)
    to.sendall(_LENGTHS.pack(len(told), len(body)) + told + body)


def receive(source: socket.socket) -> tuple[Head, bytes]:
    """Wait for one message; raises EOFError where the other side is gone."""
    head, body = _LENGTHS.unpack(_exactly(source, _LENGTHS.size))
    told = cast("Head", orjson.loads(_exactly(source, head)))
    return told, _exactly(source, body)


def _exactly(source: socket.socket, count: int) -> bytes:
    """So many bytes."""
    held = bytearray(count)
    ahead = memoryview(held)
    while ahead:
        got = source.recv_into(ahead)
        if not got:
            raise EOFError
        ahead = ahead[got:]
    return bytes(held)
