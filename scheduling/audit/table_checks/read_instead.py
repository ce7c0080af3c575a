"""Tables of the portal in whose place something else is read: a view can say one thing to a
verification and another to the next page.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import connection

from scheduling.audit.table_checks.difference_classes import TableDifference
from scheduling.models import sql_statements

IN_SQLITE = """SELECT name, type, sql FROM sqlite_master
  WHERE lower(type) = 'view' OR (type = 'table' AND sql LIKE 'CREATE VIRTUAL%%')"""
# Views that an extension brings, such as pg_stat_statements, change with it: they are its own.
# By the name that a statement finds it under; `said` is what else than a plain table it is.
IN_POSTGRES = """SELECT asked.name, CASE
    WHEN it.oid IS NULL THEN 'missing'
    WHEN it.relnamespace <> ours.relnamespace THEN 'of another schema'
    WHEN it.relkind NOT IN ('r', 'p') THEN 'no table'
    WHEN it.relrowsecurity THEN 'shown in part, by a row policy'
    WHEN EXISTS (SELECT 1 FROM pg_inherits WHERE inhparent = it.oid) THEN 'made of others'
  END AS said
  FROM unnest(CAST(%s AS text[])) AS asked(name)
  LEFT JOIN pg_class AS it ON it.oid = to_regclass(asked.name)
  JOIN pg_class AS ours ON ours.oid = 'scheduling_auditevent'::regclass"""
VIEWS = """SELECT relname, pg_get_viewdef(it.oid) FROM pg_class AS it
  WHERE relkind IN ('v', 'm') AND relnamespace =
    (SELECT relnamespace FROM pg_class WHERE oid = 'scheduling_auditevent'::regclass)
  AND NOT EXISTS (SELECT 1 FROM pg_depend
    WHERE classid = 'pg_class'::regclass AND objid = it.oid AND deptype = 'e')"""
SAID = "the table {name} is {how}: what pages read there no verification can vouch for"
VIEW = "the database has a view {name} that the portal did not make"


def check() -> Iterator[TableDifference]:
    """Each of the portal's tables that is something else, and each view: it makes none."""
    is_postgres = connection.vendor == "postgresql"
    for name, how in _in_postgres() if is_postgres else _in_sqlite():
        said = SAID.format(name=name, how=how)
        yield TableDifference(f"table {name}", said, may_be_explained=False)
    for name, made in _views(is_postgres=is_postgres):
        yield TableDifference(f"view {name}", VIEW.format(name=name), stands=(made,))


def _tables() -> list[str]:
    return sorted(
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    )


def _in_sqlite() -> Iterator[tuple[str, str]]:
    tables = set(_tables())
    others = {name for name, *_ in sql_statements.rows(IN_SQLITE)}
    there = connection.introspection.table_names()
    for name in sorted(tables):
        if name in others:
            yield name, "no table"
        elif name not in there:
            yield name, "missing"


def _in_postgres() -> Iterator[tuple[str, str]]:
    found = sql_statements.rows(IN_POSTGRES, _tables())
    yield from ((name, how) for name, how in sorted(found) if how)


def _views(*, is_postgres: bool) -> Iterator[tuple[str, str]]:
    if is_postgres:
        yield from ((name, made) for name, made in sql_statements.rows(VIEWS))
        return
    for name, kind, made in sql_statements.rows(IN_SQLITE):
        if kind.lower() == "view":
            yield name, " ".join(made.split())
