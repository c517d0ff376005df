"""The services of an event that are not for this person now, in JSON: why, and how nearly they would be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from catalogue.errors import LANGUAGES
from catalogue.values import in_language
from journeys.almost import Nearly
from journeys.frames import reason
from journeys.wording import say

if TYPE_CHECKING:
    from journeys.plan import Draft, LeftOut, Plan

_LEFT_OUT = b'{"service":%b,"beneficiary":"%b","reason":"%b","why":[%b],"almost":%b,"successors":[%b]}'


class Missed:
    """Tells what was left out of one plan, for the life events asked about."""

    def __init__(self, plan: Plan, events: Sequence[str]) -> None:
        self.plan, self.catalogue, self.frames = plan, plan.catalogue, plan.journey.frames
        self.nearly = Nearly(plan.journey, plan.situation, events)

    def json(self, left: LeftOut) -> bytes:
        """A service that is not for this person now."""
        draft = left.draft
        by_rule = left.reason == "rule"
        return _LEFT_OUT % (
            self.frames[draft.key.code].service,
            draft.key.role.encode(),
            left.reason.encode(),
            b",".join(self.against(draft) if by_rule else [reason(left.reason, self.closed(left)).json]),
            (self.nearly.of(draft) if by_rule else None) or b"null",
            b",".join([self.frames[code].service for code in draft.recipe.successors]),
        )

    def against(self, draft: Draft) -> Iterable[bytes]:
        """The requirements that are not met."""
        outcomes = zip(self.frames[draft.key.code].requirements, draft.outcomes, strict=True)
        return [tested.not_met.json for tested, outcome in outcomes if outcome is False]

    def closed(self, left: LeftOut) -> Mapping[str, str]:
        """Why a service is closed to everybody, not given here, or done already."""
        service = left.draft.service
        if left.reason == "status":
            return say(service.status)
        if left.reason == "date":
            early = service.valid_from is not None and self.plan.situation.as_of < service.valid_from
            return say("not-yet" if early else "no-longer", day=str(service.valid_from if early else service.valid_to))
        if left.reason == "region":
            names = sorted(self.catalogue.regions[area].name for area in left.draft.recipe.regions)
            return say("elsewhere", region=", ".join(names))
        given = [self.catalogue.evidence[gift.document.type].name for gift in left.draft.recipe.gives]
        return say("held", document=_joined(given)) if given else say("done")


def _joined(names: Sequence[Mapping[str, str]]) -> Mapping[str, str]:
    """Several names as one text."""
    return {language: ", ".join(in_language(name, language) for name in names) for language in LANGUAGES}
