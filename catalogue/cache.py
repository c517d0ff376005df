"""The catalogue's cache: one SQLite file a catalogue, in the user's cache folder, records decoded on demand.

It holds what was read and checked, so an unchanged catalogue starts at once, however large. Nothing in it is a pickle;
a cache that is missing, broken or not writable is no error, only slower.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from functools import cache
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

from pydantic import TypeAdapter, ValidationError

from catalogue.codes import CodeRegister
from catalogue.errors import CatalogueError
from catalogue.files import Manifest, Stamps, read_bytes, stamp_of_all
from catalogue.models import Offer, PublicService
from catalogue.references import links_of
from catalogue.registers import (
    Application,
    EvidenceType,
    InformationConcept,
    Judgement,
    LifeEvent,
    PublicOrganisation,
    Region,
    Role,
    Stage,
)
from catalogue.store import Catalogue, Services

_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE file (path TEXT PRIMARY KEY, stamp BLOB NOT NULL, sha256 TEXT NOT NULL);
CREATE TABLE register (name TEXT PRIMARY KEY, json BLOB NOT NULL);
CREATE TABLE service (code TEXT PRIMARY KEY, slug TEXT NOT NULL UNIQUE, json BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE link (
    link TEXT NOT NULL, name TEXT NOT NULL, code TEXT NOT NULL, PRIMARY KEY (link, name, code)
) WITHOUT ROWID;
CREATE TABLE offer (service TEXT NOT NULL, region TEXT NOT NULL, json BLOB NOT NULL, PRIMARY KEY (service, region));
"""
_REGISTERS: Mapping[str, TypeAdapter[Any]] = {
    "organisations": TypeAdapter(Mapping[str, PublicOrganisation]),
    "applications": TypeAdapter(Mapping[str, Application]),
    "evidence": TypeAdapter(Mapping[str, EvidenceType]),
    "roles": TypeAdapter(Mapping[str, Role]),
    "concepts": TypeAdapter(Mapping[str, InformationConcept]),
    "codes": TypeAdapter(CodeRegister),
    "regions": TypeAdapter(Mapping[str, Region]),
    "stages": TypeAdapter(Mapping[str, Stage]),
    "life_events": TypeAdapter(Mapping[str, LifeEvent]),
    "judgements": TypeAdapter(tuple[Judgement, ...]),
}


@cache
def _format() -> str:
    """What a cache must have been written by: a hash of this floor's own code."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


class CachedServices(Services):
    """Services in a cache file: each decoded when it is first asked for, then kept."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._decoded: dict[str, PublicService] = {}
        self._links: dict[tuple[str, str], tuple[str, ...]] = {}
        self._catalogue: Catalogue | None = None

    def adopt(self, catalogue: Catalogue) -> None:
        """Let every service that is decoded know the catalogue it belongs to."""
        self._catalogue = catalogue

    def _column(self, query: str, *values: str) -> list[str]:
        with closing(self._connection.execute(query, values)) as rows:
            return [row[0] for row in rows]

    def __getitem__(self, code: str) -> PublicService:
        service = self._decoded.get(code)
        if service is None:
            found = self._column("SELECT json FROM service WHERE code = ?", code)
            if not found:
                raise KeyError(code)
            service = PublicService.model_validate_json(found[0])
            if self._catalogue:
                service.adopt(self._catalogue)
            self._decoded[code] = service
        return service

    def __iter__(self) -> Iterator[str]:
        return iter(self._column("SELECT code FROM service ORDER BY code"))

    def __len__(self) -> int:
        return int(self._column("SELECT count(*) FROM service")[0])

    def __contains__(self, code: object) -> bool:
        return code in self._decoded or bool(self._column("SELECT 1 FROM service WHERE code = ?", str(code)))

    def code_of(self, key: str) -> str | None:
        """The code of a service by its code or slug, None where there is none."""
        found = self._column("SELECT code FROM service WHERE code = ? OR slug = ?", key, key)
        return found[0] if found else None

    def slugs(self) -> Iterable[str]:
        """Every slug."""
        return self._column("SELECT slug FROM service ORDER BY slug")

    def linked(self, link: str, key: str) -> tuple[str, ...]:
        """The codes of services that name ``key`` in this sense."""
        codes = self._links.get((link, key))
        if codes is None:
            query = "SELECT code FROM link WHERE link = ? AND name = ? ORDER BY code"
            codes = self._links[link, key] = tuple(self._column(query, link, key))
        return codes


