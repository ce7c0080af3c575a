"""Records of the rows of the lists (contract §2), read as leniently as the session itself."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scheduling.proctoring_api.lists.odd_fields import OddFields, odd_fields
from scheduling.proctoring_api.lists.row_sids import NOTHING_NAMED, RowSids
from scheduling.proctoring_api.parsing import (
    JsonObject,
    as_object,
    called,
    first_called,
    identifier,
    is_sid,
    number,
    person,
    person_name,
    shown_address,
    sid,
    text,
)
from scheduling.proctoring_api.provider_times import moment
from scheduling.proctoring_api.responses.field_readers import sole


def _only(told: tuple[str, ...]) -> str:
    """ "" where none is named, or two are."""
    return told[0] if len(told) == 1 else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """One exam session of an enrollment's list."""

    sid: str
    status: str = ""
    session_type: str = ""
    appointment_at: datetime | None = None
    named: RowSids = NOTHING_NAMED

    @property
    def fault(self) -> str:
        """Why the row names no session, "" where it does."""
        return "" if self.sid else "it has no session SID"

    @classmethod
    def read(cls, row: JsonObject) -> SessionRow:
        odd = odd_fields(row)
        return cls(
            sid=sid(row.get("sid")),
            status="" if odd["odd_status"] else text(row.get("status")),
            session_type=text(row.get("sessionType")),
            appointment_at=None if odd["odd_start"] else moment(row.get("appointmentDate")),
            named=RowSids.by(row),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentRow(OddFields):
    """One row of the appointments report. What the API did not give is "" or None."""

    sid: str
    exam_sid: str = ""
    enrollment_sid: str = ""
    user_sid: str = ""
    status: str = ""
    session_type: str = ""
    appointment_at: datetime | None = None
    exam_title: str = ""
    course_name: str = ""
    instructor_name: str = ""
    learner_name: str = ""
    learner_family_name: str = ""
    half_name: str = ""  # as `parsing.half_name` has it
    learner_email: str = ""
    external_appointment_id: str = ""
    instructor_proctor_sid: str = ""
    duration: int | float | None = None
    named: RowSids = NOTHING_NAMED

    @property
    def fault(self) -> str:
        """Why the row names no session that could be asked for, "" where it does."""
        if not is_sid(self.sid, "ES"):
            return f"its session SID is {_no_sid(self.sid)}"
        if not is_sid(self.exam_sid, "EX"):
            return f"its exam SID is {_no_sid(self.exam_sid)}"
        return "it names two exams" if len(self.named.exam_sids) > 1 else ""

    @property
    def described(self) -> str:
        """What a row without a SID does say of its session, of nobody in person."""
        said = (self.exam_title, self.exam_sid, self.enrollment_sid)
        return ", ".join(one[:80] for one in said if one)

    @classmethod
    def read(cls, row: JsonObject) -> AppointmentRow:
        exam, enrollment, course = (
            as_object(sole(row.get(name))) for name in ("exam", "enrollment", "course")
        )
        named = RowSids.by(row)
        learner = _learner(row, enrollment) if len(named.learners) < 2 else {}
        name, odd = person_name(learner), odd_fields(row)
        return cls(
            sid=_said_as_sid(row.get("sid")),
            exam_sid=_said_as_sid(row.get("examSid"))
            or _only(named.exam_sids)
            or _said_as_sid(exam.get("sid")),
            enrollment_sid=_only(named.enrollment_sids),
            user_sid=_only(named.user_sids),
            status="" if odd["odd_status"] else text(row.get("status")),
            session_type=text(row.get("sessionType")),
            appointment_at=None if odd["odd_start"] else moment(row.get("appointmentDate")),
            exam_title=first_called(exam, ("title", "name")),
            course_name=called(exam.get("courseName")) or first_called(course, ("name", "title")),
            instructor_name=called(exam.get("instructorName")),
            learner_name=name.whole,
            learner_family_name=name.family,
            half_name=name.half,
            learner_email=shown_address(learner.get("email")),
            external_appointment_id=identifier(row.get("externalAppointmentId")),
            instructor_proctor_sid=_slot(row.get("instructorProctorSid")),
            duration=number(row.get("duration")) or number(exam.get("duration")),
            named=named,
            **odd,
        )


def _learner(row: JsonObject, enrollment: JsonObject) -> JsonObject:
    """What tells who the learner is: the first that has a name, or else an address; a user may come
    as an id alone.
    """
    told = (as_object(enrollment.get("user")), as_object(row.get("user")), enrollment)
    named = (one for one in told if person(one))
    return next(named, next((one for one in told if shown_address(one.get("email"))), {}))


def _slot(value: Any) -> str:
    return said if is_sid(said := sid(value), "CP") else ""


def _said_as_sid(value: Any) -> str:
    """A SID; what is no text as it was written, so that it is not taken for a blank."""
    if isinstance(value, str) or value is None:
        return sid(value)
    return json.dumps(value)[:34]


def _no_sid(said: str) -> str:
    return "not a SID" if said else "blank"
