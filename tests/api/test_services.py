from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from catalogue.models import PublicService
from journeys.journey import Journey


def codes_of(client: TestClient, link: str | None) -> Iterator[str]:
    """The codes of a list, page after page."""
    while link:
        page = client.get(link).json()
        yield from (item["code"] for item in page["items"])
        link = page["next"]


@pytest.fixture(scope="module")
def nation(shipped: Journey) -> TestClient:
    return TestClient(create_app(shipped))


def slugs(client: TestClient, query: str) -> list[str]:
    return [item["slug"] for item in client.get(f"/v1/services?{query}").json()["items"]]


def test_a_service_is_found_by_code_and_by_slug(client: TestClient) -> None:
    by_code = client.get("/v1/services/0201.001.01.00-18")
    assert by_code.content == client.get("/v1/services/birth-certificate").content
    assert by_code.json()["name"]["en"] == "Birth certificate"


def test_a_service_is_its_model(nation: TestClient, shipped: Journey) -> None:
    for service in shipped.catalogue.services.values():
        answer = nation.get(f"/v1/services/{service.slug}")
        assert PublicService.model_validate_json(answer.content) == service


def test_a_retired_code_is_gone_and_names_its_successors(client: TestClient) -> None:
    answer = client.get("/v1/services/0201.002.02.00-79")
    assert (answer.status_code, answer.json()["type"]) == (410, "/problems/http-retired")
    assert answer.json()["successors"] == ["child-card"]


def test_a_superseded_service_is_shown_with_its_successors(nation: TestClient, shipped: Journey) -> None:
    old = next(one for one in shipped.catalogue.services.values() if one.status == "superseded" and one.successors)
    answer = nation.get(f"/v1/services/{old.code}")
    assert (answer.status_code, answer.json()["successors"]) == (200, list(old.successors))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["birth-certificate", "child-card", "school-aid", "school-aid-renewal"]),
        ("event=birth", ["birth-certificate", "child-card"]),
        ("event=kelahiran", ["birth-certificate", "child-card"]),
        ("domain=0601", ["school-aid", "school-aid-renewal"]),
        ("domain=home-affairs", ["birth-certificate", "child-card"]),
        ("agency=civil-registry&domain=0201", ["birth-certificate", "child-card"]),
        ("level=regency&event=birth", ["birth-certificate", "child-card"]),
        ("level=village", []),
        ("status=historical", []),
        ("event=birth&domain=0601", []),
        ("q=akta+lahir", ["birth-certificate"]),
        ("q=akta+lahir&domain=0601", []),
    ],
)
def test_services_are_found_by_filters_and_words(client: TestClient, query: str, expected: list[str]) -> None:
    assert slugs(client, query) == expected


def test_a_summary_says_who_delivers_at_which_level(client: TestClient) -> None:
    item = client.get("/v1/services?event=birth").json()["items"][0]
    assert item == {
        "code": "0201.001.01.00-18",
        "slug": "birth-certificate",
        "name": {"id": "Penerbitan akta kelahiran", "en": "Birth certificate"},
        "description": {
            "id": "Kelahiran dicatat dan anak mendapat akta.",
            "en": "The birth is recorded and the child gets a certificate.",
        },
        "status": "active",
        "domain": "0201",
        "competent_authority": "home-affairs",
        "provided_by": ["civil-registry"],
        "levels": ["regency"],
        "life_events": ["birth"],
        "confidence": "high",
    }


def test_filters_agree_with_the_models(nation: TestClient, shipped: Journey) -> None:
    bodies = shipped.catalogue.organisations
    services = shipped.catalogue.services.values()
    expected = {
        "status=superseded": [one.code for one in services if one.status == "superseded"],
        "level=village": [one.code for one in services if "village" in {bodies[b].level for b in one.provided_by}],
        "event=birth": [one.code for one in services if "birth" in one.life_events],
        "domain=0201": [one.code for one in services if one.code.startswith("0201")],
    }
    for query, codes in expected.items():
        assert list(codes_of(nation, f"/v1/services?{query}&limit=7")) == sorted(codes), query


def test_an_old_ministry_finds_what_its_successor_does(nation: TestClient, shipped: Journey) -> None:
    bodies = shipped.catalogue.organisations
    busy = {one.competent_authority for one in shipped.catalogue.services.values()}
    heir = next(code for code in sorted(busy) if bodies[code].predecessors)
    old = bodies[heir].predecessors[0]
    mine = set(codes_of(nation, f"/v1/services?agency={heir}"))
    assert mine
    assert mine <= set(codes_of(nation, f"/v1/services?agency={old}"))


@pytest.mark.parametrize("query", ["", "&status=active", "&q=akta+lahir", "&q=nerbitin+ktp", "&q=izin&level=regency"])
@pytest.mark.parametrize("limit", [3, 50])
def test_pages_put_together_are_the_whole_list(nation: TestClient, query: str, limit: int) -> None:
    paged = list(codes_of(nation, f"/v1/services?limit={limit}{query}"))
    total = nation.get(f"/v1/services?limit={limit}{query}").json()["total"]
    assert len(paged) == len(set(paged)) == total
    assert paged == list(codes_of(nation, f"/v1/services?limit=200{query}"))


def test_every_page_of_a_search_tells_the_same_total(nation: TestClient) -> None:
    first = nation.get("/v1/services?q=akta&limit=2").json()
    second = nation.get(first["next"]).json()
    assert second["total"] == first["total"] > 4


def test_a_search_is_not_repeated_in_the_link_to_its_next_page(nation: TestClient) -> None:
    page = nation.get("/v1/services?q=akta+0012345678901234&limit=1")
    assert page.json()["next"]
    assert "0012345678901234" not in page.text
    assert "q=" not in page.json()["next"]


def test_a_cursor_of_another_catalogue_is_gone(client: TestClient) -> None:
    answer = client.get("/v1/services?after=0123456789abcdef.2")
    assert (answer.status_code, answer.json()["type"]) == (410, "/problems/http-old-cursor")


def test_a_cursor_beyond_the_end_leads_to_an_empty_page(client: TestClient) -> None:
    version = client.get("/healthz").json()["catalogue_version"]
    for rest in ("", ".____"):
        page = client.get(f"/v1/services?after={version}.999{rest}").json()
        assert (page["items"], page["next"]) == ([], None)


@pytest.mark.parametrize("query", ["q=", "q=%20"])
def test_words_that_are_blank_find_everything(client: TestClient, query: str) -> None:
    assert len(slugs(client, query)) == 4
