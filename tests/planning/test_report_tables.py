from __future__ import annotations

import csv
import io
import re
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from catalogue.registers import AnnualCost
from journeys.journey import Journey
from planning.coverage import coverage
from planning.once_only import once_only
from planning.portfolio import portfolio
from planning.report_tables import Table, Tables, Width
from planning.report_words import Words
from tests.planning.planned import DAY, code, town
from tests.small_catalogues import service

WORDS = Path(__file__).parent.parent.parent / "planning" / "report.toml"


@pytest.fixture(scope="module")
def small(village: Journey) -> Journey:
    costs = {name: AnnualCost(value=Decimal(5_000_000), year=2025, source="DIPA") for name in ("one", "two")}
    return town(
        village,
        service(1, evidence=["ktp"], life_events=["moving"], applications=["one", "two"]),
        service(2, evidence=["ktp", "photo"], life_events=["moving"]),
        yearly={"moving": 12345},
        **costs,
    )


@pytest.fixture(scope="module")
def tables(small: Journey) -> dict[str, Table]:
    made = Tables(small.catalogue, Words("en"))
    return {
        table.key: table
        for tables in (
            made.once_only(once_only(small, day=DAY)),
            made.portfolio(portfolio(small.catalogue, day=DAY)),
            made.coverage(coverage(small, day=DAY)),
        )
        for table in tables
    }


def test_documents_are_told_with_their_figures_and_lists(tables: dict[str, Table]) -> None:
    both = f"{code(1)} {code(2)}"

    assert tables["documents"].rows == (("Identity card", "ktp", 2, "100 %", 2, 0, 12345, 24690, "no", both),)
    assert tables["shown"].rows == (("Moving", "Identity card", "Applicant", 2, 0, 1, "yes", both),)
    assert tables["life-events"].rows == (("Moving", "moving", 2, 3, 2, 1, 1),)
    assert tables["facts"].rows == ()


def test_what_nobody_counted_is_unknown(village: Journey) -> None:
    small = town(village, service(1, evidence=["ktp"], life_events=["moving"]))
    documents, *_ = Tables(small.catalogue, Words("id")).once_only(once_only(small, day=DAY))

    assert documents.rows[0][6:8] == ("tidak diketahui", "tidak diketahui")


def test_facts_are_told_with_the_system_that_holds_them(village: Journey) -> None:
    small = town(village, service(1, "employed = TRUE", life_events=["moving"]))
    facts = Tables(small.catalogue, Words("en")).once_only(once_only(small, day=DAY))[1]

    assert facts.rows == (("Employed", "employed", "registry", 1, "unknown", "unknown", code(1)),)


def test_applications_are_told_with_what_they_serve_and_would_save(tables: dict[str, Table]) -> None:
    assert tables["applications"].rows[0] == ("One", "one", "Bureau", "in use", 1, 1, 1, code(1))
    assert tables["applications"].rows[-1][:4] == ("Three", "three", "unknown", "in use")
    assert tables["functions"].rows == (("001", "9900.001", 2, 1, 2, 1, "IDR 5,000,000", "one two", code(1)),)
    assert tables["owners"].rows[0] == ("Port", "port", 2, 1, "old two")
    assert tables["unsupported"].rows == (("Service 2", code(2), "Ministry of the test village", "9900"),)
    assert tables["idle"].rows == (("Old", "old"), ("Three", "three"))


def test_coverage_is_told_with_the_list_behind_each_figure(tables: dict[str, Table]) -> None:
    measures = {row[1]: row for row in tables["measures"].rows}
    lists = [row for row in tables["lists"].rows if row[0] == "Without a law"]

    assert measures["no-law"][2:] == (2, 2, "services", "100 %", f"{code(1)} {code(2)}")
    assert [row[1:] for row in lists] == [("Service 1", code(1)), ("Service 2", code(2))]
    assert len(tables["lists"].rows) == sum(int(str(row[2])) for row in tables["measures"].rows)


def test_agencies_have_a_column_for_each_measure_of_services(tables: dict[str, Table]) -> None:
    agencies = tables["agencies"]
    row = dict(zip(agencies.columns, agencies.rows[0], strict=True))

    assert (row["agency"], row["services"], row["law"], row["English"]) == ("Ministry of the test village", 2, 2, 0)


def test_without_services_there_are_no_agencies_to_tell(village: Journey) -> None:
    small = town(village)
    agencies = Tables(small.catalogue, Words("en")).coverage(coverage(small, day=DAY))[1]

    assert (agencies.rows, agencies.columns) == ((), ("agency", "code", "services"))


def test_where_there_is_less_room_there_are_fewer_columns(tables: dict[str, Table]) -> None:
    documents = tables["documents"]
    widths = [documents.within(width) for width in Width]

    assert [len(table.columns) for table in widths] == [5, 9, 10]
    assert all(len(row) == len(table.columns) for table in widths for row in table.rows)
    assert widths[2] == documents
    assert "code" not in documents.without("code").columns


def test_numbers_are_told_from_texts_by_column(tables: dict[str, Table]) -> None:
    assert tables["idle"].numeric == frozenset()
    assert {tables["documents"].columns[place] for place in tables["documents"].numeric} >= {"services", "of everyone"}


def test_csv_holds_everything_and_no_formula() -> None:
    table = Table("k", "t", "l", ("a", "b"), (("=1+1", 2), ("@x", -3), ("plain, text", 0)), (Width.SCREEN,) * 2)
    read = list(csv.reader(io.StringIO(table.csv)))

    assert read == [["a", "b"], ["'=1+1", "2"], ["'@x", "-3"], ["plain, text", "0"]]


def test_labels_of_sheets_are_what_excel_takes(tables: dict[str, Table]) -> None:
    labels = [table.sheet.name for table in tables.values()]

    assert len(set(labels)) == len(labels)
    assert not [label for label in labels if len(label) > 31 or re.search(r"[\[\]:*?/\\]", label)]


@pytest.mark.parametrize(
    ("share", "text"), [(None, "–"), (0, "0 %"), (0.004, "< 1 %"), (0.125, "12 %"), (0.996, "> 99 %"), (1, "100 %")]
)
def test_a_share_is_never_rounded_to_nothing_or_all(share: float | None, text: str) -> None:
    assert Words("en").share(share) == text


def test_numbers_are_written_as_each_language_does() -> None:
    assert (Words("id").number(12345), Words("en").number(12345)) == ("12.345", "12,345")
    assert (Words("en").cell(12345), Words("en").cell("x"), Words("en").cell(0.5)) == ("12,345", "x", "0.5")


def test_every_word_is_in_both_languages() -> None:
    def texts(entry: object) -> list[dict[str, str]]:
        assert isinstance(entry, dict)
        return [entry] if "id" in entry else [text for inner in entry.values() for text in texts(inner)]

    found = texts(tomllib.loads(WORDS.read_text()))

    assert len(found) > 150
    for text in found:
        assert set(text) == {"id", "en"}
        assert sorted(re.findall(r"{(\w+)}", text["id"])) == sorted(re.findall(r"{(\w+)}", text["en"]))
