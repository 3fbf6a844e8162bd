"""Whether what one release publishes has anything to do with another."""

from __future__ import annotations

from collections.abc import Sequence

from cairn.analysis.disclosure.release import Release

_MOST = 5


def populations_of(release: Release) -> frozenset[str]:
    """Whom the figures count."""
    cells = {c for f in release.figures for c in (f.cell, f.whole) if c is not None}
    return frozenset(c.population for c in cells)


def unlinked(release: Release, earlier: Sequence[Release]) -> tuple[str, ...]:
    """A sentence for each earlier release that counts people under names that this one does not know, and the
    other way round: the attack takes them for other people."""
    here = populations_of(release)
    pairs = [(one.name, here - there, there - here) for one in earlier if (there := populations_of(one))]
    return tuple(
        f"Nothing links {_named(new)} of this release with {_named(old)} of the earlier “{name}”. If these "
        "are the same people, give them the same name in both, and audit again."
        for name, new, old in pairs
        if new and old
    )


def _named(populations: frozenset[str]) -> str:
    """By name; answers to several questions (“records: answers to …”) only where there is nobody else."""
    people = sorted(p for p in populations if ": " not in p) or sorted(populations)
    more = f" and {len(people) - _MOST} more" if len(people) > _MOST else ""
    return ", ".join(f"“{name}”" for name in people[:_MOST]) + more
