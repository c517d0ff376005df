from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

import journeys.situation
from api import facts
from tests.api.asking import CANARY, Post


def told(answer_json: dict[str, list[dict[str, str]]]) -> list[tuple[str, str]]:
    return [(one["pointer"], one["code"]) for one in answer_json["errors"]]


def test_an_unknown_fact_is_told_by_parent_and_place_with_what_comes_near(birth: Post) -> None:
    answer = birth({"situation": {"enrolled": True, "age_day": 1}})
    remark = answer.json()["errors"][0]
    assert (answer.status_code, remark["pointer"], remark["code"]) == (422, "/situation", "http-unknown-fact")
    assert remark["detail"].startswith("Key 2 of 2 here is not a known concept or role. What comes near: age_days")


def test_unknown_facts_of_others_are_told_where_they_stand(birth: Post) -> None:
    situation = {"household": {"x": 1}, "sibling": [{"age_years": 3}, {"y": 1}], "z": {}}
    assert told(birth({"situation": situation}).json()) == [
        ("/situation", "http-unknown-fact"),
        ("/situation/household", "http-unknown-fact"),
        ("/situation/sibling/1", "http-unknown-fact"),
    ]


@pytest.mark.parametrize(
    ("situation", "pointer", "rule"),
    [
        ({"age_days": "10"}, "/situation/age_days", "fact-integer"),
        ({"age_days": 10.5}, "/situation/age_days", "fact-integer"),
        ({"age_days": 10**17}, "/situation/age_days", "fact-integer"),
        ({"enrolled": 1}, "/situation/enrolled", "fact-boolean"),
        ({"enrolled": None}, "/situation/enrolled", "fact-boolean"),
        ({"citizenship": "XYZ"}, "/situation/citizenship", "fact-not-an-option"),
        ({"birth_date": "2026-13-01"}, "/situation/birth_date", "fact-date"),
        ({"household": {"income": 1.00001}}, "/situation/household/income", "fact-decimal"),
        ({"household": {"income": -1}}, "/situation/household/income", "fact-out-of-range"),
        ({"sibling": [{}, {"enrolled": "no"}]}, "/situation/sibling/1/enrolled", "fact-boolean"),
        ({"sibling": [1]}, "/situation/sibling/0", "facts-expected"),
        ({"household": []}, "/situation/household", "role-is-single"),
        ({"complete": ["household"]}, "/situation/complete/0", "role-not-many"),
        ({"occupation": CANARY}, "/situation/occupation", "identity-number"),
    ],
)
def test_a_fact_that_cannot_be_is_told_by_its_pointer(birth: Post, situation: object, pointer: str, rule: str) -> None:
    answer = birth({"situation": situation})
    assert answer.status_code == 422
    assert told(answer.json()) == [(pointer, rule)]


def test_a_value_is_described_and_not_repeated(birth: Post) -> None:
    answer = birth({"situation": {"age_days": CANARY}})
    assert "a text of 16 characters" in answer.json()["errors"][0]["detail"]
    assert CANARY not in answer.text


@pytest.mark.parametrize(
    ("body", "pointer", "rule"),
    [
        ({"situation": {"birth_date": "2020-01-01", "age_years": 50}}, "/situation/age_years", "facts-disagree"),
        ({"situation": {"birth_date": "1700-01-01"}}, "/situation/birth_date", "fact-out-of-range"),
        ({"situation": {"age_days": -(2**53)}}, "/situation/age_days", "fact-out-of-range"),
        ({"held": ["form"], "missing": ["form"]}, "/missing", "held-and-missing"),
    ],
)
def test_facts_that_could_each_be_true_but_not_together_are_a_conflict(
    birth: Post, body: object, pointer: str, rule: str
) -> None:
    answer = birth(body)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/http-contradiction")
    assert told(answer.json()) == [(pointer, rule)]


