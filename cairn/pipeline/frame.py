"""A frame of children by stratum: how many there are, and how many were drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Stratum = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameSizes:
    """Children and records drawn by stratum, in the order of the frame. `drawn` is None when the frame does
    not say; `rows` is where each stratum stands."""

    file: str
    population: Mapping[Stratum, int]
    drawn: Mapping[Stratum, int] | None
    rows: Mapping[Stratum, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The children of a source by stratum. `strata` are characteristics of the source, and the keys of
    `sizes` values of theirs, however the file spells them."""

    source: str
    strata: tuple[str, ...]
    sizes: FrameSizes
