"""Who acts, on what, and what they are told when they may not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from cairn.policy.roles import PARTNERSHIP, Role

# A thing that does not exist yet is in this state: acts that begin something start from it.
NOTHING = ""
# Allowed wherever a thing stands, and for things that have no states at all.
ANY_STATE: frozenset[str] = frozenset({"*"})


class Undecided(ValueError):
    """The question itself is wrong: an unknown act, state or noun, or a fact left out.

    A fault of the program, never of a person, so nothing is allowed and nobody is shown a refusal.
    """


class Duty(StrEnum):
    """What the program itself does when no person acts. No duty has a role."""

    CLOCK = "clock"  # scheduled: escalates concerns, checks uploads, reminds, disposes
    SETUP = "setup"  # `cairn init`: the first programme and its lead
    DOOR = "door"  # finds an invitation or a token by its digest, before anybody is signed in


@dataclass(frozen=True, slots=True)
class Held:
    """A role held now: for a whole programme (`inspection_id` None) or for one inspection."""

    role: Role
    programme_id: str
    inspection_id: str | None = None

    def __post_init__(self) -> None:
        if not self.programme_id:
            raise ValueError(f"The role of {self.role.label} is held in a programme; none is named.")
        if self.role.is_programme_wide != (self.inspection_id is None):
            kind = "a whole programme" if self.role.is_programme_wide else "one inspection"
            raise ValueError(f"The role of {self.role.label} is held for {kind}.")


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person with all their roles, or a duty of the program.

    `interests` are the partnerships in which the person has declared an interest that has not ended.
    """

    person_id: str
    name: str
    roles: frozenset[Held] = frozenset()
    interests: frozenset[str] = frozenset()
    second_factor: bool = False
    conduct_accepted: bool = False
    duty: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """The thing an act is done to.

    `state` is NOTHING ("") for a thing that is about to begin, or that has no states. `programme_id` is
    "" only for what belongs to no programme: a programme not yet set up, and what is a person's own (token,
    interest, conduct). `owner_id` is the person whose it is: the owner of an evaluation, who raised a
    concern, who is invited or given a role, whose token it is. `facts` are the further facts that the
    conditions of the act name.
    """

    noun: str
    id: str = ""
    state: str = NOTHING
    programme_id: str = ""
    inspection_id: str | None = None
    partnership_id: str | None = None
    owner_id: str | None = None
    facts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def fact(self, name: str) -> str:
        """The fact of that name; a fact left out is a fault of the caller."""
        if name not in self.facts:
            raise Undecided(f"A subject “{self.noun}” was asked about without the fact “{name}”.")
        return self.facts[name]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not, and whom to ask: `sentence` and `remedy` are addressed to the person who tried.

    The code `not-seen` says that the person may not know whether the thing exists.
    """

    code: str
    sentence: str
    remedy: str = ""

    @property
    def hides(self) -> bool:
        """Whether the page should look as if the thing did not exist."""
        return self.code == NOT_SEEN


NOT_SEEN = "not-seen"


def roles_here(actor: Actor, subject: Subject) -> frozenset[Role]:
    """The roles of the actor that reach the subject: of its very inspection, or of its programme.

    A role of the programme does not reach an inspection where its holder is of the partnership.
    """
    here = frozenset(
        held.role
        for held in actor.roles
        if held.inspection_id is not None and held.inspection_id == subject.inspection_id
    )
    if here & PARTNERSHIP:
        return here
    return here | frozenset(
        held.role
        for held in actor.roles
        if held.inspection_id is None and held.programme_id == subject.programme_id
    )
