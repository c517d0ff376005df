"""Commands about journeys: bundle, timeline."""

from __future__ import annotations

import json as json_module
import re
import sys
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lifejourney.commands.options import AsJson, Facts, FactsFile, Lang, Language, Where, events, opened
from lifejourney.screen import print_bytes

if TYPE_CHECKING:
    from journeys.journey import Journey

MAX_SITUATION = 65_536
"""Bytes a situation may have, as over HTTP."""
_PLACE = re.compile(r"[0-9]{1,2}\]").fullmatch


def bundle(
    life_events: Annotated[
        list[str], typer.Argument(metavar="EVENT...", help="Life events: code or alias.", autocompletion=events)
    ],
    facts: Facts = None,
    situation: FactsFile = None,
    region: Annotated[
        str | None, typer.Option("--region", "-r", help="A region by code or name: 33.74, 'Kota Semarang'.")
    ] = None,
    held: Annotated[
        list[str] | None, typer.Option("--held", help="A document one has: family-card, mother.ktp.")
    ] = None,
    missing: Annotated[list[str] | None, typer.Option("--missing", help="A document one lacks.")] = None,
    done: Annotated[list[str] | None, typer.Option("--done", help="A service already done, by code or slug.")] = None,
    event_dates: Annotated[
        list[str] | None,
        typer.Option("--on", metavar="EVENT=DAY", help="When an event happened or will: birth=2026-11-12."),
    ] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option("--as-of", formats=["%Y-%m-%d"], help="The day asked about; default: today in Jakarta."),
    ] = None,
    catalogue: Where = None,
    lang: Lang = Language.INDONESIAN,
    json: AsJson = False,
) -> None:
    """What a life event calls for: services in order, documents, fees, and what is not for you.

    lifejourney bundle birth --set age_days=10 --region 33.74 --held family-card
    """
    from journeys.bundle import Request, answer, answer_json
    from journeys.journey import build_journey
    from lifejourney.bundle_text import print_bundle

    journey = build_journey(opened(catalogue))
    known = _with_options(journey, _from_file(situation), facts or [])
    day: date | None = as_of.date() if as_of else None
    read = journey.reader.read(known, as_of=day, held=held or [], missing=missing or [])
    code = journey.catalogue.region_code(region) if region else None
    request = Request(tuple(life_events), read, code, tuple(done or []), dict(map(_dated, event_dates or [])))
    if json:
        print_bytes(answer_json(journey, request))
    else:
        print_bundle(answer(journey, request), lang.value, journey.catalogue)


class Form(StrEnum):
    """How a timeline is written."""

    TABLE = "table"
    JSON = "json"
    ICS = "ics"


def timeline(
    facts: Facts = None,
    situation: FactsFile = None,
    months: Annotated[
        int, typer.Option("--months", "-m", min=1, max=1200, help="How many months to look ahead; 1200 is a life.")
    ] = 12,
    as_of: Annotated[
        datetime | None,
        typer.Option("--as-of", formats=["%Y-%m-%d"], help="The first day; default: today in Jakarta."),
    ] = None,
    to: Annotated[Form, typer.Option("--to", help="For people, for programs, or for a calendar.")] = Form.TABLE,
    catalogue: Where = None,
    lang: Lang = Language.INDONESIAN,
) -> None:
    """What opens, ends, is due or comes again in the time ahead, if nothing else changes.

    lifejourney timeline --set birth_date=2009-03-04 --months 24
    """
    from datetime import UTC

    from journeys.dates import today
    from journeys.entries import Entries
    from journeys.icalendar import to_icalendar
    from journeys.journey import build_journey
    from journeys.timeline import timeline_for
    from lifejourney.timeline_text import print_timeline

    journey = build_journey(opened(catalogue))
    start = as_of.date() if as_of else today()
    found = timeline_for(
        journey, _with_options(journey, _from_file(situation), facts or []), start=start, months=months
    )
    entries = Entries(found, {code: role.name for code, role in journey.catalogue.roles.items()}, lang.value)
    if to is Form.JSON:
        print_bytes(found.model_dump_json(by_alias=True).encode())
    elif to is Form.ICS:
        print_bytes(to_icalendar(entries, stamp=datetime.now(UTC)).encode(), end=b"")
    else:
        print_timeline(entries)


