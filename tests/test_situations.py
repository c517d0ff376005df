"""Persons and businesses of all kinds, and what each of them must get: one file a person in tests/situations.

The expectations come from the law, each with the article or fact it rests on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from catalogue.read import read_yaml
from journeys.answers import Bundle, BundleDocument, EvidenceStatus, LeftOutReason
from journeys.bundle import Options, bundle_for
from journeys.journey import Journey
from journeys.timeline import timeline_for
from planning.persons import plain

FILES = {path.stem: path for path in sorted((Path(__file__).parent / "situations").glob("*.yaml"))}
EVENTS_COVERED = 40
PERSONS = 60


class Strict(BaseModel):
    """Nothing unknown, nothing changed."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def nothing(value: object) -> object:
    """``null`` is no day."""
    return None if value == "null" else value


Facts = Annotated[dict[str, object], BeforeValidator(plain)]
Day = Annotated[date | None, BeforeValidator(nothing)]
Slugs = tuple[str, ...]
Stretch = tuple[str, date, date | None]


class Name(Strict):
    """Who it is, in both languages."""

    id: str
    en: str


class Expected(Strict):
    """What the bundle must and must not hold; ``due`` is the last day of a step."""

    steps: dict[str, Literal["met", "unknown"]] = {}
    never: Slugs = ()
    left_out: dict[str, LeftOutReason] = {}
    documents: dict[str, EvidenceStatus] = {}
    before: tuple[tuple[str, str], ...] = ()
    due: dict[str, date] = {}

    def slugs(self) -> Iterator[str]:
        """Every service named."""
        yield from (*self.steps, *self.never, *self.left_out, *self.due)
        yield from (slug for pair in self.before for slug in pair)


class Window(Strict):
    """A span of days in which a service has a verdict; ``until`` is the first day on which it no longer has, if any."""

    service: str
    verdict: Literal["met", "unknown"]
    from_: date = Field(alias="from")
    until: Day


class Timeline(Strict):
    """What becomes due in the months after the day asked about."""

    months: int = Field(gt=0)
    windows: tuple[Window, ...] = ()
    never: Slugs = ()

    def slugs(self) -> Iterator[str]:
        """Every service named."""
        yield from (*self.never, *(window.service for window in self.windows))


class Person(Strict):
    """One person or business, what happened to them, and what they must get."""

    person: Name
    events: tuple[str, ...] = Field(min_length=1)
    as_of: date
    region: str | None = None
    situation: Facts = {}
    held: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    done: Slugs = ()
    event_dates: dict[str, date] = {}
    bundle: Expected
    timeline: Timeline | None = None
    why: dict[str, str]

    def slugs(self) -> set[str]:
        """Every service named."""
        return {*self.done, *self.bundle.slugs(), *(self.timeline.slugs() if self.timeline else ())}

    def documents(self) -> set[str]:
        """Every document named, without whose it is."""
        return {name.rpartition(".")[2] for name in (*self.held, *self.missing, *self.bundle.documents)}

    def roles(self) -> set[str]:
        """Every role with facts or documents of its own."""
        facts = {name for name, value in self.situation.items() if isinstance(value, dict | list)} - {"complete"}
        documents = (name.rpartition(".")[0] for name in (*self.held, *self.missing))
        return facts | {role for role in documents if role}


def read(name: str) -> Person:
    path = FILES[name]
    return Person.model_validate(read_yaml(path.read_bytes(), f"tests/situations/{path.name}").value)


@pytest.fixture(scope="module")
def person() -> Callable[[str], Person]:
    """A person by name, read once."""
    return cache(read)


@pytest.fixture(scope="module")
def bundle(shipped: Journey, person: Callable[[str], Person]) -> Callable[[str], Bundle]:
    """The bundle of a person by name, asked for once."""
    return cache(lambda name: bundle_of(shipped, person(name)))


def bundle_of(journey: Journey, one: Person) -> Bundle:
    asked: Options = {
        "as_of": one.as_of,
        "held": one.held,
        "missing": one.missing,
        "done": one.done,
        "event_dates": one.event_dates,
    }
    if one.region:
        asked["region"] = one.region
    return bundle_for(journey, one.events, one.situation, **asked)


def timeline_of(journey: Journey, one: Person, months: int) -> Mapping[str, set[Stretch]]:
    """Verdict, first day and end of every window, by service."""
    situation = journey.reader.read(one.situation, as_of=one.as_of, held=one.held, missing=one.missing)
    found: dict[str, set[Stretch]] = {}
    for window in timeline_for(journey, situation, start=one.as_of, months=months).windows:
        found.setdefault(window.service.slug, set()).add((window.verdict.value, window.from_, window.until))
    return found


def told(differences: Iterable[str]) -> str:
    return "\n".join(differences)


# ── each person ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", FILES)
def test_a_person_gets_the_steps_the_law_gives_with_their_verdicts(
    name: str, person: Callable[[str], Person], bundle: Callable[[str], Bundle]
) -> None:
    found: dict[str, set[str]] = {}
    for step in bundle(name).steps:
        found.setdefault(step.service.slug, set()).add(step.verdict.value)
    wrong = [
        f"{slug}: expected {verdict}, found {', '.join(sorted(found.get(slug, {'no step'})))}"
        for slug, verdict in person(name).bundle.steps.items()
        if found.get(slug) != {verdict}
    ]

    assert not wrong, told(wrong)


@pytest.mark.parametrize("name", FILES)
def test_a_person_is_never_sent_to_what_is_not_for_them(
    name: str, person: Callable[[str], Person], bundle: Callable[[str], Bundle]
) -> None:
    found = {step.service.slug: step.verdict.value for step in bundle(name).steps}
    wrong = [f"{slug}: expected no step, found {found[slug]}" for slug in person(name).bundle.never if slug in found]

    assert not wrong, told(wrong)


