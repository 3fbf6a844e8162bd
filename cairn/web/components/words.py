"""Days, sizes and words as people write them."""

from __future__ import annotations

import re
from datetime import date

from cairn.utils.days import MONTHS as MONTHS
from cairn.utils.days import day_in_words as day_in_words

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_NUMBERS = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})", re.ASCII)
_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ -]+([a-z]{3,9})\.?,?[ -]+(\d{4})", re.ASCII)


def short_day(day: date) -> str:
    """`12 Mar 2026`, for tables."""
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def read_day(text: str) -> date | None:
    """The day a person wrote, day before month: 12 March 2026, 12 Mar 2026, 12/3/2026 or 2026-03-12.

    `None` when it is no day, or can be read in no way.
    """
    written = " ".join(text.lower().split())
    if found := _ISO.fullmatch(written):
        year, month, day = (int(part) for part in found.groups())
    elif found := _NUMBERS.fullmatch(written):
        day, month, year = (int(part) for part in found.groups())
    elif found := _NAMED.fullmatch(written):
        day, year = int(found[1]), int(found[3])
        month = _month_named(found[2])
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_named(name: str) -> int:
    """1 to 12 for a month's name or its first letters, 0 for any other word."""
    return next((n for n, month in enumerate(MONTHS, 1) if month.lower().startswith(name)), 0)


def count_words(text: str) -> int:
    """Words are what white space parts; the counter in the browser counts the same way."""
    return len(text.split())


def size_in_words(size: int) -> str:
    """A number of bytes as `20 MB` or `350 kB`, in thousands."""
    if size < 1000:
        return f"{size} bytes"
    unit, name = (1_000_000, "MB") if size >= 1_000_000 else (1000, "kB")
    return f"{size / unit:.1f}".removesuffix(".0") + f" {name}"
