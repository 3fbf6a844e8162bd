"""The attack on the figures of a report, with what was released before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cairn.analysis.disclosure.cells import Cell, Dimension
from cairn.analysis.disclosure.figures import Reading
from cairn.analysis.disclosure.leaks import Leak
from cairn.analysis.disclosure.limits import Limits
from cairn.analysis.disclosure.release import (
    Release,
    audit_releases,
    joined_dimensions,
    read_release,
    release_of,
)
from cairn.analysis.disclosure.rule import SYMBOL
from cairn.analysis.disclosure.settle import Candidate, settled
from cairn.pipeline.disclosure import reading_of
from cairn.pipeline.shelf import Shelf
from cairn.pipeline.shown_figures import Said


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportAttack:
    """Figures of a report judged together, and with the `earlier` releases."""

    limits: Limits
    earlier: tuple[Release, ...] = ()
    reading: Reading | None = None

    def withheld(
        self, said: Sequence[Said], dimensions: Mapping[str, Dimension], leaks: Iterable[Cell] = ()
    ) -> frozenset[Cell]:
        """The cells to withhold: the small ones, and others for their sake and for that of the leaks."""
        release = _release(said, dimensions)
        joined = joined_dimensions([release, *self.earlier])
        before = [fact for r in self.earlier for fact in r.facts(self.reading)]
        return settled(_candidates(said), joined, self.limits, before, leaks)

    def leaks(self, said: Sequence[Said], dimensions: Mapping[str, Dimension]) -> tuple[Leak, ...]:
        """Everything that can be worked out."""
        releases = [_release(said, dimensions), *self.earlier]
        return audit_releases(releases, limits=self.limits, reading=self.reading).leaks


def attack_of(shelf: Shelf, earlier: Iterable[Path] = (), beside: str = "") -> ReportAttack:
    """The attack under the shelf's rule, with earlier releases and the manifest of what lies beside the
    report. Raises `EvidenceError` when one cannot be read."""
    others = [release_of(beside, Path())] if beside else []
    return ReportAttack(
        limits=shelf.disclosure.limits,
        earlier=(*(read_release(folder) for folder in earlier), *others),
        reading=reading_of(shelf.wording),
    )


def _release(said: Sequence[Said], dimensions: Mapping[str, Dimension]) -> Release:
    return Release(
        name="this report",
        dated="",
        symbol=SYMBOL,
        zeros_withheld=True,
        dimensions=dimensions,
        figures=tuple(dict.fromkeys(s.figure for s in said)),
        files=(),
    )


def _candidates(said: Iterable[Said]) -> Iterator[Candidate]:
    for one in said:
        figure = one.figure
        yield Candidate(cell=figure.cell, count=one.count, small=one.small, spare=one.spare)
        if figure.whole is not None and figure.base is not None:
            yield Candidate(cell=figure.whole, count=figure.base)
