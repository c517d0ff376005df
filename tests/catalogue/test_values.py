from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from catalogue.values import (
    LONGEST_LINE,
    Amount,
    ConceptId,
    Day,
    Duration,
    Flag,
    LanguageTag,
    Line,
    Quoted,
    Recurrence,
    RegionCode,
    Slug,
    SourceUrl,
    Sql,
    Text,
    Url,
    Whole,
    calendar_date,
    kind_of,
    listed,
    not_below,
    number,
    one_or_mapping,
    plain_fact,
    shape,
    shown,
)

T = TypeVar("T")
LINE: TypeAdapter[str] = TypeAdapter(Line)
TEXT: TypeAdapter[Mapping[str, str]] = TypeAdapter(Text)
WHOLE: TypeAdapter[int] = TypeAdapter(Whole)
AMOUNT: TypeAdapter[Decimal] = TypeAdapter(Amount)
FLAG: TypeAdapter[bool] = TypeAdapter(Flag)
DAY: TypeAdapter[date] = TypeAdapter(Day)
DURATION: TypeAdapter[str] = TypeAdapter(Duration)
RECURRENCE: TypeAdapter[str] = TypeAdapter(Recurrence)
URL: TypeAdapter[str] = TypeAdapter(Url)
SOURCE_URL: TypeAdapter[str] = TypeAdapter(SourceUrl)
PATTERNS: Mapping[str, TypeAdapter[str]] = {
    "slug": TypeAdapter(Slug),
    "concept": TypeAdapter(ConceptId),
    "region": TypeAdapter(RegionCode),
    "language": TypeAdapter(LanguageTag),
    "sql": TypeAdapter(Sql),
}


def refusal(adapter: TypeAdapter[T], value: object) -> str:
    """The rule that a value breaks."""
    with pytest.raises(ValidationError) as caught:
        adapter.validate_python(value)
    (error,) = caught.value.errors()
    return error["type"]


def takes(adapter: TypeAdapter[T], value: object) -> bool:
    try:
        adapter.validate_python(value)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    "line",
    [
        "Akta kelahiran",
        "e-KTP (baru)",
        "1=1",
        "akta < 1 hari",
        "5 > 3",
        "Café",
        "“Kutipan”",
        "漢字",
        "акта",
        "a\nb",
        "Ω 5",
    ],
)
def test_an_ordinary_line_is_taken_as_it_is(line: str) -> None:
    assert LINE.validate_python(line) == line


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("", "empty-text"),
        ("  ", "empty-text"),
        ("\u3000", "empty-text"),
        (" a", "padded-text"),
        ("a\n", "padded-text"),
        ("a\u00a0", "padded-text"),
        ("=1", "formula-text"),
        ("+1", "formula-text"),
        ("-1", "formula-text"),
        ("@SUM", "formula-text"),
        ("a <b>", "markup-text"),
        ("<!-- a", "markup-text"),
        ("</p>", "markup-text"),
        ("e\u0301", "text-not-nfc"),
        ("k\u0430ta", "mixed-scripts"),
        ("\u039fffice", "mixed-scripts"),
        ("a" * (LONGEST_LINE + 1), "long-text"),
        ("é" * (LONGEST_LINE + 1), "long-text"),
        (7, "string_type"),
    ],
)
def test_a_line_nobody_should_publish_is_refused(line: object, rule: str) -> None:
    assert refusal(LINE, line) == rule


@given(st.text(max_size=40))
def test_whatever_line_is_taken_is_safe_to_show(line: str) -> None:
    if takes(LINE, line):
        assert line == line.strip() != ""
        assert line[0] not in "=+-@"
        assert unicodedata.is_normalized("NFC", line)


