"""From what pydantic found to problems: the place in the file, a stable rule id, and the words that mend it."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, TypeVar, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from catalogue.errors import MOST_PROBLEMS, CatalogueError, Fault, Problem
from catalogue.values import TAGS, kind_of, shown
from catalogue.vocabulary import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pydantic_core import ErrorDetails

    from catalogue.read import Source

_T = TypeVar("_T")
_KINDS = {
    # what pydantic calls it → the rule that says so
    "string_type": "text-expected",
    "tuple_type": "list-expected",
    "dict_type": "mapping-expected",
    "mapping_type": "mapping-expected",
    "model_type": "mapping-expected",
    "model_attributes_type": "mapping-expected",
    "missing": "missing-field",
    "literal_error": "not-an-option",
    "enum": "not-an-option",
    "too_short": "empty-list",
    "string_too_short": "empty-text",
    "string_pattern_mismatch": "bad-form",
    "greater_than_equal": "out-of-range",
    "less_than_equal": "out-of-range",
}
_OPTION = re.compile("'([^']*)'")
_FORMS = {
    # how a pattern begins → an example of what it takes
    "^[a-z0-9]+(-": "birth-certificate",
    "^[a-z][a-z0-9]*(_": "age_years",
    "^[a-z][a-z0-9]*([_-]": "birth_date",
    "^[a-z0-9]+([_-]": "masuk-sekolah",
    "^[A-Za-z0-9][": "WNI",
    "^[0-9]{4}$": "0201",
    "^([1-9][0-9]{2}|": "014",
    "^([1-9][0-9]|": "01",
    "^[0-9]{2}(": "33.74",
    "^RAL\\.[0-9]{2}\\.[0-9]{2}(": "RAL.02.01.07",
    "^RAL\\.[0-9]{2}\\.[0-9]{2}$": "RAL.02.01",
    "^[A-Z]{3}$": "IDR",
    "^[0-9]{4}-(0": "2026-11",
    "^[0-9+()": "+62 21 500 129",
    "^[A-Za-z0-9._+-]+@": "layanan@kemendagri.go.id",
    "^[0-9a-f]{16}": "3f2a9c0db1e47a58",
    "^[a-z]{2,3}": "id",
    "^[A-Za-z][A-Za-z0-9+.-]*:": "https://data.norge.no/services/1",
}


def validated(adapter: TypeAdapter[_T], source: Source, value: object, *, required_languages: Sequence[str] = ()) -> _T:
    """The value as the model it should be.

    Raises CatalogueError with every problem found, each at its place in the file.
    """
    try:
        return adapter.validate_python(value, context={"required_languages": required_languages})
    except ValidationError as error:
        raise CatalogueError(islice(_problems(error, adapter, source), MOST_PROBLEMS)) from None


def _problems(error: ValidationError, adapter: TypeAdapter[_T], source: Source) -> Iterator[Problem]:
    details = error.errors(include_url=False)
    for detail in details:
        if detail["type"] == "too_short" and _has_inner(detail, details):
            continue  # pydantic counts the entries that were sound: the list is not empty, its entries are wrong
        location = tuple(step for step in detail["loc"] if step not in TAGS)
        fault = _fault(detail, adapter, location)
        at_key = detail["type"] == "extra_forbidden" or "[key]" in detail["loc"]
        yield source.problem(fault, location, key=at_key)


def _has_inner(outer: ErrorDetails, details: Sequence[ErrorDetails]) -> bool:
    depth = len(outer["loc"])
    return any(len(detail["loc"]) > depth and detail["loc"][:depth] == outer["loc"] for detail in details)


def _fault(detail: ErrorDetails, adapter: TypeAdapter[_T], location: Sequence[str | int]) -> Fault:
    context = {key: str(value) for key, value in (detail.get("ctx") or {}).items()}
    kind, found = detail["type"], kind_of(detail["input"])
    field = next((step for step in reversed(location) if isinstance(step, str)), "")
    if "-" in kind:
        return Fault(kind, context)
    if kind == "extra_forbidden":
        fields = fields_at(adapter._type, location[:-1])  # noqa: SLF001 - pydantic offers no public way to the adapted type
        return Fault("unknown-field", {"field": shown(field), "nearest": nearest(field, fields)})
    if kind == "string_too_long":
        return Fault("long-text", {"found": str(len(found)), "limit": context["max_length"]})
    expected = _expected(kind, context) or detail["msg"]
    return Fault(_KINDS.get(kind, "not-valid"), {"found": shown(found), "field": shown(field), "expected": expected})


def _expected(kind: str, context: dict[str, str]) -> str:
    if "pattern" in context:
        return next(form for start, form in _FORMS.items() if context["pattern"].startswith(start))
    if kind in {"literal_error", "enum"}:
        return ", ".join(_OPTION.findall(context["expected"]))
    signs = {"greater_than_equal": "≥ ", "less_than_equal": "≤ "}
    return signs[kind] + next(iter(context.values())) if kind in signs else ""


def fields_at(node: object, location: Sequence[str | int]) -> list[str]:
    """The fields that may stand at a location within a type, by walking the models' annotations along it."""
    for step in location:
        models = _models_in(node)
        found = [field.annotation for model in models for name, field in _named(model) if name == step]
        node = found[0] if found else node
    return [name for model in _models_in(node)[:1] for name, _field in _named(model)]


def _named(model: type[BaseModel]) -> list[tuple[str, FieldInfo]]:
    return [(field.alias or name, field) for name, field in model.model_fields.items() if name != "slug"]


def _models_in(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for argument in get_args(annotation) for model in _models_in(argument)]
