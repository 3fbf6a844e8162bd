"""The one answer to "may I?": nothing, or a refusal with its reason and the next step.

`refusal` is asked by the act (which raises it), by the template (which greys the button) and by the tests;
there is no second way to ask.
"""

from __future__ import annotations

from cairn.policy.acts import Act
from cairn.policy.conditions import NOT_OWN_AREA, OWN
from cairn.policy.model import (
    NOT_SEEN,
    NOTHING,
    Actor,
    Duty,
    Held,
    Refusal,
    Subject,
    Undecided,
    roles_here,
)
from cairn.policy.permissions import (
    DUTIES,
    KNOWN_BY,
    OWN_ALONE,
    PERMISSIONS,
    Cell,
    Where,
    always_for,
    reach_of,
)
from cairn.policy.roles import Role, titles_of
from cairn.policy.states import MACHINES, known_act

__all__ = ["Actor", "Held", "Refusal", "Subject", "Undecided", "may", "refusal"]

HIDDEN = Refusal(
    NOT_SEEN,
    "There is nothing here that you can see.",
    "Check the address; if you were sent here, ask whoever sent you which inspection it belongs to.",
)
ONLY_THE_PROGRAM = "Cairn does this by itself, at set times; nobody does it by hand."


def may(actor: Actor, act: Act | str, subject: Subject) -> bool:
    """Whether nothing stands in the way."""
    return refusal(actor, act, subject) is None


def refusal(actor: Actor, act: Act | str, subject: Subject) -> Refusal | None:
    """Why the actor may not do the act to the subject now, or None when they may.

    The order of reasons is fixed: may they know of it, is their account ready, is it for their role, is it
    the moment, does every condition hold. With several roles, the one that comes farthest decides.
    An unknown act or state, a subject of another noun or without a needed fact raises `Undecided`.
    """
    wanted = known_act(act)
    _check(wanted, subject)
    if actor.duty:
        return _refusal_of_duty(actor.duty, wanted, subject)
    if not _knows(actor, wanted, subject):
        return HIDDEN
    for condition in always_for(wanted):
        if not condition.holds(actor, subject):
            return condition.refusal
    cells = _cells(actor, wanted, subject)
    if not cells:
        return _not_for_your_role(wanted)
    timely = [cell for cell in cells if cell.allows_in(subject.state)]
    if not timely:
        return _not_now(wanted, subject, cells)
    return _best([_broken(cell, actor, subject) for cell in timely])


def _check(act: Act, subject: Subject) -> None:
    if subject.noun != act.noun:
        raise Undecided(f"“{act}” is done to “{act.noun}”; it was asked about “{subject.noun}”.")
    machine = MACHINES.get(subject.noun)
    if machine is not None and subject.state != NOTHING:
        machine.state(subject.state)


def _refusal_of_duty(duty: str, act: Act, subject: Subject) -> Refusal | None:
    if duty not in set(Duty):
        raise Undecided(f"“{duty}” is no duty; those are {', '.join(Duty)}.")
    states = DUTIES[Duty(duty)].get(act)
    if states is None:
        return Refusal("not-your-duty", f"The duty “{duty}” does not include to {act.to_do}.")
    return None if Cell(states).allows_in(subject.state) else _not_now(act, subject, [Cell(states)])


def _roles(actor: Actor, act: Act, subject: Subject) -> frozenset[Role]:
    """The roles of the actor that count for this act on this subject."""
    reach = reach_of(act)
    if reach is Where.HERE:
        return roles_here(actor, subject)
    return frozenset(
        held.role
        for held in actor.roles
        if reach is not Where.PROGRAMME or held.programme_id == subject.programme_id
    )


def _cells(actor: Actor, act: Act, subject: Subject) -> list[Cell]:
    given = PERMISSIONS[act]
    if reach_of(act) is Where.NO_ROLE:
        return list(given.values())[:1]
    held = _roles(actor, act, subject)
    return [cell for role, cell in given.items() if role in held]


def _knows(actor: Actor, act: Act, subject: Subject) -> bool:
    """Whether the actor may know that the subject exists.

    A declared interest does not hide that a thing exists from somebody whose role would show it: they are
    told that it is their own area. What does not exist yet is known by whoever could see its kind.
    """
    reach = reach_of(act)
    if act in OWN_ALONE:
        return OWN.holds(actor, subject) and (reach is Where.NO_ROLE or bool(actor.roles))
    if reach is Where.ANYWHERE:
        return bool(actor.roles)
    ways = KNOWN_BY.get(subject.noun)
    if ways is None:
        return bool(roles_here(actor, subject))
    cells = [cell for way in ways for cell in _cells(actor, way, subject)]
    if subject.state == NOTHING and subject.noun in MACHINES:
        return bool(cells)
    return any(
        cell.allows_in(subject.state) and _broken(cell, actor, subject) in (None, NOT_OWN_AREA.refusal)
        for cell in cells
    )


def _broken(cell: Cell, actor: Actor, subject: Subject) -> Refusal | None:
    for condition in cell.conditions:
        if not condition.holds(actor, subject):
            return condition.refusal
    return None


def _best(found: list[Refusal | None]) -> Refusal | None:
    return None if None in found else found[0]


def _not_for_your_role(act: Act) -> Refusal:
    roles = PERMISSIONS[act].keys()
    if not roles:
        return Refusal("not-your-role", ONLY_THE_PROGRAM)
    sentence = f"Only {titles_of(roles)} may {act.to_do}."
    return Refusal("not-your-role", sentence, f"Ask {titles_of(roles)}.")


def _not_now(act: Act, subject: Subject, cells: list[Cell]) -> Refusal:
    machine = MACHINES[subject.noun]
    states = frozenset[str]().union(*(cell.states for cell in cells))
    names = [s.title for s in machine.states if s.name in states]
    now = machine.state(subject.state).title if subject.state else "not there yet"
    noun = subject.noun.replace("_", " ")
    if not names:
        return Refusal("wrong-state", f"This {noun} exists already.", "Go to its page.")
    when = f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else names[0]
    return Refusal(
        "wrong-state",
        f"You may {act.to_do} while the {noun} is {when}; it is {now}.",
        "Load the page again: somebody may have moved it on.",
    )
