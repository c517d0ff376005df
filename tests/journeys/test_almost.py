from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from catalogue.conditions import (
    Atom,
    Comparison,
    Condition,
    FactRef,
    Junction,
    Literal,
    Not,
    children,
    facts_of,
    written,
)
from catalogue.spans import Ranged
from journeys.almost import Nearly
from journeys.almost_answers import Almost, Change
from journeys.bounds import on_day
from journeys.eligibility import VERDICTS, Verdict, all_of
from journeys.journey import Journey, build_journey
from journeys.plan import Draft, Plan
from journeys.recipes import Key
from journeys.situation import Situation
from tests.rules_at_random import OPTIONS, TODAY, TOWNS, conditions
from tests.situations_at_random import read, situations
from tests.small_catalogues import service, with_registers, with_services

NOTHING = Almost()


def with_rules(village: Journey, *rules: str, **fields: object) -> Journey:
    """The village with one service, the first."""
    return build_journey(with_services(village.catalogue, [service(1, *rules, **fields)]))


def drafted(journey: Journey, situation: Situation, role: str = "applicant", person: int = 0) -> Draft:
    """The one service assessed for somebody."""
    one = journey.catalogue.services.find("s1")
    recipe, facts = journey.recipe(one, role), situation.facts(role, person)
    outcomes = [rule(facts) for rule in recipe.rules]
    return Draft(Key(one.code, role, person), "birth", recipe, facts, outcomes, VERDICTS[all_of(outcomes)])


def nearness(
    journey: Journey, situation: Situation, role: str = "applicant", person: int = 0, *, events: Sequence[str] = ()
) -> Almost:
    """How near somebody is to the one service, which is not for them."""
    draft = drafted(journey, situation.placed(role), role, person)
    assert draft.verdict is Verdict.NOT_MET
    answer = Nearly(journey, situation.placed(role), events).of(draft)
    return NOTHING if answer is None else Almost.model_validate_json(answer)


def of(village: Journey, *rules: str, facts: Mapping[str, object], **fields: object) -> Almost:
    """How near the applicant is to a service with these rules."""
    journey = with_rules(village, *rules, **fields)
    return nearness(journey, read(journey.reader, facts))


def changes(almost: Almost) -> list[dict[str, object]]:
    """The changes without their words."""
    said = ("concept", "role", "person", "at_least", "at_most", "one_of")
    return [
        {name: value for name in said if (value := getattr(change, name)) not in (None, ())} for change in almost.if_
    ]


# ── from when ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_birthday_to_come_is_the_day_it_opens(village: Journey) -> None:
    almost = of(village, "age_years >= 17", facts={"birth_date": "2010-03-04"})

    assert almost.model_dump(mode="json", by_alias=True, exclude_defaults=True) == {
        "from": "2027-03-04",
        "verdict": "met",
        "text": {"id": "Mulai 4 Maret 2027.", "en": "From 4 March 2027."},
    }


def test_who_is_too_old_already_has_no_day(village: Journey) -> None:
    assert of(village, "age_years <= 5", facts={"birth_date": "2010-03-04"}) == NOTHING


def test_a_rule_that_no_day_changes_leaves_no_day(village: Journey) -> None:
    almost = of(village, "age_years >= 17", "employed", facts={"birth_date": "2010-03-04", "employed": False})

    assert almost == NOTHING


def test_other_facts_that_are_not_known_leave_it_open_on_that_day(village: Journey) -> None:
    almost = of(village, "age_years >= 17", "employed", facts={"birth_date": "2010-03-04"})

    assert (almost.from_, almost.verdict, almost.met_from) == (date(2027, 3, 4), Verdict.UNKNOWN, None)
    assert almost.text == {
        "id": "Paling cepat mulai 4 Maret 2027, jika syarat lainnya terpenuhi.",
        "en": "From 4 March 2027 at the earliest, if the other conditions are met.",
    }


