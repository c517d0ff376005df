"""The way that ends soonest through an AND/OR graph: tasks that take time, with demands any of whose sources will do.

Knuth's generalisation of Dijkstra's algorithm finds the earliest end of every task at once, exactly, and survives
circles: no task ends before what it waits for, so what ends first is settled first (D. E. Knuth, *A Generalization of
Dijkstra's Algorithm*, 1977). Among the ways that end as soon, the cheapest is looked for by branch and bound. What is
shared makes that hard in general, so the search has a limit, and says so when it met it.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter
from itertools import count
from operator import add
from typing import Generic, NamedTuple, TypeAlias, TypeVar

Name = TypeVar("Name")
Price: TypeAlias = "tuple[int | Decimal, ...]"
"""What a task costs, part by part; sums are compared part by part from the first."""
MAX_TRIALS = 20_000
"""Partial ways that are looked at before the best found so far is taken."""


@dataclass(frozen=True, slots=True)
class Task(Generic[Name]):
    """Something to be done: it begins when one source of each demand has ended."""

    demands: tuple[tuple[Name, ...], ...]
    """For each demand the tasks any of which will do, the best liked first."""
    ends: Callable[[date], date]
    """The day it ends when it begins on a day: not before, and not sooner when it begins later."""
    price: Price


class Way(NamedTuple, Generic[Name]):
    """Which source each demand of each task is given by; tasks that cannot be done are not in it."""

    sources: Mapping[Name, tuple[Name, ...]]
    ends: Mapping[Name, date]
    earliest: Mapping[Name, date]
    """When each task that can be done would end at the soonest, whether it is taken or not."""
    exact: bool
    """Whether no cheaper way ends as soon; else it is the cheapest that was found."""


def soonest(tasks: Mapping[Name, Task[Name]], begin: date) -> tuple[dict[Name, date], dict[Name, tuple[Name, ...]]]:
    """The earliest end of every task that can be done, and the source of each of its demands by which it ends so."""
    ends: dict[Name, date] = {}
    chosen: dict[Name, list[Name | None]] = {name: [None] * len(task.demands) for name, task in tasks.items()}
    waiting = {name: len(task.demands) for name, task in tasks.items()}
    asked_by = _askers(tasks)
    order = count()  # ties are settled in the order in which tasks were found
    queue = [(task.ends(begin), next(order), name) for name, task in tasks.items() if not waiting[name]]
    heapq.heapify(queue)
    while queue:
        end, _tie, name = heapq.heappop(queue)
        ends[name] = end
        for asker, place in asked_by.get(name, ()):
            if chosen[asker][place] is None:
                chosen[asker][place] = name
                waiting[asker] -= 1
                if not waiting[asker]:
                    heapq.heappush(queue, (tasks[asker].ends(end), next(order), asker))
    return ends, {name: tuple(source for source in chosen[name] if source is not None) for name in ends}


def best_way(
    tasks: Mapping[Name, Task[Name]], goals: Sequence[Name], begin: date, *, trials: int = MAX_TRIALS
) -> Way[Name]:
    """The way to all goals that can be reached which ends soonest, and among those the cheapest."""
    return _Search(tasks, goals, begin=begin, trials=trials).cheapest()


def _askers(tasks: Mapping[Name, Task[Name]]) -> Mapping[Name, Sequence[tuple[Name, int]]]:
    """The tasks that each task would do for, and which of their demands."""
    found: dict[Name, list[tuple[Name, int]]] = {}
    for name, task in tasks.items():
        for place, sources in enumerate(task.demands):
            for source in sources:
                found.setdefault(source, []).append((name, place))
    return found


class _Search(Generic[Name]):
    """Looks for the cheapest way that ends no later than the quickest one."""

    def __init__(self, tasks: Mapping[Name, Task[Name]], goals: Sequence[Name], *, begin: date, trials: int) -> None:
        self.tasks, self.begin, self.trials = tasks, begin, trials
        self.earliest, quickest = soonest(tasks, begin)
        self.reached = [goal for goal in goals if goal in self.earliest]
        self.latest = max((self.earliest[goal] for goal in self.reached), default=begin)
        self.best = dict(_walked(self.reached, quickest))
        self.price = self._price(self.best)

    def cheapest(self) -> Way[Name]:
        """The best way there is, or the best found when the trials are used up."""
        taken: dict[Name, tuple[Name, ...]] = dict.fromkeys(self.reached, ())
        self._extend(list(self.reached), taken, self._price(taken))
        ends = self._ends(self.best)
        assert ends is not None  # noqa: S101 - the quickest way has no circle, and any better one was looked at
        return Way(self.best, ends, self.earliest, self.trials > 0)

    def _extend(self, waiting: list[Name], taken: dict[Name, tuple[Name, ...]], price: Price) -> None:
        """Try every way that adds to ``taken`` what the waiting tasks demand; both are left as they were."""
        if self.trials <= 0 or price >= self.price:
            return
        self.trials -= 1
        if not waiting:
            if self._in_time(taken):
                self.best, self.price = dict(taken), price
            return
        name = waiting[-1]
        place = len(taken[name])
        if place == len(self.tasks[name].demands):
            self._extend(waiting[:-1], taken, price)
            return
        before = taken[name]
        for source in self._options(name, place, taken):
            taken[name] = (*before, source)
            if source in taken:
                self._extend(waiting, taken, price)
                continue
            taken[source] = ()
            self._extend([*waiting, source], taken, tuple(map(add, price, self.tasks[source].price)))
            del taken[source]
        taken[name] = before

    def _options(self, name: Name, place: int, taken: Mapping[Name, object]) -> list[Name]:
        """The sources of a demand that can be had in time: those taken anyway first, then as they are liked."""
        sources = self.tasks[name].demands[place]
        doable = [source for source in sources if source in self.earliest and self.earliest[source] <= self.latest]
        return sorted(doable, key=lambda source: source not in taken)

    def _in_time(self, taken: Mapping[Name, tuple[Name, ...]]) -> bool:
        ends = self._ends(taken)
        return ends is not None and all(ends[goal] <= self.latest for goal in self.reached)

    def _ends(self, taken: Mapping[Name, tuple[Name, ...]]) -> dict[Name, date] | None:
        """When each task ends, None where they wait for one another."""
        ends: dict[Name, date] = {}
        for name in _in_order(taken):
            if any(source not in ends for source in taken[name]):
                return None
            begin = max((ends[source] for source in taken[name]), default=self.begin)
            ends[name] = self.tasks[name].ends(begin)
        return ends

    def _price(self, taken: Iterable[Name]) -> Price:
        return tuple(map(sum, zip(*(self.tasks[name].price for name in taken), strict=True)))


def _walked(goals: Sequence[Name], sources: Mapping[Name, tuple[Name, ...]]) -> Iterator[tuple[Name, tuple[Name, ...]]]:
    """The goals and all that they wait for, with the sources of each."""
    seen, waiting = set(goals), list(goals)
    while waiting:
        name = waiting.pop()
        yield name, sources[name]
        fresh = [source for source in dict.fromkeys(sources[name]) if source not in seen]
        seen.update(fresh)
        waiting.extend(fresh)


def _in_order(taken: Mapping[Name, tuple[Name, ...]]) -> Iterable[Name]:
    """Each task after its sources, where that can be."""
    order = TopologicalSorter(taken)
    try:
        return tuple(order.static_order())
    except CycleError:
        return tuple(taken)
