"""A small town for the reports of planners: every figure of it can be counted by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from catalogue.registers import AnnualCost, Application, InformationConcept, PublicOrganisation, YearlyCount
from catalogue.store import MemoryServices
from journeys.journey import Journey, build_journey
from tests.small_catalogues import service

if TYPE_CHECKING:
    from catalogue.models import PublicService
    from catalogue.store import Catalogue

DAY = date(2026, 11, 22)
BODIES: Mapping[str, Mapping[str, object]] = {
    "bureau": {"name": {"id": "Biro", "en": "Bureau"}, "kind": "agency", "part_of": "ministry"},
    "heirs": {"name": {"id": "Pewaris", "en": "Heirs"}, "kind": "agency", "predecessors": ["bureau"]},
    "port": {"name": {"id": "Pelabuhan", "en": "Port"}, "kind": "agency"},
}
SYSTEMS: Mapping[str, Mapping[str, object]] = {
    "one": {"name": {"id": "Satu", "en": "One"}, "owner": "bureau"},
    "two": {"name": {"id": "Dua", "en": "Two"}, "owner": "port"},
    "three": {"name": {"id": "Tiga", "en": "Three"}},
    "old": {"name": {"id": "Lama", "en": "Old"}, "owner": "port", "status": "historical"},
}


def town(
    village: Journey, *services: PublicService, yearly: Mapping[str, int] | None = None, **systems: AnnualCost
) -> Journey:
    """The village with these services, with further bodies and systems; events counted, systems with a cost."""
    known = village.catalogue
    events = dict(known.life_events)
    for code, count in (yearly or {}).items():
        counted = YearlyCount(count=count, year=2025, source="Hitungan desa")
        events[code] = events[code].model_copy(update={"yearly": counted})
    bodies = {code: PublicOrganisation.model_validate(body) for code, body in BODIES.items()}
    applications = {
        code: Application.model_validate({**system, "annual_cost": systems.get(code)})
        for code, system in SYSTEMS.items()
    }
    return build_journey(
        replace(
            known,
            services=MemoryServices(services),
            offers={},
            life_events=events,
            organisations={**known.organisations, **bodies},
            applications=applications,
            concepts=_with_systems(known),
        )
    )


def _with_systems(known: Catalogue) -> Mapping[str, InformationConcept]:
    held = {"birth_date": "registry", "employed": "registry"}
    return {
        code: concept.model_copy(update={"source_system": held.get(code)}) for code, concept in known.concepts.items()
    }


def code(number: int) -> str:
    """The code of the service with this number."""
    return service(number).code
