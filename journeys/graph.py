"""The graph over everything: who calls for whom, who issues what, and what comes first; drawn when somebody asks."""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import networkx as nx

from catalogue.references import service_references

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from catalogue.store import Catalogue

LINKS = {
    # how a service names something → the edge, and whether it leads to the service
    "event": ("calls-for", True),
    "authority": ("competent-authority", False),
    "provider": ("provided-by", False),
    "application": ("uses", False),
    "demands": ("demands", False),
    "issues": ("issues", False),
    "updates": ("updates", False),
    "excludes": ("excludes", False),
    "successors": ("replaced-by", False),
}


class Order(NamedTuple):
    """One service comes before another, and why: the document that passes between them, or a rule of the catalogue."""

    before: str
    after: str
    evidence: str | None
    """The document the first issues (or updates) and the second demands; None where ``requires`` says so."""


def graph_of(catalogue: Catalogue) -> nx.MultiDiGraph[str]:
    """Life events, services, evidence types, organisations, applications and domains, and all that joins them.

    Nodes are ``kind:code`` with ``kind`` and ``name``; edges are keyed by what they say. ``precedes`` carries the
    document it rests on as ``evidence``. The graph is frozen, since edges that say the same share it; its ``copy()``
    may be changed.
    """
    drawing = _Drawing()
    _add_nodes(drawing.graph, catalogue)
    for start, end, edge in chain(
        _event_edges(catalogue),
        _organisation_edges(catalogue),
        _application_edges(catalogue),
        _service_edges(catalogue),
    ):
        drawing.join(start, end, edge)
    for order in orders(catalogue):
        key = f"precedes:{order.evidence or 'requires'}"
        drawing.join(f"service:{order.before}", f"service:{order.after}", key, evidence=order.evidence or "")
    nx.freeze(drawing.graph)
    return drawing.graph


class _Drawing:
    """A graph in the making; what many edges have in common is held once, or millions of them would not fit."""

    def __init__(self) -> None:
        self.graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        self._links: dict[tuple[str, ...], dict[str, dict[str, str]]] = {}

    def join(self, start: str, end: str, edge: str, **said: str) -> None:
        """Add an edge between two nodes; those that are joined by the same edges share them."""
        start, end = self._names[start], self._names[end]
        after, before = self.graph._succ[start], self.graph._pred[end]  # type: ignore[attr-defined]  # noqa: SLF001 - no other way to share
        links = after.get(end, {})
        after[end] = before[start] = self._links.setdefault((*links, edge), {**links, edge: said})

    @cached_property
    def _names(self) -> dict[str, str]:
        """Every node by its name, so that no edge brings names of its own."""
        return {name: name for name in self.graph}


def orders(catalogue: Catalogue) -> Iterator[Order]:
    """Which service comes before which: derived from outputs and demands, then what ``requires`` adds."""
    for code, service in catalogue.services.items():
        seen: set[tuple[str, str]] = set()
        for _location, demand in service.demands():
            link = "updates" if demand.updated else "issues"
            for evidence in demand.types:
                for issuer in catalogue.services.linked(link, evidence):
                    if issuer != code and (issuer, evidence) not in seen:
                        seen.add((issuer, evidence))
                        yield Order(issuer, code, evidence)
        for key in service.requires:
            yield Order(catalogue.services.find(key).code, code, None)


def _add_nodes(graph: nx.MultiDiGraph[str], catalogue: Catalogue) -> None:
    registers: Mapping[str, Mapping[str, object]] = {
        "event": catalogue.life_events,
        "evidence": catalogue.evidence,
        "organisation": catalogue.organisations,
        "application": catalogue.applications,
        "domain": catalogue.codes.domains,
        "service": catalogue.services,
    }
    for kind, entries in registers.items():
        for code, entry in entries.items():
            graph.add_node(f"{kind}:{code}", kind=kind, name=entry.name)  # type: ignore[attr-defined]


def _event_edges(catalogue: Catalogue) -> Iterator[tuple[str, str, str]]:
    for code, event in catalogue.life_events.items():
        yield from ((f"event:{code}", f"event:{following}", "leads-to") for following in event.leads_to)
        if event.broader:
            yield f"event:{code}", f"event:{event.broader}", "broader"


def _organisation_edges(catalogue: Catalogue) -> Iterator[tuple[str, str, str]]:
    for code, body in catalogue.organisations.items():
        yield from ((f"organisation:{former}", f"organisation:{code}", "became") for former in body.predecessors)
        if body.part_of:
            yield f"organisation:{code}", f"organisation:{body.part_of}", "part-of"


def _application_edges(catalogue: Catalogue) -> Iterator[tuple[str, str, str]]:
    for code, system in catalogue.applications.items():
        yield from ((f"application:{code}", f"application:{new}", "replaced-by") for new in system.successors)
        if system.owner:
            yield f"application:{code}", f"organisation:{system.owner}", "owned-by"


def _service_edges(catalogue: Catalogue) -> Iterator[tuple[str, str, str]]:
    for service in catalogue.services.values():
        node = f"service:{service.code}"
        if service.code.domain in catalogue.codes.domains:
            yield node, f"domain:{service.code.domain}", "in-domain"
        for reference in service_references(service):
            if reference.link in LINKS:
                edge, inwards = LINKS[reference.link]
                key = catalogue.services.code_of(reference.key) if reference.kind == "service" else reference.key
                other = f"{reference.kind}:{key}"
                yield (other, node, edge) if inwards else (node, other, edge)
