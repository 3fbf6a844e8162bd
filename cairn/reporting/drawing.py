"""The five kinds of chart, each drawn by one small function on a canvas.

Colour never speaks alone: shares are printed on or beside their bars, dots carry the letter of their area,
evaluations are words beside a pile of as many stones. A withheld figure is [c] and has no shape.
"""

from __future__ import annotations

from fractions import Fraction

from cairn.reporting.canvas import (
    ACCENT,
    INK,
    LINE,
    ON_RATING,
    RATING,
    SOFT,
    TRACK,
    WHITE,
    Canvas,
    Format,
    wrap,
)
from cairn.reporting.charts import (
    WITHHELD,
    AreaRow,
    AreasChart,
    BasesChart,
    Chart,
    EvaluationsChart,
    RatingRow,
    RatingsChart,
    Share,
    SharesChart,
    number,
    percent,
)

BAR = 26
GAP = 14
THIN = 16  # a bar that only compares counts, and the gap after it
THIN_GAP = 4


def draw(chart: Chart, form: Format, *, name: str, description: str, label: str = "") -> str:
    """The chart as one SVG element. `label` (stand-in evidence) is written into the picture itself."""
    canvas = Canvas(form)
    match chart:
        case RatingsChart():
            y = _ratings(canvas, chart)
        case SharesChart():
            y = _shares(canvas, chart)
        case AreasChart():
            y = _areas(canvas, chart)
        case EvaluationsChart():
            y = _evaluations(canvas, chart)
        case BasesChart():
            y = _bases(canvas, chart)
    if not chart.rows:
        canvas.text(0, 18, "There is nothing to show yet.", fill=SOFT)
        y = 28
    if label:
        y += 10
        y += canvas.lines(0, y + 6, label, width=form.width, size=11, fill=SOFT)
    return canvas.close(y, chart.title, description or chart.sentence, name)


def _label(canvas: Canvas, y: float, words: str, height: float = BAR) -> float:
    """Writes a row's label and returns the top of its bar."""
    form = canvas.form
    if form.narrow:
        return y + canvas.lines(0, y + form.size, words, width=form.width) + 3
    lines = wrap(words, form.left - 18, form.size)
    top = y + max(0.0, len(lines) * form.size * 1.3 - height) / 2
    first = top + height / 2 + form.size * 0.36 - (len(lines) - 1) * form.size * 0.65
    canvas.lines(0, first, words, width=form.left - 18)
    return top


def _room(canvas: Canvas) -> float:
    """The width of a bar of 100%: what the labels and the figures at the right leave."""
    return canvas.form.width - canvas.form.left - (84 if canvas.form.narrow else 96)


def _next(canvas: Canvas, top: float, y: float, words: str, height: float = BAR) -> float:
    """Where the row after this one begins."""
    form = canvas.form
    beside = 0.0 if form.narrow else y + len(wrap(words, form.left - 18, form.size)) * form.size * 1.3
    return max(top + height, beside) + GAP


def _ratings(canvas: Canvas, chart: RatingsChart) -> float:
    colours = _scale_colours(len(chart.scale))
    y = _legend(canvas, chart.scale, colours)
    for row in chart.rows:
        top = _label(canvas, y, row.label)
        _rating_bar(canvas, top, row, colours)
        y = _next(canvas, top, y, row.label)
    return y


def _scale_colours(points: int) -> list[tuple[str, str]]:
    """Background and text for each point, spread over the palette from the lowest to the highest."""
    chosen = [round(i * (len(RATING) - 1) / (points - 1)) for i in range(points)]
    return [(RATING[i], ON_RATING[i]) for i in chosen]


def _legend(canvas: Canvas, scale: tuple[str, ...], colours: list[tuple[str, str]]) -> float:
    x, y, size = 0.0, 4.0, 12
    for i, (words, (colour, _)) in enumerate(zip(scale, colours, strict=True), start=1):
        width = 30 + len(words) * size * 0.56
        if x + width > canvas.form.width:
            x, y = 0.0, y + 22
        canvas.box(x, y, 16, 16, colour, radius=3)
        canvas.text(x + 22, y + 12.5, words, size=size, fill=SOFT)
        x += width + (12 if i < len(scale) else 0)
    return y + 34


