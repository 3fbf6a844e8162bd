"""Sheets as people keep them: drafted, mapped, taken whole, and refused when something is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from cairn.collection.bundle import open_bundle
from cairn.collection.filled_sheet import MOST_ROWS
from cairn.collection.import_sheet import import_sheet, preview_sheet
from cairn.collection.mapping import read_mapping
from cairn.collection.mapping_draft import draft_mapping
from cairn.errors import EvidenceError
from tests.lib.kept_sheets import (
    ABOUT,
    HEADER,
    MAPPING,
    ROWS,
    as_csv,
    as_xlsx,
    changed,
    check_taken,
    refused,
    taken,
)
from tests.lib.small_instruments import INSTRUMENTS, RECORDS, YOUNG_PEOPLE


def test_a_survey_export_becomes_a_bundle(tmp_path: Path) -> None:
    check_taken(taken(as_csv(tmp_path, [HEADER, *ROWS])))
    check_taken(open_bundle(tmp_path / "out", INSTRUMENTS))


def test_a_workbook_becomes_the_same_bundle(tmp_path: Path) -> None:
    check_taken(taken(as_xlsx(tmp_path, [HEADER, *ROWS])))


def test_a_draft_is_a_mapping_that_can_be_used_as_it_is(tmp_path: Path) -> None:
    path = as_csv(tmp_path, [HEADER, *ROWS])
    draft = draft_mapping(path, YOUNG_PEOPLE, INSTRUMENTS)
    check_taken(taken(path, draft))
    assert "jo@example.org" not in draft
    assert '- "Email"  # would identify people: its name says so' in draft


def test_a_draft_asks_where_it_cannot_guess(tmp_path: Path) -> None:
    rows = changed(1, 4, "Now and then")
    path = as_csv(tmp_path, rows)
    draft = draft_mapping(path, YOUNG_PEOPLE, INSTRUMENTS)
    line = next(i for i, text in enumerate(draft.splitlines(), 1) if '"Now and then": "?"' in text)
    problem = refused(path, draft)[0]
    assert (problem.code, problem.line) == ("answer-open", line)


def test_a_draft_says_that_the_column_of_a_question_is_empty(tmp_path: Path) -> None:
    rows = [[*cells[:4], "", ""] for cells in ROWS]
    path = as_csv(tmp_path, [HEADER, *rows])
    draft = draft_mapping(path, YOUNG_PEOPLE, INSTRUMENTS)
    safe, worker = '"2. What about feels safe?"', '"What about has worker?"'
    assert f"  - feels_safe  # its column {safe} is empty" in draft
    assert f"  - has_worker  # must be answered, and its column {worker} is empty: fill it in" in draft
    assert f"  - {worker}  # empty in every row" in draft
    # What may go unanswered is taken so; what must be answered is refused.
    (problem,) = refused(path, draft)
    assert problem.code == "item-needed" and "has_worker" in problem.message


def test_a_draft_says_that_the_column_of_a_group_is_empty(tmp_path: Path) -> None:
    rows = [[*cells[:3], "", *cells[4:]] for cells in ROWS]
    draft = draft_mapping(as_csv(tmp_path, [HEADER, *rows]), YOUNG_PEOPLE, INSTRUMENTS)
    assert '  area: "?"  # its column "1. Which area?" is empty' in draft


def test_numbers_are_proposed_by_their_place_and_said_to_be(tmp_path: Path) -> None:
    rows = [[*cells[:4], number, cells[5]] for cells, number in zip(ROWS, "212", strict=True)]
    draft = draft_mapping(as_csv(tmp_path, [HEADER, *rows]), YOUNG_PEOPLE, INSTRUMENTS)
    assert '"2": "yes"  # by its place, 2 of 2: check' in draft


@pytest.mark.parametrize(
    "above",
    [
        [["Survey of young people, 2027"], []],
        [["", "", "", "About you", "About your life", ""]],
    ],
    ids=["title", "questions over several columns"],
)
def test_a_header_lower_down_is_found(tmp_path: Path, above: list[list[str]]) -> None:
    path = as_csv(tmp_path, [*above, HEADER, *ROWS])
    check_taken(taken(path, draft_mapping(path, YOUNG_PEOPLE, INSTRUMENTS)))


def test_several_header_rows_are_read_as_one_name(tmp_path: Path) -> None:
    codes = ["ResponseId", "StartDate", "RecipientEmail", "Q1", "Q2", "Q3"]
    imports = [f'{{"ImportId":"{code}"}}' for code in codes]
    path = as_csv(tmp_path, [codes, HEADER, imports, *ROWS])
    draft = draft_mapping(path, YOUNG_PEOPLE, INSTRUMENTS)
    assert "header_rows: 3" in draft
    check_taken(taken(path, draft))


def test_a_question_over_two_columns_stands_over_both(tmp_path: Path) -> None:
    above = ["", "", "", "", "How true is it?", ""]
    beneath = ["Response ID", "Start time", "Email", "area", "feels safe", "has worker"]
    path = as_csv(tmp_path, [above, beneath, *ROWS])
    mapping = (
        MAPPING.replace("id:", "header_rows: 2\nid:")
        .replace("1. Which area?", "area")
        .replace("2. What about feels safe?", "How true is it? | feels safe")
        .replace("What about has worker?", "How true is it? | has worker")
    )
    check_taken(taken(path, mapping))


def test_rows_may_be_numbered_where_there_is_no_id(tmp_path: Path) -> None:
    mapping = MAPPING.replace("{column: Response ID}", "{number_rows: Y}").replace(
        "[Start", "[Response ID, Start"
    )
    table = taken(as_csv(tmp_path, [HEADER, *ROWS]), mapping).tables["aged_16_plus"]
    assert sorted(table["response_id"].to_pylist()) == ["Y00001", "Y00002", "Y00003"]


def test_what_the_sheet_does_not_ask_may_be_said_once(tmp_path: Path) -> None:
    mapping = """\
