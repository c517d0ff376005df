"""The small catalogue of tests/catalogue/base, served in process."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from api.app import create_app
from api.settings import Settings
from catalogue.store import Catalogue
from journeys.journey import build_journey
from tests.api.asking import Post


@pytest.fixture(scope="session")
def client(civil: Catalogue) -> TestClient:
    """Asks the small catalogue, in English."""
    app = create_app(build_journey(civil), settings=Settings())
    return TestClient(app, headers={"accept-language": "en"})


@pytest.fixture(scope="session")
def birth(client: TestClient) -> Post:
    """Posts a body, as a value or as the very bytes, to the bundle of a birth."""

    def post(body: object, **headers: str) -> Response:
        path = "/v1/life-events/birth/bundle"
        if isinstance(body, bytes):
            return client.post(path, content=body, headers={"content-type": "application/json", **headers})
        return client.post(path, json=body, headers=headers)

    return post
