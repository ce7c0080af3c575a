"""The values in the log that begin as somebody typed: SIDs and the numbers of requests."""

from __future__ import annotations

from django.db import connection

from scheduling.log.search.event_conditions import EVENT
from scheduling.log.search.event_query import EventQuery
from scheduling.log.search.event_search import is_there
from scheduling.models import sql_statements

MOST_BEGINNINGS = 20
MOST_LOOKED_AT = 200


def beginning_with(column: str, start: str, institutions: tuple[str, ...] | None) -> list[str]:
    """The values of `exam_sid`, `session_sid` or `attempt_id` that begin so, at these institutions,
    in order.

    One more than `MOST_BEGINNINGS` at the most. From value to value through the index, never event
    by event.
    """
    name = {"exam_sid": "exams", "session_sid": "sessions", "attempt_id": "attempts"}[column]
    found: list[str] = []
    sign, last = ">=", start.encode()
    for _ in range(MOST_LOOKED_AT):
        last = _next(column, sign, last)
        text = last.decode(errors="replace")
        if not last.startswith(start.encode()) or len(found) > MOST_BEGINNINGS:
            break
        if is_there(EventQuery(institutions=institutions, **{name: (text,)})):
            found.append(text)
        sign = ">"
    return found


def _next(column: str, sign: str, than: bytes) -> bytes:
    """The least value of the column that is greater, b"" where there is none. In bytes: in SQLite
    one may be no text, behind which the others still stand.
    """
    if connection.vendor == "postgresql":
        sql = f"SELECT MIN({column}) FROM {EVENT} WHERE {column} {sign} %s"
        return str(sql_statements.rows(sql, than.decode())[0][0] or "").encode()
    sql = (
        f"SELECT CAST(MIN({column}) AS BLOB) FROM {EVENT}"
        f" WHERE {column} {sign} CAST(%s AS TEXT) AND {column} < x''"
    )
    return sql_statements.rows(sql, than)[0][0] or b""
