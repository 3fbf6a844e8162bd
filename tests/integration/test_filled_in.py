"""Forms: written blank, filled in by hand, made into a bundle, and refused when something is wrong."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from cairn.collection.bundle import Bundle, open_bundle
from cairn.collection.descriptor import About
from cairn.collection.filled_in import bundle_from_files
from cairn.collection.template import write_template
from cairn.errors import EvidenceError, Problem, UsageError
from tests.lib.small_instruments import INSTRUMENTS

ABOUT = About(name="e", title="E")
HEADER = ["record_id", "area", "care_group", "plan_present", "plan_quality", "child_seen", "notes"]
ROWS = [
    ["R1", "area A", "In foster care", "Yes", "Very good", "Yes", "A kind word"],
    ["R2", "A", "kinship_care", " YES ", "cannot tell", "no", ""],
    ["R3", "Orkney Islands", "In kinship care", "no", "not applicable", "cannot tell", ""],
    ["R4", "S12000023", "In foster care", "no", "", "yes", ""],
    ["R5", "B", "In foster care", "yes", "", "yes", ""],
]


def text_of(rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue()


def taken(path: Path, table: str = "records") -> Bundle:
    return bundle_from_files({table: path}, INSTRUMENTS, path.parent / "out", ABOUT)


def refused(path: Path, table: str = "records") -> tuple[Problem, ...]:
    with pytest.raises(EvidenceError) as caught:
        taken(path, table)
    assert not (path.parent / "out").exists()
    return caught.value.problems


def as_csv(folder: Path, content: str | bytes | Sequence[Sequence[str]], name: str = "form.csv") -> Path:
    if not isinstance(content, (str, bytes)):
        content = text_of(content)
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder / name


def as_xlsx(folder: Path, rows: Sequence[Sequence[object]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    book.save(folder / "form.xlsx")
    return folder / "form.xlsx"


def check_taken(bundle: Bundle) -> None:
    table = bundle.tables["records"].to_pydict()
    rows = dict(zip(table["record_id"], range(5), strict=True))
    read = {name: [values[rows[f"R{i}"]] for i in range(1, 6)] for name, values in table.items()}
    assert read["area"] == ["A", "A", "orkney_islands", "orkney_islands", "B"]
    assert read["plan_quality"] == [4, 0, 0, 0, 0]
    assert read["plan_quality__missing"] == [0, 3, 2, 2, 1]
    assert read["child_seen"] == [2, 1, 0, 2, 2]


def test_a_csv_form_becomes_a_bundle(tmp_path: Path) -> None:
    path = as_csv(tmp_path, [HEADER, *ROWS])
    check_taken(taken(path))
    check_taken(open_bundle(tmp_path / "out", INSTRUMENTS))


def test_columns_beyond_those_that_are_read_are_told_and_not_passed_over(tmp_path: Path) -> None:
    wide = [*HEADER, *(f"more_{i}" for i in range(1_001 - len(HEADER)))]
    with pytest.raises(EvidenceError) as caught:
        taken(as_xlsx(tmp_path, [wide, *ROWS]))
    (problem,) = caught.value.problems
    assert (problem.code, problem.row) == ("row-too-wide", 1)
    assert "1,000" in problem.message


def test_an_excel_form_becomes_the_same_bundle(tmp_path: Path) -> None:
    check_taken(taken(as_xlsx(tmp_path, [HEADER, *ROWS])))


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_semicolons_and_tabs_are_understood(tmp_path: Path, delimiter: str) -> None:
    check_taken(taken(as_csv(tmp_path, text_of([HEADER, *ROWS], delimiter))))


def test_a_mark_at_the_start_and_blank_rows_do_no_harm(tmp_path: Path) -> None:
    blank = [""] * len(HEADER)
    text = "\ufeff" + text_of([HEADER, ROWS[0], blank, *ROWS[1:], blank])
    check_taken(taken(as_csv(tmp_path, text)))


def test_columns_may_stand_in_any_order_and_spelling(tmp_path: Path) -> None:
    header = [name.replace("_", " ").title() for name in HEADER[::-1]]
    check_taken(taken(as_csv(tmp_path, [header, *(row[::-1] for row in ROWS)])))


def test_free_text_is_left_behind_and_what_was_decided_is_noted(tmp_path: Path) -> None:
    bundle = taken(as_csv(tmp_path, [HEADER, *ROWS]))
    assert "notes" not in bundle.tables["records"].column_names
    assert bundle.about.notes == (
        "records: cells of free text left out: 1",
        "records: empty cells taken as “not recorded”: 1",
    )
    assert b"A kind word" not in b"".join(p.read_bytes() for p in (tmp_path / "out").iterdir())


def changed(row: int, column: str, value: str) -> list[list[str]]:
    rows = [list(r) for r in ROWS]
    rows[row - 2][HEADER.index(column)] = value
    return [HEADER, *rows]


@pytest.mark.parametrize(
    ("row", "column", "value", "code"),
    [
        (2, "plan_quality", "Very god", "answer-unknown"),
        (2, "area", "Atlantis", "answer-unknown"),
        (2, "care_group", "", "answer-missing"),
        (3, "child_seen", "", "answer-missing"),
        (3, "child_seen", "not recorded", "missing-not-allowed"),
        (4, "plan_quality", "good", "answer-not-applicable"),
        (3, "record_id", "R1", "id-twice"),
        (3, "record_id", "", "id-refused"),
        (3, "record_id", "=HYPERLINK(1)", "id-refused"),
        (3, "record_id", "0101105678", "id-refused"),
        (2, "plan_quality", "=1+1", "answer-unknown"),
    ],
)
def test_a_wrong_cell_is_refused_with_its_row_and_column(
    tmp_path: Path, row: int, column: str, value: str, code: str
) -> None:
    problems = refused(as_csv(tmp_path, changed(row, column, value)))
    assert [(p.code, p.file, p.row, p.field) for p in problems] == [(code, "form.csv", row, column)]


def test_an_unknown_answer_comes_with_the_nearest_right_one(tmp_path: Path) -> None:
    problem = refused(as_csv(tmp_path, changed(2, "plan_quality", "Very god")))[0]
    assert problem.remedy == "Did you mean “very_good”?"


def test_an_id_that_may_be_a_persons_is_not_repeated_in_the_message(tmp_path: Path) -> None:
    problem = refused(as_csv(tmp_path, changed(3, "record_id", "0101105678")))[0]
    assert "0101105678" not in str(problem)
    assert "CHI" in problem.message


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ([*HEADER[:-1], "date of birth"], "column-personal"),
        ([*HEADER[:-1], "Surname"], "column-personal"),
        ([*HEADER[:-1], "remarks"], "column-unknown"),
        ([*HEADER[:-1], "area"], "column-twice"),
        ([*HEADER[:-2], "", "notes"], "column-missing"),
        (["id", *HEADER[1:]], "column-missing"),
    ],
)
def test_a_wrong_header_is_refused(tmp_path: Path, header: list[str], code: str) -> None:
    assert code in {p.code for p in refused(as_csv(tmp_path, [header, *ROWS]))}


def test_a_misspelt_column_comes_with_the_nearest_right_one(tmp_path: Path) -> None:
    header = [name.replace("plan_quality", "plan qualty") for name in HEADER]
    problems = refused(as_csv(tmp_path, [header, *ROWS]))
    assert [(p.code, p.remedy) for p in problems] == [
        ("column-unknown", "Did you mean “plan_quality”?"),
        ("column-missing", ""),
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (b"\n\n", "file-empty"),
        (",".join(HEADER).encode(), "file-header-only"),
        (text_of([HEADER, *ROWS]).encode("utf-16"), "not-utf8"),
        (text_of(changed(2, "notes", "Café")).encode("latin-1"), "not-utf8"),
        (b"PK\0\0\0", "not-utf8"),
        (text_of([HEADER, *ROWS]).encode() + b'R6,"A', "csv-syntax"),
        (text_of([HEADER, [*ROWS[0], "", "stray"]]).encode(), "cell-stray"),
        (b"," * 5_000, "row-too-wide"),
    ],
)
def test_a_file_that_is_no_form_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    assert code in {p.code for p in refused(as_csv(tmp_path, content))}


def test_a_file_that_is_not_there_or_of_another_kind_is_named(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.csv")[0].code == "file-missing"
    assert refused(as_csv(tmp_path, b"x", "form.ods"))[0].code == "file-kind"
    assert refused(as_csv(tmp_path, b"x"), "recods")[0].remedy == "Did you mean “records”?"


def test_a_file_of_too_many_bytes_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "form.csv").open("wb") as file:
        file.truncate(50_000_001)
    assert refused(tmp_path / "form.csv")[0].code == "file-too-large"


def test_all_problems_of_all_files_are_told_at_once_up_to_a_hundred(tmp_path: Path) -> None:
    rows = [[f"R{i}", "A", "In foster care", "maybe", "", "perhaps", ""] for i in range(150)]
    first = as_csv(tmp_path, [HEADER, *rows], "records.csv")
    second = as_csv(tmp_path, [["response_id", "area"], ["C1", "Z"]], "children.csv")
    with pytest.raises(EvidenceError) as caught:
        bundle_from_files({"records": first, "aged_8_15": second}, INSTRUMENTS, tmp_path / "out", ABOUT)
    assert len(caught.value.problems) == 101
    # two wrong cells in each of 150 rows; one column lacking and one unknown area in the other file
    assert "202 more" in caught.value.problems[-1].message
    assert not (tmp_path / "out").exists()


def test_one_wrong_file_keeps_the_others_out_too(tmp_path: Path) -> None:
    good = as_csv(tmp_path, [HEADER, *ROWS], "records.csv")
    bad = as_csv(tmp_path, [["response_id", "area", "feels_safe"], ["C1", "Z", "yes"]], "children.csv")
    with pytest.raises(EvidenceError) as caught:
        bundle_from_files({"records": good, "aged_8_15": bad}, INSTRUMENTS, tmp_path / "out", ABOUT)
    assert [p.file for p in caught.value.problems] == ["children.csv"]
    assert not (tmp_path / "out").exists()


def test_several_teams_may_each_bring_a_file_of_the_same_form(tmp_path: Path) -> None:
    first = as_csv(tmp_path, [HEADER, *ROWS[:2]], "first.csv")
    second = as_csv(tmp_path, [HEADER[::-1], *(row[::-1] for row in ROWS[2:])], "second.csv")
    check_taken(bundle_from_files({"records": [first, second]}, INSTRUMENTS, tmp_path / "out", ABOUT))


def test_a_record_may_stand_in_one_file_only(tmp_path: Path) -> None:
    first = as_csv(tmp_path, [HEADER, *ROWS[:3]], "first.csv")
    second = as_csv(tmp_path, [HEADER, *ROWS[3:], ROWS[2]], "second.csv")
    with pytest.raises(EvidenceError) as caught:
        bundle_from_files({"records": [first, second]}, INSTRUMENTS, tmp_path / "out", ABOUT)
    assert [(p.code, p.file, p.row) for p in caught.value.problems] == [("id-twice", "second.csv", 4)]
    assert "first.csv" in caught.value.problems[0].message


# ── workbooks ─────────────────────────────────────────────────────────────────


def test_a_formula_is_refused_with_its_cell(tmp_path: Path) -> None:
    problems = refused(as_xlsx(tmp_path, changed(3, "notes", "=1+1")))
    assert [(p.code, p.sheet, p.row) for p in problems] == [("cell-formula", "Sheet", 3)]
    assert "G3" in problems[0].message


def test_a_number_typed_as_a_number_is_read_as_text(tmp_path: Path) -> None:
    rows = [[i, *row[1:]] for i, row in enumerate(ROWS, 1)]
    bundle = taken(as_xlsx(tmp_path, [HEADER, *rows]))
    assert sorted(bundle.tables["records"].column("record_id").to_pylist()) == ["1", "2", "3", "4", "5"]


def zipped(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def test_a_workbook_that_would_unpack_to_too_much_is_not_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "form.xlsx", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for i in range(4):
            archive.writestr(f"xl/worksheets/sheet{i}.xml", bytes(80_000_000))
    assert (tmp_path / "form.xlsx").stat().st_size < 2_000_000
    assert "too much" in refused(tmp_path / "form.xlsx")[0].message


@pytest.mark.parametrize(
    "parts",
    [
        {"[Content_Types].xml": b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'},
        {"[Content_Types].xml": b"<Types/>"},
        {"nothing.txt": b""},
        {f"{i}.xml": b"" for i in range(1_001)},
    ],
    ids=["entities", "no workbook", "no parts", "many parts"],
)
def test_a_broken_or_hostile_workbook_is_refused(tmp_path: Path, parts: dict[str, bytes]) -> None:
    assert refused(zipped(tmp_path / "form.xlsx", parts))[0].code in ("xlsx-refused", "xlsx-unreadable")


@pytest.mark.parametrize("data", [b"", b"not a zip", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_what_is_not_a_workbook_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "form.xlsx").write_bytes(data)
    assert refused(tmp_path / "form.xlsx")[0].code == "xlsx-refused"


def test_a_sheet_cut_short_is_refused(tmp_path: Path) -> None:
    path = as_xlsx(tmp_path, [HEADER, *ROWS])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet][: len(parts[sheet]) // 2]
    assert "xlsx-unreadable" in {p.code for p in refused(zipped(path, parts))}


# ── templates ─────────────────────────────────────────────────────────────────


def test_a_blank_workbook_can_be_filled_in_and_taken(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    assert write_template(INSTRUMENTS, "records", path) == (path,)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Answers", "Guidance", "Lists"]
    for row in ROWS:
        book["Answers"].append(row)
    book.save(path)
    check_taken(taken(path))


def test_a_blank_workbook_explains_itself(tmp_path: Path) -> None:
    write_template(INSTRUMENTS, "records", tmp_path / "form.xlsx")
    book = openpyxl.load_workbook(tmp_path / "form.xlsx")
    form, guidance = book["Answers"], book["Guidance"]
    assert [cell.value for cell in form[1]] == HEADER
    assert form.freeze_panes == "B2"
    assert "What about plan_present?" in form["D1"].comment.text
    row = next(r for r in guidance.iter_rows(values_only=True) if r[0] == "plan_quality")
    assert row[3:6] == (
        "plan_present is Yes",
        "Weak / Adequate / Good / Very good",
        "not recorded / not applicable / cannot tell",
    )


def test_a_blank_workbook_offers_the_answers_of_each_column(tmp_path: Path) -> None:
    write_template(INSTRUMENTS, "records", tmp_path / "form.xlsx")
    book = openpyxl.load_workbook(tmp_path / "form.xlsx")
    rule = next(r for r in book["Answers"].data_validations.dataValidation if "E2" in r.sqref)
    letter = rule.formula1.split("$")[1]
    listed = [cell.value for cell in book["Lists"][letter] if cell.value]
    assert listed == [
        "Weak",
        "Adequate",
        "Good",
        "Very good",
        "not recorded",
        "not applicable",
        "cannot tell",
    ]


def test_a_blank_csv_comes_with_its_guide(tmp_path: Path) -> None:
    written = write_template(INSTRUMENTS, "records", tmp_path / "form.csv")
    assert [path.name for path in written] == ["form.csv", "form-guide.csv"]
    assert written[0].read_text("utf-8-sig").strip() == ",".join(HEADER)
    with written[0].open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(ROWS)
    check_taken(taken(written[0]))


def test_a_blank_form_taken_as_it_is_has_nothing_in_it(tmp_path: Path) -> None:
    write_template(INSTRUMENTS, "records", tmp_path / "form.xlsx")
    assert [p.code for p in refused(tmp_path / "form.xlsx")] == ["file-header-only"]


def test_a_form_somebody_may_have_filled_in_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "form.csv").write_text("mine")
    with pytest.raises(UsageError, match="file-exists"):
        write_template(INSTRUMENTS, "records", tmp_path / "form.csv")
    assert (tmp_path / "form.csv").read_text() == "mine"


def test_an_unknown_table_or_kind_of_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="Did you mean “records”"):
        write_template(INSTRUMENTS, "record", tmp_path / "form.csv")
    with pytest.raises(UsageError, match="template-kind"):
        write_template(INSTRUMENTS, "records", tmp_path / "form.docx")
