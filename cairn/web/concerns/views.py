"""Concerns for those who answer for them, and where one stands for whoever raised it."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from cairn.actions import concerns as acts
from cairn.actions.acting import missing, refused
from cairn.actions.subjects import subject_of
from cairn.errors import CairnError, Invalid, Missing, Refused, Stale
from cairn.policy.acts import Act
from cairn.policy.deciding import may, refusal
from cairn.policy.model import Actor
from cairn.policy.permissions import CONCERN_KEEPERS
from cairn.policy.roles import Role
from cairn.store.models import Concern, ConcernMove
from cairn.web.components.place import caption_of, name_of
from cairn.web.components.problems import status_of
from cairn.web.components.states import state_tag
from cairn.web.components.values import Link, Tag
from cairn.web.concerns.forms import NoteForm
from cairn.web.concerns.presenters import (
    clock_of,
    readings_of,
    reference,
    steps_for_keeper,
    steps_for_raiser,
    summary_for_keeper,
    table_of,
    tags_of,
    time_to_answer,
)
from cairn.web.concerns.verbs import VERBS, Verb
from cairn.web.errors import page_for

A_PAGE = 25
WORDS = ("what", "identity", "where_now")


@never_cache
@require_safe
def concerns(request: HttpRequest) -> HttpResponse:
    """Those the person answers for, and those they raised; not a word of what they are about."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    seen = Concern.objects.defer(*WORDS).select_related("inspection__partnership", "inspection__programme")
    seen = seen.order_by(F("closed_at").desc(nulls_first=True), "due_at", "pk")
    kept = _page(request, seen.filter(kept_by(actor)), "page")
    raised = _page(request, seen.filter(raised_by_id=actor.person_id), "raised")
    told = {
        "title": "Concerns about a child",
        "is_keeper": bool(kept.paginator.count) or _keeps(actor),
        "kept": kept,
        "kept_table": table_of(kept, "Concerns you answer for", actor),
        "raised": raised,
        "raised_table": table_of(raised, "Concerns you have raised", actor),
    }
    return render(request, "concerns/list.html", told)


@never_cache
@require_safe
def concern(request: HttpRequest, key: UUID) -> HttpResponse:
    """The whole of it for those who answer for it, the way it went for its raiser. Every reading is kept."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = (
        Concern.objects.select_related("inspection__partnership", "inspection__programme", "raised_by")
        .filter(pk=key)
        .first()
    )
    if row is None:
        return _refused(request, key, missing("concern"))
    full = may(actor, Act.CONCERN_VIEW, subject_of(row))
    try:
        acts.record_reading(actor, Act.CONCERN_VIEW if full else Act.CONCERN_FOLLOW, row)
    except (Refused, Missing) as error:
        return _refused(request, key, error)
    told = {
        "concern": row,
        "title": f"Concern {reference(row)}",
        "caption": caption_of(row.inspection, actor),
        "state": state_tag("concern", row.state),
        "tags": tags_of(row),
        "crumbs": [Link("Concerns", reverse("concerns"))],
        "crumbs_here": reference(row),
    }
    if not full:
        calm = Tag(state_tag("concern", row.state).text, "good" if row.state == "closed" else "progress")
        told |= {"state": calm, "steps": steps_for_raiser(row), "within": time_to_answer(row.urgency)}
        return render(request, "concerns/followed.html", told)
    moves = ConcernMove.objects.filter(concern=row).select_related("person")
    tone, heading, sentence = clock_of(row)
    told |= {
        "tone": tone,
        "clock": heading,
        "clock_words": sentence,
        "rows": summary_for_keeper(row),
        "steps": steps_for_keeper(row, moves),
        "buttons": _buttons(actor, row),
        "readings": readings_of(row),
    }
    return render(request, "concerns/kept.html", told)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, key: UUID, verb: str) -> HttpResponse:
    """One step: a note, and the act. Two people at once: the later is told, and keeps the note."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = (
        Concern.objects.defer(*WORDS)
        .select_related("inspection__partnership", "inspection__programme")
        .filter(pk=key)
        .first()
    )
    if verb not in VERBS or row is None:
        return _refused(request, key, missing("concern"))
    wanted = VERBS[verb]
    if not may(actor, Act.CONCERN_VIEW, subject_of(row)):
        found = refusal(actor, Act.CONCERN_VIEW, subject_of(row))
        return _refused(request, key, refused(found) if found else missing("concern"))
    form = NoteForm(request.POST or None, initial={"version": row.version}, verb=wanted)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            wanted.does(actor=actor, concern_id=key, version=said["version"], note=said["note"])
        except Invalid as problems:
            for problem in problems.problems:
                form.add_error("note", problem.message)
        except Stale:
            return _stale(request, actor, row, wanted, said["note"])
        else:
            messages.success(request, wanted.done)
            return redirect("concern", key=key)
    return _step_page(request, actor, row, wanted, form)


def kept_by(actor: Actor) -> Q:
    """The concerns that the actor answers for."""
    here = [held.inspection_id for held in actor.roles if held.role in CONCERN_KEEPERS]
    wide = [held.programme_id for held in actor.roles if held.role is Role.PROGRAMME_LEAD]
    return Q(inspection_id__in=here) | Q(inspection__programme_id__in=wide, escalated_at__isnull=False)


def _keeps(actor: Actor) -> bool:
    return any(held.role in CONCERN_KEEPERS | {Role.PROGRAMME_LEAD} for held in actor.roles)


def _page(request: HttpRequest, found: QuerySet, param: str) -> Page:
    return Paginator(found, A_PAGE).get_page(request.GET.get(param))


def _buttons(actor: Actor, row: Concern) -> list[dict[str, str]]:
    """The next step first. What is not for now, or not for this person, is not offered."""
    offered = []
    for name, verb in VERBS.items():
        if may(actor, verb.act, subject_of(row)) and not (name == "escalate" and row.escalated_at):
            kind = "secondary" if name == "escalate" else ""
            href = reverse("concern-move", args=[row.pk, name])
            offered.append({"text": verb.title, "href": href, "kind": kind})
    return offered


def _step_page(
    request: HttpRequest, actor: Actor, row: Concern, verb: Verb, form: NoteForm, *, stale: bool = False
) -> HttpResponse:
    found = refusal(actor, verb.act, subject_of(row))
    told = {
        "title": verb.title,
        "caption": f"Concern {reference(row)}, {name_of(row.inspection, actor)}",
        "lead": verb.lead,
        "form": form,
        "submit": verb.submit,
        "refusal": found.sentence if found else "",
        "cancel_url": reverse("concern", args=[row.pk]),
        "stale": stale,
        "state": state_tag("concern", row.state),
    }
    return render(request, "concerns/step.html", told, status=409 if stale else status_of(form))


def _stale(request: HttpRequest, actor: Actor, row: Concern, verb: Verb, note: str) -> HttpResponse:
    """Somebody was there first: where it stands now, with the note still in its place."""
    now = (
        Concern.objects.defer(*WORDS)
        .select_related("inspection__partnership", "inspection__programme")
        .get(pk=row.pk)
    )
    form = NoteForm(initial={"version": now.version, "note": note}, verb=verb)
    return _step_page(request, actor, now, verb, form, stale=True)


def _refused(request: HttpRequest, key: UUID, error: CairnError) -> HttpResponse:
    """The page that tells no more than it must, and an event for those who answer for the concern."""
    response = page_for(request, error)
    response.afterwards = partial(acts.record_refused_reading, key, error.code)
    return response
