from __future__ import annotations

import gc
import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from catalogue.cache import Cache, CachedServices
from catalogue.checks import CHECKS as CATALOGUE_CHECKS
from catalogue.errors import CatalogueError
from catalogue.findings import Finding
from catalogue.load import default_root, load_catalogue
from catalogue.models import PublicService
from catalogue.read import read_yaml
from catalogue.store import Catalogue, MemoryServices
from journeys.checks import CHECKS as JOURNEY_CHECKS
from journeys.journey import build_journey

BASE = Path(__file__).parent / "base"
SERVICES = sorted(path.relative_to(BASE).as_posix() for path in BASE.glob("services/*/*.yaml"))
BIRTH = "services/civil/birth-certificate.yaml"
AID = "services/social/school-aid.yaml"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the small catalogue, and a folder for caches that nobody else uses."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    return Path(shutil.copytree(BASE, tmp_path / "catalogue"))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def touch(path: Path) -> None:
    status = path.stat()
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 1_000_000_000))


def problems(root: Path) -> list[str]:
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(root, cache=False)
    return [f"{problem.place} {problem.rule}" for problem in caught.value.problems]


def cache_file(root: Path) -> Path:
    cache = Cache.of(root / "services.yaml")
    assert cache is not None
    return cache.path


def from_cache(catalogue: Catalogue) -> bool:
    return isinstance(catalogue.services, CachedServices)


def kept(root: Path) -> Catalogue:
    """The catalogue, loaded once more after it has been loaded and kept."""
    load_catalogue(root)
    return load_catalogue(root)


def everything(catalogue: Catalogue) -> dict[str, object]:
    return {name: value for name, value in vars(catalogue).items() if name in Catalogue.__dataclass_fields__} | {
        "services": dict(catalogue.services)
    }


def test_the_shipped_catalogue_is_the_default() -> None:
    assert (default_root() / "services.yaml").is_file()
    assert load_catalogue(cache=False).version == load_catalogue(default_root(), cache=False).version


def test_a_catalogue_is_known_by_its_folder_or_its_root_file() -> None:
    by_folder, by_file = (load_catalogue(path, cache=False) for path in (BASE, BASE / "services.yaml"))
    assert everything(by_folder) == everything(by_file)
    assert list(by_folder.services) == sorted(by_folder.services)
    assert {service.slug for service in by_folder.services.values()} == set(by_folder.services.slugs())


def test_the_root_file_may_have_another_name(root: Path) -> None:
    (root / "services.yaml").rename(root / "other.yaml")
    assert len(load_catalogue(root / "other.yaml", cache=False).services) == 4
    assert problems(root) == ["services.yaml:1:1 cannot-read"]


def test_every_problem_of_every_file_is_told_in_one_run_by_place(root: Path) -> None:
    change(root / "registers/life_events.yaml", "repeatable: true", "repeatable: yes")
    change(root / "registers/evidence.yaml", "origin: own", "origin: mine")
    change(root / BIRTH, "valid_from: 2014-01-01", "valid_from: 1/1/2014\nstatus: actif")
    change(root / AID, "costs: [{value: 0}]", "costs: [{value: 0}")
    change(root / "offers/banda-aceh.yaml", "region: 11.71", "regoin: 11.71")
    change(root / "registers/regions.csv", "11.71,Kota Banda Aceh,city,11", "11.71,Kota Banda Aceh,kota,11")
    assert problems(root) == [
        "offers/banda-aceh.yaml:1:1 missing-field",
        "offers/banda-aceh.yaml:2:1 unknown-field",
        "registers/evidence.yaml:17:11 not-an-option",
        "registers/life_events.yaml:22:17 not-true-or-false",
        "registers/regions.csv:3:1 region-row",
        f"{BIRTH}:31:13 not-a-date",
        f"{BIRTH}:32:9 not-an-option",
        f"{AID}:17:8 unclosed-bracket",
    ]


