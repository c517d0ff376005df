"""The JSON Schema of what a person may tell, from the registers: every concept with its kind, limits and question.

Written exactly as the reader of situations reads, so that whatever fits the schema is understood. What a schema cannot
say is whether facts go together: those that do not are a 409.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from catalogue.registers import ConceptType
from catalogue.rules import WHOLE_LIMIT
from catalogue.values import in_language
from catalogue.vocabulary import has_concept
from journeys.situation import MAX_FACTS

if TYPE_CHECKING:
    from catalogue.registers import InformationConcept
    from catalogue.store import Catalogue

Schema = dict[str, object]

_FEW = 3
"""Facts of one schema up to which each is a property of its own."""
_MOST_LISTED = 50
_MOST_NAMED = 2_000
"""Names up to which a schema lists them, and up to which a pattern does."""


def situation_schemas(catalogue: Catalogue) -> dict[str, Schema]:
    """``Person``, ``Situation`` (bare facts and roles) and ``Persons`` (roles only)."""
    facts = {name: fact_schema(concept) for name, concept in catalogue.concepts.items()}
    facts |= {has_concept(evidence): {"type": "boolean"} for evidence in catalogue.evidence}
    roles = _roles(catalogue)
    both: dict[str, Schema] = {name: {"anyOf": [roles[name], facts[name]]} for name in roles.keys() & facts.keys()}
    questions: dict[str, Schema] = {
        name: {"title": concept.question.get("en", ""), "description": in_language(concept.question, "id")}
        for name, concept in catalogue.concepts.items()
    }
    return {
        "Person": _told(facts, questions),
        "Situation": _told({**facts, **roles, **both}, {}),
        "Persons": _told(roles, {}),
    }


def _told(schemas: Mapping[str, Schema], questions: Mapping[str, Schema]) -> Schema:
    """An object of these facts; those of which many have one schema are named by a pattern, which is shorter."""
    alike: dict[str, list[str]] = {}
    for name, schema in sorted(schemas.items()):
        alike.setdefault(json.dumps(schema, sort_keys=True), []).append(name)
    properties: Schema = {}
    patterns: Schema = {}
    for names in alike.values():
        if len(names) > _FEW:
            patterns[one_of(names)] = schemas[names[0]]
        else:
            properties |= {name: {**schemas[name], **questions.get(name, {})} for name in names}
    limits: Schema = {"type": "object", "additionalProperties": False, "maxProperties": MAX_FACTS}
    return {**limits, "properties": properties, "patternProperties": patterns}


def _roles(catalogue: Catalogue) -> dict[str, Schema]:
    person: Schema = {"$ref": "#/components/schemas/Person"}
    many = [role for role, entry in catalogue.roles.items() if entry.many]
    roles: dict[str, Schema] = {
        role: {"anyOf": [person, {"type": "array", "items": person}]} if entry.many else person
        for role, entry in catalogue.roles.items()
    }
    complete: Schema = {"type": "array", "items": {"enum": many}, "description": "Roles of which everybody is told."}
    return {**roles, "complete": complete} if many else roles


def fact_schema(concept: InformationConcept) -> Schema:
    """The schema of one fact."""
    return _KINDS[concept.type](concept)


def _boolean(_concept: InformationConcept) -> Schema:
    return {"type": "boolean"}


def _date(_concept: InformationConcept) -> Schema:
    return {"type": "string", "format": "date"}


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
    ConceptType.BOOLEAN: _boolean,
    ConceptType.INTEGER: _integer,
    ConceptType.DECIMAL: _decimal,
    ConceptType.DATE: _date,
    ConceptType.OPTION: _option,
    ConceptType.TEXT: _text,
}


def document_schema(catalogue: Catalogue) -> Schema:
    """The name of a document: its type, or a role and its type."""
    types, roles = one_of(catalogue.evidence)[1:-1], one_of(catalogue.roles)[1:-1]
    return {"type": "string", "pattern": rf"^({roles}\.)?{types}$"}


def named(names: Iterable[str]) -> Schema:
    """One of the names of a register; any text where there are too many to tell."""
    known = list(names)
    if len(known) <= _MOST_LISTED:
        return {"type": "string", "enum": known}
    return {"type": "string", "pattern": one_of(known)} if len(known) <= _MOST_NAMED else {"type": "string"}


def one_of(names: Iterable[str]) -> str:
    """A pattern that fits just these names."""
    return "^(" + "|".join(re.escape(name).replace(r"\-", "-") for name in names) + ")$"
