"""YAML → Catalogue: read everything, link everything, and raise once with every problem found."""

from __future__ import annotations

import csv
import gc
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pydantic import TypeAdapter

from catalogue.cache import Cache
from catalogue.codes import CodeRegister
from catalogue.errors import CatalogueError, Fault, Place, Problem
from catalogue.files import Found, Manifest, find, fingerprint, manifest_path, read_bytes, stamp_of
from catalogue.links import link_problems
from catalogue.models import Offer, PublicService
from catalogue.read import Source, decode, read_yaml
from catalogue.registers import (
    Application,
    EvidenceType,
    InformationConcept,
    LifeEvent,
    Model,
    PublicOrganisation,
    Region,
    Role,
    Stage,
)
from catalogue.store import Catalogue, MemoryServices
from catalogue.validation import validated
from catalogue.values import ConceptId, Slug

if TYPE_CHECKING:
    from catalogue.read import Value

_T = TypeVar("_T")
Progress = Callable[[int, int], None]
"""Called with how many files were read, of how many."""


class ConceptRegister(Model):
    """``concepts.yaml``: roles and concepts."""

    roles: Mapping[Slug, Role]
    concepts: Mapping[ConceptId, InformationConcept]


class EventRegister(Model):
    """``life_events.yaml``: stages of a life, and the events in them."""

    stages: Mapping[Slug, Stage]
    life_events: Mapping[Slug, LifeEvent]


REGISTERS: Mapping[str, TypeAdapter[object]] = {
    "organisations": TypeAdapter(Mapping[Slug, PublicOrganisation]),
    "applications": TypeAdapter(Mapping[Slug, Application]),
    "evidence": TypeAdapter(Mapping[Slug, EvidenceType]),
    "concepts": TypeAdapter(ConceptRegister),
    "codes": TypeAdapter(CodeRegister),
    "life_events": TypeAdapter(EventRegister),
}
"""The shape of each register in YAML."""
SERVICE = TypeAdapter(PublicService)
"""The shape of a service file, with its slug."""
OFFER = TypeAdapter(Offer)
"""The shape of a local offer's file."""
MANIFEST = TypeAdapter(Manifest)
"""The shape of services.yaml."""
_COLUMNS = ["code", "name", "level", "province_code"]


class Gathered:
    """The files of one reading: sources, models, hashes, and every problem."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[Problem] = []
        self.hashes: dict[str, str] = {}
        self.required: tuple[str, ...] = ()

    def attempt(self, make: Callable[[], _T]) -> _T | None:
        """What ``make`` makes, or None with its problems gathered."""
        try:
            return make()
        except CatalogueError as error:
            self.problems.extend(error.problems)
            return None

    def content(self, path: str) -> bytes:
        """A file's bytes, its hash noted."""
        data = read_bytes(self.root, path)
        self.hashes[path] = hashlib.sha256(data).hexdigest()
        return data

    def source(self, path: str) -> Source:
        """A YAML file, read."""
        return read_yaml(self.content(path), path)

    def model(self, adapter: TypeAdapter[_T], source: Source, value: object) -> _T:
        """A YAML value as its model."""
        made: _T = validated(adapter, source, value, self.required)
        return made

    def stop_if_broken(self) -> None:
        """Raise what was gathered, if anything was."""
        if self.problems:
            raise CatalogueError(sorted(self.problems, key=lambda problem: problem.place))


