"""SPSS and Stata files, through pyreadstat. Kinds of missing stay apart as user-missing values."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat

from cairn.collection.export.variables import REASONS, ExportTable, Variable

LONGEST_FILE_LABEL = {"sav": 64, "dta": 80}  # bytes
LONGEST_LABEL = {"sav": 255, "dta": 80}
# The library's 15 is format 119, which only the largest edition of Stata opens, however few the variables.
STATA = 14
NOTE_WIDTH = 40  # characters; a line of an SPSS document has 80 bytes
LONGEST_VALUE_LABEL = 120  # bytes; what SPSS keeps

# Stata's own kinds of missing: .a, .b, .c.
STATA_REASONS: Mapping[int, str] = {code: "abc"[-code - 1] for code in REASONS}


def write_spss(table: ExportTable, path: Path) -> None:
    """A .sav file: −1, −2 and −3 are declared missing, and labelled with their reasons."""
    columns = {table.id_name: list(table.ids), **{v.name: list(v.values) for v in table.variables}}
    missing = [v for v in table.variables if v.may_miss]
    pyreadstat.write_sav(
        pd.DataFrame(columns),
        str(path),
        file_label=_cut(_file_label(table), LONGEST_FILE_LABEL["sav"]),
        column_labels={v.name: _cut(v.label, LONGEST_LABEL["sav"]) for v in table.variables},
        note=textwrap.wrap(table.note, NOTE_WIDTH),
        variable_value_labels={v.name: _short(v.value_labels) for v in table.variables},
        missing_ranges={v.name: [{"lo": min(REASONS), "hi": max(REASONS)}] for v in missing},
        variable_measure={v.name: "ordinal" if v.ordered else "nominal" for v in table.variables},
        variable_format={v.name: "F3.0" for v in table.variables},
    )


def write_stata(table: ExportTable, path: Path) -> None:
    """A .dta file (format 118, of Stata 14 and later): .a not recorded, .b not applicable, .c cannot tell."""
    columns: dict[str, list[object]] = {table.id_name: list(table.ids)}
    for variable in table.variables:
        columns[variable.stata] = [STATA_REASONS.get(value, value) for value in variable.values]
    frame = pd.DataFrame({name: pd.Series(values, dtype=_kind(values)) for name, values in columns.items()})
    pyreadstat.write_dta(
        frame,
        str(path),
        version=STATA,
        file_label=_cut(_file_label(table), LONGEST_FILE_LABEL["dta"]),
        column_labels={v.stata: _cut(v.label, LONGEST_LABEL["dta"]) for v in table.variables},
        variable_value_labels={v.stata: _stata_labels(v) for v in table.variables},
        missing_user_values={v.stata: list(STATA_REASONS.values()) for v in table.variables if v.may_miss},
    )


def _kind(values: list[object]) -> str:
    return "int64" if all(isinstance(value, int) for value in values) else "object"


def _stata_labels(variable: Variable) -> Any:  # what pyreadstat takes is wider than its types say
    labels = _short(variable.value_labels)
    return {STATA_REASONS.get(int(code), code): label for code, label in labels.items()}


def _file_label(table: ExportTable) -> str:
    return f"{'STAND-IN DATA, ' if table.stand_in else ''}CONFIDENTIAL: {table.title}"


def _short(labels: Mapping[int, str]) -> dict[int | float, str]:
    return {code: _cut(label, LONGEST_VALUE_LABEL) for code, label in labels.items()}


def _cut(text: str, most: int) -> str:
    """The text in at most so many bytes of UTF-8, with a mark where it is cut."""
    if len(text.encode()) <= most:
        return text
    return text.encode()[: most - 3].decode(errors="ignore").rstrip() + "…"
