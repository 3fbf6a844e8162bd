"""What a table of sight is made of: who reads the rows of a table, and how a row tells whose it is.

Everything here is a value that SQL can be written from; `sees` is the same in plain Python, for tests to hold
the SQL against.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from cairn.policy.model import Actor, Duty
from cairn.policy.roles import INSPECTION_ROLES, PARTNERSHIP, PROGRAMME_WIDE, Role


class Of(StrEnum):
    """Whose column a limit looks at."""

    ROW = "row"
    PARENT = "parent"  # the row that it hangs on
    INSPECTION = "inspection"  # the inspection that the row belongs to


class Test(StrEnum):
    __test__ = False  # a test of a column, not of the code

    IN = "in"
    NOT_IN = "not_in"
    IS_SET = "is_set"
    IS_NOT_SET = "is_not_set"


@dataclass(frozen=True, slots=True)
class Limit:
    """A further limit on which rows a reader sees, by one column. A column without a value meets neither
    IN nor NOT_IN."""

    name: str
    plainly: str
    of: Of
    column: str
    test: Test
    values: tuple[str, ...] = ()

    def met_by(self, value: object) -> bool:
        match self.test:
            case Test.IN:
                return value in self.values
            case Test.NOT_IN:
                return value is not None and value not in self.values
            case Test.IS_SET:
                return value is not None
            case Test.IS_NOT_SET:
                return value is None


class By(StrEnum):
    """What makes somebody a reader."""

    # An inspection role in the row's inspection; or a programme-wide role in its programme, unless the person
    # is of the partnership there.
    ROLES = "roles"
    PROGRAMME = "programme"  # one of the roles anywhere in the row's programme
    ANYWHERE = "anywhere"  # one of the programme-wide roles in any programme: for rows of the whole house
    PERSON = "person"  # being the person in a column of the row
    PARENT = "parent"  # seeing the row's parent
    ANYBODY = "anybody"  # nothing: also without signing in
    DUTY = "duty"  # being the program itself, at that duty


@dataclass(frozen=True, slots=True)
class Readers:
    """One way to see a row; a row is seen by whoever has one way at least. All limits must be met."""

    by: By
    roles: frozenset[Role] = frozenset()
    column: str = ""
    duty: str = ""
    limits: tuple[Limit, ...] = ()
    barred_by_interest: bool = False

    @property
    def inspection_roles(self) -> tuple[Role, ...]:
        return tuple(role for role in Role if role in self.roles & INSPECTION_ROLES)

    @property
    def programme_roles(self) -> tuple[Role, ...]:
        return tuple(role for role in Role if role in self.roles & PROGRAMME_WIDE)


@dataclass(frozen=True, slots=True)
class Hop:
    """From a row to its parent: `column` holds the parent's `id` in `table`."""

    column: str
    table: str


@dataclass(frozen=True, slots=True)
class Seen:
    """Who sees the rows of a table.

    After `hops`, nearest parent first, the last row names its inspection in `inspection_column` and its
    programme in `programme_column`; "" where there is none. A row that names an inspection belongs to the
    programme of that inspection; `programme_column` then only serves rows whose inspection is empty.
    By ROLES and PROGRAMME, a row is never seen without its parent.
    With `barred_by_interest`, of all readers or of some, nobody who has declared an interest in the
    inspection's partnership sees the row by ROLES, PROGRAMME or PERSON.
    """

    readers: tuple[Readers, ...]
    hops: tuple[Hop, ...] = ()
    inspection_column: str = ""
    programme_column: str = ""
    barred_by_interest: bool = False

    def bars(self, readers: Readers) -> bool:
        """Whether an interest takes this way of seeing the row away."""
        named = readers.by in {By.ROLES, By.PROGRAMME, By.PERSON}
        return named and (self.barred_by_interest or readers.barred_by_interest)


def unless_interested(readers: Readers) -> Readers:
    return replace(readers, barred_by_interest=True)


def by_roles(roles: frozenset[Role] | set[Role], *limits: Limit) -> Readers:
    return Readers(By.ROLES, roles=frozenset(roles), limits=limits)


def by_programme(roles: frozenset[Role] | set[Role], *limits: Limit) -> Readers:
    return Readers(By.PROGRAMME, roles=frozenset(roles), limits=limits)


def by_anywhere(roles: frozenset[Role] | set[Role], *limits: Limit) -> Readers:
    return Readers(By.ANYWHERE, roles=frozenset(roles), limits=limits)


def by_person(column: str, *limits: Limit) -> Readers:
    return Readers(By.PERSON, column=column, limits=limits)


def by_parent(*limits: Limit) -> Readers:
    return Readers(By.PARENT, limits=limits)


def by_anybody(*limits: Limit) -> Readers:
    return Readers(By.ANYBODY, limits=limits)


def by_duty(duty: Duty, *limits: Limit) -> Readers:
    return Readers(By.DUTY, duty=duty, limits=limits)


@dataclass(frozen=True, slots=True)
class RowAt:
    """A row with what is needed to say who sees it: its own columns, the row of its parent, and the columns
    of the inspection it belongs to (`id`, `programme_id`, `partnership_id`, `state`); None without one."""

    table: str
    columns: Mapping[str, str | None]
    parent: RowAt | None = None
    inspection: Mapping[str, str | None] | None = None
    programme_id: str | None = None


def sees(actor: Actor, row: RowAt, table: Mapping[str, Seen]) -> bool:
    """Whether the actor sees the row, by the rules of `table`. A table without rules is seen by nobody."""
    rules = table.get(row.table)
    if rules is None:
        return False
    return any(_reads(readers, rules, actor, row, table) for readers in rules.readers)


def _reads(readers: Readers, rules: Seen, actor: Actor, row: RowAt, table: Mapping[str, Seen]) -> bool:
    inspection = row.inspection or {}
    for limit in readers.limits:
        columns = {Of.ROW: row.columns, Of.PARENT: row.parent.columns if row.parent else {}}.get(
            limit.of, inspection
        )
        if not limit.met_by(columns.get(limit.column)):
            return False
    match readers.by:
        case By.ANYBODY:
            return True
        case By.DUTY:
            return actor.duty == readers.duty
        case By.PARENT:
            return row.parent is not None and sees(actor, row.parent, table)
        case By.ROLES | By.PROGRAMME | By.PERSON | By.ANYWHERE:
            barred = rules.bars(readers) and inspection.get("partnership_id") in actor.interests
            orphan = readers.by is not By.PERSON and row.parent and not sees(actor, row.parent, table)
            return not (actor.duty or barred or orphan) and _is_reader(readers, actor, row)


def _is_reader(readers: Readers, actor: Actor, row: RowAt) -> bool:
    if readers.by is By.PERSON:
        return bool(actor.person_id) and row.columns.get(readers.column) == actor.person_id
    if readers.by is By.ANYWHERE:
        return any(held.inspection_id is None and held.role in readers.roles for held in actor.roles)
    inspection = row.inspection or {}
    programme_id = inspection.get("programme_id") or row.programme_id
    held = {one for one in actor.roles if one.role in readers.roles}
    if readers.by is By.PROGRAMME:
        return any(one.programme_id == programme_id for one in held)
    here = inspection.get("id")
    if here and any(one.inspection_id == here for one in held):
        return True
    inspected = any(one.inspection_id == here and one.role in PARTNERSHIP for one in actor.roles)
    return not inspected and any(
        one.inspection_id is None and one.programme_id == programme_id for one in held
    )
