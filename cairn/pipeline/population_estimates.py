"""Estimates for all the children in a frame, asked for one by one from a bundle, safe to show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from cairn.analysis.disclosure import Limits
from cairn.analysis.estimators import Where, resolve_where
from cairn.analysis.estimators.answers import level_codes
from cairn.analysis.estimators.population.measure_share import measure_share
from cairn.analysis.estimators.population.population_share import Method, PopulationShare
from cairn.analysis.estimators.population.stratum_tally import StratumTally
from cairn.analysis.measures import Measure
from cairn.claims.claim import Claim
from cairn.claims.evidence import Evidence
from cairn.errors import Problem, UsageError
from cairn.pipeline.figure_tables import shown_counts
from cairn.pipeline.read_figures import as_a_table
from cairn.pipeline.table_row import ALL, TableRow, told, withheld_row
from cairn.pipeline.told_estimates import Estimated


def population_rows_of(claim: Claim, evidence: Evidence, method: Method, limits: Limits) -> list[TableRow]:
    """The estimates for each group of `by`, or `all`; for each answer if no level is said. Groups of the
    frame in which nothing was read have a row without a share.

    Raises `UsageError` for a number of units, `ClaimError` for a measure of several questions.
    """
    book = evidence.book
    measure = book.measure(claim.source, claim.measure)
    assert measure is not None  # the claim was parsed with this book
    if measure.counts_units:
        message = "How many there are stands in the frame itself; a share is estimated."
        raise UsageError(Problem(code="population-count", message=message, remedy="Ask for a measure."))
    tally = evidence.frames[claim.source]
    levels = [claim.level] if claim.level is not None else [a.name for a in measure.scale.answers]
    found = {level: _shares(claim, evidence, tally, measure, level, method) for level in levels}
    return list(_shown(claim, evidence, found, method, limits))


def _shares(
    claim: Claim, evidence: Evidence, tally: StratumTally, measure: Measure, level: str, method: Method
) -> dict[str, PopulationShare]:
    where = resolve_where(claim.where, claim.source, evidence.book)
    groups = {g: (*where, (claim.by, (g,))) for g in tally.levels(claim.by)} if claim.by else {ALL: where}
    return {g: measure_share(tally, claim.source, measure, level, w, method) for g, w in groups.items()}


def _shown(
    claim: Claim,
    evidence: Evidence,
    found: Mapping[str, Mapping[str, PopulationShare]],
    method: Method,
    limits: Limits,
) -> Iterator[TableRow]:
    """The rows, group after group, each answer beside the others of its group. What is withheld of those read
    is withheld here, and an estimate is told no more exactly than that allows."""
    asked, values = as_a_table(claim, evidence)
    shown = shown_counts(asked, evidence, limits)
    looks = {level: _look(replace(claim, level=level), evidence, method, limits) for level in found}
    where = resolve_where(claim.where, claim.source, evidence.book)
    for group in next(iter(found.values())):
        of = (*where, (claim.by, (group,))) if claim.by else where
        place = (group,) if claim.by else values
        for level, shares in found.items():
            row = _row(claim.by, group, level, shares[group])
            if None in (shown.get((*place, level), 0), shown.get((*place, ALL), 0)):
                yield withheld_row(row, limits.below)
            else:
                look = looks[level]
                yield row if look is None or row.share is None else told(row, look.telling(of, row.share))


def _look(claim: Claim, evidence: Evidence, method: Method, limits: Limits) -> Estimated | None:
    """What tells how exactly estimates of the claim's level may be told; nothing of what is not protected."""
    measure, source = evidence.book.measure(claim.source, claim.measure), evidence.book.source(claim.source)
    assert measure is not None and source is not None and claim.level is not None
    if not source.protected:
        return None

    def hidden(by: str, where: Where) -> frozenset[str]:
        shown = shown_counts(replace(claim, by=by, where=where), evidence, limits)
        return frozenset(v for (v, answer), k in shown.items() if k is None and answer in (claim.level, ALL))

    return Estimated(
        tally=evidence.frames[claim.source],
        item=measure.items[0],
        codes=level_codes(measure, claim.level),
        missing=method.missing,
        limits=limits,
        hidden=hidden,
    )


def _row(by: str, group: str, level: str, share: PopulationShare) -> TableRow:
    return TableRow(
        by=by,
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
