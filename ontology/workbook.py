"""A catalogue as an Excel workbook: a table for each thing planners sort and filter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from catalogue.models import PublicService
from catalogue.parts import LegalResource, Span
from catalogue.sheet import Cell, Sheet, workbook
from catalogue.store import Catalogue
from catalogue.values import Text

_LINES = "\n"


def to_workbook(known: Catalogue) -> bytes:
    """Services, requirements, documents, fees, offers, events, organisations and applications, each in a table."""
    return workbook((_about(known), *_service_sheets(known), *_register_sheets(known)))


def _about(known: Catalogue) -> Sheet:
    manifest = known.manifest
    rows: list[Sequence[Cell]] = [
        ("name", _name(known, manifest.name)),
        ("version", manifest.version),
        ("licence", manifest.licence),
        ("services", len(known.services)),
    ]
    return Sheet("About", ("what", "value"), rows)


def _service_sheets(known: Catalogue) -> Iterator[Sheet]:
    columns = ("code", "slug", "name", "name_en", "description", "authority", "providers", "events", "produces")
    more = ("working_days", "duration", "deadline", "applications", "status", "valid_from", "valid_to", "confidence")
    services = known.services.values()
    yield Sheet("Services", (*columns, *more), (_service(known, service) for service in services))
    yield Sheet(
        "Requirements",
        ("code", "service", "requirement", "rule", "law", "article"),
        (
            (service.code, service.slug, _name(known, one.name), one.rule, *_law(one.law))
            for service in services
            for one in service.requirements
        ),
    )
    yield Sheet(
        "Documents",
        ("code", "service", "documents", "holder", "when", "note"),
        (
            (service.code, service.slug, _LINES.join(one.types), one.of, one.when, _name(known, one.note))
            for service in services
            for _place, one in service.demands()
        ),
    )
    yield Sheet(
        "Costs",
        ("code", "service", "value", "currency", "name", "basis", "when", "channel"),
        (
            (
                service.code,
                service.slug,
                fee.value,
                fee.currency,
                _name(known, fee.name),
                _name(known, fee.basis),
                fee.when,
                fee.channel,
            )
            for service in services
            for _place, fee in service.all_costs()
        ),
    )
    yield Sheet(
        "Offers",
        ("service", "region", "region_name", "providers", "working_days", "note"),
        (
            (
                one.service,
                one.region,
                known.regions[one.region].name,
                _LINES.join(one.provided_by),
                _days(one.processing_time),
                _name(known, one.note),
            )
            for one in known.offers.values()
        ),
    )


def _service(known: Catalogue, service: PublicService) -> Sequence[Cell]:
    deadline = service.deadline
    time = service.processing_time
    return (
        service.code,
        service.slug,
        _name(known, service.name),
        service.name.get("en"),
        _name(known, service.description),
        service.competent_authority,
        _LINES.join(service.provided_by),
        _LINES.join(service.life_events),
        _LINES.join(output.type for output in service.produces),
        _days(time),
        time.duration if time else None,
        f"{_length(deadline.within)} {'after' if deadline.after else 'before'} {deadline.anchor}" if deadline else None,
        _LINES.join(service.applications),
        service.status,
        service.valid_from,
        service.valid_to,
        service.confidence,
    )


def _register_sheets(known: Catalogue) -> Iterator[Sheet]:
    yield Sheet(
        "Events",
        ("code", "name", "name_en", "type", "kind", "subject", "stage", "order", "broader", "leads_to", "services"),
        (
            (
                code,
                _name(known, one.name),
                one.name.get("en"),
                one.type,
                one.kind,
                one.subject,
                one.stage,
                one.order,
                one.broader,
                _LINES.join(one.leads_to),
                len(known.services.linked("event", code)),
            )
            for code, one in known.life_events.items()
        ),
    )
    yield Sheet(
        "Organisations",
        ("code", "name", "name_en", "kind", "level", "part_of", "region", "status", "makes_rules_of", "delivers"),
        (
            (
                code,
                _name(known, one.name),
                one.name.get("en"),
                one.kind,
                one.level,
                one.part_of,
                one.region,
                one.status,
                *tuple(len(known.services.linked(link, code)) for link in ("authority", "provider")),
            )
            for code, one in known.organisations.items()
        ),
    )
    yield Sheet(
        "Applications",
        ("code", "name", "name_en", "owner", "status", "url", "services"),
        (
            (
                code,
                _name(known, one.name),
                one.name.get("en"),
                one.owner,
                one.status,
                one.url,
                len(known.services.linked("application", code)),
            )
            for code, one in known.applications.items()
        ),
    )


def _name(known: Catalogue, text: Text | None) -> str | None:
    """A text in the catalogue's own language, or in any that it has."""
    if not text:
        return None
    return text.get(known.manifest.languages.required[0]) or next(iter(text.values()))


def _days(span: Span | None) -> int | None:
    return span.working_days if span else None


def _length(span: Span) -> str:
    return span.duration or f"{span.working_days} working days"


def _law(law: LegalResource | None) -> Sequence[Cell]:
    return (law.title, law.article) if law else (None, None)
