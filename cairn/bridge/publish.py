"""A report's text into what is published of it. The core that does it is loaded by the first who asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol, cast

from django.conf import settings

from cairn.cli.main import module_of
from cairn.errors import Missing, Problem

EVIDENCE = "evidence"
RELEASE = "release.json"
# What making an edition consists of, in order; told as each begins.
FIGURES, FILES = "figures", "files"
Tell = Callable[[str], None]


def silent(step: str) -> None:
    """Tells nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A report as it is written: `kind` is overview or inspection, `slug` its address, `on` its day,
    `edition` the number it would have."""

    slug: str
    kind: str
    title: str
    text: str
    on: date
    edition: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is said of one number-word, at its line and column (from 1). Empty texts are not shown; `tone` is
    good, plain or bad."""

    line: int
    column: int
    words: str
    verdict: str
    mark: str
    tone: str
    publishable: bool
    figure: str = ""
    reason: str = ""
    remedy: str = ""
    claim: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextCheck:
    """Every number-word with its verdict, in order; what cannot be read as a claim; where the text leaves its
    outline, which bars nothing. `label` says what the evidence is, "" for real evidence."""

    verdicts: tuple[Verdict, ...]
    problems: tuple[Problem, ...]
    outline: tuple[Problem, ...]
    label: str

    @property
    def barring(self) -> tuple[Problem, ...]:
        """Why the report may not go out, each at its line; empty when it may."""
        found = [
            Problem(
                code="not-publishable",
                message=f"“{v.words}”: {v.verdict}. {v.reason}".strip(),
                remedy=v.remedy,
                line=v.line,
                column=v.column,
            )
            for v in self.verdicts
            if not v.publishable
        ]
        return tuple(sorted((*self.problems, *found), key=lambda p: (p.line or 0, p.column or 0)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What is public already: the list of figures of an edition and of those before it, and the digest of the
    evidence that they were counted from."""

    figures: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeFile:
    """A file to download."""

    name: str
    label: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeSection:
    anchor: str
    heading: str
    level: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeExample:
    """An example of good practice."""

    title: str
    text: str
    place: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """All that is kept of a publication, safe to show: `findings` are the figures behind number-words, by
    number; `evidence` the digest of what they were counted from; `evaluations` those in print, as (place,
    indicator, value), where the definitions know the programme."""

    body_html: str
    plain_text: str
    stand_in: bool
    evidence: str
    sections: tuple[MadeSection, ...]
    findings: tuple[dict[str, object], ...]
    files: tuple[MadeFile, ...]
    examples: tuple[MadeExample, ...]
    evaluations: tuple[tuple[str, str, int], ...]


class Press(Protocol):
    """What `cairn.bridge.printing` does."""

    def check(self, words: Words, evidence: Path) -> TextCheck: ...

    def make(self, words: Words, evidence: Path, beside: Beside, tell: Tell) -> Made: ...

    def preview(self, words: Words, evidence: Path) -> str: ...

    def headings(self, kind: str) -> tuple[tuple[str, str, bool], ...]: ...

    def stand_in(self, programme: str, folder: Path) -> Path: ...

    def written(self, programme: str) -> str: ...


def press() -> Press:
    """The core's own pipeline; it takes a second or two to load, which a start should not wait for."""
    return cast(Press, module_of("printing", {"printing": ("cairn.bridge.printing", "")}))


def evidence_of(*slugs: str) -> Path:
    """The folder of the first of the slugs that has evidence: that of an inspection, then of its programme.

    An installation keeps evidence bundles in the folder `evidence` of its home. Raises `Missing` when none
    is there.
    """
    root = settings.HOME / EVIDENCE
    for slug in slugs:
        if (root / slug / "datapackage.json").is_file():
            return root / slug
    raise Missing(
        Problem(
            code="evidence-missing",
            message="No evidence has been brought in for this report, so its number-words cannot be checked.",
            remedy=f"Whoever runs Cairn puts the bundle into the folder {EVIDENCE}/{slugs[0]} of its home.",
        )
    )
