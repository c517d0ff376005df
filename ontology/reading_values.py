"""From the values of a graph to what the fields of a catalogue hold; None where a value does not fit."""

from __future__ import annotations

import html
import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from urllib.parse import unquote

from pydantic import TypeAdapter, ValidationError
from pyoxigraph import Literal, NamedNode

from catalogue.characters import odd_character
from catalogue.codes import ServiceCode
from catalogue.parts import ContactPoint
from catalogue.values import LONGEST_LINE, Duration, LanguageTag, Line, SourceUrl, Url
from ontology.reading_nodes import Term, last_part
from ontology.terms import LICENCES

_LINE, _TAG = TypeAdapter[str](Line), TypeAdapter[str](LanguageTag)
_URL, _SOURCE, _DURATION = TypeAdapter[str](Url), TypeAdapter[str](SourceUrl), TypeAdapter[str](Duration)
_MARKUP = re.compile(r"<[A-Za-z/!?][^>]*>")
_BLANKS = re.compile(r"\s+")
_NOT_IN_SLUGS = re.compile(r"[^a-z0-9]+")
_CURRENCY = re.compile(r"[A-Z]{3}").fullmatch
_NOT_IN_PHONES = re.compile(r"[^0-9+()/ .-]+")
_LONGEST_SLUG = 80
_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ß": "ss", "đ": "d", "ł": "l", "þ": "th", "ð": "d"})


def fits(adapter: TypeAdapter[str], value: str) -> str | None:
    """The value, where the field may hold it."""
    try:
        return adapter.validate_python(value)
    except ValidationError:
        return None


def plain(value: Term) -> str | None:
    """The characters of a literal, whatever its type and language."""
    return value.value if isinstance(value, Literal) else None


def mended(text: str) -> str | None:
    """A text as the catalogue takes it: without markup and odd characters; None where none is left."""
    if fits(_LINE, text) and not odd_character(text):
        return text
    line = html.unescape(_MARKUP.sub(" ", text)) if _MARKUP.search(text) else text
    while match := odd_character(line):
        line = line.replace(match[0], " ")
    line = unicodedata.normalize("NFC", _BLANKS.sub(" ", line)).strip().lstrip("=+-@ ")
    if len(line) > LONGEST_LINE:
        line = line[: LONGEST_LINE - 1].rstrip() + "…"
    return fits(_LINE, line)


def line(value: Term) -> str | None:
    """A literal as one text."""
    text = plain(value)
    return mended(text) if text else None


def language(tag: str) -> str | None:
    """A language tag as the catalogue writes it: the language in small letters, a region in capitals."""
    first, *rest = tag.split("-")
    region = 2
    parts = [part.upper() if len(part) == region and part.isalpha() else part for part in rest]
    return fits(_TAG, "-".join([first.lower(), *parts]))


def _address(value: Term) -> str:
    return value.value.strip() if isinstance(value, NamedNode | Literal) else ""


def page(value: Term) -> str | None:
    """A web address, https only."""
    return fits(_URL, _address(value))


def source(value: Term) -> str | None:
    """A web address."""
    return fits(_SOURCE, _address(value))


def duration(value: Term) -> str | None:
    """An ISO 8601 duration."""
    return fits(_DURATION, plain(value) or "")


def amount(value: Term) -> Decimal | None:
    """A sum of money, with at most four decimals; never below nothing."""
    try:
        number = Decimal(plain(value) or "")
    except InvalidOperation:
        return None
    largest = 10**14
    if not number.is_finite() or not 0 <= number < largest or number != round(number, 4):
        return None
    return Decimal(f"{round(number, 4).normalize():f}")


def whole(value: Term) -> int | None:
    """A whole number."""
    text = plain(value) or ""
    longest = 9
    return int(text) if text.isascii() and text.isdigit() and len(text) <= longest else None


def truth(value: Term) -> bool | None:
    """A truth value."""
    return {"true": True, "1": True, "false": False, "0": False}.get(plain(value) or "")


def day(value: Term) -> date | None:
    """A day; of a date with a time, its day."""
    try:
        return date.fromisoformat((plain(value) or "")[:10])
    except ValueError:
        return None


def currency(value: Term) -> str | None:
    """The ISO 4217 code of a currency, from an authority's IRI or as a text."""
    text = last_part(value.value) if isinstance(value, NamedNode) else plain(value) or ""
    return text if _CURRENCY(text) else None


def phone(value: Term) -> str | None:
    """A telephone number: what a ``tel:`` address or a text gives, without its letters."""
    text = _NOT_IN_PHONES.sub(" ", unquote(_address(value)).removeprefix("tel:")).strip()
    return text if _valid_contact("phone", text) else None


def email(value: Term) -> str | None:
    """An address for electronic mail, ``mailto:`` taken off."""
    text = _address(value).removeprefix("mailto:")
    return text if _valid_contact("email", text) else None


def _valid_contact(field: str, text: str) -> bool:
    try:
        ContactPoint.model_validate({field: text})
    except ValidationError:
        return False
    return True


def service_code(text: str) -> ServiceCode | None:
    """A service's code, where the text is one with check digits that fit."""
    try:
        return ServiceCode(text)
    except ValueError:
        return None


def slug(text: str) -> str:
    """A text as part of a file's name: small letters, digits and hyphens; empty where it has none."""
    letters = unicodedata.normalize("NFKD", unquote(text).lower().translate(_LETTERS))
    plain_letters = "".join(char for char in letters if not unicodedata.combining(char))
    return _NOT_IN_SLUGS.sub("-", plain_letters).strip("-")[:_LONGEST_SLUG].strip("-")


def unquoted(text: str) -> str:
    """A part of an IRI as a person would write it."""
    return unquote(text).replace("_", " ").replace("-", " ").strip()


def fact(value: Term) -> bool | int | float | str | None:
    """One fact, of the type it has in the graph."""
    if not isinstance(value, Literal):
        return None
    kind = last_part(value.datatype.value)
    made: bool | int | float | str = value.value
    if kind == "boolean":
        made = value.value in {"true", "1"}
    elif kind in {"integer", "decimal", "double"}:
        return _number(value.value, whole=kind == "integer")
    return made


def _number(text: str, *, whole: bool) -> int | float | None:
    try:
        return int(text) if whole else float(text)
    except ValueError:
        return None


def tag(value: Term) -> str | None:
    """A language tag."""
    return language(plain(value) or "")


def status_word(value: Term) -> str:
    """The last part of a status's IRI, in small letters alone."""
    return slug(last_part(value.value)).replace("-", "") if isinstance(value, NamedNode | Literal) else ""


def licence(value: Term) -> str | None:
    """A licence: its SPDX name where its IRI is of that list, else its IRI or name as it is."""
    text = value.value if isinstance(value, NamedNode | Literal) else ""
    return mended(unquote(text.removeprefix(LICENCES)) if text.startswith(LICENCES) else text)
