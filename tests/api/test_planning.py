from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from api.app import create_app
from api.planned import Planned
from journeys.journey import Journey, build_journey
from tests.api.asking import CANARY

PATH = "/v1/planning/duplicates"


@pytest.fixture(scope="module")
def planner(shipped: Journey) -> TestClient:
    return TestClient(create_app(shipped), headers={"accept-language": "en"})


def codes(answer: Response) -> list[tuple[str, str]]:
    return [(one["pointer"], one["code"]) for one in answer.json()["errors"]]


def test_pairs_come_page_by_page(planner: TestClient) -> None:
    page = planner.get(f"{PATH}?limit=150").json()
    seen = [(pair["a"]["id"], pair["b"]["id"]) for pair in page["items"]]
    while page["next"]:
        page = planner.get(page["next"]).json()
        seen += [(pair["a"]["id"], pair["b"]["id"]) for pair in page["items"]]

    assert len(seen) == len(set(seen)) == page["total"]
    assert any(side["slug"] == "iumk" for group in page["groups"] for side in group["members"])


def test_filters_narrow_the_list(planner: TestClient) -> None:
    overlaps = planner.get(f"{PATH}?relation=overlap").json()
    of_one = planner.get(f"{PATH}?relation=overlap&agency=kemnaker&min_score=0.5").json()
    systems = planner.get(f"{PATH}?kind=application&relation=superseded&min_score=9e-1").json()

    assert {pair["relation"] for pair in overlaps["items"]} == {"overlap"}
    assert 0 < of_one["total"] < overlaps["total"]
    assert of_one["min_score"] == 0.5
    assert systems["total"] == 5


def test_an_agency_counts_as_what_it_came_from(planner: TestClient) -> None:
    heir, old = (planner.get(f"{PATH}?agency={name}").json()["total"] for name in ("kemenhaj", "bp-haji"))

    assert heir == old > 0


def test_the_answer_is_validated_and_kept(planner: TestClient) -> None:
    first = planner.get(PATH)

    assert planner.get(PATH, headers={"if-none-match": first.headers["etag"]}).status_code == 304
    assert first.json()["items"][0]["why"][0].keys() == {"feature", "weight", "words"}


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("kind=office", [("?kind", "http-not-an-option")]),
        ("relation=twin", [("?relation", "http-not-an-option")]),
        ("min_score=2", [("?min_score", "http-out-of-range")]),
        ("min_score=1_0", [("?min_score", "http-not-a-probability")]),
        ("min_score=nan", [("?min_score", "http-not-a-probability")]),
        ("agency=nobody", [("?agency", "http-unknown-agency")]),
        ("limit=0", [("?limit", "http-out-of-range")]),
        ("after=x", [("?after", "http-not-a-cursor")]),
    ],
)
def test_a_wrong_filter_is_told(planner: TestClient, query: str, told: list[tuple[str, str]]) -> None:
    answer = planner.get(f"{PATH}?{query}")

    assert answer.status_code == 422
    assert codes(answer) == told


def test_a_cursor_of_another_catalogue_is_gone(planner: TestClient) -> None:
    assert planner.get(f"{PATH}?after={'0' * 16}.50").status_code == 410


def test_a_catalogue_is_compared_once(shipped: Journey) -> None:
    planned = Planned(shipped.catalogue)

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(planned.twice, ["application"] * 4))

    assert all(one is made[0] for one in made)


def test_a_draft_is_told_what_there_is_already(planner: TestClient) -> None:
    draft = {
        "name": {"id": "Penerbitan akta kelahiran anak"},
        "description": {"id": "Anak yang lahir mendapat kutipan akta kelahiran dan NIK."},
        "provided_by": "disdukcapil",
        "life_events": ["kelahiran"],
        "evidence": ["family-card", {"one_of": ["birth-statement"]}, {"type": "ktp", "of": "parent"}],
        "produces": [{"type": "birth-certificate"}, "child-nik"],
        "requirements": [{"name": {"id": "Lahir"}, "law": {"title": "UU 24/2013"}}, {}],
        "legal_resources": [{"title": "Perpres 96/2018", "article": "pasal 33"}],
        "costs": [],
        "sources": None,
    }

    answer = planner.post(f"{PATH}/check", json=draft)

    first = answer.json()["pairs"][0]
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert (first["b"]["slug"], first["relation"]) == ("akta-kelahiran", "duplicate")


def test_a_wrong_draft_is_told_without_a_word_of_it(planner: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    draft = {"name": {"id": CANARY * 200}, "provided_by": [CANARY], "life_events": "birth", CANARY: 1}

    answer = planner.post(f"{PATH}/check", json=draft)
    names = planner.post(f"{PATH}/check", json={"name": {}, "competent_authority": CANARY, "life_events": [CANARY]})

    nobody = planner.post(f"{PATH}/check", json={"name": {}, "competent_authority": ""})

    assert answer.status_code == names.status_code == nobody.status_code == 422
    assert ("/name/id", "http-too-long") in codes(answer)
    assert codes(names) == [("/competent_authority", "http-unknown-agency"), ("/life_events/0", "http-unknown-event")]
    assert CANARY not in answer.text + names.text + caplog.text


def test_a_catalogue_without_judgements_is_served(shipped: Journey) -> None:
    client = TestClient(create_app(build_journey(replace(shipped.catalogue, judgements=()))))

    assert client.get(f"{PATH}?relation=duplicate").json()["total"] > 0
