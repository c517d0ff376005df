"""The page about our vocabulary (docs/reference/vocabulary.md), made of ``vocabulary.ttl``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from pyoxigraph import Literal, RdfFormat, parse

from ontology.terms import PREFIXES, name_of

VOCABULARY_FILE = Path(__file__).with_name("vocabulary.ttl")
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_OWL = "http://www.w3.org/2002/07/owl#"
_ANYTHING = "anything"
Terms: TypeAlias = "Mapping[str, Mapping[str, Sequence[str]]]"
"""What is said of each term: objects by predicate; texts as they are, terms as ``prefix:name``."""


def vocabulary() -> Terms:
    """The terms of ``vocabulary.ttl`` in the order of the file."""
    found: dict[str, dict[str, list[str]]] = {}
    for quad in parse(VOCABULARY_FILE.read_bytes(), format=RdfFormat.TURTLE):
        value = quad.object.value if isinstance(quad.object, Literal) else _name(str(quad.object))
        found.setdefault(_name(str(quad.subject)), {}).setdefault(_name(str(quad.predicate)), []).append(value)
    return {name: said for name, said in found.items() if name.startswith("lj:")}


def _name(node: str) -> str:
    iri = node[1:-1]
    for prefix, namespace in (("rdfs:", _RDFS), ("owl:", _OWL)):
        if iri.startswith(namespace):
            return prefix + iri.removeprefix(namespace)
    return name_of(node) or iri


def vocabulary_page() -> str:
    """The page: a picture of the classes, then classes, properties and codes."""
    terms = vocabulary()
    return "\n".join([*_head(), *_picture(terms), *_classes(terms), *_properties(terms), *_codes(terms)]) + "\n"


def _head() -> Iterator[str]:
    yield "# Vocabulary\n"
    yield (
        "A catalogue as linked data speaks the words of CPSV-AP 3.2 (`cpsv:`, `cv:`), CCCEV 2.1 (`cv:`), SKOS, ELI,\n"
        "ORG, DCAT and schema.org. What these lack stands here, in a namespace of our own: "
        f"`lj:` is <{PREFIXES['lj']}>.\nIt is made of `ontology/vocabulary.ttl`.\n"
    )


def _picture(terms: Terms) -> Iterator[str]:
    """What of ours joins which classes, as a Mermaid flowchart; dotted where any class may stand."""
    yield "## The classes, and what joins them\n\n```mermaid\nflowchart LR"
    links: dict[tuple[str, str], list[str]] = {}
    for name, said in terms.items():
        if "owl:ObjectProperty" in said["rdf:type"]:
            links.setdefault((_one(said, "rdfs:domain"), _one(said, "rdfs:range")), []).append(name)
    for box in dict.fromkeys(name for ends in sorted(links) for name in ends):
        yield f'  {_box(box)}["{box}"]'
    for (start, end), names in sorted(links.items(), key=lambda link: (_ANYTHING in link[0], link)):
        line = "-.->" if _ANYTHING in (start, end) else "-->"
        yield f'  {_box(start)} {line}|"{"<br>".join(sorted(names))}"| {_box(end)}'
    yield "```\n"


def _box(name: str) -> str:
    return name.replace(":", "_")


def _one(said: Mapping[str, Sequence[str]], predicate: str) -> str:
    return next(iter(said.get(predicate, ())), _ANYTHING)


def _classes(terms: Terms) -> Iterator[str]:
    yield "## Classes\n\n| class | is a | means |\n|---|---|---|"
    for name, said in terms.items():
        if "owl:Class" in said["rdf:type"]:
            kind = ", ".join(f"`{each}`" for each in said.get("rdfs:subClassOf", ()))
            yield f"| `{name}` | {kind} | {_one(said, 'rdfs:comment')} |"
    yield ""


def _properties(terms: Terms) -> Iterator[str]:
    yield "## Properties\n\n| property | of | value | means |\n|---|---|---|---|"
    for name, said in terms.items():
        if {"owl:ObjectProperty", "owl:DatatypeProperty", "rdf:Property"} & {*said["rdf:type"]}:
            ends = " | ".join(_code(_one(said, f"rdfs:{side}")) for side in ("domain", "range"))
            yield f"| `{name}` | {ends} | {_one(said, 'rdfs:comment')} |"
    yield ""


def _code(name: str) -> str:
    return "" if name == _ANYTHING else f"`{name}`"


def _codes(terms: Terms) -> Iterator[str]:
    yield "## Codes\n\n| code | list | means |\n|---|---|---|"
    for name, said in terms.items():
        if "skos:Concept" in said["rdf:type"]:
            scheme = _code(_one(said, "skos:inScheme"))
            yield f"| `{name}` | {scheme} | {' · '.join(said['skos:prefLabel'])} |"
