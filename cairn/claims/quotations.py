"""Words that a report quotes from published statements, to speak of the statement and not of the evidence.

`[one in four](claim:programme/statement=S059)` says that statement S059 has these words. It holds against its
citation when it has, and fails when it has others; what the evidence shows is not asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cairn.analysis.measures import Measure, MeasureBook
from cairn.claims.published import QUOTED
from cairn.claims.statements import Statement
from cairn.framework.programme import PublishedFact
from cairn.instruments.model import Answer, AnswerScale

SOURCE = "programme"
_SAID = "said"


def with_quotations(book: MeasureBook, statements: Iterable[Statement]) -> MeasureBook:
    """The book with a measure `statement` of the source `programme`, whose levels are the statements' ids."""
    scale = AnswerScale(
        name=QUOTED,
        title="Published statements",
        ordered=False,
        answers=(Answer(code=1, name=_SAID, label="Said"),),
        sets=tuple((s.id, (_SAID,)) for s in statements),
    )
    measure = Measure(
        name=QUOTED, label="Published statement", sources=(SOURCE,), items=(QUOTED,), scale=scale
    )
    return replace(book, measures=(*book.measures, measure))


def quotable_facts(statements: Iterable[Statement], publication: str) -> tuple[PublishedFact, ...]:
    """The words of each statement as a published fact, cited by publication and line."""
    return tuple(
        PublishedFact(
            source=SOURCE,
            measure=QUOTED,
            level=s.id,
            where=(),
            words=s.phrase,
            citation=f"{publication}, line {s.line} of the extracted text" if s.line else publication,
        )
        for s in statements
    )
