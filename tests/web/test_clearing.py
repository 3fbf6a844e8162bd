"""Doors that are shut leave nothing behind: expired sessions, and invitations that nobody took."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from cairn.actions import retention
from cairn.actions.duties import DUTIES, perform
from cairn.policy.model import Duty
from cairn.policy.roles import Role
from cairn.store.context import answer_to, answer_to_duty
from cairn.store.models import Disposal, Invitation
from tests.factories import World

CLEAR = next(duty for duty in DUTIES if duty.name == "clear")


def session(key: str, world: World, *, expires_in: timedelta, seen_ago: timedelta) -> None:
    Session.objects.create(session_key=key, session_data="", expire_date=now() + expires_in)
    noted(key, world, seen_ago)


def noted(key: str, world: World, seen_ago: timedelta) -> None:
    UserSession.objects.create(
        user=world.person("inspector"), session_key=key, ip="192.0.2.7", user_agent="A browser",
        last_seen_at=now() - seen_ago,
    )  # fmt: skip


def invitation(world: World, name: str, **ended: object) -> Invitation:
    lead = world.person("inspection_lead")
    answer_to(lead.pk)
    return Invitation.objects.create(
        email=f"{name}@example.org", name=name, programme=world.programme, inspection=world.a,
        role="inspector", token_digest=name, invited_by=lead,
        **{"expires_at": now() + timedelta(days=7), **ended},
    )  # fmt: skip


def proofs() -> list[tuple[str, str, int, str]]:
    answer_to_duty(Duty.CLOCK)
    return list(Disposal.objects.order_by("what").values_list("what", "rule", "rows", "digest"))


def test_sessions_go_once_they_have_expired_and_what_was_noted_of_them_with_them(
    world: World, db: None
) -> None:
    hour, day = timedelta(hours=1), timedelta(days=2)
    session("expired", world, expires_in=-hour, seen_ago=day)
    session("living", world, expires_in=hour, seen_ago=day)
    noted("long gone", world, seen_ago=day)
    noted("just being made", world, seen_ago=timedelta())
    # Two sessions' worth of rows: one session, and two notes of sessions that are no more.
    assert perform(CLEAR) == 3
    assert set(Session.objects.values_list("session_key", flat=True)) == {"living"}
    assert set(UserSession.objects.values_list("session_key", flat=True)) == {"living", "just being made"}
    assert proofs() == [("sessions", "sessions: once they have expired", 3, "")]


def test_invitations_that_nobody_took_go_thirty_days_after_their_end(world: World, db: None) -> None:
    for name, days in (("old", 31), ("recent", 29)):
        invitation(world, name, expires_at=now() - timedelta(days=days))
    invitation(world, "withdrawn", withdrawn_at=now() - timedelta(days=31))
    invitation(
        world, "accepted", expires_at=now() - timedelta(days=90), accepted_at=now() - timedelta(days=95)
    )
    invitation(world, "open")
    assert perform(CLEAR) == 2
    answer_to(world.person("inspection_lead").pk)
    left = set(Invitation.objects.filter(inspection=world.a).values_list("name", flat=True))
    assert left == {"recent", "accepted", "open"}
    assert proofs() == [("invitations", "invitations: 30 days after their end, unless accepted", 2, "")]


def test_doors_are_cleared_once_a_day_so_that_proofs_are_few(
    world: World, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    hour = timedelta(hours=1)
    session("first", world, expires_in=-hour, seen_ago=hour)
    assert perform(CLEAR) == 1
    session("second", world, expires_in=-hour, seen_ago=hour)
    assert perform(CLEAR) == 0
    tomorrow = localdate() + timedelta(days=1)
    monkeypatch.setattr(retention, "localdate", lambda: tomorrow)
    assert perform(CLEAR) == 1
    assert [rows for _, _, rows, _ in proofs()] == [1, 1]


@pytest.mark.parametrize("role", ["programme_lead", "inspection_lead"])
def test_the_database_clears_invitations_for_the_clock_alone(world: World, db: None, role: str) -> None:
    invitation(world, "old", expires_at=now() - timedelta(days=31))
    answer_to(world.person(role).pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT store_clear_invitations()")
        assert cursor.fetchone()[0] == 0


def test_the_retention_page_says_so(client_of: Callable[..., Client], world: World) -> None:
    page = client_of(world.person("programme_lead")).get(reverse("retention", args=[world.programme.slug]))
    text = page.content.decode()
    assert "cleared 30 days after their end" in text
    assert "cleared once they have expired, with the address they came from" in text


def test_leads_of_programmes_read_what_was_cleared_beside_the_other_proofs(
    client_of: Callable[..., Client], world: World
) -> None:
    session("expired", world, expires_in=-timedelta(hours=1), seen_ago=timedelta(days=2))
    invitation(world, "old", expires_at=now() - timedelta(days=31))
    assert perform(CLEAR) == 3
    address = reverse("retention", args=[world.programme.slug])
    page = client_of(world.person("programme_lead")).get(address).content.decode()
    said = page[page.index("Cleared in the whole of Cairn") :]
    for words in ("Sessions that had expired", "Invitations that nobody accepted"):
        assert words in said
    assert "sessions: once they have expired" in said
    assert "Nothing has been disposed of yet" in page


@pytest.mark.parametrize("role", sorted(Role))
def test_what_was_cleared_in_the_whole_house_is_seen_by_leads_of_programmes_alone(
    world: World, db: None, role: Role
) -> None:
    session("expired", world, expires_in=-timedelta(hours=1), seen_ago=timedelta(days=2))
    perform(CLEAR)
    answer_to(world.person(role).pk)
    assert Disposal.objects.exists() is (role is Role.PROGRAMME_LEAD)


def test_the_database_takes_a_proof_from_the_clock_alone(world: World, db: None) -> None:
    for inspection in (None, world.a):
        answer_to(world.person("programme_lead").pk)
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Disposal.objects.create(
                rule="sessions", what="sessions", inspection=inspection, rows=9, digest=""
            )
    answer_to_duty(Duty.CLOCK)
    Disposal.objects.create(rule="sessions", what="sessions", rows=9, digest="")
