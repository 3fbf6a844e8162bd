"""Typed reading of a JSON manifest that gathers every problem before it gives up."""

from __future__ import annotations

import json
import re

from cairn.errors import Problem

_DIGITS = re.compile(r"\d{1,12}(\.\d{1,12})?\Z")


class JsonFields:
    """The keys of one JSON object. What cannot be read is noted, and something harmless given."""

    def __init__(self, value: object, file: str, key: str, problems: list[Problem]) -> None:
        self.file, self.key, self.problems = file, key, problems
        self.values: dict[str, object] = value if isinstance(value, dict) else {}
        if not isinstance(value, dict):
            self._note(key, "an object with keys and values")

    @classmethod
    def parse(cls, text: str, file: str, problems: list[Problem]) -> JsonFields:
        """The object that a file holds. An empty text has been complained of already."""
        return cls(_parsed(text, file, problems) if text else {}, file, "", problems if text else [])

    @staticmethod
    def rows(text: str, file: str, problems: list[Problem]) -> list[dict[str, str]]:
        """The rows of a table written as a list of objects; null is an empty field."""
        found = _parsed(text, file, problems) if text else []
        if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
            message = "A table in JSON is a list of objects, one for each row."
            problems.append(Problem(code="manifest-wrong", message=message, file=file))
            return []
        return [{str(k): "" if v is None else str(v) for k, v in row.items()} for row in found]

    def wrong(self, key: str, expected: str) -> None:
        self._note(f"{self.key}.{key}" if self.key else key, expected)

    def has(self, key: str) -> bool:
        return self.values.get(key) is not None

    def text(self, key: str, default: str | None = None) -> str:
        found = self.values.get(key, default)
        if isinstance(found, str) and (found or default == ""):
            return found
        self.wrong(key, "a text")
        return default or ""

    def flag(self, key: str, default: bool) -> bool:
        found = self.values.get(key, default)
        if not isinstance(found, bool):
            self.wrong(key, "true or false")
            return default
        return found

    def number(self, key: str, default: float) -> float:
        found = self.values.get(key, default)
        if isinstance(found, bool) or not isinstance(found, int | float) or not 0 < found < 1:
            self.wrong(key, "a number between 0 and 1")
            return default
        return float(found)

    def texts(self, key: str, *, required: bool = True) -> tuple[str, ...]:
        found = self.values.get(key, None if required else [])
        if not isinstance(found, list) or not all(isinstance(v, str) and v for v in found):
            self.wrong(key, "a list of texts")
            return ()
        if len(set(found)) < len(found):
            self.wrong(key, "a list in which nothing stands twice")
        return tuple(found)

    def lists(self, key: str) -> dict[str, tuple[str, ...]]:
        """An object of lists of texts; empty when it is not there."""
        inner = self.section(key)
        return {} if inner is None else {name: inner.texts(name) for name in inner.values}

    def pairs(self, key: str) -> dict[str, str]:
        """An object of texts; empty when it is not there."""
        inner = self.section(key)
        return {} if inner is None else {name: inner.text(name) for name in inner.values}

    def section(self, key: str) -> JsonFields | None:
        if not self.has(key):
            return None
        return JsonFields(self.values[key], self.file, f"{self.key}.{key}".strip("."), self.problems)

    def by_name(self, key: str) -> dict[str, JsonFields]:
        inner = self.section(key)
        if inner is None:
            return {}
        return {
            n: JsonFields(v, self.file, f"{inner.key}.{n}", self.problems) for n, v in inner.values.items()
        }

    def each(self, key: str) -> list[JsonFields]:
        found = self.values.get(key, [])
        if not isinstance(found, list):
            self.wrong(key, "a list")
            return []
        return [JsonFields(v, self.file, f"{key}[{i}]", self.problems) for i, v in enumerate(found)]

    def count(self, key: str, symbol: str) -> tuple[int | None, bool]:
        """A count, or None for the symbol, and whether anything stands there."""
        found = self.values.get(key)
        if found is None:
            return None, False
        if symbol and found == symbol:
            return None, True
        if isinstance(found, bool) or not isinstance(found, int) or found < 0:
            self.wrong(key, f"a count{f' or {symbol}' if symbol else ''}")
            return None, False
        return found, True

    def digits(self, key: str) -> str:
        """A number as it is printed, with its decimals, as a text; empty when it is not there."""
        found = self.values.get(key)
        if found is None:
            return ""
        text = str(found).strip().removesuffix("%")
        if isinstance(found, bool) or not _DIGITS.match(text):
            self.wrong(key, 'a number as it is printed, such as "40.0"')
            return ""
        return text

    def span(self, key: str) -> tuple[int, int | None] | None:
        """[low, high] in counts, high null for no limit; None when it is not there."""
        found = self.values.get(key)
        if found is None:
            return None
        match found:
            case [int(low), None] if low >= 0:
                return low, None
            case [int(low), int(high)] if 0 <= low <= high:
                return low, high
        self.wrong(key, "two counts, the smaller first")
        return None

    def _note(self, key: str, expected: str) -> None:
        message = f"This must be {expected}."
        self.problems.append(Problem(code="manifest-wrong", message=message, file=self.file, key=key))


def _parsed(text: str, file: str, problems: list[Problem]) -> object:
    try:
        return json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
        message = "This is not JSON."
        problems.append(Problem(code="not-json", message=message, file=file, line=line))
        return {}
