from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.characters import MAX_BYTES, decode, odd_character, place_at
from catalogue.errors import CatalogueError


def refused(data: bytes) -> list[str]:
    with pytest.raises(CatalogueError) as caught:
        decode(data, "a.csv")
    return [
        f"{problem.place} {problem.rule} {problem.fault.words.get('found', '')}" for problem in caught.value.problems
    ]


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs", "M"])))
def test_what_can_be_seen_is_decoded_as_it_was_written(text: str) -> None:
    assert decode(f"{text}\n".encode(), "a.csv") == f"{text}\n"


@given(st.characters(categories=["Cc", "Cf", "Cn", "Zl", "Zp"]))
def test_every_control_and_direction_character_is_refused(char: str) -> None:
    hidden = odd_character(char) is not None
    seen = char in "\t\n\r" or ord(char) > 0xFFFF or unicodedata.category(char) in {"Cf", "Cn"}
    assert hidden or seen


@pytest.mark.parametrize("char", "\0\x1b\x7f\x85\u00ad\u061c\u200b\u200e\u2028\u202e\u2060\u2066\ufeff\ufffe")
def test_a_character_nobody_can_see_is_told_by_its_number_and_place(char: str) -> None:
    assert refused(f"a,é\nß{char}b\n".encode()) == [f"a.csv:2:2 odd-character U+{ord(char):04X}"]


def test_a_byte_order_mark_at_the_beginning_is_taken_off() -> None:
    assert decode(b"\xef\xbb\xbfa\n", "a.csv") == "a\n"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"a\n\xff\n", ["a.csv:2:1 not-utf-8 0xff"]),
        ("é\né".encode() + b"\xe9\n", ["a.csv:2:2 not-utf-8 0xe9"]),
        (b"\xef\xbb\xbfab\x80", ["a.csv:1:3 not-utf-8 0x80"]),
        ("a\n".encode("utf-16"), ["a.csv:1:1 not-utf-8 0xff"]),
        (b"\xed\xa0\x80\n", ["a.csv:1:1 not-utf-8 0xed"]),
        (b"\xc0\x80\n", ["a.csv:1:1 not-utf-8 0xc0"]),
        (b"a\n  \tb\n", ["a.csv:2:3 tab-indent U+0009"]),
        (b"a\rb\n", ["a.csv:1:2 lone-return U+000D"]),
        (b"a\nb\r\nc\r\n", ["a.csv:2:2 mixed-line-ends "]),
        (b"a\r\nb\nc\r\n", ["a.csv:2:2 mixed-line-ends "]),
        (b"a\nb", ["a.csv:2:2 no-final-newline "]),
        (b"\t\x00", ["a.csv:1:2 odd-character U+0000", "a.csv:1:1 tab-indent U+0009", "a.csv:1:3 no-final-newline "]),
        (b"x" * (MAX_BYTES + 1), ["a.csv:1:1 file-too-large "]),
    ],
)
def test_what_is_refused_is_told_at_its_place(data: bytes, told: list[str]) -> None:
    assert refused(data) == told


@pytest.mark.parametrize("data", [b"", b"a\n", b"a\r\nb\r\n", b"a\tb\n", b"x" * (MAX_BYTES - 1) + b"\n"])
def test_ordinary_line_ends_and_tabs_between_words_are_taken(data: bytes) -> None:
    assert decode(data, "a.csv").encode() == data


@given(st.text("a\né", max_size=30), st.data())
def test_the_place_of_a_character_leads_back_to_it(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    place = place_at("a.csv", text, offset)
    before = sum(len(line) + 1 for line in text.split("\n")[: place.line - 1])
    assert before + place.column - 1 == offset