def _rating_bar(canvas: Canvas, top: float, row: RatingRow, colours: list[tuple[str, str]]) -> None:
    x, room, middle = float(canvas.form.left), _room(canvas), top + BAR / 2 + 4.5
    base = row.base
    if not base:
        words = f"{WITHHELD} withheld" if row.withheld else "no one in the base"
        canvas.text(x, middle, words, size=13, fill=SOFT)
        return
    for count, (colour, ink) in zip(row.counts, colours, strict=True):
        width = room * count / base
        canvas.box(x, top, width - (1.5 if count else 0), BAR, colour, radius=0)
        words = percent(Fraction(count, base))
        if width > len(words) * 7 + 6:
            canvas.text(x + width / 2, middle, words, size=12, fill=ink, anchor="middle")
        x += width
    canvas.text(canvas.form.width, middle, f"of {number(base)}", size=13, fill=SOFT, anchor="end")


def _shares(canvas: Canvas, chart: SharesChart) -> float:
    y = 4.0
    left, room = canvas.form.left, _room(canvas)
    for row in chart.rows:
        top = _label(canvas, y, row.label)
        _share_bar(canvas, top, row)
        y = _next(canvas, top, y, row.label)
    if chart.rows:
        y = _axis(canvas, left, room, y)
    return y


def _share_bar(canvas: Canvas, top: float, row: Share) -> None:
    left, room, middle = canvas.form.left, _room(canvas), top + BAR / 2 + 4.5
    canvas.box(left, top, room, BAR, TRACK)
    of = f"{number(row.k)} of {number(row.n)}" if row.n is not None else WITHHELD
    canvas.text(canvas.form.width, middle, of, size=13, fill=SOFT, anchor="end")
    share = row.share
    if share is None:
        words = "no one in the base" if row.n == 0 else f"{WITHHELD} withheld"
        canvas.text(left + 8, middle, words, size=13, fill=SOFT)
        return
    width = room * float(share)
    canvas.box(left, top, width, BAR, ACCENT)
    inside = width > 60
    x = left + width + (-8 if inside else 8)
    canvas.text(
        x,
        middle,
        percent(share),
        size=13,
        fill=WHITE if inside else INK,
        anchor="end" if inside else "start",
        bold=True,
    )


def _axis(canvas: Canvas, left: float, room: float, y: float) -> float:
    for quarter in range(5):
        x = left + room * quarter / 4
        canvas.rule(x, y - 6, x, y)
        anchor = "start" if quarter == 0 else "end" if quarter == 4 else "middle"
        canvas.text(x, y + 14, f"{quarter * 25}%", size=12, fill=SOFT, anchor=anchor)
    return y + 24


RADIUS = 7.5
STEP = 2 * RADIUS + 1  # from dot to dot in a pile
COUNT_ROOM = 50  # the width of “8 areas” and some air


def _areas(canvas: Canvas, chart: AreasChart) -> float:
    y = 6.0
    left, room = _dots_room(canvas)
    for row in chart.rows:
        piles = _piles(row, room)
        levels = max(map(_top, piles), default=0) + 1
        height = levels * STEP + (18 if levels > 1 else 4)
        top = _label(canvas, y, row.label, height)
        _dots(canvas, top + height, piles)
        withheld = [a.label for a in row.areas if a.k is None]
        y = _next(canvas, top, y, row.label, height)
        if withheld:
            words = f"{WITHHELD} withheld for {', '.join(withheld)}"
            y += canvas.lines(left, y, words, width=room, size=12, fill=SOFT)
    return _axis(canvas, left, room, y + 6) if chart.rows else y


def _dots_room(canvas: Canvas) -> tuple[float, float]:
    left = canvas.form.left + RADIUS
    return left, canvas.form.width - left - RADIUS - 2


def _piles(row: AreaRow, room: float) -> list[list[tuple[float, int, str]]]:
    """(position, level, letter) of each dot, lowest share first. Dots too close to stand side by side are one
    pile; in it each stands on the lowest level where there is room for it."""
    known = sorted((float(a.share) * room, a.label) for a in row.areas if a.share is not None)
    piles: list[list[tuple[float, int, str]]] = []
    last: list[float] = []  # the dot furthest right on each level of the pile
    for x, label in known:
        if not piles or x - piles[-1][-1][0] > 2 * RADIUS + 1:
            piles.append([])
            last = []
        level = next((i for i, end in enumerate(last) if x - end > 2 * RADIUS + 1), len(last))
        last[level : level + 1] = [x]
        piles[-1].append((x, level, label.split()[-1][:2] if label.strip() else ""))  # “Area A” is A
    return piles


