"""A believable finals week: the same seed gives the same data, with dates counted from today."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from portal.sandbox import people_and_courses, practice_institutions
from portal.sandbox.model import (
    CANCELLED,
    CLOSED,
    IN_PROGRESS,
    NEEDS_PROCTOR,
    PROCESSING,
    SCHEDULED,
    Course,
    Enrollment,
    Exam,
    Install,
    Learner,
    Place,
    Session,
    make_sid,
)

# How many sessions of each status, and in which days from today they start.
_NORTHFIELD_PLAN = [
    (NEEDS_PROCTOR, 440, None),
    (SCHEDULED, 380, (1, 21)),
    ("Pending Approval", 40, (3, 14)),
    ("Approval Denied", 16, (3, 14)),
    (IN_PROGRESS, 24, (0, 0)),
    (PROCESSING, 30, (-2, -1)),
    ("Incident", 18, (-6, -1)),
    (CLOSED, 230, (-14, -1)),
    (CANCELLED, 72, (-7, 14)),
]
_LAKESIDE_PLAN = [(NEEDS_PROCTOR, 30, None), (SCHEDULED, 20, (1, 10)), (CLOSED, 10, (-7, -1))]

_STARTS = [
    time(8),
    time(8, 30),
    time(10),
    time(11, 15),
    time(12, 30),
    time(13),
    time(15),
    time(17, 30),
]
_LENGTHS = [50, 75, 90, 120, 120, 150, 180]
_REASONS = {
    "Approval Denied": "The proctor's workplace could not be confirmed.",
    "Incident": "The learner left the room twice.",
    CANCELLED: "The learner asked for another day.",
}
# Which type a seeded booking has, by the place where it is held.
_TYPE_OF_PLACE = {
    "SmarterProctoring Live Online": "b-virtual",
    "ProctorU": "proctoru",
    "Examity": "examity",
    "Virtual Test Center": "vtc",
    "RegisterBlast Duluth": "register-blast",
}


def seeded(seed: int, today: date | None = None) -> dict[str, Install]:
    """Both practice installs by SID, filled. `today` is the UTC date unless given."""
    kept = _filled(seed, today or datetime.now(UTC).date())
    return {sid: _copy(install) for sid, install in kept.items()}


def by_the_clock(install: Install, now: datetime) -> None:
    """What the sessions of the seed's day are at `now`: over, under way, or still to come. For a
    day that is lived through; what `seeded` gives alone is the same at whatever hour.
    """
    for session in install.sessions.values():
        if session.status != IN_PROGRESS:
            continue
        if session.start > now:
            session.status, session.in_progress = SCHEDULED, None
        elif session.end <= now:
            session.status = PROCESSING


def _copy(install: Install) -> Install:
    """Only exam sessions change, and enrollments are added; all else may be shared."""
    sessions = {sid: session.copy() for sid, session in install.sessions.items()}
    return replace(install, sessions=sessions, enrollments=dict(install.enrollments))


# Tests start afresh hundreds of times; filling takes a good part of a tenth of a second.
@lru_cache(maxsize=4)
def _filled(seed: int, day: date) -> dict[str, Install]:
    big = _Filling(practice_institutions.northfield(), seed, day)
    big.fill(learners=900, courses=25, plan=_NORTHFIELD_PLAN)
    small = _Filling(practice_institutions.lakeside(), seed, day)
    small.fill(learners=45, courses=4, plan=_LAKESIDE_PLAN)
    return {install.sid: install for install in (big.install, small.install)}


class _Filling:
    """Fills one install; all its choices come from one generator, in one order."""

    def __init__(self, install: Install, seed: int, today: date) -> None:
        self.install, self.seed, self.today = install, seed, today
        self.random = random.Random(f"{seed}/{install.sid}")

    def fill(self, learners: int, courses: int, plan: list) -> None:
        self._make_exams(courses)
        self._enroll(self._learners(learners))
        pairs = self._pairs(sum(count for _, count, _ in plan))
        for status, count, days in plan:
            for _ in range(count):
                self._make_session(*pairs.pop(), status, days)

    def _sid(self, prefix: str, *parts: object) -> str:
        return make_sid(prefix, self.seed, self.install.sid, *parts)

    def _make_exams(self, count: int) -> None:
        for code, name, instructor, titles in people_and_courses.courses()[:count]:
            course = Course(self._sid("CU", code), code, name, instructor)
            for title in titles:
                sid = self._sid("EX", code, title)
                minutes = self.random.choice(_LENGTHS)
                self.install.exams[sid] = Exam(sid, f"{code} {title}", course, minutes)

    def _learners(self, count: int) -> list[Learner]:
        everyone = [
            (given, family)
            for given_names, family_names in people_and_courses.traditions()
            for given in given_names
            for family in family_names
        ]
        chosen = self.random.sample(everyone, count)
        return [self._learner(n, *name) for n, name in enumerate(chosen)]

    def _learner(self, n: int, given: str, family: str) -> Learner:
        domain = self.install.name.split()[0].lower()
        return Learner(
            self._sid("US", n), given, family, f"{_ascii(given, family)}{n:03}@{domain}.example"
        )

    def _enroll(self, learners: list[Learner]) -> None:
        """Everyone takes one course, every third two."""
        courses = list(
            {exam.course.sid: exam.course for exam in self.install.exams.values()}.values()
        )
        for n, learner in enumerate(learners):
            for course in self.random.sample(courses, 2 if n % 3 == 0 else 1):
                sid = self._sid("EN", learner.sid, course.code)
                self.install.enrollments[sid] = Enrollment(sid, learner, course)

    def _pairs(self, count: int) -> list[tuple[Enrollment, Exam]]:
        """Enrollment and exam, each pair once, so that every learner and exam has a session."""
        by_course: dict[str, list[Exam]] = {}
        for exam in self.install.exams.values():
            by_course.setdefault(exam.course.sid, []).append(exam)
        enrollments = list(self.install.enrollments.values())
        first = [(e, self.random.choice(by_course[e.course.sid])) for e in enrollments]
        taken = {(e.sid, x.sid) for e, x in first}
        rest = [
            (e, x)
            for e in enrollments
            for x in by_course[e.course.sid]
            if (e.sid, x.sid) not in taken
        ]
        self.random.shuffle(rest)
        pairs = (first + rest)[:count]
        self.random.shuffle(pairs)
        return pairs

    def _make_session(
        self, enrollment: Enrollment, exam: Exam, status: str, days: tuple | None
    ) -> None:
        sid = self._sid("ES", enrollment.sid, exam.sid)
        midnight = datetime.combine(self.today, time(0), UTC)
        created = midnight - timedelta(minutes=self.random.randint(15 * 1440, 60 * 1440))
        session = Session(sid, exam, enrollment, created, status, _REASONS.get(status))
        if days is not None:
            self._book(session, self.random.randint(*days), midnight)
        self.install.sessions[sid] = session

    def _book(self, session: Session, days: int, midnight: datetime) -> None:
        place = self.random.choice(list(self.install.places.values()))
        session.start = self._start(place, days)
        session.end = session.start + timedelta(minutes=session.exam.minutes)
        session.scheduled = session.edited = midnight - timedelta(
            minutes=self.random.randint(60, 14 * 1440) - min(days, 0) * 1440
        )
        if session.status in (IN_PROGRESS, PROCESSING, "Incident", CLOSED):
            session.in_progress = session.start
        session.asked = {
            "type": _TYPE_OF_PLACE.get(place.name, "smarter-scheduling"),
            "proctorLocationSid": place.sid,
            "notes": self.random.choice(
                ["", "", "Extended time", "Scratch paper allowed", "Quiet room"]
            ),
        }

    def _start(self, place: Place, days: int) -> datetime:
        zone = ZoneInfo("America/Chicago" if place.time_zone == "UTC" else place.time_zone)
        local = datetime.combine(
            self.today + timedelta(days=days), self.random.choice(_STARTS), zone
        )
        return local.astimezone(UTC)


def _ascii(given: str, family: str) -> str:
    """The letters of a name that an e-mail address can hold; `learner` where it has none."""
    plain = unicodedata.normalize("NFKD", f"{given}.{family}").encode("ascii", "ignore").decode()
    kept = "".join(c for c in plain.lower() if c.isalnum() or c == ".").strip(".")
    return kept or "learner"
