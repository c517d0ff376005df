from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.negotiation import language_of, preferred


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "id"),
        ("", "id"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("id-ID,id;q=0.9,en;q=0.8", "id"),
        ("en;q=0.2, id;q=0.7", "id"),
        ("de, en;q=0.1", "en"),
        ("de", "id"),
        ("in-ID", "id"),
        ("*", "id"),
        ("*;q=0.1, en;q=0.5", "en"),
        ("en;q=0", "id"),
        ("en;q=high", "id"),
    ],
)
def test_the_language_liked_best_is_chosen_and_indonesian_where_none_is(header: str | None, language: str) -> None:
    assert language_of(header) == language


@pytest.mark.parametrize(
    "header", [None, "", "*/*", "application/json", "application/*", "text/html, */*;q=0.1", "application/json;q=0.1"]
)
def test_json_is_accepted(header: str | None) -> None:
    assert preferred(header) == "application/json"


@pytest.mark.parametrize(
    "header", ["text/html", "application/xml", "application/json;q=0", "application/json;q=0, */*", "text/*", "json"]
)
def test_json_is_not_accepted(header: str) -> None:
    assert preferred(header) is None


@given(st.text())
def test_no_header_is_too_strange(header: str) -> None:
    assert language_of(header) in {"id", "en"}
    assert preferred(header) in {"application/json", None}
