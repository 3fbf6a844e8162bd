"""What is kept no longer than it may be: concerns purged on their day, personal records within the year.

Each disposal leaves a proof: by which rule, what, how many rows and the digest of their keys, never a word of
what was there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate, now

from cairn.actions.acting import acting
from cairn.actions.subjects import within
from cairn.bridge.definitions import clocks
from cairn.policy.acts import Act
from cairn.policy.model import Actor, Subject
from cairn.policy.states import GIVEN_UP
from cairn.store.models import Concern, ConcernMove, Disposal, Inspection, InspectionMove

PURGE_RULE = "concern: {days} days after closing"
YEAR_RULE = "records: {days} days after publication"
GIVEN_UP_RULE = "records: {days} days after the inspection was given up"
SESSION_RULE = "sessions: once they have expired"
INVITATION_RULE = "invitations: {days} days after their end, unless accepted"


def purge_concerns(*, actor: Actor) -> int:
    """Empty the concerns whose day has come; how many. That they were raised and answered stays."""
    with acting(actor, Act.RETENTION_DISPOSE) as act:
        due = Concern.objects.filter(purge_on__lte=localdate(), purged_at__isnull=True)
        ripe = list(due.select_for_update(of=("self",)).select_related("inspection").order_by("pk"))
        if not ripe:
            return 0
        keys = [concern.pk for concern in ripe]
        Concern.objects.filter(pk__in=keys).update(what="", identity="", where_now="", purged_at=now())
        ConcernMove.objects.filter(concern_id__in=keys).update(note="")
        rule = PURGE_RULE.format(days=clocks().days_to_purge)
        for inspection in {concern.inspection for concern in ripe}:
            own = [concern.pk for concern in ripe if concern.inspection_id == inspection.pk]
            act.require(_records_of(inspection))
            _prove(inspection, "concerns", own, rule)
            act.record(_records_of(inspection), audience="team", what="concerns", rows=len(own))
    return len(keys)


def dispose_records(*, actor: Actor, inspection_id: UUID) -> int:
    """Dispose of the personal records of an inspection whose year is over; how many rows, 0 when run again.

    The database itself judges whether it is time.
    """
    with acting(actor, Act.RETENTION_DISPOSE) as act:
        inspection = Inspection.objects.select_for_update(of=("self",)).get(pk=inspection_id)
        rule = (YEAR_RULE if inspection.published_at else GIVEN_UP_RULE).format(days=clocks().retention_days)
        act.require(_records_of(inspection))
        total = 0
        for record in clocks().personal:
            keys = _disposed(inspection, record.what)
            if keys:
                _prove(inspection, record.what, keys, rule)
                act.record(_records_of(inspection), audience="team", what=record.what, rows=len(keys))
                total += len(keys)
    return total


def clear_doors(*, actor: Actor) -> int:
    """Take away sessions that have expired, with the address and browser noted for them, and invitations that
    nobody accepted; how many rows. Once a day, so that the proofs are few."""
    cleared = 0
    for what, rule, take_away in (
        ("sessions", SESSION_RULE, _expired_sessions),
        ("invitations", INVITATION_RULE.format(days=clocks().days_to_clear_invitations), _old_invitations),
    ):
        with acting(actor, Act.RETENTION_DISPOSE) as act:
            house = Subject(noun="retention")
            act.require(house)
            if Disposal.objects.filter(what=what, inspection=None, at__date=localdate()).exists():
                continue
            rows = take_away()
            if rows:
                # A number alone: the key of a session is a secret, and these rows are of no inspection.
                Disposal.objects.create(rule=rule, what=what, rows=rows, digest="")
                act.record(house, audience="programme", what=what, rows=rows)
            cleared += rows
    return cleared


def _expired_sessions() -> int:
    """Sessions past their time, and what was noted of sessions that are no more."""
    gone, _ = Session.objects.filter(expire_date__lte=now()).delete()
    living = Session.objects.values("session_key")
    # A day's grace: one that is just being made is noted in the same moment.
    stale = UserSession.objects.filter(last_seen_at__lte=now() - timedelta(days=1))
    noted, _ = stale.exclude(session_key__in=living).delete()
    return gone + noted


def _old_invitations() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT store_clear_invitations()")
        return int(cursor.fetchone()[0])


def ripe_inspections() -> list[UUID]:
    """Inspections whose personal records may be kept no longer."""
    over = now() - timedelta(days=clocks().retention_days)
    published = Inspection.objects.filter(published_at__lte=over).order_by("published_at")
    # An inspection is given up once and for good, so there is one such move.
    given_up = InspectionMove.objects.filter(
        inspection__state__in=GIVEN_UP, to_state__in=GIVEN_UP, at__lte=over
    ).order_by("at")
    found = [*published.values_list("pk", flat=True), *given_up.values_list("inspection_id", flat=True)]
    return list(dict.fromkeys(found))


def runs_from(inspection: Inspection) -> date | None:
    """The day from which the clock of its personal records runs: it was published, or given up."""
    if inspection.published_at is not None:
        return localdate(inspection.published_at)
    if inspection.state not in GIVEN_UP:
        return None
    move = InspectionMove.objects.filter(inspection=inspection, to_state=inspection.state).last()
    return localdate(move.at) if move else None


def last_day(inspection: Inspection) -> date | None:
    """The day by which its personal records are gone; None while no clock runs."""
    first = runs_from(inspection)
    return first + timedelta(days=clocks().retention_days) if first else None


def proofs(programme_id: UUID | str) -> QuerySet:
    """What was disposed of in a programme, the newest first, as far as the database shows it."""
    own = Q(inspection__programme_id=programme_id)
    return Disposal.objects.filter(own).select_related("inspection__partnership").order_by("-at", "what")


def proofs_of_the_house() -> QuerySet:
    """What was cleared that is of no inspection, as sessions are, the newest first."""
    return Disposal.objects.filter(inspection=None).order_by("-at", "what")


def digest_of_keys(keys: Iterable[object]) -> str:
    """SHA-256 over the keys in order, one a line: whoever has them in a backup can compare."""
    return hashlib.sha256("\n".join(sorted(str(key) for key in keys)).encode()).hexdigest()


def _disposed(inspection: Inspection, what: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT store_dispose(%s, %s)", [inspection.pk, what])
        return [row[0] for row in cursor.fetchall()]


def _prove(inspection: Inspection, what: str, keys: Iterable[object], rule: str) -> None:
    gone = list(keys)
    Disposal.objects.create(
        rule=rule, what=what, inspection=inspection, rows=len(gone), digest=digest_of_keys(gone)
    )


def _records_of(inspection: Inspection) -> Subject:
    return within(inspection, noun="retention", key=str(inspection.pk))
