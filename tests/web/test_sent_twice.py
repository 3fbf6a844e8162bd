"""What is sent twice is done once: a double click, the back button, an answer that was lost on the way."""

from __future__ import annotations

import re

import pytest
from django.db import models

from cairn.store.context import answer_to
from cairn.store.models import Activity, ActivityNote, LedgerEntry, Request
from tests.factories import World

KEY = re.compile(r'name="key" value="([0-9a-f-]{36})"')
ENTRY = {"indicator": "2.1", "topic": "Plans", "level": "concern", "reason": "Few are signed."}
ACTIVITY = {"kind": "survey", "title": "Staff", "day": "3 March 2026", "begins": "9:30", "ends": "10:30"}
ASKED = {"kind": "other", "title": "Whom to meet", "text": "", "due_on": "9 March 2026"}
NEW = (
    ("inspector", "ledger/add", ENTRY, LedgerEntry, "topic"),
    ("inspector", "diary/new", ACTIVITY, Activity, "title"),
    ("inspection_lead", "requests/new", ASKED, Request, "title"),
)


@pytest.mark.parametrize(("role", "page", "words", "model", "said"), NEW)
def test_the_same_form_sent_twice_makes_one(
    world: World, client_of, role: str, page: str, words: dict, model: type[models.Model], said: str
) -> None:
    client, person = client_of(world.person(role)), world.person(role)
    address = f"/inspections/{world.a.slug}/{page}/"
    told = words | {"owner_id": str(person.pk)} if model is LedgerEntry else words

    def opened() -> dict:
        return told | {"key": KEY.search(client.get(address).content.decode()).group(1)}

    form = opened()
    first, second = client.post(address, form), client.post(address, form)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    answer_to(person.pk)
    assert model.objects.count() == 1
    # Other words with the same key are another entry, and so are the same words in a form opened anew.
    assert client.post(address, form | {said: "Another"}).status_code == 302
    assert client.post(address, opened()).status_code == 302
    answer_to(person.pk)
    assert model.objects.count() == 3


def test_a_note_sent_twice_stands_once_and_a_broken_key_loses_nothing(world: World, client_of) -> None:
    client, person = client_of(world.person("inspector")), world.person("inspector")
    base = f"/inspections/{world.a.slug}/diary/"
    page = client.post(f"{base}new/", ACTIVITY)["Location"]
    note = {
        "text": "They were open.",
        "key": KEY.search(client.get(f"{page}note/").content.decode()).group(1),
    }
    assert [client.post(f"{page}note/", note).status_code for _ in range(2)] == [302, 302]
    assert client.post(f"{page}note/", {"text": "More.", "key": "no key"}).status_code == 302
    answer_to(person.pk)
    assert sorted(ActivityNote.objects.values_list("text", flat=True)) == ["More.", "They were open."]


def test_the_same_key_of_two_people_makes_two(world: World, client_of) -> None:
    address = f"/inspections/{world.a.slug}/diary/new/"
    key = {"key": "00000000-0000-4000-8000-000000000001"}
    for role in ("inspector", "deputy_lead"):
        assert client_of(world.person(role)).post(address, ACTIVITY | key).status_code == 302
    answer_to(world.person("inspector").pk)
    assert Activity.objects.count() == 2