def test_names_that_lead_nowhere_are_told_beside_broken_files(root: Path) -> None:
    change(root / BIRTH, "competent_authority: home-affairs", "competent_authority: nobody")
    change(root / AID, "costs: [{value: 0}]", "costs: [{value: free}]")
    assert problems(root) == [f"{BIRTH}:7:22 unknown-organisation", f"{AID}:17:17 not-a-number"]


@pytest.mark.parametrize("key", ["school-aid", "0601.001.01.00-95"])
def test_whoever_names_a_broken_service_is_not_wrong(root: Path, key: str) -> None:
    change(root / "services/social/school-aid-renewal.yaml", "requires: [school-aid]", f"requires: [{key}]")
    change(root / AID, "costs: [{value: 0}]", "costs: [{value: free}]")
    assert problems(root) == [f"{AID}:17:17 not-a-number"]


def test_a_register_that_cannot_be_read_hides_no_problem_of_a_service(root: Path) -> None:
    (root / "registers/concepts.yaml").unlink()
    change(root / BIRTH, "valid_from: 2014-01-01", "valid_from: 1/1/2014")
    assert problems(root) == ["registers/concepts.yaml:1:1 cannot-read", f"{BIRTH}:31:13 not-a-date"]


@pytest.mark.parametrize(
    "path", ["../secret/*.yaml", "/etc/*.yaml", "services/../../*.yaml", "./services/*.yaml", "~/*"]
)
def test_nothing_outside_the_folder_is_included(root: Path, path: str) -> None:
    change(root / "services.yaml", "include: [services/*/*.yaml]", f"include: ['{path}']")
    assert problems(root) == ["services.yaml:14:11 path-outside"]


def test_a_file_name_that_is_no_text_is_refused(root: Path) -> None:
    os.close(os.open(os.fsencode(root / "services/civil") + b"/ak\xe9ta.yaml", os.O_CREAT | os.O_WRONLY))
    assert problems(root) == ["services/civil/ak\\udce9ta.yaml:1:1 file-name"]


def test_a_file_above_the_limit_is_not_read_whole(root: Path) -> None:
    with (root / BIRTH).open("ab") as file:
        file.truncate(2**40)  # a terabyte of nothing
    assert problems(root) == [f"{BIRTH}:1:1 file-too-large"]


def test_hidden_files_are_passed_over(root: Path) -> None:
    (root / "services/civil/.#birth-certificate.yaml").symlink_to("nowhere")
    assert len(load_catalogue(root, cache=False).services) == 4


def test_the_root_files_own_texts_have_the_languages_it_requires(root: Path) -> None:
    change(root / "services.yaml", "name: {id: Katalog uji, en: Test catalogue}", "name: {en: Test catalogue}")
    assert problems(root) == ["services.yaml:2:7 missing-language"]


def test_events_by_an_alias_are_known_by_their_code(root: Path) -> None:
    change(root / BIRTH, "life_events: [birth]", "life_events: [kelahiran]")
    change(root / BIRTH, "beneficiary: child", "beneficiary: {kelahiran: child}")
    change(root / BIRTH, "  after: birth", "  after: kelahiran")
    change(root / BIRTH, "situation: {}, verdict", "situation: {}, event: kelahiran, verdict")
    service = load_catalogue(root, cache=False).services.find("birth-certificate")
    assert (service.life_events, service.beneficiary) == (("birth",), {"birth": "child"})
    assert service.deadline is not None
    assert (service.deadline.after, service.examples[-1].event) == ("birth", "birth")


def test_offers_are_known_by_the_code_of_their_service() -> None:
    assert set(load_catalogue(BASE, cache=False).offers) == {("0201.001.01.00-18", "11.71")}


def test_progress_is_told_file_by_file() -> None:
    steps: list[tuple[int, int]] = []
    load_catalogue(BASE, cache=False, progress=lambda *step: steps.append(step))
    assert steps == [(number, 5) for number in range(1, 5)]


