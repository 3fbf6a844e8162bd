"""What waits for a person: one plain function for each kind of duty.

Each asks the database, which shows it only what this person may see. A kind
that concerns none of a person's roles costs no query.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.timezone import localtime, now

from cairn.actions.publishing import OPEN
from cairn.bridge.definitions import edition_named, gradable
from cairn.policy.model import Actor
from cairn.policy.roles import LEADS, Role
from cairn.policy.states import WORK_OVER
from cairn.store.models import (
    Activity,
    Concern,
    Evaluation,
    Inspection,
    Invitation,
    LedgerActivity,
    LedgerEntry,
    Membership,
    Publishing,
    Report,
    Request,
)
from cairn.web.components.place import name_of

ANSWERERS = frozenset({Role.PARTNERSHIP_COORDINATOR, Role.PARTNERSHIP_CONTRIBUTOR})
KEEPERS = frozenset({Role.INSPECTION_LEAD, Role.SENIOR_LEAD})
REVIEWERS = frozenset({Role.PROGRAMME_LEAD, Role.PANEL_MEMBER})


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to do: what, about what, where, and by when, if by a day."""

    what: str
    about: str
    place: str
    href: str
    due: date | None = None
    urgent: bool = False

    def is_late(self, today: date) -> bool:
        return self.due is not None and self.due < today


def duties_of(actor: Actor, today: date) -> list[Duty]:
    """All that waits for the actor: what is urgent first, then by due day, what has none last."""
    found = [duty for kind in KINDS for duty in kind(actor)]
    return sorted(
        found, key=lambda one: (not one.urgent, one.due is None, one.due or today, one.place, one.what)
    )


def requests_to_answer(actor: Actor) -> Iterable[Duty]:
    mine = _inspections(actor, ANSWERERS)
    if not mine:
        return
    words = {"asked": "Answer the request", "returned": "Answer the request again: more is needed"}
    for one in _open(Request).filter(inspection_id__in=mine, state__in=words):
        yield _duty(
            actor, words[one.state], one.title, one.inspection, ("inspection-request", one.pk), one.due_on
        )


def answers_to_accept(actor: Actor) -> Iterable[Duty]:
    mine = _inspections(actor, LEADS)
    if not mine:
        return
    for one in _open(Request).filter(inspection_id__in=mine, state="answered"):
        yield _duty(
            actor, "Accept or return the answer", one.title, one.inspection, ("inspection-request", one.pk)
        )


def evaluations_to_propose(actor: Actor) -> Iterable[Duty]:
    mine = _inspections(actor, frozenset(Role))
    if not mine:
        return
    waiting = _open(Evaluation).filter(
        inspection_id__in=mine, owner_id=actor.person_id, state="not_started", inspection__state="evaluating"
    )
    for one in waiting:
        yield _evaluation(actor, "Propose an evaluation", one)


def evaluations_to_agree(actor: Actor) -> Iterable[Duty]:
    mine = _inspections(actor, LEADS)
    if not mine:
        return
    waiting = _open(Evaluation).filter(inspection_id__in=mine).exclude(proposed_by_id=actor.person_id)
    for one in waiting.filter(state="proposed"):
        yield _evaluation(actor, "Agree or return the evaluation", one)
    ownerless = _open(Evaluation).filter(
        inspection_id__in=mine,
        owner__isnull=True,
        state="not_started",
        inspection__state__in=("fieldwork", "evaluating"),
    )
    for one in ownerless:
        yield _evaluation(actor, "Say who owns the evaluation", one)


def evaluations_to_sign(actor: Actor) -> Iterable[Duty]:
    panels = _programmes(actor, frozenset({Role.PANEL_MEMBER}))
    if not panels:
        return
    own = _inspections(actor, frozenset(Role))
    waiting = _open(Evaluation).filter(inspection__programme_id__in=panels, state="agreed")
    for one in waiting.exclude(inspection_id__in=own).exclude(proposed_by_id=actor.person_id):
        yield _evaluation(actor, "Sign or return the evaluation", one)


