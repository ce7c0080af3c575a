"""The rows of the lists and the install's settings (contract §2), read as leniently as the session
itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import datetime
from itertools import starmap
from typing import Any

from scheduling.proctoring_api.exchange import Exchange
from scheduling.proctoring_api.parsing import (
    JsonObject,
    as_object,
    called,
    distinct_sids,
    family_name,
    first_called,
    half_name,
    identifier,
    is_sid,
    moment,
    number,
    person,
    shown_address,
    sid,
    text,
)
from scheduling.proctoring_api.redaction import cleaned
from scheduling.proctoring_api.responses.field_readers import sole
from scheduling.proctoring_api.responses.lenient_rows import ListBody
from scheduling.proctoring_api.responses.named_others import names_another
from scheduling.proctoring_api.responses.odd_fields import OddFields, odd_fields

PAGE_SIZE = 200  # rows that are asked for at once
LISTED_TWICE = "it is listed twice, and differently"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Each institution, exam, enrollment and account that a row names, wherever in it, once: of
    what is a SID, and so tells anything apart.
    """

    install_sids: tuple[str, ...] = ()
    exam_sids: tuple[str, ...] = ()
    enrollment_sids: tuple[str, ...] = ()
    user_sids: tuple[str, ...] = ()

    @classmethod
    def by(cls, row: JsonObject) -> Named:
        exam, enrollment = (sole(row.get(name)) for name in ("exam", "enrollment"))
        users = [holder.get("user") for holder in (as_object(enrollment), row)]
        return cls(
            install_sids=_apart("AI", row.get("installSid")),
            exam_sids=_apart("EX", row.get("examSid"), *_inside(exam, "sid", "examSid")),
            enrollment_sids=_apart(
                "EN", row.get("enrollmentSid"), *_inside(enrollment, "enrollmentSid", "sid")
            ),
            user_sids=_apart(
                "US",
                *(as_object(one).get("userSid") for one in (enrollment, row, *users)),
                *(said for one in users for said in _inside(one, "sid")),
            ),
        )

    @property
    def learners(self) -> tuple[str, ...]:
        """The accounts that it names, or else the enrollments: of several nobody can say whose its
        name is.
        """
        return self.user_sids or self.enrollment_sids


NOTHING_NAMED = Named()


def _apart(prefix: str, *told: Any) -> tuple[str, ...]:
    return distinct_sids(told, prefix)


def _inside(holder: Any, *names: str) -> list[Any]:
    """What an object holds under these names; what came in place of one is a SID by itself."""
    return [*map(as_object(holder).get, names), holder]


