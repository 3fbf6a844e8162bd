"""What is about people is gone when its time is over: from every table, with a proof, and not before."""

from __future__ import annotations

import hashlib
import json
import logging
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection, connections, models, transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from cairn.actions.duties import DUTIES, perform
from cairn.bridge.definitions import clocks
from cairn.errors import DefinitionError
from cairn.framework.clocks import load_clocks
from cairn.pipeline.places import definitions_root
from cairn.policy.model import Duty
from cairn.policy.visibility import SEEN_BY
from cairn.store.context import answer_to, answer_to_duty
from cairn.store.models import (
    Activity,
    ActivityNote,
    Concern,
    ConcernMove,
    Disposal,
    Evaluation,
    EvaluationCitation,
    EvaluationMove,
    Event,
    Inspection,
    LedgerEntry,
    LedgerMove,
    Person,
    Report,
    ReportMove,
    ReportText,
    Request,
    RequestMove,
    Upload,
    UploadChunk,
)
from cairn.web.logs import JsonLines
from tests.factories import World

PLANTED = "Isla Quillfeather"
NAMES = {duty.name: duty for duty in DUTIES}
FREE_TEXT = 120  # characters: shorter columns hold codes and states

# Runs as the owner of the tables within the test's own transaction: it sees every row of every table, those
# that triggers keep and those not yet committed.
EVERYTHING = """
CREATE OR REPLACE FUNCTION test_everything() RETURNS SETOF text LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE one record;
BEGIN
    FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1 LOOP
        RETURN QUERY EXECUTE format('SELECT %L || '': '' || t::text FROM %I t', one.tablename, one.tablename);
    END LOOP;
END $$
"""


@pytest.fixture(scope="module", autouse=True)
def door(web_database: None) -> Iterator[None]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(EVERYTHING)
        cursor.execute("GRANT EXECUTE ON FUNCTION test_everything() TO PUBLIC")
    yield
    with connections["owner"].cursor() as cursor:
        cursor.execute("DROP FUNCTION test_everything()")
    connections["owner"].close()


