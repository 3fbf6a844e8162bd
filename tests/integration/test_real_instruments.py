"""The forms that come with Cairn: each can be written blank, filled in, taken and counted."""

from __future__ import annotations

import csv
import random
from functools import cache
from pathlib import Path

import pytest

from cairn.analysis.estimators import units
from cairn.analysis.measure_loader import load_measure_book
from cairn.analysis.tallies import tally_source
from cairn.collection.descriptor import About
from cairn.collection.filled_in import bundle_from_files
from cairn.collection.instrument_set import InstrumentSet
from cairn.collection.template import choices, column_names, write_template
from cairn.framework.loader import load_vocabularies
from cairn.instruments.loader import load_answer_scales, load_instruments
from cairn.instruments.model import Instrument, Item, ItemKind, Missing
from cairn.pipeline.places import definitions_root

SIZE = 40


@cache
def real() -> InstrumentSet:
    root = definitions_root()
    vocabularies, scales = load_vocabularies(root), load_answer_scales(root)
    instruments = load_instruments(root, vocabularies, scales)
    return InstrumentSet(instruments=instruments, scales=scales, vocabularies=vocabularies)


def filled(instrument: Instrument, seed: int) -> list[str]:
    """One row as a careful person would fill it in, by label and by the words for having no answer."""
    chance = random.Random(seed)
    offered = choices(instrument, real())
    names: dict[str, str] = {}
    row = [f"X{seed:04}"]
    for item in instrument.items:
        row.append(answered(item, offered.get(item.name, ()), names, chance))
    return row


def answered(item: Item, offered: tuple[str, ...], names: dict[str, str], chance: random.Random) -> str:
    if item.kind is ItemKind.TEXT:
        return "Free text, with a comma"
    if not all(names.get(c.item) in c.answers for c in item.applies_when):
        return chance.choice(["", Missing.NOT_APPLICABLE.word])
    levels = real().level_names(item)
    place = chance.randrange(len(levels))
    if item.allows and chance.random() < 0.1:
        return chance.choice(item.allows).word
    names[item.name] = levels[place]
    return offered[place]


@pytest.mark.parametrize("table", sorted(real().instruments))
def test_every_form_can_be_filled_in_and_taken(table: str, tmp_path: Path) -> None:
    instrument = real().instruments[table]
    path, _ = write_template(real(), table, tmp_path / f"{table}.csv")
    rows = [filled(instrument, seed) for seed in range(SIZE)]
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    bundle = bundle_from_files({table: path}, real(), tmp_path / "e", About(name="e", title="E"))
    read = bundle.tables[table].to_pylist()
    assert len(read) == SIZE
    by_id = {row[column_names(instrument)[0]]: row for row in read}
    for row in rows:
        for item, text in zip(instrument.items, row[1:], strict=True):
            if item.kind is ItemKind.CHOICE and text in (m.word for m in item.allows):
                assert by_id[row[0]][item.name] == 0


def test_every_workbook_can_be_written(tmp_path: Path) -> None:
    for table in real().instruments:
        (path,) = write_template(real(), table, tmp_path / f"{table}.xlsx")
        assert path.stat().st_size > 5_000


def test_every_source_can_be_counted(tmp_path: Path) -> None:
    files = {}
    for table, instrument in real().instruments.items():
        files[table] = tmp_path / f"{table}.csv"
        with files[table].open("w", encoding="utf-8", newline="") as file:
            rows = [filled(instrument, seed) for seed in range(SIZE)]
            csv.writer(file).writerows([column_names(instrument), *rows])
    bundle = bundle_from_files(files, real(), tmp_path / "e", About(name="e", title="E"))
    root, forms = definitions_root(), real()
    book = load_measure_book(root, forms.instruments, forms.scales, forms.vocabularies)
    for source in (s for s in book.sources if s.tables):
        asked = [i.name for t in source.tables for i in forms.instruments[t].choices]
        tally = tally_source(bundle, source.name, [], asked, book)
        assert units(tally) == SIZE * len(source.tables)
        assert all(counts.sum() <= units(tally) for counts in tally.counts.values())
