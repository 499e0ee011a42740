"""A database of PostgreSQL put back to what it was, in the tables that were written to: far sooner than a new copy."""

from django.db import connection, connections, transaction

KEPT = "as_it_was"
"""The schema where it is laid by."""
FILLED = """
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relpages > 0
"""
COUNTERS = f"""
CREATE TABLE {KEPT}.__counters AS
SELECT format('%I.%I', schemaname, sequencename) AS name, coalesce(last_value, start_value) AS value,
       last_value IS NOT NULL AS used
FROM pg_sequences WHERE schemaname = 'public'
"""
LEAVE = """
SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
"""Whoever is gone has told what he wrote."""
TOUCHED = """
SELECT relname FROM pg_stat_user_tables WHERE schemaname = 'public' AND n_tup_ins + n_tup_upd + n_tup_del > 0
"""
STRANGE = f"""
SELECT nspname FROM pg_namespace
WHERE nspname NOT IN ('public', 'information_schema', '{KEPT}') AND nspname NOT LIKE 'pg\\_%'
"""
"""Schemas of others: queues of a broker."""


def _ask(statement: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [str(row[0]) for row in cursor.fetchall()]


def _do(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def keep() -> None:
    """Lays by what is in the open database."""
    _do("VACUUM", f"CREATE SCHEMA {KEPT}", COUNTERS)
    _do(*(f'CREATE TABLE {KEPT}."{name}" AS TABLE public."{name}"' for name in _ask(FILLED)))
    _forget()


def restore() -> None:
    """Whatever was committed since `keep`, by any process, is gone. Not for what changed the tables themselves."""
    connections.close_all()
    _ask(LEAVE)
    kept = set(_ask(f"SELECT relname FROM pg_class WHERE relnamespace = '{KEPT}'::regnamespace"))
    touched = _ask(TOUCHED)
    _do(*(f'DROP SCHEMA "{name}" CASCADE' for name in _ask(STRANGE)))
    with transaction.atomic():
        _do("SET LOCAL session_replication_role = replica")  # neither triggers nor keys between tables look on
        _do(*(f'DELETE FROM public."{name}"' for name in touched))
        _do(*(f'INSERT INTO public."{name}" TABLE {KEPT}."{name}"' for name in touched if name in kept))
        _do(f"SELECT setval(name::regclass, value, used) FROM {KEPT}.__counters")
    _forget()


def _forget() -> None:
    """From now on it counts what is written."""
    _do("SELECT pg_stat_force_next_flush()", "SELECT pg_stat_reset()")
    connections.close_all()
