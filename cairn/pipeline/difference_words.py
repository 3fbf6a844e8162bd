"""A difference as a reader or a program is told it: nothing that is too small to show."""

from __future__ import annotations

from collections.abc import Iterable

from cairn.analysis.disclosure import BELOW, withheld
from cairn.claims.wording_model import Wording
from cairn.claims.wording_writing import words_for
from cairn.pipeline.differences import Compared, Found, Side

WITHHELD = "withheld"


def in_words(found: Found, wording: Wording, unit: str, below: int = BELOW) -> str:
    """One sentence, with its bases; a side too small to show is named without its number."""
    c = found.compared
    first, second = (_side_in_words(s, wording, unit, below) for s in (c.a, c.b))
    if _hidden(c, below):
        gap = "a clear difference"
    else:
        difference = _difference(c)
        points = round(abs(difference) * 100)
        gap = f"{points} percentage points {'higher' if difference > 0 else 'lower'}"
    within = f", {c.within}" if c.within else ""
    return f"{c.label} ({c.level_label.lower()}){within}: {first}, against {second}: {gap}."


def as_json(found: Found, below: int = BELOW) -> dict[str, object]:
    """A finding for a program; a side too small to show takes both sides' numbers with it. Estimates are told
    as they are to a reader, in whole per cents and without their counts: with known weights more digits would
    give back the counts of single strata. Chances have two digits for the same reason."""
    c, hidden = found.compared, _hidden(found.compared, below)
    estimated = any(s.estimated is not None for s in (c.a, c.b))
    return {
        "measure": c.measure,
        "level": c.level,
        "by": c.by,
        **({"within": c.within} if c.within else {}),
        "a": c.a.name,
        "b": c.b.name,
        "n_a": None if 0 < c.a.n < below else c.a.n,
        "n_b": None if 0 < c.b.n < below else c.b.n,
        "k_a": None if hidden or estimated else c.a.k,
        "k_b": None if hidden or estimated else c.b.k,
        "share_a": None if hidden else _share(c.a),
        "share_b": None if hidden else _share(c.b),
        "difference": None if hidden else round(_difference(c), 6),
        "p": None if hidden else float(f"{c.p:.2g}"),
        "adjusted_p": None if hidden else float(f"{found.adjusted:.2g}"),
        "firm": found.firm,
        "withheld": hidden,
    }


def told_share(estimated: float) -> float:
    """An estimated share as it is told: in whole per cents."""
    return round(estimated, 2)


def shown_once(found: Iterable[Found]) -> tuple[Found, ...]:
    """The strongest finding of each measure and characteristic, for a reader who wants the gist; between
    programmes, of each measure and group."""
    seen: dict[tuple[str, str, str], Found] = {}
    for one in found:
        seen.setdefault((one.compared.measure, one.compared.by, one.compared.within), one)
    return tuple(seen.values())


def _share(side: Side) -> float:
    return float(side.share) if side.estimated is None else told_share(side.estimated)


def _difference(c: Compared) -> float:
    """That of the shares as told: of estimates no digit more."""
    if c.a.estimated is None and c.b.estimated is None:
        return float(c.difference)
    return _share(c.a) - _share(c.b)


def _hidden(c: Compared, below: int) -> bool:
    return any(s.withheld or withheld(s.k, s.n, True, below) for s in (c.a, c.b))


def _side_in_words(side: Side, wording: Wording, unit: str, below: int) -> str:
    if withheld(side.k, side.n, True, below):
        return f"{side.label} (too few to show)"
    if side.withheld:
        return f"{side.label} ({WITHHELD})"
    if side.estimated is not None:
        return f"an estimated {told_share(side.estimated):.0%} for {side.label} (base {side.n:,} {unit} read)"
    words = words_for(side.k, side.n, wording)
    return f"{words} for {side.label} (base {side.n:,} {unit})"
