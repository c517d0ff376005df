"""An RDF file, read without trust: nothing is fetched, nothing is expanded, everything wrong is told with its place.

Turtle and N-Triples are read on after a fault; of RDF/XML and JSON-LD what names a bad IRI is left out.
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from xml.parsers import expat

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from catalogue.characters import place_at
from catalogue.errors import MOST_PROBLEMS, CatalogueError, Fault, Place, Problem
from catalogue.values import shown

MAX_BYTES = 64_000_000
"""Bytes an RDF file may have: more than three times what 10,000 services take in Turtle."""
MAX_DEPTH = 100
"""How deep elements of RDF/XML may stand within one another; the parser's time grows with the square."""
FORMATS = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".rdf": RdfFormat.RDF_XML,
    ".xml": RdfFormat.RDF_XML,
    ".owl": RdfFormat.RDF_XML,
    ".jsonld": RdfFormat.JSON_LD,
    ".json": RdfFormat.JSON_LD,
}
"""The format of a file by how its name ends."""
_BAD_IRI = re.compile(r"[\x00-\x20<>\"{}|\\^`]").search
_QUOTED = re.compile(r"['`]([^'`]+)['`]")
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns# "
_NAMING = frozenset(f"{_RDF}{name}" for name in ("about", "resource", "datatype"))


class RdfFile(NamedTuple):
    """What was read: the triples, everything wrong, and the text to find places in."""

    name: str
    text: str
    triples: list[Triple]
    problems: list[Problem]

    def place(self, iri: str) -> Place:
        """Where an IRI, in full or behind a prefix, first begins a line, or else first stands; else the first line."""
        last = re.split(r"[/#:]", iri)[-1]
        names = [re.escape(iri), rf"[\w-]*:(?:[^\s<>\"]*/)?{re.escape(last)}" if last else ""]
        patterns = [rf"^[ \t<]*(?P<name>{name})(?![\w/#-])" for name in filter(None, names)]
        patterns += [rf"(?<![\w/#:.-])(?P<name>{name})(?![\w/#-])" for name in filter(None, names)]
        found = (re.search(pattern, self.text, re.MULTILINE) for pattern in patterns)
        first = next(filter(None, found), None)
        return place_at(self.name, self.text, first.start("name")) if first else Place(self.name)


def read_rdf(path: Path) -> RdfFile:
    """An RDF file's triples, and everything wrong with it.

    Raises CatalogueError where it cannot be read at all: missing, too large, not UTF-8, of no known format, or with
    entities of its own.
    """
    name = path.name
    form = FORMATS.get(path.suffix.lower())
    if form is None:
        raise _refused(name, "rdf-ending", found=shown(path.suffix or name), expected=", ".join(FORMATS))
    text = _decoded(_content(path), name)
    problems: list[Problem] = []
    bad: set[str] = set()
    if form is RdfFormat.RDF_XML:
        bad = _XmlScan(name).run(text, problems)
    elif form is RdfFormat.JSON_LD:
        bad = _json_faults(name, text, problems)
    file = RdfFile(name, text, [], problems)
    file.triples.extend(_parsed(file, form, bad))
    return file


def _refused(name: str, rule: str, **words: str) -> CatalogueError:
    return CatalogueError([Problem(Place(name), Fault(rule, words))])


def _content(path: Path) -> bytes:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_BYTES:
            os.close(handle)
            rule = "file-too-large" if stat.S_ISREG(status.st_mode) else "not-a-file"
            raise _refused(path.name, rule, limit=str(MAX_BYTES))
        with os.fdopen(handle, "rb") as file:
            return file.read(MAX_BYTES)
    except OSError as error:
        raise _refused(path.name, "cannot-read", reason=error.strerror or "?") from None


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode()
        fault = Fault("not-utf-8", {"found": f"0x{error.object[error.start]:02x}"})
        raise CatalogueError([Problem(place_at(name, before, len(before)), fault)]) from None


def _parsed(file: RdfFile, form: RdfFormat, bad: set[str]) -> Iterator[Triple]:
    """The triples that can be read; what cannot is told, and reading goes on behind it."""
    told = {problem.place.line for problem in file.problems}
    quads = parse(_mended(file.text, bad) if form is RdfFormat.RDF_XML else file.text, format=form)
    while len(file.problems) < MOST_PROBLEMS:
        try:
            quad = next(quads)
        except StopIteration:
            return
        except SyntaxError as error:
            problem = _syntax_problem(file, error)
            if problem and problem.place.line not in told:
                file.problems.append(problem)
                told.add(problem.place.line)
        else:
            if not any(_is_bad(term) for term in (quad.subject, quad.object)):
                yield quad.triple


