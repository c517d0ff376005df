"""The wheel carries its floors with it, and stands beside a distribution that is called ``catalogue`` too."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like site-packages: our wheel unpacked, and a foreign ``catalogue`` beside it."""
    built = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(built), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    site = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        wheel.extractall(site)
    (site / "catalogue").mkdir()
    (site / "catalogue" / "__init__.py").write_text("FOREIGN = True\n", encoding="utf-8")
    return site


def run(site: Path, code: str) -> str:
    """What Python prints with only ``site`` and the requirements on its path."""
    environment = {**os.environ, "PYTHONPATH": str(site)}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=site,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_wheel_finds_its_own_floors_and_catalogue(site: Path) -> None:
    code = "import lifejourney, catalogue; print(catalogue.__file__, len(lifejourney.load_catalogue().services) > 320)"
    place, enough = run(site, code).split()
    assert Path(place) == site / "lifejourney" / "_floors" / "catalogue" / "__init__.py"
    assert enough == "True"


def test_the_wheel_answers_a_bundle(site: Path) -> None:
    code = (
        "import lifejourney as l; j = l.build_journey(l.load_catalogue()); "
        "print(*(s.service.slug for s in l.bundle_for(j, 'birth', {'age_days': 10}).steps))"
    )
    assert "akta-kelahiran" in run(site, code).split()


def test_the_wheel_answers_a_query(site: Path) -> None:
    code = (
        "import lifejourney as l; from ontology.store import store_of; s = store_of(l.load_catalogue()); "
        "print(s.answer('ASK { ?s ?p ?o }').body.decode()); s.close()"
    )
    assert run(site, code) == '{"head":{},"boolean":true}'


@pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java, and none is here")
def test_the_wheel_sends_spark_what_its_workers_need(site: Path) -> None:
    code = (
        "import lifejourney, planning.likeness as p, planning.engine as e, planning.texts as t; "
        "records = [t.Record(str(n), f'akta {n % 7} izin') for n in range(40)]; "
        "engine = e.engine_named('local[2]'); "
        "print((p.likeness(records).score == p.likeness(records, engine=engine).score).all(), p.__file__)"
    )
    same, place = run(site, code).split()
    assert same == "True"
    assert site in Path(place).parents


def test_the_wheel_holds_nothing_but_the_package(site: Path) -> None:
    top = {path.name for path in site.iterdir()} - {"catalogue"}
    assert {name for name in top if not name.endswith(".dist-info")} == {"lifejourney"}
