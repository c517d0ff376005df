"""One test, or a few, for each sentence of the semantics of documents and order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Unpack

import pytest

from catalogue.errors import SituationError, UnknownCode
from journeys.answers import Bundle, NotApplicable, Step, StepEvidence
from journeys.bundle import Options, bundle_for
from journeys.eligibility import Verdict
from journeys.journey import Journey, build_journey
from tests.small_catalogues import changed

DAY = date(2026, 11, 22)
BORN = {"age_days": 10}


def asked(
    village: Journey, event: str | list[str], facts: Mapping[str, object] | None = None, **options: Unpack[Options]
) -> Bundle:
    options.setdefault("as_of", DAY)
    return bundle_for(village, event, facts, **options)


def slugs(bundle: Bundle) -> list[str]:
    return [step.service.slug for step in bundle.steps]


def step(bundle: Bundle, slug: str) -> Step:
    (found,) = [step for step in bundle.steps if step.service.slug == slug]
    return found


def paper(bundle: Bundle, slug: str, document: str) -> StepEvidence:
    """The demand of a step in which a document stands, chosen or as an alternative."""
    (found,) = [
        evidence
        for evidence in step(bundle, slug).evidence
        if document in {evidence.code, *(other.code for other in evidence.alternatives)}
    ]
    return found


def left(bundle: Bundle, slug: str) -> NotApplicable:
    (found,) = [left for left in bundle.not_applicable if left.service.slug == slug]
    return found


def rules_of(error: pytest.ExceptionInfo[SituationError]) -> list[tuple[str, tuple[str | int, ...]]]:
    return [(fault.fault.rule, fault.path) for fault in error.value.faults]


# ── whose document ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_document_is_its_holders_else_the_beneficiarys_unless_the_demand_says_whose(village: Journey) -> None:
    birth = asked(village, "birth", BORN)

    assert paper(birth, "birth-certificate", "family-card").of == "household"
    assert paper(birth, "birth-certificate", "photo").of == "child"
    assert paper(birth, "birth-certificate", "ktp").of == "mother"
    assert [(made.code, made.of) for made in step(birth, "birth-certificate").produces] == [
        ("birth-certificate", "child"),
        ("family-card", "household"),
    ]


@pytest.mark.parametrize(
    ("held", "document", "status"),
    [
        (["family-card"], "family-card", "held"),
        (["household.family-card"], "family-card", "held"),
        (["mother.family-card"], "family-card", "bring"),
        (["mother.ktp"], "ktp", "held"),
        (["ktp"], "ktp", "bring"),
        (["father.ktp"], "ktp", "bring"),
        (["photo"], "photo", "held"),
        (["child.photo"], "photo", "held"),
        (["mother.photo"], "photo", "bring"),
    ],
)
def test_a_bare_document_means_its_default_person_and_a_named_one_its_own(
    village: Journey, held: list[str], document: str, status: str
) -> None:
    assert paper(asked(village, "birth", BORN, held=held), "birth-certificate", document).status == status


# ── where it comes from ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_document_is_held_or_from_a_step_or_brought(village: Journey) -> None:
    found = asked(village, "job-loss", {"employed": False}, held=["ktp"])

    assert paper(found, "job-card", "ktp").status == "held"
    assert paper(found, "job-card", "photo").status == "bring"
    assert paper(found, "unemployment-benefit", "job-card").status == "from_step"
    assert paper(found, "unemployment-benefit", "job-card").from_step == step(found, "job-card").id


def test_what_is_brought_names_who_gives_it(village: Journey) -> None:
    found = asked(village, "job-loss", {"employed": False})

    assert paper(found, "unemployment-benefit", "dismissal-letter").issued_by == {"id": "Majikan", "en": "Employer"}
    ktp = paper(found, "job-card", "ktp")
    assert ktp.issued_by is not None
    assert ktp.issued_by["en"] == "Village office"
    assert paper(found, "job-card", "photo").issued_by is None


def test_a_document_held_is_not_waited_for(village: Journey) -> None:
    found = asked(village, "job-loss", {"employed": False}, held=["job-card"])

    assert paper(found, "unemployment-benefit", "job-card").status == "held"
    assert step(found, "unemployment-benefit").after == ()
    assert left(found, "job-card").reason == "held"


def test_a_step_never_waits_for_its_own_output(village: Journey) -> None:
    found = asked(village, "fishing")

    assert paper(found, "net-card", "net-card").status == "bring"
    assert step(found, "net-card").after == ()
    missing = asked(village, "fishing", missing=["net-card"])
    assert paper(missing, "net-card", "net-card").status == "unobtainable"


def test_nothing_is_pulled_in_that_nobody_called_missing(village: Journey) -> None:
    assert slugs(asked(village, "marriage", {"age_years": 30})) == ["marriage-book", "new-family-card"]
    assert slugs(asked(village, "opening-a-shop")) == ["shop-permit"]


def test_a_missing_document_pulls_its_issuer_in(village: Journey) -> None:
    found = asked(village, "opening-a-shop", {"employed": True}, missing=["site-letter"])

    assert slugs(found) == ["site-letter-district", "shop-permit"]
    pulled = step(found, "site-letter-district")
    assert (pulled.role, pulled.verdict) == ("prerequisite", Verdict.MET)
    assert pulled.why[0].kind == "document"
    assert paper(found, "shop-permit", "site-letter").from_step == pulled.id
    assert step(found, "shop-permit").role == "asked"
    assert step(found, "shop-permit").why[0].kind == "event"


def test_a_document_made_for_one_errand_pulls_its_issuer_in_unless_it_is_held(village: Journey) -> None:
    assert slugs(asked(village, "birth", BORN))[:2] == ["birth-statement", "birth-certificate"]
    held = asked(village, "birth", BORN, held=["birth-statement"])
    assert "birth-statement" not in slugs(held)
    assert paper(held, "birth-certificate", "birth-statement").status == "held"


@pytest.mark.parametrize(
    ("facts", "issuer"),
    [
        ({"employed": True, "income": 5000}, "site-letter-district"),
        ({"employed": False, "income": 5000}, "site-letter-notary"),
        ({"income": 5000}, "site-letter-notary"),
        ({"employed": True}, "site-letter-district"),
        ({}, "site-letter-district"),
        ({"employed": False}, "site-letter-notary"),
    ],
)
def test_an_issuer_that_is_not_met_or_suspended_is_no_way_and_met_comes_before_unknown(
    village: Journey, facts: dict[str, object], issuer: str
) -> None:
    found = asked(village, "opening-a-shop", facts, missing=["site-letter"])

    assert [slug for slug in slugs(found) if slug.startswith("site-letter")] == [issuer]


def test_with_no_way_left_a_document_is_unobtainable_with_the_reason(village: Journey) -> None:
    found = asked(village, "opening-a-shop", {"employed": False, "income": 0}, missing=["site-letter"])
    letter = paper(found, "shop-permit", "site-letter")

    assert slugs(found) == ["shop-permit"]
    assert letter.status == "unobtainable"
    assert letter.from_step is None
    assert letter.reason is not None
    assert {"id", "en"} <= letter.reason.keys()


def test_prerequisites_have_prerequisites(village: Journey) -> None:
    facts = {"employed": False, "income": 5000}
    found = asked(village, "opening-a-shop", facts, missing=["site-letter", "tax-number"])

    assert slugs(found) == ["tax-number", "site-letter-notary", "shop-permit"]
    assert [one.role for one in found.steps] == ["prerequisite", "prerequisite", "asked"]


def test_anothers_missing_document_pulls_in_a_step_for_that_person(village: Journey) -> None:
    found = asked(village, "opening-a-shop", missing=["father.land-deed"])
    deed = paper(found, "shop-permit", "land-deed")

    assert step(found, "land-deed").beneficiary == "father"
    assert (deed.of, deed.status) == ("father", "from_step")
    assert slugs(asked(village, "opening-a-shop", missing=["land-deed"])) == ["shop-permit"]


def test_a_missing_document_of_a_person_nobody_can_issue_to_is_unobtainable(village: Journey) -> None:
    found = asked(village, "birth", {**BORN, "mother": {"age_years": 15}}, missing=["mother.ktp"])

    assert "identity-card" not in slugs(found)
    assert paper(found, "birth-certificate", "ktp").status == "unobtainable"
    grown = asked(village, "birth", {**BORN, "mother": {"age_years": 25}}, missing=["mother.ktp"])
    assert step(grown, "identity-card").beneficiary == "mother"


# ── one of several ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_of_several_documents_the_one_held_comes_first(village: Journey) -> None:
    salary = paper(asked(village, "borrowing", held=["tax-return"]), "loan", "salary-slip")

    assert (salary.code, salary.status) == ("tax-return", "held")
    assert [other.code for other in salary.alternatives] == ["salary-slip", "savings-book"]


def test_else_one_that_another_step_asks_for_anyway(village: Journey) -> None:
    found = asked(village, "borrowing")

    assert paper(found, "loan", "salary-slip").code == "savings-book"
    assert [document.code for document in found.documents].count("savings-book") == 1


def test_else_the_first_listed(village: Journey) -> None:
    assert paper(asked(village, "borrowing"), "loan", "land-deed").code == "land-deed"


def test_a_document_to_bring_comes_before_one_that_must_be_got(village: Journey) -> None:
    found = asked(village, "borrowing", missing=["land-deed"])

    assert paper(found, "loan", "land-deed").code == "marriage-book"
    assert "land-deed" not in slugs(found)


@pytest.mark.parametrize(
    ("first", "second", "facts", "chosen"),
    [
        ("health-letter", "chest-letter", {}, "health-letter"),  # slower and cheaper: other letters take longer
        ("print-letter", "stamp-letter", {}, "stamp-letter"),
        ("sponsor-letter", "self-letter", {}, "self-letter"),
        ("sponsor-letter", "self-letter", {"employed": True}, "sponsor-letter"),
        ("sponsor-letter", "self-letter", {"employed": False}, "self-letter"),
    ],
)
def test_of_documents_that_must_be_got_the_cheapest_is_taken_that_delays_nothing_and_met_before_unknown(
    village: Journey, first: str, second: str, facts: dict[str, object], chosen: str
) -> None:
    found = asked(village, "travelling", facts)

    assert paper(found, "visa", first).code == chosen
    assert paper(found, "visa", first).status == "from_step"
    assert len({first, second} & {*slugs(found)}) == 1


# ── a condition that is not known ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("mother", "stands", "condition"),
    [
        ({"status": "married"}, True, None),
        ({"status": "single"}, False, None),
        ({}, True, "mother.status = 'married'"),
    ],
)
def test_a_document_stands_as_its_condition_says_and_with_it_where_that_is_not_known(
    village: Journey, mother: dict[str, object], stands: object, condition: str | None
) -> None:
    found = asked(village, "birth", {**BORN, "mother": mother})
    books = [evidence for evidence in step(found, "birth-certificate").evidence if evidence.code == "marriage-book"]

    assert bool(books) is stands
    assert all(book.if_ == condition for book in books)


def test_a_document_that_is_only_perhaps_asked_for_pulls_nothing_in_and_is_counted_apart(village: Journey) -> None:
    unknown = asked(village, "birth", BORN, missing=["mother.marriage-book"])
    married = asked(
        village,
        "birth",
        {**BORN, "mother": {"status": "married", "age_years": 30}},
        missing=["mother.marriage-book"],
    )

    assert "marriage-book" not in slugs(unknown)
    assert paper(unknown, "birth-certificate", "marriage-book").status == "bring"
    assert unknown.totals.documents.perhaps == 1
    assert "marriage-book" in slugs(married)
    assert married.totals.documents.perhaps == 0


# ── the list of documents ───────────────────────────────────────────────────────────────────────────────────────────


def test_every_document_stands_once_with_all_who_ask_for_it(village: Journey) -> None:
    found = asked(village, "birth", BORN)
    listed = {(document.code, document.of): document for document in found.documents}

    assert len(listed) == len(found.documents)
    certificate = listed["birth-certificate", "child"]
    assert certificate.status == "from_step"
    assert certificate.from_step == step(found, "birth-certificate").id
    assert set(certificate.demanded_by) == {step(found, "baby-aid").id, step(found, "child-card").id}
    assert listed["marriage-book", "mother"].if_ == "mother.status = 'married'"
    assert listed["photo", "child"].demanded_by == (
        step(found, "birth-certificate").id,
        step(found, "child-card").id,
    )


def test_a_document_to_bring_and_to_be_renewed_has_to_be_brought(village: Journey) -> None:
    found = asked(village, "birth", BORN)
    (card,) = [document for document in found.documents if document.code == "family-card"]

    assert card.status == "bring"


def test_documents_are_counted_as_asked_distinct_to_bring_and_perhaps(village: Journey) -> None:
    found = asked(village, "birth", BORN, held=["photo"])
    counts = found.totals.documents

    assert counts.asked == sum(evidence.if_ is None for one in found.steps for evidence in one.evidence)
    assert counts.distinct == len(found.documents) - 1
    assert counts.to_bring == 2  # the mother's identity card and the family card
    assert counts.perhaps == 1


# ── updates ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_update_orders_who_asks_for_the_updated_document(village: Journey) -> None:
    found = asked(village, "birth", BORN)
    card = paper(found, "child-card", "family-card")

    assert (card.status, card.from_step) == ("from_step", step(found, "birth-certificate").id)
    assert paper(found, "birth-certificate", "family-card").status == "bring"


def test_an_update_never_gives_the_first_one(village: Journey) -> None:
    found = asked(village, "birth", BORN, missing=["family-card"])

    assert "new-family-card" in slugs(found)
    assert paper(found, "birth-certificate", "family-card").from_step == step(found, "new-family-card").id


def test_who_holds_a_document_still_waits_for_its_update(village: Journey) -> None:
    found = asked(village, "birth", BORN, held=["family-card"])

    assert paper(found, "birth-certificate", "family-card").status == "held"
    assert paper(found, "child-card", "family-card").status == "from_step"


def test_an_update_does_not_make_a_service_superfluous(village: Journey) -> None:
    found = asked(village, "birth", BORN, held=["family-card"])

    assert "birth-certificate" in slugs(found)


def test_what_is_given_first_or_anew_is_a_way_for_whom_it_is_missing_and_never_superfluous(village: Journey) -> None:
    output = [{"type": "family-card"}, {"type": "family-card", "updates": True}]
    either = build_journey(changed(village.catalogue, "new-family-card", produces=output, life_events=["birth"]))

    lost = asked(either, "birth", BORN, missing=["family-card"])
    assert paper(lost, "birth-certificate", "family-card").from_step == step(lost, "new-family-card").id
    assert paper(asked(either, "birth", BORN), "birth-certificate", "family-card").status == "bring"
    assert "new-family-card" in slugs(asked(either, "birth", BORN, held=["family-card"]))


def test_who_holds_all_else_that_a_service_gives_is_not_offered_it_for_what_it_gives_anew(village: Journey) -> None:
    output = [{"type": "birth-certificate"}, {"type": "family-card"}, {"type": "family-card", "updates": True}]
    both = build_journey(changed(village.catalogue, "birth-certificate", produces=output))

    assert left(asked(both, "birth", BORN, held=["birth-certificate"]), "birth-certificate").reason == "held"
    assert "birth-certificate" in slugs(asked(both, "birth", BORN, held=["family-card"]))


# ── held, done, required ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_service_whose_new_outputs_are_all_held_is_left_out(village: Journey) -> None:
    for held in ("birth-certificate", "child.birth-certificate"):
        found = asked(village, "birth", BORN, held=[held])
        assert left(found, "birth-certificate").reason == "held"
        assert left(found, "birth-certificate").why[0].kind == "held"
        assert paper(found, "baby-aid", "birth-certificate").status == "held"
    assert "birth-certificate" in slugs(asked(village, "birth", BORN, held=["mother.birth-certificate"]))


def test_a_service_that_recurs_is_asked_for_again(village: Journey) -> None:
    assert "job-fair" in slugs(asked(village, "job-loss", held=["fair-ticket"]))


def test_a_service_that_gives_no_document_is_never_held(village: Journey) -> None:
    assert "baby-aid" in slugs(asked(village, "birth", BORN, held=["birth-certificate", "family-card"]))


def test_what_is_done_counts_as_taken_and_its_outputs_as_held(village: Journey) -> None:
    found = asked(village, "birth", BORN, done=["birth-certificate"])

    assert left(found, "birth-certificate").reason == "held"
    assert paper(found, "baby-aid", "birth-certificate").status == "held"
    assert "birth-statement" not in slugs(found)
    by_code = asked(village, "birth", BORN, done=[left(found, "birth-certificate").service.code])
    assert by_code == found


@pytest.mark.parametrize("missing", ["birth-certificate", "child.birth-certificate", "family-card"])
def test_an_output_of_what_is_done_cannot_be_missing(village: Journey, missing: str) -> None:
    with pytest.raises(SituationError) as caught:
        asked(village, "birth", BORN, done=["birth-certificate"], missing=[missing])

    assert rules_of(caught) == [("held-and-missing", ("missing",))]


def test_what_a_service_requires_is_pulled_in_unless_it_is_done(village: Journey) -> None:
    found = asked(village, "moving", {"town": "Jember"})
    visit = step(found, "home-visit")

    assert (visit.role, visit.why[0].kind) == ("prerequisite", "order")
    assert step(found, "address-update").after == (visit.id,)
    done = asked(village, "moving", {"town": "Jember"}, done=["home-visit"])
    assert "home-visit" not in slugs(done)
    assert step(done, "address-update").after == ()


@pytest.mark.parametrize("closed", [{"status": "suspended"}, {"valid_to": "2020-01-01"}])
def test_what_is_closed_is_not_pulled_in_by_who_requires_it(village: Journey, closed: dict[str, object]) -> None:
    journey = build_journey(changed(village.catalogue, "home-visit", **closed))

    assert "home-visit" not in slugs(asked(journey, "moving"))
    assert "home-visit" not in slugs(asked(village, "moving", {"town": "Laut"}))


def test_two_that_require_one_another_still_have_an_order(village: Journey) -> None:
    journey = build_journey(changed(village.catalogue, "home-visit", requires=["address-update"]))
    found = asked(journey, "moving")

    assert {slug for slug in slugs(found) if step(found, slug).after} <= {"home-visit", "address-update"}
    assert slugs(found).count("home-visit") == slugs(found).count("address-update") == 1


# ── waiting for one another ─────────────────────────────────────────────────────────────────────────────────────────


def test_two_that_wait_for_one_another_are_told_so(village: Journey) -> None:
    found = asked(village, "fishing", missing=["boat-book", "skipper-book"])
    papers = [paper(found, "boat-book", "skipper-book"), paper(found, "skipper-book", "boat-book")]
    (stuck,) = [one for one in papers if one.status == "unobtainable"]
    (other,) = [one for one in papers if one.status == "from_step"]

    assert stuck.reason is not None
    assert stuck.name["en"] in stuck.reason["en"]
    assert other.from_step is not None


def test_two_that_could_wait_for_one_another_do_not_where_nothing_is_missing(village: Journey) -> None:
    found = asked(village, "fishing")
    statuses = sorted(paper(found, slug, book).status for slug, book in _BOOKS)

    assert statuses == ["bring", "from_step"]


_BOOKS = [("boat-book", "skipper-book"), ("skipper-book", "boat-book")]


# ── which services ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_event_calls_for_its_own_services_and_those_of_broader_events(village: Journey) -> None:
    assert {*slugs(asked(village, "twin-birth", BORN))} == {
        "birth-statement",
        "birth-certificate",
        "baby-aid",
        "child-card",
        "twin-allowance",
    }


def test_an_event_calls_for_no_services_of_narrower_or_following_events(village: Journey) -> None:
    assert {"twin-allowance", "school-place"}.isdisjoint(slugs(asked(village, "birth", BORN)))


@pytest.mark.parametrize(
    ("slug", "reason"),
    [
        ("moving-help", "status"),
        ("moving-permit", "status"),
        ("mule-cart", "status"),
        ("digital-address", "date"),
        ("moving-grant", "date"),
    ],
)
def test_what_is_closed_is_left_out_with_the_reason(village: Journey, slug: str, reason: str) -> None:
    found = left(asked(village, "moving"), slug)

    assert found.reason == reason
    assert [why.kind for why in found.why] == [reason]
    assert {"id", "en"} <= found.why[0].text.keys()


def test_what_was_replaced_names_its_successors(village: Journey) -> None:
    successors = left(asked(village, "moving"), "moving-permit").successors

    assert [one.slug for one in successors] == ["move-letter"]


@pytest.mark.parametrize(("as_of", "closed"), [(date(2029, 12, 31), True), (date(2030, 1, 1), False)])
def test_a_service_begins_on_its_first_day(village: Journey, as_of: date, closed: object) -> None:
    found = asked(village, "moving", as_of=as_of)

    assert ("digital-address" not in slugs(found)) is closed


@pytest.mark.parametrize(("as_of", "closed"), [(date(2020, 12, 31), False), (date(2021, 1, 1), True)])
def test_a_service_ends_after_its_last_day(village: Journey, as_of: date, closed: object) -> None:
    found = asked(village, "moving", as_of=as_of)

    assert ("moving-grant" not in slugs(found)) is closed


@pytest.mark.parametrize(
    ("region", "given_"), [(None, True), ("11", True), ("11.71", True), ("33", False), ("33.74", False)]
)
def test_what_only_one_region_gives_is_left_out_elsewhere(village: Journey, region: str | None, given_: object) -> None:
    options = Options(region=region) if region else Options()
    found = asked(village, "moving", **options)

    assert ("aceh-gift" in slugs(found)) is given_
    if not given_:
        assert left(found, "aceh-gift").reason == "region"
        assert "Aceh" in left(found, "aceh-gift").why[0].text["en"]


def test_a_rule_that_is_not_met_leaves_out_with_its_law(village: Journey) -> None:
    found = left(asked(village, "birth", {"age_days": 61}), "birth-certificate")

    assert found.reason == "rule"
    (why,) = found.why
    assert (why.kind, why.rule, why.verdict) == ("requirement", "age_days <= 60", Verdict.NOT_MET)
    assert why.law is not None
    assert why.law.title == "UU 1/2026"


def test_unknown_services_are_steps_and_say_what_they_wait_for(village: Journey) -> None:
    aid = step(asked(village, "birth", BORN), "baby-aid")

    assert aid.verdict is Verdict.UNKNOWN
    assert [why.unknown_facts for why in aid.why if why.kind == "requirement"] == [("household.income",)]
    assert [condition.name["en"] for condition in aid.if_also] == ["Approved by the head of the village"]


def test_services_that_exclude_one_another_are_both_told_and_change_no_verdict(village: Journey) -> None:
    found = asked(village, "job-loss", {"employed": False})

    assert [one.slug for one in step(found, "training-voucher").only_one_of] == ["unemployment-benefit"]
    assert [one.slug for one in step(found, "unemployment-benefit").only_one_of] == ["training-voucher"]
    assert step(found, "unemployment-benefit").verdict is Verdict.MET
    assert step(found, "job-card").only_one_of == ()


def test_where_only_one_of_two_is_in_nothing_is_excluded(village: Journey) -> None:
    found = asked(village, "job-loss", {"employed": True})

    assert left(found, "unemployment-benefit").reason == "rule"
    assert step(found, "training-voucher").only_one_of == ()


# ── persons ─────────────────────────────────────────────────────────────────────────────────────────────────────────

HEIRS: dict[str, object] = {"heir": [{"age_years": 30}, {"age_years": 10}, {"age_years": 40}]}


def test_a_role_that_is_many_gives_one_step_per_person_with_ids(village: Journey) -> None:
    found = asked(village, "inheritance", HEIRS)
    code = left(found, "heir-letter").service.code

    assert [one.id for one in found.steps if one.service.slug == "heir-letter"] == [
        f"{code}#heir[0]",
        f"{code}#heir[2]",
    ]
    assert left(found, "heir-letter").reason == "rule"


def test_a_step_that_stands_alone_is_called_by_its_code(village: Journey) -> None:
    found = asked(village, "inheritance", {"heir": [{"age_years": 30}]})
    letter = step(found, "heir-letter")

    assert letter.id == letter.service.code
    assert [one.id for one in asked(village, "inheritance").steps] == [
        one.service.code for one in asked(village, "inheritance").steps
    ]


def test_each_person_waits_for_the_same_step_of_another(village: Journey) -> None:
    found = asked(village, "inheritance", HEIRS)
    certificate = step(found, "death-certificate")
    letters = [one for one in found.steps if one.service.slug == "heir-letter"]

    assert [one.after for one in letters] == [(certificate.id,), (certificate.id,)]
    (listed,) = [document for document in found.documents if document.code == "death-certificate"]
    assert listed.demanded_by == tuple(one.id for one in letters)


def test_each_person_waits_for_his_own_papers_and_prerequisites(village: Journey) -> None:
    found = asked(village, "inheritance", HEIRS)
    letter, oath, share = (code_of(village, slug) for slug in ("heir-letter", "heir-oath", "heir-share"))
    after = {one.id: set(one.after) for one in found.steps if one.service.slug == "heir-share"}

    assert after == {
        f"{share}#heir[0]": {f"{letter}#heir[0]", f"{oath}#heir[0]"},
        f"{share}#heir[1]": set(),
        f"{share}#heir[2]": {f"{letter}#heir[2]", f"{oath}#heir[2]"},
    }


def code_of(village: Journey, slug: str) -> str:
    return village.catalogue.services.find(slug).code


def test_a_document_of_one_person_is_not_anothers(village: Journey) -> None:
    facts: dict[str, object] = {"child": BORN, "mother": {"age_years": 30}, "applicant": {"employed": False}}
    found = asked(village, ["birth", "job-loss"], facts, missing=["mother.ktp"])

    assert step(found, "identity-card").beneficiary == "mother"
    assert paper(found, "birth-certificate", "ktp").status == "from_step"
    assert paper(found, "job-card", "ktp").status == "bring"
    assert len([document for document in found.documents if document.code == "ktp"]) == 2


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"heir": [{"employed": False}, {"employed": True}]}, Verdict.MET),
        ({"heir": [{"employed": False}]}, Verdict.UNKNOWN),
        ({"heir": []}, Verdict.UNKNOWN),
        ({}, Verdict.UNKNOWN),
    ],
)
def test_a_role_that_is_many_and_not_the_beneficiary_means_any_of_its_persons(
    village: Journey, facts: dict[str, object], verdict: Verdict
) -> None:
    assert step(asked(village, "inheritance", facts), "estate-relief").verdict is verdict


def test_a_list_declared_whole_can_be_not_met(village: Journey) -> None:
    facts: dict[str, object] = {"heir": [{"employed": False}], "complete": ["heir"]}

    assert left(asked(village, "inheritance", facts), "estate-relief").reason == "rule"


def test_the_beneficiary_may_depend_on_the_event(village: Journey) -> None:
    found = asked(village, "death", {"applicant": {"employed": False}})

    assert step(found, "funeral-aid").beneficiary == "applicant"
    assert paper(found, "funeral-aid", "ktp").of == "applicant"
    assert step(found, "death-certificate").beneficiary == "deceased"
    assert paper(found, "death-certificate", "ktp").of == "deceased"
    assert paper(found, "funeral-aid", "death-certificate").of == "deceased"


# ── several events, and what they say ───────────────────────────────────────────────────────────────────────────────


def test_bare_facts_are_the_subjects_of_a_single_event(village: Journey) -> None:
    assert asked(village, "birth", BORN) == asked(village, "birth", {"child": BORN})
    assert asked(village, "kelahiran", BORN) == asked(village, "birth", BORN)


def test_several_events_of_one_subject_take_bare_facts(village: Journey) -> None:
    found = asked(village, ["birth", "school", "birth"], {"age_years": 7})

    assert [event.code for event in found.life_events] == ["birth", "school"]
    assert "school-place" in slugs(found)
    assert left(found, "birth-certificate").reason == "rule"


def test_with_several_subjects_every_fact_stands_under_its_role(village: Journey) -> None:
    with pytest.raises(SituationError) as caught:
        asked(village, ["birth", "moving"], {**BORN, "town": "Jember"})
    assert {rule for rule, _path in rules_of(caught)} == {"fact-without-role"}
    assert ("town",) in {path for _rule, path in rules_of(caught)}

    found = asked(village, ["birth", "moving"], {"child": BORN, "applicant": {"town": "Jember"}})
    assert step(found, "birth-certificate").verdict is Verdict.MET
    assert step(found, "home-visit").verdict is Verdict.MET
    assert asked(village, ["birth", "moving"]).steps


def test_an_event_asserts_what_is_true_of_its_subject(village: Journey) -> None:
    assert step(asked(village, "death"), "death-certificate").verdict is Verdict.MET


@pytest.mark.parametrize("facts", [{"deceased": False}, {"deceased": {"deceased": False}}])
def test_a_fact_against_the_event_is_an_error(village: Journey, facts: dict[str, object]) -> None:
    with pytest.raises(SituationError) as caught:
        asked(village, ["death", "inheritance"], facts)

    assert {rule for rule, _path in rules_of(caught)} == {"fact-against-event"}
    assert asked(village, "death", {"deceased": True}).steps


def test_a_service_of_two_events_stands_there_once(village: Journey) -> None:
    assert slugs(asked(village, ["death", "inheritance"])).count("death-certificate") == 1


# ── order ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_due_sooner_comes_sooner(village: Journey) -> None:
    moving, birth = slugs(asked(village, "moving")), slugs(asked(village, "birth", BORN))

    assert moving[0] == "farewell"  # due before the day itself
    assert moving.index("address-update") < moving.index("move-letter")
    assert birth.index("baby-aid") < birth.index("child-card")


def test_met_comes_before_unknown_where_nothing_else_tells(village: Journey) -> None:
    found = slugs(asked(village, "job-loss", {}))

    assert found.index("training-voucher") < found.index("unemployment-benefit")


def test_orders_are_numbered_from_one(village: Journey) -> None:
    assert [one.order for one in asked(village, "birth", BORN).steps] == [1, 2, 3, 4]


# ── what there is not ───────────────────────────────────────────────────────────────────────────────────────────────


def test_what_there_is_not_is_refused_with_the_nearest(village: Journey) -> None:
    with pytest.raises(UnknownCode) as event:
        asked(village, "brith")
    assert event.value.nearest[0] == "birth"
    with pytest.raises(UnknownCode) as region:
        asked(village, "birth", region="33.99")
    assert "33.74" in region.value.nearest
    with pytest.raises(UnknownCode) as service:
        asked(village, "birth", done=["birth-certficate"])
    assert service.value.nearest[0] == "birth-certificate"
