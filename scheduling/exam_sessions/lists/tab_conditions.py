"""Which sessions answer a view's question, as SQL: the list filters by it, and the counts on all
tabs are one statement. The query builder takes longer to put six counts together than the database
takes to count.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from scheduling.exam_sessions.lists import (
    half_switched,
    list_filters,
    listed_statuses,
    tabs,
    without_a_start,
)
from scheduling.exam_sessions.lists.tabs import View
from scheduling.models import (
    Attempt,
    ExamSession,
    Institution,
    SessionStatus,
    sql_statements,
    status_of,
)
from scheduling.models.session_status import INCIDENT
from scheduling.wall_time import midnight

MOST_COUNTED = 99  # more are not told apart on a tab
TABLE, ATTEMPTS = ExamSession._meta.db_table, Attempt._meta.db_table
OPEN = tuple(one.value for one in Attempt.OPEN)
BEING_CHECKED = f"SELECT session_id FROM {ATTEMPTS} WHERE state IN {sql_statements.marks(OPEN)}"
# They are few; put together by OR, the conditions would keep the database from using an index.
TO_DECIDE = f"""SELECT session_id FROM {ATTEMPTS} JOIN {TABLE} ON {TABLE}.id = session_id
  WHERE state = %s AND needs_person AND institution_id IN {{here}}
  UNION SELECT id FROM {TABLE} WHERE changed_event IS NOT NULL AND institution_id IN {{here}}"""
COUNT = f"(SELECT COUNT(*) FROM (SELECT 1 FROM {TABLE} WHERE {{}} LIMIT {MOST_COUNTED + 1}) few)"


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on a session's row in SQL, with the values of its marks in their order.

    What holds for no row, or for each, is not written beside another: SQLite uses no index for an
    OR with such a part, and walks the whole table.
    """

    sql: str
    values: tuple[object, ...] = ()

    def __and__(self, other: Condition) -> Condition:
        return self._joined("AND", other, decides=NEVER, adds_nothing=ALWAYS)

    def __or__(self, other: Condition) -> Condition:
        return self._joined("OR", other, decides=ALWAYS, adds_nothing=NEVER)

    def __invert__(self) -> Condition:
        opposites = {NEVER: ALWAYS, ALWAYS: NEVER}
        return opposites.get(self) or Condition(f"(NOT {self.sql})", self.values)

    def _joined(
        self, word: str, other: Condition, *, decides: Condition, adds_nothing: Condition
    ) -> Condition:
        if decides in (self, other):
            return decides
        if adds_nothing in (self, other):
            return other if self == adds_nothing else self
        return Condition(f"({self.sql} {word} {other.sql})", (*self.values, *other.values))

    @property
    def expression(self) -> RawSQL:
        """The same for the query builder, where its rows are no subquery's."""
        return RawSQL(self.sql, self.values, output_field=BooleanField())


NEVER, ALWAYS = Condition("1 = 0"), Condition("1 = 1")
IS_LISTED = Condition(f"{TABLE}.dropped_at IS NULL")
IS_CHECKED = Condition(f"{TABLE}.id IN ({BEING_CHECKED})", OPEN)
IS_NOT_CHECKED = Condition(f"{TABLE}.id NOT IN ({BEING_CHECKED})", OPEN)
WAS_LISTED = Condition(f"{TABLE}.listed_at IS NOT NULL")


def in_view(
    view: View,
    institutions: Sequence[Institution],
    texts: set[str],
    done_otherwise: Collection[int] = (),
) -> Condition:
    """The sessions that answer the view's question; `texts` are all statuses there, and
    `done_otherwise` those that stand otherwise than asked for: only `booking` can tell.
    """
    conditions: dict[View, Callable[[], Condition]] = {
        View.TODAY: lambda: (
            _on_day(institutions)
            | among("id", [*being_checked(), *_half(institutions), *done_otherwise])
        ),
        View.TOMORROW: lambda: _on_day(institutions, days_on=1),
        View.TO_BOOK: lambda: (
            IS_LISTED & shows(texts, lambda status: status.needs_proctor) & IS_NOT_CHECKED
        ),
        View.DECIDE: lambda: among("id", [*to_decide(institutions), *done_otherwise]),
        View.APPROVAL: lambda: IS_LISTED & shows(texts, lambda status: status.is_pending),
        View.INCIDENTS: lambda: IS_LISTED & shows(texts, INCIDENT.__eq__),
        View.ALL: lambda: ALWAYS,
    }
    return conditions[view]()


