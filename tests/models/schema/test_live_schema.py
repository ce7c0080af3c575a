"""The schema that a database really has, read in few statements, against Django's own reading."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from scheduling.models.schema import live_schema

# What Django calls the constraints that have no name in the table.
AS_DJANGO_NAMES_THEM = ("__primary__", "__unnamed_constraint", "fk_")


@pytest.mark.long
def test_what_is_read_of_sqlite_is_what_django_reads(database: Path) -> None:
    found = live_schema.tables()
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        known = {name: live_schema._introspected(name, cursor) for name in names}
    assert len(names) > 40
    assert {name: found[name].columns for name in names} == {
        name: table.columns for name, table in known.items()
    }
    for name, table in known.items():
        named = {one for one in table.names if not one.startswith(AS_DJANGO_NAMES_THEM)}
        assert named <= found[name].names, name
        keys = {tuple(one) for one in _primary_keys(name)}
        assert found[name].unique - keys == table.unique - keys, name


def _primary_keys(table: str) -> list[list[str]]:
    with connection.cursor() as cursor:
        return [connection.introspection.get_primary_key_columns(cursor, table)]


def test_a_schema_is_read_in_three_statements(
    database: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(3):
        live_schema.tables()
