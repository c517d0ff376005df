"""CPSV-AP 2.x and 3.x → a catalogue: what others publish as RDF, and what was exported from here.

Imported services keep their IRI and identifier and get provisional codes; those of a catalogue of ours keep their own.
What no field can hold goes under the note of its service, and everything left out is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from pydantic import BaseModel
from pyoxigraph import Literal

from catalogue.checks import texts_of
from catalogue.errors import CatalogueError, Fault, Place, Problem, Severity
from catalogue.files import AssumedTime, Languages, Manifest, Registers
from catalogue.references import reached
from catalogue.registers import Origin
from catalogue.store import Catalogue, MemoryServices
from ontology import reading_values as values
from ontology.rdf_files import read_rdf
from ontology.reading import Reading, without_none
from ontology.reading_codes import code_register, service_codes
from ontology.reading_nodes import Node, Statement
from ontology.reading_registers import Entries, registers
from ontology.reading_services import offers, service, with_note
from ontology.reading_terms import RECOGNISED, shortened
from ontology.terms import BASE

if TYPE_CHECKING:
    from catalogue.models import Offer, PublicService
    from catalogue.registers import EvidenceType

_M = TypeVar("_M", bound=BaseModel)
_REGISTERS = Registers(
    organisations="registers/organisations.yaml",
    evidence="registers/evidence.yaml",
    applications="registers/applications.yaml",
    concepts="registers/concepts.yaml",
    codes="registers/codes.yaml",
    regions="registers/regions.csv",
    life_events="registers/life_events.yaml",
)


class Figures(NamedTuple):
    """How many statements whose terms are recognised came into fields, into notes, or nowhere."""

    placed: int
    noted: int
    left_out: int

    @property
    def share(self) -> float:
        """The share that came into fields, 1 where there are none."""
        total = sum(self)
        return self.placed / total if total else 1.0


@dataclass(frozen=True)
class Imported:
    """What an import made, and everything that has to be told of it."""

    catalogue: Catalogue
    problems: tuple[Problem, ...]
    figures: Figures


def read_cpsv_ap(path: Path, *, skip_bad: bool = False) -> Imported:
    """The catalogue that an RDF file describes.

    Raises CatalogueError with everything wrong; with ``skip_bad`` only where nothing is left, and what is wrong is
    left out and told.
    """
    reading = Reading(read_rdf(path))
    catalogue = _catalogue(reading)
    statements = [one for node in reading.graph.all() for one in node.statements() if one.term in RECOGNISED]
    told = sorted(reading.problems, key=lambda problem: problem.place)
    if not catalogue.services:
        raise CatalogueError([*told, Problem(Place(reading.file.name), Fault("rdf-no-service"))])
    problems = (*told, *_left_out(reading))
    if not skip_bad and any(problem.severity is Severity.ERROR for problem in problems):
        raise CatalogueError(problems)
    return Imported(catalogue, problems, _figures(statements))


def _catalogue(reading: Reading) -> Catalogue:
    codes = service_codes(reading)
    made: dict[Node, PublicService] = {}
    given: list[Offer] = []
    belonging: dict[Node, list[Node]] = {}
    for node, code in codes.items():
        one = service(reading, node, code)
        if one:
            made[node] = one
            given += offers(reading, node, code)
            belonging[node] = reading.visited
    entries = registers(reading)
    made = {node: with_note(reading, one, belonging[node]) for node, one in made.items()}
    everything: list[BaseModel] = [*made.values(), *given, *(one for each in entries for one in each.values())]
    found = _in_order(reading, made)
    return Catalogue(
        manifest=_manifest(reading, everything, offered=bool(given)),
        version="",
        organisations=_uncircled(reading, "organisation", entries.organisations, field="part_of"),
        applications=entries.applications,
        evidence=_issued(entries, found),
        roles=entries.roles,
        concepts=entries.concepts,
        codes=code_register(reading),
        regions=entries.regions,
        stages=entries.stages,
        life_events=_uncircled(reading, "event", entries.life_events, field="broader"),
        services=MemoryServices(found),
        offers={(offer.service, offer.region): offer for offer in given},
    )


# ── circles ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _uncircled(reading: Reading, kind: str, entries: Mapping[str, _M], *, field: str) -> dict[str, _M]:
    """Entries without the links by which one would come back to where one began; each such link is told."""
    nodes = {code: node for node, code in reading.codes[kind].items()}
    links: dict[str, tuple[str, ...]] = {code: _links(getattr(entry, field)) for code, entry in entries.items()}

    def onward(code: str) -> tuple[str, ...]:
        return links.get(code, ())

    found = dict(entries)
    for code, entry in entries.items():
        kept = tuple(other for other in links[code] if code != other and code not in reached(other, onward))
        if kept != links[code]:
            reading.fault_of(nodes[code], "rdf-circle", field=field)
            links[code] = kept
            whole = kept if isinstance(getattr(entry, field), tuple) else None
            found[code] = entry.model_copy(update={field: whole})
    return found


def _links(value: object) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (str(value),) if value else ()


def _in_order(reading: Reading, made: Mapping[Node, PublicService]) -> list[PublicService]:
    """The services, none of which comes before itself or is its own successor."""
    found: Mapping[str, PublicService] = {one.slug: one for one in made.values()}
    for field in ("requires", "successors"):
        found = _uncircled(reading, "service", found, field=field)
    return [_without_derived(one, found) if one.iri else one for one in found.values()]


def _without_derived(one: PublicService, found: Mapping[str, PublicService]) -> PublicService:
    """The service without the order that documents say already, and without waiting for what is no more."""
    wanted = {code for _place, demand in one.demands() for code in demand.types}
    kept = tuple(
        key
        for key in one.requires
        if wanted.isdisjoint(output.type for output in found[key].produces if not output.updates)
        and (found[key].status == "active" or one.status != "active")
    )
    return one if kept == one.requires else one.model_copy(update={"requires": kept})


def _issued(entries: Entries, found: Sequence[PublicService]) -> dict[str, EvidenceType]:
    """The kinds of document; those that a service gives are of that origin, and no others."""
    given = {output.type for one in found for output in one.produces if not output.updates}
    origins = {code: _origin(entry, issued=code in given) for code, entry in entries.evidence.items()}
    return {code: entry.model_copy(update={"origin": origins[code]}) for code, entry in entries.evidence.items()}


def _origin(entry: EvidenceType, *, issued: bool) -> Origin:
    if issued and entry.iri:
        return Origin.SERVICE
    return Origin.OUTSIDE if entry.origin is Origin.SERVICE and not issued else entry.origin


# ── the catalogue itself ─────────────────────────────────────────────────────────────────────────────────────────


def _manifest(reading: Reading, everything: Iterable[BaseModel], *, offered: bool) -> Manifest:
    """The catalogue's root file: what the file says of the catalogue, and the languages its texts have."""
    nodes = reading.catalogues or [reading.nobody]
    node = nodes[0]
    name = reading.text(node, "name") or {reading.language: reading.source}
    languages = _languages(node, [name, *(text for one in everything for text in texts_of(one))])
    for follows in ("publisher", "parts", "identifier", "description"):
        for publisher in node.nodes(follows) if follows == "publisher" else ():
            _publisher(reading, publisher)
        node.each(follows, lambda value: value)
    data = {
        "name": name,
        "version": reading.line(node, "version") or "1",
        "licence": node.first("licence", values.licence) or "unknown",
        "base": values.page(Literal(reading.base)) if reading.base != BASE else None,
        "languages": languages,
        "registers": _REGISTERS,
        "include": ("services/*/*.yaml",),
        "offers": ("services/local/*/*.yaml",) if offered else (),
        "assumed_processing_time": _assumed(reading, node),
    }
    return Manifest.model_validate(without_none(data))


