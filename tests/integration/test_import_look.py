"""What a workbook shows and its cells do not say: merged cells, hidden rows and columns, several sheets."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook

from cairn.collection import sheet_look
from cairn.collection.filled_in import bundle_from_files
from cairn.collection.import_sheet import preview_sheet
from cairn.collection.mapping import read_mapping
from cairn.collection.mapping_draft import draft_mapping
from cairn.collection.template import write_template
from cairn.errors import EvidenceError
from tests.lib.kept_sheets import ABOUT, HEADER, MAPPING, ROWS, as_xlsx, refused, taken
from tests.lib.small_instruments import INSTRUMENTS, YOUNG_PEOPLE


def book_at(folder: Path) -> tuple[Path, Workbook]:
    path = as_xlsx(folder, [HEADER, *ROWS])
    return path, openpyxl.load_workbook(path)


def test_merged_answers_are_refused_by_their_range(tmp_path: Path) -> None:
    path, book = book_at(tmp_path)
    book.active.merge_cells("E2:E4")
    book.save(path)
    (problem,) = refused(path)
    assert (problem.code, problem.file, problem.sheet, problem.row) == ("cells-merged", path.name, "Sheet", 2)
    assert (
        "E2:E4" in problem.message and "Unmerge" in problem.remedy and "fill in each cell" in problem.remedy
    )


def test_merged_answers_are_told_together_with_what_else_is_wrong(tmp_path: Path) -> None:
    path, book = book_at(tmp_path)
    book.active.merge_cells("D3:E3")
    book.active["F4"] = "perhaps"
    book.save(path)
    found = {(p.code, p.row) for p in refused(path)}
    assert {("cells-merged", 3), ("answer-unmapped", 4)} <= found


@pytest.mark.parametrize("harmless", ["A1:B1", "B2:B4", "B3:C4", "D8:F9", "E2:E2"])
def test_merged_cells_over_no_answer_do_no_harm(tmp_path: Path, harmless: str) -> None:
    """A header over two columns, columns that are left out, blank rows beneath the last."""
    path, book = book_at(tmp_path)
    mapping = MAPPING
    if harmless == "A1:B1":  # the second name is gone with it
        mapping = MAPPING.replace("leave_out: [Start time", 'leave_out: ["(column B)"')
    book.active.merge_cells(harmless)
    book.save(path)
    assert taken(path, mapping).tables["aged_16_plus"].num_rows == 3


def test_more_merged_ranges_than_are_noted_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cairn.collection.xlsx_look.MOST_MERGED", 2)
    path, book = book_at(tmp_path)
    for left_out in ("B2:C2", "B3:C3", "B4:C4"):
        book.active.merge_cells(left_out)
    book.save(path)
    assert [p.code for p in refused(path)] == ["cells-merged"]


def test_a_sheet_of_nothing_but_tags_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cairn.collection.xlsx_look.MOST_ELEMENTS", 20)
    assert [p.code for p in refused(book_at(tmp_path)[0])] == ["xlsx-unreadable"]


def test_hidden_rows_and_columns_are_told_in_preview_and_bundle(tmp_path: Path) -> None:
    path, book = book_at(tmp_path)
    for row in (3, 4, 9):
        book.active.row_dimensions[row].hidden = True
    for column in ("B", "F"):  # B is left out
        book.active.column_dimensions[column].hidden = True
    book.save(path)
    told = {
        "aged_16_plus: rows 3, 4 are hidden in the sheet and were read too",
        "aged_16_plus: column F is hidden in the sheet and was read too",
    }
    assert told <= set(taken(path).about.notes)
    mapping = read_mapping(path.parent / "m.yaml", YOUNG_PEOPLE, INSTRUMENTS)
    assert told <= set(preview_sheet(path, mapping, INSTRUMENTS).notes)


def test_many_hidden_rows_are_counted(tmp_path: Path) -> None:
    look = sheet_look.SheetLook(hidden_rows=frozenset(range(2, 1_302)))
    (note,) = sheet_look.hidden_notes(look, range(1, 5_000), [0])
    assert note.startswith("rows 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 1,290 more are hidden")


def test_a_prefix_before_every_element_hides_nothing(tmp_path: Path) -> None:
    """Some programs write <x:row> where others write <row>: to XML they are the same."""
    path, book = book_at(tmp_path)
    book.active.merge_cells("E2:E4")
    book.save(path)
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].replace(b"</", b"</x:").replace(b"xmlns=", b"xmlns:x=")
    for name in (b"worksheet", b"sheet", b"dimension", b"selection", b"cols", b"col", b"row", b"c ", b"v>"):
        sheet = sheet.replace(b"<" + name, b"<x:" + name)
    for name in (b"is>", b"t>", b"pageMargins", b"mergeCell"):
        sheet = sheet.replace(b"<" + name, b"<x:" + name)
    with zipfile.ZipFile(path, "w") as new:
        for name, part in {**parts, "xl/worksheets/sheet1.xml": sheet}.items():
            new.writestr(name, part)
    assert [p.code for p in refused(path)] == ["cells-merged"]


def test_a_form_is_held_to_the_same(tmp_path: Path) -> None:
    path = tmp_path / "aged_16_plus.xlsx"
    write_template(INSTRUMENTS, "aged_16_plus", path)
    book = openpyxl.load_workbook(path)
    form = book["Answers"]
    names = [cell.value for cell in form[1]]
    for row, unit in ((2, "S1"), (3, "S2")):
        form.cell(row, names.index("response_id") + 1, unit)
        form.cell(row, names.index("area") + 1, "A")
        form.cell(row, names.index("has_worker") + 1, "yes")
    form.row_dimensions[3].hidden = True
    book.save(path)
    made = bundle_from_files({"aged_16_plus": path}, INSTRUMENTS, tmp_path / "out", ABOUT)
    assert "aged_16_plus: row 3 is hidden in the sheet and was read too" in made.about.notes
    place = form.cell(2, names.index("feels_safe") + 1).column_letter
    form.merge_cells(f"{place}2:{place}3")
    book.save(path)
    with pytest.raises(EvidenceError) as caught:
        bundle_from_files({"aged_16_plus": path}, INSTRUMENTS, tmp_path / "out2", ABOUT)
    assert [(p.code, p.row) for p in caught.value.problems] == [("cells-merged", 2)]


def test_a_first_sheet_without_rows_names_the_others(tmp_path: Path) -> None:
    path, book = book_at(tmp_path)
    book.create_sheet("Read me", 0).append(["How to fill this in"])
    book.create_sheet("Codes")
    book.save(path)
    with pytest.raises(EvidenceError) as caught:
        draft_mapping(path, YOUNG_PEOPLE, INSTRUMENTS)
    (problem,) = caught.value.problems
    assert (problem.code, problem.sheet) == ("file-header-only", "Read me")
    assert "“Sheet”, “Codes”" in problem.remedy and "--sheet" in problem.remedy
    assert "feels_safe" in draft_mapping(path, YOUNG_PEOPLE, INSTRUMENTS, "Sheet")