def test_a_lone_age_opens_on_the_first_day_possible_and_surely_on_the_last(village: Journey) -> None:
    almost = of(village, "age_years >= 17", facts={"age_years": 15})

    assert (almost.from_, almost.verdict, almost.met_from) == (date(2027, 11, 23), Verdict.UNKNOWN, date(2028, 11, 22))
    assert almost.text == {
        "id": "Paling cepat mulai 23 November 2027, paling lambat mulai 22 November 2028.",
        "en": "From 23 November 2027 at the earliest, from 22 November 2028 at the latest.",
    }


def test_a_lone_age_that_is_never_sure_has_a_first_day_only(village: Journey) -> None:
    almost = of(village, "age_days BETWEEN 7000 AND 7060", facts={"age_years": 15})

    assert (almost.verdict, almost.met_from) == (Verdict.UNKNOWN, None)
    assert almost.from_ == date(2010, 11, 23) + timedelta(days=7000)


def test_two_rules_open_together_on_the_later_day(village: Journey) -> None:
    almost = of(
        village,
        "age_years >= 17",
        "years_since_move >= 2",
        facts={"birth_date": "2010-03-04", "moved_on": "2026-01-31"},
    )

    assert almost.from_ == date(2028, 1, 31)


def test_the_ages_of_a_group_grow_too(village: Journey) -> None:
    facts = {"heir": [{"birth_date": "2012-05-06"}, {"birth_date": "2010-03-04"}], "complete": ["heir"]}

    assert of(village, "heir.age_years >= 17", facts=facts).from_ == date(2027, 3, 4)


def test_nothing_opens_after_the_service_has_ended(village: Journey) -> None:
    facts = {"birth_date": "2010-03-04"}

    assert of(village, "age_years >= 17", facts=facts, valid_to="2027-03-04").from_ == date(2027, 3, 4)
    assert of(village, "age_years >= 17", facts=facts, valid_to="2027-03-03") == NOTHING


def test_nothing_is_looked_for_beyond_a_hundred_years(village: Journey) -> None:
    assert of(village, "age_days >= 36524", facts={"birth_date": "2026-11-22"}).from_ == date(2126, 11, 22)
    assert of(village, "age_days >= 36525", facts={"birth_date": "2026-11-22"}) == NOTHING


def test_where_a_rule_reckons_with_ages_the_very_day_is_found(village: Journey) -> None:
    facts = {"birth_date": "2026-11-22", "mother": {"birth_date": "2000-01-01"}}

    assert of(village, "age_days + 0 >= 15000", facts=facts).from_ == TODAY + timedelta(days=15000)
    assert of(village, "age_months + 0 >= 1200", facts=facts).from_ == date(2126, 11, 22)
    assert of(village, "age_days + mother.age_days >= 20000", facts=facts).from_ == TODAY + timedelta(days=5089)


def test_who_has_died_grows_no_older_but_time_goes_by_since(village: Journey) -> None:
    facts = {"birth_date": "2010-03-04", "deceased": True, "moved_on": "2026-01-31"}

    assert of(village, "age_years >= 17", facts=facts) == NOTHING
    assert of(village, "age_years >= 17 OR years_since_move >= 2", facts=facts).from_ == date(2028, 1, 31)
    assert of(village, "mother.age_years >= 17", facts={"mother": facts}) == NOTHING
    assert of(village, "mother.age_years >= 17", facts={"mother": {**facts, "deceased": False}}).from_ is not None


MOVING = st.builds(
    Comparison,
    st.sampled_from(("<", "<=", ">", ">=", "=", "<>")),
    st.builds(FactRef, st.sampled_from(["", "mother", "heir"]), st.sampled_from(["age_years", "age_months"])),
    st.integers(-1, 30).map(Literal),
)
RULES = st.lists(conditions(leaves=4), max_size=2)


