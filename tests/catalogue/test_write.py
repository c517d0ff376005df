"""What is written is read back the same, and a change of one key changes the one field it means."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.load import REGISTERS, SERVICE, load_catalogue
from catalogue.models import PublicService
from catalogue.read import read_yaml
from catalogue.registers import PublicOrganisation
from catalogue.validation import validated
from catalogue.write import catalogue_files, dump_register, dump_service, write_catalogue
from tests.small_catalogues import service, with_services

TESTS = Path(__file__).parent.parent
CATALOGUE = load_catalogue()
REGISTER_NAMES = ("organisations", "applications", "evidence", "concepts", "life_events")


def read_back(text: str, slug: str) -> PublicService:
    source = read_yaml(text.encode(), f"{slug}.yaml")
    service: PublicService = validated(SERVICE, source, {**source.value, "slug": slug})
    return service


@pytest.mark.parametrize("code", list(CATALOGUE.services))
def test_a_service_written_and_read_back_is_the_same(code: str) -> None:
    written = CATALOGUE.services[code]
    text = dump_service(written)
    again = read_back(text, written.slug)
    assert again == written
    assert dump_service(again) == text


@pytest.mark.parametrize("register", ["organisations", "applications", "evidence"])
def test_a_register_written_and_read_back_is_the_same(register: str) -> None:
    entries = getattr(CATALOGUE, register)
    source = read_yaml(dump_register(entries).encode(), f"{register}.yaml")
    assert validated(REGISTERS[register], source, source.value) == entries


lines = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=60)


@given(lines)
def test_any_text_that_is_accepted_survives(text: str) -> None:
    service = CATALOGUE.services.find("akta-kelahiran")
    try:
        changed = PublicService.model_validate({**service.model_dump(by_alias=True), "name": {"id": text}})
    except ValueError:
        return
    assert read_back(dump_service(changed), service.slug).name == {"id": text}


def test_one_changed_key_changes_the_one_field_it_means() -> None:
    service = CATALOGUE.services.find("akta-kelahiran")
    text = dump_service(service).replace("working_days: 1", "working_days: 2")
    again = read_back(text, service.slug)
    differing = {name for name in PublicService.model_fields if getattr(again, name) != getattr(service, name)}
    assert differing == {"processing_time"}


@pytest.mark.parametrize(
    "word",
    [
        "yes",
        "NO",
        "null",
        "33.10",
        "2026-11-22",
        "1_000",
        "~",
        "true",
        "0x1F",
        "a: b",
        "a - x",
        "it's",
        'say "x"',
        "x #y",
    ],
)
def test_a_text_that_looks_like_something_else_stays_a_text(word: str) -> None:
    service = CATALOGUE.services.find("akta-kelahiran").model_copy(update={"keywords": (word,)})
    assert read_back(dump_service(service), service.slug).keywords == (word,)


@pytest.mark.parametrize("root", [None, TESTS / "catalogue" / "base"], ids=["shipped", "civil"])
def test_a_whole_catalogue_written_and_read_back_is_the_same(root: Path | None, tmp_path: Path) -> None:
    catalogue = load_catalogue(root, cache=False)
    write_catalogue(catalogue, tmp_path)
    again = load_catalogue(tmp_path, cache=False)
    for name in ("manifest", "codes", "roles", "stages", "regions", "offers", *REGISTER_NAMES):
        assert getattr(again, name) == getattr(catalogue, name), name
    assert dict(again.services) == dict(catalogue.services)
    assert dict(catalogue_files(again)) == dict(catalogue_files(catalogue))


def test_a_catalogue_with_empty_registers_can_be_read_back(tmp_path: Path) -> None:
    catalogue = load_catalogue(TESTS / "catalogue" / "base", cache=False)
    alone = with_services(catalogue, [service(1, competent_authority="office", provided_by="office")])
    office = PublicOrganisation(name={"id": "Kantor"}, kind="office")
    organisations = {"office": office}
    codes = catalogue.codes.model_copy(update={"tombstones": ()})
    write_catalogue(
        replace(alone, organisations=organisations, codes=codes, applications={}, regions={}, offers={}), tmp_path
    )
    again = load_catalogue(tmp_path, cache=False)
    assert again.organisations == organisations
    assert (again.applications, again.regions) == ({}, {})
