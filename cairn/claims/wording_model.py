"""Words for quantities as values: the wording that a definitions file sets, and the phrase read by it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

# The upper end of a count that has none ("over 100"); no base comes near it.
NO_LIMIT = Fraction(10**12)

Words = tuple[str, ...]


class PhraseKind(StrEnum):
    """What a phrase says."""

    BAND = "band"  # a word with a fixed range of shares: a few, most, all
    FRACTION = "fraction"  # a named fraction or a percentage, with the range around it
    RANGE = "range"  # between one and another
    COUNT = "count"  # a number of units, of a base that may be named
    ALL_BUT = "all_but"  # all but so many
    ORDER = "order"  # a comparison; no quantity
    VAGUE = "vague"  # a quantity without a range


class SmallBase(StrEnum):
    """How a fraction is read on a small base; the definitions file says what each means."""

    NEAREST = "nearest"
    FIRST_BEYOND = "first_beyond"
    BEYOND = "beyond"
    RANGE = "range"
    RANGE_OR_NEAR = "range_or_near"


@dataclass(frozen=True, slots=True)
class Span:
    """A range of shares or of counts; an open end does not belong to it."""

    low: Fraction
    high: Fraction
    low_open: bool = False
    high_open: bool = False

    def holds(self, value: Fraction) -> bool:
        """Whether `value` lies in the range."""
        above = self.low < value if self.low_open else self.low <= value
        return above and (value < self.high if self.high_open else value <= self.high)


@dataclass(frozen=True, slots=True)
class Band:
    """A word and the shares it covers."""

    name: str
    words: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class NamedFraction:
    value: Fraction
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Modifier:
    """Words before a fraction. `span` is in shares around it; an end that is None reaches 0 or 1.

    `of_a_count` is the reach before a plain number, as a share of that number; None is any reach.
    """

    name: str
    words: tuple[str, ...]
    low: Fraction | None
    high: Fraction | None
    low_open: bool
    high_open: bool
    small_base: SmallBase
    of_a_count: Fraction | None
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """The words Cairn itself writes, and how far it spells out numbers."""

    none: str
    every: str
    few: str
    middle: str
    high: str
    nearly_all: str
    above: str
    below: str
    fractions: tuple[tuple[str, Fraction], ...]
    spelled_to: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    title: str
    site: str
    theirs: str
    ours: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallBases:
    """Where bases are small: `below`; never a proportion below `no_proportion_below`."""

    below: int
    no_proportion_below: int
    all_but_one_from: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Where in running text a word is a number-word, and where it is not. Words stand in lower case.

    `places`, `papers` and `people` are things counted, singular and plural; `describing` are the words
    that may stand between a quantity and the thing; `telling` are the verbs of a quantity that stands alone.
    """

    places: frozenset[str]
    papers: frozenset[str]
    people: frozenset[str]
    other_things: frozenset[str]
    singular: frozenset[str]
    describing: frozenset[str]
    telling: frozenset[str]
    pointing: frozenset[str]
    labels: frozenset[str]
    ought: frozenset[str]
    meant: frozenset[str]
    known: frozenset[str]
    superlative: frozenset[str]
    not_counted: frozenset[str]
    in_between: frozenset[str]
    time: frozenset[str]
    asked: tuple[Words, ...]
    never: tuple[Words, ...]


@dataclass(frozen=True, eq=False, kw_only=True)
class Wording:
    """What each word for a quantity means. Read from a file of definitions; compared by identity.

    `bands` cover 0 to 1 without overlap; `wider` are words that reach over more than one of them.
    """

    name: str
    title: str
    date: str
    source: Source
    bands: tuple[Band, ...]
    wider: tuple[Band, ...]
    fractions: tuple[NamedFraction, ...]
    denominators: frozenset[int]
    modifiers: MappingProxyType[str, Modifier]
    small: SmallBases
    writing: Writing
    cardinals: MappingProxyType[str, int]
    unchanging: tuple[str, ...]
    further: tuple[str, ...]
    base_links: tuple[str, ...]
    ratio_links: tuple[str, ...]
    per_cent: tuple[str, ...]
    order: MappingProxyType[str, tuple[str, ...]]
    vague: tuple[str, ...]
    context: Context

    @property
    def bare(self) -> Modifier:
        """The reach of a fraction without a word before it."""
        return self.modifiers["bare"]

    def band_of(self, share: Fraction) -> Band:
        """The one band that holds `share`; the bands are checked to cover 0 to 1 without overlap."""
        return next(band for band in self.bands if band.span.holds(share))


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Words that say a quantity, and what they say.

    `low` and `high` are shares from 0 to 1, or numbers of units when `kind` is COUNT (`high` may then be
    `NO_LIMIT`). `count` is an exact number, or how many are excepted in ALL_BUT; `of` is the base the words
    name ("of the eight"). `points` are the fractions named, `direction` is up, down or same in ORDER.
    """

    words: str
    kind: PhraseKind
    low: Fraction
    high: Fraction
    low_open: bool = False
    high_open: bool = False
    count: int | None = None
    of: int | None = None
    direction: str = ""
    points: tuple[Fraction, ...] = ()
    small_base: SmallBase = SmallBase.RANGE
    wording: Wording = field(repr=False, compare=False)

    @property
    def span(self) -> Span:
        """The range that `low` and `high` bound."""
        return Span(self.low, self.high, self.low_open, self.high_open)

    @property
    def is_share(self) -> bool:
        """Whether `low` and `high` are shares of a base."""
        return self.kind in (PhraseKind.BAND, PhraseKind.FRACTION, PhraseKind.RANGE)

    @property
    def is_quantity(self) -> bool:
        """Whether the words say how many; ORDER and VAGUE do not."""
        return self.kind not in (PhraseKind.ORDER, PhraseKind.VAGUE)
