"""Requirements that are in force only on some days: every answer goes by the day asked about."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from catalogue.load import load_catalogue
from catalogue.models import PublicService
from journeys.bundle import bundle_for
from journeys.checks import check_examples
from journeys.eligibility import assess
from journeys.journey import Journey, build_journey, verdicts
from journeys.questions import next_questions
from journeys.timeline import timeline_for
from tests.small_catalogues import copied, journey_of, service

TURN = date(2028, 1, 1)
BEFORE = TURN - timedelta(days=1)
CERTIFICATE = "services/civil/birth-certificate.yaml"
BORN = {"birth_date": "2000-05-06"}


def version(rule: str | None, **days: str) -> dict[str, object]:
    return {"name": {"id": f"Syarat {rule}"}, "rule": rule, **days}


def pension(**fields: object) -> PublicService:
    """From 2028 on one has to be older: s1 of the event ``travelling``."""
    old, new = version("age_years >= 27", valid_to=str(BEFORE)), version("age_years >= 59", valid_from=str(TURN))
    always = version("employed <> TRUE")
    return service(1, life_events=["travelling"], requirements=[old, always, new], **fields)


@pytest.fixture(scope="module")
def journey(village: Journey) -> Journey:
    return journey_of(village, pension(), service(2, "employed = TRUE", life_events=["travelling"]))


@pytest.mark.parametrize(
    ("day", "expected"), [(date(2027, 5, 5), "not_met"), (date(2027, 5, 6), "met"), (BEFORE, "met"), (TURN, "not_met")]
)
def test_a_verdict_goes_by_the_version_of_the_day(journey: Journey, day: date, expected: str) -> None:
    situation = journey.reader.read({**BORN, "employed": False}, as_of=day)
    bundle = bundle_for(journey, "travelling", situation)
    one = journey.catalogue.services.find("s1")

    assert verdicts(journey, situation)[one.code] == assess(one, situation).verdict == expected
    assert ("s1" in {step.service.slug for step in bundle.steps}) is (expected == "met")


def test_only_what_is_in_force_is_told_as_a_reason(journey: Journey) -> None:
    def rules(day: date) -> list[str | None]:
        steps = bundle_for(journey, "travelling", as_of=day).steps
        return [reason.rule for step in steps if step.service.slug == "s1" for reason in step.why if reason.rule]

    assert rules(BEFORE) == ["age_years >= 27", "employed <> TRUE"]
    assert rules(TURN) == ["employed <> TRUE", "age_years >= 59"]


def test_what_to_ask_goes_by_the_day(village: Journey) -> None:
    one = service(
        1,
        life_events=["travelling"],
        requirements=[version("employed = TRUE", valid_to=str(BEFORE)), version("children > 1", valid_from=str(TURN))],
    )
    journey = journey_of(village, one)
    asked = [
        [question.concept for question in next_questions(journey, journey.reader.read({}, as_of=day), "travelling")]
        for day in (BEFORE, TURN)
    ]

    assert asked == [["employed"], ["children"]]


def test_a_timeline_opens_and_closes_with_the_versions(journey: Journey) -> None:
    facts = {**BORN, "employed": False}
    windows = [
        window
        for window in timeline_for(journey, facts, start=date(2027, 1, 1), months=1200).windows
        if window.service.slug == "s1" and window.role == "applicant"
    ]

    assert [(window.from_, window.until) for window in windows] == [
        (date(2027, 5, 6), TURN),
        (date(2059, 5, 6), None),
    ]
    assert [(turn.does, turn.rule) for turn in windows[0].why] == [
        ("opens", "age_years >= 27"),
        ("closes", "age_years >= 59"),
    ]


def test_days_between_which_nothing_turns_share_a_journey(journey: Journey, village: Journey) -> None:
    assert journey.on(BEFORE) is journey.on(date(2000, 1, 1))
    assert journey.on(TURN) is journey.on(date(2100, 1, 1)) is not journey.on(BEFORE)
    assert village.on(TURN) is village


def test_a_service_is_found_by_its_slug_on_any_day(journey: Journey) -> None:
    then = journey.on(TURN).catalogue.services

    assert then.find("s1").code == then[then.code_of("s1") or ""].code == journey.catalogue.services.find("s1").code
    assert list(then.slugs()) == list(journey.catalogue.services.slugs())
    assert len(then) == len(list(then)) == len(journey.catalogue.services)


def test_a_requirement_without_a_rule_is_told_while_it_is_in_force(village: Journey) -> None:
    one = service(1, life_events=["travelling"], requirements=[version(None, valid_from=str(TURN))])
    journey = journey_of(village, one)
    told = [bundle_for(journey, "travelling", as_of=day).steps[0].if_also for day in (BEFORE, TURN)]

    assert [len(conditions) for conditions in told] == [0, 1]


def test_services_read_from_the_cache_have_their_versions_too(tmp_path: Path) -> None:
    base = Path(__file__).parent / "base"
    rule = "rule: age_days <= 60"
    folder = copied(base, tmp_path / "village", {CERTIFICATE: (rule, f"{rule}\n    valid_to: {BEFORE}")})
    read, kept = (build_journey(load_catalogue(folder)) for _time in range(2))

    for journey in (read, kept):
        found = [
            {step.service.slug for step in bundle_for(journey, "birth", {"age_days": 90}, as_of=day).steps}
            for day in (BEFORE, TURN)
        ]
        assert ["birth-certificate" in slugs for slugs in found] == [False, True]
        assert journey.catalogue.turns == (TURN,)


def test_examples_are_run_by_the_version_of_their_day_and_must_catch_the_mutants_of_each(village: Journey) -> None:
    def example(age: int, day: date, verdict: str) -> dict[str, object]:
        return {"situation": {"age_years": age, "employed": False}, "as_of": str(day), "verdict": verdict}

    bounds = [
        *(example(age, BEFORE, verdict) for age, verdict in ((26, "not_met"), (27, "met"), (28, "met"))),
        *(example(age, TURN, verdict) for age, verdict in ((58, "not_met"), (59, "met"), (60, "met"))),
        {"situation": {"age_years": 60, "employed": True}, "as_of": str(TURN), "verdict": "not_met"},
        {"situation": {"age_years": 60}, "as_of": str(TURN), "verdict": "unknown"},
    ]
    whole = check_examples(journey_of(village, pension(examples=bounds)))
    half = check_examples(journey_of(village, pension(examples=[*bounds[:3], *bounds[6:]])))

    assert [finding.fault.rule for finding in whole] == []
    assert {(finding.fault.rule, finding.location) for finding in half} == {
        ("mutant-survives", ("requirements", 2, "rule"))
    }
