import numpy as np

from cairn.reconstruction.allot import Bound, Term, allot, cells_of

EVEN = [0.25, 0.25, 0.25, 0.25]
GOOD = frozenset({3, 4})


def everyone(n: int) -> np.ndarray:
    return np.ones(n, dtype=np.bool_)


def test_rows_that_no_bound_tells_apart_are_one_cell() -> None:
    north = np.array([True, True, False, False, False])
    cells = cells_of(5, [Bound((Term(north, GOOD),), 0, 2, "s1")])
    assert sorted(cells.sizes) == [2, 3]


def test_every_cell_gives_all_its_rows_an_answer() -> None:
    north = np.arange(20) < 8
    bounds = [Bound((Term(north, GOOD),), 6, 6, "s1"), Bound((Term(~north, GOOD),), 3, 3, "s2")]
    cells = cells_of(20, bounds)
    counts = allot(cells, [EVEN, EVEN], bounds)
    assert counts is not None
    by_size = {int(size): row for size, row in zip(cells.sizes, counts, strict=True)}
    assert by_size[8].sum() == 8
    assert by_size[8][2:].sum() == 6
    assert by_size[12].sum() == 12
    assert by_size[12][2:].sum() == 3


def test_an_ordering_holds_strictly_in_whole_numbers() -> None:
    # 7 rows against 5: x/7 > y/5 means 5x − 7y ≥ 1.
    north = np.arange(12) < 7
    above = Bound((Term(north, GOOD, 5), Term(~north, GOOD, -7)), 1, None, "higher in the north")
    most = Bound((Term(~north, GOOD),), 4, 5, "most in the south")
    cells = cells_of(12, [above, most])
    counts = allot(cells, [EVEN, EVEN], [above, most])
    assert counts is not None
    good = {int(size): int(row[2:].sum()) for size, row in zip(cells.sizes, counts, strict=True)}
    assert 5 * good[7] - 7 * good[5] >= 1
    assert good[5] >= 4


def test_what_cannot_be_is_not_forced() -> None:
    bounds = [Bound((Term(everyone(10), GOOD),), 8, 10, "s1"), Bound((Term(everyone(10), GOOD),), 0, 5, "s2")]
    cells = cells_of(10, bounds)
    assert allot(cells, [EVEN], bounds) is None


def test_cells_differ_no_more_than_their_bounds_ask() -> None:
    # Without the area bounds being tight, 80 of 160 good spreads as 20 of 40 in every area.
    area = np.arange(160) % 4
    bounds = [Bound((Term(everyone(160), GOOD),), 70, 90, "half", 80)]
    bounds += [Bound((Term(area == a, GOOD),), 5, 35, "safe") for a in range(4)]
    cells = cells_of(160, bounds)
    counts = allot(cells, [[0.4, 0.2, 0.2, 0.2]] * 4, bounds)
    assert counts is not None
    assert [int(row[2:].sum()) for row in counts] == [20, 20, 20, 20]
