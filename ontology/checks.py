"""Checks of the catalogue as linked data.

As on the floors below: CHECKS names them all, and catalogue/problems.toml explains their rule ids.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from catalogue.errors import Fault
from catalogue.findings import Finding
from ontology.cpsv_ap import statements
from ontology.shacl import Violation, violations
from ontology.terms import base_of

if TYPE_CHECKING:
    from catalogue.store import Catalogue

Check: TypeAlias = "Callable[[Catalogue], Iterator[Finding]]"
_NUMBERED = re.compile(r"([a-z]+)-([0-9]+)(?:-.*)?").fullmatch
_FIELDS: Mapping[str, str] = {
    "requirement": "requirements",
    "evidence": "evidence",
    "output": "produces",
    "cost": "costs",
    "channel": "channels",
    "contact": "contact_points",
    "source": "sources",
    "example": "examples",
    "benefit": "benefit",
}
"""The field that each numbered part of a service comes from."""
_REGISTERS: Mapping[str, str] = {
    "life-events": "life_events",
    "organisations": "organisations",
    "evidence": "evidence",
}
"""The register whose entries stand below each path."""


def check_shapes(catalogue: Catalogue) -> Iterator[Finding]:
    """As linked data it conforms to the shapes: CPSV-AP 3.2, one title a language, deadlines complete, rules told."""
    for violation in violations(chain.from_iterable(statements(catalogue))):
        yield _finding(catalogue, violation)


def _finding(catalogue: Catalogue, violation: Violation) -> Finding:
    """A violation in the file that what is at fault comes from."""
    path, _, part = violation.node[1:-1].removeprefix(f"{base_of(catalogue.manifest)}v1/").partition("#")
    kind, _, code = path.partition("/")
    name = f"{code or kind}{'#' if part else ''}{part}"
    fault = Fault("shape-not-met", {"node": name, **violation.message})
    if kind == "services" and code in catalogue.services:
        return Finding(fault, _location(part), service=catalogue.services[code].slug)
    if kind in _REGISTERS:
        location = ("life_events", code) if kind == "life-events" else (code,)
        return Finding(fault, location, register=_REGISTERS[kind])
    return Finding(fault)


def _location(part: str) -> tuple[str | int, ...]:
    """Where in a service's file a part of it stands."""
    numbered = _NUMBERED(part)
    if numbered and numbered[1] in _FIELDS:
        return _FIELDS[numbered[1]], int(numbered[2]) - 1
    return ("deadline",) if part == "deadline" else ()


CHECKS: tuple[Check, ...] = (check_shapes,)
"""Every check of this floor, in the order in which it runs."""
