"""A framework edition: domains, areas, quality indicators, scale, inspection questions, formal evaluations.

Frozen, and validated on construction: an edition that exists is sound.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cairn.errors import DefinitionError, Problem


class Certainty(StrEnum):
    """How sure the source of a fact is."""

    STATED = "stated"  # a source says it
    INFERRED = "inferred"  # our own inference
    REMEMBERED_HIGH = "remembered_high"  # from memory, no source seen, very likely
    REMEMBERED_MID = "remembered_mid"  # from memory, likely
    REMEMBERED_LOW = "remembered_low"

    @property
    def is_official(self) -> bool:
        """Whether the wording may be presented as the publisher's own."""
        return self is Certainty.STATED


def require(condition: bool, code: str, message: str, remedy: str = "") -> None:
    """Refuse to build a wrong thing."""
    if not condition:
        raise DefinitionError(Problem(code=code, message=message, remedy=remedy))


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    number: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """An area of the framework; `domain` is the number of the domain it belongs to.

    `certainty` says how sure the title is, `domain_certainty` how sure the domain.
    """

    number: int
    title: str
    domain: int
    certainty: Certainty
    domain_certainty: Certainty = Certainty.INFERRED


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """A quality indicator, such as 2.1. `certainty` says how sure the *title* is."""

    code: str
    title: str
    area: int
    certainty: Certainty
    source: str

    @property
    def shown_title(self) -> str:
        """The title as a reader may be shown it: an uncertain one says that it is not confirmed."""
        return self.title if self.certainty.is_official else f"{self.title} (title not confirmed)"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalePoint:
    """A point of an evaluation scale: 6 is best on the six-point scale."""

    value: int
    name: str
    label: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """An ordered evaluation scale, values 1 to n without gaps, best last."""

    name: str
    points: tuple[ScalePoint, ...]
    source: str = ""

    def __post_init__(self) -> None:
        values = [p.value for p in self.points]
        require(
            values == list(range(1, len(values) + 1)) and len(values) >= 2,
            "scale-gap",
            f"The scale “{self.name}” must have the values 1, 2, 3 … without gaps; it has {values}.",
        )

    def point(self, value: int) -> ScalePoint:
        return self.points[value - 1]

    def named(self, name: str) -> ScalePoint | None:
        return next((p for p in self.points if p.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionQuestion:
    """One of the questions an inspection answers, and the indicators used to answer it."""

    number: int
    title: str
    text: str
    indicators: tuple[str, ...]
    map_certainty: Certainty
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormalEvaluation:
    """What a programme grades on the scale: one indicator, or several taken as one (9.1–9.4)."""

    code: str
    title: str
    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A dated edition of a quality framework. Raises `DefinitionError` if its parts do not fit together."""

    framework: str
    edition: str
    title: str
    published: str
    source: str
    notes: tuple[str, ...]
    domains: tuple[Domain, ...]
    areas: tuple[Area, ...]
    indicators: tuple[Indicator, ...]
    scale: Scale
    questions: tuple[InspectionQuestion, ...]
    evaluations: tuple[FormalEvaluation, ...]
    status: str = "published"

    def __post_init__(self) -> None:
        domains = {d.number for d in self.domains}
        areas = {a.number for a in self.areas}
        codes = {i.code for i in self.indicators}
        require(len(codes) == len(self.indicators), "code-twice", "An indicator code stands twice.")
        for area in self.areas:
            require(area.domain in domains, "domain-unknown", f"Area {area.number} names no known domain.")
        for indicator in self.indicators:
            require(
                indicator.area in areas,
                "area-unknown",
                f"Indicator {indicator.code} names area {indicator.area}, which does not exist.",
            )
        for user, wanted in self._uses():
            missing = [c for c in wanted if c not in codes]
            require(not missing, "indicator-unknown", f"{user} names unknown indicators: {missing}.")

    def _uses(self) -> list[tuple[str, tuple[str, ...]]]:
        questions = [(f"Question {q.number}", q.indicators) for q in self.questions]
        return questions + [(f"Evaluation {e.code}", e.indicators) for e in self.evaluations]

    def indicator(self, code: str) -> Indicator:
        return next(i for i in self.indicators if i.code == code)
