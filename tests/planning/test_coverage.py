from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from catalogue.models import Offer
from catalogue.parts import Standard
from journeys.journey import Journey
from planning.coverage import LACKS, OLD, Coverage, coverage
from planning.figures import Scope
from planning.report_words import Words
from tests.planning.planned import DAY, code, town
from tests.small_catalogues import service

WORDS = {name: {"id": "Ada.", "en": "There."} for name in Standard.model_fields}
LAW = {"title": "Perdes 1/2026"}
WHOLE_SERVICE: Mapping[str, object] = {
    "standard": WORDS,
    "legal_resources": [LAW],
    "processing_time": {"working_days": 1},
    "costs": [{"value": 0}],
    "channels": [{"type": "counter"}, {"type": "web"}],
    "valid_to": "2026-11-22",
    "sources": [
        {"title": "Lama", "confidence": "high", "seen": "2019-01"},
        {"title": "Baru", "confidence": "high", "seen": "2024-11-30"},
    ],
}


def lacking(village: Journey, fields: Mapping[str, object], *, day: date = DAY) -> set[str]:
    """The measures by which a service lacks something that is whole but for these fields."""
    report = coverage(town(village, service(1, **{**WHOLE_SERVICE, **fields})), day=day)
    return {one.key for one in report.measures if one.key in LACKS and one.figure.count}


def figures(report: Coverage) -> dict[str, tuple[tuple[str, ...], int]]:
    return {one.key: (one.figure.codes, one.figure.of) for one in report.measures}


def test_a_whole_service_lacks_nothing(village: Journey) -> None:
    assert lacking(village, {}) == set()


@pytest.mark.parametrize(
    ("fields", "measure"),
    [
        ({"standard": None}, "no-standard"),
        ({"standard": {"time": WORDS["time"]}}, "partial-standard"),
        ({"legal_resources": []}, "no-law"),
        ({"processing_time": None}, "no-time"),
        ({"costs": []}, "no-fee"),
        ({"channels": [{"type": "counter"}, {"type": "phone"}]}, "never-digital"),
        ({"name": {"id": "Hanya Indonesia"}}, "no-english"),
        ({"valid_to": "2026-11-21"}, "ended"),
        ({"sources": [{"title": "Lama", "confidence": "high", "seen": "2024-10"}]}, "old-source"),
        ({"sources": [{"title": "Tanpa", "confidence": "high"}]}, "undated-source"),
    ],
)
def test_what_is_taken_away_is_lacking_and_nothing_else(
    village: Journey, fields: Mapping[str, object], measure: str
) -> None:
    assert lacking(village, fields) == {measure}


def test_a_service_without_channels_is_never_digital_either(village: Journey) -> None:
    assert lacking(village, {"channels": []}) == {"no-channel", "never-digital"}


@pytest.mark.parametrize(
    "fields",
    [
        {"legal_resources": [], "deadline": {"within": "P1D", "after": "birth", "law": LAW}},
        {"legal_resources": [], "requirements": [{"name": {"id": "Syarat", "en": "Condition"}, "law": LAW}]},
        {"processing_time": None, "channels": [{"type": "app", "processing_time": "PT1H"}]},
        {"costs": [], "channels": [{"type": "web", "costs": [{"value": 5}]}]},
    ],
)
def test_it_is_enough_that_a_part_of_the_service_says_it(village: Journey, fields: Mapping[str, object]) -> None:
    assert lacking(village, fields) == set()


