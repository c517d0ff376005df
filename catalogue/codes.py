"""Service codes: their grammar and check digits, and the register they are allocated from and explained by.

``DDDD.OOO.AA.VV-CC``: domain, object, action, variant, and check digits by ISO 7064 MOD 97-10 over the eleven digits
before them. Every single wrong digit and every two digits swapped, neighbours or not, leave check digits that do not
fit: 10 is a primitive root of 97, so no two of the thirteen places weigh the same.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Annotated, Self, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema
from rapidfuzz.process import extract
from stdnum.iso7064 import mod_97_10

from catalogue.errors import Fault, LifeJourneyError, UnknownCode
from catalogue.values import Day, Slug, Text, in_language, refuse

PATTERN = r"^[0-9]{4}\.[0-9]{3}\.[0-9]{2}\.[0-9]{2}-[0-9]{2}$"
"""The grammar, as JSON Schema writes it; the check digits it cannot tell."""
PROVISIONAL_DOMAIN = "9900"
"""The domain of imported services that have no code of their own yet."""

GRAMMAR = re.compile(PATTERN.strip("^$")).fullmatch
"""Matches a whole text that has the grammar of a code, whatever its check digits."""
_BODY = slice(14)
_VARIANT = slice(12, 14)
"""What stands where in a code's text."""
_T = TypeVar("_T")

Location = tuple[str | int, ...]
"""Keys and list positions from a file's root to a value."""


