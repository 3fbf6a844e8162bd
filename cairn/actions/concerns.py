"""A matter of concern about a child: raised by anyone with a part in the inspection, answered by a few.

An identity is written into the row of the concern and nowhere else: not into an event, a notice, a mail, a
session, a job or a log.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4, uuid5

from django.db import connection, models
from django.urls import reverse
from django.utils.timezone import localdate, now

from cairn.actions.acting import Acting, acting, invalid, missing, save_version, take, take_version
from cairn.actions.mailing import mail_about
from cairn.actions.notices import take_back, tell
from cairn.actions.once import done_before
from cairn.actions.subjects import subject_of, within
from cairn.bridge.definitions import clocks
from cairn.errors import Invalid, Problem
from cairn.framework.clocks import URGENCIES
from cairn.policy.acts import Act
from cairn.policy.model import Actor, Subject
from cairn.policy.roles import Role
from cairn.policy.states import BEFORE_NOTICE, next_state
from cairn.store.models import Concern, ConcernMove, Inspection

AUDIENCE = "concern"
LONGEST_WHAT = 20_000
LONGEST_LINE = 500
LONGEST_NOTE = 20_000
LATE: dict[str, object] = {"state": "raised", "escalated_at__isnull": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the person who raises a concern has to say."""

    what: str
    identity: str
    where_now: str
    urgency: str


def to_raise(actor: Actor, inspection: Inspection) -> Subject:
    """The subject of raising a concern in this inspection."""
    return within(inspection, noun="concern", owner_id=actor.person_id, escalated="no")


def raise_concern(*, actor: Actor, key: UUID, inspection_id: UUID | str, told: Told) -> Concern:
    """Send a concern to the inspection lead and the named senior lead. Sent twice by one person with the same
    `key` and the same words, it is raised once; whatever else was sent with that key, nothing is lost.

    Where nobody has one of these parts, or the partnership has no notice yet, it goes before the programme
    lead at once.
    """
    with acting(actor, Act.CONCERN_RAISE) as act:
        # A key came from a page, so it may be somebody else's too: with the person it is nobody else's.
        own = uuid5(key, str(actor.person_id))
        _lock(f"concern:{own}")
        before = Concern.objects.filter(pk=own, raised_by_id=actor.person_id).first()
        if before is not None and _says(before, inspection_id, told):
            return before
        inspection = Inspection.objects.filter(pk=inspection_id).first()
        if inspection is None:
            raise missing("inspection")
        act.require(to_raise(actor, inspection))
        _check(told)
        keepers = keepers_of(inspection)
        begun = now()
        concern = Concern.objects.create(
            pk=own if before is None else uuid4(),
            inspection=inspection,
            raised_by_id=actor.person_id,
            urgency=told.urgency,
            what=told.what.strip(),
            identity=told.identity.strip(),
            where_now=told.where_now.strip(),
            state=next_state("concern", "", Act.CONCERN_RAISE),
            due_at=begun + timedelta(hours=clocks().hours_to_acknowledge[told.urgency]),
            escalated_at=None if _both_told(inspection) else begun,
        )
        _moved(concern, actor, "", "")
        act.record(subject_of(concern), audience=AUDIENCE, urgency=told.urgency)
        if concern.escalated_at is not None:
            keepers |= holders(inspection, Role.PROGRAMME_LEAD)
        _alert(concern, actor, keepers, "A concern about a child has been raised: please acknowledge it.")
    return concern


def acknowledge(*, actor: Actor, concern_id: UUID | str, version: int, note: str = "") -> Concern:
    """Say that one answers for it: the clock stops. A note is not needed."""
    with acting(actor, Act.CONCERN_ACKNOWLEDGE) as acts:
        if (done := _sent_before(acts, concern_id, version, note)) is not None:
            return done
        concern = _taken(acts, concern_id, version, note, needed=False)
        concern.acknowledged_at = now()
        _step(acts, concern, note, "acknowledged_at")
        _alert(concern, actor, {concern.raised_by_id}, "The concern you raised has been acknowledged.")
    return concern


