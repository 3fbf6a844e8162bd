"""A series from a table: read, judged phase by phase, and put into sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path

from cairn.analysis.disclosure import BELOW, withheld
from cairn.analysis.estimators.series import Better, Point, Series, Step
from cairn.errors import EvidenceError, Problem, UsageError
from cairn.instruments.plain_sheet import PlainSheet, read_plain_sheet

SHAPE = "Name the columns date and value, or date, k and n (k of n at the level)."
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?\Z")
_DATE_REMEDY = "Write a year, month or day: 2027, 2027-03 or 2027-03-31."


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesTable:
    """The points of a file in order of time, and the dates of those withheld because they are too small.

    A withheld point is left out of everything: the median and the limits are those of the points shown.
    """

    points: tuple[Point, ...]
    withheld: tuple[str, ...]

    @property
    def dates(self) -> tuple[str, ...]:
        """Every date of the file, in order."""
        return tuple(sorted([*(p.date for p in self.points), *self.withheld]))


def read_series_table(path: Path, *, protected: bool = True, below: int = BELOW) -> SeriesTable:
    """The series in a CSV. Shares (k, n) that are too small to publish are withheld when `protected`.
    Raises one `EvidenceError` with everything that is wrong."""
    sheet = read_plain_sheet(path)
    counted = "k" in sheet.columns or "n" in sheet.columns
    sheet.require(("date", "k", "n") if counted else ("date", "value"), SHAPE)
    dates = _dates(sheet)
    points = _shares(sheet, dates) if counted else _values(sheet, dates)
    sheet.finish()
    points.sort(key=lambda point: point.date)
    hidden = [p for p in points if p.n is not None and withheld(p.k or 0, p.n, protected, below)]
    shown = tuple(p for p in points if p not in hidden)
    if not shown:
        message = f"Every point counts fewer than {below}: there is nothing that may be shown."
        raise EvidenceError(Problem(code="series-withheld", message=message, file=str(path)))
    return SeriesTable(points=shown, withheld=tuple(p.date for p in hidden))


def series_of(
    table: SeriesTable, steps: Sequence[tuple[str, str, str]], better: Better = Better.NEITHER
) -> Series:
    """The series with its steps (date, reason, person). Raises `UsageError` for a step that lacks one of the
    three, that stands twice, or that lies outside the series."""
    made = []
    for day, reason, person in sorted(steps):
        if not (reason.strip() and person.strip()):
            raise _refusal("step-incomplete", f"The step of {day} needs a reason and a person.")
        if not _DATE.match(day) or len(day) != len(table.points[0].date):
            remedy = f"The dates of the series look like {table.points[0].date}."
            raise _refusal("step-date", f"“{day}” is no date of the series' kind.", remedy)
        if not table.dates[0] < day <= table.dates[-1]:
            remedy = f"The series runs from {table.dates[0]} to {table.dates[-1]}."
            raise _refusal("step-outside", f"The step of {day} divides nothing.", remedy)
        made.append(Step(day, reason.strip(), person.strip()))
    if len({step.date for step in made}) < len(made):
        raise _refusal("step-twice", "Two steps stand on one date.")
    return Series(points=table.points, steps=tuple(made), better=better)


def _dates(sheet: PlainSheet) -> list[str]:
    dates = sheet.column("date")
    seen: set[str] = set()
    length = len(next((day for day in dates if _DATE.match(day)), ""))
    for (row, _), day in zip(sheet.rows, dates, strict=True):
        if not _DATE.match(day):
            sheet.refuse("date-wrong", f"“{day[:20]}” is not a date.", _DATE_REMEDY, row=row, column="date")
        elif len(day) != length:
            message = f"“{day}” is not as exact as the dates above it."
            sheet.refuse(
                "date-mixed", message, "Use years, months or days all through.", row=row, column="date"
            )
        elif day in seen:
            message = f"The date {day} stands twice."
            sheet.refuse("date-twice", message, "Add the two up, or delete one.", row=row, column="date")
        seen.add(day)
    return dates


def _values(sheet: PlainSheet, dates: Sequence[str]) -> list[Point]:
    found = []
    for (row, _), day, text in zip(sheet.rows, dates, sheet.column("value"), strict=True):
        value = _number(text)
        if value is None:
            message = f"“{text[:20]}” is not a number." if text else "There is no value."
            remedy = "Write digits with a decimal point; leave out the row where there is no value."
            sheet.refuse("value-wrong", message, remedy, row=row, column="value")
        else:
            found.append(Point(day, value))
    return found


def _shares(sheet: PlainSheet, dates: Sequence[str]) -> list[Point]:
    found = []
    ks, ns = sheet.column("k"), sheet.column("n")
    for (row, _), day, k_text, n_text in zip(sheet.rows, dates, ks, ns, strict=True):
        k, n = _count(sheet, row, "k", k_text), _count(sheet, row, "n", n_text)
        if k is None or n is None:
            continue
        if n == 0:
            sheet.refuse("base-empty", "The base is 0.", "Leave out the row.", row=row, column="n")
        elif k > n:
            remedy = "n counts all who answered, and k those of them at the level."
            sheet.refuse("count-wrong", f"{k} of {n} cannot be.", remedy, row=row, column="k")
        else:
            found.append(Point(day, Fraction(k, n), k, n))
    return found


def _count(sheet: PlainSheet, row: int, column: str, text: str) -> int | None:
    if text.isascii() and text.isdigit() and len(text) <= 9:
        return int(text)
    message = f"“{text[:20]}” is not a count." if text else "There is no count."
    sheet.refuse("count-wrong", message, "Write a whole number, 0 or more.", row=row, column=column)
    return None


def _number(text: str) -> Fraction | None:
    if len(text) > 30 or not re.match(r"[-+]?(\d|\.\d)[\d.]*\Z", text, re.ASCII):
        return None
    try:
        return Fraction(Decimal(text))
    except InvalidOperation:
        return None


def _refusal(code: str, message: str, remedy: str = "") -> UsageError:
    return UsageError(Problem(code=code, message=message, remedy=remedy))


Shown = Callable[[Fraction | float], str]


def shown_as(series: Series) -> Shown:
    """How values of the series are written: shares as per cents, other values as they are."""

    def share(value: Fraction | float) -> str:
        return f"{100 * float(value):.1f}%"

    def plain(value: Fraction | float) -> str:
        return f"{float(value):.6g}" if abs(float(value)) < 1_000_000 else f"{float(value):,.0f}"

    return share if series.are_shares else plain
