from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from catalogue.codes import ServiceCode
from catalogue.errors import LANGUAGES
from catalogue.mistyped import diagnose

BIRTH = "0201.014.01.00-55"
IN_ARABIC_DIGITS = BIRTH.translate({ord(str(digit)): chr(0x660 + digit) for digit in range(10)})
KNOWN = frozenset(
    ServiceCode.of(domain, thing, action_number=action)
    for domain, thing, action in [
        ("0201", "014", "01"),
        ("0201", "016", "01"),
        ("0201", "002", "01"),
        ("0125", "031", "06"),
    ]
)
codes = st.sampled_from(sorted(KNOWN))
places = st.integers(0, 12)
PLACES = [position for position, char in enumerate(BIRTH) if char.isdigit()]


def changed(code: str, at: int, digit: str) -> str:
    return code[: PLACES[at]] + digit + code[PLACES[at] + 1 :]


@pytest.mark.parametrize("code", sorted(KNOWN))
def test_a_sound_and_known_code_has_no_diagnosis(code: str) -> None:
    assert diagnose(code, KNOWN) is None


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("0201 014 01 00 55", "code-writing"),
        ("0201014010055", "code-writing"),
        ("O2O1.O14.O1.OO-55", "code-writing"),
        ("0201.0l4.0I.00-55", "code-writing"),
        ("kode 0201.014.01.00-55", "code-writing"),
        (" 0201.014.01.00-55\n", "code-writing"),
        ("0201.014.01.00–55", "code-writing"),
        (IN_ARABIC_DIGITS, "code-writing"),
        ("0201.014.01.00-56", "code-check-digits"),
        ("0201.014.01.00-00", "code-check-digits"),
        ("0201.015.01.00-55", "code-one-digit"),
        ("0201 015 O1 00 55", "code-one-digit"),
        ("0201.041.01.00-55", "code-digits-swapped"),
        ("1200.014.01.00-55", "code-digits-swapped"),
        ("0201.14.01.00-55", "code-digit-missing"),
        ("0201.014.01.00-5", "code-digit-missing"),
        ("0201.0x4.01.00-55", "code-digit-missing"),
        ("0201.0114.01.00-55", "code-digit-extra"),
        ("0201.014.01.00-555", "code-digit-extra"),
    ],
)
def test_one_mistake_is_named_and_the_code_meant_is_found(text: str, rule: str) -> None:
    found = diagnose(text, KNOWN)
    assert found is not None
    assert (found.rule, found.nearest[0]) == (rule, BIRTH)
    assert all(found.fault.message(language) and BIRTH in found.fault.mend(language) for language in LANGUAGES)


def test_the_place_of_a_wrong_digit_is_counted_from_the_left() -> None:
    found = diagnose("0201.015.01.00-55", KNOWN)
    assert found is not None
    assert "digit 7," in found.fault.message("en")
    assert "ke-7 " in found.fault.message("id")


def test_the_places_of_swapped_digits_are_both_told() -> None:
    found = diagnose("1200.014.01.00-55", KNOWN)
    assert found is not None
    assert "digits 1 and 4," in found.fault.message("en")


def test_a_sound_code_that_no_service_has_is_unknown_with_near_ones() -> None:
    found = diagnose(ServiceCode.of("0201", "014", action_number="01", variant="01"), KNOWN)
    assert found is not None
    assert (found.rule, found.nearest[0]) == ("code-unknown", BIRTH)


def test_unfit_check_digits_of_an_unknown_code_name_the_code_they_would_fit() -> None:
    expected = ServiceCode.of("0301", "777", action_number="09", variant="33")
    found = diagnose(f"{expected[:15]}00", KNOWN)
    assert found is not None
    assert (found.rule, found.fault.words["expected"], found.nearest) == ("code-check-digits", expected, ())


@pytest.mark.parametrize("text", ["", "akta kelahiran", "-", "55", "0" * 10_000, "\x00\ud800", "0201.014"])
def test_what_is_no_code_at_all_is_said_to_be_none(text: str) -> None:
    found = diagnose(text, KNOWN)
    assert found is not None
    assert found.rule == "code-grammar"
    assert len(found.fault.message()) < 200


def test_at_most_three_near_codes_are_named_in_a_fixed_order() -> None:
    many = [ServiceCode.of("0201", "014", action_number="01", variant=f"{number:02}") for number in range(1, 30)]
    forward, backward = diagnose(BIRTH, many), diagnose(BIRTH, many[::-1])
    assert forward is not None
    assert forward == backward
    assert len(forward.nearest) == 3


def test_known_codes_may_be_any_collection() -> None:
    mistyped = "0201.015.01.00-55"
    answers = [diagnose(mistyped, known) for known in (KNOWN, list(KNOWN), dict.fromkeys(KNOWN, 1), tuple(KNOWN))]
    assert answers[0] is not None
    assert answers.count(answers[0]) == len(answers)


@given(codes, places, st.sampled_from("0123456789"))
def test_any_one_wrong_digit_finds_the_code_meant(code: str, at: int, digit: str) -> None:
    mistyped = changed(code, at, digit)
    assume(mistyped != code)
    found = diagnose(mistyped, KNOWN)
    assert found is not None
    assert code in found.nearest
    assert at > 10 or found.rule == "code-one-digit"


@given(codes, places, places)
def test_any_two_swapped_digits_find_the_code_meant(code: str, left: int, right: int) -> None:
    mistyped = changed(changed(code, left, code[PLACES[right]]), right, code[PLACES[left]])
    assume(mistyped != code)
    found = diagnose(mistyped, KNOWN)
    assert found is not None
    assert code in found.nearest


@given(codes, places)
def test_any_digit_left_out_finds_the_code_meant(code: str, at: int) -> None:
    found = diagnose(changed(code, at, ""), KNOWN)
    assert found is not None
    assert (found.rule, code in found.nearest) == ("code-digit-missing", True)


@given(codes, places, st.sampled_from("0123456789"))
def test_any_digit_too_many_finds_the_code_meant(code: str, at: int, digit: str) -> None:
    found = diagnose(changed(code, at, code[PLACES[at]] + digit), KNOWN)
    assert found is not None
    assert (found.rule, code in found.nearest) == ("code-digit-extra", True)


@given(st.text(max_size=80))
def test_no_text_makes_the_diagnosis_fail(text: str) -> None:
    found = diagnose(text, KNOWN)
    assert found is None or all(found.fault.message(language) for language in LANGUAGES)
