"""Estimates straight from a table and a frame, for any analyst."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from cairn.analysis.disclosure import ALIKE_BELOW, Limits, withheld
from cairn.analysis.estimators.population.calibrated_sample import Margin
from cairn.analysis.estimators.population.population_share import (
    HOUSE,
    Method,
    PopulationShare,
    population_share,
    population_shares_by,
)
from cairn.analysis.estimators.population.stratum_tally import Mask, StratumTally, Where, stratum_tally
from cairn.analysis.estimators.shares_by import values_of
from cairn.analysis.tally import NOT_GIVEN, Tally
from cairn.errors import Problem, UsageError
from cairn.pipeline.cluster_estimates import ClusterDesign, cluster_sample, levels_of
from cairn.pipeline.group_withholding import withheld_of_groups
from cairn.pipeline.margin_estimates import Fit, fitted, fitted_row, read_margins
from cairn.pipeline.table_evidence import TableEvidence, TableShape, read_table_evidence
from cairn.pipeline.table_row import ALL, TableRow, told, withheld_row
from cairn.pipeline.told_estimates import Estimated

Basis = Literal["read", "population"]

USUAL = Limits(alike_below=ALIKE_BELOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableQuestion:
    """What is asked of a table. Without `basis`, a frame means the population and no frame those read.
    Without `limits` there is no disclosure control."""

    table: Path
    frame: Path | None
    shape: TableShape
    at_least: int
    basis: Basis | None = None
    method: Method = HOUSE
    limits: Limits | None = USUAL
    margins: Path | None = None
    fit: Fit = "raking"
    clusters: str = ""
    cluster_size: str = ""

    @property
    def whole_shape(self) -> TableShape:
        """The shape with the columns that `clusters` names."""
        beside = tuple(name for name in (self.clusters, self.cluster_size) if name)
        return replace(self.shape, beside=beside, clustered=bool(self.clusters))


def estimate_table(question: TableQuestion) -> list[TableRow]:
    """The share of answers of at least `at_least`, in each group of `by` or in all, safe to show.

    Raises `EvidenceError` with all that is wrong in the files, `UsageError` for a question without answer.
    """
    basis = question.basis or ("population" if question.frame else "read")
    if basis == "population" and question.frame is None:
        message = "The population is not known without a frame."
        remedy = "Name it with --frame, or ask for --basis read."
        raise UsageError(Problem(code="frame-missing", message=message, remedy=remedy))
    _refuse_what_would_be_passed_over(question, basis)
    margins = read_margins(question.margins) if question.margins else {}
    shape = replace(question.shape, beside=tuple(margins)) if margins else question.whole_shape
    evidence = read_table_evidence(question.table, question.frame, shape)
    codes = evidence.codes_from(question.at_least)
    if basis == "read":
        found = _read(evidence, question, codes)
    elif question.clusters:
        found = _clustered(evidence, question, codes)
    elif margins:
        found = _fitted(evidence, question, codes, margins)
    else:
        found = _population(evidence, question, codes)
    return _safe(found, _count(evidence.tally, replace(question.shape, by=""), ALL, codes), question.limits)


def _refuse_what_would_be_passed_over(question: TableQuestion, basis: Basis) -> None:
    if question.cluster_size and not question.clusters:
        message = "--cluster-size is the size of what --clusters names."
        raise UsageError(Problem(code="clusters-missing", message=message, remedy="Name both."))
    if question.margins is None and not question.clusters:
        return
    if question.margins is not None and question.clusters:
        message = "The weights of a sample of clusters cannot be fitted to margins."
        raise UsageError(Problem(code="margins-clusters", message=message, remedy="Leave out one of them."))
    if basis == "read":
        message = "Margins and clusters are for estimates for all in a frame, and those read are asked for."
        raise UsageError(Problem(code="frame-missing", message=message, remedy="Name it with --frame."))
    if question.method.interval not in {"auto", "xlogit"}:
        message = f"Here limits are made on the logit scale, not by {question.method.interval}."
        raise UsageError(Problem(code="interval-fixed", message=message, remedy="Leave out --interval."))


def _clustered(evidence: TableEvidence, question: TableQuestion, codes: frozenset[int]) -> list[TableRow]:
    frame, shape = evidence.frame, question.shape
    assert frame is not None
    design = ClusterDesign(strata=shape.strata, cluster=question.clusters, size=question.cluster_size)
    sample = cluster_sample(evidence.tally, design, frame.population, str(question.table))
    groups = [(shape.by, v) for v in levels_of(evidence.tally, shape.by)]
    return [sample.row(shape.item, codes, group, question.method) for group in groups]


def _population(evidence: TableEvidence, question: TableQuestion, codes: frozenset[int]) -> list[TableRow]:
    frame, shape = evidence.frame, question.shape
    assert frame is not None
    tally = stratum_tally(evidence.tally, shape.strata, frame.population, frame.drawn)
    shares: Mapping[str, PopulationShare]
    if shape.by:
        shares = population_shares_by(tally, shape.item, codes, shape.by, (), question.method)
    else:
        shares = {ALL: population_share(tally, shape.item, codes, (), question.method)}
    rows = [
        TableRow(
            by=shape.by,
            level=level,
            n=s.n,
            k=s.k,
            share=float(s.share) if s.share is not None else None,
            se=s.se,
            df=s.df,
            low=s.low,
            high=s.high,
            method=s.method,
            notes=s.notes,
        )
        for level, s in shares.items()
        if level != NOT_GIVEN
    ]
    return rows if question.limits is None else _told(rows, evidence, tally, question, codes)


def _fitted(
    evidence: TableEvidence, question: TableQuestion, codes: frozenset[int], margins: Mapping[str, Margin]
) -> list[TableRow]:
    frame, shape = evidence.frame, question.shape
    assert frame is not None
    tally = stratum_tally(evidence.tally, shape.strata, frame.population, frame.drawn)
    sample = fitted(tally, margins, question.fit)
    levels = [v for v in tally.levels(shape.by) if v != NOT_GIVEN] if shape.by else [ALL]
    return [fitted_row(sample, shape.item, codes, (shape.by, v), question.method) for v in levels]


def _told(
    rows: list[TableRow],
    evidence: TableEvidence,
    tally: StratumTally,
    question: TableQuestion,
    codes: frozenset[int],
) -> list[TableRow]:
    """The estimates, told no more exactly than the small groups of those read allow."""
    limits, shape = question.limits, question.shape
    assert limits is not None

    def hidden(by: str, where: Where) -> frozenset[str]:
        inside = evidence.tally.mask(lambda cell: all(cell[name] in values for name, values in where))
        levels = sorted(values_of(evidence.tally, by))
        groups = {v: _count(evidence.tally, replace(shape, by=by), v, codes, inside) for v in levels}
        return withheld_of_groups(
            groups, _count(evidence.tally, replace(shape, by=""), ALL, codes, inside), limits
        )

    look = Estimated(
        tally=tally,
        item=shape.item,
        codes=codes,
        missing=question.method.missing,
        limits=limits,
        hidden=hidden,
    )
    of: dict[str, Where] = {row.level: ((row.by, (row.level,)),) if row.by else () for row in rows}
    return [row if row.share is None else told(row, look.telling(of[row.level], row.share)) for row in rows]


def _read(evidence: TableEvidence, question: TableQuestion, codes: frozenset[int]) -> list[TableRow]:
    shape, tally = question.shape, evidence.tally
    levels = sorted(values_of(tally, shape.by)) if shape.by else [ALL]
    rows = []
    for level in levels:
        k, n = _count(tally, shape, level, codes)
        rows.append(TableRow(by=shape.by, level=level, n=n, k=k, share=k / n if n else None))
    return rows


def _count(
    tally: Tally, shape: TableShape, level: str, codes: frozenset[int], inside: Mask | None = None
) -> tuple[int, int]:
    mask = tally.mask(lambda cell: not shape.by or cell[shape.by] == level)
    mask = mask if inside is None else mask & inside
    answers = tally.counts[shape.item][mask]
    return int(answers[:, sorted(codes)].sum()), int(answers[:, 1:].sum())


def _safe(rows: list[TableRow], total: tuple[int, int], limits: Limits | None) -> list[TableRow]:
    """What is too small is withheld, and what would give it back with the total, which is known from another
    question. Error and limits give the count back, so they go too."""
    if limits is None:
        return rows
    groups = {r.level: (r.k or 0, r.n or 0) for r in rows}
    if any(r.by for r in rows):
        hidden = withheld_of_groups(groups, total, limits)
    else:
        hidden = frozenset(level for level, (k, n) in groups.items() if withheld(k, n, True, limits.below))
    return [withheld_row(row, limits.below) if row.level in hidden else row for row in rows]
