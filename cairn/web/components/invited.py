"""After an invitation: its link, told this once."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse


def tell_of_invitation(request: HttpRequest, name: str, email: str, secret: str, back: str) -> HttpResponse:
    """The page that shows the link of a new invitation. It is kept nowhere: who loses it invites anew."""
    try:
        link = settings.SITE_ADDRESS + reverse("invitation", args=[secret])
    except NoReverseMatch:
        link = ""
    context = {"title": f"{name} is invited", "name": name, "email": email, "link": link, "back": back}
    response = render(request, "workspace/invited.html", context)
    response["Cache-Control"] = "no-store"
    return response
