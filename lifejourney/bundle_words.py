"""The words around a bundle in a terminal, and durations and sums as people write them."""

from __future__ import annotations

from collections.abc import Mapping

from catalogue.values import in_language
from journeys.wording import quantity

LABELS: Mapping[str, Mapping[str, str]] = {
    "met": {"id": "untuk Anda", "en": "for you"},
    "unknown": {"id": "mungkin untuk Anda", "en": "perhaps for you"},
    "where": {"id": "di", "en": "at"},
    "if-also": {"id": "bila juga", "en": "if also"},
    "depends": {"id": "tergantung", "en": "depends on"},
    "why": {"id": "mengapa", "en": "why"},
    "bring": {"id": "bawa", "en": "bring"},
    "held": {"id": "sudah ada", "en": "you have"},
    "from_step": {"id": "dari langkah", "en": "from step"},
    "unobtainable": {"id": "tidak bisa didapat", "en": "cannot be had"},
    "perhaps": {"id": "mungkin diminta", "en": "perhaps asked"},
    "gives": {"id": "hasil", "en": "gives"},
    "benefit": {"id": "manfaat", "en": "benefit"},
    "per": {"id": "per", "en": "per"},
    "through": {"id": "lewat", "en": "through"},
    "cost": {"id": "biaya", "en": "fee"},
    "time": {"id": "waktu", "en": "time"},
    "due": {"id": "batas", "en": "due"},
    "after": {"id": "setelah langkah", "en": "after step"},
    "free": {"id": "gratis", "en": "free"},
    "not-stated": {"id": "tidak disebutkan", "en": "not stated"},
    "same-day": {"id": "hari itu juga", "en": "the same day"},
    "or": {"id": "atau", "en": "or"},
    "confidence": {"id": "keyakinan sumber", "en": "confidence of sources"},
    "high": {"id": "tinggi", "en": "high"},
    "medium": {"id": "sedang", "en": "medium"},
    "low": {"id": "rendah", "en": "low"},
    "documents": {"id": "Dokumen yang perlu dibawa", "en": "Documents to bring"},
    "left-out": {"id": "Bukan untuk keadaan ini", "en": "Not for this situation"},
    "when": {"id": "bila", "en": "if"},
    "plan": {"id": "rencana", "en": "plan"},
    "from": {"id": "mulai {start}", "en": "from {start}"},
    "span": {"id": "{start} sampai {finish}", "en": "{start} to {finish}"},
    "within-a-day": {"id": "pada {start}", "en": "on {start}"},
    "soonest": {"id": "paling cepat {text}", "en": "{text} at the soonest"},
    "critical": {"id": "menentukan kapan semuanya selesai", "en": "decides when everything is done"},
    "instead": {"id": "bisa juga lewat", "en": "could also come from"},
    "by": {"id": "paling lambat {day} ({left} lagi)", "en": "by {day} ({left} left)"},
    "by-today": {"id": "paling lambat hari ini", "en": "by today"},
    "too-late": {"id": "sudah lewat sejak {day}", "en": "was due on {day}"},
    "not-in-time": {"id": "tidak terkejar: paling lambat {day}", "en": "cannot be in time: due on {day}"},
    "next": {"id": "berikutnya", "en": "next"},
    "done-on": {
        "id": "Selesai paling cepat {day}, dalam {days}.",
        "en": "Done on {day} at the soonest, within {days}.",
    },
    "done-at-once": {"id": "Bisa selesai pada {day}.", "en": "Could be done on {day}."},
    "done-after": {
        "id": "Sedikitnya {days}; lama {steps} tidak disebutkan.",
        "en": "At least {days}; how long {steps} will take is not stated.",
    },
    "done-sometime": {"id": "Lama {steps} tidak disebutkan.", "en": "How long {steps} will take is not stated."},
    "visits": {"id": "Bisa diurus dalam satu kunjungan", "en": "Can be done in one visit"},
    "questions": {"id": "Agar lebih pasti, jawab", "en": "To be more certain, answer"},
    "next-events": {"id": "Yang sering menyusul", "en": "What often follows"},
    "lost": {"id": "Tidak bisa didapat", "en": "Cannot be had"},
    "only-one": {"id": "hanya salah satu dengan", "en": "only one of this and"},
    "totals": {
        "id": "{steps}. Dokumen: {asked} diminta, {distinct} berbeda, {bring} perlu dibawa. Biaya: {costs}.",
        "en": "{steps}. Documents: {asked} asked for, {distinct} different, {bring} to bring. Fees: {costs}.",
    },
    "at-least": {"id": "sedikitnya {sum}", "en": "at least {sum}"},
    "unknown-fees": {"id": "{n} belum diketahui", "en": "{n} not known"},
}
_UNITS: Mapping[str, str] = {"Y": "year", "M": "month", "W": "week", "D": "day", "h": "hour", "m": "minute"}


def counted(number: int, unit: str, language: str) -> str:
    """How many of something: "1 working day", "2 working days"."""
    return in_language(quantity(number, unit), language)


def duration_in_words(duration: str, language: str) -> str:
    """``P1M`` as "1 bulan"; hours and minutes behind the T."""
    days, _, clock = duration.removeprefix("P").partition("T")
    parts, number = [], ""
    for char in days + clock.replace("H", "h").replace("M", "m"):
        if char.isdigit():
            number += char
        else:
            parts.append(counted(int(number), _UNITS[char], language))
            number = ""
    return " ".join(parts)


def money(value: float, currency: str) -> str:
    """An amount as people write it in Indonesia: Rp50.000."""
    text = f"{value:,.2f}".removesuffix(".00").replace(",", "_").replace(".", ",").replace("_", ".")
    return f"Rp{text}" if currency == "IDR" else f"{currency} {text}"
