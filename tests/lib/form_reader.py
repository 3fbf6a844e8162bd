"""The forms of a page as a browser would fill them in: names of fields, and what answer each takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass(slots=True)
class Form:
    """Where it leads, its hidden values, the names of what is typed, and the answers that may be chosen."""

    action: str = ""
    hidden: dict[str, str] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)
    chosen: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class FormReader(HTMLParser):
    """Reads the forms that are posted; those of the banner, which have no field of their own, stay out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._form: Form | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form" and told.get("method") == "post":
            self._form = Form(told.get("action", ""))
        elif self._form is None:
            return
        elif tag == "textarea":
            self._form.typed.append(told["name"])
        elif tag == "select":
            self._select = told["name"]
            self._form.chosen[self._select] = []
        elif tag == "option" and told.get("value"):
            self._form.chosen[self._select].append(told["value"])
        elif tag == "input" and told.get("name"):
            self._input(self._form, told)
        elif tag == "button" and told.get("name"):
            self._form.buttons.append((told["name"], told.get("value", "")))

    def _input(self, form: Form, told: dict[str, str]) -> None:
        kind, name = told.get("type", "text"), told["name"]
        if kind == "hidden":
            form.hidden[name] = told.get("value", "")
        elif kind in ("radio", "checkbox"):
            form.chosen.setdefault(name, []).append(told.get("value", "on"))
        elif kind not in ("file", "password"):
            form.typed.append(name)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._form is not None:
            if self._form.typed or self._form.chosen or self._form.hidden:
                self.found.append(self._form)
            self._form = None


def forms_of(page: str) -> list[Form]:
    reader = FormReader()
    reader.feed(page)
    return [form for form in reader.found if "sign-out" not in form.action]
