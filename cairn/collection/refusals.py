"""Everything that is wrong, gathered in one pass."""

from __future__ import annotations

from collections.abc import Iterable

from cairn.errors import EvidenceError, Problem
from cairn.utils.counts import counted

MOST_SHOWN = 100
MOST_COUNTED = 2_000  # past this a reader gives up: the file is not what it was taken for


class Refusals:
    """Problems in the order found. Past the first hundred they are only counted."""

    def __init__(self) -> None:
        self.shown: list[Problem] = []
        self.count = 0

    def __bool__(self) -> bool:
        return self.count > 0

    @property
    def enough(self) -> bool:
        return self.count >= MOST_COUNTED

    def add(self, problem: Problem) -> None:
        self.count += 1
        if len(self.shown) < MOST_SHOWN:
            self.shown.append(problem)

    def extend(self, problems: Iterable[Problem]) -> None:
        for problem in problems:
            self.add(problem)

    def raise_all(self) -> None:
        """Raise one `EvidenceError` with everything found; do nothing when that is nothing."""
        if not self.count:
            return
        more = self.count - len(self.shown)
        if more:
            said = "at least " if self.enough else ""
            problems = counted(more, "more problem")
            self.shown.append(
                Problem(
                    code="more-problems",
                    message=f"There {'is' if more == 1 else 'are'} {said}{problems}.",
                    remedy="Mend the ones above and try again.",
                )
            )
        raise EvidenceError(self.shown)