def ledger_entries(actor: Actor) -> Iterable[Duty]:
    """Entries without a plan, for their owner and the leads; entries whose activities are all over."""
    mine, led = _inspections(actor, frozenset(Role)), _inspections(actor, LEADS)
    if not mine:
        return
    whose = Q(owner_id=actor.person_id) | Q(inspection_id__in=led)
    ahead = LedgerActivity.objects.filter(entry_id=OuterRef("pk"), activity__state="planned")
    waiting = (
        _open(LedgerEntry)
        .filter(whose, inspection_id__in=mine)
        .filter(Q(state="open") | Q(state="planned") & ~Exists(ahead))
    )
    for one in waiting:
        what = "Plan how to settle the entry" if one.state == "open" else "Settle the entry"
        about = f"{one.indicator} {one.topic}"
        yield _duty(actor, what, about, one.inspection, ("inspection-ledger-entry", one.pk))


def activities_to_finish(actor: Actor) -> Iterable[Duty]:
    mine = _inspections(actor, frozenset(Role))
    if not mine:
        return
    over = _open(Activity).filter(
        inspection_id__in=mine, lead_id=actor.person_id, state="planned", ends_at__lt=now()
    )
    for one in over.exclude(inspection__partnership_id__in=actor.interests):
        day = localtime(one.ends_at).date()
        yield _duty(actor, "Say whether it took place", one.title, one.inspection, ("activity", one.pk), day)


def concerns(actor: Actor) -> Iterable[Duty]:
    mine = _inspections(actor, KEEPERS)
    led = _programmes(actor, frozenset({Role.PROGRAMME_LEAD}))
    if not mine and not led:
        return
    words = {
        "raised": "Acknowledge a concern about a child",
        "acknowledged": "Say what was done about a concern",
        "acted_on": "Close a concern",
    }
    whose = Q(inspection_id__in=mine) | Q(inspection__programme_id__in=led, escalated_at__isnull=False)
    waiting = Concern.objects.filter(whose, state__in=words).defer("what", "identity", "where_now")
    for one in waiting.select_related("inspection__partnership", "inspection__programme"):
        due = localtime(one.due_at).date() if one.state == "raised" else None
        yield Duty(
            words[one.state],
            "Brought before the programme lead" if one.escalated_at else "",
            name_of(one.inspection, actor),
            _path("concern", one.pk) or _path("inspection", one.inspection.slug),
            due,
            urgent=one.state == "raised",
        )


def inspections_to_prepare(actor: Actor) -> Iterable[Duty]:
    """Inspections without a lead, for programme leads; notices that are to be given, for the leads too."""
    led = _inspections(actor, LEADS)
    programmes = _programmes(actor, frozenset({Role.PROGRAMME_LEAD}))
    if not led and not programmes:
        return
    lead = Membership.objects.filter(
        inspection_id=OuterRef("pk"), role=Role.INSPECTION_LEAD, ended_at__isnull=True
    )
    planned = Inspection.objects.filter(
        Q(pk__in=led) | Q(programme_id__in=programmes), state="planned", programme__state="running"
    )
    for one in planned.select_related("partnership", "programme").annotate(has_lead=Exists(lead)):
        if not one.has_lead:
            yield _duty(actor, "Give the inspection a lead", "", one, ("inspection-team",), one.notice_on)
        elif str(one.partnership_id) in actor.interests:
            continue  # whoever has an interest there gives roles, and decides nothing besides
        elif one.notice_on is None:
            yield _duty(actor, "Set the day of notice", "", one, ("inspection",))
        else:
            yield _duty(actor, "Give the partnership notice", "", one, ("inspection",), one.notice_on)


def reports_to_write(actor: Actor) -> Iterable[Duty]:
    programmes = _programmes(actor, frozenset({Role.REPORT_AUTHOR}))
    if not programmes:
        return
    yield from (_of_report("Write the report", one, actor) for one in _reports(programmes, "draft"))


