"""The plan behind a bundle: which services are steps, and which documents come from which.

Candidates are the event's own services and those of broader events. Documents that are missing, or made for one errand
only, pull their issuers in. What a person lacks is never guessed: a document nobody spoke of is brought.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from journeys.answers import LeftOutReason
from journeys.deadlines import due_date
from journeys.eligibility import VERDICTS, Verdict, all_of
from journeys.recipes import Key, Need
from journeys.situation import Document, Situation
from journeys.sourcing import Sourcing

if TYPE_CHECKING:
    from catalogue.evaluate import Facts, Trilean
    from catalogue.models import PublicService
    from catalogue.parts import Span
    from catalogue.spans import Known
    from journeys.deadlines import DueDate
    from journeys.frames import Frame
    from journeys.journey import Journey
    from journeys.recipes import Choice, Recipe
    from journeys.spared import Spared


@dataclass(slots=True)
class Draft:
    """A step in the making."""

    key: Key
    event: str
    recipe: Recipe
    facts: Facts
    outcomes: list[Trilean]
    """What each rule of its requirements comes out as."""
    verdict: Verdict
    needed_by: tuple[Key, str | None] | None = None
    """For a prerequisite: the step it was pulled in for, and the document (None: ``requires``)."""
    needs: list[Need] = field(default_factory=list)
    after: dict[Key, None] = field(default_factory=dict)
    due: DueDate | None = None
    """By when it must be asked for, where that is known."""
    spared: list[Spared] = field(default_factory=list)
    """The steps that could have been taken in its place."""

    @property
    def service(self) -> PublicService:
        """The service it asks for."""
        return self.recipe.service


@dataclass(slots=True)
class LeftOut:
    """A service of the event that is no step, and why."""

    draft: Draft
    reason: LeftOutReason


class Plan:
    """One person's plan; ``situation`` has every fact under its role."""

    def __init__(self, journey: Journey, situation: Situation, *, region: str | None, done: frozenset[str]) -> None:
        self.journey, self.catalogue = journey, journey.catalogue
        self.situation, self.region, self.done = situation, region, done
        self.regional = journey.regional(region)
        self.exact = True
        """Whether no cheaper way to the documents ends as soon; else it is the cheapest that was found."""
        self.steps: dict[Key, Draft] = {}
        self.left_out: dict[Key, LeftOut] = {}
        self._facts: dict[tuple[str, int], Facts] = {}
        self.issuers: dict[Document, list[Key]] = {}
        self.updaters: dict[Document, list[Key]] = {}
        self.held_types = {document.type for document in situation.held}
        self.missing_types = {document.type for document in situation.missing}

    # ── who is in ────────────────────────────────────────────────────────────────────────────────────────────────

    def ask(self, event: str) -> None:
        """Add the services of an event and of broader ones."""
        many = self.situation.many
        for key, recipe in self.journey.candidates(event):
            self._ask_one(key, recipe, event)
            if key.role in many:
                for person in range(1, len(self.situation.persons.get(key.role, ()))):
                    self._ask_one(key._replace(person=person), recipe, event)

    def draft(self, key: Key, recipe: Recipe, event: str) -> Draft:
        """A service assessed for one person."""
        who = key.role, key.person
        facts = self._facts.get(who)
        if facts is None:
            facts = self._facts[who] = self.situation.facts(*who)
        outcomes = [rule(facts) for rule in recipe.rules]
        draft = Draft(key, event, recipe, facts, outcomes, VERDICTS[all_of(outcomes)])
        if recipe.anchor:
            draft.due = _due(recipe.service, facts.get(recipe.anchor))
        return draft

    def _ask_one(self, key: Key, recipe: Recipe, event: str) -> None:
        if key in self.steps or key in self.left_out:
            return
        draft = self.draft(key, recipe, event)
        reason = self._why_not(draft)
        if reason:
            self.left_out[key] = LeftOut(draft, reason)
        else:
            self.enter(draft)

    def _why_not(self, draft: Draft) -> LeftOutReason | None:
        """What keeps a service out that was asked for."""
        if draft.key.code in self.done:
            return "held"
        closed = self.closed(draft.recipe)
        if closed:
            return closed
        if draft.verdict is Verdict.NOT_MET:
            return "rule"
        return "held" if self._has_all(draft) and not draft.service.recurs else None

    def _has_all(self, draft: Draft) -> bool:
        """Whether everything new that a service gives, and does not give anew as well, is held already."""
        updates = draft.recipe.updates
        gifts = [gift for gift in draft.recipe.gives if gift not in updates] if updates else draft.recipe.gives
        if not gifts or gifts[0].document.type not in self.held_types:
            return False
        held = self.situation.held
        return all(
            gift.document in held or (not gift.named and Document("", gift.document.type) in held) for gift in gifts
        )

    def closed(self, recipe: Recipe) -> LeftOutReason | None:
        """Whether a service is given to nobody now, or not here."""
        if not recipe.always:
            if recipe.service.status != "active":
                return "status"
            if not recipe.service.in_force(self.situation.as_of):
                return "date"
        region, areas = self.region, recipe.regions
        if region is None or not areas or any(region.startswith(area) or area.startswith(region) for area in areas):
            return None
        return "region"

    def enter(self, draft: Draft) -> None:
        """Make a draft a step of the plan."""
        self.steps[draft.key] = draft
        for gift in draft.recipe.gives:
            if gift in draft.recipe.updates and gift.document.type not in self.missing_types:
                continue  # it renews what a person is taken to have
            self.issuers.setdefault(gift.document, []).append(draft.key)
        for gift in draft.recipe.updates:
            self.updaters.setdefault(gift.document, []).append(draft.key)

    def time(self, draft: Draft) -> Span | None:
        """How long a step takes in the region asked about, None where nobody states it."""
        return self.frame(draft).fixed.processing_time

    def next_on(self, draft: Draft) -> date | None:
        """When what recurs comes next, None where the day it counts from is not known."""
        rule, recurs, as_of = draft.recipe.again, draft.service.recurs, self.situation.as_of
        if not rule or not recurs:
            return None
        anchor = draft.facts.get(recurs.from_) if recurs.from_ else None
        if isinstance(anchor, date):
            return rule.next_on(anchor, as_of)
        return rule.next_on(as_of, as_of) if rule.names_its_days and not recurs.from_ else None

    def frame(self, draft: Draft) -> Frame:
        """What a step says whoever asks, in the region asked about."""
        return self.regional.services[draft.key.code].frame

    # ── what they need ───────────────────────────────────────────────────────────────────────────────────────────

    def close(self) -> None:
        """Settle every document, pulling in the prerequisites it takes."""
        sourcing = Sourcing(self)
        sourcing.settle()
        self.exact = sourcing.exact

    def held(self, choice: Choice) -> bool:
        """Whether a document is at hand."""
        return choice.document.type in self.held_types and _among(self.situation.held, choice)

    def must_come(self, choice: Choice) -> bool:
        """Whether a document has to be got: said to be missing, or made for one errand only."""
        return choice.for_purpose or (
            choice.document.type in self.missing_types and _among(self.situation.missing, choice)
        )

    def givers(self, draft: Draft, need: Need, choice: Choice) -> Iterator[Key]:
        """The steps of the plan, other than ``draft``, that issue (or update) a document for the same person."""
        document, mine = choice.document, draft.key
        for key in (self.updaters if need.ask.demand.updated else self.issuers).get(document, ()):
            another = key.role == mine.role and key.person != mine.person
            if key != mine and not (another and document.of == key.role):
                yield key


def _due(service: PublicService, event_day: Known | None) -> DueDate | None:
    """By when a service must be asked for, None where the day of the event is not known."""
    deadline = service.deadline
    return due_date(deadline, event_day) if deadline and isinstance(event_day, date) else None


def _among(documents: frozenset[Document], choice: Choice) -> bool:
    """Whether a document was spoken of: with its person, or bare where that is its default one."""
    return choice.document in documents or choice.bare in documents
