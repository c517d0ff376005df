"""The OpenAPI description: what the routes say of themselves, made true where FastAPI cannot know, with real examples.

There are two. The contract depends on the code, and on the catalogue only for the codes in its examples: it is checked
in, so that no change of it goes unseen. What the server hands out adds what the catalogue knows: every name a request
may use, and answers as they are given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, cast

import orjson
from fastapi.openapi.utils import get_openapi

from api.examples import Examples
from api.paging import CURSOR
from api.problems import MEDIA_TYPE
from api.situations import document_schema, named, situation_schemas

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from api.situations import Schema
    from api.snapshot import Snapshot

_JSON = "application/json"
_HEADERS = {
    "Accept-Language": "The language of problems and calendars: `id` (the default) or `en`. JSON has all.",
    "If-None-Match": "The ETag of an earlier answer: 304 where nothing has changed.",
}


LINKS = {
    # name → the path whose answer has the code, the operation that takes it
    "service": ("/v1/services", "show_service"),
    "life_event": ("/v1/life-events", "show_life_event"),
    "bundle": ("/v1/life-events/{code}", "bundle_of_event"),
    "organisation": ("/v1/organisations", "show_organisation"),
    "evidence": ("/v1/evidence", "show_evidence"),
}
TITLE = "Life-journey service catalogue"
VERSION = "1"
"""The version of the interface: paths begin with it."""
ABOUT = """\
Which public services does a life call for, from birth to death, and which of them does this person need now?

