"""Checks of the whole catalogue that need no journey: completeness, sources, codes, names.

Each check is a function from a catalogue to findings; CHECKS names them all. Add one here, add its name there, and
explain its rule ids in catalogue/problems.toml.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, TypeAlias, get_args

from pydantic import BaseModel

from catalogue.errors import Fault
from catalogue.findings import Finding
from catalogue.references import reached, service_references
from catalogue.values import LanguageTag, Text

if TYPE_CHECKING:
    from catalogue.models import PublicService
    from catalogue.store import Catalogue

Check: TypeAlias = "Callable[[Catalogue], Iterator[Finding]]"


def check_languages(catalogue: Catalogue) -> Iterator[Finding]:
    """Every text has the languages the catalogue expects."""
    expected = catalogue.manifest.languages.expected
    for service in catalogue.services.values():
        for location, text in _texts(service, ()):
            missing = [language for language in expected if language not in text]
            if missing:
                yield Finding(Fault("language-expected", {"language": ", ".join(missing)}), location, service.slug)


def _texts(value: object, location: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Text]]:
    if isinstance(value, BaseModel):
        texts = _text_fields(type(value))
        for name, field in type(value).model_fields.items():
            inner = getattr(value, name)
            if inner is not None and name in texts:
                yield from _in_field(inner, (*location, field.alias or name))
            elif inner is not None:
                yield from _texts(inner, (*location, field.alias or name))
    elif isinstance(value, tuple):
        for place, item in enumerate(value):
            yield from _texts(item, (*location, place))


def _in_field(
    value: Mapping[str, Text | str], location: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], Text]]:
    """A field's text, or the texts it has by name."""
    text = {tag: line for tag, line in value.items() if isinstance(line, str)}
    if text:
        yield location, text
    yield from (((*location, key), inner) for key, inner in value.items() if isinstance(inner, Mapping))


@cache
def _text_fields(model: type[BaseModel]) -> frozenset[str]:
    """The fields of a model that hold texts by language."""
    return frozenset(name for name, field in model.model_fields.items() if _is_text(field.annotation))


def _is_text(annotation: object) -> bool:
    inner = get_args(annotation)
    return inner[:1] == (LanguageTag,) or any(map(_is_text, inner))


def texts_of(entry: BaseModel) -> Iterator[Text]:
    """Every text by language in a service or register entry."""
    return (text for _location, text in _texts(entry, ()))


def check_completeness(catalogue: Catalogue) -> Iterator[Finding]:
    """What the facts do not say is empty: named here, so that somebody can find it out."""
    for service in catalogue.services.values():
        if service.status != "active":
            continue
        for name in ("processing_time", "costs", "channels", "evidence", "produces"):
            if not getattr(service, name) and not (name == "produces" and service.benefit):
                yield Finding(Fault("not-stated", {"field": name}), (), service.slug)
        if not service.legal_resources and not any(requirement.law for requirement in service.requirements):
            yield Finding(Fault("not-stated", {"field": "legal_resources"}), (), service.slug)
        for place, channel in enumerate(service.channels):
            if channel.type in {"web", "app"} and not (channel.url or channel.application):
                yield Finding(Fault("not-stated", {"field": "url"}), ("channels", place), service.slug)


def check_succession(catalogue: Catalogue) -> Iterator[Finding]:
    """A superseded service names what replaced it, and what is in force leans on nothing that is not."""
    for service in catalogue.services.values():
        if service.status == "superseded" and not service.successors:
            yield Finding(Fault("no-successor"), ("status",), service.slug)
        if service.status != "active":
            continue
        for place, key in enumerate(service.requires):
            if _ends_before(catalogue.services.find(key), service):
                yield Finding(Fault("requires-retired", {"found": key}), ("requires", place), service.slug)


def _ends_before(one: PublicService, other: PublicService) -> bool:
    """Whether a service is not in force, or will not be for as long as another one is."""
    return one.status != "active" or (one.valid_to or date.max) < (other.valid_to or date.max)


def check_circles(catalogue: Catalogue) -> Iterator[Finding]:
    """No service comes before itself, and none is its own successor, by however many steps."""
    services = catalogue.services

    def required(code: str) -> list[str]:
        return [services.find(key).code for key in services[code].requires]

    def following(code: str) -> list[str]:
        return [services.find(key).code for key in services[code].successors]

    for code, service in services.items():
        ways = ("requires-circle", "requires", required), ("successor-circle", "successors", following)
        for rule, field, onward in ways:
            for place, other in enumerate(onward(code)):
                if code == other or code in reached(other, onward):
                    yield Finding(Fault(rule, {"found": service.slug}), (field, place), service.slug)


def check_provisional(catalogue: Catalogue) -> Iterator[Finding]:
    """Imported services still wait for a code of their own."""
    for service in catalogue.services.values():
        if service.code.provisional:
            yield Finding(Fault("provisional-code", {"found": service.code}), ("code",), service.slug)


def check_retired_names(catalogue: Catalogue) -> Iterator[Finding]:
    """Services in force do not name organisations or applications that are no more."""
    gone = {
        "organisation": {key for key, body in catalogue.organisations.items() if body.status == "historical"},
        "application": {key for key, system in catalogue.applications.items() if system.status != "active"},
    }
    for service in catalogue.services.values():
        if service.status == "active":
            for reference in service_references(service):
                if reference.key in gone.get(reference.kind, ()):
                    fault = Fault(f"retired-{reference.kind}", {"found": reference.key})
                    yield Finding(fault, reference.location, service.slug)


def check_unused(catalogue: Catalogue) -> Iterator[Finding]:
    """Documents in the register that no service asks for or gives."""
    used = {
        reference.key
        for service in catalogue.services.values()
        for reference in service_references(service)
        if reference.kind == "evidence"
    }
    for key in catalogue.evidence:
        if key not in used:
            yield Finding(Fault("evidence-unused", {"found": key}), (key,), register="evidence", at_key=True)


CHECKS: tuple[Check, ...] = (
    check_languages,
    check_completeness,
    check_succession,
    check_circles,
    check_provisional,
    check_retired_names,
    check_unused,
)
"""Every check of this floor, in the order they run."""
