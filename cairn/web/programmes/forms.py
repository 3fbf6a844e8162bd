"""Forms that set up a programme. They judge shape; the acts judge meaning."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from cairn.actions.programmes import Plan
from cairn.actions.timetables import LONGEST_PHASE, HolidayPlan
from cairn.bridge.definitions import editions, gradable, instruments
from cairn.framework.timetable import PhasePlan
from cairn.store.models import Programme
from cairn.web.components.fields import DayField
from cairn.web.components.widgets import DescribedCheckboxes

MOST_ROWS = 40
WIDTH_10 = {"class": "width-10"}


class ProgrammeForm(forms.Form):
    title = forms.CharField(label="Title", max_length=200)
    years = forms.CharField(
        label="Years", max_length=20, help_text="For example, 2026–2028", widget=forms.TextInput(WIDTH_10)
    )
    edition = forms.ChoiceField(
        label="Which edition of which framework?",
        help_text="It stays once the programme has inspections.",
        widget=forms.RadioSelect,
    )
    graded = forms.MultipleChoiceField(
        label="What is graded on the six-point scale?",
        help_text="Each inspection ends with one evaluation for each of these.",
        widget=DescribedCheckboxes,
    )
    instruments = forms.MultipleChoiceField(
        label="Which instruments are used?", widget=DescribedCheckboxes, required=False
    )
    starts_on = DayField(label="First day of the programme")
    ends_on = DayField(label="Last day of the programme")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        self.fields["edition"].choices = [(key, one.title) for key, one in editions().items()]
        if len(editions()) == 1:
            self.fields["edition"].initial = next(iter(editions()))
        known = {code: title for one in editions().values() for code, title in gradable(one).items()}
        self.fields["graded"].choices = [
            (code, f"{code.replace('-', '–')} {title}") for code, title in known.items()
        ]
        self.fields["instruments"].choices = [(key, one.title) for key, one in instruments().items()]

    @property
    def plan(self) -> Plan:
        """What was entered, once the form is valid."""
        told = self.cleaned_data
        return Plan(
            title=told["title"],
            years=told["years"],
            edition=told["edition"],
            graded=tuple(told["graded"]),
            instruments=tuple(told["instruments"]),
            starts_on=told["starts_on"],
            ends_on=told["ends_on"],
        )


def programme_as_entered(programme: Programme) -> dict[str, object]:
    """A programme as the form would have been filled in."""
    return {
        "title": programme.title,
        "years": programme.years,
        "edition": f"{programme.framework}/{programme.edition}",
        "graded": programme.graded,
        "instruments": programme.instruments,
        "starts_on": programme.starts_on,
        "ends_on": programme.ends_on,
        "version": programme.version,
    }


class PhaseForm(forms.Form):
    name = forms.CharField(label="Name of the phase", max_length=80)
    weeks = forms.IntegerField(
        label="Weeks", min_value=1, max_value=LONGEST_PHASE, widget=forms.NumberInput({"class": "width-4"})
    )
    skips_holidays = forms.BooleanField(
        label="Weeks of school holidays do not count", required=False, initial=True
    )


class HolidayForm(forms.Form):
    name = forms.CharField(label="Name of the holidays", max_length=80)
    first_day = DayField(label="First day")
    last_day = DayField(label="Last day")


class PartnershipForm(forms.Form):
    letter = forms.CharField(
        label="Letter", max_length=8, help_text="It stands in tables.", widget=forms.TextInput(WIDTH_10)
    )
    name = forms.CharField(label="Name", max_length=120)


class VersionForm(forms.Form):
    """Which version of the programme was on the screen."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class Rows(BaseFormSet):
    """A list set as a whole: rows can be changed, taken away, and added at the end."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = "Take this away"
        if "ORDER" in form.fields:
            form.fields["ORDER"].label = "Place in the order"
            form.fields["ORDER"].widget = forms.NumberInput({"class": "width-4"})

    @property
    def filled(self) -> list[dict[str, Any]]:
        """The rows that are kept, in their order. Only once the formset is valid."""
        kept = self.ordered_forms if self.can_order else self._kept()
        return [form.cleaned_data for form in kept]

    def _kept(self) -> list[forms.Form]:
        return [form for form in self if form.cleaned_data and form not in self.deleted_forms]


PhaseRows = formset_factory(
    PhaseForm, formset=Rows, extra=2, max_num=MOST_ROWS, absolute_max=MOST_ROWS,
    can_delete=True, can_delete_extra=False, can_order=True,
)  # fmt: skip
HolidayRows = formset_factory(
    HolidayForm, formset=Rows, extra=2, max_num=MOST_ROWS, absolute_max=MOST_ROWS,
    can_delete=True, can_delete_extra=False,
)  # fmt: skip


def phases_entered(rows: Rows) -> list[PhasePlan]:
    return [
        PhasePlan(str(row["name"]), int(str(row["weeks"])), bool(row["skips_holidays"]))
        for row in rows.filled
    ]


def holidays_entered(rows: Rows) -> list[HolidayPlan]:
    return [HolidayPlan(row["name"], row["first_day"], row["last_day"]) for row in rows.filled]
