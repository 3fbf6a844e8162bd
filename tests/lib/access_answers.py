"""How an address answers somebody: the questions its page asks, put to policy and to the table of sight."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from cairn.actions.subjects import subject_of, within
from cairn.policy.acts import Act
from cairn.policy.deciding import may, refusal
from cairn.policy.model import Actor, Subject, roles_here
from cairn.policy.roles import INSPECTION_ROLES, PROGRAMME_WIDE, roles_to_give
from cairn.policy.seen import sees
from cairn.policy.visibility import SEEN_BY
from cairn.store.models import Membership
from tests.lib.rich_world import Rich
from tests.lib.rows_at import row_at

OK, MOVED, REFUSED, MISSING, OTHER_METHOD, GONE, NO_TOKEN = 200, 302, 403, 404, 405, 410, 401
Decide = Callable[[Actor, Rich], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """How an address answers a GET, and whether it writes at a POST.

    `args` are the values of its address: plain, or the name of a row for its key. `rows` must be visible and
    every question in `asks` allowed, in this order; then it answers `get`. `decide` says it where policy has
    no single question.
    """

    args: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    asks: tuple[tuple[Act, str], ...] = ()
    get: int = OK
    writes: bool = False
    decide: Decide | None = None
    # What a POST asks first, where it may keep what was written although the act itself is refused.
    post_asks: tuple[tuple[Act, str], ...] | None = None


def value_of(rich: Rich, word: str) -> object:
    """`inspection.slug` is a column of a row, `entry` the key of one, anything else itself."""
    if word in rich.rows:
        return rich.rows[word].pk
    row, _, column = word.partition(".")
    return getattr(rich.rows[row], column) if row in rich.rows else word


def refused(cell: Cell, actor: Actor, rich: Rich, *, post: bool) -> int:
    """403 or 404 where a row is not seen or a question refused; 0 where nothing stands in the way."""
    # A page asks about the inspection before it looks for what lies in it.
    place = [ask for ask in cell.asks if ask[1] in rich.rows and ask[0] is Act.INSPECTION_VIEW]
    asks = cell.post_asks if post and cell.post_asks is not None else cell.asks
    for row in (["inspection"] if place else []) + list(cell.rows):
        if not sees(actor, row_at(rich.rows[row]), SEEN_BY):
            return 404
    for act, thing in asks:
        found = refusal(actor, act, about(rich, thing))
        if found is not None:
            return 404 if found.hides else 403
    return 0


def about(rich: Rich, thing: str) -> Subject:
    """The subject of a row, or of something not there yet: `new ledger_entry`, `new request/asked`."""
    if not thing.startswith("new "):
        row = rich.rows[thing]
        return _held(row) if isinstance(row, Membership) else subject_of(row)
    noun, _, state = thing.removeprefix("new ").partition("/")
    place = rich.rows["inspection"]
    if noun == "membership":
        return within(place, noun=noun, role="", receiver_interests="", receiver_roles="")
    if noun == "audit of programme":
        return Subject(noun="audit", programme_id=str(place.programme_id))
    if noun == "inspection":
        return Subject(noun="inspection", programme_id=str(place.programme_id))
    return within(place, noun=noun, state=state)


def _held(row: Membership) -> Subject:
    """A role that somebody holds, as the pages ask about it."""
    facts = MappingProxyType(
        {"role": row.role, "receiver_interests": "", "receiver_roles": row.role, "inspection_state": ""}
    )
    if row.inspection is None:
        return Subject(noun="membership", programme_id=str(row.programme_id), facts=facts)
    return within(row.inspection, noun="membership", **{**facts, "inspection_state": row.inspection.state})


# -- what policy does not say in one question --------------------------------------------------------


def gives_roles(actor: Actor, rich: Rich) -> int:
    return OK if roles_to_give(held.role for held in actor.roles) else 403


def gives_inspection_roles(actor: Actor, rich: Rich) -> int:
    return _gives(actor, rich, "inspection", INSPECTION_ROLES)


def gives_programme_roles(actor: Actor, rich: Rich) -> int:
    return _gives(actor, rich, "programme", PROGRAMME_WIDE)


def _gives(actor: Actor, rich: Rich, where: str, fitting: frozenset[Any]) -> int:
    place = about(rich, "new membership")
    if where == "programme":
        place = Subject(noun="membership", programme_id=place.programme_id, facts=place.facts)
    if set(roles_to_give(roles_here(actor, place))) & fitting:
        return OK
    found = refusal(actor, Act.MEMBERSHIP_GIVE, place)
    return 404 if found is None or found.hides else 403


def begins_reports(actor: Actor, rich: Rich) -> int:
    """Whoever may begin a report on the programme, or on an inspection of it that they see."""
    programme = Subject(noun="report", programme_id=str(rich.rows["programme"].pk))
    places = [rich.rows[name] for name in ("inspection", "b/inspection")]
    seen = [one for one in places if sees(actor, row_at(one), SEEN_BY)]
    subjects = [programme, *(within(one, noun="report") for one in seen)]
    return OK if any(may(actor, Act.REPORT_CREATE, one) for one in subjects) else 403


def withdraws(actor: Actor, rich: Rich) -> int:
    """Only those who give roles at all have such a list; the invitation must be one they see."""
    if gives_roles(actor, rich) != OK:
        return REFUSED
    return OK if sees(actor, row_at(rich.rows["invitation"]), SEEN_BY) else MISSING


def holds(row: str, *, else_: int = 404) -> Decide:
    """Only the person whose it is."""

    def decide(actor: Actor, rich: Rich) -> int:
        return OK if str(rich.rows[row].person_id) == actor.person_id else else_

    return decide
