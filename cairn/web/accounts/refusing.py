"""What every view of allauth's has here: an honest answer when it refuses its form, and a way back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from cairn.web.accounts.presenters import YOU


class OfAccount:
    """A page below that of one's account; without a way there for whoever is still on the way in."""

    request: HttpRequest

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**more)  # type: ignore[misc]
        actor = self.request.actor  # type: ignore[attr-defined]
        return found | {"crumbs": [YOU] if actor.second_factor and actor.conduct_accepted else []}


class Refusing:
    """422 as with every other form, where allauth says 200. Only after the commit: that a try failed is
    counted and kept, so that nobody can try for ever."""

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        if response.status_code == 200:
            response.ends_as = 422  # type: ignore[attr-defined]
        return response
