"""The graph over everything: who calls for whom, who issues what, and what comes first; drawn when somebody asks."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import networkx as nx

from catalogue.references import service_references

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from catalogue.models import PublicService
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
    document it rests on as ``evidence``.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    _add_nodes(graph, catalogue)
    _add_register_edges(graph, catalogue)
    for service in catalogue.services.values():
        _add_service_edges(graph, service, catalogue)
    for order in orders(catalogue):
        key = f"precedes:{order.evidence or 'requires'}"
        graph.add_edge(f"service:{order.before}", f"service:{order.after}", key, evidence=order.evidence or "")
    return graph


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


def _add_register_edges(graph: nx.MultiDiGraph[str], catalogue: Catalogue) -> None:
    for start, end, edge in chain(
        _event_edges(catalogue), _organisation_edges(catalogue), _application_edges(catalogue)
    ):
        graph.add_edge(start, end, edge)


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


def _add_service_edges(graph: nx.MultiDiGraph[str], service: PublicService, catalogue: Catalogue) -> None:
    node = f"service:{service.code}"
    if service.code.domain in catalogue.codes.domains:
        graph.add_edge(node, f"domain:{service.code.domain}", "in-domain")
    for reference in service_references(service):
        if reference.link in LINKS:
            edge, inwards = LINKS[reference.link]
            key = catalogue.services.code_of(reference.key) if reference.kind == "service" else reference.key
            other = f"{reference.kind}:{key}"
            graph.add_edge(*((other, node) if inwards else (node, other)), edge)
