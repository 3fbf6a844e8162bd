"""How long to wait and how long to keep: hours to acknowledge a concern, days to purge, a year to dispose."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cairn.errors import Problem
from cairn.framework.reading import Fields, raise_all

FILE = Path("clocks", "default.yaml")
URGENCIES = ("now", "today")
LONGEST_KEPT = 365
EMPTY = "empty"
_TABLE = re.compile(r"store_[a-z]+\Z")


@dataclass(frozen=True, slots=True)
class PersonalRecord:
    """What of a table may be about a person: `fields` with the text put in their place, or, with `deletes`,
    whole rows. `marks` is a column that is given the time of disposal where it has none."""

    what: str
    title: str
    table: str
    fields: tuple[tuple[str, str], ...] = ()
    deletes: bool = False
    marks: str = ""


@dataclass(frozen=True, slots=True)
class KeptText:
    """Free text of a table that is kept, and why that may be."""

    table: str
    fields: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """Hours by urgency within which a concern is acknowledged; days from closing until it is purged; days of
    reminders of a request; days from publication until personal records are disposed of, a year at most; days
    until an invitation that nobody accepted is cleared."""

    name: str
    title: str
    source: str
    dated: str
    hours_to_acknowledge: Mapping[str, int]
    days_to_purge: int
    first_days_before: int
    again_days_before: int
    then_every_days: int
    retention_days: int
    retention_source: str
    retention_dated: str
    days_to_clear_invitations: int
    personal: tuple[PersonalRecord, ...]
    kept: tuple[KeptText, ...]


def load_clocks(root: Path) -> Clocks:
    """The clocks under a folder of definitions. Raises `DefinitionError` with all that is wrong."""
    problems: list[Problem] = []
    top = Fields.open(root / FILE, root, problems)
    built = _clocks(top) if top is not None else None
    raise_all(problems)
    assert built is not None
    return built


def _clocks(top: Fields) -> Clocks | None:
    named = ("concern", "requests", "retention", "invitations")
    concern, requests, retention, invitations = (top.section(key) for key in named)
    hours = concern.section("hours_to_acknowledge")
    values: dict[str, object] = {
        "name": top.name("name"),
        "title": top.text("title"),
        "source": top.text("source"),
        "dated": top.date("dated"),
        "hours_to_acknowledge": {urgency: hours.integer(urgency, 1, 168) for urgency in URGENCIES},
        "days_to_purge": concern.integer("days_to_purge", 0, LONGEST_KEPT),
        "first_days_before": requests.integer("first_days_before", 1, 60),
        "again_days_before": requests.integer("again_days_before", 1, 60),
        "then_every_days": requests.integer("then_every_days", 1, 60),
        "retention_days": retention.integer("days", 1, LONGEST_KEPT),
        "retention_source": retention.text("source"),
        "retention_dated": retention.date("dated"),
        "days_to_clear_invitations": invitations.integer("days_to_clear", 1, LONGEST_KEPT),
        "personal": tuple(r for s in top.sections("personal") if (r := _personal(s)) is not None),
        "kept": tuple(k for name, s in top.named_sections("kept") if (k := _kept(name, s)) is not None),
    }
    for section in (hours, concern, requests, retention, invitations):
        section.finish()
    return top.build(Clocks, **values)


def _personal(fields: Fields) -> PersonalRecord | None:
    table = fields.text("table")
    fields.check_name(table, "table", shape=_TABLE)
    deletes = fields.choice("rows", ("deleted", "kept"), "kept") == "deleted"
    becomes = {} if deletes else fields.text_by_name("fields", required=True)
    for column in becomes:
        fields.check_name(column, "fields")
    marks = fields.optional_text("marks")
    if marks:
        fields.check_name(marks, "marks")
    return fields.build(
        PersonalRecord,
        what=fields.name("what"),
        title=fields.text("title"),
        table=table,
        fields=tuple((column, "" if text == EMPTY else text) for column, text in becomes.items()),
        deletes=deletes,
        marks=marks,
    )


def _kept(table: str, fields: Fields) -> KeptText | None:
    return fields.build(
        KeptText, table=table, fields=fields.names("fields", required=True), why=fields.text("why")
    )
