"""A server that nobody must ask, and one that answers whatever a test tells it to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple


class Asked(NamedTuple):
    """One request."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Listening(NamedTuple):
    """A server on this machine: where it is, and what it was asked."""

    url: str
    asked: list[Asked]


Reply = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def listening(reply: Reply | None = None) -> Iterator[Listening]:
    """A server that notes every request, and answers as ``reply`` does; 404 where there is none."""
    asked: list[Asked] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            size = int(self.headers.get("content-length", 0))
            asked.append(Asked(self.command, self.path, dict(self.headers), self.rfile.read(size)))
            (reply or _nothing)(self)

        do_POST = do_GET  # noqa: N815 - the name it has there

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the name it has there
            """Tests are quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield Listening(f"http://127.0.0.1:{server.server_address[1]}/sparql", asked)
        finally:
            server.shutdown()
            thread.join()


def _nothing(handler: BaseHTTPRequestHandler) -> None:
    handler.send_error(404)


def answering(body: bytes, media_type: str, status: int = 200) -> Reply:
    """Always this."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("content-type", media_type)
        handler.send_header("content-length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return reply
