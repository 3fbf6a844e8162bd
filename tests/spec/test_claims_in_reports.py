"""A whole report, right and then with one error planted at a time: each is caught, and nothing else is."""

from __future__ import annotations

import pytest

from cairn.claims.report_check import ReportCheck, check_report
from tests.lib.small_evidence import EVIDENCE, wording

REPORT = """\
# What we found

We read [258](claim:records/records_read?stat=count) records.
In [just over two fifths](claim:records/at_risk=yes) of them the child had been at risk.

- For children in foster care the response was good in
  [three quarters](claim:records/response=good?where=care_group:foster_care) of these records.
- Young people in aftercare: [one third](claim:records/response=good?where=care_group:aftercare).

| | Staff who saw a clear vision |
|---|---|
| lowest | [just over a quarter](claim:staff/clear_vision=yes?by=area&stat=min) |
| highest | [the majority](claim:staff/clear_vision=yes?by=area&stat=max) |

> [Almost all](claim:partnerships/finding=yes) partnerships had begun. In 2018, 8 to 15 year olds were asked.

Nationally [39%](claim:national/qualified=yes) had a qualification; elsewhere it was
[most leavers](https://example.org/statistics).
"""


def check(text: str) -> ReportCheck:
    return check_report(text, EVIDENCE, wording())


def caught(text: str) -> list[tuple[int, str, str]]:
    """Line, words and verdict of everything that bars the report; problems by their code."""
    found = check(text)
    barred = [f for f in found.findings if not f.finding.publishable]
    return [(f.line, f.finding.words, f.finding.verdict.value) for f in barred] + [
        (p.line or 0, "", p.code) for p in found.problems
    ]


def test_a_correct_report_raises_nothing() -> None:
    assert caught(REPORT) == []
    assert check(REPORT).publishable
    assert [f.finding.verdict.value for f in check(REPORT).of_links] == [
        *["holds"] * 7,
        "holds against its citation",
    ]


@pytest.mark.parametrize(
    ("what", "right", "wrong", "expected"),
    [
        ("wrong fraction", "[three quarters]", "[two thirds]", (7, "two thirds", "fails")),
        (
            "wrong group",
            "[one third](claim:records/response=good?where=care_group:aftercare)",
            "[one third](claim:records/response=good?where=care_group:kinship_care)",
            (8, "one third", "fails"),
        ),
        (
            "wrong level",
            "response=good?where=care_group:foster_care",
            "response=weak?where=care_group:foster_care",
            (7, "three quarters", "fails"),
        ),
        ("stale number", "[258]", "[243]", (3, "243", "fails")),
        (
            "wrong end of a range",
            "by=area&stat=min",
            "by=area&stat=max",
            (12, "just over a quarter", "fails"),
        ),
        ("rounded up to all", "[Almost all]", "[All]", (15, "All", "fails")),
        ("misquoted figure", "[39%]", "[49%]", (17, "49%", "fails")),
        (
            "unbacked word",
            "of them the child had",
            "of them (most of the records) the child had",
            (4, "most", "nothing behind it"),
        ),
        (
            "half outside its link",
            "[just over two fifths]",
            "just over [two fifths]",
            (4, "just over two fifths", "nothing behind it"),
        ),
        (
            "too few",
            "care_group:aftercare",
            "care_group:secure_care",
            (8, "one third", "not safe to publish"),
        ),
        ("misspelt measure", "records/at_risk", "records/at_rsik", (4, "", "measure-unknown")),
        ("space in a link", "[39%](claim", "[39%] (claim", (17, "", "claim-not-a-link")),
        ("words still missing", "[one third]", "[?]", (8, "?", "fails")),
    ],
)
def test_a_planted_error_is_caught(what: str, right: str, wrong: str, expected: tuple[int, str, str]) -> None:
    assert REPORT.count(right) == 1
    found = caught(REPORT.replace(right, wrong))
    assert expected in found, what
    assert {line for line, _, _ in found} == {expected[0]}


def test_findings_come_in_the_order_of_the_text() -> None:
    found = check("Most children agreed.\n\n" + REPORT).findings
    assert [(f.line, f.column) for f in found] == sorted((f.line, f.column) for f in found)
    assert found[0].finding.verdict.value == "nothing behind it"


@pytest.mark.parametrize(
    "text",
    [
        "So <!-- most areas --> it was.",
        "<!--\nmost areas\n-->",
        "<div>most areas</div>",
        "<p title='most areas'>So</p>",
        "So <b>most</b> areas did.",
        "<script>\nmost areas\n</script>",
        "So did mo\u200bst areas.",
        "So did m\u043est areas.",
        "So did mo**st** areas.",
        "So did mo&shy;st areas.",
    ],
)
def test_a_number_word_that_a_reader_sees_is_caught_however_it_is_written(text: str) -> None:
    assert [words for _, words, _ in caught(text)] == ["most"]


def test_number_words_in_code_and_citations_have_nothing_to_prove() -> None:
    assert caught("`Most children agreed.` [Most children](https://example.org) agreed.") == []


def test_a_link_to_elsewhere_in_the_report_is_no_citation() -> None:
    assert caught("[Most children](#annex) agreed.") == [(1, "Most", "nothing behind it")]
