"""The timeline of a life, beside the verdicts of every month of it, asked one after another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from benchmarks.figures import Figure, best, in_ms
from catalogue.load import load_catalogue
from journeys.dates import reached
from journeys.eligibility import Verdict
from journeys.journey import build_journey, verdicts
from journeys.timeline import MOST_MONTHS, timeline_for

if TYPE_CHECKING:
    from journeys.journey import Journey
    from journeys.timeline_answers import Timeline

MOST_SECONDS = 20e-3
"""For the timeline of a life, at the most."""
START = date(2026, 11, 22)
PERSONS: Mapping[str, Mapping[str, object]] = {
    "born that day": {"birth_date": "2026-11-22"},
    "born that day, eight facts": {
        "birth_date": "2026-11-22",
        "citizenship": "WNI",
        "religion": "Islam",
        "employment_status": "menganggur",
        "marital_status": "belum_kawin",
        "disability": False,
        "orphan": False,
        "household": {"dtsen_decile": 3},
    },
}


def run() -> Iterator[Figure]:
    """A hundred years over the shipped catalogue."""
    journey = build_journey(load_catalogue())
    months = [reached("months", START, number) for number in range(MOST_MONTHS)]
    for name, facts in PERSONS.items():
        ours = partial(timeline_for, journey, facts, start=START, months=MOST_MONTHS)
        peer = partial(_every_month, journey, facts, months)
        _same(journey, ours(), dict(zip(months, peer(), strict=True)))
        found = best({"ours": ours, "peer": peer}, rounds=10)
        yield Figure(
            f"timeline of 100 years, {name}",
            in_ms(found["ours"]),
            f"{in_ms(found['peer'])} (verdicts of each month)",
            found["ours"] / found["peer"],
            f"≤ {in_ms(MOST_SECONDS)}",
            found["ours"] <= MOST_SECONDS,
        )


def _every_month(journey: Journey, facts: Mapping[str, object], days: Sequence[date]) -> list[Mapping[str, Verdict]]:
    return [verdicts(journey, journey.reader.read(facts, as_of=day)) for day in days]


def _same(journey: Journey, timeline: Timeline, months: Mapping[date, Mapping[str, Verdict]]) -> None:
    """A time means nothing beside an answer that differs: on the first day of every month both say the same."""
    alone = {window.service.code for window in timeline.windows if window.person is None}
    for day, expected in months.items():
        there = {
            window.service.code: window.verdict
            for window in timeline.windows
            if window.from_ <= day and (window.until is None or day < window.until)
        }
        differing = [
            course.name.code
            for course in journey.courses
            if course.name.code in alone
            and course.service.in_force(day)
            and there.get(course.name.code, Verdict.NOT_MET) is not expected[course.service.code]
        ]
        if differing:
            raise SystemExit(f"the verdicts of {day} differ for services {differing[:5]}")