def tables_with(name: str) -> set[str]:
    """The tables of which any row holds the name, as text or as bytes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT test_everything()")
        lines = [row[0] for row in cursor.fetchall()]
    assert len({line.partition(":")[0] for line in lines}) > 20
    return {line.partition(":")[0] for line in lines if name in line or name.encode().hex() in line}


def publish(inspection: Inspection, world: World, days_ago: int) -> None:
    answer_to(world.person("programme_lead").pk)
    Inspection.objects.filter(pk=inspection.pk).update(
        published_at=now() - timedelta(days=days_ago, minutes=5)
    )


def disposals() -> list[tuple[str, int]]:
    answer_to_duty(Duty.CLOCK)
    return list(Disposal.objects.order_by("what").values_list("what", "rows"))


# -- concerns ---------------------------------------------------------------------------------------


def hidden_in(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))


def closed_concern(client_of: Callable[..., Client], world: World) -> Concern:
    """A concern that went all its way through the screens, with the name in every field it has."""
    browser = client_of(world.person("inspector"))
    said = {
        "what": f"{PLANTED} said so",
        "identity": PLANTED,
        "where_now": f"at {PLANTED}'s",
        "urgency": "now",
    }
    page = browser.post(reverse("concern-raise"), {**said, "inspection": world.a.pk, "step": "check"})
    browser.post(reverse("concern-raise"), {**hidden_in(page.content.decode()), "urgency": ""})  # an error
    sent = browser.post(
        reverse("concern-raise"), {**said, **hidden_in(page.content.decode()), "step": "send"}
    )
    key = UUID(sent["Location"].strip("/").rpartition("/")[2])
    lead = client_of(world.person("inspection_lead"))
    for version, verb in enumerate(("acknowledge", "escalate", "act", "close"), start=1):
        address = reverse("concern-move", args=[key, verb])
        late = {"note": f"{PLANTED} again", "version": 99}
        assert lead.post(address, late).status_code == 409
        assert lead.post(address, {**late, "version": version}).status_code == 302, verb
    lead.get(reverse("concern", args=[key]))
    answer_to(world.person("inspection_lead").pk)
    return Concern.objects.get(pk=key)


def test_an_identity_is_in_the_concern_alone_and_nowhere_once_purged(
    client_of: Callable[..., Client], world: World, caplog: pytest.LogCaptureFixture
) -> None:
    for logger in ("", "cairn", "django", "procrastinate"):
        caplog.set_level(logging.DEBUG, logger=logger or None)
    concern = closed_concern(client_of, world)
    assert tables_with(PLANTED) == {"store_concern", "store_concernmove"}
    answer_to_duty(Duty.CLOCK)
    assert perform(NAMES["purge"]) == 0
    Concern.objects.filter(pk=concern.pk).update(purge_on=localdate())
    assert perform(NAMES["purge"]) == 1
    assert tables_with(PLANTED) == set()
    assert perform(NAMES["purge"]) == 0
    lines = "".join(JsonLines().format(record) + record.getMessage() for record in caplog.records)
    assert "duty done" in lines
    assert PLANTED not in lines


def test_that_a_concern_was_raised_and_answered_stays(client_of: Callable[..., Client], world: World) -> None:
    concern = closed_concern(client_of, world)
    answer_to_duty(Duty.CLOCK)
    Concern.objects.filter(pk=concern.pk).update(purge_on=localdate())
    perform(NAMES["purge"])
    (proof,) = Disposal.objects.filter(what="concerns")
    assert (proof.rows, proof.inspection_id) == (1, world.a.pk)
    assert proof.rule == "concern: 90 days after closing"
    assert proof.digest == hashlib.sha256(str(concern.pk).encode()).hexdigest()
    page = client_of(world.person("senior_lead")).get(reverse("concern", args=[concern.pk])).content.decode()
    assert "What was written has been taken away" in page
    assert ConcernMove.objects.filter(concern=concern).count() == 5
    answer_to(world.person("inspection_lead").pk)
    assert [e.act for e in Event.objects.filter(act="retention.dispose")] == ["retention.dispose"]


def test_the_database_writes_no_statement_into_its_own_log(db: None) -> None:
    with connection.cursor() as cursor:
        said = {}
        for name in ("log_statement", "log_min_error_statement", "log_min_duration_statement"):
            cursor.execute(f"SHOW {name}")
            said[name] = cursor.fetchone()[0]
    assert said == {
        "log_statement": "none",
        "log_min_error_statement": "panic",
        "log_min_duration_statement": "-1",
    }


# -- a year after publication -----------------------------------------------------------------------


def plant(inspection: Inspection, world: World, name: str, *, other: bool = False) -> None:
    """The name in every field of the inspection that the definitions call personal."""
    answer_to(world.person("inspection_lead", other=other).pk)
    lead = Person.objects.get(pk=world.person("inspection_lead", other=other).pk)
    inspection = Inspection.objects.get(pk=inspection.pk)
    begun = now()
    activity = Activity.objects.create(
        inspection=inspection, kind="interview", title=name, place=name, starts_at=begun,
        ends_at=begun + timedelta(hours=1),
    )  # fmt: skip
    ActivityNote.objects.create(activity=activity, person=lead, text=name)
    request = Request.objects.create(
        inspection=inspection, kind="document", title="Chronology", due_on=localdate(), answer_text="draft"
    )
    request.answer_text = name
    request.save()
    RequestMove.objects.create(request=request, to_state="asked", note=name, person=lead)
    upload = Upload.objects.create(
        request=request, name=f"{name}.pdf", media_type="application/pdf", size=9, sha256="0" * 64,
        state="clean", finding=name, uploaded_by=lead,
    )  # fmt: skip
    UploadChunk.objects.create(upload=upload, position=0, content=name.encode())
    entry = LedgerEntry.objects.create(
        inspection=inspection, indicator="2.1", topic=name, level="concern", reason=name, owner=lead
    )
    entry.outcome_text = name
    entry.save()
    LedgerMove.objects.create(entry=entry, to_state="open", note=name, person=lead)
    evaluation = Evaluation.objects.filter(inspection=inspection).first()
    EvaluationCitation.objects.create(evaluation=evaluation, kind="conversation", reference=name, note=name)
    EvaluationMove.objects.create(
        evaluation=evaluation, to_state="proposed", note=name, reason=name, person=lead
    )
    report = Report.objects.create(
        programme=inspection.programme, inspection=inspection, kind="inspection", slug=f"r-{inspection.slug}",
        title="Report",
    )  # fmt: skip
    ReportText.objects.create(report=report, version=1, text=name, person=lead)
    ReportMove.objects.create(report=report, to_state="draft", note=name, person=lead)
    concern = Concern.objects.create(
        inspection=inspection, raised_by=lead, urgency="now", what=name, identity=name, where_now=name,
        due_at=begun,
    )  # fmt: skip
    ConcernMove.objects.create(concern=concern, to_state="raised", note=name, person=lead)


def test_after_a_year_nothing_personal_is_left_of_an_inspection_and_all_of_another(
    world: World, db: None
) -> None:
    plant(world.a, world, PLANTED)
    plant(world.b, world, "Fergus Tansywood", other=True)
    planted = tables_with(PLANTED)
    assert planted >= {record.table for record in clocks().personal}
    assert {"store_requestevent", "store_ledgerentryevent"} <= planted
    publish(world.a, world, 365)
    publish(world.b, world, 364)
    assert perform(NAMES["dispose"]) == len(clocks().personal)
    assert tables_with(PLANTED) == set()
    assert tables_with("Fergus Tansywood") == planted
    assert disposals() == sorted((record.what, 1) for record in clocks().personal)


def test_disposing_again_does_nothing_and_proves_nothing_new(world: World, db: None) -> None:
    plant(world.a, world, PLANTED)
    publish(world.a, world, 400)
    perform(NAMES["dispose"])
    before = disposals()
    assert perform(NAMES["dispose"]) == 0
    assert disposals() == before


def test_a_proof_is_the_digest_of_the_keys_in_order(world: World, db: None) -> None:
    plant(world.a, world, PLANTED)
    answer_to(world.person("inspection_lead").pk)
    lead = world.person("inspection_lead").pk
    activity = Activity.objects.get(inspection=world.a)
    ActivityNote.objects.create(activity=activity, person_id=lead, text="another")
    keys = sorted(str(key) for key in ActivityNote.objects.values_list("pk", flat=True))
    publish(world.a, world, 365)
    perform(NAMES["dispose"])
    proof = Disposal.objects.get(what="activity_notes")
    assert (proof.rows, proof.digest) == (2, hashlib.sha256("\n".join(keys).encode()).hexdigest())


def test_the_database_disposes_for_the_clock_alone_and_never_early(world: World, db: None) -> None:
    plant(world.a, world, PLANTED)
    publish(world.a, world, 364)

    def asked() -> list[tuple[str]]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT store_dispose(%s, 'answers')", [world.a.pk])
            return list(cursor.fetchall())

    answer_to_duty(Duty.CLOCK)
    assert asked() == []
    publish(world.a, world, 366)
    assert asked() == []  # answers to the programme lead now
    answer_to_duty(Duty.CLOCK)
    assert len(asked()) == 1


def test_a_killed_disposal_leaves_neither_gap_nor_proof(
    world: World, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(world.a, world, PLANTED)
    publish(world.a, world, 365)
    before = tables_with(PLANTED)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        perform(NAMES["dispose"])
        raise KeyboardInterrupt
    assert (tables_with(PLANTED), disposals()) == (before, [])


def test_every_free_text_of_an_inspection_is_personal_or_kept_with_a_reason() -> None:
    decided = {(record.table, column) for record in clocks().personal for column, _ in record.fields}
    decided |= {(kept.table, column) for kept in clocks().kept for column in kept.fields}
    gone = {record.table for record in clocks().personal if record.deletes}
    assert free_texts() - decided - {(t, c) for t, c in free_texts() if t in gone} == set()
    assert all(kept.why for kept in clocks().kept)


def free_texts() -> set[tuple[str, str]]:
    """Columns that may hold a person's words, of tables that hang on an inspection and are not public."""
    found = set()
    for model in apps.get_app_config("store").get_models():
        table = model._meta.db_table
        rules = SEEN_BY.get(table)
        above = {hop.table for hop in rules.hops} if rules else set()
        if rules is None or not (rules.inspection_column or "store_report" in above):
            continue
        if table in {"store_event", "store_disposal"} or "store_publication" in {table, *above}:
            continue
        for field in model._meta.fields:
            long = isinstance(field, models.CharField) and (field.max_length or 0) >= FREE_TEXT
            if long or isinstance(field, models.TextField | models.BinaryField):
                found.add((table, field.column))
    return found


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ("  days: 365 ", "  days: 366 ", "a whole number from 1 to 365"),
        ("    now: 1", "    now: 0", "a whole number from 1 to 168"),
        ("days_to_purge: 90", "days_to_purge: 500", "a whole number from 0 to 365"),
        ("table: store_upload\n", "table: auth_user; DROP\n", "cannot be a name"),
        ('dated: "2026-11-20"', "", "dated"),
    ],
)
def test_clocks_that_keep_too_long_are_refused(tmp_path: Path, before: str, after: str, what: str) -> None:
    (tmp_path / "clocks").mkdir()
    path = tmp_path / "clocks" / "default.yaml"
    shutil.copy(definitions_root() / "clocks" / "default.yaml", path)
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after))
    with pytest.raises(DefinitionError, match=what):
        load_clocks(tmp_path)


