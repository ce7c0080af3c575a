"""Where and when a session may sit. While a request for it is open nobody knows whether that was
done: it may sit where it stands and where it was asked for, and neither seat is free. Where one was
accepted and no look has shown it whole, it may sit where it was asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from scheduling.models import Attempt, ExamSession, status_of
from scheduling.proctoring_api.provider_times import moment


@dataclass(frozen=True, slots=True)
class PossibleSeat:
    """A start and a place; `is_certain` False while a request is open, or was accepted and is not
    shown. `is_target` is what a move
    asks for of a booking that may stand elsewhere still.
    """

    start: datetime
    location_sid: str
    is_certain: bool = True
    is_target: bool = False

    def is_same(self, other: PossibleSeat) -> bool:
        """Whether both are the same start and place."""
        sids = self.location_sid.casefold(), other.location_sid.casefold()
        return self.start == other.start and sids[0] == sids[1]


def of(session: ExamSession, request: Attempt | None) -> list[PossibleSeat]:
    """Where the session may sit as it stands now; `request` is what may hold a
    seat that is not shown (`seats/standing_requests.py`), if anything may.
    """
    return seats(session.status, session.appointment_at, session.location_sid, request)


def starts_of(session: ExamSession, request: Attempt | None) -> list[datetime | None]:
    """When the session may begin, what is asked for last; where no seat is known, its own start."""
    found = of(session, request) if request else ()
    return [one.start for one in found] or [session.appointment_at]


def seats(
    status: str, start: datetime | None, location_sid: str, request: Attempt | None
) -> list[PossibleSeat]:
    """Where a session that stands so may sit: nowhere, in one seat, or in one of two, of which the
    first is where it stands.
    """
    if request and _is_as_accepted(request):
        return _filled_in(start, location_sid, request)
    standing = _standing(status, start, location_sid, request)
    asked = _asked(start, location_sid, request)
    if asked is None or (standing and standing.is_same(asked)):
        return [standing] if standing else []
    return [standing, replace(asked, is_target=True)] if standing else [asked]


def _is_as_accepted(request: Attempt) -> bool:
    """Whether the provider itself said yes: what it shows of the seat is the booking's."""
    return request.state == Attempt.State.ACCEPTED and not request.settled_by_hand


def _filled_in(start: datetime | None, location_sid: str, request: Attempt) -> list[PossibleSeat]:
    """The seat as it is shown; what is not shown of it is as it was asked for."""
    asked = _asked(start, location_sid, request)
    if asked is None:
        return []
    sid = location_sid or asked.location_sid
    return [PossibleSeat(start or asked.start, sid, is_certain=False)]


def _standing(
    status: str, start: datetime | None, location_sid: str, request: Attempt | None
) -> PossibleSeat | None:
    known = status_of(status)
    # Beside a request a status that shows nothing certain rules no booking out.
    may_stand = known.is_firm or (request is not None and not known.rules_out_a_booking)
    if start is None or not may_stand:
        return None
    return PossibleSeat(start, location_sid, is_certain=request is None)


def _asked(
    start: datetime | None, location_sid: str, request: Attempt | None
) -> PossibleSeat | None:
    """The seat that is asked for; what a request leaves open stays as it stands."""
    if request is None or request.action == Attempt.Action.CANCEL:
        return None
    at = moment(request.asked.get("appointmentDateTime")) or start
    sid = str(request.asked.get("proctorLocationSid") or "") or location_sid
    return PossibleSeat(at, sid, is_certain=False) if at else None
