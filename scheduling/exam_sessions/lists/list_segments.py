"""The list of all sessions, a page at a time, without counting or sorting every one of them.

Its order is a row of segments – what is still open, what needs a proctor, what is booked, what is
no longer listed, what is over. Each is made of ranges of one index, one for each institution and
status, so that the first page costs the same however many sessions there are.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from scheduling.exam_sessions.lists import tab_conditions
from scheduling.exam_sessions.lists.list_states import Counted, names_of
from scheduling.exam_sessions.lists.tab_conditions import ALWAYS, NEVER, TABLE, Condition
from scheduling.models import ExamSession, Institution, sql_statements

MOST_COUNTED = 1000  # of each range; more are not told apart
CHECKING, NOT_LISTED = ("checking",), ("dropped",)
# The states in the order of the list: each row stands behind those of the segment before its own.
SEGMENTS = (CHECKING, ("needs",), ("pending", "scheduled", "other"), NOT_LISTED, ("over",))
LISTED = "institution_id = %s AND status = %s AND listed_at IS NOT NULL AND dropped_at IS NULL"
KNOWN = "institution_id = %s AND status = %s AND dropped_at IS NULL"
UNLISTED = "id IN {} AND status = %s AND listed_at IS NULL AND dropped_at IS NULL"
DROPPED = "institution_id = %s AND listed_at IS NOT NULL AND dropped_at IS NOT NULL"
KNOWN_DROPPED = "institution_id = %s AND dropped_at IS NOT NULL"
ORDER = "appointment_at, name_order, id"
# Keys in one text: of thousands, to read each as a value takes longer than to find it.
AS_TEXT = {"sqlite": "json_group_array(id)", "postgresql": "CAST(json_agg(id) AS text)"}
Range = tuple[str, tuple[Any, ...]]  # a condition, and the values in it


@dataclass(frozen=True, slots=True, kw_only=True)
class AllSessions:
    """All listed sessions at these institutions, with the statuses that are there, those that no
    list has as well where `are_known`; of one location or type where that is asked for. Those with
    an open request are counted apart: `checking` are the primary keys of those among these
    sessions, in the list's order. Of `done_otherwise` there are also those that no list has had.
    """

    institutions: Sequence[Institution]
    statuses: Sequence[str]
    open_pks: frozenset[int]
    checking: Sequence[int] = ()
    location_sid: str = ""
    session_type: str = ""
    are_known: bool = False
    done_otherwise: Sequence[int] = ()

    def counted(self) -> Counted:
        """How many are being checked or not, listed or not, of each status as it came: of each no
        more than are told apart.
        """
        ranges = [(False, text, one) for text in self.statuses for one in self.listed(text)]
        ranges += [(True, "", one) for one in self.dropped()]
        counts = _counts([one for _, _, one in ranges], MOST_COUNTED)
        settled = zip(ranges, counts, strict=True)
        return [
            (True, False, "", len(self.checking)),
            *((False, is_dropped, text, count) for (is_dropped, text, _), count in settled),
        ]

    def listed(self, status: str) -> list[Range]:
        """The ranges of one status, an institution each, and of those that were never listed."""
        condition = KNOWN if self.are_known else LISTED
        ranges = [self._narrowed(condition, one.pk, status) for one in self.institutions]
        if self.done_otherwise and not self.are_known:
            unlisted = UNLISTED.format(sql_statements.marks(self.done_otherwise))
            ranges.append(self._narrowed(unlisted, *self.done_otherwise, status))
        return ranges

    def dropped(self) -> list[Range]:
        """The ranges of what is no longer listed."""
        condition = KNOWN_DROPPED if self.are_known else DROPPED
        return [self._narrowed(condition, one.pk) for one in self.institutions]

    def _narrowed(self, condition: str, *values: object) -> Range:
        parts, found = [condition], [*values]
        for column in ("location_sid", "session_type"):
            if wanted := getattr(self, column):
                parts.append(f"{column} = %s")
                found.append(wanted)
        if self.open_pks:
            parts.append(f"id NOT IN {sql_statements.marks(list(self.open_pks))}")
            found += sorted(self.open_pks)
        return " AND ".join(parts), tuple(found)


def all_sessions(
    institutions: Sequence[Institution],
    statuses: set[str],
    *,
    location_sid: str = "",
    session_type: str = "",
    are_known: bool = False,
    done_otherwise: Iterable[int] = (),
) -> AllSessions:
    """All sessions there, as they are now; `done_otherwise` are those there that stand otherwise
    than asked for, which only `booking` can tell.
    """
    open_pks = frozenset(tab_conditions.being_checked())
    checking = (
        tab_conditions.among("id", sorted(open_pks))
        & tab_conditions.among("institution_id", [one.pk for one in institutions])
        & tab_conditions.at_location(location_sid)
        & (tab_conditions.among("session_type", [session_type]) if session_type else ALWAYS)
    )
    return AllSessions(
        institutions=institutions,
        statuses=sorted(statuses),
        open_pks=open_pks,
        checking=_keys_in_order(checking),
        location_sid=location_sid,
        session_type=session_type,
        are_known=are_known,
        done_otherwise=sorted(done_otherwise),
    )


def _keys_in_order(condition: Condition) -> list[int]:
    if condition == NEVER:
        return []
    sql = f"SELECT id FROM {TABLE} WHERE {condition.sql} ORDER BY {ORDER}"
    return [key for (key,) in sql_statements.rows(sql, *condition.values)]


def page(every: AllSessions, state: str, start: int, size: int) -> list[ExamSession]:
    """The rows from number `start` on, as many as `size`, in the list's order; of one state where
    it is named.
    """
    return _rows(keys(every, state, start, size), every)


def keys(every: AllSessions, state: str, start: int, size: int) -> list[int]:
    """The primary keys of the same rows."""
    found: list[int] = []
    for segment in [(state,)] if state else SEGMENTS:
        first_ones = _first_keys(every, segment, start + size - len(found))
        found += first_ones[start:]
        start = max(0, start - len(first_ones))
        if len(found) == size:
            break
    return found


def _first_keys(every: AllSessions, segment: tuple[str, ...], most: int) -> list[int]:
    """The keys of a segment's first rows: the first of each of its ranges, put in order."""
    if segment == CHECKING:
        return list(every.checking[:most])
    texts = [text for text in every.statuses if names_of(text) & {*segment}]
    ranges = every.dropped() if segment == NOT_LISTED else list(_ranges(every, texts))
    if not ranges:
        return []
    values = [value for _, given in ranges for value in (*given, most)]
    in_order = _first_rows("id", ranges[0][0])
    if len(ranges) > 1:
        in_order = _merged([one for one, _ in ranges])
        values.append(most)
    statement = f"SELECT {AS_TEXT[connection.vendor]} FROM ({in_order}) AS in_order"
    [(keys,)] = sql_statements.rows(statement, *values)
    return list(json.loads(keys or "[]"))