@settings(max_examples=40)
@given(situations(), RULES, st.lists(conditions(plain=MOVING, leaves=3), min_size=1, max_size=2))
def test_the_day_is_the_first_on_which_the_rules_are_not_against_it(
    village: Journey, facts: dict[str, object], some: list[Condition], more: list[Condition]
) -> None:
    journey = with_rules(village, *map(written, [*some, *more]))
    situation = read(journey.reader, facts).placed("applicant")
    assume(drafted(journey, situation).verdict is Verdict.NOT_MET)
    almost = nearness(journey, situation)
    verdicts = [(day, drafted(journey, on_day(journey.reader, situation, day)).verdict) for day in days_after(3)]
    open_ = [(day, verdict) for day, verdict in verdicts if verdict is not Verdict.NOT_MET]

    if not open_:
        assert almost.from_ is None or almost.from_ > verdicts[-1][0]
        return
    assert (almost.from_, almost.verdict) == open_[0]
    ahead = [verdict for day, verdict in verdicts if day >= open_[0][0]]
    met = ahead.index(Verdict.MET) if Verdict.MET in ahead else None
    later = met is not None and met > 0 and Verdict.NOT_MET not in ahead[:met]
    if later:
        assert almost.met_from == open_[0][0] + timedelta(days=met or 0)
    else:
        assert almost.met_from is None or almost.met_from > verdicts[-1][0]


def days_after(years: int) -> Iterator[date]:
    return (TODAY + timedelta(days=number) for number in range(1, years * 366))


# ── which fact ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("rule", "facts", "expected", "text", "english"),
    [
        ("children <= 4", {"children": 7}, {"at_most": 4}, "jumlah anak maksimal 4", "children were no more than 4"),
        ("children > 4", {"children": 2}, {"at_least": 5}, "jumlah anak minimal 5", "children were at least 5"),
        (
            "children BETWEEN 4 AND 6",
            {"children": 2},
            {"at_least": 4, "at_most": 6},
            "jumlah anak 4 sampai 6",
            "children were from 4 to 6",
        ),
        ("children = 4", {"children": 2}, {"at_least": 4, "at_most": 4}, "jumlah anak 4", "children were 4"),
        ("income <= 2.5", {"income": 7}, {"at_most": 2.5}, "penghasilan maksimal 2,5", "income were no more than 2.5"),
        (
            "income < 2000",
            {"income": 7000},
            {"at_most": 1999.9999},
            "penghasilan kurang dari 2.000",
            "income were less than 2,000",
        ),
        ("income > 2", {"income": 1}, {"at_least": 2.0001}, "penghasilan lebih dari 2", "income were more than 2"),
        (
            "status = 'married'",
            {"status": "single"},
            {"one_of": ("married",)},
            "status adalah “Kawin”",
            "status were “Married”",
        ),
        (
            "status <> 'single'",
            {"status": "single"},
            {"one_of": ("married", "widowed")},
            "status adalah “Kawin” atau “Cerai mati”",
            "status were “Married” or “Widowed”",
        ),
        ("town = 'Jember'", {"town": "Kendal"}, {"one_of": ("Jember",)}, "kota adalah “Jember”", "town were “Jember”"),
    ],
)
def test_another_value_of_one_fact(  # noqa: PLR0913
    village: Journey, rule: str, facts: dict[str, object], expected: dict[str, object], text: str, english: str
) -> None:
    almost = of(village, rule, facts=facts)

    assert changes(almost) == [{"concept": next(iter(facts)), "role": "applicant", **expected}]
    assert almost.if_[0].text == {"id": f"Jika {text}.", "en": f"If the {english}."}


@pytest.mark.parametrize(("rule", "told", "answer"), [("employed", False, "ya"), ("NOT employed", True, "tidak")])
def test_a_question_answered_otherwise(village: Journey, rule: str, told: bool, answer: str) -> None:  # noqa: FBT001
    almost = of(village, rule, facts={"employed": told})

    assert changes(almost) == [{"concept": "employed", "role": "applicant", "one_of": (not told,)}]
    assert almost.if_[0].text["id"] == f"Jika jawaban untuk “Bekerja” {answer}."


@pytest.mark.parametrize(
    ("rule", "facts", "text"),
    [
        ("mother.children <= 4", {"children": 7}, "If the children of the mother were no more than 4."),
        ("mother.employed", {"employed": False}, "If the answer to “Employed” for the mother were yes."),
        ("NOT mother.employed", {"employed": True}, "If the answer to “Employed” for the mother were no."),
    ],
)
def test_whose_fact_it_is_is_said_of_others(village: Journey, rule: str, facts: dict[str, object], text: str) -> None:
    almost = of(village, rule, facts={"mother": facts})

    assert [(change.role, change.text["en"]) for change in almost.if_] == [("mother", text)]


