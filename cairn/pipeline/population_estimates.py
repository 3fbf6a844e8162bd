"""Estimates for all the children in a frame, asked for one by one from a bundle, safe to show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cairn.analysis.disclosure import withheld, withheld_in_groups, withheld_in_table
from cairn.analysis.estimators import resolve_where
from cairn.analysis.estimators.population.measure_share import measure_share
from cairn.analysis.estimators.population.population_share import Method, PopulationShare
from cairn.analysis.estimators.population.stratum_tally import StratumTally
from cairn.analysis.measures import Measure, Source
from cairn.claims.claim import Claim
from cairn.claims.evidence import Evidence
from cairn.errors import Problem, UsageError
from cairn.pipeline.table_estimates import ALL, TableRow, withheld_row


def population_rows_of(claim: Claim, evidence: Evidence, method: Method) -> list[TableRow]:
    """The estimates for each group of `by`, or `all`; for each answer if no level is said. Groups of the
    frame in which nothing was read have a row without a share.

    Raises `UsageError` for a number of units, `ClaimError` for a measure of several questions.
    """
    book = evidence.book
    measure, source = book.measure(claim.source, claim.measure), book.source(claim.source)
    assert measure is not None and source is not None  # the claim was parsed with this book
    if measure.counts_units:
        message = "How many there are stands in the frame itself; a share is estimated."
        raise UsageError(Problem(code="population-count", message=message, remedy="Ask for a measure."))
    tally = evidence.frames[claim.source]
    levels = [claim.level] if claim.level is not None else [a.name for a in measure.scale.answers]
    found = {level: _shares(claim, evidence, tally, measure, level, method) for level in levels}
    return list(_shown(claim, evidence, source, found))


def _shares(
    claim: Claim, evidence: Evidence, tally: StratumTally, measure: Measure, level: str, method: Method
) -> dict[str, PopulationShare]:
    where = resolve_where(claim.where, claim.source, evidence.book)
    groups = {g: (*where, (claim.by, (g,))) for g in tally.levels(claim.by)} if claim.by else {ALL: where}
    return {g: measure_share(tally, claim.source, measure, level, w, method) for g, w in groups.items()}


def _shown(
    claim: Claim, evidence: Evidence, source: Source, found: Mapping[str, Mapping[str, PopulationShare]]
) -> Iterator[TableRow]:
    """The rows, group after group, each answer beside the others of its group."""
    below = evidence.withhold_below
    groups = list(next(iter(found.values())))
    hidden: set[tuple[str, str]] = set()
    for level, shares in found.items():
        figures = {g: (s.k, s.n) for g, s in shares.items() if s.n}
        small = (
            withheld_in_groups(figures, source.protected, below)
            if claim.by
            else {g for g, (k, n) in figures.items() if withheld(k, n, source.protected, below)}
        )
        hidden |= {(g, level) for g in small}
    if claim.level is None:
        for group in groups:
            counts = {level: shares[group].k for level, shares in found.items()}
            hidden |= {(group, level) for level in withheld_in_table(counts, source.protected, below)}
    for group in groups:
        for level, shares in found.items():
            share = shares[group]
            row = TableRow(
                by=claim.by,
                level=group,
                answer=level,
                n=share.n,
                k=share.k,
                share=float(share.share) if share.share is not None else None,
                se=share.se,
                df=share.df,
                low=share.low,
                high=share.high,
                method=share.method,
                notes=share.notes,
            )
            yield withheld_row(row, below) if (group, level) in hidden else row
