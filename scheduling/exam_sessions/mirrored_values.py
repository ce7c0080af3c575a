"""What a session object says, as the mirror keeps it: each value by its column."""

from __future__ import annotations

from typing import Any

from scheduling.exam_sessions.outside_changes import arrangements
from scheduling.exam_sessions.outside_changes.learner_marks import is_of_another_learner
from scheduling.institutions import catalogue
from scheduling.models import ExamSession, status_of
from scheduling.models.session_status import NOT_SHOWN, folded
from scheduling.proctoring_api.parsing import is_part, is_word_for_nothing, minutes
from scheduling.proctoring_api.redaction import keepable
from scheduling.proctoring_api.session_record import SessionRecord
from scheduling.session_types.registry import wire_name_of

OF_THE_EXAM = ("exam_title", "course_name")
LOCATION = ("location_sid", "location_name", "time_zone")


def taken_from(told: dict[str, Any], session: ExamSession) -> dict[str, Any]:
    """What was told, and what that makes blank of what was known."""
    values = {name: value for name, value in told.items() if value not in (None, "")}
    if _is_elsewhere(session, told):  # the clock and the SID that were known are another place's
        values |= {name: told[name] for name in LOCATION}
    if told["status"] and status_of(told["status"]) != session.known_status:
        values["status_reason"] = told["status_reason"]  # it was given for the other status
    return values


def of_another_exam(told: dict[str, Any], exam_sid: str) -> dict[str, Any]:
    """The exam that it is of now; what was known of the other exam is not this one's."""
    return {"exam_sid": exam_sid, **{name: told[name] or "" for name in OF_THE_EXAM}}


def told_by(
    session: ExamSession, record: SessionRecord, meant_in: str, *, is_anew: bool
) -> dict[str, Any]:
    """What the record says; of a session that was booked anew no place is known beside it."""
    place = location_in(session.institution_id, record)
    location_sid, location_name, location_zone = place if is_anew else beside_known(session, place)
    return {
        "status": kept_status(record.status),
        "status_reason": _kept_quote(record.status_reason, 300),
        "session_type": kept_type(record.session_type),
        "appointment_at": record.appointment_at,
        "enrollment_sid": record.only_enrollment_sid,
        "user_sid": record.only_user_sid,
        "external_appointment_id": kept_id(record.external_appointment_id),
        "location_sid": kept_text(location_sid, 34),
        "location_name": kept_text(location_name, 200),
        "time_zone": location_zone or meant_in,
        **(_names(record) if _tells_whose(session, record) else {}),
        "exam_title": kept_text(record.exam_title, 300),
        "course_name": kept_text(record.course_name, 300),
        "duration_minutes": minutes(record.duration),
        "arranged": arrangements.told_by_record(
            session, record, kept_type(record.session_type), is_anew=is_anew
        ),
    }


def _names(record: SessionRecord) -> dict[str, str]:
    return {
        "learner_name": kept_text(record.learner_name, 200),
        "learner_family_name": kept_text(record.learner_family_name, 200),
    }


def _tells_whose(session: ExamSession, record: SessionRecord) -> bool:
    """Whether the name is the learner's: one that comes beside two ids is nobody's, and one that
    comes without any proves nothing beside a name that is known, nor does half of that name.
    """
    user, enrollment = record.only_user_sid, record.only_enrollment_sid
    is_another_s = is_of_another_learner(session, user, enrollment)
    if is_part(record.half_name, session.learner_name) and not is_another_s:
        return False
    return len(record.learners) == 1 or not (record.learners or session.learner_name)


def beside_known(session: ExamSession, place: tuple[str, str, str]) -> tuple[str, str, str]:
    """The place that is shown, beside the known one; none where a name alone, that no location has,
    is another than that one's: it may be its new name, or another place.
    """
    sid, name, _ = place
    known = session.location_sid or session.location_name
    is_another = not sid and bool(known) and folded(name) != folded(session.location_name)
    return ("", "", "") if is_another else place


def location_in(institution_pk: int, record: SessionRecord) -> tuple[str, str, str]:
    """SID, name and zone of the place that a record shows; one that is shown by its name alone is
    the one that is called so here. A SID beside the name of another location shows neither.
    """
    said_sid, said_name = record.location_sid, record.location_name
    name, zone = catalogue.location(institution_pk, said_sid) if said_sid else ("", "")
    if not said_name or folded(said_name) == folded(name):
        return said_sid, name, zone
    called_sid, called, its_zone = catalogue.location_called(institution_pk, said_name)
    if not said_sid:
        return called_sid, called or said_name, its_zone
    if called_sid and called_sid.casefold() != said_sid.casefold():
        return "", "", ""
    return said_sid, name or said_name, zone


def _is_elsewhere(session: ExamSession, told: dict[str, Any]) -> bool:
    """Whether a place is told that is another than the one that is known: by its SID. A name that
    nothing is called here is no other place's.
    """
    known, now = folded(session.location_sid), folded(told["location_sid"])
    return bool(known and now) and known != now


def kept_text(said: str | None, length: int) -> str:
    """What the provider said, as far as the mirror keeps it."""
    return keepable(said or "")[:length]


def kept_id(said: str) -> str:
    """An id in another system; "" for a word for nothing, which is no id."""
    return "" if is_word_for_nothing(said) else kept_text(said, 100)


def _kept_quote(said: str | None, length: int) -> str:
    """The same of what people read in quotation marks: where it is cut, it says so."""
    whole = keepable(said or "")
    return whole if len(whole) <= length else f"{whole[: length - 1].rstrip()}…"


def kept_type(said: str) -> str:
    """A session type by its wire name; one that nobody knows as it came."""
    return wire_name_of(kept_text(said, 60))


def kept_status(said: str) -> str:
    """A status as it came; '' for one in which nothing can be seen."""
    return "" if status_of(said) == NOT_SHOWN else kept_text(said, 60)
