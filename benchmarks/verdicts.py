"""All verdicts for one person, beside the same rules as Python functions written by hand, and beside zen-engine."""

from __future__ import annotations

import json
import random
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.by_hand import CAREFUL, PYTHON, ZEN, ByHand, Plain, expression, fact_name, functions, plain
from benchmarks.figures import PEERS, Figure, best, in_ms
from benchmarks.generate import catalogue_of
from benchmarks.registers import atom
from catalogue.codes import ServiceCode
from catalogue.conditions import facts_of
from catalogue.load import load_catalogue
from catalogue.parts import Requirement
from catalogue.registers import ConceptType
from catalogue.rules import parse
from catalogue.spans import Ranged
from catalogue.store import MemoryServices
from journeys.eligibility import Verdict, beneficiary
from journeys.journey import Journey, build_journey, verdicts

if TYPE_CHECKING:
    from catalogue.models import PublicService
    from catalogue.store import Catalogue

SERVICES = 500
SHIPPED_SECONDS, TEN_SECONDS = 0.1e-3, 0.3e-3
"""For all verdicts of one person, at the most."""
EVERYTHING = "every fact"
_ZEN = Path(__file__).with_name("peer_rules.py")


def run() -> Iterator[Figure]:
    """The shipped services, taken again until they are 500; then 500 rules of ten conditions."""
    yield from _figures(Trial(f"{SERVICES} shipped services", shipped()), SHIPPED_SECONDS)
    yield from _figures(Trial(f"{SERVICES} rules of ten conditions", of_ten_conditions()), TEN_SECONDS)


# ── what is asked ────────────────────────────────────────────────────────────────────────────────────────────────


def shipped() -> Journey:
    """The shipped services, and copies of them with provisional codes, 500 in all."""
    catalogue = load_catalogue()
    services = list(catalogue.services.values())
    copies = (services[number % len(services)] for number in range(SERVICES - len(services)))
    return _with(catalogue, [*services[:SERVICES], *map(_copy, copies, range(SERVICES))])


def _copy(service: PublicService, number: int) -> PublicService:
    code = ServiceCode.of("9900", f"{number // 100 + 1:03}", action_number="01", variant=f"{number % 100:02}")
    return service.model_copy(update={"code": code, "slug": f"copy-{number}"})


def of_ten_conditions() -> Journey:
    """Services with one rule each, of ten conditions: all must hold, or one of each pair, or a mixture."""
    catalogue = load_catalogue(catalogue_of(SERVICES))
    chance = random.Random("ten")
    changed = [
        service.model_copy(update={"requirements": (_requirement(service, _ten(chance, number % 3)),)})
        for number, service in enumerate(catalogue.services.values())
    ]
    return _with(catalogue, changed)


def _requirement(service: PublicService, rule: str) -> Requirement:
    return Requirement.model_construct(name=service.name, rule=rule)


def _ten(chance: random.Random, shape: int) -> str:
    conditions = [atom(chance).text for _condition in range(10)]
    if shape == 0:
        return " AND ".join(conditions)
    if shape == 1:
        return " AND ".join(f"({' OR '.join(conditions[at : at + 2])})" for at in range(0, 10, 2))
    pairs = " OR ".join(f"({' AND '.join(conditions[at : at + 2])})" for at in (0, 2))
    return f"({pairs}) AND {' AND '.join(conditions[4:8])} AND ({' OR '.join(conditions[8:])})"


def _with(catalogue: Catalogue, services: Iterable[PublicService]) -> Journey:
    return build_journey(replace(catalogue, services=MemoryServices(services)))


