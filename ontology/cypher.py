"""The graph as Cypher statements, for Neo4j, Memgraph and their like: running them twice changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from journeys.graphml import edges_of, nodes_of

if TYPE_CHECKING:
    from catalogue.store import Catalogue

_LABELS: Mapping[str, str] = {
    "event": "LifeEvent",
    "evidence": "EvidenceType",
    "organisation": "PublicOrganisation",
    "application": "Application",
    "domain": "Domain",
    "service": "PublicService",
}


def to_cypher(catalogue: Catalogue) -> bytes:
    """One statement a line: first the nodes, then what joins them."""
    return "".join(f"{line};\n" for line in (*_nodes(catalogue), *_edges(catalogue))).encode()


def _nodes(catalogue: Catalogue) -> Iterator[str]:
    for label in _LABELS.values():
        yield f"CREATE CONSTRAINT IF NOT EXISTS FOR (n:{label}) REQUIRE n.code IS UNIQUE"
    for _node, said in nodes_of(catalogue):
        fields = ", ".join(f"n.{name} = {_quoted(text)}" for name, text in _properties(said).items())
        yield f"MERGE (n:{_LABELS[said['kind']]} {{code: {_quoted(said['code'])}}}) SET {fields}"


def _properties(said: Mapping[str, str]) -> Mapping[str, str]:
    """What a node says besides its label and code; a language tag's hyphen is no part of a name."""
    return {name.replace("-", "_"): text for name, text in said.items() if name.startswith("name_")}


def _edges(catalogue: Catalogue) -> Iterator[str]:
    for edge in edges_of(catalogue):
        kind = edge.says.upper().replace("-", "_")
        rests = f" {{evidence: {_quoted(edge.evidence)}}}" if edge.evidence else ""
        yield f"MATCH (a{_found(edge.start)}), (b{_found(edge.end)}) MERGE (a)-[:{kind}{rests}]->(b)"


def _found(node: str) -> str:
    kind, _, code = node.partition(":")
    return f":{_LABELS[kind]} {{code: {_quoted(code)}}}"


def _quoted(text: str) -> str:
    """A text as Cypher writes it; no character of it can end the quotes."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\r", "\\r")
    return f"'{escaped}'"