@contextmanager
def _no_collection() -> Iterator[None]:
    """Without the garbage collector: building many objects that all stay makes it run in vain."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def default_root() -> Path:
    """The catalogue that comes with the project."""
    return Path(__file__).resolve().parent.parent


def load_catalogue(path: Path | None = None, *, cache: bool = True, progress: Progress | None = None) -> Catalogue:
    """Read and check the catalogue at ``path`` (its folder or its services.yaml; default: the one shipped).

    From the user's cache folder where no file has changed since. Raises CatalogueError with every problem of every file.
    """
    file = manifest_path(path or default_root())
    root = file.parent
    gathered = Gathered(root)
    manifest = _manifest(gathered, file.name)
    found, problems = find(root, (*manifest.include, *manifest.offers))
    gathered.problems.extend(problems)
    services = _distinct(found[pattern] for pattern in manifest.include)
    offers = _distinct(found[pattern] for pattern in manifest.offers)
    registers = [stamp_of(root, name) for name in manifest.registers.model_dump().values()]
    stamps = {item.path: item.stamp for item in (stamp_of(root, file.name), *registers, *services, *offers)}
    store = Cache.of(file) if cache and not problems else None
    if store and (kept := store.read(root, stamps)):
        return kept
    with _no_collection():
        catalogue = _read(gathered, manifest, (services, offers), progress)
    if store:
        store.write(catalogue, stamps, gathered.hashes)
    return catalogue


def _distinct(lists: Iterable[Iterable[Found]]) -> list[Found]:
    return list({item.path: item for items in lists for item in items}.values())


def _manifest(gathered: Gathered, name: str) -> Manifest:
    source = gathered.source(name)
    return gathered.model(MANIFEST, source, source.value)


def _read(
    gathered: Gathered, manifest: Manifest, files: tuple[list[Found], list[Found]], progress: Progress | None
) -> Catalogue:
    gathered.required = manifest.languages.required
    sources, values = _registers(gathered, manifest)
    total = len(files[0]) + len(files[1])
    services: list[tuple[Source, PublicService]] = []
    for number, item in enumerate(files[0], 1):
        if progress:
            progress(number, total)
        made = gathered.attempt(lambda item=item: _service(gathered, item.path))  # type: ignore[misc]
        if made:
            services.append(made)
    offers = [made for item in files[1] if (made := gathered.attempt(lambda item=item: _offer(gathered, item.path)))]  # type: ignore[misc]
    if not files[0]:
        gathered.problems.append(Problem(Place("services.yaml"), Fault("no-services")))
    if set(values) == {*REGISTERS, "regions"}:
        catalogue = _catalogue(manifest, values, fingerprint(gathered.hashes)[:16], services, offers)
        gathered.problems.extend(link_problems(catalogue, sources, services, offers))
        gathered.stop_if_broken()
        return catalogue
    gathered.stop_if_broken()
    raise AssertionError(values)


def _registers(gathered: Gathered, manifest: Manifest) -> tuple[dict[str, Source], dict[str, object]]:
    sources: dict[str, Source] = {}
    values: dict[str, object] = {}
    for name, adapter in REGISTERS.items():
        source = gathered.attempt(lambda name=name: gathered.source(getattr(manifest.registers, name)))  # type: ignore[misc]
        if source is None:
            continue
        sources[name] = source
        made = gathered.attempt(lambda a=adapter, s=source: gathered.model(a, s, s.value))  # type: ignore[misc]
        if made is not None:
            values[name] = made
    regions = gathered.attempt(lambda: _regions(gathered, manifest.registers.regions))
    if regions is not None:
        values["regions"] = regions
    return sources, values


def _service(gathered: Gathered, path: str) -> tuple[Source, PublicService]:
    source = gathered.source(path)
    slug = path.rsplit("/", 1)[-1].removesuffix(".yaml")
    value: dict[str, Value] = {**source.value, "slug": slug}
    if "slug" in source.value:
        raise CatalogueError([source.problem(Fault("slug-in-file", {"found": slug}), ("slug",), key=True)])
    return source, gathered.model(SERVICE, source, value)


def _offer(gathered: Gathered, path: str) -> tuple[Source, Offer]:
    source = gathered.source(path)
    return source, gathered.model(OFFER, source, source.value)


def _regions(gathered: Gathered, path: str) -> Mapping[str, Region]:
    rows = list(csv.reader(io.StringIO(decode(gathered.content(path), path))))
    if not rows or rows[0] != _COLUMNS:
        raise CatalogueError([Problem(Place(path), Fault("region-columns", {"expected": ",".join(_COLUMNS)}))])
    regions: dict[str, Region] = {}
    problems = []
    for line, row in enumerate(rows[1:], 2):
        fault = _region_fault(row, regions)
        if fault:
            problems.append(Problem(Place(path, line), fault))
        else:
            regions[row[0]] = Region(name=row[1], level=row[2], province=row[3])  # type: ignore[arg-type]
    if problems:
        raise CatalogueError(problems)
    return regions


def _region_fault(row: list[str], regions: Mapping[str, Region]) -> Fault | None:
    if len(row) != len(_COLUMNS) or row[2] not in {"province", "regency", "city"} or any(cell != cell.strip() or not cell for cell in row):
        return Fault("region-row", {"found": ",".join(row)[:80], "expected": ",".join(_COLUMNS)})
    if row[0] in regions:
        return Fault("key-twice", {"key": row[0]})
    return None if row[0].startswith(row[3]) else Fault("region-province", {"found": row[0], "province": row[3]})


def _catalogue(
    manifest: Manifest,
    values: Mapping[str, object],
    version: str,
    services: list[tuple[Source, PublicService]],
    offers: list[tuple[Source, Offer]],
) -> Catalogue:
    concepts, events = values["concepts"], values["life_events"]
    assert isinstance(concepts, ConceptRegister)
    assert isinstance(events, EventRegister)
    aliases = {alias: code for code, event in events.life_events.items() for alias in event.aliases}
    known = MemoryServices(_with_codes(service, aliases) for _source, service in services)
    return Catalogue(
        manifest=manifest,
        version=version,
        organisations=values["organisations"],  # type: ignore[arg-type]
        applications=values["applications"],  # type: ignore[arg-type]
        evidence=values["evidence"],  # type: ignore[arg-type]
        roles=concepts.roles,
        concepts=concepts.concepts,
        codes=values["codes"],  # type: ignore[arg-type]
        regions=values["regions"],  # type: ignore[arg-type]
        stages=events.stages,
        life_events=events.life_events,
        services=known,
        offers={(known.code_of(offer.service) or offer.service, offer.region): offer for _source, offer in offers},
    )


def _with_codes(service: PublicService, aliases: Mapping[str, str]) -> PublicService:
    """The service with life events by their codes, where its file calls them by an alias."""
    named = {*service.life_events, *(service.beneficiary if isinstance(service.beneficiary, Mapping) else ())}
    if named.isdisjoint(aliases):
        return service
    update: dict[str, object] = {"life_events": tuple(aliases.get(event, event) for event in service.life_events)}
    if isinstance(service.beneficiary, Mapping):
        update["beneficiary"] = {aliases.get(event, event): role for event, role in service.beneficiary.items()}
    return service.model_copy(update=update)
