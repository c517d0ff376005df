"""The sentences of the answers, in the house's languages, around names that come from the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

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
}


def in_language(text: Mapping[str, str], language: str) -> str:
    """A text in a language, else in Indonesian, else in whatever it has."""
    return text.get(language) or text.get("id") or next(iter(text.values()))


def say(sentence: str, **names: Mapping[str, str] | str) -> dict[str, str]:
    """A sentence in every language of the house, names filled in."""
    return {
        language: form.format_map(
            {key: name if isinstance(name, str) else in_language(name, language) for key, name in names.items()}
        )
        for language, form in SENTENCES[sentence].items()
    }