def counts(
    institutions: Sequence[Institution],
    location_sid: str = "",
    done_otherwise: Collection[int] = (),
) -> dict[View, int]:
    """How many sessions each view has there, up to one more than are told apart; for all of them
    nobody asks. Of what is at no location yet, all of the institutions. One statement.
    """
    texts = listed_statuses.statuses_there(institutions)
    listed, there = known_here(done_otherwise), at_location(location_sid)
    views = [view for view in View if view is not View.ALL]
    found = [
        _at(institutions, view)
        & in_view(view, institutions, texts, done_otherwise)
        & (ALWAYS if view in tabs.AT_NO_LOCATION else there)
        & listed
        for view in views
    ]
    asked = ", ".join("0" if one == NEVER else COUNT.format(one.sql) for one in found)
    [counted] = sql_statements.rows(f"SELECT {asked}", *(it for one in found for it in one.values))
    return dict(zip(views, counted, strict=True))


def known_here(done_otherwise: Collection[int]) -> Condition:
    """Sessions that a list of the provider's has had, or that were asked for here before one had:
    those with an open request, and those that stand otherwise than asked for.
    """
    return WAS_LISTED | IS_CHECKED | among("id", [*done_otherwise])


def _at(institutions: Sequence[Institution], view: View) -> Condition:
    """The rows at these institutions; where an index leads elsewhere, see `led_elsewhere`."""
    is_led = view in tabs.LED_ELSEWHERE
    return among("institution_id", [one.pk for one in institutions], " + 0" if is_led else "")


def among(column: str, values: Sequence[object], added: str = "") -> Condition:
    """Sessions with one of these values in a column, `added` to which it is an expression."""
    if not values:
        return NEVER
    return Condition(f"{TABLE}.{column}{added} IN {sql_statements.marks(values)}", tuple(values))


def shows(texts: set[str], holds: Callable[[SessionStatus], bool]) -> Condition:
    """Sessions with one of those of these statuses of which the predicate holds."""
    return among("status", sorted(text for text in texts if holds(status_of(text))))


def _on_day(institutions: Sequence[Institution], days_on: int = 0) -> Condition:
    """Sessions that start on each institution's own day, so many days on from today, or may."""
    found = NEVER
    for one in institutions:
        day = list_filters.today_at(one, days_on)
        ends = (midnight(at, one.time_zone) for at in (day, day + timedelta(days=1)))
        span = tuple(connection.ops.adapt_datetimefield_value(at) for at in ends)
        starts = f"{TABLE}.appointment_at >= %s AND {TABLE}.appointment_at < %s"
        found |= Condition(f"({TABLE}.institution_id = %s AND {starts})", (one.pk, *span))
    unshown = without_a_start.on_day(institutions, lambda one: list_filters.today_at(one, days_on))
    return found | among("id", unshown)


def at_location(location_sid: str) -> Condition:
    """Sessions that are there, or that a request asks for there; all, where none is named."""
    if not location_sid:
        return ALWAYS
    asked = list(list_filters.asked_for(location_sid))
    return among("location_sid", [location_sid]) | among("id", asked)


def being_checked() -> list[int]:
    """The primary keys of the sessions with a request that is still open: beside an OR they are
    read first, for the reason of `TO_DECIDE`.
    """
    return [pk for (pk,) in sql_statements.rows(BEING_CHECKED, *OPEN)]


def _half(institutions: Sequence[Institution]) -> list[int]:
    return half_switched.goes_on_from(institutions)


def to_decide(institutions: Sequence[Institution]) -> list[int]:
    """The primary keys of the sessions with a request that only a person can settle, of those that
    were changed outside this portal and not looked at since, and of those whose switch stopped half
    way. Those that stand otherwise than asked for are not among them.
    """
    here = [one.pk for one in institutions]
    if not here:
        return []
    sql = TO_DECIDE.format(here=sql_statements.marks(here))
    found = sql_statements.rows(sql, Attempt.State.UNCONFIRMED.value, *here, *here)
    return [*(pk for (pk,) in found), *_half(institutions)]
