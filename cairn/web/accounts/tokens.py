"""Tokens for programs: made, shown once, revoked."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from cairn.actions.acting import missing
from cairn.actions.tokens import make_token, revoke_token
from cairn.errors import Invalid
from cairn.store.models import ApiToken
from cairn.web.accounts.forms import TokenForm
from cairn.web.accounts.presenters import YOU, token_table
from cairn.web.components.problems import put_on_form, status_of
from cairn.web.components.values import Link
from cairn.web.components.words import day_in_words


@never_cache
def tokens(request: HttpRequest) -> HttpResponse:
    """One's tokens, and a form for a new one. Its secret is in the answer to the form and nowhere else, not
    even in the session: loading the page again makes no second token, for its name is taken."""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row, secret = make_token(actor=request.actor, **form.cleaned_data)
        except Invalid as error:
            put_on_form(form, error)
        else:
            return _made(request, row, secret)
    mine = ApiToken.objects.filter(person=request.user)
    listed = mine.order_by(F("revoked_at").desc(nulls_first=True), "-created_at")[:50]
    found: dict[str, object] = {
        "title": "Tokens for programs",
        "crumbs": [YOU],
        "crumbs_here": "Tokens",
        "form": form,
        "tokens": token_table(listed),
    }
    return render(request, "accounts/tokens.html", found, status=status_of(form))


def _made(request: HttpRequest, row: ApiToken, secret: str) -> HttpResponse:
    found = {
        "title": "Your new token",
        "token": row,
        "secret": secret,
        "crumbs": [YOU, list_of_tokens()],
        "crumbs_here": row.name,
    }
    return render(request, "accounts/token_made.html", found)


def revoke(request: HttpRequest, key: UUID) -> HttpResponse:
    row = ApiToken.objects.filter(pk=key, person=request.user).first()
    if row is None:
        raise missing("token")
    if request.method == "POST":
        revoke_token(actor=request.actor, token_id=row.pk)
        messages.success(request, f"The token “{row.name}” is revoked.")
        return redirect("tokens")
    found = {
        "title": f"Revoke the token “{row.name}”?",
        "crumbs": [YOU, list_of_tokens()],
        "crumbs_here": "Revoke",
        "text": f"It would be good until {day_in_words(row.expires_at.date())}.",
        "consequences": ["The program that uses it reads nothing more, at once."],
        "cannot_undo": True,
        "submit": "Revoke it",
        "submit_kind": "warning",
        "cancel_url": reverse("tokens"),
    }
    return render(request, "workspace/confirm.html", found)


def list_of_tokens() -> Link:
    return Link("Tokens", reverse("tokens"))
