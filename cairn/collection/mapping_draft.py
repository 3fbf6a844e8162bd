"""A mapping drafted from a sheet and an instrument, for a person to put right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

from cairn.collection.draft_text import Draft, DraftedAnswer, DraftedColumn, draft_text
from cairn.collection.instrument_set import InstrumentSet
from cairn.collection.kept_sheet import (
    BETWEEN,
    LAST_HEADER,
    KeptSheet,
    Layout,
    encoding_of,
    laid_out,
    most_row,
    raw_rows,
    too_long,
)
from cairn.collection.likeness import LIKE, likeness, nearest, plain_words
from cairn.collection.mapping import OPEN, plain
from cairn.collection.refusals import Refusals
from cairn.instruments.model import Instrument, Item, Missing
from cairn.instruments.personal import NOT_REPEATED, personal_cells, personal_header, shown_cell
from cairn.instruments.unit_ids import id_fault
from cairn.instruments.validate import Accepted, accepted_answers

MOST_DRAFTED = 50_000  # rows that a draft is made from
MOST_ANSWERS = 40  # different cells of one column that a draft lists
_FITS = 0.3  # of a column's different cells are answers to the question, or it is not proposed
_HEADER_LIKE = 0.75
_EMPTY = "empty in every row"
_SHORT = {"y": "yes", "n": "no"}

_BENEATH = frozenset(["response", "responses", "open ended response"])
_ID = frozenset(
    f"{what}{number}"
    for what in ("response_", "respondent_", "record_", "case_", "unique_", "")
    for number in ("id", "no", "number", "ref", "reference")
) | {"responseid", "respondentid", "record"}
_REASONS = {
    Missing.NOT_APPLICABLE: "n/a|na|not applicable|does not apply|not relevant",
    Missing.CANNOT_TELL: "don't know|dont know|don’t know|do not know|dk|not sure|unsure|cannot tell|unknown",
    Missing.NOT_RECORDED: "not recorded|not stated|missing|no answer|prefer not to say|not answered|blank",
}


def draft_mapping(path: Path, instrument: Instrument, instruments: InstrumentSet, sheet: str = "") -> str:
    """A mapping of the sheet as YAML, with the likeness of each proposal beside it as a comment.

    Cells of a column that may identify people are not repeated in it. Raises `EvidenceError` when the file
    cannot be read.
    """
    refusals = Refusals()
    layout = Layout(sheet=sheet, encoding=encoding_of(path, refusals))
    refusals.raise_all()
    name, rows, look = raw_rows(path, layout, refusals)
    raw = list(islice(rows, MOST_DRAFTED))
    refusals.raise_all()
    first, height = _header(raw, instrument)
    layout = Layout(sheet=name, encoding=layout.encoding, header_row=first, header_rows=height)
    beyond = None if name else next((n for n, _ in rows if n > most_row(layout)), None)
    if beyond is not None:  # of a workbook it is said before a row is read
        refusals.add(too_long(path.name, name, beyond))
    refusals.raise_all()
    kept = laid_out(raw, layout, path.name, name, look, refusals)
    refusals.raise_all()
    assert kept is not None  # else the reason was noted, and raised
    return draft_text(_draft(kept, layout, instrument, instruments))


def _header(raw: Sequence[tuple[int, Sequence[str]]], instrument: Instrument) -> tuple[int, int]:
    """The first row of the header and how many there are: the first row at least half as full as the
    fullest, and those beneath it that look like questions, or like what survey tools write under them."""
    top = raw[:LAST_HEADER]
    full = [sum(bool(cell.strip()) for cell in cells) for _, cells in top]
    first = next((i for i, n in enumerate(full) if n and n >= max(full) / 2), 0)
    beneath = [i for i in (1, 2) if first + i < len(top) - 1 and _is_header(top[first + i][1], instrument)]
    height = 1 + max(beneath, default=0)
    return (top[first][0] if top else 1), height


def _is_header(cells: Sequence[str], instrument: Instrument) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    beneath = sum("ImportId" in cell or plain_words(cell) in _BENEATH for cell in filled)
    questions = [(item.name, item.text) for item in instrument.items]
    asked = sum(len(cell) > 12 and nearest(cell, questions)[1] >= _HEADER_LIKE for cell in filled)
    return bool(filled) and max(beneath, asked) * 2 >= len(filled)


def _draft(sheet: KeptSheet, layout: Layout, instrument: Instrument, instruments: InstrumentSet) -> Draft:
    personal = {i: why for i in range(len(sheet.headers)) if (why := _personal(sheet, i))}
    free = [i for i in range(len(sheet.headers)) if i not in personal and any(sheet.cells(i))]
    ids = next((i for i in free if _is_id(sheet, i)), None)
    accepted = accepted_answers(instrument, instruments.scales, instruments.vocabularies)
    items = (*instrument.characteristics, *instrument.choices)
    scores = {(i, item.name): _score(sheet.headers[i], item) for i in free if i != ids for item in items}
    columns: dict[str, DraftedColumn] = {}
    places: set[int] = set()
    for (i, name), score in sorted(scores.items(), key=lambda pair: -pair[1]):
        if score < LIKE or name in columns or i in places:
            continue
        answers = _answers(sheet.cells(i), accepted[name], instruments)
        if _fit(answers) >= _FITS:
            columns[name] = DraftedColumn(place=i, item=name, score=score, answers=answers)
            places.add(i)
    strays = sheet.strays  # rows to be mended; named as left out they would pass
    left = [
        (i, personal.get(i) or (_why_left(i, scores, items) if i in free else _EMPTY))
        for i in range(len(sheet.headers))
        if i not in places and i not in strays and i != ids and (sheet.headers[i] or any(sheet.cells(i)))
    ]
    lacking = tuple(item for item in items if item.name not in columns)
    empty = [i for i, why in left if why == _EMPTY]
    return Draft(
        instrument=instrument,
        layout=layout,
        sheet=sheet,
        ids=ids,
        columns=tuple(sorted(columns.values(), key=lambda c: c.place)),
        left_out=tuple(left),
        lacking=lacking,
        empty=_empty_columns(sheet, empty, lacking),
    )


def _empty_columns(sheet: KeptSheet, empty: Sequence[int], items: Iterable[Item]) -> dict[str, int]:
    """For each item the column whose header is most like it, of those without a single cell."""
    found: dict[str, int] = {}
    for item in items:
        scores = {i: _score(sheet.headers[i], item) for i in empty}
        best = max(scores, key=lambda i: scores[i], default=None)
        if best is not None and scores[best] >= LIKE:
            found[item.name] = best
    return found


def _personal(sheet: KeptSheet, place: int) -> str | None:
    if personal_header(sheet.headers[place]):
        return "would identify people: its name says so"
    why = personal_cells(sheet.cells(place))
    return f"would identify people: what stands there {why}" if why else None


def _is_id(sheet: KeptSheet, place: int) -> bool:
    header = plain_words(sheet.headers[place].split(BETWEEN)[0]).replace(" ", "_")
    cells = sheet.cells(place)
    return header in _ID and len(set(cells)) == len(cells) and not any(id_fault(cell) for cell in cells)


def _score(header: str, item: Item) -> float:
    """How like the header, or a part of it, is the item's name or text."""
    texts = (plain_words(item.name), plain_words(item.text))
    parts = {plain_words(part) for part in (header, *header.split(BETWEEN))}
    return max(likeness(part, text) for part in parts for text in texts)


