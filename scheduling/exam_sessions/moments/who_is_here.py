"""The visits that were on at a moment, and where: as far as it was marked who came and left."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When
from django.db.models.functions import Coalesce

from scheduling.exam_sessions.attendance import LONGEST_STAY
from scheduling.exam_sessions.moments import earlier_states
from scheduling.models import Attendance, Institution

# A mark is where its booking stands; of one that stands otherwise by now, or nowhere, where it did
# when it was made.
STANDS = Q(start_at=F("session__appointment_at")) & ~Q(session__location_sid="")


def location_when(moment: str) -> Case:
    """Where a mark was made at the moment that a column of its row tells."""
    then = Coalesce(earlier_states.location_at(moment), F("session__location_sid"))
    return Case(When(STANDS, then=F("session__location_sid")), default=then)


def visits_at(
    institutions: Iterable[Institution], moment: datetime, *, location_sid: str = ""
) -> QuerySet[Attendance]:
    """The visits that were on at a moment, by arrival, each with its place (`place_sid`, blank
    where that is not known): came by then, and not left by then, as far as it was marked. Of one
    location, where that is named.
    """
    came = Q(arrived_at__lte=moment, arrived_at__gt=moment - LONGEST_STAY)
    later = Attendance.objects.filter(
        Q(arrived_at__lte=moment) | Q(no_show_at__lte=moment),
        session=OuterRef("session"),
        pk__gt=OuterRef("pk"),
    )
    found = Attendance.objects.at(institutions).filter(came)
    found = found.filter(Q(left_at__isnull=True) | Q(left_at__gt=moment), ~Exists(later))
    found = found.annotate(place_sid=location_when("arrived_at"))
    if location_sid:
        found = found.filter(place_sid=location_sid)
    return found.select_related("session__institution").order_by("arrived_at", "pk")


def newest_until(at: datetime, sessions: Iterable[int]) -> dict[int, Attendance]:
    """The newest visit of each of these sessions that had begun by a moment, by the session's
    primary key, whatever its booking is since.
    """
    found = Attendance.objects.filter(session__in=list(sessions), arrived_at__lte=at)
    return {one.session_id: one for one in found.order_by("pk")}


def locations_at(
    institutions: Iterable[Institution], moment: datetime, *, location_sid: str = ""
) -> dict[int, str]:
    """Where each learner was who was here at a moment, by the session's primary key."""
    found = visits_at(institutions, moment, location_sid=location_sid)
    return dict(found.values_list("session_id", "place_sid"))
