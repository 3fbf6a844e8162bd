"""Seeded, whole-number spreading: the same seed gives the same data on every machine."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence


def fraction_of(seed: int, *names: str) -> float:
    """A number in [0, 1) that depends only on the seed and the names (SHA-256, first eight bytes)."""
    text = "|".join((str(seed), *names))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") / 2**64


def in_seeded_order(seed: int, purpose: str, units: Sequence[str]) -> list[int]:
    """The positions of `units` in an order that depends only on seed, purpose and the units' names."""
    return sorted(range(len(units)), key=lambda i: fraction_of(seed, purpose, units[i]))


def whole_shares(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """`total` split in proportion to `weights` by largest remainder; the parts add up to `total`."""
    whole = sum(weights.values())
    if not whole:
        raise ValueError("weights must not all be zero")
    exact = {name: (total * weight, whole) for name, weight in weights.items()}
    parts = {name: numerator // denominator for name, (numerator, denominator) in exact.items()}
    left = total - sum(parts.values())
    by_remainder = sorted(exact, key=lambda name: (-(exact[name][0] % whole), name))
    for name in by_remainder[:left]:
        parts[name] += 1
    return parts
