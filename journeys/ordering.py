"""What comes first: everything is there when it is needed, and what is due sooner comes sooner."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, TypeAlias

from journeys.eligibility import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from journeys.plan import Draft
    from journeys.recipes import Key

Urgency: TypeAlias = "tuple[int, bool]"
"""Days until it is due, and whether it is not known to be for this person: those that are come first."""


def ordered(steps: Mapping[Key, Draft], day: date) -> list[Draft]:
    """The steps, each after all that it waits for, as one does them from ``day`` on."""
    blocked = {key: len(draft.after) for key, draft in steps.items()}
    followers: dict[Key, list[Key]] = {}
    for key, draft in steps.items():
        for before in draft.after:
            followers.setdefault(before, []).append(key)
    urgency = _urgencies(steps, day)
    ready = [(urgency[key], key) for key, count in blocked.items() if not count]
    heapq.heapify(ready)
    order: list[Draft] = []
    while ready:
        _urgency, key = heapq.heappop(ready)
        order.append(steps[key])
        for follower in followers.get(key, ()):
            blocked[follower] -= 1
            if not blocked[follower]:
                heapq.heappush(ready, (urgency[follower], follower))
    return order


def _urgencies(steps: Mapping[Key, Draft], day: date) -> Mapping[Key, Urgency]:
    """How soon each step is due: no later than what waits for it; where nobody knows its event's day, from that."""
    urgency = {
        key: ((draft.due.day - day).days if draft.due else draft.recipe.due_days, draft.verdict is not Verdict.MET)
        for key, draft in steps.items()
    }
    waiting = [key for key, draft in steps.items() if draft.after]
    while waiting:
        key = waiting.pop()
        for before in steps[key].after:
            if urgency[key][0] < urgency[before][0]:
                urgency[before] = urgency[key][0], urgency[before][1]
                waiting.append(before)
    return urgency