def test_a_bad_value_beside_a_conflict_is_a_bad_value(birth: Post) -> None:
    answer = birth({"situation": {"birth_date": "2020-01-01", "age_years": 50, "enrolled": "yes"}})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("body", "pointer", "rule"),
    [
        ({"held": ["form", "x"]}, "/held/1", "http-unknown-evidence"),
        ({"missing": ["x.form"]}, "/missing/0", "http-unknown-evidence"),
        ({"missing": ["child."]}, "/missing/0", "http-unknown-evidence"),
        ({"done": ["birth-certificate", "x"]}, "/done/1", "http-unknown-service"),
        ({"region": "99.99"}, "/region", "http-unknown-region"),
        ({"region": ""}, "/region", "http-unknown-region"),
    ],
)
def test_a_name_that_no_register_knows_is_told_by_its_place(birth: Post, body: object, pointer: str, rule: str) -> None:
    answer = birth(body)
    assert answer.status_code == 422
    assert told(answer.json()) == [(pointer, rule)]


def test_unknown_names_and_wrong_values_are_told_together(birth: Post) -> None:
    body = {
        "situation": {
            "x": 1,
            "age_days": CANARY,
            "household": {"y": 2, "income": -1},
            "sibling": [{"z": 3}, 4, {"enrolled": "no", "w": 5}],
        },
        "held": ["nothing", "form"],
        "missing": ["form"],
        "region": "99.99",
    }
    answer = birth(body)

    assert answer.status_code == 422
    assert told(answer.json()) == [
        ("/situation", "http-unknown-fact"),
        ("/situation/household", "http-unknown-fact"),
        ("/situation/sibling/0", "http-unknown-fact"),
        ("/situation/sibling/2", "http-unknown-fact"),
        ("/held/0", "http-unknown-evidence"),
        ("/region", "http-unknown-region"),
        ("/situation/household/income", "fact-out-of-range"),
        ("/situation/sibling/1", "facts-expected"),
        ("/situation/sibling/2/enrolled", "fact-boolean"),
        ("/situation/age_days", "fact-integer"),
        ("/missing", "held-and-missing"),
    ]
    assert CANARY not in answer.text
    assert "a text of 16 characters" in answer.json()["errors"][-2]["detail"]


def test_a_contradiction_beside_an_unknown_name_is_a_bad_value(birth: Post) -> None:
    answer = birth({"situation": {"birth_date": "2020-01-01", "age_years": 50}, "done": ["x"]})

    assert answer.status_code == 422
    assert told(answer.json()) == [("/done/0", "http-unknown-service"), ("/situation/age_years", "facts-disagree")]


def test_every_unknown_life_event_is_told(client: TestClient) -> None:
    answer = client.post("/v1/bundle", json={"life_events": ["x", "birth", "y"]})
    assert told(answer.json()) == [("/life_events/0", "http-unknown-event"), ("/life_events/2", "http-unknown-event")]


def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The words for which something near is searched from here on."""
    searched: list[str] = []

    def search(word: str, _known: object) -> str:
        searched.append(word)
        return "-"

    monkeypatch.setattr(facts, "nearest", search)
    monkeypatch.setattr(journeys.situation, "nearest", search)
    return searched


@pytest.mark.parametrize(
    "situation",
    [
        {f"k{number}": 1 for number in range(4_000)},
        {"age_days": "10", **{f"k{number}": {} for number in range(4_000)}},
        {"sibling": [{f"k{number}": 1} for number in range(3_000)]},
        {"household": {f"has_k{number}": True for number in range(2_500)}},
    ],
)
def test_thousands_of_unknown_names_are_told_without_searching_for_each(
    birth: Post, monkeypatch: pytest.MonkeyPatch, situation: object
) -> None:
    searched = counted(monkeypatch)
    answer = birth({"situation": situation})
    assert answer.status_code == 422
    assert answer.json()["errors_left_out"] > 2_000
    assert len(searched) == 3


@pytest.mark.parametrize("field", ["held", "missing"])
def test_unknown_documents_are_told_without_searching_for_any(
    birth: Post, monkeypatch: pytest.MonkeyPatch, field: str
) -> None:
    searched = counted(monkeypatch)
    assert birth({field: ["nothing"] * 200}).status_code == 422
    assert not searched
