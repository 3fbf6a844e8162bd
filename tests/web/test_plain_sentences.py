"""What a form says about a wrong answer is ours to say, never the framework's."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.functional import Promise

from cairn.web.components.questions import errors_of
from cairn.web.components.sentences import SENTENCES

ROOM = Path(__file__).parents[2] / "cairn/web"
FRAMEWORKS = re.compile(
    r"Ensure this|Enter a|submitted|required|Null char|not one of|at most \d+ characters \("
)


class Asked(forms.Form):
    weeks = forms.IntegerField(label="Weeks", min_value=1, max_value=52, required=False)
    email = forms.EmailField(label="E-mail address", required=False)
    name = forms.CharField(label="Name", max_length=10, min_length=2, required=False)
    role = forms.ChoiceField(label="Role", choices=[("a", "A")], required=False)
    roles = forms.MultipleChoiceField(label="Roles", choices=[("a", "A")], required=False)
    file = forms.FileField(label="File", max_length=12, required=False)
    own = forms.CharField(
        label="Own", max_length=2, required=False, error_messages={"max_length": "Two, please."}
    )
    needed = forms.CharField(label="Needed", initial="x")


def said(name: str, answer: object) -> list[str]:
    files = {name: answer} if isinstance(answer, SimpleUploadedFile) else {}
    form = Asked({"needed": "x"} | ({} if files else {name: answer}), files)
    assert not form.is_valid()
    return errors_of(form[name])


@pytest.mark.parametrize(
    ("name", "answer", "sentence"),
    [
        ("weeks", "0", "Write 1 or more."),
        ("weeks", "53", "Write 52 or less."),
        ("weeks", "some", "Write a whole number, such as 12."),
        ("email", "kim", "Write one e-mail address, such as kim.reid@example.org."),
        ("name", "x" * 1234, "Shorten this to 10 characters: it has 1,234. Nothing you wrote is lost."),
        ("name", "x", "Write 2 characters or more."),
        ("name", "a\x00b", "One character here cannot be kept. Please write it again."),
        ("role", "b", "Choose an answer to “Role”."),
        ("roles", ["b"], "Choose an answer to “Roles”."),
        ("file", SimpleUploadedFile("a.pdf", b""), "There is nothing in this file. Choose another."),
        (
            "file",
            SimpleUploadedFile("a-long-name.pdf", b"x"),
            "Give the file a shorter name, of at most 12 characters, and choose it again.",
        ),
        ("own", "three", "Two, please."),
        ("needed", "", "Answer “Needed”."),
    ],
)
def test_each_is_a_plain_sentence_of_what_to_do(name: str, answer: object, sentence: str) -> None:
    assert said(name, answer) == [sentence]


def forms_of_the_house() -> Iterator[tuple[str, type[forms.BaseForm]]]:
    for path in sorted(ROOM.rglob("*.py")):
        if "forms" in path.stem or path.parent.name == "components":
            module = importlib.import_module(
                ".".join(path.relative_to(ROOM.parents[1]).with_suffix("").parts)
            )
            for name, found in inspect.getmembers(module, inspect.isclass):
                if issubclass(found, forms.BaseForm) and found.__module__.startswith("cairn."):
                    yield f"{module.__name__}.{name}", found


def test_no_form_can_say_anything_of_the_frameworks() -> None:
    """Of every question that is seen: each of its errors is our own text, or has a plain sentence here."""
    unsaid = {
        f"{name}.{field} {code}: {words}"
        for name, form in forms_of_the_house()
        for field, asked in form.base_fields.items()
        if not asked.widget.is_hidden
        for code, words in [
            *asked.error_messages.items(),
            *((one.code, one.message) for one in asked.validators if hasattr(one, "message")),
        ]
        if isinstance(words, Promise)
        and code not in ("max_length", "min_length")
        and str(words) not in SENTENCES
    }
    # One is said only beside a box that takes a file away, which no page has.
    assert {one for one in unsaid if "contradiction" not in one} == set()
    assert not any(FRAMEWORKS.search(plain) for plain in SENTENCES.values())
    assert len(list(forms_of_the_house())) > 25
