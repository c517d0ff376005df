from __future__ import annotations

import pytest

from planning.places import without_places


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("akta lahir kabupaten aceh selatan", "akta lahir"),
        ("akta kab bogor dan kota bandung", "akta dan"),
        ("bantuan provinsi papua barat daya tahap dua", "bantuan tahap dua"),
        ("rencana tata kota", "rencana tata kota"),
        ("taman kota baru", "taman kota baru"),
        ("gempa palu", "gempa palu"),
    ],
)
def test_regions_named_with_their_kind_are_left_out(text: str, left: str) -> None:
    assert list(without_places(text.split())) == left.split()
