"""The database's own guards of the log: whether they are there, in force, and as we made them; and
whether what the portal reads are the tables that a verification compares.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module

from django.db import connection

from scheduling.audit.table_checks import read_instead
from scheduling.audit.table_checks.difference_classes import TableDifference
from scheduling.models import sql_statements
from scheduling.models.schema import missing_parts, row_numbers, strange_parts

# SQLite goes by how a row of its schema was made and hardly by what type the row says it is.
IN_SQLITE = """SELECT name, sql, tbl_name FROM sqlite_master
  WHERE lower(type) <> 'view' AND (type NOT IN ('table', 'index') OR (
    sql NOT LIKE 'CREATE TABLE%%' AND sql NOT LIKE 'CREATE VIRTUAL%%'
    AND sql NOT LIKE 'CREATE INDEX%%' AND sql NOT LIKE 'CREATE UNIQUE INDEX%%'))"""
# Of every table that stands where the log's do: a trigger on any of them may do anything.
OURS = "(SELECT relnamespace FROM pg_class WHERE oid = 'scheduling_auditevent'::regclass)"
IN_POSTGRES = f"""SELECT tgname, relname, tgenabled, proname, prosrc,
  pg_get_triggerdef(pg_trigger.oid, true) FROM pg_trigger
  JOIN pg_proc ON pg_proc.oid = tgfoid JOIN pg_class ON pg_class.oid = tgrelid
  WHERE NOT tgisinternal AND relnamespace = {OURS}"""
RULES = f"""SELECT rulename, relname, pg_get_ruledef(pg_rewrite.oid) FROM pg_rewrite
  JOIN pg_class ON pg_class.oid = ev_class
  WHERE rulename <> '_RETURN' AND relnamespace = {OURS}"""
Guard = tuple[str, str]  # a trigger's name and its table
FUNCTION = re.compile(r"CREATE FUNCTION (\w+)\(\).*?AS \$\$(.*?)\$\$", re.DOTALL)
TRIGGER = re.compile(r"CREATE TRIGGER [^;]+")
SHAPE = re.compile(r"CREATE TRIGGER (\w+) BEFORE ([A-Z ]+?) ON (.+)")
STRANGE = "the database has a {what} {name} on {table} that the portal did not make"
LACKING = "the table {table} lacks {lacks}: it takes what the portal counts on it to refuse"
KEEPS_OUT = "{said}: rows can be kept out of the database by it"
WORDS = "the database’s guard {name} is {how}: the log could be changed without being refused"


def check() -> Iterator[TableDifference]:
    """Every guard that is missing, switched off, or another than the one we made; triggers and
    rules that are none of ours, which may do anything when something else is written; what the
    database has to refuse and can't; and what it refuses and should not.
    """
    for name, how in not_in_force():
        said = WORDS.format(name=name, how=how)
        yield TableDifference(f"guard {name}", said, may_be_explained=False)
    yield from _strange_in_postgres() if _is_postgres() else _strange_in_sqlite()
    for table, lacks in missing_parts.by_table():
        said = LACKING.format(table=table, lacks=", ".join(lacks))
        yield TableDifference(f"schema {table}", said, may_be_explained=False)
    for one in strange_parts.find():
        said = KEEPS_OUT.format(said=one.said)
        yield TableDifference(f"part {one.said}"[:200], said, stands=(one.made,))
    for unnumbered in row_numbers.find():
        said = KEEPS_OUT.format(said=unnumbered.said)
        yield TableDifference(f"part {unnumbered.said}"[:200], said, stands=(unnumbered.number,))
    yield from read_instead.check()


def not_in_force() -> Iterator[tuple[str, str]]:
    """The guards that do not guard, and how they are."""
    return _of_postgres() if _is_postgres() else _of_sqlite()


def _is_postgres() -> bool:
    return connection.vendor == "postgresql"


def _strange(what: str, name: str, table: str, made: str) -> TableDifference:
    said = STRANGE.format(what=what, name=name, table=table)
    return TableDifference(f"{what} {name}", said, stands=(table, made))


def _of_sqlite() -> Iterator[tuple[str, str]]:
    there = {name: _plain(sql) for name, sql, _ in sql_statements.rows(IN_SQLITE)}
    for name, sql in _made_in_sqlite().items():
        if there.get(name) != sql:
            yield name, "missing" if name not in there else "not as it was made"


def _strange_in_sqlite() -> Iterator[TableDifference]:
    ours = _made_in_sqlite()
    for name, sql, table in sql_statements.rows(IN_SQLITE):
        if name not in ours:
            yield _strange("trigger", name, table, _plain(sql))


def _made_in_sqlite() -> dict[str, str]:
    """The statements of our guards, by their names."""
    first = import_module("scheduling.migrations.0002_append_only")
    statements = [first.SQLITE.format(what=what) for what in ("UPDATE", "DELETE")]
    statements += [first.SQLITE_VALUES, first.SQLITE_ONCE, first.SQLITE_VALUE_ONCE]
    statements.append(first.SQLITE_HEAD)
    later = import_module("scheduling.migrations.0030_values_go_with_events")
    statements.append(later.SQLITE_VALUE)
    statements += [later.SQLITE_NOTED.format(what=what) for what in ("UPDATE", "DELETE")]
    return {_plain(sql).split(" ")[2]: _plain(sql) for sql in statements}


def _plain(sql: str) -> str:
    return " ".join(sql.split()).rstrip("; ")


def _there_in_postgres() -> dict[Guard, tuple[str, str, str, str]]:
    """Of each trigger whether it is in force, its function with its body, and how it was made."""
    return {(name, table): tuple(told) for name, table, *told in sql_statements.rows(IN_POSTGRES)}


def _of_postgres() -> Iterator[tuple[str, str]]:
    there = _there_in_postgres()
    bodies, ours = _made_in_postgres()
    for guard, shape in ours.items():
        state, function, body, made = there.get(guard, ("", "", "", ""))
        if not state:
            yield guard[0], "missing"
        elif state not in ("O", "A"):
            yield guard[0], "switched off"
        elif bodies.get(function) != _plain(body) or _shape(made) != shape:
            yield guard[0], "not as it was made"


def _strange_in_postgres() -> Iterator[TableDifference]:
    _, ours = _made_in_postgres()
    for (name, table), (state, _, body, made) in _there_in_postgres().items():
        if (name, table) not in ours:
            yield _strange("trigger", name, table, f"{made} {state} {body}")
    for name, table, made in sql_statements.rows(RULES):
        yield _strange("rule", name, table, made)


def _made_in_postgres() -> tuple[dict[str, str], dict[Guard, str]]:
    """The bodies of our functions, and of our triggers on what, when, and which function."""
    modules = ("0002_append_only", "0030_values_go_with_events")
    text = "".join(import_module(f"scheduling.migrations.{one}").POSTGRES for one in modules)
    bodies = {name: _plain(body) for name, body in FUNCTION.findall(text)}
    triggers: dict[Guard, str] = {}
    for made in TRIGGER.findall(text):
        name, _, table = _parts(made)
        triggers[name, table.split(" ")[0]] = _shape(made)
    return bodies, triggers


def _parts(made: str) -> tuple[str, str, str]:
    parts = SHAPE.fullmatch(_plain(made))
    return (parts[1], parts[2], parts[3]) if parts else ("", "", "")


def _shape(made: str) -> str:
    """A statement that makes a trigger, with what it waits for in one order: PostgreSQL tells it in
    its own.
    """
    name, when, what = _parts(made)
    return f"{name} {sorted(when.split(' OR '))} {what}" if name else made
