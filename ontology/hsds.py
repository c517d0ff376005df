"""A catalogue as Open Referral's Human Services Data Specification 3: CSV tables and a data package about them.

HSDS has one language a text: names stand in the catalogue's own, the alternate name in another. Ids are UUIDs made of
IRIs, so that the same thing keeps its id from one export to the next.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias
from uuid import NAMESPACE_URL, uuid5

from ontology.terms import base_of, iri_of

if TYPE_CHECKING:
    from catalogue.models import PublicService
    from catalogue.store import Catalogue
    from catalogue.values import Text

Row: TypeAlias = "tuple[object, ...]"
COLUMNS: Mapping[str, tuple[str, Sequence[str]]] = {
    "organization": (
        "organizations.csv",
        ("id", "name", "alternate_name", "description", "website", "uri", "parent_organization_id"),
    ),
    "organization_identifier": (
        "organization_identifiers.csv",
        ("id", "organization_id", "identifier_scheme", "identifier_type", "identifier"),
    ),
    "service": (
        "services.csv",
        (
            *("id", "organization_id", "name", "alternate_name", "description", "url", "email", "status"),
            *("application_process", "fees_description", "eligibility_description", "alert"),
        ),
    ),
    "phone": ("phones.csv", ("id", "service_id", "number", "description")),
    "cost_option": ("cost_options.csv", ("id", "service_id", "option", "currency", "amount", "amount_description")),
    "required_document": ("required_documents.csv", ("id", "service_id", "document", "uri")),
    "service_area": ("service_areas.csv", ("id", "service_id", "name", "extent", "extent_type", "uri")),
    "taxonomy": ("taxonomies.csv", ("id", "name", "description", "uri", "version")),
    "taxonomy_term": ("taxonomy_terms.csv", ("id", "code", "name", "taxonomy_id", "term_uri")),
    "attribute": ("attributes.csv", ("id", "link_id", "taxonomy_term_id", "link_type", "link_entity")),
}
"""The tables of HSDS that are filled: the file and the columns of each."""
_STATUS: Mapping[str, str] = {
    "active": "active",
    "suspended": "temporarily closed",
    "superseded": "defunct",
    "historical": "defunct",
}
_NUMBERS = {"amount"}


def to_hsds(known: Catalogue) -> Mapping[str, bytes]:
    """The files of the package, ``datapackage.json`` first."""
    package = _Package(known)
    files = {"datapackage.json": (json.dumps(_described(known), indent=1, ensure_ascii=False) + "\n").encode()}
    for name, (path, columns) in COLUMNS.items():
        files[path] = _csv(columns, package.rows(name))
    return files


def _described(known: Catalogue) -> Mapping[str, object]:
    """What the data package says of itself and of every table."""
    resources = [
        {
            "name": name,
            "path": path,
            "profile": "tabular-data-resource",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "schema": {
                "primaryKey": "id",
                "fields": [{"name": column, "type": _type(column)} for column in columns],
                "foreignKeys": list(_keys(name, columns)),
            },
        }
        for name, (path, columns) in COLUMNS.items()
    ]
    manifest = known.manifest
    return {
        "profile": "tabular-data-package",
        "name": "life-journey-catalogue",
        "title": next(iter(manifest.name.values())),
        "version": manifest.version,
        "licenses": [{"name": manifest.licence}],
        "homepage": base_of(manifest),
        "resources": resources,
    }


def _type(column: str) -> str:
    return "number" if column in _NUMBERS else "string"


def _keys(name: str, columns: Sequence[str]) -> Iterator[Mapping[str, object]]:
    """The columns that hold the id of a row, here or in another table."""
    for column in columns:
        table = column.removeprefix("parent_").removesuffix("_id")
        if table in COLUMNS and column.endswith("_id"):
            reference = {"resource": "" if table == name else table, "fields": "id"}
            yield {"fields": column, "reference": reference}


def _csv(columns: Sequence[str], rows: Iterator[Row]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([columns, *rows])
    return out.getvalue().encode()


class _Package:
    """The rows of every table."""

    def __init__(self, known: Catalogue) -> None:
        self.known = known
        self.base = base_of(known.manifest)
        self.language = known.manifest.languages.required[0]
        self._tables: Mapping[str, Callable[[], Iterator[Row]]] = {
            "organization": self._organizations,
            "organization_identifier": self._identifiers,
            "service": lambda: map(self._service, known.services.values()),
            "phone": self._phones,
            "cost_option": self._costs,
            "required_document": self._documents,
            "service_area": self._areas,
            "taxonomy": self._taxonomies,
            "taxonomy_term": self._terms,
            "attribute": self._attributes,
        }

    def rows(self, name: str) -> Iterator[Row]:
        """The rows of one table."""
        return self._tables[name]()

    def _iri(self, kind: str, code: str) -> str:
        return iri_of(kind, code, base=self.base)

    def _id(self, kind: str, code: str) -> str:
        return str(uuid5(NAMESPACE_URL, self._iri(kind, code)))

    def _in(self, text: Text | None) -> str:
        """A text in the catalogue's own language, or in any that it has."""
        return (text.get(self.language) or next(iter(text.values()))) if text else ""

    def _otherwise(self, text: Text) -> str:
        return next((line for tag, line in text.items() if tag != self.language), "")

    def _organizations(self) -> Iterator[Row]:
        for code, body in self.known.organisations.items():
            parent = self._id("organisation", body.part_of) if body.part_of else ""
            other = body.abbreviation or self._otherwise(body.name)
            described = self._in(body.note) or self._in(body.name)
            named = self._id("organisation", code), self._in(body.name), other, described
            yield *named, body.homepage or "", self._iri("organisation", code), parent

    def _identifiers(self) -> Iterator[Row]:
        for code, body in self.known.organisations.items():
            for scheme, identifier in body.identifiers.items():
                row = self._id("organisation", f"{code}#identifier-{scheme}"), self._id("organisation", code)
                yield *row, scheme, scheme, identifier

    def _service(self, service: PublicService) -> Row:
        standard = service.standard
        conditions = "\n".join(self._in(one.name) for one in service.requirements)
        fees = "\n".join(
            self._in(fee.basis or fee.name) for _place, fee in service.all_costs() if fee.basis or fee.name
        )
        return (
            self._id("service", service.code),
            self._id("organisation", service.provided_by[0]),
            self._in(service.name),
            self._otherwise(service.name),
            self._in(service.description),
            self._iri("service", service.code),
            next((point.email for point in service.contact_points if point.email), ""),
            _STATUS[service.status],
            self._in(standard.procedure) if standard else "",
            fees,
            conditions,
            self._in(service.note),
        )

    def _phones(self) -> Iterator[Row]:
        for service in self.known.services.values():
            for number, point in enumerate(service.contact_points, 1):
                if point.phone:
                    row = self._part(service, f"contact-{number}")
                    yield *row, point.phone, self._in(point.name)

    def _part(self, service: PublicService, part: str) -> tuple[str, str]:
        return self._id("service", f"{service.code}#{part}"), self._id("service", service.code)

    def _costs(self) -> Iterator[Row]:
        for service in self.known.services.values():
            for number, (_place, fee) in enumerate(service.all_costs(), 1):
                row = self._part(service, f"cost-option-{number}")
                amount = "" if fee.value is None else f"{fee.value:f}"
                yield *row, self._in(fee.name), fee.currency, amount, self._in(fee.basis)

    def _documents(self) -> Iterator[Row]:
        for service in self.known.services.values():
            for number, (_place, demand) in enumerate(service.demands(), 1):
                names = " / ".join(self._in(self.known.evidence[code].name) for code in demand.types)
                yield *self._part(service, f"document-{number}"), names, self._iri("evidence", demand.types[0])

    def _areas(self) -> Iterator[Row]:
        for offer in self.known.offers.values():
            service = self.known.services.find(offer.service)
            row = self._part(service, f"offer-{offer.region}")
            yield (
                *row,
                self.known.regions[offer.region].name,
                offer.region,
                "text",
                self._iri("region", offer.region),
            )

    def _taxonomies(self) -> Iterator[Row]:
        version = self.known.manifest.version
        for code, name in (("life-events", "Life events"), ("domains", "Fields of government")):
            yield self._id("code", code), name, name, self._iri("code", code), version

    def _terms(self) -> Iterator[Row]:
        for code, event in self.known.life_events.items():
            row = self._id("event", code), code, self._in(event.name), self._id("code", "life-events")
            yield *row, self._iri("event", code)
        for number, domain in self.known.codes.domains.items():
            code = f"domain-{number}"
            row = self._id("code", code), number, self._in(domain.name), self._id("code", "domains")
            yield *row, self._iri("code", code)

    def _attributes(self) -> Iterator[Row]:
        for service in self.known.services.values():
            terms = [self._id("event", self.known.event_codes.get(key, key)) for key in service.life_events]
            if service.code.domain in self.known.codes.domains:
                terms.append(self._id("code", f"domain-{service.code.domain}"))
            for term in dict.fromkeys(terms):
                made, of = self._part(service, f"attribute-{term}")
                yield made, of, term, "taxonomy_term", "service"
