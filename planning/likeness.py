"""How probable it is that two records describe one type of service, learned without labels.

The text gives a first probability (``share_in_common`` within one list, ``excess_between`` two); every further field
that both records have gives evidence for or against, as Fellegi and Sunter weigh it: how often it agrees among pairs
that match, over how often among those that do not. Both are learned by expectation and maximisation from the pairs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

from catalogue.words import words
from planning.assignment import one_to_one
from planning.index import Candidates, Numbers, Places, candidates
from planning.texts import Record, Vectors, shared_words, vectors

LEAD = 0.43
"""What it counts for a pair to be nearer than the next nearest of either record, or against it to be less near."""
_MOST_CERTAIN = 0.999
_LEAST_CERTAIN = 0.0001
_ROUNDS = 30
_SETTLED = 1e-9
_UNKNOWN, _DIFFERENT, _SAME = -1, 0, 1

Levels = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one feature says for a pair, in bits (log2 of the ratio of odds), with the words that show it."""

    feature: str
    weight: float
    words: str


@dataclass(frozen=True, slots=True)
class Background:
    """What two lists show of records that do not match: how far pairs within one list lead, and the lists' sizes."""

    within: Numbers
    sizes: tuple[int, ...]

    @property
    def pairs_across(self) -> float:
        """How many pairs there are between the lists for one within a list."""
        squares = sum(size**2 for size in self.sizes)
        return (sum(self.sizes) ** 2 - squares) / max(1, squares - sum(self.sizes))


@dataclass(frozen=True, slots=True)
class Likeness:
    """Scored pairs of a list, or of two lists; the weights are those of a trait that differs and one that agrees."""

    records: Sequence[Record]
    texts: Vectors
    pairs: Candidates
    leading: Numbers
    text: Numbers
    levels: Mapping[str, Levels]
    weights: Mapping[str, tuple[float, float]]
    score: Numbers
    background: Background | None = None

    def why(self, place: int) -> list[Evidence]:
        """The evidence for the pair at one place, the weightiest first; the score's odds are its sum."""
        a, b = (self.records[int(side[place])] for side in (self.pairs.left, self.pairs.right))
        shared = ", ".join(shared_words(a, b, self.texts.weights))
        found = [Evidence("text", float(np.log2(_odds(self.text[place]))), shared)]
        for name, levels in self.levels.items():
            if levels[place] != _UNKNOWN:
                weight = self.weights[name][int(levels[place])]
                found.append(Evidence(name, weight, " | ".join(dict.fromkeys((a.traits[name], b.traits[name])))))
        return sorted(found, key=lambda one: (-abs(one.weight), one.feature))


def likeness(records: Sequence[Record], *, between_lists: bool = False) -> Likeness:
    """All candidate pairs with their scores: of one list within itself, or only those between two lists."""
    texts = vectors(records)
    near = candidates(texts.rows)
    leading = near.cosine + LEAD * (near.cosine - rivals(near, len(records)))
    if not between_lists:
        return _learned(Likeness(records, texts, near, leading, share_in_common(leading, near.cosine), {}, {}, leading))
    sources, sizes = np.unique([record.source for record in records], return_inverse=True, return_counts=True)[1:]
    across = sources[near.left] != sources[near.right]
    background = Background(leading[~across], tuple(sizes.tolist()))
    text = excess_between(leading[across], background)
    found = Likeness(records, texts, near, leading, leading, {}, {}, leading, background)
    return _learned(replace(_only(found, np.flatnonzero(across)), text=text))


def matched(found: Likeness) -> Likeness:
    """Of the pairs between two lists those of the best assignment, each record in one at the most, scored anew.

    A record that has its partner can no longer be mistaken for another's: the more are matched, the fewer are left to
    come near one another by chance.
    """
    if found.background is None or len(found.background.sizes) != len("ab"):
        raise ValueError("records are matched one to one between two lists: give each its source")
    kept = _only(found, one_to_one(found.pairs.left, found.pairs.right, found.score + found.leading))
    taken = 0.0
    for _ in range(_ROUNDS):
        free = float(np.prod([1 - min(1.0, taken / size) for size in found.background.sizes]))
        kept = _learned(replace(kept, text=excess_between(kept.leading, found.background, free=free)))
        taken = float(kept.score.sum())
    return kept


def _only(found: Likeness, places: Places) -> Likeness:
    near = found.pairs
    pairs = Candidates(near.left[places], near.right[places], near.cosine[places])
    leading, text, score = found.leading[places], found.text[places], found.score[places]
    return replace(found, pairs=pairs, leading=leading, text=text, score=score)


def _learned(found: Likeness) -> Likeness:
    levels = compared(found.records, found.pairs)
    weights, score = learned(found.text, levels)
    return replace(found, levels=levels, weights=weights, score=score)


