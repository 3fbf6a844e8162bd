"""The files of a draw: sample, reserves, strata, sample against population, certificate, replacements."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from fractions import Fraction
from pathlib import Path

from cairn.errors import Problem, UsageError
from cairn.instruments.plain_sheet import read_plain_sheet
from cairn.sampling.certificate import certificate_of, certificate_text
from cairn.sampling.draw import Draw
from cairn.sampling.frame import Frame
from cairn.sampling.replacement import Replacement, read_twice, units_in_use
from cairn.sampling.representation import Comparison, compare
from cairn.utils.atomic import folder_written_whole, write_whole
from cairn.utils.csv_text import csv_of_rows

CERTIFICATE = "certificate.json"
REPLACEMENTS = "replacements.csv"
IN_USE = "sample-in-use.csv"
_LOG_COLUMNS = ("unit_id", "replaced_by", "reason", "decided_by", "on")


def write_draw(folder: Path, frame: Frame, drawn: Draw) -> tuple[str, ...]:
    """Write all files of a draw, or none; returns their names. Raises `UsageError` when the folder holds
    anything: a draw is never written over."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        message = f"{folder} is not an empty folder, and a draw is never written over."
        raise UsageError(Problem(code="draw-exists", message=message, remedy="Name a new folder."))
    files = {
        "sample.csv": csv_of_rows(_sample(drawn)),
        "reserves.csv": csv_of_rows(_reserves(drawn)),
        "strata.csv": csv_of_rows(_strata(drawn)),
        "sample-and-population.csv": csv_of_rows(comparison_rows(compare(frame, drawn))),
        CERTIFICATE: json.dumps(certificate_of(drawn), ensure_ascii=False, indent=2) + "\n",
        "certificate.txt": certificate_text(drawn),
    }
    with folder_written_whole(folder) as scratch:
        for name, content in files.items():
            write_whole(scratch / name, content)
    return tuple(files)


def read_log(folder: Path) -> tuple[Replacement, ...]:
    """The replacements on record in a draw's folder, in order. Raises `EvidenceError` for a broken file."""
    path = folder / REPLACEMENTS
    if not path.exists():
        return ()
    sheet = read_plain_sheet(path)
    sheet.require(_LOG_COLUMNS)
    sheet.finish()
    columns = [sheet.column(name) for name in _LOG_COLUMNS]
    return tuple(
        Replacement(unit=unit, replaced_by=by, reason=reason, decided_by=person, on=on)
        for unit, by, reason, person, on in zip(*columns, strict=True)
    )


def write_log(folder: Path, drawn: Draw, log: Sequence[Replacement]) -> None:
    """Write the whole log, and beside it the units now in use."""
    rows: list[list[object]] = [list(_LOG_COLUMNS)]
    rows += [[e.unit, e.replaced_by, e.reason, e.decided_by, e.on] for e in log]
    in_use: list[list[object]] = [["unit_id", "read_twice"]]
    twice = read_twice(drawn, log)
    in_use += [[unit, _yes(unit, twice)] for unit in units_in_use(drawn, log)]
    write_whole(folder / REPLACEMENTS, csv_of_rows(rows))
    write_whole(folder / IN_USE, csv_of_rows(in_use))


def comparison_rows(rows: Sequence[Comparison]) -> list[list[object]]:
    """The comparison as a table, per cents with one decimal place."""
    head: list[object] = [
        "characteristic",
        "value",
        "population",
        "sample",
        "percent_of_population",
        "percent_of_sample",
        "percent_of_sample_weighted",
        "difference_in_points",
    ]
    return [
        head,
        *(
            [r.characteristic, r.value, r.population, r.sample]
            + [_percent(s) for s in (r.share_of_population, r.share_of_sample, r.weighted, r.difference)]
            for r in rows
        ),
    ]


def _sample(drawn: Draw) -> list[list[object]]:
    twice = drawn.double_read
    rows: list[list[object]] = [["unit_id", *drawn.design.strata, "order", "read_twice", "weight"]]
    for stratum in drawn.strata:
        for place, unit in enumerate(stratum.sample, start=1):
            weight = f"{float(stratum.weight or 0):.10g}"
            rows.append([unit, *stratum.values, place, _yes(unit, twice), weight])
    return rows


def _reserves(drawn: Draw) -> list[list[object]]:
    rows: list[list[object]] = [["unit_id", *drawn.design.strata, "order"]]
    for stratum in drawn.strata:
        rows += [[unit, *stratum.values, i] for i, unit in enumerate(stratum.reserves, start=1)]
    return rows


def _strata(drawn: Draw) -> list[list[object]]:
    rows: list[list[object]] = [[*drawn.design.strata, "pop_size", "drawn", "reserves", "read_twice"]]
    for s in drawn.strata:
        rows.append([*s.values, s.population, len(s.sample), len(s.reserves), len(s.double_read)])
    return rows


def _yes(unit: str, units: Collection[str]) -> str:
    return "yes" if unit in units else "no"


def _percent(share: Fraction) -> float:
    return round(float(100 * share), 1)
