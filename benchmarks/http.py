"""A bundle over HTTP from one worker, beside OpenFisca's web API and an empty FastAPI route; on this machine only."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median
from time import monotonic, sleep

from benchmarks.client import HOST, requests_per_second
from benchmarks.figures import PEERS, Figure
from benchmarks.fresh import end, start

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
    """Each server with one worker and sixteen connections, in turns; the median of three rounds."""
    peers = [EMPTY, *([OPENFISCA] if (PEERS / "openfisca").exists() else [])]
    with ExitStack() as stack:
        ports = {server: stack.enter_context(Started(server)) for server in (OURS, *peers)}
        rounds = [
            {server: requests_per_second(port, server.path, server.body) for server, port in ports.items()}
            for _round in range(_ROUNDS)
        ]
    found = {server: median(measured[server] for measured in rounds) for server in ports}
    ours, empty = found[OURS], found[EMPTY]
    label = "bundle for birth over HTTP, one worker"
    if OPENFISCA in found:
        peer = found[OPENFISCA]
        per_second = f"{peer:,.0f} requests/s (OpenFisca /calculate)"
        yield Figure(label, f"{ours:,.0f} requests/s", per_second, ours / peer, f"≥ {LEAST} ×", ours >= LEAST * peer)
    yield Figure(
        f"{label}, beside an empty FastAPI route", f"{ours:,.0f} requests/s", f"{empty:,.0f} requests/s", ours / empty
    )


class Started:
    """A server that runs as long as the block does, and answers rightly from its beginning."""

    def __init__(self, server: Server) -> None:
        self.server = server

    def __enter__(self) -> int:
        with socket.socket() as free:
            free.bind((HOST, 0))
            port: int = free.getsockname()[1]
        self.process = start([part.format(port) for part in self.server.command])
        try:
            _wait(self.server, port, self.process)
        except BaseException:
            end(self.process)
            raise
        return port

    def __exit__(self, *_error: object) -> None:
        end(self.process)


def _wait(server: Server, port: int, process: subprocess.Popen[bytes]) -> None:
    """Until the server answers; a wrong answer, or none in time, ends the benchmark."""
    latest = monotonic() + _READY_WITHIN
    while monotonic() < latest and process.poll() is None:
        try:
            status, body = _ask(server, port)
        except ConnectionError:
            sleep(0.2)
            continue
        if status == http.client.OK and server.expected in body:
            return
        raise SystemExit(f"{server.name} answered {status}: {body[:300]!r}")
    raise SystemExit(f"{server.name} did not start")


def _ask(server: Server, port: int) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request("POST", server.path, server.body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()
