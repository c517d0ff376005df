"""The application a server runs: ``uvicorn --factory lifejourney.asgi:create``, settings from the environment."""

from __future__ import annotations

import logging
import os
import sys

from api.app import Application, create_app
from api.settings import Settings
from catalogue.load import load_catalogue
from journeys.journey import build_journey


def create() -> Application:
    """The application for the catalogue that ``LIFEJOURNEY_CATALOGUE`` names, else the one shipped.

    Raises SettingsError for a setting that cannot be used, CatalogueError for a catalogue that cannot.
    """
    settings = Settings.of(os.environ)
    _log_to_stderr(access=settings.access_log)
    return create_app(build_journey(load_catalogue(settings.catalogue)), settings=settings)


def _log_to_stderr(*, access: bool) -> None:
    """Our own lines only: uvicorn's access log repeats paths and queries, and stays off."""
    logger = logging.getLogger("lifejourney")
    logger.propagate = False
    logger.setLevel(logging.INFO)
    if not logger.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        logger.addHandler(handler)
    logging.getLogger("lifejourney.access").disabled = not access
