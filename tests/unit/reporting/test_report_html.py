from __future__ import annotations

import base64
import hashlib
import re

import pytest

from cairn.claims.claim import Finding, Stat, Verdict
from cairn.errors import ReportError
from cairn.reporting.html import render_html
from cairn.reporting.html_text import clean
from cairn.reporting.notes import MARKS, METHODS
from cairn.reporting.publishable import publishable
from tests.lib.sample_report import STAND_IN, counted, finding, findings, sample_briefing, sample_report

FAILING = finding(
    "two thirds",
    Verdict.FAILS,
    reason="It is 300 of 690.",
    suggestion="less than half",
    figure="300 of 690 records",
)


def failing_report(**changes: object) -> object:
    text = "One.\n\nIn [two thirds](claim:records/plan_quality=good_or_better) of records.\n"
    return sample_report(markdown=text, findings=(FAILING,), charts={}, **changes)


def note(page: str, number: int) -> str:
    return page[page.index(f'<li id="k{number}"') :].split("</li>")[0]


def test_each_number_word_opens_its_note_without_a_script() -> None:
    page = render_html(sample_report())
    for number in range(1, len(findings()) + 1):
        assert page.count(f'popovertarget="k{number}"') == 2  # opened from the words, closed from the note
        assert f'<li id="k{number}" class="note' in page
        assert f'href="#k{number}"' in page
        assert f'href="#c{number}"' in page
    assert "<script" not in page


def test_the_words_are_text_outside_the_button_so_that_a_reading_mode_keeps_them() -> None:
    page = render_html(sample_report())
    assert '<span class="words">just over half</span><button type="button" popovertarget="k2"' in page


def test_a_note_holds_figure_base_source_method_and_spelling() -> None:
    words = re.sub(r"<[^>]+>", "", note(render_html(sample_report()), 2))
    for part in (
        "390 of 754 records",
        "All records",
        "Records",
        "claim:records/immediate",
    ):
        assert part in words


def test_how_figures_are_counted_is_said_once_above_the_notes_and_exceptions_in_them() -> None:
    page = render_html(sample_report())
    assert page.count("without an interval") == 1
    assert "The smallest share among the groups." in note(page, 4)
    assert "How</dt>" not in note(page, 2)


def test_the_base_of_a_note_is_told_as_a_reader_would_say_it() -> None:
    def told(base: str) -> str:
        report = sample_report(
            markdown="[half](claim:records/x)", findings=(finding("half", base=base),), charts={}
        )
        return note(render_html(report), 1).split("<dt>Out of</dt><dd>")[1].split("</dd>")[0]

    assert told("records (children in foster care)") == "Records of children in foster care"
    assert told("those who knew a worker (people who knew a worker)") == "Those who knew a worker"
    assert told("records with a plan (Risk: Yes)") == "Records with a plan (Risk: Yes)"


def test_each_sentence_of_a_reason_begins_with_a_capital() -> None:
    found = finding("half", reason="foster care, 3 of 6 (50%). at home, 1 of 9. “half” allows 2.")
    page = render_html(sample_report(markdown="[half](claim:records/x)", findings=(found,), charts={}))
    assert "Foster care, 3 of 6 (50%). At home, 1 of 9. “half” allows 2." in note(page, 1)


def test_a_note_tells_what_was_published_and_what_is_our_reading() -> None:
    found = finding("half", published="S012: “about half”, line 30.", reading="good means good or better.")
    shown = note(
        render_html(sample_report(markdown="[half](claim:records/x)", findings=(found,), charts={})), 1
    )
    assert "<dt>As published</dt><dd>S012: “about half”, line 30.</dd>" in shown
    assert "<dt>Our reading</dt><dd>Good means good or better.</dd>" in shown


