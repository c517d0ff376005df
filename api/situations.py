"""The JSON Schema of what a person may tell, from the registers: every concept with its kind, limits and question.

Written exactly as the reader of situations reads, so that whatever fits the schema is understood. What a schema cannot
say is whether facts go together: those that do not are a 409.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from catalogue.registers import ConceptType
from catalogue.rules import WHOLE_LIMIT
from catalogue.vocabulary import has_concept
from journeys.situation import MAX_FACTS

if TYPE_CHECKING:
    from catalogue.registers import InformationConcept
    from catalogue.store import Catalogue

Schema = dict[str, object]

_ALIKE: Mapping[ConceptType, Schema] = {
    ConceptType.BOOLEAN: {"type": "boolean"},
    ConceptType.DATE: {"type": "string", "format": "date"},
}
_MOST_NAMED = 2_000
"""Names up to which a schema lists them."""


def situation_schemas(catalogue: Catalogue) -> dict[str, Schema]:
    """``Person``, ``Situation`` (bare facts and roles) and ``Persons`` (roles only)."""
    facts: Schema = {
        name: fact_schema(concept) for name, concept in catalogue.concepts.items() if concept.type not in _ALIKE
    }
    roles = _roles(catalogue)
    both = {name: {"anyOf": [schema, *_bare(catalogue, name)]} for name, schema in roles.items()}
    told: Schema = {"type": "object", "additionalProperties": False, "maxProperties": MAX_FACTS}
    return {
        "Person": {**told, "properties": facts, "patternProperties": _patterns(catalogue, besides=())},
        "Situation": {
            **told,
            "properties": {**_plain(facts), **both},
            "patternProperties": _patterns(catalogue, besides=roles),
        },
        "Persons": {**told, "properties": roles},
    }


def _bare(catalogue: Catalogue, name: str) -> list[Schema]:
    """The schema of a concept that has the name of a role: ``deceased`` is a person, or a fact about one."""
    concept = catalogue.concepts.get(name)
    if concept is None:
        return []
    return [_ALIKE.get(concept.type) or fact_schema(concept)]


def _patterns(catalogue: Catalogue, *, besides: Container[str]) -> Schema:
    """The schemas of facts by patterns of their names, but for the names ``besides``."""
    patterns: Schema = {}
    for names, schema in _alike(catalogue):
        left = [name for name in names if name not in besides]
        if left:
            patterns[_one_of(left)] = schema
    return patterns


def _alike(catalogue: Catalogue) -> Iterator[tuple[Iterable[str], Schema]]:
    """The kinds of which there are many concepts with one schema: a pattern is shorter than a property for each."""
    for kind, schema in _ALIKE.items():
        documents = catalogue.evidence if kind is ConceptType.BOOLEAN else ()
        concepts = [name for name, concept in catalogue.concepts.items() if concept.type is kind]
        yield [*concepts, *map(has_concept, documents)], schema


def _plain(facts: Schema) -> Schema:
    """The facts without their questions, which ``Person`` tells."""
    texts = {"title", "description"}
    return {
        name: {key: value for key, value in schema.items() if key not in texts}
        for name, schema in facts.items()
        if isinstance(schema, Mapping)
    }


def _roles(catalogue: Catalogue) -> Schema:
    person: Schema = {"$ref": "#/components/schemas/Person"}
    many = [role for role, entry in catalogue.roles.items() if entry.many]
    roles: Schema = {
        role: {"anyOf": [person, {"type": "array", "items": person}]} if entry.many else person
        for role, entry in catalogue.roles.items()
    }
    complete: Schema = {"type": "array", "items": {"enum": many}, "description": "Roles of which everybody is told."}
    return {**roles, "complete": complete} if many else roles


def fact_schema(concept: InformationConcept) -> Schema:
    """The schema of one fact, with the question that asks for it."""
    question = concept.question
    told = {"title": question.get("en", question["id"]), "description": question["id"]}
    return {**_KINDS[concept.type](concept), **told}


def _integer(concept: InformationConcept) -> Schema:
    lowest = None if concept.derived else concept.minimum  # a date that is still to come makes a negative age
    return {
        "type": "integer",
        "minimum": -WHOLE_LIMIT if lowest is None else int(lowest),
        "maximum": WHOLE_LIMIT if concept.maximum is None else int(concept.maximum),
    }


def _decimal(concept: InformationConcept) -> Schema:
    limits = {"minimum": concept.minimum, "maximum": concept.maximum}
    named = {name: int(limit) for name, limit in limits.items() if limit is not None}
    return {"type": "number", "multipleOf": 0.0001, "minimum": -(10**14) + 1, "maximum": 10**14 - 1, **named}


def _option(concept: InformationConcept) -> Schema:
    return {"type": "string", "enum": list(concept.options)}


def _text(_concept: InformationConcept) -> Schema:
    return {"type": "string", "minLength": 1, "maxLength": 200}


_KINDS: Mapping[ConceptType, Callable[[InformationConcept], Schema]] = {
    ConceptType.INTEGER: _integer,
    ConceptType.DECIMAL: _decimal,
    ConceptType.OPTION: _option,
    ConceptType.TEXT: _text,
}


def document_schema(catalogue: Catalogue) -> Schema:
    """The name of a document: its type, or a role and its type."""
    types = _one_of(catalogue.evidence)[1:-1]
    roles = _one_of(catalogue.roles)[1:-1]
    return {"type": "string", "pattern": rf"^({roles}\.)?{types}$"}


def named(names: Iterable[str]) -> Schema:
    """One of the names of a register; any text where there are too many to list."""
    listed = list(names)
    return {"type": "string", "enum": listed} if len(listed) <= _MOST_NAMED else {"type": "string"}


def _one_of(names: Iterable[str]) -> str:
    return "^(" + "|".join(re.escape(name).replace(r"\-", "-") for name in names) + ")$"
