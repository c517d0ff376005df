"""The catalogue in which every field stands at least once, and stores to ask."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from catalogue.load import load_catalogue
from catalogue.store import Catalogue
from ontology.store import EmbeddedStore, store_of


@pytest.fixture(scope="session")
def full() -> Catalogue:
    """The catalogue of tests/ontology/base."""
    return load_catalogue(Path(__file__).parent / "base", cache=False)


@pytest.fixture(scope="session")
def full_store(full: Catalogue) -> Iterator[EmbeddedStore]:
    """The same, to be asked in SPARQL."""
    store = store_of(full)
    assert isinstance(store, EmbeddedStore)
    yield store
    store.close()
