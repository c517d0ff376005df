"""Turtle, written from statements whose subjects stay in one piece."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from ontology.terms import PREFIXES, name_of
from ontology.triples import Statement

_SUBJECT, _PREDICATE = itemgetter(0), itemgetter(1)


def to_turtle(said: Iterable[Statement]) -> Iterator[str]:
    """Turtle, subject by subject, predicates and their objects in the order in which they come."""
    yield "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    names = _Names()
    for subject, about in groupby(said, _SUBJECT):
        lines = []
        for predicate, same in groupby(about, _PREDICATE):
            word = "a" if predicate == "rdf:type" else predicate
            lines.append(f"{word} " + ", ".join([names[value] for _subject, _word, value in same]))
        yield f"\n{subject} " + " ;\n    ".join(lines) + " .\n"


class _Names(dict[str, str]):
    """Objects as Turtle writes them: terms with their prefix, those of datatypes too; each is made out once."""

    def __missing__(self, value: str) -> str:
        if value[-1] != ">":
            return value
        name = name_of(value)
        if name:
            self[value] = name
            return name
        text, mark, datatype = value.rpartition("^^")
        return f"{text}^^{self[datatype]}" if mark and text[-1] == '"' else value
