"""The sources of evidence, and what each of them asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cairn.analysis.measures import Characteristic, Source, Terms
from cairn.errors import Problem
from cairn.framework.reading import Fields
from cairn.framework.vocabulary import Vocabulary
from cairn.instruments.model import Instrument
from cairn.instruments.terms import terms_of

TABLE_CHARACTERISTIC = "age_group"  # in a source of several tables: which of them a unit stands in


@dataclass(frozen=True, slots=True)
class Asked:
    """`items[source]` maps each choice item that all tables of the source ask to its answer scale."""

    items: Mapping[str, Mapping[str, str]]
    characteristics: tuple[Characteristic, ...]
    informs: Mapping[tuple[str, str], tuple[str, ...]]  # (source, item) → indicators

    def indicators(self, sources: Iterable[str], items: Iterable[str]) -> tuple[str, ...]:
        """Every indicator that one of the items informs, each once, in their order."""
        wanted = list(items)
        codes = [c for s in sources for i in wanted for c in self.informs.get((s, i), ())]
        return tuple(dict.fromkeys(codes))


def read_sources(
    path: Path,
    root: Path,
    instruments: Mapping[str, Instrument],
    vocabularies: Mapping[str, Vocabulary],
    problems: list[Problem],
) -> tuple[tuple[Source, ...], tuple[Characteristic, ...]]:
    """The sound sources, and the characteristics that sources without rows declare."""
    fields = Fields.open(path, root, problems)
    if fields is None:
        return (), ()
    sources: list[Source] = []
    declared: list[Characteristic] = []
    for name, entry in fields.named_sections("sources"):
        published_only = entry.boolean("published_only", False)
        tables = entry.names("tables", instruments, required=not published_only, what="table")
        _check_tables(entry, published_only, tables)
        known = [instruments[t] for t in tables if t in instruments]
        declared += _declared(entry, name)
        source = entry.build(
            Source,
            name=name,
            label=entry.text("label"),
            unit=entry.text("unit"),
            unit_plural=entry.text("unit_plural"),
            tables=tables,
            published_only=published_only,
            protected=entry.boolean("protected"),
            judgement=entry.boolean("judgement", False),
            phrase=entry.text("phrase"),
            population=entry.optional_text("population"),
            strata=_grouping(entry, "strata", known),
            also_by=_grouping(entry, "also_by", known),
            by_definition=_by_definition(entry, known, vocabularies),
            asked_of=_asked_of(known),
        )
        if source is not None:
            sources.append(source)
    fields.finish()
    return tuple(sources), tuple(declared)


def _check_tables(fields: Fields, published_only: bool, tables: tuple[str, ...]) -> None:
    if published_only and tables:
        fields.problem("tables-unwanted", "A source that is only published has no tables.", "tables")
    if not published_only and fields.has("characteristics"):
        message = "The characteristics of a source with tables are those of its instruments."
        fields.problem("characteristics-unwanted", message, "characteristics", remedy="Leave them out.")


def _by_definition(
    fields: Fields, tables: list[Instrument], vocabularies: Mapping[str, Vocabulary]
) -> tuple[tuple[str, Terms], ...]:
    """Questions that all tables ask, with the values of characteristics from which the answer follows."""
    shared, found = _shared(tables), []
    for item, entry in fields.named_sections("by_definition", required=False):
        entry.check_known(item, shared, "", "question")
        groups = []
        for name in entry.key_names:
            terms = [_terms(t, name, vocabularies) for t in tables]
            known = sorted(set.intersection(*terms)) if terms else []
            groups.append((name, entry.names(name, known, required=True, what="value")))
        entry.finish()
        found.append((item, tuple(groups)))
    return tuple(found)


def _terms(table: Instrument, name: str, vocabularies: Mapping[str, Vocabulary]) -> set[str]:
    """The values of a characteristic; none when the table has no such characteristic."""
    characteristic = next((c for c in table.characteristics if c.name == name), None)
    return {t.name for t in terms_of(characteristic, vocabularies)} if characteristic else set()


def _asked_of(tables: list[Instrument]) -> tuple[tuple[str, Terms], ...]:
    """The questions that all tables ask only of some groups, with the values of those."""
    found: list[tuple[str, Terms]] = []
    for item in _shared(tables):
        conditions = [_conditions(t, item) for t in tables]
        shared = [n for n in conditions[0] if all(n in c for c in conditions)]
        if shared:
            values = {n: sorted(frozenset().union(*(c[n] for c in conditions))) for n in shared}
            found.append((item, tuple((n, tuple(v)) for n, v in values.items())))
    return tuple(found)


def _conditions(table: Instrument, name: str) -> dict[str, frozenset[str]]:
    """What holds of whoever is asked the item: its own conditions, and those of the items they name."""
    item, found = table.item(name), dict[str, frozenset[str]]()
    for condition in item.applies_when if item else ():
        here = {condition.item: frozenset(condition.answers)}
        for one, values in (*here.items(), *_conditions(table, condition.item).items()):
            found[one] = found.get(one, values) & values
    return found


def _grouping(fields: Fields, key: str, tables: list[Instrument]) -> tuple[str, ...]:
    """What groups are made by: `strata` are characteristics that all tables have, `also_by` questions."""
    asked = [{i.name for i in (t.characteristics if key == "strata" else t.choices)} for t in tables]
    known = sorted(set.intersection(*asked)) if asked else []
    what = "characteristic" if key == "strata" else "question"
    return fields.names(key, known, what=what)


def _declared(fields: Fields, source: str) -> list[Characteristic]:
    if not fields.has("characteristics"):
        fields.optional_section("characteristics")
        return []
    built = [
        section.build(
            Characteristic,
            name=name,
            label=section.text("label"),
            sources=(source,),
            values=tuple(section.text_by_name("values", required=True).items()),
        )
        for name, section in fields.named_sections("characteristics")
    ]
    return [c for c in built if c is not None]


def ask(
    sources: tuple[Source, ...],
    instruments: Mapping[str, Instrument],
    vocabularies: Mapping[str, Vocabulary],
    declared: tuple[Characteristic, ...],
) -> Asked:
    """What every source asks, by its instruments. Sources without rows ask nothing."""
    items: dict[str, dict[str, str]] = {}
    informs: dict[tuple[str, str], tuple[str, ...]] = {}
    characteristics = [*declared]
    for source in sources:
        tables = [instruments[t] for t in source.tables]
        items[source.name] = _shared(tables)
        informs |= {(source.name, i.name): i.indicators for t in tables for i in t.choices if i.indicators}
        characteristics += _characteristics(source, tables, vocabularies)
        if len(tables) > 1:
            characteristics.append(_which_table(source, sources))
    return Asked(items=items, characteristics=tuple(characteristics), informs=informs)


def _shared(tables: list[Instrument]) -> dict[str, str]:
    """The choice items that all tables ask on the same scale."""
    by_table = [{i.name: i.scale for i in t.choices} for t in tables]
    first = by_table[0] if by_table else {}
    return {n: s for n, s in first.items() if all(other.get(n) == s for other in by_table)}


def _characteristics(
    source: Source, tables: list[Instrument], vocabularies: Mapping[str, Vocabulary]
) -> list[Characteristic]:
    found = []
    for item in tables[0].characteristics if tables else ():
        others = [t.item(item.name) for t in tables]
        if any(o is None or o.scale != item.scale for o in others):
            continue
        terms = terms_of(item, vocabularies)
        found.append(
            Characteristic(
                name=item.name,
                label=item.name.replace("_", " ").capitalize(),
                sources=(source.name,),
                values=tuple((t.name, t.label) for t in terms),
                groups=tuple((t.name, t.plural) for t in terms if t.plural),
            )
        )
    return found


def _which_table(source: Source, sources: tuple[Source, ...]) -> Characteristic:
    alone = {s.tables[0]: s.unit_plural for s in sources if len(s.tables) == 1}
    return Characteristic(
        name=TABLE_CHARACTERISTIC,
        label="Age group",
        sources=(source.name,),
        values=tuple((t, alone.get(t, t.replace("_", " "))) for t in source.tables),
    )
