"""Whom a change is tried on: invented persons from files, and profiles made from the examples that services give.

A person's file says who it is, which life events are asked about, the day, and what is known (docs/tasks, trying a
change). What else it says, such as the bundle a test expects, is left aside.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter

from catalogue.errors import CatalogueError, FactFault, Fault, Problem, SituationError
from catalogue.files import read_bytes
from catalogue.read import Source, read_yaml
from catalogue.validation import validated
from catalogue.values import Day, Text, plain_fact
from catalogue.vocabulary import nearest
from journeys.bundle import Request, settled

if TYPE_CHECKING:
    from catalogue.models import PublicService
    from catalogue.parts import Example
    from catalogue.store import Catalogue
    from journeys.journey import Journey

SITUATIONS = "tests/situations"
"""Where the invented persons of a catalogue lie, below its folder."""
MOST_PROFILES = 3
"""Profiles made for one life event."""
_NOTHING_TOLD: Mapping[str, str] = {"id": "Belum ada yang diketahui", "en": "Nothing told"}
_AS_IN: Mapping[str, str] = {"id": "Seperti contoh “{service}”", "en": "As in an example of “{service}”"}

Origin: TypeAlias = Literal["file", "profile", "told"]


@dataclass(frozen=True)
class Case:
    """A person a change is tried on."""

    id: str
    name: Mapping[str, str]
    origin: Origin
    """A file, a profile made from the catalogue, or told with the question."""
    request: Request


def plain(value: object) -> object:
    """A file's facts as the numbers, truth values and texts they are."""
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, list | tuple) else plain_fact(value)


class Person(BaseModel):
    """One person or business, and what happened to them."""

    model_config = ConfigDict(frozen=True)

    person: Text
    events: Annotated[tuple[str, ...], Field(min_length=1)]
    as_of: Day
    region: str | None = None
    situation: Annotated[dict[str, object], BeforeValidator(plain)] = {}
    held: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    done: tuple[str, ...] = ()
    event_dates: dict[str, Day] = {}

    def request(self, journey: Journey) -> Request:
        """What is asked for this person. Raises SituationError for facts that cannot be."""
        situation = journey.reader.read(self.situation, as_of=self.as_of, held=self.held, missing=self.missing)
        return Request(self.events, situation, self.region, self.done, self.event_dates)


_PERSON = TypeAdapter(Person)


def from_files(journey: Journey, paths: Iterable[Path]) -> list[Case]:
    """The persons of YAML files, and of all such files in folders.

    Raises CatalogueError with every problem of every file.
    """
    cases: list[Case] = []
    problems: list[Problem] = []
    for path in paths:
        for file in sorted(path.glob("*.yaml")) if path.is_dir() else [path]:
            try:
                cases.append(_from_file(journey, file))
            except CatalogueError as error:
                problems += error.problems
    if problems:
        raise CatalogueError(problems)
    return cases


def _from_file(journey: Journey, file: Path) -> Case:
    source = read_yaml(read_bytes(file.parent.resolve(), file.name), str(file))
    person = validated(_PERSON, source, source.value)
    _refuse_unknown(journey, source, person)
    try:
        request = person.request(journey)
        settled(journey, request)
    except SituationError as error:
        raise CatalogueError([source.problem(fault.fault, _place(fault)) for fault in error.faults]) from None
    return Case(file.stem, person.person, "file", request)


def _refuse_unknown(journey: Journey, source: Source, person: Person) -> None:
    """Raise CatalogueError for events, services and a region that the catalogue does not have."""
    found = [source.problem(fault, (field,)) for field, fault in _unknown(journey.catalogue, person)]
    if found:
        raise CatalogueError(found)


def _unknown(catalogue: Catalogue, person: Person) -> Iterator[tuple[str, Fault]]:
    for field, keys in {"events": person.events, "event_dates": person.event_dates}.items():
        for key in keys:
            if key not in catalogue.event_codes:
                yield field, Fault("unknown-event", {"found": key, "nearest": nearest(key, catalogue.event_codes)})
    for key in person.done:
        if catalogue.services.code_of(key) is None:
            near = ", ".join(catalogue.services.nearest(key)) or "-"
            yield "done", Fault("unknown-service", {"found": key, "nearest": near})
    if person.region and person.region not in catalogue.regions:
        words = {"found": person.region, "nearest": nearest(person.region, catalogue.regions)}
        yield "region", Fault("unknown-region", words)


def _place(fault: FactFault) -> tuple[str | int, ...]:
    """Where in a person's file a fault lies."""
    beside = fault.path[:1] in {("held",), ("missing",), ("event_dates",), ("as_of",)}
    return fault.path if beside else ("situation", *fault.path)


def profiles(journey: Journey, event: str, services: Collection[str], *, as_of: date) -> Iterator[Case]:
    """Few profiles for one life event: who told nothing, and whom examples of services describe, these services first.

    An example has a day of its own or is read as of ``as_of``; one that cannot be in this event is passed over.
    """
    nothing = Request((event,), journey.reader.read({}, as_of=as_of))
    yield Case(event, _NOTHING_TOLD, "profile", nothing)
    made = 1
    codes = dict.fromkeys(candidate.key.code for candidate in journey.candidates(event))
    for code in sorted(codes, key=lambda code: code not in services):
        case = _as_in_an_example(journey, event, journey.catalogue.services[code], as_of=as_of)
        if case and made < MOST_PROFILES:
            made += 1
            yield case


def _as_in_an_example(journey: Journey, event: str, service: PublicService, *, as_of: date) -> Case | None:
    """Somebody whom the first example that fits describes, of those whom a service is for."""
    role = service.beneficiary_at(event, journey.catalogue.life_events[event].subject)
    for example in service.examples:
        if example.verdict == "met" and example.event in {None, event}:
            try:
                request = _example_request(journey, event, example, role=role, as_of=as_of)
            except SituationError:
                continue
            name = {
                language: form.format(service=service.name.get(language, service.slug))
                for language, form in _AS_IN.items()
            }
            return Case(f"{event}/{service.slug}", name, "profile", request)
    return None


def _example_request(journey: Journey, event: str, example: Example, *, role: str, as_of: date) -> Request:
    """An example as a question; its bare facts are the beneficiary's, who need not be the event's subject."""
    papers = {"held": example.held, "missing": example.missing}
    situation = journey.reader.read(example.situation, as_of=example.as_of or as_of, **papers).placed(role)
    request = Request((event,), situation)
    settled(journey, request)
    return request
