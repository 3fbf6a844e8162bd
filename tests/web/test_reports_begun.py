"""Beginning a report on its page: its address, and that one is there already."""

from __future__ import annotations

import pytest

from cairn.store.context import answer_to
from cairn.store.models import Report
from tests.factories import World


@pytest.mark.parametrize("title", ["🏔️", "تقرير عن الأطفال"])
def test_an_address_without_words_is_that_of_the_area(world: World, client_of, title: str) -> None:
    browser = client_of(world.person("report_author"))
    about = f"{world.programme.pk}/{world.a.pk}"
    made = browser.post("/drafts/begin/", {"about": about, "title": title})
    assert made["Location"] == "/drafts/area-a/write/"
    overview = browser.post("/drafts/begin/", {"about": f"{world.programme.pk}/", "title": title})
    assert overview["Location"] == "/drafts/overview-2026-2027/write/"


def test_another_report_on_an_inspection_is_begun_on_purpose_alone(world: World, client_of) -> None:
    browser = client_of(world.person("report_author"))
    told = {"about": f"{world.programme.pk}/{world.a.pk}", "title": "Area A as we found it"}
    assert 'type="checkbox"' not in browser.get("/drafts/begin/").content.decode()
    assert browser.post("/drafts/begin/", told).status_code == 302
    asked = browser.post("/drafts/begin/", told | {"title": "Once more"})
    page = asked.content.decode()
    assert asked.status_code == 422
    assert "There is a report on this inspection already: “Area A as we found it”." in page
    assert 'type="checkbox"' in page
    answer_to(world.person("report_author").pk)
    assert Report.objects.count() == 1
    assert browser.post("/drafts/begin/", told | {"title": "Once more", "another": "on"}).status_code == 302
    # Of the other inspection there is none, and of a programme there may be several.
    for about in (f"{world.programme.pk}/{world.b.pk}", f"{world.programme.pk}/", f"{world.programme.pk}/"):
        assert browser.post("/drafts/begin/", {"about": about, "title": "Plans"}).status_code == 302


def test_an_inspection_whose_report_was_withdrawn_takes_another(world: World, client_of) -> None:
    answer_to(world.person("programme_lead").pk)
    Report.objects.create(
        programme=world.programme,
        inspection=world.a,
        kind="inspection",
        slug="gone",
        title="Gone",
        state="withdrawn",
    )
    told = {"about": f"{world.programme.pk}/{world.a.pk}", "title": "Anew"}
    assert client_of(world.person("report_author")).post("/drafts/begin/", told).status_code == 302
