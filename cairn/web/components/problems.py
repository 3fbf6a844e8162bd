"""What an act found wrong, put back where the person wrote it."""

from __future__ import annotations

from django.forms import BaseForm

from cairn.errors import Invalid


def put_on_form(form: BaseForm, error: Invalid) -> None:
    """Every problem at its field; one whose field the form does not have stands above the form."""
    for problem in error.problems:
        field = problem.field if problem.field in form.fields else None
        form.add_error(field, f"{problem.message} {problem.remedy}".strip())


def status_of(form: BaseForm) -> int:
    """What a page with the form answers: 422 where something in it was refused."""
    return 422 if form.is_bound and form.errors else 200
