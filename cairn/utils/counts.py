"""A number with what it counts."""

from __future__ import annotations


def counted(number: int, one: str, many: str = "") -> str:
    """`1 record`, `12 records`, `1,204 records`. `many` is `one` with an s if not said; a verb may stand with
    both: `counted(n, "record was read", "records were read")`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
