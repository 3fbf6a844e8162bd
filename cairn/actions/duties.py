"""What Cairn does by itself, at set times.

Every run is a transaction of its own that answers to the clock (publishing is several), does nothing that has
been done, and holds a lock of the database: a second worker leaves it alone, and a worker that is killed lets
it go. A queue's own lock would stay behind with the job. What fails is told in the log and tried again; the
worker goes on.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db import OperationalError, close_old_connections, connection, transaction
from django.utils.timezone import localdate, now
from procrastinate import App, RetryStrategy
from procrastinate.jobs import Status

from cairn.actions.concerns import escalate_late, late_concerns
from cairn.actions.mailing import TASK, send_letters
from cairn.actions.notices import take_back, tell
from cairn.actions.people import clock
from cairn.actions.publishing import TASK as PUBLISH
from cairn.actions.publishing import publish_asked
from cairn.actions.requests import address_of
from cairn.actions.retention import clear_doors, dispose_records, purge_concerns, ripe_inspections
from cairn.bridge.definitions import clocks
from cairn.policy.model import Duty
from cairn.policy.roles import Role
from cairn.policy.states import BEFORE_NOTICE
from cairn.store.context import answer_to_duty
from cairn.store.models import Membership, Notice, Request

log = logging.getLogger("cairn.duties")
T = TypeVar("T")
TRIES = 3
WAIT = 2.0  # seconds before the second try, twice that before the third


def escalate_concerns() -> int:
    """Concerns that nobody acknowledged in time go before the programme lead; how many did."""
    return _each(late_concerns(now()), lambda key: escalate_late(actor=clock(), concern_id=key))


def remind_of_requests() -> int:
    """Those who answer for a partnership are told of requests that are due, once a day each; how many."""
    today = localdate()
    waiting = Request.objects.filter(state__in=("asked", "returned")).select_related("inspection")
    due = [request for request in waiting if is_day_to_remind(request.due_on, today)]
    return _each(due, lambda request: _remind(request, today))


def purge() -> int:
    """Concerns whose day has come lose their words; how many did."""
    return purge_concerns(actor=clock())


def dispose() -> int:
    """Personal records of inspections whose year is over are disposed of; how many rows."""
    return _each(ripe_inspections(), lambda key: dispose_records(actor=clock(), inspection_id=key))


def clear() -> int:
    """Sessions and invitations whose time is over are taken away; how many rows."""
    return clear_doors(actor=clock())


def _each(things: Iterable[T], work: Callable[[T], int]) -> int:
    """The sum over all of them. One that fails is undone and told of; the others go on."""
    total, failed = 0, 0
    for thing in things:
        try:
            with transaction.atomic():
                total += work(thing)
        except OperationalError:
            raise
        except Exception:
            failed += 1
            log.exception("one of a duty failed", extra={"count": failed})
    return total


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A duty, when it is done (as cron writes it) and how. One that is `stepwise` makes its own transactions
    and keeps others from it by itself."""

    name: str
    cron: str
    work: Callable[[], int | None]
    stepwise: bool = False


# What is due once a day is looked at every hour: a server that was off at the hour misses nothing.
DUTIES = (
    Scheduled("escalate", "* * * * *", escalate_concerns),
    Scheduled("remind", "5 7-19 * * *", remind_of_requests),
    Scheduled("purge", "20 * * * *", purge),
    Scheduled("dispose", "40 * * * *", dispose),
    Scheduled("clear", "45 * * * *", clear),
    # Done as soon as it is asked for; every minute, what a worker that was killed has left.
    Scheduled("publish", "* * * * *", publish_asked, stepwise=True),
)


def register(app: App) -> None:
    """Called once the web framework is ready, with the queue that runs the duties."""
    for duty in DUTIES:
        _schedule(app, duty)
    letters = RetryStrategy(max_attempts=8, exponential_wait=4)
    app.task(name=TASK, retry=letters)(send_letters)
    app.task(name=PUBLISH)(publish_now)
    app.periodic(cron="50 * * * *")(app.task(name="cairn.tidy", pass_context=True)(tidy))


def _schedule(app: App, duty: Scheduled) -> None:
    def run(timestamp: int) -> None:  # noqa: ARG001 - the queue tells the time it was due
        perform(duty)

    name = f"cairn.{duty.name}"
    app.periodic(cron=duty.cron)(app.task(run, name=name, queueing_lock=name))


def perform(duty: Scheduled, *, wait: float = WAIT) -> int | None:
    """Do a duty, up to three times when it fails; how much was done, or None when another worker is at it.

    Raises what went wrong the last time, for the queue to mark; its next hour or minute comes all the same.
    """
    for attempt in range(1, TRIES + 1):
        try:
            return _once(duty)
        except Exception:
            log.exception("duty failed", extra={"duty": duty.name, "count": attempt})
            if attempt == TRIES:
                raise
        time.sleep(wait * attempt)
    return None


def perform_all() -> None:
    """Every duty once: what came due while nothing ran. What fails is in the log."""
    for duty in DUTIES:
        try:
            perform(duty)
        except Exception:
            log.error("duty left for its next time", extra={"duty": duty.name})


def publish_now() -> None:
    """Begin with what was asked for just now; a job of the queue."""
    perform(next(duty for duty in DUTIES if duty.work is publish_asked))


def _once(duty: Scheduled) -> int | None:
    if not connection.in_atomic_block:
        close_old_connections()
    done = duty.work() if duty.stepwise else _in_one_transaction(duty)
    if done is not None:
        log.info("duty done", extra={"duty": duty.name, "count": done})
    return done


def _in_one_transaction(duty: Scheduled) -> int | None:
    with transaction.atomic():
        answer_to_duty(Duty.CLOCK)
        return duty.work() if _locked(f"duty:{duty.name}") else None


def _locked(name: str) -> bool:
    """Whether this transaction alone holds the lock of that name now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        return bool(cursor.fetchone()[0])


def is_day_to_remind(due: date, today: date) -> bool:
    """On two days before, on the day itself, and while it is overdue every so many days."""
    told, left = clocks(), (due - today).days
    if left > 0:
        return left in (told.first_days_before, told.again_days_before)
    return -left % told.then_every_days == 0


def _remind(request: Request, today: date) -> int:
    place = request.inspection
    roles = (Role.PARTNERSHIP_COORDINATOR, Role.PARTNERSHIP_CONTRIBUTOR)
    held = Membership.objects.filter(inspection=place, role__in=roles, ended_at__isnull=True)
    text = _reminder(request, today)
    known = Notice.objects.filter(text=text, created_at__date=today).values_list("person_id", flat=True)
    people = set(held.values_list("person_id", flat=True)) - set(known)
    if place.state in BEFORE_NOTICE or not people:
        return 0
    take_back(address_of(request), of=people)  # an earlier day's reminder
    tell(people, text, address_of(request))
    return 1


def _reminder(request: Request, today: date) -> str:
    left = (request.due_on - today).days
    when = "today" if left == 0 else f"in {left} day{'s' if left > 1 else ''}"
    said = f"is due {when}" if left >= 0 else f"was due {-left} day{'s' if left < -1 else ''} ago"
    return f"“{request.title}” {said}: the inspection team is waiting for the answer."[:300]


async def tidy(context: object, timestamp: int) -> None:  # noqa: ARG001
    """Take away jobs whose worker was killed, and failed ones after a week; they hold no words."""
    manager = context.app.job_manager  # type: ignore[attr-defined]
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=600):
        await manager.finish_job(job, status=Status.FAILED, delete_job=True)
    await manager.delete_old_jobs(nb_hours=24 * 7, include_failed=True)
