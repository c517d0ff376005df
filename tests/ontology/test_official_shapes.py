"""The export conforms to the shapes that the European profile publishes, with its ontology loaded."""

from __future__ import annotations

import os
from itertools import chain
from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import Graph

from catalogue.store import Catalogue
from journeys.journey import Journey
from ontology.cpsv_ap import n_triples, statements
from tests.small_catalogues import with_services

ROOT = Path(__file__).resolve().parent.parent.parent
OFFICIAL = Path(os.environ.get("CPSV_AP") or ROOT.parent / "shared" / "reference" / "cpsv-ap-3.2.0")

pytestmark = pytest.mark.skipif(not OFFICIAL.is_dir(), reason="the official files of CPSV-AP 3.2.0 are not here")


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return Graph().parse(OFFICIAL / "cpsv-ap.ttl").parse(OFFICIAL / "cccev-2.1.0.ttl")


def told(known: Catalogue, ontology: Graph, inference: str) -> str:
    """What the official shapes find."""
    graph = Graph().parse(data=n_triples(chain.from_iterable(statements(known))), format="nt")
    shapes = Graph().parse(OFFICIAL / "cpsv-ap-SHACL.ttl")
    conforms, _graph, text = validate(graph, shacl_graph=shapes, ont_graph=ontology, inference=inference)
    return "" if conforms else text


@pytest.mark.parametrize("inference", ["none", "rdfs"])
def test_the_small_catalogues_conform(full: Catalogue, civil: Catalogue, ontology: Graph, inference: str) -> None:
    assert told(full, ontology, inference) == ""
    assert told(civil, ontology, inference) == ""


def test_the_shipped_catalogue_conforms(shipped: Journey, ontology: Graph) -> None:
    assert told(shipped.catalogue, ontology, "none") == ""


def test_the_shapes_do_look(full: Catalogue, ontology: Graph) -> None:
    nameless = full.services["0201.001.01.00-18"].model_copy(update={"name": {}})
    known = with_services(full, [nameless])
    assert "MinCount" in told(known, ontology, "none")
