"""The texts of the programme of 2018–2020: every published statement is claimed, in fitting words."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from cairn.claims.grammar import parse_claim
from cairn.claims.phrases import find_phrases
from cairn.claims.report_text import ReportText, read_report
from cairn.claims.statement_claims import claims_of_statements, load_statement_forms
from cairn.claims.statements import Statement, read_statements
from cairn.claims.wording import Phrase, Wording, load_wording, read_phrase
from cairn.framework.loader import load_editions, load_vocabularies
from cairn.framework.programme_loader import load_programme
from cairn.pipeline.places import definitions_root
from tests.lib.programme import book

PROGRAMME = "scotland/2018-2020"
TEXTS = {"overview": "overview", "seven-minute-briefing": "seven_minute_briefing"}
QUOTATION = re.compile(r"claim:programme/statement=(S\d{3})\Z")
STAND_IN = "Stand-in data built from the published words: it shows what the words allow, not what was found."
# Of the conflicts among the statements by hand: these three are set aside, so they are only quoted.
SET_ASIDE = {"S059", "S064", "S120"}
IN_CONFLICT = SET_ASIDE | {"S136", "S068", "S069", "S103", "S104", "S105"}


class Row(NamedTuple):
    statement: str
    words: str
    claim: str


def folder() -> Path:
    return definitions_root() / "reports" / PROGRAMME


@cache
def text(name: str) -> str:
    return (folder() / f"{name}.md").read_text(encoding="utf-8")


@cache
def report(name: str) -> ReportText:
    return read_report(text(name))


@cache
def table() -> list[Row]:
    with (folder() / "overview-statements.csv").open(encoding="utf-8", newline="") as file:
        return [Row(**row) for row in csv.DictReader(file)]


@cache
def statements() -> dict[str, Statement]:
    path = definitions_root() / "programmes" / PROGRAMME / "statements.csv"
    return {s.id: s for s in read_statements(path)}


@cache
def wording() -> Wording:
    return load_wording(definitions_root())


def meaning(words: str) -> Phrase:
    return replace(read_phrase(words, wording()), words="")


def definition(name: str) -> dict[str, object]:
    loaded = yaml.safe_load((definitions_root() / "reports" / name).read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def sections(name: str) -> list[dict[str, object]]:
    outlines = definition("outlines.yaml")["outlines"]
    assert isinstance(outlines, dict)
    found = outlines[name]["sections"]
    assert isinstance(found, list)
    return found


def headings(markdown: str) -> list[tuple[int, str]]:
    return [(len(m[1]), m[2]) for m in re.finditer(r"^(#+) (.+)$", markdown, re.MULTILINE)]


def part_under(heading: str, markdown: str) -> str:
    """What stands between this heading and the next of its level or above."""
    level = next(n for n, h in headings(markdown) if h == heading)
    after = markdown.split(f"{'#' * level} {heading}\n", 1)[1]
    return re.split(rf"^#{{1,{level}}} ", after, maxsplit=1, flags=re.MULTILINE)[0]


def number_of_words(markdown: str) -> int:
    seen = re.sub(r"\]\([^)]*\)", "]", markdown)
    return len(re.findall(r"[^\W_]+(?:[.,–’'-][^\W_]+)*%?", seen))


def test_each_of_the_201_statements_is_in_the_table() -> None:
    assert {row.statement for row in table()} == set(statements())
    assert len(statements()) == 201


def test_every_row_of_the_table_stands_in_the_text_as_a_claim() -> None:
    links = {(link.words.casefold(), link.target) for link in report("overview").links}
    assert [row for row in table() if (row.words.casefold(), row.claim) not in links] == []


def test_every_statement_is_claimed_with_words_that_mean_its_phrase() -> None:
    wrong = []
    for statement in statements().values():
        used = [row.words for row in table() if row.statement == statement.id]
        # “highest/lowest” is said of two groups, one word each.
        published = statement.phrase.split("/")
        if [meaning(words) for words in used] != [meaning(words) for words in published]:
            wrong.append((statement.id, used, statement.phrase))
    assert wrong == []


def test_every_statement_makes_the_claim_that_the_statement_forms_give_it() -> None:
    forms = load_statement_forms(definitions_root())
    given = {
        (c.statement.id, str(c.claim)) for c in claims_of_statements(statements().values(), forms, book())
    }
    first = {row.statement: row.claim for row in reversed(table())}
    assert {i for i, claim in first.items() if (i, claim) not in given} == SET_ASIDE


def test_two_statements_share_a_claim_only_where_the_publication_repeats_itself() -> None:
    repeated = {("S066", "S158"), ("S137", "S142"), ("S145", "S153")}
    by_claim: dict[str, set[str]] = {}
    for row in table():
        by_claim.setdefault(row.claim, set()).add(row.statement)
    assert {tuple(sorted(ids)) for ids in by_claim.values() if len(ids) > 1} == repeated


@pytest.mark.parametrize("name", TEXTS)
def test_every_claim_is_known_to_the_measure_book_in_its_canonical_spelling(name: str) -> None:
    targets = {link.target for link in report(name).links if not QUOTATION.match(link.target)}
    assert {str(parse_claim(t, book())) for t in targets} == targets
    assert report(name).problems == ()


@pytest.mark.parametrize("name", TEXTS)
def test_no_number_word_stands_outside_a_claim(name: str) -> None:
    unbacked = []
    for prose in report(name).prose:
        for found in find_phrases(prose.text, wording()):
            if not any(begin <= found.start and found.end <= end for begin, end in prose.links):
                unbacked.append((found.words, prose.text[max(0, found.start - 40) : found.end + 20]))
    assert unbacked == []


def test_quotations_of_the_publication_are_its_words_and_only_of_statements_in_conflict() -> None:
    quoted = {}
    for link in report("overview").links:
        match = QUOTATION.match(link.target)
        if match:
            quoted[match[1]] = link.words.casefold()
    assert quoted == {i: statements()[i].phrase.casefold() for i in IN_CONFLICT}
    assert {row.statement for row in table() if QUOTATION.match(row.claim)} == SET_ASIDE


def test_quotations_stand_in_their_box_between_quotation_marks() -> None:
    box = part_under("Statements that cannot all hold", text("overview"))
    assert all(line.startswith(">") for line in box.split("\n") if line)
    links = text("overview").count("claim:programme/statement=")
    assert len(re.findall(r"“\[[^\]]+\]\(claim:programme/statement=S\d{3}\)”", box)) == links


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_says_first_that_its_evidence_is_a_stand_in(name: str) -> None:
    opening = text(name).split("\n## ")[0]
    assert STAND_IN in opening
    assert "verified" not in text(name).casefold()


def test_the_overview_says_among_its_limits_that_its_evidence_is_a_stand_in() -> None:
    assert STAND_IN in part_under("What this cannot tell you", text("overview"))


def test_good_practice_is_told_without_a_claim_since_it_names_places() -> None:
    assert "claim:" not in part_under("Good practice", text("overview"))
    assert "claim:" not in part_under("Table of evaluations", text("overview"))


@pytest.mark.parametrize("name", TEXTS)
def test_no_figure_stands_in_a_paragraph_that_names_a_partnership(name: str) -> None:
    root = definitions_root()
    programme = load_programme(root, PROGRAMME, load_vocabularies(root), load_editions(root))
    places = [t.label for t in programme.partnerships]
    assert "Fife" in places
    for paragraph in text(name).split("\n\n"):
        if any(place in paragraph for place in places):
            figures = set(re.findall(r"\((claim:[^)]*)\)", paragraph))
            assert figures <= {"claim:partnerships/units?stat=count"}, paragraph


@pytest.mark.parametrize(("name", "outline"), TEXTS.items())
def test_a_text_has_the_sections_of_its_outline_in_their_order(name: str, outline: str) -> None:
    written = headings(text(name))
    wanted = [(s["level"], s["heading"]) for s in sections(outline)]
    assert [h for h in written if h in wanted] == wanted
    assert [h for h in written if h[0] == 2] == [h for h in wanted if h[0] == 2]


def test_each_chart_stands_in_the_section_its_outline_gives_it() -> None:
    for section in sections("overview"):
        wanted = section.get("charts", [])
        if section["level"] == 2:
            part = part_under(str(section["heading"]), text("overview"))
            assert re.findall(r"^!\[[^\]]{20,}\]\(chart:([a-z-]+)\)$", part, re.MULTILINE) == wanted


@pytest.mark.parametrize(("name", "outline"), TEXTS.items())
def test_a_text_is_no_longer_than_its_outline_allows(name: str, outline: str) -> None:
    outlines = definition("outlines.yaml")["outlines"]
    assert isinstance(outlines, dict)
    assert number_of_words(text(name)) <= outlines[outline]["most_words"]


def test_the_overview_prints_the_glossary_word_for_word() -> None:
    terms = definition("glossary.yaml")["terms"]
    assert isinstance(terms, list)
    printed = part_under("Glossary", text("overview")).strip().split("\n\n")
    assert printed == [f"**{t['term']}.** {t['meaning']}" for t in terms]


def test_the_glossary_is_in_alphabetical_order_and_has_each_term_once() -> None:
    terms = definition("glossary.yaml")["terms"]
    assert isinstance(terms, list)
    names = [t["term"].casefold() for t in terms]
    assert names == sorted(set(names))
