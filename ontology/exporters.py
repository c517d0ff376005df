"""What a catalogue can be written as: one table, which the command line and content negotiation read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import NamedTuple, TypeAlias

from pyoxigraph import RdfFormat, Triple, serialize

from catalogue.store import Catalogue
from ontology.cpsv_ap import described, to_rdf
from ontology.terms import PREFIXES

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


def written(triples: Iterable[Triple], rdf_format: RdfFormat) -> bytes:
    """Triples in one of pyoxigraph's formats, in the order in which they come."""
    prefixes = None if rdf_format == RdfFormat.N_TRIPLES else dict(PREFIXES)
    return serialize(triples, format=rdf_format, prefixes=prefixes) or b""


def _whole(rdf_format: RdfFormat, known: Catalogue) -> bytes:
    return written(to_rdf(known), rdf_format)


def _one(rdf_format: RdfFormat, known: Catalogue, thing: Thing) -> bytes:
    return written(described(known, *thing), rdf_format)


def _rdf(rdf_format: RdfFormat) -> Exporter:
    ending = f".{rdf_format.file_extension}"
    return Exporter(rdf_format.media_type, ending, partial(_whole, rdf_format), partial(_one, rdf_format))


EXPORTERS: Mapping[str, Exporter] = {
    "turtle": _rdf(RdfFormat.TURTLE),
    "rdf-xml": _rdf(RdfFormat.RDF_XML),
    "n-triples": _rdf(RdfFormat.N_TRIPLES),
}
"""Every format by the name that ``lifejourney export --to`` knows it by."""
