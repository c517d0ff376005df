"""Life events: what happens in a life or to a business."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from api.direct import endpoints
from api.documented import EventKey, problems
from api.entries import LifeEventDetail, LifeEventEntry, Listed
from api.linked_data import LINKED, linked
from api.replies import public
from api.snapshot import snapshot_of

router = endpoints("life events")


@router.get("/v1/life-events", response_model=Listed[LifeEventEntry], responses=problems())
async def list_life_events(request: Request) -> Response:
    """All life events, in the order of a life, then of a business."""
    return public(request, snapshot_of(request).shelves["life-events"].whole)


@router.get("/v1/life-events/{code}", response_model=LifeEventDetail, responses={**LINKED, **problems(404)})
async def show_life_event(request: Request, code: EventKey) -> Response:
    """One life event, with the services it calls for."""
    snapshot = snapshot_of(request)
    known = snapshot.event(code)
    body = snapshot.shelves["life-events"].entry(
        known, lambda event: {"services": snapshot.catalogue.services.linked("event", event)}
    )
    return linked(request, "event", known) or public(request, body)
