"""Tallies of small evidence, with the counts written out."""

from __future__ import annotations

from pathlib import Path

import pytest

from cairn.analysis.estimators import share, units
from cairn.analysis.tallies import tally_source
from cairn.analysis.tally import NOT_GIVEN, TABLE, Tally
from cairn.collection.bundle import Bundle, write_bundle
from cairn.collection.descriptor import About
from cairn.errors import ClaimError, EvidenceError
from tests.lib.small_instruments import BOOK, INSTRUMENTS, record_columns

CHILDREN = {"response_id": ["C1", "C2", "C3"], "area": ["A", "A", "B"], "feels_safe": ["yes", "no", "yes"]}
YOUNG_PEOPLE = {
    "response_id": ["Y1", "Y2"],
    "area": ["A", "B"],
    "feels_safe": ["yes", None],
    "has_worker": ["yes", "no"],
}


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    tables = {"records": record_columns(), "aged_8_15": CHILDREN, "aged_16_plus": YOUNG_PEOPLE}
    return write_bundle(tmp_path_factory.mktemp("e") / "e", tables, INSTRUMENTS, About(name="e", title="E"))


def counts(tally: Tally, item: str) -> dict[tuple[str, ...], list[int]]:
    return {cell: tally.counts[item][i].tolist() for i, cell in enumerate(tally.cells)}


def rows(tally: Tally) -> dict[tuple[str, ...], int]:
    return dict(zip(tally.cells, tally.rows.tolist(), strict=True))


def test_answers_are_counted_by_code_in_every_cell(bundle: Bundle) -> None:
    tally = tally_source(bundle, "records", ["area"], ["plan_quality", "child_seen"], BOOK)
    assert rows(tally) == {("A",): 2, ("B",): 2}
    # none, weak, adequate, good, very good
    assert counts(tally, "plan_quality") == {("A",): [0, 1, 0, 1, 0], ("B",): [2, 0, 0, 0, 0]}
    # none, no, yes
    assert counts(tally, "child_seen") == {("A",): [0, 1, 1], ("B",): [1, 0, 1]}


def test_a_choice_item_may_be_a_characteristic(bundle: Bundle) -> None:
    tally = tally_source(bundle, "records", ["plan_quality"], ["child_seen"], BOOK)
    assert list(tally.cells) == [("weak",), ("good",), (NOT_GIVEN,)]  # in the order of the scale
    assert counts(tally, "child_seen")[(NOT_GIVEN,)] == [1, 0, 1]


def test_without_characteristics_there_is_one_cell(bundle: Bundle) -> None:
    tally = tally_source(bundle, "records", [], ["plan_present"], BOOK)
    assert rows(tally) == {(): 4}
    assert counts(tally, "plan_present") == {(): [0, 1, 3]}


def test_units_can_be_counted_without_asking_anything(bundle: Bundle) -> None:
    tally = tally_source(bundle, "records", ["care_group"], [], BOOK)
    assert units(tally, (("care_group", ("foster_care",)),)) == 3
    assert units(tally_source(bundle, "records", [], [], BOOK)) == 4


@pytest.mark.parametrize("name", [TABLE, "age_group"])
def test_the_tables_of_a_source_are_counted_together_and_told_apart(bundle: Bundle, name: str) -> None:
    tally = tally_source(bundle, "young_people", [name], ["feels_safe", "has_worker"], BOOK)
    assert rows(tally) == {("aged_8_15",): 3, ("aged_16_plus",): 2}
    assert counts(tally, "feels_safe") == {("aged_8_15",): [0, 1, 2], ("aged_16_plus",): [1, 0, 1]}


def test_an_item_that_a_table_does_not_ask_has_zeros_everywhere(bundle: Bundle) -> None:
    tally = tally_source(bundle, "young_people", [TABLE], ["has_worker"], BOOK)
    assert counts(tally, "has_worker") == {("aged_8_15",): [0, 0, 0], ("aged_16_plus",): [0, 1, 1]}
    measure = BOOK.measure("young_people", "has_worker")
    assert measure is not None
    assert (share(tally, measure, "yes").k, share(tally, measure, "yes").n) == (1, 2)


def test_a_characteristic_that_a_table_does_not_have_is_not_given(bundle: Bundle) -> None:
    tally = tally_source(bundle, "young_people", ["has_worker"], ["feels_safe"], BOOK)
    assert rows(tally) == {("no",): 1, ("yes",): 1, (NOT_GIVEN,): 3}


@pytest.mark.parametrize(
    ("source", "by", "items", "remedy"),
    [
        ("recrods", [], [], "Did you mean “records”?"),
        ("records", ["caregroup"], [], "Did you mean “care_group”?"),
        ("records", [], ["plan_qualty"], "Did you mean “plan_quality”?"),
        ("records", ["notes"], [], ""),
    ],
)
def test_a_wrong_name_is_refused(
    bundle: Bundle, source: str, by: list[str], items: list[str], remedy: str
) -> None:
    with pytest.raises(ClaimError) as caught:
        tally_source(bundle, source, by, items, BOOK)
    assert remedy in caught.value.problems[0].remedy


def test_a_source_known_only_from_print_has_no_rows(bundle: Bundle) -> None:
    with pytest.raises(EvidenceError, match="source-published-only"):
        tally_source(bundle, "national", [], [], BOOK)


def test_a_source_is_not_counted_from_half_its_tables(tmp_path: Path) -> None:
    about = About(name="e", title="E")
    half = write_bundle(tmp_path / "e", {"aged_8_15": CHILDREN}, INSTRUMENTS, about)
    with pytest.raises(EvidenceError, match="aged_16_plus"):
        tally_source(half, "young_people", [], [], BOOK)
