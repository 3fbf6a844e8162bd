"""The spelling of claims, and what is said of misspelt ones."""

from __future__ import annotations

import pytest

from cairn.claims.claim import Claim, Stat
from cairn.claims.grammar import LONGEST, is_claim, parse_claim
from cairn.errors import ClaimError, Problem
from tests.lib.small_evidence import BOOK


def problems(text: str, *, with_book: bool = True) -> tuple[Problem, ...]:
    with pytest.raises(ClaimError) as caught:
        parse_claim(text, BOOK if with_book else None)
    return caught.value.problems


def test_a_share_needs_only_source_measure_and_level() -> None:
    assert parse_claim("claim:records/at_risk=yes") == Claim(source="records", measure="at_risk", level="yes")


def test_every_option_is_read() -> None:
    claim = parse_claim("claim:a/b=c?where=d:e|f,g:h&by=i&stat=highest&rank=j|k&basis=population")
    assert claim == Claim(
        source="a",
        measure="b",
        level="c",
        where=(("d", ("e", "f")), ("g", ("h",))),
        by="i",
        stat=Stat.HIGHEST,
        rank="j|k",
        basis="population",
    )


def test_options_stand_in_any_order_and_are_spelled_in_one() -> None:
    claim = parse_claim("claim:a/b=c?stat=min&by=area&where=d:e")
    assert str(claim) == "claim:a/b=c?where=d:e&by=area&stat=min"


def test_what_markdown_tools_encode_is_read_as_it_was_written() -> None:
    assert parse_claim("claim:a/b%3Dc?where=d:e%7Cf") == parse_claim("claim:a/b=c?where=d:e|f")


def test_partnership_is_read_as_area() -> None:
    assert parse_claim("claim:staff/clear_vision=yes?by=partnership&stat=max", BOOK).by == "area"
    assert parse_claim("claim:staff/clear_vision=yes?where=partnership:A", BOOK).where == (("area", ("A",)),)


def test_the_level_of_rest_may_stand_after_a_colon_or_an_equals_sign() -> None:
    colon = parse_claim("claim:a/b=c?stat=share_of_rest&rest=d:e")
    assert colon == parse_claim("claim:a/b=c?stat=share_of_rest&rest=d=e")
    assert colon.rest == "d:e"


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("records/at_risk=yes", "claim-scheme", 1),
        ("claim:records", "claim-path", 7),
        ("claim:rec ords/at_risk=yes", "claim-name", 7),
        ("claim:records/=yes", "claim-name", 15),
        ("claim:records/at_risk", "claim-level", 1),
        ("claim:records/at_risk=yes?were=a:b", "claim-option", 27),
        ("claim:records/at_risk=yes?by=", "claim-option-empty", 27),
        ("claim:records/at_risk=yes?basis=read&basis=read", "claim-option-twice", 38),
        ("claim:records/at_risk=yes?stat=smallest", "claim-stat", 32),
        ("claim:records/at_risk=yes?stat=min", "claim-incomplete", 1),
        ("claim:records/at_risk=yes?by=care_group&stat=highest", "claim-incomplete", 1),
        ("claim:records/at_risk=yes?stat=order", "claim-incomplete", 1),
        ("claim:records/at_risk=yes?rank=secure_care", "claim-misfit", 32),
        ("claim:records/at_risk=yes?by=care_group&stat=extremes&rank=aftercare", "claim-rank", 60),
        ("claim:records/at_risk=yes?basis=everyone", "claim-choice", 33),
        ("claim:records/at_risk=yes?where=a:b,a:c", "claim-where-twice", 37),
        ("claim:records/at_risk=yes?where=a:b|b", "claim-value-twice", 37),
    ],
)
def test_a_misshapen_claim_is_refused_at_its_column(text: str, code: str, column: int) -> None:
    assert [(p.code, p.column) for p in problems(text, with_book=False)] == [(code, column)]


@pytest.mark.parametrize(
    ("text", "column", "right"),
    [
        ("claim:record/at_risk=yes", 7, "records"),
        ("claim:records/at_rsk=yes", 15, "at_risk"),
        ("claim:records/response=god", 24, "good"),
        ("claim:records/at_risk=yes?where=care_groop:aftercare", 33, "care_group"),
        ("claim:records/at_risk=yes?where=care_group:after_care", 44, "aftercare"),
        ("claim:records/at_risk=yes?where=care_group:foster_care|afterkare", 56, "aftercare"),
        ("claim:records/at_risk=yes?where=looked_afer", 33, "looked_after"),
        ("claim:records/at_risk=yes?by=care_grp&stat=max", 30, "care_group"),
        ("claim:records/at_risk=yes?by=care_group&stat=highest&rank=foster_car", 59, "foster_care"),
        ("claim:records/response=good?stat=order&above=folow_up", 46, "follow_up"),
        ("claim:records/response=good?stat=share_of_rest&rest=at_risk:yess", 61, "yes"),
        ("claim:records/response=good?stat=similar&versus=records_befor", 49, "records_before"),
    ],
)
def test_a_misspelt_name_is_refused_with_the_nearest_right_one(text: str, column: int, right: str) -> None:
    (problem,) = problems(text)
    assert problem.column == column
    assert problem.remedy == f"Did you mean “{right}”?"


def test_all_that_is_wrong_is_told_at_once() -> None:
    found = problems("claim:records/at_risk=yess?where=care_groop:a,looked_afer&by=care_grp&stat=max")
    assert len(found) == 4


def test_a_population_of_one_source_is_unknown_in_another() -> None:
    (problem,) = problems("claim:staff/clear_vision=yes?where=looked_after")
    assert problem.code == "population-unknown"


def test_a_claim_of_absurd_length_is_refused() -> None:
    assert problems("claim:" + "a" * LONGEST)[0].code == "claim-too-long"


@pytest.mark.parametrize("target", ["claim:a/b", " CLAIM:a/b", "claim:"])
def test_a_target_with_the_scheme_is_meant_as_a_claim(target: str) -> None:
    assert is_claim(target)


@pytest.mark.parametrize("target", ["https://claim:1", "claims:a/b", "#claim", ""])
def test_any_other_target_is_not(target: str) -> None:
    assert not is_claim(target)
