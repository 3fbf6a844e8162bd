"""A blank form of an instrument, to fill in with a spreadsheet or any program that writes CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from cairn.collection.bundle import unknown_table
from cairn.collection.evidence_table import id_column
from cairn.collection.instrument_set import InstrumentSet
from cairn.collection.template_workbook import workbook_bytes
from cairn.errors import EvidenceError, Problem, UsageError
from cairn.instruments.model import Instrument, Item, ItemKind, Missing
from cairn.utils.atomic import write_whole

GUIDE_HEADER = (
    "column",
    "section",
    "question",
    "when it applies",
    "answers",
    "if there is no answer",
    "guidance",
)


def write_template(instruments: InstrumentSet, table: str, path: Path) -> tuple[Path, ...]:
    """Write the blank form for `table` to `path` (.xlsx or .csv); returns the files written.

    A workbook holds the form, with lists to choose from, and a sheet of guidance. Beside a CSV file,
    which can hold the header only, stands the guidance as `<name>-guide.csv`. Refuses to replace a file:
    it may be one that somebody has filled in.
    """
    instrument = instruments.instruments.get(table)
    if instrument is None:
        raise EvidenceError(unknown_table(table, instruments, ""))
    kind = path.suffix.casefold()
    if kind not in (".csv", ".xlsx"):
        message = f"A form is written as .xlsx or .csv, not as “{path.suffix or path.name}”."
        raise UsageError(Problem(code="template-kind", message=message, file=str(path)))
    guide = path.with_name(f"{path.stem}-guide.csv")
    written = (path,) if kind == ".xlsx" else (path, guide)
    in_the_way = [p for p in written if p.exists()]
    if in_the_way:
        message = "There is a file of this name already; somebody may have filled it in."
        remedy = "Choose another name."
        raise UsageError(
            Problem(code="file-exists", message=message, remedy=remedy, file=str(p)) for p in in_the_way
        )
    header = column_names(instrument)
    rows = tuple(guide_rows(instrument, instruments))
    if kind == ".xlsx":
        write_whole(
            path, workbook_bytes(instrument, header, GUIDE_HEADER, rows, choices(instrument, instruments))
        )
    else:
        write_whole(path, _csv([header]))
        write_whole(guide, _csv([GUIDE_HEADER, *rows]))
    return written


def column_names(instrument: Instrument) -> tuple[str, ...]:
    """The header of the form: the id, then every item."""
    return (id_column(instrument.table), *(item.name for item in instrument.items))


def choices(instrument: Instrument, instruments: InstrumentSet) -> dict[str, tuple[str, ...]]:
    """For every item but free text, what may be chosen: labels, then the words for having no answer."""
    return {
        item.name: (*_labels(item, instruments), *_reasons(item))
        for item in instrument.items
        if item.kind is not ItemKind.TEXT
    }


def guide_rows(instrument: Instrument, instruments: InstrumentSet) -> Iterator[tuple[str, ...]]:
    """One row of guidance for each column of the form, under `GUIDE_HEADER`."""
    unit = f"The number given to this {instrument.unit} when the sample was drawn, such as R0017"
    never = "Never a name, date of birth, postcode, CHI number or e-mail address."
    yield (id_column(instrument.table), "", unit, "always", "", "", never)
    for item in instrument.items:
        conditions = " and ".join(
            f"{c.item} is {' or '.join(_answer_labels(instrument, instruments, c.item, c.answers))}"
            for c in item.applies_when
        )
        labels = " / ".join(_labels(item, instruments))
        note = "Free text stays in this file; it is not analysed." if item.kind is ItemKind.TEXT else ""
        guidance = " ".join(part for part in (item.guidance, note) if part)
        reasons = " / ".join(_reasons(item))
        yield (item.name, item.section, item.text, conditions or "always", labels, reasons, guidance)


def _labels(item: Item, instruments: InstrumentSet) -> tuple[str, ...]:
    if item.kind is ItemKind.CHOICE:
        return tuple(a.label for a in instruments.answers(item))
    return tuple(t.label for t in instruments.terms(item)) if item.kind is ItemKind.CHARACTERISTIC else ()


def _answer_labels(
    instrument: Instrument, instruments: InstrumentSet, name: str, answers: tuple[str, ...]
) -> list[str]:
    item = instrument.item(name)
    assert item is not None  # an instrument refuses a condition on an unknown item
    by_name = dict(zip(instruments.level_names(item), _labels(item, instruments), strict=True))
    return [by_name.get(answer, answer) for answer in answers]


def _reasons(item: Item) -> tuple[str, ...]:
    allowed = set(item.allows) | ({Missing.NOT_APPLICABLE} if item.applies_when else set())
    return tuple(m.word for m in Missing if m in allowed)


def _csv(rows: list[tuple[str, ...]]) -> bytes:
    """With a mark at the start, without which Excel takes UTF-8 for an older encoding."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("utf-8-sig")
