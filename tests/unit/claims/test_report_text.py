"""Where claim links stand in a report, and what a reader sees of them."""

from __future__ import annotations

from time import process_time

import pytest

from cairn.claims.report_text import LARGEST_REPORT, ClaimLink, read_report
from cairn.errors import ReportError


def links(text: str) -> tuple[ClaimLink, ...]:
    return read_report(text).links


def places(text: str) -> list[tuple[int, int]]:
    return [(link.line, link.column) for link in links(text)]


def problems(text: str) -> list[tuple[str, int | None, int | None]]:
    return [(p.code, p.line, p.column) for p in read_report(text).problems]


def prose(text: str) -> list[str]:
    return [block.text for block in read_report(text).prose]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In [half](claim:a/b) of them.", [(1, 4)]),
        ("[one](claim:a/b) and [one](claim:a/b) and [two](claim:a/c)", [(1, 1), (1, 22), (1, 43)]),
        ("a\nb [half](claim:a/b)", [(2, 3)]),
        ("a\r\nb [half](claim:a/b)\r\n\r\n[most](claim:a/b)", [(2, 3), (4, 1)]),
        ("# Only [half](claim:a/b) #", [(1, 8)]),
        ("Only [half](claim:a/b)\n===", [(1, 6)]),
        ("- x\n  - [half](claim:a/b)\n\n    [most](claim:a/b)", [(2, 5), (4, 5)]),
        ("1. x\n2. [half](claim:a/b)", [(2, 4)]),
        ("> x\n> > [half](claim:a/b)\nand [most](claim:a/b)", [(2, 5), (3, 5)]),
        ("|a|b|\n|-|-|\n| [half](claim:a/b) | [half](claim:a/b) |", [(3, 3), (3, 23)]),
        ("|a|\n|-|\n| [half](claim:a/b?where=c:d\\|e) and [most](claim:a/b) |", [(3, 3), (3, 38)]),
        ("*in **[half](claim:a/b)***", [(1, 7)]),
        ("a  \n   [half](claim:a/b)", [(2, 4)]),
        ("\\[x] &amp; [half](claim:a/b)", [(1, 12)]),
        ("`[most](claim:a/b)` [half](claim:a/b)", [(1, 21)]),
        ("\ufeffIn [half](claim:a/b)", [(1, 5)]),
    ],
)
def test_a_link_stands_where_its_bracket_stands(text: str, expected: list[tuple[int, int]]) -> None:
    assert places(text) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[just over half](claim:a/b)", "just over half"),
        ("[just *over* **half**](claim:a/b)", "just over half"),
        ("[just over\n half](claim:a/b)", "just over half"),
        ("[just&nbsp;over half](claim:a/b)", "just over half"),
        ("[39\\%](claim:a/b)", "39%"),
        ("[<b>half</b>](claim:a/b)", "half"),
    ],
)
def test_words_are_what_a_reader_sees(text: str, words: str) -> None:
    (link,) = links(text)
    assert link.words == words


@pytest.mark.parametrize("text", ["[?](claim:a/b)", "[\\?](claim:a/b)", "[ *?* ](claim:a/b)"])
def test_a_question_mark_asks_for_words(text: str) -> None:
    (link,) = links(text)
    assert link.asks_for_words


def test_the_claim_is_kept_as_it_was_written() -> None:
    (link,) = links('[half](<claim:a/b=c?where=d:e|f&by=g> "a title")')
    assert link.target == "claim:a/b=c?where=d:e|f&by=g"


def test_a_link_by_reference_is_a_claim_link() -> None:
    (link,) = links("In [half][c] of them.\n\n[c]: claim:a/b=c")
    assert (link.words, link.target, link.line, link.column, link.direct) == (
        "half",
        "claim:a/b=c",
        1,
        4,
        False,
    )


@pytest.mark.parametrize(
    "text",
    [
        "    [half](claim:a/b)",
        "```\n[half](claim:a/b)\n```",
        "`[half](claim:a/b)`",
        "- x\n\n      [half](claim:a/b)",
    ],
)
def test_code_holds_neither_claims_nor_problems_nor_prose(text: str) -> None:
    report = read_report(text)
    assert (report.links, report.problems) == ((), ())
    assert "half" not in "".join(block.text for block in report.prose)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In [just over half] (claim:a/b)", ("claim-not-a-link", 1, 4)),
        ("In [just over half](claim:a/b", ("claim-not-a-link", 1, 4)),
        ("In just over half](claim:a/b)", ("claim-not-a-link", 1, 18)),
        ("In [half](claim:a/b where=c)", ("claim-not-a-link", 1, 4)),
        ("x\n\n- In [half] (claim:a/b)", ("claim-not-a-link", 3, 6)),
        ("In [?] of them", ("claim-missing", 1, 4)),
        ("<claim:a/b>", ("claim-without-words", 1, 1)),
        ("![half](claim:a/b)", ("claim-in-picture", 1, 1)),
        ("![see [half](claim:a/b)](c.png)", ("claim-in-picture", 1, 7)),
        ('<a href="claim:a/b">half</a>', ("claim-in-html", 1, 1)),
        ('<div>\n<a href="claim:a/b">half</a>\n</div>', ("claim-in-html", 2, 1)),
    ],
)
def test_a_claim_link_that_is_not_a_link_is_a_problem(text: str, expected: tuple[str, int, int]) -> None:
    assert problems(text) == [expected]


def test_prose_keeps_the_words_of_links_and_leaves_out_code_and_citations() -> None:
    text = "A [third](claim:a/b), `half`, [most](https://x.org) and [few](#here)."
    (block,) = prose(text)
    assert block == "A third, \ufffc, \ufffc and few."


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<div><!-- half --><p>most</p></div>", ["half", "most"]),
        ("Some <!-- half --> text", ["Some", "half", "text"]),
        ("<script>\nmost areas\n</script>", ["most", "areas"]),
        ("<!--\n\nmost\n\n-->", ["most"]),
        ("<?php half ?>", ["half", "?"]),
        ("a <b title='half'>third</b>", ["a", "title='half'", "third"]),
    ],
)
def test_raw_html_is_prose_but_for_the_marks_and_names_of_its_tags(text: str, words: list[str]) -> None:
    assert " ".join(prose(text)).replace("\ufffc", " ").replace("'third", "' third").split() == words


def test_every_character_of_prose_knows_its_place() -> None:
    text = "> just *over*\n> &amp; **half**"
    (block,) = read_report(text).prose
    assert [text[i] for i in block.places if text[i].isalpha()] == list("justoverhalf")


def test_a_report_without_end_is_refused() -> None:
    with pytest.raises(ReportError, match="at most"):
        read_report("a" * (LARGEST_REPORT + 1))


def test_brackets_that_never_close_take_no_longer_than_other_text() -> None:
    started = process_time()
    assert links("[" * 20_000) == ()
    assert process_time() - started < 0.5


def test_an_empty_report_has_nothing_in_it() -> None:
    assert (links(""), problems("")) == ((), [])
