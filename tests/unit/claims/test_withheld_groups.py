"""An attack on comparisons: a reader tries every figure that a withheld group could have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import pytest

from cairn.analysis.disclosure.groups import withheld_in_groups
from cairn.claims.claim import Finding
from cairn.claims.evidence import Evidence
from tests.lib.small_evidence import EVIDENCE, check, tally

# The shares stand close together, so that the place of the small group among them would tell much.
OTHERS = {"foster_care": (35, 103), "kinship_care": (19, 95), "aftercare": (24, 80), "not_stated": (13, 42)}
CLAIM = "claim:records/at_risk=yes?by=care_group&stat="


def evidence(k: int, n: int) -> Evidence:
    groups = {**OTHERS, "secure_care": (k, n)}
    rows = [((name,), n, {"at_risk": (0, n - k, k)}) for name, (k, n) in groups.items()]
    return replace(EVIDENCE, tallies={"records": tally("records", ("care_group",), rows)})


def hidden(k: int, n: int) -> bool:
    return any(0 < count < 5 for count in (k, n - k, n))


@pytest.mark.parametrize("n", range(1, 13))
@pytest.mark.parametrize(
    "stat",
    [
        "min",
        "max",
        "highest&rank=foster_care",
        "lowest&rank=kinship_care",
        "lowest&rank=aftercare",
        "highest&rank=secure_care",
        "extremes&rank=foster_care|kinship_care",
        "extremes&rank=foster_care|aftercare",
    ],
)
@pytest.mark.parametrize("words", ["a third", "highest", "?"])
def test_a_withheld_group_could_have_at_least_four_figures(n: int, stat: str, words: str) -> None:
    told: Counter[Finding] = Counter(
        check(CLAIM + stat, words, evidence(k, n)) for k in range(n + 1) if hidden(k, n)
    )
    # one or two children have only two or three figures to choose from
    assert all(times >= min(4, n + 1) for times in told.values())


FIGURES: list[tuple[Mapping[str, tuple[int, int]], set[str]]] = [
    ({"a": (20, 40), "b": (30, 50)}, set()),
    # b and c are lowest, e and f highest, so d goes with the small one; of d and g the smaller
    ({"a": (2, 8), "b": (5, 40), "c": (20, 60), "d": (30, 70), "e": (30, 50), "f": (40, 50)}, {"a", "d"}),
    (
        {
            "a": (2, 8),
            "b": (9, 40),
            "c": (20, 60),
            "d": (30, 70),
            "g": (25, 60),
            "e": (30, 50),
            "f": (40, 50),
        },
        {"a", "g"},
    ),
    # 4 + 3 at the level and 6 + 5 not at it are enough
    ({"a": (4, 10), "b": (3, 8), "c": (30, 50)}, {"a", "b"}),
    # 2 + 2 at the level are not: one more, in the middle of the others
    ({"a": (2, 10), "b": (2, 8), "c": (30, 50), "d": (10, 50), "e": (20, 50)}, {"a", "b", "e"}),
    # 7 + 1 of 12 + 1: beside the 12 stands only one, who has it or has not
    ({"a": (8, 12), "b": (1, 1), "c": (30, 50)}, {"a", "b", "c"}),
    # with nobody else to withhold, all are
    ({"a": (2, 8), "b": (40, 40)}, {"a", "b"}),
    ({"a": (2, 8)}, {"a"}),
    ({}, set()),
]


@pytest.mark.parametrize(("figures", "expected"), FIGURES)
def test_at_least_two_groups_are_withheld_that_hold_five_of_either_kind(
    figures: Mapping[str, tuple[int, int]], expected: set[str]
) -> None:
    assert withheld_in_groups(figures) == expected


def test_groups_to_keep_go_last() -> None:
    figures = {"a": (2, 8), "b": (20, 40), "c": (30, 50)}
    assert withheld_in_groups(figures, keep=("b",)) == {"a", "c"}
    assert withheld_in_groups(figures, keep=("c",)) == {"a", "b"}


def test_nothing_is_withheld_where_nobody_is_protected() -> None:
    assert withheld_in_groups({"a": (1, 8), "b": (3, 8)}, protected=False) == frozenset()


@pytest.mark.parametrize("own", [(k, n) for n in range(1, 13) for k in range(n + 1) if hidden(k, n)])
def test_the_total_of_all_groups_does_not_give_a_small_one_back(own: tuple[int, int]) -> None:
    figures = {"own": own, "b": (0, 30), "c": (9, 30), "d": (12, 30), "e": (20, 40), "f": (30, 40)}
    gone = withheld_in_groups(figures)
    total = sum(figures[name][0] for name in gone)
    rest = sum(figures[name][1] for name in gone) - own[1]
    possible = [k for k in range(own[1] + 1) if 0 <= total - k <= rest]
    assert len(possible) >= min(4, own[1] + 1)
