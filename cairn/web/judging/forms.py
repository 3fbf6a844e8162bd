"""Forms of the ledger, the scope and the evaluations. They judge shape; the acts judge meaning."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time

from django import forms
from django.utils.timezone import localtime, make_aware

from cairn.actions.activities import KINDS, ActivityPlan
from cairn.actions.evaluations import CITED
from cairn.actions.ledger import LEVELS
from cairn.framework.model import Edition, Scale
from cairn.policy.states import LEDGER_ENTRY
from cairn.store.models import Activity, LedgerEntry
from cairn.web.components.fields import DayField, OnceField, ScaleField, TimeOfDayField, WordsField
from cairn.web.components.widgets import DescribedCheckboxes, DescribedRadios
from cairn.web.components.words import day_in_words

NO_NAMES = "Write no names of children, parents or staff."
LEVEL_HINTS = {
    "concern": "Something seems wrong.",
    "uncertainty": "We do not know enough to say.",
    "no_significant_concerns": "What we know so far gives no cause to look further.",
}
CITED_HINTS = {
    "record_reading": "What the children’s records showed.",
    "survey": "What staff, children, young people or parents answered.",
    "conversation": "An interview or a focus group.",
    "observation": "Something the team saw for itself.",
    "document": "The position statement, a policy, minutes, the partnership’s own data.",
    "ledger": "An entry of the triage ledger that is settled. Choose it below.",
}
Pairs = Iterable[tuple[str, str]]


class VersionForm(forms.Form):
    """`version` is that of the row the person saw when the page was opened."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class EntryForm(forms.Form):
    indicator = forms.ChoiceField(label="Which quality indicator?")
    topic = forms.CharField(
        label="Topic",
        max_length=200,
        help_text="The team will know it by these words, such as “Plans of children looked after at home”.",
    )
    level = forms.ChoiceField(
        label="How worried are we?", choices=tuple(LEVELS.items()), widget=DescribedRadios(LEVEL_HINTS)
    )
    reason = WordsField(most=500, label="Why?", help_text=NO_NAMES)
    owner_id = forms.ChoiceField(label="Who sees it through?")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    key = OnceField()

    def __init__(self, *args: object, edition: Edition, team: Mapping[str, str], **options: object) -> None:
        super().__init__(*args, **options)
        self.fields["indicator"].choices = [("", "Choose one"), *by_area(edition)]
        self.fields["owner_id"].choices = [("", "Choose one"), *team.items()]


class PlanForm(VersionForm):
    activities = forms.MultipleChoiceField(
        label="Which activities will settle it?", widget=DescribedCheckboxes, required=False
    )

    def __init__(self, *args: object, activities: Sequence[Activity], **options: object) -> None:
        super().__init__(*args, **options)
        field = self.fields["activities"]
        field.choices = [(str(one.pk), one.title) for one in activities]
        field.widget.hints = {str(one.pk): _said_of(one) for one in activities}


class NewActivityForm(VersionForm):
    kind = forms.ChoiceField(label="What kind of activity?", choices=[("", "Choose one"), *KINDS.items()])
    title = forms.CharField(label="Title", max_length=200, help_text="The partnership sees it in the diary.")
    day = DayField(label="Day")
    starts = TimeOfDayField(label="Begins at", example="9:30", help_text="For example, 9:30 or 14:00")
    ends = TimeOfDayField(label="Ends at", example="16:00")
    place = forms.CharField(label="Place", max_length=200, required=False)
    lead_id = forms.ChoiceField(label="Who leads it?", required=False)

    def __init__(self, *args: object, team: Mapping[str, str], **options: object) -> None:
        super().__init__(*args, **options)
        self.fields["lead_id"].choices = [("", "Nobody yet"), *team.items()]

    def plan(self, indicator: str) -> ActivityPlan:
        """The activity as the diary takes it."""
        told = self.cleaned_data
        return ActivityPlan(
            kind=told["kind"],
            title=told["title"],
            starts_at=_at(told["day"], told["starts"]),
            ends_at=_at(told["day"], told["ends"]),
            place=told["place"],
            lead_id=told["lead_id"] or None,
            indicators=(indicator,),
        )


class SettleForm(VersionForm):
    state = forms.ChoiceField(label="How does it end?", widget=DescribedRadios)
    outcome_text = WordsField(most=500, label="What was found?", help_text=NO_NAMES)

    def __init__(self, *args: object, outcomes: Sequence[str], **options: object) -> None:
        super().__init__(*args, **options)
        states = [LEDGER_ENTRY.state(name) for name in outcomes]
        field = self.fields["state"]
        field.choices = [(one.name, _first_up(one.title)) for one in states]
        field.widget.hints = {one.name: f"{_first_up(one.meaning.partition(': ')[2])}." for one in states}


