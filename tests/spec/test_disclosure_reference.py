"""The reference tables: as few cells withheld as the best known, and the attack finds nothing."""

from __future__ import annotations

import csv

import pytest

from cairn.analysis.disclosure.audit import AuditReport, LeakKind, audit
from cairn.analysis.disclosure.cells import Cell
from cairn.analysis.disclosure.limits import Limits
from cairn.analysis.disclosure.puzzle import Fact, Hidden, Shown
from cairn.analysis.disclosure.suppress import suppress
from cairn.analysis.disclosure.tables import linked
from tests.lib.small_releases import STATS, reference_table

# The reference takes a withheld count for 0 or more. Cairn's own rule expects more of a reader: he knows that
# zeros are shown, so that a withheld count is at least 1.
AS_THE_REFERENCE = Limits(least=0)


def reference(table: str, column: str) -> int:
    with (STATS / "sdc_reference.csv").open(encoding="utf-8") as file:
        return int(next(r for r in csv.DictReader(file) if r["table"] == table)[column])


def attack(name: str, withheld: frozenset[Cell], limits: Limits) -> AuditReport:
    table, dimensions = reference_table(name)
    facts: list[Fact] = [
        Hidden(c) if c in withheld else Shown(c, k) for c, k in table.cells(dimensions).items()
    ]
    return audit(linked([table], dimensions), facts, dimensions, limits)


@pytest.mark.parametrize("name", ["sdc_table1", "sdc_table2"])
def test_as_few_are_withheld_as_the_best_known(name: str) -> None:
    table, dimensions = reference_table(name)
    result = suppress([table], dimensions, AS_THE_REFERENCE)
    assert len(result.primary) == reference(name, "primary_cells")
    assert len(result.secondary) <= reference(name, "secondary_best_known")
    assert result.optimal
    assert result.audit.withheld == len(result.withheld)
    assert attack(name, result.withheld, AS_THE_REFERENCE).safe


def test_a_reader_who_knows_that_none_is_zero_costs_the_first_table_nothing() -> None:
    table, dimensions = reference_table("sdc_table1")
    result = suppress([table], dimensions, Limits())
    assert len(result.secondary) == 4
    assert attack("sdc_table1", result.withheld, Limits()).safe


def test_withholding_the_small_counts_alone_gives_six_of_them_away() -> None:
    table, dimensions = reference_table("sdc_table1")
    small = frozenset(c for c, k in table.cells(dimensions).items() if 0 < k < 5)
    report = attack("sdc_table1", small, AS_THE_REFERENCE)
    assert len(report.leaks) == 6
    assert {leak.kind for leak in report.leaks} == {LeakKind.WITHHELD}
    counts = table.cells(dimensions)
    assert all(leak.low is not None and leak.low <= counts[leak.cell] for leak in report.leaks)
    assert all(leak.high is not None and leak.high >= counts[leak.cell] for leak in report.leaks)
