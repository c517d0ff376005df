from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from journeys.answers import Alternative, Bundle
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
        ("P60D", "60 hari", "60 days"),
        ("P1M", "1 bulan", "1 month"),
        ("PT30M", "30 menit", "30 minutes"),
        ("PT2H", "2 jam", "2 hours"),
        ("P2W", "2 minggu", "2 weeks"),
        ("P1Y6M", "1 tahun 6 bulan", "1 year 6 months"),
        ("P1M1DT1H1M", "1 bulan 1 hari 1 jam 1 menit", "1 month 1 day 1 hour 1 minute"),
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
            ("birth", "birth-certificate", {"at": "Village office", "due": "60 days after birth"}),
            ("birth", "birth-certificate", {"depends on": "Within 60 days", "time": "3 working days"}),
            ("birth", "birth-certificate", {"gives": "Birth certificate, Family card", "fee": "free"}),
            ("birth", "birth-certificate", {"perhaps asked": "Marriage book (mother)"}),
            ("birth", "birth-certificate", {"confidence of sources": "medium"}),
            ("birth", "birth-statement", {"why": "You need this because Birth certificate asks for Birth statement."}),
            ("birth", "birth-statement", {"fee": "Rp10.000"}),
            ("birth", "baby-aid", {"if also": "Approved by the head of the village", "fee": "By weight"}),
            ("birth", "baby-aid", {"benefit": "Rp100.000 per month"}),
            ("birth", "child-card", {"fee": "Rp5.000,50", "time": "not stated"}),
            ("job-loss", "training-voucher", {"only one of this and": "Unemployment benefit"}),
            ("job-loss", "training-voucher", {"fee": "USD 25; Rp5.000 (if age_years > 60); Rp7.000 (through app)"}),
            ("job-loss", "job-fair", {"fee": "not stated"}),
            ("moving", "address-update", {"due": "10 working days after moving"}),
            ("moving", "farewell", {"due": "3 days before moving"}),
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
            ("birth", "birth-certificate", {"mungkin diminta": "Buku nikah (ibu)", "keyakinan sumber": "sedang"}),
            ("birth", "baby-aid", {"bila juga": "Disetujui kepala desa", "manfaat": "Rp100.000 per bulan"}),
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
        assert shown["time"] == "30 minutes (The office says so)"
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
        assert lines[-2].startswith({"en": "At least ", "id": "Sedikitnya "}[language])
        assert lines[-3].startswith(f"{len(bundle.steps)} ")
        assert "Rp" in lines[-3]

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


@pytest.mark.usefixtures("_wide")
class TestPlansInTime:
    """What is said of days, and of how long everything takes."""

    @pytest.mark.parametrize(
        ("days_left", "told"),
        [
            (2, "by 2026-11-25 (2 days left); 3 days before moving"),
            (1, "by 2026-11-24 (1 day left); 3 days before moving"),
            (0, "by today; 3 days before moving"),
            (-1, "was due on 2026-11-22; 3 days before moving"),
        ],
    )
    def test_days_left_are_counted(
        self, village: Journey, capsys: pytest.CaptureFixture[str], days_left: int, told: str
    ) -> None:
        monday = date(2026, 11, 23)
        moving = {"moving": monday + timedelta(days=3 + days_left)}
        shown = step(printed(village, capsys, "moving", "en", event_dates=moving, as_of=monday), "farewell")

        assert shown["due"] == told

    def test_no_working_day_is_the_same_day(self, village: Journey, capsys: pytest.CaptureFixture[str]) -> None:
        journey = build_journey(changed(village.catalogue, "funeral-aid", processing_time={"working_days": 0}))

        assert step(printed(journey, capsys, "death", "en"), "funeral-aid")["time"] == "the same day"

    @pytest.mark.parametrize(
        ("time", "plan", "length"),
        [
            (None, "from 2026-11-23", "How long 1 step will take is not stated."),
            ({"duration": "PT30M"}, "on 2026-11-23", "Could be done on 2026-11-23."),
            (
                {"working_days": 2},
                "2026-11-23 to 2026-11-25; decides when everything is done",
                "Done on 2026-11-25 at the soonest, within 2 working days.",
            ),
        ],
    )
    def test_how_long_it_takes_is_told_as_far_as_it_is_stated(
        self,
        village: Journey,
        capsys: pytest.CaptureFixture[str],
        time: Mapping[str, object] | None,
        plan: str,
        length: str,
    ) -> None:
        journey = build_journey(changed(village.catalogue, "funeral-aid", processing_time=time))
        told = printed(journey, capsys, "death", "en", done=["death-certificate"])

        assert step(told, "funeral-aid")["plan"] == plan
        assert told.splitlines()[-2] == length

    def test_what_could_be_asked_for_instead_is_told_once(
        self, village: Journey, capsys: pytest.CaptureFixture[str]
    ) -> None:
        bundle = bundle_for(village, "death", as_of=DAY)
        first = bundle.steps[0]
        document = {"code": "book", "name": {"id": "Buku", "en": "Book"}, "of": "deceased"}
        other = {"code": "0201.014.01.00-55", "slug": "other", "name": {"id": "Lain", "en": "Other"}}
        late, dear = ({"id": text, "en": text} for text in ("It ends later.", "It costs more."))
        others = tuple(
            Alternative.model_validate({**other, "document": document, "why": w}) for w in (late, late, dear)
        )
        asked = first.model_copy(update={"alternatives": others})
        told = shown_lines(bundle.model_copy(update={"steps": (asked, *bundle.steps[1:])}), village, capsys, "en")

        shown = step("\n".join(told), first.service.slug)
        assert shown["could also come from"] == "Other (it ends later); Other (it costs more)"

    @pytest.mark.parametrize(
        ("event", "facts", "told"),
        [
            ("start-business", {}, "next: 2026-12-15"),
            (
                "marriage",
                {"age_years": 18},
                "→ From 23 November 2026 at the earliest, from 22 November 2027 at the latest.",
            ),
            ("job-loss", {"employment_status": "penerima_upah"}, "→ If the employment status were “Unemployed”."),
        ],
    )
    def test_what_comes_again_and_what_is_nearly_met_are_told(
        self,
        shipped: Journey,
        capsys: pytest.CaptureFixture[str],
        event: str,
        facts: Mapping[str, object],
        told: str,
    ) -> None:
        assert told in printed(shipped, capsys, event, "en", facts)

    def test_what_to_answer_is_told_as_it_is_set(self, village: Journey, capsys: pytest.CaptureFixture[str]) -> None:
        bundle = bundle_for(village, "birth", {}, as_of=DAY)
        told = "\n".join(shown_lines(bundle, village, capsys, "en")).split("To be more certain, answer\n")[1]

        assert bundle.next_questions
        for question, line in zip(bundle.next_questions, told.splitlines(), strict=False):
            assert question.question["en"] in line
            assert f"--set {question.role}" in line


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
