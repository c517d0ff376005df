"""Triples in the making: what is said of each thing, one thing after the other, and nothing said twice."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property, partial
from typing import TYPE_CHECKING, TypeAlias

from catalogue.codes import PROVISIONAL_DOMAIN
from catalogue.conditions import facts_of
from catalogue.rules import parse
from ontology.terms import CURRENCIES, TERMS, Node, address, base_of, end_of, iri_of, law_code, part_of

if TYPE_CHECKING:
    from catalogue.models import Offer
    from catalogue.parts import LegalResource
    from catalogue.store import Catalogue

Plain: TypeAlias = "str | bool | int | float | Decimal | date"
Statement: TypeAlias = "tuple[Node, str, str]"
"""A triple: its subject, its predicate as ``prefix:name``, and its object as N-Triples writes it."""
_DATATYPES: Mapping[type, str] = {
    bool: "xsd:boolean",
    int: "xsd:integer",
    float: "xsd:double",
    Decimal: "xsd:decimal",
    date: "xsd:date",
}
_PARTS = re.compile(r"[0-9]+[YMWD]")


class Triples:
    """What is being said about a catalogue.

    Parts, laws and codes that are named on the way are said ``later``, when the thing that names them is finished:
    so every subject stays in one piece. What is said is kept as texts, which are made and written in a third of
    the time that pyoxigraph's objects take.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.base = base_of(catalogue.manifest)
        languages = catalogue.manifest.languages
        self.language = (*languages.required, *languages.expected, "und")[0]
        """The language of what is written in one language only: titles of laws, keywords, aliases."""
        self._said: list[Statement] = []
        self._later = deque[Callable[[], None]]()
        self._named = set[Node]()
        self._nodes: dict[tuple[str, str], Node] = {}
        self._codes: dict[Node, str] = {}
        self._facts: dict[str, tuple[str, ...]] = {}

    def taken(self) -> list[Statement]:
        """Everything said since the last time, with what had to wait; each once."""
        while self._later:
            self._later.popleft()()
        said, self._said = self._said, []
        return list(dict.fromkeys(said))

    def node(self, kind: str, code: str) -> Node:
        """The IRI of something with a code."""
        made = self._nodes.get((kind, code))
        if made is None:
            iri = self._elsewhere(kind, code) or iri_of(kind, code, base=self.base)
            made = self._nodes[kind, code] = f"<{iri}>"
            self._codes[made] = code
        return made

    def code_of(self, node: Node) -> str:
        """The code of something, by its IRI."""
        return self._codes[node]

    def _elsewhere(self, kind: str, code: str) -> str | None:
        """The IRI of something that another catalogue publishes."""
        known = self.catalogue
        if kind == "organisation" and code in known.organisations:
            return known.organisations[code].identifiers.get("iri")
        if kind == "service" and code.startswith(PROVISIONAL_DOMAIN) and code in known.services:
            return known.services[code].iri
        if kind == "evidence" and code in known.evidence:
            return known.evidence[code].iri
        return known.life_events[code].iri if kind == "event" and code in known.life_events else None

    def service(self, key: str) -> Node:
        """The IRI of a service by its code or slug; a retired code has one too."""
        return self.node("service", self.catalogue.services.code_of(key) or key)

    def event(self, key: str) -> Node:
        """The IRI of a life event by its code or alias."""
        return self.node("event", self.catalogue.event_codes.get(key, key))

    @cached_property
    def offers(self) -> Mapping[str, list[Offer]]:
        """The offers of regions, by the code of their service."""
        found: dict[str, list[Offer]] = {}
        for offer in self.catalogue.offers.values():
            found.setdefault(self.catalogue.services.code_of(offer.service) or "", []).append(offer)
        return found

    def anchor(self, name: str) -> Node:
        """The IRI of a life event, or else of the date concept of this name."""
        return self.event(name) if name in self.catalogue.event_codes else self.node("concept", name)

    def facts(self, condition: str) -> tuple[str, ...]:
        """The concepts a rule speaks of; each distinct text is parsed once."""
        made = self._facts.get(condition)
        if made is None:
            named = dict.fromkeys(fact.concept for fact in facts_of(parse(condition)))
            made = self._facts[condition] = tuple(named)
        return made

    def say(self, subject: Node, predicate: str, value: Node) -> None:
        """One triple; ``predicate`` as ``prefix:name``, and ``value`` an IRI."""
        self._said.append((subject, predicate, value))

    def typed(self, subject: Node, predicate: str, value: str, *, datatype: str) -> None:
        """A value of a datatype, as it is written."""
        self._said.append((subject, predicate, f'"{_escaped(value)}"^^{TERMS[datatype]}'))

    def kinds(self, subject: Node, *classes: str) -> None:
        """The classes that something belongs to."""
        for name in classes:
            self.say(subject, "rdf:type", TERMS[name])

    def part(self, whole: Node, predicate: str, name: str, *, tell: Callable[[Node], None]) -> Node:
        """A part of something; ``tell`` says later what there is to say of it."""
        made = part_of(whole, name)
        self.say(whole, predicate, made)
        self._later.append(partial(tell, made))
        return made

    def identified(self, subject: Node, *classes: str) -> None:
        """The classes of something without a code of its own; the end of its IRI is its identifier."""
        self.kinds(subject, *classes)
        self.plain(subject, "dct:identifier", end_of(subject))

    def once(self, named: Node, tell: Callable[[Node], None]) -> Node:
        """Something that many things name; what there is to say of it is said when the first does."""
        if named not in self._named:
            self._named.add(named)
            self._later.append(partial(tell, named))
        return named

    def text(self, subject: Node, predicate: str, text: Mapping[str, str] | None) -> None:
        """A text, once for each language it has."""
        if text:
            for tag, line in text.items():
                self._said.append((subject, predicate, f'"{_escaped(line)}"@{tag}'))

    def line(self, subject: Node, predicate: str, *lines: str | None) -> None:
        """Texts in the catalogue's own language; those that are missing are passed over."""
        for line in lines:
            self.text(subject, predicate, {self.language: line} if line else None)

    def plain(self, subject: Node, predicate: str, value: Plain | None) -> None:
        """A value without language: text, truth value, number or day; nothing where there is none."""
        if isinstance(value, str):
            self._said.append((subject, predicate, f'"{_escaped(value)}"'))
        elif value is not None:
            self.typed(subject, predicate, _lexical(value), datatype=_DATATYPES[type(value)])

    def flag(self, subject: Node, predicate: str, *, value: bool | None) -> None:
        """A truth value that is said only where it is true."""
        if value:
            self.plain(subject, predicate, value=True)

    def duration(self, subject: Node, predicate: str, duration: str | None) -> None:
        """A stretch of calendar time; weeks, which ``xsd:duration`` lacks, as days."""
        if duration:
            self.typed(subject, predicate, _without_weeks(duration), datatype="xsd:duration")

    def concept(self, subject: Node, predicate: str, value: Node) -> None:
        """A value of a published code list, which has to be typed in the same graph."""
        self.say(subject, predicate, self.once(value, lambda node: self.kinds(node, "skos:Concept")))

    def notation(self, subject: Node, predicate: str, code: str) -> None:
        """A code of a list that no register holds."""

        def tell(node: Node) -> None:
            self.kinds(node, "skos:Concept")
            self.plain(node, "skos:notation", code)

        self.say(subject, predicate, self.once(self.node("code", code), tell))

    def currency(self, subject: Node, predicate: str, code: str) -> None:
        """A currency by its ISO 4217 code."""
        self.concept(subject, predicate, f"<{CURRENCIES}{code}>")

    def page(self, subject: Node, predicate: str, url: str | None) -> None:
        """A web page."""
        if url:
            page = self.once(address(url), lambda node: self.kinds(node, "foaf:Document"))
            self.say(subject, predicate, page)

    def law(self, subject: Node, predicate: str, law: LegalResource | None) -> None:
        """A law, or an article of one."""
        if law:
            node = self.node("law", law_code(law))
            self.say(subject, predicate, self.once(node, partial(self._law, law)))

    def _law(self, law: LegalResource, node: Node) -> None:
        self.identified(node, "eli:LegalResource", "cv:ReferenceFramework")
        self.line(node, "dct:title", law.title)
        self.line(node, "eli:number", law.article)
        self.page(node, "foaf:page", law.url)


def _escaped(text: str) -> str:
    if text.isalnum():
        return text
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")


def _lexical(value: Plain) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _without_weeks(duration: str) -> str:
    if "W" not in duration:
        return duration
    head, _, time = duration[1:].partition("T")
    dates = {part[-1]: int(part[:-1]) for part in _PARTS.findall(head)}
    dates["D"] = dates.get("D", 0) + 7 * dates.pop("W")
    written = "".join(f"{dates[unit]}{unit}" for unit in "YMD" if unit in dates)
    return f"P{written}T{time}" if time else f"P{written}"
