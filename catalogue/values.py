"""The kinds of value a field can hold: texts, whole numbers, money, dates, durations, addresses.

YAML gives every plain scalar as ``str`` with its characters kept, and every quoted one as ``Quoted``: the field decides
what it means, so ``33.10`` stays a region and ``NO`` stays a word. Anything else a field cannot hold is refused with a
rule id of ``problems.toml`` as the error's type.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, NoReturn, TypeVar
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    GetCoreSchemaHandler,
    PlainSerializer,
    StringConstraints,
    ValidationInfo,
)
from pydantic_core import CoreSchema, PydanticCustomError
from pydantic_core.core_schema import json_or_python_schema

from catalogue.errors import printable

LONGEST_LINE = 4_000
"""Characters (unicode code points) a text a person reads may have."""

_ORDINARY_LINE = re.compile(r"[A-Za-z0-9(\"'“‘](?:[ -;=?-~–—’“”éè]*[!-;=?-~–—’“”éè])?").fullmatch
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,15})").fullmatch
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,13})(?:\.[0-9]{1,4})?").fullmatch
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch
_DURATION = re.compile(
    r"P(?=[0-9T])(?:[0-9]{1,3}Y)?(?:[0-9]{1,4}M)?(?:[0-9]{1,4}W)?(?:[0-9]{1,5}D)?"
    r"(?:T(?=[0-9])(?:[0-9]{1,4}H)?(?:[0-9]{1,5}M)?)?"
).fullmatch
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}").fullmatch
_ORDINARY_ADDRESS = re.compile(
    r"([a-z]+)://((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24})(?:/[!-~]*)?"
).fullmatch
_HTML = re.compile(r"<[A-Za-z/!?]").search
_RRULE_PART = re.compile(
    r"FREQ=(?:DAILY|WEEKLY|MONTHLY|YEARLY)|(?:INTERVAL|COUNT)=[1-9][0-9]{0,3}|UNTIL=[0-9]{8}"
    r"|BYMONTH=(?:[1-9]|1[0-2])(?:,(?:[1-9]|1[0-2]))*|BYMONTHDAY=-?(?:[1-9]|[12][0-9]|3[01])(?:,-?(?:[1-9]|[12][0-9]|3[01]))*"
    r"|BYDAY=(?:-?[1-5])?(?:MO|TU|WE|TH|FR|SA|SU)(?:,(?:-?[1-5])?(?:MO|TU|WE|TH|FR|SA|SU))*|BYSETPOS=-?[1-9][0-9]{0,2}"
).fullmatch


_Amount = TypeVar("_Amount", int, Decimal)


class Quoted(str):
    """A text that stood in quotes, or came from JSON: never a number, a date or a truth value."""

    __slots__ = ()


def refuse(rule: str, **words: str) -> NoReturn:
    """End a field's validation with ``rule``; ``words`` fill its explanation."""
    raise PydanticCustomError(rule, rule, {key: shown(value) for key, value in words.items()})


def shown(value: object, longest: int = 60) -> str:
    """A value as it may be shown on a screen: cut, and free of control and direction characters."""
    text = printable(str(value)[: longest + 1])
    return text if len(text) <= longest else text[:longest] + "…"


