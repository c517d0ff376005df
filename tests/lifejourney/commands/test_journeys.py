from __future__ import annotations

from pathlib import Path

import pytest

from journeys.answers import Bundle
from lifejourney.commands.journeys import MAX_SITUATION
from tests.lifejourney.command_line import VILLAGE, Run, Told

DAY: tuple[str | Path, ...] = ("--as-of", "2026-11-22", "-C", VILLAGE)


def read(told: Told) -> Bundle:
    assert (told.code, told.err) == (0, "")
    return Bundle.model_validate_json(told.out)


def steps(told: Told) -> dict[str, str]:
    return {step.service.slug: step.verdict.value for step in read(told).steps}


def left_out(told: Told) -> dict[str, str]:
    return {left.service.slug: left.reason for left in read(told).not_applicable}


def test_a_bundle_as_json_is_the_answer_of_the_day_asked_about(run: Run) -> None:
    found = read(run("bundle", "kelahiran", "--set", "age_days=10", "--region", "33.74", "--json", *DAY))

    assert [event.code for event in found.life_events] == ["birth"]
    assert str(found.as_of) == "2026-11-22"
    assert found.region
    assert (found.region.code, found.region.level) == ("33.74", "city")
    assert [step.order for step in found.steps] == list(range(1, len(found.steps) + 1))
    assert "birth-certificate" in [step.service.slug for step in found.steps]


def test_the_day_of_an_event_makes_due_dates(run: Run) -> None:
    found = read(run("bundle", "birth", "--on", "birth=2026-11-12", "--json", *DAY))

    assert {str(step.due.day) for step in found.steps if step.due} == {"2026-12-12", "2027-01-11"}


@pytest.mark.parametrize(
    ("words", "place"),
    [
        (["birth"], "--on"),
        (["birth=12 November"], "--on"),
        (["brith=2026-11-12"], "birth"),
        (["birth=1899-12-31"], "event_dates.birth"),
        (["birth=2026-11-12", "--set", "birth_date=2026-11-11"], "event_dates.birth"),
    ],
)
def test_a_day_of_an_event_that_cannot_be_is_told(run: Run, words: list[str], place: str) -> None:
    told = run("bundle", "birth", "--on", *words, *DAY)

    assert (told.code, told.out) == (2, "")
    assert place in told.err


@pytest.mark.parametrize(("language", "word"), [("id", "langkah"), ("en", "steps")])
def test_a_bundle_for_people_is_in_their_language(run: Run, language: str, word: str) -> None:
    told = run("bundle", "birth", "--lang", language, *DAY)

    assert (told.code, told.err) == (0, "")
    assert word in told.out
    assert "0201.001.01.00-18  birth-certificate" in told.out


def test_several_events_are_one_bundle(run: Run) -> None:
    found = read(run("bundle", "marriage", "moving", "--json", *DAY))

    assert [event.code for event in found.life_events] == ["marriage", "moving"]


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        (["age_days=60"], "met"),
        (["birth_date=2026-10-01"], "met"),
        (["child.age_days=60"], "met"),
        ([" child.age_days = 60 "], "met"),
        ([], "unknown"),
    ],
)
def test_a_fact_is_set_for_the_subject_or_for_a_role(run: Run, facts: list[str], verdict: str) -> None:
    told = run("bundle", "birth", *(word for fact in facts for word in ("--set", fact)), "--json", *DAY)

    assert steps(told)["birth-certificate"] == verdict


@pytest.mark.parametrize(("fact", "verdict"), [("household.income=1500000.50", "met"), ("household.income=15", "met")])
def test_a_decimal_is_exact(run: Run, fact: str, verdict: str) -> None:
    assert steps(run("bundle", "birth", "--set", fact, "--json", *DAY))["baby-aid"] == verdict


def test_a_decimal_just_above_a_bound_is_above_it(run: Run) -> None:
    told = run("bundle", "birth", "--set", "household.income=1500000.51", "--json", *DAY)

    assert left_out(told)["baby-aid"] == "rule"


def test_options_texts_and_truth_values_are_read_as_their_concepts_want_them(run: Run) -> None:
    facts = ("-s", "mother.status=married", "-s", "mother.town=33", "-s", "mother.employed=true")

    assert "birth-certificate" in steps(run("bundle", "birth", *facts, "--json", *DAY))


