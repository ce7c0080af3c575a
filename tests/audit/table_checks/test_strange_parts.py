"""What somebody puts into the database's schema is named, for it can keep events out of the log."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from scheduling.audit import denials
from scheduling.models import AuditEvent
from scheduling.models.schema import strange_parts
from scheduling.readiness import all_checks, schema
from tests.support.audit_log import ANA
from tests.support.table_comparisons import found, verified

LOG = "scheduling_auditevent"
OVERFLOWS = "abs(CASE WHEN kind = 'denied' THEN -9223372036854775808 ELSE 1 END)"
KIND = '"kind" varchar(40) NOT NULL'


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql)


def rewrite(table: str, old: str, new: str) -> None:
    """Change how a table of the file was made, past SQLite."""
    [(sql,)] = rows(f"SELECT sql FROM sqlite_master WHERE type = 'table' AND name = '{table}'")
    assert old in sql
    [(version,)] = rows("PRAGMA schema_version")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA writable_schema = on")
        cursor.execute(
            "UPDATE sqlite_master SET sql = %s WHERE type = 'table' AND name = %s",
            [sql.replace(old, new, 1), table],
        )
        cursor.execute(f"PRAGMA schema_version = {version + 1}")
        cursor.execute("PRAGMA writable_schema = off")
    connection.close()


def rows(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def test_a_database_as_the_portal_makes_it_has_nothing_strange(database: Path) -> None:
    assert list(strange_parts.find()) == []
    assert (verified(), list(schema.faults())) == ([], [])


def test_an_index_that_keeps_refusals_out_of_the_log_is_named(database: Path) -> None:
    run(f"CREATE INDEX quick ON {LOG} ({OVERFLOWS})")
    before = AuditEvent.objects.count()
    denials.note_address(actor=ANA, method="GET", path="/admin/")
    assert AuditEvent.objects.count() == before
    assert "the portal did not make the index quick: rows can be kept out" in found()
    [fault] = schema.faults()
    assert (fault.stops_pages, "the index quick" in fault.in_full) == (False, True)
    assert fault.said in [one.said for one in all_checks.find()]


@pytest.mark.parametrize(
    "sql",
    [
        f"CREATE UNIQUE INDEX quick ON {LOG} (kind) WHERE kind = 'admin_changed' AND number > 900",
        f"CREATE INDEX quick ON {LOG} (kind) WHERE actor_id = 5",
        f"CREATE INDEX quick ON {LOG} (kind COLLATE NOCASE)",
        "CREATE UNIQUE INDEX quick ON scheduling_refusalcount (who)",
        "CREATE UNIQUE INDEX quick ON scheduling_rolegrant (role) WHERE role = 'auditor'",
    ],
)
def test_any_other_index_is_named(database: Path, sql: str) -> None:
    run(sql)
    assert "the portal did not make the index quick:" in found()
    run("DROP INDEX quick")
    assert found() == ""


def test_one_of_ours_that_is_made_otherwise_is_named(database: Path) -> None:
    [(name, sql), *_] = rows(
        f"SELECT name, sql FROM sqlite_master WHERE tbl_name = '{LOG}' AND type = 'index'"
        " AND sql IS NOT NULL"
    )
    run(f'DROP INDEX "{name}"', f"{sql} WHERE kind <> 'denied'")
    assert f"the portal did not make the index {name}:" in found()


@pytest.mark.parametrize(
    ("table", "old", "new"),
    [
        (LOG, KIND, f"{KIND} CHECK (kind <> 'denied')"),
        (LOG, KIND, f"{KIND} COLLATE NOCASE"),
        (LOG, KIND, f"{KIND}, more text GENERATED ALWAYS AS (abs(number)) VIRTUAL"),
        (LOG, KIND, f"{KIND}, more text NULL"),
        (LOG, KIND, f"{KIND} /* CHECK */"),
        (
            "scheduling_rolegrant",
            "DEFERRABLE INITIALLY DEFERRED",
            "ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED",
        ),
        ("auth_user", '"username" varchar(150) NOT NULL', '"username" varchar(150) COLLATE NOCASE'),
        ("scheduling_price", "decimal NOT NULL", "decimal NOT NULL DEFAULT 0"),
    ],
)
def test_a_table_that_is_made_otherwise_is_named(
    database: Path, table: str, old: str, new: str
) -> None:
    rewrite(table, old, new)
    assert f"” in the table {table}: rows can be kept out of the database by it" in found()


def test_a_table_beside_that_holds_rows_of_ours_is_named(database: Path) -> None:
    run('CREATE TABLE "beside" (id integer REFERENCES "scheduling_examsession" (id))')
    said = "the portal did not make the table beside, which refers to scheduling_examsession:"
    assert said in found()
