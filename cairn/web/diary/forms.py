"""Shapes of what is entered into the diary."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cairn.actions.activities import KINDS, ActivityPlan
from cairn.store.models import Activity
from cairn.web.components.fields import DayField, OnceField, TimeOfDayField, WordsField

Choices = list[tuple[str, str]]


class ActivityForm(forms.Form):
    """An activity on one day, or over several. `version` is that of the activity when the page was opened."""

    kind = forms.ChoiceField(label="What kind of activity?", choices=[("", "Choose one"), *KINDS.items()])
    title = forms.CharField(
        label="Title", max_length=200, help_text="For example, focus group with foster carers"
    )
    day = DayField(label="Day")
    begins = TimeOfDayField(label="Begins at", example="9:30", help_text="For example, 9:30 or 14:00")
    ends = TimeOfDayField(label="Ends at", example="16:00")
    last_day = DayField(label="Last day", required=False, help_text="Only when it lasts longer than a day.")
    place = forms.CharField(label="Place", max_length=200, required=False)
    lead_id = forms.ChoiceField(label="Who leads it?", required=False)
    indicators = forms.MultipleChoiceField(
        label="Which indicators is it for?", required=False, widget=forms.CheckboxSelectMultiple
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    key = OnceField()

    def __init__(self, *args: Any, team: Choices, indicators: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["lead_id"].choices = [("", "Nobody yet"), *team]
        self.fields["indicators"].choices = indicators

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("day") and told.get("begins") and told.get("ends"):
            told["starts_at"] = _at(told["day"], told["begins"])
            told["ends_at"] = _at(told.get("last_day") or told["day"], told["ends"])
            if told["ends_at"] <= told["starts_at"]:
                self.add_error("ends", ValidationError("It ends before it starts.", code="order"))
        return told


class NoteForm(forms.Form):
    """A note for the team."""

    text = WordsField(label="Note for the team", most=3000)
    key = OnceField()


def plan_of(told: dict[str, Any]) -> ActivityPlan:
    """What was entered, as the act takes it."""
    return ActivityPlan(
        kind=told["kind"],
        title=told["title"],
        starts_at=told["starts_at"],
        ends_at=told["ends_at"],
        place=told["place"],
        lead_id=told["lead_id"] or None,
        indicators=told["indicators"],
    )


def entered_of(activity: Activity) -> dict[str, Any]:
    """An activity as the form shows it."""
    begins, ends = timezone.localtime(activity.starts_at), timezone.localtime(activity.ends_at)
    return {
        "kind": activity.kind,
        "title": activity.title,
        "day": begins.date(),
        "begins": f"{begins:%H:%M}",
        "ends": f"{ends:%H:%M}",
        "last_day": ends.date() if ends.date() != begins.date() else None,
        "place": activity.place,
        "lead_id": str(activity.lead_id or ""),
        "indicators": activity.indicators,
        "version": activity.version,
    }


def _at(day: date, moment: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, moment))
