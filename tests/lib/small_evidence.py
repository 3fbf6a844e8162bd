"""A small body of evidence, written out by hand: 258 records, 300 members of staff, eight partnerships.

Records by care group, and how many of them were at risk; the response is rated only for those:

    group       read   at risk   weak  adequate  good
    foster       100        60      5        10    45
    kinship      100        20      6         8     6
    aftercare     50        27      9         9     9
    secure         8         2      0         0     2
    all          258       109     20        27    62

Those at risk all had advocacy; of the 149 others 15 + 30 + 5 + 2 did.

Staff who agree: 26 of 100 in area A, 60 of 100 in B, 40 of 100 in C. Seven of the eight partnerships have the
finding. Indicator 2.1 was evaluated as good in six of eight; of 1.1 there are only published words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

import numpy as np

from cairn.analysis.measures import UNITS, Characteristic, Measure, MeasureBook, Population, Source, Terms
from cairn.analysis.tally import Tally
from cairn.claims.claim import Finding
from cairn.claims.evidence import Evidence
from cairn.claims.grammar import parse_claim
from cairn.claims.verify import check_claim
from cairn.claims.wording import Wording, load_wording
from cairn.framework.programme import PublishedFact
from cairn.instruments.model import Answer, AnswerScale
from cairn.pipeline.places import definitions_root

Row = tuple[tuple[str, ...], int, Mapping[str, Sequence[int]]]


def scale(name: str, answers: Sequence[str], **sets: tuple[str, ...]) -> AnswerScale:
    return AnswerScale(
        name=name,
        title=name,
        ordered=True,
        answers=tuple(Answer(code=i, name=a, label=a) for i, a in enumerate(answers, 1)),
        sets=tuple(sets.items()),
    )


YES_NO = scale("yes_no", ["no", "yes"])
RATING = scale(
    "rating",
    ["weak", "adequate", "good"],
    adequate_or_better=("adequate", "good"),
    less_than_good=("weak", "adequate"),
)


def measure(name: str, source: str, answers: AnswerScale, *items: str, base: str = "") -> Measure:
    return Measure(
        name=name,
        label=name.replace("_", " ").capitalize(),
        sources=(source,),
        items=items or (name,),
        scale=answers,
        base=base,
    )


def source(name: str, unit: str, *, population: str = "", **more: bool) -> Source:
    return Source(
        name=name,
        label=name.replace("_", " ").capitalize(),
        unit=unit,
        unit_plural=f"{unit}s",
        population=population,
        **more,
    )


def values(*names: str) -> tuple[tuple[str, str], ...]:
    return tuple((n, n.replace("_", " ")) for n in names)


BOOK = MeasureBook(
    sources=(
        source("records", "record", population="children"),
        source("staff", "member"),
        source("partnerships", "partnership", protected=False, judgement=True),
        source("evaluations", "evaluation", protected=False, judgement=True),
        source("national", "leaver", protected=False, published_only=True),
        source("records_before", "record", published_only=True),
    ),
    measures=(
        Measure(name="records_read", label="Records read", sources=("records",), items=(), scale=UNITS),
        measure("at_risk", "records", YES_NO),
        measure("response", "records", RATING, base="records of children at risk"),
        measure("advocacy", "records", YES_NO),
        measure("follow_up", "records", RATING, base="records of children at risk"),
        measure("response", "records_before", RATING),
        measure("clear_vision", "staff", YES_NO),
        measure("finding", "partnerships", YES_NO),
        measure("evaluation", "evaluations", RATING),
        measure("qualified", "national", YES_NO),
    ),
    populations=(
        Population(
            name="looked_after",
            label="looked after children",
            sources=("records",),
            where=(("care_group", ("foster_care", "kinship_care", "secure_care")),),
        ),
    ),
    characteristics=(
        Characteristic(
            name="care_group",
            label="Care group",
            sources=("records",),
            values=values("foster_care", "kinship_care", "aftercare", "secure_care", "not_stated"),
        ),
        Characteristic(name="area", label="Area", sources=("staff",), values=values("A", "B", "C")),
        Characteristic(
            name="indicator", label="Indicator", sources=("evaluations",), values=values("1.1", "2.1")
        ),
    ),
)


def decided_for(**decided: tuple[tuple[str, Terms], ...]) -> MeasureBook:
    """The book, with what is decided about answers to the records by what a group is."""
    first, *others = BOOK.sources
    return replace(BOOK, sources=(replace(first, **decided), *others))


def tally(name: str, characteristics: tuple[str, ...], rows: Sequence[Row]) -> Tally:
    items = list(dict.fromkeys(item for _, _, counts in rows for item in counts))
    return Tally(
        source=name,
        characteristics=characteristics,
        cells=tuple(cell for cell, _, _ in rows),
        rows=np.array([n for _, n, _ in rows]),
        counts={item: np.array([counts[item] for _, _, counts in rows]) for item in items},
    )


def records(group: str, at_risk: int, rest: int, advocacy: int, response: tuple[int, int, int]) -> list[Row]:
    weak, adequate, good = response
    asked = {
        "at_risk": (0, 0, at_risk),
        "advocacy": (0, 0, at_risk),
        "response": (0, weak, adequate, good),
        "follow_up": (0, 0, at_risk, 0),
    }
    not_asked = {
        "at_risk": (0, rest, 0),
        "advocacy": (0, rest - advocacy, advocacy),
        "response": (rest, 0, 0, 0),
        "follow_up": (rest, 0, 0, 0),
    }
    return [((group, "yes"), at_risk, asked), ((group, "no"), rest, not_asked)]


RECORDS = tally(
    "records",
    ("care_group", "at_risk"),
    [
        *records("foster_care", 60, 40, 15, (5, 10, 45)),
        *records("kinship_care", 20, 80, 30, (6, 8, 6)),
        *records("aftercare", 27, 23, 5, (9, 9, 9)),
        *records("secure_care", 2, 6, 2, (0, 0, 2)),
    ],
)
STAFF = tally(
    "staff",
    ("area",),
    [((a,), 100, {"clear_vision": (0, 100 - k, k)}) for a, k in (("A", 26), ("B", 60), ("C", 40))],
)
PARTNERSHIPS = tally("partnerships", (), [((), 8, {"finding": (0, 1, 7)})])
EVALUATIONS = tally("evaluations", ("indicator",), [(("2.1",), 8, {"evaluation": (0, 0, 2, 6)})])

PUBLISHED = (
    PublishedFact(
        source="evaluations",
        measure="evaluation",
        level="less_than_good",
        where=(("indicator", ("1.1",)),),
        words="over half",
        base=8,
        citation="Review, line 454",
    ),
    PublishedFact(
        source="national",
        measure="qualified",
        level="yes",
        where=(),
        words="39%",
        citation="National statistics, 2018",
    ),
    PublishedFact(
        source="records_before",
        measure="response",
        level="good",
        where=(),
        words="just over half",
        citation="Review, line 400",
    ),
)

EVIDENCE = Evidence(
    tallies={"records": RECORDS, "staff": STAFF, "partnerships": PARTNERSHIPS, "evaluations": EVALUATIONS},
    book=BOOK,
    published=PUBLISHED,
)


@cache
def wording() -> Wording:
    return load_wording(definitions_root())


def check(claim: str, words: str, evidence: Evidence = EVIDENCE) -> Finding:
    return check_claim(parse_claim(claim, evidence.book), words, evidence, wording())


def advocacy_tally(**advocacy: tuple[int, int]) -> Tally:
    """Care groups with the number of no and of yes."""
    counts = np.array([(0, no, yes) for no, yes in advocacy.values()], dtype=np.int64)
    return Tally(
        source="records",
        characteristics=("care_group",),
        cells=tuple((group,) for group in advocacy),
        rows=counts.sum(axis=1),
        counts={"advocacy": counts},
    )
