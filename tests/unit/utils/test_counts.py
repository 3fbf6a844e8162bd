from __future__ import annotations

from cairn.utils.counts import counted


def test_one_is_told_in_the_singular_and_all_else_in_the_plural() -> None:
    assert [counted(n, "record") for n in (0, 1, 2, 1204)] == [
        "0 records",
        "1 record",
        "2 records",
        "1,204 records",
    ]


def test_a_noun_with_another_plural_and_a_verb_is_given_both() -> None:
    said = [counted(n, "child was read", "children were read") for n in (1, 3)]
    assert said == ["1 child was read", "3 children were read"]
