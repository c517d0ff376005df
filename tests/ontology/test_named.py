from __future__ import annotations

import pytest

from catalogue.errors import UnknownCode
from catalogue.store import Catalogue
from ontology.named import LONGEST_WORD, PARAMETERS, named_queries
from ontology.sparql import QueryRefused, check_text


def test_every_named_query_may_be_asked_and_says_what_it_takes() -> None:
    for name, query in named_queries().items():
        check_text(query.text)
        assert query.name == name
        assert set(query.parameters) <= PARAMETERS.keys()
        assert all(f"${parameter}" in query.text for parameter in query.parameters), name
        assert query.title.keys() == {"id", "en"}
        assert query.about.endswith(".")


def test_values_take_the_places_of_variables_as_terms(civil: Catalogue) -> None:
    query = named_queries()["services-of-event"]
    text = query.filled(civil, {"event": "birth"})
    assert "cv:isGroupedBy <https://lifejourney.example/v1/life-events/birth> ;" in text
    assert 'LANG(?name) = "id"' in text
    assert 'LANG(?name) = "en"' in query.filled(civil, {"event": "birth", "language": "en"})


def test_an_alias_a_slug_and_a_name_find_their_codes(civil: Catalogue) -> None:
    text = named_queries()["documents-of-service"].filled(civil, {"service": "birth-certificate"})
    assert "/v1/services/0201.001.01.00-18> " in text
    region = next(iter(civil.regions.values()))
    assert "/v1/regions#" in named_queries()["offers-of-region"].filled(civil, {"region": region.name})


@pytest.mark.parametrize("words", ['"', "\\", "a\nb", '" } #', "$language", "kartu"])
def test_words_stay_one_literal(civil: Catalogue, words: str) -> None:
    text = named_queries()["services-by-words"].filled(civil, {"words": words})
    assert text.count("\n") == named_queries()["services-by-words"].text.count("\n")
    assert text.count("FILTER(") == 1


@pytest.mark.parametrize("words", ["", "x" * (LONGEST_WORD + 1)])
def test_words_are_some_and_not_too_many(civil: Catalogue, words: str) -> None:
    with pytest.raises(QueryRefused, match="sparql-value"):
        named_queries()["services-by-words"].filled(civil, {"words": words})


def test_a_language_that_the_house_does_not_speak_is_refused(civil: Catalogue) -> None:
    with pytest.raises(QueryRefused, match="sparql-value"):
        named_queries()["deadlines"].filled(civil, {"language": "nl"})


@pytest.mark.parametrize(
    ("name", "parameter"),
    [
        ("services-of-event", "event"),
        ("services-before", "service"),
        ("services-of-agency", "agency"),
        ("services-giving-document", "evidence"),
        ("services-of-application", "application"),
        ("offers-of-region", "region"),
    ],
)
def test_a_code_that_there_is_not_is_told(civil: Catalogue, name: str, parameter: str) -> None:
    with pytest.raises(UnknownCode):
        named_queries()[name].filled(civil, {parameter: "nope"})