def test_a_table_of_claims_carries_the_label_and_one_of_published_words_does_not() -> None:
    table = "| a | b |\n|---|---|\n| x | [half](claim:records/x) |\n"
    ours = render_html(sample_report(markdown=table, findings=(finding("half"),), charts={}))
    cited = finding("half", Verdict.HOLDS_AGAINST_CITATION, citation="Page 3")
    theirs = render_html(sample_report(markdown=table, findings=(cited,), charts={}))
    assert [p.split('class="framed')[1].split("</table>")[0].count(STAND_IN) for p in (ours, theirs)] == [
        1,
        0,
    ]


def test_the_label_is_a_sentence_whoever_writes_it() -> None:
    assert sample_report(stand_in="made-up data").stand_in == "Made-up data."
    assert sample_report(stand_in="").stand_in == ""


def test_caption_label_and_cue_stand_outside_the_box_that_scrolls() -> None:
    wide = "Table: Many\n\n|a|b|c|d|\n|-|-|-|-|\n|1|2|3|[4](claim:records/x)|\n"
    page = render_html(sample_report(markdown=wide, findings=(finding("4"),), charts={}))
    before, inside = page.split('class="framed many"')[1].split('<div class="scroll"')[:2]
    assert '<p class="caption" id="table-1">Many</p>' in before
    assert STAND_IN in before
    assert "scroll it sideways" in before
    assert STAND_IN not in inside.split("</table>")[0]
    assert inside.startswith(' role="region" tabindex="0" aria-labelledby="table-1">')


def test_a_withheld_group_is_c_in_its_note() -> None:
    shown = note(render_html(sample_report()), 4)
    assert '<th scope="row">Area C</th><td>[c]</td><td>[c]</td>' in shown
    assert "[c] means that the figure is withheld" in shown


def test_nothing_is_said_to_hold_on_stand_in_evidence() -> None:
    page = render_html(sample_report())
    assert "Consistent with the stand-in data" in page
    assert "consistent with the published words" not in page.lower()  # true of the published review alone
    assert not re.search(r"\b(verified|holds)\b", page, re.IGNORECASE)


def test_on_real_evidence_there_is_no_label_and_words_hold() -> None:
    page = render_html(sample_report(stand_in=""))
    assert "tand-in data" not in page
    assert "Holds against its citation" in note(page, 9)


def test_every_note_chart_and_table_of_figures_carries_the_stand_in_label() -> None:
    page = render_html(sample_report())
    assert all(STAND_IN in note(page, n) for n in range(1, 11))
    charts = page.split('<figure class="chart" id="')[1:]
    labelled = [c.split('"')[0] for c in charts if c.split("</figure>")[0].count("tand-in data") == 3]
    assert labelled == ["chart-ratings", "chart-groups", "chart-areas", "chart-bases"]


def test_the_published_table_of_evaluations_is_not_called_stand_in() -> None:
    page = render_html(sample_report())
    assert "tand-in" not in page.split('id="chart-evaluations"')[1].split("</figure>")[0]


def test_shares_on_stand_in_evidence_have_no_decimals() -> None:
    text = re.sub(r"<(svg|style|head).*?</\1>", "", render_html(sample_report()), flags=re.DOTALL)
    assert not re.search(r"\d\.\d+ ?%", text)


