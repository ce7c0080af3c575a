"""Which statements, as SQLite plans them, walk all that an institution has, or a whole table."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

# A search of one of the tables that grow, by nothing but the institution, or the kind of a word;
# these indexes hold only what is to be reviewed, or was dropped from the list.
FEW = "session_changed|session_dropped"
WALK = re.compile(
    rf"SEARCH .* USING (?:COVERING )?INDEX (?!{FEW})(?:event|session|search)\w* \(\w+=\?\)$"
)
ONLY = re.compile(r"\((?:install_sid|institution_id)=\?\)$|search_word_start \(kind=\?\)$")
# Of most kinds there are few events; but not where something leads to fewer still.
KIND = re.compile(r"event_kind \(kind=\?\)$")
LED = re.compile(r"\b(?:session_sid|attempt_id|number)\"? (?:=|IN)")
# A table that grows, walked from end to end; not where it is read from its end, or holds few: the
# newest event, what was paid for.
IN_ORDER = "sqlite_autoindex_scheduling_auditevent_1|attempt_paid"
SCAN = re.compile(
    rf"SCAN (?:[A-Z]\d|scheduling_(?:examsession|auditevent|attempt|searchword))\b"
    rf"(?! USING INDEX (?:{IN_ORDER}))"
)


class Walks:
    """Keeps, of each statement that passes, how it walks all that an institution or a table has."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.asked = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().startswith(("SELECT", "UPDATE", "DELETE")):
            self.asked += 1
            for step in self._plan(sql, params):
                if SCAN.match(step) or (WALK.match(step) and _is_wide(step, sql)):
                    self.found.append(f"{' '.join(sql.split())} -> {step}")
        return execute(sql, params, many, context)

    def _plan(self, sql: str, params: Any) -> list[str]:
        cursor = sqlite3.Cursor(connection.connection)
        written = re.sub(r"(?<!%)%s", "?", sql).replace("%%", "%")
        return [row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {written}", params or ())]


def _is_wide(step: str, sql: str) -> bool:
    return bool(ONLY.search(step) or (KIND.search(step) and LED.search(sql)))


@contextmanager
def watched() -> Iterator[Walks]:
    walks = Walks()
    with connection.execute_wrapper(walks):
        yield walks