def _only(told: tuple[str, ...]) -> str:
    """ "" where none is named, or two are."""
    return told[0] if len(told) == 1 else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a list was asked for; "" for what is not known. A row that names another is none of it,
    whatever it says.
    """

    install_sid: str
    exam_sid: str = ""
    enrollment_sid: str = ""
    user_sid: str = ""

    def fault(self, row: Any) -> str:
        """Why the row is none of what was asked for, "" where nothing says so."""
        named: Named = row.named
        if names_another(self.install_sid, named.install_sids):
            return "it is another institution’s"
        if names_another(self.exam_sid, named.exam_sids):
            return "it is another exam’s"
        is_theirs = (
            (self.enrollment_sid, named.enrollment_sids),
            (self.user_sid, named.user_sids),
        )
        return "it is another learner’s" if any(starmap(names_another, is_theirs)) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """One exam session of an enrollment's list."""

    sid: str
    status: str = ""
    session_type: str = ""
    appointment_at: datetime | None = None
    named: Named = NOTHING_NAMED

    @property
    def fault(self) -> str:
        """Why the row names no session, "" where it does."""
        return "" if self.sid else "it has no session SID"

    @classmethod
    def read(cls, row: JsonObject) -> SessionRow:
        return cls(
            sid=sid(row.get("sid")),
            status=text(row.get("status")),
            session_type=text(row.get("sessionType")),
            appointment_at=moment(row.get("appointmentDate")),
            named=Named.by(row),
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
    named: Named = NOTHING_NAMED

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
        named = Named.by(row)
        learner = _learner(row, enrollment) if len(named.learners) < 2 else {}
        return cls(
            sid=_said_as_sid(row.get("sid")),
            exam_sid=_said_as_sid(row.get("examSid"))
            or _only(named.exam_sids)
            or _said_as_sid(exam.get("sid")),
            enrollment_sid=_only(named.enrollment_sids),
            user_sid=_only(named.user_sids),
            status=text(row.get("status")),
            session_type=text(row.get("sessionType")),
            appointment_at=moment(row.get("appointmentDate")),
            exam_title=first_called(exam, ("title", "name")),
            course_name=called(exam.get("courseName")) or first_called(course, ("name", "title")),
            instructor_name=called(exam.get("instructorName")),
            learner_name=person(learner),
            learner_family_name=family_name(learner),
            half_name=half_name(learner),
            learner_email=shown_address(learner.get("email")),
            external_appointment_id=identifier(row.get("externalAppointmentId")),
            instructor_proctor_sid=_slot(row.get("instructorProctorSid")),
            duration=number(row.get("duration")) or number(exam.get("duration")),
            named=named,
            **odd_fields(row),
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


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row of which something can't be used: where it stands in the list, what it said for the
    session's SID ("" for nothing), why, and what else it says of a session that it does not name;
    whether it is about another than the list was asked for, and whether the session that it names
    is known by it for one of the list.
    """

    place: int
    sid: str
    why: str
    described: str = ""
    is_another_s: bool = False
    is_taken: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a list. `total` is what the provider gave for one, which may be wrong; None where
    it gave no number. Left out are rows that name no session; they are among the `bad` ones.

    `fetched` counts the rows as they came, readable or not: what the next page's offset is made of.
    """

    rows: list[Any]
    total: int | None
    offset: int
    fetched: int
    exchange: Exchange
    bad: tuple[BadRow, ...] = ()

    @classmethod
    def read(
        cls,
        body: ListBody,
        *,
        reader: Callable[[JsonObject], Any],
        offset: int,
        exchange: Exchange,
        wanted: Wanted,
        secrets: tuple[str, ...] = (),
    ) -> Page:
        """The page without what must not be kept: card numbers, links, and the secrets sent."""
        rows, bad = [], []
        for place, one in enumerate(body.results):
            row = _keepable(reader(one), secrets) if isinstance(one, dict) else None
            fault = "it is not a session" if row is None else row.fault
            is_another_s = wanted.fault(row) if row is not None else ""
            if row is not None and not (fault or is_another_s):
                rows.append(row)
            flaws = (body.flaws.get(place, ""), getattr(row, "flaw", ""))
            if why := ", ".join(filter(None, (fault or is_another_s, *flaws))):
                one_bad = _bad(row, offset + place, why, is_another_s=bool(is_another_s))
                is_taken = row is not None and not (fault or is_another_s)
                bad.append(replace(one_bad, is_taken=is_taken))
        total = number(body.total)
        rows, torn = _each_once(rows)
        bad += [BadRow(offset, sid, LISTED_TWICE, is_taken=True) for sid in torn]
        return cls(
            rows=rows,
            total=int(total) if total is not None and total >= 0 else None,
            offset=offset,
            fetched=len(body.results),
            exchange=exchange,
            bad=tuple(bad),
        )


def _bad(row: Any, place: int, why: str, *, is_another_s: bool) -> BadRow:
    if row is None:
        return BadRow(place, "", why)
    described = "" if row.sid else getattr(row, "described", "")
    return BadRow(place, row.sid[:34], why, described, is_another_s)


def _each_once(rows: list[Any]) -> tuple[list[Any], list[str]]:
    """Each session once, and the SIDs of those that one page tells in several ways: which of them
    holds nobody knows, so it is taken to show nothing of what they tell differently.
    """
    first: dict[str, Any] = {}
    torn: dict[str, dict[str, Any]] = {}
    for row in rows:
        known = first.setdefault(row.sid, row)
        if apart := {name: unsaid for name, unsaid in _unsaid(row) if _differs(known, row, name)}:
            torn[row.sid] = torn.get(row.sid, {}) | apart
    kept = [replace(row, **torn.get(sid, {})) for sid, row in first.items()]
    return kept, list(torn)


def _unsaid(row: Any) -> list[tuple[str, Any]]:
    """Each thing that a row may say, and what stands for it where it says nothing."""
    return [(one.name, one.default) for one in fields(row) if one.name != "sid"]


def _differs(first: Any, other: Any, name: str) -> bool:
    return bool(getattr(first, name) != getattr(other, name))


def _keepable(row: Any, secrets: tuple[str, ...]) -> Any:
    """The row, which is a fraction of what came, is cleaned after reading."""
    told = ((one.name, getattr(row, one.name)) for one in fields(row))
    texts = {name: value for name, value in told if value and isinstance(value, str)}
    kept = {name: cleaned(value, secrets) for name, value in texts.items()}
    return row if kept == texts else replace(row, **kept)


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
