"""Publishing on request: a person asks, and Cairn does the long work beside their request, in their name.

What was asked for is a row that outlives every process. One worker at a time takes the rows in order; the
edition is made outside any transaction and becomes public in one, together with the end of its row. Whoever
is killed in the middle leaves the row as it is, and the next begins anew: nothing is half public, and nothing
is published twice.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from uuid import UUID

from django.db import DatabaseError, OperationalError, connection, transaction
from django.urls import reverse
from django.utils.timezone import now
from procrastinate.contrib.django import app as queue

from cairn.actions.acting import Acting, acting, take, take_version
from cairn.actions.editions import Overtaken, made_of, order_of, words_of
from cairn.actions.notices import take_back, tell
from cairn.actions.people import actor_of
from cairn.actions.reports import WHAT, bring_out, evidence_slugs, refuse_unsigned
from cairn.actions.subjects import subject_of
from cairn.bridge.publish import FIGURES, FILES, evidence_of, press
from cairn.errors import CairnError, Missing, Problem, Refused
from cairn.policy.acts import Act
from cairn.policy.model import Actor, Duty
from cairn.store.context import answer_to, answer_to_duty
from cairn.store.models import Person, Publishing, Report

log = logging.getLogger("cairn.publishing")
TASK = "cairn.publish_asked"
STEPS = (FIGURES, FILES)
OPEN = ("waiting", "working")
TRIES = 3
BROKEN = Problem(
    code="publishing-broke",
    message="Something went wrong on our side, three times. It is not your doing, and nothing was published.",
    remedy="Ask whoever looks after Cairn to look at its log, then publish again.",
)
CHANGED = Problem(
    code="changed-meanwhile",
    message="The report was changed after you asked; nothing was published.",
    remedy="Read it again, and publish it when it is agreed.",
)
GONE = Problem(
    code="asker-gone",
    message="Whoever asked for it can no longer sign in; nothing was published.",
    remedy="Somebody who leads the programme may publish it.",
)


@dataclass(frozen=True, slots=True)
class Taken:
    """One request that this worker has begun to fulfil, for the time that `tries` counts."""

    key: UUID
    report_id: UUID
    version: int
    person_id: UUID
    tries: int


def ask_to_publish(*, actor: Actor, report_id: UUID | str, version: int) -> Publishing:
    """Ask that the report be published as it stands now. Asking again while it is done changes nothing.

    What can be told at once is: raises `Refused` with every number-word that bars it, at its line, without
    evidence, and while an evaluation of its inspection is not signed.
    """
    with acting(actor, Act.REPORT_ASK_PUBLICATION) as act:
        report = take_version(Report, report_id, version, WHAT, {"state": ""})
        act.require(subject_of(report))
        known = Publishing.objects.filter(report=report, state__in=OPEN).first()
        if known is not None:
            return known
        refuse_unsigned(report)
        _refuse_barred(report)
        asked = Publishing.objects.create(
            report=report, report_version=report.version, asked_by_id=actor.person_id
        )
        act.record(subject_of(report), version=report.version, publishing=str(asked.pk))
        take_back(reverse("report-draft", args=[report.slug]))
        queue.configure_task(TASK).defer()
    return asked


def publish_asked() -> int | None:
    """Publish what was asked for, one after the other; how many are public now, None when another worker is
    at it. One that cannot be published says why in its row, and whoever asked is told."""
    with _alone("duty:publish") as alone:
        if not alone:
            return None
        done = 0
        while (taken := _take()) is not None:
            done += _fulfil(taken)
        return done


def _refuse_barred(report: Report) -> None:
    try:
        evidence = evidence_of(*evidence_slugs(report))
    except Missing as error:
        raise Refused(error.problems) from None
    barring = press().check(words_of(report), evidence).barring
    if barring:
        raise Refused(barring)


@contextmanager
def _alone(name: str) -> Iterator[bool]:
    """Whether this connection alone holds the lock of that name. It is let go with a connection that dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name])
        held = bool(cursor.fetchone()[0])
    try:
        yield held
    finally:
        if held:
            with suppress(DatabaseError), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])


