"""The audit chain: nothing in it can be changed unseen, and nothing happens beside it."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.db import InternalError, ProgrammingError, connection, connections, transaction

from cairn.actions.ledger import add_entry
from cairn.errors import Missing, UsageError
from cairn.store.context import answer_to
from cairn.store.models import Event, LedgerEntry
from cairn.store.queries.chain import breaks_in, heads_of
from tests.factories import OWNER
from tests.lib.chain_oracle import is_whole
from tests.lib.judging_rows import words
from tests.lib.rich_world import Rich, actor, as_owner

pytestmark = pytest.mark.xdist_group("rich_world")


def events() -> list[Event]:
    as_owner()
    return list(Event.objects.using(OWNER).order_by("chain", "position"))


def what_is_broken(
    found: list[Event], heads: dict[str, tuple[int, str]] | None = None
) -> list[tuple[str, int, str]]:
    return [(one.chain, one.position, one.what) for one in breaks_in(found, heads or {})]


# -- following it ----------------------------------------------------------------------------------


def test_a_chain_that_nobody_touched_is_whole(rich: Rich) -> None:
    found = events()
    assert len(found) == 10  # five audiences in each of two inspections
    assert what_is_broken(found) == []


CHANGES = {
    "at": lambda e: e.at + timedelta(microseconds=1),
    "person_id": lambda e: None,
    "act": lambda e: "inspection.close",
    "noun": lambda e: "report",
    "noun_id": lambda e: f"{e.noun_id}0",
    "inspection_id": lambda e: None,
    "programme_id": lambda e: None,
    "audience": lambda e: "person",
    "details": lambda e: e.details.replace(":", ": "),
    "previous": lambda e: "0" * 64,
    "hash": lambda e: "0" * 64,
    "chain": lambda e: "house",
    "position": lambda e: 7,
}


def test_every_field_of_an_event_is_tried() -> None:
    assert set(CHANGES) == {field.attname for field in Event._meta.concrete_fields} - {"id"}


@pytest.mark.parametrize("field", CHANGES)
def test_a_change_to_any_field_of_an_event_is_found(rich: Rich, field: str) -> None:
    as_owner()
    with transaction.atomic(using=OWNER):
        chosen = Event.objects.using(OWNER).filter(position=3).first()
        assert chosen is not None
        # As a superuser could, at the table itself.
        Event.objects.using(OWNER).filter(pk=chosen.pk).update(**{field: CHANGES[field](chosen)})
        assert what_is_broken(events())
        transaction.set_rollback(True, using=OWNER)


def test_an_event_taken_out_of_the_middle_is_found(rich: Rich) -> None:
    found = [one for one in events() if one.position != 3]
    assert {position for _, position, _ in what_is_broken(found)} == {3, 4}


def test_a_tail_that_was_cut_off_is_found_by_the_digests_noted_before(rich: Rich) -> None:
    whole = events()
    cut = [one for one in whole if one.position < 5]
    assert what_is_broken(cut) == []
    assert [(position, what) for _, position, what in what_is_broken(cut, heads_of(whole))] == [
        (5, "The chain ends before the digest that was noted."),
        (5, "The chain ends before the digest that was noted."),
    ]


def test_a_chain_written_anew_is_found_by_the_digests_noted_before(rich: Rich) -> None:
    whole = events()
    noted = {chain: (position, "f" * 64) for chain, (position, _) in heads_of(whole).items()}
    assert {what for *_, what in what_is_broken(whole, noted)} == {"It differs from the digest noted."}


def test_the_command_notes_digests_and_finds_what_was_cut_off(rich: Rich, tmp_path: Path) -> None:
    heads = tmp_path / "heads.json"
    told = StringIO()
    call_command("verify_chain", write_heads=str(heads), stdout=told)
    assert told.getvalue() == "10 events in 2 chains: every one is what was written.\n"
    longer = {
        chain: [position + 1, digest] for chain, (position, digest) in json.loads(heads.read_text()).items()
    }
    heads.write_text(json.dumps(longer))
    broken: list[object] = []
    call_command("verify_chain", heads=str(heads), breaks=broken, stderr=StringIO())
    assert len(broken) == 2


def test_a_file_that_holds_no_digests_is_refused(rich: Rich, tmp_path: Path) -> None:
    file = tmp_path / "heads.json"
    file.write_text("[1, 2]")
    with pytest.raises(UsageError) as refused:
        call_command("verify_chain", heads=str(file))
    assert refused.value.code == "heads-unreadable"


# -- writing it ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE store_event SET act = 'x'",
        "DELETE FROM store_event",
        "INSERT INTO store_event (chain) VALUES ('house')",
        "TRUNCATE store_event",
        "ALTER TABLE store_event DISABLE ROW LEVEL SECURITY",
        "DROP TABLE store_event",
        "SET ROLE cairn_owner",
        "CREATE OR REPLACE FUNCTION store_person() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid'",
    ],
)
def test_the_role_that_serves_can_do_nothing_to_events_but_read_them(undone: Rich, statement: str) -> None:
    actor(undone, "inspection_lead")
    with pytest.raises((ProgrammingError, InternalError)), transaction.atomic():
        connection.cursor().execute(statement)


def test_whoever_an_event_names_is_whom_the_database_answers_to(undone: Rich) -> None:
    """The function takes no person: it asks the transaction, as row-level security does."""
    inspector = undone.person("inspector")
    answer_to(inspector.pk)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_function_arguments('store_record_event'::regproc), "
            "store_record_event('x', 'y', 'z', NULL, NULL, 'person', '{}')"
        )
        arguments, _ = cursor.fetchone()
    assert "person" not in arguments
    assert Event.objects.get(act="x").person_id == inspector.pk


def test_an_act_and_its_event_are_kept_together_or_not_at_all(undone: Rich) -> None:
    inspector = actor(undone, "inspector")
    before = counts(undone)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        add_entry(actor=inspector, inspection_id=undone.world.a.pk, words=words(undone.world))
        assert counts(undone) == (before[0] + 1, before[1] + 1)
        raise ZeroDivisionError
    assert counts(undone) == before


def test_an_act_that_is_refused_leaves_no_event(undone: Rich) -> None:
    before = counts(undone)
    coordinator = actor(undone, "partnership_coordinator")
    with pytest.raises(Missing):
        add_entry(actor=coordinator, inspection_id=undone.world.a.pk, words=words(undone.world))
    assert counts(undone) == before


def counts(rich: Rich) -> tuple[int, int]:
    """The entries of A, and the events of its team, as its lead sees them; then back to the inspector."""
    answer_to(rich.person("inspection_lead").pk)
    found = (LedgerEntry.objects.count(), Event.objects.filter(audience="team").count())
    answer_to(rich.person("inspector").pk)
    return found


def test_many_who_write_into_one_chain_at_once_keep_it_whole(rich: Rich) -> None:
    conninfo = connections["default"].get_connection_params()
    parts = {key: conninfo[key] for key in ("host", "port", "user", "password", "dbname") if key in conninfo}
    person, inspection = rich.person("inspector").pk, rich.world.a.pk
    said = (
        "SELECT set_config('app.person_id', %s, true), "
        "store_record_event('crowd', 'inspection', '', %s, NULL, 'team', '{}')"
    )

    def write() -> None:
        with psycopg.connect(**parts) as mine:
            for _ in range(10):
                with mine.transaction():
                    mine.execute(said, [str(person), inspection])

    crowd = [threading.Thread(target=write) for _ in range(6)]
    try:
        for one in crowd:
            one.start()
        for one in crowd:
            one.join()
        found = events()
        assert [e.position for e in found if e.chain == f"inspection:{inspection}"] == list(
            range(1, 5 + 60 + 1)
        )
        assert what_is_broken(found) == []
        owner = connections[OWNER].get_connection_params()
        with psycopg.connect(**{k: owner[k] for k in parts if k in owner}, options="-c app.guard=on") as twin:
            assert is_whole(twin)
    finally:
        as_owner()
        Event.objects.using(OWNER).filter(act="crowd").delete()
