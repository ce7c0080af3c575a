"""The order of a day's list: what each session means now to the person who works there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum

from django.db import connection
from django.db.models import F, IntegerField
from django.db.models.expressions import RawSQL
from django.utils import timezone

from scheduling.exam_sessions.accommodations import MINUTES
from scheduling.exam_sessions.lists import half_switched
from scheduling.exam_sessions.lists.list_filters import Rows
from scheduling.exam_sessions.lists.tab_conditions import (
    IS_CHECKED,
    IS_LISTED,
    TABLE,
    Condition,
    among,
    shows,
)
from scheduling.models import Attendance, Institution
from scheduling.models.session_status import IN_PROGRESS, INCIDENT

START = f"{TABLE}.appointment_at"
END = {
    "sqlite": f"datetime({START}, CAST({MINUTES} AS integer) || ' minutes')",
    "postgresql": f"({START} + make_interval(mins => CAST({MINUTES} AS integer)))",
}
# Somebody here checked the learner out, or marked a no-show, for this very start.
HAS_GONE = f"""EXISTS (SELECT 1 FROM {Attendance._meta.db_table}
  WHERE session_id = {TABLE}.id AND start_at = {START}
  AND (left_at IS NOT NULL OR no_show_at IS NOT NULL))"""
IS_CHANGED = Condition(f"{TABLE}.changed_event IS NOT NULL")
IS_HERE = Condition(f"NOT {HAS_GONE}")


class DayStage(StrEnum):
    """What a session of a day means to the person who works there, in the order of the list."""

    NEEDS_YOU = "needs-you"
    NOW = "now"
    OVERDUE = "overdue"
    UNENDED = "unended"  # it has begun, and nobody knows until when it goes
    NEXT = "next"
    LATER = "later"
    EARLIER = "earlier"


def ordered(
    rows: Rows,
    institutions: Sequence[Institution],
    texts: set[str],
    done_otherwise: Collection[int] = (),
) -> Rows:
    """A day's rows by what each means now, then by start, those without one last, then by name."""
    start = F("appointment_at").asc(nulls_last=True)  # each database has its own way else
    told = by_moment(rows, institutions, texts, done_otherwise)
    return told.order_by("moment", start, "name_order", "pk")


def by_moment(
    rows: Rows,
    institutions: Sequence[Institution],
    texts: set[str],
    done_otherwise: Collection[int] = (),
) -> Rows:
    """A day's rows with what each means now as `moment`, its number: what needs somebody, what is
    on, what should have ended, what has begun and nobody knows until when, what comes, what would
    come if it is booked, and what was: it is over, or its start has passed.
    """
    found = _moments(institutions, texts, done_otherwise)
    told = [f"WHEN {condition.sql} THEN {_place(moment)}" for moment, condition in found]
    sql = f"CASE {' '.join(told)} ELSE {_place(DayStage.EARLIER)} END"
    values = [value for _, condition in found for value in condition.values]
    return rows.annotate(moment=RawSQL(sql, values, output_field=IntegerField()))


def _place(moment: DayStage) -> int:
    return list(DayStage).index(moment)


def _moments(
    institutions: Sequence[Institution], texts: set[str], done_otherwise: Collection[int]
) -> list[tuple[DayStage, Condition]]:
    """Conditions in their turn; the first that holds tells what a session means.

    Written out, since the query builder takes as long to put them together as a page for its rows.
    """
    now = (connection.ops.adapt_datetimefield_value(timezone.now()),)
    comes, has_begun = Condition(f"{START} > %s", now), Condition(f"{START} <= %s", now)
    end = END[connection.vendor]
    ends, is_past = Condition(f"{end} > %s", now), Condition(f"{end} <= %s", now)
    is_endless = Condition(f"{end} IS NULL")  # nobody knows until when it goes
    is_started = Condition(f"{START} IS NOT NULL")
    may_come = comes & ~shows(texts, lambda status: status.is_over)
    booked = shows(texts, lambda status: status.is_in_place)
    stands = shows(texts, lambda status: status.is_booked) & IS_HERE
    needs = shows(texts, lambda status: status.needs_proctor or status == INCIDENT)
    runs = shows(texts, IN_PROGRESS.__eq__)
    named = among("id", [*half_switched.goes_on_from(institutions), *done_otherwise])
    return [
        (DayStage.NEEDS_YOU, IS_CHECKED | IS_CHANGED | named),
        (DayStage.LATER, ~IS_LISTED & may_come),
        (DayStage.EARLIER, ~IS_LISTED),
        (DayStage.NEEDS_YOU, needs),
        (DayStage.OVERDUE, has_begun & is_past & stands),
        (DayStage.NEXT, booked & comes),  # also where it is said to run already
        (DayStage.NOW, runs & (ends | is_endless)),
        (DayStage.NOW, booked & has_begun & ends),
        (DayStage.UNENDED, has_begun & is_endless & stands),
        (DayStage.LATER, may_come),
        (DayStage.LATER, ~is_started & ~shows(texts, lambda status: status.is_over)),
    ]
