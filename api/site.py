"""What belongs to the server and to no resource: its health, its description, and pages about both."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from api.direct import direct_router
from api.documented import problems
from api.entries import Health
from api.examples import Examples
from api.openapi import contract, living
from api.problems import Refusal
from api.replies import personal, public
from api.snapshot import snapshot_of
from catalogue.errors import explanations

if TYPE_CHECKING:
    from fastapi import FastAPI

    from api.snapshot import Snapshot

router = direct_router("server")

_WEB = Path(__file__).with_name("web")
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Swagger UI writes style attributes; nothing else is let in, and nothing out."""


@router.get("/healthz", response_model=Health, responses=problems())
async def health(request: Request) -> Response:
    """Whether the server answers, and from which version of the catalogue."""
    catalogue = snapshot_of(request).catalogue
    told = {"status": "ok", "catalogue_version": catalogue.version, "services": len(catalogue.services)}
    return personal(orjson.dumps(told))


@router.get("/openapi.json", include_in_schema=False)
async def describe(request: Request) -> Response:
    """The OpenAPI description, with every name this catalogue knows."""
    body = description(request.app, snapshot_of(request))
    return public(request, body, etag=f'"{hashlib.sha256(body).hexdigest()[:32]}"')


def description(app: FastAPI, snapshot: Snapshot) -> bytes:
    """The OpenAPI description of an application and a catalogue, made once for both."""
    kept: tuple[Snapshot, bytes] | None = getattr(app.state, "description", None)
    if kept and kept[0] is snapshot:
        return kept[1]
    examples = Examples(snapshot)
    made = orjson.dumps(living(contract(app, examples), snapshot, examples))
    app.state.description = snapshot, made
    return made


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


router.add_route("/docs", docs, methods=["GET"], include_in_schema=False)
router.routes.append(Mount("/static", StaticFiles(directory=_WEB / "static"), name="static"))
