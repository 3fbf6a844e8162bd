"""What the clock does by itself: once, whoever else is at it, and on after a failure."""

from __future__ import annotations

import json
import logging
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.utils.timezone import localdate, now
from procrastinate.contrib.django import app

from cairn.actions import duties
from cairn.actions.concerns import Told, raise_concern
from cairn.actions.duties import DUTIES, Scheduled, is_day_to_remind, perform, perform_all
from cairn.policy.model import Duty
from cairn.store.context import answer_to, answer_to_duty
from cairn.store.models import Concern, Inspection, Notice, Request
from cairn.web.logs import JsonLines
from tests.factories import World
from tests.lib.web_fixture import beside

NAMES = {duty.name: duty for duty in DUTIES}


def late_concern(world: World) -> Concern:
    answer_to(world.person("inspector").pk)
    told = Told(what="x", identity="Isla Quillfeather", where_now="", urgency="now")
    actor = world.actor("inspector")
    concern = raise_concern(actor=actor, key=uuid4(), inspection_id=world.a.pk, told=told)
    answer_to_duty(Duty.CLOCK)
    Concern.objects.filter(pk=concern.pk).update(due_at=now() - timedelta(minutes=1))
    return concern


def asked(world: World, due: date, state: str = "asked") -> Request:
    answer_to(world.person("inspection_lead").pk)
    return Request.objects.create(
        inspection=world.a, kind="document", title="Chronology", due_on=due, state=state
    )


def reminders(world: World, role: str) -> list[str]:
    answer_to(world.person(role).pk)
    return [n.text for n in Notice.objects.filter(person=world.person(role)) if "Chronology" in n.text]


def test_late_concerns_are_escalated_once(world: World, db: None) -> None:
    concern = late_concern(world)
    assert perform(NAMES["escalate"]) == 1
    assert perform(NAMES["escalate"]) == 0
    assert Concern.objects.get(pk=concern.pk).escalated_at is not None


def test_a_second_worker_leaves_a_duty_alone_that_another_is_doing(world: World, db: None) -> None:
    late_concern(world)
    with beside() as other:
        other.execute("SELECT pg_advisory_xact_lock(hashtextextended('duty:escalate', 0))")
        assert perform(NAMES["escalate"]) is None
    assert perform(NAMES["escalate"]) == 1


def test_what_fails_is_tried_again_and_told_without_a_word_of_it(
    db: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="cairn.duties")
    tries: list[int] = []

    def work() -> int:
        tries.append(1)
        if len(tries) < 3:
            raise ValueError("Isla Quillfeather")
        return 7

    assert perform(Scheduled("purge", "* * * * *", work), wait=0) == 7
    lines = [json.loads(JsonLines().format(record)) for record in caplog.records]
    assert [(line["message"], line["duty"], line["count"]) for line in lines] == [
        ("duty failed", "purge", 1),
        ("duty failed", "purge", 2),
        ("duty done", "purge", 7),
    ]
    assert "Quillfeather" not in str(lines)


def test_what_fails_for_good_leaves_the_others_their_turn(
    world: World, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []

    def broken() -> int:
        raise ValueError

    def works() -> int:
        done.append("works")
        return 0

    wanted = (Scheduled("a", "* * * * *", broken), Scheduled("b", "* * * * *", works))
    monkeypatch.setattr(duties, "DUTIES", wanted)
    monkeypatch.setattr(duties, "WAIT", 0)
    perform_all()
    assert done == ["works"]


def test_one_concern_that_cannot_be_escalated_does_not_keep_the_others(
    world: World, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = late_concern(world), late_concern(world)
    real = duties.escalate_late

    def sometimes(*, actor, concern_id):
        if concern_id == first.pk:
            raise ValueError
        return real(actor=actor, concern_id=concern_id)

    monkeypatch.setattr(duties, "escalate_late", sometimes)
    assert perform(NAMES["escalate"]) == 1
    assert Concern.objects.get(pk=second.pk).escalated_at is not None


# Seven days before, one day before, on the day, and every third day after.
@pytest.mark.parametrize(
    ("days_after", "reminded"),
    [
        (-8, False),
        (-7, True),
        (-2, False),
        (-1, True),
        (0, True),
        (1, False),
        (3, True),
        (6, True),
        (7, False),
    ],
)
def test_when_a_request_is_reminded_of(days_after: int, reminded: bool) -> None:
    due = date(2026, 3, 12)
    assert is_day_to_remind(due, due + timedelta(days=days_after)) is reminded


def test_the_partnership_is_reminded_once_a_day(world: World, db: None) -> None:
    asked(world, localdate() + timedelta(days=1))
    assert perform(NAMES["remind"]) == 1
    assert perform(NAMES["remind"]) == 0
    for role in ("partnership_coordinator", "partnership_contributor"):
        assert reminders(world, role) == [
            "“Chronology” is due in 1 day: the inspection team is waiting for the answer."
        ]
    assert reminders(world, "inspection_lead") == []


@pytest.mark.parametrize("state", ["draft", "answered", "accepted", "withdrawn"])
def test_nobody_is_reminded_of_what_does_not_wait_for_them(world: World, db: None, state: str) -> None:
    asked(world, localdate(), state)
    assert perform(NAMES["remind"]) == 0


def test_before_notice_nobody_of_the_partnership_is_reminded(world: World, db: None) -> None:
    asked(world, localdate())
    Inspection.objects.filter(pk=world.a.pk).update(state="planned")
    assert perform(NAMES["remind"]) == 0


def test_every_duty_is_scheduled_and_waits_in_the_queue_once() -> None:
    planned = {name for name, _ in app.periodic_registry.periodic_tasks}
    assert planned >= {f"cairn.{duty.name}" for duty in DUTIES} | {"cairn.tidy"}
    for duty in DUTIES:
        task = app.tasks[f"cairn.{duty.name}"]
        # The queue's own lock would outlive a killed worker.
        assert (task.queueing_lock, task.lock) == (f"cairn.{duty.name}", None)


def test_the_command_does_each_duty_once_on_request(world: World, db: None) -> None:
    concern = late_concern(world)
    call_command("duties", "--once")
    answer_to_duty(Duty.CLOCK)
    assert Concern.objects.get(pk=concern.pk).escalated_at is not None