@pytest.mark.parametrize(("day", "old"), [(date(2026, 11, 30), False), (date(2026, 12, 1), True)])
def test_a_source_is_old_after_two_years(village: Journey, day: date, old: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert OLD == 24
    assert ("old-source" in lacking(village, {"valid_to": None}, day=day)) is old


def test_a_region_that_gives_it_online_makes_it_digital_there(village: Journey) -> None:
    small = town(village, service(1, channels=[{"type": "counter"}]), service(2, channels=[{"type": "counter"}]))
    offers = {
        (code(number), "33"): Offer.model_validate(
            {
                "service": code(number),
                "region": "33",
                "channels": [{"type": kind}],
                "sources": [{"title": "Perda", "confidence": "high"}],
            }
        )
        for number, kind in ((1, "app"), (2, "home"))
    }
    offered = Journey(replace(small.catalogue, offers=offers))

    assert figures(coverage(offered, day=DAY))["never-digital"] == ((code(2),), 2)


def test_only_services_in_force_are_measured_and_what_has_ended_by_its_successors(village: Journey) -> None:
    small = town(
        village,
        service(1),
        service(2, status="superseded", successors=["s1"]),
        service(3, status="historical", competent_authority="port"),
        service(4, status="suspended"),
    )
    found = figures(coverage(small, day=DAY))

    assert found["no-standard"] == ((code(1),), 1)
    assert found["no-successor"] == ((code(3),), 2)
    assert found["application-no-successor"] == (("old",), 1)


def test_events_lack_services_where_none_is_in_force_for_them_or_wider_ones(village: Journey) -> None:
    small = town(village, service(1, life_events=["birth"]), service(2, life_events=["school"], status="historical"))
    found = figures(coverage(small, day=DAY))
    empty, every = found["event-without-service"]

    assert "birth" not in empty
    assert "twin-birth" not in empty, "what is for a birth is for twins too"
    assert "school" in empty
    assert len(empty) == every - 2
    assert found["event-leading-nowhere"][0] == tuple(
        sorted(event for event in small.catalogue.life_events if event != "birth")
    )


def test_a_document_that_is_asked_for_and_no_service_in_force_issues_is_a_dead_end(village: Journey) -> None:
    small = town(
        village,
        service(1, evidence=["ktp", "family-card", "photo", {"one_of": ["job-card", "tax-number"]}]),
        service(2, produces="ktp"),
        service(3, produces={"type": "family-card", "updates": True}),
        service(4, produces="tax-number", status="historical"),
    )

    assert figures(coverage(small, day=DAY))["nobody-issues"] == (("family-card", "job-card", "tax-number"), 4)


def test_units_are_told_by_how_many_of_their_services_have_a_standard(village: Journey) -> None:
    small = town(
        village,
        service(1, standard=WORDS, provided_by=["port", "village-office"]),
        service(2, provided_by=["village-office", "bureau"]),
    )
    found = figures(coverage(small, day=DAY))

    assert found["units-published"] == (("port",), 3)
    assert found["units-partly"] == (("village-office",), 3)
    assert found["units-unpublished"] == (("bureau",), 3)


def test_agencies_and_domains_are_told_with_what_their_services_lack(village: Journey) -> None:
    small = town(
        village,
        service(1),
        service(2, standard=WORDS, competent_authority="port"),
        service(3, code="0201.001.01.00-18", competent_authority="port"),
    )
    report = coverage(small, day=DAY)
    port, ministry = report.agencies

    assert (port.code, port.services, port.measures["no-standard"].codes) == ("port", 2, ("0201.001.01.00-18",))
    assert (ministry.code, ministry.measures["no-standard"].share) == ("ministry", 1)
    assert [(one.code, one.services) for one in report.domains] == [("9900", 2), ("0201", 1)]


def test_a_part_is_measured_by_its_own_services_events_documents_and_units(village: Journey) -> None:
    small = town(
        village,
        service(1, evidence=["job-card"], life_events=["birth"]),
        service(2, competent_authority="port", provided_by=["port"], evidence=["ktp"], life_events=["school"]),
    )
    found = figures(coverage(small, Scope("port"), day=DAY))

    assert found["no-standard"] == ((code(2),), 1)
    assert found["event-leading-nowhere"] == (("school",), 1)
    assert found["nobody-issues"] == (("ktp",), 1)
    assert found["units-unpublished"] == (("port",), 1)
    assert "application-no-successor" not in found, "applications belong to no part"


# ── the catalogue that is shipped ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def nation(shipped: Journey) -> Coverage:
    return coverage(shipped, day=DAY)


def test_figures_of_the_nation_are_as_long_as_their_lists(nation: Coverage) -> None:
    parts = [found for part in (*nation.agencies, *nation.domains) for found in part.measures.values()]
    every = [*parts, *(one.figure for one in nation.measures)]

    assert len(every) > 1000
    assert all(found.count == len(found.codes) == len(set(found.codes)) <= found.of for found in every)


def test_agencies_and_domains_of_the_nation_add_up_to_the_whole(nation: Coverage) -> None:
    whole = {one.key: one.figure for one in nation.measures}
    for parts in (nation.agencies, nation.domains):
        assert sum(part.services for part in parts) == nation.head.services
        for key in LACKS:
            assert sorted(code for part in parts for code in part.measures[key].codes) == list(whole[key].codes)


def test_every_unit_of_the_nation_has_published_all_some_or_none(nation: Coverage) -> None:
    units = [one.figure for one in nation.measures if one.key.startswith("units-")]

    assert sum(found.count for found in units) == units[0].of
    assert len({code for found in units for code in found.codes}) == units[0].of


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_measure_is_explained(nation: Coverage, language: str) -> None:
    told = [Words(language).measure(one.key) for one in nation.measures]

    assert len({one.name for one in told}) == len(told)
    assert all(one.meaning.endswith(".") and one.todo.endswith(".") for one in told)
