"""The learner's other exam sessions around one, found by the provider's user SID alone.

A name may be another person's: where no user SID is known, nothing is looked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from scheduling.exam_sessions.other_bookings import overlap
from scheduling.models import Attempt, ExamSession, Institution
from scheduling.proctoring_api.parsing import moment

AROUND = timedelta(days=14)
MOST_SHOWN = 8
MOST_READ = 100


@dataclass(frozen=True, slots=True)
class OtherSession:
    """A session of the learner's; `start` is None where it is not known, and the one that was asked
    for while that is still being checked.
    """

    session: ExamSession
    start: datetime | None
    is_being_checked: bool
    is_same_time: bool  # as the session that they stand around
    is_same_exam: bool

    @property
    def is_marked(self) -> bool:
        return self.is_same_time or self.is_same_exam


@dataclass(frozen=True, slots=True)
class OtherSessions:
    """Those that are shown, by their start; how many more were read, and whether that is all."""

    shown: Sequence[OtherSession]
    more: int
    is_cut: bool


def around(
    session: ExamSession, institutions: Iterable[Institution], *, now: datetime
) -> OtherSessions | None:
    """The learner's other sessions at these institutions, within two weeks of the session's start,
    or of now where it has none; None where nobody can tell whose it is. One statement.

    One without a start may be within them, unless it is over.
    """
    if not session.user_sid:
        return None
    middle = session.appointment_at or now
    here = {one.pk: one for one in institutions}
    read = list(_near(session, list(here), middle)[: MOST_READ + 1])
    for one in read:
        one.institution = here[one.institution_id]
    found = [_other(session, one) for one in read[:MOST_READ]]
    near = [one for one in found if _may_be_near(one, middle)]
    first = sorted(near, key=lambda one: (not one.is_marked, _distance(one, middle)))[:MOST_SHOWN]
    shown = sorted(first, key=_by_start)
    return OtherSessions(shown, len(near) - len(shown), is_cut=len(read) > MOST_READ)


def _near(session: ExamSession, here: list[int], middle: datetime) -> QuerySet[ExamSession]:
    """The learner's rows that may be near, with what was asked of them where it is still open."""
    still_open = Attempt.objects.filter(session=OuterRef("pk"), state__in=Attempt.OPEN)
    # The sum keeps planners without statistics from walking a whole institution.
    own = ExamSession.objects.annotate(place=F("institution_id") + 0).filter(
        learner_key=session.user_sid, place__in=here
    )
    near = Q(appointment_at__range=(middle - AROUND, middle + AROUND))
    rows = (
        own.exclude(pk=session.pk)
        .select_related("accommodation")
        .annotate(
            is_being_checked=Exists(still_open), asked=Subquery(still_open.values("asked")[:1])
        )
    )
    may_be = near | Q(appointment_at=None) | Q(is_being_checked=True)
    return rows.filter(may_be).order_by("appointment_at", "pk")


def _other(session: ExamSession, other: ExamSession) -> OtherSession:
    start = moment((other.asked or {}).get("appointmentDateTime")) or other.appointment_at
    status, is_open = other.known_status, other.is_being_checked
    own_start = None if session.is_over else session.appointment_at
    may_stand = is_open or not status.rules_out_a_booking
    is_same = other.exam_sid.casefold() == session.exam_sid.casefold()
    return OtherSession(
        session=other,
        start=start,
        is_being_checked=is_open,
        is_same_time=may_stand and overlap(session, own_start, other, start),
        is_same_exam=is_same and not (status.is_over and not is_open),
    )


def _may_be_near(other: OtherSession, middle: datetime) -> bool:
    if other.start is None:
        return other.is_being_checked or not other.session.is_over
    return abs(other.start - middle) <= AROUND


def _distance(other: OtherSession, middle: datetime) -> timedelta:
    return abs(other.start - middle) if other.start else AROUND


def _by_start(other: OtherSession) -> tuple[bool, float, int]:
    return other.start is None, other.start.timestamp() if other.start else 0, other.session.pk
