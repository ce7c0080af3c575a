"""Who stands at a location during a time, and which of them can be moved now: by the rules of a
single move.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduling.booking import queries
from scheduling.booking.permitted_actions import why_no_move
from scheduling.exam_sessions import accommodations
from scheduling.institutions.availability import LONGEST
from scheduling.models import BatchRow, ExamSession, Institution
from scheduling.models.session_status import SCHEDULED

MOST = 400  # sessions of one rescue
BEING_CHECKED = "Another request for it is still being checked."
IN_RESCUE = "In rescue {number}, started by {who}."
NO_START = "Its start is not known."
DOUBT = "{status}: SmarterProctoring may not move it. Select it to try anyway."
NOT_LISTED = "SmarterProctoring no longer lists it. Select it to try anyway."


@dataclass(frozen=True, slots=True)
class Candidate:
    """A session that stands there; `end` is None where its length is not known, `why_not` says why
    it can't be moved now, `doubt` why that is not known, and `batch_id` which rescue it is in
    already.
    """

    session: ExamSession
    end: datetime | None
    why_not: str = ""
    doubt: str = ""
    batch_id: int | None = None

    @property
    def start(self) -> datetime | None:
        return self.session.appointment_at

    @property
    def length(self) -> timedelta:
        """How long it sits; where that is not known, only its beginning counts."""
        known = self.end and self.start
        return self.end - self.start if known else timedelta(minutes=1)


def standing_at(
    institution: Institution, location_sid: str, first: datetime, last: datetime
) -> list[Candidate]:
    """Those that sit there at a moment of the time, by start and name.

    One whose status shows that no booking stands is none of them; a status that is blank or unknown
    shows no such thing.
    """
    near = ExamSession.objects.filter(
        institution=institution,
        location_sid=location_sid,
        appointment_at__gt=first - LONGEST,
        appointment_at__lt=last,
    )
    rows = near.select_related("institution").order_by("appointment_at", "learner_name", "pk")
    found = [one for one in of(rows) if _stands(one.session)]
    return [one for one in found if one.start and one.start + one.length > first]


def without_place(institution: Institution, first: datetime, last: datetime) -> int:
    """How many are booked to begin then of which it is not known yet where they are."""
    rows = ExamSession.objects.filter(
        institution=institution,
        location_sid="",
        refreshed_at=None,
        dropped_at=None,
        appointment_at__gte=first,
        appointment_at__lt=last,
    )
    return sum(_stands(one) for one in rows.only("status"))


def of(sessions: Iterable[ExamSession]) -> list[Candidate]:
    """These sessions, in their order."""
    every = list(sessions)
    accommodations.load(every)
    latest = queries.latest_attempts(every)
    taken = _in_rescues(every)
    return [
        Candidate(
            session=one,
            end=_end(one),
            why_not=_why_not(one, taken.get(one.pk), being_checked=_is_open(latest, one)),
            doubt=_doubt(one),
            batch_id=taken[one.pk].batch_id if one.pk in taken else None,
        )
        for one in every
    ]


def _stands(session: ExamSession) -> bool:
    status = session.known_status
    return not (status.needs_proctor or status.is_cancelled or status.is_denied)


def _is_open(latest: dict, session: ExamSession) -> bool:
    return session.pk in latest and latest[session.pk].is_open


def _why_not(session: ExamSession, taken: BatchRow | None, *, being_checked: bool) -> str:
    if taken:
        return IN_RESCUE.format(number=taken.batch_id, who=taken.batch.actor_name)
    if being_checked:
        return BEING_CHECKED
    if session.appointment_at is None:
        return NO_START
    return why_no_move(session)


def _doubt(session: ExamSession) -> str:
    """Why it is not known that it can be moved: only of a scheduled one that is shown."""
    if session.known_status != SCHEDULED:
        return DOUBT.format(status=session.known_status.word)
    return NOT_LISTED if session.dropped_at else ""


def _end(session: ExamSession) -> datetime | None:
    start, minutes = session.appointment_at, accommodations.sitting_of(session).minutes
    return start + timedelta(minutes=minutes) if start and minutes else None


def _in_rescues(sessions: Sequence[ExamSession]) -> dict[int, BatchRow]:
    """The rows of batches under way that these are in, by session."""
    keys = [one.pk for one in sessions]
    rows = BatchRow.objects.filter(session__in=keys, state__in=BatchRow.OPEN)
    return {row.session_id: row for row in rows.select_related("batch")}
