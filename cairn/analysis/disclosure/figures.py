"""Figures as they are published, in tables and in sentences, as facts a reader can use."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from cairn.analysis.disclosure.cells import Cell
from cairn.analysis.disclosure.giveback import counts_given_back
from cairn.analysis.disclosure.published import Figure
from cairn.analysis.disclosure.puzzle import Fact, Hidden, ShareWithin, Shown, Within


@dataclass(frozen=True, slots=True)
class Said:
    """What words say of a share or a number: `counts(n)` are all k they allow on a base of n; `share` is the
    range as (low, high, high itself left out), None for a plain number."""

    counts: Callable[[int], Collection[int]]
    share: tuple[Fraction, Fraction, bool] | None = None


Reading = Callable[[str], Said]  # how words are read


def facts_of(
    figures: Iterable[Figure],
    reading: Reading | None = None,
    *,
    zeros_withheld: bool = False,
    elsewhere: Mapping[Cell, int] | None = None,
) -> tuple[Fact, ...]:
    """All that the figures say. Words on a base that is printed here or `elsewhere` are read on that base.

    Without a `reading` words say nothing. `zeros_withheld`: the symbol may stand for none.
    """
    listed = list(figures)
    plain = [fact for figure in listed for fact in _counts(figure, zeros_withheld)]
    bases = dict(elsewhere or {}) | {f.cell: f.count for f in plain if isinstance(f, Shown)}
    more: list[Fact] = []
    for figure in listed:
        if figure.percentage and figure.whole is not None:
            more.append(_percentage(figure.cell, figure.whole, figure.percentage))
        if figure.words and reading is not None:
            more += _words(figure, reading(figure.words), bases)
        if figure.span is not None:
            low, high = figure.span
            more.append(
                Within(figure.cell, low, high, f"printed as {low} to {'…' if high is None else high}")
            )
        more += _given_back(figure, bases)
    return (*plain, *more)


def _counts(figure: Figure, zeros_withheld: bool) -> Iterable[Fact]:
    for cell, count, said in (
        (figure.cell, figure.count, figure.count_said),
        (figure.whole, figure.base, figure.base_said),
    ):
        if said and cell is not None:
            yield Hidden(cell, zeros_withheld) if count is None else Shown(cell, count)


def _percentage(cell: Cell, whole: Cell, printed: str) -> ShareWithin:
    """37.5 stands for all shares from 37.45 up to, but not with, 37.55 per cent."""
    number = Decimal(printed)
    half = Decimal(5).scaleb(int(number.as_tuple().exponent) - 1)
    low, high = (Fraction(number + sign * half) / 100 for sign in (-1, 1))
    top = high > 1
    return ShareWithin(
        cell, whole, max(low, Fraction(0)), min(high, Fraction(1)), f"printed as {printed}%", not top
    )


def _words(figure: Figure, said: Said, bases: Mapping[Cell, int]) -> Iterable[Fact]:
    base = figure.base if figure.base is not None else bases.get(figure.whole) if figure.whole else None
    why = f"told as “{figure.words}”"
    if base:
        counts = said.counts(base)
        if counts:
            yield Within(figure.cell, min(counts), max(counts), f"{why} of {base}")
    elif said.share is not None and figure.whole is not None:
        low, high, is_open = said.share
        yield ShareWithin(figure.cell, figure.whole, low, high, why, is_open)


def _given_back(figure: Figure, bases: Mapping[Cell, int]) -> Iterable[Fact]:
    base = figure.base if figure.base is not None else bases.get(figure.whole) if figure.whole else None
    precision = figure.precision
    share = precision.share or (str(Decimal(figure.percentage) / 100) if figure.percentage else "")
    found = counts_given_back(replace(precision, share=share, base=base))
    if not found:
        return
    why = "worked out from its interval, standard error or effective size"
    yield Within(figure.cell, min(k for k, _ in found), max(k for k, _ in found), why)
    if figure.whole is not None:
        yield Within(figure.whole, min(n for _, n in found), max(n for _, n in found), why)