def _scripts(text: str) -> set[str]:
    letters = (unicodedata.name(char, "?").split(" ")[0] for char in text if char.isalpha())
    return {name for name in letters if name in {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN"}}


_FLAWS: Mapping[str, Callable[[str], object]] = {
    # what no text may be → how to tell, tried in this order
    "empty-text": lambda text: not text.strip(),
    "padded-text": lambda text: text != text.strip(),
    "formula-text": lambda text: text[0] in "=+-@",
    "markup-text": _HTML,
    "text-not-nfc": lambda text: not unicodedata.is_normalized("NFC", text),
    "mixed-scripts": lambda text: any(len(_scripts(word)) > 1 for word in text.split()),
}


def _line(value: str) -> str:
    if len(value) > LONGEST_LINE:
        refuse("long-text", found=str(len(value)), limit=str(LONGEST_LINE))
    if not _ORDINARY_LINE(value):
        flaw = next((rule for rule, has in _FLAWS.items() if has(value)), None)
        if flaw:
            refuse(flaw, found=value)
    return value


def _text(value: Mapping[str, str], info: ValidationInfo) -> Mapping[str, str]:
    required = (info.context or {}).get("required_languages", ())
    missing = [language for language in required if language not in value]
    if missing:
        refuse("missing-language", language=", ".join(missing))
    return value


def _whole(value: object) -> object:
    if type(value) is str:
        if not _WHOLE(value):
            refuse("not-a-whole-number", found=value)
        return int(value)
    if type(value) is not int:
        refuse("not-a-whole-number", found=kind_of(value))
    return value


def _decimal(value: object) -> object:
    if type(value) is str:
        if not _DECIMAL(value):
            refuse("not-a-number", found=value)
        return Decimal(value)
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        refuse("not-a-number", found=kind_of(value))
    return Decimal(str(value))


def _flag(value: object) -> object:
    if isinstance(value, bool):
        return value
    if type(value) is str and value in {"true", "false", "TRUE", "FALSE"}:
        return value in {"true", "TRUE"}
    return refuse("not-true-or-false", found=kind_of(value))


def calendar_date(value: object) -> date:
    """A date written ``YYYY-MM-DD``; refuses other orders of day and month, and days that do not exist."""
    if type(value) is date:
        return value
    if not isinstance(value, str) or not _DATE(value):
        refuse("not-a-date", found=kind_of(value))
    try:
        return date.fromisoformat(value)
    except ValueError:
        return refuse("no-such-day", found=value)


def kind_of(value: object) -> str:
    """A value as a message shows it: a quoted text in its quotes, mappings and lists by their brackets."""
    if isinstance(value, Quoted):
        return f'"{value}"'
    if isinstance(value, Mapping):
        return "{…}"
    if isinstance(value, list | tuple):
        return "[…]"
    return "null" if value is None else str(value)


def plain_fact(value: object) -> object:
    """A plain scalar as the truth value, whole number, decimal or text it is; a quoted one stays a text."""
    if type(value) is not str:
        return value
    if value in {"true", "TRUE", "false", "FALSE"}:
        return value in {"true", "TRUE"}
    if _WHOLE(value):
        return int(value)
    return float(value) if _DECIMAL(value) else value


def _duration(value: str) -> str:
    if not _DURATION(value):
        refuse("not-a-duration", found=value)
    return value


def _recurrence(value: str) -> str:
    parts = value.split(";")
    names = [part.split("=")[0] for part in parts]
    if "FREQ" not in names or len(set(names)) < len(names) or not all(_RRULE_PART(part) for part in parts):
        refuse("not-a-recurrence", found=value)
    for part in parts:
        if part.startswith("UNTIL="):
            calendar_date(f"{part[6:10]}-{part[10:12]}-{part[12:]}")
    return value


def _address(value: str, schemes: tuple[str, ...]) -> str:
    ordinary = _ORDINARY_ADDRESS(value)
    if ordinary and ordinary[1] in schemes and "xn--" not in ordinary[2]:
        return value
    try:
        parts = urlsplit(value)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return refuse("bad-address", found=value)
    if parts.scheme not in schemes:
        refuse("address-scheme", found=parts.scheme or value, schemes=", ".join(schemes))
    if parts.username is not None or parts.password is not None:
        refuse("address-with-login", found=host)
    if any(char.isspace() or not char.isprintable() for char in value) or port == 0:
        refuse("bad-address", found=value)
    if not _HOST(host) or host.startswith("xn--") or ".xn--" in host:
        refuse("address-host", found=host or value)
    return value


def _url(value: str) -> str:
    return _address(value, ("https",))


def _source_url(value: str) -> str:
    return _address(value, ("https", "http"))


def in_language(text: Mapping[str, str], language: str) -> str:
    """A text in a language, else in Indonesian, else in whatever it has."""
    return text.get(language) or text.get("id") or next(iter(text.values()))


def listed(value: object) -> object:
    """One entry where a list may stand: ``disdukcapil`` means ``[disdukcapil]``."""
    return [value] if isinstance(value, str | Mapping) else value


TAGS = frozenset({"[key]", "[one]", "[mapping]", "[list]"})
"""Steps of a validation error's location that stand in no file."""


def shape(value: object) -> str:
    """How a value is written, where a field may hold several shapes: the tag of its shape."""
    if isinstance(value, Mapping):
        return "[mapping]"
    return "[list]" if isinstance(value, list | tuple) else "[one]"


def one_or_mapping(value: object) -> str:
    """The tag of a value's shape where a field holds one entry or a mapping."""
    return "[mapping]" if isinstance(value, Mapping) else "[one]"


def not_below(last: _Amount, first: _Amount | None) -> _Amount:
    """The end of a span; refuses one that lies below its beginning."""
    if first is not None and last < first:
        refuse("below-the-first", found=str(last), first=str(first))
    return last


def number(value: Decimal) -> int | float:
    """A decimal as a JSON number."""
    return int(value) if value == value.to_integral_value() else float(value)


class FileCheck(AfterValidator):
    """A check of what a file says; JSON is written by this program, from what was checked, and taken as it is."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """One schema for what a file says, with the check, and one for JSON, without."""
        checked: Any = super().__get_pydantic_core_schema__(source, handler)
        return json_or_python_schema(json_schema=checked["schema"], python_schema=checked)


Line = Annotated[str, FileCheck(_line)]
"""One text, in one language."""
LanguageTag = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Text = Annotated[Mapping[LanguageTag, Line], FileCheck(_text)]
"""A text a person reads, by BCP 47 language tag: ``{id: …, en: …}``."""
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]
ConceptId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$", max_length=100)]
RegionCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}(\.[0-9]{2})?$")]
Whole = Annotated[int, BeforeValidator(_whole)]
Amount = Annotated[
    Decimal, BeforeValidator(_decimal), PlainSerializer(number, return_type=int | float, when_used="json")
]
"""Money or another quantity: decimal(18,4)."""
Flag = Annotated[bool, BeforeValidator(_flag)]
Day = Annotated[date, BeforeValidator(calendar_date)]
Duration = Annotated[str, FileCheck(_duration)]
"""An ISO 8601 duration without fractions and seconds: ``P60D``, ``P1M``, ``PT90M``."""
Recurrence = Annotated[str, FileCheck(_recurrence)]
"""An RFC 5545 RRULE without its DTSTART: ``FREQ=YEARLY``."""
Url = Annotated[str, FileCheck(_url)]
Iri = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]+$", max_length=2_000)]
"""An IRI with its scheme: the name under which something is published as linked data."""
SourceUrl = Annotated[str, FileCheck(_source_url)]
Sql = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
"""A condition in the rule language (``rules.py``)."""
