from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.errors import SituationError
from catalogue.spans import Ranged
from journeys.dates import completed, today
from journeys.journey import Journey
from journeys.situation import MAX_FACTS, Document, Situation, SituationReader

DAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def reader(village: Journey) -> SituationReader:
    return village.reader


def read(reader: SituationReader, facts: Mapping[str, object], **documents: Sequence[str]) -> Situation:
    return reader.read(facts, as_of=DAY, **documents)


def faults_of(
    reader: SituationReader, facts: Mapping[str, object], **documents: Sequence[str]
) -> list[tuple[str, tuple[str | int, ...]]]:
    with pytest.raises(SituationError) as caught:
        read(reader, facts, **documents)
    return [(fault.fault.rule, fault.path) for fault in caught.value.faults]


# ── values ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("concept", "given_", "known"),
    [
        ("employed", True, True),
        ("children", 3, 3),
        ("children", 0, 0),
        ("children", 30, 30),
        ("income", 1500000.5, Decimal("1500000.5")),
        ("income", 0.1, Decimal("0.1")),
        ("income", Decimal("0.0001"), Decimal("0.0001")),
        ("income", 7, Decimal(7)),
        ("status", "married", "married"),
        ("town", "Kota 'Lama'", "Kota 'Lama'"),
        ("moved_on", "2026-02-28", date(2026, 2, 28)),
        ("moved_on", date(2026, 2, 28), date(2026, 2, 28)),
        ("has_ktp", False, False),
    ],
)
def test_a_fact_becomes_what_its_concept_means(
    reader: SituationReader, concept: str, given_: object, known: object
) -> None:
    found = read(reader, {concept: given_}).bare[concept]

    assert found == known
    assert type(found) is type(known)


@pytest.mark.parametrize(
    ("concept", "value", "rule"),
    [
        ("employed", 1, "fact-boolean"),
        ("employed", "true", "fact-boolean"),
        ("employed", None, "fact-boolean"),
        ("children", True, "fact-integer"),
        ("children", 2.0, "fact-integer"),
        ("children", "2", "fact-integer"),
        ("children", 2**53 + 1, "fact-integer"),
        ("children", -1, "fact-out-of-range"),
        ("children", 31, "fact-out-of-range"),
        ("income", True, "fact-decimal"),
        ("income", "10", "fact-decimal"),
        ("income", 0.00001, "fact-decimal"),
        ("income", float("nan"), "fact-decimal"),
        ("income", float("inf"), "fact-decimal"),
        ("income", 10**14, "fact-decimal"),
        ("income", Decimal("1E+999999999"), "fact-decimal"),
        ("income", Decimal("1E-999999999"), "fact-decimal"),
        ("income", -0.5, "fact-out-of-range"),
        ("income", 1000000000.5, "fact-out-of-range"),
        ("status", "Married", "fact-not-an-option"),
        ("status", 1, "fact-option"),
        ("status", "", "fact-option"),
        ("town", 1, "fact-text"),
        ("town", "", "fact-text"),
        ("town", "a\x1b[31m", "fact-text"),
        ("town", "x" * 201, "fact-text"),
        ("town", "NIK 9912345678901234", "identity-number"),
        ("moved_on", "22-11-2026", "fact-date"),
        ("moved_on", "2026-02-30", "fact-date"),
        ("moved_on", "20260228", "fact-date"),
        ("moved_on", "2026-W05-1", "fact-date"),
        ("moved_on", 20260228, "fact-date"),
        ("moved_on", datetime(2026, 2, 28, tzinfo=UTC), "fact-date"),
        ("age_years", 131, "fact-out-of-range"),
        ("age_years", 2.5, "fact-integer"),
        ("age_days", 10**9, "fact-out-of-range"),
        ("birth_date", "1800-01-01", "fact-out-of-range"),
        ("agee_years", 2, "unknown-concept"),
        ("nik", "9912345678901234", "unknown-concept"),
    ],
)
def test_a_fact_its_concept_cannot_be_is_refused_with_its_path(
    reader: SituationReader, concept: str, value: object, rule: str
) -> None:
    assert faults_of(reader, {concept: value}) == [(rule, (concept,))]
    assert faults_of(reader, {"mother": {concept: value}}) == [(rule, ("mother", concept))]
    assert faults_of(reader, {"heir": [{}, {concept: value}]}) == [(rule, ("heir", 1, concept))]


