"""That a small group is all alike, by the audit and by writing down every row of ratings there could be."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from cairn.analysis.disclosure.audit import LeakKind
from cairn.analysis.disclosure.limits import Limits
from tests.lib.small_releases import RATING, at, attacked, shown

SLOTS = ("weak", "good", "excellent", "good_or_better", "all")
BELOW, MOST = 10, 12  # who is not told of more takes a count for anything
Row = tuple[int, int, int]


def counts(row: Row) -> dict[str, int]:
    weak, good, excellent = row
    return {
        "weak": weak,
        "good": good,
        "excellent": excellent,
        "good_or_better": good + excellent,
        "all": weak + good + excellent,
    }


def alike(printed: dict[str, int | None]) -> set[str]:
    """What all have in every row that fits what is printed, where the row is small in every case."""
    rows = [counts(row) for row in product(range(MOST + 1), repeat=3)]
    fitting = [
        row
        for row in rows
        if all(row[slot] == count if count is not None else row[slot] > 0 for slot, count in printed.items())
    ]
    spoken_of = {*RATING.values, *printed} - {"all"}
    return {slot for slot in spoken_of if all(0 < row["all"] == row[slot] < BELOW for row in fitting)}


@given(
    row=st.tuples(*[st.sampled_from([0, 0, 0, 5, 6, 8])] * 3),
    said=st.lists(st.sampled_from([None, True, False]), min_size=5, max_size=5),
)
def test_the_audit_finds_what_every_row_that_fits_has_in_common(row: Row, said: list[bool | None]) -> None:
    truth = counts(row)
    printed: dict[str, int | None] = {}
    for slot, how in zip(SLOTS, said, strict=True):
        if how:
            printed[slot] = truth[slot]
        elif how is False and truth[slot]:
            printed[slot] = None
    report = attacked(shown({at(rating=s): k for s, k in printed.items()}), limits=Limits(alike_below=BELOW))
    found = {dict(leak.cell.place)["rating"] for leak in report.leaks if leak.kind is LeakKind.ALIKE}
    assert found == alike(printed)
