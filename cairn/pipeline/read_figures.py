"""Figures of those read, asked for one by one: a measure, by groups, safe to show."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cairn.analysis.disclosure import Limits
from cairn.analysis.estimators import resolve_where
from cairn.analysis.estimators.shares_by import values_of
from cairn.claims.claim import Claim
from cairn.claims.evidence import Evidence
from cairn.claims.grammar import SYNONYMS
from cairn.pipeline.figure_tables import shown_counts

ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A figure: k and n are None when withheld."""

    by: str
    level: str
    answer: str
    k: int | None
    n: int | None

    def as_json(self) -> dict[str, object]:
        share = round(self.k / self.n, 6) if self.k is not None and self.n else None
        return {
            "by": self.by,
            "level": self.level,
            "answer": self.answer,
            "n": self.n,
            "k": self.k,
            "share": share,
            "withheld": self.k is None,
        }


def rows_of(claim: Claim, evidence: Evidence, limits: Limits) -> list[Row]:
    """The figures, safe to show: for each group of `by`, or `all`; each answer if no level is said.

    What is withheld is what `cairn tables` withholds of the same measure by the same characteristic. Of one
    group alone (`where`) no more is shown than there.
    """
    book = evidence.book
    measure = book.measure(claim.source, claim.measure)
    assert measure is not None  # the claim was parsed with this book
    asked, groups = as_a_table(claim, evidence)
    shown = shown_counts(asked, evidence, limits)
    levels = [claim.level] if claim.level is not None else [a.name for a in measure.scale.answers]
    answers = [""] if measure.counts_units else levels
    rows = []
    for group in groups or (ALL,):
        place = (group,) if groups else ()
        n = shown.get(place if measure.counts_units else (*place, ALL), 0)
        for answer in answers:
            k = n if measure.counts_units else shown.get((*place, answer), 0)
            name = group if claim.by else ALL
            rows.append(Row(by=claim.by, level=name, answer=answer, k=k if n is not None else None, n=n))
    return rows


def as_a_table(claim: Claim, evidence: Evidence) -> tuple[Claim, tuple[str, ...]]:
    """The claim broken down by a characteristic, and which of its groups are asked for; none in all of them.

    A question of one group alone is the table that the group stands in: what is withheld there to hide
    another is withheld here.
    """
    where = resolve_where(claim.where, claim.source, evidence.book)
    if claim.by:
        own = tuple(part for part in where if part[0] == claim.by)
        # All that the evidence has, also those of whom nobody is in the group asked for.
        return claim, values_of(evidence.tallies[claim.source], claim.by, own)
    known = evidence.book.characteristic_names(claim.source)
    for i, (name, values) in enumerate(claim.where):
        if len(values) == 1 and SYNONYMS.get(name, name) in known:
            others = claim.where[:i] + claim.where[i + 1 :]
            return replace(claim, by=SYNONYMS.get(name, name), where=others), values
    return claim, ()