class NotAllocated(LifeJourneyError):
    """Something that gets no number."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(f"{fault.message()} {fault.mend()}")


class RegisterFull(NotAllocated):
    """No number is left to allocate: 999 objects in a domain, or variants 00 to 99 of one object and action."""


class ObjectExists(NotAllocated):
    """A new object that the domain has already."""


class ServiceCode(str):
    """A service's code, e.g. ``0201.014.01.00-55``; refuses a wrong grammar and check digits that do not fit."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Raises a ``ValueError`` whose type is ``code-grammar`` or ``code-check-digits``."""
        if type(text) is cls:
            return text
        if not GRAMMAR(text):
            refuse("code-grammar", found=text)
        expected = with_check_digits(text)
        if text != expected:
            refuse("code-check-digits", found=text, expected=expected)
        return super().__new__(cls, text)

    @classmethod
    def of(cls, domain: str, object_number: str, *, action_number: str, variant: str = "00") -> Self:
        """The code of these digits, check digits added; every part as it is written, zeros included."""
        text = f"{domain}.{object_number}.{action_number}.{variant}-00"
        return cls(with_check_digits(text) if GRAMMAR(text) else text)

    @property
    def domain(self) -> str:
        """Four digits: the SPBE service reference, level 2."""
        return self[:4]

    @property
    def object(self) -> str:
        """Three digits: what the service is about, within the domain."""
        return self[5:8]

    @property
    def action(self) -> str:
        """Two digits: what is done with it."""
        return self[9:11]

    @property
    def variant(self) -> str:
        """Two digits: ``00`` where there is no other."""
        return self[_VARIANT]

    @property
    def check(self) -> str:
        """The two check digits, 02 to 98."""
        return self[15:]

    @property
    def provisional(self) -> bool:
        """Whether an import made it up."""
        return self.domain == PROVISIONAL_DOMAIN

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type[str], handler: GetCoreSchemaHandler) -> CoreSchema:
        """A string in Python and in JSON, checked by the constructor."""
        return core_schema.no_info_after_validator_function(
            cls, core_schema.str_schema(strict=True), serialization=core_schema.to_string_ser_schema(when_used="json")
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """A string with the grammar as its pattern."""
        return {"type": "string", "pattern": PATTERN, "examples": ["0201.014.01.00-55"]}


def with_check_digits(text: str) -> str:
    """The sound code whose eleven digits are those of ``text``, which has the grammar of a code."""
    body = text[_BODY]
    return f"{body}-{mod_97_10.calc_check_digits(body.replace('.', ''))}"


def _code_or_slug(value: object, slug: ValidatorFunctionWrapHandler) -> str:
    if isinstance(value, str) and "." in value:
        return ServiceCode(value)
    return str(slug(value))


CodeOrSlug = Annotated[Slug, WrapValidator(_code_or_slug), WithJsonSchema({"type": "string"})]
"""A service by its code or by its slug; whatever has a dot in it is meant as a code."""
DomainNumber = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")]
ObjectNumber = Annotated[str, StringConstraints(pattern=r"^([1-9][0-9]{2}|0[1-9][0-9]|00[1-9])$")]
ActionNumber = Annotated[str, StringConstraints(pattern=r"^([1-9][0-9]|0[1-9])$")]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Domain(_Entry):
    """A field of government: level 2 of the SPBE service reference (Perpres 132/2022)."""

    name: Text
    slug: Slug
    ral: Annotated[str, StringConstraints(pattern=r"^RAL\.[0-9]{2}\.[0-9]{2}$")]


class Action(_Entry):
    """What is done: issue, renew, register …; one list for the whole nation."""

    number: ActionNumber
    name: Text


class CodeObject(_Entry):
    """What a service is about, within its domain: a birth certificate, a family card."""

    number: ObjectNumber
    name: Text


class Tombstone(_Entry):
    """A code whose file is gone: kept for ever, so that it is never given again and tells where to go instead."""

    code: ServiceCode
    name: Text
    retired: Day
    successors: tuple[CodeOrSlug, ...] = ()
    why: Text | None = None


class CodeRegister(_Entry):
    """Everything codes are made of (``services/codes.yaml``)."""

    domains: Mapping[DomainNumber, Domain]
    actions: Mapping[Slug, Action]
    objects: Mapping[DomainNumber, Mapping[Slug, CodeObject]]
    tombstones: tuple[Tombstone, ...] = ()

    def tombstone(self, code: str) -> Tombstone | None:
        """The tombstone of ``code``, if it is retired."""
        return next((stone for stone in self.tombstones if stone.code == code), None)


class CodeExplanation(_Entry):
    """What a code says, part by part; None where the register does not know the number."""

    code: ServiceCode
    domain: Text | None
    object: Text | None
    action: Text | None
    variant: Text
    tombstone: Tombstone | None = None


def register_faults(register: CodeRegister) -> Iterator[tuple[Location, Fault]]:
    """What contradicts within the register, each with its location in the file."""
    for number, domain in register.domains.items():
        if domain.ral.replace(".", "") != f"RAL{number}":
            yield ("domains", number, "ral"), Fault("domain-number", {"found": domain.ral, "domain": number})
    slugs = ((("domains", number, "slug"), domain.slug) for number, domain in register.domains.items())
    yield from _twice("domain-slug-twice", slugs)
    yield from _twice("number-twice", _numbers(("actions",), register.actions))
    for number, objects in register.objects.items():
        if number not in register.domains:
            yield ("objects", number), Fault("unknown-domain", {"found": number})
        yield from _twice("number-twice", _numbers(("objects", number), objects))
    codes = ((("tombstones", position, "code"), stone.code) for position, stone in enumerate(register.tombstones))
    yield from _twice("tombstone-twice", codes)
    yield from _circles(register.tombstones)


def _numbers(location: Location, entries: Mapping[str, Action | CodeObject]) -> Iterator[tuple[Location, str]]:
    return (((*location, slug, "number"), entry.number) for slug, entry in entries.items())


def _twice(rule: str, values: Iterable[tuple[Location, str]]) -> Iterator[tuple[Location, Fault]]:
    seen: dict[str, Location] = {}
    for location, value in values:
        first = seen.setdefault(value, location)
        if first is not location:
            yield location, Fault(rule, {"found": value, "first": str(first[-2])})


def _circles(tombstones: Collection[Tombstone]) -> Iterator[tuple[Location, Fault]]:
    successors: dict[str, tuple[str, ...]] = {stone.code: stone.successors for stone in tombstones}
    for position, stone in enumerate(tombstones):
        reached, ahead = set[str](), list(stone.successors)
        while ahead:
            code = ahead.pop()
            if code not in reached:
                reached.add(code)
                ahead.extend(successors.get(code, ()))
        if stone.code in reached:
            yield ("tombstones", position, "successors"), Fault("tombstone-circle", {"found": str(stone.code)})


def allocate(
    register: CodeRegister, taken: Iterable[str], *, domain: str, object_slug: str, action: str
) -> ServiceCode:
    """The next code of an object and an action: variant 00, else the highest ever given + 1; gaps are never filled.

    ``taken`` are the codes of all services; tombstones count too. ``domain`` is a number or a slug.
    Raises ``UnknownCode`` for what the register does not hold, ``RegisterFull`` after variant 99.
    """
    number = domain_number(register, domain)
    thing = _entry("object", register.objects.get(number, {}), object_slug)
    deed = _entry("action", register.actions, action)
    stem = f"{number}.{thing.number}.{deed.number}."
    given = [code for code in (*taken, *_retired(register)) if code.startswith(stem) and GRAMMAR(code)]
    variant = max((int(code[_VARIANT]) for code in given), default=-1) + 1
    if variant > 99:  # noqa: PLR2004
        raise RegisterFull(Fault("variants-full", {"object": object_slug, "action": action}))
    return ServiceCode.of(number, thing.number, action_number=deed.number, variant=f"{variant:02}")


def next_object_number(register: CodeRegister, domain: str, name: str = "") -> str:
    """Three digits for an object of this name: the highest the domain ever had + 1, tombstones counted.

    Raises ``UnknownCode`` for a domain the register does not hold, ``ObjectExists`` where one of its objects has this
    name in any language or as its slug, ``RegisterFull`` after 999.
    """
    number = domain_number(register, domain)
    for slug, entry in register.objects.get(number, {}).items():
        if slug_of(name) in {slug, *map(slug_of, entry.name.values())} - {""}:
            words = {"name": in_language(entry.name, "id"), "slug": slug, "number": entry.number, "domain": number}
            raise ObjectExists(Fault("object-exists", words))
    living = (entry.number for entry in register.objects.get(number, {}).values())
    buried = (code.object for code in _retired(register) if code.domain == number)
    following = max((int(digits) for digits in (*living, *buried)), default=0) + 1
    if following > 999:  # noqa: PLR2004
        raise RegisterFull(Fault("objects-full", {"domain": number}))
    return f"{following:03}"


def slug_of(name: str) -> str:
    """A name as a slug: small letters and digits, joined by hyphens."""
    return "-".join(re.findall(r"[a-z0-9]+", name.lower()))


def domain_number(register: CodeRegister, domain: str) -> str:
    """The four digits of a domain given by its number or its slug; raises ``UnknownCode``."""
    if domain in register.domains:
        return domain
    slugs = {entry.slug: number for number, entry in register.domains.items()}
    return _entry("domain", slugs, domain)


def _retired(register: CodeRegister) -> Iterator[ServiceCode]:
    return (stone.code for stone in register.tombstones)


def _entry(kind: str, entries: Mapping[str, _T], slug: str) -> _T:
    if slug not in entries:
        raise UnknownCode(kind, slug, [name for name, _, _ in extract(slug, list(entries), limit=3, score_cutoff=60)])
    return entries[slug]


def explain(code: ServiceCode, register: CodeRegister) -> CodeExplanation:
    """What every part of ``code`` stands for, and whether it is retired."""
    domain = register.domains.get(code.domain)
    return CodeExplanation(
        code=code,
        domain=domain.name if domain else None,
        object=_name_of(code.object, register.objects.get(code.domain, {})),
        action=_name_of(code.action, register.actions),
        variant=_variant_name(code.variant),
        tombstone=register.tombstone(code),
    )


def _name_of(number: str, entries: Mapping[str, Action | CodeObject]) -> Text | None:
    return next((entry.name for entry in entries.values() if entry.number == number), None)


def _variant_name(variant: str) -> Text:
    if variant == "00":
        return {"id": "Tanpa varian", "en": "No variant"}
    return {"id": f"Varian {variant}", "en": f"Variant {variant}"}
