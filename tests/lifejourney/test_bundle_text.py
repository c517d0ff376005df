from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from journeys.answers import Bundle
from journeys.bundle import Options, bundle_for
from journeys.journey import Journey, build_journey
from lifejourney.bundle_text import print_bundle
from lifejourney.bundle_words import duration_in_words, money
from tests.small_catalogues import changed

DAY = date(2026, 11, 22)


@pytest.fixture
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "500")


@pytest.mark.parametrize(
    ("value", "currency", "text"),
    [
        (0, "IDR", "Rp0"),
        (50_000, "IDR", "Rp50.000"),
        (1_234_567.5, "IDR", "Rp1.234.567,50"),
        (5_000.05, "IDR", "Rp5.000,05"),
        (0.1, "IDR", "Rp0,10"),
        (25, "USD", "USD 25"),
        (1_000.25, "EUR", "EUR 1.000,25"),
    ],
)
def test_money_is_written_as_in_indonesia(value: float, currency: str, text: str) -> None:
    assert money(value, currency) == text


@pytest.mark.parametrize(
    ("duration", "indonesian", "english"),
    [
        ("P60D", "60 hari", "60 day(s)"),
        ("P1M", "1 bulan", "1 month(s)"),
        ("PT30M", "30 menit", "30 minute(s)"),
        ("PT2H", "2 jam", "2 hour(s)"),
        ("P2W", "2 minggu", "2 week(s)"),
        ("P1Y6M", "1 tahun 6 bulan", "1 year(s) 6 month(s)"),
        ("P1M1DT1H1M", "1 bulan 1 hari 1 jam 1 menit", "1 month(s) 1 day(s) 1 hour(s) 1 minute(s)"),
    ],
)
def test_a_duration_is_written_in_words(duration: str, indonesian: str, english: str) -> None:
    assert duration_in_words(duration, "id") == indonesian
    assert duration_in_words(duration, "en") == english


