"""Shapes of what is asked and answered."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings

from cairn.actions.examination import ENDINGS
from cairn.actions.requests import KINDS, RequestPlan
from cairn.web.components.fields import DayField, UploadField
from cairn.web.components.widgets import DescribedRadios, WordsInput

HINTS = {
    "pre_inspection_return": "The list of children by care group, without names.",
    "documents": "Plans, minutes, audits: whatever shows how services work together.",
    "position_statement": "The partnership's own view of its services, in at most 5,000 words.",
    "other": "Anything else the team needs.",
}


class RequestForm(forms.Form):
    """A request to the partnership."""

    kind = forms.ChoiceField(
        label="What do you ask for?", choices=list(KINDS.items()), widget=DescribedRadios(HINTS)
    )
    title = forms.CharField(label="Title", max_length=200)
    text = forms.CharField(
        label="What exactly, and why?", required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    due_on = DayField(label="Due on")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class AnswerForm(forms.Form):
    """The words of an answer. How many they may be is judged when it is sent: nothing is lost before."""

    answer_text = forms.CharField(
        label="Your answer", required=False, widget=forms.Textarea(attrs={"rows": 14})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, most_words: int | None, **options: Any) -> None:
        super().__init__(*args, **options)
        if most_words:
            self.fields["answer_text"].label = "Position statement"
            self.fields["answer_text"].widget = WordsInput(most_words)
            self.fields["answer_text"].widget.attrs["rows"] = 20


class FileForm(forms.Form):
    """One file; a file that is too large was cut off while it arrived."""

    file = UploadField(label="Add a file", endings=ENDINGS, most_bytes=settings.UPLOAD_LIMIT)


class NoteForm(forms.Form):
    """What is said with a step."""

    note = forms.CharField(
        label="What is missing?", widget=forms.Textarea(attrs={"rows": 5}), max_length=4000
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


def plan_of(told: dict[str, Any]) -> RequestPlan:
    return RequestPlan(kind=told["kind"], title=told["title"], text=told["text"], due_on=told["due_on"])
