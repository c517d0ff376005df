from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.lifejourney.command_line import CIVIL, VILLAGE, Run, Told
from tests.small_catalogues import copied

WARNED = {"services/social/school-aid.yaml": ("processing_time: {working_days: 10, at_most: true}\n", "")}
FAILING = {"services/civil/child-card.yaml": ("{age_years: 16}, verdict: met", "{age_years: 16}, verdict: not_met")}
UNREADABLE = {"services/civil/child-card.yaml": ("rule: age_years < 17", "rule: age_yaers < 17")}


def rules(told: Told) -> list[tuple[str, str, str]]:
    assert isinstance(told.data, list)
    return [(problem["rule"], problem["severity"], problem["path"]) for problem in told.data]


def codes(told: Told) -> list[str]:
    assert told.code == 0
    assert isinstance(told.data, Mapping)
    return list(told.data)


@pytest.mark.parametrize("words", [[CIVIL], ["-C", CIVIL], [CIVIL / "services.yaml"], [CIVIL, "--strict", "--all"]])
def test_a_sound_catalogue_passes(run: Run, words: Sequence[str | Path]) -> None:
    told = run("check", *words, "--lang", "en")

    assert told == (0, "Test catalogue: 4 services, no errors.\n", "")


def test_a_sound_catalogue_has_no_problems_as_json(run: Run) -> None:
    told = run("check", CIVIL, "--json")

    assert (told.code, told.data) == (0, [])


@pytest.mark.parametrize(("words", "code"), [([], 0), (["--all"], 0), (["--strict"], 1), (["--strict", "--all"], 1)])
def test_warnings_fail_only_where_it_is_asked_for(run: Run, tmp_path: Path, words: list[str], code: int) -> None:
    folder = copied(CIVIL, tmp_path / "c", WARNED)

    assert run("check", folder, *words).code == code
    assert run("check", folder, *words, "--json").code == code


def test_warnings_are_counted_by_kind_or_told_one_by_one(run: Run, tmp_path: Path) -> None:
    folder = copied(CIVIL, tmp_path / "c", WARNED)
    place = "services/social/school-aid.yaml:1:1: warning not-stated"

    assert place not in run("check", folder).out
    assert "not-stated" in run("check", folder).out
    assert place in run("check", folder, "--all").out
    assert place in run("check", folder, "--strict").out


@pytest.mark.parametrize("words", [[], ["--strict"]])
def test_an_error_fails_with_its_place(run: Run, tmp_path: Path, words: list[str]) -> None:
    told = run("check", copied(CIVIL, tmp_path / "c", FAILING), "--lang", "en", *words)

    assert told.code == 1
    assert "services/civil/child-card.yaml:20:43: error example-fails" in told.out
    assert told.out.endswith("error(s), 0 warning(s).\n")


def test_problems_as_json_have_their_place_and_both_languages(run: Run, tmp_path: Path) -> None:
    told = run("check", copied(CIVIL, tmp_path / "c", FAILING), "--json")

    assert told.code == 1
    assert ("example-fails", "error", "services/civil/child-card.yaml") in rules(told)
    assert isinstance(told.data, list)
    assert told.data[0].keys() == {"rule", "severity", "path", "line", "column", "message", "mend"}
    assert told.data[0]["message"].keys() == {"id", "en"}


def test_a_catalogue_that_cannot_be_read_is_told_as_json_too(run: Run, tmp_path: Path) -> None:
    told = run("check", copied(CIVIL, tmp_path / "c", UNREADABLE), "--json")

    assert (told.code, told.err) == (1, "")
    assert rules(told) == [("rule-unknown-concept", "error", "services/civil/child-card.yaml")]


def test_a_catalogue_that_cannot_be_read_is_told_for_people(run: Run, tmp_path: Path) -> None:
    told = run("check", copied(CIVIL, tmp_path / "c", UNREADABLE), "--lang", "en")

    assert (told.code, told.out) == (1, "")
    assert "services/civil/child-card.yaml:9:11: error rule-unknown-concept" in told.err


def test_problems_stand_in_the_order_of_their_files(run: Run) -> None:
    told = run("check", VILLAGE, "--json")

    assert isinstance(told.data, list)
    places = [(problem["path"], problem["line"], problem["column"]) for problem in told.data]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("kind", "some"),
    [
        ("events", ["birth", "school"]),
        ("services", ["0201.001.01.00-18"]),
        ("concepts", ["age_days"]),
        ("documents", ["birth-certificate"]),
        ("organisations", ["civil-registry"]),
        ("applications", ["registry-system"]),
        ("regions", ["11.71"]),
    ],
)
def test_every_register_can_be_listed(run: Run, kind: str, some: list[str]) -> None:
    told = run("list", kind, "-C", CIVIL)

    assert (told.code, told.err) == (0, "")
    assert set(some) <= set(codes(run("list", kind, "--json", "-C", CIVIL)))
    for code in some:
        assert f"\n{code} " in told.out


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["concepts", "umur"], ["age_days", "age_years"]),
        (["concepts", "AGE", "days"], ["age_days"]),
        (["concepts", "decimal"], ["income"]),
        (["events", "masuk-sekolah"], ["school"]),
        (["regions", "aceh", "kota"], ["11.71"]),
        (["documents", "nothing-like-it"], []),
    ],
)
def test_a_list_can_be_narrowed_by_words(run: Run, words: list[str], found: list[str]) -> None:
    assert codes(run("list", *words, "--json", "-C", CIVIL)) == found


