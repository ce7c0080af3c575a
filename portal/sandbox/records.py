"""The JSON that the API reference shows: session objects, list rows, envelopes, settings."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any
from urllib.parse import urlencode

from portal.sandbox.model import (
    NEEDS_PROCTOR,
    Enrollment,
    Exam,
    Install,
    Named,
    Session,
    make_sid,
    write_time,
)

Json = dict[str, Any]

_PLATFORM = "3.0"
_CONTACT = ("company", "firstName", "lastName", "email", "phone")
_ADDRESS = ("address1", "address2", "place", "region", "country", "postalCode")
_POSITION = ("locationLatitude", "locationLongitude")
# Documented response fields that the stand-in has nothing to say about.
_EMPTY = [
    "proctorReviewProcessSid",
    "externalReservedAppointmentId",
    "externalReservedAppointmentExpires",
    "externalAppointmentSyncDate",
    "recordingStartDate",
    "deployment",
    "series",
    "reviewByDate",
    "reviewByUserSid",
    "reviewCompletedDate",
    "reviewCompleteNotificationUrl",
    "reviewed",
    "proctorGroups",
    "systemCheckStartDate",
    "systemCheckEndDate",
    "modalityOptions",
    "examFile",
    "returnedFile",
    "photos",
    "sessionInfo",
    "auditStatus",
    "automated",
    "interoadsProvisionedExamUrl",
    "proctorGroupSid",
    "mutedAnnotations",
]


def session_object(install: Install, session: Session) -> Json:
    """The session object of contract §2, every documented field present."""
    asked = session.asked
    return {
        **dict.fromkeys(_EMPTY),
        **_sids(install, session),
        "status": session.status,
        "statusReason": session.status_reason,
        "accessKey": access_key(session),
        "duration": session.exam.minutes,
        "sessionType": session.type,
        "schedulingModule": session.type,
        "workflowModule": "standard",
        **_dates(session),
        "externalAppointmentId": asked.get("externalAppointmentId"),
        "notes": asked.get("notes") or None,
        "account": {"sid": make_sid("AC", install.sid)},
        "install": {"sid": install.sid, "name": install.name},
        "sessionReportCount": 0,
        "reviewRequired": session.type == "automated",
        "URL": f"https://exam.practice.invalid/take/{session.sid}?key={access_key(session)}",
        "examLocale": asked.get("examLocale"),
        "platformVersion": _PLATFORM,
        "exam": _exam_inside(session.exam),
        "enrollment": enrollment_object(session.enrollment),
        "course": _course(session.exam),
        "examConfiguration": {"durationMinutes": session.exam.minutes},
        "proctor": _proctor(install, asked),
        "location": _location(install, asked),
        "appointment": _appointment(session),
        "messagingConfirmations": [asked["messageSid"]] if asked.get("messageSid") else None,
        "mandatoryRoomScanVideo": False,
    }


def _sids(install: Install, session: Session) -> Json:
    asked = session.asked
    return {
        "sid": session.sid,
        "installSid": install.sid,
        "examSid": session.exam.sid,
        "enrollmentSid": session.enrollment.sid,
        "userSid": session.enrollment.learner.sid,
        "courseSid": session.exam.course.sid,
        "instructorProctorSid": asked.get("instructorProctorSid"),
        "proctorTypeSid": asked.get("proctorTypeSubCategorySid"),
        "cancellationPolicySid": make_sid("CA", install.sid) if session.type else None,
        "cancellationPolicyVersionSid": asked.get("cancellationPolicyVersionSid"),
    }


def _course(exam: Exam) -> Json:
    return {"sid": exam.course.sid, "code": exam.course.code, "name": exam.course.name}


def session_row(session: Session) -> Json:
    """One row of an enrollment's list."""
    return {
        "sid": session.sid,
        "status": session.status,
        "sessionType": session.type,
        "appointmentDate": write_time(session.start),
        "createdDate": write_time(session.created),
        "editDate": write_time(session.edited),
    }


def appointment_rows(install: Install, sessions: list[Session]) -> list[Json]:
    """Rows of the appointments report."""
    totals = Counter(s.exam.sid for s in install.sessions.values())
    needing = Counter(s.exam.sid for s in install.sessions.values() if s.status == NEEDS_PROCTOR)
    return [
        {
            **_appointment_row(one),
            "exam": exam_object(one.exam, totals[one.exam.sid], needing[one.exam.sid]),
        }
        for one in sessions
    ]