def say_what_was_done(*, actor: Actor, concern_id: UUID | str, version: int, note: str) -> Concern:
    """Write down what was done, and with whom."""
    with acting(actor, Act.CONCERN_ACT) as acts:
        if (done := _sent_before(acts, concern_id, version, note)) is not None:
            return done
        concern = _taken(acts, concern_id, version, note)
        _step(acts, concern, note)
        _alert(concern, actor, {concern.raised_by_id}, "Something was done about the concern you raised.")
    return concern


def close(*, actor: Actor, concern_id: UUID | str, version: int, note: str) -> Concern:
    """Nothing more is to be done here: the day on which it is purged is set."""
    with acting(actor, Act.CONCERN_CLOSE) as acts:
        if (done := _sent_before(acts, concern_id, version, note)) is not None:
            return done
        concern = _taken(acts, concern_id, version, note)
        concern.closed_at = now()
        concern.purge_on = localdate() + timedelta(days=clocks().days_to_purge)
        _step(acts, concern, note, "closed_at", "purge_on")
        # Not at a step before: nobody who answers for it shall miss that it was raised.
        take_back(reverse("concern", args=[concern.pk]))
        _alert(concern, actor, {concern.raised_by_id}, "The concern you raised has been closed.")
    return concern


def escalate(*, actor: Actor, concern_id: UUID | str, version: int, note: str) -> Concern:
    """Bring it before the programme lead, who sees it from now on. It can be done once."""
    with acting(actor, Act.CONCERN_ESCALATE) as acts:
        if (done := _escalated_before(acts, concern_id, version, note)) is not None:
            return done
        concern = _taken(acts, concern_id, version, note)
        if concern.escalated_at is not None:
            raise invalid("note", "This concern is before the programme lead already.")
        _escalate(acts, concern)
        _moved(concern, actor, concern.state, note.strip())
    return concern


def escalate_late(*, actor: Actor, concern_id: UUID | str) -> bool:
    """Bring it before the programme lead when it was not acknowledged in time; for the clock. Whether it was
    necessary still."""
    with acting(actor, Act.CONCERN_ESCALATE) as acts:
        still = Concern.objects.filter(pk=concern_id, due_at__lte=now(), **LATE)
        concern = still.select_for_update(of=("self",)).first()
        if concern is None:
            return False
        acts.require(subject_of(concern))
        _escalate(acts, concern)
    return True


def late_concerns(moment: datetime) -> list[UUID]:
    """Concerns that nobody acknowledged in time and that are not yet before the programme lead."""
    late = Concern.objects.filter(due_at__lte=moment, **LATE)
    return list(late.order_by("due_at").values_list("pk", flat=True))


def record_refused_reading(concern_id: UUID | str, code: str) -> None:
    """Keep that the person to whom the database answers tried to read a concern and was refused."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT store_record_refused_concern(%s, %s)", [concern_id, code])


def record_reading(actor: Actor, act: Act, concern: Concern) -> None:
    """Keep that the actor reads it, or looks where it stands. Raises `Missing` or `Refused`."""
    with acting(actor, act) as reading:
        subject = subject_of(concern)
        reading.require(subject)
        reading.record(subject, audience=AUDIENCE)


def keepers_of(inspection: Inspection) -> set[UUID]:
    """Those who are to be told: the inspection lead, and the senior lead once the partnership has notice."""
    found = holders(inspection, Role.INSPECTION_LEAD)
    return found if inspection.state in BEFORE_NOTICE else found | holders(inspection, Role.SENIOR_LEAD)


def holders(inspection: Inspection, role: Role) -> set[UUID]:
    """The people with that role here, as far as they answer for concerns."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT store_concern_holders(%s, %s)", [inspection.pk, role.value])
        return {row[0] for row in cursor.fetchall()}


def _says(concern: Concern, inspection_id: UUID | str, told: Told) -> bool:
    kept = (concern.what, concern.identity, concern.where_now, concern.urgency, str(concern.inspection_id))
    said = (told.what.strip(), told.identity.strip(), told.where_now.strip(), told.urgency)
    return kept == (*said, str(inspection_id))