@pytest.mark.parametrize(
    ("text", "context", "taken"),
    [
        ({"id": "Akta"}, {}, True),
        ({"id": "Akta"}, {"required_languages": ("id",)}, True),
        ({"en": "Certificate"}, {"required_languages": ("id",)}, False),
        ({"id": "Akta"}, {"required_languages": ("id", "en")}, False),
        ({"id": "Akta", "zh-Hant": "證"}, {}, True),
        ({"ID": "Akta"}, {}, False),
        ({"indonesia": "Akta"}, {}, False),
    ],
)
def test_a_text_has_the_languages_it_must_have(text: object, context: dict[str, object], *, taken: bool) -> None:
    try:
        TEXT.validate_python(text, context=context)
    except ValidationError:
        assert not taken
    else:
        assert taken


@pytest.mark.parametrize(("value", "meant"), [("0", 0), ("-5", -5), ("9007199254740993", 9007199254740993), (7, 7)])
def test_a_whole_number_is_read_from_its_digits(value: object, meant: int) -> None:
    assert WHOLE.validate_python(value) == meant


@pytest.mark.parametrize(
    "value",
    [
        "",
        "007",
        "1.0",
        "1e3",
        "0x1F",
        "1_000",
        "+1",
        " 1",
        "1\n",
        "\u0661",
        "9" * 17,
        Quoted("1"),
        1.0,
        True,
        None,
        [1],
    ],
)
def test_what_is_no_whole_number_is_refused(value: object) -> None:
    assert refusal(WHOLE, value) == "not-a-whole-number"


@given(st.integers(-(10**16) + 1, 10**16 - 1))
def test_every_whole_number_of_sixteen_digits_is_read_back(value: int) -> None:
    assert WHOLE.validate_python(str(value)) == value


@given(st.decimals(-(10**14) + 1, 10**14 - 1, places=4))
def test_every_decimal_18_4_is_read_back(value: Decimal) -> None:
    assert AMOUNT.validate_python(f"{value:f}") == value


@pytest.mark.parametrize(
    "value",
    ["", ".5", "5.", "1.00001", "1e3", ".inf", ".nan", "Rp10.000", "10.000,00", "00.5", Quoted("1.5"), True, None, {}],
)
def test_what_is_no_decimal_is_refused(value: object) -> None:
    assert refusal(AMOUNT, value) == "not-a-number"


@pytest.mark.parametrize(("value", "meant"), [("true", True), ("FALSE", False), (True, True), (False, False)])
def test_true_and_false_are_read(value: object, *, meant: bool) -> None:
    assert FLAG.validate_python(value) is meant


@pytest.mark.parametrize("value", ["yes", "no", "on", "True", "tRUE", "1", 1, 0, None, "", Quoted("true")])
def test_what_is_neither_true_nor_false_is_refused(value: object) -> None:
    assert refusal(FLAG, value) == "not-true-or-false"


@given(st.dates())
def test_every_day_is_read_back(day: date) -> None:
    assert calendar_date(day.isoformat()) == DAY.validate_python(Quoted(day.isoformat())) == calendar_date(day) == day


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ("1/2/2014", "not-a-date"),
        ("2014-2-1", "not-a-date"),
        ("20140201", "not-a-date"),
        ("2014-02-01T00:00:00", "not-a-date"),
        ("2014-W01-1", "not-a-date"),
        ("\u0662\u0660\u0661\u0664-02-01", "not-a-date"),
        ("2014-02-01\n", "not-a-date"),
        (20140201, "not-a-date"),
        (None, "not-a-date"),
        ("2014-02-29", "no-such-day"),
        ("2014-13-01", "no-such-day"),
        ("0000-01-01", "no-such-day"),
    ],
)
def test_what_is_no_day_is_refused(value: object, rule: str) -> None:
    assert refusal(DAY, value) == rule


@pytest.mark.parametrize("value", ["P60D", "P1M", "P5Y", "P1Y6M", "P2W", "PT90M", "PT24H", "P1DT12H"])
def test_a_duration_is_taken(value: str) -> None:
    assert DURATION.validate_python(value) == value


