"""The timeline: what becomes open or due for a person. Facts travel in the body, and nothing of them is kept."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema
from starlette.requests import Request
from starlette.responses import Response

from api.bundles import AskedDay
from api.direct import endpoints
from api.documented import problems
from api.negotiation import JSON, language_of, preferred
from api.problems import unfit
from api.reading import within
from api.replies import calendar, personal
from api.snapshot import snapshot_of
from journeys.dates import today
from journeys.entries import Entries
from journeys.icalendar import MEDIA_TYPE, to_icalendar
from journeys.timeline import MOST_MONTHS, timeline_for
from journeys.timeline_answers import Timeline

router = endpoints("timeline")
_CALENDAR: dict[str, object] = {
    "description": "As JSON, or as a calendar (RFC 5545) in one language.",
    "content": {MEDIA_TYPE: {"schema": {"type": "string"}}},
}


class TimelineRequest(BaseModel):
    """What a person tells: everything is optional, and what is not told is unknown, never false."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    situation: dict[str, object] = Field(
        default_factory=dict,
        description="Facts by concept, of the person in the beneficiary's place; those of others under their role.",
    )
    from_: AskedDay | None = Field(
        default=None, alias="from", description="The first day; today in Jakarta where none is given. Ages are of it."
    )
    months: Annotated[
        int,
        within(1, MOST_MONTHS),
        WithJsonSchema({"type": "integer", "minimum": 1, "maximum": MOST_MONTHS, "default": 12}),
    ] = Field(default=12, description="How many months to look ahead.")


@router.post("/v1/timeline", response_model=Timeline, responses={200: _CALENDAR, **problems(400, 409, 413, 415)})
async def timeline_of_person(request: Request, body: TimelineRequest) -> Response:
    """What opens, closes, is due or comes again for this person, if nothing else changes.

    As JSON, or with `Accept: text/calendar` as a calendar. It is information, not a decision. Nothing that is sent is
    logged or kept; asking twice is safe.
    """
    snapshot = snapshot_of(request)
    words, journey, start = snapshot.words, snapshot.journey, body.from_ or today()
    read = partial(journey.reader.read, as_of=start)
    strange = list(words.unknown_keys(body.situation))
    if strange:
        raise unfit([*strange, *words.wrong_beside(body.situation, read)])
    with words.read_from(body.situation):
        situation = read(body.situation)
    timeline = timeline_for(journey, situation, start=start, months=body.months)
    if preferred(request.headers.get("accept"), (JSON, MEDIA_TYPE)) == JSON:
        return personal(timeline.model_dump_json(by_alias=True).encode())
    language = language_of(request.headers.get("accept-language"))
    roles = {code: role.name for code, role in snapshot.catalogue.roles.items()}
    return calendar(to_icalendar(Entries(timeline, roles, language), stamp=datetime.now(UTC)), language)
