"""Forms of reports. They judge shape; the acts judge meaning, the core judges the words."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms


class BeginForm(forms.Form):
    about = forms.ChoiceField(label="What is the report about?", widget=forms.RadioSelect)
    title = forms.CharField(
        label="Title", max_length=200, help_text="Its address is made from the title and stays for ever."
    )
    summary = forms.CharField(
        label="What it says, in a sentence or two",
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="It stands under the title and in lists.",
    )

    another = forms.BooleanField(
        label="Begin another report on this inspection", required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: object, choices: Sequence[tuple[str, str]], **options: object) -> None:
        super().__init__(*args, **options)
        self.fields["about"].choices = choices

    def warn_of(self, titles: Sequence[str]) -> None:
        """Ask whether another is meant beside these."""
        said = ", ".join(f"“{title}”" for title in titles)
        self.fields["another"].widget = forms.CheckboxInput()
        self.add_error(
            "another", f"There is a report on this inspection already: {said}. Tick this if you mean another."
        )


class WritingForm(forms.Form):
    title = forms.CharField(label="Title", max_length=200)
    summary = forms.CharField(
        label="What it says, in a sentence or two",
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    text = forms.CharField(
        label="Text",
        strip=False,
        required=False,
        help_text="Markdown. A number-word is a link to its claim: [just over half](claim:records/…).",
        widget=forms.Textarea({"rows": 30, "spellcheck": "true", "class": "writing"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class StepForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)


class ReasonForm(StepForm):
    reason = forms.CharField(
        label="Why?", max_length=1000, widget=forms.Textarea({"rows": 4}), help_text="In a sentence or two."
    )