def _dated(text: str) -> tuple[str, date]:
    """An event and its day."""
    event, _, day = text.partition("=")
    try:
        return event, date.fromisoformat(day)
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is no event and day. Expected: birth=2026-11-12", param_hint="--on"
        ) from None


def _from_file(name: str | None) -> dict[str, object]:
    """The facts of a JSON file, or of standard input."""
    if name is None:
        return {}
    try:
        data = sys.stdin.buffer.read(MAX_SITUATION + 1) if name == "-" else _beginning(Path(name))
    except OSError as error:
        raise typer.BadParameter(f"{name} cannot be read: {error.strerror}.", param_hint="--situation") from None
    if len(data) > MAX_SITUATION:
        raise typer.BadParameter(
            f"more than {MAX_SITUATION} bytes; a situation holds at most 500 facts.", param_hint="--situation"
        )
    try:
        value = json_module.loads(data, object_pairs_hook=_once, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise typer.BadParameter(
            f'this is not JSON: {error}. Expected: {{"age_days": 10}}', param_hint="--situation"
        ) from None
    if not isinstance(value, dict):
        raise typer.BadParameter('expected an object such as {"age_days": 10}.', param_hint="--situation")
    return value


def _beginning(path: Path) -> bytes:
    """As much of a file as shows that it is too large; a pipe will do."""
    with path.open("rb") as file:
        return file.read(MAX_SITUATION + 1)


def _no_number(word: str) -> object:
    raise ValueError(f"{word} is no number")


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise ValueError("a key stands in it twice")
    return value


def _with_options(journey: Journey, known: dict[str, object], facts: list[str]) -> dict[str, object]:
    """Each ``role.concept=value`` added to the facts of a file, or in their place; concepts decide what a value is."""
    given = set[str]()
    for fact in facts:
        path, equals, text = fact.partition("=")
        path = path.strip()
        role, dot, concept = path.rpartition(".")
        if not equals or not concept or (dot and not role):
            raise typer.BadParameter(f"{fact!r}: expected CONCEPT=VALUE, such as age_days=10.", param_hint="--set")
        if path in given:
            raise typer.BadParameter(f"{path} is given twice.", param_hint="--set")
        given.add(path)
        person = _person(known, role) if role else known
        person[concept] = _value(journey, concept, text.strip())
    return known


def _person(known: dict[str, object], role: str) -> dict[str, object]:
    """The facts of a role, ``heir[1]`` for one of several."""
    name, bracket, place = role.partition("[")
    if not bracket:
        return _facts(known.setdefault(name, {}), role)
    number = place.removesuffix("]")
    persons = known.setdefault(name, [])
    if not _PLACE(place) or not isinstance(persons, list):
        raise typer.BadParameter(f"{role}: expected a number, such as {name}[0].", param_hint="--set")
    persons.extend({} for _ in range(int(number) + 1 - len(persons)))
    return _facts(persons[int(number)], role)


def _facts(person: object, role: str) -> dict[str, object]:
    if not isinstance(person, dict):
        raise typer.BadParameter(f"{role} is given as one person and as something else.", param_hint="--set")
    return person


def _value(journey: Journey, concept: str, text: str) -> object:
    from catalogue.registers import ConceptType
    from catalogue.values import plain_fact

    kind = journey.reader.kinds.get(concept)
    if kind and kind.type in {ConceptType.OPTION, ConceptType.TEXT, ConceptType.DATE}:
        return text
    value = plain_fact(text)
    return Decimal(text) if isinstance(value, float) else value
