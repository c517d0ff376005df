from __future__ import annotations

from dataclasses import replace

from journeys.journey import Journey, build_journey
from planning.checks import CHECKS, check_likeness
from tests.small_catalogues import with_registers


def told(journey: Journey) -> set[tuple[str, str]]:
    return {
        (finding.service or finding.register, str(finding.location[0]))
        for check in CHECKS
        for finding in check(journey)
        if finding.fault.rule == "looks-like"
    }


def test_the_shipped_catalogue_says_nothing_twice(shipped: Journey) -> None:
    assert told(shipped) == set()


def test_what_nobody_has_judged_is_asked(shipped: Journey) -> None:
    unjudged = build_journey(replace(shipped.catalogue, judgements=()))

    found = {finding.service for finding in check_likeness(unjudged)}

    assert "perubahan-elemen-data" in found
    assert ("applications", "e-form-kemendag") in told(unjudged)


def test_the_finding_names_the_other(shipped: Journey) -> None:
    unjudged = build_journey(replace(shipped.catalogue, judgements=()))
    fault = next(one.fault for one in check_likeness(unjudged) if one.service == "perubahan-elemen-data")

    assert fault.words["other"] == "kartu-keluarga-perubahan"
    assert "kartu-keluarga-perubahan" in fault.message("en")
    assert "--review" in fault.mend("id")


def test_a_catalogue_without_applications_is_checked(village: Journey) -> None:
    assert told(build_journey(with_registers(village.catalogue))) == set()
