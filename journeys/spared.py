"""The steps that could have been taken in another's place, and why they were not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from journeys.wording import say

if TYPE_CHECKING:
    from journeys.demands import Demand
    from journeys.plan import Draft, Plan
    from journeys.recipes import Choice, Key
    from journeys.ways import Price, Way

_HOME = "IDR"


class Spared(NamedTuple):
    """A way to a document that was not taken."""

    key: Key
    choice: Choice
    why: Mapping[str, str]


def price_of(plan: Plan, draft: Draft) -> Price:
    """What it takes to pull a step in: times not known, fees not known, the sums of those known, and one step.

    Fees in rupiah come before those in other currencies.
    """
    unknown, home, abroad = 0, Decimal(), Decimal()
    for currency, value, when in plan.frame(draft).fees:
        due = plan.catalogue.evaluator(when)(draft.facts) if when else True
        if due is None or (due and value is None):
            unknown += 1
        elif due and value is not None:
            home, abroad = (home + value, abroad) if currency == _HOME else (home, abroad + value)
    return int(plan.time(draft) is None), unknown, home, abroad, 1


def spared(
    plan: Plan, demand: Demand, taken: Key, *, way: Way[Key] | None, known: Mapping[Key, Draft]
) -> Iterator[Spared]:
    """What a demand could have been met by instead; a way that leads nowhere is none."""
    for key, choice in demand.sources.items():
        if way and choice and key != taken and key in way.earliest:
            yield Spared(key, choice, say(_worse(plan, known[key], known[taken], way=way)))
    for key, choice in demand.doubtful.items():
        yield Spared(key, choice, say("doubtful"))


def _worse(plan: Plan, other: Draft, taken: Draft, *, way: Way[Key]) -> str:
    """The first thing in which another step comes out worse than the one taken."""
    if plan.time(other) is None and plan.time(taken) is not None:
        return "time-unknown"
    if way.earliest[other.key] > way.ends[taken.key]:
        return "later"
    if taken.needed_by is None and taken.key in plan.steps and other.key not in plan.steps:
        return "extra-step"
    theirs, ours = price_of(plan, other)[1:], price_of(plan, taken)[1:]
    worse = (name for name, their, our in zip(_BY_PRICE, theirs, ours, strict=False) if their > our)
    return next(worse, "no-better")


_BY_PRICE = ("fee-unknown", "dearer", "dearer")
