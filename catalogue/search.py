"""Services by words: stems find every inflection, near words what is mistyped; both over tantivy, in memory.

A match in a name weighs more than one in a keyword, and that more than one in a description; a service that has all
words of the query comes before those that have some. Nothing that is searched for is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import log
from typing import TYPE_CHECKING, NamedTuple

from tantivy import Document, Index, Occur, Query, SchemaBuilder

from catalogue.words import HEAP, STOP_WORDS, Lexicon, words

if TYPE_CHECKING:
    from catalogue.store import Catalogue

LONGEST_QUERY = 300
"""Characters of a query that are looked at."""
MOST_WORDS = 16
"""Distinct words of a query that are looked at."""

_WEIGHTS = {"name": 10.0, "keywords": 3.0, "description": 1.0}
_EXACT = "exact"
"""The field with the words of names and keywords as they are written."""
_EXACT_WEIGHT = 2.0


@dataclass(frozen=True, slots=True)
class SearchRecord:
    """What can be found of one service: texts by language, keywords in any language."""

    key: str
    name: Mapping[str, str]
    keywords: Sequence[str] = ()
    description: Mapping[str, str] = field(default_factory=dict)

    def plain(self) -> Iterator[str]:
        """The words of its names and keywords as they are written."""
        return (word for text in (*self.name.values(), *self.keywords) for word in words(text))


class Hit(NamedTuple):
    """A service found; scores can be compared within one search only."""

    key: str
    score: float


class SearchIndex:
    """The services of a catalogue, ready to be searched by words."""

    def __init__(self, records: Iterable[SearchRecord]) -> None:
        ordered = sorted(records, key=lambda record: record.key)
        self._keys = [record.key for record in ordered]
        self._lexicon = Lexicon(Counter(word for record in ordered for word in record.plain()))
        builder = SchemaBuilder().add_integer_field("row", fast=True)
        for name in (*_WEIGHTS, _EXACT):
            builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
        self._schema = builder.build()
        index = Index(self._schema)
        writer = index.writer(HEAP, 1)
        for row, record in enumerate(ordered):
            writer.add_document(Document(row=row, **self._fields(record)))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()
        self._lexicon.close()

    def _fields(self, record: SearchRecord) -> dict[str, str]:
        learn = self._lexicon.learn
        return {
            "name": " ".join(term for language, text in record.name.items() for term in learn(text, language)),
            "keywords": " ".join(term for text in record.keywords for term in learn(text)),
            "description": " ".join(t for language, text in record.description.items() for t in learn(text, language)),
            _EXACT: " ".join(record.plain()),
        }

    def search(self, query: str, limit: int = 20) -> list[Hit]:
        """The services that fit ``query`` best, the best first, equal ones by key; any text is a query."""
        asked = (word for word in words(query[:LONGEST_QUERY]) if word not in STOP_WORDS)
        parts = dict.fromkeys(part for word in asked for part in self._lexicon.parted(word))
        clauses = [clause for part in list(parts)[:MOST_WORDS] if (clause := self._clause(part))]
        if not clauses or limit < 1:
            return []
        hits = self._searcher.search(_some_or_better_all(clauses), limit, count=False).hits
        rows = self._searcher.fast_field_values("row", [address for _, address in hits])
        found = [Hit(self._keys[int(row or 0)], round(score, 3)) for (score, _), row in zip(hits, rows, strict=True)]
        return sorted(found, key=lambda hit: (-hit.score, hit.key))

    def _clause(self, word: str) -> Query | None:
        """Services that have the word, in any field; None where it has no counterpart in the catalogue."""
        terms = self._lexicon.terms(word)
        fields = [
            Query.disjunction_max_query(alternatives)
            for name, weight in _WEIGHTS.items()
            if (alternatives := [q for term, part in terms.items() for q in self._term(name, term, weight * part)])
        ]
        fields += self._term(_EXACT, word, _EXACT_WEIGHT)
        return Query.boolean_query([(Occur.Should, clause) for clause in fields]) if fields else None

    def _term(self, name: str, term: str, weight: float) -> list[Query]:
        """A term in a field, worth ``weight`` and its rarity in the whole catalogue instead of that in the field."""
        frequency = self._searcher.doc_freq(name, term)
        if not frequency:
            return []
        overall = max(self._searcher.doc_freq(other, term) for other in _WEIGHTS)
        boost = weight * self._rarity(max(overall, frequency)) / self._rarity(frequency)
        return [Query.boost_query(Query.term_query(self._schema, name, term, "freq"), boost)]

    def _rarity(self, frequency: int) -> float:
        return log(1 + (len(self._keys) - frequency + 0.5) / (frequency + 0.5))


def _some_or_better_all(clauses: Sequence[Query]) -> Query:
    some = Query.boolean_query([(Occur.Should, clause) for clause in clauses])
    if len(clauses) == 1:
        return some
    every = Query.boolean_query([(Occur.Must, clause) for clause in clauses])
    return Query.boolean_query([(Occur.Should, some), (Occur.Should, every)])


def index_of(catalogue: Catalogue) -> SearchIndex:
    """The services of a catalogue, ready to be searched."""
    return SearchIndex(
        SearchRecord(code, service.name, service.keywords, service.description)
        for code, service in catalogue.services.items()
    )
