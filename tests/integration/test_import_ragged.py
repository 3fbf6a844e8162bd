"""CSV files whose rows are longer or shorter than the header, or of which one line is of another encoding."""

from __future__ import annotations

from codecs import BOM_UTF8
from pathlib import Path

import pytest

from cairn.collection.mapping_draft import draft_mapping
from cairn.collection.text_encoding import EncodingFault, decoded, likely_encoding
from cairn.errors import EvidenceError
from cairn.utils.csv_text import CsvFault, rows_of_csv
from tests.lib.kept_sheets import HEADER, MAPPING, ROWS, as_csv, as_xlsx, check_taken, refused, taken
from tests.lib.small_instruments import INSTRUMENTS, YOUNG_PEOPLE


def ragged(*extra: str) -> list[list[str]]:
    return [HEADER, ROWS[0], [*ROWS[1], *extra], ROWS[2]]


def test_a_row_with_cells_too_many_is_told_once(tmp_path: Path) -> None:
    (problem,) = refused(as_csv(tmp_path, ragged("a", "b", "", "c")))
    assert (problem.code, problem.row) == ("row-too-long", 3)
    assert problem.message == "The row has 10 cells, the header 6."
    assert "a comma too many" in problem.remedy


def test_a_draft_does_not_leave_such_cells_out(tmp_path: Path) -> None:
    """Else a row whose answers stand one column too far would be taken."""
    path = as_csv(tmp_path, ragged("a"))
    draft = draft_mapping(path, YOUNG_PEOPLE, INSTRUMENTS)
    assert "(column G)" not in draft and '"Email"' in draft
    assert [p.code for p in refused(path, draft)] == ["row-too-long"]


def test_notes_beside_the_rows_may_be_left_out(tmp_path: Path) -> None:
    mapping = MAPPING.replace("leave_out: [", 'leave_out: ["(column G)", ')
    check_taken(taken(as_xlsx(tmp_path, ragged("look again")), mapping))


def test_a_column_without_a_name_is_still_a_column(tmp_path: Path) -> None:
    (problem,) = refused(as_csv(tmp_path, [HEADER, *([*row, "x"] for row in ROWS)]))
    assert (problem.code, problem.field) == ("column-unlisted", "(column G)")


def test_rows_cut_short_are_told(tmp_path: Path) -> None:
    rows = [ROWS[0], ["S2", "", "", "Area B", "Yes", "No"], ROWS[2]]
    mapping = MAPPING.replace("    answers: {not stated: not recorded}\n", "")
    for item, other in (("feels_safe", "?"), ("has_worker", "feels_safe"), ("?", "has_worker")):
        mapping = mapping.replace(f"item: {item}", f"item: {other}")  # the last column need not be answered
    rows[2] = rows[2][:5]
    made = taken(as_csv(tmp_path, [HEADER, *rows]), mapping)
    note = "aged_16_plus: row 4 has fewer cells than the header, and those at the end were taken as empty"
    assert note in made.about.notes
    assert not any("fewer cells" in n for n in taken_again(tmp_path, [HEADER, *rows], mapping))


def taken_again(folder: Path, rows: list[list[str]], mapping: str) -> tuple[str, ...]:
    """The notes of the same rows in a workbook, which has no short rows."""
    (folder / "again").mkdir()
    return taken(as_xlsx(folder / "again", rows), mapping).about.notes


TWO = BOM_UTF8 + b"Respondent ID,Comment\nS1,ok\nS2,caf\xe9\nS3,ok\n"


def test_a_mark_settles_the_encoding_and_the_odd_line_is_told() -> None:
    for read in (
        likely_encoding,
        lambda data: decoded(data, "utf-8"),
        lambda data: decoded(data, "windows-1252"),
    ):
        with pytest.raises(EncodingFault) as caught:
            read(TWO)
        assert caught.value.line == 3
        assert "windows-1252" not in caught.value.remedy
    with pytest.raises(CsvFault) as fault:
        list(rows_of_csv(TWO))
    assert (fault.value.code, fault.value.row) == ("encodings-mixed", 3)


def test_a_draft_of_such_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "e.csv").write_bytes(TWO)
    with pytest.raises(EvidenceError, match="Line 3 is not UTF-8"):
        draft_mapping(tmp_path / "e.csv", YOUNG_PEOPLE, INSTRUMENTS)


def test_a_mark_is_no_part_of_the_first_name_whatever_the_mapping_says() -> None:
    assert decoded(BOM_UTF8 + b"a,b\n", "windows-1252") == "a,b\n"
