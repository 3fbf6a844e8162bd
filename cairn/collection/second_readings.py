"""Second readings: records that another reader read as well, kept beside the first readings.

They are answers to the same instrument, in a table of their own, and a record is paired with itself by its
id. No measure counts them: they say how far readers agree, and nothing else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cairn.errors import Problem
from cairn.instruments.model import Instrument
from cairn.utils.counts import counted

FIRST, SECOND = "records", "second_readings"
MOST_TOLD = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """The ids of a table with the rows they stand in, and where."""

    ids: Sequence[str]
    rows: Sequence[int]
    file: str
    sheet: str = ""


def with_second_readings(instruments: Mapping[str, Instrument]) -> dict[str, Instrument]:
    """The same instruments by table, with that of second readings behind that of records, if there is one."""
    found = dict(instruments)
    if FIRST in found and SECOND not in found:
        found[SECOND] = replace(found[FIRST], table=SECOND)
    return found


def unpaired(
    tables: Collection[str], first: Collection[str], second: Sequence[Readings]
) -> Iterator[Problem]:
    """What is wrong where a second reading has no first. `tables` are all tables of the bundle."""
    if SECOND not in tables:
        return
    if FIRST not in tables:
        message = "There are second readings, but no records that they are second readings of."
        remedy = f"Bring the table “{FIRST}” with them."
        yield Problem(
            code="second-alone", message=message, remedy=remedy, file=second[0].file if second else ""
        )
        return
    known = set(first)
    for part in second:
        lacking = [(i, row) for i, row in zip(part.ids, part.rows, strict=True) if i not in known]
        for n, (_, row) in enumerate(lacking[:MOST_TOLD], start=1):
            more = len(lacking) - n
            rest = f" So it is in {counted(more, 'more row')}." if n == MOST_TOLD and more else ""
            # The id is not repeated: a mistyped one may be somebody's.
            yield Problem(
                code="second-without-first",
                message=f"No record of this id was read first.{rest}",
                remedy="A second reading bears the id of the record in the first.",
                file=part.file,
                sheet=part.sheet,
                row=row,
                field="record_id",
            )