# ── who asks ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Trial:
    """A journey to be asked, with persons of whom more or less is known."""

    name: str
    journey: Journey

    @cached_property
    def services(self) -> Sequence[PublicService]:
        """The services, in the order of their verdicts."""
        return list(self.journey.catalogue.services.values())

    @cached_property
    def asked(self) -> Mapping[tuple[str, str], int]:
        """How many times rules ask for each fact, by role and concept."""
        rules = (parse(r.rule) for service in self.services for r in service.requirements if r.rule)
        return Counter((fact.role, fact.concept) for rule in rules for fact in facts_of(rule))

    def known(self, facts: Mapping[str, object], *, complete: bool) -> Sequence[Mapping[str, Plain]]:
        """For each service everything known as one flat mapping: what functions written by hand would be given.

        A plain mapping cannot hold a fact and a role of one name: such a fact is false where all should be complete.
        """
        catalogue, situation = self.journey.catalogue, self.journey.reader.read(facts)
        groups = {f"{role}.{name}": v for role in situation.many for name, v in situation.of(role).items()}
        absent = {f"{role}.{name}" if role else name: False for role, name in self.asked} if complete else {}
        flat: dict[str, Mapping[str, Plain]] = {}
        for role in {beneficiary(service, catalogue) for service in self.services}:
            values = {**absent, **groups, **situation.facts(role)}
            flat[role] = {fact_name(name): plain(v) for name, v in values.items() if not isinstance(v, Ranged)}
        return [flat[beneficiary(service, catalogue)] for service in self.services]

    def persons(self) -> Iterator[tuple[str, Mapping[str, object]]]:
        """Four persons, by what is known of them."""
        chance = random.Random("persons")
        often = [fact for fact, _count in Counter(self.asked).most_common() if not fact[0]]
        yield "nothing known", {}
        yield "only an age", {"age_years": 30}
        yield "eight facts", self._known(chance, often[:8])
        yield EVERYTHING, self._known(chance, sorted(self.asked))

    def _known(self, chance: random.Random, facts: Iterable[tuple[str, str]]) -> Mapping[str, object]:
        """A value for each fact; what derives from a date comes from the date."""
        concepts, roles = self.journey.catalogue.concepts, self.journey.catalogue.roles
        persons: dict[str, dict[str, object]] = {}
        for role, concept in facts:
            derived = concepts[concept].derived if concept in concepts else None
            name = derived.from_ if derived else concept
            persons.setdefault(role, {})[name] = self._value(chance, name)
        many = [role for role in persons if role and roles[role].many]
        others = {role: [persons[role]] if role in many else persons[role] for role in persons if role}
        return {**persons.get("", {}), **others, **({"complete": many} if many else {})}

    def _value(self, chance: random.Random, name: str) -> object:
        """A value such a concept may have, often one that rules name."""
        concept = self.journey.catalogue.concepts.get(name)
        if concept is None:
            return chance.random() < 0.5  # noqa: PLR2004 - a document: has_birth_certificate
        match concept.type:
            case ConceptType.BOOLEAN:
                return chance.random() < 0.5  # noqa: PLR2004
            case ConceptType.DATE:
                return f"{chance.randrange(1990, 2010)}-06-01"
            case ConceptType.OPTION:
                return chance.choice(list(concept.options))
            case ConceptType.TEXT:
                return "teks"
            case _:
                least, most = concept.minimum or 0, concept.maximum or 40
                return chance.randint(int(least), int(min(most, least + 40)))


# ── the figures ──────────────────────────────────────────────────────────────────────────────────────────────────


def _figures(trial: Trial, most: float) -> Iterator[Figure]:
    for name, facts in trial.persons():
        complete = name == EVERYTHING
        journey, read, known = trial.journey, trial.journey.reader.read(facts), trial.known(facts, complete=complete)
        by_hand = functions(trial.services, PYTHON if complete else CAREFUL)
        found = best(
            {
                "read": partial(verdicts, journey, read),
                "plain": partial(verdicts, journey, facts),
                "peer": partial(_one_by_one, by_hand, known),
            }
        )
        ours, peer = found["read"], found["peer"]
        label, target = f"all verdicts, {trial.name}, {name}", f"≤ {in_ms(most)}"
        yield Figure(label, in_ms(ours), f"{in_ms(peer)} (by hand)", ours / peer, target, ours <= most)
        yield Figure("  the same from a plain mapping", in_ms(found["plain"]), ratio=found["plain"] / peer)
        if complete:
            met = [verdict is Verdict.MET for verdict in verdicts(journey, read).values()]
            _same(met, _one_by_one(by_hand, known), "by hand")
            yield from _beside_zen(trial, known, (ours, met))


def _one_by_one(by_hand: Sequence[ByHand], known: Sequence[Mapping[str, Plain]]) -> list[bool]:
    return [function(facts) for function, facts in zip(by_hand, known, strict=True)]


def _beside_zen(
    trial: Trial, known: Sequence[Mapping[str, Plain]], found: tuple[float, Sequence[bool]]
) -> Iterator[Figure]:
    """The same rules by zen-engine, where it is installed; one decision for all rules asked of the same facts."""
    ours, met = found
    if not list(PEERS.parent.glob("lib/*/site-packages/zen")):
        return
    places: dict[int, list[int]] = {}
    for place, facts in enumerate(known):
        places.setdefault(id(facts), []).append(place)
    rules = [expression(service, ZEN) for service in trial.services]
    asked = [([rules[place] for place in group], known[group[0]]) for group in places.values()]
    command = [str(PEERS / "python"), str(_ZEN)]
    ran = subprocess.run(command, input=json.dumps(asked), stdout=subprocess.PIPE, text=True, check=True)
    answer = json.loads(ran.stdout)
    order = [place for group in places.values() for place in group]
    outcomes = dict(zip(order, chain.from_iterable(answer["verdicts"]), strict=True))
    _same(met, [outcomes[place] for place in range(len(met))], "zen-engine")
    seconds = answer["seconds"]
    yield Figure("  the same beside zen-engine", in_ms(ours), f"{in_ms(seconds)} (zen-engine)", ours / seconds)


def _same(ours: Sequence[bool], theirs: Sequence[bool], peer: str) -> None:
    """A time means nothing beside an answer that differs."""
    differing = [place for place, pair in enumerate(zip(ours, theirs, strict=True)) if pair[0] is not pair[1]]
    if differing:
        raise SystemExit(f"{peer} answers otherwise for services {differing[:5]}")