def test_every_fault_of_a_situation_is_told_at_once(reader: SituationReader) -> None:
    facts = {"employed": 1, "mothr": {"employed": True}, "heir": [{"agee": 1}, 5], "complete": ["mother"]}

    assert faults_of(reader, facts, held=["kpt", "mothr.ktp"], missing=["mother.kpt"]) == [
        ("unknown-role", ("mothr",)),
        ("unknown-concept", ("heir", 0, "agee")),
        ("facts-expected", ("heir", 1)),
        ("role-not-many", ("complete", 0)),
        ("fact-boolean", ("employed",)),
        ("unknown-evidence", ("held", 0)),
        ("unknown-role", ("held", 1)),
        ("unknown-evidence", ("missing", 0)),
    ]


def test_a_situation_holds_five_hundred_facts_and_no_more(reader: SituationReader) -> None:
    persons = [{"employed": True}] * 249  # with the key, 499

    assert len(read(reader, {"heir": persons, "employed": True}).persons["heir"]) == 249
    assert faults_of(reader, {"heir": persons, "employed": True, "enrolled": True}) == [("too-many-facts", ())]
    assert faults_of(reader, {"heir": persons, "employed": True}, held=["ktp"]) == [("too-many-facts", ())]
    assert faults_of(reader, {"heir": [{}] * MAX_FACTS}) == [("too-many-facts", ())]
    assert faults_of(reader, {}, missing=["ktp"] * (MAX_FACTS + 1)) == [("too-many-facts", ())]


def test_a_long_value_is_not_repeated_whole(reader: SituationReader) -> None:
    with pytest.raises(SituationError) as caught:
        read(reader, {"status": "x" * 10_000})

    assert all(len(word) < 200 for fault in caught.value.faults for word in fault.fault.words.values())


# ── ages ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_birth_date_gives_every_age_exactly(reader: SituationReader) -> None:
    known = read(reader, {"birth_date": "2024-02-29"}).bare

    assert known == {"birth_date": date(2024, 2, 29), "age_years": 2, "age_months": 32, "age_days": 997}


@pytest.mark.parametrize(("as_of", "years"), [(date(2025, 2, 28), 0), (date(2025, 3, 1), 1), (date(2028, 2, 29), 4)])
def test_born_on_29_february_counts_on_1_march(reader: SituationReader, as_of: date, years: int) -> None:
    assert reader.read({"birth_date": "2024-02-29"}, as_of=as_of).bare["age_years"] == years


def test_a_lone_age_means_every_birth_date_it_leaves_open(reader: SituationReader) -> None:
    known = read(reader, {"age_years": 2}).bare

    birth, months = known["birth_date"], known["age_months"]
    assert isinstance(birth, Ranged)
    assert isinstance(months, Ranged)
    assert (birth.low, birth.high) == (date(2023, 11, 23), date(2024, 11, 22))
    assert (months.low, months.high) == (24, 35)
    assert known["age_years"] == 2


def test_ages_of_one_person_share_their_days_and_those_of_two_do_not(reader: SituationReader) -> None:
    situation = read(reader, {"age_years": 2, "mother": {"age_years": 2}})
    own, mothers = situation.bare, situation.persons["mother"][0]

    assert own["age_months"].origin is own["birth_date"].origin  # type: ignore[union-attr]
    assert own["age_months"].origin is not mothers["age_months"].origin  # type: ignore[union-attr]


def test_an_age_in_days_is_exact(reader: SituationReader) -> None:
    known = read(reader, {"age_days": 10}).bare

    assert known == {"birth_date": date(2026, 11, 12), "age_years": 0, "age_months": 0, "age_days": 10}


def test_two_ages_narrow_one_another(reader: SituationReader) -> None:
    birth = read(reader, {"age_years": 2, "age_months": 35}).bare["birth_date"]

    assert isinstance(birth, Ranged)
    assert (birth.low, birth.high) == (date(2023, 11, 23), date(2023, 12, 22))


