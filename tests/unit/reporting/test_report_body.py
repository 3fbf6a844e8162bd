from __future__ import annotations

import pytest

from cairn.errors import ReportError
from cairn.reporting.blocks import (
    ClaimPlace,
    ClaimWords,
    Heading,
    Link,
    List,
    Paragraph,
    Picture,
    Quote,
    Strong,
    Table,
    Text,
    plain,
)
from cairn.reporting.body import read_body


def refused(markdown: str, **options: object) -> list[tuple[str, int | None, str]]:
    with pytest.raises(ReportError) as error:
        read_body(markdown, **options)  # type: ignore[arg-type]
    return [(p.code, p.line, p.remedy) for p in error.value.problems]


def test_claim_links_are_numbered_in_order_with_their_line_and_words() -> None:
    body = read_body("One\n[just *over* half](claim:a/b=c?where=x:y|z)\n\n- [all](claim:a/d)\n")
    assert body.claims == (
        ClaimPlace(line=2, words="just over half", target="claim:a/b=c?where=x:y|z"),
        ClaimPlace(line=4, words="all", target="claim:a/d"),
    )
    assert body.blocks[1] == List(None, ((Paragraph((ClaimWords(2, (Text("all"),)),)),),))


def test_the_lines_of_claims_in_a_table_are_those_of_its_rows() -> None:
    body = read_body("| a | b |\n|---|---|\n| x | [half](claim:a/b) |\n| y | [all](claim:a/c) |\n")
    assert [c.line for c in body.claims] == [3, 4]


def test_markup_of_an_author_is_text() -> None:
    body = read_body("<script>alert(1)</script> and *<b>bold</b>*\n\n<div>\nblock\n</div>\n")
    assert plain(body.blocks[0].runs) == "<script>alert(1)</script> and <b>bold</b>"  # type: ignore[union-attr]
    assert plain(body.blocks[1].runs) == "<div> block </div>"  # type: ignore[union-attr]


def test_heading_levels_begin_at_one_and_never_skip() -> None:
    body = read_body("## A\n\n##### B\n\n### C\n\n## D\n")
    assert [(h.level, h.anchor) for h in body.blocks if isinstance(h, Heading)] == [
        (1, "a"),
        (2, "b"),
        (2, "c"),
        (1, "d"),
    ]


def test_headings_that_read_alike_have_different_anchors() -> None:
    body = read_body("# What next?\n\n# What next\n\n# ?\n")
    assert [h.anchor for h in body.chapters] == ["what-next", "what-next-2", "section"]


def test_a_first_heading_that_repeats_the_title_is_left_out() -> None:
    assert [h.anchor for h in read_body("# Our report\n\n## One\n", title="Our report").chapters] == ["one"]
    assert [h.anchor for h in read_body("# Other\n\n## One\n", title="Our report").chapters] == ["other"]


def test_a_heading_within_a_quotation_is_a_bold_line() -> None:
    assert read_body("> # Loud\n").blocks == (Quote((Paragraph((Strong((Text("Loud"),)),)),)),)


def test_a_paragraph_that_begins_with_table_is_the_caption_of_the_table_after_it() -> None:
    body = read_body("Table: Who came\n\n| a |\n|:-:|\n| b |\n")
    assert body.blocks == (Table("Who came", ((Text("a"),),), (((Text("b"),),),), ("center",)),)


def test_a_table_without_a_caption_is_numbered_and_named_by_its_heading() -> None:
    body = read_body("# Staff\n\n| a |\n|---|\n\n# Parents\n\n| a |\n|---|\n")
    assert [b.caption for b in body.blocks if isinstance(b, Table)] == ["Table 1: Staff", "Table 2: Parents"]


def test_a_chart_stands_where_its_picture_stands() -> None:
    assert read_body("![They rose.](chart:ratings)\n", charts=["ratings"]).blocks == (
        Picture("ratings", "They rose."),
    )


def test_an_unknown_chart_is_refused_with_its_line_and_the_nearest_name() -> None:
    assert refused("Hello\n\n![x](chart:ratngs)\n", charts=["ratings", "areas"]) == [
        ("chart-unknown", 3, "Did you mean “ratings”?")
    ]


def test_a_chart_without_evidence_is_refused_for_that_reason() -> None:
    why = {"ratings": "the evidence has no rows for “Records”."}
    with pytest.raises(ReportError, match="cannot be drawn: the evidence has no rows for “Records”"):
        read_body("![They rose.](chart:ratings)\n", charts=["areas"], undrawn=why)


def test_everything_wrong_with_pictures_and_links_is_told_at_once() -> None:
    text = (
        "![x](http://elsewhere/x.png)\n\n![](chart:a)\n\nSee ![x](chart:a) here.\n\n"
        "[x](ftp://x.org)\n\n# Key\n\n[y](#kee)\n"
    )
    found = refused(text, charts=["a"])
    assert {(code, line) for code, line, _ in found} == {
        ("picture-not-chart", 1),
        ("chart-without-words", 3),
        ("picture-not-alone", 5),
        ("link-not-web", 7),
        ("link-unknown", 11),
    }


def test_a_chart_stands_in_a_text_once() -> None:
    assert refused("![x](chart:a)\n\n![x](chart:a)\n", charts=["a"]) == [
        ("chart-twice", 3, "Take one of them out.")
    ]


def test_a_chart_in_a_list_is_refused() -> None:
    assert [code for code, _, _ in refused("- ![x](chart:a)\n", charts=["a"])] == ["picture-not-alone"]


def test_a_link_to_a_heading_or_the_web_is_kept() -> None:
    body = read_body("# Key\n\n[a](#key) [b](https://x.org/?a=b)\n")
    links = [r for r in body.blocks[1].runs if isinstance(r, Link)]  # type: ignore[union-attr]
    assert [link.target for link in links] == ["#key", "https://x.org/?a=b"]


def test_a_link_that_could_run_a_script_is_not_a_link() -> None:
    assert plain(read_body("[x](javascript:alert(1))\n").blocks[0].runs) == "[x](javascript:alert(1))"  # type: ignore[union-attr]


def test_a_text_of_nothing_has_no_blocks() -> None:
    assert read_body("").blocks == ()