def test_one_of_several_persons_is_told_by_number(village: Journey) -> None:
    journey = with_rules(village, "employed", "mother.enrolled OR employed")
    facts = {"heir": [{"employed": True}, {"employed": False}], "mother": {"enrolled": False}}

    assert changes(nearness(journey, read(journey.reader, facts), "heir", 1)) == [
        {"concept": "employed", "role": "heir", "person": 1, "one_of": (True,)}
    ]


def test_a_fact_has_to_mend_every_rule(village: Journey) -> None:
    facts = {"children": 7, "employed": False, "enrolled": False}

    assert changes(of(village, "children <= 4 OR employed", "children <= 3 OR enrolled", facts=facts)) == [
        {"concept": "children", "role": "applicant", "at_most": 3}
    ]
    assert of(village, "employed", "enrolled", facts=facts) == NOTHING


def test_a_fact_may_not_break_another_rule(village: Journey) -> None:
    almost = of(village, "children <= 4", "children >= 2", "children <> 3", facts={"children": 7})

    assert changes(almost) == [
        {"concept": "children", "role": "applicant", "at_least": 2, "at_most": 2},
        {"concept": "children", "role": "applicant", "at_least": 4, "at_most": 4},
    ]


def test_several_facts_that_would_each_do_are_all_told(village: Journey) -> None:
    facts = {"children": 7, "employed": False}

    assert [change.concept for change in of(village, "children <= 4 OR employed", facts=facts).if_] == [
        "children",
        "employed",
    ]


@pytest.mark.parametrize(
    ("rule", "facts"),
    [
        ("employed AND enrolled", {"enrolled": True, "children": 1, "employed": False, "town": "Jember"}),
        ("employed", {"employed": False}),
    ],
)
def test_what_is_not_known_is_never_offered(village: Journey, rule: str, facts: dict[str, object]) -> None:
    assert {change.concept for change in of(village, rule, facts=facts).if_} == {"employed"}
    assert of(village, f"({rule}) AND NOT has_family_card AND mother.enrolled", facts=facts).if_ != ()


def test_documents_dates_that_ages_count_from_and_ages_are_never_offered(village: Journey) -> None:
    journey = with_rules(village, "has_family_card OR moved_on > DATE '2026-11-22' OR age_years < 3")
    situation = journey.reader.read(
        {"birth_date": "2010-03-04", "moved_on": "2026-01-31"}, as_of=TODAY, missing=["family-card"]
    )

    assert nearness(journey, situation) == NOTHING


def test_a_fixed_fact_is_never_offered(village: Journey) -> None:
    concepts = village.catalogue.concepts
    fixed = concepts["employed"].model_copy(update={"fixed": True})
    journey = build_journey(
        with_registers(with_rules(village, "employed OR enrolled").catalogue, concepts={**concepts, "employed": fixed})
    )
    situation = read(journey.reader, {"employed": False, "enrolled": False})

    assert [change.concept for change in nearness(journey, situation).if_] == ["enrolled"]


def test_what_the_event_says_is_never_offered(village: Journey) -> None:
    event = next(code for code, facts in village.asserted.items() if facts)
    subject, concept = village.catalogue.life_events[event].subject, next(iter(village.asserted[event]))
    journey = with_rules(village, f"NOT {concept}")
    situation = read(journey.reader, {subject: dict(village.asserted[event])})

    assert nearness(journey, situation, subject, events=[event]) == NOTHING


def test_nothing_of_who_has_died_would_be_otherwise(village: Journey) -> None:
    facts = {"employed": False, "deceased": True}

    assert of(village, "employed", facts=facts) == NOTHING
    assert of(village, "mother.employed", facts={"mother": facts}) == NOTHING


