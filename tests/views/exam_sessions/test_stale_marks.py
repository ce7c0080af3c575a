"""Marks that are pressed on a page whose booking was moved meanwhile: nothing is marked of one that
nobody was shown, and the page says how it is booked now.
"""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from scheduling.exam_sessions import attendance
from scheduling.models import Attendance, ExamSession, Institution
from scheduling.spoken_time import say
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import words
from tests.support.known_sessions import known_session
from tests.support.midday import set_clocks_to_midday

MINUTE = timedelta(minutes=1)
BUTTON = re.compile(r'formaction="([^"]+)"\s+name="mark"\s+value="([^"]+)"')
SENT = re.compile(r'<input type="(?:checkbox|hidden)"[^>]*name="(session|shown)" value="([^"]+)"')


@pytest.fixture
def ana(institution: Institution) -> ExamSession:
    """Somebody whose exam began a moment ago."""
    ExamSession.objects.all().delete()
    Institution.objects.update(synced_at=timezone.now())
    set_clocks_to_midday()
    institution.refresh_from_db()
    return known_session(
        institution,
        learner_name="Ana Ruiz",
        status="Scheduled",
        session_type="smarter-scheduling",
        appointment_at=timezone.now() - 20 * MINUTE,
        location_sid=DULUTH,
        location_name="Duluth Testing Center",
    )


def button(desk: Desk, session: ExamSession, mark: str) -> str:
    """Where the button of the session's panel goes."""
    path = f"/sessions/{session.institution.sid}/{session.exam_sid}/{session.sid}/panel/"
    return {one: unescape(url) for url, one in BUTTON.findall(desk.get(path).text)}[mark]


def moved(session: ExamSession, **facts: object) -> ExamSession:
    """The session as it is booked by now."""
    ExamSession.objects.filter(pk=session.pk).update(**facts)
    return ExamSession.objects.get(pk=session.pk)


def asked(*sessions: ExamSession) -> str:
    return "/no-shows/?" + "&".join(f"session={one.pk}" for one in sessions)


def sent(page: str) -> dict[str, list[str]]:
    found = SENT.findall(page)
    return {name: [one for key, one in found if key == name] for name in ("session", "shown")}


@pytest.mark.parametrize("mark", ["arrived", "no-show"])
def test_a_booking_that_was_moved_meanwhile_is_not_marked(
    ana: ExamSession, desk: Desk, mark: str
) -> None:
    url = button(desk, ana, mark)
    now = moved(ana, appointment_at=ana.appointment_at + 10 * MINUTE)
    answer = desk.post(url, {"mark": mark})

    said = say(now.appointment_at, str(now.zone)).dated
    assert answer.status_code == 409
    assert (
        "The booking was changed since you opened it. It is now for Ana Ruiz: "
        f"{said} at Duluth Testing Center. Check it, then mark it."
    ) in words(answer)
    assert not Attendance.objects.exists()
    assert desk.post(button(desk, now, mark), {"mark": mark}).status_code == 302


def test_who_comes_to_a_booking_that_is_at_another_location_by_now_is_not_checked_in(
    ana: ExamSession, desk: Desk
) -> None:
    url = button(desk, ana, "arrived")
    moved(ana, location_sid=f"PL{2:032x}", location_name="Minneapolis Campus Testing")
    answer = desk.post(url, {"mark": "arrived"})
    assert answer.status_code == 409 and "at Minneapolis Campus Testing. Check it" in words(answer)
    assert not Attendance.objects.exists()


@pytest.mark.parametrize("mark", ["arrived", "no-show"])
def test_who_sits_it_instead_of_the_learner_that_was_shown_is_not_marked(
    ana: ExamSession, desk: Desk, mark: str
) -> None:
    before = moved(ana, user_sid=f"US{0xA:032x}", enrollment_sid=f"EN{0xA:032x}")
    url, page = button(desk, before, mark), sent(desk.get(asked(ana)).text)
    moved(ana, user_sid=f"US{0xB:032x}", learner_name="Ben Okafor")
    answer = desk.post(url, {"mark": mark})
    assert answer.status_code == 409 and "It is now for Ben Okafor: " in words(answer)
    assert desk.post("/no-shows/", page).status_code == 302
    assert not Attendance.objects.exists()


def test_an_account_that_was_not_known_yet_holds_no_mark_back(ana: ExamSession, desk: Desk) -> None:
    url = button(desk, moved(ana, user_sid="", enrollment_sid=f"EN{0xA:032x}"), "arrived")
    moved(ana, user_sid=f"US{0xA:032x}")
    assert desk.post(url, {"mark": "arrived"}).status_code == 302


def test_a_location_that_was_not_known_yet_holds_no_mark_back(ana: ExamSession, desk: Desk) -> None:
    before = moved(ana, location_sid="", location_name="")
    url = button(desk, before, "arrived")
    moved(ana, location_sid=DULUTH, location_name="Duluth Testing Center")
    assert desk.post(url, {"mark": "arrived"}).status_code == 302
    assert Attendance.objects.count() == 1


def test_who_is_here_leaves_whichever_booking_stands_by_now(ana: ExamSession, desk: Desk) -> None:
    desk.post(button(desk, ana, "arrived"), {"mark": "arrived"})
    url = button(desk, ana, "left")
    moved(ana, appointment_at=ana.appointment_at + timedelta(days=3))
    assert desk.post(url, {"mark": "left"}).status_code == 302
    assert Attendance.objects.get().left_at is not None


def test_of_ticked_rows_only_those_are_marked_that_stand_as_the_page_showed_them(
    ana: ExamSession, institution: Institution, desk: Desk
) -> None:
    about = {"status": "Scheduled", "session_type": "smarter-scheduling"}
    start = timezone.now() - 20 * MINUTE
    ben = known_session(institution, learner_name="Ben Gone", appointment_at=start, **about)
    later = timezone.now() + 20 * MINUTE
    cy = known_session(institution, learner_name="Cy Later", appointment_at=later, **about)
    page = desk.get(asked(ana, ben, cy))
    assert "Can’t be marked: 1" in words(page)
    moved(ana, appointment_at=ana.appointment_at + 10 * MINUTE)
    moved(cy, appointment_at=start)  # what the page said can't be marked is not marked after all

    answer = desk.post("/no-shows/", sent(page.text))
    assert answer.status_code == 302
    assert [one.session.learner_name for one in Attendance.objects.all()] == ["Ben Gone"]
    after = desk.get(answer.headers["Location"])
    assert "Marked as no-shows: 1. No booking was cancelled." in words(after)
    assert (
        "Not marked, because they changed since you opened the page: 2. You see them as they are"
        " now."
    ) in words(after)
    desk.post("/no-shows/", sent(after.text))
    assert Attendance.objects.count() == 3


def test_a_form_that_says_nothing_of_what_it_showed_marks_no_ticked_row(
    ana: ExamSession, desk: Desk
) -> None:
    desk.post("/no-shows/", {"session": [ana.pk]})
    assert attendance.of(ana) is None