@pytest.mark.parametrize("name", FILES)
def test_a_step_is_due_when_the_law_says(
    name: str, person: Callable[[str], Person], bundle: Callable[[str], Bundle]
) -> None:
    found = {step.service.slug: step.due.day if step.due else None for step in bundle(name).steps}
    wrong = [
        f"{slug}: expected {day}, found {found.get(slug, 'no step')}"
        for slug, day in person(name).bundle.due.items()
        if found.get(slug) != day
    ]

    assert not wrong, told(wrong)


@pytest.mark.parametrize("name", FILES)
def test_what_is_left_out_says_why(name: str, person: Callable[[str], Person], bundle: Callable[[str], Bundle]) -> None:
    found = {one.service.slug: one.reason for one in bundle(name).not_applicable}
    wrong = [
        f"{slug}: expected to be left out ({reason}), found {found.get(slug, 'not left out')}"
        for slug, reason in person(name).bundle.left_out.items()
        if found.get(slug) != reason
    ]

    assert not wrong, told(wrong)


@pytest.mark.parametrize("name", FILES)
def test_a_document_is_held_comes_from_a_step_is_brought_or_cannot_be_had(
    name: str, person: Callable[[str], Person], bundle: Callable[[str], Bundle]
) -> None:
    wrong = [
        f"{document}: expected {status}, found {', '.join(sorted(found)) or 'nobody asks for it'}"
        for document, status in person(name).bundle.documents.items()
        if (found := statuses(bundle(name).documents, document)) != {status}
    ]

    assert not wrong, told(wrong)


def statuses(documents: Iterable[BundleDocument], name: str) -> set[str]:
    role, _, kind = name.rpartition(".")
    return {one.status for one in documents if one.code == kind and (not role or one.of == role)}


@pytest.mark.parametrize("name", FILES)
def test_what_must_come_first_does(name: str, person: Callable[[str], Person], bundle: Callable[[str], Bundle]) -> None:
    place = {step.service.slug: step.order for step in bundle(name).steps}
    wrong = [
        f"{first} must come before {second}, found {place.get(first, 'no step')} and {place.get(second, 'no step')}"
        for first, second in person(name).bundle.before
        if not place.get(first, 0) or place.get(first, 0) >= place.get(second, 0)
    ]

    assert not wrong, told(wrong)


@pytest.mark.parametrize("name", [name for name in FILES if read(name).timeline])
def test_what_opens_and_closes_does_so_on_the_days_the_law_gives(
    name: str, shipped: Journey, person: Callable[[str], Person]
) -> None:
    timeline = person(name).timeline
    assert timeline
    found = timeline_of(shipped, person(name), timeline.months)
    wrong = [
        f"{one.service}: expected {one.verdict} from {one.from_} until {one.until}, found {told_of(found, one.service)}"
        for one in timeline.windows
        if (one.verdict, one.from_, one.until) not in found.get(one.service, ())
    ]
    wrong += [f"{slug}: expected no window, found {told_of(found, slug)}" for slug in timeline.never if slug in found]

    assert not wrong, told(wrong)


def told_of(found: Mapping[str, set[Stretch]], slug: str) -> str:
    return ", ".join(f"{verdict} from {first} until {end}" for verdict, first, end in found.get(slug, ())) or "none"


# ── all of them ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_there_are_persons_enough_for_most_events_and_every_role(
    shipped: Journey, person: Callable[[str], Person]
) -> None:
    persons = [person(name) for name in FILES]
    events = {shipped.catalogue.event_code(event) for one in persons for event in one.events}
    roles = {role for one in persons for role in one.roles()}
    subjects = {shipped.catalogue.life_events[event].subject for event in events}

    assert len(persons) >= PERSONS
    assert len(events) >= EVENTS_COVERED, sorted(set(shipped.catalogue.life_events) - events)
    assert set(shipped.catalogue.vocabulary.roles) <= roles | subjects


@pytest.mark.parametrize("name", FILES)
def test_a_person_names_only_services_events_and_documents_there_are(
    name: str, shipped: Journey, person: Callable[[str], Person]
) -> None:
    one, catalogue = person(name), shipped.catalogue
    known = {service.slug for service in catalogue.services.values()}
    days = {*catalogue.life_events, *catalogue.concepts}

    assert one.slugs() <= known, sorted(one.slugs() - known)
    assert set(one.events) <= set(catalogue.life_events)
    assert set(one.event_dates) <= days, sorted(set(one.event_dates) - days)
    assert one.documents() <= set(catalogue.evidence), sorted(one.documents() - set(catalogue.evidence))
    assert set(one.why) <= known | set(catalogue.evidence), sorted(set(one.why) - known - set(catalogue.evidence))


@pytest.mark.parametrize("name", FILES)
def test_every_step_expected_names_its_law(name: str, person: Callable[[str], Person]) -> None:
    one = person(name)
    unfounded = sorted({*one.bundle.steps, *one.bundle.due} - {slug for slug, law in one.why.items() if law.strip()})

    assert not unfounded, told(unfounded)


@pytest.mark.parametrize("name", FILES)
def test_no_window_opens_before_the_day_asked_about_or_closes_before_it_opens(
    name: str, person: Callable[[str], Person]
) -> None:
    timeline = person(name).timeline
    windows = timeline.windows if timeline else ()

    assert all(one.from_ >= person(name).as_of for one in windows)
    assert all(one.until is None or one.until > one.from_ for one in windows)
    assert not {one.service for one in windows} & set(timeline.never if timeline else ())
