"""Entries compared: how probable it is of each pair that both are of one type, how they are related, and why.

Lists that nobody prepared are scored by what their pairs show. A kept catalogue is not: few of its entries are the
same, and what they have in common (a law, a life event, documents) stands in all that belongs together. So there each
level of a field weighs how often it is to be expected of two of one type over how often it is found among pairs whose
texts are as near; and that somebody gave two entries different codes counts against their being one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np
from scipy.optimize import isotonic_regression

from planning.assignment import best_threshold
from planning.likeness import Evidence, Likeness, likeness, matched
from planning.relations import LIKELY, Kinds, relations
from planning.steps import DIFFERENT, SAME, UNKNOWN, Weights
from planning.ties import Ties, Truths, tied, ties_of
from planning.traits import OF_SETS, OF_TEXTS, Agreement, compared, stretch

if TYPE_CHECKING:
    from planning.catalogued import Entry
    from planning.engine import Engine
    from planning.steps import Numbers

CERTAIN = 20.0
"""Bits that a judgement, or a tie that decides, counts for."""
OTHER_OBJECT = -5.0
"""Bits for having been given different places in one catalogue: once in thirty-two times nobody knew of the other."""
OTHER_WORDS = -4.0
"""Bits for names that say that another thing is done, or with another thing."""
LEAN = 0.6
"""The share of its weight that a field counts for: the fields of one entry lean on one another."""
OF_ONE_TYPE: Mapping[tuple[str, ...], Weights] = {OF_TEXTS: (0.3, 0.7), OF_SETS: (0.15, 0.2, 0.25, 0.4)}
"""How often each level of a field is to be expected of two entries of one type."""
WHOSE = frozenset({"agency", "owner", "level", "applications"})
"""Fields that say who gives something, not what: the same thing is done by others as often as not."""
OF_OTHERS: Weights = (0.5, 0.2, 0.1, 0.2)
ENOUGH = 10
"""Judgements of either kind from which they can say what each feature is worth; fewer only how many are the same."""
_ROUNDS = 30

Verdicts: TypeAlias = Mapping[tuple[str, str], bool]
Where: TypeAlias = Literal["within", "between", "one_to_one"]
"""Pairs of one list, of two, or of two of which each entry has one partner at the most."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Pairs of entries by their places, each with its score and the place of its relation in RELATIONS.

    ``added`` is what ties weigh beside texts and fields, in bits, ``least`` the score from which two are of one type.
    """

    entries: Sequence[Entry]
    found: Likeness
    ties: Ties
    added: Numbers
    score: Numbers
    kinds: Kinds
    least: float

    def why(self, place: int) -> list[Evidence]:
        """The evidence for a pair, the weightiest first; the odds of its score are the sum."""
        told = [one for one in self.found.why(place) if one.feature != "judgement"]
        told += [Evidence(*one) for one in self._tied(place) if one[1]]
        verdict = self._verdict(place)
        if verdict:
            feature, sign, words = verdict
            told.append(Evidence(feature, sign * CERTAIN - sum(one.weight for one in told), words))
        return sorted(told, key=lambda one: (-abs(one.weight), one.feature))

    def ends(self, place: int) -> tuple[Entry, Entry]:
        """The two entries of a pair."""
        pairs = self.found.pairs
        return self.entries[int(pairs.left[place])], self.entries[int(pairs.right[place])]

    def _tied(self, place: int) -> list[tuple[str, float, str]]:
        ends = self.ends(place)
        a, b = (entry.facts for entry in ends)
        if self.ties.kept[place]:
            places = (entry.facts.object or entry.id for entry in ends)
            return [("code", float(self.added[place]), " | ".join(places))]
        deed = OTHER_WORDS * bool(self.ties.other_deed[place])
        thing = OTHER_WORDS * bool(self.ties.other_thing[place])
        return [("action", deed, _beside(a.deeds, b.deeds)), ("thing", thing, _beside(a.things, b.things))]

    def _verdict(self, place: int) -> tuple[str, int, str] | None:
        """What decides, for or against, and the words that show it."""
        judged, ties = int(self.found.judged[place]), self.ties
        if judged != UNKNOWN:
            return "judgement", 1 if judged == SAME else -1, OF_TEXTS[judged]
        a, b = (entry.facts for entry in self.ends(place))
        if ties.succeeded[place]:
            return "successor", 1, ", ".join(sorted(a.successors | b.successors))
        if ties.same_object[place]:
            same = bool(ties.same_action[place] and ties.same_variant[place])
            parts = (f"{one.object}.{one.action}.{one.variant}" for one in (a, b))
            return "code", 1 if same else -1, " | ".join(dict.fromkeys(parts))
        if ties.prerequisite[place]:
            return "sequence", -1, ", ".join(sorted((a.gives & b.asks) | (b.gives & a.asks) | a.after | b.after))
        return ("whom", -1, ", ".join(sorted(a.bounds.keys() & b.bounds.keys()))) if ties.apart[place] else None


def compare(
    entries: Sequence[Entry],
    *,
    kept: bool = False,
    where: Where = "within",
    judged: Verdicts | None = None,
    engine: Engine | None = None,
) -> Compared:
    """Entries of a list, or of two whose records name their sources, compared.

    ``kept`` says that they are a catalogue's own, told apart by whoever gave the codes; ``engine`` is where it is done.
    """
    records, keys = [entry.record for entry in entries], [entry.record.key for entry in entries]
    facts = [entry.facts for entry in entries]
    plain = [replace(record, traits={}) for record in records] if kept else records
    found = likeness(
        plain, between_lists=where != "within", judged=judged, also=sorted(tied(facts, keys)), engine=engine
    )
    if where == "one_to_one":
        found = matched(found)
    ties = ties_of(facts, keys, (found.pairs.left, found.pairs.right))
    added = added_by(ties)
    if kept:
        found, added = _weighed(replace(found, records=records), added)
    score = scored(found, ties, added)
    least = best_threshold(score)
    one_type = max(least, LIKELY) if kept else least
    kinds = relations(ties, score, least=one_type, akin=found.text, judged=found.judged)
    return Compared(entries, found, ties, added, score, kinds, least)


def _weighed(found: Likeness, added: Numbers) -> tuple[Likeness, Numbers]:
    """The likeness of a kept catalogue's entries, with what their fields and ties weigh there."""
    fields = compared(found.records, found.pairs)
    weights = {name: _weights(name, field, found.text) for name, field in fields.items()}
    bits = np.log2(found.text / (1 - found.text))
    told = [_bits(field, weights[name]) for name, field in fields.items()]
    shown = np.flatnonzero(found.judged != UNKNOWN)
    same = found.judged[shown] == SAME
    if min(np.count_nonzero(same), np.count_nonzero(~same)) < ENOUGH:
        bits = bits + _shift(bits[shown] + added[shown] + sum(each[shown] for each in told), same)
    else:
        evidence = np.array([bits[shown], added[shown], *(each[shown] for each in told)])
        base, by, other, *factors = stretch(evidence, same).tolist()
        bits, added = bits * by + base, added * other
        weights = {name: tuple(w * by for w in weights[name]) for name, by in zip(fields, factors, strict=True)}
    return replace(found, fields=fields, weights=weights, bits=bits), added