def test_a_list_names_entries_in_the_language_asked_for(run: Run) -> None:
    assert "Birth of a child" in run("list", "events", "-C", CIVIL, "--lang", "en").out
    assert "Kelahiran anak" in run("list", "events", "-C", CIVIL).out


@pytest.mark.parametrize(
    ("key", "kinds"),
    [
        ("0201.001.01.00-18", ["service"]),
        ("birth-certificate", ["service", "document"]),
        ("birth", ["life event"]),
        ("kelahiran", ["life event"]),
        ("age_days", ["concept"]),
        ("home-affairs", ["organisation"]),
        ("registry-system", ["application"]),
        ("11.71", ["region"]),
    ],
)
def test_anything_with_a_code_can_be_shown(run: Run, key: str, kinds: list[str]) -> None:
    told, data = run("show", key, "-C", CIVIL), run("show", key, "--json", "-C", CIVIL).data

    assert (told.code, told.err) == (0, "")
    assert isinstance(data, list)
    assert [found["kind"] for found in data] == kinds
    assert [line.rsplit(" ", 1)[0] for line in told.out.splitlines() if not line.startswith(" ")] == kinds


def test_a_service_is_shown_whole_and_in_the_language_asked_for(run: Run) -> None:
    told = run("show", "birth-certificate", "-C", CIVIL, "--lang", "en")

    for words in ("name: Birth certificate", "rule: age_days <= 60", "UU 24/2013", "one_of: birth-statement"):
        assert words in told.out


def test_a_life_event_is_shown_with_its_services(run: Run) -> None:
    assert "- child-card (0201.002.01.00-88)" in run("show", "kelahiran", "-C", CIVIL).out


@pytest.mark.parametrize(("key", "near"), [("birth-certifcate", "birth-certificate"), ("age_dyas", "age_days")])
def test_what_cannot_be_shown_is_told_with_at_most_three_near_ones(run: Run, key: str, near: str) -> None:
    told = run("show", key, "-C", CIVIL)

    assert (told.code, told.out) == (2, "")
    nearest = told.err.replace("\n", " ").split("Yang mendekati: ")[1].strip(". ").split(", ")
    assert nearest[0] == near
    assert len(nearest) <= 3


def test_what_is_like_nothing_has_no_near_ones(run: Run) -> None:
    told = run("show", "zzzzqq", "-C", CIVIL)

    assert (told.code, told.out) == (2, "")
    assert "Nearest" not in told.err


def test_markup_and_escape_codes_in_what_was_typed_are_inert(run: Run) -> None:
    told = run("show", "[bold]\x1b[31mbirth\u202e", "-C", CIVIL)

    assert "[bold]" in told.err
    assert "\x1b" not in told.err
    assert "\u202e" not in told.err


@pytest.mark.parametrize("words", [["akta", "lahir"], ["akta lahir"], ["birth"], ["birht", "certificate"]])
def test_search_finds_services_by_words(run: Run, words: list[str]) -> None:
    told, data = run("search", *words, "-C", CIVIL), run("search", *words, "--json", "-C", CIVIL).data

    assert told.code == 0
    assert "0201.001.01.00-18" in told.out
    assert isinstance(data, list)
    assert data[0] == {
        "code": "0201.001.01.00-18",
        "slug": "birth-certificate",
        "name": {"id": "Penerbitan akta kelahiran", "en": "Birth certificate"},
    }


def test_search_gives_no_more_than_asked_for(run: Run) -> None:
    assert len(json.loads(run("search", "bantuan", "-n", "1", "--json", "-C", CIVIL).out)) == 1


def test_search_that_finds_nothing_says_so_with_its_exit_code(run: Run) -> None:
    assert run("search", "xyzzy", "-C", CIVIL).code == 1
    nothing = run("search", "xyzzy", "--json", "-C", CIVIL)
    assert (nothing.code, nothing.data) == (1, [])


def test_the_catalogue_and_the_language_may_come_from_the_environment(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIFEJOURNEY_CATALOGUE", str(CIVIL))
    monkeypatch.setenv("LIFEJOURNEY_LANG", "en")

    assert run("check").out == "Test catalogue: 4 services, no errors.\n"
