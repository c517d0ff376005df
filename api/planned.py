"""What is done twice in one catalogue, worked out when it is first asked for, and then kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

from planning.duplicates import Group, compared_entries, groups_in

if TYPE_CHECKING:
    from catalogue.store import Catalogue
    from planning.catalogued import Kind
    from planning.compare import Compared


@dataclass(frozen=True, slots=True)
class Twice:
    """The compared entries of one kind, and their groups."""

    compared: Compared
    groups: list[Group]


@dataclass(frozen=True, slots=True)
class Planned:
    """Kinds of entries of one catalogue, each compared once, however many ask at the same time."""

    catalogue: Catalogue
    _made: dict[Kind, Twice] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def twice(self, kind: Kind) -> Twice:
        """What there is twice of a kind."""
        with self._lock:
            if kind not in self._made:
                compared, _judged = compared_entries(self.catalogue, kind)
                self._made[kind] = Twice(compared, groups_in(compared, compared.least, {}))
            return self._made[kind]
