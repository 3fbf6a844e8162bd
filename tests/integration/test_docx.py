"""Word documents, opened again: what a screen reader, a search and a second reader find in them."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from functools import cache

import docx
from docx.document import Document
from docx.oxml.ns import qn

from cairn.claims.claim import Verdict
from cairn.reporting.charts import Share, SharesChart
from cairn.reporting.docx import docx_of
from cairn.reporting.prepared import prepare
from tests.lib.hostile import HOSTILE, SHOWN, escaped
from tests.lib.sample_report import STAND_IN, charts, finding, findings, sample_briefing, sample_report


@cache
def written() -> bytes:
    return docx_of(prepare(sample_report()))


def opened(data: bytes) -> Document:
    return docx.Document(io.BytesIO(data))


def parts(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as read:
        return {n: read.read(n).decode() for n in read.namelist() if n.endswith((".xml", ".rels"))}


def words(document: Document) -> str:
    return "\n".join(node.text or "" for node in document.element.iter(qn("w:t")))


def headings(document: Document) -> list[tuple[int, str]]:
    return [
        (int(p.style.name.split()[-1]), p.text)
        for p in document.paragraphs
        if p.style is not None and p.style.name.startswith("Heading")
    ]


def test_headings_are_headings_and_skip_no_level() -> None:
    found = headings(opened(written()))
    assert found[:3] == [
        (1, "Key messages"),
        (1, "How good is help when it is needed?"),
        (2, "Which children were helped most"),
    ]
    assert (1, "How do we know?") in found
    levels = [level for level, _ in found]
    assert all(b <= a + 1 for a, b in zip([0, *levels], levels, strict=False))


def test_the_language_is_british_english_in_styles_settings_and_properties() -> None:
    files = parts(written())
    languages = set(re.findall(r'<w:lang [^>]*w:val="([^"]+)"', files["word/styles.xml"]))
    assert languages == {"en-GB"}
    assert '<w:themeFontLang w:val="en-GB"' in files["word/settings.xml"]
    assert opened(written()).core_properties.language == "en-GB"
    assert "word/stylesWithEffects.xml" not in files


def test_every_picture_has_the_words_of_its_author_and_a_title() -> None:
    document = opened(written())
    described = [s._inline.docPr for s in document.inline_shapes]
    assert [d.get("descr") for d in described][:2] == [
        "Assessments were rated a little higher than plans, and plans higher than chronologies.",
        "Children in foster care did best; the figure for secure care is withheld.",
    ]
    assert [d.get("title") for d in described] == [c.title for c in charts().values()]


def test_every_table_has_a_header_row_a_caption_and_no_merged_cell() -> None:
    document = opened(written())
    assert len(document.tables) > 5
    for table in document.tables:
        first, *rest = table._tbl.tr_lst
        assert first.trPr.find(qn("w:tblHeader")) is not None
        assert all(row.trPr.find(qn("w:tblHeader")) is None for row in rest)
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
    xml = parts(written())["word/document.xml"]
    assert "w:gridSpan" not in xml and "w:vMerge" not in xml


def test_charts_have_their_figures_as_a_table() -> None:
    rows = [
        [c.text for c in row.cells]
        for table in opened(written()).tables
        for row in table.rows
        if len(row.cells) == 4
    ]
    assert ["Group", "Number", "Base", "Share"] in rows
    assert ["Foster care", "93", "155", "60%"] in rows
    assert ["Secure care", "[c]", "11", "[c]"] in rows


def test_every_number_word_leads_to_its_note_and_back() -> None:
    xml = parts(written())["word/document.xml"]
    places = re.findall(r'<w:bookmarkStart [^>]*w:name="([^"]+)"', xml)
    targets = re.findall(r'<w:hyperlink [^>]*w:anchor="([^"]+)"', xml)
    for number in range(1, len(findings()) + 1):
        assert f"note_{number}" in places and f"note_{number}" in targets
        assert f"word_{number}" in places and f"word_{number}" in targets
    assert set(targets) <= set(places)
    assert len(set(places)) == len(places)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]{0,39}", name) for name in places)


def test_the_label_of_stand_in_evidence_is_on_every_page() -> None:
    (section,) = opened(written()).sections
    assert STAND_IN in [p.text for p in section.header.paragraphs]
    assert STAND_IN in section.footer.paragraphs[0].text
    assert not section.different_first_page_header_footer
    assert "evenAndOddHeaders" not in parts(written())["word/settings.xml"]


def test_a_draft_says_so_on_every_page_and_marks_the_word() -> None:
    bad = finding("two thirds", Verdict.FAILS, reason="The figure is 40%.")
    report = sample_report(markdown="[two thirds](claim:records/x)", findings=(bad,), charts={})
    document = opened(docx_of(prepare(report, draft=True)))
    assert "Draft. Not for publication." in [p.text for p in document.sections[0].header.paragraphs]
    assert "[✗ not consistent with the stand-in data]" in words(document)


def test_hostile_text_is_written_literally() -> None:
    report = sample_report(
        markdown=f"# {escaped(HOSTILE)}\n\n[{escaped(HOSTILE)}](claim:records/x)\n\n"
        f"| {escaped(HOSTILE)} |\n|---|\n| {escaped(HOSTILE)} |\n",
        findings=(finding(HOSTILE, figure=HOSTILE, base=HOSTILE, reason=HOSTILE),),
        title=HOSTILE,
        subtitle=HOSTILE,
        programme=HOSTILE,
        stand_in=HOSTILE,
        methods=(HOSTILE,),
        charts={},
    )
    data = docx_of(prepare(report))
    assert words(opened(data)).count(SHOWN) >= 10
    assert opened(data).core_properties.title == SHOWN
    assert "instrText" not in parts(data)["word/document.xml"]


def test_what_is_withheld_is_in_no_part_of_the_document() -> None:
    secret = 417_263
    row = Share(label="Secure care", k=secret, n=900_000, withheld=True)
    hidden = finding(
        "most", Verdict.NOT_SAFE, k=secret, n=secret, figure=f"{secret}", groups=(("A", secret, secret),)
    )
    report = sample_report(
        markdown="[most](claim:records/x)\n\n![Shares.](chart:groups)",
        findings=(hidden,),
        charts={"groups": SharesChart(title="Groups", sentence="", rows=(row,))},
    )
    found = parts(docx_of(prepare(report, draft=True)))
    assert not any(str(secret) in part or f"{secret:,}" in part for part in found.values())
    assert "[c]" in found["word/document.xml"]


# What must come before what, or Word calls the document corrupt (ECMA-376, part 1, 17.3 and 17.4).
ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr shd tabs spacing ind "
    "contextualSpacing jc outlineLvl rPr",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps noProof color spacing kern sz szCs u vertAlign lang",
    "tblPr": "tblStyle tblW jc tblInd tblBorders tblLayout tblCellMar tblLook tblCaption",
    "tcPr": "tcW gridSpan vMerge tcBorders shd vAlign",
}


def test_properties_stand_in_the_order_that_word_asks_for() -> None:
    document = opened(written())
    for root in (document.element, document.styles.element):
        for kind, order in ORDERS.items():
            for found in root.iter(qn(f"w:{kind}")):
                places = [order.split().index(child.tag.rpartition("}")[2]) for child in found]
                assert places == sorted(set(places)), (kind, [child.tag for child in found])


def test_links_that_word_would_call_corrupt_stay_text() -> None:
    text = "[here](https://example.org/a?b=1&c=2) and [there](http://[1) and [mail](mailto:a@example.org)"
    data = docx_of(prepare(sample_report(markdown=text, findings=(), charts={})))
    relations = parts(data)["word/_rels/document.xml.rels"]
    targets = re.findall(r'Target="([^"]+)" TargetMode="External"', relations)
    assert sorted(targets) == ["https://example.org/a?b=1&amp;c=2", "mailto:a@example.org"]
    assert "there" in words(opened(data))


def test_numbered_lists_begin_anew() -> None:
    data = docx_of(prepare(sample_report(markdown="1. a\n2. b\n\ntext\n\n5. c\n", findings=(), charts={})))
    starts = re.findall(r'<w:startOverride w:val="(\d+)"', parts(data)["word/numbering.xml"])
    assert starts == ["1", "5"]


def test_the_same_report_gives_the_same_bytes_dated_as_the_report() -> None:
    assert docx_of(prepare(sample_report())) == written()
    with zipfile.ZipFile(io.BytesIO(written())) as read:
        assert {i.date_time for i in read.infolist()} == {(2020, 9, 15, 0, 0, 0)}
    assert opened(written()).core_properties.modified.date() == date(2020, 9, 15)


def test_a_report_of_nothing_and_a_briefing_are_documents_too() -> None:
    empty = sample_report(
        markdown="", findings=(), charts={}, counts=None, methods=(), terms=(), evaluations=None, stand_in=""
    )
    assert "This report has no text yet." in words(opened(docx_of(prepare(empty))))
    assert "293 of 390 records" in words(opened(docx_of(prepare(sample_briefing()))))
