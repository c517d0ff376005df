from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from journeys.bundle import Request
from journeys.journey import Journey
from lifejourney.what_if_text import FEW, print_what_if
from planning.changes import Change, DropDocument, Merge, Retire
from planning.persons import Case
from planning.what_if import Trial, what_if
from tests.small_catalogues import issuing, journey_of, service, wanting

if TYPE_CHECKING:
    from catalogue.models import PublicService

SERVICES = [
    wanting("ktp", "photo", requires=["s4"], costs=[{"value": 2000}]),
    issuing(2, "ktp", 3, life_events=["travelling"], channels=[{"type": "counter"}]),
    service(3, life_events=["moving"]),
    service(4),
]


@pytest.fixture(autouse=True)
def _columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")


def printed(
    village: Journey,
    capsys: pytest.CaptureFixture[str],
    *changes: Change,
    services: list[PublicService] | None = None,
    every: bool = False,
) -> str:
    journey = journey_of(village, *(services or SERVICES))
    situation = journey.reader.read({}, as_of=date(2026, 7, 6))
    cases = [
        Case(f"p{n}", {"id": f"Orang {n}", "en": f"Person {n}"}, "told", Request(("travelling",), situation))
        for n in range(FEW + 2)
    ]
    print_what_if(what_if(journey, changes, Trial(cases, fill=False)), "en", every=every)
    return capsys.readouterr().out


def test_a_change_is_told_by_event_and_person(village: Journey, capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(village, capsys, DropDocument("ktp", "s1"), Merge("s1", "s2"))

    assert text.startswith("Merged into s1: s2\ns1 no longer takes Identity card\nTried on 0 persons from files")
    assert "Person 0 · Travelling  [shorter]" in text
    assert "working days: 4 → 3" in text
    assert "12 shorter" in text
    assert text.rstrip().endswith("Days are “at least”: what nobody states is not counted.")


def test_many_journeys_are_told_only_when_asked_for(village: Journey, capsys: pytest.CaptureFixture[str]) -> None:
    few, every = (printed(village, capsys, Retire("s2"), every=every) for every in (False, True))

    assert (few.count("[broken]"), every.count("[broken]")) == (FEW, FEW + 2)
    assert "… and 2 more: --all" in few
    assert "more: --all" not in every


def test_what_breaks_is_told_with_the_reason(village: Journey, capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(village, capsys, Retire("s2"), Retire("s4"))

    assert "broken: Service 2: This service no longer exists." in text
    assert "broken: Identity card (asked for by s1): Nobody issues" in text
    assert "no longer needed: Service 4" in text
    assert "Nobody can get any more\n - Identity card (asked for by s1)" in text
    assert "Still name a service that is retired\n - s1 (requires: s4)" in text


def test_many_who_ask_for_what_is_gone_are_told_only_when_asked_for(
    village: Journey, capsys: pytest.CaptureFixture[str]
) -> None:
    asking = [service(number, evidence=["ktp"]) for number in range(3, 3 + FEW)]
    services = [wanting("ktp"), issuing(2, "ktp"), *asking]
    few, every = (printed(village, capsys, Retire("s2"), services=services, every=every) for every in (False, True))

    assert "s11, … and 1 more: --all)" in few.replace("\n   ", " ")
    assert "s11, s12)" in every.replace("\n   ", " ")


def test_what_is_gone_without_anybody_asking_is_told_too(village: Journey, capsys: pytest.CaptureFixture[str]) -> None:
    services = [wanting("photo"), issuing(2, "ktp", life_events=["moving"])]
    text = printed(village, capsys, Retire("s2"), services=services)

    assert "Nobody can get any more\n - Identity card\n" in text
    assert "Life events left without services\n - Moving" in text
    assert "Touched, but tried on nobody\n - Moving" in text
    assert "No journey is touched by this change." in text


def test_what_is_perhaps_lost_or_comes_new_is_said(village: Journey, capsys: pytest.CaptureFixture[str]) -> None:
    unsure = [service(1, "age_years > 3", life_events=["travelling"]), service(2, life_events=["travelling"])]
    assert "perhaps broken: Service 1" in printed(village, capsys, Retire("s1"), services=unsure)

    new = [service(1, life_events=["moving"]), service(2, life_events=["travelling"], requires=["s3"]), service(3)]
    merged = printed(village, capsys, Merge("s1", "s2"), services=new)
    assert "12 as before" in merged


def test_all_events_are_told_when_asked_for(village: Journey, capsys: pytest.CaptureFixture[str]) -> None:
    services = [wanting("photo"), service(2, status="historical", life_events=["travelling"])]
    quiet, every = (printed(village, capsys, Retire("s2"), services=services, every=every) for every in (False, True))

    assert "life event" not in quiet
    assert "Travelling   12 as before   0" in every
