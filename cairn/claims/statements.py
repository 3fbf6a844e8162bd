"""Quantitative statements of a publication, read from a table.

The file is CSV in UTF-8 with the columns id, line, source, population, measure, level, phrase, statistic
and, if wanted, note; other columns are left alone. Cells are text: one that begins with “=” is no formula.

    population   all · char=value[&char=value…] · a named population · by=partnership · qi=2.1+2.2
    statistic    share, percentage   the phrase is the share of the population at the level
                 count               the phrase is a number of units
                 count_of_8          the phrase speaks of a base of eight (any number may stand here)
                 range_low, range_high   the lowest, or highest, of the groups named by “by=”
                 share_of_rest       the share of those not counted by another statement, that its form names
                 ordering            the level names what is above or below what
                 compare_programmes  compared with an earlier programme, without a figure
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from cairn.errors import EvidenceError, Problem
from cairn.utils.counts import counted
from cairn.utils.nearest import did_you_mean

COLUMNS = ("id", "line", "source", "population", "measure", "level", "phrase", "statistic")
OPTIONAL = ("note",)
MUST_SAY = ("id", "source", "population", "measure", "phrase", "statistic")
STATISTICS = (
    "share",
    "percentage",
    "count",
    "count_of_8",
    "count_of_16",
    "range_low",
    "range_high",
    "share_of_rest",
    "ordering",
    "compare_programmes",
)
LARGEST_FILE = 4_000_000  # bytes; the 201 statements of 2018–2020 have under 20,000
MOST_STATEMENTS = 5_000
MOST_PROBLEMS = 200

_COUNT_OF = re.compile(r"count_of_([1-9][0-9]{0,5})\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One published statement: `phrase` is what the publication says of the `population` at the `level`.

    `line` is where it stands in the publication's text, 0 when that is not said.
    """

    id: str
    line: int
    source: str
    population: str
    measure: str
    level: str
    phrase: str
    statistic: str
    note: str = ""

    @property
    def count_base(self) -> int | None:
        """The n of a statistic `count_of_n`; None for any other."""
        found = _COUNT_OF.match(self.statistic)
        return int(found.group(1)) if found else None

    @property
    def conditions(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """`age=young&qi=2.1+2.2` as (("age", ("young",)), ("qi", ("2.1", "2.2"))).

        A named population is a name without values; `all` is the empty tuple.
        """
        return tuple(_conditions(self.population))


def read_statements(path: Path) -> tuple[Statement, ...]:
    """The statements of the file, in its order.

    Raises `EvidenceError` with everything that is wrong, each with its row (the heading is row 1) and column.
    """
    rows = _rows(_text(path), str(path))
    heading = next(rows, None)
    if heading is None:
        raise _refused(
            path, "statements-empty", "The file is empty.", f"Its columns are {', '.join(COLUMNS)}."
        )
    names = [name.strip() for name in heading[1]]
    reader = _Reader(str(path), names)
    if not reader.problems:
        for number, cells in rows:
            reader.take(number, cells)
    if reader.problems:
        raise EvidenceError(reader.problems[:MOST_PROBLEMS])
    if not reader.statements:
        raise _refused(
            path, "statements-none", "There is no statement below the heading.", "Add one per row."
        )
    return tuple(reader.statements)


def _refused(path: Path, code: str, message: str, remedy: str) -> EvidenceError:
    return EvidenceError(Problem(code=code, message=message, remedy=remedy, file=str(path)))


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_FILE:
            message = f"The file is larger than {LARGEST_FILE:,} bytes."
            raise _refused(path, "statements-too-large", message, "Is it a table of statements?")
        data = path.read_bytes()
    except FileNotFoundError:
        raise _refused(path, "file-missing", "There is no such file.", "Check its name.") from None
    except OSError as error:
        raise _refused(path, "file-unreadable", f"{error.strerror}.", "") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        message = f"Byte {error.start} (row {row}) is not UTF-8."
        raise _refused(path, "not-utf8", message, "Save the file as “CSV UTF-8”.") from None
    if "\0" in text:
        message = "The file holds a NUL character: it is not a text file."
        raise _refused(path, "statements-not-text", message, "Save the table as “CSV UTF-8”.")
    return text


def _rows(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that say something, numbered from 1 as a spreadsheet numbers them."""
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), start=1):
            if any(cell.strip() for cell in cells):
                yield number, cells
    except csv.Error as error:
        problem = Problem(
            code="statements-not-csv",
            message=f"The table cannot be read as CSV: {error}.",
            remedy="Close every quotation mark; cells are separated by commas.",
            file=name,
        )
        raise EvidenceError(problem) from None


class _Reader:
    """Takes row after row and gathers what is wrong."""

    def __init__(self, file: str, names: list[str]) -> None:
        self.file = file
        self.names = names
        self.statements: list[Statement] = []
        self.problems: list[Problem] = []
        self.seen: dict[str, int] = {}
        for missing in (c for c in COLUMNS if c not in names):
            near = did_you_mean(missing, [n for n in names if n and n not in COLUMNS])
            remedy = near if near.startswith("Did") else f"The columns are {', '.join(COLUMNS + OPTIONAL)}."
            self.refuse("column-missing", f"There is no column “{missing}”.", 1, missing, remedy)
        for twice in sorted({n for n in names if n and names.count(n) > 1}):
            self.refuse("column-twice", f"The column “{twice}” stands twice.", 1, twice, "Keep one.")

    def refuse(self, code: str, message: str, row: int, field: str = "", remedy: str = "") -> None:
        self.problems.append(
            Problem(code=code, message=message, remedy=remedy, file=self.file, row=row, field=field)
        )

    def take(self, row: int, cells: list[str]) -> None:
        if len(cells) > len(self.names) and any(c.strip() for c in cells[len(self.names) :]):
            message = f"The row has {counted(len(cells), 'cell')}, the heading {len(self.names)}."
            self.refuse(
                "row-too-long", message, row, remedy="Put a text that holds a comma in quotation marks."
            )
            return
        if len(self.statements) >= MOST_STATEMENTS:
            if len(self.statements) == MOST_STATEMENTS and not self.problems:
                message = f"There are more than {MOST_STATEMENTS:,} statements."
                self.refuse("statements-too-many", message, row, remedy="Split the file.")
            return
        padded = cells + [""] * (len(self.names) - len(cells))
        values = {n: " ".join(c.split()) for n, c in zip(self.names, padded, strict=False)}
        before = len(self.problems)
        line = self.check(row, values)
        if len(self.problems) == before:
            fields = {c: values[c] for c in COLUMNS if c != "line"}
            self.statements.append(Statement(**fields, line=line, note=values.get("note", "")))

    def check(self, row: int, values: Mapping[str, str]) -> int:
        for column in MUST_SAY:
            if not values[column]:
                self.refuse(
                    "cell-empty", f"The {column} is empty.", row, column, "Every statement needs one."
                )
        self.check_id(row, values["id"])
        self.check_statistic(row, values["statistic"])
        for name, parts in _conditions(values["population"]):
            if not name or "" in parts:
                message = f"“{values['population']}” is not a population."
                remedy = "Write all, a name, or char=value, with several joined by “&”."
                self.refuse("population-form", message, row, "population", remedy)
        return self.line(row, values["line"])

    def check_id(self, row: int, name: str) -> None:
        if name and name in self.seen:
            message = f"The id “{name}” stands in row {self.seen[name]} already."
            self.refuse("id-twice", message, row, "id", "Give every statement its own.")
        self.seen.setdefault(name, row)

    def check_statistic(self, row: int, statistic: str) -> None:
        if statistic and statistic not in STATISTICS and not _COUNT_OF.match(statistic):
            remedy = did_you_mean(statistic, STATISTICS)
            self.refuse(
                "statistic-unknown", f"There is no statistic “{statistic}”.", row, "statistic", remedy
            )

    def line(self, row: int, text: str) -> int:
        if not text:
            return 0
        if not (text.isascii() and text.isdigit() and len(text) <= 9):
            message = f"The line is “{text}”, which is not a whole number."
            self.refuse("line-not-number", message, row, "line", "Write the line, or leave it empty.")
            return 0
        return int(text)


def _conditions(population: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    if population in ("all", ""):
        return
    for part in population.split("&"):
        name, equals, values = part.partition("=")
        members = tuple(v.strip() for v in values.split("+")) if equals else ()
        if "" in members and values.strip():  # “age=16+” is one value
            members = (values.strip(),)
        yield name.strip(), members
