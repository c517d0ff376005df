"""How long long lists take, in a process of their own, beside MinHash LSH on the same texts.

All that tells what is done twice is measured: candidates, scores, relations and groups; then the reasons of as many
pairs as there may be told, the likeliest.

Recall is of exact search: for some texts the ten nearest others of a cosine of 0.5 at least; one that is as near as the
tenth counts for it. A text that many records have is one text.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks.figures import PEERS, ROOT, Figure, in_seconds
from benchmarks.lists import listed
from planning.duplicates import Wanted, compared_lists, groups_in, pair_of
from planning.duplicates import listed as likeliest
from planning.likeness import Likeness
from planning.steps import Numbers, Places
from planning.texts import telling_words

SIZES = (10_000, 100_000)
LARGEST = 300_000
"""Measured when it is asked for: ``python -m benchmarks.likeness_of_many 300000``."""
SECONDS, GIGABYTES, RECALL = 60.0, 4.0, 0.99
"""What 100,000 records may take, and what must be found."""
REASONS = 100_000
"""Pairs whose reasons are told, at the most."""
SAMPLE, NEAREST, LEAST = 400, 10, 0.5


def run() -> Iterator[Figure]:
    """10,000 and 100,000 records, how the time grows, recall beside exact search, and MinHash LSH."""
    each = {size: _alone(size) for size in SIZES}
    for size, found in each.items():
        yield from _figures(size, found)
    few, many = (each[size]["seconds"] for size in SIZES)
    yield Figure("  growth", f"{many / few:.1f} times the time for {max(SIZES) // min(SIZES)} times the records")


def _figures(size: int, found: Mapping[str, Any]) -> Iterator[Figure]:
    """The figures of one size; what is to be reached is said of the largest."""
    whole = size == max(SIZES)
    seconds, memory, reasons, recall = (
        found[name] for name in ("seconds", "gigabytes", "seconds_of_reasons", "recall")
    )
    peer = f"MinHash LSH {in_seconds(found['peer_seconds'])}" if whole else ""
    ratio = seconds / found["peer_seconds"] if whole else None
    measured = (
        (
            f"duplicates in {size:,} records, {found['texts']:,} texts",
            in_seconds(seconds),
            seconds < SECONDS,
            f"< {SECONDS:.0f} s",
        ),
        ("  memory", f"{memory:.2f} GB", memory < GIGABYTES, f"< {GIGABYTES:.0f} GB"),
        (f"  reasons of {found['reasons']:,} pairs", in_seconds(reasons), None, ""),
    )
    for name, ours, reached, target in measured:
        yield Figure(name, ours, peer, ratio, target if whole else "", reached if whole else None)
        peer, ratio = "", None  # of the candidates alone
    peer = f"MinHash LSH {found['peer_recall']:.3f}" if whole else ""
    yield Figure("  recall of the ten nearest", f"{recall:.4f}", peer, None, f"≥ {RECALL}", recall >= RECALL)


def _alone(size: int) -> Mapping[str, Any]:
    command = [sys.executable, "-m", "benchmarks.likeness_of_many", str(size)]
    found: Mapping[str, Any] = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)
    return found


def main(size: int) -> None:
    """Measure one size, and print it as JSON."""
    records = listed(size)
    start = perf_counter()
    compared, offers = compared_lists(records)
    groups = groups_in(compared, compared.least, offers)
    seconds = perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    places, start = likeliest(compared, Wanted())[:REASONS], perf_counter()
    for place in places:
        pair_of(compared, place)
    reasons, found = perf_counter() - start, compared.found
    rows = found.texts.rows
    sample = np.sort(np.random.default_rng(size).choice(rows.shape[0], SAMPLE, replace=False))
    answer = {"seconds": seconds, "gigabytes": peak, "texts": rows.shape[0], "groups": len(groups)}
    answer |= {"pairs": len(found.score), "reasons": len(places), "seconds_of_reasons": reasons}
    exact = (rows[sample] @ rows.T).toarray()
    exact[np.arange(SAMPLE), sample] = 0.0
    answer["recall"] = recall(exact, _neighbours(found, sample))
    if size == max(SIZES) and (PEERS / "python").exists():
        theirs = _peer(found, sample)
        answer |= {"peer_seconds": theirs["seconds"], "peer_recall": recall(exact, theirs["near"])}
    json.dump(answer, sys.stdout)


def recall(exact: Numbers, found: Sequence[Sequence[int]]) -> float:
    """Of the ten nearest of each text the share found, or others as near."""
    right = wanted = 0
    for cosines, near in zip(np.round(exact, 9), found, strict=True):
        nearest = np.sort(cosines)[::-1][:NEAREST]
        asked = int((nearest >= LEAST).sum())
        if asked:
            right += min(asked, int((cosines[list(set(near))] >= nearest[asked - 1]).sum()))
            wanted += asked
    return right / wanted


def _neighbours(found: Likeness, sample: Places) -> list[list[int]]:
    left, right = found.texts.row_of[found.pairs.left], found.texts.row_of[found.pairs.right]
    ends, others = np.concatenate([left, right]), np.concatenate([right, left])
    order = np.argsort(ends, kind="stable")
    starts = np.searchsorted(ends[order], [sample, sample + 1])
    return [others[order[start:end]].tolist() for start, end in starts.T.tolist()]


def _peer(found: Likeness, sample: Places) -> Mapping[str, Any]:
    first = np.unique(found.texts.row_of, return_index=True)[1]
    texts = [" ".join(telling_words(found.records[place])) for place in first.tolist()]
    asked = json.dumps({"texts": texts, "rows": sample.tolist()})
    command = [str(PEERS / "python"), str(ROOT / "benchmarks" / "peer_likeness.py")]
    answer: Mapping[str, Any] = json.loads(
        subprocess.run(command, input=asked.encode(), check=True, capture_output=True).stdout
    )
    return answer


if __name__ == "__main__":
    main(int(sys.argv[1]))
