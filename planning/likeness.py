"""How probable it is that two records describe one type of service, learned without labels.

The text gives a first probability (``share_in_common`` within one list, ``excess_between`` two); every further field
that both records have gives evidence for or against, as Fellegi and Sunter weigh it: how often it agrees among pairs
that match, over how often among those that do not. Both are learned by expectation and maximisation from the pairs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.optimize import isotonic_regression

from planning.assignment import one_to_one
from planning.engine import Engine, Local
from planning.index import Candidates, candidates, with_pairs
from planning.steps import DIFFERENT, PAIRS_AT_ONCE, SAME, UNKNOWN, Levels, Numbers, Places, Shown, Weights, scored
from planning.texts import Record, Vectors, shared_words, vectors
from planning.traits import OF_TEXTS, Agreement, compared, in_words, learned, verdict_bits

LEAD = 0.43
"""What it counts for a pair to be nearer than the next nearest of either record, or against it to be less near."""
_MOST_CERTAIN = 0.999
_LEAST_CERTAIN = 0.0001
_ROUNDS = 30


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one feature says for a pair, in bits (log2 of the ratio of odds), with the words that show it.

    The level of a field is one of ``OF_TEXTS`` or ``OF_SETS`` of ``planning.traits``, that of a judgement of the first.
    """

    feature: str
    weight: float
    words: str
    level: str = ""


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
    """Scored pairs of a list, or of two lists.

    ``text`` is the probability by the text alone, ``bits`` what it weighs, ``fields`` how far each field agrees,
    ``weights`` what each of its levels weighs, ``judged`` 1, 0 or -1 for a pair judged the same, different or not.
    """

    records: Sequence[Record]
    texts: Vectors
    pairs: Candidates
    leading: Numbers
    text: Numbers
    judged: Levels
    fields: Mapping[str, Agreement] = field(default_factory=dict)
    bits: Numbers = field(default_factory=lambda: np.empty(0))
    weights: Mapping[str, Weights] = field(default_factory=dict)
    score: Numbers = field(default_factory=lambda: np.empty(0))
    background: Background | None = None

    def why(self, place: int) -> list[Evidence]:
        """The evidence for the pair at one place, the weightiest first; the score's odds are its sum."""
        a, b = (self.records[int(side[place])] for side in (self.pairs.left, self.pairs.right))
        shared = ", ".join(shared_words(a, b, self.texts.weights))
        found = [Evidence("text", float(self.bits[place]), shared)]
        for name, agreement in self.fields.items():
            level = int(agreement.level[place])
            if level != UNKNOWN:
                said = in_words(a.traits[name], b.traits[name])
                found.append(Evidence(name, self.weights[name][level], said, agreement.names[level]))
        judged = int(self.judged[place])
        if judged != UNKNOWN:
            rest = sum(one.weight for one in found)
            found.append(Evidence("judgement", verdict_bits(rest, judged), "", OF_TEXTS[judged]))
        return sorted(found, key=lambda one: (-abs(one.weight), one.feature))


def likeness(
    records: Sequence[Record],
    *,
    between_lists: bool = False,
    judged: Mapping[tuple[str, str], bool] | None = None,
    also: Iterable[tuple[str, str]] = (),
    engine: Engine | None = None,
) -> Likeness:
    """All candidate pairs with their scores: of one list within itself, or only those between two lists.

    ``Record.traits`` holds further fields: a text agrees or differs, a set (documents asked, laws) has none, some, most
    or all in common; what each level weighs is learned from the list, and a record that does not have a field is not
    judged by it. ``judged`` says of pairs, by their records' keys, that a person found them the same (True) or
    different (False): these pairs are certain, teach the fields' weights as such, and stretch all weights to what
    suits them, a few judgements a little, many a lot. ``also`` names pairs to be scored whatever their texts have in
    common; judged pairs are among them. Keys that no record has are left out. ``engine`` is where it is worked out: in
    threads here (``planning.engine.Local``), or on a cluster (``planning.spark.Spark``).
    """
    engine = engine or Local()
    texts = vectors(records)
    places = {record.key: place for place, record in enumerate(records)}
    verdicts = {ends: same for (a, b), same in (judged or {}).items() if (ends := _ends(a, b, places))}
    asked = {ends for a, b in also if (ends := _ends(a, b, places))}
    near = candidates(texts.rows, texts.row_of, engine=engine)
    near = with_pairs(near, texts.rows, texts.row_of, pairs=sorted({*verdicts, *asked}), engine=engine)
    leading = near.cosine + LEAD * (near.cosine - rivals(near, len(records)))
    found = Likeness(records, texts, near, leading, leading, _judged(near, verdicts))
    if not between_lists:
        return _learned(replace(found, text=share_in_common(leading, near.cosine)), engine)
    sources, sizes = np.unique([record.source for record in records], return_inverse=True, return_counts=True)[1:]
    across = sources[near.left] != sources[near.right]
    background = Background(leading[~across], tuple(sizes.tolist()))
    kept = _only(replace(found, background=background), np.flatnonzero(across))
    return _learned(replace(kept, text=excess_between(kept.leading, background)), engine)