@pytest.mark.parametrize(
    "facts",
    [
        {"birth_date": "2000-01-01", "age_years": 25},
        {"age_years": 2, "age_months": 36},
        {"age_years": 2, "age_days": 10},
        {"age_months": 1, "age_days": 10},
    ],
)
def test_facts_that_disagree_are_an_error(reader: SituationReader, facts: dict[str, object]) -> None:
    (found,) = faults_of(reader, facts)

    assert found[0] == "facts-disagree"
    assert found[1][0] in facts
    (found,) = faults_of(reader, {"heir": [facts]})
    assert found[1][:2] == ("heir", 0)


def test_facts_that_agree_are_none(reader: SituationReader) -> None:
    assert read(reader, {"birth_date": "2000-01-01", "age_years": 26}).bare["age_months"] == 322


def test_dates_of_different_things_do_not_disagree(reader: SituationReader) -> None:
    known = read(reader, {"age_years": 30, "years_since_move": 2, "moved_on": "2024-11-22"}).bare

    assert known["years_since_move"] == 2
    assert isinstance(known["birth_date"], Ranged)


@given(st.integers(0, 900), st.data())
def test_every_birth_date_of_an_age_gives_that_age(village: Journey, age: int, data: st.DataObject) -> None:
    unit, name = data.draw(st.sampled_from([("years", "age_years"), ("months", "age_months"), ("days", "age_days")]))
    known = read(village.reader, {name: age % 130}).bare
    birth = known["birth_date"]
    days = birth.values() if isinstance(birth, Ranged) else [birth]

    assert {completed(unit, day, DAY) for day in days if isinstance(day, date)} == {age % 130}
    for other in ("years", "months", "days"):
        found = known[f"age_{other}"]
        ages = [completed(other, day, DAY) for day in days if isinstance(day, date)]
        ends = (found.low, found.high) if isinstance(found, Ranged) else (found, found)
        assert ends == (min(ages), max(ages))


def test_the_day_asked_about_is_today_where_none_is_given(reader: SituationReader) -> None:
    assert reader.read({}).as_of in {today(), today() - timedelta(days=1)}


def test_somebody_not_born_yet_has_a_negative_age(reader: SituationReader) -> None:
    assert read(reader, {"birth_date": "2026-12-01"}).bare["age_days"] == -9
    assert read(reader, {"age_days": -9}).bare["birth_date"] == date(2026, 12, 1)


# ── roles ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_facts_of_others_stand_under_their_role(reader: SituationReader) -> None:
    situation = read(reader, {"employed": True, "mother": {"employed": False}, "heir": [{"children": 1}, {}]})

    assert situation.bare == {"employed": True}
    assert situation.persons == {"mother": ({"employed": False},), "heir": ({"children": 1}, {})}
    assert situation.facts("child")["employed"] is True
    assert situation.facts("child")["mother.employed"] is False
    assert situation.facts("child")["child.employed"] is True
    assert situation.facts("mother")["employed"] is True


def test_one_person_of_a_role_that_is_many_may_stand_without_a_list(reader: SituationReader) -> None:
    assert read(reader, {"heir": {"children": 1}}).persons["heir"] == ({"children": 1},)
    assert faults_of(reader, {"mother": [{"children": 1}]}) == [("role-is-single", ("mother",))]
    assert faults_of(reader, {"heirs": [{}]}) == [("unknown-role", ("heirs",))]


def test_complete_says_that_there_are_no_others(reader: SituationReader) -> None:
    situation = read(reader, {"heir": [{"employed": True}], "complete": ["heir", "sibling"]})

    assert situation.complete == {"heir", "sibling"}
    assert situation.groups["heir"].complete
    assert situation.groups["sibling"] == ((), True)
    assert not read(reader, {"heir": []}).groups["heir"].complete
    assert faults_of(reader, {"complete": ["household", "hair", 5, ["heir"], {}, None]}) == [
        ("role-not-many", ("complete", place)) for place in range(6)
    ]
    assert faults_of(reader, {"complete": "heir"}) == [("unknown-concept", ("complete",))]


