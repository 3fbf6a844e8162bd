"""Disclosure control: what is too small to show. The last step before a figure leaves.

The functions here judge one figure, or one row of counts with its total, at a time. Linked tables and earlier
releases are the business of `suppress` and `audit`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from cairn.analysis.disclosure.limits import Limits
from cairn.analysis.estimate import Estimate
from cairn.errors import Problem
from cairn.framework.reading import Fields, raise_all

BELOW = 5
INTERVAL = 3
LEAST = 1
ALIKE_BELOW = 10
SYMBOL = "[c]"


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureRule:
    """Counts from 1 to `below` − 1 are withheld and shown as `symbol`. Zeros are shown, unless sensitive.

    What is withheld stays open over a range of `interval` for a reader who uses all that is printed and takes
    a withheld count for none or more; one who takes it for `least` or more is left the rest of that range. A
    group of fewer than `alike_below` of whom all share a value gives itself away without a small count.
    """

    name: str
    title: str
    source: str
    dated: str
    below: int = BELOW
    interval: int = INTERVAL
    least: int = LEAST
    alike_below: int = ALIKE_BELOW
    symbol: str = SYMBOL
    note: str = ""

    @property
    def limits(self) -> Limits:
        """The rule as `suppress` and `audit` take it."""
        return Limits(below=self.below, width=self.interval, alike_below=self.alike_below, least=self.least)


def withheld(k: int, n: int, protected: bool = True, below: int = BELOW) -> bool:
    """Whether “k of n” may not be shown: k, the rest of the base, or the base is 1 to `below` − 1.

    Only people are protected: findings about partnerships are shown whatever their number.
    """
    return protected and any(0 < count < below for count in (k, n - k, n))


def all_alike(
    k: int, n: int, alike_below: int = ALIKE_BELOW, protected: bool = True, *, rest_is_one: bool = False
) -> bool:
    """Whether “k of n” tells that a group of fewer than `alike_below` is all alike: all of them are in k, or
    none, and the rest all gave one answer (`rest_is_one`)."""
    return protected and 0 < n < alike_below and (k == n or (k == 0 and rest_is_one))


def guarded(estimate: Estimate, protected: bool = True, below: int = BELOW) -> Estimate:
    """The estimate, marked as withheld when it is too small to show."""
    return replace(estimate, withheld=withheld(estimate.k, estimate.n, protected, below))


def shown_count(k: int, protected: bool = True, below: int = BELOW, symbol: str = SYMBOL) -> str:
    """The count as a reader sees it: digits with thousands marked, or the symbol."""
    return symbol if protected and 0 < k < below else f"{k:,}"


def withheld_in_table(
    counts: Mapping[str, int], protected: bool = True, below: int = BELOW
) -> frozenset[str]:
    """The names of the counts to withhold from a row whose total is shown.

    Counts of 1 to `below` − 1, and then the smallest others until whoever takes what is shown from the
    total, and knows that no withheld count is 0, is left with at least `below` − 1 values for each. When
    that cannot be had the whole row is withheld, its zeros too.
    """
    hidden = {name for name, k in counts.items() if 0 < k < below}
    if not (protected and hidden):
        return frozenset()
    spare = sorted((k, i, name) for i, (name, k) in enumerate(counts.items()) if k >= below)
    while not _safe(hidden, counts, below):
        if not spare:
            return frozenset(counts)
        hidden.add(spare.pop(0)[2])
    return frozenset(hidden)


def _safe(hidden: set[str], counts: Mapping[str, int], below: int) -> bool:
    # m counts of at least 1 that make S leave each of them any value from 1 to S − m + 1.
    total = sum(counts[name] for name in hidden)
    return len(hidden) > 1 and total - len(hidden) + 1 >= below - 1


def load_disclosure(root: Path, name: str = "default") -> DisclosureRule:
    """The rule in `disclosure/<name>.yaml`. Raises `DefinitionError` with everything that is wrong in it."""
    problems: list[Problem] = []
    fields = Fields.open(root / "disclosure" / f"{name}.yaml", root, problems)
    rule = _read_rule(fields) if fields is not None else None
    raise_all(problems)
    assert rule is not None  # without problems there is a rule
    return rule


def _read_rule(fields: Fields) -> DisclosureRule | None:
    if not fields.boolean("zeros_shown"):
        fields.problem(
            "zeros-hidden", "Hiding zeros is not supported: “zeros_shown” must be true.", "zeros_shown"
        )
    return fields.build(
        DisclosureRule,
        name=fields.name("name"),
        title=fields.text("title"),
        source=fields.text("source"),
        dated=fields.date("dated"),
        below=fields.integer("below", 2, 100),
        interval=_or(fields.optional_integer("interval", 1, 100), INTERVAL),
        least=_or(fields.optional_integer("least", 0, 1), LEAST),
        alike_below=_or(fields.optional_integer("alike_below", 0, 100), ALIKE_BELOW),
        symbol=fields.text("symbol"),
        note=fields.optional_text("note"),
    )


def _or(value: int | None, default: int) -> int:
    return default if value is None else value
