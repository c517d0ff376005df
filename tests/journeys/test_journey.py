from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from catalogue.errors import SituationError
from catalogue.store import Catalogue
from journeys.journey import Journey, build_journey, verdicts

BASE = Path(__file__).parent / "base"


def test_a_journey_computes_nothing_before_it_is_asked(civil: Catalogue) -> None:
    assert vars(build_journey(civil)) == {"catalogue": civil}


@pytest.mark.parametrize(
    ("event", "chain"), [("birth", ("birth",)), ("twin-birth", ("twin-birth", "birth")), ("death", ("death",))]
)
def test_the_broader_events_belong_to_an_event(village: Journey, event: str, chain: tuple[str, ...]) -> None:
    assert village.events_of(event) == chain


def test_events_that_are_broader_than_one_another_end(village: Journey) -> None:
    events = village.catalogue.life_events
    circle = {**events, "birth": events["birth"].model_copy(update={"broader": "twin-birth"})}

    assert build_journey(replace(village.catalogue, life_events=circle)).events_of("birth") == ("birth", "twin-birth")


def test_what_an_event_asserts_is_read_once(village: Journey) -> None:
    assert village.asserted["death"] == {"deceased": True}
    assert village.asserted["birth"] == {}
    assert village.asserted is village.asserted


def test_what_an_event_asserts_must_be_a_fact_that_can_be(village: Journey) -> None:
    events = village.catalogue.life_events
    wrong = {**events, "death": events["death"].model_copy(update={"asserted": {"deceased": "perhaps"}})}

    with pytest.raises(SituationError):
        _ = build_journey(replace(village.catalogue, life_events=wrong)).asserted


def test_a_recipe_is_worked_out_once_for_each_role(village: Journey) -> None:
    service = village.catalogue.services.find("birth-certificate")

    assert village.recipe(service, "child") is village.recipe(service, "child")
    assert village.recipe(service, "child") is not village.recipe(service, "mother")


@pytest.mark.parametrize(("days", "verdict"), [(60, "met"), (61, "not_met")])
def test_verdicts_take_plain_facts_or_a_situation_that_was_read(village: Journey, days: int, verdict: str) -> None:
    code = village.catalogue.services.find("birth-certificate").code
    facts = {"age_days": days}

    assert verdicts(village, facts)[code] == verdict
    assert verdicts(village, facts) == verdicts(village, village.reader.read(facts))
    assert verdicts(village, facts).keys() == village.catalogue.services.keys()


def test_verdicts_refuse_facts_that_cannot_be(village: Journey) -> None:
    with pytest.raises(SituationError):
        verdicts(village, {"age_dyas": 1})