@pytest.mark.parametrize("value", ["", "P", "PT", "P1", "60D", "P1.5D", "P-1D", "P1D\n", "PT30S", "P1H", "P1DT", "p1d"])
def test_what_is_no_duration_is_refused(value: str) -> None:
    assert refusal(DURATION, value) == "not-a-duration"


@pytest.mark.parametrize(
    "value",
    [
        "FREQ=YEARLY",
        "FREQ=MONTHLY;INTERVAL=6;BYMONTHDAY=-1",
        "FREQ=WEEKLY;BYDAY=MO,FR",
        "FREQ=YEARLY;BYMONTH=3,9;COUNT=4",
        "INTERVAL=5;FREQ=YEARLY;UNTIL=20301231",
    ],
)
def test_a_recurrence_is_taken(value: str) -> None:
    assert RECURRENCE.validate_python(value) == value


@pytest.mark.parametrize(
    "value",
    [
        *(
            "",
            "YEARLY",
            "FREQ=HOURLY",
            "INTERVAL=2",
            "FREQ=YEARLY;FREQ=DAILY",
            "FREQ=YEARLY;",
            "FREQ=YEARLY;BYMONTH=13",
        ),
        *("FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=YEARLY;INTERVAL=0", "freq=yearly", "FREQ=YEARLY\n"),
    ],
)
def test_what_is_no_recurrence_is_refused(value: str) -> None:
    assert refusal(RECURRENCE, value) == "not-a-recurrence"


def test_a_recurrence_ends_on_a_day_that_there_is() -> None:
    assert refusal(RECURRENCE, "FREQ=YEARLY;UNTIL=20260231") == "no-such-day"


@pytest.mark.parametrize(
    "value",
    [
        "https://www.kemendagri.go.id/",
        "HTTPS://kemendagri.go.id",
        "https://KEMENDAGRI.go.id/Akta?a=b&c=%20#d",
        "https://a-1.go.id:8443/x",
    ],
)
def test_an_address_of_a_public_site_is_taken(value: str) -> None:
    assert URL.validate_python(value) == value


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ("http://kemendagri.go.id/", "address-scheme"),
        ("javascript:alert(1)", "address-scheme"),
        ("data:text/html,x", "address-scheme"),
        ("file:///etc/passwd", "address-scheme"),
        ("kemendagri.go.id", "address-scheme"),
        ("//kemendagri.go.id", "address-scheme"),
        ("", "address-scheme"),
        ("https://user@kemendagri.go.id/", "address-with-login"),
        ("https://user:pass@kemendagri.go.id/", "address-with-login"),
        ("https://@kemendagri.go.id/", "address-with-login"),
        ("https://169.254.169.254/", "address-host"),
        ("https://[::1]/", "address-host"),
        ("https://localhost/", "address-host"),
        ("https://2130706433/", "address-host"),
        ("https://kemend\u0430gri.go.id/", "address-host"),
        ("https://xn--kemendgri-9dc.go.id/", "address-host"),
        ("https://a.xn--kemendgri-9dc.go.id/", "address-host"),
        ("https://kemendagri.go.id./", "address-host"),
        ("https://-a.go.id/", "address-host"),
        ("https:///akta", "address-host"),
        ("https://[::1/", "bad-address"),
        ("https://kemendagri.go.id:port/", "bad-address"),
        ("https://kemendagri.go.id:0/", "bad-address"),
        ("https://kemendagri.go.id:99999/", "bad-address"),
        ("https://kemendagri.go.id/a b", "bad-address"),
        ("https://kemendagri.go.id/a\u200bb", "bad-address"),
    ],
)
def test_another_address_is_refused(value: str, rule: str) -> None:
    assert refusal(URL, value) == rule


def test_a_source_may_still_be_an_unsafe_page() -> None:
    assert SOURCE_URL.validate_python("http://example.go.id/") == "http://example.go.id/"
    assert refusal(SOURCE_URL, "ftp://example.go.id/") == "address-scheme"


