from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.problems import Refusal
from api.strict_json import DEEPEST, strict_json

SCALARS = st.none() | st.booleans() | st.integers(-(10**17) + 1, 10**17 - 1)
VALUES = st.recursive(
    SCALARS | st.text(st.characters(max_codepoint=0xD7FF)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner),
    max_leaves=8,
)


@given(VALUES)
def test_json_that_everybody_reads_alike_is_read_as_python_reads_it(value: object) -> None:
    assert strict_json(json.dumps(value, ensure_ascii=False).encode()) == value


@pytest.mark.parametrize(("text", "value"), [("10.0", 10), ("1e2", 100), ("-0.0", 0), ("1.50000", Decimal("1.5"))])
def test_a_number_is_what_it_is_worth(text: str, value: object) -> None:
    read = strict_json(text.encode())
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        (b"", "http-empty-body"),
        (b"   ", "http-not-json"),
        (b"{", "http-not-json"),
        (b"{'a': 1}", "http-not-json"),
        (b'{"a": 1,}', "http-not-json"),
        (b'{"a": 1} {}', "http-not-json"),
        (b'{"a": "\x01"}', "http-not-json"),
        (b"\xef\xbb\xbf{}", "http-not-json"),
        (b'{"a": 1, "a": 1}', "http-key-twice"),
        (b'{"b": [{"a": 1, "\\u0061": 2}]}', "http-key-twice"),
        (b"NaN", "http-not-a-number"),
        (b"[-Infinity]", "http-not-a-number"),
        (b"1e99999999999999999999999", "http-not-a-number"),
        (b'"\\ud800"', "http-not-utf8"),
        (b'{"\\udfff": 1}', "http-not-utf8"),
        (b'"\xff"', "http-not-utf8"),
        ('{"a": "é"}'.encode("latin-1"), "http-not-utf8"),
        ("{}".encode("utf-16"), "http-not-utf8"),
        ("{}".encode("utf-16-le"), "http-not-json"),
        (b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1), "http-too-deep"),
        (b'{"a":' * 3_000 + b"1" + b"}" * 3_000, "http-too-deep"),
        (b"[" * 60_000, "http-too-deep"),
    ],
)
def test_what_readers_understand_differently_is_refused_at_once(body: bytes, rule: str) -> None:
    with pytest.raises(Refusal) as raised:
        strict_json(body)
    assert (raised.value.status, raised.value.rule) == (400, rule)


def test_the_deepest_nesting_is_allowed() -> None:
    body = b"[" * DEEPEST + b"]" * DEEPEST
    assert strict_json(body) == json.loads(body)


def test_broken_json_is_told_by_its_place() -> None:
    with pytest.raises(Refusal) as raised:
        strict_json(b'{\n "a": x}')
    assert raised.value.words == {"line": "2", "column": "7"}


def test_a_number_of_thousands_of_digits_is_read_and_left_to_whoever_wants_a_small_one() -> None:
    assert strict_json(b"9" * 5_000) == Decimal("9" * 5_000)
    assert strict_json(b"1e400") == Decimal("1e400")


def test_a_pair_of_escapes_is_one_character() -> None:
    assert strict_json(b'"\\ud83d\\ude00"') == "\N{GRINNING FACE}"
