"""Who did not come on a day: marked so here, or cancelled from here for that reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Subquery
from django.db.models.functions import Coalesce

from scheduling.exam_sessions.moments import earlier_states, who_is_here
from scheduling.handovers import places
from scheduling.handovers.parts_in_order import how_open
from scheduling.handovers.places import Among, HandoverPlace
from scheduling.models import Attempt, Attendance
from scheduling.session_types.cancellation_fields import NO_SHOW

MARKED = "marked by {who}"
CANCELLED = "cancelled as a no-show by {who}"


@dataclass(frozen=True, slots=True)
class NoShow:
    """A session with its start, and in words how it is known that nobody came; `doubt` says
    while a cancellation for it is open who knows what became of it.
    """

    session_id: int
    start: datetime
    said: str
    doubt: str = ""


def of(where: HandoverPlace, day: date, among: Among) -> list[NoShow]:
    """Each session once, by its start."""
    found: dict[int, NoShow] = {}
    for one in (*_marked(where, day, among), *_cancelled(where, day, among)):
        known = found.get(one.session_id)
        said = f"{known.said}, {one.said}" if known else one.said
        found[one.session_id] = NoShow(one.session_id, one.start, said, one.doubt)
    return sorted(found.values(), key=lambda one: (one.start, one.session_id))


def _marked(where: HandoverPlace, day: date, among: Among) -> Iterator[NoShow]:
    first, last = where.bounds(day)
    rows = Attendance.objects.at([where.institution])
    rows = rows.annotate(place_sid=who_is_here.location_when("no_show_at")).filter(
        among.placed,
        no_show_at__isnull=False,
        start_at__gte=first,
        start_at__lt=last,
    )
    for one in rows.order_by("pk"):
        yield NoShow(one.session_id, one.start_at, MARKED.format(who=one.marked_by_name))


def _cancelled(where: HandoverPlace, day: date, among: Among) -> Iterator[NoShow]:
    """Cancellations that went through, or may have, by where and when the booking stood that they
    are about; where no start is known, those that were sent on the day.
    """
    first, last = where.bounds(day)
    stood = earlier_states.at_moment_of("started_at").values("start_at")[:1]
    start = Coalesce(Subquery(stood), "session__appointment_at", "started_at")
    here = places.requests_of(where)
    rows = here.annotate(start=start).filter(
        among.placed,
        action=Attempt.Action.CANCEL,
        state__in=(*Attempt.OPEN, Attempt.State.ACCEPTED),
        asked__reason=NO_SHOW,
        start__gte=first,
        start__lt=last,
    )
    for one in rows.order_by("pk"):
        said = CANCELLED.format(who=one.actor_name)
        yield NoShow(one.session_id, one.start, said, how_open(one))