def _shift(evidence: Numbers, same: Truths) -> float:
    """What to add to all evidence, in bits, so that it suits the judgements; drawn back to nothing."""
    odds, shift = evidence * np.log(2), 0.0
    for _ in range(_ROUNDS):
        expected = 1 / (1 + np.exp(-odds - shift))
        shift -= float((shift + (expected - same).sum()) / (1 + (expected * (1 - expected)).sum()))
    return shift / float(np.log(2))


def _weights(name: str, field: Agreement, text: Numbers) -> Weights:
    """The bits of each level; a higher one never weighs less."""
    known, count = field.level != UNKNOWN, len(field.names)
    near = np.bincount(field.level[known], text[known], minlength=count) + 1
    expected = OF_OTHERS if name in WHOSE else OF_ONE_TYPE[field.names]
    bits = LEAN * np.log2(np.array(expected) / (near / near.sum()))
    return tuple(isotonic_regression(bits, weights=near).x.tolist())


def _bits(field: Agreement, weights: Weights) -> Numbers:
    return np.array([*weights, 0.0])[field.level]  # -1, unknown, is the last


def added_by(ties: Ties) -> Numbers:
    """What ties weigh beside texts and fields, in bits."""
    words = OTHER_WORDS * (ties.other_deed.astype(float) + ties.other_thing)
    return np.where(ties.kept, OTHER_OBJECT * ~ties.same_object, words)


def scored(found: Likeness, ties: Ties, added: Numbers) -> Numbers:
    """The probability of each pair that both are of one type; what is judged or decided is certain."""
    bits = found.bits + added
    for name, weights in found.weights.items():
        bits = bits + _bits(found.fields[name], weights)
    decided = [found.judged == SAME, found.judged == DIFFERENT, ties.same, ties.different]
    bits = np.select(decided, [CERTAIN, -CERTAIN, CERTAIN, -CERTAIN], bits)
    return np.asarray(1 / (1 + np.exp2(-bits)))


def _beside(one: frozenset[str], other: frozenset[str]) -> str:
    return " | ".join(", ".join(sorted(side)) for side in (one, other))
