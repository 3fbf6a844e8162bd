"""Instruments and their items.

An answer is stored as a small integer: the code of the chosen answer (1, 2, 3 …), or 0 when there is
none. Why there is none is kept apart, in `Missing`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from cairn.framework.model import require


class Missing(IntEnum):
    """Why an item has no answer; `ANSWERED` when it has one. Never mixed with “no”."""

    ANSWERED = 0
    NOT_RECORDED = 1
    NOT_APPLICABLE = 2
    CANNOT_TELL = 3

    @property
    def word(self) -> str:
        """The spelling used in files people fill in: `not recorded`, `not applicable`, `cannot tell`."""
        return self.name.lower().replace("_", " ")


class ItemKind(StrEnum):
    CHOICE = "choice"  # exactly one answer of the item's answer scale
    CHARACTERISTIC = "characteristic"  # exactly one term of a vocabulary; what the unit is, never missing
    TEXT = "text"  # free text; never leaves the collection, never analysed


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer of a scale; `code` is what is stored."""

    code: int
    name: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerScale:
    """The answers an item may have, worst first where they are ordered, and named sets of them.

    `sets` maps a name such as `good_or_better` to the names of the answers it holds. The answers of a
    `numbered` scale may also be given by their code ("4" for good).
    """

    name: str
    title: str
    ordered: bool
    answers: tuple[Answer, ...]
    sets: tuple[tuple[str, tuple[str, ...]], ...] = ()
    set_labels: tuple[tuple[str, str], ...] = ()
    numbered: bool = False

    def __post_init__(self) -> None:
        codes = [a.code for a in self.answers]
        require(
            codes == list(range(1, len(codes) + 1)) and len(codes) <= 100,
            "scale-codes",
            f"The answers of “{self.name}” must be coded 1, 2, 3 … without gaps; they are {codes}.",
        )
        names = [a.name for a in self.answers] + [s for s, _ in self.sets]
        require(len(set(names)) == len(names), "answer-twice", f"A name stands twice in “{self.name}”.")
        for set_name, members in self.sets:
            unknown = sorted(set(members) - {a.name for a in self.answers})
            require(not unknown, "answer-unknown", f"The set “{set_name}” names unknown answers: {unknown}.")

    @property
    def level_names(self) -> tuple[str, ...]:
        """Every answer and every named set."""
        return tuple(a.name for a in self.answers) + tuple(s for s, _ in self.sets)

    def codes_of(self, level: str) -> frozenset[int] | None:
        """The stored codes that a level (an answer or a named set) stands for; None when unknown."""
        members = dict(self.sets).get(level, (level,))
        found = frozenset(a.code for a in self.answers if a.name in members)
        return found or None

    def label_of(self, level: str) -> str:
        labels = dict(self.set_labels) | {a.name: a.label for a in self.answers}
        return labels.get(level, level.replace("_", " "))


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """`item` has one of `answers`. Several conditions on an item must all hold."""

    item: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A question, or a characteristic of the unit.

    `scale` names an answer scale (choice) or a vocabulary (characteristic). The item applies when every
    condition in `applies_when` holds; where it does not apply its answer is *not applicable*.
    `allows` lists the kinds of missing a person may choose besides.
    """

    name: str
    text: str
    kind: ItemKind
    section: str
    scale: str = ""
    applies_when: tuple[Condition, ...] = ()
    allows: tuple[Missing, ...] = ()
    indicators: tuple[str, ...] = ()
    guidance: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """An edition of an instrument: the questions of one source, in order.

    `table` is the name of its table in an evidence bundle, and `unit` what a row of it is.
    """

    name: str
    edition: str
    title: str
    table: str
    unit: str
    unit_plural: str
    source: str
    dated: str
    notes: tuple[str, ...]
    items: tuple[Item, ...]

    def __post_init__(self) -> None:
        names = [i.name for i in self.items]
        require(len(set(names)) == len(names), "item-twice", f"An item stands twice in “{self.name}”.")
        seen: set[str] = set()
        for item in self.items:
            for condition in item.applies_when:
                require(
                    condition.item in seen,
                    "condition-order",
                    f"“{item.name}” depends on “{condition.item}”, which does not stand before it.",
                )
            seen.add(item.name)

    def item(self, name: str) -> Item | None:
        return next((i for i in self.items if i.name == name), None)

    @property
    def characteristics(self) -> tuple[Item, ...]:
        return tuple(i for i in self.items if i.kind is ItemKind.CHARACTERISTIC)

    @property
    def choices(self) -> tuple[Item, ...]:
        return tuple(i for i in self.items if i.kind is ItemKind.CHOICE)
