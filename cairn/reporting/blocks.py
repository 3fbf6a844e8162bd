"""The block tree: what a report's text is, whatever it will be printed as.

HTML and PDF are both made from this tree, so they cannot say different things, and no markup of an author's
reaches either: a text is a text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

SPEAKER = 100  # letters: a longer last paragraph of a quotation belongs to what is said


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Code:
    text: str


@dataclass(frozen=True, slots=True)
class LineBreak:
    pass


@dataclass(frozen=True, slots=True)
class Strong:
    runs: Runs


@dataclass(frozen=True, slots=True)
class Emphasis:
    runs: Runs


@dataclass(frozen=True, slots=True)
class Link:
    """A link to the web or, when `target` begins with #, to a heading of this report."""

    target: str
    runs: Runs


@dataclass(frozen=True, slots=True)
class ClaimWords:
    """A number-word; `number` counts the claim links of the report from 1."""

    number: int
    runs: Runs


Run: TypeAlias = Text | Code | LineBreak | Strong | Emphasis | Link | ClaimWords
Runs: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` 1 is a chapter of the report; levels never skip. `anchor` is unique within the report."""

    level: int
    anchor: str
    runs: Runs


@dataclass(frozen=True, slots=True)
class Paragraph:
    runs: Runs


@dataclass(frozen=True, slots=True)
class CodeBlock:
    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    pass


@dataclass(frozen=True, slots=True)
class List:
    """`start` is the first number of an ordered list, None for bullets."""

    start: int | None
    items: tuple[Blocks, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's words, or, when it opens in bold, a notice to the reader."""

    blocks: Blocks

    @property
    def notice(self) -> bool:
        first = self.blocks[0] if self.blocks else None
        return isinstance(first, Paragraph) and isinstance(first.runs[0], Strong)

    @property
    def parts(self) -> tuple[Blocks, str]:
        """What is said, and who says it: a last short paragraph that follows others, without its dash."""
        last = self.blocks[-1] if len(self.blocks) > 1 and not self.notice else None
        words = plain(last.runs) if isinstance(last, Paragraph) else ""
        if not 0 < len(words) <= SPEAKER:
            return self.blocks, ""
        return self.blocks[:-1], words.lstrip("—– ")


@dataclass(frozen=True, slots=True)
class Table:
    """`align` holds left, right or center for each column; `caption` says what the table shows."""

    caption: str
    head: tuple[Runs, ...]
    rows: tuple[tuple[Runs, ...], ...]
    align: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart by name, with the author's words for those who cannot see it."""

    chart: str
    alt: str


Block: TypeAlias = Heading | Paragraph | CodeBlock | Rule | List | Quote | Table | Picture
Blocks: TypeAlias = tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPlace:
    """Where a claim link stands and what it says; lines count from 1."""

    line: int
    words: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A report's text and its claim links in order."""

    blocks: Blocks
    claims: tuple[ClaimPlace, ...]

    @property
    def chapters(self) -> tuple[Heading, ...]:
        return tuple(b for b in self.blocks if isinstance(b, Heading) and b.level == 1)

    @property
    def cards(self) -> tuple[Blocks, tuple[Blocks, ...]]:
        """What comes before the first chapter, and each chapter with its heading."""
        starts = [i for i, b in enumerate(self.blocks) if isinstance(b, Heading) and b.level == 1]
        if not starts:
            return self.blocks, ()
        ends = [*starts[1:], len(self.blocks)]
        return self.blocks[: starts[0]], tuple(self.blocks[a:b] for a, b in zip(starts, ends, strict=True))


def claims_in(table: Table) -> tuple[int, ...]:
    """The numbers of the claim links in a table, in order."""
    cells = [*table.head, *(cell for row in table.rows for cell in row)]
    return tuple(n for cell in cells for run in cell for n in _numbers(run))


def _numbers(run: Run) -> tuple[int, ...]:
    match run:
        case ClaimWords():
            return (run.number,)
        case Strong() | Emphasis() | Link():
            return tuple(n for inner in run.runs for n in _numbers(inner))
        case _:
            return ()


def plain(runs: Runs) -> str:
    """The words of the runs without any marking."""
    return "".join(_plain(run) for run in runs)


def _plain(run: Run) -> str:
    match run:
        case Text() | Code():
            return run.text
        case LineBreak():
            return " "
        case _:
            return plain(run.runs)
