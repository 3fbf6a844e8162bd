"""Tables to publish as one release: what to withhold of them all, with what is out already, and what
`release.json` says of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from cairn.analysis.disclosure.cells import Cell, Dimension
from cairn.analysis.disclosure.figures import Reading
from cairn.analysis.disclosure.leaks import Leak
from cairn.analysis.disclosure.limits import Limits
from cairn.analysis.disclosure.manifest import dimension_as_json, figure_as_json
from cairn.analysis.disclosure.published import Figure
from cairn.analysis.disclosure.puzzle import Fact, Hidden, Shown
from cairn.analysis.disclosure.release import Release, audit_releases, joined_dimensions
from cairn.analysis.disclosure.rule import SYMBOL
from cairn.analysis.disclosure.settle import Candidate, settled
from cairn.analysis.disclosure.suppress import suppress
from cairn.analysis.disclosure.tables import CountTable
from cairn.errors import EvidenceError, Problem

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """What is out already, and how its words are read."""

    releases: tuple[Release, ...] = ()
    reading: Reading | None = None


NOTHING_EARLIER = Earlier()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedTable:
    """A table about people. `names` are those of its cells in every release; `nobody` are cells for which
    there is no evidence: they have no row, and readers are told so."""

    table: CountTable
    names: Mapping[Cell, tuple[Cell, ...]]
    nobody: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Safe:
    """What to withhold, and the text of `release.json`. `zeros_withheld`: the symbol may stand for none."""

    withheld: frozenset[Cell]
    zeros_withheld: bool
    manifest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRelease:
    """Tables that are published together. `dimensions` are those of the tables, `named` of the names."""

    name: str
    dated: str
    listed: Sequence[ListedTable]
    dimensions: Mapping[str, Dimension]
    named: Mapping[str, Dimension]

    def safe(self, limits: Limits, earlier: Earlier = NOTHING_EARLIER) -> Safe:
        """The release made safe, with what is out already.

        Raises `EvidenceError` when what is withheld could be worked out whatever else is, or when the counts
        do not agree with those of the earlier releases.
        """
        withheld, zeros = frozenset[Cell](), False
        if self.listed:
            tables = [one.table for one in self.listed]
            found = suppress(tables, self.dimensions, limits, self._known(earlier))
            withheld, zeros = found.withheld, found.zeros_withheld
            leaks = self._leaks(withheld, zeros, limits, earlier)
            if leaks:
                withheld, zeros = withheld | self._more(withheld, limits, earlier, leaks), True
                leaks = self._leaks(withheld, zeros, limits, earlier)
            if leaks:
                raise _unsafe(leaks, earlier.releases)
        release = self._as_release(withheld, zeros)
        return Safe(withheld=withheld, zeros_withheld=zeros, manifest=_text(release))

    def _known(self, earlier: Earlier) -> tuple[Fact, ...]:
        """What is printed already in the place of a count of these tables, or withheld there."""
        here = {name: at for one in self.listed for at, names in one.names.items() for name in names}
        facts = (f for r in earlier.releases for f in r.facts(earlier.reading) if f.cell in here)
        return tuple(replace(f, cell=here[f.cell]) for f in facts if isinstance(f, Shown | Hidden))

    def _leaks(
        self, withheld: Collection[Cell], zeros: bool, limits: Limits, earlier: Earlier
    ) -> tuple[Leak, ...]:
        releases = [self._as_release(withheld, zeros), *earlier.releases]
        return audit_releases(releases, limits=limits, reading=earlier.reading).leaks

    def _more(
        self, withheld: Collection[Cell], limits: Limits, earlier: Earlier, leaks: Iterable[Leak]
    ) -> frozenset[Cell]:
        """What to withhold besides, for what can be worked out with other figures of the same people."""
        release = self._as_release(withheld, True)
        candidates = [
            Candidate(cell=name, count=count, small=at in withheld, spare=True)
            for at, count, names in self._counts()
            for name in names
        ]
        before = [fact for r in earlier.releases for fact in r.facts(earlier.reading)]
        dimensions = joined_dimensions([release, *earlier.releases])
        found = settled(candidates, dimensions, limits, before, [leak.cell for leak in leaks])
        return frozenset(at for at, _, names in self._counts() if not found.isdisjoint(names))

    def _counts(self) -> Iterable[tuple[Cell, int, tuple[Cell, ...]]]:
        for one in self.listed:
            for at, count in one.table.cells(self.dimensions).items():
                yield at, count, one.names[at]

    def _as_release(self, withheld: Collection[Cell], zeros: bool) -> Release:
        """The tables as whoever has the release sees them."""
        figures = [
            Figure(cell=name, count=None if at in withheld else count, count_said=True)
            for at, count, names in self._counts()
            for name in names
        ]
        figures += [Figure(cell=name, count=0, count_said=True) for one in self.listed for name in one.nobody]
        used = {d for f in figures for d in f.cell.dimensions}
        return Release(
            name=self.name,
            dated=self.dated,
            symbol=SYMBOL,
            zeros_withheld=zeros,
            dimensions={n: d for n, d in sorted(self.named.items()) if n in used},
            figures=tuple(dict.fromkeys(figures)),
            files=(),
        )


def _text(release: Release) -> str:
    manifest = {
        "release": release.name,
        "dated": release.dated,
        "symbol": release.symbol,
        "zeros_withheld": release.zeros_withheld,
        "dimensions": {n: dimension_as_json(d) for n, d in release.dimensions.items()},
        "figures": [figure_as_json(f) for f in release.figures],
    }
    return json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"


def _unsafe(leaks: Sequence[Leak], earlier: Sequence[Release]) -> EvidenceError:
    """The error that tells of the leaks: places only, for what could be worked out is no news to print."""
    places = list(dict.fromkeys(str(leak.cell) for leak in leaks))
    more = f"; and {len(places) - _MOST_NAMED} more" if len(places) > _MOST_NAMED else ""
    out = ", ".join(f"“{release.name}”" for release in earlier)
    beside = f" with {out}" if out else ""
    message = f"What is withheld could be worked out{beside}: {'; '.join(places[:_MOST_NAMED])}{more}."
    remedy = "Publish fewer tables, or groups in place of values."
    if out:
        remedy = "Publish other groups or another level; what is out cannot be taken back."
    return EvidenceError(Problem(code="release-unsafe", message=message, remedy=remedy))