def test_one_of_several_persons_is_named_by_number(run: Run) -> None:
    told = run("bundle", "inheritance", "-s", "heir[1].age_years=20", "-s", "heir[0].age_years=10", "--json", *DAY)

    assert steps(told)["heir-letter"] == "met"
    assert left_out(told)["heir-letter"] == "rule"


@pytest.mark.parametrize(
    "facts",
    [
        ["age_days"],
        ["=10"],
        ["mother.=10"],
        [".age_days=10"],
        ["age_days=10", "age_days=11"],
        ["age_days=10", " age_days=10"],
        ["heir[x].age_years=20"],
        ["heir[].age_years=20"],
        ["heir[-1].age_years=20"],
        ["heir[100].age_years=20"],
        ["heir[1.age_years=20"],
        ["heir[1]].age_years=20"],
        ["heir[" + "9" * 5000 + "].age_years=20"],
        ["heir[0].age_years=20", "heir.age_years=21"],
        ["heir.age_years=21", "heir[0].age_years=20"],
        ["mother=1", "mother.employed=true"],
    ],
)
def test_a_fact_in_a_wrong_form_is_refused(run: Run, facts: list[str]) -> None:
    told = run("bundle", "birth", *(word for fact in facts for word in ("--set", fact)), *DAY)

    assert (told.code, told.out) == (2, "")
    assert "--set" in told.err


@pytest.mark.parametrize(
    ("words", "place"),
    [
        (["--set", "age_dyas=10"], "age_dyas"),
        (["--set", "child.age_dyas=10"], "child.age_dyas"),
        (["--set", "granny.age_days=10"], "granny"),
        (["--set", "mother.a.b=10"], "mother.a"),
        (["--set", "age_days=yes"], "age_days"),
        (["--set", "age_days="], "age_days"),
        (["--set", "mother.status=maried"], "mother.status"),
        (["--set", "birth_date=2026-02-30"], "birth_date"),
        (["--set", "mother[0].employed=true"], "mother"),
        (["--set", "heir[0].x=1"], "heir.0.x"),
        (["--held", "famly-card"], "held.0"),
        (["--missing", "mother.famly-card"], "missing.0"),
        (["--held", "ktp", "--missing", "ktp"], "missing"),
    ],
)
def test_facts_that_cannot_be_are_told_with_their_place(run: Run, words: list[str], place: str) -> None:
    told = run("bundle", "birth", *words, *DAY)

    assert (told.code, told.out) == (2, "")
    assert place in {line.split(":")[0] for line in told.err.splitlines()}


def test_every_fact_that_cannot_be_is_told_at_once_in_the_language_asked_for(run: Run) -> None:
    words = ("--set", "x=1", "--held", "y", "--missing", "z")
    indonesian, english = run("bundle", "birth", *words, *DAY), run("bundle", "birth", *words, *DAY, "--lang", "en")

    for told in (indonesian, english):
        assert {"x", "held.0", "missing.0"} <= {line.split(":")[0] for line in told.err.splitlines()}
    assert indonesian.err != english.err


def test_a_situation_may_come_from_a_file_or_from_standard_input(run: Run, tmp_path: Path) -> None:
    text = b'{"age_days": 61, "mother": {"status": "married"}, "household": {"income": 1500000.50}}'
    (tmp_path / "s.json").write_bytes(text)

    from_file = run("bundle", "birth", "--situation", tmp_path / "s.json", "--json", *DAY)
    from_input = run("bundle", "birth", "--situation", "-", "--json", *DAY, stdin=text)

    assert from_file == from_input
    assert left_out(from_file)["birth-certificate"] == "rule"
    assert steps(from_file)["baby-aid"] == "met"


def test_options_add_to_a_file_and_win_over_it(run: Run) -> None:
    text = b'{"child": {"age_days": 61}, "household": {"income": 1}, "heir": [{"employed": true}]}'
    words = ("--set", "child.age_days=60", "--set", "heir[1].employed=false")
    told = run("bundle", "birth", "--situation", "-", *words, "--json", *DAY, stdin=text)

    assert (steps(told)["birth-certificate"], steps(told)["baby-aid"]) == ("met", "met")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"age_days=10",
        b'{"age_days": 10,}',
        b'{"age_days": 10, "age_days": 10}',
        b'{"mother": {"employed": true, "employed": false}}',
        b'{"household": {"income": NaN}}',
        b'{"household": {"income": -Infinity}}',
        b'{"age_days": ' + b"1" * 5000 + b"}",
        b"[" * 20_000,
        b'{"a": "\xff"}',
        b"[]",
        b"10",
        b"null",
        b'"age_days"',
        b"{}" + b" " * MAX_SITUATION,
    ],
)
def test_a_situation_that_is_not_one_json_object_is_refused_and_not_repeated(run: Run, data: bytes) -> None:
    told = run("bundle", "birth", "--situation", "-", *DAY, stdin=data)

    assert (told.code, told.out) == (2, "")
    assert "--situation" in told.err


