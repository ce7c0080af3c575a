"""Import of huey without the database drivers that no setting names.

huey imports redis and psycopg wherever they are installed, which takes every program of the portal
half a second. What it uses of them are its own stores in Redis and PostgreSQL, and it does without
where an import fails. Django imports psycopg by itself where the database is PostgreSQL.
"""

from __future__ import annotations

import sys
from importlib import import_module


def import_huey(*, with_redis: bool) -> None:
    """Import huey for the first time in this process, with redis only where it is the queue."""
    names = {"psycopg"} if with_redis else {"psycopg", "redis"}
    hidden = names - set(sys.modules)
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]  # so an import of it fails
    try:
        import_module("huey")
    finally:
        for name in hidden:
            del sys.modules[name]
