"""The formats of linked data: how a catalogue, and how one thing of it, is written in each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from typing import NamedTuple, TypeAlias

from pyoxigraph import RdfFormat, parse, serialize

from catalogue.store import Catalogue
from ontology.cpsv_ap import described, n_triples, statements
from ontology.json_ld import to_json_ld
from ontology.schema_org import one_service, to_schema_org
from ontology.terms import PREFIXES
from ontology.triples import Statement
from ontology.turtle import to_turtle

Files: TypeAlias = "Mapping[str, bytes]"
"""Contents by file name."""


Thing: TypeAlias = "tuple[str, str]"
"""A service, life event, organisation or evidence type: its kind (as in ``terms.iri_of``) and its code."""


class Exporter(NamedTuple):
    """A format: its media type, the ending of its files, and how a catalogue and one thing of it are written."""

    media_type: str
    ending: str
    """Empty where a catalogue becomes a folder of files."""
    whole: Callable[[Catalogue], bytes | Files]
    one: Callable[[Catalogue, Thing], bytes] | None = None

    def described(self, known: Catalogue, thing: Thing) -> bytes:
        """One thing in this format; raises KeyError for a code that there is not, or a format of wholes only."""
        if self.one is None:
            raise KeyError(thing)
        return self.one(known, thing)


def _turtle(said: Iterable[Statement]) -> bytes:
    return "".join(to_turtle(said)).encode()


def _n_triples(said: Iterable[Statement]) -> bytes:
    return n_triples(said).encode()


def _rdf_xml(said: Iterable[Statement]) -> bytes:
    triples = parse(n_triples(said), format=RdfFormat.N_TRIPLES)
    return serialize(triples, format=RdfFormat.RDF_XML, prefixes=dict(PREFIXES)) or b""


def _rdf(rdf_format: RdfFormat, write: Callable[[Iterable[Statement]], bytes]) -> Exporter:
    def whole(known: Catalogue) -> bytes:
        return write(chain.from_iterable(statements(known)))

    def one(known: Catalogue, thing: Thing) -> bytes:
        return write(described(known, *thing))

    return Exporter(rdf_format.media_type, f".{rdf_format.file_extension}", whole, one)


LINKED_DATA: Mapping[str, Exporter] = {
    "turtle": _rdf(RdfFormat.TURTLE, _turtle),
    "json-ld": _rdf(RdfFormat.JSON_LD, to_json_ld),
    "rdf-xml": _rdf(RdfFormat.RDF_XML, _rdf_xml),
    "n-triples": _rdf(RdfFormat.N_TRIPLES, _n_triples),
    "schema-org": Exporter("application/ld+json", ".jsonld", to_schema_org, one_service),
}
"""The formats that single things are described in too, by their names."""
