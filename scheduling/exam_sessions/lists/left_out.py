"""How many sessions a list at one location may lack, because nobody knows that they are there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Q

from scheduling.exam_sessions.lists import list_filters, listed_statuses
from scheduling.exam_sessions.lists.list_filters import ListFilters, Rows
from scheduling.models import Attempt, Institution, SessionStatus
from scheduling.seats import unknown_locations

MOST_COUNTED = 1000  # of each; more are not told apart


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many more there may be: of `unread` nothing known tells where they are; `nowhere` are at
    no location yet, as far as is known, to be booked or with a request that is still open. Each up
    to one more than are told apart.
    """

    unread: int = 0
    nowhere: int = 0

    @property
    def unread_in_words(self) -> str:
        return _in_words(self.unread)

    @property
    def nowhere_in_words(self) -> str:
        return _in_words(self.nowhere)


NOTHING = LeftOut()


def of(
    rows: Rows, institutions: Sequence[Institution], filters: ListFilters, texts: set[str]
) -> LeftOut:
    """What the location's filter leaves out of these rows; `texts` are all statuses there. Nothing
    is asked where no location is asked for.
    """
    if not filters.location_sid:
        return NOTHING
    every = list_filters.narrowed(rows, institutions, replace(filters, location_sid=""))
    opened = Attempt.objects.filter(state__in=Attempt.OPEN)
    asked = dict(opened.values_list("session", "asked__proctorLocationSid"))
    there = list_filters.asked_for(filters.location_sid)
    placeless = every.filter(location_sid="").exclude(pk__in=there).order_by()
    needs = listed_statuses.with_status(texts, lambda status: status.needs_proctor)
    not_read, stands = Q(refreshed_at=None), listed_statuses.with_status(texts, _may_stand)
    settled, at_none = placeless.exclude(pk__in=asked), [pk for pk, sid in asked.items() if not sid]
    return LeftOut(
        unread=_counted(
            settled.exclude(needs).filter(unknown_locations.unknown(), not_read | stands)
        ),
        nowhere=_counted(settled.filter(needs)) + _counted(placeless.filter(pk__in=at_none)),
    )


def _may_stand(status: SessionStatus) -> bool:
    return status.is_firm or not status.rules_out_a_booking


def _counted(rows: Rows) -> int:
    return rows.values("pk")[: MOST_COUNTED + 1].count()


def _in_words(count: int) -> str:
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)
