"""Asking whether two are to hold a role that one holds: the question stands in the form once it is needed."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest

from cairn.actions.memberships import BESIDE
from cairn.errors import Invalid
from cairn.web.components.problems import put_on_form


def is_confirmed(request: HttpRequest) -> bool:
    return request.POST.get(BESIDE) == "on"


def put_or_ask(form: forms.Form, error: Invalid) -> None:
    """The problems on the form; and, where somebody holds the role already, the question with them."""
    if any(problem.field == BESIDE for problem in error.problems):
        form.fields[BESIDE] = forms.BooleanField(
            label="Yes, both are to hold the role until I end one of them", required=False
        )
    put_on_form(form, error)
