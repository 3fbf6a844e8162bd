"""The nearest right name to a misspelt one."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest_name(wrong: str, right: Iterable[str]) -> str | None:
    """The candidate most like `wrong`, ignoring case, hyphens and spaces; None when none is close."""
    by_plain = {_plain(name): name for name in right}
    close = difflib.get_close_matches(_plain(wrong), by_plain, n=1, cutoff=0.6)
    return by_plain[close[0]] if close else None


def did_you_mean(wrong: str, right: Iterable[str]) -> str:
    """`Did you mean “x”?`, or the whole list when it is short, or nothing."""
    names = sorted(set(right))
    near = nearest_name(wrong, names)
    if near is not None:
        return f"Did you mean “{near}”?"
    return f"It may be: {', '.join(names)}." if 0 < len(names) <= 12 else ""


def _plain(name: str) -> str:
    return name.casefold().replace("-", "_").replace(" ", "_")
