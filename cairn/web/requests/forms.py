"""Shapes of what is asked and answered."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.conf import settings

from cairn.actions.examining import ENDINGS
from cairn.actions.requests import KINDS, RequestPlan
from cairn.web.components.fields import DayField, OnceField, UploadField
from cairn.web.components.widgets import DescribedRadios, WordsInput
from cairn.web.uploading import too_large

HINTS = {
    "pre_inspection_return": "The list of children by care group, without names. Cairn offers a sheet.",
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
    key = OnceField()


class AnswerForm(forms.Form):
    """The words of an answer, and a file beside them. How many words they may be is judged when it is sent:
    nothing is lost before.

    `opened` tells what the words were when the page was opened: a file can be added while somebody else is
    writing, without putting the old words in place of theirs.
    """

    answer_text = forms.CharField(
        label="Your answer", required=False, widget=forms.Textarea(attrs={"rows": 14})
    )
    file = UploadField(label="Add a file", endings=ENDINGS, most_bytes=settings.UPLOAD_LIMIT, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    opened = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, most_words: int | None, step: str = "", too_large: bool = False, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.step, self.too_large = step, too_large
        # It may be kept unfinished, and nothing is sent without: to call it optional would be untrue.
        self.fields["answer_text"].unmarked = True
        self.fields["answer_text"].help_text = "Before it is sent it needs words, a file, or both."
        if most_words:
            self.fields["answer_text"].label = "Position statement"
            self.fields["answer_text"].help_text = "It can be kept unfinished; to be sent it needs its words."
            self.fields["answer_text"].widget = WordsInput(most_words)
            self.fields["answer_text"].widget.attrs["rows"] = 20

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if self.too_large:  # it was cut off while it arrived
            problem = too_large()
            self.add_error("file", f"{problem.message} {problem.remedy}")
        elif self.step == "add" and not told.get("file") and "file" not in self.errors:
            self.add_error("file", "Choose a file first, then add it.")
        return told

    @property
    def is_untouched(self) -> bool:
        """Whether the words are still those of the page that was opened. Only once the form is valid."""
        told = self.cleaned_data
        return "answer_text" not in self.data or told["opened"] == mark_of(told["answer_text"])


def mark_of(text: str) -> str:
    """Tells two texts apart; how a browser ends its lines makes no difference."""
    return hashlib.sha256("\n".join(text.strip().splitlines()).encode()).hexdigest()[:16]


class NoteForm(forms.Form):
    """What is said with a step."""

    note = forms.CharField(
        label="What is missing?", widget=forms.Textarea(attrs={"rows": 5}), max_length=4000
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


def plan_of(told: dict[str, Any]) -> RequestPlan:
    return RequestPlan(kind=told["kind"], title=told["title"], text=told["text"], due_on=told["due_on"])
