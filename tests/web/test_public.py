"""The public site: what is published, at addresses that stay, for anybody."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cairn.actions import reports as acts
from cairn.store.context import answer_to
from cairn.store.models import Publication, PublishedEvaluation, Report
from cairn.web.components.values import Grade, Link
from cairn.web.public.presenters import cut, evaluation_tables, scales, snippet
from tests.factories import World
from tests.lib.publishing import as_, begun_report, published_report

pytestmark = pytest.mark.xdist_group("publishing")

PAGES = [
    "/", "/reports/", "/evaluations/", "/good-practice/", "/glossary/", "/open-data/", "/search/", "/method/",
    "/accessibility/", "/privacy/", "/api/", "/sitemap.xml", "/robots.txt",
]  # fmt: skip


@pytest.fixture
def publication(world: World, evidence: None, db: None) -> Publication:
    made = published_report(world)
    answer_to(None)
    return made


@pytest.mark.parametrize("address", PAGES)
def test_every_page_is_there_before_anything_is_published(db: None, address: str) -> None:
    response = Client().get(address)
    assert response.status_code == 200
    assert response["Cache-Control"] == "public, max-age=300"


def test_a_report_shows_every_number_word_with_its_note(publication: Publication) -> None:
    page = Client().get("/reports/what-parents-said/").content.decode()
    assert len(re.findall(r'id="c\d+"', page)) == len(re.findall(r'id="k\d+"', page)) == 2
    assert "26 of 40" in page
    assert "style=" not in page
    assert len(re.findall(r"<script\b", page)) == 1  # the site's own, from its own address


def test_a_draft_is_nowhere_on_the_site(world: World, evidence: None, db: None) -> None:
    begun_report(world)
    answer_to(None)
    assert Client().get("/reports/what-parents-said/").status_code == 404
    assert "What parents said" not in Client().get("/reports/").content.decode()


def test_an_edition_keeps_its_address(publication: Publication) -> None:
    assert Client().get("/reports/what-parents-said/1/").status_code == 200
    assert Client().get("/reports/what-parents-said/2/").status_code == 404
    assert Client().get("/reports/what-parents-said").status_code == 301


def test_a_withdrawn_report_says_so_where_it_was(world: World, publication: Publication) -> None:
    report = Report.objects.filter(pk=publication.report_id)
    lead = as_(world, "programme_lead")
    acts.withdraw_report(
        actor=lead, report_id=publication.report_id, version=report.get().version, reason="It was <wrong>."
    )
    answer_to(None)
    for address in ("/reports/what-parents-said/", "/reports/what-parents-said/1/"):
        response = Client().get(address)
        assert response.status_code == 410
        page = response.content.decode()
        assert "It was &lt;wrong&gt;." in page
        assert "26 of 40" not in page
    assert Client().get("/reports/what-parents-said/1/files/what-parents-said.pdf").status_code == 404


def test_a_file_is_what_its_digest_says(publication: Publication) -> None:
    response = Client().get("/reports/what-parents-said/1/files/what-parents-said.zip")
    file = publication.files.get(name="what-parents-said.zip")
    assert response["ETag"] == f'"{file.sha256}"'
    assert response.content == bytes(file.content)
    assert "attachment" in response["Content-Disposition"]


def test_who_has_a_page_already_is_told_so(publication: Publication) -> None:
    first = Client().get("/reports/what-parents-said/")
    again = Client().get("/reports/what-parents-said/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "Last-Modified" in first


def test_a_page_for_somebody_signed_in_is_kept_by_nobody_else(client_of, world: World) -> None:
    assert client_of(world.person("inspector")).get("/")["Cache-Control"] == "private, no-cache"


def test_only_reading_is_answered(db: None) -> None:
    assert Client().post("/reports/").status_code == 405


@pytest.mark.parametrize(
    "address",
    ["/good-practice/?words=%00&place=%00&subject=%00", "/reports/?kind=%00&page=%00", "/search/?q=%00",
     "/search/?q=%27%29%3B--&page=99999999999", "/reports/x/1/files/%00", "/reports/x/99999999999/",
     "/search/?q=" + "a+" * 400],
)  # fmt: skip
def test_a_strange_address_breaks_nothing(publication: Publication, address: str) -> None:
    assert Client().get(address).status_code in {200, 404}


def test_good_practice_is_found_by_its_words_and_place(publication: Publication) -> None:
    def found(query: str) -> list[str]:
        page = Client().get(f"/good-practice/?{query}").content.decode()
        return re.findall(r"<h2>(.+?)</h2>", page)

    assert len(found("")) == 2
    assert found("place=Area+A") == ["A walk instead of a meeting"]
    assert found("words=breakfast") == ["Breakfast together"]
    assert found("subject=2.2") == ["A walk instead of a meeting"]


FRAMEWORK = "children-in-need-of-care-and-protection/2019-08"


def graded(report: Publication, place: str, subject: str, value: int) -> PublishedEvaluation:
    return PublishedEvaluation(publication=report, place=place, subject=subject, value=value)


def printed(title: str, years: str = "2026–2027") -> Publication:
    return Publication(slug=title.lower(), title=title, years=years, framework=FRAMEWORK)


def test_a_report_that_all_values_are_from_is_named_once() -> None:
    one = printed("Overview")
    rows = [graded(one, "Area A", "2.1", 4), graded(one, "Area B", "9.1-9.4", 3)]
    (told,) = evaluation_tables(rows)
    assert told.report == Link("Overview", "/reports/overview/")
    assert [getattr(c, "label", c) for c in told.table.columns] == [
        "Place",
        "2.1 Impact on children and young people",
        "9.1–9.4 Leadership",
    ]
    assert told.table.rows == [
        ("Area A", Grade(4, "good"), None),
        ("Area B", None, Grade(3, "adequate")),
    ]


def test_where_values_are_from_several_reports_each_row_names_its_own() -> None:
    (told,) = evaluation_tables(
        [graded(printed("One"), "Area A", "2.1", 4), graded(printed("Two"), "Area B", "2.1", 5)]
    )
    assert told.report is None
    assert [row[-1] for row in told.table.rows] == [
        [Link("One", "/reports/one/", "about Area A")],
        [Link("Two", "/reports/two/", "about Area B")],
    ]


def test_the_values_of_one_scale_are_explained_once() -> None:
    tables = evaluation_tables(
        [graded(printed("One"), "Area A", "2.1", 4), graded(printed("Two", "2018–2020"), "Fife", "2.1", 4)]
    )
    assert len(tables) == 2
    (scale,) = scales(tables)
    assert [words for words, _ in scale.meanings][:2] == ["6 excellent", "5 very good"]


@pytest.mark.parametrize(
    ("found", "shown"),
    [
        ("Most \x02children\x03 were safe.", "Most \x02children\x03 were safe."),
        (
            "helped \x02children\x03 to recover … not even",
            "… helped \x02children\x03 to recover … not even …",
        ),
        ("\x02Children\x03 had a say", "\x02Children\x03 had a say …"),
        ("“Safe,” they said. ", "“Safe,” they said."),
        ("103 records.", "103 records."),
        ("", ""),
    ],
)
def test_a_fragment_shows_where_it_was_cut(found: str, shown: str) -> None:
    assert cut(found) == shown


def test_found_words_are_marked_and_nothing_else_is_let_through() -> None:
    shown = snippet("<script>\x02seen\x03</script> & more")
    assert shown == "&lt;script&gt;<mark>seen</mark>&lt;/script&gt; &amp; more"


# Queries of one page for somebody who is not signed in: two of them begin and end the request's transaction
# here, and one says that nobody is named.
QUERIES = {
    "/": 6,
    "/reports/": 5,
    "/reports/what-parents-said/": 7,
    "/evaluations/": 4,
    "/good-practice/": 6,
    "/glossary/": 3,
    "/open-data/": 4,
    "/search/?q=parents": 5,
}


@pytest.mark.parametrize("address", QUERIES)
def test_a_page_takes_as_many_queries_as_are_said_here(publication: Publication, address: str) -> None:
    Client().get(address)
    with CaptureQueriesContext(connection) as asked:
        Client().get(address)
    assert len(asked) == QUERIES[address], "\n".join(q["sql"][:150] for q in asked)
