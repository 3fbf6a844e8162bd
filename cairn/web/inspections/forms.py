"""Forms of inspections and their teams. They judge shape; the acts judge meaning."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django import forms

from cairn.store.models import Partnership
from cairn.web.components.fields import DayField, WordsField


class InspectionForm(forms.Form):
    partnership = forms.ChoiceField(label="Which partnership is inspected?")
    notice_on = DayField(
        label="Day of notice",
        help_text="The timetable is reckoned from it. It can be set later. For example, 12 March 2026",
        required=False,
    )

    def __init__(self, *args: object, partnerships: Iterable[Partnership], **options: object) -> None:
        super().__init__(*args, **options)
        named = [(str(one.pk), f"{one.letter}: {one.name}") for one in partnerships]
        self.fields["partnership"].choices = [("", "Choose one"), *named]


class NoticeDayForm(forms.Form):
    notice_on = DayField(label="Day of notice", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class MoveForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)


class StepBackForm(MoveForm):
    note = WordsField(
        most=200,
        label="Why does the inspection go back a step?",
        help_text="The team reads it. Write no names of children, parents or staff.",
    )


class StopForm(MoveForm):
    note = WordsField(
        most=200,
        label="Why is the inspection stopped?",
        help_text="The team reads it. Write no names of children, parents or staff.",
    )


class HistoryForm(forms.Form):
    """What of the history is shown."""

    noun = forms.ChoiceField(label="What", required=False)
    first = DayField(label="From", required=False, help_text="")
    last = DayField(label="To", required=False, help_text="")

    def __init__(self, *args: object, nouns: Sequence[tuple[str, str]], **options: object) -> None:
        super().__init__(*args, **options)
        self.fields["noun"].choices = [("", "Everything"), *nouns]
