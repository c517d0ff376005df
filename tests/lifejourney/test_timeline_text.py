from __future__ import annotations

from datetime import date

import pytest

from journeys.entries import Entries
from journeys.journey import Journey, build_journey
from journeys.timeline import timeline_for
from lifejourney.timeline_text import print_timeline
from tests.rules_at_random import TODAY
from tests.small_catalogues import service, with_services


def printed(
    journey: Journey, facts: dict[str, object], capsys: pytest.CaptureFixture[str], language: str = "en"
) -> list[str]:
    roles = {code: role.name for code, role in journey.catalogue.roles.items()}
    print_timeline(Entries(timeline_for(journey, facts, start=TODAY, months=24), roles, language))
    return capsys.readouterr().out.splitlines()


@pytest.fixture
def card(village: Journey) -> Journey:
    name = {"id": "Kartu", "en": "Card \x1b[31m[red]\u202e"}
    services = [service(1, "age_years >= 17", name=name, beneficiary="child"), service(2, beneficiary="child")]
    return build_journey(with_services(village.catalogue, services))


def test_what_changes_stands_in_the_order_of_days(village: Journey, capsys: pytest.CaptureFixture[str]) -> None:
    deadline = {"within": "P60D", "after": "birth"}
    services = [
        service(1, "age_days > 30", beneficiary="child"),
        service(2, "age_days <= 60", beneficiary="child", deadline=deadline),
        service(3, beneficiary="child", recurs={"rule": "FREQ=MONTHLY;BYMONTHDAY=1"}),
    ]
    journey = build_journey(with_services(village.catalogue, services))
    lines = printed(journey, {"birth_date": "2026-11-20"}, capsys)

    assert [line.split("  ")[0] for line in lines if line.startswith("20")] == [
        "2026-12-01",
        "2026-12-21",
        "2027-01-19",
        "2027-01-19",
    ]
    assert any("24 times until 2028-11-01" in line for line in lines)
    assert "Services that stay as they are: 1 for you, 0 perhaps" in "\n".join(lines)
    assert lines[-2:] == [
        "If nothing else changes.",
        "This is information, not a decision: the competent office decides.",
    ]


def test_escape_codes_and_markup_in_a_text_are_inert(card: Journey, capsys: pytest.CaptureFixture[str]) -> None:
    told = "\n".join(printed(card, {"birth_date": "2010-04-01"}, capsys))

    assert "[red]" in told
    assert not set(told) & set("\x1b\u202e")


def test_where_nothing_changes_it_says_so(card: Journey, capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(card, {"birth_date": str(date(1990, 1, 1))}, capsys, "id")

    assert lines[:2] == ["Lini masa 2026-11-22 sampai 2028-11-22", "Tidak ada yang berubah."]
    assert ": 2 untuk Anda, 0 mungkin" in lines[3]
