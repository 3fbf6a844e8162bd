"""The framework's own words about a wrong answer, said plainly: what to write or choose instead.

A form says its own where it knows better (`error_messages`); those are strings and stay as they are.
"""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import (
    EmailValidator,
    MaxValueValidator,
    MinValueValidator,
    ProhibitNullCharactersValidator,
)
from django.utils.functional import Promise

CHOOSE = "Choose an answer to “{label}”."
SENTENCES = {
    str(words): plain
    for words, plain in (
        (forms.Field.default_error_messages["required"], "Answer “{label}”."),
        (forms.ChoiceField.default_error_messages["invalid_choice"], CHOOSE),
        (forms.ModelChoiceField.default_error_messages["invalid_choice"], CHOOSE),
        (forms.MultipleChoiceField.default_error_messages["invalid_list"], CHOOSE),
        (forms.IntegerField.default_error_messages["invalid"], "Write a whole number, such as 12."),
        (forms.FloatField.default_error_messages["invalid"], "Write a number, such as 2.5."),
        (forms.FileField.default_error_messages["invalid"], "Choose a file."),
        (forms.FileField.default_error_messages["missing"], "Choose a file."),
        (forms.FileField.default_error_messages["empty"], "There is nothing in this file. Choose another."),
        (MinValueValidator.message, "Write {limit_value} or more."),
        (MaxValueValidator.message, "Write {limit_value} or less."),
        (EmailValidator.message, "Write one e-mail address, such as kim.reid@example.org."),
        (
            ProhibitNullCharactersValidator.message,
            "One character here cannot be kept. Please write it again.",
        ),
    )
}
TOO_LONG = "Shorten this to {limit_value:,} characters: it has {show_value:,}. Nothing you wrote is lost."
TOO_SHORT = "Write {limit_value:,} characters or more."
NAME_TOO_LONG = "Give the file a shorter name, of at most {max} characters, and choose it again."


def plainly(error: ValidationError, label: str) -> list[str]:
    """What one error of a question says to a person."""
    sentence = _sentence_for(error)
    if sentence is None:
        return [str(message) for message in error.messages]
    return [sentence.format(label=label, **(error.params or {}))]


def _sentence_for(error: ValidationError) -> str | None:
    """None for words of our own."""
    if not isinstance(error.message, Promise):
        return None
    told = error.params or {}
    # These depend on a number, and have no words before they are told it.
    if error.code == "max_length":
        return TOO_LONG if "show_value" in told else NAME_TOO_LONG if "max" in told else None
    if error.code == "min_length" and "limit_value" in told:
        return TOO_SHORT
    return SENTENCES.get(str(error.message))