Answers carry every text in all languages. Facts about a person travel in the body of a POST and are never logged or
kept; a bundle is information, not a decision. Problems are RFC 9457 documents, in Indonesian or English."""
_SITUATIONS = {"BundleRequest": "Situation", "EventsBundleRequest": "Persons", "TimelineRequest": "Situation"}
"""What each body may tell of persons, by the names of the schemas."""
_FEW = 1_000
"""Services up to which the schema names each."""


class Description:
    """The description of some routes, made once for each snapshot."""

    def __init__(self, routes: Sequence[BaseRoute]) -> None:
        self._routes = routes
        self._ready: tuple[Snapshot, bytes] | None = None

    def ready(self, snapshot: Snapshot) -> bytes:
        """The living description as JSON."""
        if self._ready is None or self._ready[0] is not snapshot:
            self._ready = snapshot, orjson.dumps(self.living(snapshot))
        return self._ready[1]

    def contract(self, snapshot: Snapshot) -> Schema:
        """What the routes promise, whatever the catalogue knows."""
        document: Schema = get_openapi(title=TITLE, version=VERSION, description=ABOUT, routes=self._routes)
        examples = Examples(snapshot)
        for path, method, operation in _operations(document):
            _tell_problems(operation)
            _tell_headers(operation, method)
            for parameter in _list(operation, "parameters"):
                _tell_parameter(parameter, path, examples)
            if path in examples.bodies:
                _at(operation, "requestBody", "content", _JSON)["examples"] = {
                    name: {"summary": name, "value": value} for name, value in examples.bodies[path].items()
                }
        _tell_links(document)
        return document

    def living(self, snapshot: Snapshot) -> Schema:
        """A contract with everything the catalogue knows."""
        document = self.contract(snapshot)
        _tell_facts(_at(document, "components", "schemas"), snapshot)
        _tell_names(document, snapshot)
        answers = Examples(snapshot).answers
        for path, method, operation in _operations(document):
            if (method, path) in answers:
                _at(operation, "responses", "200", "content", _JSON)["example"] = answers[method, path]
        return document


def _tell_facts(schemas: Schema, snapshot: Snapshot) -> None:
    """The names that bodies may use."""
    catalogue = snapshot.catalogue
    schemas |= situation_schemas(catalogue)
    documents, services = document_schema(catalogue), catalogue.services
    done: Schema = named([*services, *services.slugs()]) if len(services) <= _FEW else {"type": "string"}
    _tell_changes(schemas, snapshot, done)
    for name, facts in _SITUATIONS.items():
        fields = _at(schemas, name, "properties")
        described = _at(fields, "situation")["description"]
        fields["situation"] = {"$ref": f"#/components/schemas/{facts}", "description": described}
    events = catalogue.life_events
    dated = named(name for name in snapshot.finder.names["event"] if events[catalogue.event_code(name)].date_concept)
    for name in ("BundleRequest", "EventsBundleRequest"):
        fields = _at(schemas, name, "properties")
        _list(_at(fields, "region"), "anyOf")[0].update(named(catalogue.regions))
        _at(fields, "held")["items"] = _at(fields, "missing")["items"] = documents
        _at(fields, "done")["items"] = done
        _at(fields, "event_dates")["propertyNames"] = dated
    _at(schemas, "EventsBundleRequest", "properties", "life_events")["items"] = named(snapshot.finder.names["event"])
    draft = _at(schemas, "DraftService", "properties")
    _at(draft, "life_events")["items"] = named(snapshot.finder.names["event"])
    bodies = named(snapshot.finder.names["agency"])
    one, several = _list(_at(draft, "provided_by"), "anyOf")
    for single in (one, _list(_at(draft, "competent_authority"), "anyOf")[0]):
        single.update(bodies)
    several["items"] = bodies


def _tell_changes(schemas: Schema, snapshot: Snapshot, service: Schema) -> None:
    """The names that changes may use."""
    changes, dropped = (_at(schemas, name, "properties") for name in ("WhatIfRequest", "DroppedDocument"))
    _at(changes, "merge", "items")["items"] = _at(changes, "retire")["items"] = service
    _at(changes, "life_events")["items"] = named(snapshot.finder.names["event"])
    _at(dropped, "document").update(named(snapshot.catalogue.evidence))
    _at(dropped, "service").update(service)


def _tell_names(document: Schema, snapshot: Snapshot) -> None:
    """The names that query parameters may use."""
    names = snapshot.finder.names
    cursor: Schema = {"pattern": "^" + CURSOR.replace("[0-9a-f]{16}", snapshot.catalogue.version) + "$"}
    known: Mapping[str, Schema] = {
        **{name: named(register) for name, register in names.items()},
        "province": named(sorted(snapshot.provinces)),
        "service": named(snapshot.catalogue.services) if len(snapshot.catalogue.services) <= _FEW else {},
        "evidence": named(snapshot.catalogue.evidence),
        "application": named(snapshot.catalogue.applications),
        "region": named(snapshot.catalogue.regions),
        "after": cursor,
    }
    for _path, _method, operation in _operations(document):
        for parameter in _list(operation, "parameters"):
            if parameter["in"] == "query" and parameter["name"] in known:
                _at(parameter, "schema").update(known[str(parameter["name"])])


def _tell_problems(operation: Schema) -> None:
    """Problems have a media type of their own, which FastAPI does not know of."""
    for status, answer in _at(operation, "responses").items():
        if int(status) >= 400:  # noqa: PLR2004 - where errors begin
            content = _at(cast("Schema", answer), "content")
            content[MEDIA_TYPE] = content.pop(_JSON)


def _tell_headers(operation: Schema, method: str) -> None:
    """The request headers that change an answer, and the answer that says nothing has changed."""
    names = list(_HEADERS) if method == "get" else ["Accept-Language"]
    told: list[Schema] = [
        {"name": name, "in": "header", "required": False, "description": _HEADERS[name], "schema": {"type": "string"}}
        for name in names
    ]
    operation["parameters"] = [*_list(operation, "parameters"), *told]
    if method == "get":
        _at(operation, "responses")["304"] = {"description": "Nothing has changed since the answer with this ETag."}


def _tell_parameter(parameter: Schema, path: str, examples: Examples) -> None:
    """A query parameter is there or not; it is never null, as FastAPI has it."""
    schema = _at(parameter, "schema")
    kinds = [kind for kind in _list(schema, "anyOf") if kind.get("type") != "null"]
    if kinds:
        schema.pop("anyOf")
        schema.update(kinds[0])
    example = examples.parameters.get((path, str(parameter["name"])))
    if example:
        parameter["example"] = example


def _tell_links(document: Schema) -> None:
    """A list leads to its entries, and a life event to its bundle."""
    for name, (path, operation) in LINKS.items():
        answer = _at(document, "paths", path, "get", "responses", "200")
        code = "$response.body#/code" if "{" in path else "$response.body#/items/0/code"
        links = cast("Schema", answer.setdefault("links", {}))
        links[name] = {"operationId": operation, "parameters": {"code": code}}


def _operations(document: Schema) -> Iterator[tuple[str, str, Schema]]:
    for path, methods in _at(document, "paths").items():
        for method, operation in cast("Schema", methods).items():
            yield path, method, cast("Schema", operation)


def _at(document: Schema, *keys: str) -> Schema:
    """The object at these keys."""
    for key in keys:
        document = cast("Schema", document[key])
    return document


def _list(document: Schema, key: str) -> list[Schema]:
    """The objects listed at a key, none where it is missing."""
    return cast("list[Schema]", document.get(key, []))
