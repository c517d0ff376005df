"""The sentences of the answers, in the house's languages, around names that come from the catalogue."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from catalogue.values import in_language, number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from catalogue.conditions import Scalar

SENTENCES: Mapping[str, Mapping[str, str]] = {
    "event": {"id": "Terkait peristiwa: {event}.", "en": "Belongs to: {event}."},
    "needed": {
        "id": "Diperlukan karena {service} meminta {document}.",
        "en": "You need this because {service} asks for {document}.",
    },
    "required": {
        "id": "Harus selesai sebelum {service}.",
        "en": "Must be done before {service}.",
    },
    "suspended": {"id": "Layanan ini sedang dihentikan sementara.", "en": "This service is suspended."},
    "superseded": {"id": "Layanan ini sudah digantikan.", "en": "This service has been replaced by another."},
    "historical": {"id": "Layanan ini sudah tidak ada.", "en": "This service no longer exists."},
    "not-yet": {"id": "Baru berlaku mulai {day}.", "en": "Begins on {day}."},
    "ends": {"id": "Berakhir pada {day}.", "en": "Ends on {day}."},
    "no-longer": {"id": "Berakhir pada {day}.", "en": "Ended on {day}."},
    "held": {"id": "Hasilnya sudah dimiliki: {document}.", "en": "You already have what it gives: {document}."},
    "done": {"id": "Sudah selesai dilakukan.", "en": "Already done."},
    "elsewhere": {"id": "Hanya ada di {region}.", "en": "Only given in {region}."},
    "later": {"id": "Selesai lebih lama.", "en": "It ends later."},
    "time-unknown": {"id": "Lamanya tidak disebutkan.", "en": "Nobody states how long it takes."},
    "fee-unknown": {"id": "Biayanya tidak disebutkan.", "en": "Nobody states what it costs."},
    "dearer": {"id": "Biayanya lebih tinggi.", "en": "It costs more."},
    "extra-step": {"id": "Menambah satu langkah.", "en": "It would be one more step."},
    "no-better": {
        "id": "Tidak lebih cepat, lebih murah atau lebih pendek.",
        "en": "It is not sooner, cheaper or shorter.",
    },
    "doubtful": {
        "id": "Belum pasti berlaku untuk keadaan ini.",
        "en": "It is not certain to be for this situation.",
    },
    "no-way": {
        "id": "Tidak ada layanan yang dapat menerbitkannya untuk keadaan ini.",
        "en": "No service can issue it in this situation.",
    },
    "deadlock": {
        "id": "Saling menunggu: {document} baru terbit setelah langkah ini sendiri.",
        "en": "They wait for one another: {document} is only issued after this very step.",
    },
    "opens": {"id": "Mulai {day}.", "en": "From {day}."},
    "opens-between": {
        "id": "Paling cepat mulai {day}, paling lambat mulai {sure}.",
        "en": "From {day} at the earliest, from {sure} at the latest.",
    },
    "may-open": {
        "id": "Paling cepat mulai {day}, jika syarat lainnya terpenuhi.",
        "en": "From {day} at the earliest, if the other conditions are met.",
    },
    "if-most": {"id": "Jika {name} maksimal {high}.", "en": "If the {name} were no more than {high}."},
    "if-less": {"id": "Jika {name} kurang dari {high}.", "en": "If the {name} were less than {high}."},
    "if-least": {"id": "Jika {name} minimal {low}.", "en": "If the {name} were at least {low}."},
    "if-more": {"id": "Jika {name} lebih dari {low}.", "en": "If the {name} were more than {low}."},
    "if-between": {"id": "Jika {name} {low} sampai {high}.", "en": "If the {name} were from {low} to {high}."},
    "if-just": {"id": "Jika {name} {low}.", "en": "If the {name} were {low}."},
    "if-until": {"id": "Jika {name} paling lambat {high}.", "en": "If the {name} were {high} or earlier."},
    "if-since": {"id": "Jika {name} paling cepat {low}.", "en": "If the {name} were {low} or later."},
    "if-one-of": {"id": "Jika {name} adalah {values}.", "en": "If the {name} were {values}."},
    "if-other": {"id": "Jika {name} bukan {values}.", "en": "If the {name} were other than {values}."},
    "if-yes": {"id": "Jika jawaban untuk “{name}” ya.", "en": "If the answer to “{name}” were yes."},
    "if-no": {"id": "Jika jawaban untuk “{name}” tidak.", "en": "If the answer to “{name}” were no."},
    "if-yes-of": {
        "id": "Jika jawaban untuk “{name}” ({role}) ya.",
        "en": "If the answer to “{name}” for the {role} were yes.",
    },
    "if-no-of": {
        "id": "Jika jawaban untuk “{name}” ({role}) tidak.",
        "en": "If the answer to “{name}” for the {role} were no.",
    },
}
_PHRASES: Mapping[str, Mapping[str, str]] = {
    "of": {"id": "{name} {role}", "en": "{name} of the {role}"},
    "quoted": {"id": "“{name}”", "en": "“{name}”"},
    "or": {"id": "{names} atau {name}", "en": "{names} or {name}"},
}
"""Parts of sentences."""
_MONTHS: Mapping[str, str] = {
    "id": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
    "en": "January February March April May June July August September October November December",
}
_UNITS: Mapping[str, Mapping[str, str]] = {
    "idr": {"id": "Rp{count}", "en": "Rp{count}"},
    "year": {"id": "{count} tahun", "en": "{count} years"},
    "month": {"id": "{count} bulan", "en": "{count} months"},
    "week": {"id": "{count} minggu", "en": "{count} weeks"},
    "day": {"id": "{count} hari", "en": "{count} days"},
    "working-day": {"id": "{count} hari kerja", "en": "{count} working days"},
    "hour": {"id": "{count} jam", "en": "{count} hours"},
    "minute": {"id": "{count} menit", "en": "{count} minutes"},
    "step": {"id": "{count} langkah", "en": "{count} steps"},
    "m2": {"id": "{count} m²", "en": "{count} m²"},
    "gt": {"id": "{count} GT", "en": "{count} GT"},
    "hectare": {"id": "{count} hektare", "en": "{count} hectares"},
}
_ONE: Mapping[str, Mapping[str, str]] = {
    "year": {"id": "{count} tahun", "en": "{count} year"},
    "month": {"id": "{count} bulan", "en": "{count} month"},
    "week": {"id": "{count} minggu", "en": "{count} week"},
    "day": {"id": "{count} hari", "en": "{count} day"},
    "working-day": {"id": "{count} hari kerja", "en": "{count} working day"},
    "hour": {"id": "{count} jam", "en": "{count} hour"},
    "minute": {"id": "{count} menit", "en": "{count} minute"},
    "step": {"id": "{count} langkah", "en": "{count} step"},
    "hectare": {"id": "{count} hektare", "en": "{count} hectare"},
}
"""Units that one of is called otherwise."""
_INDONESIAN_SIGNS = str.maketrans(",.", ".,")


def say(sentence: str, **names: Mapping[str, str] | str) -> dict[str, str]:
    """A sentence in every language of the house, names filled in."""
    return filled(SENTENCES[sentence], names)


def filled(forms: Mapping[str, str], names: Mapping[str, Mapping[str, str] | str]) -> dict[str, str]:
    """A text in every language it has, names filled in."""
    return {
        language: form.format_map(
            {key: name if isinstance(name, str) else in_language(name, language) for key, name in names.items()}
        )
        for language, form in forms.items()
    }


def quantity(value: Scalar, unit: str | None = None) -> dict[str, str]:
    """A day, or a number with its unit, as one reads it."""
    if isinstance(value, date):
        return {lang: f"{value.day} {names.split()[value.month - 1]} {value.year}" for lang, names in _MONTHS.items()}
    english = f"{number(value) if isinstance(value, Decimal) else value:,}"
    counts = {"id": english.translate(_INDONESIAN_SIGNS), "en": english}
    forms = _ONE.get(unit or "") if value == 1 else None
    forms = forms or _UNITS.get(unit or "") or dict.fromkeys(counts, f"{{count}} {unit}" if unit else "{count}")
    return {language: form.format(count=counts[language]) for language, form in forms.items()}


def either(names: Sequence[Mapping[str, str]]) -> Mapping[str, str]:
    """One or several names in quotation marks: any of them."""
    quoted = [filled(_PHRASES["quoted"], {"name": name}) for name in names]
    if len(quoted) == 1:
        return quoted[0]
    several = {language: ", ".join(name[language] for name in quoted[:-1]) for language in quoted[0]}
    return filled(_PHRASES["or"], {"names": several, "name": quoted[-1]})


def belonging(name: Mapping[str, str], role: Mapping[str, str]) -> dict[str, str]:
    """A name with whose it is."""
    return filled(_PHRASES["of"], {"name": name, "role": role})


def within(name: Mapping[str, str]) -> dict[str, str]:
    """A name as it stands within a sentence: without its capital, but for an abbreviation."""
    return {language: _uncapitalised(text) for language, text in name.items()}


def _uncapitalised(text: str) -> str:
    word = text.partition(" ")[0]
    return text[:1].lower() + text[1:] if word[1:] == word[1:].lower() else text
