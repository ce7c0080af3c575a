"""The things the stand-in keeps: installs, exams, learners, places and exam sessions."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

NEEDS_PROCTOR, SCHEDULED, CANCELLED, CLOSED = "Needs Proctor", "Scheduled", "Cancelled", "Closed"
IN_PROGRESS, PROCESSING = "In Progress", "Processing"
ENDED = frozenset({CLOSED, CANCELLED})


def make_sid(prefix: str, *parts: object) -> str:
    """Two capitals and 32 lower-case hex digits (contract §1); the same parts give the same SID."""
    text = "/".join(map(str, parts))
    return prefix + hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def numbered_sid(prefix: str, number: int) -> str:
    """A practice SID that a person can recognise: zeros and a number."""
    return f"{prefix}{number:032x}"


def write_time(moment: datetime | None) -> str | None:
    """ISO 8601 UTC with milliseconds and Z (contract §1)."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read_time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


@dataclass(frozen=True, slots=True)
class Place:
    """A proctor location (`PL`) or an instructor's entry (`CP`); `seats` counts per start time."""

    sid: str
    name: str
    time_zone: str
    kind: str
    seats: int
    address: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A thing that is only offered by name: a policy version, a message thread, a proctor type."""

    sid: str
    name: str


@dataclass(frozen=True, slots=True)
class Course:
    sid: str
    code: str
    name: str
    instructor: str


@dataclass(frozen=True, slots=True)
class Exam:
    sid: str
    title: str
    course: Course
    minutes: int


@dataclass(frozen=True, slots=True)
class Learner:
    sid: str
    first_name: str
    last_name: str
    email: str


@dataclass(frozen=True, slots=True)
class Enrollment:
    sid: str
    learner: Learner
    course: Course


@dataclass(slots=True)
class Session:
    """One exam session. `asked` holds the fields of the booking that stands, by the API's names."""

    sid: str
    exam: Exam
    enrollment: Enrollment
    created: datetime
    status: str = NEEDS_PROCTOR
    status_reason: str | None = None
    start: datetime | None = None
    end: datetime | None = None
    scheduled: datetime | None = None
    in_progress: datetime | None = None
    edited: datetime | None = None
    asked: dict[str, Any] = field(default_factory=dict)

    @property
    def type(self) -> str | None:
        return self.asked.get("type")

    def copy(self) -> Session:
        """The same session with a booking of its own. Written out: a thousand are copied for each
        test, and `dataclasses.replace` takes ten times as long.
        """
        return Session(
            self.sid,
            self.exam,
            self.enrollment,
            self.created,
            self.status,
            self.status_reason,
            self.start,
            self.end,
            self.scheduled,
            self.in_progress,
            self.edited,
            dict(self.asked),
        )


@dataclass(slots=True)
class Install:
    """One institution and everything it knows. Sessions keep the order in which they were made."""

    sid: str
    name: str
    currency: str
    time_zone: str
    places: dict[str, Place] = field(default_factory=dict)
    instructors: dict[str, Place] = field(default_factory=dict)
    threads: dict[str, Named] = field(default_factory=dict)
    policy_versions: dict[str, Named] = field(default_factory=dict)
    exams: dict[str, Exam] = field(default_factory=dict)
    enrollments: dict[str, Enrollment] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
