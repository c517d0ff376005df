"""What every test may use: a cache of its own, the catalogue that is shipped, and the small ones of the tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from catalogue.load import load_catalogue
from catalogue.store import Catalogue
from journeys.journey import Journey, build_journey

TESTS = Path(__file__).parent
settings.register_profile("explore", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("house", settings.get_profile("explore"), derandomize=True)
settings.load_profile("house")


@pytest.fixture(scope="session", autouse=True)
def _cache_of_the_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or writes the cache of the person who runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def shipped() -> Journey:
    """The catalogue of the project, joined."""
    return build_journey(load_catalogue(cache=False))


@pytest.fixture(scope="session")
def civil() -> Catalogue:
    """The small sound catalogue of tests/catalogue/base."""
    return load_catalogue(TESTS / "catalogue" / "base", cache=False)


@pytest.fixture(scope="session")
def village() -> Journey:
    """The small catalogue of tests/journeys/base, one case for each sentence on documents and order."""
    return build_journey(load_catalogue(TESTS / "journeys" / "base", cache=False))


@pytest.fixture(scope="session")
def village_catalogue(village: Journey) -> Catalogue:
    """The same, not joined."""
    return village.catalogue
