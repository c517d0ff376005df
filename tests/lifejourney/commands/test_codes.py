from __future__ import annotations

import pytest

from catalogue.codes import ServiceCode
from tests.lifejourney.command_line import CIVIL, Run

CERTIFICATE, CARD, RETIRED = "0201.001.01.00-18", "0201.002.01.00-88", "0201.002.02.00-79"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("id", ["Urusan Dalam Negeri", "Akta kelahiran", "Penerbitan", "(birth-certificate)"]),
        ("en", ["Home affairs", "Birth certificate", "Issue", "(birth-certificate)"]),
    ],
)
def test_explain_says_what_each_part_of_a_code_means(run: Run, language: str, words: list[str]) -> None:
    told = run("code", "explain", CERTIFICATE, "--lang", language, "-C", CIVIL)

    assert (told.code, told.err) == (0, "")
    for word in words:
        assert word in told.out


def test_explain_as_json_keeps_all_languages_apart(run: Run) -> None:
    told = run("code", "explain", CERTIFICATE, "--json", "-C", CIVIL)

    assert told.code == 0
    assert isinstance(told.data, dict)
    assert told.data["object"] == {"id": "Akta kelahiran", "en": "Birth certificate"}
    assert told.data["service"] == {"id": "Penerbitan akta kelahiran", "en": "Birth certificate"}
    assert told.data["tombstone"] is None


def test_explain_names_what_came_after_a_retired_code(run: Run) -> None:
    told = run("code", "explain", RETIRED, "--lang", "en", "-C", CIVIL)
    data = run("code", "explain", RETIRED, "--json", "-C", CIVIL).data

    assert told.code == 0
    assert "Renewal of the child card (2020-01-01) → child-card" in told.out
    assert isinstance(data, dict)
    assert (data["tombstone"]["successors"], data["service"]) == (["child-card"], None)


def test_explain_takes_a_sound_code_apart_although_no_service_has_it(run: Run) -> None:
    code = ServiceCode.of("0201", "001", action_number="02")
    told = run("code", "explain", code, "--lang", "en", "-C", CIVIL)

    assert told.code == 0
    assert "Renewal" in told.out
    assert told.out.rstrip().endswith("service: -")


def test_explain_takes_a_code_apart_of_a_domain_nobody_knows(run: Run) -> None:
    code = ServiceCode.of("0999", "001", action_number="02")
    told = run("code", "explain", code, "--json", "-C", CIVIL)

    assert told.code == 0
    assert isinstance(told.data, dict)
    assert (told.data["domain"], told.data["object"]) == (None, None)


@pytest.mark.parametrize("code", ["0201.001.01.00-81", "0201.010.01.00-18", "birth", "", "[red]0201"])
def test_explain_refuses_a_mistyped_code(run: Run, code: str) -> None:
    told = run("code", "explain", code, "-C", CIVIL)

    assert (told.code, told.out) == (1, "")
    assert told.err


def test_new_gives_the_next_free_code_and_writes_nothing(run: Run) -> None:
    words = ("code", "new", "--domain", "home-affairs", "--object", "birth-certificate", "--action", "issue")
    first, again = run(*words, "-C", CIVIL), run(*words, "-C", CIVIL)

    assert first == again
    assert first.out.strip() == ServiceCode.of("0201", "001", action_number="01", variant="01")


def test_new_never_gives_a_retired_code_again(run: Run) -> None:
    told = run("code", "new", "--domain", "0201", "--object", "child-card", "--action", "renew", "--json", "-C", CIVIL)

    assert told.data == {
        "code": ServiceCode.of("0201", "002", action_number="02", variant="01"),
        "register": None,
    }


def test_new_for_a_new_object_says_what_to_add_to_the_register(run: Run) -> None:
    words = ("--domain", "0201", "--object", "new", "--name", 'Akta: "nikah"', "--action", "issue", "-C", CIVIL)
    told, data = run("code", "new", *words), run("code", "new", *words, "--json").data

    assert isinstance(data, dict)
    assert data["code"] == ServiceCode.of("0201", "003", action_number="01")
    assert data["register"] == (
        'objects, under "0201":  akta-nikah: {number: 003, name: {id: "Akta: \\"nikah\\"", en: …}}'
    )
    assert told.out.splitlines() == [
        data["code"],
        'Tambahkan ke registers/codes.yaml, objects, under "0201":',
        '    akta-nikah: {number: 003, name: {id: "Akta: \\"nikah\\"", en: …}}',
    ]