def _publisher(reading: Reading, node: Node) -> None:
    """Pass over the publisher that every catalogue of ours has: it is called like the catalogue."""
    if reading.own("code", node):
        reading.text(node, "name")
        node.each("identifier", values.plain)


def _languages(node: Node, texts: Sequence[Mapping[str, str]]) -> Languages:
    """The languages a catalogue of ours says; else those that all texts have, and those that half of them have."""
    required, expected = (node.each(field, values.tag) for field in ("required_languages", "expected_languages"))
    if required or expected:
        return Languages(required=tuple(required), expected=tuple(expected))
    counted = Counter(tag for text in texts for tag in text)
    everywhere = tuple(tag for tag, number in counted.most_common() if number == len(texts))
    often = tuple(tag for tag, number in counted.most_common() if len(texts) > number >= len(texts) / 2)
    return Languages(required=everywhere, expected=often)


def _assumed(reading: Reading, node: Node) -> AssumedTime | None:
    source = node.first("assumed_source", values.plain)
    if not source:
        return None
    days, duration = node.first("working_days", values.whole), node.first("assumed_time", values.duration)
    return reading.made(AssumedTime, node, {"working_days": days, "duration": duration, "source": source})


# ── what became of the statements ────────────────────────────────────────────────────────────────────────────────


def _left_out(reading: Reading) -> list[Problem]:
    """What came into no field and no note, term by term, at the first thing that says it."""
    first: dict[str, Node] = {}
    count: Counter[str] = Counter()
    for node in reading.graph.all():
        for one in node.statements():
            if not one.placed and not one.noted:
                first.setdefault(one.term, node)
                count[one.term] += 1
    return [
        Problem(
            reading.file.place(node.iri), Fault("rdf-left-out", {"found": shortened(term), "count": str(count[term])})
        )
        for term, node in first.items()
    ]


def _figures(statements: Sequence[Statement]) -> Figures:
    placed = sum(one.placed for one in statements)
    noted = sum(one.noted and not one.placed for one in statements)
    return Figures(placed, noted, len(statements) - placed - noted)