def _top(pile: list[tuple[float, int, str]]) -> int:
    return max(level for _, level, _ in pile)


def _dots(canvas: Canvas, bottom: float, piles: list[list[tuple[float, int, str]]]) -> None:
    """Every dot at its own share; a pile says how many areas it holds, so that none is overlooked."""
    left, room = _dots_room(canvas)
    ground = bottom - RADIUS - 2
    canvas.rule(left, ground, left + room, ground)
    if piles:
        start, end = left + piles[0][0][0], left + piles[-1][-1][0]
        canvas.rule(start, ground, end, ground, colour="#a9c3c1", width=6)
    for pile in piles:
        for x, level, letter in pile:
            y = ground - level * STEP
            canvas.oval(left + x, y, RADIUS, RADIUS, ACCENT)
            canvas.text(left + x, y + 3.5, letter, size=10, fill=WHITE, anchor="middle", bold=True)
    for middle, level, areas in _pile_counts(piles):
        y = ground - level * STEP - RADIUS - 4
        anchor = "start" if middle < 24 else "end" if middle > room - 24 else "middle"
        canvas.text(left + middle, y, f"{areas} areas", size=11, fill=SOFT, anchor=anchor)


def _pile_counts(piles: list[list[tuple[float, int, str]]]) -> list[tuple[float, int, int]]:
    """(middle, highest level, number of areas) of each pile; piles with no room for two counts share one."""
    counts: list[tuple[float, int, int]] = []
    for pile in piles:
        if len(pile) == 1:
            continue
        middle = sum(x for x, _, _ in pile) / len(pile)
        found = (middle, _top(pile), len(pile))
        if counts and middle - counts[-1][0] < COUNT_ROOM:
            before, level, areas = counts.pop()
            shared = (before * areas + middle * len(pile)) / (areas + len(pile))
            found = (shared, max(level, found[1]), areas + len(pile))
        counts.append(found)
    return counts


def _evaluations(canvas: Canvas, chart: EvaluationsChart) -> float:
    form = canvas.form
    left = 0 if form.narrow else 180
    width = (form.width - left) / max(1, len(chart.indicators))
    tall = max(
        canvas.lines(left + i * width, 16, words, width=width - 10, size=12, fill=SOFT)
        for i, words in enumerate(chart.heads or ("",))
    )
    y = tall + 14
    for place, values in chart.rows:
        canvas.rule(0, y, form.width, y)
        top = y + (24 if form.narrow else 0)
        canvas.text(0, y + (20 if form.narrow else 32), place, bold=True)
        for i, value in enumerate(values):
            _pile(canvas, left + i * width, top + 46, value, chart)
        y = top + 52
    canvas.rule(0, y, form.width, y)
    return y + 4


def _pile(canvas: Canvas, x: float, ground: float, value: int | None, chart: EvaluationsChart) -> None:
    """A cairn of as many stones as the evaluation has points, and its word."""
    words = chart.word(value)
    if value is None:
        canvas.text(x, ground - 16, words, size=13, fill=SOFT)
        return
    colour = _scale_colours(len(chart.scale))[value - 1][0]
    for stone in range(value):
        canvas.oval(x + 22, ground - 4 - stone * 7, 19 - stone * 2.3, 3.9, colour, edge=INK)
    canvas.text(x + 50, ground - 12, words, size=13)


def _bases(canvas: Canvas, chart: BasesChart) -> float:
    largest = max((n or 0 for _, n in chart.rows), default=0) or 1
    y = 4.0
    for label, n in chart.rows:
        top = _label(canvas, y, label, THIN)
        left, width = canvas.form.left, _room(canvas) * (n or 0) / largest
        canvas.box(left, top, width, THIN, ACCENT)
        words = f"{WITHHELD} withheld" if n is None else number(n)
        canvas.text(left + width + (8 if n else 0), top + THIN / 2 + 4.5, words, size=13, bold=n is not None)
        y = _next(canvas, top, y, label, THIN) - GAP + THIN_GAP
    canvas.rule(canvas.form.left, 0, canvas.form.left, y - THIN_GAP + 4, colour=LINE)
    return y
