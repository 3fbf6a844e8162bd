"""The codebook of an export: every variable and code, for people (Markdown) and for programs (CSV)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cairn.collection.export.statistics_files import STATA_REASONS
from cairn.collection.export.variables import REASONS, ExportTable, Variable
from cairn.utils.counts import counted
from cairn.utils.csv_text import csv_of_rows

COLUMNS = (
    "table",
    "variable",
    "name_in_stata",
    "label",
    "applies_when",
    "code",
    "code_in_stata",
    "name",
    "value",
)


def codebook_csv(tables: Sequence[ExportTable]) -> str:
    """One row for each code of each variable."""
    rows: list[list[object]] = [list(COLUMNS)]
    for table in tables:
        for variable in table.variables:
            about: list[object] = [
                table.name,
                variable.name,
                variable.stata,
                variable.label,
                variable.applies_when,
            ]
            rows += [[*about, *code] for code in _codes(variable)]
    return csv_of_rows(rows)


def _codes(variable: Variable) -> Iterator[tuple[object, object, object, object]]:
    for code, (name, label) in variable.codes.items():
        yield code, code, name, label
    if variable.may_miss:
        for code, word in REASONS.items():
            yield code, f".{STATA_REASONS[code]}", word.replace(" ", "_"), word


def codebook_text(tables: Sequence[ExportTable]) -> str:
    """The same as Markdown, table by table."""
    return "\n".join(_lines(tables)) + "\n"


def _lines(tables: Sequence[ExportTable]) -> Iterator[str]:
    yield "# Codebook"
    yield ""
    yield tables[0].note
    yield ""
    yield "Why there is no answer is a code of its own: "
    yield (
        ", ".join(f"{code} (in Stata .{STATA_REASONS[code]}) {word}" for code, word in REASONS.items()) + "."
    )
    for table in tables:
        yield f"\n## {table.name}: {table.title}\n"
        yield f"{counted(len(table.ids), 'row')}; the first column is `{table.id_name}`."
        for variable in table.variables:
            yield f"\n### {variable.name}\n"
            yield variable.label
            if variable.stata != variable.name:
                yield f"\nIn Stata: `{variable.stata}`."
            if variable.applies_when:
                yield f"\nApplies where {variable.applies_when}."
            yield "\n| code | name | label |\n|---|---|---|"
            for code, (name, label) in variable.codes.items():
                yield f"| {code} | {name} | {label.replace('|', '/')} |"
