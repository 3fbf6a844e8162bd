"""Files that cannot be taken in: empty, cut short, damaged, far too long."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from cairn.collection.filled_sheet import MOST_ROWS
from cairn.collection.mapping_draft import draft_mapping
from cairn.errors import EvidenceError
from tests.lib.kept_sheets import HEADER, MAPPING, ROWS, as_xlsx, check_taken, refused, taken
from tests.lib.small_instruments import INSTRUMENTS, YOUNG_PEOPLE


@pytest.mark.parametrize("content", [b"", b"\n\n", b"a,b\n", b'a,b\n"c'])
def test_an_empty_or_broken_file_is_told_as_such(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "export.csv").write_bytes(content)
    assert refused(tmp_path / "export.csv")
    with pytest.raises(EvidenceError):
        draft_mapping(tmp_path / "export.csv", YOUNG_PEOPLE, INSTRUMENTS)


def test_a_workbook_that_has_no_such_sheet_names_those_it_has(tmp_path: Path) -> None:
    problem = refused(as_xlsx(tmp_path, [HEADER, *ROWS]), "sheet: Shete\n" + MAPPING)[0]
    assert (problem.code, problem.remedy) == ("sheet-unknown", "Did you mean “Sheet”?")


def test_a_workbook_of_a_million_rows_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = as_xlsx(tmp_path, [HEADER, *ROWS])
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    row = b'<row><c t="inlineStr"><is><t>S1</t></is></c></row>'
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"</sheetData>", row * 1_000_000 + b"</sheetData>")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for name, part in parts.items():
            book.writestr(name, part)
    problem = refused(path)[0]
    assert problem.code == "file-too-long"
    assert f"{MOST_ROWS:,}" in problem.message


def test_a_damaged_workbook_is_told_as_such(tmp_path: Path) -> None:
    path = as_xlsx(tmp_path, [HEADER, *ROWS])
    whole = path.read_bytes()
    for at in range(0, len(whole), len(whole) // 40):
        path.write_bytes(whole[:at] + bytes(60) + whole[at + 60 :])
        try:
            check_taken(taken(path))
        except EvidenceError as error:
            assert error.problems[0].code.startswith(("xlsx-", "file-", "column-", "header-"))
