"""What steps wait for: their demands, which steps they let be reached, and the circles in which they wait in vain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from journeys.recipes import Choice, Key, Need


class Demand(NamedTuple):
    """A document, or a service required by name, that a step waits for."""

    need: Need | None
    """None where the service is required by name."""
    sources: Mapping[Key, Choice | None]
    """The steps any of which will do, and the document each gives."""
    optional: bool
    """Whether the step can do without: where they wait for one another, the document is brought."""
    doubtful: Mapping[Key, Choice] = {}
    """Further steps that would do if they were known to be for this person."""


Demands: TypeAlias = "Mapping[Key, Sequence[Demand]]"


def reached(steps: Iterable[Key], demands: Demands) -> set[Key]:
    """The steps that can be taken, however long it takes."""
    found = set(steps).difference(demands)
    waiting = list(demands)
    while waiting:
        left = [key for key in waiting if any(found.isdisjoint(demand.sources) for demand in demands[key])]
        if len(left) == len(waiting):
            break
        found.update(key for key in waiting if key not in left)
        waiting = left
    return found


def circle(demand: Demand, key: Key, demands: Demands, *, stuck: AbstractSet[Key]) -> tuple[Key, ...]:
    """The shortest circle in which a demand of ``key`` waits for ``key`` itself, beginning there; empty without one.

    Each waits for the next, and the last for the first.
    """
    waiting: list[tuple[Key, ...]] = [(key, source) for source in demand.sources if source in stuck]
    for path in waiting:  # grows while it runs
        last = path[-1]
        if last == key:
            return path[:-1]
        seen = {way[-1] for way in waiting}
        sources = (source for each in demands.get(last, ()) for source in each.sources)
        waiting += [(*path, source) for source in dict.fromkeys(sources) if source in stuck and source not in seen]
    return ()
