"""What a programme printed, made claimable: `claim:programme/statement=S064` quotes a published statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cairn.analysis.measures import Measure, MeasureBook
from cairn.claims.statements import Statement, read_statements
from cairn.framework.programme import Programme, PublishedFact
from cairn.instruments.model import Answer, AnswerScale

SOURCE = "programme"
MEASURE = "statement"
_PRINTED = "printed"


def statements_of(programme: Programme) -> tuple[Statement, ...]:
    """The programme's published statements; none when it has no file of them."""
    return read_statements(programme.statements) if programme.statements is not None else ()


def book_with_statements(book: MeasureBook, statements: Sequence[Statement]) -> MeasureBook:
    """The book with the measure `statement`, which has one level for each statement, named by its id."""
    scale = AnswerScale(
        name=MEASURE,
        title="Published statements",
        ordered=False,
        answers=(Answer(code=1, name=_PRINTED, label="Printed"),),
        sets=tuple((s.id, (_PRINTED,)) for s in statements),
        set_labels=tuple((s.id, f"Statement {s.id}") for s in statements),
    )
    measure = Measure(
        name=MEASURE, label="Words as printed", sources=(SOURCE,), items=(MEASURE,), scale=scale
    )
    return replace(book, measures=(*book.measures, measure))


def statement_facts(statements: Sequence[Statement], programme: Programme) -> tuple[PublishedFact, ...]:
    """Every statement's words as a published fact with its place in the publication."""
    return tuple(
        PublishedFact(
            source=SOURCE,
            measure=MEASURE,
            level=s.id,
            where=(),
            words=s.phrase,
            citation=f"{programme.publication}, line {s.line} of the extracted text",
        )
        for s in statements
    )
