"""The rows of the lists and the install's settings (contract §2), read as leniently as the session
itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scheduling.proctoring_api.exchange import Exchange
from scheduling.proctoring_api.parsing import (
    JsonObject,
    as_object,
    first_text,
    identifier,
    line,
    moment,
    number,
    text,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """One exam session of an enrollment's list."""

    sid: str
    status: str = ""
    session_type: str = ""
    appointment_at: datetime | None = None

    @classmethod
    def read(cls, row: JsonObject) -> SessionRow:
        return cls(
            sid=identifier(row.get("sid")),
            status=text(row.get("status")),
            session_type=text(row.get("sessionType")),
            appointment_at=moment(row.get("appointmentDate")),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentRow:
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
    learner_first_name: str = ""
    learner_last_name: str = ""
    learner_email: str = ""
    external_appointment_id: str = ""
    duration: int | float | None = None

    @classmethod
    def read(cls, row: JsonObject) -> AppointmentRow:
        exam, enrollment = as_object(row.get("exam")), as_object(row.get("enrollment"))
        course = as_object(row.get("course"))
        learner = as_object(enrollment.get("user")) or as_object(row.get("user")) or enrollment
        return cls(
            sid=identifier(row.get("sid")),
            exam_sid=identifier(row.get("examSid")) or identifier(exam.get("sid")),
            enrollment_sid=identifier(row.get("enrollmentSid"))
            or identifier(first_text(enrollment, ("enrollmentSid", "sid"))),
            user_sid=identifier(first_text(enrollment, ("userSid",)))
            or identifier(row.get("userSid"))
            or identifier(first_text(learner, ("userSid",))),
            status=text(row.get("status")),
            session_type=text(row.get("sessionType")),
            appointment_at=moment(row.get("appointmentDate")),
            exam_title=first_text(exam, ("title", "name")),
            course_name=first_text(exam, ("courseName",)) or first_text(course, ("name", "title")),
            instructor_name=line(exam.get("instructorName")),
            learner_first_name=line(learner.get("firstName")),
            learner_last_name=line(learner.get("lastName")),
            learner_email=identifier(learner.get("email")),
            external_appointment_id=identifier(row.get("externalAppointmentId")),
            duration=number(row.get("duration")) or number(exam.get("duration")),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a list. `total` is None where the provider gave none; a row without a SID is left
    out.

    `fetched` counts the rows as they came, readable or not: what the next page's offset is made of.
    """

    rows: list[Any]
    total: int | None
    offset: int
    fetched: int
    exchange: Exchange

    @classmethod
    def read(
        cls,
        body: JsonObject,
        *,
        reader: Callable[[JsonObject], Any],
        offset: int,
        exchange: Exchange,
    ) -> Page:
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
            exchange=exchange,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallSettings:
    """What an install says about itself."""

    name: str = ""
    default_currency: str = ""
    default_time_zone: str = ""
    exchange: Exchange | None = None

    @classmethod
    def read(cls, body: JsonObject, *, exchange: Exchange | None = None) -> InstallSettings:
        return cls(
            name=text(body.get("name")),
            default_currency=text(body.get("defaultCurrencyCode")),
            default_time_zone=text(body.get("defaultTimezone")),
            exchange=exchange,
        )