def rivals(near: Candidates, count: int) -> Numbers:
    """For each pair the highest cosine that one of the two has with a third record."""
    rows = np.concatenate([near.left, near.right])
    cosines = np.concatenate([near.cosine, near.cosine])
    order = np.lexsort((-cosines, rows))
    rows, cosines = rows[order], np.append(cosines[order], 0.0)
    start = np.searchsorted(rows, np.arange(count + 1))
    first = cosines[start[:-1]]
    second = np.where(np.diff(start) > 1, cosines[np.minimum(start[:-1] + 1, len(rows))], 0.0)
    others = [np.where(near.cosine >= first[side], second[side], first[side]) for side in (near.left, near.right)]
    return np.maximum(others[0], others[1])


def share_in_common(leading: Numbers, cosine: Numbers) -> Numbers:
    """The probability of a match by the text alone within one list, where nothing shows how near others come.

    The share of its weight that a text has in common with another is taken for the probability, and is dealt out in the
    order of ``leading``: as many matches are expected as the cosines add up to.
    """
    distinct, places, counts = np.unique(leading, return_inverse=True, return_counts=True)
    ends = np.concatenate([[0.0], np.cumsum(np.sort(cosine))])[np.concatenate([[0], np.cumsum(counts)])]
    return _uncertain((np.diff(ends) / counts)[places] if len(distinct) else leading)


def excess_between(leading: Numbers, background: Background, *, free: float = 1.0) -> Numbers:
    """The probability of a match by the text alone for pairs between two lists.

    Pairs within one list show how near records come that do not match; what there is beyond that between the lists is
    taken for matches. ``free`` is the share of pairs whose records could still be mistaken for another's.
    """
    # one pair within a list that was not seen, so that nothing is certain
    furthest = max(leading.max(initial=0.0), background.within.max(initial=0.0))
    values = np.concatenate([leading, background.within, [furthest]])
    share = np.maximum(_rising(values, (np.arange(len(values)) < len(leading)).astype(float)), _LEAST_CERTAIN)
    found = 1 - background.pairs_across * free * (1 - share) / share
    return _uncertain(found[: len(leading)])


def compared(records: Sequence[Record], pairs: Candidates) -> dict[str, Levels]:
    """For each trait of the records whether it agrees; -1 where one of the two does not have it."""
    names = sorted({name for record in records for name in record.traits})
    return {name: _agreement([record.traits.get(name, "") for record in records], pairs) for name in names}


def learned(text: Numbers, levels: Mapping[str, Levels]) -> tuple[dict[str, tuple[float, float]], Numbers]:
    """The weights of the traits, in bits, and the scores they give on top of the text."""
    score = text
    weights: dict[str, tuple[float, float]] = {}
    for _ in range(_ROUNDS):
        weights = {name: _weights(score, level) for name, level in levels.items()}
        before, score = score, _scored(text, levels, weights)
        if np.allclose(before, score, rtol=0, atol=_SETTLED):
            break
    return weights, score


def _scored(text: Numbers, levels: Mapping[str, Levels], weights: Mapping[str, tuple[float, float]]) -> Numbers:
    bits = np.log2(_odds(text))
    for name, level in levels.items():
        bits = bits + np.array([*weights[name], 0.0])[level]  # -1, unknown, is the last
    return np.asarray(1 / (1 + np.exp2(-bits)))


def _weights(score: Numbers, level: Levels) -> tuple[float, float]:
    """The evidence of a difference and of an agreement; one pair of each kind is added, so that none is endless."""
    known = level != _UNKNOWN
    same = level[known] == _SAME
    matched, unmatched = score[known], 1 - score[known]
    m = (matched[same].sum() + 1) / (matched.sum() + 2)
    u = (unmatched[same].sum() + 1) / (unmatched.sum() + 2)
    return float(np.log2((1 - m) / (1 - u))), float(np.log2(m / u))


def _agreement(values: Sequence[str], pairs: Candidates) -> Levels:
    plain = [" ".join(words(value)) for value in values]
    codes = np.unique(plain, return_inverse=True)[1]
    has = np.array([bool(value) for value in plain])
    same = np.where(codes[pairs.left] == codes[pairs.right], _SAME, _DIFFERENT)
    return np.where(has[pairs.left] & has[pairs.right], same, _UNKNOWN).astype(np.int8)


def _uncertain(probability: Numbers) -> Numbers:
    return np.clip(probability, _LEAST_CERTAIN, _MOST_CERTAIN)


def _odds(probability: Numbers | float) -> Numbers:
    return np.asarray(probability / (1 - np.asarray(probability)))


def _rising(values: Numbers, of: Numbers) -> Numbers:
    """The mean of ``of`` at each value if it can only rise with the values: level steps, joined by straight lines."""
    distinct, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    fitted = isotonic_regression(np.bincount(places, of) / counts, weights=counts)
    centres = np.add.reduceat(distinct * counts, fitted.blocks[:-1]) / np.add.reduceat(counts, fitted.blocks[:-1])
    return np.asarray(np.interp(values, centres, fitted.x[fitted.blocks[:-1]]))
