from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from itertools import product

import pytest

from journeys.ways import Task, Way, best_way, soonest

DAY = date(2026, 3, 2)
Tasks = Mapping[str, Task[str]]


def later(days: int, day: date) -> date:
    return day + timedelta(days=days)


def task(days: int, *demands: str, price: int = 1) -> Task[str]:
    """A task of so many days; a demand is the names of what will do, apart by blanks."""
    return Task(tuple(tuple(names.split()) for names in demands), partial(later, days), (price, 1))


def days_to(way: Way[str], name: str) -> int:
    return (way.ends[name] - DAY).days


def test_a_task_ends_after_all_that_it_demands() -> None:
    tasks = {"goal": task(1, "slow", "quick"), "slow": task(5), "quick": task(2)}

    assert days_to(best_way(tasks, ["goal"], DAY), "goal") == 6


def test_the_source_that_ends_soonest_is_taken_however_many_steps_it_takes() -> None:
    tasks = {"goal": task(0, "long far"), "long": task(9), "far": task(2, "near"), "near": task(3)}
    way = best_way(tasks, ["goal"], DAY)

    assert days_to(way, "goal") == 5
    assert way.sources == {"goal": ("far",), "far": ("near",), "near": ()}


def test_what_ends_as_soon_is_taken_where_it_is_cheaper() -> None:
    tasks = {"goal": task(0, "dear cheap"), "dear": task(3, price=5), "cheap": task(3, price=2)}

    assert best_way(tasks, ["goal"], DAY).sources["goal"] == ("cheap",)


def test_a_slower_source_is_taken_where_it_delays_nothing_and_is_cheaper() -> None:
    tasks = {"goal": task(0, "long", "dear cheap"), "long": task(9), "dear": task(1, price=5), "cheap": task(8)}
    way = best_way(tasks, ["goal"], DAY)

    assert way.sources["goal"] == ("long", "cheap")
    assert days_to(way, "goal") == 9


def test_what_is_done_anyway_costs_nothing_more() -> None:
    tasks = {
        "goal": task(0, "shared", "own shared"),
        "shared": task(3, price=9),
        "own": task(1, price=1),
    }

    assert best_way(tasks, ["goal"], DAY).sources["goal"] == ("shared", "shared")


def test_a_circle_is_left_where_another_source_leads_out_of_it() -> None:
    tasks = {"first": task(1, "second outside"), "second": task(1, "first"), "outside": task(7)}
    way = best_way(tasks, ["first", "second"], DAY)

    assert (days_to(way, "first"), days_to(way, "second")) == (8, 9)


def test_who_can_only_wait_for_one_another_is_never_done() -> None:
    tasks = {"first": task(1, "second"), "second": task(1, "first"), "free": task(2)}
    way = best_way(tasks, ["first", "free"], DAY)

    assert way.sources == {"free": ()}
    assert soonest(tasks, DAY)[0].keys() == {"free"}


def test_a_search_that_is_cut_short_says_so_and_still_ends_soonest() -> None:
    tasks = {"goal": task(0, *[f"dear{n} cheap{n}" for n in range(12)])}
    tasks |= {f"{kind}{n}": task(1, price=price) for n in range(12) for kind, price in (("dear", 5), ("cheap", 1))}

    cut, whole = best_way(tasks, ["goal"], DAY, trials=20), best_way(tasks, ["goal"], DAY)

    assert (cut.exact, whole.exact) == (False, True)
    assert days_to(cut, "goal") == days_to(whole, "goal") == 1
    assert set(whole.sources["goal"]) == {f"cheap{n}" for n in range(12)}


# ── beside brute force ───────────────────────────────────────────────────────────────────────────────────────────────


def at_random(seed: int) -> tuple[Tasks, list[str]]:
    """A small graph, often with circles, and one to three goals."""
    chance = random.Random(seed)  # noqa: S311 - the same graphs every time
    names = [f"t{n}" for n in range(chance.randint(2, 6))]
    tasks = {
        name: Task(
            tuple(
                tuple(chance.sample(names, chance.randint(1, min(3, len(names)))))
                for _ in range(chance.choice([0, 0, 1, 1, 2]))
            ),
            partial(later, chance.randint(0, 5)),
            (chance.randint(0, 3), 1),
        )
        for name in names
    }
    return tasks, chance.sample(names, chance.randint(1, min(3, len(names))))


def all_ways(tasks: Tasks) -> Iterator[Mapping[str, Sequence[str]]]:
    """Every way to choose a source for each demand."""
    places = [(name, sources) for name, task in tasks.items() for sources in task.demands]
    for chosen in product(*(sources for _name, sources in places)):
        way: dict[str, list[str]] = {name: [] for name in tasks}
        for (name, _sources), source in zip(places, chosen, strict=True):
            way[name].append(source)
        yield way


def end_of(
    name: str, tasks: Tasks, way: Mapping[str, Sequence[str]], *, before: frozenset[str] = frozenset()
) -> date | None:
    """When a task ends, None where it waits for itself."""
    if name in before:
        return None
    ends = [end_of(source, tasks, way, before=before | {name}) for source in way[name]]
    known = [end for end in ends if end is not None]
    return tasks[name].ends(max(known, default=DAY)) if len(known) == len(ends) else None


def needed(goals: Sequence[str], way: Mapping[str, Sequence[str]]) -> set[str]:
    """The goals and all that they wait for."""
    found: set[str] = set()
    waiting = list(goals)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(way[name])
    return found


def price_of(names: Sequence[str] | set[str], tasks: Tasks) -> tuple[int, ...]:
    return tuple(map(sum, zip(*(tasks[name].price for name in names), strict=True)))


@pytest.mark.parametrize("block", range(20))
def test_end_and_price_are_those_of_brute_force_on_two_thousand_graphs(block: int) -> None:
    for seed in range(block * 100, block * 100 + 100):
        tasks, goals = at_random(seed)
        ways = list(all_ways(tasks))
        ends = [{goal: end_of(goal, tasks, way) for goal in goals} for way in ways]
        doable = [goal for goal in goals if any(each[goal] for each in ends)]
        best = min(
            (max(filter(None, (each[goal] for goal in doable)), default=DAY), price_of(needed(doable, way), tasks))
            for way, each in zip(ways, ends, strict=True)
            if all(each[goal] for goal in doable)
        )

        found = best_way(tasks, goals, DAY)

        assert set(found.sources) & set(goals) == set(doable), seed
        last = max((found.ends[goal] for goal in doable), default=DAY)
        assert (last, price_of(set(found.sources), tasks)) == best, seed
        assert found.exact
