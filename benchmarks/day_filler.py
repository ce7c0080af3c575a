"""A mirror with a day to look at: 400 sessions at 8 locations today and as many a year ago, 300 at
one location in two days, and all others on other days. A program of its own: `day` runs it with a
stage's settings.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import django

django.setup()

from django.utils import timezone  # noqa: E402

from scheduling.models import (  # noqa: E402
    EarlierState,
    ExamSession,
    Institution,
    Location,
    OpeningHours,
)

LOCATIONS, ON_THE_DAY, ON_THE_ROSTER = 8, 400, 300
BLOCK = 5_000
START = 14  # UTC: in the morning of the places that there are
# Days without any other session: those that are looked at, and those beside them.
NEAR = timedelta(days=10)


def fill(total: int) -> dict[str, str]:
    """As many sessions as that; the days to look at, as addresses have them."""
    institution = Institution.objects.order_by("pk")[0]
    today = timezone.now().date()
    ago, roster = today - timedelta(days=364), today + timedelta(days=2)
    if not ExamSession.objects.filter(sid=f"ES{0xD0000000:032x}").exists():
        places = _locations(institution)
        _store(_day(institution, places, today, ON_THE_DAY, 0xD0000000))
        _store(_day(institution, places, ago, ON_THE_DAY, 0xD1000000))
        _store(_day(institution, places[:1], roster, ON_THE_ROSTER, 0xD2000000))
        _moved(institution)
    have = ExamSession.objects.filter(institution=institution).count()
    _store(_others(institution, today, have, total))
    Institution.objects.update(synced_at=timezone.now())
    return {
        "install": institution.sid,
        "day": today.isoformat(),
        "ago": ago.isoformat(),
        "roster": roster.isoformat(),
        "location": Location.objects.get(name="Hall 1").pl_sid,
    }


def _locations(institution: Institution) -> list[str]:
    Location.objects.filter(institution=institution).update(is_active=False)
    for number in range(1, LOCATIONS + 1):
        sid = f"PL{0xD00 + number:032x}"
        place = Location.objects.create(
            institution=institution, name=f"Hall {number}", pl_sid=sid, seats=60
        )
        OpeningHours.objects.bulk_create(
            OpeningHours(location=place, weekday=day, opens="08:00", closes="18:00")
            for day in range(7)
        )
    return [f"PL{0xD00 + number:032x}" for number in range(1, LOCATIONS + 1)]


def _day(
    institution: Institution, places: list[str], day: date, many: int, first: int
) -> Iterator[ExamSession]:
    """Eight starts, two hours each."""
    morning = datetime(day.year, day.month, day.day, START, tzinfo=UTC)
    for number in range(many):
        start = morning + timedelta(minutes=60 * (number // len(places) % 8))
        place = places[number % len(places)]
        yield _session(institution, first + number, start, place)


def _others(institution: Institution, today: date, have: int, total: int) -> Iterator[ExamSession]:
    """On the days of a year and a half, but for those that are looked at."""
    noon = datetime(today.year, today.month, today.day, 18, tzinfo=UTC)
    days = [one for one in range(-340, 200) if abs(one) > NEAR.days]
    for number in range(have, total):
        start = noon + timedelta(days=days[number % len(days)], minutes=number % 600)
        yield _session(institution, 0xE0000000 + number, start, f"PL{0xD01 + number % 8:032x}")


def _session(institution: Institution, number: int, start: datetime, place: str) -> ExamSession:
    now = timezone.now()
    return ExamSession(
        institution=institution,
        sid=f"ES{number:032x}",
        exam_sid=f"EX{number % 500:032x}",
        status="Closed" if start < now - timedelta(hours=2) else "Scheduled",
        session_type="smarter-scheduling",
        appointment_at=start,
        duration_minutes=120,
        location_sid=place,
        location_name=f"Hall {int(place[2:], 16) - 0xD00}",
        learner_name=f"Learner{number:x} Number{number % 977}",
        exam_title=f"Final {number % 500}",
        course_name=f"Course {number % 500}",
        refreshed_at=now,
        listed_at=now,
        indexed_by=99,
    )


def _store(sessions: Iterator[ExamSession]) -> None:
    ExamSession.objects.bulk_create(sessions, batch_size=BLOCK)


def _moved(institution: Institution) -> None:
    """One of ten stood otherwise before."""
    rows = ExamSession.objects.filter(institution=institution, location_sid__startswith="PL")
    EarlierState.objects.bulk_create(
        EarlierState(
            session=one,
            institution=institution,
            start_at=one.appointment_at,
            duration_minutes=120,
            status="Scheduled",
            location_sid=one.location_sid,
            known_until=one.appointment_at + timedelta(days=1),
        )
        for one in rows.filter(appointment_at__isnull=False)
        if one.pk % 10 == 0
    )


if __name__ == "__main__":
    print(json.dumps(fill(int(sys.argv[1]))))
