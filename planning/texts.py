"""Texts as vectors: pieces of four letters within words, where what is rare weighs much and what all say, little.

Pieces need no dictionary: they see that "freeschoolmeals" and "free school meals", or "penerbitan" and "diterbitkan",
have much in common, in any language. The weight of a piece is the square of its inverse document frequency, which
leaves almost nothing to administrative filler. A record's own agency is left out, and so are regions: they say who and
where, not what.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from catalogue.words import words
from planning.places import without_places

PIECE = 4
"""Letters of a piece; the ends of a word count as letters."""
MOST_WORDS_SHOWN = 5
_AGENCIES = 10_000
"""Agencies of which the words are remembered: a list names each many times."""


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
    """One row of length 1 for each distinct text of a source (of length 0 without words); each record's row; weights.

    The weights are those of words: what their pieces weigh together.
    """

    rows: csr_array
    row_of: NDArray[np.int64]
    weights: Mapping[str, float]


def pieces(word: str) -> Iterator[str]:
    """The pieces of a word; a short word is one."""
    whole = f" {word} "
    return (whole[start : start + PIECE] for start in range(max(1, len(whole) - PIECE + 1)))


def telling_words(record: Record) -> list[str]:
    """The words of a record but for those of its agency's name, and of regions."""
    agency = _words_of(record.agency)
    return [word for word in without_places(words(f"{record.name} {record.description}")) if word not in agency]


@lru_cache(_AGENCIES)
def _words_of(agency: str) -> frozenset[str]:
    return frozenset(words(agency))


def vectors(records: Sequence[Record]) -> Vectors:
    """The texts of the records as rows of weighted pieces."""
    texts: dict[tuple[str, ...], int] = {}
    row_of = [texts.setdefault((record.source, *sorted(telling_words(record))), len(texts)) for record in records]
    in_words = _counts(text[1:] for text in texts)
    spelled = _counts(map(pieces, in_words.names))
    rows = in_words.counts @ spelled.counts
    rows.sort_indices()
    copies = np.bincount(row_of, minlength=len(texts)).astype(np.float64)
    found_in = np.bincount(rows.indices, np.repeat(copies, np.diff(rows.indptr)), minlength=rows.shape[1])
    weights = (np.log((1 + len(records)) / (1 + found_in)) + 1) ** 2
    rows.data = (1 + np.log(rows.data)) * weights[rows.indices]
    found = dict(zip(in_words.names, (spelled.counts @ weights).tolist(), strict=True))
    return Vectors(_of_length_one(rows), np.array(row_of, dtype=np.int64), found)


def shared_words(a: Record, b: Record, weights: Mapping[str, float]) -> list[str]:
    """The words both have whole, the weightiest first."""
    common = set(telling_words(a)).intersection(telling_words(b))
    return sorted(common, key=lambda word: (-weights[word], word))[:MOST_WORDS_SHOWN]


@dataclass(frozen=True, slots=True)
class _Counted:
    names: Sequence[str]
    counts: csr_array


def _counts(texts: Iterable[Iterable[str]]) -> _Counted:
    """How often each name stands in each text."""
    columns: dict[str, int] = {}
    found = [[columns.setdefault(name, len(columns)) for name in text] for text in texts]
    starts = np.cumsum([0, *map(len, found)])
    places = np.fromiter(chain.from_iterable(found), np.int64, starts[-1])
    counts = csr_array((np.ones(len(places)), places, starts), shape=(len(found), len(columns)))
    counts.sum_duplicates()
    return _Counted(list(columns), counts)


def _of_length_one(rows: csr_array) -> csr_array:
    lengths: NDArray[np.float64] = np.sqrt(rows.multiply(rows).sum(axis=1))
    rows.data /= np.repeat(np.where(lengths > 0, lengths, 1.0), np.diff(rows.indptr))
    return rows
