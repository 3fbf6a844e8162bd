"""The claim: what a number-word in a report says about the evidence."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction


class Stat(StrEnum):
    """What is claimed of the measure."""

    SHARE = "share"  # the share of the base at the level (the default)
    COUNT = "count"  # a number of units: of the base, or at the level when one is named
    MIN = "min"  # the smallest share over the groups named by `by`
    MAX = "max"
    HIGHEST = "highest"  # the group named by `rank` has the highest share of the groups named by `by`
    LOWEST = "lowest"
    EXTREMES = "extremes"  # the first value of `rank` has the highest share, the second the lowest
    ORDER = "order"  # the share is above that of `above`: another measure, group, the rest, a source
    SHARE_OF_REST = "share_of_rest"  # the share of those who do not have what `rest` names
    SIMILAR = "similar"  # much the same as in the programme named by `versus`


# Each part is a characteristic with the values wanted, or a named population with no values.
Where = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A parsed claim. `str(claim)` is its canonical spelling, and parsing that gives the same claim back."""

    source: str
    measure: str
    level: str | None = None
    where: Where = ()
    by: str = ""
    stat: Stat = Stat.SHARE
    rank: str = ""
    above: str = ""
    rest: str = ""
    versus: str = ""
    direction: str = ""
    basis: str = "read"

    @property
    def ends(self) -> tuple[Claim, ...]:
        """The claim by itself; for `extremes` the two claims it makes, of the highest and of the lowest."""
        if self.stat is not Stat.EXTREMES:
            return (self,)
        high, low = self.rank.split("|")
        return (
            replace(self, stat=Stat.HIGHEST, rank=high),
            replace(self, stat=Stat.LOWEST, rank=low),
        )

    def __str__(self) -> str:
        level = f"={self.level}" if self.level else ""
        options = "&".join(f"{name}={value}" for name, value in self._options() if value)
        return f"claim:{self.source}/{self.measure}{level}{'?' if options else ''}{options}"

    def _options(self) -> tuple[tuple[str, str], ...]:
        return (
            ("where", ",".join(f"{n}:{'|'.join(v)}" if v else n for n, v in self.where)),
            ("by", self.by),
            ("stat", "" if self.stat is Stat.SHARE else self.stat.value),
            ("rank", self.rank),
            ("above", self.above),
            ("rest", self.rest),
            ("versus", self.versus),
            ("direction", self.direction),
            ("basis", "" if self.basis == "read" else self.basis),
        )


class Verdict(StrEnum):
    """What Cairn says of a number-word. The text is shown to people."""

    HOLDS = "holds"
    HOLDS_NARROWLY = "holds narrowly"
    HOLDS_AGAINST_CITATION = "holds against its citation"
    FAILS = "fails"
    NOT_SAFE = "not safe to publish"
    CANNOT_TELL = "cannot tell"
    NOTHING_BEHIND = "nothing behind it"

    @property
    def publishable(self) -> bool:
        """Whether a report with this verdict in it may be published."""
        return self in (
            Verdict.HOLDS,
            Verdict.HOLDS_NARROWLY,
            Verdict.HOLDS_AGAINST_CITATION,
            Verdict.CANNOT_TELL,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The verdict on one claim with its words.

    `k`, `n` and `share` are None when there is no figure or it may not be shown. `figure` is the figure as
    a reader sees it ("383 of 754 records"), `base` names the base, `groups` holds the figures behind a
    comparison or a range as (label, k, n), `reason` is one sentence, `remedy` the next step,
    `citation` where a published figure stands, `suggestion` words that would be right.
    `published` tells which published statement the claim repeats, `reading` what of it is our reading.
    On the population basis `share` is the estimate and k and n are those read; `low` and `high` are its
    limits, and `method` says how both were made.
    `claim` is None only for a number-word with nothing behind it.
    """

    claim: Claim | None
    words: str
    verdict: Verdict
    figure: str = ""
    base: str = ""
    reason: str = ""
    remedy: str = ""
    suggestion: str = ""
    citation: str = ""
    k: int | None = None
    n: int | None = None
    share: Fraction | None = None
    groups: tuple[tuple[str, int | None, int | None], ...] = ()
    published: str = ""
    reading: str = ""
    low: float | None = None
    high: float | None = None
    method: str = ""

    @property
    def publishable(self) -> bool:
        """Whether a report with this finding in it may be published.

        *Cannot tell* may stand where print is all there could be: a comparison with an earlier programme, a
        published figure that leaves it open. Where evidence should have been and is not, it bars the report.
        """
        if self.verdict is Verdict.CANNOT_TELL:
            return bool(self.citation or (self.claim and self.claim.versus))
        return self.verdict.publishable
