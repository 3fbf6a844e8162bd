"""What is withheld cannot be worked out from what is shown."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.analysis.disclosure import withheld, withheld_in_table


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=2, max_size=4))
def test_a_reader_with_pencil_and_paper_cannot_find_a_withheld_count(values: list[int]) -> None:
    counts = {str(i): k for i, k in enumerate(values)}
    hidden = sorted(withheld_in_table(counts))
    assert {name for name, k in counts.items() if 0 < k < 5} <= set(hidden)
    if not hidden or len(hidden) == len(counts):
        return
    total = sum(counts[name] for name in hidden)
    # every way to put numbers of 1 or more in the gaps that makes the shown total
    ways = [way for way in product(range(1, total + 1), repeat=len(hidden)) if sum(way) == total]
    for place in range(len(hidden)):
        assert len({way[place] for way in ways}) >= 4


@given(st.integers(0, 60), st.integers(0, 60))
def test_a_part_and_its_rest_are_withheld_together(k: int, more: int) -> None:
    assert withheld(k, k + more) == withheld(more, k + more)
