from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence

import pytest

from planning.engine import Engine, EngineMissing, Local, engine_named
from planning.likeness import Likeness, likeness
from planning.texts import Record

needs_java = pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java, and none is here")
TEXT = "akta izin kartu surat usaha lahir nikah rumah tanah sekolah pajak kapal hutan obat desa guru"
WORDS = TEXT.split()


def records() -> list[Record]:
    """Records that have words, a field and a set in common, some of one text."""
    names = [f"{a} {b} {c}" for a in WORDS for b in WORDS[::2] for c in WORDS[::3]]
    return [
        Record(
            str(number),
            name,
            source="ab"[number % 2],
            traits={"output": WORDS[number % 5], "documents": frozenset(WORDS[number % 7 : number % 7 + 3])},
        )
        for number, name in enumerate([*names, *names[::9]])
    ]


def told(found: Likeness) -> Sequence[tuple[int, int, float]]:
    return list(zip(found.pairs.left.tolist(), found.pairs.right.tolist(), found.score.tolist(), strict=True))


@needs_java
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # pyspark leaves its pipe to Java open
def test_where_java_is_not_found_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", "/nowhere")
    with pytest.raises(EngineMissing, match="it needs Java 17"):
        engine_named("spark")


def test_where_spark_is_not_installed_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "planning.spark", None)
    with pytest.raises(EngineMissing, match="pip install"):
        engine_named("spark")


def test_an_engine_that_does_not_exist_is_not_sought() -> None:
    with pytest.raises(EngineMissing, match="no engine sprak: local, spark, or"):
        engine_named("sprak")


def test_here_is_an_engine_too() -> None:
    with engine_named("local") as engine:
        assert isinstance(engine, Local)


@pytest.fixture(scope="module")
def spark() -> Iterator[Engine]:
    with engine_named("local[2]") as engine:
        yield engine


@needs_java
@pytest.mark.parametrize("between_lists", [False, True])
def test_spark_gives_the_same_pairs_in_the_same_order_with_the_same_scores(
    spark: Engine, *, between_lists: bool
) -> None:
    listed = records()
    here = likeness(listed, between_lists=between_lists, judged={("0", "1"): True})
    there = likeness(listed, between_lists=between_lists, judged={("0", "1"): True}, engine=spark)
    assert told(there) == told(here)
    assert there.weights == here.weights


@needs_java
def test_nothing_to_do_needs_no_worker(spark: Engine) -> None:
    assert not likeness([], engine=spark).score.tolist()
