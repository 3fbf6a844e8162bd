"""What a level means among the answers of a measure, known to the book or guessed from its name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cairn.claims.consistency_forms import OTHER
from cairn.instruments.model import AnswerScale

SIX_POINTS = ("unsatisfactory", "weak", "adequate", "good", "very_good", "excellent")
YES_NO = ("no", "yes")
AGREEMENT = ("strongly_disagree", "tend_to_disagree", "neither", "tend_to_agree", "strongly_agree")
_AGREEMENT_SETS = {"agree": AGREEMENT[3:], "disagree": AGREEMENT[:2]}
_IMPROVEMENT = ("requiring_improvement", "room_for_improvement")

_BOUNDS = (
    (re.compile(r"(.+)_or_(?:better|above|higher|more)\Z"), 0, True),
    (re.compile(r"(.+)_or_(?:lesser|worse|lower|below|less)\Z"), 0, False),
    (re.compile(r"at_least_(.+)\Z"), 0, True),
    (re.compile(r"at_most_(.+)\Z"), 0, False),
    (re.compile(r"(?:better|higher|more)_than_(.+)\Z"), 1, True),
    (re.compile(r"(?:less|lower|worse)_than_(.+)\Z"), 1, False),
    (re.compile(r"(?:above|over)_(.+)\Z"), 1, True),
    (re.compile(r"(?:below|under)_(.+)\Z"), 1, False),
)


@dataclass(frozen=True, slots=True)
class Levels:
    """The answers of a measure, lowest first where `ordered`, and named sets of them.

    An open list of answers ends with `OTHER`: answers that no statement names.
    """

    answers: tuple[str, ...]
    sets: tuple[tuple[str, tuple[str, ...]], ...] = ()
    ordered: bool = False

    def values_of(self, level: str) -> frozenset[str] | None:
        """The answers a level stands for; None when its name does not tell."""
        plain = self._simple(level)
        if plain is not None:
            return plain
        if level.startswith("not_"):
            inner = self._simple(level.removeprefix("not_"))
            return frozenset(self.answers) - inner if inner else None
        parts = [self._simple(p) for p in level.split("_or_")]
        known = [p for p in parts if p]
        return frozenset().union(*known) if len(known) == len(parts) else None

    def _simple(self, level: str) -> frozenset[str] | None:
        named = dict(self.sets)
        if level in named:
            return frozenset(named[level])
        if level in self.answers:
            return frozenset((level,))
        return self._bounded(level) if self.ordered else None

    def _bounded(self, level: str) -> frozenset[str] | None:
        for pattern, beyond, upwards in _BOUNDS:
            found = pattern.match(level)
            if found and found.group(1) in self.answers:
                at = self.answers.index(found.group(1))
                members = self.answers[at + beyond :] if upwards else self.answers[: at + 1 - beyond]
                return frozenset(members) or None
        return None


def levels_of_scale(scale: AnswerScale) -> Levels:
    """The levels of a measure of the book."""
    return Levels(tuple(a.name for a in scale.answers), scale.sets, scale.ordered)


def guessed_levels(named: Iterable[str]) -> Levels:
    """Levels for a measure of which only the names used by statements are known.

    Six-point words, yes and no, and agreement are recognised. Otherwise every level is an answer of its own,
    beside an unlisted other answer; a name made of others (“a_or_b”, “not_a”) is left to be composed.
    """
    names = sorted(set(named))
    six = Levels(SIX_POINTS, tuple((n, SIX_POINTS[:3]) for n in _IMPROVEMENT), ordered=True)
    agreement = Levels(AGREEMENT, tuple((k, tuple(v)) for k, v in _AGREEMENT_SETS.items()), ordered=True)
    for scale in (Levels(YES_NO), six, agreement):
        if all(scale.values_of(n) for n in names):
            return scale
    return Levels((*(n for n in names if not _is_composed(n)), OTHER))


def _is_composed(name: str) -> bool:
    return name.startswith("not_") or "_or_" in name or any(p.match(name) for p, _, _ in _BOUNDS)


def words(values: Sequence[str] | frozenset[str], answers: Sequence[str]) -> str:
    """Answers in words, in the order of the scale: “adequate or weak”."""
    shown = [("any other answer" if a == OTHER else a.replace("_", " ")) for a in answers if a in values]
    return " or ".join(shown)
