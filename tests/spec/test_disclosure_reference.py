"""The reference tables: as few cells withheld as the best known, and the attack finds nothing."""

from __future__ import annotations

import csv

import pytest

from cairn.analysis.disclosure.audit import AuditReport, LeakKind, audit
from cairn.analysis.disclosure.cells import Cell, Dimension, cell
from cairn.analysis.disclosure.limits import Limits
from cairn.analysis.disclosure.puzzle import Fact, Hidden, Shown
from cairn.analysis.disclosure.suppress import suppress
from cairn.analysis.disclosure.tables import CountTable, linked
from tests.lib.small_releases import STATS, reference_table

# The reference takes a withheld count for 0 or more. Cairn's own rule reckons with a careful one as well: he
# knows that zeros are shown, so that a withheld count is at least 1.
AS_THE_REFERENCE = Limits(least=0)
BY_DEFAULT = Limits()
FOUR_VALUES = Limits(width=4)  # for the careful reader too


def reference(table: str, column: str) -> int:
    with (STATS / "sdc_reference.csv").open(encoding="utf-8") as file:
        return int(next(r for r in csv.DictReader(file) if r["table"] == table)[column])


def attack(name: str, withheld: frozenset[Cell], limits: Limits) -> AuditReport:
    table, dimensions = reference_table(name)
    facts: list[Fact] = [
        Hidden(c) if c in withheld else Shown(c, k) for c, k in table.cells(dimensions).items()
    ]
    return audit(linked([table], dimensions), facts, dimensions, limits)


@pytest.mark.parametrize("limits", [BY_DEFAULT, AS_THE_REFERENCE], ids=["by default", "as the reference"])
@pytest.mark.parametrize("name", ["sdc_table1", "sdc_table2"])
def test_as_few_are_withheld_as_the_best_known(name: str, limits: Limits) -> None:
    table, dimensions = reference_table(name)
    result = suppress([table], dimensions, limits)
    assert len(result.primary) == reference(name, "primary_cells")
    assert len(result.secondary) <= reference(name, "secondary_best_known")
    assert result.optimal
    assert result.audit.withheld == len(result.withheld)
    assert attack(name, result.withheld, limits).safe
    assert attack(name, result.withheld, AS_THE_REFERENCE).safe


def test_counts_left_open_from_none_may_be_closed_to_a_reader_who_knows_that_none_is_zero() -> None:
    # Five groups of one in a row with its total, 5: open from 0 to 5, until it is known that none is none.
    dimension = Dimension(name="group", values=("a", "b", "c", "d", "e", "f"))
    counts = {(value,): 1 for value in "abcde"} | {("f",): 0}
    table = CountTable(name="row", population="people", dimensions=("group",), counts=counts)
    ones = [cell("people", {"group": value}) for value in "abcde"]
    facts: list[Fact] = [
        *(Hidden(one) for one in ones),
        Shown(cell("people", {"group": "f"}), 0),
        Shown(cell("people"), 5),
    ]
    net = linked([table], {"group": dimension})
    assert audit(net, facts, {"group": dimension}, AS_THE_REFERENCE).safe
    report = audit(net, facts, {"group": dimension}, BY_DEFAULT)
    assert [(leak.cell, leak.low, leak.high) for leak in report.leaks] == [(one, 1, 1) for one in ones]


def test_who_wants_four_values_left_to_the_careful_reader_pays_two_cells_in_the_second_table() -> None:
    table, dimensions = reference_table("sdc_table2")
    result = suppress([table], dimensions, FOUR_VALUES)
    assert len(result.secondary) == reference("sdc_table2", "secondary_best_known") + 2
    assert attack("sdc_table2", result.withheld, FOUR_VALUES).safe


def test_withholding_the_small_counts_alone_gives_six_of_them_away() -> None:
    table, dimensions = reference_table("sdc_table1")
    small = frozenset(c for c, k in table.cells(dimensions).items() if 0 < k < 5)
    report = attack("sdc_table1", small, AS_THE_REFERENCE)
    assert len(report.leaks) == 6
    assert {leak.kind for leak in report.leaks} == {LeakKind.WITHHELD}
    counts = table.cells(dimensions)
    assert all(leak.low is not None and leak.low <= counts[leak.cell] for leak in report.leaks)
    assert all(leak.high is not None and leak.high >= counts[leak.cell] for leak in report.leaks)
