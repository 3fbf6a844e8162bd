from __future__ import annotations

import io
import re
from functools import cache

import pypdfium2 as pdfium
import pytest

from cairn.errors import ReportError
from cairn.reporting.pdf import check_pdf, render_pdf
from tests.lib.sample_report import STAND_IN, finding, sample_briefing, sample_report


@cache
def printed() -> bytes:
    return render_pdf(sample_report())


def pages(data: bytes) -> list[str]:
    with pdfium.PdfDocument(data) as document:
        return [" ".join(p.get_textpage().get_text_range().split()) for p in document]


def words(data: bytes) -> str:
    return " ".join(pages(data))


def test_the_report_meets_pdf_ua_1_and_pdf_a_2a() -> None:
    assert check_pdf(printed()) == []


def test_the_check_finds_what_is_wrong_with_a_pdf_that_is_not_tagged() -> None:
    document = pdfium.PdfDocument.new()
    document.new_page(200, 200)
    sheet = io.BytesIO()
    document.save(sheet)
    found = check_pdf(sheet.getvalue())
    assert "The document has no tags." in found
    assert "The document has no title." in found
    assert len(found) > 5


def test_what_is_no_pdf_is_said_to_be_none() -> None:
    assert check_pdf(b"hello")[0].startswith("This is not a PDF that can be read")


def test_every_page_carries_the_stand_in_label_and_its_number() -> None:
    text = pages(printed())
    assert all(STAND_IN in page for page in text)
    assert f"Page 3 of {len(text)}" in text[2]


def test_every_number_word_has_its_note_with_the_page_it_stands_on() -> None:
    text = words(printed())
    assert text.count("In the text, page") == 10
    for part in (
        "“two thirds”",
        "460 of 690 records",
        "Area C [c] [c]",
        "claim:records/plan_quality=good_or_better",
    ):
        assert part in text


def test_hostile_text_is_printed_literally() -> None:
    bad = '#import "x.typ": * $x^2$ <k1> #eval("1") @c1 ]) #panic() // /* --- ~ \\u{41} <script>'
    code = re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", bad)  # every sign escaped: plain text in Markdown
    report = sample_report(
        markdown=f"# {code}\n\n[{code}](claim:records/x)\n\n| {code} |\n|---|\n| {code} |\n",
        findings=(finding(bad, figure=bad, base=bad, reason=bad),),
        title=bad,
        subtitle=bad,
        stand_in=bad,
        methods=(bad,),
        charts={},
    )
    data = render_pdf(report)
    assert check_pdf(data) == []
    plain = re.sub(r"\s", "", words(data))
    assert plain.count(re.sub(r"\s", "", bad)) >= 8


def test_letters_that_no_font_has_are_printed_as_code_points() -> None:
    data = render_pdf(
        sample_report(markdown="Hello 😀 and 漢 and\u202e \x07this\u200b.", findings=(), charts={})
    )
    assert check_pdf(data) == []
    assert "Hello [U+1F600] and [U+6F22] and this" in words(data)


def test_a_draft_says_so_on_every_page() -> None:
    assert all("Draft." in page for page in pages(render_pdf(sample_report(), draft=True)))


def test_the_same_report_gives_the_same_bytes() -> None:
    assert render_pdf(sample_report()) == printed()


def test_a_report_of_nothing_is_still_a_report() -> None:
    empty = sample_report(
        markdown="", findings=(), charts={}, counts=None, methods=(), terms=(), evaluations=None, subtitle=""
    )
    data = render_pdf(empty)
    assert check_pdf(data) == []
    assert "This report has no text yet." in words(data)


def test_the_briefing_is_one_page_and_accessible() -> None:
    data = render_pdf(sample_briefing())
    assert len(pages(data)) == 1
    assert check_pdf(data) == []
    assert "293 of 390 records" in words(data)


def test_a_briefing_that_does_not_fit_on_a_page_is_refused() -> None:
    text = "## More\n\n" + "Far too much to say in seven minutes. " * 60
    with pytest.raises(ReportError, match="does not fit on one page"):
        render_pdf(sample_briefing(markdown=text * 6, findings=()))
