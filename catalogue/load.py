"""YAML → Catalogue: read everything, link everything, and raise once with every problem found."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from catalogue.cache import Cache
from catalogue.characters import decode
from catalogue.codes import CodeRegister
from catalogue.errors import CatalogueError, Fault, Place, Problem
from catalogue.files import Manifest, Stamps, find, fingerprint, manifest_path, read_bytes, stamp_of
from catalogue.links import Files, link_problems
from catalogue.models import Offer, PublicService
from catalogue.read import Source, read_yaml
from catalogue.references import service_references
from catalogue.registers import (
    Application,
    EvidenceType,
    InformationConcept,
    Judgement,
    LifeEvent,
    Model,
    PublicOrganisation,
    Region,
    Role,
    Stage,
)
from catalogue.store import Catalogue, MemoryServices
from catalogue.validation import validated
from catalogue.values import ConceptId, RegionCode, Slug, shown

if TYPE_CHECKING:
    from catalogue.read import Value

_A = TypeVar("_A")
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


class JudgementRegister(Model):
    """``judgements.yaml``: what planners found of pairs that look alike."""

    judgements: tuple[Judgement, ...] = ()


REGISTERS: Mapping[str, TypeAdapter[object]] = {
    "organisations": TypeAdapter(Mapping[Slug, PublicOrganisation]),
    "applications": TypeAdapter(Mapping[Slug, Application]),
    "evidence": TypeAdapter(Mapping[Slug, EvidenceType]),
    "concepts": TypeAdapter(ConceptRegister),
    "codes": TypeAdapter(CodeRegister),
    "life_events": TypeAdapter(EventRegister),
    "judgements": TypeAdapter(JudgementRegister),
}
"""The shape of each register in YAML."""
SERVICE = TypeAdapter(PublicService)
"""The shape of a service file, with its slug."""
OFFER = TypeAdapter(Offer)
"""The shape of a local offer's file."""
MANIFEST = TypeAdapter(Manifest)
"""The shape of services.yaml."""
_COLUMNS = ("code", "name", "level", "province_code")
_REGION_CODE = TypeAdapter(RegionCode)