def test_the_line_to_add_is_whole_in_a_narrow_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "Surat keterangan yang namanya panjang sekali"
    words = ("--domain", "0201", "--object", "new", "--name", name, "--action", "issue", "--lang", "en", "-C", CIVIL)
    monkeypatch.setenv("COLUMNS", "40")
    *_, last = run("code", "new", *words).out.splitlines()

    slug = "surat-keterangan-yang-namanya-panjang-sekali"
    assert last == f'    {slug}: {{number: 003, name: {{id: "{name}", en: …}}}}'


@pytest.mark.parametrize("name", ["Akta kelahiran", "akta  KELAHIRAN", "Birth certificate", "birth-certificate"])
@pytest.mark.parametrize(
    ("language", "sentence"),
    [("id", "objek ini: “Akta kelahiran”, nomor 001. "), ("en", "object already: “Akta kelahiran”, number 001. ")],
)
def test_an_object_that_is_there_is_not_made_again(run: Run, name: str, language: str, sentence: str) -> None:
    words = ("--domain", "home-affairs", "--object", "new", "--name", name, "--action", "issue", "-l", language)
    told = run("code", "new", *words, "-C", CIVIL)

    assert (told.code, told.out) == (2, "")
    assert sentence in told.err.replace("\n", " ")
    assert "--object birth-certificate" in told.err.replace("\n", " ")


@pytest.mark.parametrize(
    "words",
    [
        ["--domain", "0202", "--object", "child-card", "--action", "issue"],
        ["--domain", "0201", "--object", "child-crad", "--action", "issue"],
        ["--domain", "0201", "--object", "child-card", "--action", "isue"],
        ["--domain", "0201", "--object", "new", "--action", "issue"],
        ["--domain", "0201", "--object", "new", "--name", "Akta", "--action", "isue"],
        ["--domain", "0202", "--object", "new", "--name", "Akta", "--action", "issue"],
        ["--domain", "0201", "--object", "child-card"],
    ],
)
def test_new_refuses_what_the_registers_do_not_hold(run: Run, words: list[str]) -> None:
    told = run("code", "new", *words, "-C", CIVIL)

    assert (told.code, told.out) == (2, "")


def test_an_unknown_object_is_told_with_the_nearest(run: Run) -> None:
    words = ("--domain", "0201", "--object", "child-crad", "--action", "issue")

    assert "Yang mendekati: child-card" in run("code", "new", *words, "-C", CIVIL).err


def test_check_is_content_with_codes_that_are_right(run: Run) -> None:
    told = run("code", "check", CERTIFICATE, RETIRED, "--lang", "en", "-C", CIVIL)

    assert (told.code, told.err) == (0, "")
    assert told.out == f"{CERTIFICATE}: Birth certificate\n{RETIRED}: ok\n"


def test_check_names_the_mistake_and_the_code_that_was_meant(run: Run) -> None:
    typed = ["0201.001.01.00-19", "0201.010.01.00-18", "0201.001.01.0-18", "0201.001.01.00-18", "rubbish"]
    told = run("code", "check", *typed, "--json", "-C", CIVIL)

    assert told.code == 1
    assert isinstance(told.data, list)
    assert [entry["code"] for entry in told.data] == typed
    assert [entry["rule"] for entry in told.data] == [
        "code-check-digits",
        "code-digits-swapped",
        "code-digit-missing",
        None,
        "code-grammar",
    ]
    assert all(entry["nearest"][0] == CERTIFICATE for entry in told.data[:3])


def test_check_shows_the_nearest_services_by_name(run: Run) -> None:
    told = run("code", "check", "0201.001.01.00-19", "--lang", "en", "-C", CIVIL)

    assert told.code == 1
    assert f"- {CERTIFICATE}  Birth certificate" in told.out
