"""Estimates of all the children in a list: shares times known numbers give no small count back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cairn.analysis.disclosure.limits import Limits
from cairn.analysis.estimators.population.stratum_tally import stratum_tally
from cairn.analysis.tally import Tally
from cairn.pipeline.differences import OTHERS, Compared, Found, Side
from cairn.pipeline.estimate_shelter import EstimateShelter
from tests.lib.small_evidence import BOOK

# Of 40 in foster care 20 had advocacy, of 40 in kinship care 2, of 40 in aftercare 30. One record stands for
# 1, 25 and 1 children.
READ = {"foster_care": (20, 20), "kinship_care": (38, 2), "aftercare": (10, 30)}
CHILDREN = {"foster_care": 40, "kinship_care": 1000, "aftercare": 40}


def shelter(read: dict[str, tuple[int, int]], children: dict[str, int]) -> EstimateShelter:
    counts = np.array([(0, no, yes) for no, yes in read.values()], dtype=np.int64)
    tally = Tally(
        source="records",
        characteristics=("care_group",),
        cells=tuple((group,) for group in read),
        rows=counts.sum(axis=1),
        counts={"advocacy": counts},
    )
    joined = stratum_tally(tally, ("care_group",), {(g,): n for g, n in children.items()})
    return EstimateShelter(source="records", book=BOOK, tally=joined, limits=Limits())


def side(name: str, read: dict[str, tuple[int, int]], children: dict[str, int], *groups: str) -> Side:
    of = groups or (name,)
    weighted = sum(children[g] * read[g][1] / sum(read[g]) for g in of)
    return Side(
        name=name,
        label=name,
        k=sum(read[g][1] for g in of),
        n=sum(sum(read[g]) for g in of),
        estimated=weighted / sum(children[g] for g in of),
    )


def found(a: Side, b: Side) -> Found:
    compared = Compared(
        measure="advocacy", label="", level="yes", level_label="", base="", by="care_group", a=a, b=b, p=0.001
    )
    return Found(compared=compared, adjusted=0.001, firm=True)


def compared(read: dict[str, tuple[int, int]], children: dict[str, int]) -> Found:
    others = tuple(g for g in read if g != "foster_care")
    return found(side("foster_care", read, children), side(OTHERS, read, children, *others))


def test_others_whose_share_is_that_of_a_small_group_give_it_away() -> None:
    # Others: (1000 × 2/40 + 40 × 30/40) / 1040 = 80/1040 = 7.7 %, told as 8 %: 78 to 88.4 children, of whom
    # 25 for each of x in kinship care and 1 for each of y ≤ 40 in aftercare: x is 2 or 3.
    (after,) = shelter(READ, CHILDREN).sheltered([compared(READ, CHILDREN)])
    assert after.compared.b.withheld and not after.compared.a.withheld


def test_where_weights_are_alike_the_same_share_leaves_enough_open() -> None:
    # Others: 32 of 80 records, told as 40 %: 31.6 to 32.4, so x + y = 32, and x is from 0 to 32.
    alike = dict.fromkeys(READ, 400)
    before = compared(READ, alike)
    assert shelter(READ, alike).sheltered([before]) == (before,)


def test_a_list_without_small_groups_is_left_as_it_is() -> None:
    plain = READ | {"kinship_care": (30, 10)}
    before = compared(plain, CHILDREN)
    assert shelter(plain, CHILDREN).sheltered([before]) == (before,)


def test_what_is_withheld_already_says_nothing() -> None:
    before = compared(READ, CHILDREN)
    quiet = replace(before, compared=replace(before.compared, b=replace(before.compared.b, withheld=True)))
    assert shelter(READ, CHILDREN).sheltered([quiet]) == (quiet,)


def test_between_programmes_each_looks_at_its_own_side() -> None:
    whole = replace(side("this", READ, CHILDREN, *READ), label="now")
    other = Side(name="other", label="then", k=60, n=120, estimated=0.5)
    one = found(whole, other)
    one = replace(one, compared=replace(one.compared, by="programme"))
    # Over all there is no group that is small.
    assert shelter(READ, CHILDREN).sheltered([one], "this") == (one,)
    assert shelter(READ, CHILDREN).sheltered([one], "nobody") == (one,)