def _is_bad(term: NamedNode | BlankNode | Literal | Triple) -> bool:
    return isinstance(term, NamedNode) and term.value.startswith(_STAND_IN)


_STAND_IN = "urn:x-lifejourney-bad:"


def _mended(text: str, bad: set[str]) -> str:
    """RDF/XML with a stand-in for each IRI that is none: the parser cannot read on behind one."""
    for number, iri in enumerate(sorted(bad)):
        text = text.replace(f'"{iri}"', f'"{_STAND_IN}{number}"').replace(f"'{iri}'", f"'{_STAND_IN}{number}'")
    return text


def _syntax_problem(file: RdfFile, error: SyntaxError) -> Problem | None:
    message = error.msg
    if "LoadDocumentCallback" in message:
        return None  # a context that is not fetched: told with its place already
    place = Place(file.name, error.lineno or 1, error.offset or 1)
    if not error.lineno:
        quoted = _QUOTED.search(message)
        place = file.place(quoted[1]) if quoted else Place(file.name)
    found = message.partition(": ")[2] if message.startswith("Parser error") else message
    return Problem(place, Fault("rdf-iri" if "IRI" in message else "rdf-syntax", {"found": shown(found, 120)}))


class _Stop(Exception):
    """Reading on is of no use."""


class _XmlScan:
    """A first look at RDF/XML: entities, depth, and IRIs that are none, each with its place."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.depth = 0
        self.bad: set[str] = set()
        self.problems: list[Problem] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.EntityDeclHandler = self._entity
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def run(self, text: str, problems: list[Problem]) -> set[str]:
        """The IRIs that are none; raises CatalogueError where there are entities, or no XML."""
        try:
            self.parser.Parse(text.encode(), True)  # noqa: FBT003 - expat takes it by position only
        except _Stop:
            raise CatalogueError(self.problems) from None
        except expat.ExpatError as error:
            found = {"found": expat.ErrorString(error.code)}
            place = Place(self.name, error.lineno, error.offset + 1)
            raise CatalogueError([*self.problems, Problem(place, Fault("rdf-syntax", found))]) from None
        problems += self.problems
        return self.bad

    def _at_fault(self, rule: str, **words: str) -> None:
        place = Place(self.name, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)
        self.problems.append(Problem(place, Fault(rule, words)))

    def _entity(self, name: str, *_rest: object) -> None:
        self._at_fault("rdf-entity", found=shown(name))
        raise _Stop

    def _start(self, _name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self._at_fault("too-deep", limit=str(MAX_DEPTH))
            raise _Stop
        for key in _NAMING & attributes.keys():
            if _BAD_IRI(attributes[key]) and len(self.bad) < MOST_PROBLEMS:
                self.bad.add(attributes[key])
                self._at_fault("rdf-iri", found=shown(attributes[key], 120))

    def _end(self, _name: str) -> None:
        self.depth -= 1


def _json_faults(name: str, text: str, problems: list[Problem]) -> set[str]:
    """What JSON-LD asks to be fetched, and IRIs that are none: the parser passes over them in silence."""
    try:
        value = json.loads(text, parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        fault = Fault("rdf-syntax", {"found": error.msg})
        raise CatalogueError([Problem(Place(name, error.lineno, error.colno), fault)]) from None
    except RecursionError:
        raise _refused(name, "too-deep", limit="1000") from None
    bad: set[str] = set()
    for rule, found in _json_values(value):
        if found not in bad and len(problems) < MOST_PROBLEMS:
            bad.add(found)
            place = place_at(name, text, max(text.find(json.dumps(found, ensure_ascii=False)), 0))
            problems.append(Problem(place, Fault(rule, {"found": shown(found, 120)})))
    return bad


def _json_values(value: object) -> Iterator[tuple[str, str]]:
    """Every remote context and every bad IRI, at any depth."""
    ahead: list[object] = [value]
    while ahead:
        item = ahead.pop()
        if isinstance(item, list):
            ahead += reversed(item)
        elif isinstance(item, dict):
            yield from (("rdf-remote-context", found) for found in _remote(item.get("@context")))
            yield from (("rdf-iri", iri) for iri in [item.get("@id")] if isinstance(iri, str) and _BAD_IRI(iri))
            ahead += reversed(item.values())


def _remote(context: object) -> Iterator[str]:
    items: list[object] = context if isinstance(context, list) else [context]
    for item in items:
        address = item.get("@import") if isinstance(item, dict) else item
        if isinstance(address, str):
            yield address
