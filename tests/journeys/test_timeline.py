from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from catalogue.conditions import COMPARISONS, written
from catalogue.spans import Known
from journeys.bounds import on_day, span_of
from journeys.eligibility import Verdict, verdict_of
from journeys.journey import Journey, build_journey
from journeys.situation import Situation
from journeys.timeline import timeline_for
from journeys.timeline_answers import Timeline, Window
from tests.rules_at_random import TODAY, conditions
from tests.situations_at_random import fewer, read, situations
from tests.small_catalogues import service, with_services

Rules = Sequence[tuple[Sequence[str], str]]
ROLES = ("", "child", "mother", "heir")
AGES = [f"{role}.age_{unit}".lstrip(".") for role in ROLES for unit in ("years", "months", "days")]


@st.composite
def reckonings(draw: st.DrawFn) -> str:
    """Sums, differences and products of ages in days, months and years, beside what they may come to."""
    one, other, third = (draw(st.sampled_from(AGES)) for _age in range(3))
    factor = draw(st.sampled_from(["", "", "2 * ", "0.5 * ", "children * ", f"{third} * "]))
    bounds = sorted(draw(st.integers(-40, 1500)) for _bound in range(2))
    form = draw(st.sampled_from([*(f"{sign} {{}}" for sign in COMPARISONS), "BETWEEN {} AND {}", "IN ({}, {})"]))
    return f"{one} {draw(st.sampled_from('+-'))} {factor}{other} {form.format(*bounds)}"


TWO_AGES = st.builds("{} {} {}".format, st.sampled_from(AGES), st.sampled_from(COMPARISONS), st.sampled_from(AGES))
ANY_RULE = conditions(ROLES, leaves=5).map(written) | reckonings() | TWO_AGES
RULES = st.lists(ANY_RULE, min_size=1, max_size=2)
PLACES = st.sampled_from(["child", "mother", "applicant", "heir"])
MONTHS = 8


def joined(village: Journey, services: Rules, **fields: object) -> Journey:
    made = [service(number, *texts, beneficiary=role, **fields) for number, (texts, role) in enumerate(services, 1)]
    return build_journey(with_services(village.catalogue, made))


def of(village: Journey, facts: Mapping[str, object], *rules: str, **fields: object) -> Timeline:
    """The timeline of one service with these rules, for 24 months from 22 November 2026."""
    role = str(fields.pop("beneficiary", "child"))
    return timeline_for(joined(village, [(rules, role)], **fields), facts, start=TODAY, months=24)


def shown(windows: Iterable[Window]) -> list[tuple[str, str, str | None]]:
    return [(w.verdict.value, str(w.from_), str(w.until) if w.until else None) for w in windows]


# ── windows, beside every single day ────────────────────────────────────────────────────────────────────────────────


def own(situation: Situation, role: str) -> Situation:
    """What counts for somebody told of under a role; bare facts are somebody else's."""
    return replace(situation, bare={}) if role in situation.persons else situation


def verdict_on(journey: Journey, situation: Situation, window: Window, day: date) -> Verdict:
    there = on_day(journey.reader, own(situation, window.role), day)
    facts = there.facts(window.role, window.person.position if window.person else 0)
    return verdict_of(journey.catalogue.services[window.service.code], facts, journey.catalogue)


def unborn(facts: Mapping[str, Known], day: date) -> bool:
    born = span_of(facts.get("birth_date"))
    return born is not None and day < born[0]


def day_by_day(journey: Journey, situation: Situation, role: str, *, start: date, end: date) -> list[list[Verdict]]:
    """For every day, what each person in a role gets of the first service."""
    one = next(iter(journey.catalogue.services.values()))
    found = []
    count = len(situation.persons[role]) if role in situation.persons else int(role != "heir")
    for number in range((end - start).days):
        day = start + timedelta(days=number)
        there = on_day(journey.reader, own(situation, role), day)
        every = [there.facts(role, position) for position in range(count)]
        found.append(
            [Verdict.NOT_MET if unborn(facts, day) else verdict_of(one, facts, journey.catalogue) for facts in every]
        )
    return found


