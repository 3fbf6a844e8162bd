"""The sheet of a pre-inspection return, and what an answer needs before it is sent."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from cairn.actions.requests import RequestPlan
from tests.factories import World
from tests.lib.requesting import asked


def request_for(world: World, kind: str) -> str:
    made = asked(world, RequestPlan(kind=kind, title="Asked", text="", due_on=date(2026, 3, 2)))
    return f"/inspections/{world.a.slug}/requests/{made.pk}/"


def test_the_sheet_has_a_row_for_every_care_group(world: World, client_of) -> None:
    page = request_for(world, "pre_inspection_return")
    browser = client_of(world.person("partnership_contributor"))
    for where in (page, f"{page}answer/"):
        assert f'href="{page}sheet.csv"' in browser.get(where).content.decode()
    sheet = browser.get(f"{page}sheet.csv")
    rows = list(csv.reader(io.StringIO(sheet.content.decode("utf-8-sig"))))
    assert rows[:3] == [
        ["Care group", "Children on the day"],
        ["Child protection register", ""],
        ["Foster care", ""],
    ]
    # The nine groups that are printed in the review of findings, without the one for records of no group.
    assert len(rows) == 1 + 9


@pytest.mark.parametrize("kind", ["documents", "position_statement", "other"])
def test_other_requests_have_no_sheet(world: World, client_of, kind: str) -> None:
    page = request_for(world, kind)
    browser = client_of(world.person("partnership_coordinator"))
    assert "sheet.csv" not in browser.get(page).content.decode()
    assert browser.get(f"{page}sheet.csv").status_code == 404


@pytest.mark.parametrize(
    ("kind", "label", "needs"),
    [
        ("position_statement", "Position statement</label>", "to be sent it needs its words"),
        ("documents", "Your answer</label>", "it needs words, a file, or both"),
    ],
)
def test_what_is_needed_to_send_is_not_called_optional(
    world: World, client_of, kind: str, label: str, needs: str
) -> None:
    page = request_for(world, kind)
    shown = client_of(world.person("partnership_coordinator")).get(f"{page}answer/").content.decode()
    assert label in shown
    assert needs in shown
