"""The draw: by hash, with reserves, second readings and a certificate; replacements in order."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from fractions import Fraction

import pytest

from cairn.errors import DefinitionError, UsageError
from cairn.sampling.certificate import certificate_of, certificate_text, differences
from cairn.sampling.design import Allocation, Design, StratumRule
from cairn.sampling.draw import draw
from cairn.sampling.frame import Frame
from cairn.sampling.replacement import Replacement, check_log, read_twice, replace_unit, units_in_use
from cairn.sampling.representation import compare

GROUPS = ["foster"] * 6 + ["kinship"] * 3 + ["secure"]
FRAME = Frame(
    characteristics=("care_group", "age_band"),
    units=tuple(f"R{i}" for i in range(10)),
    values=tuple((group, "under_5" if i % 2 else "5_to_10") for i, group in enumerate(GROUPS)),
)
DESIGN = Design(
    name="test",
    title="A test",
    source="none",
    dated="2027",
    strata=("care_group",),
    allocation=Allocation.FIXED,
    size=2,
    reserves_at_least=2,
    double_read_at_least=2,
    reasons={"missing": "The record cannot be found."},
)
DRAWN = draw(FRAME, DESIGN, "any words")
BY_HAND = {"reason": "missing", "decided_by": "lead inspector", "on": "2027-01-31"}


def test_units_are_drawn_in_the_order_of_their_hash() -> None:
    def key(unit: str) -> str:
        return hashlib.sha256(f"any words|{unit}".encode()).hexdigest()

    order = sorted(["R0", "R1", "R2", "R3", "R4", "R5"], key=key)
    foster = DRAWN.strata[0]
    assert (list(foster.sample), list(foster.reserves)) == (order[:2], order[2:4])
    assert (foster.chance, foster.weight) == (Fraction(2, 6), Fraction(6, 2))


def test_those_read_twice_come_by_a_hash_of_their_own() -> None:
    sizes = [len(stratum.double_read) for stratum in DRAWN.strata]
    # two of the five drawn (2, 2, 1): 0.8, 0.8 and 0.4 of them give one each to the first two
    assert sizes == [1, 1, 0]
    for stratum in DRAWN.strata[:2]:
        digests = {
            hashlib.sha256(f"any words|double|{unit}".encode()).hexdigest(): unit for unit in stratum.sample
        }
        assert stratum.double_read == (digests[min(digests)],)


def test_a_stratum_with_fewer_units_than_asked_gives_all_and_has_no_reserves() -> None:
    secure = DRAWN.strata[2]
    assert (secure.sample, secure.reserves, secure.chance) == (("R9",), (), 1)


def test_a_rule_may_take_all_of_a_stratum() -> None:
    rule = StratumRule(where={"care_group": ("kinship",)}, take_all=True)
    drawn = draw(FRAME, replace(DESIGN, rules=(rule,)), "any words")
    assert [len(stratum.sample) for stratum in drawn.strata] == [2, 3, 1]


def test_the_first_rule_that_speaks_wins_and_the_design_fills_the_rest() -> None:
    rules = (
        StratumRule(where={"care_group": ("foster",)}, minimum=3),
        StratumRule(where={"care_group": ("foster", "kinship")}, minimum=1, maximum=4),
    )
    design = replace(DESIGN, allocation=Allocation.PROPORTIONAL, minimum=2, maximum=9, rules=rules)
    assert design.bounds({"care_group": "foster"}, 6) == (3, 4)
    assert design.bounds({"care_group": "kinship"}, 3) == (1, 3)
    assert design.bounds({"care_group": "secure"}, 1) == (1, 1)


@pytest.mark.parametrize("seed", ["", "a|b", "two\nlines", "x" * 101])
def test_a_seed_that_could_be_read_two_ways_is_refused(seed: str) -> None:
    with pytest.raises(UsageError, match="seed"):
        draw(FRAME, DESIGN, seed)


def test_a_design_cannot_name_what_makes_no_strata() -> None:
    with pytest.raises(DefinitionError, match="makes no strata"):
        replace(DESIGN, rules=(StratumRule(where={"age_band": ("under_5",)}, minimum=1),))


def test_a_certificate_names_no_unit_and_lets_the_draw_be_made_again() -> None:
    certificate = certificate_of(DRAWN)
    text = json.dumps(certificate) + certificate_text(DRAWN)
    assert not any(f'"{unit}"' in text for unit in FRAME.units)
    assert differences(certificate, draw(FRAME, DESIGN, "any words"), "c.json") == ()


def test_a_certificate_tells_what_has_changed() -> None:
    certificate = json.loads(json.dumps(certificate_of(DRAWN)))
    other = Frame(characteristics=("care_group",), units=FRAME.units, values=tuple((g,) for g in GROUPS))
    codes = [p.code for p in differences(certificate, draw(other, DESIGN, "any words"), "c.json")]
    assert codes == ["frame-differs"]
    larger = draw(FRAME, replace(DESIGN, size=3), "any words")
    codes = [p.code for p in differences(certificate, larger, "c.json")]
    assert codes == ["design-differs", "draw-differs"]


def test_titles_and_sources_do_not_change_the_digest_of_a_design() -> None:
    assert replace(DESIGN, title="Another title").digest == DESIGN.digest
    assert replace(DESIGN, minimum=1).digest != DESIGN.digest


def test_reserves_replace_in_the_order_drawn_and_may_be_replaced() -> None:
    foster = DRAWN.strata[0]
    first = replace_unit(DRAWN, (), foster.sample[0], **BY_HAND)
    second = replace_unit(DRAWN, (first,), first.replaced_by, **BY_HAND)
    assert (first.replaced_by, second.replaced_by) == foster.reserves
    assert units_in_use(DRAWN, (first, second))[0] == foster.reserves[1]
    with pytest.raises(UsageError, match="No reserve is left"):
        replace_unit(DRAWN, (first, second), foster.sample[1], **BY_HAND)


def test_a_replacement_is_read_twice_if_the_other_was_to_be() -> None:
    foster = DRAWN.strata[0]
    (twice,) = foster.double_read
    entry = replace_unit(DRAWN, (), twice, **BY_HAND)
    assert entry.replaced_by in read_twice(DRAWN, (entry,))
    assert twice not in read_twice(DRAWN, (entry,))


@pytest.mark.parametrize(
    ("unit", "change", "code"),
    [
        ("R99", {}, "unit-not-drawn"),
        ("", {"reason": "lost"}, "reason-unknown"),
        ("", {"decided_by": " "}, "person-missing"),
        ("", {"decided_by": "John Smith"}, "person-named"),
        ("", {"decided_by": "j.smith@example.org"}, "person-named"),
        ("", {"on": "31.1.2027"}, "date-wrong"),
    ],
)
def test_a_replacement_needs_a_unit_a_reason_a_person_and_a_day(
    unit: str, change: dict[str, str], code: str
) -> None:
    with pytest.raises(UsageError) as caught:
        replace_unit(DRAWN, (), unit or DRAWN.sample[0], **(BY_HAND | change))
    assert caught.value.code == code


@pytest.mark.parametrize("role", ["lead inspector", "Lead Inspector", "Head of Service", "Quality Officer"])
def test_a_role_is_no_name_whatever_its_capitals(role: str) -> None:
    assert replace_unit(DRAWN, (), DRAWN.sample[0], **(BY_HAND | {"decided_by": role})).decided_by == role


def test_nothing_is_replaced_before_it_came_in() -> None:
    foster = DRAWN.strata[0]
    first = replace_unit(DRAWN, (), foster.sample[0], **BY_HAND)
    with pytest.raises(UsageError, match="came into the sample on 2027-01-31") as caught:
        replace_unit(DRAWN, (first,), first.replaced_by, **(BY_HAND | {"on": "2027-01-30"}))
    assert caught.value.code == "date-too-early"
    too_early = Replacement(
        unit=first.replaced_by, replaced_by=foster.reserves[1], **(BY_HAND | {"on": "2027-01-30"})
    )
    with pytest.raises(UsageError, match=r"Replacement 2 on record: .* came into the sample"):
        check_log(DRAWN, [first, too_early])


def test_nobody_chooses_a_reserve() -> None:
    foster = DRAWN.strata[0]
    chosen = Replacement(unit=foster.sample[0], replaced_by=foster.reserves[1], **BY_HAND)
    with pytest.raises(UsageError, match="was the next"):
        check_log(DRAWN, [chosen])


def test_the_sample_is_set_beside_the_population() -> None:
    rows = {(r.characteristic, r.value): r for r in compare(FRAME, DRAWN)}
    foster = rows["care_group", "foster"]
    # 6 of 10 in the frame, 2 of 5 drawn; weighted, each of the two stands for three
    assert (foster.share_of_population, foster.share_of_sample) == (Fraction(6, 10), Fraction(2, 5))
    assert (foster.weighted, foster.difference) == (Fraction(6, 10), 0)
