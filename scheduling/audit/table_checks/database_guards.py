"""The database's own guards of the log: whether they are there, in force, and as we made them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module

from django.db import connection

from scheduling.audit.table_checks.difference import Difference
from scheduling.models import sql_statements

IN_SQLITE = "SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'trigger'"
IN_POSTGRES = """SELECT tgname, tgenabled, proname, prosrc,
  pg_get_triggerdef(pg_trigger.oid, true), tgrelid::regclass::text FROM pg_trigger
  JOIN pg_proc ON pg_proc.oid = tgfoid WHERE NOT tgisinternal
  AND tgrelid::regclass::text LIKE '%%scheduling_%%'"""
POSTGRES_TRIGGERS = (
    "personal_value_goes_with_event",
    "personal_value_keeps_all",
    "erased_value_keeps",
    "audit_event_keeps",
    "audit_event_keeps_all",
    "personal_value_keeps",
    "chain_head_stays",
)
FUNCTION = re.compile(r"CREATE FUNCTION (\w+)\(\).*?AS \$\$(.*?)\$\$", re.DOTALL)
TRIGGER = re.compile(r"CREATE TRIGGER [^;]+")
SHAPE = re.compile(r"CREATE TRIGGER (\w+) BEFORE ([A-Z ]+?) ON (.+)")
STRANGE = "the database has a trigger {name} on {table} that the portal did not make"
WORDS = "the database’s guard {name} is {how}: the log could be changed without being refused"


def check() -> Iterator[Difference]:
    """Every guard that is missing, switched off, or another than the one we made; and triggers
    that are none of ours, which may do anything when something else is written.
    """
    for name, how in not_in_force():
        said = WORDS.format(name=name, how=how)
        yield Difference(f"guard {name}", said, may_be_explained=False)
    is_postgres = connection.vendor == "postgresql"
    ours = POSTGRES_TRIGGERS if is_postgres else _made_in_sqlite()
    for name, *_, table in sql_statements.rows(IN_POSTGRES if is_postgres else IN_SQLITE):
        if name not in ours:
            yield Difference(f"trigger {name}", STRANGE.format(name=name, table=table))


def not_in_force() -> Iterator[tuple[str, str]]:
    """The guards that do not guard, and how they are."""
    return _in_postgres() if connection.vendor == "postgresql" else _in_sqlite()


def _in_sqlite() -> Iterator[tuple[str, str]]:
    there = {name: _plain(sql) for name, sql, _ in sql_statements.rows(IN_SQLITE)}
    for name, sql in _made_in_sqlite().items():
        if there.get(name) != sql:
            yield name, "missing" if name not in there else "not as it was made"


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


def _in_postgres() -> Iterator[tuple[str, str]]:
    rows = sql_statements.rows(IN_POSTGRES)
    there = {name: told for name, *told, _ in rows}
    bodies, triggers = _made_in_postgres()
    for name in POSTGRES_TRIGGERS:
        state, function, body, made = there.get(name, ("", "", "", ""))
        if not state:
            yield name, "missing"
        elif state not in ("O", "A"):
            yield name, "switched off"
        elif bodies.get(function) != _plain(body) or _shape(made) not in triggers:
            yield name, "not as it was made"


def _made_in_postgres() -> tuple[dict[str, str], set[str]]:
    """The bodies of our functions, and our triggers: on what, when, and which function."""
    modules = ("0002_append_only", "0030_values_go_with_events")
    text = "".join(import_module(f"scheduling.migrations.{one}").POSTGRES for one in modules)
    bodies = {name: _plain(body) for name, body in FUNCTION.findall(text)}
    return bodies, {_shape(made) for made in TRIGGER.findall(text)}


def _shape(made: str) -> str:
    """A statement that makes a trigger, with what it waits for in one order: PostgreSQL tells it in
    its own.
    """
    parts = SHAPE.fullmatch(_plain(made))
    if parts is None:
        return made
    return f"{parts[1]} {sorted(parts[2].split(' OR '))} {parts[3]}"