@pytest.mark.usefixtures("_wide")
class TestLines:
    """Every kind of line a step may have, in both languages."""

    @pytest.mark.parametrize(
        ("event", "slug", "lines"),
        [
            ("birth", "birth-certificate", {"at": "Village office", "due": "60 day(s) after birth"}),
            ("birth", "birth-certificate", {"depends on": "Within 60 days", "time": "3 working day(s)"}),
            ("birth", "birth-certificate", {"gives": "Birth certificate, Family card", "fee": "free"}),
            ("birth", "birth-certificate", {"perhaps asked": "Marriage book (mother)"}),
            ("birth", "birth-certificate", {"confidence of sources": "medium"}),
            ("birth", "birth-statement", {"why": "You need this because Birth certificate asks for Birth statement."}),
            ("birth", "birth-statement", {"fee": "Rp10.000"}),
            ("birth", "baby-aid", {"if also": "Approved by the head of the village", "fee": "By weight"}),
            ("birth", "baby-aid", {"benefit": "Rp100.000 per 1 month(s)"}),
            ("birth", "child-card", {"fee": "Rp5.000,50", "time": "not stated"}),
            ("job-loss", "training-voucher", {"only one of this and": "Unemployment benefit"}),
            ("job-loss", "training-voucher", {"fee": "USD 25; Rp5.000 (if age_years > 60); Rp7.000 (through app)"}),
            ("job-loss", "job-fair", {"fee": "not stated"}),
            ("moving", "address-update", {"due": "10 working day(s) after moving"}),
            ("moving", "farewell", {"due": "3 day(s) before moving"}),
            ("borrowing", "loan", {"bring": "Savings book (or Salary slip, Tax return)"}),
        ],
    )
    def test_in_english(
        self,
        village: Journey,
        capsys: pytest.CaptureFixture[str],
        event: str,
        slug: str,
        lines: Mapping[str, str],
    ) -> None:
        shown = step(printed(village, capsys, event, "en"), slug)

        for label, text in lines.items():
            assert text in shown[label]

    @pytest.mark.parametrize(
        ("event", "slug", "lines"),
        [
            ("birth", "birth-certificate", {"di": "Kantor Desa", "batas": "60 hari setelah kelahiran"}),
            ("birth", "birth-certificate", {"tergantung": "Belum lewat 60 hari", "waktu": "3 hari kerja"}),
            ("birth", "birth-certificate", {"hasil": "Akta kelahiran, Kartu keluarga", "biaya": "gratis"}),
            ("birth", "birth-certificate", {"mungkin diminta": "Buku nikah (ibu)", "keyakinan sumber": "medium"}),
            ("birth", "baby-aid", {"bila juga": "Disetujui kepala desa", "manfaat": "Rp100.000 per 1 bulan"}),
            ("birth", "child-card", {"biaya": "Rp5.000,50", "waktu": "tidak disebutkan"}),
            ("job-loss", "training-voucher", {"hanya salah satu dengan": "Tunjangan menganggur"}),
            ("job-loss", "training-voucher", {"biaya": "Rp5.000 (bila age_years > 60); Rp7.000 (lewat app)"}),
            ("moving", "farewell", {"batas": "3 hari sebelum pindah"}),
        ],
    )
    def test_in_indonesian(
        self,
        village: Journey,
        capsys: pytest.CaptureFixture[str],
        event: str,
        slug: str,
        lines: Mapping[str, str],
    ) -> None:
        shown = step(printed(village, capsys, event, "id"), slug)

        for label, text in lines.items():
            assert text in shown[label]

    def test_documents_stand_by_where_they_come_from(
        self, village: Journey, capsys: pytest.CaptureFixture[str]
    ) -> None:
        told = printed(village, capsys, "birth", "en", held=["family-card"], missing=["mother.ktp"])
        shown = step(told, "birth-certificate")

        number = next(line.split(".")[0] for line in told.splitlines() if "Birth statement  [" in line)
        assert shown["you have"] == "Family card"
        assert f"{number} (Birth statement)" in shown["from step"]
        assert shown["after step"].split(", ")[0] == number
        assert "Photograph" in shown["bring"]

    def test_a_document_that_cannot_be_had_is_told(self, village: Journey, capsys: pytest.CaptureFixture[str]) -> None:
        journey = build_journey(changed(village.catalogue, "birth-statement", status="suspended"))
        shown = step(printed(journey, capsys, "birth", "en"), "birth-certificate")

        assert shown["cannot be had"] == "Birth statement"

    def test_a_step_without_doubt_has_no_line_of_doubt(
        self, village: Journey, capsys: pytest.CaptureFixture[str]
    ) -> None:
        certain = changed(
            village.catalogue,
            "job-card",
            sources=[{"title": "Perdes 1/2026", "confidence": "high"}],
            costs=[{"value": 0, "name": {"id": "Pendaftaran", "en": "Registration"}}],
            processing_time={"duration": "PT30M", "note": {"id": "Kata kantor.", "en": "The office says so."}},
            benefit=[{"value": None, "basis": {"id": "Beras", "en": "Rice"}, "name": {"id": "Isi", "en": "Kind"}}],
        )
        shown = step(printed(build_journey(certain), capsys, "job-loss", "en"), "job-card")

        assert not shown.keys() & {"confidence of sources", "depends on", "if also", "why", "due"}
        assert shown["fee"] == "free (Registration)"
        assert shown["time"] == "30 minute(s) (The office says so)"
        assert shown["benefit"] == "Kind: Rice"

    @pytest.mark.parametrize(
        ("language", "told"),
        [
            ("en", "- Birth certificate: requires: Within 60 days (UU 1/2026 pasal 1)"),
            ("id", "- Akta kelahiran: syarat: Belum lewat 60 hari (UU 1/2026 pasal 1)"),
        ],
    )
    def test_what_is_left_out_is_told_with_its_law(
        self, village: Journey, capsys: pytest.CaptureFixture[str], language: str, told: str
    ) -> None:
        assert f" {told}\n" in printed(village, capsys, "birth", language, {"age_days": 61})

    @pytest.mark.parametrize(("language", "title"), [("en", "Birth"), ("id", "Kelahiran")])
    def test_a_bundle_begins_with_what_was_asked_and_ends_with_totals_and_the_notice(
        self, village: Journey, capsys: pytest.CaptureFixture[str], language: str, title: str
    ) -> None:
        bundle = bundle_for(village, "birth", {}, as_of=DAY, region="33.74")
        lines = shown_lines(bundle, village, capsys, language)

        assert lines[0] == f"{title} · 2026-11-22 · Kota Semarang"
        assert lines[-1] == bundle.notice[language]
        assert lines[-2].startswith(f"{len(bundle.steps)} ")
        assert "Rp" in lines[-2]

    def test_each_document_to_bring_is_listed_once_with_its_steps(
        self, village: Journey, capsys: pytest.CaptureFixture[str]
    ) -> None:
        told = printed(village, capsys, "birth", "en")
        rows = told.split("Documents to bring\n")[1].split("\n\n")[0].splitlines()[2:]
        photographs = [row.split() for row in rows if row.startswith("Photograph")]

        assert len(rows) == len(set(rows))
        assert [row[:2] for row in photographs] == [["Photograph", "child"]]

    def test_a_bundle_without_steps_has_no_lists(self, village: Journey, capsys: pytest.CaptureFixture[str]) -> None:
        told = printed(village, capsys, "death", "en", done=["death-certificate", "funeral-aid"])

        assert "Documents to bring" not in told
        assert "\n0 steps." in told


@pytest.mark.parametrize("columns", ["30", "60", "100"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_shipped_event_fits_any_screen(
    shipped: Journey,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    columns: str,
    language: str,
) -> None:
    monkeypatch.setenv("COLUMNS", columns)

    for event in list(shipped.catalogue.life_events)[::16]:
        lines = printed(shipped, capsys, event, language).splitlines()
        assert max(map(len, lines)) <= int(columns)
        assert lines == [line.rstrip() for line in lines]


def printed(
    journey: Journey,
    capsys: pytest.CaptureFixture[str],
    event: str,
    language: str,
    facts: Mapping[str, object] | None = None,
    **options: object,
) -> str:
    chosen: Options = {"as_of": DAY, **options}  # type: ignore[typeddict-item]
    return "\n".join(shown_lines(bundle_for(journey, event, facts, **chosen), journey, capsys, language)) + "\n"


def shown_lines(bundle: Bundle, journey: Journey, capsys: pytest.CaptureFixture[str], language: str) -> list[str]:
    print_bundle(bundle, language, journey.catalogue)
    return capsys.readouterr().out.splitlines()


def step(told: str, slug: str) -> dict[str, str]:
    """The lines of a step by their labels."""
    block = next(part for part in told.split("\n\n") if part.splitlines()[1:2] and f"  {slug}" in part.splitlines()[1])
    pairs = (line.strip().partition(": ") for line in block.splitlines()[2:])
    return {label: text for label, _, text in pairs}
