"""For planners: what is asked twice, which applications serve what, and what the catalogue lacks."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.direct import endpoints
from api.documented import problems
from api.replies import public
from api.snapshot import snapshot_of
from journeys.dates import today
from planning.coverage import Coverage
from planning.figures import Scope
from planning.once_only import OnceOnly
from planning.portfolio import Portfolio

router = endpoints("planning")

_Name = Annotated[str, StringConstraints(max_length=100)]


class PartQuery(BaseModel):
    """Which part of the catalogue; without any the whole."""

    model_config = ConfigDict(extra="forbid")

    agency: _Name | None = Field(
        default=None,
        description="An organisation that makes the rules or delivers, with its parts and what came after it.",
    )
    domain: _Name | None = Field(default=None, description="A field of government: four digits, or its slug.")


@router.get("/v1/planning/once-only", response_model=OnceOnly, responses=problems())
async def plan_once_only(request: Request, query: Annotated[PartQuery, Query()]) -> Response:
    """Documents and data asked for although the state has them, and what would fall away if asked once.

    The papers of a life event are those of its bundle where nothing is known of the person: the most for one person.
    """
    return await _told(request, query, "once_only")


@router.get("/v1/planning/portfolio", response_model=Portfolio, responses=problems())
async def plan_portfolio(request: Request, query: Annotated[PartQuery, Query()]) -> Response:
    """Applications by service, owner, domain and life event; what many serve, and what none does."""
    return await _told(request, query, "portfolio")


@router.get("/v1/planning/coverage", response_model=Coverage, responses=problems())
async def plan_coverage(request: Request, query: Annotated[PartQuery, Query()]) -> Response:
    """What the catalogue lacks: figures with the list behind each, over all and per agency and domain."""
    return await _told(request, query, "coverage")


async def _told(request: Request, query: PartQuery, name: str) -> Response:
    """A report as of today in Jakarta: its validator changes with the day."""
    snapshot, day = snapshot_of(request), today()
    scope = Scope(**snapshot.finder.wished(query))
    body = await run_in_threadpool(snapshot.report_of, name, scope, day)
    return public(request, body, etag=f'"{snapshot.catalogue.version}-{day}-json"')
