"""Services: found by words and filters, page by page, and shown one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, WithJsonSchema
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.direct import endpoints
from api.documented import ServiceKey, problems
from api.entries import Page, ServiceSummary, Status
from api.finding import Filter
from api.linked_data import LINKED, linked
from api.paging import CURSOR, LONGEST_CURSOR, Pages
from api.reading import within
from api.replies import public
from api.snapshot import Snapshot, listing, snapshot_of
from catalogue.models import PublicService
from catalogue.registers import Level
from catalogue.search import LONGEST_QUERY
from catalogue.values import Whole

router = endpoints("services")

MOST = 200
"""Services a page may hold."""
Name = Annotated[str, StringConstraints(max_length=100)]
Limit = Annotated[Whole, within(1, MOST), WithJsonSchema({"type": "integer", "minimum": 1, "maximum": MOST})]
Cursor = Annotated[str, StringConstraints(pattern=f"^{CURSOR}$", max_length=LONGEST_CURSOR)]


class ServiceQuery(BaseModel):
    """Which services, and which part of their list."""

    model_config = ConfigDict(extra="forbid")

    q: str | None = Field(
        default=None,
        max_length=LONGEST_QUERY,
        description="Words to search for, inflected or mistyped as they may be; the best fit comes first.",
    )
    event: Name | None = Field(default=None, description="The code or alias of a life event.")
    agency: Name | None = Field(
        default=None, description="An organisation that makes the rules or delivers; its predecessors count as it."
    )
    domain: Name | None = Field(default=None, description="A field of government: four digits, or its slug.")
    level: Level | None = Field(default=None, description="The level of an office that delivers the service.")
    status: Status | None = Field(default=None, description="Whether it is given now, or why not.")
    limit: Limit = Field(default=50, description="Services a page holds.")
    after: Cursor | None = Field(
        default=None, description="The cursor of a `next` link. It is gone (410) once the catalogue has changed."
    )


@router.get("/v1/services", response_model=Page[ServiceSummary], responses=problems(410))
async def list_services(request: Request, query: Annotated[ServiceQuery, Query()]) -> Response:
    """Services that fit all filters, in code order, or by rank where words are searched for.

    Follow `next` for the following page. What was searched for is not repeated in it: after a search, its cursor holds
    what is still to come.
    """
    snapshot = snapshot_of(request)
    words = query.q if query.q and query.q.strip() else None
    if words and not snapshot.finder.indexed:
        await run_in_threadpool(lambda: snapshot.finder.index)
    pages = Pages(snapshot.finder, list(_filters(snapshot, query)), query.limit)
    part = pages.after(query.after) if query.after else pages.first(words)
    items = [snapshot.summary(code) for code in part.page]
    following = f"/v1/services?{part.link}" if part.link else None
    return public(request, listing(snapshot.catalogue.version, items, total=part.total, next=following))


@router.get("/v1/services/{code}", response_model=PublicService, responses={**LINKED, **problems(404, 410)})
async def show_service(request: Request, code: ServiceKey) -> Response:
    """One service with everything that is known of it; a superseded one names its successors."""
    snapshot = snapshot_of(request)
    body = snapshot.service(code)
    known = snapshot.catalogue.services.code_of(code) or code
    return linked(request, "service", known) or public(request, body)


def _filters(snapshot: Snapshot, query: ServiceQuery) -> Iterator[Filter]:
    """The filters asked for, by the names the registers use; raises a 422 Refusal that tells all unknown ones."""
    yield from (Filter(name, value) for name, value in snapshot.finder.wished(query).items())
    yield from (Filter(name, value) for name in ("level", "status") if (value := getattr(query, name)))
