from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from catalogue import checks
from catalogue.errors import Severity, explanations
from catalogue.findings import Finding
from catalogue.store import Catalogue
from tests.small_catalogues import changed, with_registers

Found = list[tuple[str, str, tuple[str | int, ...]]]


def told(check: Callable[[Catalogue], Iterator[Finding]], catalogue: Catalogue) -> Found:
    return [(one.fault.rule, one.service or one.register, one.location) for one in check(catalogue)]


@pytest.mark.parametrize("check", checks.CHECKS, ids=lambda check: check.__name__)
def test_the_sound_catalogue_has_nothing_to_be_told(civil: Catalogue, check: checks.Check) -> None:
    assert told(check, civil) == []


def test_every_check_says_what_it_looks_for_and_is_in_the_list() -> None:
    named = [value for name, value in vars(checks).items() if name.startswith("check_")]

    assert set(checks.CHECKS) == set(named)
    assert all(check.__doc__ for check in checks.CHECKS)


@pytest.mark.parametrize(
    ("fields", "location"),
    [
        ({"name": {"id": "Kartu"}}, ("name",)),
        ({"note": {"id": "Catatan"}}, ("note",)),
        ({"requirements": [{"name": {"id": "Umur"}}]}, ("requirements", 0, "name")),
        ({"channels": [{"type": "counter", "note": {"id": "Loket"}}]}, ("channels", 0, "note")),
        ({"costs": [{"value": None, "basis": {"id": "Tarif"}}]}, ("costs", 0, "basis")),
        ({"deadline": {"within": "P1D", "after": "birth", "if_late": {"id": "Denda"}}}, ("deadline", "if_late")),
        ({"standard": {"time": {"id": "Sehari"}}}, ("standard", "time")),
    ],
)
def test_a_text_without_an_expected_language_is_told(
    civil: Catalogue, fields: dict[str, object], location: tuple[str | int, ...]
) -> None:
    bad = changed(civil, "child-card", **fields)

    assert told(checks.check_languages, bad) == [("language-expected", "child-card", location)]


@pytest.mark.parametrize("field", ["processing_time", "costs", "channels", "evidence", "produces"])
def test_what_no_source_says_is_told_as_not_stated(civil: Catalogue, field: str) -> None:
    bad = changed(civil, "child-card", **{field: None if field == "processing_time" else []})
    found = list(checks.check_completeness(bad))

    assert [(one.fault.rule, one.fault.words["field"], one.service) for one in found] == [
        ("not-stated", field, "child-card")
    ]


def test_a_benefit_is_an_output_too(civil: Catalogue) -> None:
    assert told(checks.check_completeness, changed(civil, "school-aid", benefit=[]))[0][0] == "not-stated"


def test_a_law_may_stand_with_the_requirement(civil: Catalogue) -> None:
    assert told(checks.check_completeness, changed(civil, "birth-certificate", legal_resources=[])) == []
    assert told(checks.check_completeness, changed(civil, "child-card", legal_resources=[]))[0][0] == "not-stated"


@pytest.mark.parametrize(
    ("channel", "expected"),
    [
        ({"type": "web"}, [("not-stated", "child-card", ("channels", 0))]),
        ({"type": "app"}, [("not-stated", "child-card", ("channels", 0))]),
        ({"type": "app", "application": "registry-system"}, []),
        ({"type": "phone"}, []),
    ],
)
def test_a_channel_in_the_net_says_where(civil: Catalogue, channel: dict[str, object], expected: Found) -> None:
    assert told(checks.check_completeness, changed(civil, "child-card", channels=[channel])) == expected


def test_what_is_not_in_force_need_not_be_complete(civil: Catalogue) -> None:
    bare: dict[str, object] = {
        "processing_time": None,
        "costs": [],
        "channels": [],
        "evidence": [],
        "produces": [],
        "benefit": [],
    }
    closed = changed(civil, "school-aid-renewal", status="historical", legal_resources=[], **bare)

    assert told(checks.check_completeness, closed) == []


def test_what_was_replaced_names_its_successor(civil: Catalogue) -> None:
    alone = changed(civil, "child-card", status="superseded")
    followed = changed(civil, "child-card", status="superseded", successors=["birth-certificate"])

    assert told(checks.check_succession, alone) == [("no-successor", "child-card", ("status",))]
    assert told(checks.check_succession, followed) == []


