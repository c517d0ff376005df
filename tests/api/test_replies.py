from __future__ import annotations

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from catalogue.store import Catalogue
from journeys.journey import build_journey

PATHS = ["/v1/life-events", "/v1/life-events/birth", "/v1/services", "/v1/services/birth-certificate", "/v1/regions"]


@pytest.mark.parametrize("path", [*PATHS, "/openapi.json", "/problems/http-unfit"])
def test_an_answer_about_the_catalogue_may_be_kept_and_asked_for_again(client: TestClient, path: str) -> None:
    first = client.get(path)
    assert first.headers["cache-control"] == "public, max-age=300"
    assert first.headers["vary"] == "Accept"
    again = client.get(path, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
def test_every_form_of_if_none_match_is_understood(client: TestClient, form: str) -> None:
    etag = client.get("/v1/life-events").headers["etag"]
    assert client.get("/v1/life-events", headers={"if-none-match": form.format(etag)}).status_code == 304


@pytest.mark.parametrize("known", ['"other"', "", "x", '"'])
def test_another_validator_gets_the_whole_answer(client: TestClient, known: str) -> None:
    assert client.get("/v1/life-events", headers={"if-none-match": known}).status_code == 200


def test_what_is_not_there_is_not_unchanged(client: TestClient) -> None:
    assert client.get("/v1/services/nope", headers={"if-none-match": "*"}).status_code == 404


def test_the_validator_changes_with_the_catalogue(client: TestClient, civil: Catalogue) -> None:
    changed = TestClient(create_app(build_journey(replace(civil, version="0123456789abcdef"))))
    etags = {one.get("/v1/services").headers["etag"] for one in (client, changed)}
    assert len(etags) == 2
    assert '"0123456789abcdef-json"' in etags
