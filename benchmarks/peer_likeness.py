"""Run by the peers' own Python: texts from standard input to datasketch; prints seconds and what it finds near some."""

from __future__ import annotations

import json
import sys
from time import perf_counter
from typing import Any

from datasketch import MinHash, MinHashLSH  # type: ignore[import-not-found]

PERMUTATIONS, LETTERS, THRESHOLD = 64, 4, 0.3


def main() -> None:
    """Hash every text, index it, and ask for the neighbours of all."""
    asked: Any = json.load(sys.stdin)
    start = perf_counter()
    pieces = (
        {text[at : at + LETTERS].encode() for at in range(max(1, len(text) - LETTERS + 1))} for text in asked["texts"]
    )
    hashes = MinHash.bulk(list(pieces), num_perm=PERMUTATIONS)
    index = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
    with index.insertion_session() as session:
        for place, hashed in enumerate(hashes):
            session.insert(place, hashed, check_duplication=False)
    near = [index.query(hashed) for hashed in hashes]
    seconds = perf_counter() - start
    json.dump(
        {"seconds": seconds, "pairs": sum(map(len, near)), "near": [near[row] for row in asked["rows"]]}, sys.stdout
    )


if __name__ == "__main__":
    main()
