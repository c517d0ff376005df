from __future__ import annotations

import json
from itertools import chain

from pyoxigraph import RdfFormat, parse

from catalogue.store import Catalogue
from ontology.cpsv_ap import parsed, statements
from ontology.json_ld import context, to_json_ld, words
from ontology.terms import PREFIXES, TERMS
from ontology.triples import Statement

NODE = "<https://a.id/x>"


def test_every_word_of_the_context_is_used_as_it_means(full: Catalogue) -> None:
    graph = json.loads(to_json_ld(chain.from_iterable(statements(full))))["@graph"]
    used = {word for thing in graph for word in thing}
    assert {word.name for word in words().values()} - used <= {"hasLikeness", "likeService", "score"}
    assert {word for word in used if ":" in word} == {"lj:value"}  # facts are of any kind


def test_the_context_knows_the_prefixes_of_the_house() -> None:
    assert {prefix: context()[prefix] for prefix in PREFIXES} == dict(PREFIXES)


def test_the_document_holds_its_context(full: Catalogue) -> None:
    assert json.loads(to_json_ld(chain.from_iterable(statements(full))))["@context"] == context()


def test_what_a_word_does_not_mean_is_written_out() -> None:
    said: list[Statement] = [
        (NODE, "rdf:type", "<https://a.id/Class>"),
        (NODE, "dct:title", '"tanpa bahasa"'),
        (NODE, "dct:source", '"bukan benda"'),
        (NODE, "lj:order", '"satu"'),
        (NODE, "dct:identifier", "<https://a.id/y>"),
        (NODE, "skos:note", '"a \\"b\\" \\\\n c\\nd"@id'),
        (NODE, "skos:note", '"e"@id'),
        (NODE, "dct:abstract", '"ringkas"@id'),
        (NODE, "dct:extent", f'"1"^^{TERMS["xsd:decimal"]}'),
    ]
    read = {quad.triple for quad in parse(to_json_ld(said), format=RdfFormat.JSON_LD)}
    assert read == set(parsed(said))
