"""A page of the worklist that was shown before: what became of its sessions, what stands there now,
and what stands beside one of them.

It only reads, and nothing grows with the list: one that is too long is not put in order again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from scheduling.exam_sessions import accommodations
from scheduling.exam_sessions.list_rows import searched_rows
from scheduling.exam_sessions.list_rows.list_query import ListQuery
from scheduling.exam_sessions.lists import list_segments, worklist
from scheduling.exam_sessions.lists.worklist import PAGE
from scheduling.exam_sessions.search import reasons, session_queries
from scheduling.models import ExamSession, Institution

MOST_ORDERED = 5_000


@dataclass(frozen=True, slots=True)
class RenewedPage:
    """The sessions of a page as they are now, and the other name or address under which a session's
    learner was found, by primary key.
    """

    sessions: list[ExamSession]
    found_under: dict[int, str]
    came_or_went: int  # that belong on the page and aren't shown, or are shown and don't


def renewal(
    institutions: Sequence[Institution], wanted: ListQuery, keys: Sequence[int]
) -> RenewedPage:
    """What became of the sessions with these primary keys, as far as they are at these
    institutions, and how many more or less the page would have if it were asked for now. Of a list
    that is too long to be put in order again, only those count that left it.
    """
    rows = ExamSession.objects.filter(pk__in=keys, institution__in=[one.pk for one in institutions])
    if wanted.is_search:
        rows = reasons.with_reasons(rows, wanted.query)
    sessions = list_segments.with_institutions(list(rows), institutions)
    accommodations.load(sessions)
    found_under = reasons.found_under(sessions, wanted.query)
    return RenewedPage(sessions, found_under, _came_or_went(institutions, wanted, set(keys)))


@dataclass(frozen=True, slots=True)
class Neighbors:
    """The sessions before and behind one in the list, and the page that it is on itself."""

    before: ExamSession | None
    behind: ExamSession | None
    page: int


def neighbors(
    institutions: Sequence[Institution], wanted: ListQuery, session: ExamSession
) -> Neighbors | None:
    """The session's neighbors in the list, where it is on the page or next to it; None where it is
    neither, or the list is too long. Whoever goes from one to the next so comes to the next page.
    """
    keys = page_keys(institutions, wanted, beside=2)
    if not keys or session.pk not in keys:
        return None
    at, start = keys.index(session.pk), max(0, (wanted.page - 1) * PAGE - 2)
    before, behind = (keys[one] if 0 <= one < len(keys) else None for one in (at - 1, at + 1))
    rows = ExamSession.objects.filter(pk__in=[before, behind]).select_related("institution")
    found = {one.pk: one for one in rows}
    return Neighbors(found.get(before), found.get(behind), page=(start + at) // PAGE + 1)


def _came_or_went(institutions: Sequence[Institution], wanted: ListQuery, keys: set[int]) -> int:
    there = page_keys(institutions, wanted)
    if there is not None:
        return len(keys.symmetric_difference(there))
    rows = worklist.rows_of(institutions, wanted)
    if wanted.is_search:
        rows = replace(rows, matching=session_queries.read(wanted.query).asked)
    return len(keys) - rows.in_order().filter(pk__in=keys).count()


def page_keys(
    institutions: Sequence[Institution], wanted: ListQuery, *, beside: int = 0
) -> list[int] | None:
    """The primary keys of the page's sessions in their order now, with so many more before it and
    behind it; None where the list is too long. That of all sessions is read along its index.
    """
    first, end = max(0, (wanted.page - 1) * PAGE - beside), wanted.page * PAGE + beside
    if wanted.is_of_everything:
        return worklist.everything_in_order(institutions, wanted, first, end - first)
    rows = worklist.rows_of(institutions, wanted)
    found = searched_rows.of_few_or_met(rows, end)
    if found is None or found.first is not None:
        return None if found is None else found.first[first:end]
    in_order = found.rows.in_order()
    if in_order.order_by().values("pk")[: MOST_ORDERED + 1].count() > MOST_ORDERED:
        return None
    return list(in_order.values_list("pk", flat=True)[first:end])
