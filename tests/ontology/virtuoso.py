"""A real SPARQL server on this machine, where Virtuoso is installed (Debian: virtuoso-opensource-7-bin)."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode

from pyoxigraph import RdfFormat, serialize

from catalogue.store import Catalogue
from ontology.cpsv_ap import to_rdf

SERVER, LOADER = shutil.which("virtuoso-t"), shutil.which("isql-vt")
GRAPH = "urn:catalogue"
PATIENCE = 120
"""Seconds it may take to make its empty database."""
_SETTINGS = """\
[Database]
DatabaseFile = {folder}/v.db
ErrorLogFile = {folder}/v.log
LockFile = {folder}/v.lck
TransactionFile = {folder}/v.trx
xa_persistent_file = {folder}/v.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = {folder}/t.db
TransactionFile = {folder}/t.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
ServerThreads = 5
NumberOfBuffers = 2000
DirsAllowed = {folder}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 3
[SPARQL]
DefaultGraph = {graph}
ResultSetMaxRows = 10000
"""


@contextmanager
def virtuoso(catalogue: Catalogue, folder: Path) -> Iterator[str]:
    """The URL of an endpoint that holds a catalogue, for as long as it is needed."""
    assert SERVER
    sql, http = _free_port(), _free_port()
    settings = folder / "virtuoso.ini"
    settings.write_text(_SETTINGS.format(folder=folder, sql=sql, http=http, graph=GRAPH), encoding="ascii")
    with subprocess.Popen(
        [SERVER, "+configfile", str(settings), "+foreground"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            url = f"http://127.0.0.1:{http}/sparql?default-graph-uri={GRAPH}"
            _await(url, server)
            _load(catalogue, folder / "catalogue.nt", sql)
            yield url
        finally:
            server.terminate()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _await(url: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}&{urlencode({'query': 'ASK {}'})}") as answer:  # noqa: S310 - our own server
                answer.read()
                return
        except URLError:
            time.sleep(0.2)
    raise TimeoutError("Virtuoso does not answer.")


def _load(catalogue: Catalogue, file: Path, port: int) -> None:
    """Put the triples into the server's graph, by its own SQL."""
    assert LOADER
    serialize(to_rdf(catalogue), str(file), RdfFormat.N_TRIPLES)
    command = f"exec=DB.DBA.TTLP_MT(file_to_string_output('{file}'), '', '{GRAPH}');"
    done = subprocess.run(
        [LOADER, f"127.0.0.1:{port}", "dba", "dba", command], capture_output=True, text=True, check=True, timeout=60
    )
    assert "Error" not in done.stdout + done.stderr, done.stdout + done.stderr
