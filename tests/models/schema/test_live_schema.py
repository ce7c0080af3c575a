"""The schema that a database really has, read in few statements, against Django's own reading."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from scheduling.models.schema import live_schema, missing_parts
from scheduling.models.schema.live_schema import LiveColumn
from scheduling.readiness import schema
from tests.support.table_comparisons import found

# What Django calls the constraints that have no name in the table.
AS_DJANGO_NAMES_THEM = ("__primary__", "__unnamed_constraint", "fk_", "sqlite_autoindex")


@pytest.mark.long
def test_what_is_read_of_sqlite_is_what_django_reads(database: Path) -> None:
    known = live_schema.tables()
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        columns = {
            name: connection.introspection.get_table_description(cursor, name) for name in names
        }
        kept = {name: connection.introspection.get_constraints(cursor, name) for name in names}
    assert len(names) > 40
    for name in names:
        assert known[name].columns == {
            one.name: LiveColumn(bool(one.null_ok), one.default is not None)
            for one in columns[name]
        }
        named = {one for one in kept[name] if not one.startswith(AS_DJANGO_NAMES_THEM)}
        assert named <= set(known[name].made), name
        unique = {tuple(one["columns"]) for one in kept[name].values() if one["unique"]}
        keys = {tuple(one["columns"]) for one in kept[name].values() if one["primary_key"]}
        assert known[name].unique - keys <= unique, name


def test_a_schema_is_read_in_three_statements(
    database: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(3):
        live_schema.tables()


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


OPEN = "WHERE \"state\" IN ('sending', 'unconfirmed')"


@pytest.mark.parametrize(
    "made",
    [
        'CREATE INDEX "one_open_attempt" ON "scheduling_attempt" ("state", "next_check_at")',
        f'CREATE INDEX "one_open_attempt" ON "scheduling_attempt" ("session_id") {OPEN}',
        f'CREATE UNIQUE INDEX "one_open_attempt" ON "scheduling_attempt" ("attempt_id") {OPEN}',
        'CREATE UNIQUE INDEX "one_open_attempt" ON "scheduling_attempt" ("session_id")'
        " WHERE \"state\" IN ('sending')",
        'CREATE UNIQUE INDEX "one_open_attempt" ON "scheduling_attendance" ("session_id")'
        ' WHERE ("arrived_at" IS NOT NULL AND "left_at" IS NULL)',
    ],
)
def test_another_index_under_the_name_of_one_is_named(database: Path, made: str) -> None:
    run('DROP INDEX "one_open_attempt"', made)
    told = dict(missing_parts.by_table())
    [said] = told["scheduling_attempt"]
    is_there = "scheduling_attempt" in made
    right = "the right constraint one_open_attempt: what bears its name is made otherwise"
    assert said == (right if is_there else "the constraint one_open_attempt")
    [fault] = [one for one in schema.faults() if "one_open_attempt" in one.said]
    assert fault.stops_pages
    assert f"the table scheduling_attempt lacks {said}" in found()


def test_what_is_there_once_by_an_index_with_a_condition_is_not_there_once(
    database: Path,
) -> None:
    [(name, sql)] = rows(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE"
        " 'CREATE UNIQUE INDEX%\"django_content_type\"%'"
    )
    run(f'DROP INDEX "{name}"', f"{sql} WHERE app_label <> 'scheduling'")
    [said] = dict(missing_parts.by_table())["django_content_type"]
    assert said == "that app_label and model is there once only"


def test_a_constraint_with_another_condition_is_named(database: Path) -> None:
    run("PRAGMA writable_schema = ON")
    run(
        "UPDATE sqlite_master SET sql = replace(sql, '\"percent\" <= 500', '\"percent\" <= 900')"
        " WHERE name = 'scheduling_sessionaccommodation'"
    )
    run("PRAGMA writable_schema = RESET")
    [said] = dict(missing_parts.by_table())["scheduling_sessionaccommodation"]
    assert said.startswith("the right constraint accommodation_factor:")


def rows(sql: str) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())
