"""A release: a folder of published tables and figures, and the manifest that says what they count.

`release.json` names the dimensions, the tables (CSV, or JSON lists of rows) and the figures of the texts:

    {"release": "Overview 2018–2020", "dated": "2020-08-31", "symbol": "[c]", "zeros_withheld": false,
     "dimensions": {"area": {"values": ["highland", "moray"], "identifying": true},
                    "rating": {"values": ["weak", "good", "not_answered"], "groups": {"answered": [...]},
                               "open_values": ["not_answered"]}},
     "tables": [{"file": "records.csv", "population": "records", "dimensions": ["area", "rating"],
                 "where": {"care_group": "foster_care"}, "count": "count",
                 "percentage": {"column": "per_cent", "of": ["area"]}}],
     "figures": [{"population": "records", "where": {"rating": "good"}, "of": {}, "count": 12, "base": 30,
                  "percentage": "40.0", "words": "less than half", "range": [10, 20],
                  "low": "0.25", "high": "0.57", "standard_error": "0.09", "effective_size": "29.3",
                  "level": 0.95, "population_size": 60}]}

A dimension lists all values there are, also those of which nothing is published: that is how the audit sees
that a programme less seven of its eight areas is the eighth. `all` in a column of a table marks a total.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cairn.analysis.disclosure.audit import AuditReport, audit
from cairn.analysis.disclosure.cells import ALL, Cell, Dimension, cell, coarsened, crossings
from cairn.analysis.disclosure.figures import Reading, facts_of
from cairn.analysis.disclosure.json_fields import JsonFields
from cairn.analysis.disclosure.limits import Limits
from cairn.analysis.disclosure.manifest import MANIFEST
from cairn.analysis.disclosure.network import network
from cairn.analysis.disclosure.published import Figure, Precision
from cairn.analysis.disclosure.puzzle import Fact, ShareWithin, Shown
from cairn.errors import EvidenceError, Problem

LARGEST = 50_000_000  # bytes of one file


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What a folder publishes. `zeros_withheld`: the symbol may stand for none."""

    name: str
    dated: str
    symbol: str
    zeros_withheld: bool
    dimensions: Mapping[str, Dimension]
    figures: tuple[Figure, ...]
    files: tuple[str, ...]

    def facts(
        self, reading: Reading | None = None, elsewhere: Mapping[Cell, int] | None = None
    ) -> tuple[Fact, ...]:
        """What it says, for `suppress` to take account of in the next release."""
        return facts_of(self.figures, reading, zeros_withheld=self.zeros_withheld, elsewhere=elsewhere)


def audit_release(
    folder: Path, earlier: Sequence[Path] = (), *, limits: Limits, reading: Reading | None = None
) -> AuditReport:
    """Attack what the folder and the earlier ones have published, all together. `reading` reads words.

    Raises `EvidenceError` with everything that is wrong when a release cannot be read.
    """
    return audit_releases([read_release(f) for f in (folder, *earlier)], limits=limits, reading=reading)


def audit_releases(
    releases: Sequence[Release], *, limits: Limits, reading: Reading | None = None
) -> AuditReport:
    """The same on releases that are read already."""
    dimensions = joined_dimensions(releases)
    printed = {f.cell: f.count for r in releases for f in r.facts() if isinstance(f, Shown)}
    facts = [fact for release in releases for fact in release.facts(reading, printed)]
    cells = cells_of(facts)
    coarse = coarsened(dimensions, cells)
    shapes = sorted({(c.population, c.dimensions) for c in cells}, key=lambda s: (s[0], sorted(s[1])))
    net = network([*shapes, *crossings(shapes, coarse)], coarse)
    return audit(net, facts, coarse, limits)


def cells_of(facts: Iterable[Fact]) -> set[Cell]:
    """All the cells that the facts are about."""
    listed = list(facts)
    return {f.cell for f in listed} | {f.whole for f in listed if isinstance(f, ShareWithin)}


