"""Asks another SPARQL 1.1 endpoint: no redirects, no proxies, and an end to time and bytes."""

from __future__ import annotations

import http.client
import ssl
import time
from base64 import b64encode
from collections.abc import Mapping
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlencode, urlsplit

from ontology.limits import SECONDS
from ontology.sparql import Form, QueryRefused

if TYPE_CHECKING:
    from http.client import HTTPConnection, HTTPResponse
    from socket import socket

_ROWS = "application/sparql-results+json, application/sparql-results+xml;q=0.5"
_GRAPH = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.5"
_ACCEPTED: Mapping[Form, str] = {
    Form.SELECT: _ROWS,
    Form.ASK: _ROWS,
    Form.CONSTRUCT: _GRAPH,
    Form.DESCRIBE: _GRAPH,
}
_PART = 65_536
_REFUSED = 400


def endpoint_url(text: str) -> str:
    """The same, if it can be an endpoint's address; raises ValueError, which does not repeat it."""
    try:
        url = urlsplit(text)
        sound = url.scheme in {"http", "https"} and url.hostname and url.port != 0 and not url.fragment
    except ValueError:
        sound = False
    if not sound or not text.isprintable() or " " in text:
        raise ValueError("expected an address such as https://sparql.example/query")
    return text


class Endpoint:
    """The endpoint at a URL, which may hold a name and a password, and parameters that the endpoint wants."""

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)
        self._context = ssl.create_default_context() if self._url.scheme == "https" else None

    def ask(self, text: str, form: Form, most: int) -> tuple[str, bytes]:
        """The media type and the bytes of its answer, at most so many; raises QueryRefused.

        Nothing of what it says when it refuses is told: it may repeat the query, or name what is behind it.
        """
        end = time.monotonic() + SECONDS
        try:
            with closing(self._connection()) as connection:
                connection.request("POST", self._target, urlencode({"query": text}), self._headers(form))
                line = connection.sock
                with closing(connection.getresponse()) as answer:
                    if answer.status >= http.client.MULTIPLE_CHOICES:
                        raise QueryRefused("sparql-not-evaluated" if answer.status == _REFUSED else "sparql-store-away")
                    media_type = answer.headers.get_content_type()
                    return media_type, _read(answer, line, most=most, end=end)
        except TimeoutError:
            raise QueryRefused("sparql-too-slow", seconds=f"{SECONDS:g}") from None
        except (OSError, http.client.HTTPException):
            raise QueryRefused("sparql-store-away") from None

    def _connection(self) -> HTTPConnection:
        host, port = self._url.hostname or "", self._url.port
        if self._context:
            return http.client.HTTPSConnection(host, port, timeout=SECONDS, context=self._context)
        return http.client.HTTPConnection(host, port, timeout=SECONDS)

    @property
    def _target(self) -> str:
        path = self._url.path or "/"
        return f"{path}?{self._url.query}" if self._url.query else path

    def _headers(self, form: Form) -> Mapping[str, str]:
        headers = {"Accept": _ACCEPTED[form], "Content-Type": "application/x-www-form-urlencoded"}
        if self._url.username is None:
            return headers
        pair = f"{unquote(self._url.username)}:{unquote(self._url.password or '')}"
        return {**headers, "Authorization": f"Basic {b64encode(pair.encode()).decode()}"}


def _read(answer: HTTPResponse, line: socket, *, most: int, end: float) -> bytes:
    """The answer, however slowly it drips; raises TimeoutError, and QueryRefused for too much."""
    parts, size = list[bytes](), 0
    while (left := end - time.monotonic()) > 0:
        line.settimeout(left)
        part = answer.read1(_PART)
        if not part:
            return b"".join(parts)
        parts.append(part)
        size += len(part)
        if size > most:
            raise QueryRefused("sparql-too-much")
    raise TimeoutError
