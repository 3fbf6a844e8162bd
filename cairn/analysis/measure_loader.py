"""From the files under `definitions/measures` to the measure book.

Every choice item is a measure of its own name, in every source all of whose tables ask it; a file of
measures gives it a label and a base in words, or makes a measure of several items.
`read_measure_book` notes problems and goes on; `load_measure_book` raises them all at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cairn.analysis.measure_sources import Asked, ask, read_sources
from cairn.analysis.measures import UNITS, Measure, MeasureBook, Population, Source
from cairn.errors import Problem
from cairn.framework.reading import Fields, raise_all
from cairn.framework.vocabulary import Vocabulary
from cairn.instruments.model import AnswerScale, Instrument
from cairn.utils.nearest import did_you_mean

FOLDER = "measures"
NOT_MEASURES = ("answer-scales", "sources", "populations")
UNITS_NAME = "units"


def load_measure_book(
    root: Path,
    instruments: Mapping[str, Instrument],
    scales: Mapping[str, AnswerScale],
    vocabularies: Mapping[str, Vocabulary],
) -> MeasureBook:
    """All sources, measures, populations and characteristics. Raises `DefinitionError` with all problems."""
    problems: list[Problem] = []
    book = read_measure_book(root, instruments, scales, vocabularies, problems)
    raise_all(problems)
    return book


def read_measure_book(
    root: Path,
    instruments: Mapping[str, Instrument],
    scales: Mapping[str, AnswerScale],
    vocabularies: Mapping[str, Vocabulary],
    problems: list[Problem],
) -> MeasureBook:
    """What is sound of the book; what is wrong with the rest is added to `problems`."""
    folder = root / FOLDER
    sources, declared = read_sources(folder / "sources.yaml", root, instruments, vocabularies, problems)
    asked = ask(sources, instruments, vocabularies, declared)
    reader = _MeasureReader(sources, asked, scales)
    for path in sorted(p for p in folder.glob("*.yaml") if p.stem not in NOT_MEASURES):
        reader.take_file(path, root, problems)
    measures = (*reader.measures, *_automatic(sources, asked, scales, reader.taken))
    book = MeasureBook(
        sources=sources, measures=measures, populations=(), characteristics=asked.characteristics
    )
    populations = _populations(folder / "populations.yaml", root, book, problems)
    return MeasureBook(
        sources=sources,
        measures=measures,
        populations=populations,
        characteristics=asked.characteristics,
    )


class _MeasureReader:
    """Reads file after file of measures. `taken` holds the (source, name) pairs that are in use."""

    def __init__(self, sources: tuple[Source, ...], asked: Asked, scales: Mapping[str, AnswerScale]) -> None:
        self.sources = {s.name: s for s in sources}
        self.asked = asked
        self.scales = scales
        self.measures: list[Measure] = []
        self.taken: dict[tuple[str, str], str] = {}
        self.all_known = True  # whether every source that the file being read names is there

    def take_file(self, path: Path, root: Path, problems: list[Problem]) -> None:
        fields = Fields.open(path, root, problems)
        if fields is None:
            return
        names = fields.names("sources", self.sources, required=True, what="source")
        wanted = [self.sources[n] for n in names if n in self.sources]
        self.all_known = len(wanted) == len(names)
        for name, entry in fields.named_sections("measures"):
            self.take(name, entry, wanted)
        fields.finish()

    def take(self, name: str, fields: Fields, wanted: list[Source]) -> None:
        items = fields.names("items") or (name,)
        scale_name = fields.choice("scale", self.scales, "")
        units = bool(fields.choice("counts", ["units"], ""))
        label, base = fields.text("label"), fields.optional_text("base")
        indicators, where = fields.names("indicators"), fields.names_by_name("where")
        if units:
            found, scale = tuple(s.name for s in wanted), UNITS
            items = ()
        elif scale_name:
            found, scale = self.published(fields, wanted), self.scales[scale_name]
        else:
            found, scale = self.counted(fields, items, wanted)
        self.check_where(fields, where, found)
        self.check_taken(fields, name, found)
        measure = fields.build(
            Measure,
            name=name,
            label=label,
            sources=found,
            items=items,
            scale=scale,
            base=base,
            indicators=indicators or self.asked.indicators(found, items),
            where=tuple(where.items()),
        )
        self.taken |= {(source, name): fields.file for source in found}
        if measure is not None:
            self.measures.append(measure)

    def published(self, fields: Fields, wanted: list[Source]) -> tuple[str, ...]:
        with_rows = [s.name for s in wanted if not s.published_only]
        if with_rows:
            message = f"{with_rows[0]} has rows, so its items already have an answer scale."
            fields.problem("scale-unwanted", message, "scale", remedy="Leave “scale” out.")
        return tuple(s.name for s in wanted)

    def counted(
        self, fields: Fields, items: tuple[str, ...], wanted: list[Source]
    ) -> tuple[tuple[str, ...], AnswerScale]:
        """The sources that ask all the items, and the one scale on which they are answered."""
        asking = [s.name for s in wanted if all(i in self.asked.items[s.name] for i in items)]
        known = {i for s in wanted for i in self.asked.items[s.name]}
        # With a source unknown it cannot be said that nobody asks an item; the source was told already.
        unknown = [i for i in items if i not in known] if self.all_known else []
        for item in unknown:
            message = f"None of these sources asks “{item}”."
            remedy = did_you_mean(item, known) or "Name the items that are counted: “items: [ … ]”."
            fields.problem("item-unknown", message, "items", remedy=remedy)
        if not asking and self.all_known and not unknown:
            fields.problem("items-apart", "No single source asks all of these items.", "items")
        used = sorted({self.asked.items[s][i] for s in asking for i in items})
        if len(used) > 1:
            message = f"These items are not answered on the same scale: {', '.join(used)}."
            fields.problem("scales-differ", message, "items", remedy="Count together only like with like.")
        return tuple(asking), self.scales[used[0]] if used else UNITS

    def check_where(
        self, fields: Fields, where: Mapping[str, tuple[str, ...]], sources: tuple[str, ...]
    ) -> None:
        known = {c.name: c for c in self.asked.characteristics if set(sources) <= set(c.sources)}
        for name, values in where.items():
            if name not in known:
                remedy = did_you_mean(name, known)
                fields.problem(
                    "name-unknown", f"There is no characteristic “{name}”.", "where", remedy=remedy
                )
                continue
            _check_values(fields, name, values, known[name].value_names)

    def check_taken(self, fields: Fields, name: str, sources: tuple[str, ...]) -> None:
        for source in sources:
            if (source, name) in self.taken:
                message = f"“{name}” of {source} stands in {self.taken[source, name]} already."
                fields.problem("measure-twice", message, remedy="Keep one of the two.")


def _automatic(
    sources: tuple[Source, ...],
    asked: Asked,
    scales: Mapping[str, AnswerScale],
    taken: Mapping[tuple[str, str], str],
) -> list[Measure]:
    """The count of units in every source that has some, and a measure for each item no file speaks of."""
    found = [
        Measure(name=UNITS_NAME, label=s.unit_plural.capitalize(), sources=(s.name,), items=(), scale=UNITS)
        for s in sources
        if s.tables and (s.name, UNITS_NAME) not in taken
    ]
    for source in sources:
        for item, scale in asked.items[source.name].items():
            if (source.name, item) not in taken:
                found.append(
                    Measure(
                        name=item,
                        label=item.replace("_", " ").capitalize(),
                        sources=(source.name,),
                        items=(item,),
                        scale=scales[scale],
                        indicators=asked.indicators((source.name,), (item,)),
                    )
                )
    return found


def _populations(
    path: Path, root: Path, book: MeasureBook, problems: list[Problem]
) -> tuple[Population, ...]:
    fields = Fields.open(path, root, problems)
    if fields is None:
        return ()
    names = [s.name for s in book.sources]
    found = []
    for name, entry in fields.named_sections("populations"):
        sources = entry.names("sources", names, required=True, what="source")
        where = entry.names_by_name("where", required=True)
        for source in (s for s in sources if s in names):
            _check_group(entry, source, where, book)
        population = entry.build(
            Population, name=name, label=entry.text("label"), sources=sources, where=tuple(where.items())
        )
        if population is not None:
            found.append(population)
    fields.finish()
    return tuple(found)


def _check_group(
    fields: Fields, source: str, where: Mapping[str, tuple[str, ...]], book: MeasureBook
) -> None:
    """Every name is a characteristic, or a measure of one item, of the source; every value one of its own."""
    for name, values in where.items():
        measure = book.measure(source, name)
        characteristic = book.characteristic(source, name)
        if measure is not None and len(measure.items) == 1:
            _check_values(fields, name, values, measure.scale.level_names)
        elif characteristic is not None:
            _check_values(fields, name, values, characteristic.value_names)
        else:
            right = (*book.characteristic_names(source), *book.measure_names(source))
            message = f"{source} has nothing called “{name}”."
            fields.problem("name-unknown", message, "where", remedy=did_you_mean(name, right))


def _check_values(fields: Fields, name: str, values: tuple[str, ...], right: tuple[str, ...]) -> None:
    for value in (v for v in values if v not in right):
        message = f"“{name}” is never “{value}”."
        fields.problem("name-unknown", message, "where", remedy=did_you_mean(value, right))
