from __future__ import annotations

import io
from typing import Any

import networkx as nx

from catalogue.store import Catalogue
from journeys.graph import graph_of
from journeys.graphml import edges_of, nodes_of, to_graphml


def test_the_graph_is_read_back_whole(village_catalogue: Catalogue) -> None:
    read: Any = nx.read_graphml(io.BytesIO(to_graphml(village_catalogue)), force_multigraph=True)
    graph = graph_of(village_catalogue)
    assert set(read.nodes) == set(graph.nodes)
    assert read.number_of_edges() == graph.number_of_edges()
    assert dict(read.nodes(data=True)) == dict(nodes_of(village_catalogue))
    says = sorted((start, end, said["says"], said["evidence"]) for start, end, said in read.edges(data=True))
    assert says == sorted(edges_of(village_catalogue))


def test_an_order_tells_the_document_it_rests_on(civil: Catalogue) -> None:
    orders = {(one.start, one.end, one.evidence) for one in edges_of(civil) if one.says == "precedes"}
    assert ("service:0201.001.01.00-18", "service:0201.002.01.00-88", "birth-certificate") in orders
    assert ("service:0601.001.01.00-95", "service:0601.001.02.00-86", "") in orders
