"""The words of the graph: prefixes, terms written as ``prefix:name``, and the IRIs of everything a catalogue knows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import quote
from zlib import crc32

if TYPE_CHECKING:
    from catalogue.files import Manifest
    from catalogue.parts import LegalResource

VOCABULARY = "https://lifejourney.example/vocabulary#"
"""The namespace of our own terms: the same whoever publishes a catalogue."""
BASE = "https://lifejourney.example/"
"""Below which IRIs stand where the catalogue's ``services.yaml`` names no ``base``."""
PREFIXES: Mapping[str, str] = {
    "adms": "http://www.w3.org/ns/adms#",
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cpsvno": "https://data.norge.no/vocabulary/cpsvno#",
    "cv": "http://data.europa.eu/m8g/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "lj": VOCABULARY,
    "org": "http://www.w3.org/ns/org#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "schema": "http://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "time": "http://www.w3.org/2006/time#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
CURRENCIES = "http://publications.europa.eu/resource/authority/currency/"
"""The European authority's IRIs of currencies end with their ISO 4217 codes."""
LICENCES = "https://spdx.org/licenses/"
_PATHS: Mapping[str, str] = {
    "service": "v1/services/",
    "event": "v1/life-events/",
    "organisation": "v1/organisations/",
    "evidence": "v1/evidence/",
    "application": "v1/applications#",
    "concept": "v1/concepts#",
    "region": "v1/regions#",
    "law": "v1/catalogue#law-",
    "role": "v1/catalogue#role-",
    "stage": "v1/catalogue#stage-",
    "code": "v1/catalogue#",
}
"""Where each kind of thing is shown, below the base."""
_ORDINARY = re.compile(
    r"https?://[A-Za-z0-9.-]+(?:/[A-Za-z0-9/._~!$&'()*+,;=:@-]*)?(?:\?[A-Za-z0-9/._~&=+-]*)?"
).fullmatch
_KEPT = "/:?@!$&'()*+,;=%~-._"
_STRAY = re.compile(r"%(?![0-9A-Fa-f]{2})")
_CAPITAL = re.compile(r"_([a-z])")


Node: TypeAlias = str
"""An IRI as N-Triples writes it, in angle brackets."""


class Terms(dict[str, Node]):
    """The IRI of each term, by ``prefix:name``; each is made when it is first asked for."""

    def __missing__(self, name: str) -> Node:
        prefix, _, local = name.partition(":")
        made = self[name] = f"<{PREFIXES[prefix]}{local}>"
        return made


TERMS = Terms()
_PREFIX_OF = {iri: prefix for prefix, iri in PREFIXES.items()}
_TERM = re.compile(rf"<({'|'.join(map(re.escape, _PREFIX_OF))})([A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*)>").fullmatch


def name_of(node: Node) -> str | None:
    """A term as ``prefix:name``, None for what is no term."""
    term = _TERM(node)
    return f"{_PREFIX_OF[term[1]]}:{term[2]}" if term else None


def base_of(manifest: Manifest) -> str:
    """Below which the IRIs of a catalogue stand, with ``/`` at its end."""
    return f"{(manifest.base or BASE).rstrip('/')}/"


def iri_of(kind: str, code: str, *, base: str = BASE) -> str:
    """The IRI of a service, event, organisation …: the address at which the server shows it."""
    return f"{base}{_PATHS[kind]}{code}"


def part_of(whole: Node, name: str) -> Node:
    """The IRI of a part: a fragment of the whole's, or a longer fragment."""
    return f"{whole[:-1]}{'-' if '#' in whole else '#'}{name}>"


def end_of(node: Node, mark: str = "/") -> str:
    """What stands in an IRI behind the last ``mark``."""
    return node.rpartition(mark)[2][:-1]


@lru_cache(4_096)
def address(url: str) -> Node:
    """A web address as an IRI; what no IRI may hold is escaped."""
    if _ORDINARY(url):
        return f"<{url}>"
    before, mark, fragment = url.partition("#")
    return f"<{_escaped(before)}{mark}{_escaped(fragment)}>"


def _escaped(text: str) -> str:
    return _STRAY.sub("%25", quote(text, safe=_KEPT))


def law_code(law: LegalResource) -> str:
    """What tells a law from all others in its IRI: readable, then a checksum of title, article and address."""
    whole = " ".join(filter(None, (law.title, law.article)))
    slug = "-".join(re.findall(r"[a-z0-9]+", whole.lower()))[:60].strip("-")
    return f"{slug}-{crc32(repr((law.title, law.article, law.url)).encode()):08x}"


def in_camel_case(field: str) -> str:
    """A field's name as a property's: ``if_late`` → ``ifLate``."""
    return _CAPITAL.sub(lambda match: match[1].upper(), field)
