"""The ratings that several readers gave, as patterns and how many records show each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ratings:
    """`patterns[i, g]` is the code, 1 to `categories`, that reader g gave in pattern i, or 0 for none;
    `times[i]` is the number of records that show the pattern.

    Codes are those of the whole scale, used or not: weights depend on the distance between them. Records
    that nobody rated are left out on construction.
    """

    patterns: Integers
    times: Integers
    categories: int

    def __post_init__(self) -> None:
        if self.patterns.ndim != 2 or self.times.shape != (len(self.patterns),):
            raise ValueError("there must be one count for each pattern")
        if self.patterns.size and not 0 <= self.patterns.min() <= self.patterns.max() <= self.categories:
            raise ValueError(f"ratings must be 0 (none) to {self.categories}")
        if self.times.size and self.times.min() < 0:
            raise ValueError("a pattern cannot be shown by fewer than no records")
        kept = (self.patterns > 0).any(axis=1) & (self.times > 0)
        object.__setattr__(self, "patterns", self.patterns[kept])
        object.__setattr__(self, "times", self.times[kept])

    @classmethod
    def of_records(cls, rows: Iterable[Sequence[int | None]], categories: int) -> Ratings:
        """One row for each record, one code for each reader; None or 0 where a reader did not rate."""
        counted = Counter(tuple(code or 0 for code in row) for row in rows)
        width = len(next(iter(counted), ()))
        patterns = np.array(list(counted), dtype=np.int64).reshape(len(counted), width)
        return cls(
            patterns=patterns, times=np.array(list(counted.values()), dtype=np.int64), categories=categories
        )

    @classmethod
    def of_square(cls, square: npt.ArrayLike) -> Ratings:
        """Two readers from a table of counts: entry (a, b) is the number of records that the first reader
        gave a and the second b. Row and column 0 stand for no rating; its shape is (q + 1, q + 1)."""
        table = np.asarray(square, dtype=np.int64)
        first, second = np.indices(table.shape)
        patterns = np.column_stack([first.ravel(), second.ravel()])
        return cls(patterns=patterns, times=table.ravel(), categories=table.shape[0] - 1)

    @property
    def records(self) -> int:
        """Records that at least one reader rated."""
        return int(self.times.sum())

    @property
    def readers(self) -> int:
        return int(self.patterns.shape[1])

    @property
    def ratings_each(self) -> Integers:
        """The number of readers who rated, by pattern."""
        return np.asarray((self.patterns > 0).sum(axis=1), dtype=np.int64)

    @property
    def records_rated_twice(self) -> int:
        """Records that two readers or more rated."""
        return int(self.times[self.ratings_each >= 2].sum())

    @property
    def counts(self) -> Integers:
        """How many readers chose each code, by pattern: shape (patterns, categories)."""
        codes = np.arange(1, self.categories + 1)
        return np.asarray((self.patterns[:, :, None] == codes).sum(axis=1), dtype=np.int64)

    def rated_twice(self) -> Ratings:
        """Only the records that two readers or more rated."""
        kept = self.ratings_each >= 2
        return Ratings(patterns=self.patterns[kept], times=self.times[kept], categories=self.categories)

    def without_one_of(self, pattern: int) -> Ratings:
        """The same ratings with one record of this pattern taken away."""
        times = self.times.copy()
        times[pattern] -= 1
        return Ratings(patterns=self.patterns, times=times, categories=self.categories)
