"""Steps of a long run: told as they begin, timed as they end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step that was taken: what, how long in seconds, and what came of it."""

    name: str
    seconds: float
    told: str


@dataclass(slots=True)
class Steps:
    """The steps of a run. `on_step` is called with the name of each as it begins."""

    on_step: Callable[[str], None]
    taken: list[Step] = field(default_factory=list)

    @contextmanager
    def step(self, name: str) -> Iterator[list[str]]:
        """Time what is done inside; what is put into the list is told with it."""
        self.on_step(name)
        told: list[str] = []
        begun = time.perf_counter()
        yield told
        self.taken.append(Step(name=name, seconds=time.perf_counter() - begun, told=", ".join(told)))