def joined_dimensions(releases: Sequence[Release]) -> dict[str, Dimension]:
    """The dimensions of all the releases. Of two with one name the one that knows more values is taken.

    Raises `EvidenceError` when neither of the two knows all values of the other.
    """
    found: dict[str, Dimension] = {}
    for release in releases:
        for name, new in release.dimensions.items():
            old = found.setdefault(name, new)
            less, more = sorted((old, new), key=lambda d: len(d.values))
            if not set(less.values) <= set(more.values):
                message = f"The dimension “{name}” has other values in “{release.name}” than before."
                remedy = "Give a dimension whose values have changed another name."
                raise EvidenceError(Problem(code="dimension-differs", message=message, remedy=remedy))
            found[name] = replace(more, groups={**dict(less.groups), **dict(more.groups)})
    return found


def read_release(folder: Path) -> Release:
    """The release in the folder. Raises `EvidenceError` with everything that is wrong in it."""
    problems: list[Problem] = []
    text = _text(folder / MANIFEST, problems)
    return release_of(text, folder, problems)


def release_of(text: str, folder: Path, problems: list[Problem] | None = None) -> Release:
    """The same of the text of a manifest; its tables lie in the folder."""
    problems = [] if problems is None else problems
    top = JsonFields.parse(text, MANIFEST, problems)
    dimensions = {n: _dimension(n, f) for n, f in top.by_name("dimensions").items()}
    symbol = top.text("symbol", "[c]")
    tables = top.each("tables")
    figures: list[Figure] = []
    for entry in tables:
        if entry.flag("protected", True):
            figures += _Table(folder, entry, symbol, dimensions).figures()
    figures += [f for e in top.each("figures") if (f := _figure(e, symbol, dimensions)) is not None]
    release = Release(
        name=top.text("release"),
        dated=top.text("dated", ""),
        symbol=symbol,
        zeros_withheld=top.flag("zeros_withheld", False),
        dimensions=dimensions,
        figures=tuple(figures),
        files=tuple(e.text("file", "") for e in tables),
    )
    if problems:
        raise EvidenceError(sorted(problems, key=lambda p: (p.file, p.line or 0, p.row or 0)))
    return release


def _dimension(name: str, fields: JsonFields) -> Dimension:
    values = fields.texts("values")
    if ALL in values:
        fields.wrong("values", f"the values without “{ALL}”, which stands for a total")
    groups = {g: tuple(v) for g, v in fields.lists("groups").items()}
    for group, members in groups.items():
        unknown = [m for m in members if m not in values]
        if unknown or group in values or group == ALL:
            fields.wrong("groups", f"the group “{group}” of known values, under a name of its own")
    return Dimension(
        name=name,
        values=values,
        groups=groups,
        identifying=fields.flag("identifying", False),
        open_values=fields.texts("open_values", required=False),
        sensitive=fields.texts("sensitive", required=False),
    )


def _place(fields: JsonFields, key: str, population: str, dimensions: Mapping[str, Dimension]) -> Cell | None:
    where = fields.pairs(key)
    for name, value in where.items():
        if name not in dimensions or value not in dimensions[name].slots:
            fields.wrong(key, f"a dimension and a value of it, not “{name}: {value}”")
            return None
    return cell(population, where)


def _figure(fields: JsonFields, symbol: str, dimensions: Mapping[str, Dimension]) -> Figure | None:
    population = fields.text("population")
    at = _place(fields, "where", population, dimensions)
    whole = _place(fields, "of", population, dimensions) if fields.has("of") else None
    if at is None:
        return None
    count, count_said = fields.count("count", symbol)
    base, base_said = fields.count("base", symbol)
    return Figure(
        cell=at,
        whole=whole,
        count=count,
        count_said=count_said,
        base=base,
        base_said=base_said,
        percentage=fields.digits("percentage"),
        words=fields.text("words", ""),
        span=fields.span("range"),
        precision=Precision(
            share=fields.digits("share"),
            low=fields.digits("low"),
            high=fields.digits("high"),
            standard_error=fields.digits("standard_error"),
            effective_size=fields.digits("effective_size"),
            level=fields.number("level", 0.95),
            population=fields.count("population_size", "")[0],
        ),
    )


