"""The 2018–2020 programme's stand-in evidence, built once for all tests that need it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from cairn.analysis.measure_loader import load_measure_book
from cairn.analysis.measures import MeasureBook
from cairn.framework.loader import load_vocabularies
from cairn.instruments.loader import load_answer_scales, load_instruments
from cairn.pipeline.places import definitions_root
from cairn.pipeline.shelf import Shelf, load_shelf
from cairn.pipeline.stand_in import Published, build_stand_in, read_published

PROGRAMME = "scotland/2018-2020"
TEXTS = Path(__file__).parents[2] / "definitions" / "reports" / "scotland" / "2018-2020"


@cache
def shelf() -> Shelf:
    return load_shelf()


@cache
def published() -> Published:
    return read_published(shelf(), shelf().programme(PROGRAMME))


@cache
def book() -> MeasureBook:
    """The measures of the product, as its definitions have them."""
    root = definitions_root()
    vocabularies, scales = load_vocabularies(root), load_answer_scales(root)
    return load_measure_book(root, load_instruments(root, vocabularies, scales), scales, vocabularies)


@cache
def evidence_folder(seed: int = 2020) -> Path:
    folder = Path(mkdtemp()) / "evidence"
    build_stand_in(shelf(), published(), seed, folder)
    return folder
