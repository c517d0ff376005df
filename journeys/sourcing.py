"""Where every document of a plan comes from: at hand, brought, or by the way that ends soonest to what has to be got.

Documents that are missing, or made for one errand only, pull their issuers in. Those that several services issue, and
of which one of several will do, make an AND/OR graph (``ways.py``). What a person lacks is never guessed: a document
nobody spoke of is brought, unless a step gives it anyway.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import date, timedelta
from functools import cached_property, partial
from typing import TYPE_CHECKING

from journeys.dates import NO_HURRY
from journeys.demands import Demand, circle, reached
from journeys.eligibility import Verdict
from journeys.recipes import Key, Need
from journeys.schedule import finish_of
from journeys.spared import price_of, spared
from journeys.ways import Task, best_way
from journeys.wording import say
from journeys.working_days import working_days

if TYPE_CHECKING:
    from catalogue.parts import Span
    from journeys.plan import Draft, Plan
    from journeys.recipes import Choice, Recipe
    from journeys.situation import Document
    from journeys.ways import Way


class Sourcing:
    """Settles the documents of a plan's steps; afterwards the plan has its prerequisites, too."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.situation = plan, plan.situation
        self.known: dict[Key, Draft] = dict(plan.steps)
        """The steps that were asked for, and those that may be pulled in."""
        self.demands: dict[Key, list[Demand]] = {}
        self.exact = True
        """Whether no cheaper way ends as soon."""
        self._way_taken: Way[Key] | None = None
        """None where there was nothing to choose."""
        self._free: list[tuple[Need, list[Choice]]] = []
        """What takes no step, and the documents any of which will do then."""

    def settle(self) -> None:
        """Settle every document."""
        self._explore()
        pulled = self._take(self._way()) if self.demands else []
        for need, choices in self._free:
            self._choose(need, choices)
        if pulled:
            self._give(pulled)

    # ── what they need ───────────────────────────────────────────────────────────────────────────────────────────

    def _explore(self) -> None:
        """Find what every step waits for, and the steps that may have to be pulled in for it."""
        waiting = list(self.known.values())
        given = self.plan.issuers.keys() | self.plan.updaters.keys()
        held = self.plan.held_types
        for draft in waiting:  # grows while it runs
            draft.needs = self._needs(draft)
            for place, need in enumerate(draft.needs):
                if need.shared and need.ask.only not in held and need.chosen.document not in given:
                    continue
                own = draft.needs[place] = Need(need.ask, need.chosen, need.condition) if need.shared else need
                waiting.extend(self._weigh(draft, own))
            if draft.service.requires:
                waiting.extend(self._required(draft))

    def _needs(self, draft: Draft) -> list[Need]:
        """What a step asks for; where there is no choice, the very need that all plans share."""
        missing, recipe = self.plan.missing_types, draft.recipe
        if not missing and recipe.plain:
            return list(recipe.plain)
        needs: list[Need] = []
        for ask, ready in zip(recipe.asks, recipe.needs, strict=True):
            wanted = ask.when(draft.facts) if ask.when else True
            if wanted is False:
                continue
            if ready and ask.only not in missing:
                needs.append(ready[wanted])
            else:
                pressing = bool(missing) or ask.for_purpose
                needs.append(Need(ask, ask.choices[0], None if wanted else ask.demand.when, pressing))
        return needs

    def _weigh(self, draft: Draft, need: Need) -> Iterator[Draft]:
        """Note what a need waits for, or that it waits for nothing; the steps that come into question for it."""
        free: list[Choice] = []
        ways: list[tuple[Draft, Choice]] = []
        for choice in need.ask.choices:
            givers = self._givers(draft, need, choice)
            if givers is None:
                free.append(choice)
            else:
                ways += [(giver, choice) for giver in givers]
        if free:
            self._free.append((need, free))
            return
        sure = [way for way in ways if way[0].verdict is Verdict.MET] or ways
        sources: dict[Key, Choice | None] = {}
        for giver, choice in sure:
            sources.setdefault(giver.key, choice)
            if giver.key not in self.known:
                self.known[giver.key] = giver
                yield giver
        if sources:
            optional = bool(need.condition) or not self._must_come(need, need.chosen)
            doubtful = {giver.key: choice for giver, choice in ways if giver.key not in sources}
            self.demands.setdefault(draft.key, []).append(Demand(need, sources, optional, doubtful))
        else:
            self._without(need)

    def _must_come(self, need: Need, choice: Choice) -> bool:
        return need.pressing and self.plan.must_come(choice)

    def _at_hand(self, need: Need, choice: Choice) -> bool:
        return self.plan.held(choice) and not need.ask.demand.updated

    def _givers(self, draft: Draft, need: Need, choice: Choice) -> list[Draft] | None:
        """The steps that give a document: those of the plan, else those that may be pulled in.

        None where it takes no step, being at hand or to be brought.
        """
        if self._at_hand(need, choice):
            return None
        must_come = self._must_come(need, choice)
        if must_come or need.ask.only:
            given = [self.known[key] for key in self.plan.givers(draft, need, choice)]
            if not given and must_come and not need.condition:
                given = list(self._issuers(draft, choice.document))
            if given:
                return given
        return [] if must_come and not need.condition and choice.from_service else None

    def _issuers(self, draft: Draft, document: Document) -> Iterator[Draft]:
        """The services that can issue a document to the person who needs it."""
        journey, person = self.plan.journey, draft.key.person
        for code in journey.catalogue.services.linked("issues", document.type):
            service = journey.catalogue.services[code]
            role = service.beneficiary if isinstance(service.beneficiary, str) else document.of
            key = Key(code, role, person if role == draft.key.role else 0)
            recipe = journey.recipe(service, role)
            made = self._candidate(key, recipe, draft)
            if made and key != draft.key and any(gift.document == document for gift in recipe.gives):
                yield made

    def _candidate(self, key: Key, recipe: Recipe, draft: Draft) -> Draft | None:
        """A step that may be pulled in; None where it is no way: done, closed or not met."""
        if key.code in self.plan.done or self.plan.closed(recipe):
            return None
        made = self.known.get(key) or self.plan.draft(key, recipe, draft.event)
        return None if made.verdict is Verdict.NOT_MET else made

    def _required(self, draft: Draft) -> Iterator[Draft]:
        """The services that ``requires`` names, which no document says."""
        journey = self.plan.journey
        for name in draft.service.requires:
            service = journey.catalogue.services.find(name)
            role = service.beneficiary_at(draft.event, draft.key.role)
            key = Key(service.code, role, draft.key.person if role == draft.key.role else 0)
            made = self._candidate(key, journey.recipe(service, role), draft)
            if made:
                self.demands.setdefault(draft.key, []).append(Demand(None, {key: None}, optional=True))
                if key not in self.known:
                    self.known[key] = made
                    yield made

    # ── the way ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _way(self) -> Mapping[Key, tuple[Key, ...]]:
        """The source of every demand; demands that wait for one another are given up until there is a way."""
        while not self.plan.steps.keys() <= (found := reached(self.known, self.demands)):
            self._give_up(self.known.keys() - found)
        if all(len(demand.sources) == 1 for demands in self.demands.values() for demand in demands):
            return {key: tuple(next(iter(d.sources)) for d in demands) for key, demands in self.demands.items()}
        tasks = {key: self._task(key, draft) for key, draft in self.known.items()}
        way = best_way(tasks, list(self.plan.steps), self.situation.as_of)
        self.exact, self._way_taken = way.exact, way
        return way.sources

    def _task(self, key: Key, draft: Draft) -> Task[Key]:
        demands = tuple(tuple(demand.sources) for demand in self.demands.get(key, ()))
        price = (0,) * 5 if key in self.plan.steps else price_of(self.plan, draft)
        return Task(demands, partial(self._ends, self.plan.time(draft)), price)

    def _ends(self, time: Span | None, begin: date) -> date:
        """When a step ends that begins on a day; a time nobody states counts as the catalogue assumes."""
        start = working_days().on_or_after(begin)
        span = time or self.plan.catalogue.manifest.assumed_processing_time
        if span is None:
            return start + timedelta(days=NO_HURRY)  # nobody assumes any time: what is known comes first
        return finish_of(span, start)

    def _give_up(self, stuck: AbstractSet[Key]) -> None:
        """Drop one demand of those that wait for one another: the last that is optional, else the last of all."""
        waiting = [(key, place) for key in self.demands if key in stuck for place in range(len(self.demands[key]))]
        waiting.sort(key=lambda at: self.demands[at[0]][at[1]].optional)
        circles = (
            (key, place, circle(self.demands[key][place], key, self.demands, stuck=stuck))
            for key, place in reversed(waiting)
        )
        key, place, found = next(one for one in circles if one[2])
        demand = self.demands[key].pop(place)
        if demand.need and not demand.optional:
            self._without(demand.need, found)

    def _without(self, need: Need, found: tuple[Key, ...] = ()) -> None:
        """Say of a document that it cannot be had, and why: for want of a way, or for the circle found."""
        need.status, need.circle = "unobtainable", found
        name = self.plan.catalogue.evidence[need.chosen.document.type].name
        need.reason = say("deadlock", document=name) if found else say("no-way")

    # ── what comes of it ─────────────────────────────────────────────────────────────────────────────────────────

    def _take(self, way: Mapping[Key, tuple[Key, ...]]) -> list[Draft]:
        """Enter the prerequisites of a way into the plan, and note where each document comes from."""
        waiting = list(self.plan.steps.values())
        pulled: list[Draft] = []
        for draft in waiting:  # grows while it runs
            for demand, source in zip(self.demands.get(draft.key, ()), way.get(draft.key, ()), strict=True):
                draft.after[source] = None
                giver = self.known[source]
                giver.spared += spared(self.plan, demand, source, way=self._way_taken, known=self.known)
                if demand.need:
                    choice = demand.sources[source]
                    demand.need.chosen = choice or demand.need.chosen
                    demand.need.status, demand.need.from_step = "from_step", source
                if source not in self.plan.steps:
                    giver.needed_by = (draft.key, demand.need.chosen.document.type if demand.need else None)
                    self.plan.enter(giver)
                    waiting.append(giver)
                    pulled.append(giver)
        return pulled

    def _give(self, pulled: list[Draft]) -> None:
        """Let the other steps take from the prerequisites what these give anyway."""
        given = {gift.document for draft in pulled for gift in (*draft.recipe.gives, *draft.recipe.updates)}
        for draft in self.plan.steps.values():
            for place, need in enumerate(draft.needs):
                if not need.ask.only or need.status != "bring" or need.chosen.document not in given:
                    continue
                key = next(iter(self.plan.givers(draft, need, need.chosen)), None)
                if key and not self._at_hand(need, need.chosen) and not self._waits_for(key, draft.key):
                    own = draft.needs[place] = Need(need.ask, need.chosen, need.condition, need.pressing)
                    own.status, own.from_step = "from_step", key
                    draft.after[key] = None

    def _waits_for(self, first: Key, second: Key) -> bool:
        """Whether ``first`` already waits for ``second``, directly or through others."""
        seen, waiting = {first}, [first]
        while waiting:
            key = waiting.pop()
            if key == second:
                return True
            fresh = self.plan.steps[key].after.keys() - seen
            seen |= fresh
            waiting.extend(fresh)
        return False

    @cached_property
    def _sole(self) -> set[Document]:
        """The documents that some step asks for and would take no other."""
        return {need.chosen.document for draft in self.plan.steps.values() for need in draft.needs if need.ask.only}

    def _choose(self, need: Need, choices: list[Choice]) -> None:
        """Choose among documents that take no step: what is at hand, then what is asked for or given elsewhere."""
        need.chosen = min(choices, key=partial(self._rank, need)) if len(choices) > 1 else choices[0]
        need.status = "held" if self._at_hand(need, need.chosen) else "bring"

    def _rank(self, need: Need, choice: Choice) -> int:
        if self._at_hand(need, choice):
            return 0
        return 1 if choice.document in self._sole or choice.document in self.plan.issuers else 2
