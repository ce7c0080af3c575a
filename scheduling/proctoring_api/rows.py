"""The rows of the lists and the install's settings (contract §2), read as leniently as the session itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from scheduling.proctoring_api.exchange import Exchange
from scheduling.proctoring_api.reading import JsonObject, as_object, first_text, moment, number, text


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """One exam session of an enrollment's list."""

    sid: str
    status: str = ""
    session_type: str = ""
    appointment_at: datetime | None = None
    created_at: datetime | None = None
    edited_at: datetime | None = None
    unknown: JsonObject = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def read(cls, row: JsonObject) -> SessionRow:
        return cls(
            sid=text(row.get("sid")),
            status=text(row.get("status")),
            session_type=text(row.get("sessionType")),
            appointment_at=moment(row.get("appointmentDate")),
            created_at=moment(row.get("createdDate")),
            edited_at=moment(row.get("editDate")),
            unknown=_rest(row, _SESSION_ROW_NAMES),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentRow:
    """One row of the appointments report. What the API did not give is "" or None."""

    sid: str
    exam_sid: str = ""
    enrollment_sid: str = ""
    user_sid: str = ""
    course_sid: str = ""
    status: str = ""
    session_type: str = ""
    appointment_at: datetime | None = None
    exam_title: str = ""
    course_name: str = ""
    instructor_name: str = ""
    learner_first_name: str = ""
    learner_last_name: str = ""
    learner_email: str = ""
    duration: int | float | None = None
    external_appointment_id: str = ""
    unknown: JsonObject = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def read(cls, row: JsonObject) -> AppointmentRow:
        exam, enrollment = as_object(row.get("exam")), as_object(row.get("enrollment"))
        course = as_object(row.get("course"))
        learner = as_object(enrollment.get("user")) or as_object(row.get("user")) or enrollment
        return cls(
            sid=text(row.get("sid")),
            exam_sid=text(row.get("examSid")) or text(exam.get("sid")),
            enrollment_sid=text(row.get("enrollmentSid")) or first_text(enrollment, ("enrollmentSid", "sid")),
            user_sid=text(row.get("userSid")) or text(enrollment.get("userSid")),
            course_sid=first_text(row, ("courseSid",))
            or text(exam.get("courseSid"))
            or text(enrollment.get("courseSid")),
            status=text(row.get("status")),
            session_type=text(row.get("sessionType")),
            appointment_at=moment(row.get("appointmentDate")),
            exam_title=first_text(exam, ("title", "name")),
            course_name=first_text(exam, ("courseName",)) or first_text(course, ("name", "title")),
            instructor_name=text(exam.get("instructorName")),
            learner_first_name=text(learner.get("firstName")),
            learner_last_name=text(learner.get("lastName")),
            learner_email=text(learner.get("email")),
            duration=number(row.get("duration")) or number(exam.get("duration")),
            external_appointment_id=text(row.get("externalAppointmentId")),
            unknown=_rest(row, _APPOINTMENT_NAMES),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a list. `total` is None where the provider gave none; `unreadable` counts rows without a
    SID.

    `fetched` counts the rows as they came, readable or not: what the next page's offset is made of.
    """

    rows: list[Any]
    total: int | None
    offset: int
    fetched: int
    unreadable: int
    exchange: Exchange

    @classmethod
    def read(cls, body: JsonObject, *, reader: Callable[[JsonObject], Any], offset: int, exchange: Exchange) -> Page:
        """Raises ValueError where there is no list of results at all."""
        results = body.get("results")
        if not isinstance(results, list):
            raise ValueError("the list has no results")
        rows = [row for one in results if isinstance(one, dict) and (row := reader(one)).sid]
        total = number(body.get("total"))
        return cls(
            rows=rows,
            total=int(total) if total is not None and total >= 0 else None,
            offset=offset,
            fetched=len(results),
            unreadable=len(results) - len(rows),
            exchange=exchange,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ProctorType:
    """One proctor type that an install offers; `sub_category_sid` (`TS…`) is what a booking names."""

    sid: str = ""
    status: str = ""
    name: str = ""
    sub_category_sid: str = ""

    @classmethod
    def read(cls, row: JsonObject) -> ProctorType:
        return cls(
            sid=text(row.get("sid")),
            status=text(row.get("status")),
            name=first_text(row, ("name", "title", "label")),
            sub_category_sid=text(row.get("proctorTypeSubCategorySid")),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallSettings:
    """What an install says about itself."""

    name: str = ""
    default_currency: str = ""
    default_time_zone: str = ""
    proctor_types: tuple[ProctorType, ...] = ()
    exchange: Exchange | None = None

    @classmethod
    def read(cls, body: JsonObject, *, exchange: Exchange | None = None) -> InstallSettings:
        kinds = body.get("proctorTypes")
        return cls(
            name=text(body.get("name")),
            default_currency=text(body.get("defaultCurrencyCode")),
            default_time_zone=text(body.get("defaultTimezone")),
            proctor_types=tuple(ProctorType.read(one) for one in kinds if isinstance(one, dict))
            if isinstance(kinds, list)
            else (),
            exchange=exchange,
        )


_SESSION_ROW_NAMES = frozenset({"sid", "status", "sessionType", "appointmentDate", "createdDate", "editDate"})
# What contract §2 lists for a row; anything else is drift worth keeping.
_APPOINTMENT = """sid examSid enrollmentSid instructorProctorSid status sessionType schedulingModule
    proctorReviewProcessSid appointmentDate dateApproved dateScheduled externalAppointmentId
    externalReservedAppointmentId externalReservedAppointmentExpires recordingStartDate sessionReportCount
    series reviewByDate reviewCompletedDate reviewRequired platformVersion systemCheckStartDate
    systemCheckEndDate mandatoryRoomScanVideo mutedAnnotations exam enrollment course user userSid courseSid
    duration
    """
_APPOINTMENT_NAMES = frozenset(_APPOINTMENT.split())


def _rest(row: JsonObject, known: frozenset[str]) -> JsonObject:
    return {name: value for name, value in row.items() if name not in known}
