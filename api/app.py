"""The third floor's door: a journey in, an ASGI application out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware

from api import bundles, life_events, registers, services, site
from api.examples import Examples
from api.gate import Gate
from api.openapi import contract
from api.problems import Refusal, on_http_error, on_refusal
from api.settings import Settings
from api.snapshot import Snapshot

if TYPE_CHECKING:
    from api.situations import Schema
    from journeys.journey import Journey

VERSION = "1"
"""The version of the API: paths begin with it."""
_ABOUT = """\
Which public services does a life call for, from birth to death, and which of them does this person need now?

Answers carry every text in all languages. Facts about a person travel in the body of a POST and are never logged or
kept; a bundle is information, not a decision. Problems are RFC 9457 documents, in Indonesian or English."""
_HEADERS = ("Accept-Language", "Content-Type", "If-None-Match")


def create_app(journey: Journey, *, settings: Settings | None = None) -> FastAPI:
    """The application that answers from ``journey``. Swap ``app.state.snapshot`` whole to answer from another."""
    snapshot = Snapshot(journey, settings or Settings())
    app = FastAPI(
        title="Life-journey service catalogue",
        version=VERSION,
        description=_ABOUT,
        openapi_url=None,  # site.py hands out a fuller description
        docs_url=None,  # and a page that asks no other server for anything
        redoc_url=None,
        redirect_slashes=False,  # a redirect would repeat the path and query it was asked for
        telemetry={
            "tracing": False,
            "metrics": False,
            "logs": False,
            "operation_spans": False,
            "auto_configure": False,
        },
    )
    app.state.snapshot = snapshot
    for resource in (bundles, services, life_events, registers, site):
        # not include_router: it would search every included router anew for every request
        app.router.routes.extend(resource.router.routes)
    app.add_exception_handler(Refusal, on_refusal)
    app.add_exception_handler(HTTPException, on_http_error)
    if snapshot.settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=snapshot.settings.cors_origins,
            allow_methods=("GET", "HEAD", "POST"),
            allow_headers=_HEADERS,
            allow_credentials=False,
            expose_headers=("ETag",),
        )
    app.add_middleware(Gate)
    return app


def openapi_of(journey: Journey) -> Schema:
    """The OpenAPI description that is checked in: what the code promises, with examples of this catalogue."""
    app = create_app(journey)
    return contract(app, Examples(app.state.snapshot))