def matched(found: Likeness) -> Likeness:
    """Of the pairs between two lists those of the best assignment, each record in one at the most, scored anew.

    The best is the one of which most pairs are expected to match.

    A record that has its partner can no longer be mistaken for another's: the more are matched, the fewer are left to
    come near one another by chance.
    """
    if found.background is None or len(found.background.sizes) != len("ab"):
        raise ValueError("records are matched one to one between two lists: give each its source")
    kept = _only(found, one_to_one(found.pairs.left, found.pairs.right, found.score))
    taken = 0.0
    for _ in range(_ROUNDS):
        free = float(np.prod([1 - min(1.0, taken / size) for size in found.background.sizes]))
        kept = _learned(replace(kept, text=excess_between(kept.leading, found.background, free=free)), Local())
        taken = float(kept.score.sum())
    return kept


def _ends(a: str, b: str, places: Mapping[str, int]) -> tuple[int, int] | None:
    """The places of two different records, the earlier first."""
    if a not in places or b not in places or places[a] == places[b]:
        return None
    return min(places[a], places[b]), max(places[a], places[b])


def _judged(near: Candidates, verdicts: Mapping[tuple[int, int], bool]) -> Levels:
    found = np.full(len(near.left), UNKNOWN, dtype=np.int8)
    ends = np.array(list(verdicts), dtype=np.int64).reshape(-1, 2)
    most = near.right.max(initial=0) + 1
    places = np.searchsorted(near.left * most + near.right, ends[:, 0] * most + ends[:, 1])
    found[places] = [SAME if same else DIFFERENT for same in verdicts.values()]
    return found


def _only(found: Likeness, places: Places) -> Likeness:
    near = found.pairs
    pairs = Candidates(near.left[places], near.right[places], near.cosine[places])
    leading, text, judged = found.leading[places], found.text[places], found.judged[places]
    fields = {name: replace(one, level=one.level[places]) for name, one in found.fields.items()}
    return replace(found, pairs=pairs, leading=leading, text=text, judged=judged, fields=fields)


def _learned(found: Likeness, engine: Engine) -> Likeness:
    fields = found.fields or compared(found.records, found.pairs, engine)
    bits, weights = learned(found.text, fields, found.judged)
    shown = Shown(bits, [field.level for field in fields.values()], found.judged)
    blocks = [shown.part(start, start + PAIRS_AT_ONCE) for start in range(0, len(bits), PAIRS_AT_ONCE)]
    score = np.concatenate([np.empty(0), *engine.run(scored, list(weights.values()), blocks)])
    return replace(found, fields=fields, bits=bits, weights=weights, score=score)


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
    return _uncertain((np.diff(ends) / counts)[places] if len(distinct) else leading, leading)


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
    return _uncertain(found[: len(leading)], leading)


def _uncertain(probability: Numbers, leading: Numbers) -> Numbers:
    """Neither 0 nor 1; among those that are all but certain, the nearer pair is still the likelier."""
    nearness = np.clip((leading + LEAD) / (1 + 2 * LEAD), 0.0, 1.0)
    least, most = _LEAST_CERTAIN * (1 + nearness) / 2, 1 - (1 - _MOST_CERTAIN) * (1 - nearness / 2)
    return np.clip(probability, least, most)


def _rising(values: Numbers, of: Numbers) -> Numbers:
    """The mean of ``of`` at each value if it can only rise with the values: level steps, joined by straight lines."""
    distinct, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    fitted = isotonic_regression(np.bincount(places, of) / counts, weights=counts)
    centres = np.add.reduceat(distinct * counts, fitted.blocks[:-1]) / np.add.reduceat(counts, fitted.blocks[:-1])
    return np.asarray(np.interp(values, centres, fitted.x[fitted.blocks[:-1]]))
