"""What a table of states is made of, and the questions that can be asked of it."""

from __future__ import annotations

from dataclasses import dataclass

from cairn.policy.acts import Act
from cairn.policy.model import NOTHING, Undecided


@dataclass(frozen=True, slots=True)
class State:
    """Where a thing can stand. An end is where it may rest for good, though a way on may exist."""

    name: str
    title: str
    meaning: str
    is_end: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """An act takes a thing from one state to another; `consequence` says what that brings about.

    `start` is NOTHING where the act begins the thing.
    """

    act: Act
    start: str
    to: str
    consequence: str


@dataclass(frozen=True, slots=True)
class Machine:
    """The states of one noun, in their usual order, and every move between them.

    `begins` is the state a new thing is in, whether or not an act of its own begins it.
    """

    noun: str
    begins: str
    states: tuple[State, ...]
    moves: tuple[Move, ...]

    def __post_init__(self) -> None:
        names = self.state_names
        if len(set(names)) != len(names):
            raise ValueError(f"{self.noun}: a state is named twice.")
        ends = {self.begins, *(m.to for m in self.moves), *(m.start for m in self.moves)} - {NOTHING}
        if not ends <= set(names):
            raise ValueError(f"{self.noun}: a move names {sorted(ends - set(names))}, which is no state.")
        keys = [(m.act, m.start, m.to) for m in self.moves]
        if len(set(keys)) != len(keys):
            raise ValueError(f"{self.noun}: a move stands twice.")

    @property
    def state_names(self) -> tuple[str, ...]:
        return tuple(s.name for s in self.states)

    def state(self, name: str) -> State:
        """The state of that name; an unknown one is a fault of the caller."""
        for state in self.states:
            if state.name == name:
                return state
        raise Undecided(f"“{name}” is no state of “{self.noun}”; those are {', '.join(self.state_names)}.")

    def moves_by(self, act: Act, state: str) -> tuple[Move, ...]:
        return tuple(m for m in self.moves if m.act == act and m.start == state)

    def moves_from(self, state: str) -> tuple[Move, ...]:
        return tuple(m for m in self.moves if m.start == state)
