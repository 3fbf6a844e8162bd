"""The table of sight as SQL: for every table one expression that holds for the rows a person sees.

Expressions are written from names in the code and never from anything entered. Sub-queries are seen through
the row-level security of their own tables, so that a row is never seen without what it belongs to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from cairn.policy.roles import PROGRAMME_WIDE, Role
from cairn.policy.seen import By, Limit, Of, Readers, Seen, Test
from cairn.policy.states import INSPECTION
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
    "store_disposal": frozenset(),  # a proof is written by the clock, with what it proves
}
WRITTEN_ON_DUTY = frozenset({"store_membership", "store_publishing", "store_disposal"})


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
    """All that must hold; what is about the inspection is asked together, for every asking has its price."""
    parts = [_tested(table, limit) for limit in readers.limits if limit.of is Of.ROW]
    parts += [_parent_tested(table, seen, limit) for limit in readers.limits if limit.of is Of.PARENT]
    about_inspection = list(_about_inspection(seen, readers))
    if readers.by is By.ROLES and _by_inspection_alone(table, seen):
        about_inspection.insert(0, _inside(readers))
    else:
        parts.append(_reader(table, seen, readers))
    if about_inspection:
        parts.append(_reaching(table, seen, seen.inspection_column, " AND ".join(about_inspection)))
    return " AND ".join(parts)


def _about_inspection(seen: Seen, readers: Readers) -> Iterator[str]:
    """Further conditions about the row's inspection; the limits of roles are asked with the roles."""
    if readers.by is not By.ROLES:
        for limit in readers.limits:
            if limit.of is Of.INSPECTION:
                yield f"{{0}} IN (SELECT li.id FROM store_inspection li WHERE {_tested('li', limit)})"
    if seen.bars(readers):
        yield "({0} IS NULL OR {0} <> ALL ((SELECT store_inspections_barred())::uuid[]))"


def _by_inspection_alone(table: str, seen: Seen) -> bool:
    """Rows that always belong to an inspection which is there already."""
    return table != "store_inspection" and bool(seen.inspection_column) and not seen.programme_column


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
        case By.ANYWHERE:
            wide = f"(SELECT store_programmes_of({_array(readers.programme_roles)}))"
            return f"cardinality({wide}::uuid[]) > 0"
        case By.PROGRAMME:
            members = f"{{0}} = ANY ((SELECT store_programmes_with({_array(readers.roles)}))::uuid[])"
            return _reaching(table, seen, seen.programme_column, members)
        case By.ROLES:
            return _by_wide_roles(table, seen, readers)


def _inside(readers: Readers) -> str:
    """The inspection is one where the person holds one of the roles, and in a state that the limits allow."""
    here, wide = _array(readers.inspection_roles), _array(readers.programme_roles)
    states = [limit for limit in readers.limits if limit.of is Of.INSPECTION]
    if not states:
        return f"{{0}} = ANY ((SELECT store_inspections_of({here}, {wide}))::uuid[])"
    assert all(limit.column == "state" for limit in states)
    allowed = [state for state in INSPECTION.state_names if all(limit.met_by(state) for limit in states)]
    return f"{{0}} = ANY ((SELECT store_inspections_of({here}, {wide}, {_array(allowed)}))::uuid[])"


def _by_wide_roles(table: str, seen: Seen, readers: Readers) -> str:
    """Also by roles of the programme alone, for rows of no inspection, or of one that is just being made."""
    wide = _array(readers.programme_roles)
    by_programme = f"{{0}} = ANY ((SELECT store_programmes_of({wide}))::uuid[])"
    if table == "store_inspection":
        # A row that is just being made is not yet known to the function: its programme is asked instead.
        here = replace(readers, roles=readers.roles - PROGRAMME_WIDE)
        ways = [
            _inside(here).format("store_inspection.id"),
            f"{by_programme.format('store_inspection.programme_id')} AND store_inspection.id <> ALL "
            "((SELECT store_inspections_of_partnership())::uuid[])",
        ]
        return f"({' OR '.join(ways)})"
    if not seen.inspection_column:
        return _reaching(table, seen, seen.programme_column, by_programme)
    assert not seen.hops
    ways = [_inside(readers).format(f"{table}.{seen.inspection_column}")]
    if not any(limit.of is Of.INSPECTION for limit in readers.limits):
        alone = by_programme.format(f"{table}.{seen.programme_column}")
        ways.append(f"{table}.{seen.inspection_column} IS NULL AND {alone}")
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


def _parent_tested(table: str, seen: Seen, limit: Limit) -> str:
    hop = seen.hops[0]
    return (
        f"EXISTS (SELECT 1 FROM {hop.table} tested WHERE tested.id = {table}.{hop.column} "
        f"AND {_tested('tested', limit)})"
    )


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
