"""The journey: a catalogue, joined; what a bundle, a verdict or a planner asks."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple

from journeys.almost import Prospect
from journeys.asking import words_of
from journeys.courses import Course, Typical
from journeys.cuts import limits
from journeys.frames import frame_of
from journeys.index import VerdictIndex
from journeys.recipes import Key, Recipe, recipe_of
from journeys.regional import Memo, Regional
from journeys.situation import Situation, SituationReader
from journeys.waiting import inquiry_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from catalogue.models import PublicService
    from catalogue.spans import Known
    from catalogue.store import Catalogue
    from journeys.asking import Words
    from journeys.eligibility import Verdict
    from journeys.frames import Frame
    from journeys.waiting import Inquiry


_VERSIONS_KEPT = 4
_REGIONS_KEPT = 32
"""Each takes up to about a megabyte."""


class Candidate(NamedTuple):
    """A service that an event calls for, and whose facts its rules speak of."""

    key: Key
    recipe: Recipe


@dataclass(frozen=True)
class Journey:
    """A catalogue, joined: what a bundle, a verdict or a planner asks."""

    catalogue: Catalogue

    def on(self, day: date) -> Journey:
        """The journey with the requirements that hold on a day; those of the days asked about last are kept."""
        turns = self.catalogue.turns
        return self._versions(bisect_right(turns, day)) if turns else self

    @cached_property
    def _versions(self) -> Callable[[int], Journey]:
        turns = self.catalogue.turns

        def between(number: int) -> Journey:
            return Journey(self.catalogue.on(turns[number - 1] if number else turns[0] - timedelta(days=1)))

        return lru_cache(_VERSIONS_KEPT)(between)

    @cached_property
    def reader(self) -> SituationReader:
        """Turns plain mappings into situations."""
        return SituationReader(self.catalogue)

    @cached_property
    def index(self) -> VerdictIndex:
        """All services, ready to be asked at once."""
        return VerdictIndex(self.catalogue)

    @cached_property
    def frames(self) -> Mapping[str, Frame]:
        """What each service's step says whoever asks, by code."""
        return Memo(lambda code: frame_of(self.catalogue, self.catalogue.services[code]))

    @cached_property
    def courses(self) -> tuple[Course, ...]:
        """What a timeline has to know of each active service, whoever asks."""
        services = self.catalogue.services.values()
        return tuple(Course(self.catalogue, service) for service in services if service.status == "active")

    @cached_property
    def typical_events(self) -> tuple[Typical, ...]:
        """The life events that come at a typical age."""
        events = (Typical(self.catalogue, code, event) for code, event in self.catalogue.life_events.items())
        return tuple(typical for typical in events if typical.says_when)

    @cached_property
    def inquiries(self) -> Mapping[tuple[str, str], Inquiry]:
        """What each service may wait for, by code and role of the beneficiary."""
        return Memo(lambda key: inquiry_of(self, self.catalogue.services[key[0]], key[1]))

    @cached_property
    def prospects(self) -> Mapping[tuple[str, str], Prospect]:
        """What could open each service to whom its rules leave out, by code and role of the beneficiary."""
        return Memo(lambda key: Prospect(self, *key))

    @cached_property
    def limits(self) -> Mapping[str, tuple[int, int]]:
        """The first and the last place that each concept with an order may have."""
        kinds, concepts = self.reader.kinds, self.catalogue.concepts
        return Memo(lambda concept: limits(kinds[concept].type, concepts.get(concept)))

    @cached_property
    def words(self) -> Mapping[str, Words]:
        """What a question about each concept says whomever it is asked of."""
        return Memo(lambda concept: words_of(self.catalogue, concept))

    @cached_property
    def regional(self) -> Callable[[str | None], Regional]:
        """What answers say whoever asks in a region; the regions asked about last are kept."""
        return lru_cache(_REGIONS_KEPT)(partial(Regional, self))

    @cached_property
    def asserted(self) -> Mapping[str, Mapping[str, Known]]:
        """What is true of the subject in every case of an event. Raises SituationError for facts that cannot be."""
        events = self.catalogue.life_events.items()
        return {code: self.reader.read(event.asserted).bare if event.asserted else {} for code, event in events}

    def recipe(self, service: PublicService, role: str) -> Recipe:
        """What a service asks for and gives, its beneficiary in ``role``; worked out once."""
        made = self._recipes.get((service.code, role))
        if made is None:
            made = self._recipes[service.code, role] = recipe_of(self.catalogue, service, role)
        return made

    @cached_property
    def _recipes(self) -> dict[tuple[str, str], Recipe]:
        return {}

    def candidates(self, event: str) -> tuple[Candidate, ...]:
        """The services of an event and of broader ones; worked out once."""
        made = self._candidates.get(event)
        if made is None:
            made = self._candidates[event] = tuple(self._called_for(event))
        return made

    @cached_property
    def _candidates(self) -> dict[str, tuple[Candidate, ...]]:
        return {}

    def _called_for(self, event: str) -> Iterator[Candidate]:
        services, subject = self.catalogue.services, self.catalogue.life_events[event].subject
        for wider in self.events_of(event):
            for code in services.linked("event", wider):
                role = services[code].beneficiary_at(wider, subject)
                yield Candidate(Key(code, role), self.recipe(services[code], role))

    def events_of(self, event: str) -> tuple[str, ...]:
        """The event and the broader ones, whose services belong to it too."""
        chain = [event]
        while (broader := self.catalogue.life_events[chain[-1]].broader) and broader not in chain:
            chain.append(broader)
        return tuple(chain)


def build_journey(catalogue: Catalogue) -> Journey:
    """Join a catalogue; nothing is computed before it is asked for."""
    return Journey(catalogue)


def verdicts(journey: Journey, situation: Situation | Mapping[str, object]) -> Mapping[str, Verdict]:
    """The three-valued verdict of every service, by code; bare facts are the beneficiary's of each.

    Raises SituationError for facts that cannot be.
    """
    read = situation if isinstance(situation, Situation) else journey.reader.read(situation)
    return journey.on(read.as_of).index.verdicts(read)
