"""A bundle in figures: how long it takes, what it costs, and how few visits it takes."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from catalogue.values import number
from journeys.visits import visits_of
from journeys.working_days import working_days

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from journeys.plan import Draft, Plan
    from journeys.recipes import Key
    from journeys.schedule import Slot

_VISIT = b'{"kind":"%b","place":%b,"steps":[%b]}'


def costs_of(plan: Plan, order: Sequence[Draft]) -> Sequence[Mapping[str, object]]:
    """The fees by currency; a service that names none, or only a tariff, counts as unknown."""
    known, unknown = defaultdict[str, Decimal](Decimal), Counter[str]()
    for draft in order:
        for currency, value, when in plan.frame(draft).fees:
            due = plan.catalogue.evaluator(when)(draft.facts) if when else True
            if due and value is not None:
                known[currency] += value
            elif due is not False:
                unknown[currency] += 1
    return [
        {"currency": currency, "at_least": number(known[currency]), "unknown": unknown[currency]}
        for currency in sorted({*known, *unknown})
    ]


def time_of(slots: Mapping[Key, Slot], plan: Plan) -> Mapping[str, object]:
    """When everything is done, and how many working days that is from the first on which anything can begin."""
    offices, begin = working_days(), plan.situation.as_of
    end = max((slot.end for slot in slots.values()), default=begin)
    unknown = sum([slot.finish is None for slot in slots.values()])
    days = {
        "at_least": offices.between(offices.on_or_after(begin), end),
        "unknown_steps": unknown,
        "weekends_only": not (offices.knows(begin) and offices.knows(end)),
    }
    return {"finish": None if unknown else end, "working_days": days}


def visits(plan: Plan, order: Sequence[Draft], ids: Mapping[Key, bytes]) -> bytes:
    """The visits, in JSON."""
    regional = plan.regional
    found = visits_of(order, {draft.key: regional.services[draft.key.code].places for draft in order})
    return b",".join(
        _VISIT
        % (visit.place.kind.encode(), _place(plan, *visit.place), b",".join([ids[one.key] for one in visit.steps]))
        for visit in found
    )


def _place(plan: Plan, kind: str, code: str) -> bytes:
    if kind == "office":
        return plan.regional.offices[code].json
    return plan.regional.applications[code]
