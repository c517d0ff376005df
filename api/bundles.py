"""Bundles: what a life event calls for, for one person. Facts travel in the body, and nothing of them is kept."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, WithJsonSchema
from starlette.requests import Request
from starlette.responses import Response

from api.direct import endpoints
from api.documented import EventKey, problems
from api.problems import Remark, described, unfit
from api.reading import faults_of, within
from api.replies import personal
from api.snapshot import Snapshot, snapshot_of
from catalogue.values import Day
from journeys.answers import Bundle
from journeys.bundle import Request as Asked
from journeys.bundle import answer_json
from journeys.dates import EARLIEST, LATEST

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
router = endpoints("bundles")

DAYS = (
    r"^(((19|20|21)[0-9]{2}|2200)-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)"
    r"|02-(0[1-9]|1[0-9]|2[0-8]))|((19|20|21)(0[48]|[2468][048]|[13579][26])|2000)-02-29)$"
)
"""The same days as a pattern, leap years and all: JSON Schema knows no bounds for dates."""
AskedDay = Annotated[
    Day,
    within(EARLIEST, LATEST),
    WithJsonSchema({"type": "string", "format": "date", "pattern": DAYS}),
]
_DAY: TypeAdapter[date] = TypeAdapter(AskedDay)
Codes = Annotated[list[str], Field(max_length=200)]


class BundleRequest(BaseModel):
    """What a person tells: everything is optional, and what is not told is unknown, never false."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    situation: dict[str, object] = Field(
        default_factory=dict,
        description="Facts by concept. Bare ones are the event's subject's; those of others stand under their role.",
    )
    region: str | None = Field(default=None, description="The Kemendagri code of the region: its offices are named.")
    held: Codes = Field(
        default_factory=list, description="Documents at hand, by evidence type; `role.type` for another's."
    )
    missing: Codes = Field(
        default_factory=list, description="Documents that are not there: the steps that give them are added."
    )
    done: Codes = Field(default_factory=list, description="Services already done, by code or slug.")
    event_dates: Annotated[dict[str, object], Field(max_length=20)] = Field(
        default_factory=dict,
        json_schema_extra={"additionalProperties": {"type": "string", "format": "date", "pattern": DAYS}},
        description="The days on which life events happened or will, by code or alias: deadlines count from them.",
    )
    as_of: AskedDay | None = Field(
        default=None, description="The day asked about; today in Jakarta where none is given."
    )


class EventsBundleRequest(BundleRequest):
    """The same for several life events at once; facts stand under roles, unless all events have the same subject."""

    life_events: Annotated[list[str], Field(min_length=1, max_length=20)] = Field(
        description="Life events by code or alias."
    )


_REFUSED = problems(400, 409, 413, 415)


@router.post("/v1/life-events/{code}/bundle", response_model=Bundle, responses={**_REFUSED, **problems(404)})
async def bundle_of_event(request: Request, code: EventKey, body: BundleRequest) -> Response:
    """What one life event calls for, for this person: steps in order, documents, totals, and what was left out and why.

    It is information, not a decision. Nothing that is sent is logged or kept; asking twice is safe.
    """
    snapshot = snapshot_of(request)
    return _bundle(snapshot, (snapshot.event(code),), body)


@router.post("/v1/bundle", response_model=Bundle, responses=_REFUSED)
async def bundle_of_events(request: Request, body: EventsBundleRequest) -> Response:
    """What several life events together call for, for this person, each service and each document once."""
    return _bundle(snapshot_of(request), body.life_events, body)


def _bundle(snapshot: Snapshot, events: Sequence[str], body: BundleRequest) -> Response:
    """A bundle; raises a Refusal that tells every name no register knows, and every fact that cannot be."""
    question = asked(snapshot, events, body)
    with snapshot.words.read_from(body.situation):
        return personal(answer_json(snapshot.journey, question))


def asked(snapshot: Snapshot, events: Sequence[str], body: BundleRequest) -> Asked:
    """What a body asks for; raises a Refusal that tells every name no register knows, and every fact that cannot be."""
    words = snapshot.words
    strange = [
        *words.unknown_keys(body.situation),
        *words.unknown_documents("/held", body.held),
        *words.unknown_documents("/missing", body.missing),
        *words.unknown_services(body.done),
        *unknown_events(snapshot, events),
        *_unknown_region(snapshot, body.region),
        *_wrong_dates(snapshot, body.event_dates),
    ]
    if strange:
        read = partial(snapshot.journey.reader.read, as_of=body.as_of)
        raise unfit([*strange, *words.wrong_beside(body.situation, read, held=body.held, missing=body.missing)])
    with words.read_from(body.situation):
        situation = snapshot.journey.reader.read(body.situation, as_of=body.as_of, held=body.held, missing=body.missing)
    dates = {event: _DAY.validate_python(day) for event, day in body.event_dates.items()}
    return Asked(tuple(events), situation, body.region, tuple(body.done), dates)


def unknown_events(snapshot: Snapshot, events: Sequence[str]) -> Iterator[Remark]:
    """The life events that no register knows."""
    for place, event in enumerate(events):
        if event not in snapshot.finder.names["event"]:
            yield Remark(f"/life_events/{place}", "http-unknown-event", {"found": described(event)})


def _unknown_region(snapshot: Snapshot, region: str | None) -> Iterator[Remark]:
    """The region, where no register knows it."""
    if region is not None and region not in snapshot.catalogue.regions:
        yield Remark("/region", "http-unknown-region", {"found": described(region)})


def _wrong_dates(snapshot: Snapshot, dates: Mapping[str, object]) -> Iterator[Remark]:
    """The events among those dated that no register knows, told by their place, and what is no day."""
    for place, event in enumerate(dates, 1):
        if event not in snapshot.finder.names["event"]:
            words = {"position": str(place), "total": str(len(dates))}
            yield Remark("/event_dates", "http-unknown-dated-event", words)
            continue
        yield from faults_of(_DAY, dates[event], f"/event_dates/{event}")
