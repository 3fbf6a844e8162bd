"""The partnerships of a programme: added; named otherwise or taken away while no inspection needs them."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cairn.actions import partnerships as acts
from cairn.actions.acting import missing
from cairn.policy.acts import Act
from cairn.store.models import Partnership, Programme
from cairn.web.components.saving import try_to_save
from cairn.web.components.values import Link
from cairn.web.programmes import presenters
from cairn.web.programmes.forms import PartnershipForm
from cairn.web.programmes.views import form_page, programme_at


def partnerships(request: HttpRequest, slug: str) -> HttpResponse:
    """The partnerships of a programme, and one more."""
    found = programme_at(request.actor, slug, Act.PROGRAMME_EDIT)
    form = PartnershipForm(request.POST or None)

    def save(told: dict) -> None:
        acts.add_partnership(actor=request.actor, programme_id=found.pk, **told)

    tried = try_to_save(request, form, save, lambda: "")
    if tried.saved:
        messages.success(request, f"{form.cleaned_data['name']} is in the programme.")
        return redirect("programme-partnerships", found.slug)
    context = form_page(found, "Partnerships", form=form) | {
        "table": presenters.table_of_partnerships(found),
        "submit": "Add the partnership",
        "cancel_text": "Back to the programme",
    }
    return render(request, "programmes/partnerships.html", context, status=tried.status)


def edit_one(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Another letter or name."""
    found, one = _partnership(request, slug, key)
    form = PartnershipForm(request.POST or None, initial={"letter": one.letter, "name": one.name})

    def save(told: dict) -> None:
        acts.edit_partnership(actor=request.actor, partnership_id=one.pk, **told)

    tried = try_to_save(request, form, save, lambda: "")
    if tried.saved:
        messages.success(request, f"It is {form.cleaned_data['name']} now.")
        return redirect("programme-partnerships", found.slug)
    context = _page_below(found, f"Change {one.name}", form)
    return render(request, "workspace/form.html", context, status=tried.status)


def remove_one(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Take it out of the programme, after asking."""
    found, one = _partnership(request, slug, key)
    form = forms.Form(request.POST if request.method == "POST" else None)

    def save(_: dict) -> None:
        acts.remove_partnership(actor=request.actor, partnership_id=one.pk)

    tried = try_to_save(request, form, save, lambda: "")
    if tried.saved:
        messages.success(request, f"{one.name} is no longer in the programme.")
        return redirect("programme-partnerships", found.slug)
    context = _page_below(found, f"Remove {one.name}?", form) | {
        "consequences": ["No inspection can be set up for it.", "It can be added again."],
        "refusal": acts.needed_by(one),
        "submit": "Remove it",
        "submit_kind": "warning",
    }
    return render(request, "workspace/confirm.html", context, status=tried.status)


def _partnership(request: HttpRequest, slug: str, key: UUID) -> tuple[Programme, Partnership]:
    found = programme_at(request.actor, slug, Act.PROGRAMME_EDIT)
    one = Partnership.objects.filter(programme=found, pk=key).first()
    if one is None:
        raise missing("partnership")
    return found, one


def _page_below(found: Programme, title: str, form: forms.Form) -> dict[str, object]:
    back = reverse("programme-partnerships", args=[found.slug])
    context = form_page(found, title, form=form)
    crumbs = context["crumbs"]
    assert isinstance(crumbs, list)
    return context | {"cancel_url": back, "crumbs": [*crumbs, Link("Partnerships", back)]}
