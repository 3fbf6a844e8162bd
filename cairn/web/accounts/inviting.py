"""Invitations: made and withdrawn by those who give roles, opened by those who are invited."""

from __future__ import annotations

from uuid import UUID

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.core.mail import send_mail
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import never_cache

from cairn.actions.acting import missing, refused
from cairn.actions.invitations import (
    Opened,
    Wanted,
    accept_invitation,
    join,
    opened_by,
    withdraw_invitation,
)
from cairn.actions.invitations import (
    invite as make_invitation,
)
from cairn.errors import Invalid
from cairn.policy.model import Refusal
from cairn.policy.roles import MEANINGS, Role, roles_to_give
from cairn.store.models import Invitation
from cairn.web.accounts.doors import mail_is_sent
from cairn.web.accounts.forms import InvitationForm, JoinForm
from cairn.web.accounts.presenters import invitation_table
from cairn.web.components.beside import is_confirmed, put_or_ask
from cairn.web.components.problems import put_on_form, status_of
from cairn.web.components.values import Link
from cairn.web.components.words import day_in_words

NOBODY = Refusal(
    "not-your-role",
    "Only the programme lead, an inspection lead or a partnership coordinator may invite people.",
    "Ask one of them.",
)


def invitations(request: HttpRequest) -> HttpResponse:
    """The invitations this person may see: their own, and those of programmes and inspections they lead."""
    _require_giver(request)
    rows = Invitation.objects.select_related(
        "programme", "inspection__partnership", "inspection__programme", "invited_by"
    )
    page = Paginator(rows.order_by("-created_at", "pk"), 25).get_page(request.GET.get("page"))
    found = {"title": "Invitations", "page": page, "invitations": invitation_table(page, request.actor)}
    return render(request, "accounts/invitations.html", found)


@never_cache
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody. The link goes by mail, or is in the answer to this form and nowhere else."""
    _require_giver(request)
    form = InvitationForm(request.POST or None, actor=request.actor, initial=_asked_for(request))
    if request.method == "POST" and form.is_valid():
        programme, inspection = form.where()
        wanted = Wanted(
            email=form.cleaned_data["email"],
            name=form.cleaned_data["name"],
            body=form.cleaned_data["body"],
            role=form.cleaned_data["role"],
            programme_id=programme,
            inspection_id=inspection,
            beside=is_confirmed(request),
        )
        try:
            row, secret = make_invitation(actor=request.actor, wanted=wanted)
        except Invalid as error:
            put_or_ask(form, error)
        else:
            return _made(request, row, secret)
    found = {
        "title": "Invite somebody",
        "crumbs": [Link("Invitations", reverse("invitations"))],
        "crumbs_here": "Invite",
        "form": form,
        "submit": "Invite",
        "cancel_url": reverse("invitations"),
        "by_mail": mail_is_sent(),
    }
    return render(request, "accounts/invite.html", found, status=status_of(form))


def _made(request: HttpRequest, row: Invitation, secret: str) -> HttpResponse:
    link = settings.SITE_ADDRESS + reverse("invitation-open", args=[secret])
    if mail_is_sent() and _mailed(request, row, link):
        messages.success(request, f"{row.name} is invited; the link went to {row.email}.")
        return redirect("invitations")
    found = {
        "title": f"Pass this link on to {row.name}",
        "crumbs": [Link("Invitations", reverse("invitations"))],
        "crumbs_here": row.name,
        "link": link,
        "invitation": row,
        "mail_failed": mail_is_sent(),
        "until": day_in_words(row.expires_at.date()),
    }
    return render(request, "accounts/invited.html", found)


def _mailed(request: HttpRequest, row: Invitation, link: str) -> bool:
    role = Role(row.role)
    words = {
        "name": row.name,
        "by": request.user.name,
        "role": role.label,
        "meaning": MEANINGS[role],
        "place": row.inspection.partnership.name if row.inspection else row.programme.title,
        "link": link,
        "until": day_in_words(row.expires_at.date()),
    }
    text = render_to_string("accounts/mail/invitation.txt", words)
    try:
        send_mail("Cairn: you are invited", text, settings.DEFAULT_FROM_EMAIL, [row.email])
    except OSError:  # what a mail server or the way to it can do wrong; the link is then passed on by hand
        return False
    return True


def withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    _require_giver(request)
    row = Invitation.objects.filter(pk=key).first()
    if row is None:
        raise missing("invitation")
    if request.method == "POST":
        withdraw_invitation(actor=request.actor, invitation_id=row.pk)
        messages.success(request, f"The invitation of {row.name} is withdrawn.")
        return redirect("invitations")
    found = {
        "title": f"Withdraw the invitation of {row.name}?",
        "crumbs": [Link("Invitations", reverse("invitations"))],
        "crumbs_here": "Withdraw",
        "text": f"To {row.email}, as {Role(row.role).label}.",
        "consequences": ["The link opens nothing any more, and says so kindly."],
        "submit": "Withdraw it",
        "cancel_url": reverse("invitations"),
    }
    return render(request, "workspace/confirm.html", found)


@never_cache
def opened(request: HttpRequest, secret: str) -> HttpResponse:
    """The invited person opens the link: a new account, or the role for the account they have."""
    person = request.user if request.user.is_authenticated else None
    found = opened_by(secret, then_answer_to=str(person.pk) if person else None)
    if found is None or found.state != "open":
        return _closed(request, found)
    if person is not None and person.email == found.email:
        return _taken(request, found, secret)
    if person is not None or found.has_account:
        return render(request, "accounts/invitation_sign_in.html", _about(found) | {"other": person})
    form = JoinForm(request.POST or None, initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        try:
            made = join(secret=secret, name=form.cleaned_data["name"], password=form.cleaned_data["password"])
        except Invalid as error:
            put_on_form(form, error)
        else:
            return perform_password_login(request, {"email": made.email}, Login(user=made, email=made.email))
    about = _about(found) | {"form": form}
    return render(request, "accounts/invitation_join.html", about, status=status_of(form))


def _taken(request: HttpRequest, found: Opened, secret: str) -> HttpResponse:
    if request.method == "POST":
        accept_invitation(actor=request.actor, secret=secret)
        messages.success(request, f"You are now {found.role.label}: {found.place}.")
        return redirect("my-work")
    return render(request, "accounts/invitation_take.html", _about(found))


def _closed(request: HttpRequest, found: Opened | None) -> HttpResponse:
    """Whatever became of it, the person is told whom to ask."""
    state = found.state if found else "unknown"
    words = {"title": "This invitation is no longer open", "state": state, "invitation": found}
    return render(request, "accounts/invitation_closed.html", words, status=410 if found else 404)


def _about(found: Opened) -> dict[str, object]:
    return {
        "title": f"You are invited: {found.role.label}",
        "lead": found.place,
        "invitation": found,
        "role": found.role.label,
        "meaning": MEANINGS[found.role],
        "until": day_in_words(found.expires_at.date()),
    }


def _asked_for(request: HttpRequest) -> dict[str, str]:
    """What a link to this page asks for: a place and a role, taken only if they are among those offered."""
    return {name: request.GET[name] for name in ("place", "role") if name in request.GET}


def _require_giver(request: HttpRequest) -> None:
    if not roles_to_give(held.role for held in request.actor.roles):
        raise refused(NOBODY)
