"""What the stand-in data assume and the published words do not say: areas, ages, shares without a statement.

All of it is invented and labelled so. It decides which of the allowed data sets is built, never whether
a statement holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cairn.errors import Problem
from cairn.framework.reading import Fields, raise_all

FILE = "stand-in.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Relative sizes of the values of a column, apart for each value of `by` (or under "" for all)."""

    table: str
    name: str
    by: str
    weights: Mapping[str, Mapping[str, int]]

    def of(self, group: str) -> Mapping[str, int]:
        return self.weights.get(group) or self.weights.get("", {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """Read by `read_assumptions`. `areas` are relative sizes of the invented areas."""

    title: str
    note: str
    areas: Mapping[str, int]
    characteristics: tuple[Shares, ...]
    answers: tuple[Shares, ...]
    usual: Mapping[str, Mapping[str, int]]  # the usual spread of answers, by answer scale

    def characteristic(self, table: str, name: str) -> Shares | None:
        return next((s for s in self.characteristics if (s.table, s.name) == (table, name)), None)

    def answer(self, item: str) -> Shares | None:
        return next((s for s in self.answers if s.name == item), None)


def read_assumptions(path: Path, root: Path) -> Assumptions:
    """Read a programme's `stand-in.yaml`. Raises `DefinitionError` with every problem found."""
    problems: list[Problem] = []
    fields = Fields.open(path, root, problems)
    found = _assumptions(fields) if fields is not None else None
    raise_all(problems)
    assert found is not None
    return found


def _assumptions(fields: Fields) -> Assumptions | None:
    return fields.build(
        Assumptions,
        title=fields.text("title"),
        note=fields.text("note"),
        areas=fields.integer_by_name("areas", low=1, required=True),
        characteristics=tuple(_shares(f, "characteristic") for f in fields.sections("characteristics")),
        answers=tuple(_shares(f, "item") for f in fields.sections("answers")),
        usual={n: _weights(f) for n, f in fields.named_sections("usual")},
    )


def _weights(fields: Fields) -> Mapping[str, int]:
    weights = {name: fields.integer(name, 0) for name in fields.key_names}
    fields.finish()
    return weights


def _shares(fields: Fields, key: str) -> Shares:
    table = fields.text("table") if key == "characteristic" else ""
    by = fields.optional_text("by")
    name = fields.text(key)
    if by:
        inner = fields.section("shares")
        weights = {group: inner.integer_by_name(group, low=0) for group in inner.key_names}
    else:
        weights = {"": fields.integer_by_name("shares", low=0, required=True)}
    fields.finish()
    return Shares(table=table, name=name, by=by, weights=weights)
