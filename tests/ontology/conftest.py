"""The catalogue in which every field stands at least once."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalogue.load import load_catalogue
from catalogue.store import Catalogue


@pytest.fixture(scope="session")
def full() -> Catalogue:
    """The catalogue of tests/ontology/base."""
    return load_catalogue(Path(__file__).parent / "base", cache=False)
