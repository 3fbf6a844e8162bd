"""CSV of codes, and a script that makes R's factors of them. No R is needed to write it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cairn.collection.export.variables import REASONS, ExportTable, Variable
from cairn.utils.csv_text import csv_of_rows


def codes_csv(table: ExportTable) -> str:
    """One row for each unit: its id, and codes as the codebook explains them."""
    header: list[object] = [table.id_name, *(v.name for v in table.variables)]
    rows = zip(table.ids, *(v.values for v in table.variables), strict=True)
    return csv_of_rows([header, *(list(row) for row in rows)])


def r_script(table: ExportTable) -> str:
    """R that reads the CSV beside it into a data frame of the table's name.

    Answers become factors, ordered where the scale is; why there is none stands in `<item>__missing`, so that
    the three reasons stay apart where R has one NA.
    """
    return "\n".join(_r_lines(table)) + "\n"


def _r_lines(table: ExportTable) -> Iterator[str]:
    name = table.name
    yield f"# {_ascii(table.title)}"
    yield f"# {_ascii(table.note)}"
    yield f'# Run in the folder of this file: source("{name}.R", encoding = "UTF-8")'
    yield f"coded <- function(x, labels, ordered) {_FACTOR}"
    reasons = f"levels = {_numbers(REASONS)}, labels = {_texts(REASONS.values())}"
    yield f"reason <- function(x) factor(x, {reasons})"
    yield f'{name} <- read.csv("{name}.csv", encoding = "UTF-8", stringsAsFactors = FALSE,'
    yield f"  colClasses = c({table.id_name} = {_text('character')}))"
    for variable in table.variables:
        yield from _r_variable(name, variable)
    yield f'attr({name}, "comment") <- {_text(table.note)}'


_FACTOR = "factor(x, levels = seq_along(labels), labels = labels, ordered = ordered)"


def _r_variable(table: str, variable: Variable) -> Iterator[str]:
    column = f"{table}${variable.name}"
    if variable.may_miss:
        yield f"{column}__missing <- reason({column})"
    labels = _texts(label for _, label in variable.codes.values())
    yield f"{column} <- coded({column}, {labels}, {'TRUE' if variable.ordered else 'FALSE'})"
    yield f'attr({column}, "label") <- {_text(variable.label)}'


def _numbers(values: Iterable[int]) -> str:
    return f"c({', '.join(map(str, values))})"


def _texts(values: Iterable[str]) -> str:
    return f"c({', '.join(_text(value) for value in values)})"


def _text(value: str) -> str:
    """A text in quotation marks as R reads it on any machine: what is not ASCII as \\u and four digits."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return '"' + "".join(c if c.isascii() else f"\\u{ord(c):04x}" for c in escaped) + '"'


def _ascii(text: str) -> str:
    return " ".join(text.split())
