"""The frame: the list of all units that may be drawn, by id, with what is known of each beforehand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cairn.errors import EvidenceError, Problem
from cairn.instruments.unit_ids import NO_PERSON, id_fault, is_personal_column, personal_fault
from cairn.utils.counts import counted
from cairn.utils.digests import digest_of_value

UNIT_COLUMNS = ("unit_id", "record_id", "response_id", "id")
LONGEST_VALUE = 60
_GROUPS = "Give each unit a group, such as an age band, or leave the column out."
NEARLY_UNIQUE_FROM = 20  # units; in a shorter frame few values can be told from many


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a frame: the place of the unit, if it is one unit, and the column."""

    unit: int | None
    column: str
    code: str
    message: str
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frame:
    """`values[i]` are the values of unit i, one for each characteristic, "" where not given.

    Raises `EvidenceError` for ids that stand twice or would identify a person, and for characteristics
    that would. The order of units and of characteristics means nothing.
    """

    characteristics: tuple[str, ...]
    units: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        assert len(self.values) == len(self.units)
        assert all(len(row) == len(self.characteristics) for row in self.values)
        faults = list(frame_faults(self.characteristics, self.units, self.values))
        if faults:
            raise EvidenceError([_problem(fault) for fault in faults[:100]])

    @property
    def digest(self) -> str:
        """SHA-256 of the frame as JSON: characteristics in the order of their names, units of their ids."""
        order = sorted(range(len(self.characteristics)), key=self.characteristics.__getitem__)
        rows = sorted(
            [unit, *(row[i] for i in order)] for unit, row in zip(self.units, self.values, strict=True)
        )
        return digest_of_value({"characteristics": [self.characteristics[i] for i in order], "units": rows})

    def column(self, characteristic: str) -> tuple[str, ...]:
        """The value of every unit. Raises `EvidenceError` for a characteristic the frame does not have."""
        if characteristic not in self.characteristics:
            message = f"The frame has no characteristic “{characteristic}”."
            known = ", ".join(self.characteristics)
            remedy = f"It has: {known}." if known else ""
            raise EvidenceError(Problem(code="characteristic-unknown", message=message, remedy=remedy))
        i = self.characteristics.index(characteristic)
        return tuple(row[i] for row in self.values)

    def strata(self, by: Sequence[str]) -> dict[tuple[str, ...], list[str]]:
        """The ids in each stratum that has any, strata in alphabetical order. Raises `EvidenceError` when a
        unit has no value for one of the characteristics: it would belong to no stratum."""
        columns = [self.column(name) for name in by]
        found: dict[tuple[str, ...], list[str]] = {}
        for place, unit in enumerate(self.units):
            key = tuple(column[place] for column in columns)
            if "" in key:
                raise EvidenceError(no_stratum(unit, by[key.index("")]))
            found.setdefault(key, []).append(unit)
        return dict(sorted(found.items()))


def no_stratum(unit: str, characteristic: str) -> Problem:
    """That a unit has no value for a characteristic that makes the strata."""
    message = f"“{unit}” has no {characteristic}, so it belongs to no stratum and could not be drawn."
    return Problem(code="unit-no-stratum", message=message, remedy="Fill it in.", field=characteristic)


def frame_faults(
    characteristics: Sequence[str], units: Sequence[str], values: Sequence[Sequence[str]]
) -> Iterator[Fault]:
    """Everything wrong with a frame before it is built. A personal value is never repeated in a message."""
    yield from _id_faults(units)
    for name in characteristics:
        if is_personal_column(name):
            message = f"“{name}” would identify people. A frame holds no such column."
            yield Fault(None, name, "column-personal", message, "Leave it out.")
    for i, name in enumerate(characteristics):
        yield from _value_faults(name, [row[i] for row in values])


def _id_faults(units: Sequence[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, unit in enumerate(units):
        fault = id_fault(unit)
        if fault is not None:
            message = "The id is empty." if not unit else f"The id {fault}."
            yield Fault(place, "", "unit-id", message, NO_PERSON)
        elif unit in seen:
            message = f"The id “{unit}” stands twice; a unit may be in the frame once."
            yield Fault(place, "", "unit-twice", message, "Delete one of the rows.")
        seen.add(unit)


def _value_faults(name: str, column: Sequence[str]) -> Iterator[Fault]:
    counts = Counter(column)
    bad = {text: fault for text in counts if (fault := _value_fault(text)) is not None}
    for place, text in enumerate(column) if bad else ():
        if text in bad:
            yield Fault(place, name, "value-personal", f"A value of “{name}” {bad[text]}.", _GROUPS)
    known = len(counts) - ("" in counts)
    if len(column) >= NEARLY_UNIQUE_FROM and 2 * known > len(column):
        message = (
            f"“{name}” has {counted(known, 'different value')} for {counted(len(column), 'unit')}: it may "
            "identify people, and cannot make groups."
        )
        yield Fault(None, name, "column-nearly-unique", message, "Leave the column out.")


def _value_fault(text: str) -> str | None:
    if len(text) > LONGEST_VALUE:
        return f"has {counted(len(text), 'letter')}; at most {LONGEST_VALUE} are taken"
    return personal_fault(text)


def _problem(fault: Fault) -> Problem:
    unit = f" (unit {fault.unit + 1} of the frame)" if fault.unit is not None else ""
    return Problem(code=fault.code, message=fault.message + unit, remedy=fault.remedy, field=fault.column)
