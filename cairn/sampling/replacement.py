"""Replacing a unit that cannot be read by the next reserve of its stratum, with the reason on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from cairn.errors import Problem, UsageError
from cairn.instruments.personal import is_name, personal_cell
from cairn.sampling.draw import Draw, DrawnStratum
from cairn.utils.nearest import did_you_mean


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """Who for whom, why, decided by whom and when. `reason` is a code of the design, `on` an ISO date."""

    unit: str
    replaced_by: str
    reason: str
    decided_by: str
    on: str


def replace_unit(
    drawn: Draw, log: Sequence[Replacement], unit: str, *, reason: str, decided_by: str, on: str
) -> Replacement:
    """The next entry of the log: `unit` gives way to the first reserve of its stratum not yet used.

    A replacement may itself be replaced, from the day it came in. Raises `UsageError` for a unit that is not
    in the sample in use, for a reason the design does not know, without a role or a date, for a name in
    place of the role, and when no reserve is left.
    """
    stratum = _stratum_of(drawn, log, unit)
    if reason not in drawn.design.reasons:
        message = f"“{reason}” is not among the reasons that the design allows."
        raise _refusal("reason-unknown", message, did_you_mean(reason, drawn.design.reasons))
    _check_role(decided_by)
    _check_day(log, unit, on)
    used = {entry.replaced_by for entry in log}
    left = [reserve for reserve in stratum.reserves if reserve not in used]
    if not left:
        message = f"No reserve is left in the stratum {', '.join(stratum.values)}."
        remedy = "The sample has one unit fewer there; the population estimate allows for it."
        raise _refusal("no-reserve-left", message, remedy)
    return Replacement(unit=unit, replaced_by=left[0], reason=reason, decided_by=decided_by.strip(), on=on)


def units_in_use(drawn: Draw, log: Sequence[Replacement]) -> tuple[str, ...]:
    """The units to be read: those drawn, each replaced where the log says so, in the order drawn."""
    by = {entry.unit: entry.replaced_by for entry in log}
    return tuple(_final(unit, by) for unit in drawn.sample)


def read_twice(drawn: Draw, log: Sequence[Replacement]) -> frozenset[str]:
    """The units to be read twice: a replacement takes over the second reading as well."""
    by = {entry.unit: entry.replaced_by for entry in log}
    return frozenset(_final(unit, by) for unit in drawn.double_read)


def check_log(drawn: Draw, log: Sequence[Replacement]) -> None:
    """Raise `UsageError` unless every entry of the log is the one that the draw and the entries before it
    allow: nobody chose a reserve."""
    for i, entry in enumerate(log):
        try:
            expected = replace_unit(
                drawn, log[:i], entry.unit, reason=entry.reason, decided_by=entry.decided_by, on=entry.on
            )
        except UsageError as error:
            told = [replace(p, message=f"Replacement {i + 1} on record: {p.message}") for p in error.problems]
            raise UsageError(told) from None
        if entry != expected:
            message = (
                f"Replacement {i + 1} gives “{entry.unit}” the reserve “{entry.replaced_by}”, but "
                f"“{expected.replaced_by}” was the next."
            )
            raise _refusal("reserve-out-of-order", message, "Take the reserves in the order drawn.")


def _final(unit: str, by: dict[str, str]) -> str:
    while unit in by:
        unit = by[unit]
    return unit


def _stratum_of(drawn: Draw, log: Sequence[Replacement], unit: str) -> DrawnStratum:
    if any(entry.unit == unit for entry in log):
        raise _refusal("already-replaced", f"“{unit}” has been replaced already.")
    came_in = {entry.replaced_by for entry in log}
    for stratum in drawn.strata:
        if unit in stratum.sample or (unit in came_in and unit in stratum.reserves):
            return stratum
    message = f"“{unit}” is not in the sample."
    raise _refusal("unit-not-drawn", message, did_you_mean(unit, drawn.sample) if len(unit) < 60 else "")


def _check_role(decided_by: str) -> None:
    role = " ".join(decided_by.split())
    if not role:
        raise _refusal("person-missing", "A replacement needs the person who decided it.")
    if is_name(role) or personal_cell(role):
        message = "Who decided it looks like a person's name or number; the record of a draw holds none."
        raise _refusal("person-named", message, "Write the role, such as “lead inspector”.")


def _check_day(log: Sequence[Replacement], unit: str, on: str) -> None:
    if not _is_day(on):
        raise _refusal("date-wrong", f"“{on}” is not a date.", "Write it as 2027-03-31.")
    came_in = next((entry.on for entry in log if entry.replaced_by == unit), on)
    if on < came_in:
        message = f"“{unit}” came into the sample on {came_in}, so it was not replaced on {on}."
        raise _refusal("date-too-early", message, "One of the two days is wrong.")


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _refusal(code: str, message: str, remedy: str = "") -> UsageError:
    return UsageError(Problem(code=code, message=message, remedy=remedy))
