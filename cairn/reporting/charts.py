"""What a chart shows: plain frozen values, safe to publish by construction.

A chart never computes a share from rows: it is given counts that may be shown. A count that may not be shown
is dropped when the value is built, so that it cannot reach a picture, a table or the source of a page.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from cairn.errors import Problem, ReportError
from cairn.utils.counts import counted

WITHHELD = "[c]"
WITHHELD_MEANING = "[c] means that the figure is withheld because it is too small to publish safely."


def _require(condition: bool, code: str, message: str) -> None:
    if not condition:
        raise ReportError(Problem(code=code, message=message, remedy="Mend the figures given to the chart."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """k of n, with its label. When `withheld`, `k` is None whatever was given; `n` may be None as well."""

    label: str
    k: int | None
    n: int | None
    withheld: bool = False

    def __post_init__(self) -> None:
        if self.withheld or self.k is None:
            object.__setattr__(self, "k", None)
            object.__setattr__(self, "withheld", True)
        elif self.n is None:
            _require(False, "chart-no-base", f"“{self.label}” has a count without a base.")
        else:
            _require(
                0 <= self.k <= self.n,
                "chart-count",
                f"“{self.label}” counts {self.k} of {self.n}, which cannot be.",
            )

    @property
    def share(self) -> Fraction | None:
        """k/n exactly; None when withheld or when there is nobody in the base."""
        return Fraction(self.k, self.n) if self.k is not None and self.n else None


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingRow:
    """How many were rated at each point of the scale, lowest first. Where one count may not be shown none is:
    it could be had from the others and the base."""

    label: str
    counts: tuple[int, ...]
    withheld: bool = False

    def __post_init__(self) -> None:
        if self.withheld:
            object.__setattr__(self, "counts", ())
        _require(all(c >= 0 for c in self.counts), "chart-count", f"“{self.label}” has a count below nought.")

    @property
    def base(self) -> int | None:
        """How many were rated; None when withheld."""
        return None if self.withheld else sum(self.counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """What every chart has: a title, one sentence that tells it, and where its figures were published."""

    title: str
    sentence: str
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingsChart(Drawing):
    """The distribution of ratings, a stacked bar for each measure. `scale` names the points, lowest first."""

    scale: tuple[str, ...]
    rows: tuple[RatingRow, ...]

    def __post_init__(self) -> None:
        _require(2 <= len(self.scale) <= 6, "chart-scale", f"“{self.title}” needs a scale of 2 to 6 points.")
        for row in self.rows:
            _require(
                row.withheld or len(row.counts) == len(self.scale),
                "chart-row",
                f"“{row.label}” in “{self.title}” has {counted(len(row.counts), 'count')} for"
                f" {counted(len(self.scale), 'point')}.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class SharesChart(Drawing):
    """A share for each group, with its base: one bar each, on a scale from 0 to 100%."""

    rows: tuple[Share, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaRow:
    """One measure with its share in each area; the label of a share is the area's short name."""

    label: str
    areas: tuple[Share, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AreasChart(Drawing):
    """The areas as dots on a line from the lowest to the highest, a line for each measure."""

    rows: tuple[AreaRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationsChart(Drawing):
    """Published evaluations: `rows` of (partnership, a value 1 to 6 or None for each indicator).

    `indicators` are codes or whole names; `titles`, when given, are shown beside the codes, one for each.
    """

    indicators: tuple[str, ...]
    scale: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int | None, ...]], ...]
    titles: tuple[str, ...] = ()

    @property
    def heads(self) -> tuple[str, ...]:
        """The heads of the columns: “2.1 Impact on children and young people”."""
        if not self.titles:
            return self.indicators
        return tuple(f"{code} {title}" for code, title in zip(self.indicators, self.titles, strict=True))

    def __post_init__(self) -> None:
        _require(
            len(self.titles) in (0, len(self.indicators)),
            "chart-titles",
            f"“{self.title}” has {counted(len(self.titles), 'title')} for"
            f" {counted(len(self.indicators), 'indicator')}.",
        )
        for place, values in self.rows:
            fits = len(values) == len(self.indicators)
            known = all(v is None or 1 <= v <= len(self.scale) for v in values)
            _require(fits and known, "chart-row", f"The evaluations of {place} do not fit “{self.title}”.")

    def word(self, value: int | None) -> str:
        return "not published" if value is None else self.scale[value - 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class BasesChart(Drawing):
    """How much evidence there is: a count for each kind. A count of None is withheld."""

    unit: str
    rows: tuple[tuple[str, int | None], ...]


Chart = RatingsChart | SharesChart | AreasChart | EvaluationsChart | BasesChart


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures of a chart as a table: the first column is a heading of its row."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()


def percent(share: Fraction | None) -> str:
    """A whole per cent, halves up; never 0% for something nor 100% for less than all; [c] for None."""
    if share is None:
        return WITHHELD
    if 0 < share < Fraction(1, 200):
        return "under 1%"
    if Fraction(199, 200) <= share < 1:
        return "over 99%"
    return f"{int(share * 100 + Fraction(1, 2))}%"


def number(count: int | None) -> str:
    return WITHHELD if count is None else f"{count:,}"


def figures_of(chart: Chart) -> Figures:
    """The table that stands next to the picture: the same figures, and no others."""
    head, rows = _columns(chart)
    hidden = any(WITHHELD in cell for row in rows for cell in row)
    return Figures(
        caption=f"{chart.title}: the figures",
        head=head,
        rows=rows,
        notes=(WITHHELD_MEANING,) if hidden else (),
    )


def _columns(chart: Chart) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    match chart:
        case RatingsChart():
            blank = (WITHHELD,) * len(chart.scale)
            return ("Measure", *chart.scale, "All"), tuple(
                (r.label, *(tuple(number(c) for c in r.counts) or blank), number(r.base)) for r in chart.rows
            )
        case SharesChart():
            return ("Group", "Number", "Base", "Share"), tuple(
                (r.label, number(r.k), number(r.n), _share_text(r)) for r in chart.rows
            )
        case AreasChart():
            names = tuple(dict.fromkeys(a.label for row in chart.rows for a in row.areas))
            measures = tuple({a.label: a for a in row.areas} for row in chart.rows)
            return ("Area", *(row.label for row in chart.rows)), tuple(
                (name, *(_area_cell(shares.get(name)) for shares in measures)) for name in names
            )
        case EvaluationsChart():
            return ("Partnership", *chart.heads), tuple(
                (place, *(chart.word(v) for v in values)) for place, values in chart.rows
            )
        case BasesChart():
            return ("Evidence", chart.unit.capitalize()), tuple((label, number(n)) for label, n in chart.rows)


def _share_text(row: Share) -> str:
    return "no one in the base" if row.n == 0 else percent(row.share)


def _area_cell(area: Share | None) -> str:
    if area is None or area.n == 0:
        return "–"
    return WITHHELD if area.k is None else f"{percent(area.share)} ({area.k} of {area.n})"