@pytest.mark.parametrize(
    ("rule", "facts"),
    [
        ("children * children <= 4", {"children": 7}),
        ("children = applicant.children + 1", {"children": 7}),
        ("children < heir.children", {"children": 7, "heir": [{"children": 2}], "complete": ["heir"]}),
        ("children + 10 <= age_months", {"children": 30, "age_years": 2}),
        ("town <> 'Jember'", {"town": "Jember"}),
    ],
)
def test_what_cannot_be_said_exactly_is_not_said(village: Journey, rule: str, facts: dict[str, object]) -> None:
    assert of(village, rule, facts=facts).if_ == ()


def test_a_bound_may_be_another_fact(village: Journey) -> None:
    facts = {"children": 7, "mother": {"children": 4}}

    assert changes(of(village, "children + 1 <= mother.children", facts=facts)) == [
        {"concept": "children", "role": "applicant", "at_most": 3},
        {"concept": "children", "role": "mother", "at_least": 8},
    ]


def test_neighbouring_cells_are_one_change(village: Journey) -> None:
    almost = of(village, "children <= 4 OR children IN (5, 6)", "children <> 2", facts={"children": 7})

    assert changes(almost) == [
        {"concept": "children", "role": "applicant", "at_most": 1},
        {"concept": "children", "role": "applicant", "at_least": 3, "at_most": 6},
    ]


@pytest.mark.parametrize(
    ("rule", "expected", "text"),
    [
        ("moved_on <= DATE '2026-01-31'", {"at_most": "2026-01-31"}, "paling lambat 31 Januari 2026"),
        ("moved_on > DATE '2026-12-31'", {"at_least": "2027-01-01"}, "paling cepat 1 Januari 2027"),
        (
            "moved_on BETWEEN DATE '2025-05-01' AND DATE '2025-08-17'",
            {"at_least": "2025-05-01", "at_most": "2025-08-17"},
            "1 Mei 2025 sampai 17 Agustus 2025",
        ),
        ("moved_on = DATE '2025-05-01'", {"at_least": "2025-05-01", "at_most": "2025-05-01"}, "1 Mei 2025"),
    ],
)
def test_a_date_that_no_age_counts_from_may_be_otherwise(
    village: Journey, rule: str, expected: dict[str, object], text: str
) -> None:
    concepts = {name: one for name, one in village.catalogue.concepts.items() if name != "years_since_move"}
    journey = build_journey(with_registers(with_rules(village, rule).catalogue, concepts=concepts))
    almost = nearness(journey, read(journey.reader, {"moved_on": "2026-11-22"}))

    assert changes(almost) == [{"concept": "moved_on", "role": "applicant", **expected}]
    assert almost.if_[0].text["id"] == f"Jika tanggal pindah {text}."


def test_of_many_options_the_few_that_will_not_do_are_named(village: Journey) -> None:
    options = {f"o{number}": {"id": f"Pilihan {number}"} for number in range(8)}
    concepts = {**village.catalogue.concepts}
    concepts["status"] = concepts["status"].model_copy(update={"options": options, "sensitive": True})
    journey = build_journey(with_registers(with_rules(village, "status <> 'o3'").catalogue, concepts=concepts))
    (change,) = nearness(journey, read(journey.reader, {"status": "o3"})).if_

    assert change.one_of == ("o0", "o1", "o2", "o4", "o5", "o6", "o7")
    assert change.text == {"id": "Jika status bukan “Pilihan 3”.", "en": "If the status were other than “Pilihan 3”."}
    assert change.sensitive


def test_asking_leaves_the_facts_as_they_were(village: Journey) -> None:
    journey = with_rules(village, "children <= 4 OR age_years >= 17")
    situation = read(journey.reader, {"children": 7, "birth_date": "2010-03-04"}).placed("applicant")
    draft = drafted(journey, situation)
    before = dict(draft.facts)
    first = Nearly(journey, situation).of(draft)

    assert draft.facts == before
    assert Nearly(journey, situation).of(draft) == first


# ── compared with trying every value ────────────────────────────────────────────────────────────────────────────────

BARE = ("employed", "enrolled", "children", "income", "status", "town")
FINEST = Decimal("0.0001")


