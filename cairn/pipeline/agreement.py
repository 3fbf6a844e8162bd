"""Agreement between two readers, item by item, from a table of pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cairn.analysis.estimators.agreement import Agreement, Coefficient, Ratings, agreement_of
from cairn.collection.bundle import Bundle
from cairn.collection.second_readings import FIRST, SECOND
from cairn.errors import EvidenceError, Problem, UsageError
from cairn.instruments.plain_sheet import PlainSheet, read_plain_sheet
from cairn.instruments.unit_ids import NO_PERSON, id_fault
from cairn.utils.counts import counted
from cairn.utils.nearest import did_you_mean

COLUMNS = ("record", "item", "first", "second")
NO_RATING = ""
SHAPE = "Name the columns record, item, first and second: one row for each record and item."


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemAgreement:
    item: str
    found: Agreement

    def as_json(self) -> dict[str, object]:
        found = self.found
        coefficients = {
            "exact": found.exact,
            "within_one": found.within_one,
            "headline": found.headline,
        }
        return {
            "item": self.item,
            "pairs": found.records,
            "population": found.population,
            "too_few": found.too_few,
            "second_higher": found.higher,
            "second_lower": found.lower,
            **{name: _plain(c) for name, c in coefficients.items()},
            "beside": [_plain(c) for c in found.beside],
        }


def read_pairs(path: Path, points: int) -> dict[str, Ratings]:
    """The ratings of each item, in the order of the file. A rating is a whole number from 1 to `points`, or
    empty where a reader gave none. Raises one `EvidenceError` with everything that is wrong."""
    sheet = read_plain_sheet(path)
    sheet.require(COLUMNS, SHAPE)
    columns = [sheet.column(name) for name in COLUMNS]
    pairs: dict[str, list[tuple[int, int]]] = {}
    seen: set[tuple[str, str]] = set()
    for (row, _), record, item, first, second in zip(sheet.rows, *columns, strict=True):
        _check_names(sheet, row, record, item, seen)
        codes = (_code(sheet, row, "first", first, points), _code(sheet, row, "second", second, points))
        pairs.setdefault(item, []).append(codes)
    sheet.finish()
    return {item: Ratings.of_records(rows, points) for item, rows in pairs.items()}


def bundle_pairs(bundle: Bundle, items: Sequence[str] = ()) -> tuple[dict[str, Ratings], int]:
    """The ratings of each question in the first and second readings of a bundle, record by record, and the
    number of records first read. Codes are those of the question's whole scale; a reader who gave no answer,
    or to whom the question did not apply, rated nothing.

    Raises `EvidenceError` when the bundle holds no second readings, `UsageError` for an unknown question.
    """
    if SECOND not in bundle.tables:
        message = "The evidence holds no second readings."
        remedy = f"Add them: cairn bundle {SECOND}=FILE --add-to DIR."
        raise EvidenceError(Problem(code="second-readings-missing", message=message, remedy=remedy))
    first, second = bundle.tables[FIRST], bundle.tables[SECOND]
    choices = bundle.instrument(FIRST).choices
    known = [item.name for item in choices]
    unknown = [name for name in items if name not in known]
    if unknown:
        message = f"There is no question “{unknown[0]}” in the readings."
        problem = Problem(code="item-unknown", message=message, remedy=did_you_mean(unknown[0], known))
        raise UsageError(problem)
    place = {unit: i for i, unit in enumerate(first.column(0).to_pylist())}
    at = [place[unit] for unit in second.column(0).to_pylist()]
    found: dict[str, Ratings] = {}
    for item in choices:
        if items and item.name not in items:
            continue
        before, after = first.column(item.name).to_pylist(), second.column(item.name).to_pylist()
        rows = [(before[i], code) for i, code in zip(at, after, strict=True)]
        found[item.name] = Ratings.of_records(rows, len(bundle.instruments.answers(item)))
    return found, first.num_rows


def agreements(ratings: dict[str, Ratings], population: int | None) -> tuple[ItemAgreement, ...]:
    """Agreement item by item. `population` is the number of records from which those read twice were drawn.
    Raises `UsageError` when it is smaller than the records of an item."""
    most = max((r.records for r in ratings.values()), default=0)
    if population is not None and population < most:
        read = counted(most, "record was", "records were")
        message = f"{read} read, which cannot be a sample of {population:,}."
        remedy = f"Give the number of all from which they were drawn: {most:,} or more."
        raise UsageError(Problem(code="population-too-small", message=message, remedy=remedy))
    return tuple(
        ItemAgreement(item=item, found=agreement_of(rated, population)) for item, rated in ratings.items()
    )


def _check_names(sheet: PlainSheet, row: int, record: str, item: str, seen: set[tuple[str, str]]) -> None:
    fault = id_fault(record)
    if fault is not None:
        message = "There is no record id." if not record else f"The id {fault}."
        sheet.refuse("unit-id", message, NO_PERSON, row=row, column="record")
    if not item:
        sheet.refuse("item-missing", "The row names no item.", row=row, column="item")
    elif (record, item) in seen:
        message = f"“{record}” has the item “{item}” twice."
        sheet.refuse("pair-twice", message, "Keep one of the rows.", row=row, column="record")
    seen.add((record, item))


def _code(sheet: PlainSheet, row: int, column: str, text: str, points: int) -> int:
    if text == NO_RATING:
        return 0
    if text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= points:
        return int(text)
    message = f"“{text[:20]}” is not a rating."
    remedy = f"Write a whole number from 1 to {points}, or leave the cell empty."
    sheet.refuse("rating-wrong", message, remedy, row=row, column=column)
    return 0


def _plain(found: Coefficient | None) -> dict[str, object] | None:
    if found is None:
        return None
    low, high = found.interval() or (None, None)
    return {
        "name": found.name,
        "weights": found.weights,
        "value": found.value,
        "se": found.se,
        "low": low,
        "high": high,
        "records": found.records,
    }
