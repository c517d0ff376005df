"""JSON-LD in plain words: the context of ours (``context.jsonld``) stands in every document, and none is ever fetched.

The context says of each word what its values are: texts by language, things, or values of one datatype. What it does
not foresee is written out in full, so nothing is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from ontology.terms import TERMS, Node, name_of
from ontology.triples import Statement

CONTEXT = Path(__file__).with_name("context.jsonld")
_BOOLEANS = {"true": True, "false": False}
_ESCAPED = re.compile(r"\\(.)")
_ESCAPES = {"n": "\n", "r": "\r"}


class Word(NamedTuple):
    """A word of the context, and what its values are: ``@id``, ``@language``, a datatype, or plain texts."""

    name: str
    kind: str


@cache
def context() -> Mapping[str, Any]:
    """Our context."""
    read: Mapping[str, Any] = orjson.loads(CONTEXT.read_bytes())["@context"]
    return read


@cache
def words() -> Mapping[str, Word]:
    """The word for each predicate, by ``prefix:name``."""
    found = {}
    for name, meaning in context().items():
        if isinstance(meaning, Mapping):
            kind = meaning.get("@container") or meaning.get("@type") or ""
            found[str(meaning["@id"])] = Word(name, str(kind))
    return found


def to_json_ld(said: Iterable[Statement]) -> bytes:
    """One document: the context, and every subject with what is said of it."""
    things = (_thing(node, about) for node, about in groupby(said, itemgetter(0)))
    head = orjson.dumps({"@context": context()})[:-1]
    return head + b',"@graph":[\n' + b",\n".join(map(orjson.dumps, things)) + b"\n]}\n"


def _thing(node: Node, about: Iterable[Statement]) -> dict[str, object]:
    thing: dict[str, object] = {"@id": node[1:-1]}
    for predicate, same in groupby(about, itemgetter(1)):
        values = [value for _node, _predicate, value in same]
        if predicate == "rdf:type":
            _add(thing, "@type", [name_of(value) or value[1:-1] for value in values])
        else:
            _say(thing, predicate, values)
    return thing


def _say(thing: dict[str, object], predicate: str, values: list[str]) -> None:
    """The values of one predicate, under its word where they are what the word means."""
    word = words().get(predicate, Word(predicate, "@none"))
    if word.kind == "@language":
        parted = [_parted(value) for value in values]
        if all(mark.startswith("@") for _text, mark in parted):
            thing[word.name] = _by_language(parted)
            return
    short = [_short(value, word.kind) for value in values]
    if None in short:
        _add(thing, predicate, [_written_out(value) for value in values])
    else:
        _add(thing, word.name, short)


def _add(thing: dict[str, object], key: str, values: Sequence[object]) -> None:
    thing[key] = values[0] if len(values) == 1 else values


def _by_language(parted: Iterable[tuple[str, str]]) -> dict[str, object]:
    texts: dict[str, list[str]] = {}
    for text, mark in parted:
        texts.setdefault(mark[1:], []).append(text)
    return {tag: several[0] if len(several) == 1 else several for tag, several in texts.items()}


def _short(value: str, kind: str) -> object:
    """A value as its word means it; None where it is something else."""
    if kind == "@id":
        return value[1:-1] if value[0] == "<" else None
    text, mark = _parted(value)
    if mark != (TERMS[kind] if ":" in kind else kind):
        return None
    if kind == "xsd:boolean":
        return _BOOLEANS[text]
    return int(text) if kind == "xsd:integer" else text


def _written_out(value: str) -> object:
    """A value that needs no context."""
    if value[0] == "<":
        return {"@id": value[1:-1]}
    text, mark = _parted(value)
    if not mark:
        return {"@value": text}
    return {"@value": text, "@language": mark[1:]} if mark[0] == "@" else {"@value": text, "@type": mark[1:-1]}


def _parted(value: str) -> tuple[str, str]:
    """The text of a literal, and ``@`` with its language or the IRI of its datatype; no text for a thing."""
    body, _quote, mark = value[1:].rpartition('"')
    text = _ESCAPED.sub(lambda found: _ESCAPES.get(found[1], found[1]), body) if "\\" in body else body
    return text, mark.removeprefix("^^")
