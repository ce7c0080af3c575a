"""The practice data: believable, and the same for the same seed."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from portal.sandbox.ledger import Ledger
from portal.sandbox.model import Install
from portal.sandbox.persistence import take_up
from portal.sandbox.practice_institutions import LAKESIDE, NORTHFIELD
from portal.sandbox.seed import by_the_clock, seeded
from portal.sandbox.state import State

TODAY = date(2031, 12, 8)


@pytest.fixture(scope="module")
def northfield() -> Install:
    return seeded(1, TODAY)[NORTHFIELD]


def test_the_same_seed_gives_the_same_data() -> None:
    assert seeded(7, TODAY) == seeded(7, TODAY)
    assert not set(seeded(7, TODAY)[NORTHFIELD].sessions) & set(
        seeded(8, TODAY)[NORTHFIELD].sessions
    )


def test_dates_move_with_today() -> None:
    today, later = seeded(1, TODAY)[NORTHFIELD], seeded(1, TODAY + timedelta(days=3))[NORTHFIELD]
    assert list(today.sessions) == list(later.sessions)
    sid = next(s.sid for s in today.sessions.values() if s.start)
    assert later.sessions[sid].start - today.sessions[sid].start == timedelta(days=3)


def test_a_finals_week_of_the_promised_size(northfield: Install) -> None:
    learners = {s.enrollment.learner.sid for s in northfield.sessions.values()}
    courses = {e.course.sid for e in northfield.exams.values()}
    assert len(northfield.sessions) >= 1200
    assert (len(northfield.exams), len(courses), len(learners)) == (40, 25, 900)
    assert len({p.time_zone for p in northfield.places.values() if p.kind == "testing center"}) == 3


def test_every_status_is_there(northfield: Install) -> None:
    found = Counter(s.status for s in northfield.sessions.values())
    assert found["Needs Proctor"] >= 300
    assert set(found) == {
        "Needs Proctor",
        "Pending Approval",
        "Approval Denied",
        "Scheduled",
        "In Progress",
        "Processing",
        "Incident",
        "Closed",
        "Cancelled",
    }


def test_appointments_lie_where_their_status_has_them(northfield: Install) -> None:
    midnight = datetime(2031, 12, 8, tzinfo=UTC)
    for session in northfield.sessions.values():
        if session.status == "Needs Proctor":
            assert session.start is None and session.type is None
        if session.status == "Scheduled":
            assert session.start > midnight and session.scheduled < midnight
        if session.status == "Closed":
            assert session.start < midnight


def test_learners_have_names_of_many_scripts_and_plain_addresses(northfield: Install) -> None:
    learners = [e.learner for e in northfield.enrollments.values()]
    assert all(x.first_name and x.last_name and x.email.isascii() for x in learners)
    scripts = {name for x in learners for name in _scripts(x.last_name)}
    assert {"LATIN", "CYRILLIC", "GREEK", "ARABIC", "CJK", "HANGUL", "THAI", "GURMUKHI"} <= scripts


def test_nobody_has_two_sessions_of_one_exam(northfield: Install) -> None:
    pairs = [(s.enrollment.learner.sid, s.exam.sid) for s in northfield.sessions.values()]
    assert len(pairs) == len(set(pairs))


def test_exams_start_at_a_working_hour_of_their_place(northfield: Install) -> None:
    for session in northfield.sessions.values():
        if session.start:
            zone = northfield.places[session.asked["proctorLocationSid"]].time_zone
            local = session.start.astimezone(ZoneInfo("America/Chicago" if zone == "UTC" else zone))
            assert 8 <= local.hour <= 17


def test_a_second_small_install() -> None:
    small = seeded(1, TODAY)[LAKESIDE]
    assert (small.name, len(small.sessions)) == ("Lakeside College", 60)


def _scripts(name: str) -> set[str]:
    return {unicodedata.name(c).split()[0] for c in name if c.isalpha()}


def test_a_day_that_is_lived_through_has_ended_running_and_coming_sessions() -> None:
    install = seeded(1, TODAY)[NORTHFIELD]
    day = [one for one in install.sessions.values() if one.status == "In Progress"]
    noon = datetime(2031, 12, 8, 18, tzinfo=UTC)
    by_the_clock(install, noon)
    assert {
        status: {one.sid for one in day if one.status == status}
        for status in ("Processing", "In Progress", "Scheduled")
    } == {
        "Processing": {one.sid for one in day if one.end <= noon},
        "In Progress": {one.sid for one in day if one.start <= noon < one.end},
        "Scheduled": {one.sid for one in day if one.start > noon},
    }
    assert len(Counter(one.status for one in day)) == 3
    assert {one.in_progress for one in day if one.status == "Scheduled"} == {None}


def test_the_program_begins_with_the_day_as_it_stands_now(tmp_path: Path) -> None:
    file, state = tmp_path / "sandbox.data", State(1, Ledger())
    before = datetime.now(UTC)
    program = subprocess.Popen(
        [sys.executable, "-m", "portal.sandbox", "--port", "0", "--data", str(file)],
        stdout=subprocess.PIPE,
        cwd=settings.BASE_DIR,
    )
    with program:
        assert program.stdout
        assert b"answers at" in program.stdout.readline()
        after = datetime.now(UTC)
        program.terminate()
    take_up(state, file)
    sessions = [one for kept in state.installs.values() for one in kept.sessions.values()]
    running = [one for one in sessions if one.status == "In Progress"]
    assert [one.sid for one in running if one.start > after or one.end <= before] == []
