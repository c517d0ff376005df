"""What a request says, read by us: strictly, with every fault told at once, and nothing of it repeated.

FastAPI would read it too, but answers with the values it was sent, takes keys written twice and knows no limit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import AfterValidator, BaseModel, TypeAdapter, ValidationError

from api.problems import Refusal, Remark, described, unfit
from api.strict_json import strict_json
from catalogue.validation import fields_at
from catalogue.values import refuse

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails
    from starlette.requests import Request

    from api.problems import Word

_Bound = TypeVar("_Bound", int, float, date)
_Model = TypeVar("_Model", bound=BaseModel)
_Any = TypeVar("_Any")
_UNKNOWN_KEY = "extra_forbidden"
_RULES: Mapping[str, str] = {
    "missing": "http-missing",
    "string_type": "http-not-text",
    "list_type": "http-not-a-list",
    "dict_type": "http-not-an-object",
    "model_type": "http-not-an-object",
    "http-out-of-range": "http-out-of-range",
    "http-not-a-probability": "http-not-a-probability",
    "string_too_long": "http-too-long",
    "too_long": "http-too-many",
    "too_short": "http-too-few",
    "literal_error": "http-not-an-option",
    "string_pattern_mismatch": "http-not-a-cursor",
    "not-a-date": "http-not-a-date",
    "no-such-day": "http-not-a-date",
    "not-a-whole-number": "http-not-a-whole-number",
    "int_type": "http-not-a-whole-number",
}
"""The rule of each kind of error that validation may find in our models."""
_OURS: Mapping[str, str] = {
    **dict.fromkeys(("max_length", "min_length"), "limit"),
    **{name: name for name in ("expected", "first", "last")},
}
"""What of an error's context is ours and may be said, and as which word; the rest may come from the sender."""


def within(first: _Bound, last: _Bound) -> AfterValidator:
    """A value from ``first`` to ``last``, both included."""

    def check(value: _Bound) -> _Bound:
        if not first <= value <= last:
            refuse("http-out-of-range", first=str(first), last=str(last))
        return value

    return AfterValidator(check)


async def read_body(request: Request, model: type[_Model], limit: int) -> _Model:
    """The body as ``model``; raises a Refusal with 400, 413, 415 or 422."""
    if declared_type(request) != "application/json":
        raise Refusal(415, "http-media-type")
    value = strict_json(await bytes_of(request, limit))
    if not isinstance(value, dict):
        raise unfit([Remark("", "http-not-an-object", {"found": described(value)})])
    known = [field.alias or name for name, field in model.model_fields.items()]
    unknown = [place for place, key in enumerate(value, 1) if key not in known]
    if not unknown:
        return _validated(model, value, "/")
    words = {"total": str(len(value)), "known": ", ".join(known)}
    remarks = [Remark("", "http-unknown-key", {"position": str(place), **words}) for place in unknown]
    return _validated(model, {key: told for key, told in value.items() if key in known}, "/", remarks=remarks)


def read_query(request: Request, model: type[_Model]) -> _Model:
    """The query parameters as ``model``; raises a 422 Refusal."""
    pairs = request.query_params.multi_items() if request.scope["query_string"] else ()
    return read_pairs(pairs, model)


def read_pairs(pairs: Sequence[tuple[str, str]], model: type[_Model]) -> _Model:
    """Names and values, of a query or a form, as ``model``; raises a 422 Refusal."""
    known = model.model_fields
    remarks = [
        Remark("", "http-unknown-parameter", {"position": str(place), "known": ", ".join(known) or "-"})
        for place, (name, _value) in enumerate(pairs, 1)
        if name not in known
    ]
    names = [name for name, _value in pairs]
    remarks += [Remark(f"?{name}", "http-parameter-twice") for name in known if names.count(name) > 1]
    return _validated(model, {name: value for name, value in pairs if name in known}, "?", remarks=remarks)


def _validated(
    model: type[_Model], value: Mapping[str, object], lead: str, *, remarks: Sequence[Remark] = ()
) -> _Model:
    """The value as ``model``; raises a 422 Refusal that tells ``remarks`` and all that is wrong beside them."""
    try:
        read = model.model_validate(value, strict=True)
    except ValidationError as error:
        raise unfit([*remarks, *_inner_keys(error, model, value), *_remarks(error, lead)]) from None
    if remarks:
        raise unfit(remarks)
    return read


def faults_of(adapter: TypeAdapter[_Any], value: object, pointer: str) -> Sequence[Remark]:
    """What is wrong with a value below a key that the sender chose, so that nothing of an unknown key is repeated."""
    try:
        adapter.validate_python(value, strict=True)
    except ValidationError as error:
        return list(_remarks(error, pointer))
    return ()


def _inner_keys(error: ValidationError, model: type[BaseModel], value: Mapping[str, object]) -> Iterator[Remark]:
    """The keys of inner objects that are not known, told by their places."""
    strange: dict[tuple[str | int, ...], set[object]] = {}
    for one in error.errors(include_url=False):
        if one["type"] == _UNKNOWN_KEY:
            strange.setdefault(one["loc"][:-1], set()).add(one["loc"][-1])
    for path, keys in strange.items():
        inner: Any = value
        for step in path:
            inner = inner[step]
        words = {"total": str(len(inner)), "known": ", ".join(fields_at(model, path))}
        for place, key in enumerate(inner, 1):
            if key in keys:
                pointer = "".join(f"/{step}" for step in path)
                yield Remark(pointer, "http-unknown-key", {"position": str(place), **words})


def _remarks(error: ValidationError, lead: str) -> Iterator[Remark]:
    for one in error.errors(include_url=False):
        if one["type"] == _UNKNOWN_KEY:
            continue
        pointer = lead + "/".join(str(part) for part in one["loc"])
        yield Remark(pointer, _RULES[one["type"]], _words(one))


def _words(error: ErrorDetails) -> dict[str, Word]:
    context = error.get("ctx", {})
    words: dict[str, Word] = {_OURS[name]: str(value) for name, value in context.items() if name in _OURS}
    return {**words, "found": described(error["input"])}


def declared_type(request: Request) -> str | None:
    """The media type that the body is declared to have, None where it is not plain UTF-8."""
    declared = request.headers.get("content-type", "")
    media_type, *parameters = (part.strip().lower() for part in declared.split(";"))
    charset = next((text[8:].strip('"') for text in parameters if text.startswith("charset=")), "utf-8")
    encoding = request.headers.get("content-encoding", "identity").lower()
    return media_type if charset in {"utf-8", "utf8"} and encoding == "identity" else None


async def bytes_of(request: Request, limit: int) -> bytes:
    """The body, read no further than its limit, whatever its length claims to be."""
    claimed = request.headers.get("content-length", "")
    if claimed.isdecimal() and int(claimed[:12]) > limit:
        raise Refusal(413, "http-too-large", limit=str(limit))
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise Refusal(413, "http-too-large", limit=str(limit))
        parts.append(part)
    return b"".join(parts)
