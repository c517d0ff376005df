"""Groups of entries of one type, from scored pairs: joined by the average of their scores, never by one chain.

Two groups become one while the pairs between them are on the average as probable as not; a pair that was never near
counts as 0. Where a group is large, each of its members knows only its nearest, so it is enough to be near
as many of it as a record has neighbours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import heapify, heappop, heappush

import numpy as np

from planning.steps import Numbers, Places
from planning.ties import Truths

NEIGHBOURS = 10
"""Members of a group, at the most, to which another has to be near."""
EVEN = 0.5
"""The average probability from which two groups become one."""
CERTAIN = 0.9999
_NEVER, _ALWAYS = float("-inf"), 1e6


class _Groups:
    """Groups by the place of their first member, and the sums of the scores between them."""

    def __init__(self, pairs: Iterable[tuple[int, int, float]]) -> None:
        self.members: dict[int, list[int]] = {}
        self.sums: dict[int, dict[int, float]] = {}
        for a, b, score in pairs:
            for one, other in ((a, b), (b, a)):
                self.members.setdefault(one, [one])
                self.sums.setdefault(one, {})[other] = score

    def linkage(self, a: int, b: int) -> float:
        """How near two groups are: the average of the scores between them."""
        small, large = sorted((len(self.members[a]), len(self.members[b])))
        return self.sums[a][b] / (small * min(large, NEIGHBOURS))

    def join(self, a: int, b: int) -> int:
        """One group of two; what it is called by from then on."""
        kept, gone = min(a, b), max(a, b)
        self.members[kept] += self.members.pop(gone)
        for other, score in self.sums.pop(gone).items():
            del self.sums[other][gone]
            if other != kept:
                self.sums[kept][other] = self.sums[other][kept] = self.sums[kept].get(other, 0.0) + score
        return kept


def groups_of(pairs: tuple[Places, Places], score: Numbers) -> list[list[int]]:
    """The groups, each by its members' places in order.

    A pair that is certain joins its groups whatever the others say (what came in the place of many), and one whose
    score is -inf never gets into one.
    """
    score = np.where(score >= CERTAIN, _ALWAYS, score)
    groups = _Groups(zip(pairs[0].tolist(), pairs[1].tolist(), score.tolist(), strict=True))
    waiting = list(_links(groups, groups.sums))
    heapify(waiting)
    while waiting:
        linkage, a, b = heappop(waiting)
        if a in groups.sums and b in groups.sums[a] and groups.linkage(a, b) == -linkage:
            kept = groups.join(a, b)
            for link in _links(groups, [kept]):
                heappush(waiting, link)
    return sorted(sorted(members) for members in groups.members.values() if len(members) > 1)


def _links(groups: _Groups, of: Iterable[int]) -> Iterator[tuple[float, int, int]]:
    for one in of:
        for other in groups.sums[one]:
            linkage = groups.linkage(one, other)
            if linkage >= EVEN:
                yield -linkage, min(one, other), max(one, other)


def barred(score: Numbers, never: Truths) -> Numbers:
    """Scores with those of pairs that must not be in one group as -inf."""
    return np.where(never, _NEVER, score)


def medoid(members: list[int], scores: dict[tuple[int, int], float]) -> int:
    """The member nearest to the others, the first among equals."""

    def nearness(one: int) -> float:
        return sum(scores.get((min(one, other), max(one, other)), 0.0) for other in members)

    return min(members, key=lambda one: (-nearness(one), one))
