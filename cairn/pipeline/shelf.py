"""All definitions, loaded once and passed on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cairn.analysis.disclosure import load_disclosure
from cairn.analysis.measure_loader import read_measure_book
from cairn.analysis.measures import MeasureBook
from cairn.claims.statement_claims import load_statement_forms
from cairn.claims.wording_file import read_wording
from cairn.claims.wording_model import Wording
from cairn.collection.instrument_set import InstrumentSet
from cairn.errors import DefinitionError, Problem, UsageError
from cairn.framework.freezing import check_frozen
from cairn.framework.loader import read_editions, read_vocabularies
from cairn.framework.model import Edition
from cairn.framework.programme import Programme
from cairn.framework.programme_loader import load_programme, programme_names, read_programmes
from cairn.framework.reading import raise_all
from cairn.framework.vocabulary import Vocabulary
from cairn.instruments.loader import read_answer_scales, read_instruments
from cairn.instruments.model import AnswerScale, Instrument
from cairn.pipeline.places import definitions_root
from cairn.reconstruction.assumptions import FILE as STAND_IN_FILE
from cairn.reconstruction.assumptions import read_assumptions
from cairn.utils.nearest import did_you_mean

WORDING = "scottish-inspectorates"


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

    @property
    def instrument_set(self) -> InstrumentSet:
        return InstrumentSet(instruments=self.instruments, scales=self.scales, vocabularies=self.vocabularies)

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
    shelf = _read(root or definitions_root(), problems)
    raise_all(problems)
    assert shelf is not None
    return shelf


def definition_problems(root: Path | None = None) -> tuple[Problem, ...]:
    """Everything that is wrong in all definitions, programmes and frozen files included, in one pass."""
    folder = root or definitions_root()
    problems: list[Problem] = []
    shelf = _read(folder, problems)
    if shelf is not None:
        read_programmes(folder, shelf.vocabularies, shelf.editions, problems)
    for path in sorted(folder.glob(f"programmes/**/{STAND_IN_FILE}")):
        problems.extend(_problems_of(partial(read_assumptions, path, folder)))
    problems.extend(check_frozen(folder))
    problems.extend(_problems_of(lambda: load_statement_forms(folder)))
    problems.extend(_problems_of(lambda: load_disclosure(folder)))
    return tuple(sorted(set(problems), key=lambda p: (p.file, p.line or 0, p.column or 0, p.code)))


def _problems_of(read: Callable[[], object]) -> tuple[Problem, ...]:
    try:
        read()
    except DefinitionError as error:
        return error.problems
    return ()


def _read(root: Path, problems: list[Problem]) -> Shelf | None:
    vocabularies = read_vocabularies(root, problems)
    editions = read_editions(root, problems)
    scales = read_answer_scales(root, problems)
    instruments = read_instruments(root, vocabularies, scales, problems)
    book = read_measure_book(root, instruments, scales, vocabularies, problems)
    wording = read_wording(root / "wording" / f"{WORDING}.yaml", root, problems)
    if wording is None:
        return None
    return Shelf(
        root=root,
        vocabularies=vocabularies,
        editions=editions,
        scales=scales,
        instruments=instruments,
        book=book,
        wording=wording,
    )
