"""Shares of several groups side by side: what else to withhold so that subtraction gives nothing back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction

from cairn.analysis.disclosure.rule import BELOW, withheld

_SPARED = 2  # groups at either end of the order of shares, which comparisons speak of


def withheld_in_groups(
    figures: Mapping[str, tuple[int, int]],
    protected: bool = True,
    below: int = BELOW,
    keep: Collection[str] = (),
    also: Collection[str] = (),
) -> frozenset[str]:
    """The names of the groups to withhold of “k of n” by group, when the total of all groups may be known.

    Those too small to show, those of `also`, and then others until at least two are withheld that together
    have `below` at the level and `below` not at it, and each small one has `below` − 1 beside it. The
    smallest others go first; the two highest and two lowest shares, which sentences speak of, after those,
    and `keep` last of all. What goes besides a single small group depends on nothing in that group. All are
    withheld when that is not enough.
    """
    small = [name for name, (k, n) in figures.items() if name in also or withheld(k, n, protected, below)]
    if not small or (_enough(small, figures, below) and _beside(small, figures) >= below - 1):
        return frozenset(small)
    added: list[str] = []
    for name in _order(figures, small, below, keep):
        added.append(name)
        if _enough(added, figures, below):
            return frozenset((*small, *added))
    return frozenset(figures)


def _enough(names: Iterable[str], figures: Mapping[str, tuple[int, int]], below: int) -> bool:
    chosen = [figures[name] for name in names]
    return sum(k for k, _ in chosen) >= below and sum(n - k for k, n in chosen) >= below


def _beside(names: Sequence[str], figures: Mapping[str, tuple[int, int]]) -> int:
    """The fewest units that stand beside any one of the groups in the others."""
    sizes = [figures[name][1] for name in names]
    return sum(sizes) - max(sizes)


def _order(
    figures: Mapping[str, tuple[int, int]], small: Sequence[str], below: int, keep: Collection[str]
) -> list[str]:
    """The other groups, those first that are missed least."""
    others = [name for name, (_, n) in figures.items() if n and name not in small]
    ranked = sorted(others, key=lambda name: (Fraction(*figures[name]), name))
    missed = {name: 1 + _SPARED - i for end in (ranked, ranked[::-1]) for i, name in _numbered(end)}
    missed |= {name: 2 + _SPARED for name in others if name in keep}
    alone = {name: _enough([name], figures, below) for name in others}
    return sorted(others, key=lambda name: (missed.get(name, 0), not alone[name], figures[name][1], name))


def _numbered(names: Sequence[str]) -> list[tuple[int, str]]:
    return list(enumerate(names[:_SPARED]))
