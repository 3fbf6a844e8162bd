"""What may identify a person is known by the column's name or by what stands in it."""

from __future__ import annotations

import pytest

from cairn.instruments.personal import (
    NOT_REPEATED,
    one_name,
    personal_cell,
    personal_cells,
    personal_header,
    shown_cell,
)


@pytest.mark.parametrize(
    "header",
    [
        "Name",
        "First name of child",
        "RecipientLastName",
        "Date of birth (dd/mm/yyyy)",
        "D.O.B.",
        "Home postcode",
        "CHI no.",
        "SCN",
        "E-mail",
        "Mobile number",
        "What is your name?",
        "IPAddress",
    ],
)
def test_a_column_named_after_what_identifies_people_is_known(header: str) -> None:
    assert personal_header(header)


@pytest.mark.parametrize(
    "header",
    [
        "Named person involved",
        "Children have a chair",
        "Is there a named social worker?",
        "Machine",
        "Q12",
        "Is the worker you know best the one whose name you were given when you first came into care here?",
    ],
)
def test_a_question_that_only_sounds_like_it_is_not(header: str) -> None:
    assert not personal_header(header)


@pytest.mark.parametrize(
    "cell",
    [
        "0131 496 0000",
        "+44 131 496 0000",
        "07700900123",
        "123456789",
        "QQ 12 34 56 C",
        "10.0.0.1",
        "a@b.org",
        "EH1 1YZ",
        "12/03/2010",
    ],
)
def test_a_cell_that_identifies_is_known(cell: str) -> None:
    assert personal_cell(cell)


@pytest.mark.parametrize("cell", ["Yes", "Strongly agree", "4", "2018-2020", "S0017", "0", "7", "12%"])
def test_an_answer_is_no_identifier(cell: str) -> None:
    assert personal_cell(cell) is None


def test_a_column_of_names_is_one_where_hardly_any_comes_twice() -> None:
    assert personal_cells(["Jo Brown", "Ali McLean", "Sam O'Hara", "", "unknown"])
    assert personal_cells(["Foster Care", "Foster Care", "Kinship Care", "Foster Care"]) is None


@pytest.mark.parametrize("cell", ["Jo Brown", "ring 0131 496 0000", "born 12/3/10", "x" * 41])
def test_what_is_risky_is_not_repeated(cell: str) -> None:
    assert shown_cell(cell) == NOT_REPEATED


def test_what_is_harmless_is_repeated() -> None:
    assert shown_cell("now  and then") == "“now and then”"


def test_one_name_in_every_row_is_known_and_a_group_is_not() -> None:
    assert one_name(["Jane Smith", "Jane Smith", "", "Jane Smith"]) == "looks like one person's name"
    for group in (
        "Foster Care",
        "North Area",
        "Lead Inspector",
        "Scottish Borders",
        "Eilean Siar",
        "fife",
        "Fife",
    ):
        assert one_name([group] * 3) is None
    assert one_name(["Jane Smith", "John Brown"]) is None  # that is for `names_of_people` to say
