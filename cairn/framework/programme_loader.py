"""From `definitions/programmes/…/programme.yaml` to a `Programme`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from cairn.errors import DefinitionError, Problem
from cairn.framework.loader import STATUSES, edition_names
from cairn.framework.model import Edition, Scale
from cairn.framework.programme import (
    GroupCount,
    Licence,
    Programme,
    PublishedEvaluation,
    PublishedFact,
    RecordCounts,
    StandInSize,
)
from cairn.framework.reading import Fields, raise_all
from cairn.framework.vocabulary import Term, Vocabulary
from cairn.utils.nearest import did_you_mean

FILE = "programme.yaml"
OPEN_DATA = "open-data.yaml"
_NEEDED = ("partnership", "care_group", "area")


def programme_names(root: Path) -> tuple[str, ...]:
    """The programmes under `root`, by folder: `scotland/2018-2020`."""
    folder = root / "programmes"
    return tuple(sorted(p.parent.relative_to(folder).as_posix() for p in folder.rglob(FILE)))


def load_programme(
    root: Path, name: str, vocabularies: Mapping[str, Vocabulary], editions: Mapping[str, Edition]
) -> Programme:
    """The programme of this name; the last part of its name is enough when no other has it.

    Raises `DefinitionError` with everything that is wrong, or with the nearest name when there is none.
    """
    problems: list[Problem] = []
    programme = read_programme(root, _full_name(root, name), vocabularies, editions, problems)
    raise_all(problems)
    assert programme is not None  # nothing was wrong with it, nor with the vocabularies given
    return programme


def read_programmes(
    root: Path,
    vocabularies: Mapping[str, Vocabulary],
    editions: Mapping[str, Edition],
    problems: list[Problem],
) -> dict[str, Programme]:
    """The sound programmes under `root`; what is wrong with the others is added to `problems`."""
    found = {n: read_programme(root, n, vocabularies, editions, problems) for n in programme_names(root)}
    return {name: programme for name, programme in found.items() if programme is not None}


def read_programme(
    root: Path,
    name: str,
    vocabularies: Mapping[str, Vocabulary],
    editions: Mapping[str, Edition],
    problems: list[Problem],
) -> Programme | None:
    """The programme of this exact name; None, with every problem in `problems`, when it is not sound."""
    path = root / "programmes" / name / FILE
    fields = Fields.open(path, root, problems)
    if fields is None:
        return None
    missing = [v for v in _NEEDED if v not in vocabularies]
    for vocabulary in missing:
        # One that is there and not sound has been reported where it is wrong.
        if not (root / "vocabularies" / f"{vocabulary}.yaml").is_file():
            fields.problem("vocabulary-missing", f"A programme needs the vocabulary “{vocabulary}”.")
    if missing:
        return None
    reader = _Reader(fields, vocabularies, editions, edition_names(root))
    reader.licence = _read_licence(path.parent / OPEN_DATA, root, problems)
    return reader.programme(name, path.parent)


def _read_licence(path: Path, root: Path, problems: list[Problem]) -> Licence | None:
    """That of the open data. Without the file nothing is said of how they may be used."""
    fields = Fields.open(path, root, problems) if path.is_file() else None
    if fields is None:
        return None
    fields.text("source")
    fields.date("dated")
    section = fields.section("licence")
    fields.finish()
    return section.build(
        Licence, name=section.text("name"), title=section.text("title"), path=section.text("path")
    )


def _full_name(root: Path, name: str) -> str:
    names = programme_names(root)
    matches = [n for n in names if name in (n, n.rsplit("/", 1)[-1])]
    if len(matches) == 1:
        return matches[0]
    trouble = "There are several programmes" if matches else "There is no programme"
    raise DefinitionError(
        Problem(
            code="programme-unknown",
            message=f"{trouble} “{name}”.",
            remedy=did_you_mean(name, matches or [*names, *(n.rsplit("/", 1)[-1] for n in names)]),
        )
    )


@dataclass
class _Reader:
    fields: Fields
    vocabularies: Mapping[str, Vocabulary]
    editions: Mapping[str, Edition]
    edition_names: tuple[str, ...]
    publication: str = ""
    licence: Licence | None = None

    def programme(self, name: str, folder: Path) -> Programme | None:
        fields = self.fields
        edition = self._edition()
        partnerships = self._partnerships()
        self.publication = fields.text("publication")  # cited by everything read below
        return fields.build(
            Programme,
            name=name,
            title=fields.text("title"),
            begins=fields.date("begins"),
            ends=fields.date("ends"),
            status=fields.choice("status", STATUSES),
            framework=fields.text("framework"),
            edition=fields.text("edition"),
            publication=self.publication,
            reference=fields.optional_text("reference"),
            dated=fields.date("dated"),
            partnerships=partnerships,
            areas=fields.names("areas", self.vocabularies["area"].names, required=True, what="area"),
            record_counts=self._record_counts(fields.section("record_counts")),
            evaluations=self._evaluations({p.name for p in partnerships}, edition),
            published_facts=self._facts(),
            stand_in_sizes=self._sizes(),
            notes=fields.texts("notes"),
            statements=self._statements(folder),
            licence=self.licence,
        )

    def _edition(self) -> Edition | None:
        fields = self.fields
        framework, edition = fields.text("framework"), fields.text("edition")
        pairs = [tuple(name.split("/")) for name in self.edition_names]
        if not fields.check_known(framework, {f for f, _ in pairs}, "framework", "framework"):
            return None
        known = [e for f, e in pairs if f == framework]
        fields.check_known(edition, known, "edition", "edition of this framework")
        return self.editions.get(f"{framework}/{edition}")

    def _partnerships(self) -> tuple[Term, ...]:
        vocabulary = self.vocabularies["partnership"]
        found = []
        for name, section in self.fields.named_sections("partnerships"):
            section.check_known(name, vocabulary.names, name, "partnership")
            shown_as = section.text("shown_as")
            section.finish()
            term = vocabulary.term(name)
            if term is not None:
                found.append(replace(term, label=shown_as))
        return tuple(found)

    def _evaluations(self, places: set[str], edition: Edition | None) -> tuple[PublishedEvaluation, ...]:
        graded = tuple(e.code for e in edition.evaluations) if edition else ()
        found: list[PublishedEvaluation] = []
        for place, section in self.fields.named_sections("evaluations"):
            section.check_known(place, places, place, "partnership of this programme")
            citation = self._citation(section)
            for code in section.key_names:
                if code == "line" or edition is None:
                    continue
                if section.check_known(code, graded, code, "graded indicator"):
                    found.extend(self._cell(section, place, code, edition.scale, citation))
        return tuple(found)

    def _cell(
        self, section: Fields, place: str, code: str, scale: Scale, citation: str
    ) -> list[PublishedEvaluation]:
        name = section.choice(code, [p.name for p in scale.points])
        point = scale.named(name)
        if point is None:
            return []
        return [
            PublishedEvaluation(
                partnership=place, indicator=code, evaluation=name, value=point.value, citation=citation
            )
        ]

    def _record_counts(self, section: Fields) -> RecordCounts | None:
        care_groups = self.vocabularies["care_group"].names
        groups = []
        for name, group in section.named_sections("groups"):
            group.check_known(name, care_groups, name, "care group")
            count = group.build(
                GroupCount, care_group=name, count=group.integer("count", 0), line=group.integer("line", 1)
            )
            groups.append(count)
        return section.build(
            RecordCounts,
            total=section.integer("total", 1),
            line=section.integer("line", 1),
            groups=tuple(g for g in groups if g is not None),
            remainder_group=section.choice("remainder_group", care_groups),
            explanation=section.text("explanation"),
        )

    def _facts(self) -> tuple[PublishedFact, ...]:
        built = []
        for section in self.fields.sections("published_facts", required=False):
            where = section.names_by_name("where")
            populations = section.names("populations")
            fact = section.build(
                PublishedFact,
                source=section.name("source"),
                measure=section.name("measure"),
                level=section.optional_text("level"),
                where=(*where.items(), *((population, ()) for population in populations)),
                words=section.text("words"),
                citation=self._citation(section),
                stat=section.optional_text("stat", "share"),
                by=section.optional_text("by"),
                rank=section.optional_text("rank"),
                base=section.optional_integer("base", 1),
                note=section.optional_text("note"),
            )
            built.append(fact)
        return tuple(f for f in built if f is not None)

    def _sizes(self) -> tuple[StandInSize, ...]:
        built = [
            section.build(
                StandInSize, table=table, size=section.integer("size", 1), reason=section.text("reason")
            )
            for table, section in self.fields.named_sections("stand_in_sizes", required=False)
        ]
        return tuple(s for s in built if s is not None)

    def _citation(self, section: Fields) -> str:
        return f"{self.publication}, line {section.integer('line', 1)} of the extracted text"

    def _statements(self, folder: Path) -> Path | None:
        name = self.fields.optional_text("statements")
        if not name:
            return None
        path = folder / name
        if Path(name).name != name or not path.is_file():
            message = f"There is no file “{name}” beside {FILE}."
            near = did_you_mean(name, [p.name for p in folder.glob("*.csv")])
            self.fields.problem("file-missing", message, "statements", remedy=near)
        return path