def _merged(conditions: Sequence[str]) -> str:
    columns = "id, appointment_at, name_order"
    ranges = [_first_rows(columns, one) for one in conditions]
    parts = [f"SELECT {columns} FROM ({one}) AS one_range" for one in ranges]
    return f"{' UNION ALL '.join(parts)} ORDER BY {ORDER} LIMIT %s"


def _first_rows(columns: str, condition: str) -> str:
    return f"SELECT {columns} FROM {TABLE} WHERE {condition} ORDER BY {ORDER} LIMIT %s"


def _ranges(every: AllSessions, texts: Sequence[str]) -> Iterator[Range]:
    for text in texts:
        yield from every.listed(text)


def _counts(ranges: list[Range], most: int) -> list[int]:
    """How many rows each range has, up to one more than `most`."""
    if not ranges:
        return []
    parts, values = [], []
    for place, (condition, given) in enumerate(ranges):
        inner = f"SELECT 1 FROM scheduling_examsession WHERE {condition} LIMIT %s"
        parts.append(f"SELECT {place} AS place, COUNT(*) FROM ({inner}) AS one_range")
        values += [*given, most + 1]
    found = dict(sql_statements.rows(" UNION ALL ".join(parts), *values))
    return [found[place] for place in range(len(ranges))]


def _rows(keys: list[int], every: AllSessions) -> list[ExamSession]:
    """The sessions in the order of their keys, each with the institution that is known already."""
    found = list(by_key(keys).values())
    for one in found:
        one.checking, one.dropped = one.pk in every.open_pks, one.dropped_at is not None
    return with_institutions(found, every.institutions)


def annotated(rows: QuerySet[ExamSession]) -> list[ExamSession]:
    """The sessions that a query finds, in its order, each with what the query asks beside its
    columns. These are read for themselves: the query builder takes three times as long for a page.
    """
    names = list(rows.query.annotation_select)
    told = {key: values for key, *values in rows.values_list("pk", *names)}
    sessions = by_key(list(told))
    for key, session in sessions.items():
        session.__dict__.update(zip(names, told[key], strict=True))
    return list(sessions.values())


def by_key(keys: Sequence[int]) -> dict[int, ExamSession]:
    """The sessions of these primary keys that there are, in the order of the keys."""
    if not keys:
        return {}
    where = f"id IN {sql_statements.marks(keys)}"
    rows = {one.pk: one for one in sql_statements.every(ExamSession, where, *keys)}
    return {key: rows[key] for key in keys if key in rows}


def with_institutions(
    sessions: list[ExamSession], institutions: Sequence[Institution]
) -> list[ExamSession]:
    """The sessions, each with the one object that its institution is among these; one that
    somebody gave, past the portal, to an institution that there is not has none, and is left out.
    """
    known = {one.pk: one for one in institutions}
    found = [one for one in sessions if one.institution_id in known]
    for session in found:
        session.institution = known[session.institution_id]
    return found
