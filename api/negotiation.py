"""What a client says it can read: languages and media types, with their q values (RFC 9110, section 12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from catalogue.errors import LANGUAGES

JSON = "application/json"
_OPEN = frozenset({JSON, "*/*", "application/*"})
"""The headers most clients send, all of which allow JSON."""
_OLD_TAGS: Mapping[str, str] = {"in": "id"}
"""Tags that some clients still send for a language of the house."""
_MOST = 30
"""Alternatives of a header that are looked at."""


def language_of(accepted: str | None) -> str:
    """The language of the house that an ``Accept-Language`` header likes best; Indonesian where it likes none."""
    best, quality = LANGUAGES[0], 0.0
    for tag, wish in _alternatives(accepted or ""):
        plain = tag.partition("-")[0]
        language = LANGUAGES[0] if plain == "*" else _OLD_TAGS.get(plain, plain)
        if language in LANGUAGES and wish > quality:
            best, quality = language, wish
    return best


def preferred(accepted: str | None, offered: Sequence[str] = (JSON,)) -> str | None:
    """The media type on offer that an ``Accept`` header likes best, the first of those alike; None where it likes none.

    Of each the most specific range decides, and no header at all allows everything.
    """
    if not accepted or (accepted in _OPEN and offered[0] == JSON):
        return offered[0]
    wishes = dict(_alternatives(accepted))
    quality = {media_type: _wish(media_type, wishes) for media_type in offered}
    best = max(offered, key=quality.__getitem__)
    return best if quality[best] > 0 else None


def _wish(media_type: str, wishes: Mapping[str, float]) -> float:
    ranges = (media_type, f"{media_type.partition('/')[0]}/*", "*/*")
    return next((wishes[range_] for range_ in ranges if range_ in wishes), 0.0)


def _alternatives(header: str) -> Iterator[tuple[str, float]]:
    """Each alternative of a header in lower case, with its q value: 1 where it has none, 0 where it makes no sense."""
    for part in header.split(",")[:_MOST]:
        value, *parameters = (piece.strip().lower() for piece in part.split(";"))
        wish = next((text[2:] for text in parameters if text.startswith("q=")), "1")
        yield value, _quality(wish)


def _quality(text: str) -> float:
    plain = text.replace(".", "", 1)
    return min(float(text), 1.0) if plain.isascii() and plain.isdigit() and len(text) <= len("0.000") else 0.0
