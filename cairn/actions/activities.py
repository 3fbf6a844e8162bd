"""The diary of an inspection: activities planned, changed, noted on, done or cancelled."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from cairn.actions.acting import Acting, acting, invalid, missing, save_version, take, take_version
from cairn.actions.once import key_once, made_before
from cairn.actions.subjects import subject_of, within
from cairn.bridge.definitions import edition_named
from cairn.errors import Invalid, Problem
from cairn.policy.acts import Act
from cairn.policy.model import Actor
from cairn.policy.roles import SCRUTINY_TEAM
from cairn.policy.states import next_state
from cairn.store.models import Activity, ActivityNote, Inspection, Membership

WHAT = "activity"
KINDS = {
    "focus_group": "Focus group",
    "interview": "Interview",
    "observation": "Observation",
    "document_reading": "Reading documents",
    "record_reading": "Reading records",
    "survey": "Survey",
    "meeting": "Meeting of the team",
    "other": "Something else",
}
LONGEST = timedelta(days=15)
LONGEST_NOTE = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityPlan:
    """What stands in the diary. `indicators` are codes of the programme's framework edition."""

    kind: str
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str = ""
    lead_id: UUID | str | None = None
    indicators: Collection[str] = field(default_factory=tuple)

    def values(self) -> dict[str, object]:
        return {
            "kind": self.kind,
            "title": self.title.strip(),
            "starts_at": self.starts_at,
            "ends_at": self.ends_at,
            "place": self.place.strip(),
            "lead_id": UUID(str(self.lead_id)) if self.lead_id else None,
            "indicators": sorted(set(self.indicators)),
        }


def plan_activity(
    *, actor: Actor, inspection_id: UUID | str, plan: ActivityPlan, key: UUID | None = None
) -> Activity:
    """Put an activity into the diary; sent twice with the same `key`, it is there once. Raises `Invalid` with
    all that is wrong with the plan."""
    with acting(actor, Act.ACTIVITY_PLAN) as act:
        inspection = take(Inspection, inspection_id, "inspection")
        act.require(within(inspection, noun="activity"))
        _refuse_wrong(plan, inspection)
        own = key_once(key, actor, str(inspection.pk), plan.values())
        if (before := made_before(Activity, own)) is not None:
            return before
        activity = Activity.objects.create(pk=own, inspection=inspection, **plan.values())
        _record(act, activity)
    return activity


def edit_activity(*, actor: Actor, activity_id: UUID | str, version: int, plan: ActivityPlan) -> Activity:
    """Change an activity that is still planned."""
    with acting(actor, Act.ACTIVITY_EDIT) as act:
        values = plan.values()
        activity = take_version(Activity, activity_id, version, WHAT, values)
        act.require(subject_of(activity))
        _refuse_wrong(plan, activity.inspection)
        for name, value in values.items():
            setattr(activity, name, value)
        save_version(activity, *values)
        _record(act, activity)
    return activity


def note_activity(
    *, actor: Actor, activity_id: UUID | str, text: str, key: UUID | None = None
) -> ActivityNote:
    """Write what the team should know of an activity. The partnership never reads it; notes only add up, but
    sent twice with the same `key` it is one."""
    with acting(actor, Act.ACTIVITY_NOTE) as act:
        activity = take(Activity, activity_id, WHAT)
        act.require(subject_of(activity))
        if not text.strip():
            raise invalid("text", "The note is empty.")
        if len(text) > LONGEST_NOTE:
            raise invalid("text", f"The note is longer than {LONGEST_NOTE:,} characters.", "Write it as two.")
        own = key_once(key, actor, str(activity.pk), text.strip())
        if (before := made_before(ActivityNote, own)) is not None:
            return before
        note = ActivityNote.objects.create(
            pk=own, activity=activity, person_id=actor.person_id, text=text.strip()
        )
        act.record(subject_of(activity), characters=len(text.strip()))
    return note


def finish_activity(*, actor: Actor, activity_id: UUID | str, version: int) -> Activity:
    """It took place."""
    return _move(actor, activity_id, version, Act.ACTIVITY_FINISH)


def cancel_activity(*, actor: Actor, activity_id: UUID | str, version: int) -> Activity:
    """It will not take place; it stays in the diary, struck through."""
    return _move(actor, activity_id, version, Act.ACTIVITY_CANCEL)


def _move(actor: Actor, activity_id: UUID | str, version: int, by: Act) -> Activity:
    with acting(actor, by) as act:
        activity = take(Activity, activity_id, WHAT)
        if activity.version == version + 1 and activity.state == next_state("activity", "planned", by):
            act.require(replace(subject_of(activity), state="planned"))
            return activity  # it was sent twice, or by two who meant the same
        activity = take_version(Activity, activity_id, version, WHAT, {})
        act.require(subject_of(activity))
        activity.state = next_state("activity", activity.state, by) or activity.state
        save_version(activity, "state")
        _record(act, activity)
    return activity


def _record(act: Acting, activity: Activity) -> None:
    act.record(
        subject_of(activity), audience="partnership", state=activity.state, day=activity.starts_at.date()
    )


def _refuse_wrong(plan: ActivityPlan, inspection: Inspection) -> None:
    wrong = [*_wrong_words(plan), *_wrong_times(plan), *_wrong_indicators(plan, inspection)]
    if wrong:
        raise Invalid(Problem(code="field-wrong", message=text, field=name) for name, text in wrong)
    if plan.lead_id and not _is_in_team(inspection, plan.lead_id):
        raise missing("member of the team")


def _wrong_words(plan: ActivityPlan) -> Iterator[tuple[str, str]]:
    if plan.kind not in KINDS:
        yield "kind", "Choose what kind of activity it is."
    if not plan.title.strip():
        yield "title", "Give the activity a title, such as “Focus group with foster carers”."
    if len(plan.title.strip()) > 200:
        yield "title", "The title is longer than 200 characters."
    if len(plan.place.strip()) > 200:
        yield "place", "The place is longer than 200 characters."


def _wrong_times(plan: ActivityPlan) -> Iterator[tuple[str, str]]:
    if plan.ends_at <= plan.starts_at:
        yield "ends_at", "It ends before it starts."
    elif plan.ends_at - plan.starts_at > LONGEST:
        yield "ends_at", "It lasts longer than a fortnight. Enter each day that something happens."


def _wrong_indicators(plan: ActivityPlan, inspection: Inspection) -> Iterator[tuple[str, str]]:
    programme = inspection.programme
    known = {one.code for one in edition_named(programme.framework, programme.edition).indicators}
    unknown = sorted(set(plan.indicators) - known)
    if unknown:
        yield "indicators", f"The framework has no indicator {', '.join(unknown)}."


def _is_in_team(inspection: Inspection, person_id: UUID | str) -> bool:
    return Membership.objects.filter(
        inspection=inspection, person_id=person_id, ended_at__isnull=True, role__in=SCRUTINY_TEAM
    ).exists()
