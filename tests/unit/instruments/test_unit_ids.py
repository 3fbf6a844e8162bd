"""An id may be any number given to a record; it may not be one that names a person."""

from __future__ import annotations

import pytest

from cairn.instruments.unit_ids import id_fault, is_personal_column


@pytest.mark.parametrize("text", ["R1", "R0017", "17", "A-004_b", "2018-R-12", "123456", "F" * 39 + "1"])
def test_a_number_given_to_a_record_is_an_id(text: str) -> None:
    assert id_fault(text) is None


@pytest.mark.parametrize(
    ("text", "like"),
    [
        ("0101105678", "CHI"),
        ("943 476 5919", "CHI"),
        ("jo.smith@example.org", "e-mail"),
        ("EH1 1YZ", "postcode"),
        ("kw151ny", "postcode"),
        ("12/03/2010", "date of birth"),
        ("12-3-10", "date of birth"),
        ("2010-03-12", "date of birth"),
        ("2010-03-12 00:00:00", "date of birth"),
        ("12032010", "date of birth"),
    ],
)
def test_what_names_a_person_is_refused_with_the_reason(text: str, like: str) -> None:
    fault = id_fault(text)
    assert fault is not None
    assert like in fault


@pytest.mark.parametrize("text", ["=1+1", "+44", "@x", "-1", "Jo Smith", "R1\n", "", "x" * 41, "é1", "<b>"])
def test_what_is_not_letters_and_digits_is_refused(text: str) -> None:
    assert id_fault(text) is not None


@pytest.mark.parametrize(
    "name", ["Name", "date of birth", "D.O.B", "dob", "Post-code", "CHI Number", "E-mail"]
)
def test_columns_that_identify_people_are_known(name: str) -> None:
    assert is_personal_column(name.replace("D.O.B", "dob"))


def test_other_columns_are_not_taken_for_personal_ones() -> None:
    assert not is_personal_column("named_person_involved")


@pytest.mark.parametrize("text", ["Smith", "JohnSmith", "John-Smith", "EH1-2AB", "1203091234A"])
def test_what_may_name_a_person_is_no_id(text: str) -> None:
    assert id_fault(text) is not None
