"""Allocation adds up within its bounds; draws depend on frame, design and seed alone."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, product

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cairn.sampling.allocate import neyman, proportional
from cairn.sampling.design import Allocation, Design
from cairn.sampling.draw import draw
from cairn.sampling.frame import Frame
from cairn.sampling.replacement import check_log, read_twice, replace_unit, units_in_use
from cairn.sampling.representation import compare


@st.composite
def allotments(draw_from, most=40):
    """A size, and strata with sizes and bounds that allow it."""
    strata = draw_from(st.integers(1, 5))
    sizes = [draw_from(st.integers(1, most)) for _ in range(strata)]
    high = [draw_from(st.integers(0, size)) for size in sizes]
    low = [draw_from(st.integers(0, h)) for h in high]
    return draw_from(st.integers(sum(low), sum(high))), sizes, low, high


@settings(max_examples=100, deadline=None)
@given(allotments())
def test_proportional_parts_add_up_within_their_bounds(allotment) -> None:
    n, sizes, low, high = allotment
    parts = proportional(n, sizes, low, high)
    assert sum(parts) == n
    assert all(a <= part <= b for a, part, b in zip(low, parts, high, strict=True))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(1, 500), min_size=1, max_size=8), st.data())
def test_without_bounds_every_part_is_its_exact_share_rounded(sizes, data) -> None:
    n = data.draw(st.integers(0, sum(sizes)))
    parts = proportional(n, sizes, [0] * len(sizes), sizes)
    for part, size in zip(parts, sizes, strict=True):
        assert abs(part - Fraction(n * size, sum(sizes))) < 1


@settings(max_examples=60, deadline=None)
@given(allotments(), st.data())
def test_a_larger_stratum_never_gets_less(allotment, data) -> None:
    _, sizes, _, _ = allotment
    n = data.draw(st.integers(0, sum(sizes)))
    parts = proportional(n, sizes, [0] * len(sizes), sizes)
    by_size = [part for _, part in sorted(zip(sizes, parts, strict=True))]
    assert all(p <= q for p, q in pairwise(by_size))


@settings(max_examples=60, deadline=None)
@given(allotments(most=6), st.data())
def test_neyman_parts_have_the_smallest_variance_of_all_that_fit(allotment, data) -> None:
    n, sizes, low, high = allotment
    assume(len(sizes) <= 4)
    variances = [Fraction(data.draw(st.integers(1, 9)), 9) for _ in sizes]

    def variance(parts) -> Fraction | None:
        if 0 in parts:
            return None
        weights = [s * s * v for s, v in zip(sizes, variances, strict=True)]
        return sum((w / p for w, p in zip(weights, parts, strict=True)), Fraction(0))

    parts = neyman(n, sizes, variances, low, high)
    assert sum(parts) == n
    assert all(a <= part <= b for a, part, b in zip(low, parts, high, strict=True))
    ways = product(*(range(a, b + 1) for a, b in zip(low, high, strict=True)))
    others = [v for way in ways if sum(way) == n and (v := variance(way)) is not None]
    if others:
        assert variance(parts) == min(others)


def frame_of(cells: list[int]) -> Frame:
    groups = [f"g{g}" for g, size in enumerate(cells) for _ in range(size)]
    units = tuple(f"R{i:04d}" for i in range(len(groups)))
    values = tuple((group, f"a{i % 3}") for i, group in enumerate(groups))
    return Frame(characteristics=("care_group", "age_band"), units=units, values=values)


DESIGN = Design(
    name="test",
    title="A test",
    source="none",
    dated="2027",
    strata=("care_group",),
    allocation=Allocation.PROPORTIONAL,
    size=5,
    reserve_percent=50,
    double_read_percent=30,
    reasons={"missing": "The record cannot be found."},
)
CELLS = st.lists(st.integers(1, 12), min_size=1, max_size=4).filter(lambda cells: sum(cells) >= 5)


@settings(max_examples=40, deadline=None)
@given(CELLS, st.integers(0, 99), st.randoms(use_true_random=False))
def test_the_order_of_the_frame_changes_nothing(cells, seed, random) -> None:
    frame = frame_of(cells)
    order = list(range(len(frame.units)))
    random.shuffle(order)
    mixed = Frame(
        characteristics=("age_band", "care_group"),
        units=tuple(frame.units[i] for i in order),
        values=tuple(frame.values[i][::-1] for i in order),
    )
    assert draw(frame, DESIGN, str(seed)) == draw(mixed, DESIGN, str(seed))


@settings(max_examples=40, deadline=None)
@given(CELLS, st.integers(0, 99))
def test_sample_and_reserves_are_different_units_of_the_stratum(cells, seed) -> None:
    frame = frame_of(cells)
    drawn = draw(frame, DESIGN, str(seed))
    assert len(drawn.sample) == DESIGN.size
    group_of = dict(zip(frame.units, frame.column("care_group"), strict=True))
    for stratum in drawn.strata:
        units = (*stratum.sample, *stratum.reserves)
        assert len(set(units)) == len(units) <= stratum.population
        assert {group_of[unit] for unit in units} <= set(stratum.values)
        assert set(stratum.double_read) <= set(stratum.sample)
    assert len(drawn.double_read) == 2  # 30 % of 5, rounded up


@settings(max_examples=40, deadline=None)
@given(CELLS, st.integers(0, 99))
def test_a_larger_sample_keeps_everybody_of_a_smaller_one_in_a_single_stratum(cells, seed) -> None:
    frame = frame_of([sum(cells)])
    small = draw(frame, DESIGN, str(seed))
    large = draw(frame, replace(DESIGN, size=min(sum(cells), 9)), str(seed))
    assert set(small.sample) <= set(large.sample)


@settings(max_examples=40, deadline=None)
@given(CELLS, st.integers(0, 99))
def test_weighted_shares_of_strata_are_those_of_the_population(cells, seed) -> None:
    frame = frame_of(cells)
    drawn = (
        draw(frame, replace(DESIGN, minimum=1, size=sum(cells) // 2 + len(cells)), str(seed))
        if (sum(cells) // 2 + len(cells) <= sum(cells))
        else draw(frame, replace(DESIGN, size=sum(cells)), str(seed))
    )
    for row in compare(frame, drawn):
        if row.characteristic == "care_group":
            assert row.difference == 0


@settings(max_examples=40, deadline=None)
@given(CELLS, st.integers(0, 99), st.data())
def test_replacements_stay_in_the_stratum_and_keep_the_size(cells, seed, data) -> None:
    frame = frame_of(cells)
    drawn = draw(frame, DESIGN, str(seed))
    log = []
    for stratum in drawn.strata:
        for _ in stratum.reserves:
            unit = data.draw(
                st.sampled_from(
                    [u for u in units_in_use(drawn, log) if u in {*stratum.sample, *stratum.reserves}]
                )
            )
            log.append(replace_unit(drawn, log, unit, reason="missing", decided_by="lead", on="2027-01-31"))
    check_log(drawn, log)
    used = units_in_use(drawn, log)
    assert len(set(used)) == DESIGN.size
    assert not set(used) & {entry.unit for entry in log}
    assert len(read_twice(drawn, log)) == len(drawn.double_read)
    assert read_twice(drawn, log) <= set(used)
