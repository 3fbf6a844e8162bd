"""How a bound field becomes a question: its partial, its classes, its errors and where they lead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from cairn.web.components.sentences import plainly
from cairn.web.components.widgets import ScalePicker, UploadInput, WordsInput

# The first that fits decides; a widget of none of these classes is drawn as a text field.
KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (ScalePicker, "scale"),
    (forms.CheckboxSelectMultiple, "checkboxes"),  # in Django a kind of RadioSelect
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
    (UploadInput, "upload"),
    (forms.FileInput, "upload"),
    (WordsInput, "words"),
)
LISTS = (forms.RadioSelect, forms.CheckboxSelectMultiple)


@dataclass(frozen=True, slots=True)
class Choice:
    """A radio or a checkbox, ready to be drawn."""

    id: str
    name: str
    value: str
    label: str
    hint: str
    meaning: str
    checked: bool
    disabled: bool


def partial_for(field: BoundField) -> str:
    """The name of the template in components/fields that draws a field."""
    widget = field.field.widget
    kind = next((kind for known, kind in KINDS if isinstance(widget, known)), "text")
    return f"components/fields/{kind}.html"


def drawn_widget(field: BoundField) -> SafeString:
    """The control itself, with the classes of the design system and those the form gave."""
    widget = field.field.widget
    base = {forms.Select: "ds_select", forms.CheckboxInput: "ds_checkbox__input"}
    own = next((name for known, name in base.items() if isinstance(widget, known)), "ds_input")
    classes = [own, str(widget.attrs.get("class", "")), f"{own}--error" if field.errors else ""]
    attrs = {"class": " ".join(filter(None, classes))}
    if isinstance(widget, forms.NumberInput):
        # A number field loses what is no number, and changes when scrolled over; a text field does neither.
        widget.input_type = "text"
        attrs["inputmode"] = (
            "decimal" if isinstance(field.field, forms.FloatField | forms.DecimalField) else "numeric"
        )
        widget.attrs = {k: v for k, v in widget.attrs.items() if k not in ("min", "max", "step")}
    return field.as_widget(attrs=attrs)


def choices_of(field: BoundField) -> Iterator[Choice]:
    widget = field.field.widget
    hints, meanings = getattr(widget, "hints", {}), getattr(widget, "meanings", {})
    for option in field.subwidgets:
        data = option.data
        value = str(data["value"])
        yield Choice(
            id=option.id_for_label,
            name=data["name"],
            value=value,
            label=str(data["label"]),
            hint=hints.get(value, ""),
            meaning=meanings.get(value, ""),
            checked=bool(data["selected"]),
            disabled=bool(data["attrs"].get("disabled") or field.field.disabled),
        )


def errors_of(field: BoundField) -> list[str]:
    """The errors of a field, each as what to do about it."""
    found = field.errors.as_data()
    return [sentence for error in found for sentence in plainly(error, str(field.label))]


def in_summary(field: BoundField, error: str) -> str:
    """An error as it stands in the list at the top of the page, where its field is not beside it."""
    return error if str(field.label) in error else f"{field.label} – {error}"


def target_of(field: BoundField) -> str:
    """The id an error in the summary leads to: the control, or the first of a list of choices."""
    return f"{field.auto_id}_0" if isinstance(field.field.widget, LISTS) else field.auto_id
