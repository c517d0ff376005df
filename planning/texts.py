"""Texts as vectors: pieces of four letters within words, where what is rare weighs much and what all say, little.

Pieces need no dictionary: they see that "freeschoolmeals" and "free school meals", or "penerbitan" and "diterbitkan",
have much in common, in any language. The weight of a piece is the square of its inverse document frequency, which
leaves almost nothing to administrative filler. A record's own agency is left out: it says who, not what.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from catalogue.words import words

PIECE = 4
"""Letters of a piece; the ends of a word count as letters."""
MOST_WORDS_SHOWN = 5


Trait: TypeAlias = str | frozenset[str]
"""A further field: a text that agrees or differs, or a set of which some may be in common; empty if not known."""


@dataclass(frozen=True, slots=True)
class Record:
    """One entry of a list; ``source`` names the list, ``traits`` are further fields that may agree or differ."""

    key: str
    name: str
    description: str = ""
    agency: str = ""
    source: str = ""
    traits: Mapping[str, Trait] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Vectors:
    """One row of length 1 for each record (or of length 0, without words), and the weight of each piece."""

    rows: csr_array
    weights: Mapping[str, float]


def pieces(word: str) -> Iterator[str]:
    """The pieces of a word; a short word is one."""
    whole = f" {word} "
    return (whole[start : start + PIECE] for start in range(max(1, len(whole) - PIECE + 1)))


def telling_words(record: Record) -> list[str]:
    """The words of a record but for those of its agency's name."""
    agency = set(words(record.agency))
    return [word for word in words(f"{record.name} {record.description}") if word not in agency]


def vectors(records: Sequence[Record]) -> Vectors:
    """The records as rows of weighted pieces."""
    columns: dict[str, int] = {}
    known: dict[str, list[int]] = {}
    counted = [_counts(record, columns, known) for record in records]
    starts = np.cumsum([0, *(len(row) for row in counted)])
    places = np.fromiter((place for row in counted for place in row), np.int64, starts[-1])
    counts = np.fromiter((count for row in counted for count in row.values()), np.float64, starts[-1])
    found_in = np.bincount(places, minlength=len(columns))
    weights = (np.log((1 + len(records)) / (1 + found_in)) + 1) ** 2
    rows = csr_array(((1 + np.log(counts)) * weights[places], places, starts), shape=(len(records), len(columns)))
    rows.sort_indices()
    return Vectors(_of_length_one(rows), dict(zip(columns, weights.tolist(), strict=True)))


def shared_words(a: Record, b: Record, weights: Mapping[str, float]) -> list[str]:
    """The words both have whole, the weightiest first."""
    common = dict.fromkeys(telling_words(a)).keys() & set(telling_words(b))
    return sorted(common, key=lambda word: (-_weight(pieces(word), weights), word))[:MOST_WORDS_SHOWN]


def _weight(found: Iterable[str], weights: Mapping[str, float]) -> float:
    return sum(weights.get(piece, 0.0) for piece in found)


def _counts(record: Record, columns: dict[str, int], known: dict[str, list[int]]) -> Counter[int]:
    counts: Counter[int] = Counter()
    for word in telling_words(record):
        places = known.get(word)
        if places is None:
            places = known[word] = [columns.setdefault(piece, len(columns)) for piece in pieces(word)]
        counts.update(places)
    return counts


def _of_length_one(rows: csr_array) -> csr_array:
    lengths: NDArray[np.float64] = np.sqrt(rows.multiply(rows).sum(axis=1))
    rows.data /= np.repeat(np.where(lengths > 0, lengths, 1.0), np.diff(rows.indptr))
    return rows
