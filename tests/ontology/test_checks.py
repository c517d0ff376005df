from __future__ import annotations

from dataclasses import replace

import pytest

from catalogue.models import PublicService
from catalogue.store import Catalogue
from journeys.journey import Journey
from ontology.checks import CHECKS, check_shapes
from tests.small_catalogues import with_services

EVERYTHING = "0601.002.01.00-68"


def found(known: Catalogue) -> list[tuple[str, tuple[str | int, ...], str]]:
    return [(one.service or one.register, one.location, one.fault.words["en"]) for one in check_shapes(known)]


def broken(full: Catalogue, **fields: object) -> Catalogue:
    """The catalogue with one service alone, some of whose fields no file could give it."""
    others = [one for one in full.services.values() if one.code != EVERYTHING]
    return with_services(full, [*others, full.services[EVERYTHING].model_copy(update=fields)])


def test_sound_catalogues_conform(shipped: Journey, full: Catalogue) -> None:
    assert [list(check(known)) for check in CHECKS for known in (shipped.catalogue, full)] == [[], []]


def test_a_violation_has_its_place_in_the_file_of_its_service(full: Catalogue) -> None:
    service: PublicService = full.services[EVERYTHING]
    nameless = service.requirements[1].model_copy(update={"name": {}})
    known = broken(full, requirements=(service.requirements[0], nameless), description={})
    assert [(where, location) for where, location, _message in found(known)] == [
        ("everything", ()),
        ("everything", ("requirements", 1)),
    ]


def test_a_deadline_without_a_length_is_told(full: Catalogue) -> None:
    deadline = full.services[EVERYTHING].deadline
    assert deadline
    endless = deadline.model_copy(update={"within": deadline.within.model_copy(update={"working_days": None})})
    ((where, location, message),) = found(broken(full, deadline=endless))
    assert (where, location) == ("everything", ("deadline",))
    assert message.startswith("A deadline tells how long it is")


@pytest.mark.parametrize(
    ("register", "code", "location"),
    [
        ("life_events", "growing-up", ("life_events", "growing-up")),
        ("organisations", "old-registry", ("old-registry",)),
        ("evidence", "form", ("form",)),
    ],
)
def test_a_violation_has_its_place_in_its_register(
    full: Catalogue, register: str, code: str, location: tuple[str, ...]
) -> None:
    entries = getattr(full, register)
    changed = {**entries, code: entries[code].model_copy(update={"name": {}})}
    known = replace(full, **{register: changed})  # type: ignore[arg-type]  # one of the registers
    assert (register, location) in {(where, place) for where, place, _message in found(known)}


def test_what_comes_from_no_entry_is_placed_in_the_manifest(full: Catalogue) -> None:
    known = replace(full, manifest=full.manifest.model_copy(update={"name": {}}))
    assert {(where, location) for where, location, _message in found(known)} == {("", ())}


def test_a_finding_is_told_in_both_languages(full: Catalogue) -> None:
    finding = next(check_shapes(broken(full, name={})))
    assert "0601.002.01.00-68" in finding.fault.message("en")
    assert "judul" in finding.fault.message("id")
