"""Disclosure control: what is too small to show, and whether it can be worked out from what is shown."""

from cairn.analysis.disclosure.rule import (
    BELOW,
    SYMBOL,
    DisclosureRule,
    guarded,
    load_disclosure,
    shown_count,
    withheld,
    withheld_in_table,
)

__all__ = [
    "BELOW",
    "SYMBOL",
    "DisclosureRule",
    "guarded",
    "load_disclosure",
    "shown_count",
    "withheld",
    "withheld_in_table",
]
