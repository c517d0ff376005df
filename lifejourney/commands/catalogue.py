"""Commands about the catalogue: check, show, search, list."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from catalogue.errors import CatalogueError, Problem, Severity, UnknownCode
from catalogue.values import in_language
from lifejourney.commands.options import AsJson, Lang, Language, Where, opened
from lifejourney.screen import Screen, in_words, print_json

if TYPE_CHECKING:
    from pydantic import BaseModel

    from catalogue.findings import Finding
    from catalogue.store import Catalogue

COUNTED = {"id": "{errors} kesalahan, {warnings} peringatan.", "en": "{errors} error(s), {warnings} warning(s)."}
SOUND = {"id": "{name}: {count} layanan, tidak ada kesalahan.", "en": "{name}: {count} services, no errors."}
MORE = {"id": "Semua peringatan satu per satu: --all", "en": "All warnings one by one: --all"}


_TAG = re.compile(r"(?:[a-z]{2}|und)(?:-[A-Za-z0-9]{2,8})*").fullmatch
"""Matches the tag of a language as texts have it."""


class Kind(StrEnum):
    """The registers one can list."""

    EVENTS = "events"
    SERVICES = "services"
    CONCEPTS = "concepts"
    DOCUMENTS = "documents"
    ORGANISATIONS = "organisations"
    APPLICATIONS = "applications"
    REGIONS = "regions"


def language_of(arguments: Sequence[str]) -> str:
    """The language asked for on a command line that could not be run, or else by the environment."""
    asked = re.findall(r"(?:^| )(?:--lang[ =]|-l ?)(id|en)(?= |$)", " ".join(arguments))
    language: str = (asked or [os.environ.get("LIFEJOURNEY_LANG")])[-1]
    return "en" if language == "en" else "id"


def counted(problems: Sequence[Problem], language: str) -> str:
    """How many errors and warnings there are."""
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    return COUNTED[language].format(errors=errors, warnings=len(problems) - errors)


def check(
    path: Annotated[Path | None, typer.Argument(help="A catalogue's folder or services.yaml.")] = None,
    catalogue: Where = None,
    strict: Annotated[bool, typer.Option("--strict", help="Fail on warnings too.")] = False,
    shacl: Annotated[bool, typer.Option("--shacl", help="Check it as linked data too, against its shapes.")] = False,
    all_: Annotated[bool, typer.Option("--all", help="Every warning, not only how many of each kind.")] = False,
    lang: Lang = Language.INDONESIAN,
    json: AsJson = False,
) -> None:
    """Check a catalogue: every problem with its place, what is wrong and how to mend it."""
    from catalogue.load import default_root

    root = path or catalogue
    try:
        known = opened(root, cache=False)
    except CatalogueError as error:
        if not json:
            raise
        print_json([problem.as_data() for problem in error.problems])
        raise typer.Exit(1) from None
    problems = findings(known, root or default_root(), shacl=shacl)
    if json:
        print_json([problem.as_data() for problem in problems])
    else:
        _report(known, problems, lang.value, every=all_ or strict)
    worst = {problem.severity for problem in problems}
    if Severity.ERROR in worst or (strict and worst):
        raise typer.Exit(1)


def findings(known: Catalogue, root: Path, *, shacl: bool = False) -> list[Problem]:
    """What the checks of every floor find, in the order of the files; those of linked data where they are asked for."""
    import catalogue.checks
    import journeys.checks
    import ontology.checks
    import planning.checks
    from catalogue.findings import Placement
    from journeys.journey import build_journey

    journey = build_journey(known)
    found: list[Finding] = [finding for each in catalogue.checks.CHECKS for finding in each(known)]
    found += [finding for each in (*journeys.checks.CHECKS, *planning.checks.CHECKS) for finding in each(journey)]
    if shacl:
        found += [finding for each in ontology.checks.CHECKS for finding in each(known)]
    placement = Placement(known, root)
    return sorted((placement.problem(finding) for finding in found), key=lambda problem: (problem.place, problem.rule))


def _report(known: Catalogue, problems: Sequence[Problem], language: str, *, every: bool) -> None:
    screen = Screen()
    warnings = [problem for problem in problems if problem.severity is Severity.WARNING]
    for problem in problems:
        if every or problem.severity is Severity.ERROR:
            screen.problem(problem, language)
    if not every:
        by_kind(screen, warnings, language)
    if len(problems) > len(warnings):
        screen.line(counted(problems, language))
    else:
        name = in_words([known.manifest.name], language)
        screen.line(SOUND[language].format(name=name, count=len(known.services)))


def by_kind(screen: Screen, warnings: Sequence[Problem], language: str) -> None:
    """How many warnings there are of each kind, each with the first for an example."""
    if warnings:
        count = Counter(problem.rule for problem in warnings)
        first = {problem.rule: problem for problem in reversed(warnings)}
        rows = [
            (number, rule, f"{first[rule].place}: {first[rule].fault.message(language)}")
            for rule, number in count.most_common()
        ]
        screen.table(("", "", {"id": "misalnya", "en": "for example"}[language]), rows)
        screen.line(MORE[language], "dim")


def _kinds(known: Catalogue) -> Mapping[Kind, Mapping[str, BaseModel]]:
    return {
        Kind.EVENTS: known.life_events,
        Kind.SERVICES: known.services,
        Kind.CONCEPTS: known.concepts,
        Kind.DOCUMENTS: known.evidence,
        Kind.ORGANISATIONS: known.organisations,
        Kind.APPLICATIONS: known.applications,
        Kind.REGIONS: known.regions,
    }


def _name(entry: object, language: str) -> str:
    name = getattr(entry, "name", "")
    return name if isinstance(name, str) else in_words([name], language)


def _note(entry: object, language: str) -> str:
    """What helps to tell one entry of a register from another."""
    fields = ("aliases", "type", "unit", "options", "level", "kind", "owner", "slug", "origin", "question")
    told = []
    for field in fields:
        value = getattr(entry, field, None)
        if isinstance(value, Mapping) and field == "question":
            told.append(in_words([value], language))
        elif value:
            told.append(", ".join(value) if isinstance(value, Mapping | tuple) else str(value))
    return " · ".join(told)


def list_entries(
    kind: Annotated[Kind, typer.Argument(help="What to list.")],
    words: Annotated[list[str] | None, typer.Argument(help="Only entries that have these words.")] = None,
    catalogue: Where = None,
    lang: Lang = Language.INDONESIAN,
    json: AsJson = False,
) -> None:
    """List a register: codes, names, and what tells them apart; --set takes the codes of concepts."""
    known = opened(catalogue)
    entries = {
        code: entry
        for code, entry in _kinds(known)[kind].items()
        if all(
            word.casefold() in f"{code} {_name(entry, 'id')} {_name(entry, 'en')} {_note(entry, 'id')}".casefold()
            for word in words or ()
        )
    }
    if kind is Kind.DOCUMENTS or kind is Kind.CONCEPTS:
        entries = dict(sorted(entries.items()))
    if json:
        print_json(
            {
                code: entry.model_dump(mode="json", by_alias=True, exclude_defaults=True)
                for code, entry in entries.items()
            }
        )
        return
    Screen().table(
        ("code", "name", ""), ((code, _name(e, lang.value), _note(e, lang.value)) for code, e in entries.items())
    )


def _found(known: Catalogue, key: str) -> Iterator[tuple[str, str, BaseModel]]:
    code = known.services.code_of(key)
    if code:
        yield "service", code, known.services[code]
    if key in known.event_codes:
        event = known.event_codes[key]
        yield "life event", event, known.life_events[event]
    for kind, entries in _kinds(known).items():
        if kind not in {Kind.SERVICES, Kind.EVENTS} and key in entries:
            yield kind.value.removesuffix("s"), key, entries[key]


def show(
    key: Annotated[str, typer.Argument(help="A code, slug or alias.")],
    catalogue: Where = None,
    lang: Lang = Language.INDONESIAN,
    json: AsJson = False,
) -> None:
    """Show a service, life event, document, concept, organisation, application or region."""
    known = opened(catalogue)
    found = list(_found(known, key))
    if not found:
        names = [*known.event_codes, *known.evidence, *known.concepts, *known.organisations, *known.applications]
        raise UnknownCode("service, event or register entry", key, _near(key, [*known.services.slugs(), *names]))
    shown = [
        (kind, code, entry.model_dump(mode="json", by_alias=True, exclude_defaults=True)) for kind, code, entry in found
    ]
    if json:
        print_json([{"kind": kind, "code": code, "entry": data} for kind, code, data in shown])
        return
    screen = Screen()
    for kind, code, data in shown:
        screen.line(f"{kind} {code}", "bold")
        for field, value in data.items():
            if field not in {"code", "examples"}:
                _field(screen, field, value, lang.value)
        if kind == "life event":
            linked = known.services.linked("event", code)
            _field(screen, "services", [f"{known.services[c].slug} ({c})" for c in linked], lang.value)


def _near(key: str, names: Sequence[str]) -> list[str]:
    from rapidfuzz.process import extract

    return [name for name, _score, _position in extract(key, names, limit=3, score_cutoff=50)]


def _field(screen: Screen, field: str, value: object, language: str) -> None:
    """A field and its value, lists one entry a line."""
    if isinstance(value, list):
        lines = [_flat(item, language) for item in value]
        short = all(len(line) < 30 for line in lines)  # noqa: PLR2004 - a matter of looks
        screen.pair(f"{field}:", ", ".join(lines) if short else "\n".join(f"- {line}" for line in lines), indent=2)
    else:
        screen.pair(f"{field}:", _flat(value, language), indent=2)


def _flat(value: object, language: str) -> str:
    if isinstance(value, Mapping):
        if value and all(isinstance(text, str) and _TAG(tag) for tag, text in value.items()):
            return in_language(value, language)
        return " · ".join(
            f"{key}: {_flat(item, language)}" if key != "name" else _flat(item, language) for key, item in value.items()
        )
    return ", ".join(_flat(item, language) for item in value) if isinstance(value, list) else str(value)


def search(
    words: Annotated[list[str], typer.Argument(help="Words, as one would say them.")],
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=200, help="How many at the most.")] = 10,
    catalogue: Where = None,
    lang: Lang = Language.INDONESIAN,
    json: AsJson = False,
) -> None:
    """Search services by words: akta lahir, nerbitin ktp, a word mistyped."""
    from catalogue.search import index_of

    known = opened(catalogue)
    services = [known.services[hit.key] for hit in index_of(known).search(" ".join(words), limit)]
    if json:
        print_json([{"code": service.code, "slug": service.slug, "name": service.name} for service in services])
    else:
        Screen().table(("code", "name", "slug"), ((s.code, in_words([s.name], lang.value), s.slug) for s in services))
    if not services:
        raise typer.Exit(1)