def _fit(answers: Iterable[DraftedAnswer]) -> float:
    known = [a.answer != OPEN for a in answers]
    return sum(known) / len(known) if known else 1.0


def _answers(
    cells: Iterable[str], accepted: Accepted, instruments: InstrumentSet
) -> tuple[DraftedAnswer, ...]:
    """The different cells, the most frequent first, each with the answer most like it."""
    spelt: Counter[str] = Counter()
    written: dict[str, str] = {}
    for cell in cells:
        if cell:
            spelt[plain(cell)] += 1
            written.setdefault(plain(cell), cell)
    common = [written[key] for key, _ in spelt.most_common(MOST_ANSWERS)]
    labels = _labels(accepted, instruments)
    return tuple(_answer(cell, accepted, labels) for cell in common)


def _labels(accepted: Accepted, instruments: InstrumentSet) -> list[tuple[str, str]]:
    item = accepted.item
    if item.scale in instruments.scales:
        named = [(a.name, a.label) for a in instruments.answers(item)]
    else:
        named = [(t.name, t.label) for t in instruments.terms(item)]
    return [*named, *((name, name) for name, _ in named)]


def _answer(cell: str, accepted: Accepted, labels: Sequence[tuple[str, str]]) -> DraftedAnswer:
    code = accepted.spellings.get(_SHORT.get(plain(cell), plain(cell)))
    if code is not None:
        return DraftedAnswer(cell=cell, answer=accepted.names[code - 1], why="1.00")
    reason = _reason(cell, accepted.item)
    if reason:
        return DraftedAnswer(cell=cell, answer=reason, why="a reason for no answer")
    if cell.isdecimal() and 1 <= int(cell) <= len(accepted.names) and accepted.item.scale:
        why = f"by its place, {int(cell)} of {len(accepted.names)}: check that 1 is the first here too"
        return DraftedAnswer(cell=cell, answer=accepted.names[int(cell) - 1], why=why)
    name, score = nearest(cell, labels)
    if score >= LIKE and not cell.isdecimal():
        return DraftedAnswer(cell=cell, answer=name, why=f"{score:.2f}")
    if shown_cell(cell) == NOT_REPEATED:
        return DraftedAnswer(cell="", answer=OPEN, why=NOT_REPEATED)
    return DraftedAnswer(cell=cell, answer=OPEN, why="no answer is like it")


def _reason(cell: str, item: Item) -> str:
    """The kind of missing that a cell spells, when the item may have it."""
    spelt = plain(cell)
    for missing, spellings in _REASONS.items():
        routed = missing is Missing.NOT_APPLICABLE and bool(item.applies_when)
        if spelt in spellings.split("|") and (missing in item.allows or routed):
            return missing.word
    return ""


def _why_left(place: int, scores: dict[tuple[int, str], float], items: Sequence[Item]) -> str:
    best = max(items, key=lambda item: scores.get((place, item.name), 0.0))
    score = scores.get((place, best.name), 0.0)
    return f"nearest is {best.name}, {score:.2f}" if score else "nothing is like it"
