from __future__ import annotations

import os
import sqlite3
import stat
from pathlib import Path

import pytest

from catalogue import cache as cache_module
from catalogue.cache import Cache, CachedServices
from catalogue.errors import CatalogueError
from catalogue.load import load_catalogue
from catalogue.store import Catalogue, MemoryServices
from tests.small_catalogues import copied

BASE = Path(__file__).parent / "base"
FIELDS = ("manifest", "version", "organisations", "applications", "evidence", "roles", "concepts", "codes", "regions")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalogue of one's own, and an empty folder for caches."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return copied(BASE, tmp_path / "catalogue", {})


def was_read(catalogue: Catalogue) -> bool:
    """Whether a catalogue was read from its files, and not taken from the cache."""
    assert isinstance(catalogue.services, MemoryServices | CachedServices)
    return isinstance(catalogue.services, MemoryServices)


def files(folder: Path) -> list[Path]:
    return sorted((folder.parent / "cache").rglob("*.sqlite*"))


def test_an_unchanged_catalogue_is_read_once(folder: Path) -> None:
    assert [was_read(load_catalogue(folder)) for _ in range(3)] == [True, False, False]


def test_a_catalogue_from_the_cache_is_the_one_that_was_read(folder: Path) -> None:
    first, second = load_catalogue(folder), load_catalogue(folder)

    for field in (*FIELDS, "stages", "life_events", "offers"):
        assert getattr(second, field) == getattr(first, field), field
    assert dict(second.services) == dict(first.services)
    assert len(second.services) == len(first.services)
    assert all(second.services[code].catalogue is second for code in second.services)
    assert second.vocabulary == first.vocabulary


def test_the_shipped_catalogue_survives_its_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    first, second = load_catalogue(), load_catalogue()

    assert isinstance(second.services, CachedServices)
    assert dict(second.services) == dict(first.services)
    for field in (*FIELDS, "stages", "life_events", "offers"):
        assert getattr(second, field) == getattr(first, field), field


def test_links_and_names_are_found_in_the_cache_alike(folder: Path) -> None:
    first, second = load_catalogue(folder).services, load_catalogue(folder).services

    for link, key in (("event", "birth"), ("issues", "birth-certificate"), ("demands", "form"), ("updates", "form")):
        assert second.linked(link, key) == first.linked(link, key)
        assert second.linked(link, key) == second.linked(link, key)
    assert [*second.slugs()] == sorted(first.slugs())
    for key in ("child-card", "0201.002.01.00-88", "no-such", "9900.001.01.00-52"):
        assert second.code_of(key) == first.code_of(key)
        assert (key in second) is (key in first)
    with pytest.raises(KeyError):
        second["9900.001.01.00-52"]


def test_a_service_is_decoded_once(folder: Path) -> None:
    load_catalogue(folder)
    services = load_catalogue(folder).services

    assert services.find("child-card") is services["0201.002.01.00-88"]


@pytest.mark.parametrize(
    "path",
    [
        "services.yaml",
        "registers/concepts.yaml",
        "registers/regions.csv",
        "services/civil/child-card.yaml",
        "offers/banda-aceh.yaml",
    ],
)
def test_a_changed_file_is_read_again(folder: Path, path: str) -> None:
    load_catalogue(folder)
    with (folder / path).open("a") as file:
        file.write("# a note\n" if path.endswith("yaml") else "11.72,Kota Sabang,city,11\n")
    changed = load_catalogue(folder)

    assert was_read(changed)
    assert len({changed.version, load_catalogue(folder).version}) == 1


def test_a_file_only_touched_is_not_read_again(folder: Path) -> None:
    before = load_catalogue(folder)
    os.utime(folder / "services/civil/child-card.yaml", ns=(1, 1))
    after = load_catalogue(folder)

    assert not was_read(after)
    assert after.version == before.version


