from __future__ import annotations

import string

import pytest

from catalogue.errors import LANGUAGES
from journeys.wording import SENTENCES, in_language, say


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
