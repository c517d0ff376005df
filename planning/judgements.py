"""What planners found of pairs: kept with the catalogue, respected from then on, asked again where one has changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from catalogue.errors import LifeJourneyError
from catalogue.files import manifest_path
from catalogue.registers import Judgement
from catalogue.write import dump_judgements
from planning.relations import ONE_TYPE, RELATIONS

if TYPE_CHECKING:
    from catalogue.store import Catalogue
    from planning.catalogued import Entry, Kind
    from planning.compare import Compared, Verdicts

Verdict: TypeAlias = Literal["same", "different", "unsure"]
_DIGITS = 16


class NoRegister(LifeJourneyError):
    """A catalogue whose root file names no file for judgements."""

    def __init__(self) -> None:
        super().__init__("services.yaml names no register of judgements: add `judgements: services/judgements.yaml`")


def digest_of(one: Entry, other: Entry) -> str:
    """A hash of what was compared of two entries, whichever comes first."""
    parts = sorted(map(_content, (one, other)))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:_DIGITS]


def _content(entry: Entry) -> str:
    traits = {
        name: trait if isinstance(trait, str) else sorted(trait) for name, trait in sorted(entry.record.traits.items())
    }
    return json.dumps([entry.slug, entry.record.name, entry.record.description, traits], ensure_ascii=False)


class Judged:
    """The judgements that still hold for these entries."""

    def __init__(self, catalogue: Catalogue, kind: Kind, entries: Sequence[Entry]) -> None:
        known = {entry.slug: entry for entry in entries}
        self._held: dict[frozenset[str], Judgement] = {
            frozenset({one.a, one.b}): one
            for one in catalogue.judgements
            if one.kind == kind and one.digest == digest_of(known[one.a], known[one.b])
        }

    @property
    def verdicts(self) -> Verdicts:
        """Those that say whether two are the same, by slugs."""
        return {(one.a, one.b): one.verdict == "same" for one in self._held.values() if one.verdict != "unsure"}

    def has(self, a: str, b: str) -> bool:
        """Whether somebody has looked at a pair, and neither has changed since."""
        return frozenset({a, b}) in self._held


def open_pairs(found: Compared, judged: Judged) -> Iterator[int]:
    """The places of pairs that seem to be of one type by their likeness alone and that nobody has judged.

    The likeliest come first.
    """
    one_type = np.isin(found.kinds, [RELATIONS.index(name) for name in ONE_TYPE]) & ~found.ties.same
    order = np.argsort(-found.score, kind="stable")
    for place in order[one_type[order]].tolist():
        a, b = found.ends(place)
        if not judged.has(a.slug, b.slug):
            yield place


def with_judgement(judgements: Iterable[Judgement], new: Judgement) -> tuple[Judgement, ...]:
    """All judgements with a new one, in the place of what was found of the same pair before."""
    pair = (new.kind, frozenset({new.a, new.b}))
    others = [one for one in judgements if (one.kind, frozenset({one.a, one.b})) != pair]
    return tuple(sorted((*others, new), key=lambda one: (one.kind, one.a, one.b)))


class Review:
    """A planner at work: every judgement is written at once."""

    def __init__(self, path: Path, judgements: Sequence[Judgement], *, kind: Kind, by: str) -> None:
        self._path, self._kind, self._by = path, kind, by
        self._judgements = tuple(judgements)

    def keep(self, pair: tuple[Entry, Entry], verdict: Verdict, why: str, *, day: date) -> None:
        """Keep what was found of a pair."""
        a, b = sorted(entry.slug for entry in pair)
        new = Judgement(
            kind=self._kind, a=a, b=b, verdict=verdict, by=self._by, day=day, why=why, digest=digest_of(*pair)
        )
        self._judgements = with_judgement(self._judgements, new)
        write_judgements(self._path, self._judgements)


def register_path(catalogue: Catalogue, root: Path) -> Path:
    """The file of judgements of the catalogue at ``root``; raises NoRegister."""
    path = catalogue.manifest.registers.judgements
    if path is None:
        raise NoRegister
    return manifest_path(root).parent / path


def write_judgements(path: Path, judgements: Sequence[Judgement]) -> None:
    """Write the register in canonical form, atomically; the comment at its head stays."""
    head = ""
    if path.exists():
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        head = "".join(lines[: next((at for at, line in enumerate(lines) if not line.startswith("#")), len(lines))])
    part = path.with_suffix(".part")
    part.write_text(head + dump_judgements(judgements), encoding="utf-8")
    part.replace(path)
