"""What must hold besides role and state: small named functions, each with its refusal in words.

A condition only ever takes away. It reads the facts it names and no others; a fact left out raises
`Undecided` rather than passing for an answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cairn.policy.model import Actor, Refusal, Subject, roles_here
from cairn.policy.roles import INSPECTION_ROLES, LEADS, SCRUTINY_TEAM, Role, on_both_sides, roles_to_give
from cairn.policy.states import BEFORE_NOTICE, WORK_OVER


@dataclass(frozen=True, slots=True)
class Condition:
    """`name` is what it is called in the documents, `plainly` says in a few words what must hold."""

    name: str
    plainly: str
    holds: Callable[[Actor, Subject], bool]
    refusal: Refusal
    facts: tuple[str, ...] = ()


def _own(actor: Actor, subject: Subject) -> bool:
    return bool(actor.person_id) and subject.owner_id == actor.person_id


def _not_own_area(actor: Actor, subject: Subject) -> bool:
    return subject.partnership_id is None or subject.partnership_id not in actor.interests


def _not_the_proposer(actor: Actor, subject: Subject) -> bool:
    return subject.fact("proposed_by") != actor.person_id


def _not_the_submitter(actor: Actor, subject: Subject) -> bool:
    return subject.fact("submitted_by") != actor.person_id


def _not_team_member(actor: Actor, subject: Subject) -> bool:
    return not roles_here(actor, subject) & INSPECTION_ROLES


def _owner_or_lead(actor: Actor, subject: Subject) -> bool:
    return _own(actor, subject) or bool(roles_here(actor, subject) & LEADS)


def _escalated(_actor: Actor, subject: Subject) -> bool:
    return subject.fact("escalated") == "yes"


def _raised_or_escalated(actor: Actor, subject: Subject) -> bool:
    return _own(actor, subject) or _escalated(actor, subject)


def _inspection_open(_actor: Actor, subject: Subject) -> bool:
    return subject.inspection_id is None or subject.fact("inspection_state") not in WORK_OVER


def _inspection_notified(_actor: Actor, subject: Subject) -> bool:
    return subject.fact("inspection_state") not in BEFORE_NOTICE


def _inspection_reporting(_actor: Actor, subject: Subject) -> bool:
    return subject.fact("inspection_state") in {"reporting", "published", "closed"}


def _role_to_give(actor: Actor, subject: Subject) -> bool:
    return subject.fact("role") in roles_to_give(roles_here(actor, subject))


def _receiver_free(_actor: Actor, subject: Subject) -> bool:
    barred = subject.fact("receiver_interests").split()
    return subject.fact("role") not in SCRUTINY_TEAM or subject.partnership_id not in barred


def _receiver_on_one_side(_actor: Actor, subject: Subject) -> bool:
    held = {Role(name) for name in subject.fact("receiver_roles").split()}
    return not subject.fact("role") or not on_both_sides(Role(subject.fact("role")), held)


OWN = Condition(
    "own",
    "it is their own",
    _own,
    Refusal("not-your-own", "This belongs to somebody else.", "Only they can do this, on their own page."),
)
OWN_INVITATION = Condition(
    "own_invitation",
    "they are the person invited",
    _own,
    Refusal(
        "not-your-invitation",
        "This invitation is for somebody else.",
        "Sign in with the e-mail address it was sent to, or ask whoever invited you for a new one.",
    ),
)
RAISER = Condition(
    "raiser",
    "they raised it",
    _own,
    Refusal("not-the-raiser", "Only the person who raised a concern can follow it.", ""),
)
NOT_OWN_AREA = Condition(
    "not_own_area",
    "they have declared no interest in the partnership",
    _not_own_area,
    Refusal(
        "own-area",
        "You have declared an interest in this partnership, so you neither read nor judge what is found "
        "there, and decide nothing.",
        "Ask another of its leads, or pass your part on. If the interest has ended, end it on your own page: "
        "the programme lead is told.",
    ),
)
NOT_THE_PROPOSER = Condition(
    "not_the_proposer",
    "they did not propose it",
    _not_the_proposer,
    Refusal(
        "own-proposal",
        "You proposed this evaluation, so another person has to decide on it.",
        "Ask the inspection lead or a deputy lead who did not propose it, or the panel where it is to sign.",
    ),
    ("proposed_by",),
)
NOT_THE_SUBMITTER = Condition(
    "not_the_submitter",
    "they did not hand it in",
    _not_the_submitter,
    Refusal(
        "own-submission",
        "You handed in this report, so another person has to agree it.",
        "Ask the programme lead or a panel member.",
    ),
    ("submitted_by",),
)
NOT_TEAM_MEMBER = Condition(
    "not_team_member",
    "they have no role in that inspection",
    _not_team_member,
    Refusal(
        "team-member",
        "You have a role in this inspection, so you cannot decide on its evaluations for the panel.",
        "Ask a panel member who has no role in this inspection.",
    ),
)
OWNER_OR_LEAD = Condition(
    "owner_or_lead",
    "they own it, or lead the inspection",
    _owner_or_lead,
    Refusal(
        "not-the-owner",
        "Only the owner of this evaluation, the inspection lead or a deputy lead may do this.",
        "Ask the inspection lead to make you its owner.",
    ),
)
ESCALATED = Condition(
    "escalated",
    "the concern was brought before the programme lead",
    _escalated,
    Refusal(
        "not-escalated",
        "This concern is with the inspection lead and the named senior lead of the partnership.",
        "It comes to you when it is not answered in time.",
    ),
    ("escalated",),
)
RAISED_OR_ESCALATED = Condition(
    "raised_or_escalated",
    "they raised it, or it was brought before the programme lead",
    _raised_or_escalated,
    ESCALATED.refusal,
    ("escalated",),
)
INSPECTION_OPEN = Condition(
    "inspection_open",
    "the inspection is neither published, closed nor given up",
    _inspection_open,
    Refusal(
        "inspection-over",
        "The inspection is published, closed or given up, so its work can no longer be changed.",
        "If something is wrong, ask the programme lead, who can take back a step where there is a way back.",
    ),
    ("inspection_state",),
)
INSPECTION_NOTIFIED = Condition(
    "inspection_notified",
    "the partnership has notice of the inspection",
    _inspection_notified,
    Refusal("not-notified", "The partnership has not been given notice of an inspection.", ""),
    ("inspection_state",),
)
INSPECTION_REPORTING = Condition(
    "inspection_reporting",
    "the inspection is reporting, published or closed",
    _inspection_reporting,
    Refusal(
        "not-reporting", "Evaluations are shown to the partnership when the report is being written.", ""
    ),
    ("inspection_state",),
)
ROLE_TO_GIVE = Condition(
    "role_to_give",
    "the role is theirs to give",
    _role_to_give,
    Refusal(
        "not-yours-to-give",
        "This role is not yours to give or to end.",
        "Ask the programme lead; the inspection lead gives roles in the team, and the partnership "
        "coordinator those of contributors and record readers.",
    ),
    ("role",),
)
RECEIVER_FREE = Condition(
    "receiver_free",
    "a role in the team goes to nobody with a declared interest in the partnership",
    _receiver_free,
    Refusal(
        "receiver-interest",
        "This person has declared an interest in the partnership, so they cannot be in the team that "
        "inspects it.",
        "Choose another person, or another inspection.",
    ),
    ("role", "receiver_interests"),
)
RECEIVER_ON_ONE_SIDE = Condition(
    "receiver_on_one_side",
    "nobody of a partnership is in the team that inspects it, or has a role for the whole programme",
    _receiver_on_one_side,
    Refusal(
        "both-sides",
        "This person already has a role on the other side: nobody inspects and is inspected at once, and a "
        "role for the whole programme reaches every area.",
        "Choose another person, or end the other role first.",
    ),
    ("role", "receiver_roles"),
)
SECOND_FACTOR = Condition(
    "second_factor",
    "their second factor is set up",
    lambda actor, _subject: actor.second_factor,
    Refusal(
        "second-factor",
        "Your account is not yet protected by a second factor.",
        "Set up an authenticator app or a passkey on your account page, then try again.",
    ),
)
CONDUCT_ACCEPTED = Condition(
    "conduct_accepted",
    "they have accepted the code of conduct",
    lambda actor, _subject: actor.conduct_accepted,
    Refusal(
        "conduct",
        "You have not yet accepted the code of conduct.",
        "Read and accept it on your account page, then try again.",
    ),
)
