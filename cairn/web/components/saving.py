"""Saving what was written on a page; when somebody else was quicker, nothing of it is lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.timezone import localtime

from cairn.errors import Invalid, Stale
from cairn.store.models.base import Versioned
from cairn.web.components.problems import put_on_form
from cairn.web.components.values import Difference
from cairn.web.components.words import day_in_words


@dataclass(frozen=True, slots=True)
class Tried:
    """How it went: saved, or the status to show the form again with, and how the two versions differ."""

    saved: bool = False
    status: int = 200
    stale: str = ""
    differences: Sequence[Difference] = ()


def try_to_save(
    request: HttpRequest, form: forms.Form, save: Callable[[dict], object], renewed: Callable[[], object]
) -> Tried:
    """Save what the form holds, if it was sent and is in order.

    When somebody else has saved meanwhile, the form keeps what was written and takes the present version from
    `renewed` (for its hidden field), so that it can be saved again on purpose.
    """
    if request.method != "POST":
        return Tried()
    if not form.is_valid():
        return Tried(status=422)
    try:
        save(form.cleaned_data)
    except Invalid as error:
        put_on_form(form, error)
        return Tried(status=422)
    except Stale as error:
        _renew(form, renewed())
        return Tried(status=409, stale=error.problems[0].message, differences=differences(form, error))
    return Tried(saved=True)


def version_of(row: Versioned) -> int:
    """The version of the row as it stands now."""
    return type(row)._default_manager.values_list("version", flat=True).get(pk=row.pk)


def version_sent(request: HttpRequest) -> int:
    """The version of the row when the page was opened; 0, which is never the present one, when none was
    sent."""
    written = request.POST.get("version", "")
    return int(written) if re.fullmatch(r"[0-9]{1,9}", written) else 0


def differences(form: forms.Form, error: Stale) -> list[Difference]:
    """What is there now beside what was to be saved, where they differ, in the words of the form."""
    return [
        Difference(
            label=_label(form, name),
            saved=_shown(form, name, error.theirs.get(name)),
            yours=_shown(form, name, mine),
        )
        for name, mine in error.mine.items()
        if str(error.theirs.get(name) or "") != str(mine or "")
    ]


def _renew(form: forms.Form, value: object) -> None:
    name = "version" if "version" in form.fields else "seen"
    data = form.data.copy()
    data[form.add_prefix(name)] = str(value)
    form.data = data


def _label(form: forms.Form, name: str) -> str:
    return str(form.fields[name].label) if name in form.fields else name.replace("_", " ").capitalize()


def _shown(form: forms.Form, name: str, value: object) -> str:
    """A value as a person reads it."""
    if value in (None, ""):
        return ""
    if isinstance(value, list | tuple):
        return "\n".join(_shown(form, name, one) for one in value)
    if isinstance(value, datetime):
        there = localtime(value)
        return f"{day_in_words(there.date())}, {there:%H:%M}"
    if isinstance(value, date):
        return day_in_words(value)
    for choice, words in _flat(getattr(form.fields.get(name), "choices", ())):
        if str(choice) == str(value):
            return str(words)
    return str(value)


def _flat(choices: Iterable[Any]) -> list[tuple[object, object]]:
    flat: list[tuple[object, object]] = []
    for value, words in choices:
        flat += words if isinstance(words, list | tuple) else [(value, words)]
    return flat
