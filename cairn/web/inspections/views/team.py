"""Who takes part in an inspection: on the side of scrutiny, and on the side of the partnership."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cairn.actions.acting import missing, refused
from cairn.actions.memberships import end_role, offer, roles_offered
from cairn.policy.acts import Act
from cairn.policy.deciding import refusal
from cairn.policy.roles import Role
from cairn.store.models import Inspection, Membership
from cairn.web.components.people import PersonForm, given_by, people_to_choose, said
from cairn.web.components.place import caption_of, crumbs_to, inspection_at, require
from cairn.web.inspections.presenters.team import page_of, table_of_interests


def team(request: HttpRequest, slug: str) -> HttpResponse:
    """The people of an inspection with their roles, and the open invitations of whoever gives roles."""
    found = inspection_at(request.actor, slug)
    require(request.actor, Act.MEMBERSHIP_VIEW, offer(found.programme, found, "", None))
    return render(request, "inspections/team.html", page_of(found, request.actor))


def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Give a role to somebody with an account."""
    found = inspection_at(request.actor, slug)
    roles = roles_offered(request.actor, found.programme, found)
    if not roles:
        why_not = refusal(request.actor, Act.MEMBERSHIP_GIVE, offer(found.programme, found, "", None))
        raise refused(why_not) if why_not else missing("role to give")
    form = PersonForm(request.POST or None, roles=roles, people=people_to_choose(found.programme))
    if given_by(request, form, found.programme, found):
        return redirect(_back(found))
    context = {
        "title": "Add a person",
        "caption": caption_of(found, request.actor),
        "form": form,
        "place": f"?place={found.programme_id}/{found.pk}",
        "interests": table_of_interests(found),
        "submit": "Give the role",
        "cancel_url": _back(found),
        "crumbs": crumbs_to(found, request.actor),
    }
    return render(request, "workspace/add-person.html", context, status=422 if form.is_bound else 200)


def end(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """End a role, after saying what that brings."""
    found = inspection_at(request.actor, slug)
    held = (
        Membership.objects.filter(pk=key, inspection=found, ended_at__isnull=True)
        .select_related("person")
        .first()
    )
    if held is None:
        raise missing("role")
    require(request.actor, Act.MEMBERSHIP_END, offer(found.programme, found, held.role, held.person))
    form = forms.Form(request.POST or None)
    if request.method == "POST":
        end_role(actor=request.actor, membership_id=held.pk)
        messages.success(request, f"{held.person.name} is no longer {Role(held.role).label}.")
        return redirect(_back(found))
    context = {
        "title": f"End the role of {held.person.name}",
        "caption": caption_of(found, request.actor),
        "form": form,
        "text": f"{held.person.name} is {Role(held.role).label} in this inspection.",
        "consequences": [
            "They no longer see this inspection, unless they have another role in it.",
            "What they have done in it stays, under their name.",
        ],
        "submit": f"End the role of {said(Role(held.role)).lower()}",
        "submit_kind": "warning",
        "cancel_url": _back(found),
        "crumbs": crumbs_to(found, request.actor),
    }
    return render(request, "workspace/confirm.html", context)


def _back(inspection: Inspection) -> str:
    return reverse("inspection-team", args=[inspection.slug])
