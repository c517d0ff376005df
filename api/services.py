"""Services: found by words and filters, page by page, and shown one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from starlette.requests import Request
from starlette.responses import Response

from api.direct import DirectRoute
from api.documented import ServiceKey, problems
from api.entries import Page, ServiceSummary, Status
from api.finding import Filter
from api.problems import Refusal, Remark, described, unfit
from api.replies import public
from api.snapshot import Snapshot, listing, snapshot_of
from catalogue.models import PublicService
from catalogue.registers import Level
from catalogue.search import LONGEST_QUERY
from catalogue.values import Whole

router = APIRouter(route_class=DirectRoute, tags=["services"])

CURSOR = re.compile(r"([0-9a-f]{16})\.([0-9]{1,9})")
"""The version of the catalogue a page belongs to, and how many services come before it."""
Name = Annotated[str, StringConstraints(max_length=100)]


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
    status: Status | None = None
    limit: Annotated[Whole, Field(ge=1, le=200)] = Field(default=50, description="Services a page holds.")
    after: Annotated[str, StringConstraints(pattern=f"^{CURSOR.pattern}$")] | None = Field(
        default=None, description="The cursor of a `next` link. It is gone (410) once the catalogue has changed."
    )


@router.get("/v1/services", response_model=Page[ServiceSummary], responses=problems(410))
async def list_services(request: Request, query: Annotated[ServiceQuery, Query()]) -> Response:
    """Services that fit all filters, in code order, or by rank where words are searched for.

    Follow `next` for the following page. Words that the catalogue does not know are not repeated in a link: a search
    for them has one page.
    """
    snapshot = snapshot_of(request)
    filters = list(_filters(snapshot, query))
    searched = query.q if query.q and query.q.strip() else None
    start = _start(snapshot, query.after)
    codes = snapshot.finder.find(filters, searched)
    stop = start + query.limit
    following = _next(snapshot, query, filters, stop) if stop < len(codes) else None
    items = [snapshot.summary(code) for code in codes[start:stop]]
    return public(request, listing(snapshot.catalogue.version, items, total=len(codes), next=following))


@router.get("/v1/services/{code}", response_model=PublicService, responses=problems(404, 410))
async def show_service(request: Request, code: ServiceKey) -> Response:
    """One service with everything that is known of it; a superseded one names its successors."""
    return public(request, snapshot_of(request).service(code))


def _filters(snapshot: Snapshot, query: ServiceQuery) -> Iterator[Filter]:
    """The filters asked for, by the names the registers use; raises a 422 Refusal that tells all unknown ones."""
    names = snapshot.finder.names
    asked = {name: value for name in names if (value := getattr(query, name)) is not None}
    remarks = [
        Remark(f"?{name}", f"http-unknown-{name}", {"found": described(value)})
        for name, value in asked.items()
        if value not in names[name]
    ]
    if remarks:
        raise unfit(remarks)
    yield from (Filter(name, names[name][value]) for name, value in asked.items())
    yield from (Filter(name, value) for name in ("level", "status") if (value := getattr(query, name)))


def _start(snapshot: Snapshot, cursor: str | None) -> int:
    """How many services come before the page; raises a 410 Refusal for a cursor of another catalogue."""
    if cursor is None:
        return 0
    version, _, place = cursor.partition(".")
    if version != snapshot.catalogue.version:
        raise Refusal(410, "http-old-cursor")
    return int(place)


def _next(snapshot: Snapshot, query: ServiceQuery, filters: list[Filter], start: int) -> str | None:
    """The link to the page that begins after ``start`` services, in words of the catalogue only."""
    searched = {}
    if query.q:
        words = snapshot.finder.repeatable(query.q)
        if words is None:
            return None
        searched = {"q": words}
    cursor = f"{snapshot.catalogue.version}.{start}"
    wishes = {wish.name: wish.value for wish in filters}
    return "/v1/services?" + urlencode({**searched, **wishes, "limit": query.limit, "after": cursor})
