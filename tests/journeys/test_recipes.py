from __future__ import annotations

import pytest

from journeys.dates import NO_HURRY
from journeys.journey import Journey
from journeys.recipes import Recipe, recipe_of
from journeys.situation import Document
from tests.small_catalogues import service, with_services


def recipe(village: Journey, role: str = "child", **fields: object) -> Recipe:
    catalogue = with_services(village.catalogue, [service(1, **fields)])
    (only,) = catalogue.services.values()
    return recipe_of(catalogue, only, role)


@pytest.mark.parametrize(
    ("demand", "documents", "by_default"),
    [
        ("photo", [Document("child", "photo")], [True]),
        ("family-card", [Document("household", "family-card")], [True]),
        ({"type": "photo", "of": "mother"}, [Document("mother", "photo")], [False]),
        ({"type": "photo", "of": "child"}, [Document("child", "photo")], [True]),
        (
            {"one_of": ["ktp", "family-card"]},
            [Document("child", "ktp"), Document("household", "family-card")],
            [True] * 2,
        ),
    ],
)
def test_a_demand_asks_for_documents_of_persons(
    village: Journey, demand: object, documents: list[Document], by_default: list[bool]
) -> None:
    (ask,) = recipe(village, evidence=[demand]).asks

    assert [choice.document for choice in ask.choices] == documents
    assert [choice.bare is not None for choice in ask.choices] == by_default
    assert ask.when is None


def test_a_choice_knows_where_its_document_comes_from(village: Journey) -> None:
    asks = recipe(village, evidence=["birth-statement", "photo"]).asks
    statement, photo = (ask.choices[0] for ask in asks)

    assert (statement.for_purpose, statement.from_service) == (True, True)
    assert (photo.for_purpose, photo.from_service) == (False, False)


def test_only_what_no_choice_decides_and_no_errand_is_shared_by_all_plans(village: Journey) -> None:
    conditional = {"type": "photo", "when": "employed"}
    made = recipe(village, evidence=["photo", conditional, {"one_of": ["ktp", "photo"]}, "birth-statement"])
    plain = recipe(village, evidence=["photo", "ktp"])

    assert [list(needs) for needs in made.needs] == [[True, None], [True, None], [], []]
    assert [need.condition for need in made.needs[1].values()] == [None, "employed"]
    assert made.plain == ()
    assert plain.plain == tuple(needs[True] for needs in plain.needs)
    assert all(need.shared and need.status == "bring" for need in plain.plain)


def test_outputs_are_given_or_updated_to_whom_they_belong(village: Journey) -> None:
    made = recipe(
        village,
        role="mother",
        produces=["photo", "family-card", {"type": "ktp", "of": "father"}, {"type": "job-card", "updates": True}],
    )

    assert [gift.document for gift in made.gives] == [
        Document("mother", "photo"),
        Document("household", "family-card"),
        Document("father", "ktp"),
    ]
    assert [gift.document for gift in made.updates] == [Document("mother", "job-card")]


def test_only_requirements_with_a_rule_are_asked(village: Journey) -> None:
    requirements = [{"name": {"id": "Disetujui"}}, {"name": {"id": "Bekerja"}, "rule": "employed"}]

    assert len(recipe(village, requirements=requirements).rules) == 1


@pytest.mark.parametrize(
    ("deadline", "days"),
    [
        (None, NO_HURRY),
        ({"within": "P60D", "after": "birth"}, 60),
        ({"within": "P3D", "before": "birth"}, -3),
        ({"within": {"working_days": 10}, "after": "birth"}, 14),
    ],
)
def test_a_deadline_counts_in_rough_days_and_before_the_event_it_is_negative(
    village: Journey, deadline: object, days: int
) -> None:
    assert recipe(village, deadline=deadline).due_days == days


def test_a_recipe_is_worked_out_once_for_each_role(village: Journey) -> None:
    one = village.catalogue.services.find("identity-card")

    assert village.recipe(one, "mother") is village.recipe(one, "mother")
    assert village.recipe(one, "mother") != village.recipe(one, "father")
