"""Triples in the making: what is said of each thing, one thing after the other, and nothing said twice."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from pyoxigraph import Literal, NamedNode, Triple

from ontology.terms import CURRENCIES, TERMS, address, base_of, iri_of, law_code, part_of

if TYPE_CHECKING:
    from catalogue.parts import LegalResource
    from catalogue.store import Catalogue

Plain: TypeAlias = "str | bool | int | float | Decimal | date"
_PARTS = re.compile(r"[0-9]+[YMWD]")
_WRITTEN: Mapping[type, Callable[[Plain], Literal]] = {
    str: lambda value: Literal(str(value)),
    bool: lambda value: Literal(bool(value)),
    int: lambda value: Literal(str(value), datatype=TERMS["xsd:integer"]),
    float: lambda value: Literal(repr(value), datatype=TERMS["xsd:double"]),
    Decimal: lambda value: Literal(f"{value:f}", datatype=TERMS["xsd:decimal"]),
    date: lambda value: Literal(str(value), datatype=TERMS["xsd:date"]),
}


class Triples:
    """What is being said about a catalogue.

    Parts, laws and codes that are named on the way are said ``later``, when the thing that names them is finished:
    so every subject stays in one piece.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.base = base_of(catalogue.manifest)
        languages = catalogue.manifest.languages
        self.language = (*languages.required, *languages.expected, "und")[0]
        """The language of what is written in one language only: titles of laws, keywords, aliases."""
        self._said: list[Triple] = []
        self._later = deque[Callable[[], None]]()
        self._named = set[NamedNode]()
        self._nodes: dict[tuple[str, str], NamedNode] = {}

    def taken(self) -> list[Triple]:
        """Everything said since the last time, with what had to wait."""
        while self._later:
            self._later.popleft()()
        said, self._said = self._said, []
        return list(dict.fromkeys(said))

    def node(self, kind: str, code: str) -> NamedNode:
        """The IRI of something with a code."""
        made = self._nodes.get((kind, code))
        if made is None:
            made = self._nodes[kind, code] = NamedNode(iri_of(kind, code, base=self.base))
        return made

    def service(self, key: str) -> NamedNode:
        """The IRI of a service by its code or slug; a retired code has one too."""
        return self.node("service", self.catalogue.services.code_of(key) or key)

    def event(self, key: str) -> NamedNode:
        """The IRI of a life event by its code or alias."""
        return self.node("event", self.catalogue.event_codes.get(key, key))

    def anchor(self, name: str) -> NamedNode:
        """The IRI of a life event, or else of the date concept of this name."""
        return self.event(name) if name in self.catalogue.event_codes else self.node("concept", name)

    def say(self, subject: NamedNode, predicate: str, value: NamedNode | Literal) -> None:
        """One triple; ``predicate`` as ``prefix:name``."""
        self._said.append(Triple(subject, TERMS[predicate], value))

    def kinds(self, subject: NamedNode, *classes: str) -> None:
        """The classes that something belongs to."""
        for name in classes:
            self._said.append(Triple(subject, TERMS["rdf:type"], TERMS[name]))

    def part(self, whole: NamedNode, predicate: str, name: str, *, tell: Callable[[NamedNode], None]) -> NamedNode:
        """A part of something; ``tell`` says later what there is to say of it."""
        made = part_of(whole, name)
        self._said.append(Triple(whole, TERMS[predicate], made))
        self._later.append(partial(tell, made))
        return made

    def identified(self, subject: NamedNode, *classes: str) -> None:
        """The classes of something without a code of its own; the end of its IRI is its identifier."""
        self.kinds(subject, *classes)
        self.say(subject, "dct:identifier", Literal(subject.value.rpartition("/")[2]))

    def once(self, named: NamedNode, tell: Callable[[NamedNode], None]) -> NamedNode:
        """Something that many things name; what there is to say of it is said when the first does."""
        if named not in self._named:
            self._named.add(named)
            self._later.append(partial(tell, named))
        return named

    def text(self, subject: NamedNode, predicate: str, text: Mapping[str, str] | None) -> None:
        """A text, once for each language it has."""
        if text:
            term = TERMS[predicate]
            self._said.extend(Triple(subject, term, Literal(line, language=tag)) for tag, line in text.items())

    def line(self, subject: NamedNode, predicate: str, *lines: str | None) -> None:
        """Texts in the catalogue's own language; those that are missing are passed over."""
        term = TERMS[predicate]
        self._said.extend(Triple(subject, term, Literal(line, language=self.language)) for line in lines if line)

    def plain(self, subject: NamedNode, predicate: str, value: Plain | None) -> None:
        """A value without language: text, truth value, number or day; nothing where there is none."""
        if value is not None:
            self._said.append(Triple(subject, TERMS[predicate], _WRITTEN[_kind(value)](value)))

    def flag(self, subject: NamedNode, predicate: str, *, value: bool | None) -> None:
        """A truth value that is said only where it is true."""
        if value:
            self.plain(subject, predicate, value=True)

    def duration(self, subject: NamedNode, predicate: str, duration: str | None) -> None:
        """A stretch of calendar time; weeks, which ``xsd:duration`` lacks, as days."""
        if duration:
            self.say(subject, predicate, Literal(_without_weeks(duration), datatype=TERMS["xsd:duration"]))

    def concept(self, subject: NamedNode, predicate: str, value: NamedNode) -> None:
        """A value of a published code list, which has to be typed in the same graph."""
        self.say(subject, predicate, self.once(value, lambda node: self.kinds(node, "skos:Concept")))

    def notation(self, subject: NamedNode, predicate: str, code: str) -> None:
        """A code of a list that no register holds."""

        def tell(node: NamedNode) -> None:
            self.kinds(node, "skos:Concept")
            self.plain(node, "skos:notation", code)

        self.say(subject, predicate, self.once(self.node("code", code), tell))

    def currency(self, subject: NamedNode, predicate: str, code: str) -> None:
        """A currency by its ISO 4217 code."""
        self.concept(subject, predicate, NamedNode(CURRENCIES + code))

    def page(self, subject: NamedNode, predicate: str, url: str | None) -> None:
        """A web page."""
        if url:
            page = self.once(address(url), lambda node: self.kinds(node, "foaf:Document"))
            self.say(subject, predicate, page)

    def law(self, subject: NamedNode, predicate: str, law: LegalResource | None) -> None:
        """A law, or an article of one."""
        if law:
            node = self.node("law", law_code(law))
            self.say(subject, predicate, self.once(node, partial(self._law, law)))

    def _law(self, law: LegalResource, node: NamedNode) -> None:
        self.identified(node, "eli:LegalResource", "cv:ReferenceFramework")
        self.line(node, "dct:title", law.title)
        self.line(node, "eli:number", law.article)
        self.page(node, "foaf:page", law.url)


def _kind(value: Plain) -> type:
    return str if isinstance(value, str) else type(value)


def _without_weeks(duration: str) -> str:
    if "W" not in duration:
        return duration
    head, _, time = duration[1:].partition("T")
    dates = {part[-1]: int(part[:-1]) for part in _PARTS.findall(head)}
    dates["D"] = dates.get("D", 0) + 7 * dates.pop("W")
    written = "".join(f"{dates[unit]}{unit}" for unit in "YMD" if unit in dates)
    return f"P{written}T{time}" if time else f"P{written}"
