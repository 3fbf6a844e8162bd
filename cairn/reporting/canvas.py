"""A sheet to draw a chart on: a few shapes, written as SVG that asks for nothing from outside.

Only presentation attributes are used, never `style`: a strict content security policy lets them through.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field
from html import escape

INK = "#22302f"
SOFT = "#55605d"
LINE = "#d8d2c4"
TRACK = "#efebe1"
ACCENT = "#1d5c63"
WHITE = "#ffffff"
RATING = ("#8a3a1c", "#d18d5c", "#ead2a0", "#b5d3cd", "#66a8a3", "#1b5560")
ON_RATING = (WHITE, INK, INK, INK, INK, WHITE)  # each at least 4.5:1 on the colour below it

CHARACTER = 0.53  # of the type size: the mean width of a letter, on the generous side


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """The width of a picture in units and its type. A narrow picture puts labels above, not beside."""

    width: int
    font: str
    size: int = 14

    @property
    def narrow(self) -> bool:
        return self.width < 500

    @property
    def left(self) -> int:
        """Where bars begin: beyond the labels, or at the edge."""
        return 0 if self.narrow else 236


@dataclass(slots=True)
class Canvas:
    form: Format
    parts: list[str] = field(default_factory=list)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: int = 0,
        fill: str = INK,
        anchor: str = "start",
        bold: bool = False,
    ) -> None:
        weight = ' font-weight="600"' if bold else ""
        self.parts.append(
            f'<text x="{x:g}" y="{y:g}" font-size="{size or self.form.size}" fill="{fill}"'
            f' text-anchor="{anchor}"{weight}>{escape(words)}</text>'
        )

    def lines(self, x: float, y: float, words: str, *, width: float, size: int = 0, fill: str = INK) -> float:
        """Words wrapped to a width; returns the height they take."""
        size = size or self.form.size
        wrapped = wrap(words, width, size)
        for i, line in enumerate(wrapped):
            self.text(x, y + i * size * 1.3, line, size=size, fill=fill)
        return len(wrapped) * size * 1.3

    def box(
        self, x: float, y: float, width: float, height: float, fill: str, *, radius: float = 2, edge: str = ""
    ) -> None:
        stroke = f' stroke="{edge}"' if edge else ""
        self.parts.append(
            f'<rect x="{x:.2f}" y="{y:.2f}" width="{max(width, 0):.2f}" height="{height:g}" rx="{radius:g}"'
            f' fill="{fill}"{stroke}/>'
        )

    def rule(
        self, x1: float, y1: float, x2: float, y2: float, *, colour: str = LINE, width: float = 1
    ) -> None:
        self.parts.append(
            f'<line x1="{x1:.2f}" y1="{y1:.2f}" x2="{x2:.2f}" y2="{y2:.2f}" stroke="{colour}"'
            f' stroke-width="{width:g}" stroke-linecap="round"/>'
        )

    def oval(self, x: float, y: float, rx: float, ry: float, fill: str, *, edge: str = WHITE) -> None:
        self.parts.append(
            f'<ellipse cx="{x:.2f}" cy="{y:.2f}" rx="{rx:g}" ry="{ry:g}" fill="{fill}" stroke="{edge}"/>'
        )

    def close(self, height: float, title: str, description: str, name: str) -> str:
        """The finished picture; `name` makes the ids of its title and description unique on a page."""
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.form.width} {height:.0f}" role="img"'
            f' width="{self.form.width}" height="{height:.0f}"'
            f' aria-labelledby="{name}-title {name}-desc" font-family="{escape(self.form.font)}">'
            f'<title id="{name}-title">{escape(title)}</title>'
            f'<desc id="{name}-desc">{escape(description)}</desc>'
        )
        return head + "".join(self.parts) + "</svg>"


def wrap(words: str, width: float, size: float) -> list[str]:
    return textwrap.wrap(words, max(8, int(width / (size * CHARACTER)))) or [""]
