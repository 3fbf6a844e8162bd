"""Two small instruments, just rich enough for evidence: a record form with a condition, and a survey."""

from __future__ import annotations

from cairn.analysis.measures import Measure, MeasureBook, Source
from cairn.collection.instrument_set import InstrumentSet
from cairn.framework.vocabulary import Term, Vocabulary
from cairn.instruments.model import (
    Answer,
    AnswerScale,
    Condition,
    Instrument,
    Item,
    ItemKind,
    Missing,
)


def scale(name: str, *answers: str, sets: tuple[tuple[str, tuple[str, ...]], ...] = ()) -> AnswerScale:
    return AnswerScale(
        name=name,
        title=name,
        ordered=True,
        answers=tuple(
            Answer(code=i, name=a, label=a.replace("_", " ").capitalize()) for i, a in enumerate(answers, 1)
        ),
        sets=sets,
    )


def vocabulary(name: str, *terms: Term) -> Vocabulary:
    return Vocabulary(name=name, title=name, source="tests", dated="2020", terms=terms)


YES_NO = scale("yes_no", "no", "yes")
RATING = scale(
    "rating", "weak", "adequate", "good", "very_good", sets=(("good_or_better", ("good", "very_good")),)
)
SCALES = {s.name: s for s in (YES_NO, RATING)}
VOCABULARIES = {
    v.name: v
    for v in (
        vocabulary("area", Term(name="A", label="area A"), Term(name="B", label="area B")),
        vocabulary("partnership", Term(name="orkney_islands", label="Orkney Islands", code="S12000023")),
        vocabulary(
            "care_group",
            Term(name="foster_care", label="In foster care"),
            Term(name="kinship_care", label="In kinship care"),
        ),
    )
}


def choice(name: str, scale: str, when: tuple[Condition, ...] = (), allows: tuple[Missing, ...] = ()) -> Item:
    return Item(
        name=name,
        text=f"What about {name}?",
        kind=ItemKind.CHOICE,
        section="All",
        scale=scale,
        applies_when=when,
        allows=allows,
    )


def characteristic(name: str) -> Item:
    return Item(name=name, text=f"Which {name}?", kind=ItemKind.CHARACTERISTIC, section="All", scale=name)


def instrument(name: str, table: str, edition: str, *items: Item) -> Instrument:
    return Instrument(
        name=name,
        edition=edition,
        title=name.replace("_", " ").capitalize(),
        table=table,
        unit="record" if table == "records" else "person",
        unit_plural="records" if table == "records" else "people",
        source="tests",
        dated="2020",
        notes=("Made for tests.",),
        items=items,
    )


NOTES = Item(name="notes", text="Anything else?", kind=ItemKind.TEXT, section="All")
PLANNED = (Condition(item="plan_present", answers=("yes",)),)

RECORDS = instrument(
    "record_reading",
    "records",
    "2018-2020",
    characteristic("area"),
    characteristic("care_group"),
    choice("plan_present", "yes_no"),
    choice("plan_quality", "rating", PLANNED, (Missing.NOT_RECORDED, Missing.CANNOT_TELL)),
    choice("child_seen", "yes_no", (), (Missing.CANNOT_TELL,)),
    NOTES,
)
CHILDREN = instrument(
    "children", "aged_8_15", "2018-2020", characteristic("area"), choice("feels_safe", "yes_no")
)
YOUNG_PEOPLE = instrument(
    "young_people",
    "aged_16_plus",
    "2018-2020",
    characteristic("area"),
    choice("feels_safe", "yes_no", (), (Missing.NOT_RECORDED,)),
    choice("has_worker", "yes_no"),
)
INSTRUMENTS = InstrumentSet(
    instruments={i.table: i for i in (RECORDS, CHILDREN, YOUNG_PEOPLE)},
    scales=SCALES,
    vocabularies=VOCABULARIES,
)

YOUNG = ("aged_8_15", "aged_16_plus")


def measure(name: str, source: str, scale: AnswerScale, *items: str) -> Measure:
    return Measure(name=name, label=name, sources=(source,), items=items or (name,), scale=scale)


BOOK = MeasureBook(
    sources=(
        Source(name="records", label="Records", unit="record", unit_plural="records", tables=("records",)),
        Source(name="young_people", label="Young people", unit="person", unit_plural="people", tables=YOUNG),
        Source(name="national", label="National", unit="", unit_plural="", published_only=True),
    ),
    measures=(
        measure("plan_present", "records", YES_NO),
        measure("plan_quality", "records", RATING),
        measure("child_seen", "records", YES_NO),
        measure("feels_safe", "young_people", YES_NO),
        measure("has_worker", "young_people", YES_NO),
    ),
    populations=(),
)


def record_columns() -> dict[str, list[object]]:
    """Four records: two planned, one without a plan, one whose plan nobody could judge."""
    return {
        "record_id": ["R1", "R2", "R3", "R4"],
        "area": ["A", "A", "B", "B"],
        "care_group": ["foster_care", "kinship_care", "foster_care", "foster_care"],
        "plan_present": ["yes", "yes", "no", "yes"],
        "plan_quality": ["good", "weak", None, None],
        "plan_quality__missing": [0, 0, 2, 3],
        "child_seen": ["yes", "no", "yes", None],
        "child_seen__missing": [0, 0, 0, 3],
    }
