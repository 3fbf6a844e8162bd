"""The pages on states and on permissions, written from the tables of `cairn.policy`."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cairn.policy.acts import Act
from cairn.policy.machine import Machine
from cairn.policy.model import ANY_STATE, NOTHING, Duty
from cairn.policy.permissions import DUTIES, PERMISSIONS, Cell, Where, always_for, reach_of
from cairn.policy.roles import INSPECTION_ROLES, MAY_GIVE, MEANINGS, PARTNERSHIP, SCRUTINY_TEAM, Role
from cairn.policy.seen import By, Readers, Seen
from cairn.policy.states import MACHINES
from cairn.policy.visibility import OPEN, SEEN_BY

Table = Callable[[tuple[str, ...], list[tuple[str, ...]]], str]

GROUPS = (
    (frozenset(Role), "every role"),
    (INSPECTION_ROLES, "every role in the inspection"),
    (SCRUTINY_TEAM, "scrutiny team"),
    (PARTNERSHIP, "everybody of the partnership"),
)
DUTY_NAMES = {
    Duty.CLOCK: "the clock",
    Duty.SETUP: "the setting-up of an installation",
    Duty.DOOR: "the door, which finds an invitation or a token by its digest",
}


# -- states -----------------------------------------------------------------------------------------


def states(table: Table) -> str:
    parts = [
        "# States\n",
        "Where each thing stands, and what moves it on. Who may make a move is in "
        "[permissions](permissions.md).\n",
    ]
    for machine in MACHINES.values():
        parts.append(f"## {_words(machine.noun).capitalize()}\n")
        parts.append(_diagram(machine))
        named = [(s.title, s.meaning + ("; an end" if s.is_end else "")) for s in machine.states]
        parts.append(table(("state", "what it means"), named))
        parts.append(table(("act", "from", "to", "consequence"), _moves(machine)))
    return "\n".join(parts)


def _moves(machine: Machine) -> list[tuple[str, ...]]:
    return [
        (
            f"`{move.act}`",
            machine.state(move.start).title if move.start else "nothing",
            machine.state(move.to).title,
            move.consequence,
        )
        for move in machine.moves
    ]


def _diagram(machine: Machine) -> str:
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f'    state "{s.title}" as {s.name}' for s in machine.states if s.title != s.name]
    begun = [m for m in machine.moves if m.start == NOTHING]
    if not begun:
        lines.append(f"    [*] --> {machine.begins}")
    lines += [f"    {m.start or '[*]'} --> {m.to}: {_words(m.act.verb)}" for m in machine.moves]
    lines += [f"    {s.name} --> [*]" for s in machine.states if s.is_end]
    return "\n".join([*lines, "```\n"])


# -- permissions ------------------------------------------------------------------------------------


def permissions(table: Table) -> str:
    parts = [
        "# Permissions\n",
        "Whatever is not in these tables is refused. Everybody needs a second factor and must have accepted "
        "the code of conduct. A role counts in its inspection, or in its programme when it is "
        "programme-wide. Whoever may not see a thing is not told that it exists. The states are those of "
        "[states](states.md).\n",
        "## Roles\n",
        table(("role", "held for", "what it is for", "gives"), [_role(role) for role in Role]),
    ]
    for noun in dict.fromkeys(act.noun for act in Act):
        parts.append(f"## {_words(noun).capitalize()}\n")
        rows = [row for act in Act if act.noun == noun for row in _cells(act)]
        parts.append(table(("act", "what it is", "who", "when", "if"), rows))
    parts += ["## What Cairn does by itself\n", table(("duty", "acts"), _duties())]
    parts += ["## Who sees which row\n", _sight(table)]
    return "\n".join(parts)


def _role(role: Role) -> tuple[str, ...]:
    kind = "a programme" if role.is_programme_wide else "an inspection"
    gives = _people(MAY_GIVE.get(role, frozenset())) or "none"
    return role.label, kind, MEANINGS[role], gives


def _cells(act: Act) -> list[tuple[str, ...]]:
    if act in {a for acts in DUTIES.values() for a in acts} and not PERMISSIONS[act]:
        return [(f"`{act}`", act.to_do, "nobody by hand", "", "")]
    grouped: dict[Cell, list[Role]] = {}
    for role, cell in PERMISSIONS[act].items():
        grouped.setdefault(cell, []).append(role)
    return [
        (f"`{act}`", act.to_do, _who(act, roles), _when(act, cell), _conditions(act, cell))
        for cell, roles in grouped.items()
    ]


def _who(act: Act, roles: list[Role]) -> str:
    match reach_of(act):
        case Where.NO_ROLE:
            return "anybody, with a role or without"
        case Where.ANYWHERE:
            return f"{_people(roles)}, anywhere"
        case Where.PROGRAMME:
            return f"{_people(roles)}, anywhere in the programme"
        case Where.HERE:
            return _people(roles)


def _when(act: Act, cell: Cell) -> str:
    if cell.states == ANY_STATE:
        return "always"
    machine = MACHINES[act.noun]
    if cell.states == {NOTHING}:
        return "it begins"
    return ", ".join(s.title for s in machine.states if s.name in cell.states)


def _conditions(act: Act, cell: Cell) -> str:
    named = [c.plainly for c in cell.conditions]
    if reach_of(act) is Where.NO_ROLE:
        named += [c.plainly for c in always_for(act)]
    return "; ".join(named)


def _duties() -> list[tuple[str, ...]]:
    return [
        (DUTY_NAMES[duty], ", ".join(f"`{act}`" for act in acts) or "finds, and does nothing")
        for duty, acts in DUTIES.items()
    ]


# -- sight ------------------------------------------------------------------------------------------


def _sight(table: Table) -> str:
    rows = [
        (f"`{name}`", "; ".join(_reader(r) for r in seen.readers), _barred(seen))
        for name, seen in SEEN_BY.items()
    ]
    rows += [(f"`{name}`", f"whoever is signed in: {why}", "") for name, why in OPEN.items()]
    said = (
        "The database itself shows a row to these people alone, by row-level security written from this "
        "table. A row that hangs on another is never seen by a role without it.\n"
    )
    return f"{said}\n{table(('table', 'seen by', 'hidden where an interest is declared'), rows)}"


def _barred(seen: Seen) -> str:
    if seen.barred_by_interest:
        return "yes"
    some = [_reader(readers) for readers in seen.readers if seen.bars(readers)]
    return f"from {'; '.join(some)}" if some else ""


def _reader(readers: Readers) -> str:
    match readers.by:
        case By.ROLES:
            who = _people(readers.roles)
        case By.PROGRAMME:
            who = f"{_people(readers.roles)}, anywhere in the programme"
        case By.ANYWHERE:
            who = f"{_people(readers.roles)} of any programme"
        case By.PERSON:
            who = f"the person in `{readers.column}`"
        case By.PARENT:
            who = "whoever sees what it belongs to"
        case By.ANYBODY:
            who = "anybody"
        case By.DUTY:
            who = DUTY_NAMES[Duty(readers.duty)]
    limits = " and ".join(limit.plainly for limit in readers.limits)
    return f"{who} ({limits})" if limits else who


def _people(roles: Iterable[Role]) -> str:
    wanted = set(roles)
    for group, name in GROUPS:
        if wanted == group:
            return name
    names: list[str] = []
    for group, name in GROUPS[2:3]:
        if wanted > group:
            names.append(name)
            wanted -= group
    return ", ".join([*names, *(role.label for role in Role if role in wanted)])


def _words(name: str) -> str:
    return name.replace("_", " ")