def drawn(timeline: Timeline) -> list[dict[int, Verdict]]:
    """For every day, the verdict of those who have a window then, by position."""
    days = range((timeline.until - timeline.from_).days)
    found: list[dict[int, Verdict]] = [{} for _day in days]
    for window in timeline.windows:
        place = window.person.position if window.person else 0
        end = min(window.until or timeline.until, timeline.until)
        for number in range((window.from_ - timeline.from_).days, (end - timeline.from_).days):
            assert place not in found[number]
            found[number][place] = window.verdict
    return found


@settings(max_examples=80)
@given(RULES, PLACES, situations(), st.integers(-3, 400))
def test_windows_are_what_asking_on_every_single_day_gives(
    village: Journey, rules: list[str], role: str, facts: dict[str, object], later: int
) -> None:
    journey, start = joined(village, [(rules, role)]), TODAY + timedelta(days=later)
    situation = read(journey.reader, facts)
    timeline = timeline_for(journey, situation, start=start, months=MONTHS)
    asked = day_by_day(journey, situation, role, start=start, end=timeline.until)
    expected = [
        {place: verdict for place, verdict in enumerate(verdicts) if verdict is not Verdict.NOT_MET}
        for verdicts in asked
    ]

    assert drawn(timeline) == expected


@settings(max_examples=150)
@given(RULES, PLACES, situations(), st.integers(0, 50_000))
def test_an_end_is_the_first_day_on_which_it_no_longer_holds_however_late(
    village: Journey, rules: list[str], role: str, facts: dict[str, object], far: int
) -> None:
    journey = joined(village, [(rules, role)])
    situation = read(journey.reader, facts)
    for window in timeline_for(journey, situation, start=TODAY, months=1).windows:
        end, later = window.until, window.from_ + timedelta(days=far)
        last = end - timedelta(days=1) if end else later
        for day in (window.from_, min(later, last), last):
            assert verdict_on(journey, situation, window, day) is window.verdict
        assert end is None or verdict_on(journey, situation, window, end) is not window.verdict


def test_nothing_is_for_somebody_before_the_birth(village: Journey) -> None:
    child = {"child": {"birth_date": "2027-03-01"}}

    assert shown(of(village, child, "age_days <= 60").windows) == [("met", "2027-03-01", "2027-05-01")]
    assert shown(of(village, child).windows) == [("met", "2027-03-01", None)]
    assert shown(of(village, {"child": {"birth_date": "2029-03-01"}}).windows) == []


@settings(max_examples=40)
@given(st.data(), RULES, PLACES, situations())
def test_more_facts_never_take_a_day_from_a_window_that_is_met(
    village: Journey, data: st.DataObject, rules: list[str], role: str, facts: dict[str, object]
) -> None:
    journey = joined(village, [(rules, role)])
    told = read(journey.reader, facts)
    everybody = [told.bare, *(person for persons in told.persons.values() for person in persons)]
    assume(not any(unborn(person, TODAY) for person in everybody))  # else to tell of the birth takes days away
    less, more = (
        drawn(timeline_for(journey, read(journey.reader, told), start=TODAY, months=24))
        for told in (data.draw(fewer(facts)), facts)
    )
    for known, better in zip(less, more, strict=True):
        assert {place for place, verdict in known.items() if verdict is Verdict.MET} <= {
            place for place, verdict in better.items() if verdict is Verdict.MET
        }
        assert better.keys() <= known.keys()


@settings(max_examples=25)
@given(st.dates(date(2005, 1, 1), date(2026, 11, 22)), st.dates(date(1950, 1, 1), date(2026, 11, 22)))
def test_the_windows_of_a_shipped_service_follow_one_another(shipped: Journey, start: date, born: date) -> None:
    timeline = timeline_for(shipped, {"birth_date": str(born)}, start=start, months=1200)
    courses: dict[tuple[str, str], list[Window]] = {}
    for window in timeline.windows:
        courses.setdefault((window.service.code, window.role), []).append(window)
    for windows in courses.values():
        for one, other in pairwise(windows):
            assert one.until is not None
            assert one.until < other.from_ or (one.until == other.from_ and one.verdict is not other.verdict)


