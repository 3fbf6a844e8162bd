"""Figures asked for by group: groups of which nobody is there, and what hides beside small ones."""

from __future__ import annotations

from dataclasses import replace

from cairn.analysis.disclosure import Limits
from cairn.pipeline.estimates import parse_measure
from cairn.pipeline.read_figures import Row, rows_of
from tests.lib.small_evidence import BOOK, EVIDENCE, tally


def figures(
    by_group: dict[str, tuple[int, int]], where: str = "at_risk:yes", measure: str = "advocacy=yes"
) -> list[Row]:
    """Advocacy for (yes, no) of each care group at risk; twenty of each group are not at risk."""
    rows = [
        (
            (group, risk),
            sum(counts),
            {"advocacy": (0, counts[1], counts[0]), "at_risk": (0, 0, sum(counts))},
        )
        for group, asked in by_group.items()
        for risk, counts in (("yes", asked), ("no", (10, 10)))
        if sum(counts)
    ]
    evidence = replace(EVIDENCE, tallies={"records": tally("records", ("care_group", "at_risk"), rows)})
    return rows_of(parse_measure(f"records/{measure}", "care_group", where, BOOK), evidence, Limits())


def shown(rows: list[Row]) -> dict[str, tuple[int | None, int | None]]:
    return {row.level: (row.k, row.n) for row in rows}


def test_a_group_of_which_nobody_is_there_has_an_empty_base() -> None:
    found = shown(figures({"foster_care": (30, 20), "kinship_care": (10, 15), "aftercare": (0, 0)}))
    assert found == {"foster_care": (30, 50), "kinship_care": (10, 25), "aftercare": (0, 0)}


def test_a_small_group_takes_another_with_it_so_that_the_total_leaves_both_open() -> None:
    """77 in all, of whom foster care has 50: the other 27 may be shared by two groups in any way."""
    groups = {"foster_care": (30, 20), "kinship_care": (10, 15), "aftercare": (0, 0), "secure_care": (1, 1)}
    hidden, open_ = (None, None), {"foster_care": (30, 50), "aftercare": (0, 0)}
    assert shown(figures(groups)) == {**open_, "kinship_care": hidden, "secure_care": hidden}
    every_answer = figures(groups, measure="advocacy")
    assert {r.level for r in every_answer if (r.k, r.n) == hidden} == {"kinship_care", "secure_care"}


def test_only_the_groups_asked_for_are_shown() -> None:
    groups = {"foster_care": (30, 20), "kinship_care": (10, 15), "aftercare": (20, 20)}
    found = shown(figures(groups, where="care_group:foster_care|kinship_care"))
    assert set(found) == {"foster_care", "kinship_care"}