def _appointment_row(session: Session) -> Json:
    """A row but for its exam, which is told with numbers of the whole install."""
    return {
        "sid": session.sid,
        "examSid": session.exam.sid,
        "enrollmentSid": session.enrollment.sid,
        "instructorProctorSid": session.asked.get("instructorProctorSid"),
        "status": session.status,
        "sessionType": session.type,
        "schedulingModule": session.type,
        "proctorReviewProcessSid": None,
        "appointmentDate": write_time(session.start),
        "dateApproved": write_time(session.scheduled),
        "dateScheduled": write_time(session.scheduled),
        "externalAppointmentId": session.asked.get("externalAppointmentId"),
        "externalReservedAppointmentId": None,
        "externalReservedAppointmentExpires": None,
        "recordingStartDate": None,
        "sessionReportCount": 0,
        "series": {},
        "reviewByDate": None,
        "reviewCompletedDate": None,
        "reviewRequired": session.type == "automated",
        "platformVersion": _PLATFORM,
        "systemCheckStartDate": None,
        "systemCheckEndDate": None,
        "mandatoryRoomScanVideo": False,
        "mutedAnnotations": {},
        "enrollment": enrollment_object(session.enrollment),
    }


def envelope(
    address: str, query: dict[str, Any], offset: int, limit: int, total: int, results: list[Json]
) -> Json:
    """A page as contract §1 has it; `first`, `next`, `prev`, `last` are addresses or null."""

    def link(start: int) -> str:
        return f"{address}?{urlencode({**query, 'offset': start, 'limit': limit}, doseq=True)}"

    last = (total - 1) // limit * limit if limit and total else 0
    return {
        "total": total,
        "first": link(0) if limit and total else None,
        "next": link(offset + limit) if limit and offset + limit < total else None,
        "prev": link(max(0, offset - limit)) if limit and offset else None,
        "last": link(last) if limit and total else None,
        "count": len(results),
        "offset": offset,
        "results": results,
    }


def settings_object(install: Install, proctor_types: dict[str, Named]) -> Json:
    return {
        "sid": install.sid,
        "name": install.name,
        "defaultCurrencyCode": install.currency,
        "defaultTimezone": install.time_zone,
        "proctorTypes": [
            {
                "sid": make_sid("PT", install.sid, kind.sid),
                "name": kind.name,
                "status": "Active",
                "proctorTypeSubCategorySid": kind.sid,
            }
            for kind in proctor_types.values()
        ],
    }


def exam_object(exam: Exam, total: int, needing: int) -> Json:
    return {
        "sid": exam.sid,
        "courseSid": exam.course.sid,
        "title": exam.title,
        "type": "Standard",
        "description": f"{exam.title}, {exam.minutes} minutes",
        "useProctorManager": True,
        "requireApproval": False,
        "enableAppointmentSuggestions": False,
        "url": f"https://exam.practice.invalid/exams/{exam.sid}",
        "status": "Active",
        "instructorName": exam.course.instructor,
        "courseName": exam.course.name,
        "totalSessions": total,
        "needsProctorSessions": needing,
        "platformVersion": _PLATFORM,
    }


def enrollment_object(enrollment: Enrollment) -> Json:
    learner = enrollment.learner
    return {
        "userSid": learner.sid,
        "enrollmentSid": enrollment.sid,
        "courseSid": enrollment.course.sid,
        "role": "Learner",
        "user": {
            "sid": learner.sid,
            "firstName": learner.first_name,
            "lastName": learner.last_name,
            "email": learner.email,
        },
    }


def access_key(session: Session) -> str:
    """A secret of the exam: it must never be found in anything the portal keeps."""
    return hashlib.blake2b(f"key/{session.sid}".encode(), digest_size=9).hexdigest()


def _exam_inside(exam: Exam) -> Json:
    return {
        "sid": exam.sid,
        "courseSid": exam.course.sid,
        "title": exam.title,
        "duration": exam.minutes,
        "courseName": exam.course.name,
        "instructorName": exam.course.instructor,
        "url": f"https://exam.practice.invalid/exams/{exam.sid}",
    }


def _dates(session: Session) -> Json:
    return {
        "appointmentDate": write_time(session.start),
        "appointmentEndDate": write_time(session.end),
        "dateApproved": write_time(session.scheduled),
        "dateScheduled": write_time(session.scheduled),
        "createdDate": write_time(session.created),
        "inProgressDate": write_time(session.in_progress),
        "editDate": write_time(session.edited),
    }


def _proctor(install: Install, asked: Json) -> Json | None:
    entry = install.instructors.get(asked.get("instructorProctorSid", ""))
    if entry:
        return {"sid": entry.sid, "name": entry.name, "place": entry.address}
    known = {name: asked[name] for name in (*_CONTACT, *_ADDRESS, *_POSITION) if name in asked}
    return known or None


def _location(install: Install, asked: Json) -> Json | None:
    place = install.places.get(asked.get("proctorLocationSid", ""))
    return place and {
        "sid": place.sid,
        "name": place.name,
        "timeZone": place.time_zone,
        "address": place.address,
    }


def _appointment(session: Session) -> Json | None:
    if not session.type and not session.start:
        return None
    return {
        "dateTime": write_time(session.start),
        "amount": session.asked.get("amount"),
        "currency": session.asked.get("currency"),
        "paidWith": next((w for w in ("cardToken", "voucherCode") if session.asked.get(w)), None),
    }
