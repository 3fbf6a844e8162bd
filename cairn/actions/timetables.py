"""The phases of a programme and the school holidays they step over, each list set as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from cairn.actions.acting import acting, save_version, take_version
from cairn.actions.programmes import WHAT
from cairn.actions.subjects import subject_of
from cairn.errors import Invalid, Problem, Stale
from cairn.framework.timetable import Break, PhasePlan, Span, spans_from
from cairn.policy.acts import Act
from cairn.policy.model import Actor
from cairn.store.models import Holiday, Inspection, Phase, Programme
from cairn.utils.days import day_in_words

LONGEST_PHASE = 52


@dataclass(frozen=True, slots=True)
class HolidayPlan:
    """School holidays, first and last day included."""

    name: str
    first_day: date
    last_day: date


def set_phases(
    *, actor: Actor, programme_id: UUID | str, version: int, phases: Sequence[PhasePlan]
) -> Programme:
    """The phases of every inspection's timetable, in order; those before are replaced."""
    with acting(actor, Act.PROGRAMME_SET_PHASES) as act:
        programme = _taken(programme_id, version, "phases", told_phases(phases))
        act.require(subject_of(programme))
        _refuse_phases(phases)
        programme.phases.all().delete()
        Phase.objects.bulk_create(
            Phase(
                programme=programme,
                position=position,
                name=phase.name,
                weeks=phase.weeks,
                skips_holidays=phase.skips_holidays,
            )
            for position, phase in enumerate(phases, 1)
        )
        save_version(programme)
        act.record(subject_of(programme), audience="programme", weeks=[phase.weeks for phase in phases])
    return programme


def set_holidays(
    *, actor: Actor, programme_id: UUID | str, version: int, holidays: Sequence[HolidayPlan]
) -> Programme:
    """The school holidays that phases step over; those before are replaced."""
    with acting(actor, Act.PROGRAMME_SET_HOLIDAYS) as act:
        programme = _taken(programme_id, version, "holidays", told_holidays(holidays))
        act.require(subject_of(programme))
        wrong = [one for one in holidays if one.last_day < one.first_day]
        if wrong:
            raise Invalid([_problem(f"“{one.name}” ends before it begins.") for one in wrong])
        programme.holidays.all().delete()
        Holiday.objects.bulk_create(
            Holiday(programme=programme, name=one.name, first_day=one.first_day, last_day=one.last_day)
            for one in holidays
        )
        save_version(programme)
        act.record(subject_of(programme), audience="programme", holidays=len(holidays))
    return programme


def timetable_of(inspection: Inspection) -> tuple[Span, ...]:
    """The phases of an inspection from its day of notice; none without that day. Two queries, none when the
    phases and holidays of its programme were fetched before."""
    if inspection.notice_on is None:
        return ()
    programme = inspection.programme
    phases = [PhasePlan(one.name, one.weeks, one.skips_holidays) for one in programme.phases.all()]
    breaks = [Break(one.name, one.first_day, one.last_day) for one in programme.holidays.all()]
    return spans_from(inspection.notice_on, phases, breaks)


def told_phases(phases: Sequence[PhasePlan] | Sequence[Phase]) -> str:
    """Phases in words, for a person who compares two versions."""
    return "; ".join(
        f"{one.name}, {one.weeks} {'week' if one.weeks == 1 else 'weeks'}"
        f"{', skips holidays' if one.skips_holidays else ''}"
        for one in phases
    )


def told_holidays(holidays: Sequence[HolidayPlan] | Sequence[Holiday]) -> str:
    """Holidays in words, for a person who compares two versions."""
    return "; ".join(
        f"{one.name}, {day_in_words(one.first_day)} to {day_in_words(one.last_day)}" for one in holidays
    )


def _taken(programme_id: UUID | str, version: int, what: str, mine: str) -> Programme:
    try:
        return take_version(Programme, programme_id, version, WHAT, {})
    except Stale as stale:
        programme = Programme.objects.get(pk=programme_id)
        theirs = (
            told_phases(list(programme.phases.all()))
            if what == "phases"
            else told_holidays(list(programme.holidays.all()))
        )
        raise Stale(stale.problems, mine={what: mine}, theirs={what: theirs}) from None


def _refuse_phases(phases: Sequence[PhasePlan]) -> None:
    if not phases:
        raise Invalid(_problem("A timetable needs at least one phase."))
    long = [one for one in phases if one.weeks > LONGEST_PHASE]
    if long:
        raise Invalid([_problem(f"“{one.name}” lasts longer than {LONGEST_PHASE} weeks.") for one in long])


def _problem(message: str) -> Problem:
    return Problem(code="field-wrong", message=message, remedy="Correct it; nothing is saved yet.")
