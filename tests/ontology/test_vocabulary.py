"""Our vocabulary holds every term of ours that a catalogue says, and none besides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain
from typing import get_args

from catalogue.parts import Channel
from catalogue.registers import Confidence, Level, LifeEvent, Origin, PublicOrganisation
from catalogue.store import Catalogue
from journeys.journey import Journey
from ontology.cpsv_ap import Likeness, statements
from ontology.shacl import SHAPES
from ontology.terms import name_of
from ontology.vocabulary_page import vocabulary, vocabulary_page


def said_by(known: Catalogue) -> Iterator[str]:
    """Every term of ours that a catalogue says: predicates, classes, codes and datatypes."""
    first, second, *_rest = known.services
    alike = [Likeness(first, second, Decimal("0.5"))]
    for _subject, predicate, value in chain.from_iterable(statements(known, likenesses=alike)):
        yield predicate
        yield name_of(value.rpartition("^^")[2]) or ""


def of_kind(kind: str) -> set[str]:
    return {name for name, said in vocabulary().items() if kind in said["rdf:type"]}


def test_every_term_said_is_in_the_vocabulary(full: Catalogue, shipped: Journey) -> None:
    said = {term for known in (full, shipped.catalogue) for term in said_by(known) if term.startswith("lj:")}
    assert said - vocabulary().keys() == set()


def test_every_property_and_class_of_the_vocabulary_is_said(full: Catalogue) -> None:
    rest = vocabulary().keys() - of_kind("skos:Concept") - of_kind("skos:ConceptScheme") - set(said_by(full))
    assert rest <= {"lj:assumedTime", "lj:within"}  # the same in working days is said instead


def test_every_code_that_a_model_allows_is_in_the_vocabulary() -> None:
    codes = {
        "channel": get_args(Channel.model_fields["type"].annotation),
        "confidence": get_args(Confidence),
        "event": get_args(LifeEvent.model_fields["kind"].annotation),
        "kind": get_args(PublicOrganisation.model_fields["kind"].annotation),
        "level": (*get_args(Level), "city"),
        "origin": tuple(Origin),
        "status": ("active", "suspended", "superseded", "historical"),
    }
    known = {f"lj:{kind}-{code}" for kind, names in codes.items() for code in names}
    assert of_kind("skos:Concept") == known | {"lj:provider"}


def test_shapes_use_terms_of_the_vocabulary_only() -> None:
    used = set(re.findall(r"\blj:[a-z]\w*", SHAPES.read_text(encoding="utf-8")))
    assert used - vocabulary().keys() == set()


def test_every_term_is_explained() -> None:
    plain = of_kind("skos:Concept") | of_kind("skos:ConceptScheme")
    assert [name for name, said in vocabulary().items() if name not in plain and "rdfs:comment" not in said] == []


def test_the_page_names_every_term_and_draws_the_classes() -> None:
    page = vocabulary_page()
    schemes = of_kind("skos:ConceptScheme")
    assert all(f"`{name}`" in page for name in vocabulary() if name not in schemes)
    assert 'cpsv_PublicService["cpsv:PublicService"]' in page
    assert 'cpsv_PublicService -->|"lj:astaCita"| skos_Concept' in page
    assert 'anything -.->|"lj:beneficiary<br>lj:holder"| lj_Role' in page
