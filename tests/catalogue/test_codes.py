from __future__ import annotations

import json
import pickle
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticCustomError
from stdnum.iso7064 import mod_97_10

from catalogue.codes import (
    PATTERN,
    CodeRegister,
    ObjectExists,
    RegisterFull,
    ServiceCode,
    allocate,
    domain_number,
    explain,
    next_object_number,
    register_faults,
    with_check_digits,
)
from catalogue.errors import LANGUAGES, Fault, UnknownCode
from catalogue.values import Quoted

BIRTH = "0201.014.01.00-55"
IN_ARABIC_DIGITS = BIRTH.translate({ord(str(digit)): chr(0x660 + digit) for digit in range(10)})
bodies = st.from_regex(r"[0-9]{11}", fullmatch=True).filter(str.isascii)


def laid_out(digits: str) -> str:
    return f"{digits[:4]}.{digits[4:7]}.{digits[7:9]}.{digits[9:11]}-{digits[11:]}"


def sound(body: str) -> str:
    return laid_out(body + mod_97_10.calc_check_digits(body))


def digits_of(code: str) -> str:
    return code.replace(".", "").replace("-", "")


def refusal(text: str) -> PydanticCustomError:
    with pytest.raises(PydanticCustomError) as caught:
        ServiceCode(text)
    return caught.value


def is_sound(text: str) -> bool:
    try:
        return ServiceCode(text) == text
    except PydanticCustomError:
        return False


class Holder(BaseModel):
    code: ServiceCode
    by_code: dict[ServiceCode, int] = {}


def register(**changed: object) -> CodeRegister:
    data: dict[str, object] = {
        "domains": {
            "0201": {"name": {"id": "Dalam Negeri", "en": "Home Affairs"}, "slug": "home-affairs", "ral": "RAL.02.01"},
            "0125": {"name": {"id": "Kesehatan", "en": "Health"}, "slug": "health", "ral": "RAL.01.25"},
        },
        "actions": {
            "issue": {"number": "01", "name": {"id": "Penerbitan", "en": "Issue"}},
            "renew": {"number": "02", "name": {"id": "Perpanjangan", "en": "Renewal"}},
        },
        "objects": {
            "0201": {
                "birth-certificate": {"number": "014", "name": {"id": "Akta kelahiran", "en": "Birth certificate"}},
                "family-card": {"number": "001", "name": {"id": "Kartu keluarga", "en": "Family card"}},
            }
        },
    }
    return CodeRegister.model_validate({**data, **changed})


def tombstone(code: str, *successors: str) -> dict[str, object]:
    return {"code": code, "name": {"id": "Layanan lama"}, "retired": "2020-01-31", "successors": list(successors)}


def faults(changed: CodeRegister) -> list[tuple[tuple[str | int, ...], str]]:
    return [(location, fault.rule) for location, fault in register_faults(changed)]


@given(bodies)
def test_every_sound_code_is_accepted_and_kept_as_written(body: str) -> None:
    assert ServiceCode(sound(body)) == sound(body)
    assert "02" <= ServiceCode(sound(body)).check <= "98"


@given(bodies)
def test_no_other_check_digits_are_accepted_for_a_body(body: str) -> None:
    accepted = [f"{check:02}" for check in range(100) if is_sound(laid_out(f"{body}{check:02}"))]
    assert accepted == [mod_97_10.calc_check_digits(body)]


@given(bodies)
def test_every_single_wrong_digit_is_caught(body: str) -> None:
    digits = digits_of(sound(body))
    for at in range(len(digits)):
        for wrong in set("0123456789") - {digits[at]}:
            assert not is_sound(laid_out(digits[:at] + wrong + digits[at + 1 :]))


@given(bodies)
def test_every_two_different_digits_swapped_are_caught_neighbours_or_not(body: str) -> None:
    digits = digits_of(sound(body))
    for left, right in combinations(range(len(digits)), 2):
        swapped = list(digits)
        swapped[left], swapped[right] = digits[right], digits[left]
        assert is_sound(laid_out("".join(swapped))) == (digits[left] == digits[right])