@pytest.mark.parametrize("enabled", [True, False])
def test_the_garbage_collector_is_left_as_it_was(root: Path, *, enabled: bool) -> None:
    change(root / BIRTH, "valid_from: 2014-01-01", "valid_from: never")
    before = gc.isenabled()
    try:
        gc.enable() if enabled else gc.disable()
        problems(root)
        assert gc.isenabled() is enabled
    finally:
        gc.enable() if before else gc.disable()


def test_the_version_is_that_of_the_content(root: Path) -> None:
    first = load_catalogue(root, cache=False).version
    touch(root / BIRTH)
    assert load_catalogue(root, cache=False).version == first
    change(root / BIRTH, "keywords: [akta lahir]", "keywords: [akte lahir]")
    assert load_catalogue(root, cache=False).version != first
    assert (len(first), int(first, 16) > 0) == (16, True)


def test_an_unchanged_catalogue_comes_from_the_cache_and_is_the_same(root: Path) -> None:
    read = load_catalogue(root)
    again = load_catalogue(root)
    assert isinstance(read.services, MemoryServices)
    assert from_cache(again)
    assert everything(again) == everything(read)
    assert again.services.linked("issues", "child-card") == read.services.linked("issues", "child-card") != ()
    assert set(again.services.slugs()) == set(read.services.slugs())


def test_a_touched_file_of_the_same_content_still_comes_from_the_cache(root: Path) -> None:
    load_catalogue(root)
    touch(root / BIRTH)
    assert from_cache(load_catalogue(root))


