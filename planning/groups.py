"""Groups of entries of one type, from scored pairs: joined by the average of their scores, never by one chain.

Two groups become one while the pairs between them are on the average as probable as not; a pair that was never near
counts as 0. Where a group is large, each of its members knows only its nearest, so it is enough to be near
as many of it as a record has neighbours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from heapq import heapify, heappop, heappush
from typing import NamedTuple, TypeAlias

import numpy as np

from planning.steps import Levels, Numbers, Places
from planning.ties import Truths

NEIGHBOURS = 10
"""Members of a group, at the most, to which another has to be near."""
EVEN = 0.5
"""The average probability from which two groups become one."""
CERTAIN = 0.9999
_NEVER, _ALWAYS = float("-inf"), 1e6

_Link: TypeAlias = tuple[float, int, int]
"""How near two groups are, below 0, and the two, the earlier first: the least is joined next."""
_NO_LINK: _Link = (0.0, -1, -1)


class _Groups:
    """Groups by the place of their first member, and the sums of the scores between them.

    No link of a group to one after it is better than its ``best``, which may be gone, or less near by now.
    """

    def __init__(self, pairs: tuple[Places, Places], score: Numbers) -> None:
        lefts, rights = pairs[0].tolist(), pairs[1].tolist()
        self.members: dict[int, list[int]] = {place: [place] for place in {*lefts, *rights}}
        self.sums: dict[int, dict[int, float]] = {place: {} for place in self.members}
        for a, b, known in zip(lefts, rights, score.tolist(), strict=True):
            self.sums[a][b] = self.sums[b][a] = known
        self.best: dict[int, _Link] = {}
        for one in self.members:
            self.choose(one, self._links(one))

    def next(self, link: _Link) -> list[_Link]:
        """The best links that are new, when a link has come up: its two groups are joined, if it still holds."""
        near, one, other = link
        if self.best.get(one) != link:
            return []
        if other in self.sums[one] and self._linkage(one, other) == -near:
            return self._join(one, other)
        return self.choose(one, self._links(one))

    def choose(self, one: int, links: Iterable[_Link]) -> list[_Link]:
        """The best link of a group to one after it, if any is good enough."""
        best = min((link for link in links if link[1] == one), default=None)
        if best is None:
            self.best.pop(one, None)
            return []
        self.best[one] = best
        return [best]

    def _join(self, a: int, b: int) -> list[_Link]:
        self.members[a] += self.members.pop(b)
        self.best.pop(b, None)
        for other, known in self.sums.pop(b).items():
            del self.sums[other][b]
            if other != a:
                self.sums[a][other] = self.sums[other][a] = self.sums[a].get(other, 0.0) + known
        links = list(self._links(a))
        nearer = [link for link in links if link[1] != a and link < self.best.get(link[1], _NO_LINK)]
        self.best.update((link[1], link) for link in nearer)
        return nearer + self.choose(a, links)

    def _linkage(self, a: int, b: int) -> float:
        """How near two groups are: the average of the scores between them."""
        small, large = sorted((len(self.members[a]), len(self.members[b])))
        return self.sums[a][b] / (small * min(large, NEIGHBOURS))

    def _links(self, one: int) -> Iterator[_Link]:
        """The links of a group that are good enough."""
        members, size = self.members, len(self.members[one])
        few = min(size, NEIGHBOURS)
        for other, known in self.sums[one].items():
            more = len(members[other])
            linkage = known / (more * few if more <= size else size * min(more, NEIGHBOURS))
            if linkage >= EVEN:
                yield (-linkage, one, other) if one < other else (-linkage, other, one)


def groups_of(pairs: tuple[Places, Places], score: Numbers) -> list[list[int]]:
    """The groups, each by its members' places in order.

    A pair that is certain joins its groups whatever the others say (what came in the place of many), and one whose
    score is -inf never gets into one.
    """
    groups = _Groups(pairs, np.where(score >= CERTAIN, _ALWAYS, score))
    waiting = list(groups.best.values())
    heapify(waiting)
    while waiting:
        for link in groups.next(heappop(waiting)):
            heappush(waiting, link)
    return sorted(sorted(members) for members in groups.members.values() if len(members) > 1)


def barred(score: Numbers, never: Truths) -> Numbers:
    """Scores with those of pairs that must not be in one group as -inf."""
    return np.where(never, _NEVER, score)


class Within(NamedTuple):
    """What the pairs within one group say; without pairs, ``kind`` is None and ``score`` 1."""

    kind: int | None
    """The least kind of its pairs."""
    score: float
    """The average of their scores."""
    medoid: int
    """The member nearest to the others, the first among equals."""


def within(
    groups: Sequence[Sequence[int]], pairs: tuple[Places, Places], score: Numbers, *, kinds: Levels
) -> list[Within]:
    """What there is within each group; the pairs, and the members of each group, come in order."""
    members = np.array([place for group in groups for place in group], dtype=np.int64)
    most = max(members.max(initial=-1), *(side.max(initial=-1) for side in pairs)) + 1
    group_of = np.full(most, -1, dtype=np.int64)
    group_of[members] = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    inner = np.flatnonzero((group_of[pairs[0]] == group_of[pairs[1]]) & (group_of[pairs[0]] >= 0))
    left, right, score, kinds = pairs[0][inner], pairs[1][inner], score[inner], kinds[inner]
    nearness = np.bincount(np.concatenate([right, left]), np.concatenate([score, score]), most)
    of = group_of[left]
    counts, sums = np.bincount(of, minlength=len(groups)), np.bincount(of, score, len(groups))
    least = np.full(len(groups), np.iinfo(kinds.dtype).max, dtype=kinds.dtype)
    np.minimum.at(least, of, kinds)
    return [
        Within(kind if count else None, total / count if count else 1.0, group[int(np.argmax(nearness[group]))])
        for group, kind, total, count in zip(groups, least.tolist(), sums.tolist(), counts.tolist(), strict=True)
    ]
