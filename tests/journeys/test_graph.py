from __future__ import annotations

import networkx as nx
import pytest

from journeys.graph import LINKS, Order, graph_of, orders
from journeys.journey import Journey
from tests.small_catalogues import service, with_services


@pytest.fixture(scope="module")
def graph(village: Journey) -> nx.MultiDiGraph[str]:
    return graph_of(village.catalogue)


def code(village: Journey, slug: str) -> str:
    return f"service:{village.catalogue.services.find(slug).code}"


def test_every_entry_is_one_node_with_its_kind_and_name(village: Journey, graph: nx.MultiDiGraph[str]) -> None:
    catalogue = village.catalogue
    registers = {
        "event": catalogue.life_events,
        "evidence": catalogue.evidence,
        "organisation": catalogue.organisations,
        "application": catalogue.applications,
        "domain": catalogue.codes.domains,
        "service": catalogue.services,
    }

    assert set(graph) == {f"{kind}:{key}" for kind, entries in registers.items() for key in entries}
    for node, data in graph.nodes(data=True):
        assert data["kind"] == node.partition(":")[0]
        assert data["name"]["id"]


@pytest.mark.parametrize(
    ("start", "end", "edge"),
    [
        ("event:birth", "birth-certificate", "calls-for"),
        ("birth-certificate", "organisation:ministry", "competent-authority"),
        ("birth-certificate", "organisation:village-office", "provided-by"),
        ("birth-certificate", "application:village-app", "uses"),
        ("birth-certificate", "evidence:ktp", "demands"),
        ("birth-certificate", "evidence:birth-certificate", "issues"),
        ("birth-certificate", "evidence:family-card", "updates"),
        ("birth-certificate", "domain:0201", "in-domain"),
        ("loan", "evidence:tax-return", "demands"),
        ("training-voucher", "unemployment-benefit", "excludes"),
        ("moving-permit", "move-letter", "replaced-by"),
        ("event:birth", "event:school", "leads-to"),
        ("event:twin-birth", "event:birth", "broader"),
        ("application:village-app", "organisation:ministry", "owned-by"),
        ("birth-statement", "birth-certificate", "precedes:birth-statement"),
        ("birth-certificate", "child-card", "precedes:family-card"),
        ("home-visit", "address-update", "precedes:requires"),
    ],
)
def test_who_names_whom_is_an_edge(
    village: Journey, graph: nx.MultiDiGraph[str], start: str, end: str, edge: str
) -> None:
    first, second = (each if ":" in each else code(village, each) for each in (start, end))

    assert graph.has_edge(first, second, edge)


def test_every_link_has_an_edge_somewhere(graph: nx.MultiDiGraph[str]) -> None:
    found = {key for _start, _end, key in graph.edges(keys=True)}

    assert {edge for edge, _inwards in LINKS.values()} <= found


def test_every_edge_joins_nodes_that_exist(village: Journey, graph: nx.MultiDiGraph[str]) -> None:
    assert all(data.get("kind") for _node, data in graph.nodes(data=True))
    assert graph.number_of_nodes() > len(village.catalogue.services)


def test_an_order_carries_the_document_it_rests_on(village: Journey, graph: nx.MultiDiGraph[str]) -> None:
    for start, end, key, data in graph.edges(keys=True, data=True):
        if key.startswith("precedes:"):
            assert (start.startswith("service:"), end.startswith("service:")) == (True, True)
            assert data["evidence"] == ("" if key == "precedes:requires" else key.partition(":")[2])
            assert not data["evidence"] or data["evidence"] in village.catalogue.evidence


def test_a_service_does_not_come_before_itself(village: Journey) -> None:
    renewal = service(1, produces=["ktp"], evidence=["ktp"])

    assert list(orders(with_services(village.catalogue, [renewal]))) == []


def test_one_document_asked_for_twice_is_one_order(village: Journey) -> None:
    issuer = service(1, produces=["ktp"])
    asker = service(2, evidence=["ktp", {"one_of": ["ktp", "photo"]}])

    assert list(orders(with_services(village.catalogue, [issuer, asker]))) == [Order(issuer.code, asker.code, "ktp")]


def test_a_document_that_must_be_up_to_date_comes_from_who_updates_it(village: Journey) -> None:
    issuer, updater = service(1, produces=["ktp"]), service(2, produces=[{"type": "ktp", "updates": True}])
    plain, fresh = service(3, evidence=["ktp"]), service(4, evidence=[{"type": "ktp", "updated": True}])

    found = list(orders(with_services(village.catalogue, [issuer, updater, plain, fresh])))

    assert found == [Order(issuer.code, plain.code, "ktp"), Order(updater.code, fresh.code, "ktp")]


def test_what_requires_says_is_an_order_without_a_document(village: Journey) -> None:
    first, second = service(1), service(2, requires=["s1"])

    assert list(orders(with_services(village.catalogue, [first, second]))) == [Order(first.code, second.code, None)]


def test_the_shipped_catalogue_is_one_graph(shipped: Journey) -> None:
    graph = graph_of(shipped.catalogue)

    assert all("kind" in data for _node, data in graph.nodes(data=True))
    assert {"calls-for", "demands", "issues"} <= {key for _start, _end, key in graph.edges(keys=True)}


def test_two_services_may_be_joined_in_several_ways(village: Journey) -> None:
    first, other = service(1, produces=["ktp", "photo"]), service(2, produces=["ktp"])
    second = service(3, evidence=["ktp", "photo"], requires=["s1"], excludes=["s1"])

    graph = graph_of(with_services(village.catalogue, [first, other, second]))

    joined = {key: data["evidence"] for key, data in graph[f"service:{first.code}"][f"service:{second.code}"].items()}
    assert joined == {"precedes:ktp": "ktp", "precedes:photo": "photo", "precedes:requires": ""}
    assert set(graph[f"service:{other.code}"][f"service:{second.code}"]) == {"precedes:ktp"}
    assert set(graph[f"service:{second.code}"][f"service:{first.code}"]) == {"excludes"}
    assert {key for _start, _end, key in graph.in_edges(f"service:{second.code}", keys=True)} == set(joined)


def test_the_graph_stays_as_it_is_and_its_copy_does_not(village: Journey, graph: nx.MultiDiGraph[str]) -> None:
    start, end, key = "event:birth", code(village, "birth-certificate"), "calls-for"
    copy = graph.copy()
    copy[start][end][key]["note"] = "changed"
    copy.add_edge(start, end, "also")

    with pytest.raises(nx.NetworkXError, match="Frozen"):
        graph.add_edge(start, end, "also")
    assert dict(graph[start][end]) == {key: {}}
    assert all("note" not in data for _start, _end, data in [*graph.edges(data=True), *copy.out_edges(end, data=True)])
