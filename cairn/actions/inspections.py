"""Setting up an inspection and moving it on, step by step, by those whose step it is."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.text import slugify
from django.utils.timezone import now

from cairn.actions.acting import acting, invalid, missing, save_version, take, take_version
from cairn.actions.closing import close_requests, open_requests
from cairn.actions.notices import take_back, tell
from cairn.actions.once import done_before
from cairn.actions.subjects import subject_of
from cairn.errors import Invalid, Problem
from cairn.policy.acts import Act
from cairn.policy.model import Actor, Subject
from cairn.policy.roles import PARTNERSHIP, SCRUTINY_TEAM, Role
from cairn.policy.states import BEFORE_NOTICE, INSPECTION, next_state
from cairn.store.models import (
    Evaluation,
    Inspection,
    InspectionMove,
    Membership,
    Partnership,
    Programme,
    Report,
)
from cairn.utils.days import day_in_words

WHAT = "inspection"
LONGEST_NOTE = 2000
# The acts that move an inspection, in their usual order; the last two take it back, or give it up.
MOVES = (
    Act.INSPECTION_NOTIFY,
    Act.INSPECTION_START_SCOPING,
    Act.INSPECTION_START_FIELDWORK,
    Act.INSPECTION_START_EVALUATING,
    Act.INSPECTION_START_REPORTING,
    Act.INSPECTION_PUBLISH,
    Act.INSPECTION_CLOSE,
    Act.INSPECTION_STEP_BACK,
    Act.INSPECTION_STOP,
)
ENDING = {
    Act.INSPECTION_PUBLISH: "The inspection was published.",
    Act.INSPECTION_STOP: "The inspection was stopped.",
}


def create_inspection(
    *, actor: Actor, programme_id: UUID | str, partnership_id: UUID | str, notice_on: date | None = None
) -> Inspection:
    """A planned inspection of a partnership, with an evaluation not started for each graded subject."""
    with acting(actor, Act.INSPECTION_CREATE) as act:
        programme = take(Programme, programme_id, "programme")
        partnership = Partnership.objects.filter(pk=partnership_id, programme=programme).first()
        if partnership is None:
            raise missing("partnership")
        beginning = Subject(
            noun="inspection", programme_id=str(programme.pk), partnership_id=str(partnership.pk)
        )
        act.require(beginning)
        if programme.state == "closed":
            raise invalid("partnership", "The programme is closed, so no inspection can begin in it.")
        if Inspection.objects.filter(programme=programme, partnership=partnership).exists():
            raise invalid(
                "partnership",
                f"{partnership.name} has its inspection already.",
                "Choose another partnership.",
            )
        _refuse_day(programme, notice_on)
        inspection = Inspection.objects.create(
            programme=programme,
            partnership=partnership,
            slug=_slug(programme, partnership),
            notice_on=notice_on,
        )
        _moved(inspection, actor, "", "")
        Evaluation.objects.bulk_create(
            Evaluation(inspection=inspection, subject=code) for code in programme.graded
        )
        act.record(subject_of(inspection), notice_on=notice_on, graded=programme.graded)
    return inspection


def edit_inspection(
    *, actor: Actor, inspection_id: UUID | str, version: int, notice_on: date | None
) -> Inspection:
    """Change the day of notice, from which the timetable is reckoned; once notice is given there is one."""
    with acting(actor, Act.INSPECTION_EDIT) as act:
        inspection = take_version(Inspection, inspection_id, version, WHAT, {"notice_on": notice_on})
        act.require(subject_of(inspection))
        if notice_on is None and inspection.state != "planned":
            raise invalid("notice_on", "Notice has been given, so its day cannot be left empty.")
        _refuse_day(inspection.programme, notice_on)
        before, inspection.notice_on = inspection.notice_on, notice_on
        save_version(inspection, "notice_on")
        act.record(subject_of(inspection), audience="partnership", before=before, after=notice_on)
    return inspection


def move_inspection(
    *, actor: Actor, inspection_id: UUID | str, version: int, by: Act, note: str = ""
) -> Inspection:
    """Move an inspection by one of MOVES. A step back or a stop needs its reason in `note`.

    Raises `Invalid` with what is lacking, as `lacking_to_move` tells it.
    """
    assert by in MOVES
    with acting(actor, by) as act:
        note = note.strip()
        inspection = take(Inspection, inspection_id, WHAT)
        if done_before(inspection, version, actor, by, note):
            return inspection
        inspection = take_version(Inspection, inspection_id, version, WHAT, {})
        act.require(subject_of(inspection))
        _refuse_note(by, note)
        lacking = lacking_to_move(inspection, by)
        if lacking:
            raise Invalid([Problem(code="not-ready", message=text) for text in lacking])
        before = inspection.state
        inspection.state = next_state("inspection", before, by) or before
        if by is Act.INSPECTION_PUBLISH:
            inspection.published_at = now()
        save_version(inspection, "state", "published_at")
        _moved(inspection, actor, before, note)
        act.record(subject_of(inspection), audience="partnership", before=before, after=inspection.state)
        if by in ENDING:
            close_requests(inspection, actor, ENDING[by])
        _tell(inspection, actor, by)
    return inspection


def lacking_to_move(inspection: Inspection, by: Act) -> list[str]:
    """What the inspection needs before that move, each in a sentence; empty when nothing is in the way."""
    match by:
        case Act.INSPECTION_NOTIFY:
            return _lacking_for_notice(inspection)
        case Act.INSPECTION_START_FIELDWORK:
            wanted = {
                Role.PARTNERSHIP_COORDINATOR: "The partnership needs its coordinator, who answers requests.",
                Role.SENIOR_LEAD: "The partnership needs its named senior lead, who receives concerns.",
            }
            return _without(inspection, wanted)
        case Act.INSPECTION_START_REPORTING:
            return _evaluations_short_of(inspection, {"agreed", "signed"}, "agreed by the team")
        case Act.INSPECTION_PUBLISH:
            lacks = _evaluations_short_of(inspection, {"signed"}, "signed by the panel")
            if not Report.objects.filter(inspection=inspection, state="published").exists():
                lacks.append("Publish the report of the inspection first.")
            return lacks
    return []


def also_brought_by(inspection: Inspection, by: Act) -> list[str]:
    """What the move brings besides, in this very inspection, each in a sentence."""
    closing = open_requests(inspection) if by in ENDING else ""
    return [closing] if closing else []


def _lacking_for_notice(inspection: Inspection) -> list[str]:
    lacks = []
    if inspection.programme.state != "running":
        lacks.append("The programme must be running: its lead starts it.")
    if inspection.notice_on is None:
        lacks.append("Set the day of notice, from which the timetable is reckoned.")
    return lacks + _without(inspection, {Role.INSPECTION_LEAD: "The inspection needs an inspection lead."})


def _without(inspection: Inspection, wanted: dict[Role, str]) -> list[str]:
    held = Membership.objects.filter(inspection=inspection, ended_at__isnull=True, role__in=wanted)
    there = set(held.values_list("role", flat=True))
    return [sentence for role, sentence in wanted.items() if role not in there]


def _evaluations_short_of(inspection: Inspection, states: set[str], how: str) -> list[str]:
    # Counted by what is there, not by what is missing: whoever sees none cannot take this step.
    there = Evaluation.objects.filter(inspection=inspection, state__in=states).count()
    left = len(inspection.programme.graded) - there
    if left <= 0:
        return []
    return [f"{left} of {len(inspection.programme.graded)} evaluations must still be {how}."]


def _refuse_day(programme: Programme, notice_on: date | None) -> None:
    if notice_on is not None and not programme.starts_on <= notice_on <= programme.ends_on:
        raise invalid(
            "notice_on",
            "The day of notice must lie within the programme, "
            f"{day_in_words(programme.starts_on)} to {day_in_words(programme.ends_on)}.",
        )


def _refuse_note(by: Act, note: str) -> None:
    if by is Act.INSPECTION_STEP_BACK and not note:
        raise invalid("note", "Say why the inspection goes back: the team will read it.")
    if by is Act.INSPECTION_STOP and not note:
        raise invalid("note", "Say why the inspection is stopped: the team will read it.")
    if len(note) > LONGEST_NOTE:
        raise invalid("note", f"The reason is longer than {LONGEST_NOTE:,} characters.", "Shorten it.")


def _moved(inspection: Inspection, actor: Actor, before: str, note: str) -> None:
    InspectionMove.objects.create(
        inspection=inspection,
        from_state=before,
        to_state=inspection.state,
        note=note,
        person_id=actor.person_id,
    )


def _tell(inspection: Inspection, actor: Actor, by: Act) -> None:
    """The team hears of every move; the partnership from its notice on, but never of its being taken back."""
    hearing = SCRUTINY_TEAM | (PARTNERSHIP if inspection.state not in BEFORE_NOTICE else frozenset())
    members = Membership.objects.filter(inspection=inspection, ended_at__isnull=True, role__in=hearing)
    state = INSPECTION.state(inspection.state)
    place = inspection.partnership.name
    if by is Act.INSPECTION_NOTIFY:
        text = f"Notice of the joint inspection of {place} has been given."
    elif by is Act.INSPECTION_STEP_BACK:
        text = f"The joint inspection of {place} was taken back one step: {state.title}."
    elif by is Act.INSPECTION_STOP:
        text = f"The joint inspection of {place} was {state.title}."
    else:
        text = f"The joint inspection of {place} moved on: {state.title}."
    people = members.values_list("person_id", flat=True)
    where = f"{reverse('inspection', args=[inspection.slug])}#stands-heading"  # the moves alone are told here
    take_back(where)
    if by in ENDING:
        # From here on nothing waits in it: neither an answer nor a matter that was to be settled.
        for name in ("inspection-requests", "inspection-ledger"):
            take_back(reverse(name, args=[inspection.slug]), and_below=True)
    tell(people, text, where, but=actor.person_id)


def _slug(programme: Programme, partnership: Partnership) -> str:
    place = slugify(partnership.name) or partnership.letter.lower()
    return f"{place[:50]}-{slugify(programme.years.replace('–', '-'))[:20]}-{programme.pk.hex[:4]}"
