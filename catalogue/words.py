"""The words of a catalogue: what "nerbitin", "menerbitkan" and "penerbitan" have in common, and what is mistyped.

Sastrawi stems what the catalogue says, once for every distinct word. It is never given what a person searches for: it
compiles parts of a word into regular expressions, which Python keeps in a cache of its own, and a search must leave no
trace. The words of a query are stripped of their affixes here, spoken ones included, and compared with the catalogue's.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from functools import partial

from rapidfuzz.distance import OSA
from Sastrawi.Dictionary.ArrayDictionary import ArrayDictionary
from Sastrawi.Stemmer.Stemmer import Stemmer
from Sastrawi.Stemmer.StemmerFactory import StemmerFactory
from tantivy import Document, Filter, Index, Occur, Query, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

LONGEST_WORD = 40
"""Letters of a word that count."""
HEAP = 1_000_000_000
"""Bytes an index may take before it begins a second segment; in one segment, equal scores keep the order of entry."""
_WORD = re.compile(r"[^\W_]+")
_MARKS = re.compile(r"[\u0300-\u036f]")
_STEMMED = re.compile(r"[a-z]{4,30}").fullmatch
_SHORTEST_BASE = 3
_CERTAIN = 4
"""Letters a base needs to be believed without Sastrawi, and a word to be taken for mistyped."""
_OF_MANY_SPELLINGS = 6
"""Letters from which even a correct word may stand for one a letter away, at half weight (sertifikat, sertipikat)."""
_LONG = 8
"""Letters of a word in which two may be wrong."""
_LIKENESS_NEEDED = 0.6
_MOST_FORMS = 8
_MOST_GUESSES = 4
STOP_WORDS = frozenset(
    _WORD.findall(
        "ada agar akan aku anda apa atau bagaimana bagi bahwa bisa boleh cara dalam dan dapat dari dengan di dong"
        " gimana gue gw harus ingin ini itu jika kalau kami karena ke kepada kita mana mau oleh pada para saya sebagai"
        " serta supaya tentang tersebut tidak untuk yang"
        " a an and at by for from how i in is it my of on or the to what where with"
    )
)
"""Words that say nothing of a service, in Indonesian, spoken Indonesian and English."""
_ROOTS_OF_THE_HOUSE = ("meninggal", "penduduk")
"""Words that are not to be confused with staying (tinggal) and sitting (duduk)."""

_PREFIXES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("meng", "menge", "peng", "penge"), ("", "k")),
    **dict.fromkeys(("mem", "pem"), ("", "p")),
    **dict.fromkeys(("men", "pen"), ("", "t", "c")),
    **dict.fromkeys(("meny", "peny"), ("s", "c")),
    **dict.fromkeys(("", "me", "pe", "di", "ke", "se", "be", "ber", "bel", "te", "ter", "per", "pel"), ("",)),
}
_SPOKEN_PREFIXES: Mapping[str, tuple[str, ...]] = {
    **_PREFIXES,
    **dict.fromkeys(("", "ng", "nge"), ("", "k", "h")),
    **dict.fromkeys(("m", "n"), ("", "p", "t", "c")),
    "ny": ("s", "c"),
}
"""Prefixes, and the letters each may have swallowed: nulis, ngirim and ilang are tulis, kirim and hilang."""
_BEFORE_PREFIXES = ("", "di", "ke", "se", "mem", "pem", "ber")
_ENDINGS = ("", "nya", "ku", "mu", "lah", "kah", "pun")
_SUFFIXES = ("", "kan", "an", "i", "isasi")
_SPOKEN_SUFFIXES = (*_SUFFIXES, "in")


def words(text: str) -> list[str]:
    """The words of a text, without case, accents and punctuation."""
    plain = (text if text.isascii() else _MARKS.sub("", unicodedata.normalize("NFKD", text))).casefold()
    return [word[:LONGEST_WORD] for word in _WORD.findall(plain)]


def bases(word: str, *, spoken: bool = True) -> Iterator[tuple[str, int]]:
    """What may be left of an Indonesian word without its affixes, each with the number of letters guessed back."""
    suffixes = _SPOKEN_SUFFIXES if spoken else _SUFFIXES
    for ending in filter(word.endswith, _ENDINGS):
        inner = word.removesuffix(ending)
        for suffix in filter(inner.endswith, suffixes):
            yield from _without_prefixes(inner.removesuffix(suffix), _SPOKEN_PREFIXES if spoken else _PREFIXES)


def _without_prefixes(word: str, prefixes: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, int]]:
    for first in filter(word.startswith, _BEFORE_PREFIXES):
        rest = word.removeprefix(first)
        for prefix in filter(rest.startswith, prefixes):
            bare = rest.removeprefix(prefix)
            yield from ((letter + bare, len(letter)) for letter in prefixes[prefix] if len(bare) >= _SHORTEST_BASE - 1)


class WordStemmer:
    """Stems of Indonesian and English words; ``usage`` says how often words stand plainly in the catalogue."""

    def __init__(self, usage: Mapping[str, int]) -> None:
        self._usage = usage
        self._roots = {*filter(None, StemmerFactory().get_words()), *_ROOTS_OF_THE_HOUSE}
        self._sastrawi = Stemmer(ArrayDictionary(self._roots))
        self._snowball = TextAnalyzerBuilder(Tokenizer.whitespace()).filter(Filter.stemmer("english")).build()

    def indonesian(self, word: str) -> str:
        """The stem of a word of the catalogue: the base that is used there, else what Sastrawi says (0.3 ms)."""
        if word in self._roots or not _STEMMED(word):
            return word
        found = self._bases_among(self._roots, word, spoken=False)
        if found and len(found[0]) >= _CERTAIN and (len(found) == 1 or self._usage.get(found[0])):
            return found[0]
        stem = str(self._sastrawi.stem_word(word))
        return stem if stem in self._roots else word

    def spoken(self, word: str) -> str:
        """The stem of a word of the catalogue that may be a spoken form."""
        stem = self.indonesian(word)
        return stem if stem in self._roots else next(iter(self._bases_among(self._roots, word)), word)

    def likeliest_base(self, word: str, known: Container[str]) -> str | None:
        """The base of a word that is among ``known``; leaves no trace of the word."""
        return next(iter(self._bases_among(known, word)), None)

    def is_word(self, word: str) -> bool:
        """Whether it is an Indonesian word, or made of one."""
        return word in self._roots or any(len(base) > _CERTAIN for base in self._bases_among(self._roots, word))

    def english(self, word: str) -> str:
        """The stem by Snowball."""
        return next(iter(self._snowball.analyze(word)), word)

    def _bases_among(self, known: Container[str], word: str, *, spoken: bool = True) -> list[str]:
        """The possible bases: the most used first, then those with fewest letters guessed back, then the longest."""
        found = {base: guessed for base, guessed in bases(word, spoken=spoken) if base in known}
        return sorted(
            (base for base in found if len(base) >= _SHORTEST_BASE),
            key=lambda base: (-self._usage.get(base, 0), found[base], -len(base), base),
        )


class Lexicon:
    """The words of one catalogue, and the terms each stands for in its index."""

    def __init__(self, usage: Mapping[str, int]) -> None:
        self._stemmer = WordStemmer(usage)
        self._usage = Counter(usage)
        self._terms: dict[str, tuple[str, ...]] = {}
        self._learned: dict[tuple[str, str], tuple[str, ...]] = {}

    def learn(self, text: str, language: str = "") -> list[str]:
        """The terms of a text of the catalogue; without a language, a word may be any."""
        kept = (word for word in words(text) if word not in STOP_WORDS)
        return [term for word in kept for term in self._learned.get((word, language)) or self._new(word, language)]

    def _new(self, word: str, language: str) -> tuple[str, ...]:
        stemmers = {"id": (self._stemmer.indonesian,), "en": (self._stemmer.english,)}
        either = (self._stemmer.spoken, self._stemmer.english)
        terms = tuple(dict.fromkeys(stem(word) for stem in stemmers.get(language, either)))
        self._learned[word, language] = terms
        self._terms[word] = tuple(dict.fromkeys((*self._terms.get(word, ()), *terms)))
        return terms

    def close(self) -> None:
        """End learning: from now on words are only looked up, and nothing is added."""
        self._learned.clear()
        self._stems = frozenset(term for terms in self._terms.values() for term in terms)
        for word, terms in self._terms.items():
            self._usage.update(dict.fromkeys(set(terms) - {word}, self._usage[word]))
        self._near = NearWords(word for word in {*self._terms, *self._stems} if len(word) >= _CERTAIN - 1)

    def parted(self, word: str) -> list[str]:
        """The word, or the two that were written as one (kartukeluarga)."""
        if word in self._terms:
            return [word]
        cuts = range(_SHORTEST_BASE, len(word) - _SHORTEST_BASE + 1)
        pairs = [(word[:cut], word[cut:]) for cut in cuts if word[:cut] in self._terms and word[cut:] in self._terms]
        return list(max(pairs, key=lambda pair: min(map(self._usage.__getitem__, pair)), default=(word,)))

    def terms(self, word: str) -> Mapping[str, float]:
        """The terms that a word of a query stands for, with the weight each deserves."""
        sure = self._terms.get(word) or self._derived(word)
        if sure:
            other = (near for term in sure if len(term) >= _OF_MANY_SPELLINGS for near in self._near.within(term, 1))
            return {**{near: 0.5 for near in other if near in self._stems}, **dict.fromkeys(sure, 1.0)}
        begun = self._likeliest(self._near.beginning(word)) if len(word) >= _SHORTEST_BASE else ()
        weights = {**dict.fromkeys(begun, 0.6), **self._guessed(word)}
        return {term: weight for found, weight in weights.items() for term in self._terms.get(found, (found,))}

    def _derived(self, word: str) -> tuple[str, ...]:
        candidates = (self._stemmer.likeliest_base(word, self._stems), self._stemmer.english(word))
        return tuple(dict.fromkeys(term for term in candidates if term in self._stems))

    def _guessed(self, word: str) -> Mapping[str, float]:
        if self._stemmer.is_word(word):
            near = self._near.within(word, 1) if len(word) >= _OF_MANY_SPELLINGS else ()
            return dict.fromkeys(self._likeliest(near), 0.4)
        return self._mended(word) if len(word) >= _CERTAIN else {}

    def _mended(self, word: str) -> Mapping[str, float]:
        forms = sorted({base for base, _ in bases(word) if len(base) > _CERTAIN}, key=lambda base: (len(base), base))
        near = self._near.within(word, 1) or [
            near for form in forms[:_MOST_FORMS] for near in self._near.within(form, 1)
        ]
        if not near and len(word) >= _LONG:
            near = self._near.within(word, 2)
        if near:
            return dict.fromkeys(self._likeliest(near), 0.8)
        return {found: 0.7 * likeness for found, likeness in self._near.alike(word)[:_MOST_GUESSES]}

    def _likeliest(self, found: Iterable[str]) -> list[str]:
        return sorted(set(found), key=lambda word: (-self._usage[word], word))[:_MOST_GUESSES]


class NearWords:
    """Words by their letters: those few edits away, and those that share most character trigrams."""

    def __init__(self, entries: Iterable[str]) -> None:
        self._words = sorted(word for word in entries if word.isalpha())
        builder = SchemaBuilder().add_text_field("word", tokenizer_name="raw", index_option="basic")
        builder.add_text_field("trigrams", tokenizer_name="whitespace", index_option="basic")
        self._schema = builder.add_integer_field("row", fast=True).build()
        index = Index(self._schema)
        writer = index.writer(HEAP, 1)
        for row, word in enumerate(self._words):
            writer.add_document(Document(word=word, trigrams=" ".join(_trigrams(word)), row=row))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()

    def within(self, word: str, edits: int) -> list[str]:
        """Words at most so many letters wrong, missing, too many or swapped with their neighbour."""
        return self._found(Query.fuzzy_term_query(self._schema, "word", word, edits), 200)

    def beginning(self, start: str) -> list[str]:
        """Words that begin so: what somebody is still typing."""
        return self._words[bisect_left(self._words, start) : bisect_left(self._words, f"{start}\U0010ffff")]

    def alike(self, word: str) -> list[tuple[str, float]]:
        """Words that share most trigrams, and their likeness from 0 to 1, the likest first."""
        term = partial(Query.term_query, self._schema, "trigrams", index_option="basic")
        clauses = [(Occur.Should, term(field_value=trigram)) for trigram in dict.fromkeys(_trigrams(word))]
        scored = ((found, _likeness(word, found)) for found in self._found(Query.boolean_query(clauses), 30))
        return sorted((pair for pair in scored if pair[1] >= _LIKENESS_NEEDED), key=lambda pair: (-pair[1], pair[0]))

    def _found(self, query: Query, limit: int) -> list[str]:
        hits = self._searcher.search(query, limit, count=False).hits
        rows = self._searcher.fast_field_values("row", [address for _, address in hits])
        return [self._words[int(row)] for row in rows if row is not None]


def _trigrams(word: str) -> list[str]:
    padded = f"<{word}>"
    return [padded[at : at + 3] for at in range(len(word))]


def _likeness(asked: str, word: str) -> float:
    ours, theirs = set(_trigrams(asked)), set(_trigrams(word))
    shared = 2 * len(ours & theirs) / (len(ours) + len(theirs))
    return max(shared, OSA.normalized_similarity(asked, word))
