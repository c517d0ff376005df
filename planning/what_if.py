"""What a change would mean: which journeys get shorter or longer, which break, and for whom; nothing is changed.

Only life events that a change can touch are compared: those from whose services the graph leads, over documents and
what must come before, to a service that would be otherwise. The bundles compared are real ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from journeys.answers import Named, ServiceName
from journeys.bundle import answer
from journeys.dates import today
from journeys.journey import Journey, build_journey
from journeys.situation import Document
from planning.changes import Change, Changed, applied
from planning.comparison import MEASURES, OUTCOMES, JourneyChange, Outcome, compared, lost
from planning.persons import Case, profiles
from planning.touched import Touched
from planning.what_if_answers import ChangeMade, Dangling, EventChange, LostDocument, Range, TriedOn, WhatIf

if TYPE_CHECKING:
    from journeys.bundle import Request

Progress = Callable[[int, int], None]
"""Called with how many journeys were compared, of how many."""


@dataclass(frozen=True)
class Trial:
    """On whom a change is tried, and how far."""

    cases: Sequence[Case] | None = None
    """Persons; None: profiles made from the catalogue."""
    fill: bool = True
    """Whether life events that none of the persons lives through get profiles."""
    events: Collection[str] = ()
    """Only these life events, by code; all where there are none."""
    as_of: date | None = None
    """The day profiles are read on; today where there is none."""
    most: int | None = None
    """Journeys compared at the most."""


def what_if(
    journey: Journey, changes: Sequence[Change], trial: Trial | None = None, *, progress: Progress | None = None
) -> WhatIf:
    """What changes would mean for the journeys of some persons.

    Raises UnknownCode and ChangeRefused as ``applied`` does, SituationError for facts that cannot be.
    """
    question = _Question(journey, applied(journey.catalogue, changes), trial or Trial())
    return question.answer(progress)


class _Question:
    """A change and whom it is tried on."""

    def __init__(self, journey: Journey, changed: Changed, trial: Trial) -> None:
        self.before, self.after = journey, build_journey(changed.after)
        self.changed, self.trial, self.catalogue = changed, trial, journey.catalogue
        self.reach = Touched(changed)

    def answer(self, progress: Progress | None) -> WhatIf:
        """The whole answer."""
        cases = list(self._cases())
        chosen = cases[: self.trial.most]
        made = [self._compared(case, place, len(chosen), progress) for place, case in enumerate(chosen, 1)]
        lived: dict[str, list[JourneyChange]] = {}
        for case, one in zip(chosen, made, strict=True):
            for event in self._events_of(case):
                lived.setdefault(event, []).append(one)
        told = Counter(case.origin for case in chosen)
        return WhatIf(
            catalogue_version=self.catalogue.version,
            changes=tuple(self._changes()),
            tried_on=TriedOn(
                files=told["file"],
                profiles=told["profile"],
                told=told["told"],
                untouched=len(self.trial.cases or ()) - sum(case.origin != "profile" for case in cases),
                left_out=len(cases) - len(chosen),
            ),
            outcomes=_counted(made),
            life_events=tuple(self._by_event(lived)),
            journeys=tuple(sorted(made, key=_weight)),
            untried=tuple(self._event(event) for event in self.touched if event not in lived),
            lost_documents=tuple(self._lost()),
            dangling=tuple(self._dangling()),
            empty_events=tuple(
                self._event(event) for event in self.touched if self.reach.empties(*self.before.events_of(event))
            ),
        )

    @cached_property
    def _wanted(self) -> tuple[str, ...]:
        """The life events asked about, in their order."""
        wanted = {self.catalogue.event_code(event) for event in self.trial.events}
        return tuple(event for event in self.catalogue.life_events if not wanted or event in wanted)

    @cached_property
    def touched(self) -> tuple[str, ...]:
        """The life events to compare, whoever asks."""
        return self._touched_of(self._wanted, ())

    def _touched_of(self, events: Iterable[str], missing: Collection[str]) -> tuple[str, ...]:
        leading = self.reach.leading(missing)
        called = ((event, self.reach.called_for(*self.before.events_of(event))) for event in events)
        return tuple(event for event, codes in called if not leading.isdisjoint(codes))

    # ── whom it is tried on ──────────────────────────────────────────────────────────────────────────────────────

    def _cases(self) -> Iterator[Case]:
        """Everybody whose journey a change can touch."""
        known = [case for case in self.trial.cases or () if any(self._events_of(case))]
        yield from known
        if self.trial.fill:
            lived = {event for case in known for event in self._events_of(case)}
            day = self.trial.as_of or today()
            for event in self.touched:
                if event not in lived:
                    yield from profiles(self.before, event, self.changed.touched, as_of=day)

    def _events_of(self, case: Case) -> tuple[str, ...]:
        """The life events of a person that a change can touch."""
        codes = map(self.catalogue.event_code, case.request.events)
        missing = {document.type for document in case.request.situation.missing}
        return self._touched_of([code for code in codes if code in self._wanted], missing)

    def _compared(self, case: Case, place: int, total: int, progress: Progress | None) -> JourneyChange:  # noqa: PLR0917 - one after another
        before, after = answer(self.before, case.request), answer(self.after, self._then(case.request))
        if progress:
            progress(place, total)
        return compared(case, before, after, changed=self.changed, losses=self.reach.losses)

    def _then(self, request: Request) -> Request:
        """The same question after the change: a merged service is done where all that became it are."""
        done, held = {self.catalogue.services.find(key).code for key in request.done}, set[Document]()
        for keeper, codes in self.changed.groups.items():
            if keeper in done and not done.issuperset(codes):
                done.discard(keeper)
                held |= {Document(one.of or "", one.type) for one in self.catalogue.services[keeper].produces}
        if not held:
            return request
        situation = replace(request.situation, held=request.situation.held | held)
        return replace(request, situation=situation, done=tuple(sorted(done)))

    # ── in words ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _changes(self) -> Iterator[ChangeMade]:
        for codes in self.changed.groups.values():
            yield ChangeMade(kind="merge", services=tuple(map(self._service, codes)))
        for document, code in self.changed.dropped:
            name = Named(code=document, name=self.catalogue.evidence[document].name)
            yield ChangeMade(kind="drop-document", services=(self._service(code),), document=name)
        for code in self.changed.retired:
            yield ChangeMade(kind="retire", services=(self._service(code),))

    def _lost(self) -> Iterator[LostDocument]:
        services = self.changed.after.services
        for code in sorted(self.reach.losses.documents):
            name = Named(code=code, name=self.catalogue.evidence[code].name)
            asking = (one for one in services.linked("demands", code) if services[one].status == "active")
            demanded_by = tuple(map(self._service, asking))
            reason = lost(name, self.reach.losses)
            yield LostDocument(code=code, name=name.name, demanded_by=demanded_by, reason=reason)

    def _dangling(self) -> Iterator[Dangling]:
        for service, field, names in self.reach.dangling:
            yield Dangling(service=self._service(service), field=field, names=self._service(names))

    def _service(self, code: str) -> ServiceName:
        service = self.catalogue.services[code]
        return ServiceName(code=code, slug=service.slug, name=service.name)

    def _event(self, code: str) -> Named:
        return Named(code=code, name=self.catalogue.life_events[code].name)

    def _by_event(self, lived: Mapping[str, Sequence[JourneyChange]]) -> Iterator[EventChange]:
        for code in self._wanted:
            if code in lived:
                yield _event_change(self._event(code), lived[code])


def _event_change(event: Named, made: Sequence[JourneyChange]) -> EventChange:
    def span(field: str) -> Range:
        found = [getattr(one.difference, field) for one in made]
        return Range(least=min(found), most=max(found))

    return EventChange(
        code=event.code,
        name=event.name,
        journeys=len(made),
        outcomes=_counted(made),
        **{measure: span(measure) for measure in MEASURES},
    )


def _counted(made: Iterable[JourneyChange]) -> Mapping[Outcome, int]:
    count = Counter(one.outcome for one in made)
    return {outcome: count[outcome] for outcome in OUTCOMES if count[outcome]}


def _weight(one: JourneyChange) -> tuple[int, int, int, str]:
    """The worst first, then the greatest change."""
    difference = one.difference
    moved = abs(difference.documents) + abs(difference.steps) + abs(difference.visits)
    return OUTCOMES.index(one.outcome), -abs(difference.working_days), -moved, one.id