@settings(max_examples=60)
@given(situations(), st.lists(conditions(leaves=5), min_size=1, max_size=3))
def test_a_change_tells_all_values_that_would_do_and_no_other(
    village: Journey, facts: dict[str, object], rules: list[Condition]
) -> None:
    journey = with_rules(village, *map(written, rules))
    situation = read(journey.reader, facts).placed("applicant")
    assume(drafted(journey, situation).verdict is Verdict.NOT_MET)
    almost = nearness(journey, situation)
    told_ = [(role, name) for role in ("applicant", "mother", "child") for name in BARE if name in situation.of(role)]

    assert {(change.role, change.concept) for change in almost.if_} <= set(told_)
    for role, name in told_:
        mine = [change for change in almost.if_ if (change.role, change.concept) == (role, name)]
        values = tried(name, mine)
        good = {value for value in values if not_against(journey, situation, role, {name: value})}
        offered = {value for value in values if any(will_do(change, value) for change in mine)}
        if mine or not reserved(rules, situation, role, name):
            assert offered == ({*()} if "elsewhere" in good else good), (role, name, mine)


def not_against(journey: Journey, situation: Situation, role: str, fact: Mapping[str, object]) -> bool:
    return drafted(journey, situation.with_facts(role, fact)).verdict is not Verdict.NOT_MET  # type: ignore[arg-type]


def tried(name: str, changes_: Sequence[Change]) -> list[object]:
    """Values of a fact near the bounds of rules, and at and beside those of changes."""
    if name in {"employed", "enrolled"}:
        return [False, True]
    if name in {"status", "town"}:
        return [*OPTIONS] if name == "status" else [*filter(None, TOWNS), "elsewhere"]
    bounds = {Decimal(str(end)) for change in changes_ for end in (change.at_least, change.at_most) if end is not None}
    if name == "children":
        near = {int(bound) + step for bound in bounds for step in (-1, 0, 1)}
        return [value for value in {*range(31), *near} if 0 <= value <= 30]
    quarters = {Decimal(number) / 4 for number in range(41)}
    near_ = {bound + step for bound in {*quarters, *bounds} for step in (-FINEST, 0, FINEST)}
    return [value for value in {*near_, Decimal(1_000_000_000)} if 0 <= value <= 1_000_000_000]


def will_do(change: Change, value: object) -> bool:
    if change.one_of:
        return value in change.one_of
    number = Decimal(str(value))
    low, high = (None if end is None else Decimal(str(end)) for end in (change.at_least, change.at_most))
    return (low is None or low <= number) and (high is None or number <= high)


def reserved(rules: Sequence[Condition], situation: Situation, role: str, name: str) -> bool:
    """Whether a rule reckons with a fact in a way in which nothing is offered."""
    names = {name, f"applicant.{name}"} if role == "applicant" else {f"{role}.{name}"}
    facts = situation.facts("applicant")
    for atom in (atom for rule in rules for atom in atoms_in(rule)):
        spoken = [fact.name for fact in facts_of(atom)]
        others = {fact.role for fact in facts_of(atom)}
        spans = any(isinstance(facts.get(other), Ranged) for other in spoken)
        if names & {*spoken} and ("heir" in others or spans or sum(each in names for each in spoken) > 1):
            return True
    return False


def atoms_in(node: Condition) -> Iterator[Atom]:
    if isinstance(node, Not | Junction):
        for part in children(node):
            yield from atoms_in(part)  # type: ignore[arg-type] # the parts of conditions are conditions
    else:
        yield node


# ── the catalogue that is shipped ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("event", "facts", "slug", "text"),
    [
        ("primary-school", {"birth_date": "2020-12-20"}, "sekolah-rakyat", "Mulai 20 Desember 2026."),
    ],
)
def test_in_a_bundle(shipped: Journey, event: str, facts: dict[str, object], slug: str, text: str) -> None:
    situation = shipped.reader.read({**facts, "household": {"dtsen_decile": 1}}, as_of=date(2026, 6, 22)).placed(
        "applicant"
    )
    plan = Plan(shipped, situation, region=None, done=frozenset())
    plan.ask(event)
    left = next(left for left in plan.left_out.values() if left.draft.service.slug == slug)
    answer = Nearly(shipped, situation, [event]).of(left.draft)

    assert answer is not None
    assert (Almost.model_validate_json(answer).text or {})["id"] == text
