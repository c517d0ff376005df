"""By when a service must be asked for: the event's day is day 0, the due date is included.

A due date is not moved for holidays, unless the deadline says ``roll: next``.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from journeys.dates import moved
from journeys.working_days import WorkingDays, working_days

if TYPE_CHECKING:
    from catalogue.parts import Deadline
    from catalogue.store import Catalogue


class Anchor(NamedTuple):
    """The date that a deadline counts from or to: a concept, and whose; the beneficiary's where ``role`` is empty."""

    role: str
    concept: str

    def seen_by(self, role: str) -> str:
        """The fact, as rules name it whose beneficiary is in a role."""
        return self.concept if self.role in {"", role} else f"{self.role}.{self.concept}"


class DueDate(NamedTuple):
    """The last day in time; ``weekends_only`` where it rests on years whose holidays are not known."""

    day: date
    weekends_only: bool


def anchor_of(catalogue: Catalogue, deadline: Deadline) -> Anchor | None:
    """What a deadline counts from or to, None where its event has no date."""
    event = catalogue.life_events.get(deadline.anchor)
    if event is None:
        return Anchor("", deadline.anchor)
    return Anchor(event.subject, event.date_concept) if event.date_concept else None


def due_date(deadline: Deadline, event_day: date, *, offices: WorkingDays | None = None) -> DueDate | None:
    """The due date of what counts from, or to, ``event_day``; None beyond the calendar's years."""
    offices = offices or working_days()
    with suppress(OverflowError, ValueError):
        day = _counted(deadline, event_day, offices)
        due = offices.on_or_after(day) if deadline.roll else day
        return DueDate(due, not all(map(offices.knows, _rests_on(deadline, event_day, due))))
    return None


def _rests_on(deadline: Deadline, event_day: date, due: date) -> tuple[date, ...]:
    """Days whose years' holidays must be known for a due date to be sure."""
    if deadline.within.working_days is not None:
        return event_day, due
    return (due,) if deadline.roll else ()


def _counted(deadline: Deadline, event_day: date, offices: WorkingDays) -> date:
    working = deadline.within.working_days
    if working is None:
        return moved(event_day, deadline.within.duration or "P0D", back=deadline.before is not None, within=True)
    return _working_days_before(event_day, working, offices) if deadline.before else offices.after(event_day, working)


def _working_days_before(day: date, count: int, offices: WorkingDays) -> date:
    """The ``count``-th working day before a day; 0 is the day itself."""
    while count:
        day -= timedelta(days=1)
        count -= offices.works(day)
    return day
