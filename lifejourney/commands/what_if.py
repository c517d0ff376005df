"""The command that tries a change to the catalogue: whatif."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lifejourney.commands.options import AsJson, Lang, Language, Where, events, opened
from lifejourney.screen import print_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from journeys.journey import Journey
    from planning.persons import Case


def whatif(
    others: Annotated[
        list[str] | None, typer.Argument(metavar="[SERVICE]...", help="What --merge merges with the service it names.")
    ] = None,
    merge: Annotated[
        list[str] | None,
        typer.Option(
            "--merge", metavar="SERVICE SERVICE...", help="Services become one, which keeps the first one's code."
        ),
    ] = None,
    drop: Annotated[
        list[str] | None,
        typer.Option("--drop-document", metavar="DOCUMENT", help="A document that --from no longer takes."),
    ] = None,
    from_: Annotated[
        list[str] | None, typer.Option("--from", metavar="SERVICE", help="The service that does without it.")
    ] = None,
    retire: Annotated[
        list[str] | None, typer.Option("--retire", metavar="SERVICE", help="A service that ends, with no successor.")
    ] = None,
    event: Annotated[
        list[str] | None,
        typer.Option("--event", "-e", help="Only this life event: code or alias.", autocompletion=events),
    ] = None,
    persons: Annotated[
        list[Path] | None,
        typer.Option(
            "--persons",
            metavar="DIR|FILE",
            exists=True,
            help="Persons to try it on; default: tests/situations of the catalogue, and profiles made from examples.",
        ),
    ] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option("--as-of", formats=["%Y-%m-%d"], help="The day of profiles; default: today in Jakarta."),
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Every journey that changes, not only the first.")] = False,
    catalogue: Where = None,
    lang: Lang = Language.INDONESIAN,
    json: AsJson = False,
) -> None:
    """What a merger, a document dropped or a service retired would mean; exit code 1 where it breaks something.

    lifejourney whatif --merge akta-kelahiran kartu-identitas-anak
    """
    from journeys.journey import build_journey
    from lifejourney.what_if_text import print_what_if
    from planning.changes import Change, DropDocument, Merge, Retire
    from planning.what_if import Trial, what_if

    changes: list[Change] = [Merge(*names) for names in _mergers(merge or [], others or [])]
    changes += [DropDocument(document, service) for document, service in _pairs(drop or [], from_ or [])]
    changes += [Retire(service) for service in retire or []]
    journey = build_journey(opened(catalogue))
    cases = _cases(journey, persons, catalogue)
    wanted = [journey.catalogue.event_code(name) for name in event or []]
    day = as_of.date() if as_of else None
    trial = Trial(cases, fill=persons is None, events=wanted, as_of=day)
    answer = what_if(journey, changes, trial, progress=_progress if sys.stderr.isatty() else None)
    if json:
        print_bytes(answer.model_dump_json(by_alias=True).encode())
    else:
        print_what_if(answer, lang.value, every=all_)
    if answer.breaks:
        raise typer.Exit(1)


def _mergers(keepers: Sequence[str], others: Sequence[str]) -> list[tuple[str, ...]]:
    """Services to merge: all with the one named, or one with each where several are named."""
    if len(keepers) == 1 and others:
        return [(keepers[0], *others)]
    if len(keepers) != len(others):
        words = "with one --merge name one other service or more, with several one each: --merge A B --merge C D."
        raise typer.BadParameter(words, param_hint="--merge")
    return list(zip(keepers, others, strict=True))


def _pairs(documents: Sequence[str], services: Sequence[str]) -> list[tuple[str, str]]:
    """Documents with the services they are dropped from: as many of each in the same order, or one for all others."""
    if len(services) != len(documents) and 1 not in {len(services), len(documents)}:
        raise typer.BadParameter("give one --from for each --drop-document, or one of either.", param_hint="--from")
    if not documents or not services:
        missing = "--drop-document" if services else "--from"
        if documents or services:
            raise typer.BadParameter(f"{missing} is missing: a document is dropped from a service.", param_hint=missing)
        return []
    most = max(len(documents), len(services))
    spread = [list(names) * (most if len(names) == 1 else 1) for names in (documents, services)]
    return list(zip(*spread, strict=True))


def _cases(journey: Journey, persons: list[Path] | None, catalogue: Path | None) -> list[Case]:
    """The persons of the files named, else those that lie beside the catalogue."""
    from catalogue.files import manifest_path
    from catalogue.load import default_root
    from planning.persons import SITUATIONS, from_files

    beside = manifest_path(catalogue or default_root()).parent / SITUATIONS
    return from_files(journey, persons or ([beside] if beside.is_dir() else []))


def _progress(number: int, total: int) -> None:
    """How far comparing has come, on one line that is wiped at its end."""
    end = "\r" + " " * 40 + "\r" if number == total else ""
    sys.stderr.write(f"\rcomparing {number} of {total} journeys{end}")
    sys.stderr.flush()