@pytest.mark.parametrize("alias", ["00", "01", "99"])
def test_check_digits_congruent_to_the_right_ones_are_refused(alias: str) -> None:
    congruent = (f"{number:011}" for number in range(10**6) if int(f"{number:011}{alias}") % 97 == 1)
    body = next(congruent)
    assert mod_97_10.is_valid(body + alias)
    assert refusal(laid_out(body + alias)).type == "code-check-digits"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "birth",
        BIRTH + "\n",
        " " + BIRTH,
        BIRTH + " ",
        "0201.014.01.00",
        "0201.14.01.00-55",
        "0201-014-01-00-55",
        "0201.014.01.00–55",
        "0201 014 01 00 55",
        "0201014010055",
        "O201.014.01.00-55",
        "0201.014.01.00-5\uff15",
        IN_ARABIC_DIGITS,
        "02\u09661.014.01.00-55",
        "0201.014.01.00-55.0201.014.01.00-55",
        "-201.014.01.00-55",
        "0201.014.01.0O-55",
        "0201.014.01.0\u041e-55",
        "0201.014.01.00-55\x00",
    ],
)
def test_anything_but_ascii_digits_dots_and_dash_in_place_is_refused(text: str) -> None:
    assert refusal(text).type == "code-grammar"


@given(st.text(max_size=30))
def test_no_text_makes_the_constructor_fail_in_another_way(text: str) -> None:
    if not is_sound(text):
        assert refusal(text).type in {"code-grammar", "code-check-digits"}


def test_a_check_digit_refusal_says_which_code_the_digits_would_be_right_for() -> None:
    assert refusal("0201.014.01.00-56").context == {"found": "0201.014.01.00-56", "expected": BIRTH}


@pytest.mark.parametrize("text", ["0201.014.01.00-56", "x"])
def test_every_refusal_can_be_told_in_every_language(text: str) -> None:
    error = refusal(text)
    fault = Fault(error.type, error.context or {})
    assert all(text in fault.message(language) and fault.mend(language) for language in LANGUAGES)


def test_the_parts_of_a_code_are_its_digits_as_written() -> None:
    code = ServiceCode(BIRTH)
    assert (code.domain, code.object, code.action, code.variant, code.check) == ("0201", "014", "01", "00", "55")


@given(bodies)
def test_a_code_put_together_from_its_parts_is_itself(body: str) -> None:
    code = ServiceCode(sound(body))
    assert ServiceCode.of(code.domain, code.object, action_number=code.action, variant=code.variant) == code
    assert with_check_digits(laid_out(body + "00")) == code


@pytest.mark.parametrize("parts", [("0201", "14", "01", "00"), ("0201", "014", "1", "00"), ("0201", "0145", "01", "0")])
def test_parts_of_the_wrong_width_are_refused(parts: tuple[str, str, str, str]) -> None:
    with pytest.raises(PydanticCustomError, match="code-grammar"):
        ServiceCode.of(parts[0], parts[1], action_number=parts[2], variant=parts[3])


def test_a_code_of_a_code_is_the_same_object() -> None:
    code = ServiceCode(BIRTH)
    assert ServiceCode(code) is code


def test_only_codes_of_the_import_domain_are_provisional() -> None:
    assert ServiceCode.of("9900", "001", action_number="01").provisional
    assert not ServiceCode(BIRTH).provisional


def test_a_code_is_a_plain_string_in_json_and_comes_back_as_a_code() -> None:
    holder = Holder.model_validate({"code": Quoted(BIRTH), "by_code": {BIRTH: 1}})
    assert json.loads(holder.model_dump_json()) == {"code": BIRTH, "by_code": {BIRTH: 1}}
    assert type(Holder.model_validate_json(holder.model_dump_json()).code) is ServiceCode
    assert type(next(iter(holder.by_code))) is ServiceCode


def test_a_code_survives_pickling() -> None:
    assert type(pickle.loads(pickle.dumps(ServiceCode(BIRTH)))) is ServiceCode  # noqa: S301


def test_a_model_refuses_a_code_with_the_rule_as_the_errors_type() -> None:
    with pytest.raises(ValidationError) as caught:
        Holder.model_validate({"code": "0201.014.01.00-56"})
    assert [(error["type"], error["loc"]) for error in caught.value.errors()] == [("code-check-digits", ("code",))]


@pytest.mark.parametrize("value", [201, 2.01, None, BIRTH.encode(), [BIRTH]])
def test_a_model_takes_no_code_that_is_not_a_string(value: object) -> None:
    with pytest.raises(ValidationError, match="valid string"):
        Holder.model_validate({"code": value})


