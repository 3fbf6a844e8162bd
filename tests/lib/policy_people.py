"""People and things for tests of policy: one programme P, the inspection I of partnership A, and another."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from cairn.policy.acts import Act
from cairn.policy.model import NOTHING, Actor, Held, Subject
from cairn.policy.roles import Role
from cairn.policy.states import MACHINES

ME = "me"
FACTS = MappingProxyType(
    {
        "inspection_state": "evaluating",
        "proposed_by": "somebody",
        "submitted_by": "somebody",
        "escalated": "no",
        "role": "inspector",
        "receiver_interests": "",
        "receiver_roles": "",
    }
)


def held(role: Role, *, elsewhere: bool = False) -> Held:
    inspection = None if role.is_programme_wide else "J" if elsewhere else "I"
    return Held(role, "Q" if elsewhere and role.is_programme_wide else "P", inspection)


def person(*roles: Role, interests: tuple[str, ...] = (), ready: bool = True) -> Actor:
    """Somebody with these roles in P and I, through every door unless not ready."""
    return Actor(
        person_id=ME,
        name="Kim Reid",
        roles=frozenset(held(role) for role in roles),
        interests=frozenset(interests),
        second_factor=ready,
        conduct_accepted=ready,
    )


def outsider(*roles: Role) -> Actor:
    """Somebody with these roles in another inspection, or in another programme."""
    return Actor(
        person_id=ME,
        name="Lee Grant",
        roles=frozenset(held(role, elsewhere=True) for role in roles),
        second_factor=True,
        conduct_accepted=True,
    )


def thing(noun: str, state: str = NOTHING, owner: str | None = "somebody", **facts: str) -> Subject:
    """A thing of inspection I of partnership A in programme P."""
    return Subject(
        noun=noun,
        id="thing",
        state=state,
        programme_id="P",
        inspection_id="I",
        partnership_id="A",
        owner_id=owner,
        facts=_facts(facts),
    )


def of_programme(noun: str, state: str = NOTHING, owner: str | None = None, **facts: str) -> Subject:
    """A thing of programme P and of no inspection."""
    return Subject(noun=noun, id="thing", state=state, programme_id="P", owner_id=owner, facts=_facts(facts))


def states_of(act: Act) -> tuple[str, ...]:
    """Every state in which an act can be asked about, NOTHING included."""
    machine = MACHINES.get(act.noun)
    return (NOTHING, *machine.state_names) if machine else (NOTHING,)


def _facts(more: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType({**FACTS, **more})
