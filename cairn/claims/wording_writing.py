"""From counts to words: what Cairn writes."""

from __future__ import annotations

from fractions import Fraction

from cairn.claims.wording_model import Wording
from cairn.errors import Problem, WordingError


def words_for(k: int, n: int, wording: Wording, *, judgement: bool = False) -> str:  # noqa: ARG001
    """The words for k of n units: the same for the same numbers, and never a smaller word for more.

    On a small base they are counts ("six of the eight"), else the nearest named fraction or a band.
    `judgement` is taken so that writing and checking are asked alike; it changes what is allowed, never
    what is written. Raises `WordingError` unless 0 ≤ k ≤ n and n ≥ 1.
    """
    if n < 1 or not 0 <= k <= n:
        message = f"There are no words for {k} of {n}."
        raise WordingError(Problem(code="impossible-count", message=message))
    if n < max(wording.small.below, wording.small.no_proportion_below):
        return _count(k, n, wording)
    return _proportion(Fraction(k, n), wording)


def words_for_share(share: Fraction, wording: Wording) -> str:
    """The words for an estimated share of a large number, which is no count of anything. Raises
    `WordingError` unless it lies from 0 to 1."""
    if not 0 <= share <= 1:
        message = f"There are no words for a share of {float(share):g}."
        raise WordingError(Problem(code="impossible-share", message=message))
    return _proportion(share, wording)


def _count(k: int, n: int, wording: Wording) -> str:
    writes = wording.writing
    if n == 1:
        return writes.every if k else writes.none
    if k == n:
        return f"{writes.every} {_number(n, n, wording)}"
    first = writes.none if k == 0 else _number(k, n, wording)
    return f"{first} of the {_number(n, n, wording)}"


def _number(value: int, largest: int, wording: Wording) -> str:
    """Spelled out when every number of the phrase can be, so that "9 of the 16" is not half and half."""
    if largest > wording.writing.spelled_to:
        return str(value)
    return next(word for word, number in wording.cardinals.items() if number == value)


def _proportion(share: Fraction, wording: Wording) -> str:
    writes = wording.writing
    ends = {Fraction(0): writes.none, Fraction(1): writes.every}
    if share in ends:
        return ends[share]
    band = wording.band_of(share)
    if band.words[0] in (writes.few, writes.nearly_all):
        return band.words[0]
    return _near_fraction(share, wording) or (writes.high if band.words[0] == writes.high else writes.middle)


def _near_fraction(share: Fraction, wording: Wording) -> str | None:
    """The nearest fraction Cairn writes, the smaller on a tie, with the word for its side; None when far."""
    writes = wording.writing
    words, value = min(writes.fractions, key=lambda pair: (abs(share - pair[1]), pair[1]))
    bare = wording.bare
    above, below = wording.modifiers[writes.above], wording.modifiers[writes.below]
    off = share - value
    if (bare.low or 0) <= off <= (bare.high or 0):
        return words
    if 0 < off <= (above.high or 0):
        return f"{above.words[0]} {words}"
    return f"{below.words[0]} {words}" if (below.low or 0) <= off < 0 else None
