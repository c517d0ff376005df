from __future__ import annotations

import pytest
from fastapi.testclient import TestClient


@pytest.mark.parametrize("key", ["birth", "kelahiran"])
def test_a_life_event_is_found_by_code_and_alias_and_names_its_services(client: TestClient, key: str) -> None:
    answer = client.get(f"/v1/life-events/{key}").json()
    assert (answer["code"], answer["services"]) == ("birth", ["0201.001.01.00-18", "0201.002.01.00-88"])
    assert answer["leads_to"] == ["school"]


def test_life_events_stand_in_the_order_of_the_register(client: TestClient) -> None:
    assert [item["code"] for item in client.get("/v1/life-events").json()["items"]] == ["birth", "school"]
