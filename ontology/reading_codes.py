"""What services are called here, and the register their codes are made from."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel

from catalogue.codes import PROVISIONAL_DOMAIN, Action, CodeObject, CodeRegister, Domain, ServiceCode, Tombstone
from ontology import reading_values as values
from ontology.reading import Reading
from ontology.reading_nodes import Node

_M = TypeVar("_M", bound=BaseModel)
_IMPORTED = Action(number="01", name={"id": "Impor", "en": "Import"})
"""The action of provisional codes."""
_OBJECTS, _VARIANTS = 999, 100
MOST = _OBJECTS * _VARIANTS
"""Services that can have provisional codes."""


def service_codes(reading: Reading) -> dict[Node, ServiceCode]:
    """The code of each service that can be imported, in their order; what they are called is noted with the reading.

    A service of a catalogue of ours keeps its code, any other gets the next provisional one.
    """
    services = [node for node in reading.graph.of("service") if _can_be_read(reading, node)]
    own = {node: code for node in services if (code := values.service_code(reading.own("service", node) or ""))}
    taken = set(own.values())
    free = (code for code in map(provisional, range(MOST)) if code not in taken)
    found: dict[Node, ServiceCode] = {}
    for node in services:
        code = own.get(node) or next(free, None)
        if code is None:
            reading.fault_of(node, "rdf-too-many", limit=str(MOST))
        else:
            found[node] = code
            reading.call("service", node, node.first("slug", values.plain))
    return found


def _can_be_read(reading: Reading, node: Node) -> bool:
    """Whether a service has what none can do without; what it lacks is told."""
    lacking = "rdf-no-iri" if not node.iri else "" if reading.text(node, "name") else "rdf-no-title"
    if lacking:
        reading.fault_of(node, lacking)
    return not lacking


def provisional(number: int) -> ServiceCode:
    """The provisional code of this number, from 0."""
    variant, thing = divmod(number, _OBJECTS)
    return ServiceCode.of(
        PROVISIONAL_DOMAIN, f"{thing + 1:03}", action_number=_IMPORTED.number, variant=f"{variant:02}"
    )


def code_register(reading: Reading) -> CodeRegister:
    """The register of a catalogue of ours; any other has the one action of provisional codes."""
    lists: dict[str, list[Node]] = {"domain": [], "object": [], "action": []}
    for node in reading.graph.all():
        kind = (reading.own("code", node) or "").partition("-")[0]
        if kind in lists and list(node.about("label")):
            lists[kind].append(node)
            node.nodes("in_scheme")
    objects: dict[str, dict[str, CodeObject]] = {}
    for node in lists["object"]:
        domain = next((each.last.rpartition("-")[2] for each in node.nodes("in_domain")), "")
        objects.setdefault(domain, {}).update(_entry(reading, node, CodeObject))
    domains = {node: _entry(reading, node, Domain) for node in lists["domain"]}
    data = {
        "domains": {_notation(node): entry for node, entries in domains.items() for entry in entries.values()},
        "actions": {slug: entry for node in lists["action"] for slug, entry in _entry(reading, node, Action).items()},
        "objects": objects,
        "tombstones": [stone for node in reading.retired if (stone := _tombstone(reading, node))],
    }
    made = reading.made(CodeRegister, reading.nobody, data)
    actions = (made and made.actions) or {"import": _IMPORTED}
    return (
        made.model_copy(update={"actions": actions}) if made else CodeRegister(domains={}, actions=actions, objects={})
    )


def _notation(node: Node) -> str:
    return node.first("notation", values.plain) or ""


def _entry(reading: Reading, node: Node, model: type[_M]) -> dict[str, _M]:
    """An entry of a code list by its slug; none where it does not fit."""
    slug = node.first("slug", values.plain) or values.slug(node.last)
    told = {
        "number": _notation(node),
        "name": reading.text(node, "label"),
        "slug": slug,
        "ral": node.first("ral", values.plain),
    }
    made = reading.made(model, node, {key: value for key, value in told.items() if key in model.model_fields})
    return {slug: made} if made else {}


def _tombstone(reading: Reading, node: Node) -> Tombstone | None:
    known = {**reading.codes["service"], **reading.retired}
    node.first("identifier", values.plain)
    data = {
        "code": reading.retired[node],
        "name": reading.text(node, "name"),
        "retired": node.first("retired", values.day),
        "successors": [known[other] for other in node.nodes("successors") if other in known],
        "why": reading.text(node, "why"),
    }
    return reading.made(Tombstone, node, data)
