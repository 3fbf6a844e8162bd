"""One evaluation: written, proposed, agreed and signed; returned or opened again with a reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cairn.actions import evaluations as acts
from cairn.actions.acting import missing
from cairn.actions.subjects import subject_of
from cairn.policy.acts import Act
from cairn.policy.model import Actor
from cairn.policy.states import EVALUATION
from cairn.store.models import Evaluation, EvaluationCitation, LedgerEntry
from cairn.store.queries.members import team_members
from cairn.web.components.place import crumbs_to, edition_of, inspection_at, require
from cairn.web.components.saving import Tried, try_to_save, version_of
from cairn.web.components.values import Link
from cairn.web.judging.forms import CiteForm, MoveForm, MoveWithReasonForm, OwnerForm, WriteForm
from cairn.web.judging.presenters.evaluations import BUTTONS, page_of
from cairn.web.judging.views.answering import answered
from cairn.web.judging.views.evaluations import TITLE

DONE = {
    Act.EVALUATION_PROPOSE: "It is proposed. A lead who did not propose it is asked to agree.",
    Act.EVALUATION_AGREE: "It is agreed. The panel is asked to sign.",
    Act.EVALUATION_SIGN: "It is signed, and fills its place in the table of evaluations.",
    Act.EVALUATION_RETURN: "It is returned. Its owner keeps the value and reads your reason.",
    Act.EVALUATION_REOPEN: "It is open again. A lead has to agree it, and the panel to sign it, anew.",
}


def evaluation(request: HttpRequest, slug: str, subject: str) -> HttpResponse:
    """An evaluation with the whole scale in view."""
    found = _evaluation_at(request, slug, subject)
    context = {
        "title": acts.title_of(found),
        "inspection": found.inspection,
        "here": "inspection-evaluations",
        "crumbs": _crumbs(found, request.actor)[:-1],
    }
    return render(
        request,
        "judging/evaluation.html",
        context | page_of(found, edition_of(found.inspection), request.actor),
    )


def write(request: HttpRequest, slug: str, subject: str) -> HttpResponse:
    """Choose a value and write its reason."""
    found = _evaluation_at(request, slug, subject, Act.EVALUATION_EDIT)
    form = WriteForm(
        request.POST or None,
        scale=edition_of(found.inspection).scale,
        initial={"value": found.value, "reason": found.reason, "version": found.version},
    )
    tried = try_to_save(
        request,
        form,
        lambda told: acts.write_evaluation(
            actor=request.actor,
            evaluation_id=found.pk,
            version=told["version"],
            value=told["value"],
            reason=told["reason"],
        ),
        lambda: version_of(found),
    )
    if tried.saved:
        messages.success(request, "It is kept. Say what it rests on, and propose it when it is ready.")
    return _answer(request, found, Act.EVALUATION_EDIT, form, tried, title="Write the evaluation")


def cite(request: HttpRequest, slug: str, subject: str) -> HttpResponse:
    """Add something the evaluation rests on."""
    found = _evaluation_at(request, slug, subject, Act.EVALUATION_EDIT)
    settled = LedgerEntry.objects.filter(
        inspection=found.inspection, state__in=("strength", "area_for_improvement")
    ).order_by("indicator", "created_at")
    form = CiteForm(request.POST or None, entries=list(settled), initial={"version": found.version})

    def save(told: dict) -> None:
        reference = told.get("entry", "") if told["kind"] == "ledger" else told["reference"]
        acts.cite(
            actor=request.actor,
            evaluation_id=found.pk,
            version=told["version"],
            citation=acts.Citation(kind=told["kind"], reference=reference, note=told["note"]),
        )

    tried = try_to_save(request, form, save, lambda: version_of(found))
    if tried.saved:
        messages.success(request, "It is added to what the evaluation rests on.")
    more = {"title": "Add what it rests on", "submit": "Add it"}
    return _answer(request, found, Act.EVALUATION_EDIT, form, tried, **more)


def uncite(request: HttpRequest, slug: str, subject: str, key: str) -> HttpResponse:
    """Take away something the evaluation was to rest on, after asking."""
    found = _evaluation_at(request, slug, subject, Act.EVALUATION_EDIT)
    cited = EvaluationCitation.objects.filter(pk=key, evaluation=found).first()
    if cited is None:
        raise missing("citation")
    form = MoveForm(request.POST or None, initial={"version": found.version})
    tried = try_to_save(
        request,
        form,
        lambda told: acts.uncite(
            actor=request.actor, evaluation_id=found.pk, version=told["version"], citation_id=cited.pk
        ),
        lambda: version_of(found),
    )
    if tried.saved:
        messages.success(request, "The evaluation no longer rests on it.")
    more = {
        "title": "Remove what it rests on",
        "text": acts.describe(cited),
        "consequences": ["The history keeps that it was there, and who removed it."],
        "submit": "Remove it",
        "submit_kind": "warning",
        "template": "judging/confirm.html",
    }
    return _answer(request, found, Act.EVALUATION_EDIT, form, tried, **more)


def assign(request: HttpRequest, slug: str, subject: str) -> HttpResponse:
    """Say who owns the evaluation."""
    found = _evaluation_at(request, slug, subject, Act.EVALUATION_ASSIGN)
    form = OwnerForm(
        request.POST or None,
        team=team_members(found.inspection_id),
        initial={"owner_id": found.owner_id, "version": found.version},
    )
    tried = try_to_save(
        request,
        form,
        lambda told: acts.assign_evaluation(
            actor=request.actor,
            evaluation_id=found.pk,
            version=told["version"],
            owner_id=told["owner_id"],
        ),
        lambda: version_of(found),
    )
    if tried.saved:
        messages.success(request, "The owner is told.")
    return _answer(request, found, Act.EVALUATION_ASSIGN, form, tried, title="Who owns the evaluation?")


def move(request: HttpRequest, slug: str, subject: str, verb: str) -> HttpResponse:
    """Propose, agree, sign, return or open again, after saying what that brings."""
    by = next((act for act in acts.MOVES if act.verb == verb), None)
    if by is None:
        raise missing("step")
    found = _evaluation_at(request, slug, subject, by)
    kind = MoveWithReasonForm if by in acts.NEED_REASON else MoveForm
    form = kind(request.POST or None, initial={"version": found.version})
    tried = try_to_save(
        request,
        form,
        lambda told: acts.move_evaluation(
            actor=request.actor,
            evaluation_id=found.pk,
            version=told["version"],
            by=by,
            note=told.get("note", ""),
        ),
        lambda: version_of(found),
    )
    if tried.saved:
        messages.success(request, DONE[by])
    more = {
        "title": BUTTONS[by],
        "point": edition_of(found.inspection).scale.point(found.value) if found.value else None,
        "reason": found.reason,
        "consequences": [step.consequence for step in EVALUATION.moves_by(by, found.state)],
        "submit": BUTTONS[by],
        "template": "judging/confirm.html",
    }
    lacking = _lacking(found, by)
    if lacking:
        more |= {"lacking": lacking, "refusal": "Do first what is listed above."}
    return _answer(request, found, by, form, tried, **more)


def _lacking(found: Evaluation, by: Act) -> list[str]:
    """What must be done before that step, each in a sentence."""
    if by is not Act.EVALUATION_PROPOSE or found.state != "not_started":
        return []
    return acts.lacking_to_propose(found, EvaluationCitation.objects.filter(evaluation=found).count())


def _evaluation_at(
    request: HttpRequest, slug: str, subject: str, act: Act = Act.EVALUATION_VIEW
) -> Evaluation:
    """The evaluation, if the actor may see it. What they may do to it is asked before a form is shown to
    them, and by the act when it is sent: what was written is not lost if it has moved on meanwhile."""
    inspection = inspection_at(request.actor, slug)
    if subject not in inspection.programme.graded:
        raise missing("evaluation")
    found = (
        Evaluation.objects.filter(inspection=inspection, subject=subject)
        .select_related("owner", "proposed_by")
        .first()
    )
    if found is None:
        raise missing("evaluation")
    found.inspection = inspection
    require(request.actor, Act.EVALUATION_VIEW if request.method == "POST" else act, subject_of(found))
    return found


def _answer(
    request: HttpRequest, found: Evaluation, act: Act, form: forms.Form, tried: Tried, **more: Any
) -> HttpResponse:
    more = {"caption": f"{found.subject} {acts.title_of(found)}"} | more
    return answered(request, found, act, form, tried, crumbs=_crumbs(found, request.actor), **more)


def _crumbs(found: Evaluation, actor: Actor) -> list[Link]:
    return crumbs_to(
        found.inspection,
        actor,
        Link(TITLE, reverse("inspection-evaluations", args=[found.inspection.slug])),
        Link(
            acts.title_of(found),
            reverse("inspection-evaluation", args=[found.inspection.slug, found.subject]),
        ),
    )
