"""Several services made one: what a merger gives, to whom, and what it asks for (docs/decisions, what a merger means).

Whoever could get one of them gets the merged one: their conditions are alternatives. What only some of them ask for,
the merged one asks of those whose conditions are theirs; what one of them issued for another is no longer shown.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from pydantic import TypeAdapter, ValidationError

from catalogue.conditions import written
from catalogue.errors import Fault, LifeJourneyError, RuleError
from catalogue.models import Offer, PublicService
from catalogue.parts import Cost, EvidenceDemand, Output, ProcessingTime, Requirement, turns_of
from catalogue.rules import parse
from catalogue.values import Sql, in_language
from journeys.recipes import rough_length
from journeys.regional import offer_in

if TYPE_CHECKING:
    from catalogue.store import Catalogue
    from catalogue.values import Text

_Item = TypeVar("_Item")
_Conditional = TypeVar("_Conditional", EvidenceDemand, Cost)
_RULE: TypeAdapter[str] = TypeAdapter(Sql)
_OR: Mapping[str, str] = {"id": "atau", "en": "or"}
_LISTS = ("provided_by", "channels", "applications", "contact_points", "sources")
"""What offers have as well."""
_MORE_LISTS = ("keywords", "life_events", "benefit", "legal_resources", "asta_cita")
_FIRST_SAID = ("ral", "deadline", "recurs", "complaints", "standard", "inclusion", "note")
"""What the first of the services says that says anything."""
_LOCAL = ("provided_by", "processing_time", "costs", "channels", "applications", "contact_points")
"""What a local offer may change."""


class ChangeRefused(LifeJourneyError):
    """A change that cannot be made, and why."""

    def __init__(self, rule: str, **words: str) -> None:
        self.fault = Fault(rule, words)
        super().__init__(f"{self.fault.message()} {self.fault.mend()}")


def made(service: PublicService, **fields: object) -> PublicService:
    """A service with other fields, checked as its file would be."""
    old = {name: getattr(service, name) for name in PublicService.model_fields}
    return PublicService.model_validate({**old, **fields})


def merged(catalogue: Catalogue, services: Sequence[PublicService]) -> PublicService:
    """One service in the place of several: it keeps the first one's code, slug and name.

    Raises ChangeRefused where they are for different persons or their conditions do not fit into a rule.
    """
    first, members = services[0], {key for service in services for key in (service.code, service.slug)}
    named = {name: [key for key in _union(services, name) if key not in members] for name in ("requires", "excludes")}
    shares = _shares(services)
    return made(
        first,
        **{name: _union(services, name) for name in (*_LISTS, *_MORE_LISTS)},
        **{name: next((v for service in services if (v := getattr(service, name))), None) for name in _FIRST_SAID},
        **named,
        beneficiary=_beneficiary(catalogue, services),
        requirements=tuple(_requirements(services)),
        evidence=tuple(_demands(services, shares)),
        produces=_outputs(services),
        costs=tuple(_together(services, [service.costs for service in services], shares)),
        processing_time=_longest(service.processing_time for service in services),
        valid_from=_outermost(services, "valid_from", min),
        valid_to=_outermost(services, "valid_to", max),
        examples=(),
    )


def merged_offers(catalogue: Catalogue, services: Sequence[PublicService]) -> Iterator[Offer]:
    """What the merged service is in each region where one of the services was otherwise than elsewhere."""
    codes = [service.code for service in services]
    regions = sorted({region for code, region in catalogue.offers if code in codes})
    for region in regions:
        offers = [offer_in(catalogue, code, region) for code in codes]
        local = [_there(service, offer) for service, offer in zip(services, offers, strict=True)]
        lists = {name: _union(local, name) for name in _LISTS if name != "sources"}
        yield Offer(
            service=codes[0],
            region=region,
            **lists,  # type: ignore[arg-type] # by name, as both have them
            processing_time=_longest(service.processing_time for service in local),
            costs=tuple(_together(local, [service.costs for service in local], _shares(services))) or None,
            note=next((offer.note for offer in offers if offer and offer.note), None),
            sources=_each_once(chain.from_iterable(offer.sources for offer in offers if offer)),
        )


def _there(service: PublicService, offer: Offer | None) -> PublicService:
    """A service as a region gives it."""
    return service.model_copy(update={name: value for name in _LOCAL if (value := getattr(offer, name, None))})


def _union(services: Iterable[PublicService], field: str) -> tuple[object, ...]:
    """What any of them lists, each once."""
    return _each_once(item for service in services for item in getattr(service, field))


def _each_once(items: Iterable[_Item]) -> tuple[_Item, ...]:
    """Items by what they say: texts make many of them unhashable."""
    kept: dict[str, _Item] = {}
    for item in items:
        kept.setdefault(repr(item), item)
    return tuple(kept.values())


def _outputs(services: Iterable[PublicService]) -> tuple[Output, ...]:
    """Everything they give, each document once."""
    given: dict[object, Output] = {}
    for output in chain.from_iterable(service.produces for service in services):
        given.setdefault((output.type, output.of, output.updates), output)
    return tuple(given.values())


def _longest(times: Iterable[ProcessingTime | None]) -> ProcessingTime | None:
    """The longest of the times that are stated: the merged service takes at least that."""
    return max((time for time in times if time), key=rough_length, default=None)


def _outermost(services: Iterable[PublicService], field: str, far: Callable[[Iterable[date]], date]) -> date | None:
    """The first or last day of all; None where any of them always was or stays."""
    days = [getattr(service, field) for service in services]
    return None if None in days else far(days)


def _beneficiary(catalogue: Catalogue, services: Sequence[PublicService]) -> object:
    """Whose facts the rules speak of; raises ChangeRefused where one event has two of them."""
    roles: dict[str, tuple[str, PublicService]] = {}
    for service in services:
        for event in service.life_events:
            role = service.beneficiary_at(event, catalogue.life_events[event].subject)
            known, other = roles.setdefault(event, (role, service))
            if known != role:
                words = {"found": service.slug, "role": role, "other": other.slug, "other_role": known}
                raise ChangeRefused("change-merge-persons", event=event, **words)
    said = [service.beneficiary for service in services if service.life_events] or [services[0].beneficiary]
    if all(one == said[0] for one in said):
        return said[0]
    return {event: role for event, (role, _s) in roles.items() if role != catalogue.life_events[event].subject} or None


# ── who it is for ───────────────────────────────────────────────────────────────────────────────────────────────────


class _Stretch(NamedTuple):
    """The first and the last day of what holds for a time; None where it has no end on that side."""

    valid_from: date | None
    valid_to: date | None


def _requirements(services: Sequence[PublicService]) -> Iterator[Requirement]:
    """What all require, then the rest as alternatives, for every stretch of days; then what an office judges."""
    turns = turns_of(chain.from_iterable(service.requirements for service in services))
    starts: list[date | None] = [None, *turns]
    ends = [*(turn - timedelta(days=1) for turn in turns), None]
    for begins, until in zip(starts, ends, strict=True):
        day = begins or until or date.min
        yield from _in_a_stretch(services, day, _Stretch(begins, until))
    yield from _each_once(one for service in services for one in service.requirements if one.rule is None)


def _in_a_stretch(services: Sequence[PublicService], day: date, stretch: _Stretch) -> Iterator[Requirement]:
    held = [{one.rule: one for one in s.requirements if one.rule and one.in_force(day)} for s in services]
    common = set.intersection(*map(set, held))
    for rule, one in held[0].items():
        if rule in common:
            yield one.model_copy(update=stretch._asdict())
    rest = [[one for rule, one in ruled.items() if rule not in common] for ruled in held]
    if all(rest):
        condition = _either([_all_of(one.rule for one in ruled) for ruled in rest])
        name = _or(_and([one.name for one in ruled]) for ruled in rest)
        yield Requirement(name=name, rule=condition, valid_from=stretch.valid_from, valid_to=stretch.valid_to)


def _and(names: Sequence[Text]) -> dict[str, str]:
    return {language: "; ".join(in_language(name, language) for name in names) for language in _OR}


def _or(names: Iterable[Mapping[str, str]]) -> dict[str, str]:
    told = list(names)
    return {language: f" {word} ".join(f"({name[language]})" for name in told) for language, word in _OR.items()}


def _all_of(rules: Iterable[str | None]) -> str | None:
    """What holds where all of these do; None where that is always."""
    said = [rule for rule in rules if rule]
    return _canonical(" AND ".join(f"({rule})" for rule in said)) if said else None


def _either(rules: Sequence[str | None]) -> str | None:
    """What holds where any of these does; None where that is always."""
    said = list(dict.fromkeys(rule for rule in rules if rule))
    return None if None in rules else _canonical(" OR ".join(f"({rule})" for rule in said))


def _canonical(rule: str) -> str:
    """A rule as it would be written; raises ChangeRefused where it is too long or too deep."""
    try:
        return _RULE.validate_python(written(parse(rule)))
    except (RuleError, ValidationError):
        raise ChangeRefused("change-merge-rules") from None


# ── what it asks for ────────────────────────────────────────────────────────────────────────────────────────────────


def _shares(services: Sequence[PublicService]) -> list[str | None]:
    """For each, the conditions that are its own and hold on every day; None where it has none."""
    ruled = [[r.rule for r in s.requirements if r.rule and not r.valid_from and not r.valid_to] for s in services]
    common = set.intersection(*map(set, ruled))
    return [_all_of(rule for rule in rules if rule not in common) for rules in ruled]


def _together(
    services: Sequence[PublicService], lists: Sequence[Sequence[_Conditional]], shares: Sequence[str | None]
) -> Iterator[_Conditional]:
    """What they ask for, each once: of everybody where all of them do, else of those whose conditions are theirs."""
    asked: dict[object, list[tuple[int, _Conditional]]] = {}
    for number, items in enumerate(lists):
        for item in items:
            asked.setdefault(_sameness(item), []).append((number, item))
    for entries in asked.values():
        numbers, whens = {number for number, _item in entries}, {item.when for _number, item in entries}
        if _nothing(entries[0][1]):
            when = None
        elif len(numbers) == len(services) and len(whens) == 1:
            when = whens.pop()
        else:
            when = _either([_all_of((shares[number], item.when)) for number, item in entries])
        yield _as_one([item for _number, item in entries], when)


def _sameness(item: EvidenceDemand | Cost) -> Hashable:
    """What makes two demands one."""
    if isinstance(item, EvidenceDemand):
        return frozenset(item.types), item.of, item.updated
    return repr(item.model_copy(update={"when": None}))


def _nothing(item: EvidenceDemand | Cost) -> bool:
    """Whether it is a fee of nothing, which nobody has to meet a condition for."""
    return isinstance(item, Cost) and item.value == 0


def _as_one(items: Sequence[_Conditional], when: str | None) -> _Conditional:
    """Demands for one thing as one: as many copies as any wants, the original where any wants it."""
    changes: dict[str, object] = {"when": when}
    if isinstance(items[0], EvidenceDemand):
        copies = [copies for item in items if (copies := getattr(item, "copies", None)) is not None]
        originals = [original for item in items if (original := getattr(item, "original", None)) is not None]
        changes |= {"copies": max(copies, default=None), "original": any(originals) if originals else None}
    return items[0].model_copy(update=changes)


def _demands(services: Sequence[PublicService], shares: Sequence[str | None]) -> Iterator[EvidenceDemand]:
    """The documents asked for; without those that the merged service issues itself, or that another demand covers."""
    lists = [list(_still_asked(services, number, shares)) for number in range(len(services))]
    demands = list(_together(services, lists, shares))
    for demand in demands:
        if not any(_covers(other, demand) for other in demands):
            yield demand


def _still_asked(
    services: Sequence[PublicService], number: int, shares: Sequence[str | None]
) -> Iterator[EvidenceDemand]:
    """What one of them asks for and no other issues; what another issues to some is asked of the rest."""
    for demand in services[number].evidence:
        issuers = [place for place, other in enumerate(services) if place != number and _issues(other, demand)]
        if not issuers:
            yield demand
            continue
        without = [f"NOT ({share})" for place in issuers if (share := shares[place])]
        if len(without) == len(issuers):
            yield _as_one([demand], _all_of((demand.when, *without)))


def _issues(service: PublicService, demand: EvidenceDemand) -> bool:
    given = {output.type for output in service.produces if not output.updates and output.of in {None, demand.of}}
    return not demand.updated and not given.isdisjoint(demand.types)


def _covers(one: EvidenceDemand, other: EvidenceDemand) -> bool:
    """Whether who shows what one demand asks for has shown what the other does."""
    alike = one.of == other.of and one.updated == other.updated and one.when in {None, other.when}
    return alike and set(one.types) < set(other.types)