def _both_told(inspection: Inspection) -> bool:
    return inspection.state not in BEFORE_NOTICE and all(
        holders(inspection, role) for role in (Role.INSPECTION_LEAD, Role.SENIOR_LEAD)
    )


def _check(told: Told) -> None:
    """Raises `Invalid` with all that is wrong."""
    found = []
    if told.urgency not in URGENCIES:
        found.append(_problem("urgency", "Choose how soon somebody should look at this."))
    if not told.what.strip():
        found.append(_problem("what", "Write what you saw or heard. A sentence is enough."))
    if not told.identity.strip():
        found.append(_problem("identity", "Say how the child can be found, even without a name."))
    limits = {"what": LONGEST_WHAT, "identity": LONGEST_LINE, "where_now": LONGEST_LINE}
    for field, most in limits.items():
        if len(getattr(told, field)) > most:
            found.append(_problem(field, f"Shorten this to {most:,} characters; nothing you wrote is lost."))
    if any("\x00" in getattr(told, field) for field in limits):
        found.append(_problem("what", "One character here cannot be kept. Please write it again."))
    if found:
        raise Invalid(found)


def _problem(field: str, message: str) -> Problem:
    return Problem(code="field-wrong", message=message, field=field)


def _taken(acts: Acting, key: UUID | str, version: int, note: str, *, needed: bool = True) -> Concern:
    """The concern, locked, for an act that is allowed and has its note."""
    concern = take_version(Concern, key, version, "concern", mine={})
    if not Inspection.objects.filter(pk=concern.inspection_id).exists():
        raise missing("concern")
    acts.require(subject_of(concern))
    if needed and not note.strip():
        raise invalid("note", "Write a sentence or two, so that whoever comes after you knows.")
    if len(note) > LONGEST_NOTE or "\x00" in note:
        raise invalid("note", f"Shorten this to {LONGEST_NOTE:,} characters; nothing you wrote is lost.")
    return concern


def _sent_before(acts: Acting, key: UUID | str, version: int, note: str) -> Concern | None:
    """The concern, when this step was sent before and is done."""
    concern = take(Concern, key, "concern")
    return concern if done_before(concern, version, acts.actor, acts.act, note) else None


def _escalated_before(acts: Acting, key: UUID | str, version: int, note: str) -> Concern | None:
    """The concern, when this person has brought it before the programme lead since, with this note."""
    concern = take(Concern, key, "concern")
    mine = concern.moves.filter(
        person_id=acts.actor.person_id, from_state=models.F("to_state"), note=note.strip()
    )
    there = concern.escalated_at is not None and concern.version == version + 1 and mine.exists()
    return concern if there else None


def _step(acts: Acting, concern: Concern, note: str, *changed: str) -> None:
    before = concern.state
    concern.state = next_state("concern", before, acts.act)
    save_version(concern, "state", *changed)
    _moved(concern, acts.actor, before, note.strip())
    acts.record(subject_of(concern), audience=AUDIENCE, state=concern.state)


def _moved(concern: Concern, actor: Actor, before: str, note: str) -> None:
    ConcernMove.objects.create(
        concern=concern, from_state=before, to_state=concern.state, note=note, person_id=actor.person_id
    )


def _escalate(acts: Acting, concern: Concern) -> None:
    concern.escalated_at = now()
    save_version(concern, "escalated_at")
    by = "clock" if acts.actor.duty else "person"
    acts.record(subject_of(concern), audience=AUDIENCE, by=by, state=concern.state)
    leads = holders(concern.inspection, Role.PROGRAMME_LEAD)
    _alert(concern, acts.actor, leads, "A concern about a child has been brought before you.")
    if acts.actor.duty:
        late = "A concern was not acknowledged in time and is now before the programme lead."
        _alert(concern, acts.actor, keepers_of(concern.inspection) - leads, late)


def _alert(concern: Concern, actor: Actor, people: set[UUID], text: str) -> None:
    """A notice and, where mail is set up, a letter that says only that there is one."""
    address = reverse("concern", args=[concern.pk])
    tell(people, text, address, but=actor.person_id)
    mail_about(people - {UUID(actor.person_id)} if actor.person_id else people, address, now=bool(actor.duty))


def _lock(name: str) -> None:
    """Held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
