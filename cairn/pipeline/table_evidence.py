"""A table of records and a frame of strata, as an analyst keeps them, checked and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from cairn.analysis.tally import NOT_GIVEN, Tally
from cairn.errors import EvidenceError, Problem, UsageError
from cairn.instruments.plain_sheet import PlainSheet, plain_column_name, read_plain_sheet
from cairn.instruments.unit_ids import NO_PERSON, id_fault, personal_fault
from cairn.pipeline.frame import FrameSizes, Stratum
from cairn.utils.counts import counted
from cairn.utils.nearest import nearest_name

SIZE_COLUMN = "pop_size"
DRAWN_COLUMN = "drawn"
ID_COLUMNS = ("record_id", "case_id", "response_id", "resp_id", "unit_id", "id")
NO_IDS = "none"
NA = "NA"  # how R writes that there is no value
RATINGS, YES_NO = (1, 6), (0, 1)
MANY_VALUES = 10  # a column of a frame with so many values, each but once, may name people

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class TableShape:
    """Which columns of the table and the frame mean what. `answers` is the lowest and highest answer; None
    takes 0 and 1 for yes and no, when nothing else occurs, and 1 to 6 for ratings."""

    strata: tuple[str, ...]
    item: str
    by: str = ""
    size: str = SIZE_COLUMN
    id_column: str = ""
    answers: tuple[int, int] | None = None
    beside: tuple[str, ...] = ()  # columns that weights are fitted by, or that name clusters
    clustered: bool = False  # the frame counts clusters, not children

    @property
    def characteristics(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.strata, *((self.by,) if self.by else ()), *self.beside)))


@dataclass(frozen=True, slots=True, kw_only=True)
class TableEvidence:
    """Code c of the item's counts is the answer `lowest` + c − 1."""

    tally: Tally
    frame: FrameSizes | None
    answers: tuple[int, int]

    def codes_from(self, at_least: int) -> frozenset[int]:
        """The codes of this answer and all above it. Raises `UsageError` when there is no such answer."""
        low, high = self.answers
        if not low < at_least <= high:
            message = f"At least {at_least} divides nothing: the answers go from {low} to {high}."
            remedy = f"Choose {low + 1} to {high}, or say with --answers how far the answers go."
            raise UsageError(Problem(code="level-out-of-range", message=message, remedy=remedy))
        return frozenset(range(at_least - low + 1, high - low + 2))


def read_table_evidence(table: Path, frame: Path | None, shape: TableShape) -> TableEvidence:
    """Read and check both files. Raises one `EvidenceError` with all that is wrong in both, by file, row and
    column: nothing is half taken."""
    problems: list[Problem] = []
    sizes = _or_note(problems, lambda: read_frame_sizes(frame, shape)) if frame else None
    sheet = _or_note(problems, lambda: _opened(table, shape))
    if sheet is not None:
        _check_ids(sheet, shape)
        _check_strata(sheet, shape, sizes)
        answers, codes = _answers(sheet, shape)
        _or_note(problems, sheet.finish)
    if sheet is not None and sizes is not None and not shape.clustered:
        problems += _more_than_frame(sheet, shape, sizes)
    if problems:
        raise EvidenceError(sorted(problems, key=lambda p: (p.file, p.row or 0)))
    assert sheet is not None
    return TableEvidence(tally=_counted(sheet, shape, answers, codes), frame=sizes, answers=answers)


def read_frame_sizes(path: Path, shape: TableShape) -> FrameSizes:
    """One row per stratum with its number of children. Raises `EvidenceError` with all that is wrong."""
    sheet = read_plain_sheet(path)
    sheet.require((*shape.strata, shape.size), "A frame has one row for each stratum, with its size.")
    _refuse_people(sheet, {*shape.strata, shape.size})
    population: dict[Stratum, int] = {}
    drawn: dict[Stratum, int] = {}
    rows: dict[Stratum, int] = {}
    for number, cells in sheet.rows:
        key = tuple(cells[sheet.columns[name]] for name in shape.strata)
        size = _whole(sheet, number, shape.size, cells)
        taken = _whole(sheet, number, DRAWN_COLUMN, cells) if DRAWN_COLUMN in sheet.columns else 0
        if "" in key:
            empty = shape.strata[key.index("")]
            sheet.refuse("stratum-empty", "The stratum has no value here.", row=number, column=empty)
        elif key in population:
            message = f"The stratum {', '.join(key)} stands in row {rows[key]} too."
            sheet.refuse("stratum-twice", message, "Keep one row for each.", row=number)
        if taken > size:
            message = f"{taken:,} were drawn of {size:,} children."
            sheet.refuse("more-drawn-than-frame", message, row=number, column=DRAWN_COLUMN)
        population[key], drawn[key], rows[key] = size, taken, number
    sheet.finish()
    return FrameSizes(
        file=sheet.file,
        population=population,
        drawn=drawn if DRAWN_COLUMN in sheet.columns else None,
        rows=rows,
    )


