"""Form fields with errors addressed to a person. They judge shape; meaning is judged elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from cairn.framework.model import Scale
from cairn.web.components.widgets import DayInput, ScalePicker, UploadInput, WordsInput
from cairn.web.components.words import count_words, day_in_words, read_day, size_in_words

EARLIEST = date(1900, 1, 1)


class TimeOfDayField(forms.TimeField):
    """A time of day as people write it: 9:30, 9.30 or 9."""

    def __init__(self, *, example: str, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput({"class": "width-4"}))
        options.setdefault("error_messages", {"invalid": f"Write a time such as {example}."})
        super().__init__(input_formats=["%H:%M", "%H.%M", "%H"], **options)


class OnceField(forms.Field):
    """The key by which a form that is sent twice is known; made when its page is opened. What is no key
    counts as none: nothing a person wrote is lost over it."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput, initial=uuid4)

    def to_python(self, value: Any) -> UUID | None:
        try:
            return UUID(str(value))
        except ValueError:
            return None


class DayField(forms.Field):
    """A day, from one text field. Without bounds it lies between 1 January 1900 and the year 2100."""

    def __init__(
        self, *, earliest: date = EARLIEST, latest: date = date(2100, 12, 31), **options: Any
    ) -> None:
        options.setdefault("widget", DayInput())
        options.setdefault("help_text", "For example, 12 March 2026")
        super().__init__(**options)
        self.earliest, self.latest = earliest, latest

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        day = value if isinstance(value, date) else read_day(str(value))
        if day is None:
            raise ValidationError(
                "Write a real day with its month and year, such as 12 March 2026 or 12/3/2026.", code="no-day"
            )
        if not self.earliest <= day <= self.latest:
            raise ValidationError(
                f"The day must lie between {day_in_words(self.earliest)} and {day_in_words(self.latest)}.",
                code="day-out-of-bounds",
            )
        return day

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = day_in_words(initial) if isinstance(initial, date) else (initial or "")
        return bool(before != (data or "")) and read_day(str(data or "")) != initial


class WordsField(forms.CharField):
    """Prose of at most `most` words. What was written is kept when it is too long."""

    def __init__(self, *, most: int, **options: Any) -> None:
        options.setdefault("widget", WordsInput(most))
        super().__init__(**options)
        self.most = most

    def validate(self, value: str) -> None:
        super().validate(value)
        count = count_words(value or "")
        if count > self.most:
            raise ValidationError(
                f"This has {count:,} words. Shorten it to {self.most:,} or fewer; nothing you wrote is lost.",
                code="too-many-words",
            )


class UploadField(forms.FileField):
    """A file of at most `most_bytes`, with one of the `endings` (such as “.pdf”). Its content is not read."""

    def __init__(self, *, most_bytes: int = 20_000_000, endings: Iterable[str] = (), **options: Any) -> None:
        self.most_bytes, self.endings = most_bytes, tuple(ending.lower() for ending in endings)
        options.setdefault("widget", UploadInput(most_bytes, self.endings))
        super().__init__(**options)

    def to_python(self, data: UploadedFile | None) -> UploadedFile | None:
        file = super().to_python(data)
        if file is None:
            return None
        name, size = str(file.name), int(file.size or 0)
        if size > self.most_bytes:
            raise ValidationError(
                f"“{name}” has {size_in_words(size)}. "
                f"Choose a file of at most {size_in_words(self.most_bytes)}.",
                code="file-too-large",
            )
        if self.endings and PurePosixPath(name.lower()).suffix not in self.endings:
            raise ValidationError(
                f"“{name}” is of a kind that cannot be taken. "
                f"Choose one of these kinds: {', '.join(self.endings)}.",
                code="file-kind",
            )
        return file


class ScaleField(forms.TypedChoiceField):
    """A value of an evaluation scale, chosen with the meaning of every point in view; an `int` when clean."""

    def __init__(self, *, scale: Scale, **options: Any) -> None:
        best_first = [(point.value, f"{point.value} {point.label}") for point in reversed(scale.points)]
        options.setdefault("widget", ScalePicker(scale))
        super().__init__(choices=best_first, coerce=int, empty_value=None, **options)
