"""Who has which role where: for programme leads everybody, for others those they work with."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cairn.actions.acting import missing, refused
from cairn.actions.memberships import end_role, offer, refusal_to_end_last, roles_offered
from cairn.policy.acts import Act
from cairn.policy.deciding import may, refusal
from cairn.policy.model import Actor
from cairn.policy.roles import MEANINGS, PROGRAMME_WIDE, Role
from cairn.store.models import Membership, Person, Programme
from cairn.web.components.people import PersonForm, given_by, people_to_choose, said
from cairn.web.components.values import Link
from cairn.web.work.presenters import table_of_people

PER_PAGE = 25
LEAD_OF_ALL = "Everybody with a role in a programme you lead, or in one of its inspections."
LEAD_OF_SOME = "Those you work with, and what each of them is there for."


def people(request: HttpRequest) -> HttpResponse:
    """Everybody whose roles the database shows this person."""
    led = _led(request.actor)
    search = request.GET.get("name", "").replace("\x00", "").strip()
    held = Membership.objects.filter(ended_at__isnull=True)
    if search:
        held = held.filter(person__name__icontains=search)
    # Pages are of people, not of roles: nobody's roles are split over two.
    everybody = Person.objects.filter(pk__in=held.values("person_id")).order_by("name", "id")
    page = Paginator(everybody.values_list("pk", flat=True), PER_PAGE).get_page(request.GET.get("page"))
    shown = list(
        Membership.objects.filter(person_id__in=list(page), ended_at__isnull=True)
        .select_related("person", "programme", "inspection__partnership", "inspection__programme")
        .order_by("person__name", "person_id", "programme__title", "inspection__partnership__letter", "role")
    )
    context = {
        "title": "People",
        "table": table_of_people(shown, _ending(request.actor, shown), request.actor),
        "page": page,
        "search": search,
        "lead": LEAD_OF_ALL if led else LEAD_OF_SOME,
        "programmes": list(Programme.objects.filter(pk__in=led)),
    }
    return render(request, "work/people.html", context)


def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Give a role in a whole programme to somebody with an account."""
    programme = Programme.objects.filter(slug=slug).first()
    if programme is None:
        raise missing("programme")
    roles = roles_offered(request.actor, programme, None)
    if not roles:
        why_not = refusal(request.actor, Act.MEMBERSHIP_GIVE, offer(programme, None, "", None))
        raise refused(why_not) if why_not else missing("role to give")
    form = PersonForm(request.POST or None, roles=roles, people=people_to_choose(programme))
    if given_by(request, form, programme):
        return redirect("people")
    context = {
        "title": "Add a person to the programme",
        "caption": programme.title,
        "lead": "These roles are for the whole programme. Roles in one inspection are given on its own page.",
        "form": form,
        "place": f"?place={programme.pk}",
        "submit": "Give the role",
        "cancel_url": reverse("people"),
        "belongs_to": f"{reverse('people')}add/",
        "crumbs": [Link("People", reverse("people"))],
    }
    return render(request, "workspace/add-person.html", context, status=422 if form.is_bound else 200)


def end(request: HttpRequest, key: str) -> HttpResponse:
    """End a role in a whole programme, after saying what that brings."""
    held = (
        Membership.objects.filter(pk=key, ended_at__isnull=True, role__in=PROGRAMME_WIDE)
        .select_related("person", "programme")
        .first()
    )
    if held is None:
        raise missing("role")
    why_not = refusal(request.actor, Act.MEMBERSHIP_END, offer(held.programme, None, held.role, held.person))
    if why_not is not None:
        raise refused(why_not)
    if request.method == "POST":
        end_role(actor=request.actor, membership_id=held.pk)
        messages.success(request, f"{held.person.name} is no longer {Role(held.role).label}.")
        return redirect("my-work" if str(held.person_id) == request.actor.person_id else "people")
    last = refusal_to_end_last(held)
    context = {
        "title": f"End the role of {held.person.name}",
        "caption": held.programme.title,
        "form": forms.Form(),
        "text": f"{held.person.name} is {Role(held.role).label}: {MEANINGS[Role(held.role)]}.",
        "consequences": [
            "They no longer see the programme, unless they have another role in it.",
            "What they have done stays, under their name.",
        ],
        "submit": f"End the role of {said(Role(held.role)).lower()}",
        "submit_kind": "warning",
        "refusal": f"{last.sentence} {last.remedy}" if last is not None else "",
        "cancel_url": reverse("people"),
        "crumbs": [Link("People", reverse("people"))],
    }
    return render(request, "workspace/confirm.html", context)


def _led(actor: Actor) -> list[str]:
    return sorted(held.programme_id for held in actor.roles if held.role is Role.PROGRAMME_LEAD)


def _ending(actor: Actor, shown: list[Membership]) -> frozenset[str]:
    """The roles in a whole programme that the actor may end; those of an inspection are ended on its page."""
    return frozenset(
        str(one.pk)
        for one in shown
        if one.inspection is None
        and may(actor, Act.MEMBERSHIP_END, offer(one.programme, None, one.role, None))
    )