def test_facts_do_not_nest(reader: SituationReader) -> None:
    assert faults_of(reader, {"mother": {"employed": {"yes": True}}}) == [("fact-boolean", ("mother", "employed"))]
    assert faults_of(reader, {"mother": {"heir": [{}]}}) == [("unknown-concept", ("mother", "heir"))]
    assert faults_of(reader, {"heir": [[{"employed": True}], None]}) == [
        ("facts-expected", ("heir", 0)),
        ("facts-expected", ("heir", 1)),
    ]
    assert faults_of(reader, {"employed": [True]}) == [("unknown-role", ("employed",))]


def test_a_person_of_a_group_sees_only_himself_in_it(reader: SituationReader) -> None:
    situation = read(reader, {"heir": [{"employed": True}, {"employed": False}]})

    assert situation.facts("heir", 1)["employed"] is False
    assert situation.facts("heir", 1).groups["heir"] == (({"employed": False},), True)
    assert [person["employed"] for person in situation.facts("mother").groups["heir"].persons] == [True, False]
    assert "heir.employed" not in situation.facts("mother")


def test_a_person_who_was_not_given_is_not_known(reader: SituationReader) -> None:
    assert read(reader, {"heir": [{"employed": True}]}).facts("heir", 3) == {}
    assert read(reader, {}).facts("mother") == {}


def test_bare_facts_are_placed_with_the_subject(reader: SituationReader) -> None:
    situation = read(reader, {"employed": True, "child": {"enrolled": False}}).placed("child")

    assert situation.bare == {}
    assert situation.persons["child"] == ({"enrolled": False, "employed": True},)
    assert situation.placed("mother") == situation


@pytest.mark.parametrize(
    ("bare", "own", "rules"),
    [
        ({"employed": True}, {"employed": False}, ["facts-disagree"]),
        ({"employed": True}, {"employed": True}, []),
        ({"employed": True}, {"enrolled": True}, []),
        ({"age_years": 2}, {"age_years": 2}, []),
        ({"age_days": 10}, {"age_days": 11}, ["facts-disagree"] * 2),
        ({"age_years": 2}, {"age_months": 25}, ["facts-disagree"] * 3),
    ],
)
def test_bare_facts_and_those_of_the_subject_must_not_disagree(
    reader: SituationReader, bare: dict[str, object], own: dict[str, object], rules: list[str]
) -> None:
    situation = read(reader, {**bare, "child": own})
    found: list[str] = []
    try:
        assert situation.placed("child").bare == {}
    except SituationError as error:
        found = [fault.fault.rule for fault in error.faults]

    assert found == rules
    assert situation.placed("mother").persons["mother"] == (situation.bare,)


# ── documents ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_documents_are_facts_of_whoever_has_them(reader: SituationReader) -> None:
    situation = read(reader, {"mother": {"employed": True}}, held=["mother.ktp", "photo"], missing=["ktp"])

    assert situation.held == {Document("mother", "ktp"), Document("", "photo")}
    assert situation.missing == {Document("", "ktp")}
    assert situation.facts("applicant")["has_photo"] is True
    assert situation.facts("applicant")["has_ktp"] is False
    assert situation.facts("applicant")["mother.has_ktp"] is True
    assert "has_family_card" not in situation.facts("applicant")


def test_a_document_cannot_be_held_and_missing(reader: SituationReader) -> None:
    for held, missing in (("ktp", "ktp"), ("family-card", "household.family-card"), ("mother.ktp", "mother.ktp")):
        assert faults_of(reader, {}, held=[held], missing=[missing]) == [("held-and-missing", ("missing",))]
    assert read(reader, {}, held=["family-card"], missing=["mother.family-card"]).held
    assert read(reader, {}, held=["mother.ktp"], missing=["father.ktp"]).held


def test_a_document_said_of_in_two_ways_must_not_disagree(reader: SituationReader) -> None:
    assert faults_of(reader, {"has_ktp": True}, missing=["ktp"]) == [("facts-disagree", ("has_ktp",))]
    assert faults_of(reader, {"mother": {"has_ktp": False}}, held=["mother.ktp"])[0][0] == "facts-disagree"
