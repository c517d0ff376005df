from __future__ import annotations

import pytest
from pyoxigraph import RdfFormat, parse

from catalogue.store import Catalogue
from ontology.cpsv_ap import described, parsed, to_rdf
from ontology.exporters import EXPORTERS

RDF = {
    "json-ld": RdfFormat.JSON_LD,
    "turtle": RdfFormat.TURTLE,
    "rdf-xml": RdfFormat.RDF_XML,
    "n-triples": RdfFormat.N_TRIPLES,
}


@pytest.mark.parametrize("name", RDF)
def test_every_rdf_format_holds_the_same_triples(full: Catalogue, name: str) -> None:
    text = EXPORTERS[name].whole(full)
    assert isinstance(text, bytes)
    assert {one.triple for one in parse(text, format=RDF[name])} == set(to_rdf(full))


@pytest.mark.parametrize("name", RDF)
def test_one_thing_is_written_in_every_rdf_format(full: Catalogue, name: str) -> None:
    text = EXPORTERS[name].described(full, ("event", "birth"))
    assert {one.triple for one in parse(text, format=RDF[name])} == set(parsed(described(full, "event", "birth")))


@pytest.mark.parametrize("name", EXPORTERS)
def test_the_same_catalogue_gives_the_same_bytes(full: Catalogue, name: str) -> None:
    assert EXPORTERS[name].whole(full) == EXPORTERS[name].whole(full)


def test_some_formats_hold_whole_catalogues_only(full: Catalogue) -> None:
    with pytest.raises(KeyError):
        EXPORTERS["xlsx"].described(full, ("event", "birth"))
