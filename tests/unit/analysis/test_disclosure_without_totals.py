"""Many groups of which nobody prints the total: what is printed adds up all the same."""

from __future__ import annotations

from cairn.analysis.disclosure.cells import Cell, Dimension
from cairn.analysis.disclosure.limits import Limits
from cairn.analysis.disclosure.settle import Candidate, settled
from tests.lib.small_releases import RATING, at, attacked, found, shown

AREAS = tuple("ABCDEFGH")
DIMENSIONS = {"area": Dimension(name="area", values=AREAS, identifying=True), "rating": RATING}


def eight_areas() -> dict[Cell, int | None]:
    """Eight areas of 300, together 2,400: more than four times the largest number that is printed."""
    return {at(area=area): 300 for area in AREAS}


def test_eight_large_areas_without_their_total_are_no_contradiction() -> None:
    printed = eight_areas() | {at(area="A", rating="good"): 200, at(area="B", rating="good"): 100}
    assert attacked(shown(printed), DIMENSIONS).safe


def test_a_gap_in_one_of_them_is_still_found() -> None:
    row = {at(area="A", rating="weak"): None, at(area="A", rating="good"): 200}
    printed = eight_areas() | row | {at(area="A", rating="excellent"): 97}
    assert found(attacked(shown(printed), DIMENSIONS)) == {at(area="A", rating="weak"): (3, 3)}


def test_what_must_be_withheld_beside_it_is_found_without_the_total() -> None:
    whole = [Candidate(cell=c, count=k or 0) for c, k in eight_areas().items()]
    counts = {"weak": 3, "good": 200, "excellent": 97}
    row = [
        Candidate(cell=at(area="A", rating=rating), count=k, small=k < 5, spare=True)
        for rating, k in counts.items()
    ]
    hidden = settled([*whole, *row], DIMENSIONS, Limits())
    assert at(area="A", rating="weak") in hidden and len(hidden) == 2