class Cache:
    """Where one catalogue's cache lies."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def of(cls, manifest: Path) -> Self | None:
        """The cache of the catalogue with this root file; None where the user has no folder for caches."""
        try:
            folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        except RuntimeError:
            return None
        name = hashlib.sha256(str(manifest.resolve()).encode()).hexdigest()[:16]
        return cls(folder / "lifejourney" / f"{name}-{_format()}.sqlite")

    def read(self, root: Path, stamps: Stamps) -> Catalogue | None:
        """The catalogue as it was read, if no file has changed since; else None."""
        try:
            if self.path.stat().st_uid != os.getuid():
                return None
            connection = sqlite3.connect(f"file:{quote(str(self.path))}?mode=ro", uri=True, check_same_thread=False)
        except (OSError, sqlite3.Error):
            return None
        with suppress(sqlite3.Error, ValidationError, CatalogueError, LookupError, TypeError):
            if _unchanged(connection, root, stamps):
                return _catalogue(connection)
        connection.close()
        return None

    def write(self, catalogue: Catalogue, stamps: Stamps, hashes: Mapping[str, str]) -> None:
        """Keep the catalogue, atomically and for this user only."""
        with suppress(OSError, sqlite3.Error):
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.path.parent, suffix=".part")
            os.close(handle)
            try:
                _fill(name, catalogue, stamps=stamps, hashes=hashes)
                Path(name).replace(self.path)
            finally:
                Path(name).unlink(missing_ok=True)
            self._forget_older()

    def _forget_older(self) -> None:
        for other in self.path.parent.glob(f"{self.path.name.split('-')[0]}-*.sqlite"):
            if other != self.path:
                other.unlink(missing_ok=True)


def _unchanged(connection: sqlite3.Connection, root: Path, stamps: Stamps) -> bool:
    """Whether every file is as it was: by what the disk says of it, else by its content."""
    row = connection.execute("SELECT value FROM meta WHERE name = 'fingerprint'").fetchone()
    if row and row[0] == stamp_of_all(stamps):
        return True
    known = {path: (stamp, sha) for path, stamp, sha in connection.execute("SELECT path, stamp, sha256 FROM file")}
    if known.keys() != stamps.keys():
        return False
    touched = (path for path, stamp in stamps.items() if stamp != known[path][0])
    return all(hashlib.sha256(read_bytes(root, path)).hexdigest() == known[path][1] for path in touched)


def _catalogue(connection: sqlite3.Connection) -> Catalogue:
    registers = dict(connection.execute("SELECT name, json FROM register"))
    values = {name: adapter.validate_json(registers[name]) for name, adapter in _REGISTERS.items()}
    offers = {
        (service, region): Offer.model_validate_json(text)
        for service, region, text in connection.execute("SELECT service, region, json FROM offer")
    }
    version = connection.execute("SELECT value FROM meta WHERE name = 'version'").fetchone()[0]
    manifest = Manifest.model_validate_json(registers["manifest"])
    services = CachedServices(connection)
    return Catalogue(manifest=manifest, version=version, services=services, offers=offers, **values)


def _fill(name: str, catalogue: Catalogue, *, stamps: Stamps, hashes: Mapping[str, str]) -> None:
    with closing(sqlite3.connect(name)) as connection:
        connection.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_TABLES}")
        meta = {"fingerprint": stamp_of_all(stamps), "version": catalogue.version}
        connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
        files = ((path, stamp, hashes[path]) for path, stamp in stamps.items())
        connection.executemany("INSERT INTO file VALUES (?, ?, ?)", files)
        connection.executemany("INSERT INTO register VALUES (?, ?)", _register_rows(catalogue))
        services = catalogue.services.values()
        rows = ((service.code, service.slug, _json(service)) for service in services)
        connection.executemany("INSERT INTO service VALUES (?, ?, ?)", rows)
        links = {(*link, service.code) for service in services for link in links_of(service)}
        connection.executemany("INSERT INTO link VALUES (?, ?, ?)", sorted(links))
        offers = ((*key, _json(offer)) for key, offer in catalogue.offers.items())
        connection.executemany("INSERT INTO offer VALUES (?, ?, ?)", offers)
        connection.commit()


def _register_rows(catalogue: Catalogue) -> Iterator[tuple[str, bytes]]:
    yield "manifest", catalogue.manifest.model_dump_json(by_alias=True).encode()
    for name, adapter in _REGISTERS.items():
        yield name, adapter.dump_json(getattr(catalogue, name), by_alias=True, exclude_defaults=True)


def _json(model: PublicService | Offer) -> str:
    return model.model_dump_json(by_alias=True, exclude_defaults=True)
