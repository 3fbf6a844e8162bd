"""One figure of an estimate, as it is told."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cairn.pipeline.told_estimates import ROUNDED, Telling

ALL = "all"
COUNTED = "counted"
WITHHELD = "withheld"
NOT_TOLD = "Even in whole per cents it would give back a count that is withheld."


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One figure. On the read basis a share is a fact, without error or limits; `method` says how the limits
    were made or why there are none. A withheld figure has only its base, if even that may be shown."""

    by: str
    level: str
    n: int | None
    k: int | None
    share: float | None
    se: float | None = None
    df: int | None = None
    low: float | None = None
    high: float | None = None
    method: str = COUNTED
    withheld: bool = False
    notes: tuple[str, ...] = ()
    answer: str = ""
    rounded: bool = False  # to whole per cents

    def as_json(self) -> dict[str, object]:
        return {
            "by": self.by,
            "level": self.level,
            **({"answer": self.answer} if self.answer else {}),
            "n": self.n,
            "k": self.k,
            "share": self.share,
            "se": self.se,
            "df": self.df,
            "low": self.low,
            "high": self.high,
            "method": self.method,
            "withheld": self.withheld,
            "notes": list(self.notes),
        }


def told(row: TableRow, telling: Telling) -> TableRow:
    """The row as it may be told: in full, in whole per cents without what its error would add, or not."""
    if telling is Telling.NOT:
        return replace(withheld_row(row, 0), notes=(NOT_TOLD,))
    if telling is Telling.FULLY or row.share is None:
        return row
    low, high = (None if limit is None else round(limit, 2) for limit in (row.low, row.high))
    share = round(row.share, 2)
    return replace(row, share=share, se=None, low=low, high=high, notes=(*row.notes, ROUNDED), rounded=True)


def withheld_row(row: TableRow, below: int) -> TableRow:
    """The row with nothing but its base, if even that may be shown."""
    return replace(
        row,
        n=None if 0 < (row.n or 0) < below else row.n,
        k=None,
        share=None,
        se=None,
        df=None,
        low=None,
        high=None,
        method=WITHHELD,
        withheld=True,
        notes=(),
    )
