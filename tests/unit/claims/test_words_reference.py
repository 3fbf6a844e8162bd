"""Words and shares as a reference set has them (tests/data/stats/README.md says where it comes from)."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cairn.claims.wording import allows, read_phrase
from tests.lib.small_evidence import wording
from tests.lib.stats_reference import table


@pytest.mark.parametrize("row", table("words_bands"), ids=lambda r: f"{r['k']} of {r['n']}")
def test_a_band_is_judged_on_the_exact_value(row: dict[str, str]) -> None:
    k, n = int(row["k"]), int(row["n"])
    band = wording().band_of(Fraction(k, n))
    assert row["band_on_the_exact_value"] in {words.removeprefix("the ") for words in band.words}
    assert allows(read_phrase(band.words[0], wording()), k, n)


@pytest.mark.parametrize("row", table("words_claims"), ids=lambda r: f"{r['phrase']}: {r['k']} of {r['n']}")
def test_true_and_false_claims_are_told_apart(row: dict[str, str]) -> None:
    holds = allows(read_phrase(row["phrase"], wording()), int(row["k"]), int(row["n"]))
    assert holds == (row["claim_holds"] == "1")
