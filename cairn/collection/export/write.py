"""An export: a folder of files for the programs asked for, with a codebook, written whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from cairn.collection.bundle import Bundle
from cairn.collection.export.codebook import codebook_csv, codebook_text
from cairn.collection.export.plain_files import codes_csv, r_script
from cairn.collection.export.statistics_files import write_spss, write_stata
from cairn.collection.export.variables import ExportTable, export_table
from cairn.errors import EvidenceError, Problem
from cairn.utils.atomic import folder_written_whole
from cairn.utils.nearest import did_you_mean

FORMATS = ("csv", "r", "sav", "dta")
NOTE = "CONFIDENTIAL.txt"


def write_export(
    bundle: Bundle, out: Path, formats: Sequence[str] = FORMATS, tables: Sequence[str] = ()
) -> tuple[str, ...]:
    """Write the tables (all when none is named) to the new folder `out`; returns the names of its files.

    The rows are confidential, and every file that can say so does. Raises `EvidenceError` for a format or a
    table that does not exist, or when the folder is there already.
    """
    names = tuple(tables) or tuple(bundle.tables)
    problems = [*order_problems(out, formats)]
    problems += [_unknown("table", t, tuple(bundle.tables)) for t in names if t not in bundle.tables]
    if problems:
        raise EvidenceError(problems)
    exported = [export_table(bundle, name) for name in names]
    with folder_written_whole(out) as folder:
        for table in exported:
            _write_table(table, folder, formats)
        _write_text(folder / "codebook.csv", codebook_csv(exported))
        _write_text(folder / "codebook.md", codebook_text(exported))
        _write_text(folder / NOTE, exported[0].note + "\n")
    return tuple(sorted(path.name for path in out.iterdir()))


def order_problems(out: Path, formats: Sequence[str]) -> Iterator[Problem]:
    """What is wrong with an order whatever the evidence holds: formats that do not exist, a folder in use."""
    for name in formats:
        if name not in FORMATS:
            yield _unknown("format", name, FORMATS)
    if out.exists():
        message = "This is there already; an export takes the place of nothing."
        yield Problem(code="folder-in-use", message=message, file=str(out))


def _write_table(table: ExportTable, folder: Path, formats: Sequence[str]) -> None:
    if "csv" in formats or "r" in formats:
        _write_text(folder / f"{table.name}.csv", codes_csv(table))
    if "r" in formats:
        _write_text(folder / f"{table.name}.R", r_script(table))
    if "sav" in formats:
        write_spss(table, folder / f"{table.name}.sav")
    if "dta" in formats:
        write_stata(table, folder / f"{table.name}.dta")


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _unknown(what: str, name: str, known: Sequence[str]) -> Problem:
    remedy = did_you_mean(name, known)
    if name == "rds":
        remedy = "Ask for r: its script makes the data frame, and saveRDS() writes it."
    return Problem(code=f"{what}-unknown", message=f"There is no {what} “{name[:40]}”.", remedy=remedy)