# ── birthdays ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        ("2010-02-28", [("met", "2027-02-28", "2028-02-28")]),
        ("2010-03-01", [("met", "2027-03-01", "2028-03-01")]),
        ("2008-02-29", []),  # 18 since 1 March 2026
        ("2012-02-29", []),  # 17 on 1 March 2029
    ],
)
def test_a_birthday_opens_a_window(village: Journey, born: str, expected: list[tuple[str, str, str]]) -> None:
    assert shown(of(village, {"birth_date": born}, "age_years = 17").windows) == expected


def test_who_is_born_on_29_february_is_a_year_older_on_1_march(village: Journey) -> None:
    facts = {"birth_date": "2024-02-29"}

    assert shown(of(village, facts, "age_years = 3").windows) == [("met", "2027-03-01", "2028-02-29")]
    assert shown(of(village, facts, "age_months BETWEEN 36 AND 47").windows) == [("met", "2027-03-01", "2028-02-29")]


def test_an_age_alone_is_met_only_when_every_birth_date_gives_it(village: Journey) -> None:
    # somebody of 16 on 22 November 2026 turns 17 between the next day and a year later
    assert shown(of(village, {"age_years": 16}, "age_years >= 17").windows) == [
        ("unknown", "2026-11-23", "2027-11-22"),
        ("met", "2027-11-22", None),
    ]


def test_an_age_in_days_is_a_birth_date(village: Journey) -> None:
    assert shown(of(village, {"age_days": 10}, "age_days <= 60").windows) == [("met", "2026-11-22", "2027-01-12")]


def test_an_age_alone_counts_from_the_day_it_was_told_on(village: Journey) -> None:
    journey = joined(village, [(["age_days <= 60"], "child")])
    told = journey.reader.read({"age_days": 10}, as_of=TODAY)
    later = timeline_for(journey, told, start=date(2027, 1, 1), months=1)

    assert shown(later.windows) == [("met", "2027-01-01", "2027-01-12")]


def test_a_fact_without_a_date_stays_as_it_is(village: Journey) -> None:
    found = of(village, {"birth_date": "2010-06-01", "employed": True}, "employed AND age_years >= 17")

    assert shown(found.windows) == [("met", "2027-06-01", None)]
    assert found.assumption["en"] == "If nothing else changes."
    assert "not a decision" in found.notice["en"]


def test_ages_may_be_reckoned_with_and_compared(village: Journey) -> None:
    facts = {"birth_date": "2020-01-31", "mother": {"birth_date": "2000-06-30"}, "children": 10}

    assert shown(of(village, facts, "age_years + 3 >= children").windows) == [("met", "2027-01-31", None)]
    assert shown(of(village, facts, "mother.age_years - age_years = 20").windows) == [
        ("met", "2026-11-22", "2027-01-31"),
        ("met", "2027-06-30", "2028-01-31"),
        ("met", "2028-06-30", "2029-01-31"),
    ]


# ── services that begin and end ─────────────────────────────────────────────────────────────────────────────────────


def test_a_service_is_open_while_it_is_in_force(village: Journey) -> None:
    found = of(village, {}, valid_from="2027-01-01", valid_to="2027-12-31").windows

    assert shown(found) == [("met", "2027-01-01", "2028-01-01")]
    assert [(why.kind, why.does, why.text["en"]) for why in found[0].why] == [
        ("date", "opens", "Begins on 2027-01-01."),
        ("date", "closes", "Ends on 2027-12-31."),
    ]
    assert of(village, {}, valid_to="2026-11-21").windows == ()
    assert shown(of(village, {}, valid_to="9999-12-31").windows) == [("met", "2026-11-22", None)]


