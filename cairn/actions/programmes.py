"""Setting up a programme, and taking it from draft to running to closed."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.utils.text import slugify

from cairn.actions.acting import acting, save_version, take_version
from cairn.actions.subjects import subject_of
from cairn.bridge.definitions import editions, gradable, instruments
from cairn.errors import Invalid, Problem
from cairn.framework.model import Edition
from cairn.policy.acts import Act
from cairn.policy.model import Actor, Subject
from cairn.policy.states import GIVEN_UP, next_state
from cairn.store.models import Evaluation, Inspection, Programme
from cairn.utils.days import day_in_words

WHAT = "programme"
FIELDS = ("title", "years", "framework", "edition", "graded", "instruments", "starts_on", "ends_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a programme is: `edition` is spelt `framework/edition`, the lists hold codes."""

    title: str
    years: str
    edition: str
    graded: tuple[str, ...]
    instruments: tuple[str, ...]
    starts_on: date
    ends_on: date

    @property
    def columns(self) -> dict[str, object]:
        framework, _, edition = self.edition.partition("/")
        return {
            "title": self.title.strip(),
            "years": self.years.strip(),
            "framework": framework,
            "edition": edition,
            "graded": list(self.graded),
            "instruments": list(self.instruments),
            "starts_on": self.starts_on,
            "ends_on": self.ends_on,
        }


def create_programme(*, actor: Actor, plan: Plan) -> Programme:
    """A programme in draft, with the actor as its lead. Raises `Invalid` with all that is wrong."""
    with acting(actor, Act.PROGRAMME_CREATE) as act:
        act.require(Subject(noun="programme"))
        _refuse_wrong(plan)
        programme = begin_programme(plan, actor.person_id)
        act.record(
            subject_of(programme),
            audience="programme",
            edition=plan.edition,
            graded=list(plan.graded),
        )
    return programme


def begin_programme(plan: Plan, lead_id: UUID | str, slug: str = "") -> Programme:
    """The rows of a programme in draft and of the role of its lead, for the acts that make one."""
    key = uuid.uuid4()
    with connection.cursor() as cursor:
        cursor.execute("SELECT store_join_as_founder(%s, %s)", [key, lead_id])
    return Programme.objects.create(id=key, slug=slug or _slug(plan, key), **plan.columns)


def edit_programme(*, actor: Actor, programme_id: UUID | str, version: int, plan: Plan) -> Programme:
    """Change what a programme is. Once it has inspections its edition stays and nothing graded is taken out;
    what is added becomes an evaluation of every inspection."""
    with acting(actor, Act.PROGRAMME_EDIT) as act:
        programme = take_version(Programme, programme_id, version, WHAT, plan.columns)
        act.require(subject_of(programme))
        _refuse_wrong(plan, graded_before=programme.graded)
        inspections = list(Inspection.objects.filter(programme=programme).select_related("partnership"))
        added = [code for code in plan.graded if code not in programme.graded]
        if inspections:
            _refuse_breaking(programme, plan)
            _refuse_days(programme, plan, inspections)
            _refuse_own_area(actor, inspections, added)
        for name, value in plan.columns.items():
            setattr(programme, name, value)
        save_version(programme, *FIELDS)
        Evaluation.objects.bulk_create(
            Evaluation(inspection=inspection, subject=code) for inspection in inspections for code in added
        )
        act.record(subject_of(programme), audience="programme", edition=plan.edition, added=added)
    return programme


def lacking_to_start(programme: Programme) -> list[str]:
    """What a programme needs before it can be started; empty when nothing is in the way."""
    lacks = []
    if not programme.phases.exists():
        lacks.append("Set its phases: without them no inspection has a timetable.")
    if not programme.graded:
        lacks.append("Choose which indicators are graded.")
    return lacks


def lacking_to_close(programme: Programme) -> list[str]:
    """What a programme needs before it can be closed; empty when nothing is in the way."""
    left = Inspection.objects.filter(programme=programme).exclude(state__in=("closed", *GIVEN_UP))
    names = [inspection.partnership.name for inspection in left.select_related("partnership")]
    return [f"Close the inspection of {name} first." for name in names]


def start_programme(*, actor: Actor, programme_id: UUID | str, version: int) -> Programme:
    """From draft to running. Raises `Invalid` with what is lacking."""
    return _move(actor, Act.PROGRAMME_START, programme_id, version)


def close_programme(*, actor: Actor, programme_id: UUID | str, version: int) -> Programme:
    """From running to closed. Raises `Invalid` while an inspection is neither closed nor given up."""
    return _move(actor, Act.PROGRAMME_CLOSE, programme_id, version)


