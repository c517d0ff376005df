"""The server's side of the processes that evaluate: it starts them, waits no longer than it must, and outlives them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, BinaryIO, TypeAlias, cast

from ontology.limits import SECONDS
from ontology.messages import READY, receive, send
from ontology.sparql import QueryRefused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ontology.messages import Head

Fill: TypeAlias = Callable[[BinaryIO], object]
"""Writes the store's triples as N-Triples."""
LANES = 2
"""Queries evaluated at once."""
WAITING = 8
"""Queries that may wait for their turn, as long as one may take; who comes after them is told to come again."""
_LOADING = 120.0
"""Seconds the keeper may take to load the store."""
_GRACE = 1.0
"""Seconds after the kernel should have killed a worker, after which it is given up in any case."""


class Guard:
    """Sends queries to workers; each is a process of its own, and what happens to it happens to it alone."""

    def __init__(self, fill: Fill) -> None:
        self._fill = fill
        self._lock = threading.Lock()
        self._keeper: _Keeper | None = None
        self._idle: list[socket.socket] = []
        self._turns = threading.BoundedSemaphore(LANES)
        self._places = threading.BoundedSemaphore(LANES + WAITING)
        weakref.finalize(self, _hang_up, self._idle)

    def ask(self, head: Head, body: bytes = b"") -> tuple[Head, bytes]:
        """A worker's answer; raises QueryRefused for what it refuses, and where it was killed or all are busy."""
        with self._turn():
            lane = self._lane()
            began = time.monotonic()
            try:
                send(lane, head, body)
                told, answer = receive(lane)
            except (EOFError, OSError):
                lane.close()
                late = time.monotonic() - began >= SECONDS
                raise QueryRefused("sparql-too-slow" if late else "sparql-too-much", seconds=f"{SECONDS:g}") from None
            if told["last"]:
                lane.close()
            else:
                self._idle.append(lane)
        if "rule" in told:
            raise QueryRefused(str(told["rule"]), **cast("Mapping[str, str]", told["words"]))
        return told, answer

    def close(self) -> None:
        """End the processes; another question starts them again."""
        with self._lock:
            keeper, self._keeper = self._keeper, None
            _hang_up(self._idle)
        if keeper:
            keeper.close()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait until a worker may be had; raises QueryRefused where too many wait or it takes too long."""
        if not self._places.acquire(blocking=False):
            raise QueryRefused("sparql-busy")
        try:
            if not self._turns.acquire(timeout=SECONDS):
                raise QueryRefused("sparql-busy")
            try:
                yield
            finally:
                self._turns.release()
        finally:
            self._places.release()

    def _lane(self) -> socket.socket:
        """A connection to a worker that waits for a query; an idle one may have ended meanwhile."""
        with self._lock:
            while self._idle:
                lane = self._idle.pop()
                if _alive(lane):
                    return lane
                lane.close()
            if self._keeper is None or not self._keeper.alive:
                self._keeper = _Keeper(self._fill)
            return self._keeper.worker()


class _Keeper:
    """The process that keeps the store."""

    def __init__(self, fill: Fill) -> None:
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-P", "-m", "ontology.keeper", str(theirs.fileno())],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env={"PYTHONPATH": os.pathsep.join(sys.path), "PATH": os.defpath},
                start_new_session=True,  # an interrupt at the terminal is the server's to handle
            )
        self.close = weakref.finalize(self, _end, self._process, self._control)
        self._load(fill)

    def _load(self, fill: Fill) -> None:
        """Hand the triples over, and wait until they are read; raises QueryRefused where that fails."""
        assert self._process.stdin is not None  # noqa: S101 - it is a pipe
        with suppress(BrokenPipeError), self._process.stdin as pipe:  # one that has died says nothing below
            fill(cast("BinaryIO", pipe))
        self._control.settimeout(_LOADING)
        if _said(self._control) != READY:
            self.close()
            raise QueryRefused("sparql-store-away")

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def worker(self) -> socket.socket:
        """A connection to a new fork."""
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._control, [READY], [theirs.fileno()])
        ours.settimeout(SECONDS + _GRACE)
        return ours


def _said(control: socket.socket) -> bytes:
    """What the keeper says, nothing where it has died or takes too long."""
    try:
        return control.recv(1)
    except OSError:
        return b""


def _end(process: subprocess.Popen[bytes], control: socket.socket) -> None:
    """Let a keeper go: it ends once nobody can ask it any more."""
    control.close()
    try:
        process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _hang_up(lanes: list[socket.socket]) -> None:
    """Close connections, so that their workers end."""
    while lanes:
        lanes.pop().close()


def _alive(lane: socket.socket) -> bool:
    """Whether a worker still holds its end: it says nothing unasked, so that anything to read is its end."""
    try:
        lane.settimeout(0)
        lane.recv(1)
    except BlockingIOError:
        lane.settimeout(SECONDS + _GRACE)
        return True
    except OSError:
        return False
    return False
