"""What belongs to the server and to no resource: its health, its description, and pages about both."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from api.direct import endpoints
from api.documented import problems
from api.entries import Health
from api.problems import Refusal
from api.replies import personal, public
from api.snapshot import snapshot_of
from catalogue.errors import explanations

if TYPE_CHECKING:
    from api.openapi import Description

router = endpoints("server")

_WEB = Path(__file__).with_name("web")
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Swagger UI writes style attributes; nothing else is let in, and nothing out."""


@router.get("/healthz", response_model=Health, responses=problems())
async def health(request: Request) -> Response:
    """Whether the server answers, and from which version of the catalogue."""
    return personal(snapshot_of(request).health)


@router.get("/openapi.json", include_in_schema=False)
async def describe(request: Request) -> Response:
    """The OpenAPI description, with every name this catalogue knows."""
    description: Description = request.app.state.description
    body = await run_in_threadpool(description.ready, snapshot_of(request))
    return public(request, body, etag=f'"{hashlib.sha256(body).hexdigest()[:32]}"')


@router.get("/problems/{rule}", include_in_schema=False)
async def explain(request: Request, rule: str) -> Response:
    """What a rule says and how to mend what breaks it; the ``type`` of every problem leads here."""
    explanation = explanations().get(rule)
    if explanation is None:
        raise Refusal(404, "http-no-such-path")
    told = {"rule": rule, "message": explanation.message, "mend": explanation.mend}
    return public(request, orjson.dumps(told), etag=f'"{rule}"')


async def docs(_request: Request) -> Response:
    """The description, to be read and tried by people."""
    page = (_WEB / "docs.html").read_text(encoding="utf-8")
    return HTMLResponse(page, headers={"content-security-policy": _POLICY, "cache-control": "no-cache"})


PAGES = [Route("/docs", docs), Mount("/static", StaticFiles(directory=_WEB / "static"))]
"""What people look at."""
