"""Comparisons as the claims of statements spell them: which shares are above which others."""

from __future__ import annotations

from cairn.analysis.estimators import Where
from cairn.claims.claim import Claim, Stat
from cairn.claims.comparison import Other, other_of
from cairn.claims.consistency_forms import OTHER, Event, Order, Ratio, event
from cairn.claims.consistency_orders import ratio_of
from cairn.claims.consistency_space import Condition, Space

NO_GROUP = (OTHER, "not_stated", "not_given")


def orders_of(claim: Claim, space: Space) -> tuple[Order, ...] | None:
    """What the claim puts above what; None when that cannot be counted here.

    It cannot when the two sides are of sources without a table in common, and for the rest of a group that
    is made by several characteristics.
    """
    if claim.stat is Stat.ORDER:
        found = _order(claim, space)
        return (found,) if found else None
    orders = [_ranked(end, space) for end in claim.ends]
    known = tuple(o for o in orders if o is not None)
    return known if len(known) == len(orders) else None


def share_of(claim: Claim, space: Space, *more: Condition) -> Ratio:
    """The share that the claim speaks of, among the units of its group that meet every other condition."""
    within = event(dict(_within(claim.source, claim.where, space)), *more)
    return ratio_of(space, claim.source, claim.measure, claim.level or "", within)


def _order(claim: Claim, space: Space) -> Order | None:
    own, other = share_of(claim, space), _other(other_of(claim, space.book), space)
    if other is None or other == own or claim.direction == "same":
        return None
    if space.universe(other_of(claim, space.book).source) != space.universe(claim.source):
        return None
    upper, lower = (other, own) if claim.direction == "down" else (own, other)
    return Order((upper,), (lower,), (upper, lower))


def _other(other: Other, space: Space) -> Ratio | None:
    within = _within(other.source, other.where, space)
    if other.outside:
        outside = _outside(other, space)
        if outside is None:
            return None
        within = event(dict(within), outside)
    return ratio_of(space, other.source, other.measure, other.level, within)


def _outside(other: Other, space: Space) -> Condition | None:
    if len(other.outside) != 1:
        return None
    group = dict(_group(other.source, other.outside[0], space))
    name = other.outside[0][0]
    dimension = space.dimension(other.source, name)
    left = frozenset(space.domain(space.universe(other.source), dimension)) - group[dimension]
    return {**group, dimension: left} if left else None


def _ranked(claim: Claim, space: Space) -> Order | None:
    """The ranked group, several values taken as one, against each other group."""
    source, wanted = claim.source, tuple(claim.rank.split("|"))
    own = share_of(claim, space, space.group(source, claim.by, wanted))
    allowed = dict(_within(source, claim.where, space)).get(space.dimension(source, claim.by))
    others = [
        value
        for value in space.values(source, claim.by)
        if value not in (*wanted, *NO_GROUP) and (allowed is None or value in allowed)
    ]
    rest = tuple(share_of(claim, space, space.group(source, claim.by, (value,))) for value in others)
    if not rest:
        return None
    upper, lower = ((own,), rest) if claim.stat is Stat.HIGHEST else (rest, (own,))
    return Order(upper, lower, (own,))


def _within(source: str, where: Where, space: Space) -> Event:
    return event(space.everyone(source), *(_group(source, part, space) for part in where))


def _group(source: str, part: tuple[str, tuple[str, ...]], space: Space) -> Condition:
    name, values = part
    # A resolved condition names an item; its measure knows when the item is asked.
    measure = next((m.name for m in space.book.measures if source in m.sources and m.items == (name,)), name)
    return space.group(source, measure, values)
