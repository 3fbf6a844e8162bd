"""Widgets whose look needs more than Django's: each names the partial in components/fields that draws it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms

from cairn.framework.model import Scale
from cairn.web.components.words import day_in_words, size_in_words


class DayInput(forms.TextInput):
    """One text field for a day. What is shown back is “12 March 2026”."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"class": "width-20", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        return day_in_words(value) if isinstance(value, date) else super().format_value(value)


class WordsInput(forms.Textarea):
    """A textarea that tells how many words may still be written."""

    def __init__(self, most: int, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"rows": 8, "data-max-words": most, **(attrs or {})})
        self.most = most


class DescribedRadios(forms.RadioSelect):
    """Radios with a hint beneath some choices: `hints` maps a choice's value, as text, to its hint."""

    def __init__(self, hints: Mapping[str, str] | None = None, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs)
        self.hints = dict(hints or {})


class DescribedCheckboxes(forms.CheckboxSelectMultiple):
    """Checkboxes with a hint beneath some choices, given as for `DescribedRadios`."""

    def __init__(self, hints: Mapping[str, str] | None = None, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs)
        self.hints = dict(hints or {})


class ScalePicker(forms.RadioSelect):
    """The points of an evaluation scale, best first, each with its meaning in view."""

    def __init__(self, scale: Scale, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs)
        self.scale = scale
        self.meanings = {str(point.value): point.meaning for point in scale.points}


class UploadInput(forms.FileInput):
    """A file to send. The browser warns of one that is too large; the field refuses it anyway."""

    def __init__(
        self, most_bytes: int, endings: Iterable[str] = (), attrs: dict[str, Any] | None = None
    ) -> None:
        self.endings = tuple(endings)
        asked = {"data-max-bytes": most_bytes} | ({"accept": ",".join(self.endings)} if self.endings else {})
        super().__init__(attrs=asked | (attrs or {}))
        self.most = size_in_words(most_bytes)
