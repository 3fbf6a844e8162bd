"""All definitions, loaded once and passed on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from cairn.analysis.disclosure import DisclosureRule, load_disclosure
from cairn.analysis.measure_loader import read_measure_book
from cairn.analysis.measures import MeasureBook
from cairn.claims.wording_file import read_wording
from cairn.claims.wording_model import Wording
from cairn.collection.instrument_set import InstrumentSet
from cairn.collection.second_readings import with_second_readings
from cairn.errors import CairnError, Problem, UsageError
from cairn.framework.loader import read_editions, read_vocabularies
from cairn.framework.model import Edition
from cairn.framework.programme import Programme
from cairn.framework.programme_loader import load_programme, programme_names
from cairn.framework.reading import raise_all
from cairn.framework.vocabulary import Vocabulary
from cairn.instruments.loader import read_answer_scales, read_instruments
from cairn.instruments.model import AnswerScale, Instrument
from cairn.pipeline.places import definitions_root
from cairn.utils.nearest import did_you_mean

WORDING = "scottish-inspectorates"
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Every definition but the programmes, which are loaded by name (`programme`)."""

    root: Path
    vocabularies: Mapping[str, Vocabulary]
    editions: Mapping[str, Edition]
    scales: Mapping[str, AnswerScale]
    instruments: Mapping[str, Instrument]
    book: MeasureBook
    wording: Wording
    disclosure: DisclosureRule

    @property
    def instrument_set(self) -> InstrumentSet:
        """For evidence: every instrument by its table, that of second readings among them."""
        return InstrumentSet(
            instruments=with_second_readings(self.instruments),
            scales=self.scales,
            vocabularies=self.vocabularies,
        )

    def programme(self, name: str) -> Programme:
        """The programme `name`, such as `scotland/2018-2020`. Raises `UsageError` when there is none."""
        names = programme_names(self.root)
        if name not in names and not any(n.endswith(f"/{name}") for n in names):
            message = f"There is no programme “{name}”."
            raise UsageError(
                Problem(code="programme-unknown", message=message, remedy=did_you_mean(name, names))
            )
        return load_programme(self.root, name, self.vocabularies, self.editions)

    def programme_folder(self, programme: Programme) -> Path:
        return self.root / "programmes" / programme.name


def load_shelf(root: Path | None = None) -> Shelf:
    """Load every definition. Raises one `DefinitionError` with all that is wrong in all files."""
    problems: list[Problem] = []
    shelf = read_shelf(root or definitions_root(), problems)
    raise_all(problems)
    assert shelf is not None
    return shelf


def or_problems(read: Callable[[], T], problems: list[Problem]) -> T | None:
    """What `read` gives; None, with its problems noted, when it refuses."""
    try:
        return read()
    except CairnError as error:
        problems.extend(error.problems)
        return None


def read_shelf(root: Path, problems: list[Problem]) -> Shelf | None:
    """The same, noting what is wrong; None when what all else rests on cannot be read."""
    vocabularies = read_vocabularies(root, problems)
    editions = read_editions(root, problems)
    scales = read_answer_scales(root, problems)
    instruments = read_instruments(root, vocabularies, scales, problems)
    book = read_measure_book(root, instruments, scales, vocabularies, problems)
    wording = read_wording(root / "wording" / f"{WORDING}.yaml", root, problems)
    disclosure = or_problems(partial(load_disclosure, root), problems)
    if wording is None or disclosure is None:
        return None
    return Shelf(
        root=root,
        vocabularies=vocabularies,
        editions=editions,
        scales=scales,
        instruments=instruments,
        book=book,
        wording=wording,
        disclosure=disclosure,
    )
