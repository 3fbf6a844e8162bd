"""What the form of an entry or an evaluation answers with, once it has been tried."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cairn.actions.subjects import subject_of
from cairn.policy.acts import Act
from cairn.policy.deciding import refusal
from cairn.store.models import Evaluation, LedgerEntry
from cairn.web.components.saving import Tried
from cairn.web.components.values import Link
from cairn.web.judging.presenters.parts import said_of


def answered(
    request: HttpRequest,
    row: LedgerEntry | Evaluation,
    act: Act,
    form: forms.Form,
    tried: Tried,
    *,
    crumbs: list[Link],
    template: str = "workspace/form.html",
    **more: Any,
) -> HttpResponse:
    """Back to where the last of the crumbs leads when all is saved; else the form, and what came between."""
    back = crumbs[-1].href
    if tried.saved:
        return redirect(back)
    if tried.stale:
        row.refresh_from_db()
    context = {
        "form": form,
        "tried": tried,
        "refusal": said_of(refusal(request.actor, act, subject_of(row))),
        "cancel_url": back,
        "crumbs": crumbs,
    }
    return render(request, template, context | more, status=tried.status)
