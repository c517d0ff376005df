"""When each step can begin and end, which steps run side by side, and which of them make the plan end no sooner.

Days are the earliest ones. A time that nobody states is never guessed here: what rests on it is "at least".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from journeys.dates import moved
from journeys.working_days import working_days

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from catalogue.parts import Span
    from journeys.plan import Draft
    from journeys.recipes import Key


@dataclass(slots=True)
class Slot:
    """A step in time."""

    start: date
    finish: date | None
    """None where nobody states how long the step takes."""
    at_least: bool
    """Whether something before it takes a time that nobody states, so that its days are the earliest that can be."""
    lane: int
    """From 1; the steps of one lane follow one another."""
    critical: bool = False
    """Whether the whole plan would end later if this step did."""

    @property
    def end(self) -> date:
        """The day on which it ends at the earliest."""
        return self.finish or self.start


def finish_of(span: Span, start: date) -> date:
    """The day on which something ends that begins on a working day and lasts so long.

    Raises OverflowError or ValueError outside the years 1 to 9999.
    """
    if span.working_days is not None:
        return working_days().after(start, span.working_days)
    return moved(start, span.duration or "P0D")


def scheduled(order: Sequence[Draft], time_of: Callable[[Draft], Span | None], begin: date) -> Mapping[Key, Slot]:
    """Every step in time, from ``begin`` on; ``order`` has each after all that it waits for."""
    slots: dict[Key, Slot] = {}
    last: dict[int, Key] = {}
    opening = working_days().on_or_after(begin)
    for draft in order:
        before = [slots[key] for key in draft.after]
        start = working_days().on_or_after(max([slot.end for slot in before])) if before else opening
        span, lane = time_of(draft), _lane(draft, slots, last)
        waits = any(slot.at_least or slot.finish is None for slot in before)
        slots[draft.key] = Slot(start, finish_of(span, start) if span else None, waits, lane)
        last[lane] = draft.key
    _mark_critical(order, slots, opening)
    return slots


def _lane(draft: Draft, slots: Mapping[Key, Slot], last: Mapping[int, Key]) -> int:
    """The lane of what it waits for longest, if nothing has followed that yet, else of another; else a new one."""
    free = [key for key in draft.after if last[slots[key].lane] == key]
    return slots[max(free, key=lambda key: slots[key].end)].lane if free else len(last) + 1


def _mark_critical(order: Sequence[Draft], slots: Mapping[Key, Slot], opening: date) -> None:
    """Mark the steps that end last, and what they waited for till they began; none where nothing takes a day."""
    end = max((slot.end for slot in slots.values()), default=opening)
    if end == opening:
        return
    for draft in reversed(order):
        slot = slots[draft.key]
        if not slot.critical and slot.end < end:
            continue
        slot.critical = True
        for key in draft.after:
            slots[key].critical |= working_days().on_or_after(slots[key].end) == slot.start
