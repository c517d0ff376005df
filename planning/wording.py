"""The words of an answer about what is done twice, in both languages of the house."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "duplicate": {"id": "ganda", "en": "duplicate"},
    "overlap": {"id": "tumpang tindih", "en": "overlap"},
    "superseded": {"id": "sudah digantikan", "en": "superseded"},
    "sequence": {"id": "berurutan", "en": "sequence"},
    "variant": {"id": "varian", "en": "variant"},
    "same_type_region": {"id": "jenis sama, daerah lain", "en": "same type, other region"},
    "not_duplicate": {"id": "bukan ganda", "en": "not a duplicate"},
    "text": {"id": "nama dan uraian", "en": "name and description"},
    "code": {"id": "kode", "en": "code"},
    "action": {"id": "tindakan", "en": "action"},
    "thing": {"id": "bentuk", "en": "form"},
    "outputs": {"id": "hasil", "en": "outputs"},
    "documents": {"id": "dokumen yang diminta", "en": "documents asked"},
    "laws": {"id": "dasar hukum", "en": "laws"},
    "life_events": {"id": "peristiwa hidup", "en": "life events"},
    "beneficiary": {"id": "untuk siapa", "en": "for whom"},
    "conditions": {"id": "syarat", "en": "conditions"},
    "whom": {"id": "tidak ada yang bisa mendapat keduanya", "en": "nobody can get both"},
    "agency": {"id": "instansi", "en": "agency"},
    "owner": {"id": "pemilik", "en": "owner"},
    "level": {"id": "tingkat", "en": "level"},
    "applications": {"id": "aplikasi", "en": "applications"},
    "functions": {"id": "layanan yang didukung", "en": "services supported"},
    "domains": {"id": "bidang", "en": "fields of government"},
    "successor": {"id": "pengganti", "en": "successor"},
    "judgement": {"id": "penilaian perencana", "en": "planner's judgement"},
    "service": {"id": "layanan", "en": "services"},
    "application": {"id": "aplikasi", "en": "applications"},
    "score": {"id": "peluang", "en": "probability"},
    "relation": {"id": "hubungan", "en": "relation"},
    "why": {"id": "mengapa", "en": "why"},
    "a": {"id": "yang satu", "en": "one"},
    "b": {"id": "yang lain", "en": "other"},
    "pairs": {"id": "Pasangan", "en": "Pairs"},
    "groups": {"id": "Kelompok", "en": "Groups"},
    "size": {"id": "jumlah", "en": "size"},
    "offers": {"id": "penawaran kantor lain", "en": "offers of other offices"},
    "agencies": {"id": "instansi", "en": "agencies"},
    "representative": {"id": "wakil", "en": "representative"},
    "members": {"id": "anggota", "en": "members"},
    "saves": {"id": "yang berkurang bila disatukan", "en": "what merging would save"},
    "entries": {"id": "isian", "en": "entries"},
    "gone": {"id": "Hilang", "en": "Gone"},
    "new": {"id": "Baru", "en": "New"},
    "title": {"id": "Apa yang dikerjakan dua kali", "en": "What is done twice"},
    "group": {"id": "kelompok", "en": "group"},
    "id": {"id": "kode", "en": "id"},
    "name": {"id": "nama", "en": "name"},
    "none": {"id": "Tidak ada yang serupa.", "en": "Nothing is alike."},
    "summary": {
        "id": "{entries} {kind}: {pairs} pasangan, {groups} kelompok; peluang sejak {least}.",
        "en": "{entries} {kind}. Pairs: {pairs}, groups: {groups}; probability from {least} on.",
    },
    "how": {
        "id": "Peluang ialah kemungkinan bahwa keduanya satu jenis. Setiap alasan ditimbang dalam bit: satu bit ke "
        "arah “sama” melipatduakan peluang banding, satu bit ke arah lain membaginya dua. Tumpang tindih, urutan, dan "
        "varian dilaporkan berapa pun peluangnya.",
        "en": "The probability is that of both being of one type. Each reason is weighed in bits: one bit for “the "
        "same” doubles the odds, one bit against halves them. Overlaps, sequences and variants are told whatever the "
        "probability.",
    },
    "more": {
        "id": "… dan {count} pasangan lagi; semuanya dengan --json, --csv atau --out.",
        "en": "… and {count} more pairs; all of them with --json, --csv or --out.",
    },
}


def word(name: str, language: str) -> str:
    """A word in a language; a name nobody foresaw (a column of a list) as it is."""
    return WORDS[name][language] if name in WORDS else name