def test_the_json_schema_of_a_code_holds_its_grammar() -> None:
    schema = Holder.model_json_schema()["properties"]["code"]
    assert (schema["type"], schema["pattern"]) == ("string", PATTERN)


def test_a_register_without_contradictions_has_no_faults() -> None:
    assert faults(register()) == []


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"objects": {"0201": {"x": {"number": "000", "name": {"id": "X"}}}}}, ("objects", "0201", "x", "number")),
        ({"objects": {"0201": {"x": {"number": "14", "name": {"id": "X"}}}}}, ("objects", "0201", "x", "number")),
        ({"actions": {"x": {"number": "00", "name": {"id": "X"}}}}, ("actions", "x", "number")),
        ({"actions": {"x": {"number": "01", "name": {"id": "X"}, "colour": "1"}}}, ("actions", "x", "colour")),
        ({"domains": {"201": {"name": {"id": "X"}, "slug": "x", "ral": "RAL.02.01"}}}, ("domains", "201", "[key]")),
        ({"domains": {"0201": {"name": {"id": "X"}, "slug": "x", "ral": "02.01"}}}, ("domains", "0201", "ral")),
        ({"tombstones": [tombstone(BIRTH, "0201.014.01.00-56")]}, ("tombstones", 0, "successors", 0)),
        ({"tombstones": [tombstone(BIRTH, "Not a slug")]}, ("tombstones", 0, "successors", 0)),
    ],
)
def test_a_register_entry_is_refused_at_its_place(changed: dict[str, object], place: tuple[str | int, ...]) -> None:
    with pytest.raises(ValidationError) as caught:
        register(**changed)
    assert [error["loc"] for error in caught.value.errors()] == [place]


def test_a_successor_is_a_code_or_a_slug() -> None:
    stone = register(tombstones=[tombstone(BIRTH, "birth-certificate", sound("02010010100"))]).tombstones[0]
    assert [type(successor) for successor in stone.successors] == [str, ServiceCode]
    assert stone.retired == date(2020, 1, 31)


def test_contradictions_in_a_register_are_told_with_their_places() -> None:
    home = {"name": {"id": "Dalam Negeri"}, "slug": "home", "ral": "RAL.02.01"}
    thing = {"number": "001", "name": {"id": "Kartu"}}
    deed = {"number": "01", "name": {"id": "Terbit"}}
    changed = register(
        domains={"0201": home, "0202": home},
        actions={"issue": deed, "give": deed},
        objects={"0201": {"card": thing, "book": thing}, "0303": {"card": thing}},
        tombstones=[tombstone(BIRTH), tombstone(BIRTH)],
    )
    assert faults(changed) == [
        (("domains", "0202", "ral"), "domain-number"),
        (("domains", "0202", "slug"), "domain-slug-twice"),
        (("actions", "give", "number"), "number-twice"),
        (("objects", "0201", "book", "number"), "number-twice"),
        (("objects", "0303"), "unknown-domain"),
        (("tombstones", 1, "code"), "tombstone-twice"),
    ]
    for _, fault in register_faults(changed):
        assert all(fault.message(language) and fault.mend(language) for language in LANGUAGES)


def test_the_same_object_number_in_two_domains_is_no_contradiction() -> None:
    thing = {"number": "001", "name": {"id": "Kartu"}}
    assert faults(register(objects={"0201": {"card": thing}, "0125": {"card": thing}})) == []


def test_tombstones_whose_successors_lead_back_are_told() -> None:
    first, second, third = (sound(f"020100{number}0100") for number in (1, 2, 3))
    changed = register(tombstones=[tombstone(first, second), tombstone(second, first, third), tombstone(third)])
    places = [
        (("tombstones", 0, "successors"), "tombstone-circle"),
        (("tombstones", 1, "successors"), "tombstone-circle"),
    ]
    assert faults(changed) == places


def test_the_first_code_of_an_object_and_action_is_variant_00() -> None:
    assert allocate(register(), [], domain="0201", object_slug="birth-certificate", action="issue") == BIRTH


def test_the_next_variant_is_the_highest_plus_one_and_gaps_stay() -> None:
    taken = [sound("02010140100"), sound("02010140107"), sound("02010140299"), sound("01250140109")]
    code = allocate(register(), taken, domain="home-affairs", object_slug="birth-certificate", action="issue")
    assert code == sound("02010140108")


