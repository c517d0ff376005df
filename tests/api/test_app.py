from __future__ import annotations

from dataclasses import replace

from fastapi.testclient import TestClient

from api.app import create_app, openapi_of
from api.settings import Settings
from api.snapshot import Snapshot
from catalogue.store import Catalogue
from journeys.journey import Journey, build_journey

ORIGIN = "https://app.example"


def client_for(catalogue: Catalogue, *origins: str) -> TestClient:
    return TestClient(create_app(build_journey(catalogue), settings=Settings(cors_origins=origins)))


def preflight(client: TestClient, origin: str) -> dict[str, str]:
    headers = {"origin": origin, "access-control-request-method": "POST"}
    asked = client.options("/v1/bundle", headers={**headers, "access-control-request-headers": "content-type"})
    return {name: value for name, value in asked.headers.items() if name.startswith("access-control")}


def test_no_other_origin_may_ask_by_default(client: TestClient) -> None:
    assert "access-control-allow-origin" not in client.get("/v1/services", headers={"origin": ORIGIN}).headers
    assert preflight(client, ORIGIN) == {}


def test_a_page_of_an_origin_that_is_set_may_ask_without_credentials(civil: Catalogue) -> None:
    client = client_for(civil, ORIGIN)
    answer = client.get("/v1/services", headers={"origin": ORIGIN})
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert "Origin" in answer.headers["vary"]
    assert preflight(client, ORIGIN)["access-control-allow-origin"] == ORIGIN
    assert "access-control-allow-credentials" not in {**answer.headers, **preflight(client, ORIGIN)}


def test_another_origin_is_neither_allowed_nor_repeated(civil: Catalogue) -> None:
    client = client_for(civil, ORIGIN)
    other = "https://0012345678901234.example"
    answer = client.get("/v1/services", headers={"origin": other})
    assert "access-control-allow-origin" not in answer.headers
    assert "access-control-allow-origin" not in preflight(client, other)


def test_a_problem_may_be_read_by_an_allowed_page(civil: Catalogue) -> None:
    answer = client_for(civil, ORIGIN).post("/v1/bundle", json={}, headers={"origin": ORIGIN})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (422, ORIGIN)


def test_a_new_snapshot_takes_the_place_of_the_old_one(civil: Catalogue, shipped: Journey) -> None:
    app = create_app(build_journey(civil))
    client = TestClient(app)
    before = client.get("/openapi.json")
    app.state.snapshot = Snapshot(shipped)
    assert client.get("/healthz").json()["catalogue_version"] == shipped.catalogue.version
    assert client.get("/v1/life-events").headers["etag"] == f'"{shipped.catalogue.version}-json"'
    assert client.get("/openapi.json").content != before.content


def test_no_telemetry_stands_between_a_request_and_its_answer(civil: Catalogue) -> None:
    app = create_app(build_journey(civil))
    layers = [type(app.build_middleware_stack()).__name__, *(one.cls.__name__ for one in app.user_middleware)]  # type: ignore[attr-defined]
    assert layers == ["ServerErrorMiddleware", "Gate"]


def test_the_description_that_is_checked_in_is_the_same_for_every_version_of_a_catalogue(civil: Catalogue) -> None:
    first = openapi_of(build_journey(civil))
    assert first == openapi_of(build_journey(replace(civil, version="0123456789abcdef")))


def test_the_application_describes_itself_as_it_is_served(client: TestClient, civil: Catalogue) -> None:
    assert create_app(build_journey(civil)).openapi() == client.get("/openapi.json").json()
