from __future__ import annotations

import io
import re
import zipfile

from catalogue.store import Catalogue
from ontology.workbook import to_workbook

TABLES = {
    "About": 4,
    "Services": 5,
    "Requirements": 9,
    "Documents": 9,
    "Costs": 7,
    "Offers": 2,
    "Events": 4,
    "Organisations": 3,
    "Applications": 2,
}


def test_every_table_has_a_row_for_each_entry(full: Catalogue) -> None:
    with zipfile.ZipFile(io.BytesIO(to_workbook(full))) as file:
        names = re.findall(r'<sheet name="(\w+)"', file.read("xl/workbook.xml").decode())
        rows = [
            len(re.findall(r"<row ", file.read(f"xl/worksheets/sheet{number}.xml").decode())) - 1
            for number in range(1, len(names) + 1)
        ]
        texts = file.read("xl/sharedStrings.xml").decode()
    assert dict(zip(names, rows, strict=True)) == TABLES
    assert "14 working days before birth_date" in texts
    assert "P60D after birth" in texts
