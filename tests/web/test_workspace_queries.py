"""How many questions each page asks the database: fixed, whatever the number of rows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from cairn.store.context import answer_to
from cairn.store.models import Inspection, LedgerEntry, Membership, Partnership, Request


def asked(browser, address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(address).status_code == 200
    return len(seen)


def fill(world) -> None:
    answer_to(world.person("programme_lead").pk)
    for number in range(6):
        partnership = Partnership.objects.create(
            programme_id=world.programme.pk, letter=f"X{number}", name=f"Area X{number}"
        )
        made = Inspection.objects.create(
            programme_id=world.programme.pk, partnership=partnership, slug=f"x-{number}", state="fieldwork"
        )
        Membership.objects.create(
            person_id=world.person("inspection_lead").pk,
            programme_id=world.programme.pk,
            inspection=made,
            role="inspection_lead",
        )
    answer_to(world.person("inspection_lead").pk)
    for number in range(8):
        Request.objects.create(
            inspection=world.a,
            kind="document",
            title=f"R{number}",
            due_on=localdate() + timedelta(days=number),
            state="answered",
        )
        LedgerEntry.objects.create(
            inspection=world.a,
            indicator="5.1",
            topic=f"T{number}",
            level="concern",
            reason="…",
            owner=world.person("inspector"),
        )


@pytest.mark.parametrize(
    ("role", "address", "most"),
    [
        ("programme_lead", "/programmes/", 14),
        ("programme_lead", "/programmes/test-programme/", 19),
        ("programme_lead", "/people/", 17),
        ("inspection_lead", "/inspections/", 16),
        ("inspection_lead", "/inspections/test-area-a/", 22),
        ("inspection_lead", "/inspections/test-area-a/people/", 16),
        ("inspection_lead", "/inspections/test-area-a/timetable/", 18),
        ("inspection_lead", "/inspections/test-area-a/history/", 17),
        ("inspection_lead", "/my-work/", 23),
        ("partnership_coordinator", "/my-work/", 19),
    ],
)
def test_a_page_asks_the_same_number_of_questions_however_full_it_is(
    world, client_of, role: str, address: str, most: int
) -> None:
    browser = client_of(world.person(role))
    browser.get(address)  # the first request of a session writes down that it has begun
    before = asked(browser, address)
    fill(world)
    after = asked(browser, address)
    assert (before, after) == (most, most), (before, after)