@pytest.mark.parametrize("status", ["suspended", "superseded", "historical"])
def test_a_service_that_is_not_active_has_no_window(village: Journey, status: str) -> None:
    assert of(village, {}, status=status).windows == ()


# ── why ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_window_says_which_requirements_open_and_close_it_and_which_leave_it_open(village: Journey) -> None:
    (window,) = of(village, {"birth_date": "2010-06-01"}, "age_years >= 17", "age_months < 216", "employed").windows

    assert [(why.does, why.rule, why.verdict, why.unknown_facts) for why in window.why] == [
        ("opens", "age_years >= 17", "met", ()),
        ("closes", "age_months < 216", "not_met", ()),
        ("leaves_open", "employed", "unknown", ("employed",)),
    ]


def test_a_window_that_is_open_from_the_first_day_says_only_what_closes_it(village: Journey) -> None:
    (window,) = of(village, {"birth_date": "2010-06-01"}, "age_years >= 16", "age_years <= 16").windows

    assert [(why.does, why.rule) for why in window.why] == [("closes", "age_years <= 16")]


def test_what_is_partly_known_leaves_open_only_the_rest(village: Journey) -> None:
    (window,) = of(village, {"children": 1}, "children + age_years > 3").windows

    assert [why.unknown_facts for why in window.why] == [("age_years",)]


def test_the_law_comes_with_the_window(shipped: Journey) -> None:
    timeline = timeline_for(shipped, {"birth_date": "2010-03-04"}, start=TODAY, months=24)
    licence = next(window for window in timeline.windows if window.service.slug == "sim-c-baru")
    (why,) = licence.why

    assert (str(licence.from_), licence.role, why.does) == ("2027-03-04", "applicant", "opens")
    assert why.law is not None
    assert (why.law.title, why.law.article) == ("UU 22/2009", "pasal 81")


def test_what_only_the_office_can_judge_comes_with_the_window(village: Journey) -> None:
    judged = {"name": {"id": "Berkelakuan baik"}, "law": {"title": "UU 1/2026"}}
    (window,) = of(village, {}, requirements=[judged]).windows

    assert [(each.name["id"], each.law and each.law.title) for each in window.if_also] == [
        ("Berkelakuan baik", "UU 1/2026")
    ]


# ── whose ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_person_stands_in_the_place_of_every_single_beneficiary(village: Journey) -> None:
    journey = joined(village, [(["employed"], role) for role in ("child", "mother", "heir", "applicant")])
    found = timeline_for(journey, {"employed": True}, start=TODAY, months=1)

    assert [(window.role, window.person) for window in found.windows] == [
        ("child", None),
        ("mother", None),
        ("applicant", None),
    ]


def test_each_person_told_of_under_a_role_has_windows_of_their_own(village: Journey) -> None:
    journey = joined(village, [(["age_years >= 17"], role) for role in ("child", "mother", "heir")])
    facts = {
        "birth_date": "2026-06-01",
        "mother": {"birth_date": "2000-01-01"},
        "heir": [{"age_years": 40}, {"birth_date": "2010-03-04"}],
    }
    found = timeline_for(journey, facts, start=TODAY, months=12)

    assert [(w.role, w.person and w.person.position, str(w.from_)) for w in found.windows] == [
        ("mother", 0, "2026-11-22"),
        ("heir", 0, "2026-11-22"),
        ("heir", 1, "2027-03-04"),
    ]


def test_bare_facts_are_not_those_of_somebody_told_of_under_a_role(village: Journey) -> None:
    found = of(village, {"employed": True, "child": {"age_years": 3}}, "employed AND age_years >= 3")

    assert shown(found.windows) == [("unknown", "2026-11-22", None)]


