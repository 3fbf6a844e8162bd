"""Who sees which row, said to the database from the one table in `cairn.policy.visibility`.

Applied by the owner role after every migration, in one transaction. Each policy is for the role that serves;
the owner's own way through opens where it runs for another role, in the functions of `sql/functions.sql`,
and where `app.guard` is set, in migrations and backups. Whoever is in no list sees nothing, and so does a
request that says nobody's name.
"""

from __future__ import annotations

from pathlib import Path

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model
from psycopg import sql

from cairn.framework.clocks import load_clocks
from cairn.pipeline.places import definitions_root
from cairn.policy.visibility import SEEN_BY
from cairn.store.disposal_sql import clearing_sql, disposal_sql
from cairn.store.visibility_sql import check, predicate

# Written by a function of the database, read by those who may.
READ_ONLY = frozenset({"store_event"})
# What has happened stays as it happened.
APPEND_ONLY = frozenset(
    {
        "store_inspectionmove",
        "store_requestmove",
        "store_ledgermove",
        "store_evaluationmove",
        "store_reportmove",
        "store_reporttext",
        "store_scopedecision",
        "store_conductacceptance",
        "store_disposal",
        "store_publicationfile",
        "store_publicationsection",
        "store_publishedevaluation",
        "store_goodpractice",
    }
)
# Rows that may go: links and lists that are set anew, and files whose time is over.
DELETABLE = frozenset(
    {
        "store_partnership",
        "store_phase",
        "store_holiday",
        "store_ledgeractivity",
        "store_evaluationcitation",
        "store_uploadchunk",
        "store_notice",
    }
)

GUARDED = (
    "CREATE POLICY guarded ON {} TO CURRENT_USER "
    "USING (session_user <> current_user OR current_setting('app.guard', true) = 'on')"
)
TRIGGERS_RUN_AS_OWNER = """
DO $do$ DECLARE one record; BEGIN
    FOR one IN SELECT p.oid::regprocedure AS name FROM pg_proc p
        WHERE p.pronamespace = 'public'::regnamespace AND p.proname LIKE 'pgtrigger%'
          AND p.prorettype = 'trigger'::regtype
    LOOP
        EXECUTE format('ALTER FUNCTION %s SECURITY DEFINER SET search_path = public, pg_temp', one.name);
    END LOOP;
END $do$
"""


def apply(connection: BaseDatabaseWrapper, app_role: str) -> None:
    """Functions, rights and policies as this version has them, whatever was there before."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL app.guard = 'on'")
        cursor.execute(functions_sql())
        for statement in (*_rights(app_role), *_policies(app_role)):
            cursor.execute(statement)


def statements(app_role: str) -> list[str]:
    """All that `apply` says, as text: two versions that say the same need no second applying."""
    composed = (*_rights(app_role), *_policies(app_role))
    return [functions_sql(), *(one.as_string(None) for one in composed)]


def functions_sql() -> str:
    """All functions: those of the `sql` folder, and the disposals that the definitions describe."""
    files = sorted(
        (Path(__file__).parent / "sql").glob("*.sql"), key=lambda path: path.name != "functions.sql"
    )
    written = [path.read_text(encoding="utf-8") for path in files]
    clocks = load_clocks(definitions_root())
    return "\n".join([*written, disposal_sql(clocks, histories()), clearing_sql(clocks)])


def histories() -> dict[str, str]:
    """For every table whose old rows are kept, the table that keeps them."""
    return {
        model.pgh_tracked_model._meta.db_table: model._meta.db_table
        for model in apps.get_app_config("store").get_models()
        if _is_history(model)
    }


def house_tables() -> dict[str, type[Model]]:
    """Every table of the store that acts write to, by name."""
    return {
        model._meta.db_table: model
        for model in apps.get_app_config("store").get_models()
        if not _is_history(model)
    }


def history_tables() -> list[str]:
    """The tables that triggers keep old rows in."""
    return [model._meta.db_table for model in apps.get_app_config("store").get_models() if _is_history(model)]


def _is_history(model: type[Model]) -> bool:
    return any(field.name == "pgh_id" for field in model._meta.fields)


def _rights(app_role: str) -> list[sql.Composed]:
    app = sql.Identifier(app_role)
    said = [
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(app),
        sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}").format(app),
        sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(app),
        sql.SQL("REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {}").format(app),
    ]
    for table in house_tables():
        kept = ["SELECT"]
        if table not in READ_ONLY:
            kept.append("INSERT")
        if table not in READ_ONLY | APPEND_ONLY:
            kept.append("UPDATE")
        if table in DELETABLE:
            kept.append("DELETE")
        taken = [right for right in ("INSERT", "UPDATE", "DELETE") if right not in kept]
        if taken:
            rights = sql.SQL(", ").join(map(sql.SQL, taken))
            said.append(sql.SQL("REVOKE {} ON {} FROM {}").format(rights, sql.Identifier(table), app))
    said += [
        sql.SQL("REVOKE ALL ON {} FROM {}").format(sql.Identifier(table), app) for table in history_tables()
    ]
    # Functions that run as the owner are for the role that serves, not for whoever may connect.
    everyone = "REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC"
    said += [
        sql.SQL(everyone).format(),
        sql.SQL("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {}").format(app),
    ]
    return [*said, *_trigger_rights()]


def _trigger_rights() -> list[sql.Composed]:
    """The triggers that keep old rows write where the app may not: they run as the owner."""
    return [sql.SQL(TRIGGERS_RUN_AS_OWNER).format()]


def _policies(app_role: str) -> list[sql.Composed]:
    app = sql.Identifier(app_role)
    said: list[sql.Composed] = []
    for table in sorted(SEEN_BY):
        name = sql.Identifier(table)
        shown, written = sql.SQL(predicate(table)), sql.SQL(check(table))
        said += [
            sql.SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY").format(name),
            sql.SQL("ALTER TABLE {} FORCE ROW LEVEL SECURITY").format(name),
            sql.SQL("DROP POLICY IF EXISTS seen ON {}").format(name),
            sql.SQL("DROP POLICY IF EXISTS guarded ON {}").format(name),
            sql.SQL("CREATE POLICY seen ON {} TO {} USING ({}) WITH CHECK ({})").format(
                name, app, shown, written
            ),
            sql.SQL(GUARDED).format(name),
        ]
    return said
