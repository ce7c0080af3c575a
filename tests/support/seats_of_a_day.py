"""Sessions, requests and the board of one day at one location."""

from __future__ import annotations

from datetime import date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.utils import timezone

from scheduling.exam_sessions import day_board
from scheduling.exam_sessions.day_board import Board
from scheduling.exam_sessions.moments.seat_load import BoardPlace
from scheduling.models import (
    Attempt,
    ExamSession,
    Location,
)

CHICAGO, DAY = "America/Chicago", date(2027, 1, 14)
DULUTH = f"PL{0xD:032x}"


def at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(CHICAGO))


def seat(place: Location, start: datetime | None, **facts: object) -> ExamSession:
    number = 0xB000 + ExamSession.objects.count()
    facts = {
        "status": "Scheduled",
        "duration_minutes": 60,
        "location_sid": place.pl_sid,
        "refreshed_at": timezone.now(),
    } | facts
    return ExamSession.objects.create(
        institution=place.institution,
        sid=f"ES{number:032x}",
        exam_sid=f"EX{7:032x}",
        learner_name=f"Learner {number:x}",
        appointment_at=start,
        **facts,
    )


def ask(session: ExamSession, start: datetime, action: str = "schedule") -> None:
    now = timezone.now()
    Attempt.objects.create(
        attempt_id=uuid4(),
        session=session,
        action=action,
        actor_name="Ana Ruiz",
        time_zone=CHICAGO,
        asked={"appointmentDateTime": start.isoformat(), "proctorLocationSid": DULUTH},
        state=Attempt.State.UNCONFIRMED,
        started_at=now,
        deadline_at=now,
    )


def board_of(place: Location, day: date = DAY) -> Board:
    return day_board.of_day([place.institution], day, CHICAGO)


def cells(board: Board, place: BoardPlace) -> dict[str, tuple[int, int, str]]:
    """What each half hour counts, by the clock."""
    told = [place.cell(slot) for slot in board.slots]
    return {
        f"{one.start.astimezone(ZoneInfo(CHICAGO)):%H:%M}": (one.taken, one.unsure, one.load.value)
        for one in told
    }
