"""Small catalogues made in a test: the registers of a real one with other services."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from catalogue.codes import ServiceCode
from catalogue.files import AssumedTime
from catalogue.models import PublicService
from catalogue.store import Catalogue, MemoryServices
from journeys.journey import Journey, build_journey

if TYPE_CHECKING:
    from pathlib import Path


def service(number: int, *rules: str, **fields: object) -> PublicService:
    """A service with these rules; its slug is ``s`` and the number, its code provisional."""
    data: dict[str, object] = {
        "slug": f"s{number}",
        "code": ServiceCode.of("9900", f"{number:03}", action_number="01"),
        "name": {"id": f"Layanan {number}", "en": f"Service {number}"},
        "description": {"id": f"Layanan {number}.", "en": f"Service {number}."},
        "competent_authority": "ministry",
        "provided_by": "village-office",
        "requirements": [{"name": {"id": f"Syarat {place}"}, "rule": rule} for place, rule in enumerate(rules)],
        "sources": [{"title": "Perdes 1/2026", "confidence": "high"}],
    }
    return PublicService.model_validate({**data, **fields})


def with_services(catalogue: Catalogue, services: Iterable[PublicService]) -> Catalogue:
    """The same registers with other services."""
    return replace(catalogue, services=MemoryServices(services), offers={})


def changed(catalogue: Catalogue, slug: str, **fields: object) -> Catalogue:
    """The same catalogue, one service of it changed in some fields."""
    services = (_made_anew(one, fields if one.slug == slug else {}) for one in catalogue.services.values())
    return replace(catalogue, services=MemoryServices(services))


def wanting(*demands: object, **fields: object) -> PublicService:
    """The service of the event ``travelling``, s1, that demands these documents."""
    own: dict[str, object] = {"life_events": ["travelling"], "processing_time": {"working_days": 1}}
    return service(1, **{**own, "evidence": list(demands), **fields})


def issuing(number: int, document: str, days: int | None = 1, **fields: object) -> PublicService:
    """A service that issues a document within so many working days."""
    time = {} if days is None else {"processing_time": {"working_days": days}}
    return service(number, **{"produces": document, "costs": [{"value": 0}], **time, **fields})


def journey_of(village: Journey, *services: PublicService, assumed: int | None = None) -> Journey:
    """The village with these services alone; ``assumed`` working days count for a time nobody states."""
    catalogue = with_services(village.catalogue, services)
    time = AssumedTime(working_days=assumed, source="Perdes 1/2026") if assumed is not None else None
    return build_journey(
        replace(catalogue, manifest=catalogue.manifest.model_copy(update={"assumed_processing_time": time}))
    )


def with_registers(catalogue: Catalogue, **registers: Mapping[str, object]) -> Catalogue:
    """The same catalogue with other registers; the services of the first stay its own."""
    services = (_made_anew(one, {}) for one in catalogue.services.values())
    return replace(catalogue, services=MemoryServices(services), **registers)  # type: ignore[arg-type]


def _made_anew(service_: PublicService, fields: Mapping[str, object]) -> PublicService:
    data = service_.model_dump(by_alias=True, exclude_defaults=True)
    return PublicService.model_validate({**data, **fields})


def copied(folder: Path, target: Path, changes: Mapping[str, tuple[str, str]]) -> Path:
    """A catalogue's folder copied, in some files one text put in the place of another."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            place = target / path.relative_to(folder)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(path.read_bytes())
    for name, (old, new) in changes.items():
        text = (target / name).read_text()
        assert old in text, f"{name} does not hold {old!r}"
        (target / name).write_text(text.replace(old, new))
    return target
