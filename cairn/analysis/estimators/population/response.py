"""How many of those asked answered, by agency or group: to be told before any figure of a survey.

Source: response rate 1 of the American Association for Public Opinion Research, Standard Definitions (10th
ed., 2023): complete answers over all who were asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """`answered` of `asked`; the rate is None when nobody was asked."""

    group: str
    asked: int
    answered: int

    @property
    def rate(self) -> Fraction | None:
        return Fraction(self.answered, self.asked) if self.asked else None


def response_by(asked: Mapping[str, int], answered: Mapping[str, int]) -> tuple[Response, ...]:
    """One entry per group asked, lowest rate first, in the given order among equals. More answers than were
    asked are shown as they are: the number asked was then wrong."""
    found = [Response(group=g, asked=n, answered=answered.get(g, 0)) for g, n in asked.items()]
    return tuple(sorted(found, key=lambda r: (r.rate is None, r.rate or 0)))
