"""What a view of allauth answers when it refuses its form."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse


class Refusing:
    """422 as with every other form, where allauth says 200. Only after the commit: that a try failed is
    counted and kept, so that nobody can try for ever."""

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        if response.status_code == 200:
            response.ends_as = 422  # type: ignore[attr-defined]
        return response
