"""Random releases, one after another: nothing withheld is narrowed below the interval."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.analysis.disclosure.cells import Dimension
from cairn.analysis.disclosure.limits import Limits
from cairn.analysis.disclosure.suppress import safe_rows, suppress
from cairn.analysis.disclosure.tables import CountTable
from tests.lib.random_releases import random_releases, released
from tests.lib.small_releases import AREA, RATING, reference_table

LARGEST = 15  # of the counts that the slow reader tries


# All but the last twenty once gave something away, or were thought to.
@pytest.mark.parametrize("seed", [297, 301, 507, 946, 552, 558, 650, 682, *range(2000, 2020)])
def test_random_linked_releases_give_nothing_away(seed: int) -> None:
    reports, exposed = released(random_releases(seed), Limits(alike_below=10 if seed % 2 else 0))
    assert exposed == 0
    assert [leak for report in reports for leak in report.leaks] == []


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=4, max_size=4))
def test_a_reader_who_tries_every_table_is_left_with_three_counts_or_more(values: list[int]) -> None:
    """A slow twin of the attack: all two-by-two tables, none of them left out."""
    areas, ratings = AREA.values[:2], RATING.values[:2]
    dimensions = {
        "area": Dimension(name="area", values=areas, identifying=True),
        "rating": Dimension(name="rating", values=ratings),
    }
    counts = dict(zip(product(areas, ratings), values, strict=True))
    table = CountTable(name="t", population="people", dimensions=("area", "rating"), counts=counts)
    result = suppress([table], dimensions, Limits())
    assert result.safe
    printed = dict(safe_rows(table, dimensions, result.withheld))
    sums = _every_table(areas, ratings)
    assert not any(0 < count < 5 for count in printed.values() if count is not None)
    # Who takes a withheld count for none or more has four left; who knows that it is not none has three.
    readers = {0: 4} if result.zeros_withheld else {0: 4, 1: 3}
    for least, left in readers.items():
        fits = np.ones(len(next(iter(sums.values()))), dtype=bool)
        for place, count in printed.items():
            fits &= (sums[place] >= least) if count is None else (sums[place] == count)
        withheld = [place for place, count in printed.items() if count is None]
        assert all(len(np.unique(sums[place][fits])) >= left for place in withheld)


def _every_table(areas: tuple[str, ...], ratings: tuple[str, ...]) -> dict[tuple[str, str], np.ndarray]:
    """Every place, totals too, with its count in each of all the tables of counts up to the largest."""
    a, b, c, d = (grid.ravel() for grid in np.meshgrid(*[np.arange(LARGEST + 1)] * 4))
    (x, y), (p, q) = areas, ratings
    return {
        (x, p): a,
        (x, q): b,
        (y, p): c,
        (y, q): d,
        (x, "all"): a + b,
        (y, "all"): c + d,
        ("all", p): a + c,
        ("all", q): b + d,
        ("all", "all"): a + b + c + d,
    }


@settings(max_examples=6, deadline=None)
@given(st.permutations(range(8)))
def test_the_order_of_areas_changes_nothing(order: list[int]) -> None:
    table, dimensions = reference_table("sdc_table1")
    areas = dimensions["partnership"].values
    turned = Dimension(name="partnership", values=tuple(areas[i] for i in order), identifying=True)
    result = suppress([table], {**dimensions, "partnership": turned}, Limits(least=0))
    assert len(result.secondary) == 4
    assert result.safe


def test_tables_too_large_together_are_protected_one_by_one() -> None:
    # Fifteen items by eight areas share the totals of areas, which stay shown; in each the one small count
    # takes three others with it.
    areas = tuple("abcdefgh")
    dimensions = {"area": Dimension(name="area", values=areas, identifying=True)}
    tables = []
    for i in range(15):
        name = f"item{i:02}"
        dimensions[name] = Dimension(name=name, values=RATING.values)
        counts = {
            (a, r): 20 + 7 * x + 3 * y for x, a in enumerate(areas) for y, r in enumerate(RATING.values)
        }
        counts["a", "weak"], counts["a", "good"] = 3, 40
        tables.append(CountTable(name=name, population="people", dimensions=("area", name), counts=counts))
    result = suppress(tables, dimensions, Limits())
    assert result.safe
    assert len(result.primary) == 15
    assert len(result.secondary) == 15 * 3
    assert not result.optimal
    assert not any(c.dimensions <= {"area"} for c in result.withheld)