def test_files_come_and_go(folder: Path) -> None:
    load_catalogue(folder)
    (folder / "offers/banda-aceh.yaml").unlink()
    without = load_catalogue(folder)
    copied(BASE, folder, {})
    again = load_catalogue(folder)

    assert (was_read(without), len(without.offers)) == (True, 0)
    assert (was_read(again), len(again.offers)) == (True, 1)


def test_a_cache_of_other_code_is_not_used_and_forgotten(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_catalogue(folder)
    (old,) = files(folder)
    monkeypatch.setattr(cache_module, "_format", lambda: "another")

    assert was_read(load_catalogue(folder))
    assert [path.name.endswith("-another.sqlite") for path in files(folder)] == [True]
    assert not old.exists()


def test_every_catalogue_has_its_own(folder: Path, tmp_path: Path) -> None:
    other = copied(BASE, tmp_path / "other", {"services.yaml": ("Katalog uji", "Katalog lain")})

    load_catalogue(folder)
    load_catalogue(other)

    assert len(files(folder)) == 2
    assert load_catalogue(folder).manifest.name["id"] == "Katalog uji"
    assert load_catalogue(other).manifest.name["id"] == "Katalog lain"


def test_without_cache_nothing_is_written_or_read(folder: Path) -> None:
    load_catalogue(folder, cache=False)
    assert files(folder) == []
    load_catalogue(folder)
    assert was_read(load_catalogue(folder, cache=False))


def test_a_broken_catalogue_is_not_kept(folder: Path) -> None:
    (folder / "services/civil/child-card.yaml").write_text("code: nonsense\n")

    with pytest.raises(CatalogueError):
        load_catalogue(folder)
    assert files(folder) == []


def test_a_cache_is_for_its_user_only(folder: Path) -> None:
    load_catalogue(folder)
    (path,) = files(folder)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [*path.parent.iterdir()] == [path]


def test_another_users_cache_is_not_trusted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_catalogue(folder)
    monkeypatch.setattr(os, "getuid", lambda: 12345)

    assert was_read(load_catalogue(folder))


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"not a database at all",
        b"SQLite format 3\x00" + b"\xff" * 4000,
    ],
)
def test_a_broken_cache_is_only_slower(folder: Path, broken: bytes) -> None:
    load_catalogue(folder)
    (path,) = files(folder)
    path.write_bytes(broken)

    assert was_read(load_catalogue(folder))
    assert not was_read(load_catalogue(folder))


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM register WHERE name = 'concepts'",
        "DELETE FROM register WHERE name = 'manifest'",
        "UPDATE register SET json = '{' WHERE name = 'roles'",
        "UPDATE register SET json = '[]' WHERE name = 'regions'",
        "DELETE FROM meta WHERE name = 'version'",
        "DROP TABLE offer",
        "DROP TABLE meta",
    ],
)
def test_a_cache_with_a_part_missing_is_only_slower(folder: Path, statement: str) -> None:
    load_catalogue(folder)
    (path,) = files(folder)
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()

    assert was_read(load_catalogue(folder))
    assert not was_read(load_catalogue(folder))


def test_where_nothing_can_be_written_it_is_only_slower(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))

    assert was_read(load_catalogue(folder))
    assert was_read(load_catalogue(folder))


def test_a_user_without_a_home_has_no_cache(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> Path:
        raise RuntimeError

    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(Path, "home", nowhere)

    assert Cache.of(folder / "services.yaml") is None
    assert was_read(load_catalogue(folder))


def test_nothing_in_a_cache_is_a_pickle(folder: Path) -> None:
    load_catalogue(folder)
    (path,) = files(folder)

    assert b"\x80\x04" not in path.read_bytes()
    assert b"\x80\x05" not in path.read_bytes()


def test_odd_characters_in_the_path_of_the_cache_do_no_harm(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "a?b#c%20d"))
    load_catalogue(folder)

    assert not was_read(load_catalogue(folder))
