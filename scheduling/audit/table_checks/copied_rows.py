"""Rows of which an event made one, and of which more stand: copies of a request, a handover, a
print, a personal value, a session. A copy is as its event says, so that only counting finds it.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from scheduling.audit.table_checks.difference_classes import TableDifference
from scheduling.models import sql_statements

MOST = 200
# By which columns of a table a row is one of a kind, and what it is called.
ONCE = {
    "scheduling_attempt": ("attempt_id", "the request {0}"),
    "scheduling_handover": ("event_number", "the handover that event {0} signed"),
    "scheduling_rosterprint": ("event_number", "the print of a roster of event {0}"),
    "scheduling_personalvalue": ("event_number, name", "the personal value “{1}” of event {0}"),
    "scheduling_erasedvalue": ("event_number, name", "the erased value “{1}” of event {0}"),
    "scheduling_providerid": ("value, event_number", "an id by which event {1} is found"),
    "scheduling_eventaction": ("event_number", "the kind of request of event {0}"),
    "scheduling_examsession": ("sid, institution_id", "session {0}"),
}
# A handover is taken over once, by an event of its own.
TAKEN_OVER = "the handover that event {0} took over"
COUNTED = """SELECT {columns}, count(*) FROM {table} GROUP BY {columns} HAVING count(*) > 1
  ORDER BY 1, 2 LIMIT %s"""
TAKEN = """SELECT taken_over_event, count(*) FROM scheduling_handover
  WHERE taken_over_event IS NOT NULL GROUP BY taken_over_event HAVING count(*) > 1
  ORDER BY 1 LIMIT %s"""
# SQLite takes a UUID for another where it is spelled otherwise; read, it is the same.
SPELLED = """SELECT attempt_id FROM scheduling_attempt
  WHERE length(attempt_id) <> 32 OR attempt_id GLOB '*[^0-9a-f]*' ORDER BY 1 LIMIT %s"""


def check() -> Iterator[TableDifference]:
    """Each thing that stands more than once, with how often."""
    for table, (columns, words) in ONCE.items():
        yield from _more_than_one(table, COUNTED.format(table=table, columns=columns), words)
    yield from _more_than_one("taken over", TAKEN, TAKEN_OVER)
    if connection.vendor == "sqlite":
        for (attempt_id,) in sql_statements.rows(SPELLED, MOST):
            said = f"the request {attempt_id} has an id that the portal writes otherwise"
            yield TableDifference(f"spelled {attempt_id}", said)


def _more_than_one(table: str, sql: str, words: str) -> Iterator[TableDifference]:
    for *key, count in sql_statements.rows(sql, MOST):
        said = f"{words.format(*key)} is there {count} times"
        yield TableDifference(f"copies {table} {' '.join(map(str, key))}", said, stands=(count,))