# -- the screen -------------------------------------------------------------------------------------


def test_programme_leads_see_what_goes_when_and_what_has_gone(client_of: Callable, world: World) -> None:
    plant(world.a, world, PLANTED)
    publish(world.a, world, 365)
    publish(world.b, world, 5)
    answer_to_duty(Duty.CLOCK)
    perform(NAMES["dispose"])
    page = client_of(world.person("programme_lead")).get(reverse("retention", args=[world.programme.slug]))
    text = page.content.decode()
    assert "in 360 days" in text
    assert "Disposed of" in text
    assert "records: 365 days after publication" in text
    assert "SSI 2011/183" in text
    assert PLANTED not in text


@pytest.mark.parametrize("role", ["inspection_lead", "analyst", "panel_member", "senior_lead", "inspector"])
def test_others_are_refused(client_of: Callable[..., Client], world: World, role: str) -> None:
    page = client_of(world.person(role)).get(reverse("retention", args=[world.programme.slug]))
    assert page.status_code in (403, 404)


def test_details_of_events_about_concerns_hold_no_words(client_of: Callable, world: World) -> None:
    concern = closed_concern(client_of, world)
    told = [json.loads(event.details) for event in Event.objects.filter(noun_id=str(concern.pk))]
    assert {name for details in told for name in details} <= {"urgency", "state", "by", "refused"}