def _or_note(problems: list[Problem], read: Callable[[], T]) -> T | None:
    try:
        return read()
    except EvidenceError as error:
        problems.extend(error.problems)
        return None


def _opened(path: Path, shape: TableShape) -> PlainSheet:
    sheet = read_plain_sheet(path)
    sheet.require((*shape.characteristics, shape.item))
    sheet.refuse_names((*shape.characteristics, shape.item))
    return sheet


def _refuse_people(sheet: PlainSheet, used: set[str]) -> None:
    """A frame of strata names nobody: refuse values that look personal, and columns nearly all different."""
    sheet.refuse_names(used)
    for name in sheet.columns:
        values = sheet.column(name)
        for (number, _), text in zip(sheet.rows, values, strict=True):
            fault = personal_fault(text)
            if fault is not None and name != plain_column_name(DRAWN_COLUMN):
                sheet.refuse("value-personal", f"A value {fault}.", NO_PERSON, row=number, column=name)
        words = [text for text in values if any(letter.isalpha() for letter in text)]
        if name not in used and len(words) >= MANY_VALUES and len(set(words)) == len(words) == len(values):
            message = f"“{name}” is different in every row: it may name people, and makes no groups."
            sheet.refuse("column-nearly-unique", message, "Leave the column out.", row=1, column=name)


def _whole(sheet: PlainSheet, number: int, column: str, cells: Sequence[str]) -> int:
    text = cells[sheet.columns[column]]
    if text.isascii() and text.isdigit() and len(text) <= 9:
        return int(text)
    message = f"“{text[:20]}” is not a number of children." if text else "The number of children is missing."
    sheet.refuse("size-wrong", message, "Write a whole number, 0 or more.", row=number, column=column)
    return 0


def _check_ids(sheet: PlainSheet, shape: TableShape) -> None:
    known = (shape.id_column,) if shape.id_column else ID_COLUMNS
    column = next((name for name in known if name in sheet.columns), None)
    if column is None:
        if shape.id_column != NO_IDS:
            message = (
                f"There is no column of ids ({', '.join(known)}), so a record taken twice could not be seen."
            )
            remedy = f"Say with --id which column holds them, or --id {NO_IDS} that there are none."
            sheet.refuse("id-missing", message, remedy, row=1)
        return
    first: dict[str, int] = {}
    for (number, _), unit in zip(sheet.rows, sheet.column(column), strict=True):
        fault = id_fault(unit)
        if fault is not None:
            message = f"The id {fault}." if unit else "The id is empty."
            sheet.refuse("id-wrong", message, NO_PERSON, row=number, column=column)
        elif unit in first:
            message = f"The id “{unit}” stands in row {first[unit]} too."
            sheet.refuse("id-twice", message, "Delete one of the rows.", row=number, column=column)
        first.setdefault(unit, number)


def _hint(key: Stratum, sizes: FrameSizes) -> str:
    near = nearest_name(", ".join(key), [", ".join(stratum) for stratum in sizes.population])
    said = "Correct the record, or add the stratum to the frame."
    return f"{said} Did you mean “{near}”?" if near else said


