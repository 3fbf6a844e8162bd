"""One's own account: what one holds, the code of conduct, declared interests, sessions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cairn.actions.acting import missing
from cairn.actions.conduct import accept_conduct
from cairn.actions.interests import declare_interest, end_interest, roles_barred
from cairn.actions.people import CONDUCT_EDITION, Door, at_the_door
from cairn.errors import Invalid
from cairn.policy.roles import roles_to_give
from cairn.store.models import ApiToken, ConductAcceptance, Interest, Membership, Partnership
from cairn.web.accounts.conduct import CODE
from cairn.web.accounts.factors import end_other_sessions
from cairn.web.accounts.forms import ConductForm, InterestForm
from cairn.web.accounts.presenters import (
    YOU,
    factor_rows,
    interest_table,
    moment,
    of_programme,
    role_table,
    session_rows,
)
from cairn.web.components.problems import put_on_form, status_of
from cairn.web.components.values import Link, Row
from cairn.web.components.words import day_in_words


def account(request: HttpRequest) -> HttpResponse:
    """Everything about oneself on one page, with the ways to change it."""
    person = request.user
    roles = Membership.objects.filter(person=person, ended_at__isnull=True)
    accepted = ConductAcceptance.objects.filter(person=person, edition=CONDUCT_EDITION).first()
    held: dict[str, Any] = {}
    for one in Authenticator.objects.filter(user=person):
        if one.type == Authenticator.Type.WEBAUTHN:
            held.setdefault(one.type, []).append(one.wrap())
        else:
            held[one.type] = one.wrap()
    rows = [
        Row("Name", person.name),
        Row("E-mail address", person.email),
        Row("Password", "Set", reverse("account_change_password")) if person.has_usable_password() else None,
        Row(
            "Code of conduct",
            f"Accepted on {moment(accepted.accepted_at)}" if accepted else "",
            reverse("conduct"),
            "Read",
        ),
    ]
    order = ("programme__title", "inspection__slug", "role")
    places = roles.select_related("programme", "inspection__partnership", "inspection__programme").order_by(
        *order
    )
    found = {
        "title": person.name,
        "rows": [row for row in rows if row],
        "roles": role_table(places, request.actor),
        "factors": factor_rows(held),
        "interests": [
            of_programme(one.partnership)
            for one in Interest.objects.filter(person=person, ended_at__isnull=True).select_related(
                "partnership__programme"
            )
        ],
        "sessions": UserSession.objects.filter(user=person).count(),
        "tokens": ApiToken.objects.filter(person=person, revoked_at__isnull=True).count(),
        "may_invite": bool(roles_to_give(held.role for held in request.actor.roles)),
    }
    return render(request, "accounts/account.html", found)


def conduct(request: HttpRequest) -> HttpResponse:
    """The code of conduct; accepted once an edition, after the second factor and before all else."""
    actor = request.actor
    if not actor.second_factor:
        return redirect("mfa_index")
    form = ConductForm(request.POST or None, initial={"edition": CONDUCT_EDITION})
    if request.method == "POST" and form.is_valid():
        try:
            accept_conduct(actor=actor, edition=form.cleaned_data["edition"])
            return redirect("my-work")
        except Invalid as error:
            put_on_form(form, error)
    found = {
        "title": "Code of conduct",
        "crumbs": [YOU] if actor.conduct_accepted else [],
        "form": None if actor.conduct_accepted else form,
        "sections": CODE,
        "lead": "Everyone who works in Cairn keeps to this.",
        "edition": CONDUCT_EDITION,
    }
    return render(request, "accounts/conduct.html", found, status=status_of(form))


def interests(request: HttpRequest) -> HttpResponse:
    """Interests declared, what they mean, and a form for one more."""
    actor = request.actor
    form = InterestForm(request.POST or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        try:
            row = declare_interest(actor=actor, partnership_id=wanted["partnership"], reason=wanted["reason"])
            messages.success(
                request,
                f"Your interest in {of_programme(row.partnership)} is declared, and holds from now on.",
            )
            return redirect("interests")
        except Invalid as error:
            put_on_form(form, error)
    declared = Interest.objects.filter(person_id=actor.person_id, ended_at__isnull=True)
    past = Interest.objects.filter(person_id=actor.person_id, ended_at__isnull=False)
    found = {
        "title": "Declared interests",
        "crumbs": [YOU],
        "crumbs_here": "Declared interests",
        "form": form,
        "declared": interest_table(declared.select_related("partnership__programme").order_by("declared_at")),
        "past": past.select_related("partnership__programme").order_by("-ended_at")[:25],
        "barred": barred_sentences(request),
    }
    return render(request, "accounts/interests.html", found, status=status_of(form))


def barred_sentences(request: HttpRequest) -> list[str]:
    """What declaring an interest would take from this person, where they are in a team."""
    barred = roles_barred(request.actor)
    found = Partnership.objects.filter(pk__in=barred).select_related("programme")
    names = {one.pk: of_programme(one) for one in found}
    return [
        f"In {names[UUID(key)]}, you are {', '.join(role.label for role in roles)}. With an interest there "
        "you keep the role, but read and decide nothing there, until somebody else has your part."
        for key, roles in barred.items()
        if UUID(key) in names and key not in request.actor.interests
    ]


def interest_end(request: HttpRequest, key: UUID) -> HttpResponse:
    row = Interest.objects.filter(pk=key, person=request.user, ended_at__isnull=True).first()
    if row is None:
        raise missing("declared interest")
    if request.method == "POST":
        end_interest(actor=request.actor, interest_id=row.pk)
        messages.success(request, f"Your interest in {of_programme(row.partnership)} has ended.")
        return redirect("interests")
    found = {
        "title": f"End your interest in {of_programme(row.partnership)}?",
        "crumbs": [YOU, Link("Declared interests", reverse("interests"))],
        "crumbs_here": "End",
        "text": f"Declared on {day_in_words(row.declared_at.date())}: {row.reason}",
        "consequences": [
            "You read and judge there again, as far as your roles reach.",
            "The programme leads and the leads of its inspection are told.",
            "That you declared it, and when you ended it, stays in the history.",
        ],
        "submit": "End this interest",
        "cancel_url": reverse("interests"),
    }
    return render(request, "workspace/confirm.html", found)


def sessions(request: HttpRequest) -> HttpResponse:
    """Where one is signed in; one session, or all others, can be ended."""
    mine = UserSession.objects.purge_and_list(request.user)
    present = request.session.session_key
    if request.method == "POST":
        wanted = request.POST.get("session", "")
        ended = _end(request, [one for one in mine if one.session_key != present], wanted)
        if ended:
            at_the_door(Door.SESSIONS_ENDED, request.user, count=ended)
            many = "One session is" if ended == 1 else f"{ended} sessions are"
            messages.success(request, f"{many} ended.")
        return redirect("usersessions_list")
    found = {
        "title": "Where you are signed in",
        "crumbs": [YOU],
        "crumbs_here": "Sessions",
        "sessions": session_rows(mine, present),
        "others": sum(one.session_key != present for one in mine),
    }
    return render(request, "usersessions/usersession_list.html", found)


def _end(request: HttpRequest, others: list[UserSession], wanted: str) -> int:
    if wanted == "others":
        return end_other_sessions(request)
    chosen = [one for one in others if str(one.pk) == wanted]
    for one in chosen:
        one.end()
    return len(chosen)
