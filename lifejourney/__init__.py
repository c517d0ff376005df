"""Which public services a life calls for, from birth to death, and which of them one person needs now.

The public surface of the package; importing it starts neither a command line nor a server.
"""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

# The floors have flat names (catalogue, journeys, api), and one of them is also a distribution's: ours must come first.
_HERE = Path(__file__).resolve().parent
_FLOORS = _HERE.parent if (_HERE.parent / "services.yaml").is_file() else _HERE / "_floors"
if sys.path[:1] != [str(_FLOORS)]:
    sys.path.insert(0, str(_FLOORS))

from catalogue.errors import CatalogueError, LifeJourneyError, RuleError, SituationError, UnknownCode  # noqa: E402
from catalogue.load import load_catalogue  # noqa: E402
from catalogue.store import Catalogue  # noqa: E402
from journeys.answers import Bundle  # noqa: E402
from journeys.bundle import bundle_for  # noqa: E402
from journeys.eligibility import Assessment, Verdict, assess  # noqa: E402
from journeys.journey import Journey, build_journey, verdicts  # noqa: E402
from journeys.questions import next_questions  # noqa: E402
from journeys.situation import Situation  # noqa: E402
from journeys.timeline import timeline_for  # noqa: E402
from journeys.timeline_answers import Timeline  # noqa: E402

try:
    __version__ = version("life-journey-catalogue")
except PackageNotFoundError:
    __version__ = "0+checkout"

__all__ = [
    "Assessment",
    "Bundle",
    "Catalogue",
    "CatalogueError",
    "Journey",
    "LifeJourneyError",
    "RuleError",
    "Situation",
    "SituationError",
    "Timeline",
    "UnknownCode",
    "Verdict",
    "assess",
    "build_journey",
    "bundle_for",
    "load_catalogue",
    "next_questions",
    "timeline_for",
    "verdicts",
]