def _take() -> Taken | None:
    """The next request. One that is being worked on was left behind: nobody else holds the lock."""
    with transaction.atomic():
        answer_to_duty(Duty.CLOCK)
        row = Publishing.objects.filter(state__in=OPEN).order_by("created_at").first()
        if row is None:
            return None
        row.state, row.step, row.tries = "working", FIGURES, row.tries + 1
        row.save(update_fields=["state", "step", "tries"])
    return Taken(row.pk, row.report_id, row.report_version, row.asked_by_id, row.tries)


def _fulfil(taken: Taken) -> bool:
    """Whether the report is public now; if not, its row says why, or waits for another try."""
    if taken.tries > TRIES:
        return _fail(taken, [BROKEN])
    try:
        return _publish(taken)
    except Overtaken:
        return _wait(taken)
    except CairnError as error:
        return _fail(taken, error.problems)
    except OperationalError:
        raise  # the database is gone: the row stays, and whoever comes next begins anew
    except Exception:
        log.exception("publishing broke", extra={"count": taken.tries})
        return _wait(taken)


def _publish(taken: Taken) -> bool:
    with transaction.atomic(), _in_the_name_of(taken) as act:
        order = order_of(_ready(act, taken))
    made = made_of(order, partial(_tell_step, taken))
    with transaction.atomic(), _in_the_name_of(taken) as act:
        row = Publishing.objects.select_for_update().filter(pk=taken.key, state="working", tries=taken.tries)
        if row.first() is None:
            return False  # another worker took it over
        report = _ready(act, taken)
        bring_out(act, report, order, made)
        row.update(state="done", step="", ended_at=now())
        tell([taken.person_id], f"“{report.title}” is published.", reverse("report", args=[report.slug]))
    return True


@contextmanager
def _in_the_name_of(taken: Taken) -> Iterator[Acting]:
    """An act of the person who asked, with the roles and interests that they have by now."""
    answer_to(taken.person_id)
    person = Person.objects.filter(pk=taken.person_id, is_active=True).first()
    if person is None:
        raise Refused(GONE)
    # They came through the second door to ask; there is no session here to say so again.
    actor = replace(actor_of(person), second_factor=True)
    with acting(actor, Act.REPORT_PUBLISH) as act:
        yield act


def _ready(act: Acting, taken: Taken) -> Report:
    """The report, locked, if it still stands as it did when it was asked for, and may be published."""
    report = take(Report, taken.report_id, WHAT)
    if report.version != taken.version:
        raise Refused(CHANGED)
    act.require(subject_of(report))
    refuse_unsigned(report)
    return report


def _tell_step(taken: Taken, step: str) -> None:
    with transaction.atomic():
        answer_to_duty(Duty.CLOCK)
        Publishing.objects.filter(pk=taken.key).update(step=step)


def _wait(taken: Taken) -> bool:
    with transaction.atomic():
        answer_to_duty(Duty.CLOCK)
        Publishing.objects.filter(pk=taken.key, tries=taken.tries).update(state="waiting", step="")
    return False


def _fail(taken: Taken, problems: Sequence[Problem]) -> bool:
    """Say in the row why, and tell whoever asked, if they still see the report."""
    with transaction.atomic():
        answer_to_duty(Duty.CLOCK)
        told = [problem.as_json() for problem in problems]
        mine = Publishing.objects.filter(pk=taken.key, tries=taken.tries)
        mine.update(state="failed", step="", ended_at=now(), problems=told)
        answer_to(taken.person_id)
        report = Report.objects.filter(pk=taken.report_id).first()
        if report is not None:
            text = f"“{report.title}” was not published: its page says why."
            tell([taken.person_id], text, reverse("report-draft", args=[report.slug]))
    return False
