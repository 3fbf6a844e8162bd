"""Typed reading of a definitions file that gathers every problem before it gives up.

A reader opens a file, asks a `Fields` for each key by its type, and builds its frozen value with
`build`. Nothing is raised on the way: each answer that cannot be given is noted as a `Problem` with
file, line, column and key, and a harmless value is returned in its place. `build` returns None for
anything that had a problem in it, so a half-read value is never used. In the end `raise_all` raises
one `DefinitionError` with everything that was found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from cairn.errors import DefinitionError, Problem
from cairn.framework.yaml_source import Node, as_boolean, read_yaml
from cairn.utils.nearest import did_you_mean, nearest_name

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?\Z")
_INTEGER = re.compile(r"-?\d{1,9}\Z")


def shown_path(path: Path, root: Path) -> str:
    """The path as problems show it: from the definitions folder on, with forward slashes."""
    try:
        return path.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return str(path)


def raise_all(problems: Sequence[Problem]) -> None:
    """Raise one `DefinitionError` with all problems, by file and line; do nothing when there are none."""
    if problems:
        raise DefinitionError(sorted(problems, key=lambda p: (p.file, p.line or 0, p.column or 0)))


class Fields:
    """The keys of one mapping, asked for by type.

    Asking for a key marks it as known; `finish` (or `build`) reports the keys nobody asked for.
    `broken` turns true when anything in this mapping, or in a section of it, had a problem.
    """

    def __init__(self, node: Node, file: str, problems: list[Problem], parent: Fields | None = None) -> None:
        self.node = node
        self.file = file
        self.problems = problems
        self.parent = parent
        self.broken = False
        self._asked: set[str] = set()
        self._entries = node.entries()

    @classmethod
    def open(cls, path: Path, root: Path, problems: list[Problem]) -> Fields | None:
        """The top mapping of the YAML file at `path`; None, with the problems noted, when there is none."""
        shown = shown_path(path, root)
        try:
            node = read_yaml(path, shown)
        except DefinitionError as error:
            problems.extend(error.problems)
            return None
        if not node.is_mapping:
            message = "The file must hold keys and values (“title: …”) at its top."
            problems.append(Problem(code="not-a-mapping", message=message, file=shown, line=node.line))
            return None
        return cls(node, shown, problems)

    # -- one value ---------------------------------------------------------------------------------

    def text(self, key: str) -> str:
        """The text at `key`, without surrounding white space; it must be there and not be empty."""
        return self._scalar(key, "a text", required=True) or ""

    def optional_text(self, key: str, default: str = "") -> str:
        return self._scalar(key, "a text", required=False) or default

    def name(self, key: str) -> str:
        """A name for use in files and claims: lower-case letters, digits and underscores, a letter first."""
        text = self._scalar(key, "a name such as “foster_care”", required=True)
        if text is not None:
            self.check_name(text, key, self._entries[key])
        return text or ""

    def integer(self, key: str, low: int | None = None, high: int | None = None) -> int:
        """The whole number at `key`, from `low` to `high` inclusive; 0 when it cannot be read."""
        expected = _range_words(low, high)
        text = self._scalar(key, expected, required=True)
        if text is None:
            return 0
        value = int(text) if _INTEGER.match(text) else None
        if value is None or (low is not None and value < low) or (high is not None and value > high):
            self._wrong(key, self._entries[key], text, expected)
            return 0
        return value

    def optional_integer(self, key: str, low: int | None = None, high: int | None = None) -> int | None:
        self._asked.add(key)
        return self.integer(key, low, high) if self.has(key) else None

    def boolean(self, key: str, default: bool | None = None) -> bool:
        """true/false or yes/no; `default` when the key is absent, which is a problem if there is none."""
        text = self._scalar(key, "true or false", required=default is None)
        if text is None:
            return bool(default)
        value = as_boolean(text)
        if value is None:
            self._wrong(key, self._entries[key], text, "true or false")
        return bool(value)

    def date(self, key: str) -> str:
        """A year, month or day as `2020`, `2020-08` or `2020-08-31`; kept as text in that precision."""
        expected = "a date such as 2020, 2020-08 or 2020-08-31"
        text = self._scalar(key, expected, required=True)
        if text is not None and not _is_date(text):
            self._wrong(key, self._entries[key], text, expected)
        return text or ""

    def choice(self, key: str, allowed: Iterable[str], default: str | None = None) -> str:
        """One of the allowed names; with a `default` the key may be absent."""
        names = tuple(allowed)
        text = self._scalar(key, _one_of(names), required=default is None)
        if text is None:
            return default or ""
        self._check_known(text, names, key, self._entries[key])
        return text

    def member(self, key: str, kind: type[E], default: E | None = None) -> E:
        """The member of `kind` whose value stands at `key`; the first member when it cannot be read."""
        values = [m.value for m in kind]
        text = self.choice(key, values, default.value if default is not None else None)
        return kind(text) if text in values else next(iter(kind))

    # -- several values ----------------------------------------------------------------------------

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(text for text, _ in self._listed(key, "a list of texts", required=required))

    def names(
        self, key: str, known: Iterable[str] | None = None, *, required: bool = False, what: str = "name"
    ) -> tuple[str, ...]:
        """A list of names, each at most once and, when `known` is given, each of them known."""
        allowed = tuple(known) if known is not None else None
        found: list[str] = []
        for text, node in self._listed(key, "a list of names", required=required):
            if text in found:
                self.problem("name-twice", f"“{text}” stands twice.", key, remedy="Keep one.", at=node)
            elif allowed is not None:
                self._check_known(text, allowed, key, node, what)
            found.append(text)
        return tuple(found)

    def text_by_name(self, key: str, *, required: bool = False) -> dict[str, str]:
        """A mapping from names to texts."""
        inner = self._inner(key, required=required)
        return {name: inner.text(name) for name in inner.key_names}

    def integer_by_name(self, key: str, *, low: int | None = None, required: bool = False) -> dict[str, int]:
        """A mapping from names to whole numbers."""
        inner = self._inner(key, required=required)
        return {name: inner.integer(name, low) for name in inner.key_names}

    def names_by_name(
        self, key: str, known: Iterable[str] | None = None, *, required: bool = False
    ) -> dict[str, tuple[str, ...]]:
        """A mapping from names to lists of names (named sets of answers, conditions and the like)."""
        inner = self._inner(key, required=required)
        allowed = tuple(known) if known is not None else None
        return {name: inner.names(name, allowed, required=True) for name in inner.key_names}

    # -- sections ----------------------------------------------------------------------------------

    def section(self, key: str) -> Fields:
        """The mapping at `key`, which must be there; a missing one is a single problem."""
        return self._inner(key, required=True)

    def optional_section(self, key: str) -> Fields | None:
        self._asked.add(key)
        return self.section(key) if self.has(key) else None

    def sections(self, key: str, *, required: bool = True) -> list[Fields]:
        """The mappings in the list at `key`."""
        return [
            Fields(node, self.file, self.problems, self)
            for node in self._elements(key, "a list of entries", required=required)
            if self._is_section(node, key)
        ]

    def named_sections(
        self, key: str, *, required: bool = True, names: re.Pattern[str] = _NAME
    ) -> list[tuple[str, Fields]]:
        """The mappings under the names in the mapping at `key`, in order; each name must match `names`."""
        inner = self._inner(key, required=required)
        found = []
        for name in inner.key_names:
            node = inner._entries[name]
            inner._asked.add(name)
            inner.check_name(name, name, node, names)
            if inner._is_section(node, name):
                found.append((name, Fields(node, self.file, self.problems, inner)))
        return found

    # -- the end -----------------------------------------------------------------------------------

    def has(self, key: str) -> bool:
        """Whether the key is there with a value."""
        node = self._entries.get(key)
        return node is not None and node.value is not None

    @property
    def key_names(self) -> tuple[str, ...]:
        return tuple(self._entries)

    def finish(self) -> None:
        """Report every key nobody asked for, with the nearest right key. Call after the last question."""
        for key, node in self._entries.items():
            if key in self._asked:
                continue
            free = self._asked - set(self._entries)
            remedy = did_you_mean(key, free) if nearest_name(key, free) else did_you_mean(key, self._asked)
            self.problem("key-unknown", f"There is no key “{key}” here.", key, remedy=remedy, at=node)
            self._asked.add(key)

    def build(self, factory: Callable[..., T], **values: object) -> T | None:
        """`factory(**values)` when nothing here is broken; the factory's refusal is noted at this place."""
        self.finish()
        if self.broken:
            return None
        try:
            return factory(**values)
        except DefinitionError as error:
            line, column = self.node.key_mark or (self.node.line, self.node.column)
            for problem in error.problems:
                self._note(replace(problem, file=self.file, line=line, column=column))
            return None

    def problem(
        self, code: str, message: str, key: str = "", *, remedy: str = "", at: Node | None = None
    ) -> None:
        """Note a problem at `at`, else at the value of `key`, else where this mapping begins."""
        node = at or self._entries.get(key) or self.node
        line, column = node.key_mark or (node.line, node.column)
        self._note(
            Problem(
                code=code,
                message=message,
                remedy=remedy,
                file=self.file,
                line=line,
                column=column,
                key=key,
            )
        )

    def check_known(self, text: str, known: Iterable[str], key: str, what: str = "name") -> bool:
        """Whether `text` is one of `known`; if not, note it at `key` with the nearest right name."""
        return self._check_known(text, tuple(known), key, self._entries.get(key) or self.node, what)

    def check_name(self, text: str, key: str, at: Node | None = None, shape: re.Pattern[str] = _NAME) -> bool:
        """Whether `text` may be a name; if not, note it."""
        if shape.match(text):
            return True
        remedy = "Use lower-case letters, digits and underscores, beginning with a letter."
        self.problem("name-shape", f"“{text}” cannot be a name.", key, remedy=remedy, at=at)
        return False

    # -- inside ------------------------------------------------------------------------------------

    def _note(self, problem: Problem) -> None:
        self.problems.append(problem)
        fields: Fields | None = self
        while fields is not None:
            fields.broken = True
            fields = fields.parent

    def _missing(self, key: str, expected: str) -> None:
        if key in self._entries:
            self.problem("value-missing", f"“{key}” has no value; it needs {expected}.", key)
        else:
            self.problem("key-missing", f"The key “{key}” is missing; it needs {expected}.", key)

    def _wrong(self, key: str, node: Node, found: str, expected: str) -> None:
        self.problem("value-wrong", f"“{key}” must be {expected}; it is {found!r}.", key, at=node)

    def _value(self, key: str, expected: str, *, required: bool) -> Node | None:
        self._asked.add(key)
        if not self.has(key):
            if required:
                self._missing(key, expected)
            return None
        return self._entries[key]

    def _scalar(self, key: str, expected: str, *, required: bool) -> str | None:
        node = self._value(key, expected, required=required)
        if node is None:
            return None
        if not isinstance(node.value, str):
            self._wrong_shape(key, node, expected)
            return None
        if required and not node.value.strip():
            self._missing(key, expected)
            return None
        return node.value.strip()

    def _wrong_shape(self, key: str, node: Node, expected: str) -> None:
        shape = "a mapping" if node.is_mapping else "a list" if node.is_list else "a single value"
        self.problem("shape-wrong", f"“{key}” must be {expected}; it is {shape}.", key, at=node)

    def _elements(self, key: str, expected: str, *, required: bool) -> list[Node]:
        node = self._value(key, expected, required=required)
        if node is None:
            return []
        if not node.is_list:
            self._wrong_shape(key, node, expected)
            return []
        if required and not node.elements():
            self._missing(key, expected)
        return node.elements()

    def _listed(self, key: str, expected: str, *, required: bool) -> list[tuple[str, Node]]:
        found = []
        for node in self._elements(key, expected, required=required):
            if isinstance(node.value, str) and node.value.strip():
                found.append((node.value.strip(), node))
            else:
                self.problem("shape-wrong", f"“{key}” must be {expected}; this is not a text.", key, at=node)
        return found

    def _inner(self, key: str, *, required: bool) -> Fields:
        node = self._value(key, "keys and values", required=required)
        if node is not None and self._is_section(node, key):
            return Fields(node, self.file, self.problems, self)
        return Fields(Node({}, self.node.line, self.node.column), self.file, [], None)

    def _is_section(self, node: Node, key: str) -> bool:
        if not node.is_mapping:
            self._wrong_shape(key, node, "keys and values")
        return node.is_mapping

    def _check_known(
        self, text: str, known: tuple[str, ...], key: str, node: Node, what: str = "name"
    ) -> bool:
        if text in known:
            return True
        remedy = did_you_mean(text, known)
        self.problem("name-unknown", f"There is no {what} “{text}”.", key, remedy=remedy, at=node)
        return False


def _one_of(names: tuple[str, ...]) -> str:
    return f"one of {', '.join(names)}" if len(names) <= 12 else "a known name"


def _range_words(low: int | None, high: int | None) -> str:
    if low is not None and high is not None:
        return f"a whole number from {low} to {high}"
    if low is not None:
        return f"a whole number, {low} or more"
    return "a whole number" if high is None else f"a whole number, {high} or less"


def _is_date(text: str) -> bool:
    if not _DATE.match(text):
        return False
    try:
        date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        return False
    return True
