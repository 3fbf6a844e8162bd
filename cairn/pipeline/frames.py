"""Frames of children beside an evidence bundle: what estimates for all of them are made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from cairn.analysis.estimators.group import SYNONYMS, Where
from cairn.analysis.estimators.population.stratum_tally import StratumTally, stratum_tally
from cairn.analysis.measures import Characteristic, MeasureBook
from cairn.analysis.tallies.tally_source import tally_source
from cairn.analysis.tally import Tally
from cairn.claims.verify_population import check_population
from cairn.collection.bundle import Bundle
from cairn.errors import EvidenceError, Problem, UsageError
from cairn.instruments.model import Instrument
from cairn.instruments.plain_sheet import plain_column_name, read_plain_sheet
from cairn.pipeline.evidence import Case, ForAll, open_case
from cairn.pipeline.frame import Frame, FrameSizes, Stratum
from cairn.pipeline.shelf import Shelf
from cairn.pipeline.table_evidence import (
    DRAWN_COLUMN,
    SIZE_COLUMN,
    TableShape,
    read_frame_sizes,
)
from cairn.utils.counts import counted
from cairn.utils.nearest import did_you_mean

USUAL = "records"
FEW = 5


def read_frames(
    spelled: Iterable[str], book: MeasureBook, *, strata: Sequence[str] = (), size: str = SIZE_COLUMN
) -> dict[str, Frame]:
    """The frames named as `SOURCE=FILE`, or as `FILE` for the records, by source. Raises `UsageError` for a
    source without people, `EvidenceError` for what is wrong in a file."""
    found: dict[str, Frame] = {}
    for text in spelled:
        before, equals, after = text.partition("=")
        named = bool(equals) and book.source(before) is not None
        source, path = (before, after) if named else (USUAL, text)
        if source in found:
            message = f"There are two frames for “{source}”."
            raise UsageError(Problem(code="frame-twice", message=message, remedy="Name one."))
        found[source] = read_frame(Path(path), source, book, strata=strata, size=size)
    return found


def read_frame(
    path: Path, source: str, book: MeasureBook, *, strata: Sequence[str] = (), size: str = SIZE_COLUMN
) -> Frame:
    """One row for each stratum: its values, its number of children in the column `size` and, if not all who
    were drawn have a row in the evidence, `drawn`.

    The strata are the columns that name characteristics of the source, unless `strata` says which; values
    may be names or labels, and `partnership` means `area`. Raises `EvidenceError` with all that is wrong.
    """
    found = book.source(source)
    if found is None or len(found.tables) != 1 or not found.protected:
        known = [s.name for s in book.sources if len(s.tables) == 1 and s.protected]
        message = f"A frame is of the people of one table; “{source}” is not."
        raise UsageError(Problem(code="frame-source", message=message, remedy=did_you_mean(source, known)))
    wanted = _columns(path, source, book, strata)
    shape = TableShape(strata=tuple(wanted.values()), item="", size=plain_column_name(size))
    try:
        sizes = read_frame_sizes(path, shape)
    except EvidenceError as error:
        raise EvidenceError(_in_short(error.problems, tuple(wanted))) from None
    return Frame(source=source, strata=tuple(wanted), sizes=_in_our_words(sizes, source, wanted, book))


def for_all(frames: Mapping[str, Frame]) -> ForAll | None:
    """What claims with basis=population are estimated from and by; None without a frame."""
    return ForAll(frames=frames, join=population_tally, judge=check_population) if frames else None


def framed_case(folder: Path, shelf: Shelf, spelled: Iterable[str]) -> Case:
    """The bundle at `folder` with the frames (`[SOURCE=]FILE`) beside it. Raises `EvidenceError` with all
    that is wrong with the bundle, or with a frame."""
    case = open_case(folder, shelf)
    return replace(case, for_all=for_all(read_frames(spelled, shelf.book)))


def population_tally(
    bundle: Bundle, frame: Frame, characteristics: Sequence[str], items: Sequence[str], book: MeasureBook
) -> tuple[Tally, StratumTally]:
    """The source counted by these characteristics and by strata, and the same joined to the frame.

    Those to whom an item does not apply are known not to; they are no people who did not answer. Raises
    `EvidenceError` for records in strata that the frame lacks or has too few children for.
    """
    source = book.source(frame.source)
    assert source is not None and len(source.tables) == 1  # the frame was read with this book
    conditions = asked_when(bundle.instrument(source.tables[0]), items)
    gates = [name for where in conditions.values() for name, _ in where]
    wanted = tuple(dict.fromkeys((*characteristics, *frame.strata, *gates)))
    tally = tally_source(bundle, frame.source, wanted, items, book)
    return tally, joined(tally, frame, conditions)


def joined(tally: Tally, frame: Frame, conditions: Mapping[str, Where]) -> StratumTally:
    """A tally by at least the frame's strata and the items that conditions name, joined to the frame. Raises
    `EvidenceError` as `stratum_tally` does, and where more were read than the frame says were drawn."""
    sizes = frame.sizes
    _refuse_more_read(tally, frame)
    try:
        return stratum_tally(tally, frame.strata, sizes.population, sizes.drawn, conditions)
    except EvidenceError as error:
        raise EvidenceError([replace(p, file=sizes.file) for p in error.problems]) from None


def _refuse_more_read(tally: Tally, frame: Frame) -> None:
    """Raise with every stratum of which more were read than the frame has, or than it says were drawn."""
    places = [tally.column(name) for name in frame.strata]
    read: dict[Stratum, int] = {}
    for cell, units in zip(tally.cells, tally.rows, strict=True):
        key = tuple(cell[i] for i in places)
        read[key] = read.get(key, 0) + int(units)
    problems = [p for key, units in read.items() if (p := _more_read(key, units, frame)) is not None]
    if problems:
        raise EvidenceError(problems)


def _more_read(key: Stratum, units: int, frame: Frame) -> Problem | None:
    sizes = frame.sizes
    children, drawn = sizes.population.get(key), (sizes.drawn or {}).get(key)
    where = ", ".join(f"{name} {value}" for name, value in zip(frame.strata, key, strict=True))
    if children is not None and units > children:
        code, column = "more-read-than-frame", ""
        than = f"than the frame has: {children:,}"
    elif drawn is not None and units > drawn:
        code, column = "more-read-than-drawn", DRAWN_COLUMN
        than = f"than the {drawn:,} that were drawn"
    else:
        return None
    return Problem(
        code=code,
        message=f"More records were read in {where} {than}.",
        remedy="Correct the frame, or the strata of the records.",
        file=sizes.file,
        row=sizes.rows[key],
        field=column,
    )


def asked_when(instrument: Instrument, items: Iterable[str]) -> dict[str, Where]:
    """For each item that is not asked of everybody the conditions under which it is, with those under which
    the questions are asked that it hangs on."""
    found = {item: tuple(_conditions(instrument, item)) for item in items}
    return {item: where for item, where in found.items() if where}


def _conditions(instrument: Instrument, name: str) -> list[tuple[str, tuple[str, ...]]]:
    item = instrument.item(name)
    own = item.applies_when if item is not None else ()
    earlier = [c for condition in own for c in _conditions(instrument, condition.item)]
    return list(dict.fromkeys((*((c.item, c.answers) for c in own), *earlier)))


def _columns(path: Path, source: str, book: MeasureBook, strata: Sequence[str]) -> dict[str, str]:
    """The characteristics that make the strata, each with its column in the file."""
    columns = read_plain_sheet(path).columns
    known = book.characteristic_names(source)
    of_column = {SYNONYMS.get(name, name): name for name in columns}
    if strata:
        plain = [plain_column_name(name) for name in strata]
        names = [SYNONYMS.get(name, name) for name in plain]
        unknown = next((n for n in names if n not in known), None)
        if unknown is not None:
            message = f"“{source}” has no characteristic “{unknown}” to make strata by."
            remedy = did_you_mean(unknown, known)
            raise UsageError(Problem(code="characteristic-unknown", message=message, remedy=remedy))
        return {name: of_column.get(name, p) for name, p in zip(names, plain, strict=True)}
    found = {name: of_column[name] for name in known if name in of_column}
    if not found:
        message = f"No column names a characteristic of “{source}”, so there are no strata."
        remedy = f"Name columns {', '.join(known)}, as far as the sample was drawn by them."
        raise EvidenceError(
            Problem(code="frame-without-strata", message=message, remedy=remedy, file=str(path), row=1)
        )
    return found


def _in_short(problems: Sequence[Problem], strata: Sequence[str]) -> Sequence[Problem]:
    """A frame broken down by more than its strata has nearly every stratum twice: that is told once."""
    twice = [p for p in problems if p.code == "stratum-twice"]
    if len(twice) <= FEW:
        return problems
    rows = counted(len(twice), "row stands", "rows stand")
    message = f"{rows} for a stratum that stands in an earlier row."
    remedy = f"Keep one row for each {' and '.join(strata)}, or name all strata with --strata."
    once = replace(twice[0], message=message, remedy=remedy)
    return [once, *(p for p in problems if p.code != "stratum-twice")]


def _in_our_words(sizes: FrameSizes, source: str, wanted: Mapping[str, str], book: MeasureBook) -> FrameSizes:
    problems: list[Problem] = []
    ours: dict[Stratum, Stratum] = {}
    seen: dict[Stratum, int] = {}
    for key, row in sizes.rows.items():
        named = []
        for (name, column), text in zip(wanted.items(), key, strict=True):
            value = _value(book.characteristic(source, name), text)
            if value is None:
                problems.append(_unknown_value(sizes, row, column, text, book.characteristic(source, name)))
            named.append(value or text)
        found = tuple(named)
        if found in seen:
            message = f"The stratum {', '.join(found)} stands in row {seen[found]} too."
            problems.append(
                Problem(code="stratum-twice", message=message, remedy="Keep one.", file=sizes.file, row=row)
            )
        seen.setdefault(found, row)
        ours[key] = found
    if problems:
        raise EvidenceError(problems)
    return FrameSizes(
        file=sizes.file,
        population={ours[k]: n for k, n in sizes.population.items()},
        drawn={ours[k]: n for k, n in sizes.drawn.items()} if sizes.drawn is not None else None,
        rows={ours[k]: n for k, n in sizes.rows.items()},
    )


def _value(characteristic: Characteristic | None, text: str) -> str | None:
    if characteristic is None:
        return None
    plain = text.casefold()
    for name, label in characteristic.values:
        if plain in (name.casefold(), label.casefold()):
            return name
    return None


def _unknown_value(
    sizes: FrameSizes, row: int, column: str, text: str, characteristic: Characteristic | None
) -> Problem:
    known = characteristic.value_names if characteristic else ()
    message = f"“{text[:40]}” is no {column.replace('_', ' ')} that the evidence may have."
    remedy = did_you_mean(text, known)
    return Problem(
        code="value-unknown", message=message, remedy=remedy, file=sizes.file, row=row, field=column
    )
