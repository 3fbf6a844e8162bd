"""Where in a sheet the columns of its mapping stand. Every column is read or left out, and said to be."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from cairn.collection.kept_sheet import KeptSheet
from cairn.collection.mapping import ColumnName, ColumnRule, SheetMapping
from cairn.collection.refusals import Refusals
from cairn.collection.sheet_look import letter
from cairn.collection.xlsx_sheet import FORMULA
from cairn.errors import Problem
from cairn.instruments.personal import LEAVE_OUT, personal_cells, personal_header
from cairn.instruments.unit_ids import is_personal_column
from cairn.utils.counts import counted
from cairn.utils.nearest import did_you_mean, nearest_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Places count from 0. `left_out` are the names of the columns that are not read."""

    ids: int | None
    rules: tuple[tuple[ColumnRule, int], ...]
    left_out: tuple[str, ...]

    @property
    def read(self) -> frozenset[int]:
        """The places of all columns that are read."""
        return frozenset(place for _, place in self.rules) | ({self.ids} if self.ids is not None else set())


def placed(sheet: KeptSheet, mapping: SheetMapping, refusals: Refusals) -> Placed:
    """Find every column of the mapping in the sheet. What cannot be found, what the mapping does not name,
    and what would identify people is noted."""
    ids = _place(mapping.ids, sheet, mapping, refusals) if mapping.ids is not None else None
    rules: list[tuple[ColumnRule, int]] = []
    taken = {ids: "id"} if ids is not None else {}
    for rule in mapping.columns:
        place = _place(rule.column, sheet, mapping, refusals)
        if place is None:
            continue
        if place in taken:
            message = f"The column is read as “{taken[place]}” already."
            refusals.add(_in_mapping("column-twice", message, "Keep one of the two.", rule.column, mapping))
        taken[place] = rule.item
        rules.append((rule, place))
    if refusals:
        # The sheet is not the one the mapping was made for: its header may be a row of somebody's data.
        return Placed(ids=ids, rules=tuple(rules), left_out=())
    _refuse_personal(sheet, ids, taken, refusals)
    left_out = _left_out(sheet, mapping, taken, refusals)
    return Placed(ids=ids, rules=tuple(rules), left_out=left_out)


def _place(name: ColumnName, sheet: KeptSheet, mapping: SheetMapping, refusals: Refusals) -> int | None:
    found = [
        i
        for i, header in enumerate(sheet.headers)
        if (not name.at or letter(i) == name.at) and (not name.header or header == name.header)
    ]
    if len(found) == 1:
        return found[0]
    shown = name.header[:60] or name.at
    if found:
        letters = ", ".join(letter(i) for i in found)
        message = f"The column “{shown}” stands {len(found)} times: {letters}."
        problem = _in_mapping(
            "column-ambiguous", message, f"Add `at: {letter(found[0])}` or another.", name, mapping
        )
    else:
        where = f" at {name.at}" if name.at and name.header else ""
        message = f"The sheet has no column “{shown}”{where}."
        near = nearest_name(name.header, [h for h in sheet.headers if h])
        hint = f"Did you mean “{near}”?" if near else ""
        problem = _in_mapping(
            "column-missing", message, hint or "Is `header_row` or `sheet` right?", name, mapping
        )
    refusals.add(problem)
    return None


def _in_mapping(code: str, message: str, remedy: str, name: ColumnName, mapping: SheetMapping) -> Problem:
    return Problem(code=code, message=message, remedy=remedy, file=mapping.file, line=name.line)


def _refuse_personal(sheet: KeptSheet, ids: int | None, taken: Iterable[int], refusals: Refusals) -> None:
    """A column that is read may not be named as one that identifies people. Cells are judged as they are
    read: those of an item must be its answers, and those of the id have a form of their own."""
    for place in taken:
        header = sheet.headers[place]
        personal = personal_header(header) if place == ids else is_personal_column(header)
        if personal or header.startswith(FORMULA):
            refusals.add(_refused(sheet, place, "its name says so"))


def _left_out(
    sheet: KeptSheet, mapping: SheetMapping, taken: Iterable[int], refusals: Refusals
) -> tuple[str, ...]:
    listed = {" ".join(name.split()) for name in mapping.leave_out}
    read = set(taken)
    left: list[str] = []
    used: set[str] = set()
    strays = {place for place in sheet.strays if f"(column {letter(place)})" not in listed}
    refusals.extend(_too_long(sheet, strays))
    for place, header in enumerate(sheet.headers):
        name = header or f"(column {letter(place)})"
        if place in read or place in strays:
            continue
        if name in listed:
            used.add(name)
            left.append(name)
        elif header or any(sheet.cells(place)):
            refusals.add(_unlisted(sheet, place))
    for name in sorted(listed - used):
        message = f"`leave_out` names a column the sheet does not have: “{name[:60]}”."
        hint = did_you_mean(name, [h for h in sheet.headers if h])
        refusals.add(Problem(code="column-missing", message=message, remedy=hint, file=mapping.file))
    return tuple(left)


def _too_long(sheet: KeptSheet, strays: Collection[int]) -> Iterator[Problem]:
    """One for each row that has a cell at one of the places."""
    width = sheet.width
    for number, cells in sheet.rows if strays else ():
        beyond = [place for place in range(width, len(cells)) if place in strays and cells[place].strip()]
        if beyond:
            message = f"The row has {counted(beyond[-1] + 1, 'cell')}, the header {width:,}."
            where = f"“(column {letter(beyond[-1])})” under `leave_out`"
            remedy = f"Is there a comma too many? If they are notes beside the rows, put {where}."
            yield Problem(
                code="row-too-long",
                message=message,
                remedy=remedy,
                file=sheet.file,
                sheet=sheet.sheet,
                row=number,
            )


def _unlisted(sheet: KeptSheet, place: int) -> Problem:
    header = sheet.headers[place]
    why = "its name says so" if personal_header(header) else personal_cells(sheet.cells(place))
    if why is not None:
        return _refused(sheet, place, why if why.startswith("its") else f"what stands there {why}")
    message = "The mapping neither reads the column nor leaves it out."
    remedy = "Put it under `columns`, or under `leave_out`: then it is never read."
    return _at("column-unlisted", message, remedy, sheet, place)


def _refused(sheet: KeptSheet, place: int, why: str) -> Problem:
    message = f"The column would identify people: {why}. Cairn takes no such column."
    return _at("column-personal", message, LEAVE_OUT, sheet, place)


def _at(code: str, message: str, remedy: str, sheet: KeptSheet, place: int) -> Problem:
    return Problem(
        code=code, message=message, remedy=remedy, file=sheet.file, sheet=sheet.sheet, field=sheet.name(place)
    )