def _move(actor: Actor, act_name: Act, programme_id: UUID | str, version: int) -> Programme:
    with acting(actor, act_name) as act:
        programme = take_version(Programme, programme_id, version, WHAT, {})
        act.require(subject_of(programme))
        starts = act_name is Act.PROGRAMME_START
        lacking = lacking_to_start(programme) if starts else lacking_to_close(programme)
        if lacking:
            raise Invalid([Problem(code="not-ready", message=text) for text in lacking])
        before = programme.state
        programme.state = next_state("programme", before, act_name) or before
        save_version(programme, "state")
        act.record(subject_of(programme), audience="programme", before=before, after=programme.state)
    return programme


def _refuse_wrong(plan: Plan, graded_before: Collection[str] = ()) -> None:
    problems = problems_of(plan, graded_before)
    if problems:
        raise Invalid(problems)


def problems_of(plan: Plan, graded_before: Collection[str] = ()) -> list[Problem]:
    """All that is wrong with the plan of a programme. What is graded already is not held against it."""
    problems = []
    if not plan.title.strip():
        problems.append(_problem("title", "The title is missing."))
    if plan.ends_on < plan.starts_on:
        problems.append(_problem("ends_on", "The programme ends before it starts.", "Check both days."))
    edition = editions().get(plan.edition)
    if edition is None:
        problems.append(_problem("edition", "This edition of the framework is not in the definitions."))
    else:
        problems += _unknown("graded", plan.graded, gradable(edition), "is not an indicator of this edition")
        problems += _graded_twice(plan, edition, graded_before)
    problems += _unknown("instruments", plan.instruments, instruments(), "is not an instrument")
    if not plan.graded:
        problems.append(_problem("graded", "Choose at least one indicator that is graded."))
    return problems


def _unknown(field: str, given: Sequence[str], known: Collection[str], what: str) -> list[Problem]:
    return [_problem(field, f"“{code}” {what}.") for code in given if code not in known]


def _graded_twice(plan: Plan, edition: Edition, before: Collection[str]) -> list[Problem]:
    """Indicators chosen by themselves that are judged within something else that is chosen."""
    several = {one.code: one.indicators for one in edition.evaluations if len(one.indicators) > 1}
    return [
        _problem(
            "graded",
            f"{code} is judged within {_said(whole)} already: it would be judged twice.",
            f"Choose {code} or {_said(whole)}.",
        )
        for whole in plan.graded
        for code in several.get(whole, ())
        if code in plan.graded and not {code, whole} <= set(before)
    ]


def _said(code: str) -> str:
    return code.replace("-", "–")


def _refuse_days(programme: Programme, plan: Plan, inspections: Sequence[Inspection]) -> None:
    """No inspection that lies within the programme is left outside by other first and last days."""
    problems = []
    for one in inspections:
        if one.notice_on is None or not programme.starts_on <= one.notice_on <= programme.ends_on:
            continue
        day = f"The inspection of {one.partnership.name} has its notice on {day_in_words(one.notice_on)}"
        if one.notice_on < plan.starts_on:
            problems.append(_problem("starts_on", f"{day}: the programme cannot start after it."))
        if one.notice_on > plan.ends_on:
            problems.append(_problem("ends_on", f"{day}: the programme cannot end before it."))
    if problems:
        raise Invalid(problems)


def _refuse_breaking(programme: Programme, plan: Plan) -> None:
    problems = []
    if plan.edition != f"{programme.framework}/{programme.edition}":
        problems.append(
            _problem(
                "edition",
                "The edition stays, for inspections have begun under it.",
                "Set up another programme for another edition.",
            )
        )
    gone = [code for code in programme.graded if code not in plan.graded]
    if gone:
        said = ", ".join(gone)
        problems.append(
            _problem(
                "graded",
                f"{said} cannot be taken out: every inspection has its evaluation already.",
                "Leave it chosen.",
            )
        )
    if problems:
        raise Invalid(problems)


def _refuse_own_area(actor: Actor, inspections: Sequence[Inspection], added: Sequence[str]) -> None:
    own = [i.partnership.name for i in inspections if str(i.partnership_id) in actor.interests]
    if own and added:
        raise Invalid(
            _problem(
                "graded",
                f"You have declared an interest in {', '.join(own)}, so you cannot add an evaluation there.",
                "Ask another programme lead.",
            )
        )


def _slug(plan: Plan, key: UUID) -> str:
    wanted = slugify(f"{plan.title} {plan.years}".replace("–", "-"))[:50].strip("-") or "programme"
    # Whether another programme has it cannot be seen from here: the key makes it certain.
    return f"{wanted}-{key.hex[:6]}"


def _problem(field: str, message: str, remedy: str = "") -> Problem:
    return Problem(code="field-wrong", message=message, remedy=remedy, field=field)