def test_the_policy_allows_this_style_sheet_and_nothing_else() -> None:
    page = render_html(sample_report())
    style = page.split("<style>")[1].split("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:" in page
    assert " style=" not in page
    assert not re.search(r"(src|href)=\"https?://(?!example\.org)", page)


def test_hostile_text_is_printed_as_text_everywhere() -> None:
    bad = "</style></title><script>alert(1)</script>\"'}/{{7-7}}"
    page = render_html(
        sample_report(
            markdown=f"# {bad}\n\n[{bad}](claim:x/y) `{bad}`\n",
            findings=(counted(" ".join(bad.split()), 1, 2, bad, reason=bad, citation=bad),),
            title=bad,
            subtitle=bad,
            programme=bad,
            stand_in="*/" + bad,
            methods=(bad,),
            charts={},
        )
    )
    assert "<script" not in page
    assert page.count("</style>") == 1
    assert "{{7-7}}" in page


def test_the_cleaner_lets_no_foreign_element_or_attribute_through() -> None:
    assert (
        clean('<p onclick="x()">a<iframe src="//x"></iframe><a href="javascript:x()">b</a></p>')
        == "<p>a<a>b</a></p>"
    )


def test_controls_and_direction_overrides_are_taken_out() -> None:
    page = render_html(sample_report(markdown="a\u202eb\x07c", findings=(), charts={}))
    assert "<p>abc</p>" in page


def test_a_failing_word_keeps_the_report_from_being_published() -> None:
    with pytest.raises(ReportError) as error:
        render_html(failing_report())  # type: ignore[arg-type]
    assert str(error.value) == (
        "report.md:3: “two thirds” fails: It is 300 of 690. “less than half” would be right. "
        "[not-publishable]"
    )


def test_a_draft_marks_the_failing_word_and_says_it_is_a_draft() -> None:
    page = render_html(failing_report(), draft=True)  # type: ignore[arg-type]
    assert "Draft. Not for publication." in page
    assert "1 number-word in it may not be published as it stands." in page
    assert (
        '<span class="claim bad" id="c1"><span class="words">two thirds</span><span class="flag"> ✗' in page
    )
    assert "Less than half" in note(page, 1)


def test_an_unbacked_number_word_keeps_the_report_from_being_published() -> None:
    unbacked = Finding(claim=None, words="most", verdict=Verdict.NOTHING_BEHIND)
    report = sample_report(markdown="In most records.", findings=(unbacked,), charts={})
    with pytest.raises(ReportError, match="“most” has nothing behind it"):
        render_html(report)
    assert "With nothing behind it: “most”" in " ".join(render_html(report, draft=True).split())


def test_a_figure_that_is_not_safe_to_publish_is_shown_in_no_draft() -> None:
    unsafe = finding(
        "two", Verdict.NOT_SAFE, figure="2 of 6731 records", k=2, n=6731, groups=(("A", 2, 6731),)
    )
    report = sample_report(markdown="[two](claim:records/x)", findings=(unsafe,), charts={})
    assert "6731" not in render_html(report, draft=True)


def test_publishable_lists_what_stands_in_the_way() -> None:
    assert publishable(findings()) == []
    assert publishable([*findings(), FAILING]) == [FAILING]


def test_findings_of_another_text_are_refused() -> None:
    with pytest.raises(ReportError, match="10 claim links, but 9 findings"):
        render_html(sample_report(findings=findings()[:-1]))
    swapped = (findings()[1], findings()[0], *findings()[2:])
    with pytest.raises(
        ReportError, match="The text says “more likely” where the finding is about “just over half”"
    ):
        render_html(sample_report(findings=swapped))


def test_an_empty_report_says_that_it_is_empty() -> None:
    page = render_html(sample_report(markdown="", findings=(), charts={}, counts=None, methods=(), terms=()))
    assert "This report has no text yet." in page
    assert "No words in this report rest on a figure." in page


def test_the_briefing_is_a_page_of_cards_with_the_same_notes() -> None:
    page = render_html(sample_briefing())
    assert page.count('<section class="card">') == 7
    assert page.count('class="note ') == 4


def test_the_same_report_gives_the_same_page() -> None:
    assert render_html(sample_report()) == render_html(sample_report())


def test_every_verdict_has_a_mark_and_every_claim_a_method() -> None:
    assert set(MARKS) == set(Verdict)
    assert set(METHODS) == set(Stat)


def test_a_quotation_names_its_speaker_and_one_that_opens_in_bold_is_a_notice() -> None:
    text = "> They listened.\n>\n> — A young person\n\n> **Read this.** It matters.\n>\n> Really.\n"
    page = render_html(sample_report(markdown=text, findings=(), charts={}))
    assert '<p>They listened.</p>\n<p class="who">A young person</p>' in page
    assert '<blockquote class="notice"><p><strong>Read this.</strong> It matters.</p>\n<p>Really.</p>' in page
