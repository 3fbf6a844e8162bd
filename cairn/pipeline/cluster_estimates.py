"""Shares from a sample of clusters, straight from a table: schools or teams were drawn, not children."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np

from cairn.analysis.estimators.population.clusters import ClusterTally, cluster_mean
from cairn.analysis.estimators.population.interval_logit import logit_limits
from cairn.analysis.estimators.population.population_share import Method
from cairn.analysis.tally import NOT_GIVEN, Counts, Tally
from cairn.errors import EvidenceError, Problem
from cairn.pipeline.table_row import ALL, TableRow

CLUSTERS = "clusters"
NO_ANSWER = "no-answer"
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterDesign:
    """The columns of a sample of clusters. Without `size`, all the people of a cluster are in the table."""

    strata: tuple[str, ...]
    cluster: str
    size: str = ""

    def keys(self, tally: Tally) -> list[tuple[Key, str]]:
        """The stratum and the cluster of every cell; a cluster's name counts within its stratum."""
        strata = [tally.characteristics.index(name) for name in self.strata]
        cluster = tally.characteristics.index(self.cluster)
        return [(tuple(cell[i] for i in strata), cell[cluster]) for cell in tally.cells]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterSample:
    """The clusters of a table joined to their frame: `place[i]` is the cluster of cell i."""

    tally: Tally
    clusters: ClusterTally
    place: Counts

    def row(self, item: str, codes: Collection[int], group: tuple[str, str], method: Method) -> TableRow:
        """The share of a group (a characteristic and its value, or "" and `all`), with logit limits."""
        by, level = group
        inside = self.tally.mask(lambda cell: not by or cell[by] == level)
        answers = self.tally.counts[item][:, 1:] * inside[:, None]
        counts = np.zeros((len(self.clusters.size), answers.shape[1]), dtype=np.int64)
        np.add.at(counts, self.place, answers)
        values = np.array([float(code in codes) for code in range(1, answers.shape[1] + 1)])
        found = cluster_mean(self.clusters, counts, values, method.lonely)
        row = TableRow(
            by=by,
            level=level,
            n=found.n,
            k=int(counts[:, [code - 1 for code in sorted(codes)]].sum()),
            share=found.mean,
            se=found.se,
            df=found.df,
            method=CLUSTERS if found.n else NO_ANSWER,
            notes=(f"From {found.clusters} clusters.",) if found.n else (),
        )
        if found.mean is None or found.se is None:
            return row
        low, high = logit_limits(np.array(found.mean), np.array(found.se), found.df, method.level)
        return replace(row, low=float(low), high=float(high)) if np.isfinite(low) else row


def cluster_sample(
    tally: Tally, design: ClusterDesign, in_frame: Mapping[Key, int], file: str
) -> ClusterSample:
    """The sample, with the number of clusters that each stratum of the frame has.

    Raises `EvidenceError` with every stratum of which more clusters were drawn than it has, and every cluster
    whose size is missing, not the same in all its rows, or less than those in the table.
    """
    keys = design.keys(tally)
    names = list(dict.fromkeys(keys))
    number = {key: i for i, key in enumerate(names)}
    place = np.array([number[key] for key in keys], dtype=np.int64)
    taken = np.bincount(place, weights=tally.rows, minlength=len(names)).astype(np.int64)
    strata = {key: h for h, key in enumerate(in_frame)}
    problems = _too_many(names, in_frame, design.cluster, file)
    size = _sizes(tally, design, place, names, taken, problems, file) if design.size else taken
    problems += [
        Problem(
            code="cluster-missing",
            message=f"A record has no {design.cluster}, so it belongs to no cluster.",
            remedy="Fill it in.",
            file=file,
            field=design.cluster,
        )
        for _, cluster in names
        if cluster == NOT_GIVEN
    ]
    if problems:
        raise EvidenceError(problems)
    return ClusterSample(
        tally=tally,
        place=place,
        clusters=ClusterTally(
            stratum_of=np.array([strata[stratum] for stratum, _ in names], dtype=np.int64),
            clusters=np.array(list(in_frame.values()), dtype=np.int64),
            size=size,
            taken=taken,
        ),
    )


def _too_many(
    names: Collection[tuple[Key, str]], in_frame: Mapping[Key, int], cluster: str, file: str
) -> list[Problem]:
    drawn: dict[Key, int] = {}
    for stratum, _ in names:
        drawn[stratum] = drawn.get(stratum, 0) + 1
    return [
        Problem(
            code="more-read-than-frame",
            message=f"{n:,} clusters were read in {', '.join(key)}, which has {in_frame[key]:,}.",
            remedy="Correct the frame: with clusters its size is the number of clusters of each stratum.",
            file=file,
            field=cluster,
        )
        for key, n in drawn.items()
        if n > in_frame[key]
    ]


def _sizes(
    tally: Tally,
    design: ClusterDesign,
    place: Counts,
    names: Collection[tuple[Key, str]],
    taken: Counts,
    problems: list[Problem],
    file: str,
) -> Counts:
    """How many people belong to each cluster, by the column that says so."""
    column = tally.characteristics.index(design.size)
    said: dict[int, set[str]] = {}
    for cell, at in zip(tally.cells, place.tolist(), strict=True):
        said.setdefault(at, set()).add(cell[column])
    found = taken.copy()
    for at, (_, name) in enumerate(names):
        texts = said[at]
        (text,) = texts if len(texts) == 1 else ("",)
        if not (text.isascii() and text.isdigit() and len(text) <= 9) or int(text) < taken[at]:
            message = (
                f"The size of {design.cluster} {name} must be one whole number in all its rows, not below "
                f"{taken[at]}: so many of its people are in the table. It says {', '.join(sorted(texts))}."
            )
            problems.append(Problem(code="cluster-size", message=message, file=file, field=design.size))
        else:
            found[at] = int(text)
    return found


def levels_of(tally: Tally, by: str) -> list[str]:
    """The values of a characteristic that occur; `all` without one."""
    if not by:
        return [ALL]
    i = tally.characteristics.index(by)
    return sorted({cell[i] for cell in tally.cells} - {NOT_GIVEN})
