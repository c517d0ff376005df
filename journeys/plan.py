"""The plan behind a bundle: which services are steps, and which documents come from which.

Candidates are the event's own services and those of broader events. Documents that are missing, or made for one errand
only, pull their issuers in. What a person lacks is never guessed: a document nobody spoke of is brought.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from journeys.answers import EvidenceStatus, LeftOutReason
from journeys.dates import NO_HURRY
from journeys.eligibility import VERDICTS, Verdict, all_of
from journeys.recipes import Key, Need
from journeys.situation import Document, Situation
from journeys.wording import say

if TYPE_CHECKING:
    from catalogue.evaluate import Facts, Trilean
    from catalogue.models import PublicService
    from journeys.journey import Journey
    from journeys.recipes import Ask, Choice, Recipe


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
        self.steps: dict[Key, Draft] = {}
        self.left_out: dict[Key, LeftOut] = {}
        self._facts: dict[tuple[str, int], Facts] = {}
        self._issuers: dict[Document, list[Key]] = {}
        self._updaters: dict[Document, list[Key]] = {}
        self._held_types = {document.type for document in situation.held}
        self._missing_types = {document.type for document in situation.missing}

    # ── who is in ────────────────────────────────────────────────────────────────────────────────────────────────

    def ask(self, event: str) -> None:
        """Add the services of an event and of broader ones."""
        many = self.situation.many
        for key, recipe in self.journey.candidates(event):
            self._ask_one(key, recipe, event)
            if key.role in many:
                for person in range(1, len(self.situation.persons.get(key.role, ()))):
                    self._ask_one(key._replace(person=person), recipe, event)

    def _draft(self, key: Key, recipe: Recipe, event: str) -> Draft:
        who = key.role, key.person
        facts = self._facts.get(who)
        if facts is None:
            facts = self._facts[who] = self.situation.facts(*who)
        outcomes = [rule(facts) for rule in recipe.rules]
        return Draft(key, event, recipe, facts, outcomes, VERDICTS[all_of(outcomes)])

    def _ask_one(self, key: Key, recipe: Recipe, event: str) -> None:
        if key in self.steps or key in self.left_out:
            return
        draft = self._draft(key, recipe, event)
        reason = self._why_not(draft)
        if reason:
            self.left_out[key] = LeftOut(draft, reason)
        else:
            self._enter(draft)

    def _why_not(self, draft: Draft) -> LeftOutReason | None:
        """What keeps a service out that was asked for."""
        if draft.key.code in self.done:
            return "held"
        closed = self._closed(draft.recipe)
        if closed:
            return closed
        if draft.verdict is Verdict.NOT_MET:
            return "rule"
        return "held" if self._has_all(draft) and not draft.service.recurs else None

    def _has_all(self, draft: Draft) -> bool:
        """Whether everything new that a service gives, and does not give anew as well, is held already."""
        updates = draft.recipe.updates
        gifts = [gift for gift in draft.recipe.gives if gift not in updates] if updates else draft.recipe.gives
        if not gifts or gifts[0].document.type not in self._held_types:
            return False
        held = self.situation.held
        return all(
            gift.document in held or (not gift.named and Document("", gift.document.type) in held) for gift in gifts
        )

    def _closed(self, recipe: Recipe) -> LeftOutReason | None:
        """Whether a service is given to nobody now, or not here."""
        if not recipe.always:
            service, day = recipe.service, self.situation.as_of
            if service.status != "active":
                return "status"
            if (service.valid_from and day < service.valid_from) or (service.valid_to and day > service.valid_to):
                return "date"
        region, areas = self.region, recipe.regions
        if region is None or not areas or any(region.startswith(area) or area.startswith(region) for area in areas):
            return None
        return "region"

    def _enter(self, draft: Draft) -> None:
        self.steps[draft.key] = draft
        for gift in draft.recipe.gives:
            if gift in draft.recipe.updates and gift.document.type not in self._missing_types:
                continue  # it renews what a person is taken to have
            self._issuers.setdefault(gift.document, []).append(draft.key)
        for gift in draft.recipe.updates:
            self._updaters.setdefault(gift.document, []).append(draft.key)

    # ── what they need ───────────────────────────────────────────────────────────────────────────────────────────

    def close(self) -> None:
        """Settle every document, pulling in the prerequisites it takes, until nothing more is needed."""
        waiting = list(self.steps.values())
        for draft in waiting:  # grows while it runs
            draft.needs = self._needs(draft)
            for need in draft.needs:
                if need.pressing:
                    waiting.extend(self._pulled(draft, need))
            if draft.service.requires:
                waiting.extend(self._required(draft))
        self._settle_all()

    def _settle_all(self) -> None:
        """Settle first what has to be got; what nobody holds, lacks or gives is brought, and needs no thought."""
        held = self._held_types
        given = self._issuers.keys() | self._updaters.keys()
        urgent, others = list[tuple[Draft, Need]](), list[tuple[Draft, Need]]()
        for draft in self.steps.values():
            for place, need in enumerate(draft.needs):
                only = need.ask.only
                if only and not need.pressing and only not in held and need.chosen.document not in given:
                    continue
                own = Need(need.ask, need.chosen) if need.shared else need
                draft.needs[place] = own
                (urgent if own.pressing and self._must_come(own.chosen) else others).append((draft, own))
        for draft, need in chain(urgent, others):
            self._settle(draft, need)

    def _needs(self, draft: Draft) -> list[Need]:
        """What a step asks for; where the facts leave no choice, the very need that all plans share."""
        missing, recipe = self._missing_types, draft.recipe
        if not missing and recipe.plain:
            return list(recipe.plain)
        shared = (
            [need if need and need.ask.only not in missing else None for need in recipe.needs]
            if missing
            else recipe.needs
        )
        needs = [need or self._need(ask, draft.facts) for ask, need in zip(recipe.asks, shared, strict=True)]
        return [need for need in needs if need]

    def _need(self, ask: Ask, facts: Facts) -> Need | None:
        wanted = ask.when(facts) if ask.when else True
        if wanted is False:
            return None
        return Need(
            ask, ask.choices[0], None if wanted else ask.demand.when, bool(self._missing_types) or ask.for_purpose
        )

    @cached_property
    def _sole(self) -> set[Document]:
        """The documents that some step asks for and would take no other."""
        return {need.chosen.document for draft in self.steps.values() for need in draft.needs if need.ask.only}

    def _held(self, choice: Choice) -> bool:
        return choice.document.type in self._held_types and _among(self.situation.held, choice)

    def _must_come(self, choice: Choice) -> bool:
        """Whether a document has to be got: said to be missing, or made for one errand only."""
        return choice.for_purpose or (
            choice.document.type in self._missing_types and _among(self.situation.missing, choice)
        )

    def _pulled(self, draft: Draft, need: Need) -> list[Draft]:
        """The prerequisite a document takes, if it takes one."""
        choices = need.ask.choices
        if need.condition or any(
            not self._must_come(choice) or self._held(choice) or self._from(draft, need, choice) for choice in choices
        ):
            return []
        ways = [way for choice in choices for way in self._ways(draft, choice.document)]
        if not ways:
            return []
        best = min(ways, key=_worth)
        if best.key in self.steps:
            return []
        self._enter(best)
        return [best]

    def _ways(self, draft: Draft, document: Document) -> Iterator[Draft]:
        """The services that can issue a document to the person who needs it."""
        for code in self.catalogue.services.linked("issues", document.type):
            service = self.catalogue.services[code]
            role = service.beneficiary if isinstance(service.beneficiary, str) else document.of
            key = Key(code, role, draft.key.person if role == draft.key.role else 0)
            recipe = self.journey.recipe(service, role)
            if key == draft.key or code in self.done or self._closed(recipe):
                continue
            made = self.steps.get(key) or self._draft(key, recipe, draft.event)
            if made.verdict is not Verdict.NOT_MET:
                if key not in self.steps:
                    made.needed_by = (draft.key, document.type)
                yield made

    def _required(self, draft: Draft) -> Iterator[Draft]:
        """The services that ``requires`` names, which no document says."""
        for name in draft.service.requires:
            service = self.catalogue.services.find(name)
            role = service.beneficiary_at(draft.event, draft.key.role)
            key = Key(service.code, role, draft.key.person if role == draft.key.role else 0)
            recipe = self.journey.recipe(service, role)
            if service.code in self.done or self._closed(recipe):
                continue
            if key not in self.steps:
                made = self._draft(key, recipe, draft.event)
                if made.verdict is Verdict.NOT_MET:
                    continue
                made.needed_by = (draft.key, None)
                self._enter(made)
                yield made
            if not self._waits_for(key, draft.key):
                draft.after[key] = None

    # ── where each document comes from ───────────────────────────────────────────────────────────────────────────

    def _from(self, draft: Draft, need: Need, choice: Choice) -> Key | None:
        """A step of the plan, not this one, that issues (or updates) the document for the same person."""
        document, mine = choice.document, draft.key
        for key in (self._updaters if need.ask.demand.updated else self._issuers).get(document, ()):
            another = key.role == mine.role and key.person != mine.person
            if key != mine and not (another and document.of == key.role):
                return key
        return None

    def _settle(self, draft: Draft, need: Need) -> None:
        """Choose among the documents that would do, and say where the chosen one comes from."""
        choices = need.ask.choices
        rank, key = self._rank(draft, need, choices[0])
        for choice in choices[1:]:
            other, giver = self._rank(draft, need, choice)
            if other < rank:
                rank, key, need.chosen = other, giver, choice
        need.status = _STATUS[rank]
        if need.status == "from_step" and key is not None:
            need.from_step = key
            draft.after[key] = None
        elif need.status == "unobtainable":
            name = self.catalogue.evidence[need.chosen.document.type].name
            need.reason = say("deadlock", document=name) if key else say("no-way")

    def _rank(self, draft: Draft, need: Need, choice: Choice) -> tuple[int, Key | None]:
        """How good a choice is, the smaller the better; and the step it comes from.

        Held; brought (a document to bring takes no time), first one that is asked for or given elsewhere anyway; from a
        step that is met, then from one that is not known; not to be had.
        """
        if choice.document.type in self._held_types and not need.ask.demand.updated and self._held(choice):
            return 0, None
        key = self._from(draft, need, choice)
        must_come = need.pressing and self._must_come(choice)
        if key and (must_come or need.ask.only) and not self._waits_for(key, draft.key):
            return 3 if self.steps[key].verdict is Verdict.MET else 4, key
        if must_come and choice.from_service and not need.condition:
            return 5, key
        return (1 if key or choice.document in self._sole else 2), None

    def _waits_for(self, first: Key, second: Key) -> bool:
        """Whether ``first`` already waits for ``second``, directly or through others."""
        seen, waiting = {first}, [first]
        while waiting:
            key = waiting.pop()
            if key == second:
                return True
            fresh = self.steps[key].after.keys() - seen
            seen |= fresh
            waiting.extend(fresh)
        return False


_STATUS: tuple[EvidenceStatus, ...] = ("held", "bring", "bring", "from_step", "from_step", "unobtainable")


def _among(documents: frozenset[Document], choice: Choice) -> bool:
    """Whether a document was spoken of: with its person, or bare where that is its default one."""
    return choice.document in documents or choice.bare in documents


def _worth(draft: Draft) -> tuple[int, int, int, int, str]:
    """How a way compares with others: met before unknown, then known and short times, then known and low fees."""
    time = draft.service.processing_time
    days = time.working_days if time and time.working_days is not None else NO_HURRY
    costs = draft.service.costs
    unknown = sum(cost.value is None for cost in costs) if costs else 1
    fees = sum(int(cost.value or 0) for cost in costs)
    return 0 if draft.verdict is Verdict.MET else 1, days, unknown, fees, draft.key.code
