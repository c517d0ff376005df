from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from catalogue.errors import CatalogueError
from journeys.bundle import answer
from journeys.journey import Journey
from planning.persons import MOST_PROFILES, SITUATIONS, from_files, profiles
from tests.conftest import TESTS
from tests.small_catalogues import journey_of, service, wanting

if TYPE_CHECKING:
    from collections.abc import Mapping

DAY = date(2026, 6, 1)
GOOD = """\
person: {id: Seorang, en: Somebody}
events: [moving]
as_of: 2026-06-01
region: '33'
situation: {age_years: 20, income: 5.5}
held: [ktp]
event_dates: {moving: 2026-05-01}
bundle: {steps: {}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "somebody.yaml").write_text(GOOD)
    (tmp_path / "notes.txt").write_text("not a person")
    return tmp_path


def test_persons_come_from_files_and_folders(village: Journey, folder: Path) -> None:
    (folder / "another.yaml").write_text(GOOD.replace("Seorang", "Lain"))
    cases = from_files(village, [folder, folder / "somebody.yaml"])

    assert [(case.id, case.name["id"], case.origin) for case in cases] == [
        ("another", "Lain", "file"),
        ("somebody", "Seorang", "file"),
        ("somebody", "Seorang", "file"),
    ]
    assert (cases[0].request.region, cases[0].request.situation.as_of) == ("33", DAY)
    assert answer(village, cases[0].request).as_of == DAY


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("events: [moving]", "events: [mooving]"), ("unknown-event", 2)),
        (("{moving: 2026-05-01}", "{mooving: 2026-05-01}"), ("unknown-event", 7)),
        (("'33'", "'99'"), ("unknown-region", 4)),
        (("held: [ktp]", "done: [no-such]"), ("unknown-service", 6)),
        (("held: [ktp]", "held: [kpt]"), ("unknown-evidence", 6)),
        (("age_years: 20", "age_yers: 20"), ("unknown-concept", 5)),
        (("age_years: 20", "age_years: old"), ("fact-integer", 5)),
        (("held: [ktp]", "held: ktp"), ("list-expected", 6)),
        (("events: [moving]", "events: []"), ("empty-list", 2)),
        (("person: {id: Seorang, en: Somebody}\n", ""), ("missing-field", 1)),
        (("2026-05-01", "2300-05-01"), ("fact-out-of-range", 7)),
    ],
)
def test_what_is_wrong_with_a_person_is_told_by_its_place(
    village: Journey, folder: Path, change: tuple[str, str], expected: tuple[str, int]
) -> None:
    old, new = change
    assert old in GOOD
    (folder / "somebody.yaml").write_text(GOOD.replace(old, new))
    with pytest.raises(CatalogueError) as error:
        from_files(village, [folder])

    assert [(problem.rule, problem.place.line) for problem in error.value.problems] == [expected]
    assert error.value.problems[0].place.path.endswith("somebody.yaml")


def test_every_file_at_fault_is_told(village: Journey, folder: Path) -> None:
    (folder / "somebody.yaml").write_text("a: b")
    (folder / "zero.yaml").write_text("- a")
    with pytest.raises(CatalogueError) as error:
        from_files(village, [folder, folder / "gone.yaml"])

    places = {problem.place.path.rsplit("/", 1)[-1] for problem in error.value.problems}
    assert places == {"somebody.yaml", "zero.yaml", "gone.yaml"}


def test_the_persons_of_the_project_can_all_be_asked_for(shipped: Journey) -> None:
    cases = from_files(shipped, [TESTS.parent / SITUATIONS])

    assert len(cases) == len(list((TESTS / "situations").glob("*.yaml")))
    assert len({case.id for case in cases}) == len(cases)


def example(situation: Mapping[str, object], verdict: str = "met", **more: object) -> dict[str, object]:
    return {"situation": situation, "verdict": verdict, **more}


def test_profiles_are_who_told_nothing_and_whom_examples_describe(village: Journey) -> None:
    old, young = {"age_years": 40}, {"age_years": 4}
    services = [
        wanting("ktp", examples=[example(young, "not_met"), example(old, as_of="2025-01-01")]),
        service(
            2, life_events=["travelling"], examples=[example(young, event="moving"), example(old, event="travelling")]
        ),
        service(
            3, life_events=["travelling"], beneficiary="child", examples=[example(young, held=["birth-certificate"])]
        ),
        service(4, life_events=["travelling"], examples=[example(old)]),
    ]
    journey = journey_of(village, *services)
    third = journey.catalogue.services.find("s3").code
    nothing, first, second = profiles(journey, "travelling", [third], as_of=DAY)

    assert MOST_PROFILES == 3
    assert (nothing.id, nothing.request.situation.as_of, nothing.request.situation.concepts()) == (
        "travelling",
        DAY,
        set(),
    )
    assert (first.id, second.id) == ("travelling/s3", "travelling/s1")
    assert first.name["en"] == "As in an example of “Service 3”"
    assert "age_years" in first.request.situation.of("child")
    assert second.request.situation.as_of == date(2025, 1, 1)
    assert {case.origin for case in (nothing, first, second)} == {"profile"}


def test_an_example_that_cannot_be_in_the_event_makes_no_profile(village: Journey) -> None:
    alive = example({"deceased": {"deceased": False}})
    journey = journey_of(village, service(1, life_events=["death"], beneficiary="heir", examples=[alive]))

    assert [case.id for case in profiles(journey, "death", (), as_of=DAY)] == ["death"]
