"""What the further fields of two records say: how far they agree, and what that weighs, learned without labels.

A field that is text agrees or differs. A field that is a set (documents asked, laws, life events) has none, some, most
or all in common with another's, where what few records have counts more. Each level weighs, in bits, how often it is
found among pairs that match over how often among those that do not (Fellegi and Sunter), learned by expectation and
maximisation; a higher level never weighs less than a lower one. Pairs that were judged are not guessed: they count as
what they were judged to be, and show by how much each weight, the text's too, is to be stretched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression, minimize
from scipy.sparse import csr_array

from catalogue.words import words
from planning.engine import Engine
from planning.index import Candidates, cosines
from planning.steps import CERTAIN, DIFFERENT, SAME, UNKNOWN, Levels, Numbers, Shown, Weights, scored
from planning.texts import Record, Trait

MOST = 0.5
"""The share that two sets have in common from which it is most of them."""
OF_TEXTS = ("different", "same")
"""The levels of a field that is text, and of a judgement."""
OF_SETS = ("none", "some", "most", "all")
"""The levels of a field that is a set, by what two have in common."""
_ROUNDS = 30
_SETTLED = 1e-9


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far a field agrees in each pair: the place of one of the ``names``, -1 where one of the two lacks it."""

    level: Levels
    names: tuple[str, ...]


def compared(records: Sequence[Record], pairs: Candidates, engine: Engine | None = None) -> dict[str, Agreement]:
    """For each field of the records how far it agrees; a text beside sets is a set of one."""
    names = sorted({name for record in records for name in record.traits})
    return {name: _agreement([record.traits.get(name, "") for record in records], pairs, engine) for name in names}


def in_words(a: Trait, b: Trait) -> str:
    """What two records have in common in a field, or else what each has."""
    one, other = _tokens(a), _tokens(b)
    if isinstance(a, str) and isinstance(b, str):
        return " | ".join(dict.fromkeys((a, b)))
    return ", ".join(sorted(one & other)) or " | ".join(", ".join(sorted(side)) for side in (one, other))


def learned(text: Numbers, fields: Mapping[str, Agreement], judged: Levels) -> tuple[Numbers, dict[str, Weights]]:
    """The bits of the text, and of each level of the fields."""
    bits = np.log2(text / (1 - text))
    evidence = Shown(bits, [field.level for field in fields.values()], judged)
    weights: list[Weights] = []
    score = scored(weights, replace(evidence, levels=()))
    for _ in range(_ROUNDS):
        weights = [level_weights(score, field) for field in fields.values()]
        before, score = score, scored(weights, evidence)
        if np.allclose(before, score, rtol=0, atol=_SETTLED):
            break
    shown = np.flatnonzero(judged != UNKNOWN)
    if len(shown):
        said = [np.array([*found, 0.0])[level[shown]] for found, level in zip(weights, evidence.levels, strict=True)]
        base, factor, *factors = stretch(np.array([bits[shown], *said]), judged[shown] == SAME).tolist()
        bits = bits * factor + base
        weights = [tuple(bit * by for bit in found) for found, by in zip(weights, factors, strict=True)]
    return bits, dict(zip(fields, weights, strict=True))


def verdict_bits(bits: float, judged: int) -> float:
    """What a judgement adds to the other evidence of a pair, so that it is certain."""
    return (CERTAIN if judged == SAME else -CERTAIN) - bits


def level_weights(score: Numbers, field: Agreement) -> Weights:
    """The bits of each level; one pair of each kind is added, so that none is endless."""
    known, count = field.level != UNKNOWN, len(field.names)
    found = np.bincount(field.level[known], minlength=count)
    matched = np.bincount(field.level[known], score[known], minlength=count)
    m = (matched + 1) / (matched.sum() + count)
    u = (found - matched + 1) / (found.sum() - matched.sum() + count)
    return tuple(isotonic_regression(np.log2(m / u), weights=found + 1.0).x.tolist())


def stretch(evidence: Numbers, same: NDArray[np.bool_]) -> Numbers:
    """What to add to all evidence (rows of bits, a feature each), and what to multiply each feature by.

    A logistic regression, which holds for any choice of pairs to judge, as long as they are chosen by this evidence. It
    starts from what was learned, and is drawn back to it.
    """
    features = np.column_stack([np.ones(evidence.shape[1]), *evidence]) * np.log(2)
    start = np.array([0.0, *np.ones(len(evidence))])
    signs = np.where(same, 1.0, -1.0)

    def loss(factors: Numbers) -> tuple[float, Numbers]:
        wrong = -signs * (features @ factors)
        away = factors - start
        rise = features.T @ (-signs / (1 + np.exp(-wrong)))
        return float(np.logaddexp(0, wrong).sum() + away @ away / 2), rise + away

    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B").x)


def _agreement(values: Sequence[Trait], pairs: Candidates, engine: Engine | None) -> Agreement:
    if all(isinstance(value, str) for value in values):
        return Agreement(_same_text([" ".join(words(str(value))) for value in values], pairs), OF_TEXTS)
    return Agreement(_in_common([_tokens(value) for value in values], pairs, engine), OF_SETS)


def _same_text(values: Sequence[str], pairs: Candidates) -> Levels:
    codes = np.unique(values, return_inverse=True)[1]
    has = np.array([bool(value) for value in values])
    same = np.where(codes[pairs.left] == codes[pairs.right], SAME, DIFFERENT)
    return np.where(has[pairs.left] & has[pairs.right], same, UNKNOWN).astype(np.int8)


def _in_common(values: Sequence[frozenset[str]], pairs: Candidates, engine: Engine | None) -> Levels:
    names = sorted(frozenset[str]().union(*values))
    columns = {name: place for place, name in enumerate(names)}
    starts = np.cumsum([0, *map(len, values)])
    places = np.array([columns[name] for value in values for name in sorted(value)], dtype=np.int64)
    rarity = np.log((1 + len(values)) / (1 + np.bincount(places, minlength=len(names)))) + 1
    sets = csr_array((np.sqrt(rarity)[places], places, starts), shape=(len(values), len(names)))
    whole = np.add.reduceat(np.append(rarity[places], 0.0), starts[:-1]) * (np.diff(starts) > 0)
    both = cosines(sets, pairs.left, pairs.right, engine=engine)
    share = both / np.maximum(whole[pairs.left] + whole[pairs.right] - both, np.finfo(float).tiny)
    level = np.digitize(np.round(share, 9), [np.finfo(float).tiny, MOST, 1.0])
    return np.where((whole[pairs.left] > 0) & (whole[pairs.right] > 0), level, UNKNOWN).astype(np.int8)


def _tokens(value: Trait) -> frozenset[str]:
    return value if not isinstance(value, str) else frozenset((value,) if value.strip() else ())
