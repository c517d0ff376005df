"""An identity number sent in any part of a request is found nowhere afterwards."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from hypothesis import given
from hypothesis import strategies as st

from api.app import create_app
from api.settings import Settings
from catalogue.store import Catalogue
from journeys.journey import build_journey
from tests.api.asking import CANARY

BUNDLE = "/v1/life-events/birth/bundle"
PATHS = ["/v1/services", "/v1/life-events", "/v1/regions", "/v1/organisations", "/healthz", "/openapi.json", "/docs"]
QUERIES = ["q", "event", "agency", "domain", "level", "status", "limit", "after", "province", "nik"]
HEADERS = [
    "accept",
    "accept-language",
    "authorization",
    "content-type",
    "cookie",
    "if-none-match",
    "origin",
    "referer",
    "traceparent",
    "user-agent",
    "x-forwarded-for",
    "x-request-id",
]
BODIES: list[object] = [
    CANARY,
    int("9" + CANARY[1:]),
    [CANARY],
    {CANARY: 1},
    {"situation": CANARY},
    {"situation": {CANARY: True}},
    {"situation": {CANARY: {"age_days": 1}}},
    {"situation": {CANARY: []}},
    {"situation": {"age_days": CANARY}},
    {"situation": {"enrolled": CANARY}},
    {"situation": {"birth_date": CANARY}},
    {"situation": {"citizenship": CANARY}},
    {"situation": {"occupation": CANARY}},
    {"situation": {"occupation": f"petani {CANARY}"}},
    {"situation": {"household": CANARY}},
    {"situation": {"household": {CANARY: CANARY}}},
    {"situation": {"household": {"income": CANARY}}},
    {"situation": {"sibling": [CANARY, {CANARY: 1}, {"age_days": CANARY}]}},
    {"situation": {"complete": [CANARY]}},
    {"situation": {"complete": CANARY}},
    {"region": CANARY},
    {"held": [CANARY]},
    {"held": [f"child.{CANARY}"]},
    {"missing": [f"{CANARY}.form"]},
    {"done": [CANARY]},
    {"as_of": CANARY},
    {"event_dates": CANARY},
    {"event_dates": {CANARY: "2026-11-12"}},
    {"event_dates": {CANARY: CANARY}},
    {"event_dates": {"birth": CANARY}},
    {"from": CANARY},
    {"months": CANARY},
    {"months": int("9" + CANARY[1:])},
    {"life_events": [CANARY]},
    {"life_events": ["birth", CANARY], "situation": {CANARY: CANARY}},
]
RAW = [
    f'{{"situation": {CANARY}',
    f'{{"{CANARY}": 1, "{CANARY}": 2}}',
    f'{{"a": NaN, "b": "{CANARY}"}}',
    f'{{"region": "{CANARY}\\ud800"}}',
    f"<nik>{CANARY}</nik>",
    f"nik={CANARY}",
]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything anybody logs, at every level."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(before)


@pytest.fixture
def guest(civil: Catalogue) -> TestClient:
    """A client of a server of its own, which allows pages of other origins."""
    settings = Settings(cors_origins=("https://app.example",))
    return TestClient(create_app(build_journey(civil), settings=settings), follow_redirects=False)


def asked(client: TestClient) -> Iterator[Response]:
    """The answers to the canary in every part of a request."""
    for path in [*PATHS, BUNDLE, f"/{CANARY}", f"/v1/{CANARY}", f"/static/{CANARY}", f"/problems/{CANARY}"]:
        yield client.get(f"{path}?nik={CANARY}")
        yield client.get(f"{path}/{CANARY}")
        yield client.get(f"{path}/{CANARY}/")
        yield client.request(CANARY, path)
        yield client.delete(f"{path}/{CANARY}", headers={"accept": "text/html"})
    for name in QUERIES:
        yield client.get(f"/v1/services?{name}={CANARY}")
        yield client.get(f"/v1/regions?{name}={CANARY}")
        yield client.get(f"/v1/services?limit=1&q=akta {CANARY}&{CANARY}={CANARY}")
        yield client.post(f"{BUNDLE}?{name}={CANARY}", json={})
    yield client.get(f"/v1/services?limit=1&q=kartu bantuan akta {CANARY}")
    for name in HEADERS:
        for value in (CANARY, f"nik={CANARY}", f'W/"{CANARY}"', f"https://{CANARY}.example"):
            yield client.get("/v1/services", headers={name: value})
            yield client.post(BUNDLE, content=b"{}", headers={"content-type": "application/json", name: value})
    preflight = {"access-control-request-method": CANARY, "access-control-request-headers": CANARY}
    yield client.options(BUNDLE, headers={"origin": f"https://{CANARY}.example", **preflight})
    yield client.options(BUNDLE, headers={"origin": "https://app.example", **preflight})
    yield client.get("/v1/services", headers={"host": f"{CANARY}.example", f"x-{CANARY}": CANARY})
    for path in (BUNDLE, "/v1/bundle", "/v1/timeline", f"/v1/life-events/{CANARY}/bundle"):
        for body in BODIES:
            yield client.post(path, json=body)
            yield client.post(path, json=body, headers={"accept": "text/calendar"})
        for raw in RAW:
            yield client.post(path, content=raw, headers={"content-type": "application/json"})


def traces(answer: Response) -> list[str]:
    """Where the canary stands in an answer."""
    parts = {"body": answer.text, "headers": json.dumps([*answer.headers.multi_items()])}
    return [f"{answer.request.method} {answer.request.url}: {part}" for part, text in parts.items() if CANARY in text]


def test_an_identity_number_leaves_no_trace(
    guest: TestClient, log: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    answers = list(asked(guest))
    assert len(answers) > 300
    assert [trace for answer in answers for trace in traces(answer)] == []
    assert {answer.status_code for answer in answers} >= {200, 404, 405, 406, 415, 422}
    assert not [answer for answer in answers if answer.status_code >= 500]
    afterwards = [guest.get(path) for path in PATHS] + [guest.post(BUNDLE, json={})]
    assert [trace for answer in afterwards for trace in traces(answer)] == []
    ours = [line for line in log.getvalue().splitlines() if CANARY in line and "HTTP Request:" not in line]
    assert ours == []  # the client of this test logs its own requests
    assert CANARY not in "".join(capfd.readouterr())


WORDS = st.text(st.characters(min_codepoint=0x400, max_codepoint=0x4FF), min_size=1, max_size=20)
"""Texts in letters that no answer is written in."""


@given(
    key=WORDS, value=WORDS | st.integers(10**9), where=st.sampled_from(["situation", "child", "region", "done", "body"])
)
def test_nothing_that_is_refused_comes_back(client: TestClient, key: str, value: object, where: str) -> None:
    bodies: dict[str, object] = {
        "situation": {"situation": {key: value}},
        "child": {"situation": {"child": {key: value, "age_days": value}}},
        "region": {"region": value, "held": [value, key]},
        "done": {"done": [key, value]},
        "body": {key: value},
    }
    answer = client.post(BUNDLE, json=bodies[where])
    assert answer.status_code == 422
    told = json.dumps(answer.json(), ensure_ascii=False)
    assert key not in told
    assert str(value) not in told
