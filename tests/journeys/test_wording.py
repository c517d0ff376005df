from __future__ import annotations

import string
from datetime import date
from decimal import Decimal

import pytest

from catalogue.errors import LANGUAGES
from catalogue.values import in_language
from journeys.wording import SENTENCES, either, quantity, say, within


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_stands_in_every_language_with_the_same_names_to_fill_in(sentence: str) -> None:
    forms = SENTENCES[sentence]
    fields = [{name for _, name, _, _ in string.Formatter().parse(form) if name} for form in forms.values()]

    assert set(forms) == set(LANGUAGES)
    assert fields[0] == fields[1]
    assert all(form[0].isupper() for form in forms.values())
    assert all(form.endswith(".") for form in forms.values())


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_said_has_its_names_filled_in(sentence: str) -> None:
    fields = {name for form in SENTENCES[sentence].values() for _, name, _, _ in string.Formatter().parse(form) if name}
    said = say(sentence, **{field: {"id": f"<{field}-id>", "en": f"<{field}-en>"} for field in fields})

    for language in LANGUAGES:
        assert all(f"<{field}-{language}>" in said[language] for field in fields)
        assert "{" not in said[language]


def test_a_name_that_is_a_plain_text_is_the_same_in_every_language() -> None:
    assert all("2030-01-01" in text for text in say("not-yet", day="2030-01-01").values())


def test_braces_within_a_name_stay_as_they_are() -> None:
    assert "{event}" in say("event", event={"id": "{event}"})["en"]


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ({"id": "Akta", "en": "Certificate"}, "en", "Certificate"),
        ({"id": "Akta", "en": "Certificate"}, "id", "Akta"),
        ({"id": "Akta"}, "en", "Akta"),
        ({"id": "Akta", "en": ""}, "en", "Akta"),
        ({"en": "Certificate"}, "id", "Certificate"),
        ({"jv": "Serat"}, "en", "Serat"),
    ],
)
def test_a_text_falls_back_to_indonesian_and_then_to_whatever_it_has(
    text: dict[str, str], language: str, found: str
) -> None:
    assert in_language(text, language) == found


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (5_000_000, "idr", {"id": "Rp5.000.000", "en": "Rp5,000,000"}),
        (Decimal("2.50"), "hectare", {"id": "2,5 hektare", "en": "2.5 hectares"}),
        (1, "year", {"id": "1 tahun", "en": "1 year"}),
        (12, "month", {"id": "12 bulan", "en": "12 months"}),
        (1, None, {"id": "1", "en": "1"}),
        (1200, "kWh", {"id": "1.200 kWh", "en": "1,200 kWh"}),
        (1, "kWh", {"id": "1 kWh", "en": "1 kWh"}),
        (date(2027, 3, 4), None, {"id": "4 Maret 2027", "en": "4 March 2027"}),
    ],
)
def test_a_quantity_is_written_as_it_is_read(value: int | Decimal | date, unit: str | None, expected: object) -> None:
    assert quantity(value, unit) == expected


def test_several_names_are_joined_by_or() -> None:
    names = [{"id": "Kawin", "en": "Married"}, {"id": "Cerai mati"}, {"id": "Lain", "en": "Other"}]

    assert either(names[:1]) == {"id": "“Kawin”", "en": "“Married”"}
    assert either(names) == {"id": "“Kawin”, “Cerai mati” atau “Lain”", "en": "“Married”, “Cerai mati” or “Other”"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Status perkawinan", "status perkawinan"), ("JKN status", "JKN status"), ("NIK", "NIK"), ("", ""), ("A", "a")],
)
def test_within_a_sentence_a_name_loses_its_capital_but_for_abbreviations(name: str, expected: str) -> None:
    assert within({"id": name}) == {"id": expected}
