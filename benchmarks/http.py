"""A bundle over HTTP from one worker, beside OpenFisca's web API and an empty FastAPI route; on this machine only."""

from __future__ import annotations

import http.client
import json
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median
from time import monotonic, sleep
from typing import NamedTuple, Self

from benchmarks.client import HOST, SECONDS, requests_per_second
from benchmarks.figures import PEERS, Figure, in_ms
from benchmarks.fresh import busy, end, start

LEAST = 5
"""Times the requests per second of OpenFisca's web API."""
_ROUNDS = 3
_READY_WITHIN = 90
_MONTH = "2026-11"
_NEWBORN = {
    "situation": {"age_days": 10, "parents_married": True},
    "region": "33.74",
    "held": ["family-card"],
}
_PERSON = {
    "persons": {
        "somebody": {
            "birth": {"ETERNITY": "1990-06-01"},
            "salary": {_MONTH: 2_000},
            **{
                name: {_MONTH: None}
                for name in ("age", "income_tax", "basic_income", "social_security_contribution", "pension")
            },
        }
    },
    "households": {
        "home": {
            "adults": ["somebody"],
            "rent": {_MONTH: 600},
            **{
                name: {_MONTH: None}
                for name in (
                    "housing_allowance",
                    "disposable_income",
                    "total_benefits",
                    "total_taxes",
                    "household_income",
                )
            },
        }
    },
}
"""One person, ten variables to be calculated."""


@dataclass(frozen=True)
class Server:
    """A server to be asked: the command that starts it, and what is asked of it. ``{}`` is where the port stands."""

    name: str
    command: Sequence[str]
    path: str
    body: bytes
    expected: bytes
    """What stands in a right answer."""


_UVICORN = (sys.executable, "-m", "uvicorn", "--host", HOST, "--port", "{}", "--no-access-log", "--log-level", "error")
OURS = Server(
    "ours",
    (*_UVICORN, "--factory", "lifejourney.asgi:create"),
    "/v1/life-events/birth/bundle",
    json.dumps(_NEWBORN).encode(),
    b'"steps":[{',
)
EMPTY = Server("an empty FastAPI route", (*_UVICORN, "benchmarks.empty_route:app"), "/empty", b"{}", b'"ok":true')
OPENFISCA = Server(
    "OpenFisca /calculate",
    (
        *(str(PEERS / "openfisca"), "serve", "--country-package", "openfisca_country_template"),
        *("--bind", f"{HOST}:{{}}", "--workers", "1"),
    ),
    "/calculate",
    json.dumps(_PERSON).encode(),
    b'"disposable_income"',
)


def run() -> Iterator[Figure]:
    """A bundle beside OpenFisca and an empty FastAPI route: sixteen connections each, in turns; medians of three."""
    servers = [OURS, EMPTY, *([OPENFISCA] if (PEERS / "openfisca").exists() else [])]
    with ExitStack() as stack:
        running = [stack.enter_context(Running(server)) for server in servers]
        rounds = [[server.loaded() for server in running] for _round in range(_ROUNDS)]
    found = [Rate(*map(median, zip(*rates, strict=True))) for rates in zip(*rounds, strict=True)]
    ours, empty = found[:2]
    label = "bundle for birth over HTTP, one worker"
    for fisca in found[2:]:
        ratio = ours.requests / fisca.requests
        yield Figure(label, _said(ours), f"{_said(fisca)} (OpenFisca)", ratio, f"≥ {LEAST} ×", ratio >= LEAST)
        per_processor = fisca.seconds / ours.seconds
        yield Figure("  the same by processor time a request", in_ms(ours.seconds), in_ms(fisca.seconds), per_processor)
    ratio = ours.requests / empty.requests
    yield Figure("  the same beside an empty FastAPI route", _said(ours), _said(empty), ratio)


class Rate(NamedTuple):
    """What a server does under load: requests in a second, and seconds of the processor for each."""

    requests: float
    seconds: float


def _said(rate: Rate) -> str:
    return f"{rate.requests:,.0f} requests/s"


class Running:
    """A server that runs as long as the block does, and answers rightly from its beginning."""

    def __init__(self, server: Server) -> None:
        self.server = server
        with socket.socket() as free:
            free.bind((HOST, 0))
            self.port: int = free.getsockname()[1]

    def __enter__(self) -> Self:
        self.process = start([part.format(self.port) for part in self.server.command])
        try:
            self._wait()
        except BaseException:
            end(self.process)
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        end(self.process)

    def loaded(self) -> Rate:
        """What it does while it is asked as fast as it answers."""
        before = busy(self.process.pid)
        rate = requests_per_second(self.port, self.server.path, self.server.body)
        return Rate(rate, (busy(self.process.pid) - before) / (rate * SECONDS))

    def _wait(self) -> None:
        """Until the server answers; a wrong answer, or none in time, ends the benchmark."""
        latest = monotonic() + _READY_WITHIN
        while monotonic() < latest and self.process.poll() is None:
            try:
                status, body = _ask(self.server, self.port)
            except OSError:
                sleep(0.2)
                continue
            if status == http.client.OK and self.server.expected in body:
                return
            raise SystemExit(f"{self.server.name} answered {status}: {body[:300]!r}")
        raise SystemExit(f"{self.server.name} did not start")


def _ask(server: Server, port: int) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request("POST", server.path, server.body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()
