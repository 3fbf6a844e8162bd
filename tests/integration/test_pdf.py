from __future__ import annotations

import io
import re
from functools import cache

import pypdfium2 as pdfium
import pytest

from cairn.errors import ReportError
from cairn.pipeline import report_files
from cairn.reporting.charts import AreaRow, AreasChart, Share
from cairn.reporting.pdf import _lengths_are_right, check_pdf, render_pdf
from cairn.reporting.prepared import prepare
from tests.lib.sample_report import STAND_IN, counted, finding, sample_briefing, sample_report


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
    assert len(re.findall(r"\d [✓≈§?] “[^”]+” .*?Page \d", text.split("Unless a note says")[1])) == 10
    for part in (
        "“two thirds”",
        "460 of 690 records",
        "Area C [c]; Area D 55 of 60 (92%).",
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


def test_repeated_words_on_one_claim_lead_to_the_first_note() -> None:
    report = sample_report(
        markdown="[Half](claim:records/x) and [half](claim:records/x) and [half](claim:records/y).",
        findings=(counted("Half", 5, 10, "x"), counted("half", 5, 10, "x"), counted("half", 5, 10, "x")),
        charts={},
    )
    text = words(render_pdf(report))
    assert text.count("See note 1") == 1
    assert text.count("5 of 10 records") == 2


def boxes(data: bytes) -> list[list[tuple[str, float, float, float, float]]]:
    """The words of each page with left, bottom, right and top."""
    found = []
    with pdfium.PdfDocument(data) as document:
        for sheet in document:
            text = sheet.get_textpage()
            whole = text.get_text_range()
            on_page: list[tuple[str, float, float, float, float]] = []
            start = None
            for i, letter in enumerate(whole + " "):
                if letter.isspace() or letter == "\u00ad":
                    if start is not None:
                        around = [text.get_charbox(j) for j in range(start, i)]
                        left, bottom, right, top = zip(*around, strict=True)
                        on_page.append((whole[start:i], min(left), min(bottom), max(right), max(top)))
                    start = None
                elif start is None:
                    start = i
            found.append(on_page)
    return found


def overprinted(data: bytes) -> list[tuple[str, str]]:
    """Pairs of words that lie over one another by more than a point."""
    pairs = []
    for page in boxes(data):
        for i, (one, left, bottom, right, top) in enumerate(page):
            for other, l2, b2, r2, t2 in page[i + 1 :]:
                if min(right, r2) - max(left, l2) > 1 and min(top, t2) - max(bottom, b2) > 1:
                    pairs.append((one, other))
    return pairs


HEADS = "Measure Unsatisfactory Weak Adequate Good Very-good Excellent Communication All Responsibilities"


@pytest.mark.parametrize("columns", range(2, 11))
def test_no_word_of_a_table_lies_over_another(columns: int) -> None:
    head = HEADS.split()[:columns]
    row = ["Leaders have a clear vision for child protection", *["1,201 (100 of 1,201)"] * (columns - 1)]
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ["---"] * columns, row, row))
    areas = tuple(
        AreaRow(
            label=f"Leaders {name} unmistakably",
            areas=tuple(Share(label=f"Area {a}", k=193, n=1228) for a in "AB"),
        )
        for name in head[1:]
    )
    chart = AreasChart(title="Areas", sentence="They differ.", rows=areas)
    report = sample_report(
        markdown=f"{table}\n\n![Dots.](chart:a)\n", findings=(), charts={"a": chart}, evaluations=None
    )
    data = render_pdf(report)
    assert overprinted(data) == []
    assert words(data).count("193 of") == 2 * (columns - 1)


def test_a_table_of_words_too_long_for_any_page_is_broken_not_overprinted() -> None:
    cell = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerk"
    line = "|" + f" {cell} |" * 6
    data = render_pdf(
        sample_report(markdown=f"{line}\n{'|---' * 6}|\n{line}\n", findings=(), charts={}, evaluations=None)
    )
    assert overprinted(data) == []


def test_charts_stand_where_the_text_puts_them() -> None:
    text = words(printed())
    order = [
        "Which children were helped most",
        "Considerable improvement in wellbeing, by care group",
        "How good is leadership?",
        "Staff who agreed, by area",
        "What leaders did well",
    ]
    body = text[text.index("Children under five were") :]
    assert [p for p in sorted(order, key=body.index)] == order


def test_the_validator_is_not_believed_when_a_stream_ends_in_a_carriage_return() -> None:
    streams = b"<</Length 3>>\nstream\nab\r\nendstream\n<</Length 2>> stream\nab\nendstream\n"
    assert _lengths_are_right(streams)
    assert not _lengths_are_right(streams.replace(b"Length 2", b"Length 1"))


def test_a_pdf_is_looked_through_unless_these_very_bytes_have_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_files, "check_pdf", lambda data, profiles: ["A rule that fails."])
    prepared = prepare(sample_report())
    assert report_files.render(prepared, "pdf", printed()) == printed()
    for other in (b"", printed()[:-1]):
        with pytest.raises(ReportError) as refused:
            report_files.render(prepared, "pdf", other)
        assert refused.value.problems[0].code == "pdf-not-accessible"
