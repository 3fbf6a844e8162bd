"""What the pages of programmes show, in plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.urls import reverse
from django.utils.timezone import localdate

from cairn.actions.subjects import subject_of
from cairn.actions.timetables import timetable_of
from cairn.bridge.definitions import edition_named, gradable, instruments
from cairn.framework.model import Edition
from cairn.framework.timetable import span_on
from cairn.policy.acts import Act
from cairn.policy.deciding import may, refusal
from cairn.policy.model import Actor, Refusal, Subject
from cairn.policy.roles import Role
from cairn.store.models import Evaluation, Inspection, Partnership, Programme
from cairn.web.components.people import leads_of
from cairn.web.components.states import state_tag
from cairn.web.components.values import Column, Grade, Link, Row, Table
from cairn.web.components.words import short_day


def table_of_programmes(programmes: Iterable[Programme]) -> Table:
    return Table(
        caption="Your programmes",
        caption_hidden=True,
        columns=("Programme", "Years", "State", "First day", "Last day"),
        rows=[
            (
                Link(one.title, reverse("programme", args=[one.slug])),
                one.years,
                state_tag("programme", one.state),
                one.starts_on,
                one.ends_on,
            )
            for one in programmes
        ],
    )


def page_of(programme: Programme, actor: Actor) -> dict[str, object]:
    """The page of a programme. Its inspections and evaluations are those that the database shows."""
    edition = edition_named(programme.framework, programme.edition)
    inspections = list(
        Inspection.objects.filter(programme=programme)
        .select_related("partnership", "programme")
        .order_by("partnership__letter")
    )
    for one in inspections:
        one.programme = programme  # its phases and holidays are fetched once for all
    phases, holidays = list(programme.phases.all()), list(programme.holidays.all())
    programme._prefetched_objects_cache = {"phases": phases, "holidays": holidays}
    return {
        "title": programme.title,
        "programme": programme,
        "state": state_tag("programme", programme.state),
        "crumbs": [Link("Programmes", reverse("programmes"))],
        "crumbs_here": programme.title,
        "setup": _setup(programme, edition, actor),
        "inspections": _table_of_inspections(inspections),
        "evaluations": _table_of_evaluations(programme, inspections, edition),
        "scale": [(f"{p.value} {p.label}", p.meaning) for p in reversed(edition.scale.points)],
        **_buttons(programme, actor),
    }


def table_of_partnerships(programme: Programme) -> Table:
    inspected = set(Inspection.objects.filter(programme=programme).values_list("partnership_id", flat=True))
    return Table(
        caption="Partnerships of the programme",
        columns=("Name", "Letter", "Inspection", "What can be done"),
        rows=[
            (one.name, one.letter, "Set up", None)
            if one.pk in inspected
            else (one.name, one.letter, "Not set up yet", _changes(programme, one))
            for one in Partnership.objects.filter(programme=programme)
        ],
        empty="None yet. Add the first one below.",
    )


def _changes(programme: Programme, one: Partnership) -> list[object]:
    here = [programme.slug, one.pk]
    return [
        Link("Change", reverse("partnership-edit", args=here), one.name),
        Link("Remove", reverse("partnership-remove", args=here), one.name),
    ]


def _setup(programme: Programme, edition: Edition, actor: Actor) -> list[Row]:
    titles = gradable(edition)
    known = instruments()
    change = _address("programme-edit", programme, actor, Act.PROGRAMME_EDIT)
    weeks = sum(phase.weeks for phase in programme.phases.all())
    phases = [
        f"{one.name}, {one.weeks} {'week' if one.weeks == 1 else 'weeks'}" for one in programme.phases.all()
    ]
    if phases:
        phases.append(f"{weeks} weeks in all")
    holidays = [
        f"{one.name}: {short_day(one.first_day)} to {short_day(one.last_day)}"
        for one in programme.holidays.all()
    ]
    return [
        Row("Framework", edition.title, change),
        Row("Graded", [_graded(code, titles) for code in programme.graded], change),
        Row(
            "Instruments",
            [known[name].title for name in programme.instruments if name in known] or None,
            change,
        ),
        Row("Years", f"{programme.years}: {_stretch(programme.starts_on, programme.ends_on)}", change),
        Row(
            "Phases",
            phases or "Not set yet",
            _address("programme-phases", programme, actor, Act.PROGRAMME_SET_PHASES),
        ),
        Row(
            "School holidays",
            holidays or "None set: every week counts",
            _address("programme-holidays", programme, actor, Act.PROGRAMME_SET_HOLIDAYS),
        ),
    ]


def _graded(code: str, titles: Mapping[str, str]) -> str:
    """ "9.1–9.4 Leadership": a range is written with its own dash."""
    return f"{code.replace('-', '–')} {titles.get(code, '')}".strip()


def _stretch(first: date, last: date) -> str:
    return f"{short_day(first)} to {short_day(last)}"


def _address(name: str, programme: Programme, actor: Actor, act: Act) -> str:
    return reverse(name, args=[programme.slug]) if may(actor, act, subject_of(programme)) else ""


def _table_of_inspections(inspections: list[Inspection]) -> Table:
    leads = leads_of(inspections)
    return Table(
        caption="Inspections of the programme",
        caption_hidden=True,
        columns=(
            "Partnership",
            "State",
            *(["Lead"] if leads else []),
            "Notice",
            "Phase today",
            "Timetable ends",
        ),
        # Whoever sees no lead at all, such as the panel, is not shown a column of dashes.
        rows=[_row(one, [leads.get(one.pk)] if leads else []) for one in inspections],
        empty="No inspection is set up yet.",
    )


def _row(inspection: Inspection, leads: list[list[str] | None]) -> tuple[object, ...]:
    spans = timetable_of(inspection)
    span = span_on(localdate(), spans)
    return (
        Link(inspection.partnership.name, reverse("inspection", args=[inspection.slug])),
        state_tag("inspection", inspection.state),
        *leads,
        short_day(inspection.notice_on) if inspection.notice_on else None,
        span.phase.name if span else None,
        short_day(spans[-1].last) if spans else None,
    )


def _table_of_evaluations(programme: Programme, inspections: list[Inspection], edition: Edition) -> Table:
    titles = gradable(edition)
    seen = {
        (one.inspection_id, one.subject): one for one in Evaluation.objects.filter(inspection__in=inspections)
    }
    signed = sum(one.state == "signed" for one in seen.values())
    return Table(
        caption=f"{signed} of {len(inspections) * len(programme.graded)} signed so far",
        columns=["Partnership", *(Column(_graded(code, titles)) for code in programme.graded)],
        rows=[
            (
                one.partnership.name,
                *(_evaluated(seen.get((one.pk, code)), edition) for code in programme.graded),
            )
            for one in inspections
        ],
        narrow="scroll",
        empty="It fills as the panel signs evaluations.",
        source=_footnote([seen.get((one.pk, code)) for one in inspections for code in programme.graded]),
    )


def _footnote(shown: Sequence[Evaluation | None]) -> str:
    """What a cell without a value means, where there is one."""
    dashes = "A dash: nothing that you may see yet. " if None in shown else ""
    unsigned = any(one is None or one.state != "signed" for one in shown)
    return f"{dashes}Values stand here once the panel has signed them." if unsigned else ""


def _evaluated(evaluation: Evaluation | None, edition: Edition) -> object:
    if evaluation is None:
        return None
    if evaluation.state == "signed" and evaluation.value is not None:
        return Grade(evaluation.value, edition.scale.point(evaluation.value).label)
    return state_tag("evaluation", evaluation.state)


def _buttons(programme: Programme, actor: Actor) -> dict[str, object]:
    subject = subject_of(programme)
    new = Subject(noun="inspection", programme_id=str(programme.pk))
    return {
        "may_create": _why(refusal(actor, Act.INSPECTION_CREATE, new)),
        "may_edit": may(actor, Act.PROGRAMME_EDIT, subject),
        "may_start": programme.state == "draft" and may(actor, Act.PROGRAMME_START, subject),
        "may_close": programme.state == "running" and may(actor, Act.PROGRAMME_CLOSE, subject),
        "sees_people": Role.PROGRAMME_LEAD
        in {held.role for held in actor.roles if held.programme_id == str(programme.pk)},
    }


def _why(found: Refusal | None) -> str:
    return found.sentence if found else ""
