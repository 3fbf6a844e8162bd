"""Every scope of a token opens something, and shows its holder what the pages show them and no more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from cairn.actions.tokens import SCOPES
from cairn.store.context import answer_to
from cairn.store.models import (
    Activity,
    ApiToken,
    Evaluation,
    EvaluationCitation,
    LedgerEntry,
    Report,
    Request,
    ScopeDecision,
)
from tests.factories import World
from tests.web.test_api import asked, token

NINE = datetime(2026, 3, 9, 9, tzinfo=UTC)
OPENS = {
    "programmes": ("programmes",),
    "inspections": ("inspections", "activities"),
    "requests": ("requests",),
    "ledger": ("ledger", "scope"),
    "evaluations": ("evaluations",),
    "reports": ("reports", "reports/plans"),
}


@pytest.fixture(autouse=True)
def told(world: World, db: None) -> Iterator[None]:
    """Something in every part of inspection A."""
    cache.clear()
    lead, inspector = world.person("inspection_lead"), world.person("inspector")
    answer_to(lead.pk)
    for state, words in (("answered", "Sent."), ("asked", "Being written.")):
        Request.objects.create(
            inspection=world.a,
            kind="other",
            title=state,
            due_on=date(2026, 3, 2),
            state=state,
            answer_text=words,
        )
    LedgerEntry.objects.create(
        inspection=world.a, indicator="2.1", topic="Plans", level="concern", reason="Few.", owner=inspector
    )
    ScopeDecision.objects.create(
        inspection=world.a, indicator="2.1", included=True, reason="Graded.", decided_by=lead
    )
    Activity.objects.create(
        inspection=world.a, kind="survey", title="Staff", starts_at=NINE, ends_at=NINE + timedelta(hours=1)
    )
    Evaluation.objects.filter(inspection=world.a, subject="2.1").update(value=4, reason="Most are safer.")
    EvaluationCitation.objects.create(
        evaluation=Evaluation.objects.get(inspection=world.a, subject="2.1"), kind="survey", reference="Q12"
    )
    answer_to(world.person("programme_lead").pk)
    Report.objects.create(
        programme=world.programme, inspection=world.a, kind="inspection", slug="plans", title="P", text="# P"
    )
    answer_to(None)
    yield
    cache.clear()


def first(world: World, role: str, scope: str, page: str = "") -> dict:
    status, found = asked(f"workspace/{page or scope}", token(world, role, scope))
    assert status == 200, found
    return found["items"][0]


def test_every_scope_opens_what_it_says(world: World) -> None:
    assert set(OPENS) == set(SCOPES)
    for scope, pages in OPENS.items():
        secret = token(world, "inspection_lead", scope)
        answer_to(world.person("inspection_lead").pk)
        ApiToken.objects.update(name=scope)
        answer_to(None)
        for page in pages:
            assert asked(f"workspace/{page}", secret)[0] == 200, page
        others = [page for other, given in OPENS.items() if other != scope for page in given]
        assert {asked(f"workspace/{page}", secret)[0] for page in others} == {403}


def test_what_is_promised_is_given(world: World) -> None:
    assert [one["name"] for one in first(world, "inspector", "programmes")["phases"]] == [
        "Preparation",
        "Fieldwork",
        "Reporting",
    ]
    # Notice on 2 February 2026, six weeks of preparation: the last day is 15 March.
    assert first(world, "deputy_lead", "inspections")["timetable"][0] == {
        "phase": "Preparation",
        "first": "2026-02-02",
        "last": "2026-03-15",
    }
    assert first(world, "associate_assessor", "inspections", "activities")["title"] == "Staff"
    assert first(world, "young_volunteer", "ledger")["reason"] == "Few."
    assert first(world, "panel_member", "ledger", "scope")["included"] is True
    status, report = asked("workspace/reports/plans", token(world, "report_author", "reports"))
    assert (status, report["text"], report["inspection"]) == (200, "# P", world.a.slug)
    _, found = asked("workspace/evaluations", token(world, "inspection_analyst", "evaluations"))
    (one,) = [one for one in found["items"] if one["subject"] == "2.1"]
    assert (one["reason"], one["rests_on"]) == (
        "Most are safer.",
        [{"kind": "survey", "reference": "Q12", "note": ""}],
    )


@pytest.mark.parametrize(
    ("role", "unsent"), [("inspection_lead", ""), ("partnership_contributor", "Being written.")]
)
def test_an_answer_is_the_partnerships_own_until_it_is_sent(world: World, role: str, unsent: str) -> None:
    _, found = asked("workspace/requests", token(world, role, "requests"))
    assert {one["title"]: one["answer"] for one in found["items"]} == {"answered": "Sent.", "asked": unsent}


def test_the_partnership_reads_no_ledger_scope_or_report(world: World) -> None:
    secret = token(world, "partnership_coordinator", "ledger", "reports")
    for page in ("ledger", "scope", "reports"):
        assert asked(f"workspace/{page}", secret) == (200, {"total": 0, "items": []})
    assert asked("workspace/reports/plans", secret)[0] == 404


def test_nor_does_the_team_of_another_inspection(world: World) -> None:
    answer_to(world.person("inspector", other=True).pk)
    secret = token_of_b(world)
    for page in ("ledger", "scope", "activities", "requests", "reports"):
        assert asked(f"workspace/{page}", secret)[1]["total"] == 0, page


def token_of_b(world: World) -> str:
    return token(world, "b/inspector", *SCOPES)


def test_the_page_of_tokens_says_what_each_part_opens(client_of, world: World) -> None:
    page = client_of(world.person("inspector")).get("/account/tokens/").content.decode()
    assert "Evaluations, their reasons and what they rest on" in page
    assert Client().get("/api/").content.decode().count("/api/v1/workspace/") >= 9
