"""Who may do what in which state: one table, and whatever is not in it is refused.

A row gives an act to some roles, in some states, under some conditions. The states are those from which the
act moves its thing (`states`), unless the row names others: fewer, or those in which an act that moves
nothing is done. An act and a role meet in one row at most, so each cell is read off in one place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from cairn.policy.acts import Act
from cairn.policy.conditions import (
    CONDUCT_ACCEPTED,
    ESCALATED,
    INSPECTION_NOTIFIED,
    INSPECTION_OPEN,
    INSPECTION_REPORTING,
    NOT_OWN_AREA,
    NOT_TEAM_MEMBER,
    NOT_THE_PROPOSER,
    NOT_THE_SUBMITTER,
    OWN,
    OWN_INVITATION,
    OWNER_OR_LEAD,
    RAISED_OR_ESCALATED,
    RAISER,
    RECEIVER_FREE,
    RECEIVER_ON_ONE_SIDE,
    ROLE_TO_GIVE,
    SECOND_FACTOR,
    Condition,
)
from cairn.policy.model import ANY_STATE, NOTHING, Duty
from cairn.policy.roles import (
    EVERY_ROLE,
    LEADS,
    PARTNERSHIP,
    PARTNERSHIP_STAFF,
    PROGRAMME_WIDE,
    SCRUTINY_TEAM,
    Role,
)
from cairn.policy.states import WITH_THE_TEAM, starts_of


class Where(StrEnum):
    """How far a held role reaches for an act."""

    HERE = "here"  # a role in the very inspection, or a programme-wide role in its programme
    PROGRAMME = "programme"  # any role in the same programme
    ANYWHERE = "anywhere"  # any role held at all
    NO_ROLE = "no_role"  # no role is needed: what a person must do before they have one


@dataclass(frozen=True, slots=True)
class Cell:
    """When one role may do one act."""

    states: frozenset[str]
    conditions: tuple[Condition, ...] = ()

    def allows_in(self, state: str) -> bool:
        return self.states == ANY_STATE or state in self.states


@dataclass(frozen=True, slots=True)
class Row:
    act: Act
    roles: frozenset[Role]
    cell: Cell


LEAD_AND_PROGRAMME = LEADS | {Role.PROGRAMME_LEAD}
INSPECTORS = LEADS | {Role.INSPECTOR}
ANSWERERS = frozenset({Role.PARTNERSHIP_COORDINATOR, Role.PARTNERSHIP_CONTRIBUTOR})
AUTHORS = LEADS | {Role.REPORT_AUTHOR, Role.PROGRAMME_LEAD}
REVIEWERS = frozenset({Role.PROGRAMME_LEAD, Role.PANEL_MEMBER})
CONCERN_KEEPERS = frozenset({Role.INSPECTION_LEAD, Role.SENIOR_LEAD})
TEAM_READERS = SCRUTINY_TEAM | {Role.PROGRAMME_LEAD, Role.PANEL_MEMBER}
TOLD_TO_PARTNERSHIP = frozenset({"asked", "answered", "returned", "accepted", "withdrawn"})
AFTER_NOTICE = frozenset(
    {"notified", "scoping", "fieldwork", "evaluating", "reporting", "published", "closed", "stopped"}
)


def _row(
    act: Act,
    roles: Iterable[Role],
    *conditions: Condition,
    states: Iterable[str] | None = None,
) -> Row:
    allowed = starts_of(act) if states is None else frozenset(states)
    return Row(act, frozenset(roles), Cell(allowed, conditions))


_LEAD = frozenset({Role.PROGRAMME_LEAD})
_PANEL = frozenset({Role.PANEL_MEMBER})
_GIVING = (ROLE_TO_GIVE, RECEIVER_FREE, RECEIVER_ON_ONE_SIDE)
_GIVERS = frozenset({Role.PROGRAMME_LEAD, Role.INSPECTION_LEAD, Role.PARTNERSHIP_COORDINATOR})
_JUDGING = (NOT_OWN_AREA, INSPECTION_OPEN)
_OPEN_PROGRAMME = ("draft", "running")
_OPEN_REQUEST = ("draft", "asked", "returned")
_WITH_PARTNERSHIP = ("asked", "returned")
_BEFORE_PUBLISHED = ("planned", "notified", "scoping", "fieldwork", "evaluating", "reporting")

PROGRAMME_ROWS = (
    _row(Act.PROGRAMME_CREATE, _LEAD),
    _row(Act.PROGRAMME_VIEW, EVERY_ROLE, states=ANY_STATE),
    _row(Act.PROGRAMME_EDIT, _LEAD, states=_OPEN_PROGRAMME),
    _row(Act.PROGRAMME_START, _LEAD),
    _row(Act.PROGRAMME_CLOSE, _LEAD),
    _row(Act.PROGRAMME_SET_PHASES, _LEAD, states=_OPEN_PROGRAMME),
    _row(Act.PROGRAMME_SET_HOLIDAYS, _LEAD, states=_OPEN_PROGRAMME),
    _row(Act.MEMBERSHIP_VIEW, SCRUTINY_TEAM | _LEAD, states=ANY_STATE),
    _row(Act.MEMBERSHIP_VIEW, PARTNERSHIP, INSPECTION_NOTIFIED, states=ANY_STATE),
    _row(Act.MEMBERSHIP_INVITE, _GIVERS, *_GIVING, states=ANY_STATE),
    _row(Act.MEMBERSHIP_WITHDRAW, _GIVERS, ROLE_TO_GIVE, states=ANY_STATE),
    _row(Act.MEMBERSHIP_ACCEPT, EVERY_ROLE, OWN_INVITATION, states=ANY_STATE),
    _row(Act.MEMBERSHIP_GIVE, _GIVERS, *_GIVING, states=ANY_STATE),
    _row(Act.MEMBERSHIP_END, _GIVERS, ROLE_TO_GIVE, states=ANY_STATE),
    _row(Act.INTEREST_DECLARE, EVERY_ROLE, OWN, states=ANY_STATE),
    _row(Act.INTEREST_END, EVERY_ROLE, OWN, states=ANY_STATE),
    _row(Act.CONDUCT_ACCEPT, EVERY_ROLE, OWN, states=ANY_STATE),
    _row(Act.TOKEN_MAKE, EVERY_ROLE, OWN, states=ANY_STATE),
    _row(Act.TOKEN_REVOKE, EVERY_ROLE, OWN, states=ANY_STATE),
    _row(Act.AUDIT_VIEW, LEAD_AND_PROGRAMME, NOT_OWN_AREA, states=ANY_STATE),
    _row(Act.RETENTION_DISPOSE, (), states=ANY_STATE),
)

# Whoever declared an interest still knows of the inspection and its diary, gives and ends roles, so that they
# can hand over, and answers for concerns about a child until somebody else does. They decide nothing besides.
INSPECTION_ROWS = (
    _row(Act.INSPECTION_CREATE, _LEAD, NOT_OWN_AREA),
    _row(Act.INSPECTION_VIEW, SCRUTINY_TEAM | PROGRAMME_WIDE, states=ANY_STATE),
    _row(Act.INSPECTION_VIEW, PARTNERSHIP, states=AFTER_NOTICE),
    _row(Act.INSPECTION_EDIT, LEAD_AND_PROGRAMME, NOT_OWN_AREA, states=_BEFORE_PUBLISHED),
    _row(Act.INSPECTION_NOTIFY, LEAD_AND_PROGRAMME, NOT_OWN_AREA),
    _row(Act.INSPECTION_START_SCOPING, LEAD_AND_PROGRAMME, NOT_OWN_AREA),
    _row(Act.INSPECTION_START_FIELDWORK, LEAD_AND_PROGRAMME, NOT_OWN_AREA),
    _row(Act.INSPECTION_START_EVALUATING, LEAD_AND_PROGRAMME, NOT_OWN_AREA),
    _row(Act.INSPECTION_START_REPORTING, LEAD_AND_PROGRAMME, NOT_OWN_AREA),
    _row(Act.INSPECTION_PUBLISH, {Role.INSPECTION_LEAD, Role.PROGRAMME_LEAD}, NOT_OWN_AREA),
    _row(Act.INSPECTION_CLOSE, {Role.INSPECTION_LEAD, Role.PROGRAMME_LEAD}, NOT_OWN_AREA),
    _row(Act.INSPECTION_STEP_BACK, _LEAD, NOT_OWN_AREA),
    _row(Act.INSPECTION_STOP, _LEAD, NOT_OWN_AREA),
    _row(Act.ACTIVITY_VIEW, SCRUTINY_TEAM | _LEAD, states=ANY_STATE),
    _row(Act.ACTIVITY_VIEW, PARTNERSHIP_STAFF, INSPECTION_NOTIFIED, states=ANY_STATE),
    _row(Act.ACTIVITY_PLAN, INSPECTORS, *_JUDGING),
    _row(Act.ACTIVITY_EDIT, INSPECTORS, *_JUDGING, states=("planned",)),
    _row(Act.ACTIVITY_NOTE, SCRUTINY_TEAM, *_JUDGING, states=("planned", "done", "cancelled")),
    _row(Act.ACTIVITY_FINISH, INSPECTORS, *_JUDGING),
    _row(Act.ACTIVITY_CANCEL, INSPECTORS, *_JUDGING),
    _row(Act.REQUEST_VIEW, SCRUTINY_TEAM | _LEAD, NOT_OWN_AREA, states=ANY_STATE),
    _row(Act.REQUEST_VIEW, PARTNERSHIP_STAFF, INSPECTION_NOTIFIED, states=TOLD_TO_PARTNERSHIP),
    _row(Act.REQUEST_READ_FILE, SCRUTINY_TEAM | _LEAD, NOT_OWN_AREA, states=WITH_THE_TEAM),
    _row(Act.REQUEST_READ_FILE, PARTNERSHIP_STAFF, INSPECTION_NOTIFIED, states=TOLD_TO_PARTNERSHIP),
    _row(Act.REQUEST_DRAFT, LEADS, *_JUDGING),
    _row(Act.REQUEST_EDIT, LEADS, *_JUDGING, states=_OPEN_REQUEST),
    _row(Act.REQUEST_ASK, LEADS, *_JUDGING),
    _row(Act.REQUEST_WITHDRAW, LEADS, *_JUDGING),
    _row(Act.REQUEST_ACCEPT, LEADS, *_JUDGING),
    _row(Act.REQUEST_RETURN, LEADS, *_JUDGING),
    _row(Act.REQUEST_WRITE_ANSWER, ANSWERERS, INSPECTION_OPEN, states=_WITH_PARTNERSHIP),
    _row(Act.REQUEST_UPLOAD, ANSWERERS, INSPECTION_OPEN, states=_WITH_PARTNERSHIP),
    _row(Act.REQUEST_REMOVE_UPLOAD, ANSWERERS, INSPECTION_OPEN, states=_WITH_PARTNERSHIP),
    _row(Act.REQUEST_ANSWER, ANSWERERS, INSPECTION_OPEN),
)

JUDGING_ROWS = (
    _row(Act.LEDGER_VIEW, TEAM_READERS, NOT_OWN_AREA, states=ANY_STATE),
    _row(Act.LEDGER_ADD, SCRUTINY_TEAM, *_JUDGING),
    _row(Act.LEDGER_EDIT, SCRUTINY_TEAM, *_JUDGING, states=("open", "planned")),
    _row(Act.LEDGER_PLAN, SCRUTINY_TEAM, *_JUDGING, states=("open", "planned")),
    _row(Act.LEDGER_RESOLVE, SCRUTINY_TEAM - {Role.YOUNG_VOLUNTEER}, *_JUDGING),
    _row(Act.LEDGER_REOPEN, SCRUTINY_TEAM, *_JUDGING),
    _row(Act.SCOPE_VIEW, TEAM_READERS, NOT_OWN_AREA, states=ANY_STATE),
    _row(Act.SCOPE_DECIDE, LEADS, *_JUDGING, states=ANY_STATE),
    _row(Act.EVALUATION_VIEW, TEAM_READERS | {Role.REPORT_AUTHOR}, NOT_OWN_AREA, states=ANY_STATE),
    _row(Act.EVALUATION_VIEW, {Role.ANALYST}, NOT_OWN_AREA, states=("signed",)),
    _row(Act.EVALUATION_VIEW, PARTNERSHIP_STAFF, INSPECTION_REPORTING, NOT_OWN_AREA, states=("signed",)),
    _row(Act.EVALUATION_ASSIGN, LEADS, *_JUDGING, states=("not_started", "proposed", "agreed")),
    _row(Act.EVALUATION_EDIT, SCRUTINY_TEAM, *_JUDGING, OWNER_OR_LEAD, states=("not_started",)),
    _row(Act.EVALUATION_PROPOSE, SCRUTINY_TEAM, *_JUDGING, OWNER_OR_LEAD),
    _row(Act.EVALUATION_AGREE, LEADS, *_JUDGING, NOT_THE_PROPOSER),
    _row(Act.EVALUATION_RETURN, LEADS, *_JUDGING),
    _row(Act.EVALUATION_RETURN, _PANEL, *_JUDGING, NOT_TEAM_MEMBER, states=("agreed",)),
    _row(Act.EVALUATION_SIGN, _PANEL, *_JUDGING, NOT_TEAM_MEMBER, NOT_THE_PROPOSER),
    _row(Act.EVALUATION_REOPEN, _PANEL, *_JUDGING, NOT_TEAM_MEMBER),
)

CONCERN_ROWS = (
    _row(Act.CONCERN_RAISE, EVERY_ROLE, RAISER),
    _row(Act.CONCERN_FOLLOW, CONCERN_KEEPERS, states=ANY_STATE),
    _row(Act.CONCERN_FOLLOW, _LEAD, RAISED_OR_ESCALATED, states=ANY_STATE),
    _row(Act.CONCERN_FOLLOW, EVERY_ROLE - CONCERN_KEEPERS - _LEAD, RAISER, states=ANY_STATE),
    _row(Act.CONCERN_VIEW, CONCERN_KEEPERS, states=ANY_STATE),
    _row(Act.CONCERN_VIEW, _LEAD, ESCALATED, states=ANY_STATE),
    _row(Act.CONCERN_ACKNOWLEDGE, CONCERN_KEEPERS),
    _row(Act.CONCERN_ACKNOWLEDGE, _LEAD, ESCALATED),
    _row(Act.CONCERN_ACT, CONCERN_KEEPERS),
    _row(Act.CONCERN_ACT, _LEAD, ESCALATED),
    _row(Act.CONCERN_CLOSE, CONCERN_KEEPERS),
    _row(Act.CONCERN_CLOSE, _LEAD, ESCALATED),
    _row(Act.CONCERN_ESCALATE, CONCERN_KEEPERS, states=("raised", "acknowledged", "acted_on")),
)

REPORT_ROWS = (
    _row(Act.REPORT_CREATE, AUTHORS, NOT_OWN_AREA),
    _row(Act.REPORT_VIEW, TEAM_READERS | PROGRAMME_WIDE, NOT_OWN_AREA, states=ANY_STATE),
    _row(Act.REPORT_EDIT, AUTHORS, NOT_OWN_AREA, states=("draft",)),
    _row(Act.REPORT_SUBMIT, AUTHORS, NOT_OWN_AREA),
    _row(Act.REPORT_AGREE, REVIEWERS, NOT_OWN_AREA, NOT_THE_SUBMITTER),
    _row(Act.REPORT_RETURN, AUTHORS | REVIEWERS, NOT_OWN_AREA),
    _row(Act.REPORT_ASK_PUBLICATION, _LEAD, NOT_OWN_AREA, states=("agreed",)),
    _row(Act.REPORT_PUBLISH, _LEAD, NOT_OWN_AREA),
    _row(Act.REPORT_WITHDRAW, _LEAD),
    _row(Act.REPORT_REVISE, _LEAD),
)

ROWS: tuple[Row, ...] = PROGRAMME_ROWS + INSPECTION_ROWS + JUDGING_ROWS + CONCERN_ROWS + REPORT_ROWS


def _table() -> Mapping[Act, Mapping[Role, Cell]]:
    table: dict[Act, dict[Role, Cell]] = {}
    for row in ROWS:
        cells = table.setdefault(row.act, {})
        for role in Role:
            if role in row.roles:
                if role in cells:
                    raise ValueError(f"{row.act} is given to {role} in two rows; make them one.")
                cells[role] = row.cell
    return MappingProxyType({act: MappingProxyType(cells) for act, cells in table.items()})


PERMISSIONS: Mapping[Act, Mapping[Role, Cell]] = _table()

REACHES: Mapping[Act, Where] = MappingProxyType(
    {
        Act.PROGRAMME_CREATE: Where.ANYWHERE,
        Act.PROGRAMME_VIEW: Where.PROGRAMME,
        Act.MEMBERSHIP_ACCEPT: Where.NO_ROLE,
        Act.CONDUCT_ACCEPT: Where.NO_ROLE,
        Act.INTEREST_DECLARE: Where.ANYWHERE,
        Act.INTEREST_END: Where.ANYWHERE,
        Act.TOKEN_MAKE: Where.ANYWHERE,
        Act.TOKEN_REVOKE: Where.ANYWHERE,
    }
)

# What holds for every person and every act but those by which one comes to fulfil it.
ALWAYS = (SECOND_FACTOR, CONDUCT_ACCEPTED)
BEFORE_ALWAYS: Mapping[Act, tuple[Condition, ...]] = MappingProxyType(
    {Act.MEMBERSHIP_ACCEPT: (), Act.CONDUCT_ACCEPT: (SECOND_FACTOR,)}
)

# What concerns a person alone: nobody else may know of it.
OWN_ALONE: frozenset[Act] = frozenset(
    row.act for row in ROWS if OWN in row.cell.conditions or OWN_INVITATION in row.cell.conditions
)

# To know that a thing exists, a person must be allowed one of these; else they are told nothing of it.
KNOWN_BY: Mapping[str, tuple[Act, ...]] = MappingProxyType(
    {
        "programme": (Act.PROGRAMME_VIEW,),
        "inspection": (Act.INSPECTION_VIEW,),
        "membership": (Act.MEMBERSHIP_VIEW,),
        "activity": (Act.ACTIVITY_VIEW,),
        "request": (Act.REQUEST_VIEW,),
        "ledger_entry": (Act.LEDGER_VIEW,),
        "scope": (Act.SCOPE_VIEW,),
        "evaluation": (Act.EVALUATION_VIEW,),
        "concern": (Act.CONCERN_VIEW, Act.CONCERN_FOLLOW),
        "report": (Act.REPORT_VIEW,),
    }
)

# What the program does by itself, and nothing besides.
DUTIES: Mapping[Duty, Mapping[Act, frozenset[str]]] = MappingProxyType(
    {
        Duty.CLOCK: MappingProxyType(
            {
                Act.CONCERN_ESCALATE: frozenset({"raised", "acknowledged", "acted_on"}),
                Act.RETENTION_DISPOSE: ANY_STATE,
            }
        ),
        Duty.SETUP: MappingProxyType(
            {
                Act.PROGRAMME_CREATE: frozenset({NOTHING}),
                Act.MEMBERSHIP_INVITE: ANY_STATE,
                Act.MEMBERSHIP_GIVE: ANY_STATE,
            }
        ),
        Duty.DOOR: MappingProxyType({}),
    }
)


def cell(act: Act, role: Role) -> Cell | None:
    """When the role may do the act; None when never."""
    return PERMISSIONS[act].get(role)


def reach_of(act: Act) -> Where:
    return REACHES.get(act, Where.HERE)


def always_for(act: Act) -> tuple[Condition, ...]:
    """What a person must fulfil whatever their role, in the order in which it is asked."""
    return BEFORE_ALWAYS.get(act, ALWAYS)


def facts_for(act: Act) -> frozenset[str]:
    """The facts a subject must carry when the act, or whether it may be known of, is asked about."""
    known = KNOWN_BY.get(act.noun, ())
    cells = [c for wanted in (act, *known) for c in PERMISSIONS[wanted].values()]
    return frozenset(fact for c in cells for condition in c.conditions for fact in condition.facts)
