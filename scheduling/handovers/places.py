"""A place that is handed over, and what is there: sessions and requests, and apart from them those
of which nothing known tells where they are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact

from scheduling.exam_sessions.moments import earlier_states
from scheduling.models import Attempt, Institution
from scheduling.seats import unknown_locations
from scheduling.wall_time import midnight

NAMES_A_LOCATION = Q(asked__has_key="proctorLocationSid")


@dataclass(frozen=True, slots=True)
class HandoverPlace:
    """A place that is handed over: one location, or with a blank SID the whole institution; its
    clock is `zone`.
    """

    institution: Institution
    location_sid: str
    location_name: str
    zone: str

    def bounds(self, day: date) -> tuple[datetime, datetime]:
        """When a day of the place begins and ends."""
        return midnight(day, self.zone), midnight(day + timedelta(days=1), self.zone)


@dataclass(frozen=True, slots=True)
class Among:
    """What a list is of: sessions, as a condition by the name that a table has for them (blank of
    themselves, `session__`), requests, and what has where it was as `place_sid`.
    """

    sessions: Callable[[str], Q]
    requests: Q
    placed: Q


def rows_at(where: HandoverPlace) -> Among:
    """What is at the place, as far as is known."""
    if not where.location_sid:
        return Among(lambda name: Q(), Q(), Q())
    sid = where.location_sid
    asked = Q(session__location_sid=sid) | Q(asked__proctorLocationSid=sid)
    return Among(lambda name: _stands(sid, name), asked, Q(place_sid=sid))


def _stands(sid: str, name: str) -> Q:
    """Sessions that are there; those too of which no place is known any more, as of a booking that
    was taken back, and which were there last.
    """
    is_nowhere = Q(**{f"{name}location_sid": "", f"{name}location_name": ""})
    was_there = Q(Exact(earlier_states.last_location(f"{name}pk"), sid))
    return Q(**{f"{name}location_sid": sid}) | (is_nowhere & was_there)


def anywhere() -> Among:
    """What may be at any location. A booking that is asked for without one has none."""
    lost = _lost("session__")
    asked = lost & ~NAMES_A_LOCATION & ~Q(action=Attempt.Action.SCHEDULE)
    return Among(_lost, asked, lost & Q(place_sid=""))


def _lost(name: str) -> Q:
    """Sessions of which nothing known tells where they are, or were last (`_stands`)."""
    last = Coalesce(earlier_states.last_location(f"{name}pk"), Value(""))
    was_nowhere = ~Q(**{f"{name}location_name": ""}) | Q(Exact(last, Value("")))
    return unknown_locations.unknown(name) & was_nowhere


def requests_of(where: HandoverPlace) -> QuerySet[Attempt]:
    """The institution's requests, each with where its booking stood then (`place_sid`)."""
    place = Coalesce(earlier_states.location_at("started_at"), "session__location_sid")
    return Attempt.objects.at([where.institution]).annotate(place_sid=place)