@pytest.mark.parametrize(
    ("kind", "taken", "refused"),
    [
        ("slug", ["a", "akta-kelahiran", "nik-2", "2"], ["", "A", "a_b", "-a", "a-", "a--b", "a\n", "á", "a" * 101]),
        ("concept", ["age_years", "a1"], ["", "1a", "_a", "a__b", "Age", "a-b", "a\n"]),
        ("region", ["33", "33.74"], ["3", "33.7", "33.740", "33-74", "٣٣", "33\n"]),
        ("language", ["id", "en-GB", "zh-Hant"], ["i", "ID", "id-", "indo", "id\n"]),
        ("sql", ["enrolled", "x" * 2_000], ["", "x" * 2_001]),
    ],
)
def test_an_identifier_has_its_form(kind: str, taken: list[str], refused: list[str]) -> None:
    assert [value for value in taken if not takes(PATTERNS[kind], value)] == []
    assert [value for value in refused if takes(PATTERNS[kind], value)] == []


@pytest.mark.parametrize(
    ("plain", "fact"),
    [("true", True), ("FALSE", False), ("17", 17), ("-1", -1), ("1.5", 1.5), ("017", "017"), ("WNI", "WNI"), (5, 5)],
)
def test_a_plain_fact_is_what_it_looks_like(plain: object, fact: object) -> None:
    assert plain_fact(plain) == fact
    assert type(plain_fact(plain)) is type(fact)


@given(st.text(max_size=20))
def test_a_quoted_fact_stays_a_text(text: str) -> None:
    assert plain_fact(Quoted(text)) == text


@given(st.text(max_size=100), st.integers(0, 80))
def test_what_is_shown_is_short_and_printable(text: str, longest: int) -> None:
    assert shown(text, longest).isprintable()
    assert len(shown(text, longest).removesuffix("…")) <= longest + 1
    assert shown("a\u202eb\n") == "a\\u202eb\\u000a"


@given(st.text(st.characters(categories=["L", "N"]), max_size=60))
def test_what_is_short_and_printable_is_shown_as_it_is(text: str) -> None:
    assert shown(text) == text


@pytest.mark.parametrize(
    ("value", "as_shown", "tag"),
    [
        ("a", "a", "[one]"),
        (Quoted("3"), '"3"', "[one]"),
        (None, "null", "[one]"),
        ({"a": 1}, "{…}", "[mapping]"),
        ([1], "[…]", "[list]"),
        ((1,), "[…]", "[list]"),
    ],
)
def test_a_value_is_named_by_its_shape(value: object, as_shown: str, tag: str) -> None:
    assert (kind_of(value), shape(value)) == (as_shown, tag)
    assert one_or_mapping(value) == ("[mapping]" if tag == "[mapping]" else "[one]")


@pytest.mark.parametrize(("value", "many"), [("a", ["a"]), ({"a": 1}, [{"a": 1}]), (["a"], ["a"]), (None, None)])
def test_one_entry_stands_for_a_list_of_one(value: object, many: object) -> None:
    assert listed(value) == many


@pytest.mark.parametrize(("value", "written"), [("5", "5"), ("5.00", "5"), ("5.5", "5.5"), ("-0.0001", "-0.0001")])
def test_a_decimal_is_a_json_number(value: str, written: str) -> None:
    assert repr(number(Decimal(value))) == written
    assert AMOUNT.dump_json(Decimal(value)) == written.encode()


def test_a_span_does_not_end_below_its_beginning() -> None:
    assert [not_below(3, None), not_below(3, 3), not_below(4, 3)] == [3, 3, 4]
    with pytest.raises(ValueError, match="below-the-first"):
        not_below(2, 3)


def test_what_was_checked_in_its_file_is_not_checked_again_as_json() -> None:
    assert LINE.validate_json('" padded"') == " padded"
    with pytest.raises(ValidationError, match="padded-text"):
        LINE.validate_python(" padded")
    with pytest.raises(ValidationError, match="valid string"):
        LINE.validate_json("5")
