"""RDF that cannot be trusted: everything wrong is told with its place, nothing is fetched, nothing expanded."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest

from catalogue.errors import CatalogueError
from ontology.rdf_files import MAX_BYTES, read_rdf
from ontology.read_cpsv_ap import read_cpsv_ap

BAD = Path(__file__).parent / "bad"
TOLD = {
    # file → what is told, and where; whether something is left to import
    "broken_off.ttl": (["rdf-syntax 19:1"], True),
    "circle_of_events.ttl": (["rdf-circle 18:1"], True),
    "circle_of_organisations.ttl": (["rdf-circle 14:1"], True),
    "circle_of_services.ttl": (["rdf-circle 8:1"], True),
    "entities.rdf": (["rdf-entity 3:14"], False),
    "html.rdf": (["rdf-syntax 1:1", "rdf-syntax 2:4", "rdf-no-service 1:1"], False),
    "iri_with_space.jsonld": (["rdf-iri 4:13"], True),
    "iri_with_space.rdf": (["rdf-iri 3:3", "rdf-iri 10:5"], True),
    "iri_with_space.ttl": (["rdf-iri 17:24"], True),
    "mixed_alphabets.ttl": (["rdf-text 17:1"], True),
    "no_iri.ttl": (["rdf-no-iri 1:1"], True),
    "no_json.jsonld": (["rdf-syntax 2:35"], False),
    "no_rdf.ttl": (["rdf-syntax 1:1", "rdf-syntax 2:4", "rdf-syntax 3:4", "rdf-no-service 1:1"], False),
    "no_service.ttl": (["rdf-no-service 1:1"], False),
    "no_title.ttl": (["rdf-no-title 17:1"], True),
    "no_xml.rdf": (["rdf-syntax 3:3"], False),
}


def told(error: CatalogueError) -> list[str]:
    return [f"{one.rule} {one.place.line}:{one.place.column}" for one in error.problems if one.severity == "error"]


def test_every_bad_file_is_in_the_table() -> None:
    assert {path.name for path in BAD.iterdir()} == set(TOLD)


@pytest.mark.parametrize("name", TOLD)
def test_what_is_wrong_is_told_with_its_place(name: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        read_cpsv_ap(BAD / name)
    assert told(caught.value) == TOLD[name][0]


@pytest.mark.parametrize("name", [name for name, (_told, rest) in TOLD.items() if rest])
def test_the_rest_is_imported_on_request(name: str) -> None:
    imported = read_cpsv_ap(BAD / name, skip_bad=True)
    names = [service.name["en"] for service in imported.catalogue.services.values() if "en" in service.name]
    assert "Good service" in names
    assert not {"Bad service", "Bad", "Nameless"} & set(names)
    assert told(CatalogueError(imported.problems)) == TOLD[name][0]


@pytest.mark.parametrize("name", [name for name, (_told, rest) in TOLD.items() if not rest])
def test_where_nothing_is_left_nothing_is_imported(name: str) -> None:
    with pytest.raises(CatalogueError):
        read_cpsv_ap(BAD / name, skip_bad=True)


@pytest.mark.parametrize("name", ["circle_of_events.ttl", "circle_of_organisations.ttl", "circle_of_services.ttl"])
def test_of_a_circle_one_link_is_left_out(name: str) -> None:
    known = read_cpsv_ap(BAD / name, skip_bad=True).catalogue
    links = [event.broader for event in known.life_events.values()]
    links += [body.part_of for body in known.organisations.values()]
    links += [key for service in known.services.values() for key in service.requires]
    assert len([link for link in links if link]) == 1


# ── nothing is fetched ───────────────────────────────────────────────────────────────────────────────────────────


class Trap(BaseHTTPRequestHandler):
    """Notes whoever comes."""

    seen: list[str]

    def do_GET(self) -> None:
        self.seen.append(self.path)
        self.send_error(404)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named so by the base class
        """Say nothing."""


@pytest.fixture
def trap() -> Iterator[tuple[str, list[str]]]:
    """The address of a server that nobody may ask, and who asked it."""
    seen: list[str] = []
    server = HTTPServer(("127.0.0.1", 0), type("Here", (Trap,), {"seen": seen}))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/context", seen
    server.shutdown()
    thread.join()
    server.server_close()


SERVICE = '"@id": "https://example.org/a", "@type": "http://purl.org/vocab/cpsv#PublicService"'
TITLE = '"http://purl.org/dc/terms/title": {"@value": "A service", "@language": "en"}'


@pytest.mark.parametrize(
    "text",
    [
        '{"@context": "{address}", {service}, {title}}',
        '{"@context": [{"a": "https://example.org/"}, "{address}"], {service}, {title}}',
        '{"@context": {"@version": 1.1, "@import": "{address}"}, {service}, {title}}',
        '{"@graph": [{"@context": "{address}", {service}, {title}}]}',
        '{"@context": {"x": {"@id": "https://example.org/x", "@context": "{address}"}}, {service}, {title}, "x": {}}',
    ],
)
@pytest.mark.parametrize("scheme", ["http", "file"])
def test_a_remote_context_is_never_fetched(text: str, scheme: str, trap: tuple[str, list[str]], tmp_path: Path) -> None:
    address, seen = trap
    secret = tmp_path / "secret.jsonld"
    secret.write_text('{"@context": {"title": "http://purl.org/dc/terms/title"}}')
    asked = address if scheme == "http" else secret.as_uri()
    file = tmp_path / "asks.jsonld"
    file.write_text(
        text.replace("{address}", asked).replace("{service}", SERVICE).replace("{title}", TITLE), encoding="utf-8"
    )

    with pytest.raises(CatalogueError) as caught:
        read_cpsv_ap(file)

    assert "rdf-remote-context" in {problem.rule for problem in caught.value.problems}
    assert seen == []


def test_the_trap_would_catch_whoever_comes(trap: tuple[str, list[str]]) -> None:
    with socket.create_connection(("127.0.0.1", urlsplit(trap[0]).port or 0)) as client:
        client.sendall(b"GET /context HTTP/1.0\r\n\r\n")
        assert client.recv(20).startswith(b"HTTP/1.0 404")
    assert trap[1] == ["/context"]


@pytest.mark.parametrize(
    "doctype",
    ['<!DOCTYPE rdf:RDF SYSTEM "{address}">', '<!DOCTYPE rdf:RDF [<!ENTITY % x SYSTEM "{address}"> %x;]>'],
)
def test_what_xml_names_is_never_fetched(doctype: str, trap: tuple[str, list[str]], tmp_path: Path) -> None:
    address, seen = trap
    file = tmp_path / "asks.rdf"
    text = (BAD / "iri_with_space.rdf").read_text().replace("?>", "?>" + doctype.replace("{address}", address), 1)
    file.write_text(text)
    with pytest.raises(CatalogueError):
        read_cpsv_ap(file)
    assert seen == []


# ── what cannot be read at all ───────────────────────────────────────────────────────────────────────────────────


def refused(path: Path) -> list[str]:
    with pytest.raises(CatalogueError) as caught:
        read_rdf(path)
    return [problem.rule for problem in caught.value.problems]


def test_a_gigabyte_is_refused_unread(tmp_path: Path) -> None:
    huge = tmp_path / "huge.ttl"
    huge.touch()
    os.truncate(huge, 2**30)
    assert refused(huge) == ["file-too-large"]
    os.truncate(huge, MAX_BYTES + 1)
    assert refused(huge) == ["file-too-large"]


def test_a_file_has_the_ending_of_its_format(tmp_path: Path) -> None:
    assert refused(tmp_path / "services.docx") == ["rdf-ending"]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.ttl") == ["cannot-read"]


def test_a_pipe_and_a_folder_are_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.ttl")
    (tmp_path / "folder.ttl").mkdir()
    assert refused(tmp_path / "pipe.ttl") == ["not-a-file"]
    assert refused(tmp_path / "folder.ttl") == ["not-a-file"]


def test_another_encoding_is_told_where_it_shows(tmp_path: Path) -> None:
    file = tmp_path / "latin.ttl"
    file.write_bytes(b"# caf\xe9\n")
    with pytest.raises(CatalogueError) as caught:
        read_rdf(file)
    assert [(one.rule, one.place.line, one.place.column) for one in caught.value.problems] == [("not-utf-8", 1, 6)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("deep.jsonld", '{"a":' * 100_000 + "1" + "}" * 100_000),
        ("deep.rdf", "<a>" * 200 + "</a>" * 200),
    ],
)
def test_what_is_nested_too_deep_is_told(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    assert refused(tmp_path / name) == ["too-deep"]


def test_a_number_too_long_for_python_is_no_matter(tmp_path: Path) -> None:
    file = tmp_path / "long.jsonld"
    file.write_text(f'{{"@id": "https://example.org/a", "https://example.org/p": {"9" * 5_000}}}')
    assert len(read_rdf(file).triples) == 1


def test_a_file_full_of_faults_is_not_told_for_ever(tmp_path: Path) -> None:
    (tmp_path / "many.nt").write_text("nonsense\n" * 500)
    (tmp_path / "many.jsonld").write_text("[" + ",".join(f'{{"@id": "x {number}"}}' for number in range(500)) + "]")
    attributes = "".join(f'<rdf:Description rdf:about="x {number}"/>' for number in range(500))
    (tmp_path / "many.rdf").write_text(
        f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">{attributes}</rdf:RDF>'
    )
    for name in ("many.nt", "many.jsonld", "many.rdf"):
        assert len(read_rdf(tmp_path / name).problems) == 50


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("# nothing\n<https://e.org/a> <p> 1 .", 2, 2),
        ("ex:b ex:p <https://e.org/a> .\n<https://e.org/a> ex:p 1 .", 2, 2),
        ("ex:b ex:p ex:a .\n  ex:a ex:p 1 .", 2, 3),
        ('{"@id": "https://e.org/a"}', 1, 10),
        ("ex:ab ex:p 1 .", 1, 1),
    ],
)
def test_a_thing_is_found_where_the_file_first_speaks_of_it(text: str, line: int, column: int, tmp_path: Path) -> None:
    (tmp_path / "a.nt").write_text("")
    file = read_rdf(tmp_path / "a.nt")._replace(text=text)
    place = file.place("https://e.org/a")
    assert (place.line, place.column) == (line, column)