def test_a_service_of_several_roles_is_for_whom_is_told_of(village: Journey) -> None:
    fields = {"life_events": ["birth", "marriage"], "beneficiary": {"birth": "child", "marriage": "applicant"}}
    journey = build_journey(with_services(village.catalogue, [service(1, "employed", **fields)]))

    def roles(facts: Mapping[str, object]) -> list[tuple[str, bool]]:
        windows = timeline_for(journey, facts, start=TODAY, months=1).windows
        return [(window.role, window.person is None) for window in windows]

    assert roles({"employed": True}) == [("child", True)]
    assert roles({"employed": True, "child": {"employed": True}}) == [("child", False), ("applicant", True)]


def test_documents_held_count_for_those_who_hold_them(village: Journey) -> None:
    journey = joined(village, [(["has_ktp"], "child"), (["has_ktp"], "mother")])
    told = journey.reader.read({"mother": {}}, as_of=TODAY, held=["ktp"])
    named = journey.reader.read({"mother": {}}, as_of=TODAY, held=["mother.ktp"], missing=["child.ktp"])

    assert [w.verdict.value for w in timeline_for(journey, told, start=TODAY, months=1).windows] == ["met", "unknown"]
    assert [w.role for w in timeline_for(journey, named, start=TODAY, months=1).windows] == ["mother"]


# ── deadlines ───────────────────────────────────────────────────────────────────────────────────────────────────────


def due(timeline: Timeline) -> list[tuple[str, bool]]:
    return [(str(each.due), each.late) for each in timeline.deadlines]


BIRTH = {"within": "P60D", "after": "birth"}


def test_a_deadline_counts_from_its_event_and_includes_its_last_day(village: Journey) -> None:
    found = of(village, {"birth_date": "2026-11-20"}, "age_days <= 60", deadline=BIRTH)

    assert due(found) == [("2027-01-19", False)]
    assert shown(found.windows) == [("met", "2026-11-22", "2027-01-20")]


@pytest.mark.parametrize(
    ("facts", "deadline", "role", "expected"),
    [
        ({"birth_date": "2026-08-01"}, BIRTH, "child", [("2026-09-30", True)]),
        ({"birth_date": "2029-08-01"}, BIRTH, "child", []),  # after the time asked about
        ({"age_years": 0}, BIRTH, "child", []),  # the day is not known
        ({"age_days": 0}, BIRTH, "child", [("2027-01-21", False)]),
        ({"birth_date": "2026-11-20"}, BIRTH, "mother", []),  # somebody else's birth
        ({"child": {"birth_date": "2026-11-20"}}, BIRTH, "mother", [("2027-01-19", False)]),
        ({"moved_on": "2026-12-01"}, {"within": "P1M", "before": "moved_on"}, "child", [("2026-11-01", True)]),
        ({"moved_on": "2027-12-01"}, {"within": "P1M", "before": "moving"}, "applicant", [("2027-11-01", False)]),
        ({"moved_on": "2027-12-01"}, {"within": "P1M", "before": "marriage"}, "applicant", []),  # an event without date
        ({"moved_on": "9999-12-01"}, {"within": "P1M", "after": "moved_on"}, "child", []),
    ],
)
def test_a_deadline_needs_a_date_that_is_known(
    village: Journey, facts: dict[str, object], deadline: object, role: str, expected: list[tuple[str, bool]]
) -> None:
    assert due(of(village, facts, deadline=deadline, beneficiary=role)) == expected


def test_a_deadline_of_a_service_that_is_closed_is_none(village: Journey) -> None:
    assert due(of(village, {"birth_date": "2026-08-01"}, "age_days <= 60", deadline=BIRTH)) == []
    assert due(of(village, {"birth_date": "2026-11-20"}, "age_years >= 1", deadline=BIRTH)) == []


def test_working_days_beyond_the_holidays_known_are_told(village: Journey) -> None:
    deadline = {"within": {"working_days": 5}, "after": "moved_on"}
    (found,) = of(village, {"moved_on": "2028-01-03"}, deadline=deadline).deadlines

    assert (str(found.due), found.weekends_only) == ("2028-01-10", True)


# ── what comes again ────────────────────────────────────────────────────────────────────────────────────────────────


