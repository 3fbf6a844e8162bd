"""Intervals, standard errors and effective sizes give back the counts they were made from.

A reader tries every k of n and keeps those that lead to the printed digits. He takes the answers for a simple
random sample, of a population of known size where that is printed: the commonest case, and the one that
gives most away. Where nothing fits, the design was another one, and he has learnt nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from cairn.analysis.disclosure.published import Precision
from cairn.analysis.estimators.population.hypergeometric_grid import hypergeometric_grid
from cairn.analysis.estimators.population.interval_beta import limits as beta_limits

Vector: TypeAlias = npt.NDArray[np.float64]
Numbers: TypeAlias = npt.NDArray[np.int64]

MOST = 400  # the largest base that is tried when none is printed
_HAIR = 1e-9


def counts_given_back(printed: Precision) -> list[tuple[int, int]]:
    """Every (k, n) that leads to the printed figures; empty when none does, or only a share is printed."""
    if not (printed.low or printed.high or printed.standard_error or printed.effective_size):
        return []
    k, n = _candidates(printed)
    keep = np.zeros(len(k), dtype=np.bool_)
    for size in _sizes(n, printed.population):
        fits = np.ones(len(k), dtype=np.bool_)
        if printed.effective_size:
            fits &= _shows(size, printed.effective_size)
        if printed.standard_error:
            share = k / n
            fits &= _shows(np.sqrt(share * (1 - share) / np.maximum(size, _HAIR)), printed.standard_error)
        keep |= fits & _interval_fits(k, n, size, printed)
    return sorted({(int(a), int(b)) for a, b in zip(k[keep], n[keep], strict=True)})


def _candidates(printed: Precision) -> tuple[Numbers, Numbers]:
    largest = min(printed.population or MOST, MOST)
    bases = np.arange(1, largest + 1) if printed.base is None else np.array([printed.base])
    n = np.repeat(bases, bases + 1)
    k = np.concatenate([np.arange(b + 1) for b in bases])
    if printed.share:
        fits = _shows(k / n, printed.share)
        k, n = k[fits], n[fits]
    return k.astype(np.int64), n.astype(np.int64)


def _sizes(n: Numbers, population: int | None) -> Iterator[Vector]:
    """Effective sizes of a simple random sample of n: n, n − 1, and the same in a finite population."""
    yield n.astype(np.float64)
    yield (n - 1).astype(np.float64)
    if population is not None:
        rest = np.maximum(1 - n / population, _HAIR)
        yield (n - 1) / rest
        yield n / rest


def _interval_fits(k: Numbers, n: Numbers, size: Vector, printed: Precision) -> npt.NDArray[np.bool_]:
    if not (printed.low or printed.high):
        return np.ones(len(k), dtype=np.bool_)
    fits = np.zeros(len(k), dtype=np.bool_)
    with np.errstate(invalid="ignore", divide="ignore"):
        for low, high in _intervals(k, n, size, printed):
            both = np.ones(len(k), dtype=np.bool_)
            for limit, digits in ((low, printed.low), (high, printed.high)):
                both &= _shows(limit, digits) if digits else True
            fits |= both
    return fits


def _intervals(k: Numbers, n: Numbers, size: Vector, printed: Precision) -> Iterator[tuple[Vector, Vector]]:
    """Limits by the usual methods: Clopper–Pearson and Korn–Graubard, Wilson, Wald, exact hypergeometric."""
    share = k / n
    size = np.maximum(size, _HAIR)
    low, high = beta_limits(share, size, printed.level)
    yield low, high
    z = float(ndtri((1 + printed.level) / 2))
    middle = (share + z * z / (2 * size)) / (1 + z * z / size)
    half = z * np.sqrt(share * (1 - share) / size + z * z / (4 * size * size)) / (1 + z * z / size)
    yield middle - half, middle + half
    error = z * np.sqrt(share * (1 - share) / size)
    yield share - error, share + error
    if printed.population is not None:
        whole = np.full(len(k), printed.population, dtype=np.int64)
        least, most = hypergeometric_grid(whole, n, k, printed.level)
        yield least / whole, most / whole
        # Clipped to what was seen: k of the population have it for certain, and n − k have not.
        yield np.maximum(low, k / whole), np.minimum(high, 1 - (n - k) / whole)


def _shows(values: npt.NDArray[np.floating], digits: str) -> npt.NDArray[np.bool_]:
    """Whether a value, rounded, reads like the digits."""
    number = Decimal(digits)
    half = 0.5 * 10.0 ** int(number.as_tuple().exponent)
    return np.asarray(np.abs(values - float(number)) <= half + _HAIR, dtype=np.bool_)
