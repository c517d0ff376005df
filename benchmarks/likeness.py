"""How well likenesses are found in labelled real lists, with one setting for all and no label used."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.figures import ROOT, Figure
from planning.assignment import best_threshold
from planning.likeness import Likeness, likeness, matched
from planning.texts import Record

DATA = Path(os.environ.get("LIFEJOURNEY_LABELLED") or ROOT.parent / "shared" / "data") / "duplicates"
"""Where the labelled lists lie; without them there is nothing to measure."""
_COMPLETE = ("sv_uk_lgsl_dev", "sv_berlin_renames")
"""Sets whose labels are complete, so that what is not labelled is wrong."""
_NEAR_BEST = 0.03
_ONE_TO_ONE = 0.989
_BINS = (0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A list with the pairs that are known to match, and what the best peer reaches on it."""

    name: str
    records: list[Record]
    matches: set[tuple[str, str]]
    between_lists: bool
    across_agencies: bool


def run() -> Iterator[Figure]:
    """F1 at the best threshold and at the one chosen, rank, one-to-one and reliability, beside the best peers."""
    peers: Mapping[str, tuple[str, float]] = {
        "sv_uk_lgsl_dev": ("characters 3-5", 0.302),
        "sv_aides_jeunes_same_aid": ("token sort", 0.613),
        "sv_sill_similar": ("characters 3-5, MRR", 0.70),
        "sv_berlin_renames": ("trigrams", 0.930),
    }
    for name, (peer, best) in peers.items():
        if (DATA / name).is_dir():
            yield from _figures(read(DATA / name), peer, best)


def read(folder: Path) -> Labelled:
    """A labelled list as it lies in its folder."""
    meta: dict[str, Any] = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    records = [
        Record(line["id"], line["name"], line.get("description", ""), line.get("agency", ""), line["source"])
        for line in _lines(folder / "records.jsonl")
    ]
    matches = {(line["left"], line["right"]) for line in _lines(folder / "pairs.jsonl") if line["label"] == 1}
    clean = meta["type"] == "clean-clean"
    return Labelled(folder.name, records, matches, clean, bool(meta.get("cross_agency_only")))


def _figures(labelled: Labelled, peer: str, best: float) -> Iterator[Figure]:
    found = likeness(labelled.records, between_lists=labelled.between_lists)
    asked, right = truth(labelled, found)
    score = found.score[asked]
    reached, threshold = best_f1(score, right[asked], len(labelled.matches))
    auto = best_threshold(score)
    at_auto = f1(score >= auto, right[asked], len(labelled.matches))
    if labelled.name == "sv_sill_similar":
        rank = mean_reciprocal_rank(found, right)
        yield Figure(f"{labelled.name}, MRR", f"{rank:.3f}", f"{peer} {best}", rank / best, "> 1", rank > best)
    else:
        ratio = reached / best
        yield Figure(
            f"{labelled.name}, F1", f"{reached:.3f} at {threshold:.2f}", f"{peer} {best}", ratio, "> 1", ratio > 1
        )
    near = reached - at_auto <= _NEAR_BEST if labelled.name in _COMPLETE else None
    target = f"{_NEAR_BEST} less at the most" if labelled.name in _COMPLETE else ""
    name = f"{labelled.name}, F1 at auto"
    yield Figure(name, f"{at_auto:.3f} at {auto:.2f}", f"best threshold {reached:.3f}", None, target, near)
    if labelled.between_lists:
        single = matched(found)
        sure = truth(labelled, single)[1]
        alone, _ = best_f1(single.score, sure, len(labelled.matches))
        own = f1(single.score >= best_threshold(single.score), sure, len(labelled.matches))
        name, ours = f"{labelled.name}, one to one, F1", f"{alone:.4f}, at auto {own:.4f}"
        yield Figure(name, ours, f"characters 3-5 {_ONE_TO_ONE}", alone / _ONE_TO_ONE, "> 1", alone > _ONE_TO_ONE)
        yield Figure(f"{labelled.name}, one to one, reliability", reliability(single.score, sure))
    yield Figure(f"{labelled.name}, reliability", reliability(score, right[asked]))


def truth(labelled: Labelled, found: Likeness) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which pairs the labels speak of, and which of all match."""
    ends = [
        (labelled.records[a], labelled.records[b]) for a, b in zip(found.pairs.left, found.pairs.right, strict=True)
    ]
    asked = np.array([not labelled.across_agencies or a.agency != b.agency for a, b in ends])
    either = labelled.matches | {(b, a) for a, b in labelled.matches}
    return asked, np.array([(a.key, b.key) in either for a, b in ends])


def f1(chosen: NDArray[np.bool_], right: NDArray[np.bool_], matches: int) -> float:
    """The harmonic mean of precision and recall."""
    return float(2 * (chosen & right).sum() / (chosen.sum() + matches))


def best_f1(score: NDArray[np.float64], right: NDArray[np.bool_], matches: int) -> tuple[float, float]:
    """The highest F1 of any threshold, and that threshold."""
    order = np.argsort(-score, kind="stable")
    falling = score[order]
    values = 2 * np.cumsum(right[order]) / (np.arange(1, len(order) + 1) + matches)
    values[:-1][falling[1:] == falling[:-1]] = 0
    return float(values.max()), float(falling[values.argmax()])


def mean_reciprocal_rank(found: Likeness, right: NDArray[np.bool_]) -> float:
    """How far up the first match of a record stands, over the records that have any."""
    ranks = []
    for row in np.unique([found.pairs.left[right], found.pairs.right[right]]):
        mine = (found.pairs.left == row) | (found.pairs.right == row)
        order = np.argsort(-found.score[mine], kind="stable")
        ranks.append(1 / (1 + int(right[mine][order].argmax())))
    return float(np.mean(ranks))


def reliability(score: NDArray[np.float64], right: NDArray[np.bool_]) -> str:
    """Pairs by score: how many, the mean of their scores and the share that matches; then how far these are apart."""
    bins = np.digitize(score, _BINS[1:-1])
    parts = [here for here in (bins == at for at in range(len(_BINS) - 1)) if here.any()]
    gap = sum(abs(score[here].sum() - right[here].sum()) for here in parts) / len(score)
    table = "; ".join(f"{here.sum()}: {score[here].mean():.2f} → {right[here].mean():.2f}" for here in parts)
    return f"{table}; mean gap {gap:.3f}"


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
