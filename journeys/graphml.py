"""The graph as GraphML, for the graph tools of planners: Gephi, yEd, Cytoscape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import networkx as nx

from journeys.graph import graph_of

if TYPE_CHECKING:
    from catalogue.store import Catalogue


class Edge(NamedTuple):
    """What joins two nodes, and the document it rests on where there is one."""

    start: str
    end: str
    says: str
    evidence: str


def nodes_of(catalogue: Catalogue) -> Iterator[tuple[str, dict[str, str]]]:
    """Every node, with its kind, its code and its name in each language as ``name_id`` and so on."""
    for node, said in graph_of(catalogue).nodes(data=True):
        names: Mapping[str, str] = said["name"]
        code = node.partition(":")[2]
        yield node, {"kind": said["kind"], "code": code, **{f"name_{tag}": name for tag, name in names.items()}}


def edges_of(catalogue: Catalogue) -> Iterator[Edge]:
    """Every edge; what says the same of two nodes is one."""
    for start, end, key, said in graph_of(catalogue).edges(keys=True, data=True):
        yield Edge(start, end, key.partition(":")[0], said.get("evidence", ""))


def to_graphml(catalogue: Catalogue) -> bytes:
    """The graph as GraphML; nodes and edges stand in the order of the registers and codes."""
    plain: nx.MultiDiGraph[Any] = nx.MultiDiGraph()
    for node, said in nodes_of(catalogue):
        plain.add_node(node, **said)
    for edge in edges_of(catalogue):
        plain.add_edge(edge.start, edge.end, says=edge.says, evidence=edge.evidence)
    return "\n".join([*nx.generate_graphml(plain), ""]).encode()
