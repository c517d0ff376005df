"""The third floor's door: a journey in, an ASGI application out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from api import (
    bundles,
    life_events,
    planning,
    portfolio,
    queries,
    registers,
    services,
    site,
    sparql,
    timeline,
    what_if,
)
from api.direct import served
from api.gate import Gate
from api.openapi import Description
from api.problems import Refusal, on_http_error, on_refusal
from api.settings import Settings
from api.snapshot import Snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api.situations import Schema
    from journeys.journey import Journey

_HEADERS = ("Accept-Language", "Content-Type", "If-None-Match")
_RESOURCES = (
    *(bundles, timeline, services, life_events, registers),
    *(queries, sparql),
    *(planning, portfolio, what_if),
    site,
)
"""Each with a router of its own; those asked most come first."""


class Application(Starlette):
    """Answers from one snapshot; put another into ``state.snapshot`` and it answers from that."""

    def __init__(self, snapshot: Snapshot) -> None:
        described = [route for resource in _RESOURCES for route in resource.router.routes]
        super().__init__(
            routes=[*served(described), *site.PAGES],
            middleware=[Middleware(Gate), *_cors(snapshot.settings)],
            exception_handlers={Refusal: on_refusal, HTTPException: on_http_error},
        )
        self.router.redirect_slashes = False  # a redirect would repeat the path and query it was asked for
        self.state.snapshot = snapshot
        self.state.description = Description(described)

    def openapi(self) -> Schema:
        """The OpenAPI description, with every name the catalogue knows."""
        snapshot: Snapshot = self.state.snapshot
        description: Description = self.state.description
        return description.living(snapshot)


def create_app(journey: Journey, *, settings: Settings | None = None) -> Application:
    """The application that answers from ``journey``."""
    return Application(Snapshot(journey, settings or Settings()))


def openapi_of(journey: Journey) -> Schema:
    """The OpenAPI description that is checked in: what the code promises, with examples of this catalogue."""
    app = create_app(journey)
    description: Description = app.state.description
    return description.contract(app.state.snapshot)


def _cors(settings: Settings) -> Iterator[Middleware]:
    """Pages of the origins that are set may ask, never with credentials."""
    if settings.cors_origins:
        yield Middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=("GET", "HEAD", "POST"),
            allow_headers=_HEADERS,
            allow_credentials=False,
            expose_headers=("ETag", "X-SPARQL-MaxRows"),
        )