class Gathered:
    """The files of one reading: sources, models, hashes, and every problem."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[Problem] = []
        self.hashes: dict[str, str] = {}
        self.required: tuple[str, ...] = ()
        self.names: set[str] = set()
        """Slugs and codes of all services, those with problems too: whoever names them is not wrong."""

    def attempt(self, make: Callable[[Self, _A], _T], argument: _A) -> _T | None:
        """What ``make`` makes of its argument, or None with its problems gathered."""
        try:
            return make(self, argument)
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
        made: _T = validated(adapter, source, value, required_languages=self.required)
        return made

    def error(self) -> CatalogueError:
        """Everything gathered, by place."""
        return CatalogueError(sorted(self.problems, key=lambda problem: problem.place))


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


@_no_collection()
def load_catalogue(path: Path | None = None, *, cache: bool = True, progress: Progress | None = None) -> Catalogue:
    """Read and check the catalogue at ``path`` (its folder or its services.yaml; default: the one shipped).

    From the user's cache folder where no file has changed since.
    Raises CatalogueError with every problem of every file.
    """
    file = manifest_path(path or default_root())
    root = file.parent
    gathered = Gathered(root)
    source, manifest = _manifest(gathered, file.name)
    found, problems = find(root, (*manifest.include, *manifest.offers))
    gathered.problems.extend(problems)
    for place, pattern in enumerate(manifest.include):
        if not found[pattern]:
            gathered.problems.append(source.problem(Fault("no-services", {"found": pattern}), ("include", place)))
    services, offers = _together(found, manifest.include), _together(found, manifest.offers)
    named = (file.name, *filter(None, manifest.registers.model_dump().values()))
    stamps = {name: stamp_of(root, name) for name in named} | services | offers
    store = Cache.of(file) if cache and not gathered.problems else None
    if store and (kept := store.read(root, stamps)):
        return kept
    catalogue = _read(gathered, manifest, (services, offers), progress=progress)
    if store:
        store.write(catalogue, stamps, gathered.hashes)
    return catalogue


def _together(found: Mapping[str, Stamps], patterns: Iterable[str]) -> Stamps:
    stamps: Stamps = {}
    for pattern in patterns:
        stamps |= found[pattern]
    return stamps


def _manifest(gathered: Gathered, name: str) -> tuple[Source, Manifest]:
    source = gathered.source(name)
    gathered.required = gathered.model(MANIFEST, source, source.value).languages.required
    return source, gathered.model(MANIFEST, source, source.value)


def _read(
    gathered: Gathered, manifest: Manifest, found: tuple[Collection[str], Collection[str]], *, progress: Progress | None
) -> Catalogue:
    sources, values = _registers(gathered, manifest)
    services: list[tuple[Source, PublicService]] = []
    for number, path in enumerate(sorted(found[0]), 1):
        if progress:
            progress(number, len(found[0]) + len(found[1]))
        made = gathered.attempt(_service, path)
        if made:
            services.append(made)
    offers = [offer for path in sorted(found[1]) if (offer := gathered.attempt(_offer, path))]
    if len(values) < len(REGISTERS) + 1:
        raise gathered.error()
    files = Files(sources, services, offers, gathered.names)
    catalogue = _catalogue(manifest, values, files, version=fingerprint(gathered.hashes)[:16])
    gathered.problems.extend(link_problems(catalogue, files))
    if gathered.problems:
        raise gathered.error()
    return catalogue


def _registers(gathered: Gathered, manifest: Manifest) -> tuple[dict[str, Source], dict[str, object]]:
    sources: dict[str, Source] = {}
    values: dict[str, object] = {}
    for name, adapter in REGISTERS.items():
        path = getattr(manifest.registers, name)
        if path is None:
            values[name] = adapter.validate_python({})
            continue
        made = gathered.attempt(_register, (adapter, path))
        if made:
            sources[name], values[name] = made
    regions = gathered.attempt(_regions, manifest.registers.regions)
    if regions is not None:
        values["regions"] = regions
    return sources, values


def _register(gathered: Gathered, register: tuple[TypeAdapter[object], str]) -> tuple[Source, object]:
    adapter, path = register
    source = gathered.source(path)
    return source, gathered.model(adapter, source, source.value)


def _service(gathered: Gathered, path: str) -> tuple[Source, PublicService]:
    slug = path.rsplit("/", 1)[-1].removesuffix(".yaml")
    gathered.names.add(slug)
    source = gathered.source(path)
    gathered.names.add(str(source.value.get("code")))
    if "slug" in source.value:
        raise CatalogueError([source.problem(Fault("slug-in-file", {"found": slug}), ("slug",), key=True)])
    value: dict[str, Value] = {**source.value, "slug": slug}
    made = gathered.model(SERVICE, source, value)
    source.value = {}  # the model has it all, and places are found in the text
    return source, made


def _offer(gathered: Gathered, path: str) -> tuple[Source, Offer]:
    source = gathered.source(path)
    return source, gathered.model(OFFER, source, source.value)


def _regions(gathered: Gathered, path: str) -> Mapping[str, Region]:
    header, *rows = [line.split(",") for line in decode(gathered.content(path), path).splitlines()] or [[]]
    if tuple(header) != _COLUMNS:
        raise CatalogueError([Problem(Place(path), Fault("region-columns", {"expected": ",".join(_COLUMNS)}))])
    provinces = {row[0] for row in rows if row[2:3] == ["province"]}
    regions: dict[str, Region] = {}
    problems = []
    for line, row in enumerate(rows, 2):
        made = _region(row, provinces)
        fault = Fault("key-twice", {"key": row[0]}) if row[0] in regions else made
        if isinstance(fault, Fault):
            problems.append(Problem(Place(path, line), fault))
        else:
            regions[row[0]] = fault
    if problems:
        raise CatalogueError(problems)
    return regions


def _region(row: list[str], provinces: Collection[str]) -> Region | Fault:
    refused = Fault("region-row", {"found": shown(",".join(row), 80), "expected": ",".join(_COLUMNS)})
    if len(row) != len(_COLUMNS) or '"' in row[1]:
        return refused
    try:
        code, name, level, province = row
        made = Region.model_validate({"name": name, "level": level, "province": province})
        _REGION_CODE.validate_python(code)
    except ValidationError:
        return refused
    within = code == province if level == "province" else code.startswith(f"{province}.")
    return made if within and province in provinces else Fault("region-province", {"found": code, "province": province})


def _catalogue(manifest: Manifest, values: Mapping[str, object], files: Files, *, version: str) -> Catalogue:
    concepts, events = cast("ConceptRegister", values["concepts"]), cast("EventRegister", values["life_events"])
    aliases = {alias: code for code, event in events.life_events.items() for alias in event.aliases}
    known = MemoryServices(_with_codes(service, aliases) for _source, service in files.services)
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
        judgements=cast("JudgementRegister", values["judgements"]).judgements,
        services=known,
        offers={
            (known.code_of(offer.service) or offer.service, offer.region): offer for _source, offer in files.offers
        },
    )


def _with_codes(service: PublicService, aliases: Mapping[str, str]) -> PublicService:
    """The service with life events by their codes, where its file calls them by an alias."""

    def code(event: str | None) -> str | None:
        return aliases.get(event, event) if event else event

    named = [reference.key for reference in service_references(service) if reference.kind in {"event", "anchor"}]
    if aliases.keys().isdisjoint(named):
        return service
    update: dict[str, object] = {"life_events": tuple(map(code, service.life_events))}
    if isinstance(service.beneficiary, Mapping):
        update["beneficiary"] = {code(event): role for event, role in service.beneficiary.items()}
    if service.deadline:
        anchors = {"after": code(service.deadline.after), "before": code(service.deadline.before)}
        update["deadline"] = service.deadline.model_copy(update=anchors)
    update["examples"] = tuple(item.model_copy(update={"event": code(item.event)}) for item in service.examples)
    return service.model_copy(update=update)
