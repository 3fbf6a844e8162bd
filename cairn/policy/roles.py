"""The parts people have in a programme and in an inspection, and who may give them.

A role is held either for a whole programme or for one inspection, never for both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """Stored as these words in a membership."""

    PROGRAMME_LEAD = "programme_lead"
    PANEL_MEMBER = "panel_member"
    ANALYST = "analyst"
    REPORT_AUTHOR = "report_author"
    INSPECTION_LEAD = "inspection_lead"
    DEPUTY_LEAD = "deputy_lead"
    INSPECTOR = "inspector"
    ASSOCIATE_ASSESSOR = "associate_assessor"
    YOUNG_VOLUNTEER = "young_volunteer"
    INSPECTION_ANALYST = "inspection_analyst"
    PARTNERSHIP_COORDINATOR = "partnership_coordinator"
    PARTNERSHIP_CONTRIBUTOR = "partnership_contributor"
    SENIOR_LEAD = "senior_lead"
    RECORD_READER = "record_reader"

    @property
    def label(self) -> str:
        """The role as people say it, in lower case: "deputy lead"."""
        return TITLES[self]

    @property
    def is_programme_wide(self) -> bool:
        return self in PROGRAMME_WIDE


PROGRAMME_WIDE = frozenset({Role.PROGRAMME_LEAD, Role.PANEL_MEMBER, Role.ANALYST, Role.REPORT_AUTHOR})
LEADS = frozenset({Role.INSPECTION_LEAD, Role.DEPUTY_LEAD})
SCRUTINY_TEAM = LEADS | {
    Role.INSPECTOR,
    Role.ASSOCIATE_ASSESSOR,
    Role.YOUNG_VOLUNTEER,
    Role.INSPECTION_ANALYST,
}
# A record reader comes from the partnership but sees only the records given to them, so most of what the
# partnership sees is for PARTNERSHIP_STAFF.
PARTNERSHIP_STAFF = frozenset(
    {Role.PARTNERSHIP_COORDINATOR, Role.PARTNERSHIP_CONTRIBUTOR, Role.SENIOR_LEAD},
)
PARTNERSHIP = PARTNERSHIP_STAFF | {Role.RECORD_READER}
# Of each inspection one person, whom pages call "the": they read the identity of a child in a concern. Two
# hold such a role only where whoever gives it has said so.
HELD_BY_ONE = frozenset({Role.INSPECTION_LEAD, Role.SENIOR_LEAD})
INSPECTION_ROLES = SCRUTINY_TEAM | PARTNERSHIP
EVERY_ROLE = frozenset(Role)
# Roles that read or judge what is found; those for a whole programme reach every area of it.
SCRUTINY = SCRUTINY_TEAM | PROGRAMME_WIDE

TITLES: Mapping[Role, str] = MappingProxyType(
    {
        Role.PROGRAMME_LEAD: "programme lead",
        Role.PANEL_MEMBER: "panel member",
        Role.ANALYST: "analyst",
        Role.REPORT_AUTHOR: "report author",
        Role.INSPECTION_LEAD: "inspection lead",
        Role.DEPUTY_LEAD: "deputy lead",
        Role.INSPECTOR: "inspector",
        Role.ASSOCIATE_ASSESSOR: "associate assessor",
        Role.YOUNG_VOLUNTEER: "young inspection volunteer",
        Role.INSPECTION_ANALYST: "inspection analyst",
        Role.PARTNERSHIP_COORDINATOR: "partnership coordinator",
        Role.PARTNERSHIP_CONTRIBUTOR: "partnership contributor",
        Role.SENIOR_LEAD: "named senior lead",
        Role.RECORD_READER: "record reader",
    }
)

MEANINGS: Mapping[Role, str] = MappingProxyType(
    {
        Role.PROGRAMME_LEAD: "sets up the programme, its inspections and their leads",
        Role.PANEL_MEMBER: "tests evaluations against the evidence and signs them",
        Role.ANALYST: "watches evidence over the whole programme",
        Role.REPORT_AUTHOR: "writes inspection reports and the overview",
        Role.INSPECTION_LEAD: "leads one inspection and answers for concerns raised in it",
        Role.DEPUTY_LEAD: "leads one inspection beside its lead",
        Role.INSPECTOR: "inspects: plans and does activities, keeps the ledger, proposes evaluations",
        Role.ASSOCIATE_ASSESSOR: "inspects, coming from another partnership or agency",
        Role.YOUNG_VOLUNTEER: "inspects as a young person with experience of services",
        Role.INSPECTION_ANALYST: "draws the sample and works out the figures of one inspection",
        Role.PARTNERSHIP_COORDINATOR: "answers for the partnership and chooses who helps",
        Role.PARTNERSHIP_CONTRIBUTOR: "helps to answer requests to the partnership",
        Role.SENIOR_LEAD: "receives concerns about a child on behalf of the partnership",
        Role.RECORD_READER: "comes from the partnership to read records beside an inspector; nothing else",
    }
)

MAY_GIVE: Mapping[Role, frozenset[Role]] = MappingProxyType(
    {
        Role.PROGRAMME_LEAD: EVERY_ROLE,
        Role.INSPECTION_LEAD: SCRUTINY_TEAM - {Role.INSPECTION_LEAD},
        Role.PARTNERSHIP_COORDINATOR: frozenset({Role.PARTNERSHIP_CONTRIBUTOR, Role.RECORD_READER}),
    }
)


def roles_to_give(held: Iterable[Role]) -> tuple[Role, ...]:
    """The roles that a person with the held roles may give and end, in the order of `Role`."""
    given = frozenset[Role]().union(*(MAY_GIVE.get(role, frozenset()) for role in held))
    return tuple(role for role in Role if role in given)


def titles_of(roles: Iterable[Role]) -> str:
    """ "the inspection lead or a deputy lead": one of a kind takes "the", others "a"."""
    wanted = set(roles)
    names = [f"{_article(role)} {role.label}" for role in Role if role in wanted]
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} or {names[-1]}"


def _article(role: Role) -> str:
    if role in {Role.PROGRAMME_LEAD, Role.INSPECTION_LEAD, Role.SENIOR_LEAD, Role.PARTNERSHIP_COORDINATOR}:
        return "the"
    return "an" if role.label[0] in "aeiou" else "a"


def on_both_sides(role: Role, held: Iterable[Role]) -> bool:
    """Whether the role is on one side of an inspection and one of those held on the other."""
    other = PARTNERSHIP if role in SCRUTINY else SCRUTINY
    return not other.isdisjoint(held)
