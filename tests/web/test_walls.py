"""Two walls, each proven without the other: what policy refuses, and what the database does not show."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, connections, transaction
from django.test import Client

from cairn.actions.people import clock
from cairn.policy.deciding import refusal
from cairn.policy.model import Actor, Duty
from cairn.policy.roles import INSPECTION_ROLES, PROGRAMME_WIDE
from cairn.policy.seen import sees
from cairn.policy.visibility import SEEN_BY
from cairn.store.context import answer_to, answer_to_duty
from cairn.store.models import LedgerEntry, Membership
from tests.factories import OWNER
from tests.lib.access_table import (
    INSPECTION_CELLS,
    JUDGING_CELLS,
    MEMBER_CELLS,
    REPORT_CELLS,
    address,
    expected,
)
from tests.lib.rich_world import BARRED, IDENTITY, OF_A, OF_B, STRANGER, Rich, actor, as_owner, make
from tests.lib.rows_at import model_of, row_at
from tests.web.test_access_matrix import Visitor

pytestmark = pytest.mark.xdist_group("rich_world")
OF_B_ALONE = [f"b/{role}" for role in sorted(INSPECTION_ROLES)]
EVERYBODY = [*sorted(PROGRAMME_WIDE), *sorted(INSPECTION_ROLES), *OF_B_ALONE, BARRED, STRANGER]
WITH_OBJECTS = {**INSPECTION_CELLS, **JUDGING_CELLS, **REPORT_CELLS}
# A state for A and one for B: every state that a limit of the table of sight asks about.
STATES = (
    ("fieldwork", "planned"),
    ("planned", "reporting"),
    ("reporting", "notified"),
    ("closed", "published"),
    ("stopped", "called_off"),
)


# -- the first wall alone: row-level security switched off -------------------------------------------


@pytest.fixture
def without_row_security(rich: Rich) -> Iterator[Rich]:
    """Every row of every table is shown to the role that serves, as if row-level security did not exist."""
    with owner_says("DISABLE ROW LEVEL SECURITY"), transaction.atomic():
        yield rich
        transaction.set_rollback(True)
    connection.close()


@contextmanager
def owner_says(what: str) -> Iterator[None]:
    """Committed for the time being, so that no lock of it stands in the way."""
    _on_every_table(what)
    try:
        yield
    finally:
        _on_every_table(what.replace("DISABLE", "ENABLE"))


def _on_every_table(what: str) -> None:
    as_owner()
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        for table in SEEN_BY:
            cursor.execute(f"ALTER TABLE {table} {what}")


def test_without_row_security_the_database_would_show_everything(without_row_security: Rich) -> None:
    answer_to(None)
    assert model_of("store_ledgerentry").objects.filter(inspection=without_row_security.world.a).exists()


@pytest.mark.parametrize("who", ["b/inspector", "b/partnership_coordinator", "b/inspection_lead", STRANGER])
def test_without_row_security_the_pages_of_another_inspection_still_refuse(
    without_row_security: Rich, who: str
) -> None:
    rich, visitor = without_row_security, Visitor(without_row_security, who)
    found = {}
    for name in {**INSPECTION_CELLS, **JUDGING_CELLS}:
        response, _ = visitor.ask(address(name, rich))
        found[name] = (response.status_code, OF_A in response.content.decode())
    assert found == dict.fromkeys(found, (404, False))


@pytest.mark.parametrize("who", ["inspector", "partnership_contributor", "record_reader", BARRED])
def test_without_row_security_a_page_still_refuses_what_is_not_for_the_role(
    without_row_security: Rich, who: str
) -> None:
    rich, visitor, acting = (
        without_row_security,
        Visitor(without_row_security, who),
        actor(without_row_security, who),
    )
    allowed = {}
    for name in WITH_OBJECTS:
        if expected(name, acting, rich) in (403, 404):
            response, _ = visitor.ask(address(name, rich))
            if response.status_code == 200:
                allowed[name] = response.status_code
    assert not allowed


# -- the second wall alone: pages that ask nobody and filter nothing -------------------------------------


@pytest.fixture
def without_policy(undone: Rich, monkeypatch: pytest.MonkeyPatch) -> Rich:
    """Policy says yes to everything, wherever it is asked."""
    for name, module in list(sys.modules.items()):
        if name.startswith("cairn.") and getattr(module, "refusal", None) is refusal:
            monkeypatch.setattr(module, "refusal", lambda *_args: None)
    return undone


@pytest.mark.parametrize("who", ["b/inspector", "b/partnership_coordinator", "b/inspection_lead", STRANGER])
def test_without_policy_no_page_shows_anything_of_another_inspection(without_policy: Rich, who: str) -> None:
    visitor = Visitor(without_policy, who)
    found = {}
    for name in MEMBER_CELLS:
        response, _ = visitor.ask(address(name, without_policy))
        found[name] = OF_A in response.content.decode()
    assert not [name for name, shown in found.items() if shown]


@pytest.mark.parametrize("who", ["record_reader", "partnership_contributor", "deputy_lead", "panel_member"])
def test_without_policy_no_page_shows_what_the_role_may_not_see(without_policy: Rich, who: str) -> None:
    visitor = Visitor(without_policy, who)
    of_ledger = () if who in ("deputy_lead", "panel_member") else ("Topic entry", "Topic settled")
    shown = set()
    for name in MEMBER_CELLS:
        page = visitor.ask(address(name, without_policy))[0].content.decode()
        shown |= {(name, words) for words in (IDENTITY, *of_ledger) if words in page}
    assert not shown


# -- the table of sight and the policies of the database say the same --------------------------------------


@pytest.mark.parametrize("states", STATES, ids="/".join)
def test_everybody_sees_through_the_database_just_the_rows_that_the_table_of_sight_says(
    rich: Rich, states: tuple[str, str]
) -> None:
    with in_states(rich, *states):
        everything = {table: all_rows(table) for table in SEEN_BY}
        with transaction.atomic():
            off = {who: different(put_forward(rich, who), everything) for who in (*EVERYBODY, None, *Duty)}
    assert not any(off.values()), f"(rows too many, rows too few): {off}"


@pytest.mark.parametrize(("who", "state"), [("programme_lead", "planned"), ("panel_member", "reporting")])
def test_whoever_is_also_of_a_partnership_sees_of_it_what_the_partnership_sees(
    rich: Rich, who: str, state: str
) -> None:
    """A role of the programme, come by before that was refused, does not reach their own area."""
    place = {"programme_id": rich.world.programme.pk, "inspection_id": rich.world.a.pk}
    with in_states(rich, state, "fieldwork"):
        held = make(Membership, person=rich.person(who), role="partnership_contributor", **place)
        try:
            everything = {table: all_rows(table) for table in SEEN_BY}
            with transaction.atomic():
                assert not different(put_forward(rich, who), everything)
                assert not LedgerEntry.objects.filter(inspection=rich.world.a).exists()
                assert LedgerEntry.objects.filter(inspection=rich.world.b).exists()
        finally:
            as_owner()
            held.delete(using=OWNER)


def different(acting: Actor, everything: dict[str, dict[str, object]]) -> dict[str, tuple[int, int]]:
    """By table, the rows too many and the rows too few that the database shows."""
    off = {}
    for table, rows in everything.items():
        wanted = {key for key, row in rows.items() if sees(acting, row, SEEN_BY)}
        found = set(map(str, model_of(table)._default_manager.values_list("pk", flat=True)))
        if found != wanted:
            off[table] = (len(found - wanted), len(wanted - found))
    return off


def test_the_world_has_a_row_in_every_table_of_the_table_of_sight(rich: Rich) -> None:
    assert not [table for table in SEEN_BY if not all_rows(table)]


def all_rows(table: str) -> dict[str, object]:
    as_owner()
    return {str(row.pk): row_at(row) for row in model_of(table)._default_manager.using(OWNER)}


def put_forward(rich: Rich, who: str | None) -> Actor:
    """That person, that duty or nobody as an actor; the database answers to them from here on."""
    if who is None:
        answer_to(None)
        return Actor(person_id="", name="")
    if who in set(Duty):
        answer_to_duty(Duty(who))
        return Actor(person_id="", name="Cairn", duty=who, second_factor=clock().second_factor)
    return actor(rich, who)


@contextmanager
def in_states(rich: Rich, of_a: str, of_b: str) -> Iterator[None]:
    """Both inspections in these states, for the time being."""

    def put(a: str, b: str) -> None:
        as_owner()
        for inspection, state in ((rich.world.a, a), (rich.world.b, b)):
            type(inspection).objects.using(OWNER).filter(pk=inspection.pk).update(state=state)

    put(of_a, of_b)
    try:
        yield
    finally:
        put(rich.world.a.state, rich.world.b.state)


# -- lists show nothing of elsewhere -----------------------------------------------------------------


@pytest.mark.parametrize("who", ["inspector", "partnership_coordinator", "senior_lead", "young_volunteer"])
def test_no_page_shows_anything_of_another_inspection(undone: Rich, who: str) -> None:
    visitor = Visitor(undone, who)
    shown = [name for name in MEMBER_CELLS if OF_B in visitor.ask(address(name, undone))[0].content.decode()]
    assert not shown


def test_the_words_that_are_looked_for_do_stand_on_the_pages_of_their_own_inspection(undone: Rich) -> None:
    page = Visitor(undone, "inspector").ask("/inspections/test-area-a/ledger/")[0].content.decode()
    assert OF_A in page


def test_the_public_sees_nothing_of_any_inspection(undone: Rich) -> None:
    client = Client()
    for name in ("home", "reports", "evaluations", "search"):
        page = client.get(address(name, undone)).content.decode()
        assert OF_A not in page
        assert OF_B not in page