def again(timeline: Timeline) -> list[tuple[str, list[str]]]:
    return [(each.verdict.value, [str(day) for day in each.dates]) for each in timeline.recurring]


def test_what_comes_again_comes_while_a_window_is_open(village: Journey) -> None:
    facts = {"moved_on": "2024-02-29", "birth_date": "2010-04-01"}
    found = of(village, facts, "age_years >= 17", recurs={"rule": "FREQ=YEARLY", "from": "moved_on"})

    assert again(found) == [("met", ["2028-02-29"])]
    assert str(found.recurring[0].from_) == "2024-02-29"


def test_what_does_not_come_again_while_a_window_is_open_is_not_told(village: Journey) -> None:
    facts = {"moved_on": "2024-06-30", "birth_date": "2010-04-01"}
    found = of(village, facts, "age_months BETWEEN 204 AND 205", recurs={"rule": "FREQ=YEARLY", "from": "moved_on"})

    assert shown(found.windows) == [("met", "2027-04-01", "2027-06-01")]
    assert again(found) == []


def test_a_rule_that_names_its_days_needs_no_date(village: Journey) -> None:
    assert again(of(village, {}, recurs={"rule": "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=31"})) == [
        ("met", ["2027-03-31", "2028-03-31"])
    ]
    assert again(of(village, {}, recurs={"rule": "FREQ=YEARLY"})) == []
    assert again(of(village, {}, recurs={"rule": "FREQ=YEARLY", "from": "moved_on"})) == []


# ── life events ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_life_events_typically_come_by_age(shipped: Journey) -> None:
    found = timeline_for(shipped, {"birth_date": "2009-03-04"}, start=TODAY, months=24).events
    seventeen = next(event for event in found if event.code == "senior-secondary")

    assert (str(seventeen.from_), str(seventeen.until)) == ("2024-03-04", "2028-03-04")
    assert [each.code for each in seventeen.leads_to] == ["turning-17", "graduation", "school-dropout"]
    assert "marriage" in {event.code for event in found}
    assert not {"death", "illness", "start-business", "retirement", "kindergarten"} & {event.code for event in found}


def test_of_an_age_alone_the_earliest_and_the_latest_days_are_told(shipped: Journey) -> None:
    found = timeline_for(shipped, {"age_years": 5}, start=TODAY, months=24).events
    school = next(event for event in found if event.code == "primary-school")

    assert (str(school.from_), str(school.until)) == ("2026-11-23", "2030-11-22")


def test_without_an_age_no_life_event_is_foreseen(shipped: Journey) -> None:
    assert timeline_for(shipped, {}, start=TODAY, months=24).events == ()
    assert timeline_for(shipped, {"birth_date": "9999-12-31"}, start=TODAY, months=24).events == ()


def test_a_child_told_of_has_life_events_of_its_own(shipped: Journey) -> None:
    found = timeline_for(shipped, {"child": {"age_days": 3}}, start=TODAY, months=24).events

    assert [(event.code, event.person and event.person.role) for event in found] == [
        ("birth", "child"),
        ("adoption", "child"),
    ]


# ── the answer ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_answer_reads_back_from_its_json(shipped: Journey) -> None:
    facts = {"birth_date": "2026-11-01", "vehicle_tax_due_date": "2026-12-31", "mother": {"age_years": 30}}
    found = timeline_for(shipped, facts, start=TODAY, months=36)

    assert Timeline.model_validate_json(found.model_dump_json(by_alias=True)) == found
    assert found.deadlines
    assert found.recurring


def test_a_timeline_names_its_days_and_the_catalogue(village: Journey) -> None:
    found = of(village, {})

    assert (found.from_, found.until) == (TODAY, date(2028, 11, 22))
    assert found.catalogue_version


@pytest.mark.parametrize("months", [0, -1, 1201])
def test_a_timeline_spans_a_hundred_years_at_most(village: Journey, months: int) -> None:
    with pytest.raises(ValueError, match="1 to 1200"):
        timeline_for(village, {}, start=TODAY, months=months)
