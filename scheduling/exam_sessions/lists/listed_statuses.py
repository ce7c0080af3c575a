"""Statuses that sessions have at an institution, as they came, and the sessions with some."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db.models import Q

from scheduling.models import Institution, SessionStatus, sql_statements, status_of

NEXT_STATUS = """(SELECT MIN(status) FROM scheduling_examsession
  WHERE institution_id = %s AND status > last.status)"""
# Steps from one status to the next in the index, however many sessions have each.
STATUSES_THERE = f"""WITH RECURSIVE last(status) AS (
  SELECT MIN(status) FROM scheduling_examsession WHERE institution_id = %s
  UNION ALL SELECT {NEXT_STATUS} FROM last WHERE last.status IS NOT NULL
) SELECT status FROM last WHERE status IS NOT NULL"""


def statuses_there(institutions: Sequence[Institution]) -> set[str]:
    """Every status at these institutions, as it came."""
    return {
        text
        for one in institutions
        for (text,) in sql_statements.rows(STATUSES_THERE, one.pk, one.pk)
    }


def with_status(texts: set[str], shows: Callable[[SessionStatus], bool]) -> Q:
    """Sessions with one of those of these statuses of which the predicate holds."""
    return Q(status__in=sorted(text for text in texts if shows(status_of(text))))
