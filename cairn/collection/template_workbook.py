"""The form as an Excel workbook: answers to choose from lists, questions at hand, guidance beside."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from cairn.collection.xlsx_sheet import ANSWERS
from cairn.instruments.model import Instrument

ROWS_WITH_LISTS = 5_000  # rows of the form that offer their lists; more may be filled in

_HEAD = PatternFill("solid", fgColor="FF1F3A4D")
_HEAD_FONT = Font(bold=True, color="FFFFFFFF")
_WRAP = Alignment(wrap_text=True, vertical="top")
_GUIDE_WIDTHS = (30, 24, 60, 36, 48, 28, 60)


def workbook_bytes(
    instrument: Instrument,
    header: Sequence[str],
    guide_header: Sequence[str],
    guide: Sequence[Sequence[str]],
    choices: Mapping[str, Sequence[str]],
) -> bytes:
    """The whole workbook. Sheets: Answers (to fill in), Guidance, and a hidden one for the lists."""
    book = Workbook()
    book.properties.title = f"{instrument.title}, {instrument.edition}"
    book.properties.creator = "Cairn"
    book.properties.created = book.properties.modified = datetime(2020, 1, 1)
    form = book.active
    form.title = ANSWERS
    _head(form, header)
    questions = {row[0]: (row[2], row[6]) for row in guide}
    for column, name in enumerate(header, start=1):
        cell = form.cell(row=1, column=column)
        cell.comment = Comment(
            "\n\n".join(part for part in questions[name] if part), "Cairn", height=160, width=320
        )
        form.column_dimensions[get_column_letter(column)].width = max(16, min(34, len(name) + 4))
    form.freeze_panes = "B2"
    _guidance(book.create_sheet("Guidance"), instrument, guide_header, guide)
    _lists(book.create_sheet("Lists"), form, header, choices)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _head(sheet: Worksheet, names: Sequence[str], row: int = 1) -> None:
    for column, name in enumerate(names, start=1):
        cell = _put(sheet, row, column, name)
        cell.font, cell.fill, cell.alignment = _HEAD_FONT, _HEAD, _WRAP


def _put(sheet: Worksheet, row: int, column: int, text: str):  # type: ignore[no-untyped-def]
    """Text and never a formula, whatever its first character is."""
    cell = sheet.cell(row=row, column=column, value=text)
    cell.data_type = "s"
    return cell


def _guidance(
    sheet: Worksheet, instrument: Instrument, header: Sequence[str], guide: Sequence[Sequence[str]]
) -> None:
    lines = (f"{instrument.title} ({instrument.edition})", *instrument.notes)
    for row, line in enumerate(lines, start=1):
        _put(sheet, row, 1, line)
    sheet.cell(row=1, column=1).font = Font(bold=True, size=14)
    top = len(lines) + 2
    _head(sheet, header, top)
    for row, texts in enumerate(guide, start=top + 1):
        for column, text in enumerate(texts, start=1):
            _put(sheet, row, column, text).alignment = _WRAP
    for column, width in enumerate(_GUIDE_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = sheet.cell(row=top + 1, column=2)


def _lists(
    sheet: Worksheet, form: Worksheet, header: Sequence[str], choices: Mapping[str, Sequence[str]]
) -> None:
    """One column for each list: a list typed into the rule itself may have 255 characters at most."""
    sheet.sheet_state = "hidden"
    rules: dict[tuple[str, ...], DataValidation] = {}
    for place, name in enumerate(header, start=1):
        options = tuple(choices.get(name, ()))
        if not options:
            continue
        if options not in rules:
            rules[options] = _rule(sheet, options, len(rules) + 1)
            form.add_data_validation(rules[options])
        letter = get_column_letter(place)
        rules[options].add(f"{letter}2:{letter}{ROWS_WITH_LISTS + 1}")


def _rule(sheet: Worksheet, options: Sequence[str], column: int) -> DataValidation:
    for row, option in enumerate(options, start=1):
        _put(sheet, row, column, option)
    letter = get_column_letter(column)
    return DataValidation(
        type="list",
        formula1=f"{sheet.title}!${letter}$1:${letter}${len(options)}",
        allow_blank=True,
        showErrorMessage=True,
        errorTitle="Not one of the answers",
        error="Choose an answer from the list. The sheet “Guidance” explains them.",
    )
