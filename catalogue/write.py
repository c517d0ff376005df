"""Catalogue → YAML, in one canonical form: what is read back is what was written, and small changes are small diffs.

Keys stand in the order of the models; short mappings and lists stand on one line; what equals its default is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeAlias

from catalogue.errors import CatalogueError, Fault, Place, Problem
from catalogue.files import MANIFEST
from catalogue.load import load_catalogue

if TYPE_CHECKING:
    from pydantic import BaseModel

    from catalogue.models import PublicService
    from catalogue.registers import Judgement, Region
    from catalogue.store import Catalogue

Data: TypeAlias = "Mapping[str, Data] | list[Data] | str | int | float | bool | None"

WIDTH = 120
"""Characters (unicode code points) up to which a mapping or list stands on one line."""

_PLAIN = re.compile(r"[A-Za-z0-9(À-ɏ][^\[\]{},#:]*(?:[:#][^\s\[\]{},#:]+[^\[\]{},#:]*)*").fullmatch
_LOOKS_OTHERWISE = re.compile(
    r"(?i:true|false|yes|no|on|off|null|~)|[-+]?[0-9][0-9_.,:eExob-]*(?:T.*)?|\.(?:inf|nan)"
).fullmatch
_SHORT_FORMS = {"evidence", "produces"}


def _scalar(value: str | float | Decimal | None, *, text: bool) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str):
        return str(value)
    plain = _PLAIN(value) and not value.endswith((" ", ":")) and ": " not in value and " #" not in value
    if plain and not (text and _LOOKS_OTHERWISE(value)):
        return value
    if any(not char.isprintable() for char in value) or "\\" in value:
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in escaped) + '"'
    return "'" + value.replace("'", "''") + "'"


def _inline(value: Data) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(key)}: {_inline(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    return _scalar(value, text=True)


def _key(key: str) -> str:
    return _scalar(key, text=True)


def _block(value: Data, indent: int) -> str:
    """A value behind ``key:``, on the same line where it fits."""
    inline = _inline(value)
    if not isinstance(value, Mapping | list) or not value or _fits(value, inline, indent):
        return f" {inline}\n"
    if isinstance(value, Mapping):
        return "\n" + _mapping(value, indent + 2)
    return "\n" + "".join(_item(item, indent + 2) for item in value)


def _fits(value: Mapping[str, Data] | list[Data], inline: str, indent: int) -> bool:
    nested = value.values() if isinstance(value, Mapping) else value
    deep = isinstance(value, list) and any(isinstance(item, Mapping) for item in nested)
    return not deep and len(inline) + indent + 20 <= WIDTH


def _mapping(value: Mapping[str, Data], indent: int) -> str:
    return "".join(f"{' ' * indent}{_key(key)}:{_block(item, indent)}" for key, item in value.items())


def _item(value: Data, indent: int) -> str:
    inline = _inline(value)
    if not isinstance(value, Mapping) or len(inline) + indent <= WIDTH:
        return f"{' ' * indent}- {inline}\n"
    body = _mapping(value, indent + 2)
    return f"{' ' * indent}- {body[indent + 2 :]}"


def dump_model(model: BaseModel) -> dict[str, Data]:
    """A model as plain data under the keys YAML uses, defaults left out."""
    data: dict[str, Data] = model.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return data


def dump_service(service: PublicService) -> str:
    """A service as the text of its file."""
    data = {key: _shortened(key, value) for key, value in dump_model(service).items() if key != "slug"}
    return _mapping(data, 0)


def dump_register(entries: Mapping[str, BaseModel]) -> str:
    """A register that is a mapping by id, as the text of its file."""
    return _mapping(_entries(entries), 0)


def dump_regions(regions: Mapping[str, Region]) -> str:
    """The regions as the text of their table."""
    rows = (f"{code},{region.name},{region.level},{region.province}\n" for code, region in regions.items())
    return "code,name,level,province_code\n" + "".join(rows)


def catalogue_files(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Every file of a catalogue: its path below the root, and its text.

    Registers stand where its manifest says; services in the first folder it includes, offers in a folder a region.
    """
    manifest = catalogue.manifest
    paths = manifest.registers
    yield MANIFEST, _mapping(dump_model(manifest), 0)
    for name in ("organisations", "evidence", "applications"):
        yield getattr(paths, name), dump_register(getattr(catalogue, name)) or "{}\n"
    concepts = {"roles": _entries(catalogue.roles), "concepts": _entries(catalogue.concepts)}
    yield paths.concepts, _mapping(concepts, 0)
    yield paths.codes, _mapping(dump_model(catalogue.codes), 0)
    yield paths.regions, dump_regions(catalogue.regions)
    events = {"stages": _entries(catalogue.stages), "life_events": _entries(catalogue.life_events)}
    yield paths.life_events, _mapping(events, 0)
    if paths.judgements:
        yield paths.judgements, dump_judgements(catalogue.judgements)
    for service in catalogue.services.values():
        yield f"{_folder(manifest.include[0], service.code.domain)}/{service.slug}.yaml", dump_service(service)
    for (code, region), offer in catalogue.offers.items():
        slug = catalogue.services[code].slug
        yield f"{_folder(manifest.offers[0], region)}/{slug}.yaml", _mapping(dump_model(offer), 0)


def write_catalogue(catalogue: Catalogue, folder: Path) -> None:
    """Write a whole catalogue below ``folder``; what is read from there is the same."""
    for path, text in catalogue_files(catalogue):
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")


def write_new(catalogue: Catalogue, folder: Path) -> None:
    """Write a whole catalogue into a folder that is new or empty.

    Raises CatalogueError, and leaves the folder as it was, where it holds something, cannot be written, or what was
    written cannot be read back.
    """
    try:
        if folder.exists() and any(folder.iterdir()):
            raise CatalogueError([Problem(Place(folder.name), Fault("into-not-empty"))])
        folder.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".import-", dir=folder.parent) as made:
            root = Path(made) / "catalogue"
            write_catalogue(catalogue, root)
            load_catalogue(root, cache=False)
            root.replace(folder)
    except OSError as error:
        fault = Fault("cannot-write", {"reason": error.strerror or "?"})
        raise CatalogueError([Problem(Place(folder.name), fault)]) from None


def _entries(entries: Mapping[str, BaseModel]) -> dict[str, Data]:
    return {key: dump_model(entry) for key, entry in entries.items()}


def _folder(pattern: str, name: str) -> str:
    """The folder of a glob, each part that stands for any name with this one in its place."""
    return "/".join(name if "*" in part else part for part in pattern.split("/")[:-1])


def dump_judgements(judgements: Iterable[Judgement]) -> str:
    """Judgements as the text of their file, without what stands above them there."""
    return _mapping({"judgements": [dump_model(one) for one in judgements]}, 0)


def _shortened(key: str, value: Data) -> Data:
    """``{type: x}`` as ``x``."""
    if key in _SHORT_FORMS and isinstance(value, list):
        return [item["type"] if isinstance(item, Mapping) and item.keys() == {"type"} else item for item in value]
    return value