@pytest.mark.parametrize(
    "data",
    [
        b'{"household": {"income": 1e999999999}}',
        b'{"age_days": 10.5}',
        b'{"age_days": "10"}',
        b'{"age_days": true}',
        b'{"age_days": null}',
        b'{"age_days": [1]}',
        b'{"mother": 1}',
        b'{"heir": {"employed": 1}}',
        b'{"\\ud800": 1}',
        b'{"town": "\\u001b[31m"}',
    ],
)
def test_values_of_the_wrong_kind_are_refused(run: Run, data: bytes) -> None:
    told = run("bundle", "birth", "--situation", "-", *DAY, stdin=data)

    assert (told.code, told.out) == (2, "")
    assert "\x1b" not in told.err


def test_a_situation_of_exactly_the_limit_is_taken(run: Run) -> None:
    told = run("bundle", "birth", "--situation", "-", *DAY, stdin=b"{}".ljust(MAX_SITUATION))

    assert told.code == 0


def test_of_a_file_without_end_only_the_beginning_is_read(run: Run) -> None:
    told = run("bundle", "birth", "--situation", "/dev/zero", *DAY)

    assert told.code == 2
    assert str(MAX_SITUATION) in told.err


@pytest.mark.parametrize("name", [".", "no-such-file.json"])
def test_a_file_that_cannot_be_read_is_told(run: Run, name: str, tmp_path: Path) -> None:
    told = run("bundle", "birth", "--situation", tmp_path / name, *DAY)

    assert (told.code, told.out) == (2, "")


@pytest.mark.parametrize(
    "name", ["33.74", "Kota Semarang", "kota semarang ", "KABUPATEN SEMARANG", "banda aceh", "aceh"]
)
def test_a_region_may_be_named_as_people_do(run: Run, name: str) -> None:
    found = read(run("bundle", "moving", "--region", name, "--json", *DAY))

    assert found.region
    assert name.strip().casefold().split()[-1] in found.region.name["id"].casefold() + found.region.code


@pytest.mark.parametrize(
    ("name", "near"), [("Semarang", ["33.22", "33.74"]), ("Semarnag", ["33.22", "33.74"]), ("99.99", [])]
)
def test_a_region_there_is_not_or_is_twice_is_refused_with_the_nearest(run: Run, name: str, near: list[str]) -> None:
    told = run("bundle", "moving", "--region", name, *DAY)

    assert (told.code, told.out) == (2, "")
    for code in near:
        assert code in told.err


def test_documents_held_and_missing_and_services_done_change_the_bundle(run: Run) -> None:
    held = read(run("bundle", "job-loss", "--held", "job-card", "--json", *DAY))
    done = read(run("bundle", "job-loss", "--done", "job-card", "--done", "0201.013.01.00-82", "--json", *DAY))
    missing = read(run("bundle", "job-loss", "--missing", "job-card", "--json", *DAY))

    assert {left.service.slug: left.reason for left in held.not_applicable} == {"job-card": "held"}
    assert {left.service.slug for left in done.not_applicable} >= {"job-card", "job-fair"}
    assert [step.service.slug for step in missing.steps if step.role == "asked"].count("job-card") == 1


def test_a_document_may_be_somebody_elses(run: Run) -> None:
    found = read(run("bundle", "birth", "--held", "mother.ktp", "--json", *DAY))
    statuses = {(paper.of, paper.code): paper.status for step in found.steps for paper in step.evidence}

    assert statuses["mother", "ktp"] == "held"


@pytest.mark.parametrize(
    ("words", "nearest"),
    [(["brith"], "birth"), (["birth", "--done", "birth-certifcate"], "birth-certificate"), (["kelahirn"], "kelahiran")],
)
def test_an_unknown_code_is_told_with_the_nearest(run: Run, words: list[str], nearest: str) -> None:
    told = run("bundle", *words, *DAY)

    assert (told.code, told.out) == (2, "")
    assert nearest in told.err.split("Yang mendekati:")[1]
