"""Visits: the steps that one office or one application can take together, none of them waiting for another."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from journeys.answers import PlaceKind
    from journeys.frames import Frame
    from journeys.plan import Draft
    from journeys.recipes import Key

_REMOTE = frozenset({"app", "web"})
"""Channels that an application serves without any office."""


class Place(NamedTuple):
    """Where a step can be taken: an organisation's counter, or an application."""

    kind: PlaceKind
    code: str


class Visit(NamedTuple):
    """A place, and the steps taken there at one time, in their order."""

    place: Place
    steps: list[Draft]


def places_of(frame: Frame) -> tuple[Place, ...]:
    """Where a service can be asked for, in the order of its channels; empty where no channel says."""
    found: dict[Place, None] = {}
    for channel in frame.fixed.channels:
        if channel.type == "counter":
            bodies = (channel.provided_by,) if channel.provided_by else frame.bodies
            found.update(dict.fromkeys(Place("office", body) for body in bodies))
        elif channel.application and channel.type in _REMOTE:
            found[Place("application", channel.application)] = None
    return tuple(found)


def visits_of(order: Sequence[Draft], places: Mapping[Key, Sequence[Place]]) -> Sequence[Visit]:
    """The steps put together into few visits, one after another: each joins the first that it can.

    A visit comes after all visits that its steps wait for. Steps of which nobody says where they are taken are in none.
    """
    open_: list[tuple[Sequence[Place], list[Draft]]] = []
    at: dict[Key, int] = {}
    for draft in order:
        first = max((at[key] + 1 for key in draft.after), default=0)
        own = places[draft.key]
        if not own:
            at[draft.key] = first - 1
            continue
        for number, (left, steps) in enumerate(open_[first:], first):
            common = [place for place in left if place in own]
            if common:
                open_[number] = common, [*steps, draft]
                at[draft.key] = number
                break
        else:
            at[draft.key] = len(open_)
            open_.append((own, [draft]))
    return [Visit(possible[0], steps) for possible, steps in open_]
