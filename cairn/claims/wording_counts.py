"""From words to counts: which numbers of units a phrase allows on a base."""

from __future__ import annotations

import math
from fractions import Fraction

from cairn.claims.wording_model import NO_LIMIT, Modifier, Phrase, PhraseKind, SmallBase, Span
from cairn.errors import Problem, WordingError

Counts = range | frozenset[int]


def allowed_counts(phrase: Phrase, n: int, *, judgement: bool = False) -> Counts:
    """Every k for which the words hold of k among n units; empty when they can hold of none.

    `judgement` is for partnerships and evaluations, where *almost all* may be all but one. Raises
    `WordingError` for a base below 1 and for words that say no quantity.
    """
    if n < 1:
        raise WordingError(
            Problem(code="no-base", message="There is nothing to take a share of: the base is 0.")
        )
    if not phrase.is_quantity:
        message = f"“{phrase.words}” compares, or has no range; it allows no particular counts."
        raise WordingError(Problem(code="not-a-quantity", message=message))
    if phrase.of is not None and phrase.of != n:
        return frozenset()
    if phrase.kind is PhraseKind.COUNT:
        return _inside(phrase.span, 1, n)
    if phrase.kind is PhraseKind.ALL_BUT:
        left = n - (phrase.count or 0)
        return range(left, left + 1) if left > 0 else range(0)
    if phrase.kind is PhraseKind.BAND:
        return _band(phrase, n, judgement=judgement)
    small = n < phrase.wording.small.below
    return frozenset(_of_small_base(phrase, n)) if small else _inside(phrase.span, n, n)


def allows(phrase: Phrase, k: int, n: int, *, judgement: bool = False) -> bool:
    """Whether the words hold of k among n units."""
    return k in allowed_counts(phrase, n, judgement=judgement)


def span_around(fraction: Fraction, modifier: Modifier) -> Span:
    """The shares around a fraction that a modifier reaches, within 0 and 1. None and all are exact."""
    zero, one = Fraction(0), Fraction(1)
    if fraction in (zero, one) and not modifier.words:
        return Span(fraction, fraction)
    low = zero if modifier.low is None else max(zero, fraction + modifier.low)
    high = one if modifier.high is None else min(one, fraction + modifier.high)
    return Span(low, high, modifier.low_open, modifier.high_open)


def span_of_count(count: int, modifier: Modifier) -> Span:
    """The numbers a modifier reaches around a plain number: a share of it, one unit at the least."""
    reach = None if modifier.of_a_count is None else max(Fraction(1), count * modifier.of_a_count)
    middle = Fraction(count)
    if modifier.of_a_count == 0:
        return Span(middle, middle)
    below = modifier.low is None or modifier.low < 0
    above = modifier.high is None or modifier.high > 0
    low = (middle if not below else Fraction(0)) if reach is None else middle - (reach if below else 0)
    high = (middle if not above else NO_LIMIT) if reach is None else middle + (reach if above else 0)
    return Span(max(low, Fraction(0)), high, modifier.low_open, modifier.high_open)


def _inside(span: Span, whole: int, most: int) -> range:
    """The whole k with k/whole in the span, from 0 to `most`."""
    low, high = span.low * whole, span.high * whole
    first = math.floor(low) + 1 if span.low_open else math.ceil(low)
    last = math.ceil(high) - 1 if span.high_open else math.floor(high)
    return range(max(first, 0), min(last, most) + 1)


def _band(phrase: Phrase, n: int, *, judgement: bool) -> Counts:
    inside = _inside(phrase.span, n, n)
    almost_all = phrase.high == 1 and phrase.high_open
    if judgement and almost_all and Fraction(n - 1, n) >= phrase.wording.small.all_but_one_from:
        return frozenset(inside) | {n - 1}
    return inside


def _of_small_base(phrase: Phrase, n: int) -> set[int]:
    point = phrase.points[0]
    match phrase.small_base:
        case SmallBase.NEAREST:
            return {k for k in _nearest(point, n) if not _another_name(phrase, point, k, n)}
        case SmallBase.FIRST_BEYOND:
            beyond = math.floor(point * n) + 1 if phrase.low_open else math.ceil(point * n) - 1
            return {beyond} & set(range(n + 1))
        case SmallBase.BEYOND if phrase.low_open:
            return {k for k in range(n + 1) if k > point * n}
        case SmallBase.BEYOND:
            return {k for k in range(n + 1) if k < point * n}
        case SmallBase.RANGE_OR_NEAR:
            near = {k for p in phrase.points for k in _nearest(p, n)}
            return set(_inside(phrase.span, n, n)) | near
        case SmallBase.RANGE:
            return set(_inside(phrase.span, n, n))


def _nearest(share: Fraction, n: int) -> set[int]:
    """The whole number nearest to share × n; both on a tie."""
    exact = share * n
    below, above = math.floor(exact), math.ceil(exact)
    if exact - below == above - exact:
        return {below, above}
    return {below} if exact - below < above - exact else {above}


def _another_name(phrase: Phrase, point: Fraction, k: int, n: int) -> bool:
    """Whether k of n is exactly a share with another name: none, all, or another named fraction."""
    share = Fraction(k, n)
    named = {f.value for f in phrase.wording.fractions} | {Fraction(0), Fraction(1)}
    return share != point and share in named