def reports_to_read(actor: Actor) -> Iterable[Duty]:
    programmes = _programmes(actor, REVIEWERS)
    if not programmes:
        return
    waiting = _reports(programmes, "in_review").exclude(submitted_by_id=actor.person_id)
    yield from (_of_report("Read the report and agree or return it", one, actor) for one in waiting)


def reports_to_publish(actor: Actor) -> Iterable[Duty]:
    """Agreed reports, for who leads the programme; not those that Cairn is publishing."""
    led = _programmes(actor, frozenset({Role.PROGRAMME_LEAD}))
    if not led:
        return
    asked = Publishing.objects.filter(report_id=OuterRef("pk"), state__in=OPEN)
    waiting = _reports(led, "agreed").filter(~Exists(asked))
    yield from (_of_report("Publish or return the report", one, actor) for one in waiting)


def invitations_that_expired(actor: Actor) -> Iterable[Duty]:
    if not actor.roles:
        return
    expired = Invitation.objects.filter(
        invited_by_id=actor.person_id,
        accepted_at__isnull=True,
        withdrawn_at__isnull=True,
        expires_at__lt=now(),
    )
    for one in expired.select_related("inspection__partnership", "inspection__programme", "programme"):
        if one.inspection is None:
            yield Duty("Invite again: the invitation expired", one.name, one.programme.title, _path("people"))
        else:
            yield _duty(
                actor, "Invite again: the invitation expired", one.name, one.inspection, ("inspection-team",)
            )


KINDS: tuple[Callable[[Actor], Iterable[Duty]], ...] = (
    concerns,
    requests_to_answer,
    answers_to_accept,
    evaluations_to_propose,
    evaluations_to_agree,
    evaluations_to_sign,
    ledger_entries,
    activities_to_finish,
    inspections_to_prepare,
    reports_to_write,
    reports_to_read,
    reports_to_publish,
    invitations_that_expired,
)


def _open(model: type) -> QuerySet:
    """Rows of inspections in which work can still be done."""
    return model.objects.exclude(inspection__state__in=WORK_OVER).select_related(  # type: ignore[attr-defined]
        "inspection__partnership", "inspection__programme"
    )


def _inspections(actor: Actor, roles: frozenset[Role]) -> set[str]:
    return {held.inspection_id for held in actor.roles if held.inspection_id and held.role in roles}


def _programmes(actor: Actor, roles: frozenset[Role]) -> set[str]:
    return {held.programme_id for held in actor.roles if held.inspection_id is None and held.role in roles}


def _evaluation(actor: Actor, what: str, evaluation: Evaluation) -> Duty:
    inspection = evaluation.inspection
    titles = gradable(edition_named(inspection.programme.framework, inspection.programme.edition))
    about = f"{evaluation.subject.replace('-', '–')} {titles.get(evaluation.subject, '')}".strip()
    return _duty(actor, what, about, inspection, ("inspection-evaluation", evaluation.subject))


def _duty(
    actor: Actor,
    what: str,
    about: str,
    inspection: Inspection,
    page: tuple[object, ...],
    due: date | None = None,
) -> Duty:
    """`page` is the name of the page where it is done, and what its address needs besides the inspection."""
    href = _path(str(page[0]), inspection.slug, *page[1:]) or _path("inspection", inspection.slug)
    return Duty(what, about, name_of(inspection, actor), href, due)


def _reports(programmes: set[str], state: str) -> QuerySet[Report]:
    found = Report.objects.filter(programme_id__in=programmes, state=state).defer("text")
    return found.select_related("programme", "inspection__partnership", "inspection__programme")


def _of_report(what: str, report: Report, actor: Actor) -> Duty:
    place = name_of(report.inspection, actor) if report.inspection else report.programme.title
    return Duty(what, report.title, place, _report(report))


def _report(report: Report) -> str:
    return _path("report-draft", report.slug)


def _path(name: str, *args: object) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
