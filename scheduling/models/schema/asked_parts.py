"""What the models ask for of a database, as the statements that migrations of today's models make.

No statement is run: they are collected, and compared with how the parts of a database were made.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module

from django.apps import apps
from django.db import connection
from django.db.models import Model

NAMED_TABLE = re.compile(r"CREATE TABLE (?:\"([^\"]+)\"|(\w+)) ?\(")
NAMED_PART = re.compile(r"(?:ALTER TABLE \"\w+\" ADD )?CONSTRAINT \"([^\"]+)\" ")
_INDEX = re.compile(r"CREATE (UNIQUE )?INDEX (?:\"([^\"]+)\"|(\w+))")
_OF_TABLE = re.compile(r" ON \"?(\w+)")
# What PostgreSQL tells of an index or a constraint in its own way. Brackets are left out: it sets
# more of them than the statement had.
_TOKENS = re.compile(
    r"('(?:[^']|'')*')"
    r"|::\w+(?: varying| with(?:out)? time zone)?(?:\(\d+\))?(?:\[\])?"
    r'|"([^"]+)"'
    r"|(\w+)"
    r"|([<>=!]+|[^\s()\[\]])"
)
_SCHEMA = re.compile(r" ON (?:\w+|\"[^\"]+\")\.")


@dataclass(slots=True)
class AskedParts:
    """The parts of each table, the indexes without their names, how each index and constraint that
    has a name is made, and the names of each table's indexes that are not of what is there once.
    """

    tables: dict[str, set[str]] = field(default_factory=dict)
    indexes: set[str] = field(default_factory=set)
    named: dict[str, str] = field(default_factory=dict)
    indexed: dict[str, list[str]] = field(default_factory=dict)


def stored_models() -> list[type[Model]]:
    """The models that have a table of their own."""
    models = apps.get_models(include_auto_created=True)
    return [one for one in models if one._meta.managed and not one._meta.proxy]


@cache
def asked() -> AskedParts:
    """What migrations of today’s models make."""
    editor = connection.schema_editor(collect_sql=True)
    editor.deferred_sql = []
    for model in stored_models():
        editor.create_model(model)
    wanted = AskedParts()
    for statement in (*editor.collected_sql, *editor.deferred_sql):
        sql = single_spaced(str(statement).rstrip(";"))
        if named := NAMED_TABLE.match(sql):
            parts = parts_of(sql)
            wanted.tables[named[1] or named[2]] = set(parts)
            wanted.named |= named_parts(parts)
        elif index := _INDEX.match(sql):
            wanted.indexes.add(without_name(sql))
            name, of_table = index[2] or index[3], _OF_TABLE.search(sql)
            wanted.named[name] = sql
            if of_table and not index[1]:
                wanted.indexed.setdefault(of_table[1], []).append(name)
        else:
            wanted.named |= named_parts([sql])
    later = import_module("scheduling.migrations.0025_event_formula")
    made = {f"{name} {kind}" for name, kind in later.COLUMNS.items()}
    wanted.tables[later.TABLE] |= made
    return wanted


def named_parts(parts: list[str]) -> dict[str, str]:
    """Those parts of a table that are constraints with a name, without it."""
    found = ((NAMED_PART.match(part), part) for part in parts)
    return {named[1]: part[named.end() :] for named, part in found if named}


def single_spaced(sql: str) -> str:
    """A statement with single spaces."""
    return " ".join(sql.split())


def without_name(sql: str) -> str:
    """The statement of an index without its name."""
    return _INDEX.sub(lambda found: f"CREATE {found[1] or ''}INDEX", single_spaced(sql), count=1)


def comparable_sql(sql: str) -> str:
    """How a part is made, as both this program and PostgreSQL say it."""
    if connection.vendor == "sqlite":
        return single_spaced(sql)
    tokens = [
        literal or name or (word or sign).lower()
        for literal, name, word, sign in _TOKENS.findall(_SCHEMA.sub(" ON ", sql, count=1))
    ]
    said = " ".join(token for token in tokens if token)
    return said.replace("= any array", "in").replace(" using btree", "")


def parts_of(sql: str) -> list[str]:
    """The columns and constraints of a table, and what stands behind its last bracket."""
    start, end = sql.index("(") + 1, sql.rindex(")")
    parts, depth, quote, begin = list[str](), 0, "", start
    for place in range(start, end):
        char = sql[place]
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char in "()":
            depth += 1 if char == "(" else -1
        elif char == "," and depth == 0:
            parts.append(sql[begin:place].strip())
            begin = place + 1
    behind = sql[end + 1 :].strip()
    return [*parts, sql[begin:end].strip(), *([behind] if behind else [])]
