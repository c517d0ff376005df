"""Measure what must be fast, beside a peer in the same run: ``python -m benchmarks [--list] [--write] [name …]``."""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from benchmarks import (
    bundles,
    http,
    likeness,
    likeness_of_many,
    linked_data,
    questions,
    reading,
    sparql,
    start,
    timeline,
    verdicts,
)
from benchmarks.figures import ROOT, Figure

BENCHMARKS: Mapping[str, Callable[[], Iterator[Figure]]] = {
    "reading": reading.run,
    "start": start.run,
    "verdicts": verdicts.run,
    "bundles": bundles.run,
    "timeline": timeline.run,
    "questions": questions.run,
    "linked-data": linked_data.run,
    "http": http.run,
    "sparql": sparql.run,
    "likeness": likeness.run,
    "likeness-of-many": likeness_of_many.run,
}
"""What can be run, by name."""
PAGE = ROOT / "docs" / "reference" / "benchmarks.md"
"""Where the table is kept."""
_MARK = "<!-- figures: `python -m benchmarks --write` -->"
_HEAD = ("name", "ours", "peer", "ratio", "target", "ok")


def main() -> None:
    """Run all benchmarks, or those named, and print what they found."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="name", help=f"which to run: {', '.join(BENCHMARKS)}; all by default"
    )
    parser.add_argument("--list", action="store_true", help="say what can be run, and run nothing")
    parser.add_argument("--write", action="store_true", help=f"put the table into {PAGE.relative_to(ROOT)}")
    asked = parser.parse_args()
    if asked.list:
        for name, run in BENCHMARKS.items():
            print(f"{name:16} {(run.__doc__ or '').splitlines()[0]}")
        return
    strange = [name for name in asked.names if name not in BENCHMARKS]
    if strange:
        parser.error(f"no such benchmark: {', '.join(strange)}")
    if asked.write and asked.names:
        parser.error("--write keeps the whole table, so it takes no names")
    figures = list(_measured(asked.names or list(BENCHMARKS)))
    if asked.write:
        write(figures)


def _measured(names: Sequence[str]) -> Iterator[Figure]:
    print(" · ".join(_HEAD), machine(), sep="\n", flush=True)
    for name in names:
        for figure in BENCHMARKS[name]():
            print(" · ".join(cells(figure)), flush=True)
            yield figure


def cells(figure: Figure) -> Sequence[str]:
    """A line of the table; what there is not is a dash."""
    ratio = "–" if figure.ratio is None else f"{figure.ratio:.2f} ×"
    verdict = {True: "yes", False: "no", None: "–"}[figure.ok]
    return figure.name, figure.ours, figure.peer or "–", ratio, figure.target or "–", verdict


def machine() -> str:
    """When and where it was measured."""
    today = datetime.now(tz=UTC).date()
    cores = len(os.sched_getaffinity(0))
    return f"{today}, {cores} cores ({platform.machine()}), {platform.system()}, Python {platform.python_version()}"


def write(figures: Sequence[Figure]) -> None:
    """Put the table into its page, below the mark."""
    text = PAGE.read_text(encoding="utf-8").partition(_MARK)[0]
    rows = [_HEAD, tuple("---" for _cell in _HEAD), *map(cells, figures)]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    PAGE.write_text(f"{text}{_MARK}\n\nMeasured on {machine()}.\n\n{table}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
