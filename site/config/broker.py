"""How Celery speaks to its broker: `redis://…`, or `pgmq://…`, which is queues kept by PostgreSQL itself."""

from typing import Any

VISIBLE_AFTER = 600
"""Seconds after which a task whose worker died is given to another."""
LOCK = 7_209_334
TRANSPORT: dict[str, dict[str, Any]] = {
    "pgmq": {
        "init_extension": False,  # the queues' SQL comes with the client: `prepare`
        "visibility_timeout": VISIBLE_AFTER,
        "wait_time_seconds": 0,
        "polling_interval": 0.2,
        "pool_size": 4,
        "pool_timeout": 5,
    },
    "redis": {"visibility_timeout": VISIBLE_AFTER, "socket_timeout": 5, "socket_connect_timeout": 5},
}


def scheme(url: str) -> str:
    """ "redis" for redis:// and rediss://, "pgmq" for pgmq://."""
    name = url.partition("://")[0]
    return "redis" if name == "rediss" else name


def options(url: str) -> dict[str, Any]:
    """What the transport of this address wants to know. KeyError: a broker that nobody has tried here."""
    return TRANSPORT[scheme(url)]


def prepare(url: str) -> None:
    """Installs the queues' tables and functions into a PostgreSQL broker that does not have them yet.

    Safe from several workers at once. Needs the right to create a schema, no extension.
    """
    if scheme(url) != "pgmq":
        return
    import psycopg
    from pgmq import install

    with psycopg.connect(url.replace("pgmq://", "postgresql://", 1)) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        if connection.execute("SELECT to_regclass('pgmq.meta')").fetchone() == (None,):
            connection.execute(install.get_embedded_install_sql().encode())
