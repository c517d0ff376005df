"""The registers: who gives services, through which systems, with which documents, where, and which facts decide."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from api.direct import endpoints
from api.documented import EntryKey, problems
from api.entries import (
    ApplicationEntry,
    CatalogueEntry,
    ConceptEntry,
    EvidenceDetail,
    EvidenceEntry,
    Listed,
    OrganisationDetail,
    OrganisationEntry,
    RegionEntry,
)
from api.linked_data import LINKED, linked
from api.problems import Remark, described, unfit
from api.replies import public
from api.snapshot import Snapshot, listing, snapshot_of

router = endpoints("registers")


class RegionQuery(BaseModel):
    """Which regions."""

    model_config = ConfigDict(extra="forbid")

    level: Literal["province", "regency", "city"] | None = Field(default=None, description="The kind of region.")
    province: str | None = Field(default=None, description="The code of a province: only regions within it.")
    q: str | None = Field(default=None, max_length=100, description="A part of the name.")


@router.get("/v1/catalogue", response_model=CatalogueEntry, responses={**LINKED, **problems()})
async def show_catalogue(request: Request) -> Response:
    """The catalogue itself: its name, version and licence; as linked data also the codes its services are made of."""
    return linked(request, "catalogue", "") or public(request, snapshot_of(request).itself)


@router.get("/v1/organisations", response_model=Listed[OrganisationEntry], responses=problems())
async def list_organisations(request: Request) -> Response:
    """All organisations: who makes rules, and who delivers services."""
    return public(request, snapshot_of(request).shelves["organisations"].whole)


@router.get("/v1/organisations/{code}", response_model=OrganisationDetail, responses={**LINKED, **problems(404)})
async def show_organisation(request: Request, code: EntryKey) -> Response:
    """One organisation, with its services."""
    links = snapshot_of(request).catalogue.services.linked
    shelf = snapshot_of(request).shelves["organisations"]
    body = shelf.entry(code, lambda key: {"services": sorted({*links("authority", key), *links("provider", key)})})
    return linked(request, "organisation", code) or public(request, body)


@router.get("/v1/evidence", response_model=Listed[EvidenceEntry], responses=problems())
async def list_evidence(request: Request) -> Response:
    """All kinds of document that services ask for or give."""
    return public(request, snapshot_of(request).shelves["evidence"].whole)


@router.get("/v1/evidence/{code}", response_model=EvidenceDetail, responses={**LINKED, **problems(404)})
async def show_evidence(request: Request, code: EntryKey) -> Response:
    """One kind of document, with the services that give it and those that ask for it."""
    links = snapshot_of(request).catalogue.services.linked
    shelf = snapshot_of(request).shelves["evidence"]
    body = shelf.entry(
        code,
        lambda key: {"issued_by_services": links("issues", key), "demanded_by_services": links("demands", key)},
    )
    return linked(request, "evidence", code) or public(request, body)


@router.get("/v1/applications", response_model=Listed[ApplicationEntry], responses=problems())
async def list_applications(request: Request) -> Response:
    """All computer systems through which services are given."""
    return public(request, snapshot_of(request).shelves["applications"].whole)


@router.get("/v1/concepts", response_model=Listed[ConceptEntry], responses=problems())
async def list_concepts(request: Request) -> Response:
    """All facts that a situation may tell, with the question that asks for each.

    Every kind of document is a fact too, whether one has it: `has_` and its code, with `_` for `-`.
    """
    return public(request, snapshot_of(request).shelves["concepts"].whole)


@router.get("/v1/regions", response_model=Listed[RegionEntry], responses=problems())
async def list_regions(request: Request, query: Annotated[RegionQuery, Query()]) -> Response:
    """Provinces, regencies and cities by their Kemendagri codes."""
    snapshot = snapshot_of(request)
    shelf = snapshot.shelves["regions"]
    if query.province is not None and query.province not in snapshot.provinces:
        raise unfit([Remark("?province", "http-unknown-region", {"found": described(query.province)})])
    if query == RegionQuery():
        return public(request, shelf.whole)
    items = [shelf.items[code] for code in shelf.codes if _fits(snapshot, code, query)]
    return public(request, listing(snapshot.catalogue.version, items))


def _fits(snapshot: Snapshot, code: str, query: RegionQuery) -> bool:
    region = snapshot.catalogue.regions[code]
    return (
        (query.level is None or region.level == query.level)
        and (query.province is None or region.province == query.province)
        and (query.q is None or query.q.casefold() in region.name.casefold())
    )
