"""The disposal of personal records as a function of the database, written from the definitions.

The role that serves can neither change what has happened nor reach the old values kept beside a row, and it
should not. So the owner's function does it: for the clock alone, and only for an inspection published, or
given up, so many days ago as the definitions say, whatever the program that calls it believes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cairn.framework.clocks import Clocks, PersonalRecord
from cairn.policy.states import GIVEN_UP
from cairn.policy.visibility import SEEN_BY

HEAD = """
CREATE OR REPLACE FUNCTION store_dispose(the_inspection uuid, the_what text)
RETURNS SETOF text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $do$
BEGIN
    IF store_duty() <> 'clock' OR NOT EXISTS (
        SELECT 1 FROM store_inspection i WHERE i.id = the_inspection
        AND coalesce(i.published_at, (
            SELECT max(m.at) FROM store_inspectionmove m
            WHERE m.inspection_id = i.id AND m.to_state = i.state AND i.state IN ({given_up})
        )) <= now() - interval '{days} days'
    ) THEN
        RETURN;
    END IF;
    CASE the_what
"""
TAIL = """    ELSE
        RAISE EXCEPTION 'there is no record of this kind to dispose of';
    END CASE;
END
$do$;
"""
INVITATIONS = """
CREATE OR REPLACE FUNCTION store_clear_invitations()
RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $do$
    WITH gone AS (
        DELETE FROM store_invitation v
        WHERE store_duty() = 'clock' AND v.accepted_at IS NULL
          AND least(v.expires_at, v.withdrawn_at) <= now() - interval '{days} days'
        RETURNING 1
    )
    SELECT count(*) FROM gone
$do$;
"""


def disposal_sql(clocks: Clocks, histories: Mapping[str, str]) -> str:
    """The function `store_dispose`: keys of the rows it emptied or took away, none when run again.

    `histories` names, for tables whose old rows are kept, the table that keeps them; those belong to an
    inspection by a column of their own.
    """
    cases = (_case(record, histories.get(record.table)) for record in clocks.personal)
    return f"{_head(clocks)}{''.join(cases)}{TAIL}"


def _head(clocks: Clocks) -> str:
    return HEAD.format(days=clocks.retention_days, given_up=", ".join(map(_text, GIVEN_UP)))


def clearing_sql(clocks: Clocks) -> str:
    """The function `store_clear_invitations`: for the clock alone, takes away the invitations that nobody
    accepted and that ended so many days ago; how many."""
    return INVITATIONS.format(days=clocks.days_to_clear_invitations)


def _case(record: PersonalRecord, history: str | None) -> str:
    mine = _belongs(record.table)
    if record.deletes:
        assert history is None, "rows whose history is kept are emptied, not taken away"
        statement = f"DELETE FROM {record.table} t WHERE {mine} RETURNING t.id::text"
    else:
        assert SEEN_BY[record.table].inspection_column == "inspection_id" or history is None
        statement = (
            f"UPDATE {record.table} t SET {_emptied(record)} WHERE {mine} "
            f"AND {_holds_words(record.fields)} RETURNING t.id::text"
        )
    lines = [f"    WHEN '{record.what}' THEN", f"        RETURN QUERY {statement};"]
    if history is not None:
        emptied = ", ".join(f"{column} = {_text(text)}" for column, text in record.fields)
        lines.append(
            f"        UPDATE {history} t SET {emptied} WHERE t.inspection_id = the_inspection "
            f"AND {_holds_words(record.fields)};"
        )
    return "\n".join(lines) + "\n"


def _emptied(record: PersonalRecord) -> str:
    said = [f"{column} = {_text(text)}" for column, text in record.fields]
    if record.marks:
        said.append(f"{record.marks} = coalesce(t.{record.marks}, now())")
    return ", ".join(said)


def _holds_words(fields: Iterable[tuple[str, str]]) -> str:
    """Something is left to empty. What never held a word is not counted as disposed of."""
    left = (f"t.{column} NOT IN ('', {_text(text)})" for column, text in fields)
    return f"({' OR '.join(left)})"


def _belongs(table: str) -> str:
    """The row `t` is of the inspection: by its own column, or by its parents."""
    hops = SEEN_BY[table].hops
    if not hops:
        return "t.inspection_id = the_inspection"
    joins = f"{hops[0].table} h0"
    for i, hop in enumerate(hops[1:], start=1):
        joins += f" JOIN {hop.table} h{i} ON h{i}.id = h{i - 1}.{hop.column}"
    last = f"h{len(hops) - 1}"
    return f"t.{hops[0].column} IN (SELECT h0.id FROM {joins} WHERE {last}.inspection_id = the_inspection)"


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