@pytest.mark.parametrize(
    ("fields", "rules"),
    [
        ({"status": "suspended"}, ["requires-retired"]),
        ({"status": "historical"}, ["requires-retired"]),
        ({"valid_to": "2027-12-31"}, ["requires-retired"]),
        ({}, []),
    ],
)
def test_what_is_in_force_leans_on_nothing_that_ends_before_it(
    civil: Catalogue, fields: dict[str, object], rules: list[str]
) -> None:
    bad = changed(civil, "school-aid", **fields)

    assert [rule for rule, *_place in told(checks.check_succession, bad)] == rules
    closed = changed(bad, "school-aid-renewal", status="suspended")
    assert told(checks.check_succession, closed) == []


@pytest.mark.parametrize(("field", "rule"), [("requires", "requires-circle"), ("successors", "successor-circle")])
def test_no_service_comes_back_to_itself(civil: Catalogue, field: str, rule: str) -> None:
    ring = civil
    for slug, following in (
        ("child-card", "school-aid"),
        ("school-aid", "birth-certificate"),
        ("birth-certificate", "child-card"),
    ):
        ring = changed(ring, slug, **{field: [following]})
    found = told(checks.check_circles, ring)

    assert {(rule_, slug) for rule_, slug, _place in found} == {
        (rule, slug) for slug in ("child-card", "school-aid", "birth-certificate")
    }
    opened = changed(ring, "birth-certificate", **{field: []})
    assert told(checks.check_circles, opened) == []


def test_who_leads_into_a_circle_is_not_in_it(civil: Catalogue) -> None:
    ring = changed(changed(civil, "child-card", requires=["school-aid"]), "school-aid", requires=["child-card"])
    found = told(checks.check_circles, changed(ring, "birth-certificate", requires=["child-card"]))

    assert {slug for _rule, slug, _place in found} == {"child-card", "school-aid"}


def test_an_imported_service_waits_for_its_code(civil: Catalogue) -> None:
    provisional = changed(civil, "child-card", code="9900.001.01.00-52")

    assert told(checks.check_provisional, provisional) == [("provisional-code", "child-card", ("code",))]


@pytest.mark.parametrize(
    ("fields", "rule", "location"),
    [
        ({"provided_by": ["civil-registry", "old-registry"]}, "retired-organisation", ("provided_by", 1)),
        ({"competent_authority": "old-registry"}, "retired-organisation", ("competent_authority",)),
        (
            {"channels": [{"type": "counter", "provided_by": "old-registry"}]},
            "retired-organisation",
            ("channels", 0, "provided_by"),
        ),
    ],
)
def test_what_is_in_force_names_no_organisation_that_is_gone(
    civil: Catalogue, fields: dict[str, object], rule: str, location: tuple[str | int, ...]
) -> None:
    bad = changed(civil, "child-card", **fields)

    assert told(checks.check_retired_names, bad) == [(rule, "child-card", location)]
    assert told(checks.check_retired_names, changed(bad, "child-card", status="historical")) == []


def test_what_is_in_force_names_no_application_that_is_gone(civil: Catalogue) -> None:
    gone = civil.applications["registry-system"].model_copy(update={"status": "superseded"})
    bad = with_registers(civil, applications={**civil.applications, "registry-system": gone})

    assert told(checks.check_retired_names, bad) == [
        ("retired-application", "birth-certificate", ("channels", 1, "application"))
    ]


def test_a_document_nobody_asks_for_or_gives_is_told(civil: Catalogue) -> None:
    bad = changed(changed(civil, "child-card", produces=[]), "birth-certificate", evidence=["form"])

    assert told(checks.check_unused, bad) == [
        ("evidence-unused", "evidence", ("birth-statement",)),
        ("evidence-unused", "evidence", ("village-statement",)),
        ("evidence-unused", "evidence", ("child-card",)),
    ]


def test_what_a_check_finds_is_explained() -> None:
    rules = {
        "language-expected": Severity.WARNING,
        "not-stated": Severity.WARNING,
        "no-successor": Severity.ERROR,
        "requires-retired": Severity.ERROR,
        "requires-circle": Severity.ERROR,
        "successor-circle": Severity.ERROR,
        "provisional-code": Severity.WARNING,
        "retired-organisation": Severity.WARNING,
        "retired-application": Severity.WARNING,
        "evidence-unused": Severity.WARNING,
    }
    known = explanations()

    assert {rule: known[rule].severity for rule in rules} == rules
