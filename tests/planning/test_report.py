from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from journeys.journey import Journey
from planning.figures import scope_of, within
from planning.report import EXCEL, HTML, Report
from planning.reports import Reports
from tests.planning.planned import DAY, town
from tests.small_catalogues import issuing, service, wanting

VOID = {"meta", "link", "br", "img", "input", "rect", "path"}
STYLES = Path(__file__).parent.parent.parent / "planning" / "templates"


class Page(HTMLParser):
    """What a page is made of; raises where its tags do not match."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, Mapping[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, (tag, self.getpos())

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)

    def of(self, tag: str) -> list[Mapping[str, str | None]]:
        """The attributes of every such tag."""
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def text(self) -> str:
        """Its words, as one reads them."""
        return " ".join(" ".join(self.words).split())


def of(journey: Journey, language: str = "en") -> Report:
    return Report(Reports(journey, DAY), language)


@pytest.fixture(scope="module")
def small(village: Journey) -> Journey:
    return town(
        village,
        wanting("health-letter", "photo"),
        issuing(2, "health-letter", applications=["one", "two"]),
        service(3, evidence=["health-letter"], life_events=["travelling"], competent_authority="port"),
        yearly={"travelling": 4321},
    )


@pytest.fixture(scope="module", params=["id", "en"])
def nation(shipped: Journey, request: pytest.FixtureRequest) -> tuple[str, str]:
    """The page of the shipped catalogue, and its language."""
    return of(shipped, request.param).html, request.param


def test_the_page_is_well_formed_and_says_its_language(nation: tuple[str, str]) -> None:
    html, language = nation
    page = Page(html)

    assert page.open == []
    assert html.startswith("<!doctype html>")
    assert page.of("html") == [{"lang": language}]
    assert len(page.of("h1")) == 1


def test_the_page_needs_nothing_from_elsewhere(nation: tuple[str, str]) -> None:
    html, _language = nation
    page = Page(html)

    assert not re.search(r"https?:|//[a-z]|@import|url\(|<script|<iframe|<link", html.replace("<!doctype html>", ""))
    assert not [one for _tag, one in page.tags if {"src", "srcset", "action", "data"} & set(one)]
    assert all(str(one["href"]).startswith("#") for one in page.of("a"))


def test_every_link_leads_to_a_heading_and_ids_are_unique(nation: tuple[str, str]) -> None:
    page = Page(nation[0])
    ids = [str(one["id"]) for _tag, one in page.tags if "id" in one]

    assert len(ids) == len(set(ids))
    assert {str(one["href"])[1:] for one in page.of("a")} <= set(ids)


def test_tables_and_pictures_can_be_read_without_seeing_them(nation: tuple[str, str]) -> None:
    page = Page(nation[0])
    headed = [one for one in page.of("th") if one.get("scope") in {"col", "row"}]

    assert len(page.of("table")) == len(page.of("caption")) > 10
    assert headed == page.of("th")
    assert all(one.get("aria-label") or one.get("aria-hidden") == "true" for one in page.of("svg"))
    assert all(one["aria-label"] for _tag, one in page.tags if one.get("role") == "region")


def test_headings_skip_no_level(nation: tuple[str, str]) -> None:
    levels = [int(tag[1]) for tag, _one in Page(nation[0]).tags if re.fullmatch(r"h[1-6]", tag)]

    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_page_of_the_nation_says_its_figures_catalogue_and_day(shipped: Journey, nation: tuple[str, str]) -> None:
    html, language = nation
    report = of(shipped, language)
    text = Page(html).text

    assert shipped.catalogue.version in text
    assert {"id": "22 November 2026", "en": "22 November 2026"}[language] in text
    for measure in report.reports.coverage.measures:
        told = report.words.measure(measure.key)
        assert told.name in text
        assert told.meaning in text
        assert told.todo in text
    assert report.words.page("falls-figure", asked=report.reports.once_only.asked) in text


def test_every_list_behind_a_figure_of_coverage_is_on_the_page(shipped: Journey, nation: tuple[str, str]) -> None:
    html, language = nation
    report = of(shipped, language)
    text = Page(html).text

    for measure in report.reports.coverage.measures:
        for code in measure.figure.codes[:5]:
            assert " ".join(report.made.entry(measure.kind, code).split()) in text


def test_the_same_catalogue_gives_the_same_bytes(small: Journey) -> None:
    assert dict(of(small).files()) == dict(of(small).files())


def test_it_says_what_it_is_working_on(small: Journey) -> None:
    told: list[str] = []
    names = [name for name, _content in of(small).files(told.append)]

    assert names == [HTML, EXCEL]
    worked_on = ["Asked for although it is there", "What is known and what is not", "Applications"]
    assert told == [*worked_on, "What may be the same", HTML, EXCEL]


def test_texts_of_a_catalogue_become_no_markup(small: Journey) -> None:
    hostile = {"id": 'x "><script>alert(1)</script>', "en": 'x "><script>alert(1)</script>'}
    known = small.catalogue
    evil = known.organisations["port"].model_copy(update={"name": hostile})
    event = known.life_events["travelling"].model_copy(update={"name": hostile})
    changed = replace(
        known,
        organisations={**known.organisations, "port": evil},
        life_events={**known.life_events, "travelling": event},
    )
    page = Page(of(Journey(changed), "id").html)

    assert page.of("script") == []
    assert page.of("b") == [{} for _card in range(6)], "only the key figures"
    assert "<script>alert(1)</script>" in page.text


def test_people_are_told_only_from_counts_with_a_source(small: Journey, village: Journey) -> None:
    counted, plain = Page(of(small).html).text, Page(of(town(village, service(1))).html).text

    assert "Travelling: 4,321 (2025). Hitungan desa." in counted
    assert "ranked by services × people a year" in counted
    assert "holds no count with a source yet" in plain


def test_where_not_every_event_is_counted_the_page_says_so(village: Journey) -> None:
    partly = town(village, service(1, evidence=["ktp"], life_events=["moving"]), yearly={"birth": 5})

    assert "is known of 1 of 13 events only" in Page(of(partly).html).text


def test_a_catalogue_without_anything_has_a_report_too(village: Journey) -> None:
    page = Page(of(town(village)).html)

    assert page.open == []
    assert "None." in page.text


def test_what_may_be_one_is_told_of_services_and_of_applications(shipped: Journey) -> None:
    page, found = Page(of(shipped).html), sheets(of(shipped).excel)
    pairs = [pair for kind in Reports(shipped, DAY).twice for pair in kind.pairs]

    assert "Micro and small licence of the district (IUMK) 1.000 superseded successor" in page.text
    assert {"Electronic Catalogue V5", "Electronic Catalogue V6"} <= {
        name.removeprefix("INAPROC ") for name in found["Groups"]
    }
    assert {f"{pair.a.id} {pair.b.id}" for pair in pairs} <= set(found["Pairs"])
    assert {pair.relation for pair in pairs} == {"overlap", "superseded"}


def test_a_part_is_told_of_what_may_be_one_with_something_of_its_own(shipped: Journey) -> None:
    scope = scope_of(shipped.catalogue, domain="0105")
    services, applications = Reports(shipped, DAY, scope).twice
    own = {one.code for one in within(shipped.catalogue, scope)}
    whole, _applications = Reports(shipped, DAY).twice

    assert 0 < len(services.pairs) < len(whole.pairs)
    assert all(own & {pair.a.id, pair.b.id} for pair in services.pairs)
    assert any(group.representative.id == "siinas" for group in applications.groups)


def sheets(book: bytes) -> dict[str, list[str]]:
    """The texts of every sheet of a workbook, by its name."""
    with zipfile.ZipFile(io.BytesIO(book)) as file:
        names = re.findall(r'<sheet name="([^"]+)"', file.read("xl/workbook.xml").decode())
        shared = [
            re.sub(r"<[^>]+>", "", one)
            for one in re.findall(r"<si>(.*?)</si>", file.read("xl/sharedStrings.xml").decode(), re.DOTALL)
        ]
        found = {}
        for number, name in enumerate(names, start=1):
            sheet = file.read(f"xl/worksheets/sheet{number}.xml").decode()
            found[name] = [shared[int(place)] for place in re.findall(r't="s"><v>(\d+)</v>', sheet)]
        return found


def test_the_excel_file_explains_itself_and_holds_every_table(small: Journey) -> None:
    report = of(small)
    found = sheets(report.excel)

    assert next(iter(found)) == "About"
    assert len(found) == 1 + len(report.tables) + 1 + 2
    assert any("as of 22 November 2026" in text for text in found["About"])
    assert report.words.measure("no-law").meaning in found["About"]
    assert "health-letter" in found["Documents"]
    assert {"agency", "Port", "Travelling"} <= set(found["Agencies and events"])


def test_every_figure_of_the_nation_has_its_list_in_the_excel_file(shipped: Journey) -> None:
    report = of(shipped, "id")
    found = sheets(report.excel)
    listed = [code for one in report.reports.coverage.measures for code in one.figure.codes]

    assert len(listed) > 500
    assert set(listed) <= set(found["Daftar"])


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2 reckons it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_texts_stand_out_from_what_is_behind_them() -> None:
    names = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", (STYLES / "report.css").read_text()))
    behind = [
        ("ink", "paper"),
        ("ink", "wash"),
        ("soft", "paper"),
        ("soft", "wash"),
        ("deep", "wash"),
        ("mark", "paper"),
    ]
    told = re.search(r"shades = \[(.*?)\]", (STYLES / "pictures.html").read_text())
    assert told
    shades = re.findall(r"#[0-9a-f]{6}", told.group(1))

    assert all(contrast(names[one], names[other]) >= 4.5 for one, other in behind)
    assert contrast("#ffffff", names["deep"]) >= 4.5
    assert [contrast("#16222e" if shade <= 3 else "#ffffff", colour) >= 4.5 for shade, colour in enumerate(shades)] == [
        True
    ] * 6
