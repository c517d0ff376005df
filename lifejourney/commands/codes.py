"""Commands about service codes: explain, new, check."""

from __future__ import annotations

from collections.abc import Mapping
from json import dumps
from typing import TYPE_CHECKING, Annotated

import typer

from catalogue.errors import UnknownCode
from lifejourney.commands.options import AsJson, Lang, Language, Where, opened
from lifejourney.screen import Screen, in_words, print_json

if TYPE_CHECKING:
    from catalogue.codes import Action
    from catalogue.mistyped import Diagnosis
    from catalogue.store import Catalogue

app = typer.Typer(
    help="Service codes: explain one, allocate the next free one, find a typing mistake.", no_args_is_help=True
)

_ADD = {"id": "Tambahkan ke", "en": "Add to"}


@app.command()
def explain(
    code: Annotated[str, typer.Argument(help="A service code: 0201.014.01.00-55.")],
    catalogue: Where = None,
    lang: Lang = Language.INDONESIAN,
    json: AsJson = False,
) -> None:
    """Say what each part of a code means, and which service has it."""
    from catalogue.codes import ServiceCode
    from catalogue.codes import explain as explained
    from catalogue.mistyped import diagnose

    known = opened(catalogue)
    codes = {*known.services, *(tombstone.code for tombstone in known.codes.tombstones)}
    diagnosis = diagnose(code, codes)
    if diagnosis and diagnosis.rule != "code-unknown":
        _tell(diagnosis.fault.message(lang.value), diagnosis.fault.mend(lang.value), diagnosis.nearest)
        raise typer.Exit(1)
    found = explained(ServiceCode(code), known.codes)
    service = known.services.get(code)
    if json:
        print_json({**found.model_dump(mode="json"), "service": service.name if service else None})
        return
    screen = Screen()
    screen.line(code, "bold")
    for field in ("domain", "object", "action", "variant"):
        name = getattr(found, field)
        if name:
            screen.pair(f"{field}:", in_words([name], lang.value), indent=2)
    if found.tombstone:
        gone = found.tombstone
        name = f"{in_words([gone.name], lang.value)} ({gone.retired})"
        screen.pair("tombstone:", " → ".join([name, *filter(None, [", ".join(gone.successors)])]), indent=2)
    screen.pair("service:", in_words([service.name], lang.value) + f" ({service.slug})" if service else "-", indent=2)


def _tell(message: str, mend: str, nearest: tuple[str, ...]) -> None:
    screen = Screen(error=True)
    screen.line(f"{message} {mend}")
    for code in nearest:
        screen.line(f"- {code}")


@app.command()
def new(
    domain: Annotated[str, typer.Option(help="The domain: its number (0201) or slug (home-affairs).")],
    object_: Annotated[str, typer.Option("--object", help="The object: a slug of the register, or new with --name.")],
    action: Annotated[str, typer.Option(help="The action: issue, renew, replace, …")],
    name: Annotated[str | None, typer.Option(help="The Indonesian name of a new object.")] = None,
    catalogue: Where = None,
    lang: Lang = Language.INDONESIAN,
    json: AsJson = False,
) -> None:
    """Allocate the next free code: nothing is written, put it into the new service's file."""
    from catalogue.codes import ServiceCode, allocate, domain_number, next_object_number

    known = opened(catalogue)
    where = entry = ""
    if object_ != "new":
        code = allocate(known.codes, known.services, domain=domain, object_slug=object_, action=action)
    else:
        if not name:
            raise typer.BadParameter(
                "a new object needs its Indonesian name: --name 'Akta kelahiran'.", param_hint="--name"
            )
        number = next_object_number(known.codes, domain, name)
        place = domain_number(known.codes, domain)
        code = ServiceCode.of(place, number, action_number=_action(known.codes.actions, action))
        where, entry = f'objects, under "{place}":', _entry(number, name)
    if json:
        print_json({"code": code, "register": f"{where}  {entry}" if entry else None})
        return
    screen = Screen()
    screen.line(code, "bold")
    if entry:
        screen.line(f"{_ADD[lang.value]} {known.manifest.registers.codes}, {where}")
        screen.whole(entry, indent=4)


def _entry(number: str, name: str) -> str:
    """The line to add to the register of objects."""
    from catalogue.codes import slug_of

    return f"{slug_of(name)}: {{number: {number}, name: {{id: {dumps(name, ensure_ascii=False)}, en: …}}}}"


def _action(actions: Mapping[str, Action], slug: str) -> str:
    if slug not in actions:
        raise UnknownCode("action", slug, list(actions))
    return actions[slug].number


@app.command()
def check(
    codes: Annotated[list[str], typer.Argument(help="Codes as somebody typed them.")],
    catalogue: Where = None,
    lang: Lang = Language.INDONESIAN,
    json: AsJson = False,
) -> None:
    """Say whether codes are right, and where a digit was mistyped or two have changed places."""
    from catalogue.mistyped import diagnose

    known = opened(catalogue)
    taken = {*known.services, *(tombstone.code for tombstone in known.codes.tombstones)}
    found = {code: diagnose(code, taken) for code in codes}
    if json:
        print_json(
            [
                {
                    "code": code,
                    "rule": d.rule if d else None,
                    "message": d.fault.message(lang.value) if d else None,
                    "nearest": d.nearest if d else (),
                }
                for code, d in found.items()
            ]
        )
    else:
        _print_diagnoses(known, found, lang.value)
    if any(found.values()):
        raise typer.Exit(1)


def _print_diagnoses(known: Catalogue, found: Mapping[str, Diagnosis | None], language: str) -> None:
    screen = Screen()
    for code, diagnosis in found.items():
        if diagnosis is None:
            service = known.services.get(code)
            screen.line(f"{code}: {in_words([service.name], language) if service else 'ok'}", "green")
            continue
        screen.line(f"{code}: {diagnosis.fault.message(language)} {diagnosis.fault.mend(language)}", "red")
        for near in diagnosis.nearest:
            service = known.services.get(near)
            screen.line(f"- {near}  {in_words([service.name], language) if service else ''}", indent=2)
