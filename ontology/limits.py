"""What a process that evaluates a query may use; the kernel sees to it, whatever the process does."""

from __future__ import annotations

import math
import os
import resource
import signal
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS = 2.0
"""Seconds after which a query is killed, by the clock."""
MEMORY = 512 * 1_048_576
"""Bytes a query may use beside the store it reads."""


def confine(connection: int) -> None:
    """Leave this process one open file, its connection, and memory for one query; it can open nothing more.

    So it reaches no file, host or other process, even if a query that asks for that were evaluated after all.
    """
    os.dup2(connection, 0)
    os.closerange(1, os.sysconf("SC_OPEN_MAX"))
    held = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    for limit, most in (
        (resource.RLIMIT_AS, held + MEMORY),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 1),
    ):
        resource.setrlimit(limit, (most, most))


@contextmanager
def timed() -> Iterator[None]:
    """Be killed where this takes longer than a query may, by the clock or by the processor's time."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    most = math.ceil(used.ru_utime + used.ru_stime + SECONDS) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (most, hard))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
