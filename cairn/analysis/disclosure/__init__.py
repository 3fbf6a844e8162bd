"""Disclosure control: what is too small to show, and whether it can be worked out from what is shown.

One figure at a time: the names below. Whole releases: `suppress.suppress` says what to withhold of linked
tables, `release_files.write_release` writes them, `release.audit_release` attacks what was published. (They
are imported from their modules: a claim needs no solver.) Neither the tables before suppression nor anything
withheld may leave this room.
"""

from cairn.analysis.disclosure.groups import withheld_in_groups
from cairn.analysis.disclosure.limits import Limits
from cairn.analysis.disclosure.rule import (
    ALIKE_BELOW,
    BELOW,
    INTERVAL,
    SYMBOL,
    DisclosureRule,
    all_alike,
    guarded,
    load_disclosure,
    shown_count,
    withheld,
    withheld_in_table,
)

__all__ = [
    "ALIKE_BELOW",
    "BELOW",
    "INTERVAL",
    "SYMBOL",
    "DisclosureRule",
    "Limits",
    "all_alike",
    "guarded",
    "load_disclosure",
    "shown_count",
    "withheld",
    "withheld_in_groups",
    "withheld_in_table",
]