instrument: young_people
edition: 2018-2020
id: {column: Response ID}
columns: [{column: What about has worker?, item: has_worker}]
same_in_every_row: {area: B}
not_asked: [feels_safe]
leave_out: [Start time, Email, 1. Which area?, 2. What about feels safe?]
"""
    bundle = taken(as_csv(tmp_path, [HEADER, *ROWS]), mapping)
    table = bundle.tables["aged_16_plus"].to_pydict()
    assert table["area"] == ["B"] * 3
    assert table["feels_safe__missing"] == [1] * 3
    assert "not asked, taken as “not recorded”: feels_safe" in " ".join(bundle.about.notes)


@pytest.mark.parametrize("encoding", ["utf-16", "windows-1252"])
def test_an_older_encoding_is_read_when_it_is_declared(tmp_path: Path, encoding: str) -> None:
    rows = changed(1, 1, "à 10 h")
    path = as_csv(tmp_path, rows, "cp1252" if encoding == "windows-1252" else encoding)
    assert encoding in refused(path)[0].remedy
    check_taken(taken(path, f"encoding: {encoding}\n{MAPPING}"))
    assert f"encoding: {encoding}" in draft_mapping(path, YOUNG_PEOPLE, INSTRUMENTS)


def test_a_file_of_two_encodings_is_refused_with_a_line_of_each(tmp_path: Path) -> None:
    path = as_csv(tmp_path, changed(1, 1, "à 10 h"))
    path.write_bytes(path.read_bytes() + ",".join(ROWS[0]).replace("10:00", "à").encode("cp1252"))
    for mapping in (MAPPING, f"encoding: windows-1252\n{MAPPING}"):
        assert refused(path, mapping)[0].message.startswith("Line 2 is UTF-8 and line 5 is not")
    with pytest.raises(EvidenceError, match="two encodings"):
        draft_mapping(path, YOUNG_PEOPLE, INSTRUMENTS)


@pytest.mark.parametrize(
    ("row", "column", "value", "code"),
    [
        (1, 4, "0", "answer-unmapped"),
        (1, 4, "7", "answer-unmapped"),
        (1, 5, "", "answer-missing"),
        (2, 0, "S1", "id-twice"),
        (2, 0, "0101105678", "id-refused"),
        (2, 0, "", "id-refused"),
        (1, 4, "=B2", "cell-formula"),
        (1, 4, "EH1 1YZ", "cell-personal"),
        (1, 4, "0131 496 0000", "cell-personal"),
        (1, 4, "123456789", "cell-personal"),
    ],
)
def test_a_wrong_cell_is_told_by_row_and_column(
    tmp_path: Path, row: int, column: int, value: str, code: str
) -> None:
    problems = refused(as_csv(tmp_path, changed(row, column, value)))
    assert [(p.code, p.file, p.row, p.field) for p in problems] == [
        (code, "export.csv", row + 1, HEADER[column])
    ]


@pytest.mark.parametrize(
    "value", ["EH1 1YZ", "0131 496 0000", "Jo Smith", "ring jo@example.org", "0101105678"]
)
@pytest.mark.parametrize("column", [0, 4])
def test_what_may_identify_somebody_is_repeated_in_no_message(
    tmp_path: Path, value: str, column: int
) -> None:
    problems = refused(as_csv(tmp_path, changed(1, column, value)))
    assert problems
    assert value not in " ".join(map(str, problems))


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("What is your name?", "x"),
        ("Child's date of birth", "x"),
        ("Home postcode", "x"),
        ("CHI", "x"),
        ("SCN", "x"),
        ("Contact", "01314960000"),
        ("Number", "0101105678"),
        ("Where", "EH1 1YZ"),
        ("Born", "12/03/2010"),
        ("Who to ask", "jo@example.org"),
    ],
)
def test_a_column_that_identifies_people_is_refused_unless_it_is_left_out(
    tmp_path: Path, header: str, cell: str
) -> None:
    path = as_csv(tmp_path, [[*HEADER, header], *([*row, cell] for row in ROWS)])
    problem = refused(path)[0]
    assert (problem.code, problem.field) == ("column-personal", header)
    assert "leave_out" in problem.remedy
    assert cell == "x" or cell not in str(problem)
    check_taken(taken(path, MAPPING.replace("Email]", f'Email, "{header}"]')))


def test_a_column_of_names_is_known_by_what_stands_in_it(tmp_path: Path) -> None:
    names = ["Jo Brown", "Ali McLean", "Sam O'Hara"]
    rows = [[*row, name] for row, name in zip(ROWS, names, strict=True)]
    path = as_csv(tmp_path, [[*HEADER, "Child"], *rows])
    problem = refused(path)[0]
    assert (problem.code, problem.field) == ("column-personal", "Child")
    draft = draft_mapping(path, YOUNG_PEOPLE, INSTRUMENTS)
    assert not any(name in draft for name in names)
    check_taken(taken(path, draft))


def test_a_column_that_nobody_mentions_is_refused(tmp_path: Path) -> None:
    path = as_csv(tmp_path, [[*HEADER, "Weather"], *([*row, "rain"] for row in ROWS)])
    assert [(p.code, p.field) for p in refused(path)] == [("column-unlisted", "Weather")]


def test_formulas_are_refused_where_they_are_read_and_not_elsewhere(tmp_path: Path) -> None:
    check_taken(taken(as_xlsx(tmp_path, changed(1, 1, "=NOW()"))))


def test_formulas_in_a_workbook_are_told_by_cell(tmp_path: Path) -> None:
    problem = refused(as_xlsx(tmp_path, changed(2, 4, "=E2")))[0]
    assert (problem.code, problem.sheet, problem.row) == ("cell-formula", "Sheet", 3)


def test_a_sheet_of_a_million_rows_is_refused_and_the_limit_told(tmp_path: Path) -> None:
    row = ("S1,,,A,yes,yes\n" * 1_000_000).encode()
    path = as_csv(tmp_path, [HEADER])
    path.write_bytes(path.read_bytes() + row)
    problem = refused(path)[0]
    assert problem.code == "file-too-long"
    assert f"{MOST_ROWS:,}" in problem.message
    with pytest.raises(EvidenceError) as caught:
        draft_mapping(path, YOUNG_PEOPLE, INSTRUMENTS)
    assert [(p.code, p.row) for p in caught.value.problems] == [("file-too-long", MOST_ROWS + 2)]


def test_a_column_that_stands_twice_is_named_by_its_letter(tmp_path: Path) -> None:
    rows = [[*cells, cells[5]] for cells in (HEADER, *ROWS)]
    path = as_csv(tmp_path, rows)
    assert "F, G" in refused(path)[0].message
    mapping = MAPPING.replace("What about has worker?", "What about has worker?\n    at: G")
    check_taken(taken(path, mapping.replace("Email]", "Email, What about has worker?]")))


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("item: area", "item: aera", "name-unknown", 6),
        ("not stated: not recorded", "not stated: nothing", "name-unknown", 9),
        ("not stated: not recorded", "not stated: '?'", "answer-open", 9),
        ("item: area", "item: '?'", "item-open", 6),
        ("leave_out", "leaveout", "key-unknown", 12),
        ("edition: 2018-2020", "edition: 2012", "name-unknown", 2),
        ("item: has_worker", "item: feels_safe", "item-twice", 4),
        ("1. Which area?", "Which aera?", "column-missing", 5),
    ],
)
def test_a_wrong_mapping_is_told_by_line(tmp_path: Path, old: str, new: str, code: str, line: int) -> None:
    problems = refused(as_csv(tmp_path, [HEADER, *ROWS]), MAPPING.replace(old, new))
    assert (code, "m.yaml", line) in {(p.code, p.file, p.line) for p in problems}


def test_a_preview_shows_rows_counts_and_what_is_left_out(tmp_path: Path) -> None:
    path = as_csv(tmp_path, [HEADER, *ROWS])
    (tmp_path / "m.yaml").write_text(MAPPING, encoding="utf-8")
    found = preview_sheet(path, read_mapping(tmp_path / "m.yaml", YOUNG_PEOPLE, INSTRUMENTS), INSTRUMENTS)
    assert found.size == 3
    assert found.rows[1] == ("S2", {"area": "B", "feels_safe": "not recorded", "has_worker": "no"})
    assert found.counts["has_worker"] == {"yes": 2, "no": 1}
    assert found.left_out == ("Start time", "Email")


def test_a_record_sheet_obeys_the_routing_of_its_form(tmp_path: Path) -> None:
    header = [
        "Record no",
        "area",
        "care group",
        "plan present",
        "plan quality",
        "child seen",
        "Reader's notes",
    ]
    rows = [
        ["R1", "A", "In foster care", "Y", "4", "Y", "x"],
        ["R2", "B", "kinship care", "N", "n/a", "dk", ""],
    ]
    path = as_xlsx(tmp_path, [header, *rows])
    draft = draft_mapping(path, RECORDS, INSTRUMENTS)
    (tmp_path / "m.yaml").write_text(draft, encoding="utf-8")
    mapping = read_mapping(tmp_path / "m.yaml", RECORDS, INSTRUMENTS)
    table = import_sheet(path, mapping, INSTRUMENTS, tmp_path / "out", ABOUT).tables["records"].to_pydict()
    assert table["plan_quality"] == [4, 0]
    assert table["plan_quality__missing"] == [0, 2]
    assert table["child_seen__missing"] == [0, 3]


def test_a_sheet_without_a_header_gives_nobody_away(tmp_path: Path) -> None:
    path = as_csv(tmp_path, ROWS)
    with pytest.raises(EvidenceError) as caught:
        draft_mapping(path, YOUNG_PEOPLE, INSTRUMENTS)
    for problems in (caught.value.problems, refused(path)):
        assert [p.code for p in problems] == ["header-personal"]
        assert "jo@example.org" not in " ".join(map(str, problems))


def test_a_sheet_that_is_not_the_mapped_one_lists_none_of_its_cells(tmp_path: Path) -> None:
    path = as_csv(tmp_path, [["Jo", "Brown", "plays football"], ["a", "b", "c"]])
    told = " ".join(map(str, refused(path)))
    assert "football" not in told
    assert "Brown" not in told
