"""What a check of the whole finds, and its place in the files."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from catalogue.errors import Fault, Problem
from catalogue.files import find, manifest_path, read_bytes
from catalogue.read import Source, read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from catalogue.store import Catalogue


class Finding(NamedTuple):
    """A fault and where: in a service's file (by slug) or a register's (by name), and the way from that file's root."""

    fault: Fault
    location: tuple[str | int, ...] = ()
    service: str = ""
    register: str = ""
    at_key: bool = False


class Placement:
    """The files of a catalogue that was loaded from ``path``, read again where a finding has to be placed."""

    def __init__(self, catalogue: Catalogue, path: Path) -> None:
        self.manifest = catalogue.manifest
        self.file = manifest_path(path)
        self._sources: dict[str, Source] = {}

    @cached_property
    def services(self) -> Mapping[str, str]:
        """The path of each service's file, by slug."""
        found, _problems = find(self.file.parent, self.manifest.include)
        return {path.rsplit("/", 1)[-1].removesuffix(".yaml"): path for paths in found.values() for path in paths}

    def problem(self, finding: Finding) -> Problem:
        """The finding at its place. Raises CatalogueError where the file has gone."""
        if finding.service:
            path = self.services.get(finding.service, self.file.name)
        else:
            path = getattr(self.manifest.registers, finding.register) if finding.register else self.file.name
        return self._source(path).problem(finding.fault, finding.location, key=finding.at_key)

    def _source(self, path: str) -> Source:
        if path not in self._sources:
            self._sources[path] = read_yaml(read_bytes(self.file.parent, path), path)
        return self._sources[path]