@pytest.mark.parametrize("path", [BIRTH, "services.yaml", "registers/codes.yaml", "offers/banda-aceh.yaml"])
def test_changed_content_is_read_again(root: Path, path: str) -> None:
    before = kept(root)
    (root / path).write_text((root / path).read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    after = load_catalogue(root)
    assert (from_cache(before), from_cache(after), from_cache(load_catalogue(root))) == (True, False, True)
    assert after.version != before.version


def test_content_of_the_same_size_and_time_is_told_by_its_inode(root: Path) -> None:
    load_catalogue(root)
    path, status = root / BIRTH, (root / BIRTH).stat()
    other = path.with_suffix(".new")
    other.write_text(path.read_text(encoding="utf-8").replace("akta lahir", "akta layak"), encoding="utf-8")
    os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
    other.replace(path)
    assert load_catalogue(root).services.find("birth-certificate").keywords == ("akta layak",)


def test_a_new_file_and_a_lost_one_are_noticed(root: Path) -> None:
    load_catalogue(root)
    (root / "offers/banda-aceh.yaml").unlink()
    assert dict(load_catalogue(root).offers) == {}
    (root / "services/social/school-aid-renewal.yaml").unlink()
    assert len(load_catalogue(root).services) == 3
    shutil.copy(BASE / "services/social/school-aid-renewal.yaml", root / "services/social")
    assert len(load_catalogue(root).services) == 4


def test_a_change_for_the_worse_is_told_although_the_cache_knows_better(root: Path) -> None:
    load_catalogue(root)
    change(root / BIRTH, "valid_from: 2014-01-01", "valid_from: never")
    with pytest.raises(CatalogueError):
        load_catalogue(root)


def test_without_the_cache_everything_is_read(root: Path) -> None:
    load_catalogue(root)
    assert not from_cache(load_catalogue(root, cache=False))


def test_no_cache_is_written_where_none_is_wanted(root: Path) -> None:
    load_catalogue(root, cache=False)
    assert not cache_file(root).exists()


def test_the_cache_is_for_this_user_only(root: Path) -> None:
    load_catalogue(root)
    path = cache_file(root)
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert list(path.parent.iterdir()) == [path]


def test_a_cache_folder_that_cannot_be_written_is_no_error(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/proc/1/caches")
    assert not from_cache(kept(root))


def test_a_read_only_cache_folder_is_no_error(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_keywords: object) -> None:
        raise PermissionError

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    assert not from_cache(kept(root))
    assert not cache_file(root).exists()


def test_a_full_disk_leaves_no_half_cache(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_keywords: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("catalogue.cache._fill", refuse)
    assert not from_cache(kept(root))
    assert list(cache_file(root).parent.iterdir()) == []


@pytest.mark.parametrize("garbage", [b"", b"no database", b"SQLite format 3\x00" + b"\xff" * 4096])
def test_a_garbage_cache_is_ignored_and_replaced(root: Path, garbage: bytes) -> None:
    load_catalogue(root)
    cache_file(root).write_bytes(garbage)
    assert not from_cache(load_catalogue(root))
    assert from_cache(load_catalogue(root))


@pytest.mark.parametrize("spoiled", ["DELETE FROM register", "UPDATE register SET json = 'x'", "DROP TABLE file"])
def test_a_spoiled_cache_is_ignored_and_replaced(root: Path, spoiled: str) -> None:
    load_catalogue(root)
    connection = sqlite3.connect(cache_file(root))
    with connection:
        connection.execute(spoiled)
    connection.close()
    touch(root / BIRTH)
    assert not from_cache(load_catalogue(root))


def test_a_cache_cut_short_is_ignored(root: Path) -> None:
    load_catalogue(root)
    path = cache_file(root)
    path.write_bytes(path.read_bytes()[:5000])
    assert not from_cache(load_catalogue(root))


def test_a_cache_of_another_version_of_the_code_is_removed(root: Path) -> None:
    load_catalogue(root)
    path = cache_file(root)
    older = path.with_name(path.name.split("-")[0] + "-0123456789abcdef.sqlite")
    path.rename(older)
    assert not from_cache(load_catalogue(root))
    assert list(path.parent.iterdir()) == [path]


def test_a_broken_catalogue_is_not_kept(root: Path) -> None:
    change(root / BIRTH, "valid_from: 2014-01-01", "valid_from: never")
    with pytest.raises(CatalogueError):
        load_catalogue(root)
    assert not cache_file(root).exists()


def sound(root: Path, path: str, data: bytes) -> PublicService | None:
    """The service that a file of these bytes is read as, None where loading tells a problem."""
    (root / path).write_bytes(data)
    try:
        catalogue = load_catalogue(root, cache=False)
    except CatalogueError:
        return None
    return catalogue.services.find(path.rsplit("/", 1)[-1].removesuffix(".yaml"))


def findings(root: Path) -> list[Finding]:
    catalogue = load_catalogue(root, cache=False)
    journey = build_journey(catalogue)
    of_the_catalogue = [finding for check in CATALOGUE_CHECKS for finding in check(catalogue)]
    return of_the_catalogue + [finding for check in JOURNEY_CHECKS for finding in check(journey)]


@pytest.mark.parametrize("path", SERVICES)
def test_a_service_cut_off_within_a_line_is_refused(path: str) -> None:
    whole = (BASE / path).read_bytes()
    for end in range(len(whole)):
        if whole[end - 1 : end] != b"\n":
            with pytest.raises(CatalogueError):
                read_yaml(whole[:end], path)


@pytest.mark.parametrize("path", SERVICES)
def test_a_service_cut_off_between_lines_has_lost_nothing_but_examples(root: Path, path: str) -> None:
    """``sources`` is required and stands near the end; what may follow it are examples."""
    whole = (BASE / path).read_bytes()
    service = sound(root, path, whole)
    assert service is not None
    ends = [end + 1 for end, byte in enumerate(whole[:-1]) if byte == ord("\n")]
    kept = [smaller for end in ends if (smaller := sound(root, path, whole[:end])) is not None]
    for smaller in kept:
        assert smaller.model_copy(update={"examples": service.examples}) == service
        assert smaller.examples == service.examples[: len(smaller.examples)]
    assert len(kept) <= len(service.examples)


@pytest.mark.parametrize("lost", [1, 2, 4])
def test_examples_cut_off_are_missed_by_the_checks(root: Path, lost: int) -> None:
    lines = (BASE / BIRTH).read_bytes().splitlines(keepends=True)
    assert sound(root, BIRTH, b"".join(lines[:-lost])) is not None
    assert [finding.fault.rule for finding in findings(root)].count("too-few-examples") == 1