class ReopenForm(VersionForm):
    reason = WordsField(most=300, label="Why is it opened again?", help_text=NO_NAMES)


class FilterForm(forms.Form):
    """Which entries of the ledger are shown."""

    indicator = forms.ChoiceField(label="Indicator", required=False)
    level = forms.ChoiceField(label="Level", required=False, choices=[("", "Every level"), *LEVELS.items()])
    state = forms.ChoiceField(label="State", required=False)
    owner = forms.ChoiceField(label="Owner", required=False, choices=[("", "Everybody"), ("me", "Only mine")])

    def __init__(self, *args: object, edition: Edition, **options: object) -> None:
        super().__init__(*args, **options)
        self.fields["indicator"].choices = [("", "Every indicator"), *by_area(edition)]
        states = [(one.name, _first_up(one.title)) for one in LEDGER_ENTRY.states]
        self.fields["state"].choices = [("", "Every state"), ("unsettled", "Not settled"), *states]


class DecideForm(forms.Form):
    included = forms.ChoiceField(
        label="Do we look at it?",
        choices=(("yes", "In scope"), ("no", "Out of scope")),
        widget=DescribedRadios(
            {
                "yes": "The team gathers evidence on it.",
                "no": "Nothing is planned for it; the reason says why that is right.",
            }
        ),
    )
    reason = WordsField(most=300, label="Why?", help_text=NO_NAMES)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class DecideSeveralForm(DecideForm):
    indicators = forms.MultipleChoiceField(label="Which indicators?", widget=DescribedCheckboxes)
    field_order = ("indicators", "included", "reason", "seen")

    def __init__(self, *args: object, choices: Pairs, hints: Mapping[str, str], **options: object) -> None:
        super().__init__(*args, **options)
        self.fields["indicators"].choices = list(choices)
        self.fields["indicators"].widget.hints = dict(hints)


class WriteForm(VersionForm):
    reason = WordsField(
        most=1500,
        label="Why this value?",
        help_text=f"Say what outweighs what, and how you know. {NO_NAMES}",
        required=False,
    )
    field_order = ("value", "reason", "version")

    def __init__(self, *args: object, scale: Scale, **options: object) -> None:
        super().__init__(*args, **options)
        self.fields["value"] = ScaleField(scale=scale, label="Which value?", required=False)
        self.order_fields(self.field_order)


class CiteForm(VersionForm):
    kind = forms.ChoiceField(
        label="What kind of evidence?", choices=tuple(CITED.items()), widget=DescribedRadios(CITED_HINTS)
    )
    reference = forms.CharField(
        label="Where is it found?",
        max_length=300,
        required=False,
        help_text="So that somebody else can look it up: a question of a survey, a day in the diary, "
        "a page of a document. Needed for everything but a ledger entry.",
    )
    entry = forms.ChoiceField(label="Which ledger entry?", required=False)
    note = WordsField(most=200, label="What does it show?", help_text=NO_NAMES, required=False)

    def __init__(self, *args: object, entries: Sequence[LedgerEntry], **options: object) -> None:
        super().__init__(*args, **options)
        named = [(str(one.pk), f"{one.indicator} {one.topic}") for one in entries]
        self.fields["entry"].choices = [("", "None"), *named]
        if not entries:
            del self.fields["entry"]
            self.fields["kind"].choices = [pair for pair in CITED.items() if pair[0] != "ledger"]


class OwnerForm(VersionForm):
    owner_id = forms.ChoiceField(label="Who owns it?")

    def __init__(self, *args: object, team: Mapping[str, str], **options: object) -> None:
        super().__init__(*args, **options)
        self.fields["owner_id"].choices = [("", "Choose one"), *team.items()]


class MoveForm(VersionForm):
    """Nothing to fill in: the page says what the move brings."""


class MoveWithReasonForm(VersionForm):
    note = WordsField(most=500, label="Why?", help_text=NO_NAMES)


def by_area(edition: Edition) -> list[tuple[str, list[tuple[str, str]]]]:
    """The indicators of an edition as choices, in their areas; a title that is not sure says so."""
    return [
        (
            f"{area.number} {area.title}",
            [(i.code, f"{i.code} {i.shown_title}") for i in edition.indicators if i.area == area.number],
        )
        for area in edition.areas
        if any(i.area == area.number for i in edition.indicators)
    ]


def _said_of(activity: Activity) -> str:
    begins = localtime(activity.starts_at)
    words = [KINDS.get(activity.kind, activity.kind), f"{day_in_words(begins.date())} at {begins:%H:%M}"]
    if activity.place:
        words.append(activity.place)
    if activity.state == "done":
        words.append("done")
    return ", ".join(words)


def _at(day: date, when: time) -> datetime:
    return make_aware(datetime.combine(day, when))


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]