def _check_strata(sheet: PlainSheet, shape: TableShape, sizes: FrameSizes | None) -> None:
    hints: dict[Stratum, str] = {}
    for number, cells in sheet.rows:
        if any((number, name) in sheet.unread for name in shape.strata):
            continue
        key = _key(sheet, shape.strata, cells)
        if "" in key:
            empty = shape.strata[key.index("")]
            message = f"The record has no {empty}, so it belongs to no stratum."
            sheet.refuse("record-no-stratum", message, "Fill it in.", row=number, column=empty)
        elif sizes is not None and key not in sizes.population:
            message = f"The record stands in a stratum that the frame does not have: {', '.join(key)}."
            remedy = hints.setdefault(key, hints.get(key) or _hint(key, sizes))
            sheet.refuse("record-no-stratum", message, remedy, row=number, column=shape.strata[-1])


def _answers(sheet: PlainSheet, shape: TableShape) -> tuple[tuple[int, int], list[int]]:
    """The range of answers, and the code of each row, 0 for no answer."""
    texts = [_as_written(text) for text in _without_na(sheet, shape.item)]
    low, high = shape.answers or (YES_NO if {t for t in texts if t} <= {"0", "1"} else RATINGS)
    codes = []
    for (number, _), text in zip(sheet.rows, texts, strict=True):
        value = int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else None
        if text and (value is None or not low <= value <= high):
            message = f"“{text[:20]}” is no answer; they go from {low} to {high}."
            remedy = "Leave the cell empty where there is no answer."
            sheet.refuse("answer-wrong", message, remedy, row=number, column=shape.item)
        codes.append(value - low + 1 if value is not None else 0)
    return (low, high), codes


def _without_na(sheet: PlainSheet, column: str) -> list[str]:
    """The cells of a column, those empty in which no answer is written as R writes it: throughout, or it is
    told in one sentence."""
    texts = sheet.column(column)
    rows = [number for (number, _), text in zip(sheet.rows, texts, strict=True) if text == NA]
    if rows and "" in texts:
        cells = counted(len(rows), f"cell holds “{NA}”", f"cells hold “{NA}”")
        message = f"{cells}, and others are empty: it is not plain what the difference is."
        sheet.refuse(
            "answer-wrong", message, "Leave both empty, or write both alike.", row=rows[0], column=column
        )
    return ["" if text == NA else text for text in texts]


def _as_written(text: str) -> str:
    """A whole number without the .0 that pandas and R add to a column in which answers are missing."""
    whole, _, rest = text.partition(".")
    return whole if rest and not rest.strip("0") else text


def _more_than_frame(sheet: PlainSheet, shape: TableShape, sizes: FrameSizes) -> Iterable[Problem]:
    read = Counter(_key(sheet, shape.strata, cells) for _, cells in sheet.rows)
    for key, records in read.items():
        if key not in sizes.population:
            continue
        limits = [(sizes.population[key], "more-read-than-frame", "children", shape.size)]
        if sizes.drawn is not None:
            limits.append((sizes.drawn[key], "more-read-than-drawn", "drawn records", DRAWN_COLUMN))
        for limit, code, what, column in limits:
            if records > limit:
                records_read = counted(records, "record was", "records were")
                message = f"{records_read} read in {', '.join(key)}, which has {limit:,} {what}."
                yield Problem(
                    code=code,
                    message=message,
                    remedy="Correct the frame, or the strata of the records.",
                    file=sizes.file,
                    row=sizes.rows[key],
                    field=column,
                )
                break


def _key(sheet: PlainSheet, names: Sequence[str], cells: Sequence[str]) -> Stratum:
    return tuple(cells[sheet.columns[name]] for name in names)


def _counted(sheet: PlainSheet, shape: TableShape, answers: tuple[int, int], codes: Sequence[int]) -> Tally:
    width = answers[1] - answers[0] + 2
    names = shape.characteristics
    counts: Counter[tuple[Stratum, int]] = Counter()
    for (_, cells), code in zip(sheet.rows, codes, strict=True):
        counts[tuple(value or NOT_GIVEN for value in _key(sheet, names, cells)), code] += 1
    found = tuple(dict.fromkeys(cell for cell, _ in counts))
    place = {cell: i for i, cell in enumerate(found)}
    table = np.zeros((len(found), width), dtype=np.int64)
    for (cell, code), units in counts.items():
        table[place[cell], code] = units
    return Tally(
        source=sheet.file,
        characteristics=names,
        cells=found,
        rows=table.sum(axis=1),
        counts={shape.item: table},
    )
