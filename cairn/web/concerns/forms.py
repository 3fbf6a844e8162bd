"""Forms about concerns. Whoever fills them in may be upset: they ask little, and lose nothing."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django import forms

from cairn.actions.concerns import LONGEST_LINE, Told
from cairn.policy.model import Actor
from cairn.store.models import Inspection
from cairn.web.components.fields import WordsField
from cairn.web.components.place import name_of
from cairn.web.components.widgets import DescribedRadios, WordsInput
from cairn.web.concerns.verbs import Verb

MOST_WORDS = 1000
MOST_RADIOS = 6
URGENCY = (
    ("now", "Now: a child may be at risk of harm"),
    ("today", "Today: I am worried, and no child is in danger at this moment"),
)


class RaiseForm(forms.Form):
    """Step one. The same fields travel hidden through step two: they are stored nowhere in between."""

    inspection = forms.ChoiceField(
        label="Which inspection were you working on?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the inspection in which you learned of this."},
    )
    urgency = forms.ChoiceField(
        label="How soon should somebody look at this?",
        choices=URGENCY,
        widget=DescribedRadios({"now": "Call 999 first if a child is in danger at this moment."}),
        error_messages={"required": "Choose how soon somebody should look at this."},
    )
    what = WordsField(
        most=MOST_WORDS,
        label="What did you see, hear or read?",
        help_text="In your own words. It need not be tidy, and you need not be certain.",
        widget=WordsInput(MOST_WORDS, attrs={"rows": 6}),
        error_messages={"required": "Write what you saw, heard or read. A sentence is enough."},
    )
    identity = forms.CharField(
        label="Which child is it?",
        max_length=LONGEST_LINE,
        help_text="A name, a date of birth, the label of the record: whatever lets the right child be found. "
        "This is the only place in Cairn for it.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Say how the child can be found, even if you do not know the name."},
    )
    where_now = forms.CharField(
        label="Where is the child now?",
        max_length=LONGEST_LINE,
        required=False,
        help_text="If you know.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: object, actor: Actor, inspections: Sequence[Inspection], **options: object
    ) -> None:
        super().__init__(*args, **options)
        self.inspections = {str(row.pk): row for row in inspections}
        self.names = {key: name_of(row, actor) for key, row in self.inspections.items()}
        field = self.fields["inspection"]
        if len(inspections) > MOST_RADIOS:
            field.widget = forms.Select()
        first = [("", "Choose one")] if len(inspections) > MOST_RADIOS else []
        field.choices = [*first, *self.names.items()]
        if len(inspections) == 1:
            field.widget = forms.HiddenInput()
            field.initial = next(iter(self.inspections))

    @property
    def told(self) -> Told:
        """What was entered, once the form is valid."""
        said = self.cleaned_data
        return Told(**{name: said[name] for name in ("what", "identity", "where_now", "urgency")})

    @property
    def chosen(self) -> Inspection:
        return self.inspections[self.cleaned_data["inspection"]]

    @property
    def place(self) -> str:
        """The chosen inspection, as it is told from the others."""
        return self.names[self.cleaned_data["inspection"]]

    @property
    def entered(self) -> list[tuple[str, object]]:
        """Names and values of the fields but the key, to be sent again from step two."""
        return [(name, self.cleaned_data[name]) for name in self.fields if name != "key"]

    @property
    def key_given(self) -> UUID | None:
        return self.cleaned_data.get("key")


class NoteForm(forms.Form):
    """What somebody who answers for a concern writes down about it."""

    note = WordsField(most=MOST_WORDS, label="Note", widget=WordsInput(MOST_WORDS, attrs={"rows": 5}))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: object, verb: Verb, **options: object) -> None:
        super().__init__(*args, **options)
        note = self.fields["note"]
        note.label, note.help_text, note.required = verb.label, verb.hint, verb.needed
        note.error_messages["required"] = "Write a sentence or two, so that whoever comes after you knows."
