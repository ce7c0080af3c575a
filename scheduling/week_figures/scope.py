"""Scope of a week's figures: at some institutions, by the clock of one zone, with the requests that
several of them count.

Counted is what is known here: the provider's list and this portal's own requests. A session whose
status shows nothing certain, or for which a request is open, is counted as that, never as booked or
as free. At one location what may be there, because nobody has read where it is, stands in a last
row of its own. Where there may be more than is known, a number is one from below (`AtLeast`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils.functional import cached_property

from scheduling.models import Attempt, Institution
from scheduling.seats import standing_requests, unknown_locations
from scheduling.wall_time import midnight
from scheduling.week_figures.iso_weeks import days_of

# Requests that name no location. A booking that was not made, of a type without one, was for none.
IS_ABOUT_A_BOOKING = ~Q(asked__has_key="proctorLocationSid") & (
    ~Q(action=Attempt.Action.SCHEDULE) | Q(state=Attempt.State.ACCEPTED)
)


class CountedRequest(NamedTuple):
    """What is counted of a request of this portal."""

    started_at: datetime
    finished_at: datetime | None
    state: str
    settled_how: str
    needs_person: bool


@dataclass(frozen=True)
class WeekScope:
    """What is counted: a week at institutions, perhaps at one location, by a zone's clock. What
    several figures count is read once.
    """

    institutions: Sequence[Institution]
    location_sid: str
    monday: date
    zone: str

    @cached_property
    def days(self) -> list[date]:
        return days_of(self.monday)

    @property
    def is_listed(self) -> bool:
        """Whether the sessions of each of its institutions were ever loaded."""
        return all(one.synced_at is not None for one in self.institutions)

    @cached_property
    def bounds(self) -> tuple[datetime, datetime]:
        after = self.monday + timedelta(days=7)
        return midnight(self.monday, self.zone), midnight(after, self.zone)

    @cached_property
    def _midnights(self) -> list[datetime]:
        return [midnight(day, self.zone) for day in self.days]

    def day_at(self, instant: datetime) -> date:
        """The day of the week that an instant of it is on."""
        return self.days[bisect_right(self._midnights, instant) - 1]

    @cached_property
    def open_requests(self) -> list[tuple[int, dict[str, Any], bool]]:
        """What is still being asked about, or was booked and is not shown: the session, what is
        asked, and whether it is listed and has no start yet.
        """
        return [
            (
                one.session_id,
                one.asked,
                not (one.session.appointment_at or one.session.dropped_at),
            )
            for one in standing_requests.at(self.institutions)
        ]

    @cached_property
    def requests(self) -> list[CountedRequest]:
        """This portal's requests of the week for the place."""
        return _asked_where(self, _is_asked_there(self))

    @cached_property
    def requests_nowhere(self) -> list[CountedRequest]:
        """The same of those that may be for the place: nobody has read where they are."""
        return _asked_where(self, _may_be_asked_there(self)) if self.location_sid else []


def _asked_where(scope: WeekScope, where: Q) -> list[CountedRequest]:
    return [
        CountedRequest(*row)
        for row in _asked(scope).filter(where).values_list(*CountedRequest._fields)
    ]


def _asked(scope: WeekScope) -> QuerySet[Attempt]:
    first, last = scope.bounds
    here = Attempt.objects.at(scope.institutions)
    return here.filter(started_at__gte=first, started_at__lt=last)


def _is_asked_there(scope: WeekScope) -> Q:
    """Requests for the location; of those that name none, the ones about what is booked there."""
    if not scope.location_sid:
        return Q()
    about = IS_ABOUT_A_BOOKING & Q(session__location_sid=scope.location_sid)
    return Q(asked__proctorLocationSid=scope.location_sid) | about


def _may_be_asked_there(scope: WeekScope) -> Q:
    return IS_ABOUT_A_BOOKING & unknown_locations.unknown("session__")
