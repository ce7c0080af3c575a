"""Accommodations that follow a learner: from a cancelled exam session to the new one that the
enrollment has in its place, as a value of its own with an event that says where it is from.
"""

from __future__ import annotations

from collections.abc import Collection

from scheduling.exam_sessions import accommodations
from scheduling.models import ExamSession, Institution, SessionAccommodation

Place = tuple[str, str]  # an enrollment and the exam in it


def pass_on(institution: Institution, new: Collection[ExamSession]) -> None:
    """Give sessions that are new here what the cancelled one of the same enrollment and exam was
    given last. A session that has an entry of its own keeps that.
    """
    waiting = {one.sid: _place(one) for one in new if one.enrollment_sid and _may_be_sat(one)}
    given = _given(institution, waiting.values()) if waiting else {}
    if not given:
        return
    sids = [sid for sid, place in waiting.items() if place in given]
    for session in ExamSession.objects.filter(institution=institution, sid__in=sids):
        accommodations.take_over(given[_place(session)], session)


def _may_be_sat(session: ExamSession) -> bool:
    """Whether nothing shows that nobody will sit it: it may be booked before it is first seen."""
    return session.needs_proctor or not session.known_status.rules_out_a_booking


def _place(session: ExamSession) -> Place:
    return session.enrollment_sid, session.exam_sid


def _given(
    institution: Institution, places: Collection[Place]
) -> dict[Place, SessionAccommodation]:
    """What cancelled sessions were given, by their place; of several the latest, and nothing where
    that took away what there was.
    """
    rows = SessionAccommodation.objects.at([institution]).filter(
        session__enrollment_sid__in={enrollment for enrollment, _ in places}
    )
    latest = {
        _place(one.session): one
        for one in rows.select_related("session").order_by("event_number")
        if one.session.known_status.is_cancelled
    }
    return {place: one for place, one in latest.items() if one.value.in_words}
