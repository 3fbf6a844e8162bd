"""Whether a table of answers is one its instrument could have given. All problems, by column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from cairn.collection.coded import EMPTY, UNREADABLE, CodedTable, Mask
from cairn.collection.evidence_table import id_column, missing_column
from cairn.errors import Problem
from cairn.instruments.model import Item, Missing
from cairn.instruments.terms import AREA, REAL_PLACES
from cairn.instruments.unit_ids import NO_PERSON, id_fault
from cairn.utils.counts import counted

MOST_PER_RULE = 5  # rows told one by one before the rest is only counted


def check_coded(table: CodedTable) -> Iterator[Problem]:
    """Ids unique and impersonal; characteristics never empty; answers within their scale, given only
    where the item applies; a reason, one that the item allows, wherever there is no answer."""
    yield from _id_problems(table)
    for item in table.instrument.characteristics:
        codes = table.codes[item.name]
        yield from told(
            table,
            codes == 0,
            item.name,
            "characteristic-empty",
            f"“{item.name}” is empty.",
            "It says what the unit is, so every row needs it.",
        )
    for item in table.instrument.choices:
        yield from _choice_problems(table, item)


def told(
    table: CodedTable, wrong: Mask, column: str, code: str, message: str, remedy: str = ""
) -> Iterator[Problem]:
    """One problem for each of the first few rows that are wrong, and one for how many more there are."""
    if not wrong.any():
        return
    rows = np.flatnonzero(wrong)
    for n, i in enumerate(rows[:MOST_PER_RULE], start=1):
        last = n == MOST_PER_RULE and len(rows) > n
        more = f" So it is in {counted(len(rows) - n, 'more row')}." if last else ""
        yield Problem(
            code=code,
            message=message + more,
            remedy=remedy,
            file=table.file,
            sheet=table.sheet,
            row=table.row_numbers[i],
            field=column,
        )


def _id_problems(table: CodedTable) -> Iterator[Problem]:
    first: dict[str, int] = {}
    column = id_column(table.instrument.table)
    for text, row in zip(table.ids, table.row_numbers, strict=True):
        fault = id_fault(text) if text else "is empty"
        where = {"file": table.file, "sheet": table.sheet, "row": row, "field": column}
        if fault:
            # The id is not repeated in the message: it may be somebody's.
            yield Problem(code="id-refused", message=f"The id {fault}.", remedy=NO_PERSON, **where)  # type: ignore[arg-type]
        elif text in first:
            message = f"The id “{text}” stands in row {first[text]} already."
            yield Problem(code="id-twice", message=message, remedy="Keep one of the two rows.", **where)  # type: ignore[arg-type]
        first.setdefault(text, row)


def shared_id_problems(parts: Sequence[CodedTable]) -> Iterator[Problem]:
    """Ids that stand in two files of one table. Each file has been checked by itself before."""
    first: dict[str, str] = {}
    for part in parts:
        here = dict(zip(reversed(part.ids), reversed(part.row_numbers), strict=True))
        for text in part.ids if first else ():
            if text in first and not id_fault(text) and text in here:
                yield Problem(
                    code="id-twice",
                    message=f"The id “{text}” stands in {first[text]} already.",
                    remedy="Keep one of the two rows.",
                    file=part.file,
                    sheet=part.sheet,
                    row=here.pop(text),
                    field=id_column(part.instrument.table),
                )
        for text in part.ids:
            first.setdefault(text, part.file)


def _choice_problems(table: CodedTable, item: Item) -> Iterator[Problem]:
    codes, missing = table.codes[item.name], table.missing[item.name]
    name, size = item.name, len(table.instruments.answers(item))
    readable = codes != UNREADABLE
    outside = readable & ((codes < 0) | (codes > size))
    yield from told(table, outside, name, "code-outside", f"The answer has no code from 0 to {size}.")
    reason = missing_column(name)
    unknown = readable & (missing != EMPTY) & ((missing < 0) | (missing > max(Missing)))
    yield from told(table, unknown, reason, "reason-unknown", "The kind of missing has no code from 0 to 3.")
    mixed = readable & (codes > 0) & (missing > 0)
    yield from told(
        table, mixed, name, "answer-and-missing", "There is an answer and a reason for having none."
    )
    yield from _routing_problems(table, item)


def _routing_problems(table: CodedTable, item: Item) -> Iterator[Problem]:
    decided = table.codes[item.name] != UNREADABLE
    if item.applies_when:
        decided &= ~table.undecided(item)
        applies = table.applies(item)
        yield from _problems_elsewhere(table, item, decided & ~applies)
        decided &= applies
    yield from _problems_here(table, item, decided & (table.codes[item.name] == 0))


def _problems_elsewhere(table: CodedTable, item: Item, elsewhere: Mask) -> Iterator[Problem]:
    """Where the item does not apply it is *not applicable*, and nothing else."""
    name, condition = item.name, _condition_words(item)
    answered = elsewhere & (table.codes[name] > 0)
    message = f"“{name}” is answered, but it applies only where {condition}."
    remedy = "Leave it empty, or put the earlier answer right."
    yield from told(table, answered, name, "not-applicable", message, remedy)
    wrong = elsewhere & ~answered & (table.missing[name] != Missing.NOT_APPLICABLE)
    message = f"“{name}” applies only where {condition}; elsewhere it is “not applicable”."
    yield from told(table, wrong, name, "reason-wrong", message)


def _problems_here(table: CodedTable, item: Item, unanswered: Mask) -> Iterator[Problem]:
    """Where the item applies and has no answer, the reason must be one that it allows."""
    if not unanswered.any():
        return
    missing, name, remedy = table.missing[item.name], item.name, _allowed_words(item)
    empty = unanswered & np.isin(missing, (EMPTY, int(Missing.ANSWERED)))
    yield from told(table, empty, name, "answer-missing", f"“{name}” has no answer.", remedy)
    refused = unanswered & (missing > 0) & ~np.isin(missing, [int(m) for m in item.allows])
    yield from told(table, refused, name, "reason-refused", f"“{name}” must be answered here.", remedy)


def _condition_words(item: Item) -> str:
    return " and ".join(f"“{c.item}” is {' or '.join(c.answers)}" for c in item.applies_when)


def _allowed_words(item: Item) -> str:
    words = [f"“{m.word}”" for m in item.allows]
    return f"Choose an answer, or write {' or '.join(words)}." if words else "Choose one of its answers."


def real_place_problems(table: CodedTable) -> Iterator[Problem]:
    """Refuses stand-in units that are tied to a place that exists."""
    places = table.instruments.vocabularies.get(REAL_PLACES)
    for item in table.instrument.characteristics:
        if item.scale != AREA or places is None:
            continue
        names = table.instruments.level_names(item)
        real = [i for i, name in enumerate(names, 1) if places.term(name)]
        message = "A stand-in record may not carry the name of a real partnership."
        wrong = np.isin(table.codes[item.name], real)
        yield from told(table, wrong, item.name, "stand-in-place", message, "Use areas A, B, C …")
