"""Primary keys that were found once, as a condition: a page asks several things about thousands of
sessions, and looks for them once. They stay one text, from the database and back to it: to read
each as a number would take longer than to find them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from scheduling.models import ExamSession, SearchWord, sql_statements

Row = TypeVar("Row", ExamSession, SearchWord)
NONE = "[]"
TABLE = ExamSession._meta.db_table
ID = f"{TABLE}.id"
TOLD = {"sqlite": "json_group_array(pk)", "postgresql": "CAST(json_agg(pk) AS text)"}
AMONG = {
    "sqlite": f"{ID} IN (SELECT value FROM json_each(%s){{}})",
    "postgresql": f"{ID} IN (SELECT CAST(CAST(value AS text) AS bigint)"
    f" FROM json_array_elements(CAST(%s AS json)){{}})",
}


class FoundKeys(NamedTuple):
    """Primary keys as one text, and how many they are."""

    text: str
    count: int


def united(parts: Sequence[QuerySet[Row]]) -> QuerySet[Row]:
    """The keys of all parts, some perhaps twice: whatever is asked of them puts them in a
    set of its own, and need not wait for another.
    """
    return parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]


def of(found: QuerySet[ExamSession]) -> FoundKeys:
    """The primary keys, as `pk` of the rows, in one text, however many they are; in their order,
    in which the sessions themselves are read several times as fast.
    """
    try:
        sql, values = found.query.sql_with_params()
    except EmptyResultSet:
        return FoundKeys(NONE, 0)
    once = f"SELECT DISTINCT pk FROM ({sql}) AS parts ORDER BY pk"
    told = f"SELECT {TOLD[connection.vendor]}, COUNT(*) FROM ({once}) AS once"
    [(keys, count)] = sql_statements.rows(told, *values)
    return FoundKeys(keys or NONE, count)


def text_of(keys: Sequence[int]) -> str:
    """These keys as such a text."""
    return f"[{','.join(map(str, keys))}]"


def among(rows: QuerySet[ExamSession], keys: str, most: int | None = None) -> QuerySet[ExamSession]:
    """Those of the rows, which are no subquery's, that have these primary keys; or so many of the
    first of these keys at most.
    """
    if keys == NONE:
        return rows.none()
    bound = "" if most is None else f" LIMIT {most:d}"
    sql = AMONG[connection.vendor].format(bound)
    return rows.filter(RawSQL(sql, (keys,), output_field=BooleanField()))
