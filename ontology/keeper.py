"""The process that keeps the store, and its forks that evaluate; ``guard`` starts it: ``python -m ontology.keeper FD``.

The keeper reads N-Triples from standard input, then forks one worker for every connection it is handed over the socket
``FD``. A fork shares the store's memory, so a worker is there within milliseconds, however large the store; it is
confined, and killed by the kernel where a query takes too long. The keeper itself never sees a query.
"""

from __future__ import annotations

import gc
import os
import re
import signal
import socket
import sys
from typing import TYPE_CHECKING, cast

from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, Store, parse, parse_query_results

from catalogue.errors import explanations
from ontology import limits
from ontology.algebra import form_of
from ontology.messages import READY, receive, send
from ontology.result_formats import FORMATS, Kind, Wish
from ontology.results import write, write_graph
from ontology.sparql import Form, QueryRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from ontology.messages import Head
    from ontology.results import Found, Written

MOST_QUERIES = 500
"""Queries a worker answers before another takes its place, so that memory which is not given back does not add up."""
_FRAMES = 20_000
"""Calls within one another that the parser may need for as many brackets as a query may have."""
_PLACE = re.compile(r"at ([0-9]+):([0-9]+)")


def main() -> None:
    """Load, say so, and fork until the server is gone."""
    sys.setrecursionlimit(_FRAMES)
    control = socket.socket(fileno=int(sys.argv[1]))
    store = Store()
    store.bulk_load(sys.stdin.buffer, RdfFormat.N_TRIPLES)
    _warm_up(store)
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    control.sendall(READY)
    for connection in _handed(control):
        if os.fork() == 0:
            limits.confine(connection)
            serve(socket.socket(fileno=0), store)
            os._exit(0)
        os.close(connection)


def _handed(control: socket.socket) -> Iterator[int]:
    """The connections that come over a socket, until its other end is closed."""
    while True:
        _message, connections, _flags, _address = socket.recv_fds(control, 1, 1)
        if not connections:
            return
        yield from connections


def _warm_up(store: Store) -> None:
    """Do once what a worker will do: it can open no file, so whatever is read on first use is read before."""
    explanations()
    form_of("SELECT ?s WHERE { ?s ?p 1.0 FILTER NOT EXISTS { ?s !(<a:b>|^<a:c>)/<a:d>* 'x'@en } } ORDER BY ?s LIMIT 1")
    for kind, found in ((Kind.SOLUTIONS, "SELECT (1 AS ?x) {}"), (Kind.BOOLEAN, "ASK {}")):
        for media_type in FORMATS[kind]:
            write(store.query(found), Wish(media_type, media_type))
    for media_type in FORMATS[Kind.GRAPH]:
        write(store.query("CONSTRUCT { <a:b> <a:c> 1 } {}"), Wish(graph=media_type))


def serve(
    connection: socket.socket, store: Store, *, timed: Callable[[], AbstractContextManager[None]] = limits.timed
) -> None:
    """Answer the queries of one connection, one after another, until it ends; ``timed`` sees to an end of each."""
    for left in reversed(range(MOST_QUERIES)):
        try:
            head, body = receive(connection)
        except EOFError:
            return
        with timed():
            told, answer = _answer(store, head, body)
        send(connection, {**told, "last": not left}, answer)


def _answer(store: Store, head: Head, body: bytes) -> tuple[Head, bytes]:
    """The answer to one message, or the rule that refuses it."""
    try:
        return _done(store, head, body)
    except QueryRefused as refused:
        return {"rule": refused.fault.rule, "words": dict(refused.fault.words)}, b""
    except (MemoryError, RecursionError):
        return {"rule": "sparql-too-much", "words": {}}, b""


def _done(store: Store, head: Head, body: bytes) -> tuple[Head, bytes]:
    """Check a query unless it has been, evaluate it or read what another store found, and write that."""
    text = str(head["text"])
    form = str(head["form"] or form_of(text))
    if head["do"] == "check":
        return {"form": form}, b""
    wish = Wish(*cast("list[str | None]", head["wish"]))
    written = _rewritten(head, body, wish) if head["do"] == "write" else _evaluated(store, text, wish)
    return {"form": form, "media_type": written.media_type, "cut": written.cut}, written.body


def _evaluated(store: Store, text: str, wish: Wish) -> Written:
    try:
        return write(store.query(text), wish)
    except SyntaxError as error:  # what only this parser minds: a prefix nobody declared, a variable out of place
        place = _PLACE.search(str(error))
        raise QueryRefused(
            "sparql-syntax", line=place[1] if place else "1", column=place[2] if place else "1"
        ) from None
    except (RuntimeError, OSError):  # a function that there is not, or a way out that is closed
        raise QueryRefused("sparql-not-evaluated") from None


def _rewritten(head: Head, body: bytes, wish: Wish) -> Written:
    """What another store answered, read here because it is foreign, in the format wished for."""
    form, media_type = head["form"], str(head["format"])
    try:
        if results := QueryResultsFormat.from_media_type(media_type):
            found = parse_query_results(body, results)
            return write(_truth(found) if form == Form.ASK else found, wish)
        return write_graph(parse(body, RdfFormat.from_media_type(media_type)), wish)
    except (SyntaxError, ValueError, TypeError):
        raise QueryRefused("sparql-store-strange") from None


def _truth(found: Found) -> Found:
    """Yes or no; Virtuoso says it as one row or none."""
    if isinstance(found, QuerySolutions):
        told = b'{"head":{},"boolean":true}' if next(found, None) else b'{"head":{},"boolean":false}'
        return parse_query_results(told, QueryResultsFormat.JSON)
    return found


if __name__ == "__main__":
    main()
