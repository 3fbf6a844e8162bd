"""The table of sight as SQL: for every table one expression that holds for the rows a person sees.

Expressions are written from names in the code and never from anything entered. Sub-queries are seen through
the row-level security of their own tables, so that a row is never seen without what it belongs to.
"""

from __future__ import annotations

from collections.abc import Iterable

from cairn.policy.roles import Role
from cairn.policy.seen import By, Limit, Of, Readers, Seen, Test
from cairn.policy.visibility import SEEN_BY

# Making a row of these is narrower than seeing it: a role is given by those who give roles, never taken; the
# functions `store_accept_invitation` and `store_join_as_founder` open the two doors there are besides.
# What anybody may read, only the lead of its programme may make public.
_LEAD = frozenset({Role.PROGRAMME_LEAD})
WRITTEN_BY: dict[str, frozenset[Role]] = {
    "store_membership": frozenset({Role.PROGRAMME_LEAD, Role.INSPECTION_LEAD, Role.PARTNERSHIP_COORDINATOR}),
    "store_publishing": _LEAD,
    "store_publication": _LEAD,
    "store_publicationsection": _LEAD,
    "store_publicationfile": _LEAD,
    "store_publishedevaluation": _LEAD,
    "store_goodpractice": _LEAD,
}
WRITTEN_ON_DUTY = frozenset({"store_membership", "store_publishing"})


def predicate(table: str) -> str:
    """The expression that holds for the rows of `table` that the transaction's person sees."""
    seen = SEEN_BY[table]
    return " OR ".join(f"({_way(table, seen, readers)})" for readers in seen.readers)


def check(table: str) -> str:
    """The expression that must hold for a row that is written."""
    if table not in WRITTEN_BY:
        return predicate(table)
    writers = Readers(By.ROLES, roles=WRITTEN_BY[table])
    duties = [r for r in SEEN_BY[table].readers if r.by is By.DUTY and table in WRITTEN_ON_DUTY]
    return " OR ".join(f"({_way(table, SEEN_BY[table], readers)})" for readers in (writers, *duties))


def _way(table: str, seen: Seen, readers: Readers) -> str:
    parts = [_reader(table, seen, readers)]
    parts += [_of_row(table, limit) for limit in readers.limits if limit.of is Of.ROW]
    about_inspection = [
        f"{{0}} IN (SELECT li.id FROM store_inspection li WHERE {_tested('li', limit)})"
        for limit in readers.limits
        if limit.of is Of.INSPECTION
    ]
    if seen.barred_by_interest and readers.by in {By.ROLES, By.PROGRAMME, By.PERSON}:
        about_inspection.append("({0} IS NULL OR {0} NOT IN (SELECT store_barred_inspections()))")
    parts += [_reaching(table, seen, seen.inspection_column, condition) for condition in about_inspection]
    return " AND ".join(parts)


def _reader(table: str, seen: Seen, readers: Readers) -> str:
    match readers.by:
        case By.ANYBODY:
            return "true"
        case By.DUTY:
            return f"(SELECT store_duty()) = '{readers.duty}'"
        case By.PERSON:
            return f"{table}.{readers.column} = (SELECT store_person())"
        case By.PARENT:
            hop = seen.hops[0]
            return f"EXISTS (SELECT 1 FROM {hop.table} parent WHERE parent.id = {table}.{hop.column})"
        case By.PROGRAMME:
            members = f"{{0}} IN (SELECT store_member_programmes({_array(readers.roles)}))"
            return _reaching(table, seen, seen.programme_column, members)
        case By.ROLES:
            return _by_roles(table, seen, readers)


def _by_roles(table: str, seen: Seen, readers: Readers) -> str:
    here, wide = _array(readers.inspection_roles), _array(readers.programme_roles)
    if table == "store_inspection":
        # A row that is just being made is not yet known to the function: its programme is asked instead.
        return (
            f"({table}.id IN (SELECT store_seen_inspections({here}, {_array(())})) "
            f"OR {table}.programme_id IN (SELECT store_seen_programmes({wide})))"
        )
    ways = []
    if seen.inspection_column:
        inside = f"{{0}} IN (SELECT store_seen_inspections({here}, {wide}))"
        ways.append(_reaching(table, seen, seen.inspection_column, inside))
    if seen.programme_column:
        alone = f"{{0}} IN (SELECT store_seen_programmes({wide}))"
        if seen.inspection_column:
            assert not seen.hops
            alone = f"{table}.{seen.inspection_column} IS NULL AND {alone}"
        ways.append(_reaching(table, seen, seen.programme_column, alone))
    return f"({' OR '.join(ways)})"


def _reaching(table: str, seen: Seen, column: str, condition: str) -> str:
    """`condition` about a column of the row, or of the last of its parents."""
    if not seen.hops:
        return condition.format(f"{table}.{column}")
    joins = f"{seen.hops[0].table} h0"
    for i, hop in enumerate(seen.hops[1:], start=1):
        joins += f" JOIN {hop.table} h{i} ON h{i}.id = h{i - 1}.{hop.column}"
    last = f"h{len(seen.hops) - 1}.{column}"
    return (
        f"EXISTS (SELECT 1 FROM {joins} WHERE h0.id = {table}.{seen.hops[0].column} "
        f"AND {condition.format(last)})"
    )


def _of_row(table: str, limit: Limit) -> str:
    return _tested(table, limit)


def _tested(name: str, limit: Limit) -> str:
    column = f"{name}.{limit.column}"
    values = ", ".join(f"'{value}'" for value in limit.values)
    match limit.test:
        case Test.IN:
            return f"{column} IN ({values})"
        case Test.NOT_IN:
            return f"{column} NOT IN ({values})"
        case Test.IS_SET:
            return f"{column} IS NOT NULL"
        case Test.IS_NOT_SET:
            return f"{column} IS NULL"


def _array(names: Iterable[str]) -> str:
    return f"ARRAY[{', '.join(repr(str(name)) for name in sorted(names))}]::text[]"
