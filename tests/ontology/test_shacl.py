"""Our shapes find what they should, and the quick check finds what pySHACL does."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyshacl import validate
from rdflib import Graph
from rdflib.namespace import SH

from catalogue.store import Catalogue
from journeys.journey import Journey
from ontology.cpsv_ap import n_triples, statements
from ontology.shacl import SHAPES, our_shapes, violations
from ontology.terms import TERMS
from ontology.triples import Statement

NODE = "<https://a.id/x>"
ID = (NODE, "dct:identifier", '"x"')
TITLE = (NODE, "dct:title", '"Judul"@id')


def a(kind: str, node: str = NODE) -> Statement:
    return node, "rdf:type", TERMS[kind]


def found_by_pyshacl(said: Sequence[Statement]) -> set[tuple[str, str]]:
    graph = Graph().parse(data=n_triples(said), format="nt")
    _conforms, report, _text = validate(graph, shacl_graph=Graph().parse(SHAPES))
    assert isinstance(report, Graph)
    return {
        (str(report.value(one, SH.focusNode)), str(report.value(one, SH.resultMessage)))
        for one in report.subjects(SH.resultSeverity)
    }


def found_by_us(said: Sequence[Statement]) -> set[tuple[str, str]]:
    return {(one.node[1:-1], one.message["en"]) for one in violations(said)}


def agree(said: Sequence[Statement]) -> bool:
    """Whether both find fault with the same nodes."""
    theirs, ours = found_by_pyshacl(said), found_by_us(said)
    return {node for node, _message in theirs} == {node for node, _message in ours} and bool(theirs) == bool(ours)


def test_what_catalogues_say_conforms(full: Catalogue, civil: Catalogue, shipped: Journey) -> None:
    for known in (full, civil, shipped):
        assert violations(chain.from_iterable(statements(known))) == []


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ([a("cv:Output"), ID, TITLE, (*TITLE[:2], '"Judul lain"@id')], "It has a title, with its language"),
        ([a("cv:Output"), ID, (NODE, "dct:title", '"Judul"')], "It has a title, with its language"),
        ([a("cv:Output"), TITLE], "It has exactly one identifier."),
        ([a("cv:Output"), ID, TITLE, (NODE, "dct:identifier", '"y"')], "It has exactly one identifier."),
        ([a("cv:Requirement"), ID, TITLE], "It has a rule, asks for documents"),
        ([a("cv:Constraint")], "A constraint has one rule in SQL."),
        ([a("lj:Deadline"), (NODE, "lj:after", NODE)], "A deadline tells how long it is"),
        (
            [a("lj:Deadline"), (NODE, "lj:workingDays", '"3"^^<http://www.w3.org/2001/XMLSchema#integer>')],
            "A deadline counts from one event or day, or to one.",
        ),
        ([a("cv:Cost"), ID], "A cost has a value, or tells how it is reckoned."),
        ([a("cv:LifeEvent")], "Life and business events are declared to be events too."),
        ([a("cv:Channel"), ID, (NODE, "dct:type", NODE)], "The type of a channel is one code of a list."),
        ([a("cv:Cost"), ID, (NODE, "cv:hasValue", '"3"')], "The value of a cost is one double."),
    ],
)
def test_what_does_not_conform_is_told(said: list[Statement], message: str) -> None:
    assert [one for one in found_by_us(said) if one[1].startswith(message)], found_by_us(said)
    assert agree(said)


def test_every_message_is_in_both_languages() -> None:
    properties = [one for shape in our_shapes() for one in shape.properties]
    assert {frozenset(one.message) for one in properties} == {frozenset({"id", "en"})}


def test_every_shape_is_about_something_a_catalogue_says(full: Catalogue) -> None:
    said = {(predicate, value) for part in statements(full) for _node, predicate, value in part}
    classes = {value for predicate, value in said if predicate == "rdf:type"}
    predicates = {predicate for predicate, _value in said}
    assert {target for shape in our_shapes() for target in shape.targets} <= classes
    assert {one.path for shape in our_shapes() for one in shape.properties} <= predicates


@settings(max_examples=40)
@given(st.data())
def test_the_quick_check_finds_fault_with_the_same_nodes_as_pyshacl(full: Catalogue, data: st.DataObject) -> None:
    said = [one for part in statements(full) for one in part]
    telling = [place for place, one in enumerate(said) if not one[1].startswith("lj:example")]
    lost = set(data.draw(st.lists(st.sampled_from(telling), min_size=1, max_size=4)))
    changed = [one for place, one in enumerate(said) if place not in lost]
    twice = said[data.draw(st.sampled_from(telling))]
    again = (*twice[:2], data.draw(st.sampled_from(['"x"@id', '"x"', NODE, twice[2]])))
    place = next(place for place, one in enumerate(said) if one == twice)
    subject = next((number for number, one in enumerate(changed) if one[0] == said[place][0]), None)
    if subject is not None and again not in changed:
        changed.insert(subject, again)
    assert agree(changed)
