"""Whether the database's migrations are those of this program: none waits, and none is newer."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.migrations.executor import MigrationExecutor

from scheduling.readiness.fault import ReadinessFault

MIGRATE = "run `manage.py migrate`"


def faults(executor: MigrationExecutor) -> Iterator[ReadinessFault]:
    """That it is not the database that this program was made for."""
    done = executor.loader.applied_migrations
    # Each is asked for: a plan passes over a gap below what was applied.
    waiting = sorted(set(executor.loader.disk_migrations) - set(done))
    if waiting:
        names = ", ".join(f"{app}.{name}" for app, name in waiting[:3])
        more = f" and {len(waiting) - 3} more" if len(waiting) > 3 else ""
        yield ReadinessFault(f"The database waits for migrations ({names}{more}).", MIGRATE)
        return
    known = set(executor.loader.disk_migrations)
    newer = sorted(
        name
        for app, name in executor.loader.applied_migrations
        if app == "scheduling" and (app, name) not in known and not _is_squashed(executor, name)
    )
    if newer:
        yield ReadinessFault(
            f"The database is newer than this program ({newer[-1]}).",
            "install the version of the portal that migrated it",
        )


def _is_squashed(executor: MigrationExecutor, name: str) -> bool:
    return ("scheduling", name) in executor.loader.replacements