class _Table:
    """One table of the manifest and the file it describes."""

    def __init__(
        self, folder: Path, fields: JsonFields, symbol: str, dimensions: Mapping[str, Dimension]
    ) -> None:
        self.fields, self.symbol, self.dimensions = fields, symbol, dimensions
        self.problems = fields.problems
        self.file = fields.text("file")
        self.population = fields.text("population")
        self.names = fields.texts("dimensions")
        self.count = fields.text("count", "count")
        self.where = fields.pairs("where")
        self.percentage = fields.section("percentage")
        unknown = [n for n in (*self.names, *self.where) if n not in dimensions]
        if unknown:
            fields.wrong("dimensions", f"dimensions that the manifest describes, not {', '.join(unknown)}")
        inside = bool(self.file) and (folder / self.file).resolve().is_relative_to(folder.resolve())
        if self.file and not inside:
            fields.wrong("file", "a file inside the folder of the release")
        self.rows = self._read(folder / self.file) if inside and not unknown else []

    def figures(self) -> list[Figure]:
        needed = {*self.names, self.count}
        if self.percentage is not None:
            needed.add(self.percentage.text("column"))
        if self.rows and (missing := sorted(needed - set(self.rows[0]))):
            self._problem("column-missing", f"The table has no column {', '.join(missing)}.", None)
            return []
        return [f for i, row in enumerate(self.rows, 2) if (f := self._figure(i, row)) is not None]

    def _figure(self, number: int, row: Mapping[str, str]) -> Figure | None:
        place = {name: row[name].strip() for name in self.names}
        for name, value in place.items():
            if value not in self.dimensions[name].slots:
                self._problem("value-unknown", f"“{value}” is no value of “{name}”.", number)
                return None
        text = row[self.count].strip().replace(",", "")
        if text not in ("", self.symbol) and not (text.isascii() and text.isdigit()):
            self._problem("count-wrong", f"“{text}” is neither a count nor {self.symbol}.", number)
            return None
        here = cell(self.population, {**place, **self.where})
        percentage, whole = self._percentage(row, place)
        return Figure(
            cell=here,
            whole=whole,
            count=None if text in ("", self.symbol) else int(text),
            count_said=text != "",
            percentage=percentage,
        )

    def _percentage(self, row: Mapping[str, str], place: Mapping[str, str]) -> tuple[str, Cell | None]:
        if self.percentage is None:
            return "", None
        of = {name: place[name] for name in self.percentage.texts("of", required=False) if name in place}
        digits = row[self.percentage.text("column")].strip().removesuffix("%")
        whole = cell(self.population, {**of, **self.where})
        return (digits if digits.replace(".", "", 1).isdigit() else ""), whole

    def _read(self, path: Path) -> list[dict[str, str]]:
        text = _text(path, self.problems)
        if path.suffix == ".json":
            return JsonFields.rows(text, self.file, self.problems)
        lines = csv.DictReader(io.StringIO(text), restval="", strict=True)
        try:
            return [{k: v for k, v in row.items() if k is not None} for row in lines]
        except csv.Error as error:
            self._problem("csv-unreadable", f"This is not a CSV file: {error}.", lines.line_num)
            return []

    def _problem(self, code: str, message: str, row: int | None) -> None:
        self.problems.append(Problem(code=code, message=message, file=self.file, row=row))


def _text(path: Path, problems: list[Problem]) -> str:
    try:
        if path.stat().st_size <= LARGEST:
            return path.read_text("utf-8-sig")
        message = f"The file is larger than {LARGEST:,} bytes."
    except OSError as error:
        message = f"The file cannot be read: {error.strerror}."
    except UnicodeDecodeError:
        message = "This is not UTF-8 text."
    remedy = f"A release is a folder with a {MANIFEST}, and the tables that it names."
    problems.append(Problem(code="release-unreadable", message=message, remedy=remedy, file=str(path)))
    return ""


def report_as_json(report: AuditReport) -> dict[str, object]:
    """The report for a program."""
    return {
        "safe": report.safe,
        "cells": report.cells,
        "withheld": report.withheld,
        "leaks": [
            {
                "kind": leak.kind.value,
                "population": leak.cell.population,
                "where": dict(leak.cell.place),
                "low": leak.low,
                "high": leak.high,
                "derivation": leak.derivation,
            }
            for leak in report.leaks
        ],
    }
