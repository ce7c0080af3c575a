"""What a lookup finds in the database is what a verification reads there, or it is named: values in
another form, indexes that tell other rows than their table has, triggers that say they are none,
and constraints that are gone.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import connection

from scheduling.models import Institution, SearchWord, sql_statements
from tests.support.table_comparisons import found, verified

ROLES = "scheduling_rolegrant"


def run(*statements: str) -> None:
    for sql in statements:
        sql_statements.run(sql)


def rewrite_schema(sql: str, *values: object) -> None:
    """Change rows of the schema itself; whoever comes next reads them anew."""
    [(version,)] = sql_statements.rows("PRAGMA schema_version")
    run("PRAGMA writable_schema = on")
    sql_statements.run(sql, *values)
    run(f"PRAGMA schema_version = {version + 1}")
    connection.close()


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        (ROLES, "role", "CAST(role AS BLOB)"),
        ("auth_user", "username", "CAST(username AS BLOB)"),
        ("auth_user", "password", "CAST(password AS BLOB)"),
        ("auth_user", "is_superuser", "2"),
        ("auth_user", "is_active", "0.5"),
        ("auth_user", "is_superuser", "'t'"),
        ("scheduling_institution", "base_url", "CAST(base_url AS BLOB)"),
        ("scheduling_location", "seats", "'many'"),
        ("scheduling_location", "time_zone", "CAST(time_zone AS BLOB)"),
    ],
)
def test_a_value_in_another_form_is_named_with_its_row(
    database: Path, table: str, column: str, value: str
) -> None:
    assert verified() == []
    [(first,)] = sql_statements.rows(f"SELECT min(id) FROM {table}")
    run(f"UPDATE {table} SET {column} = {value} WHERE id = {first}")
    said = f"{table}.{column} is kept as something else than the portal writes in row {first}"
    assert said in found()


def blinded(table: str, *, while_blind: str) -> None:
    """Run a statement while the database does not know of the table's indexes."""
    theirs = f"type = 'index' AND tbl_name = '{table}' AND sql IS NOT NULL"
    kept = sql_statements.rows(f"SELECT * FROM sqlite_master WHERE {theirs}")
    rewrite_schema(f"DELETE FROM sqlite_master WHERE {theirs}")
    run(while_blind)
    marks = ", ".join(sql_statements.marks(row) for row in kept)
    values = [one for row in kept for one in row]
    rewrite_schema(f"INSERT INTO sqlite_master VALUES {marks}", *values)


def test_an_index_that_tells_a_role_that_its_table_lacks_is_named(database: Path) -> None:
    assert verified() == []
    person = User.objects.get(username="coordinator").pk
    run(f"INSERT INTO {ROLES} (id, role, user_id) VALUES (999, 'administrator', {person})")
    blinded(ROLES, while_blind=f"DELETE FROM {ROLES} WHERE id = 999")
    assert sql_statements.rows(f"SELECT count(*) FROM {ROLES} WHERE id = 999") == [(0,)]
    assert f"an index of {ROLES} is not as its table: wrong # of entries in index" in found()


def test_an_index_of_a_large_table_that_has_a_row_more_is_named(database: Path) -> None:
    words = "scheduling_searchword"
    institution = Institution.objects.order_by("pk")[0]
    word = SearchWord.objects.create(institution=institution, kind="learner", key="US1", word="zed")
    blinded(words, while_blind=f"DELETE FROM {words} WHERE id = {word.pk}")
    [(rows,)] = sql_statements.rows(f"SELECT count(*) FROM {words} NOT INDEXED")
    said = found()
    assert f"an index of {words} is not as its table: " in said
    assert f" has {rows + 1} entries for {rows} rows" in said


def test_a_trigger_that_says_it_is_something_else_is_named(database: Path) -> None:
    assert verified() == []
    run("CREATE TRIGGER zz AFTER UPDATE ON scheduling_heartbeat BEGIN SELECT 1; END")
    rewrite_schema("UPDATE sqlite_master SET type = 'Trigger' WHERE name = 'zz'")
    said = "the database has a trigger zz on scheduling_heartbeat that the portal did not make"
    assert said in found()


def test_a_view_that_says_it_is_something_else_is_named(database: Path) -> None:
    run(f"CREATE VIEW more AS SELECT * FROM {ROLES}")
    rewrite_schema("UPDATE sqlite_master SET type = 'View' WHERE name = 'more'")
    assert "the database has a view more that the portal did not make" in found()


@pytest.mark.parametrize("name", ["card_token_used_once", "one_open_attempt", "role_once_for_all"])
def test_a_constraint_that_is_gone_is_named(database: Path, name: str) -> None:
    run(f"DROP INDEX {name}")
    said = f"lacks the constraint {name}: it takes what the portal counts on it to refuse"
    assert said in found()
