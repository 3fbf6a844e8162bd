"""Words written where a report asks for them, and nothing else touched."""

from __future__ import annotations

import pytest

from cairn.claims.fill import fill_report
from cairn.claims.report_check import check_report
from cairn.errors import Problem, ReportError
from tests.lib.small_evidence import EVIDENCE, wording


def fill(text: str) -> str:
    return fill_report(text, EVIDENCE, wording())


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(ReportError) as caught:
        fill(text)
    return caught.value.problems


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ("claim:records/response=good?where=care_group:foster_care", "three quarters"),
        ("claim:records/records_read?stat=count", "258"),
        ("claim:partnerships/finding=yes", "seven of the eight"),
        ("claim:staff/clear_vision=yes?by=area&stat=min", "a quarter"),
        ("claim:staff/clear_vision=yes?by=area&stat=max", "the majority"),
        ("claim:staff/clear_vision=yes?by=area&stat=highest&rank=B", "highest"),
        ("claim:records/at_risk=yes?where=care_group:foster_care&stat=order&above=rest", "higher"),
        ("claim:national/qualified=yes", "39%"),
    ],
)
def test_words_are_written_and_hold(claim: str, words: str) -> None:
    filled = fill(f"In [?]({claim}) of them.")
    assert filled == f"In [{words}]({claim}) of them."
    assert check_report(filled, EVIDENCE, wording()).publishable


def test_everything_else_stays_byte_for_byte() -> None:
    text = (
        "\ufeff# Title  \r\n\r\n* In *[\\?](claim:records/at_risk=yes 'why?')*?\r\n"
        "\t[half][x]  \n\n[x]:   #y\n| a\\|b | [ ? ](claim:records/records_read?stat=count) |\n"
    )
    expected = text.replace("\\?", "just over two fifths").replace("[ ? ]", "[ 258 ]")
    assert fill(text) == expected


def test_a_report_that_asks_for_nothing_is_left_as_it_is() -> None:
    text = "In [half](claim:records/at_risk=yes) of them, wrong as it is.\n"
    assert fill(text) == text


def test_all_that_cannot_be_written_is_told_at_once() -> None:
    text = (
        "[?](claim:records/at_rsk=yes)\n"
        "[?](claim:records/response=good?where=care_group:secure_care)\n"
        "[?](claim:records/at_risk=yes?where=care_group:not_stated)\n"
        "[?](claim:records/at_risk=yes?where=care_group:kinship_care&stat=order&above=rest)\n"
        "[?][x] and [?] (claim:a/b)\n\n[x]: claim:records/at_risk=yes\n"
    )
    assert [(p.line, p.code) for p in problems(text)] == [
        (1, "measure-unknown"),
        (2, "words-refused"),
        (3, "words-refused"),
        (4, "words-refused"),
        (5, "words-refused"),
        (5, "claim-not-a-link"),
    ]


def test_a_refusal_for_small_numbers_says_none() -> None:
    (problem,) = problems("[?](claim:records/response=good?where=care_group:secure_care)")
    assert not any(c.isdigit() for c in problem.message + problem.remedy)