def test_the_variant_of_a_tombstone_is_never_given_again() -> None:
    buried = register(tombstones=[tombstone(sound("02010140103"))])
    code = allocate(buried, [BIRTH], domain="0201", object_slug="birth-certificate", action="issue")
    assert code == sound("02010140104")


def test_after_variant_99_the_register_is_full() -> None:
    with pytest.raises(RegisterFull, match="birth-certificate") as caught:
        allocate(register(), [sound("02010140199")], domain="0201", object_slug="birth-certificate", action="issue")
    assert "terpakai" in caught.value.fault.message("id")


@given(st.sets(st.integers(0, 98)), st.sets(st.integers(0, 98)))
def test_an_allocated_code_is_new_and_above_all_others(living: set[int], dead: set[int]) -> None:
    taken = [sound(f"020101401{number:02}") for number in living]
    buried = register(tombstones=[tombstone(sound(f"020101401{number:02}")) for number in dead])
    code = allocate(buried, taken, domain="0201", object_slug="birth-certificate", action="issue")
    assert int(code.variant) == max(living | dead, default=-1) + 1


@pytest.mark.parametrize(
    ("domain", "object_slug", "action", "kind"),
    [
        ("0999", "family-card", "issue", "domain"),
        ("0125", "family-card", "issue", "object"),
        ("0201", "family-cart", "issue", "object"),
        ("0201", "family-card", "isue", "action"),
    ],
)
def test_allocating_from_what_the_register_does_not_hold_is_refused(
    domain: str, object_slug: str, action: str, kind: str
) -> None:
    with pytest.raises(UnknownCode) as caught:
        allocate(register(), [], domain=domain, object_slug=object_slug, action=action)
    assert caught.value.kind == kind


def test_an_unknown_object_names_the_nearest() -> None:
    with pytest.raises(UnknownCode) as caught:
        allocate(register(), [], domain="0201", object_slug="family-cart", action="issue")
    assert caught.value.nearest[0] == "family-card"


def test_the_next_object_number_is_the_highest_ever_plus_one() -> None:
    buried = register(tombstones=[tombstone(sound("02010200100")), tombstone(sound("01250400100"))])
    numbers = [next_object_number(register(), "0201"), next_object_number(buried, "home-affairs")]
    assert numbers == ["015", "021"]
    assert [next_object_number(register(), "health"), next_object_number(buried, "health")] == ["001", "041"]


@pytest.mark.parametrize("name", ["Akta kelahiran", "BIRTH, certificate!", "birth-certificate"])
def test_an_object_of_the_domain_is_not_numbered_twice(name: str) -> None:
    with pytest.raises(ObjectExists, match="“Akta kelahiran”, number 014"):
        next_object_number(register(), "0201", name)


@pytest.mark.parametrize(("domain", "name"), [("health", "Akta kelahiran"), ("0201", "Akta"), ("0201", "…")])
def test_another_name_or_domain_makes_another_object(domain: str, name: str) -> None:
    assert next_object_number(register(), domain, name) == next_object_number(register(), domain)


def test_after_object_999_the_domain_is_full() -> None:
    with pytest.raises(RegisterFull, match="0201"):
        next_object_number(register(tombstones=[tombstone(sound("02019990100"))]), "0201")


def test_a_domain_is_known_by_number_and_by_slug() -> None:
    assert domain_number(register(), "0125") == domain_number(register(), "health") == "0125"


def test_a_code_is_explained_part_by_part() -> None:
    told = explain(ServiceCode(BIRTH), register())
    assert told.domain == {"id": "Dalam Negeri", "en": "Home Affairs"}
    assert told.object == {"id": "Akta kelahiran", "en": "Birth certificate"}
    assert told.action == {"id": "Penerbitan", "en": "Issue"}
    assert (told.variant["en"], told.tombstone) == ("No variant", None)


def test_what_the_register_does_not_hold_is_explained_as_unknown() -> None:
    told = explain(ServiceCode.of("9900", "001", action_number="77", variant="05"), register())
    assert (told.domain, told.object, told.action, told.variant["id"]) == (None, None, None, "Varian 05")


def test_a_retired_code_is_explained_with_its_successors() -> None:
    told = explain(ServiceCode(BIRTH), register(tombstones=[tombstone(BIRTH, "birth-registration")]))
    assert told.tombstone is not None
    assert told.tombstone.successors == ("birth-registration",)
